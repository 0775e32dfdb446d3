#!/usr/bin/env bash
# Runs the README's session. In its ```console blocks a line `$ command` is run in a copy of the data, and
# the lines under it must be what the command prints; a line `...` stands for any lines.
set -u
cd "$(dirname "$0")/.." || exit 2
program=$(realpath "${BAILIWICK:-${B:-build}/bailiwick}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r datasets "$scratch/" && mkdir "$scratch/bin" && ln -s "$program" "$scratch/bin/bailiwick"
export PATH=$scratch/bin:$PATH
number=0 failed=0

# Line by line; dots skip to the next line that fits. Seconds are not promised.
same() {
    awk -v wanted="$2" '
    { got[++n] = $0 }
    END {
        m = split(wanted, want, "\n"); g = 1
        for (w = 1; w <= m; w++) {
            if (want[w] == "...") { if (w == m) exit 0; while (g <= n && got[g] != want[w + 1]) g++; continue }
            if (g > n || got[g] != want[w]) { print "expected: " want[w]; print "got:      " got[g]; exit 1 }
            g++
        }
        exit g <= n
    }' <<<"$1"
}

run_case() {
    local output
    number=$((number + 1))
    output=$(cd "$scratch" && eval "$1" 2>&1 </dev/null)
    if same "$output" "${2%$'\n'}" >"$scratch/log"; then
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1"
        sed 's/^/# /' "$scratch/log"
    fi
}

command= expected= inside=
while IFS= read -r line; do
    case $line in
    '```console') inside=1 command= ;;
    '```') [ -n "$inside" ] && [ -n "$command" ] && run_case "$command" "$expected"; inside= ;;
    '$ '*)
        [ -n "$inside" ] || continue
        [ -z "$command" ] || run_case "$command" "$expected"
        command=${line#'$ '} expected=
        ;;
    *) [ -z "$inside" ] || expected+=$line$'\n' ;;
    esac
done <README.md

# Every folder of the tour is there.
for folder in $(sed -n 's#^| `\([a-z/]*/\)` |.*#\1#p' README.md); do
    number=$((number + 1))
    if [ -e "$folder" ]; then echo "ok $number - $folder is there"; else echo "not ok $number - $folder is there"; failed=1; fi
done
[ "$number" -gt 5 ] && [ "$failed" -eq 0 ]
