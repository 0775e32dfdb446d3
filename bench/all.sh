#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Repeats the measured results of the engine: up to two hours on two free processors.
#
#   make bench-results [DATA=folder]     or: bench/all.sh [DATA] [RESULTS]
#
# DATA     a folder with alignment/* (folders) and gap/* (generalized assignment files), if there is one. Instances
#          generated from seeds come to it, so that there are results without any data
# RESULTS  bench/results unless told. What comes there:
#
#   machine.txt             where, when, and of which commit
#   relaxation.csv          the optimum of the relaxation, one thread: ours over all pairs; CLP, glpsol if small
#   compare_alignment.csv   plans of ours, CBC and glpsol up to a gap of 0.01 %, one thread each, and of CBC on each
#                           account's five cheapest reps alone, with ..._traces.csv
#   compare_gap.csv         the same of generalized assignment, without the last
#   plans.csv               plans of ours for larger alignment instances, two threads
#   gap.csv                 plans of ours for generalized assignment, two threads
#   summary.txt             all of these summed up
#   compare_*_time.svg, compare_*_primal.svg   performance profiles: time, and primal integral
#
# From the environment: LIMIT, seconds of a run (60); SEEDS, a run for each ("1"); LARGE=1 also plans 1,000,000 accounts
# for 2,000 reps (15 minutes); SMALL=1 tries everything on tiny instances, with results in build/bench/results.
set -eu
cd "$(dirname "$0")/.."
data=${1:-} limit=${LIMIT:-60} build=${B:-build}/bench
results=${2:-$([ "${SMALL:-0}" = 1 ] && echo "$build/results" || echo bench/results)}
made=$build/instances best=bench/best_known.csv
mkdir -p "$made" "$results"

# alignment ACCOUNTS REPS SEED [OPTION VALUE]...: the folder of a generated instance
alignment() {
    local accounts=$1 reps=$2 seed=$3 folder
    shift 3
    folder=$made/g${accounts}x${reps}s$seed$(printf %s "$*" | tr -d ' -')
    mkdir -p "$folder"
    "$build/generate" --accounts "$accounts" --reps "$reps" --seed "$seed" "$@" --out "$folder"
    echo "$folder"
}

# generalized KIND BINS ITEMS: a generated file
generalized() {
    "$build/generate_gap" --kind "$1" --bins "$2" --items "$3" --seed 1 --out "$made/$1$2x$3"
    echo "$made/$1$2x$3"
}

# given PATTERN: what DATA has of it; nothing is no fault
given() { [ -z "$data" ] || compgen -G "$data/$1" || true; }

# of_size LOW HIGH FOLDER...: those with so many accounts
of_size() {
    local low=$1 high=$2 accounts folder
    shift 2
    for folder; do
        accounts=$(($(wc -l < "$folder/accounts.csv") - 1))
        if [ "$accounts" -ge "$low" ] && [ "$accounts" -le "$high" ]; then echo "$folder"; fi
    done
}

# Words without blanks, one a line.
if [ "${SMALL:-0}" = 1 ]; then
    small=$(alignment 60 4 1)
    middle=$(alignment 120 5 1) large=
    few_gap=$(generalized D 3 20)
    all_gap=$(generalized E 4 20)
else
    small=$(alignment 200 6 1; alignment 500 10 1; alignment 500 10 2 --width 0.03; alignment 1000 10 3 --tail 1.8
            alignment 1000 15 1; alignment 2000 20 1; given 'alignment/t500x10'; given 'alignment/t2000x20')
    middle=$(given 'alignment/t[0-9]*'; alignment 5000 50 1; alignment 20000 100 1)
    large=$(alignment 30000 320 1; alignment 100000 500 7)
    few_gap=$(for kind in C D E; do generalized $kind 5 100; generalized $kind 10 100; generalized $kind 20 200; done)
    all_gap=$(given 'gap/*[0-9]'; for kind in C D E; do generalized $kind 20 400; done)
fi

describe_machine() {
    date -u +%F
    git log -1 --format='commit %H' 2>/dev/null || true
    lscpu | grep -E '^(Model name|CPU\(s\)):'
    uname -sr
    "${CC:-gcc}" --version | head -n 1
    dpkg-query -W -f '${Package} ${Version}\n' libglpk40 libgsl27 coinor-cbc coinor-clp glpk-utils 2>/dev/null || true
    echo "load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
}

peers() { bench/peers.sh --seconds "$limit" --seeds "${SEEDS:-1}" "$@"; }
ours() { bench/peers.sh --solvers bailiwick --seeds "${SEEDS:-1}" "$@"; }
add() { "$@" | tail -n +2; }

# shellcheck disable=SC2046,SC2086
measure() {
    local to=$results/compare
    rm -f "$to"_{alignment,gap}_traces.csv
    peers --relaxation yes $(of_size 1 5000 $small $middle | sort -u) > "$results/relaxation.csv"
    add ours --relaxation yes --seconds $((4 * limit)) $(of_size 5001 200000 $middle $large) >> \
        "$results/relaxation.csv"
    peers --gap 0.0001 --traces "$to"_alignment_traces.csv $small > "$to"_alignment.csv
    add peers --solvers cbc --cheapest 5 --gap 0.0001 --traces "$to"_alignment_traces.csv $small >> "$to"_alignment.csv
    peers --gap 0.0001 --traces "$to"_gap_traces.csv $few_gap > "$to"_gap.csv
    ours --seconds "$limit" --threads 2 $middle > "$results/plans.csv"
    add ours --seconds $((2 * limit)) --threads 2 $large >> "$results/plans.csv"
    [ "${LARGE:-0}" = 0 ] || add ours --seconds 900 --threads 2 "$(alignment 1000000 2000 7)" >> "$results/plans.csv"
    ours --seconds "$limit" --threads 2 $all_gap > "$results/gap.csv"
}

summary() { printf '\n%s\n' "$1" && shift && bench/summary.sh "$@"; }

sum_up_comparison() {
    local to=$results/$1 files
    files=("$to.csv" "${to}_traces.csv" "$best")
    summary "$1.csv, solved: a gap of 0.01 %" -v goal=1e-4 -v profile="${to}_time.svg" "${files[@]}"
    bench/summary.sh -v measure=primal -v profile="${to}_primal.svg" "${files[@]}" > /dev/null
}

# Generalized assignment, kind by kind: names begin with their kind.
sum_up_kinds() {
    local kind
    sed -n '2,$s/[0-9].*//p' "$results/gap.csv" | sort -u | while read -r kind; do
        grep -E "^(instance|${kind}[0-9])" "$results/gap.csv" | summary "gap.csv, files $kind" /dev/stdin "$best"
    done
}

sum_up() {
    echo "bench/summary.awk says what the columns are."
    summary "relaxation.csv" -v goal=1e-6 "$results/relaxation.csv"
    sum_up_comparison compare_alignment
    sum_up_comparison compare_gap
    summary "plans.csv" "$results/plans.csv" "$best"
    summary "gap.csv" "$results/gap.csv" "$best"
    sum_up_kinds
}

describe_machine > "$results/machine.txt"
measure
sum_up > "$results/summary.txt" 2>&1
cat "$results/summary.txt"
