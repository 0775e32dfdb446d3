#!/usr/bin/env bash
# What the program says, word by word. Each file in this folder holds cases:
#
#   $ a command line, run in the root of the repository
#   the output, both streams
#   = the exit status
#
# A line `...` in the expected output stands for any lines. UPDATE=1 writes the present output down
# (cases with `...` are left alone): read the difference before you commit it.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=$(realpath "${BAILIWICK:-build/bailiwick}")
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
export OUT=$scratch/out
bailiwick() { "$program" "$@"; }
number=0 failed=0

# Does the output match, where a line of dots matches any lines?
matches() {
    local pattern
    [[ $2 == *'...'* ]] || { [ "$1" = "$2" ]; return; }
    pattern=$(printf '%s' "$2" | sed -e 's/[][\\.*^$()+?{}|]/\\&/g' -e 's/^\\\.\\\.\\\.$/.*/' | tr '\n' '\r')
    printf '%s' "$1" | tr '\n' '\r' | sed 's/\r/&/g' | grep -qxE "$(printf '%s' "$pattern" | sed 's/\r\.\*\r/\r(.*\r)?/g; s/\r\.\*$/(\r.*)?/')"
}

run_case() {
    local command=$1 expected=$2 wanted=$3 output status
    rm -rf "$OUT"
    output=$(eval "$command" 2>&1 </dev/null)
    status=$?
    output=${output//"$scratch"/SCRATCH}
    number=$((number + 1))
    if matches "$output" "$expected" && [ "$status" = "$wanted" ]; then
        echo "ok $number - $command"
    else
        failed=$((failed + 1))
        echo "not ok $number - $command"
        diff <(printf '%s\n= %s\n' "$expected" "$wanted") <(printf '%s\n= %s\n' "$output" "$status") | sed 's/^/# /'
    fi
    if [[ ${UPDATE:-} && $expected != *'...'* ]]; then expected=$output wanted=$status; fi
    printf '$ %s\n%s\n= %s\n\n' "$command" "$expected" "$wanted" >>"$scratch/updated"
}

run_file() {
    local command= expected= line
    : >"$scratch/updated"
    while IFS= read -r line; do
        case $line in
        '$ '*) command=${line#'$ '} expected= ;;
        '= '*) run_case "$command" "${expected%$'\n'}" "${line#= }"; command= ;;
        *) if [ -n "$command" ]; then expected+=$line$'\n'; else [ -z "$line" ] || echo "$line" >>"$scratch/updated"; fi ;;
        esac
    done <"$1"
    if [ -n "${UPDATE:-}" ]; then sed -e '${/^$/d}' "$scratch/updated" >"$1"; fi
}

for file in tests/golden/*.txt; do run_file "$file"; done
[ "$failed" -eq 0 ]
