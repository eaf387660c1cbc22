# shellcheck shell=sh
# What prepare scripts share: . "$TARE_ROOT/contract/prepare.sh"
#
# ci/contenders.sh says what such a script is given and what it answers.

# unavailable SENTENCE: it cannot be had here; why, and how to mend it.
unavailable() {
    echo "$1" >&2
    exit 77
}

# at_least VERSION LEAST: whether a dotted version is that new.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# built_from WORD...: true when the last build was made from the same; call stamp when a new one is done. A
# word is a file, a folder (all files in it) or anything else that the build depends on, such as a version.
built_from() {
    inputs=$(fingerprint "$@")
    if [ "$(cat "$TARE_OUT/stamp" 2>/dev/null)" = "$inputs" ]; then return 0; fi
    rm -f "$TARE_OUT/stamp" # a build that fails half-way must not count later
    return 1
}

stamp() {
    echo "$inputs" >"$TARE_OUT/stamp"
}

fingerprint() {
    for word in "$@"; do
        if [ -e "$word" ]; then
            find "$word" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        else
            echo "$word"
        fi
    done | sha256sum
}
