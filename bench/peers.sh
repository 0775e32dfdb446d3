#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs solvers one after the other on the same programs and prints one CSV row for each run.
#
#   bench/peers.sh [OPTION VALUE]... INSTANCE... > FILE.csv
#
# INSTANCE    an alignment folder or a generalized assignment file
# --solvers   "bailiwick cbc glpsol" unless told, "bailiwick clp glpsol" of relaxations; what is missing is left out
# --relaxation yes    the optimum of the linear relaxation instead of plans
# --seconds   60: limit of a run, by the clock
# --gap       0: relative gap at which to stop
# --threads   1; clp and glpsol have one anyway
# --seeds     "1": a run for each; clp and glpsol have no seed and do the same again
# --cheapest  0: all bins; K: the others get each item's K cheapest bins, which leaves them no bound of the program
# --traces    a file for each better plan and bound of every run, with its time (rows are added to it)
#
# Seconds, processor seconds and memory are of the whole process, with reading. Objectives of plans are not the solvers'
# word: build/bench/{align,gap} derive them from the plan. A claim that is off by more than 1e-6 is "wrong".
set -u
export LC_ALL=C
build=${B:-build}/bench
relaxation=no solvers='' seconds=60 gap=0 threads=1 seeds=1 cheapest=0 traces=/dev/null
while [[ ${1:-} == --* ]]; do
    case $1 in
    --relaxation | --solvers | --seconds | --gap | --threads | --seeds | --cheapest | --traces)
        printf -v "${1#--}" %s "${2:?$1 needs a value}" && shift 2 ;;
    *) sed -n '4,18s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
[ -x /usr/bin/time ] || { echo "peers: GNU time is needed (Debian package time)" >&2; exit 1; }
if [ "$relaxation" = yes ]; then solvers=${solvers:-bailiwick clp glpsol}; fi
solvers=${solvers:-bailiwick cbc glpsol}
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

stamp() { while IFS= read -r line; do printf '%s %s\n' "$EPOCHREALTIME" "$line"; done; }

# measure COMMAND...: its log with times, and what it used. One that does not heed its limit is ended a minute later.
measure() {
    begun=$EPOCHREALTIME
    /usr/bin/time -o "$work/usage" -f '%e %U %S %M' timeout -k 5 $((seconds + 60)) stdbuf -oL "$@" 2>&1 |
        stamp > "$work/log"
    read -r elapsed user system kilobytes < <(tail -n 1 "$work/usage")
}

# Bins of a solution file that names columns x<item>_<bin>, each with its value as the next word but for a star.
read_plan() {
    tr -s ' ' '\n' < "$work/solution" | awk '
        /^x[0-9]+_[0-9]+$/ { split(substr($0, 2), at, "_"); named = 1; next }
        named && $0 != "*" { if ($0 > 0.5) print at[1], at[2]; named = 0 }' | sort -n | cut -d' ' -f2 > "$work/plan"
}

run_bailiwick() {
    local bound=()
    [ "$relaxation" = yes ] && bound=(--bound-only)
    measure "$program" "$instance" --time-limit "$seconds" --gap "$gap" --threads "$threads" --seed "$seed" --trace \
        --json --out "$work/plan" "${bound[@]}"
}
run_cbc() {
    local parallel=()
    [ "$threads" -gt 1 ] && parallel=(-threads "$threads")
    measure cbc "$work/model.mps" -timeMode elapsed -seconds "$seconds" -ratioGap "$gap" "${parallel[@]}" \
        -randomCbcSeed "$seed" -solve -solution "$work/solution"
    [ -e "$work/solution" ] && read_plan
}
run_clp() { measure clp "$work/model.mps" -seconds "$seconds" -dualsimplex; }
run_glpsol() {
    if [ "$relaxation" = yes ]; then
        measure glpsol --freemps "$work/model.mps" --nomip --tmlim "$seconds"
    else
        measure glpsol --freemps "$work/model.mps" --tmlim "$seconds" --mipgap "$gap" -o "$work/solution"
        [ -e "$work/solution" ] && read_plan
    fi
}

# The value of the plan, if there is one that keeps the rules.
value_of_plan() {
    [ -s "$work/plan" ] && "$program" "$instance" --value "$work/plan" --json 2>/dev/null |
        sed -n 's/.*"objective": \([-+.0-9e]*\),.*/\1/p'
}

run() {
    local label=$1 objective claim bound
    [ "$cheapest" != 0 ] && [ "$1" != bailiwick ] && label=$1-$cheapest
    rm -f "$work/plan" "$work/solution"
    "run_$1"
    awk -v solver="$1" -v begun="$begun" -v relaxation="$([ "$relaxation" = yes ] && echo 1)" -f "$here/trace.awk" \
        "$work/log" | awk -F, -v blind="$([ "$label" != "$1" ] && echo 1)" \
        '{ if (blind) $3 = ""; print $1 "," $2 "," $3 }' > "$work/trace"
    IFS=, read -r _ claim bound < <(tail -n 1 "$work/trace"; echo)
    objective=$claim
    [ "$relaxation" = yes ] || objective=$(value_of_plan)
    awk -v OFS=, -v who="$name,$label,$seed,$threads,$seconds" -v z="$objective" -v claim="$claim" -v b="$bound" \
        -v e="$elapsed" -v cpu="$user" -v system_cpu="$system" -v kb="$kilobytes" '
        function size(x) { return x < 0 ? -x : x }
        BEGIN {
            if (z != "" && b != "") gap = (z - b) / (size(z) > 1e-9 ? size(z) : 1e-9)
            outcome = z == "" ? "none" : gap != "" && gap < 1e-9 ? "optimal" : "feasible"
            if (claim != "" && (z == "" || size(claim - z) > 1e-6 * size(z))) outcome = "wrong"
            print who, z, b, gap == "" ? "" : sprintf("%.8f", gap), outcome, e, sprintf("%.2f", cpu + system_cpu),
                sprintf("%.1f", kb / 1024)
        }'
    [ -s "$traces" ] || echo "instance,solver,seed,seconds,objective,bound" >> "$traces"
    sed "s/^/$name,$label,$seed,/" "$work/trace" >> "$traces"
}

echo "instance,solver,seed,threads,time_limit,objective,bound,gap,outcome,seconds,cpu_seconds,peak_mb"
for instance in "$@"; do
    name=$(basename "$instance")
    program=$build/gap
    [ -d "$instance" ] && program=$build/align
    [ "$solvers" = bailiwick ] || "$program" "$instance" --write-mps "$work/model.mps" --cheapest "$cheapest" || exit 1
    for solver in $solvers; do
        if [ "$solver" != bailiwick ] && ! command -v "$solver" > /dev/null; then
            echo "$solver is not installed" >&2
            continue
        fi
        for seed in $seeds; do run "$solver"; done
    done
done
