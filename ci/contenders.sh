#!/bin/sh
# Prepares what the contenders of other languages need: runs every executable prepare script of the tree,
# contract/*/prepare first, then servers/*/prepare and clients/*/prepare, each in its own folder.
#
#   ci/contenders.sh             all of them
#   ci/contenders.sh FOLDER...   these contenders only; a folder may lie outside the tree
#
# A script finds in its environment TARE_ROOT (this tree) and TARE_OUT (the folder that it builds into,
# build/contenders/<servers|clients|contract>/<name>). It exits 0 when everything is there, which takes
# moments when nothing changed, and 77 with one sentence on stderr (why, and how to mend it) when it cannot
# be had here. That sentence, or that it failed, is kept in $TARE_OUT/unavailable, which `tare list` shows;
# what it printed is in $TARE_OUT/prepare.log.
#
# One that fails does not stop the others. Exit codes: 0 each is ready or unavailable for a reason, 1 some
# failed, 2 wrong usage.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
failed=0

main() {
    if [ $# -eq 0 ]; then
        set -- "$root"/contract/*/ "$root"/servers/*/ "$root"/clients/*/
    else
        for folder in "$@"; do
            [ -x "$folder/prepare" ] || usage "$folder has no executable prepare"
        done
    fi
    for folder in "$@"; do
        if [ -x "$folder/prepare" ]; then prepare "$(cd "$folder" && pwd)"; fi
    done
    [ $failed -eq 0 ]
}

usage() {
    echo "ci/contenders.sh: $1; expected folders of contenders, or nothing for all" >&2
    exit 2
}

prepare() {
    name=$(basename "$(dirname "$1")")/$(basename "$1")
    out=$root/build/contenders/$name
    started=$(date +%s)
    mkdir -p "$out"
    if [ -t 1 ]; then printf '%-28s ...' "$name"; fi
    status=0
    (cd "$1" && TARE_ROOT=$root TARE_OUT=$out ./prepare </dev/null >"$out/prepare.log" 2>"$out/stderr") ||
        status=$?
    cat "$out/stderr" >>"$out/prepare.log"
    last_words=$(grep -v '^[[:space:]]*$' "$out/stderr" | tail -n 1) || last_words=
    rm -f "$out/stderr"
    case $status in
        0)
            rm -f "$out/unavailable"
            report "ready$(duration)"
            ;;
        77)
            echo "${last_words:-its prepare script says 77 but not why}" >"$out/unavailable"
            report "unavailable: $(cat "$out/unavailable")"
            ;;
        *)
            failed=1
            echo "could not be built: its prepare script exited with code $status; see $out/prepare.log" >"$out/unavailable"
            report "FAILED, exit code $status$(duration): ${last_words:-nothing on stderr}; see $out/prepare.log"
            ;;
    esac
}

report() {
    if [ -t 1 ]; then printf '\r'; fi
    printf '%-28s %s\n' "$name" "$1"
}

# How long it took, where it took long enough to be worth a word.
duration() {
    seconds=$(($(date +%s) - started))
    [ $seconds -lt 2 ] || echo " ($seconds s)"
}

main "$@"
