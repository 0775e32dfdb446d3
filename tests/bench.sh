#!/usr/bin/env bash
# Benchmarks in miniature: are summaries what a hand comes to, are logs of other solvers read right, do solvers that
# have nothing in common come to the same optimum, and does everything in bench/ run at all?
set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C B=${B:-build}
fixtures=tests/fixtures/bench
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0 failed=0

# check WHAT EXPECTED GOT
check() {
    number=$((number + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1"
        diff <(echo "$2") <(echo "$3") | sed 's/^/# /'
    fi
}

# ---- summaries

# By hand: times 1, 3 and 10 (unsolved), 6; gaps 0, 0 and 20/110, 0; primal integrals 1 + 1/6, 2 + 2/5 and 5 + 50/110,
# 3; primal-dual 1 + 1/3, 2 + 2/5 and 8 + 40/110, 3 + 1/2. The mean of 1 and 3 with shift 1 is sqrt(2 * 4) - 1 = 1.83.
expected="solver           runs  solved  at best    off %   most %  time, s +1      +10   gap %    primal  primal-dual
swift               2       2        2   0.0000   0.0000        1.83     1.96  0.0000     1.714        1.817
steady              2       1        1   4.5455   9.0909        7.77     7.89  1.2521     4.081        5.491"
check "means, integrals and counts are those worked out by hand" "$expected" \
    "$(bench/summary.sh -v profile="$scratch/drawn.svg" "$fixtures/traces.csv" "$fixtures/runs.csv")"
check "the profile climbs where each solver's factors are" "M70.0,350.0H70.0V200.0H70.0V50.0H550.0
M70.0,350.0H310.0V200.0H550.0" \
    "$(sed -n 's/^<path d="\(M70[^"]*V[^"]*H[^"]*\)".*stroke-width.*/\1/p' "$scratch/drawn.svg")"
printf 'instance,relaxation,best_plan,origin\none,,88,elsewhere\n' > "$scratch/best.csv"
check "a better plan from elsewhere is what plans are measured by" "1 6.0000" \
    "$(bench/summary.sh "$fixtures/runs.csv" "$scratch/best.csv" | awk '$1 == "swift" {print $4, $5}')"
sed 's/steady,1,1,10,200,200,0,optimal/steady,1,1,10,200,200,0,wrong/' "$fixtures/runs.csv" > "$scratch/wrong.csv"
check "a wrong plan is no plan, at no time" "0 54.5455 7.426" \
    "$(bench/summary.sh "$scratch/wrong.csv" "$fixtures/traces.csv" | awk '$1 == "steady" {print $3, $5, $10}')"
check "twice the threads may use twice the processor time" "20.00" \
    "$(sed 's/steady,1,1,10,.*/steady,1,2,10,110,90,0,feasible,10,19,5/' "$fixtures/runs.csv" |
        bench/summary.sh /dev/stdin | awk '$1 == "steady" {print $7}')"
check "a run that is there twice is an error" "1 summary: $fixtures/runs.csv:2: this run is there twice" \
    "$(text=$(bench/summary.sh "$fixtures/runs.csv" "$fixtures/runs.csv" 2>&1); echo "$? $text")"
check "a table of something else is an error" \
    "1 summary: datasets/adventureworks/reps.csv: neither runs, nor traces, nor best known values" \
    "$(text=$(bench/summary.sh datasets/adventureworks/reps.csv 2>&1); echo "$? $text")"

# ---- logs

check "CBC's log says what was known when" "0.250,,1516304.8368
2.000,1604618,1516304.8368
3.000,1604618,1524204.5
4.000,1552203,1524204.5
10.100,1552203,1525000.452" "$(awk -v solver=cbc -v begun=100 -f bench/trace.awk "$fixtures/cbc.log")"
check "glpsol's log says what was known when, and an empty tree is a proof" "0.200,,1916.321329
1.000,1959,1916.321329
2.000,1959,1917.065
3.000,1931,1920
4.100,1931,1931" "$(awk -v solver=glpsol -v begun=100 -f bench/trace.awk "$fixtures/glpsol.log")"

# ---- solvers on small programs

"$B/bench/generate" --accounts 40 --reps 3 --seed 5 --width 0.3 --out "$scratch"
"$B/bench/generate_gap" --kind C --bins 3 --items 15 --seed 1 --out "$scratch/C3x15"
runs=$(bench/peers.sh --seconds 20 --traces "$scratch/traces.csv" "$scratch" "$scratch/C3x15")
check "three solvers prove the same optima" "2 optima, 6 proofs" \
    "$(awk -F, 'NR > 1 {optima += !seen[$1, $6]++; proofs += $9 == "optimal"}
        END {print optima " optima, " proofs " proofs"}' <<< "$runs")"
check "the last line of a trace is the run's result" "$(awk -F, 'NR > 1 {print $1, $2, $6, $7}' <<< "$runs")" \
    "$(awk -F, 'FNR > 1 {run = $1 " " $2; if (!(run in last)) order[++n] = run; last[run] = $5 " " $6}
        END {for (k = 1; k <= n; k++) print order[k], last[order[k]]}' "$scratch/traces.csv")"
check "three solvers find the same relaxations" "2 values of 6" \
    "$(bench/peers.sh --relaxation yes --seconds 20 "$scratch" "$scratch/C3x15" |
        awk -F, 'NR > 1 && $9 == "optimal" {values += !seen[$1, sprintf("%.7g", $7)]++; n++}
            END {print values " values of " n}')"

check "an account that is larger than a territory may be is an error" \
    "1 generate: an account is larger than a territory may be: take more accounts or a lighter tail" \
    "$(text=$("$B/bench/generate" --accounts 60 --reps 6 --tail 2.5 --out "$scratch" 2>&1); echo "$? $text")"

mkdir "$scratch/bin"
printf '#!/bin/sh\necho "Objective value: 1"\n' > "$scratch/bin/cbc" && chmod +x "$scratch/bin/cbc"
check "a claim without a plan is wrong" "wrong" \
    "$(PATH=$scratch/bin:$PATH bench/peers.sh --solvers cbc "$scratch/C3x15" | awk -F, 'NR == 2 {print $9}')"
seq 3 | sed 's/.*/0/' > "$scratch/short"
check "a plan that is too short is no plan" "$scratch/short: not a plan of 15 items, one bin a line" \
    "$("$B/bench/gap" "$scratch/C3x15" --value "$scratch/short" 2>&1)"

# ---- all of it

SMALL=1 LIMIT=1 bench/all.sh "" "$scratch/results" > /dev/null 2> "$scratch/errors"
rows=$(cat "$scratch"/results/{relaxation,compare_gap,compare_alignment,plans,gap}.csv | grep -c -v '^instance,')
check "everything is measured and drawn" "0 problems, 15 rows, 4 profiles" \
    "$(wc -l < "$scratch/errors") problems, $rows rows, $(grep -l '</svg>' "$scratch"/results/*.svg | wc -l) profiles"
[ "$failed" -eq 0 ]
