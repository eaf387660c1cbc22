#!/bin/sh
# Installs what is missing to build, test and run Tare, from the distribution's own packages.
#
#   ci/deps.sh         what `make build`, `make test` and `make bench` need
#   ci/deps.sh --dev   and what `make check-style` needs
#   ci/deps.sh --fuzz  and what `make fuzz` needs
#
# Supported: Debian 12 and 13, Ubuntu 24.04. Nothing missing: says nothing, changes nothing, takes
# milliseconds. Elsewhere it looks for the tools and headers themselves. Exit codes: 0 all there, 1 the
# package manager failed, 2 wrong usage, 77 something is missing that cannot be installed from here
# (stderr names it).
set -eu

main() {
    dev=no
    fuzz=no
    case "${1-}" in
        '') ;;
        --dev) dev=yes ;;
        --fuzz) fuzz=yes ;;
        *) echo "ci/deps.sh: unknown option '$1'; expected --dev, --fuzz or nothing" >&2; exit 2 ;;
    esac
    if is_installable; then
        with_apt
    else
        without_apt
    fi
}

is_installable() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

with_apt() {
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    # The lists are absent on a fresh image; on a machine in use they are mostly good enough.
    if ! all_known; then
        as_root apt-get update -q >&2 || cannot_install
        missing=$(missing_packages)
    fi
    echo "installing: $missing" >&2
    install_missing && return 0
    # Old lists name files that have left the archive: ask for new ones, once.
    as_root apt-get update -q >&2 && install_missing && return 0
    cannot_install
}

wanted_packages() {
    echo make g++ cmake ninja-build pkg-config
    boost_package
    echo libcpu-features-dev libhwloc-dev liburing-dev libssl-dev zlib1g-dev libcli11-dev libfmt-dev catch2
    echo python3 python3-jsonschema # the tests check results against their JSON Schemas with it
    echo python3-venv python3-dev   # the environment of Python contenders, and their compiled callbacks
    if [ "$dev" = yes ]; then
        # Version 16 decides how the code is formatted; where it is not packaged, the default one comes close.
        if is_known clang-format-16; then echo clang-format-16 clang-tidy-16; else echo clang-format clang-tidy; fi
        echo shellcheck
    fi
    [ "$fuzz" = no ] || clang_packages
}

# libFuzzer comes with clang's run-time library. The clang that is there, or the newest that there is.
clang_packages() {
    for version in 19 18 17 16; do
        if is_there "clang-$version" && is_there "libclang-rt-$version-dev"; then return; fi
    done
    for version in 19 18 17 16; do
        if is_known "clang-$version" && is_known "libclang-rt-$version-dev"; then break; fi
    done
    echo "clang-$version" "libclang-rt-$version-dev"
}

# One Boost headers package of at least 1.81: the one that is there (two do not go together), or the newest.
boost_package() {
    there=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 'libboost1.*-dev' 2>/dev/null |
        sed -n 's/^ii *\(libboost1\.[0-9]*-dev\)$/\1/p' | new_enough_boost)
    if [ -n "$there" ]; then
        echo "$there"
        return
    fi
    newest=$(apt-cache search --names-only '^libboost1\.[0-9]+-dev$' 2>/dev/null |
        sed -n 's/^\(libboost1\.[0-9]*-dev\) .*/\1/p' | new_enough_boost)
    echo "${newest:-libboost-dev}"
}

new_enough_boost() {
    sort -t. -k2n | awk -F'[.-]' '$2 >= 81 { name = $0 } END { if (name) print name }'
}

missing_packages() {
    # shellcheck disable=SC2046 # one word a package
    set -- $(wanted_packages)
    # ${db:Status-Abbrev} is "ii " for what is installed; dpkg-query fails when it knows no such package.
    # shellcheck disable=SC2016 # dpkg-query's own substitution
    installed=" $(dpkg-query -W -f='${db:Status-Abbrev} ${binary:Package}\n' "$@" 2>/dev/null |
        sed -n 's/^ii *\([^:]*\).*/\1/p' | tr '\n' ' ' || true)"
    list=
    for package in "$@"; do
        case "$installed" in
            *" $package "*) ;;
            *) list="$list $package" ;;
        esac
    done
    echo "${list# }"
}

all_known() {
    for package in $missing; do
        is_known "$package" || return 1
    done
}

is_there() {
    # shellcheck disable=SC2016 # dpkg-query's own substitution
    dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

is_known() {
    apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

install_missing() {
    # shellcheck disable=SC2086 # one word a package
    as_root apt-get install -qy --no-install-recommends -o DPkg::Lock::Timeout=300 $missing >&2
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        echo "ci/deps.sh: packages are missing, and this is neither root nor is there sudo; as root, run:" >&2
        echo "  apt-get update && apt-get install --no-install-recommends $missing" >&2
        exit 77
    fi
}

cannot_install() {
    echo "ci/deps.sh: apt-get could not install: $missing" >&2
    echo "  supported: Debian 12 and 13, Ubuntu 24.04; this is $(system_name)" >&2
    exit 1
}

system_name() {
    # shellcheck disable=SC1091 # absent on systems of their own kind
    (. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-unknown}") || uname -sr
}

# No apt: the names of packages differ, so look for the things themselves.
without_apt() {
    absent=
    for tool in cmake ninja pkg-config python3; do
        command -v "$tool" >/dev/null || absent="$absent
  $tool"
    done
    compiler=${CXX:-c++}
    if command -v "$compiler" >/dev/null; then
        need_header boost/beast.hpp 'Boost >= 1.81 (headers)'
        need_header hwloc.h 'hwloc (with its pkg-config file)'
        need_header openssl/ssl.h 'OpenSSL 3'
        need_header zlib.h 'zlib'
        need_header CLI/CLI.hpp 'CLI11'
        need_header fmt/format.h 'fmt'
        need_header_of 'cpuinfo_x86.h cpuinfo_aarch64.h' 'Google cpu_features'
        need_header_of 'catch2/catch_test_macros.hpp catch2/catch.hpp' 'Catch2 (2 or 3)'
        [ "$(uname -s)" != Linux ] || need_header liburing.h 'liburing >= 2.3'
    else
        absent="$absent
  a C++20 compiler (g++ >= 12 or clang >= 16)"
    fi
    [ -n "$absent" ] || return 0
    echo "ci/deps.sh: $(system_name) has no apt-get; install these with its package manager:$absent" >&2
    exit 77
}

need_header() {
    have_header "$1" || absent="$absent
  $2"
}

need_header_of() {
    for header in $1; do
        if have_header "$header" || have_header "cpu_features/$header"; then return 0; fi
    done
    absent="$absent
  $2"
}

have_header() {
    printf '#include <%s>\n' "$1" | "$compiler" -std=c++20 -E -x c++ - >/dev/null 2>&1
}

main "$@"
