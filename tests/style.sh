#!/usr/bin/env bash
# House rules that a compiler does not check: who may include whom (tests/LAYERS), no include
# circles, third-party headers in one module each, no long lines, licence lines.
# Prints every breach and exits 1 if there is one.
set -u
cd "$(dirname "$0")/.." || exit 2

awk_program='
function module(path) { sub(/\.[ch]$/, "", path); return path }
function allowed(list, name,   n, parts, k, prefix) {
    n = split(list, parts, " ")
    for (k = 1; k <= n; k++) {
        if (parts[k] == name) return 1
        if (parts[k] ~ /\/\*$/) {
            prefix = substr(parts[k], 1, length(parts[k]) - 1)
            if (index(name, prefix) == 1 && substr(name, length(prefix) + 1) !~ /\//) return 1
        }
    }
    return 0
}
function rule(name,   folder) {
    if (name in rules) return name
    folder = name; sub(/\/[^\/]*$/, "/*", folder)
    return (folder in rules) ? folder : ""
}
FILENAME == "tests/LAYERS" {
    sub(/#.*/, "")
    if ($0 !~ /:/) next
    name = $0; sub(/:.*/, "", name); gsub(/[ \t]/, "", name)
    list = $0; sub(/^[^:]*:/, "", list)
    rules[name] = list
    next
}
FNR == 1 { me = module(FILENAME); if ($0 !~ /SPDX-License-Identifier/) print FILENAME ":1: no licence line" }
length($0) > 120 { print FILENAME ":" FNR ": line longer than 120 characters" }
/\t/ && FILENAME ~ /\.[ch]$/ { print FILENAME ":" FNR ": tab" }
/[ ]+$/ { print FILENAME ":" FNR ": trailing space" }
/^#include "/ {
    split($0, quoted, "\"")
    target = quoted[2]
    if (target == "bailiwick.h" || target ~ /\.def$/) next
    name = module(target)
    if (name == me) next
    edge[me] = edge[me] " " name
    r = rule(me)
    if (r == "") print FILENAME ":" FNR ": module is not in tests/LAYERS"
    else if (!allowed(rules[r], name)) print FILENAME ":" FNR ": " me " may not include " name
}
/^#include </ {
    match($0, /<[^>]*>/)
    target = substr($0, RSTART, RLENGTH)
    if (target in rules && !allowed(rules[target], me)) print FILENAME ":" FNR ": only" rules[target] " may include " target
}
# Depth-first search for circles among the modules.
function visit(name,   n, parts, k) {
    if (state[name] == 2) return
    if (state[name] == 1) { print name ": includes run in a circle"; return }
    state[name] = 1
    n = split(edge[name], parts, " ")
    for (k = 1; k <= n; k++) visit(parts[k])
    state[name] = 2
}
END { for (name in edge) visit(name) }
'
breaches=$(find models solver app include -name '*.[ch]' -not -path '*/node_modules/*' | sort | xargs awk "$awk_program" tests/LAYERS)
if [ -n "$breaches" ]; then
    printf '%s\n' "$breaches"
    exit 1
fi
echo "style: good"
