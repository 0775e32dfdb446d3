#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Solves generalized assignment files one after the other and writes a CSV line for each, with the distance to the
# best value known (best_known.csv; empty where none is).
#
#   bench/gap.sh SECONDS FILE... > bench/results/gap.csv      THREADS (2) and SEED (1) come from the environment
set -u
seconds=${1:?usage: bench/gap.sh SECONDS FILE...}
shift
here=$(dirname "$0")
gap=${GAP:-build/bench/gap}
field() { sed -n 's/.*"'"$1"'": "\{0,1\}\([^,"}]*\).*/\1/p' <<< "$2"; }

echo "instance,time_limit,seed,objective,bound,best_known,off_percent,outcome,cpu_seconds"
for file in "$@"; do
    name=$(basename "$file")
    line=$("$gap" "$file" --time-limit "$seconds" --threads "${THREADS:-2}" --seed "${SEED:-1}" --json)
    known=$(awk -F, -v name="$name" '$1 == name {print $3}' "$here/best_known.csv")
    objective=$(field objective "$line")
    off=$(awk -v z="$objective" -v b="$known" 'BEGIN {if (z != "null" && b != "") printf "%.4f", 100 * (z - b) / b}')
    printf '%s,%s,%s,%s,%s,%s,%s,%s,%s\n' "$name" "$seconds" "${SEED:-1}" "$objective" "$(field bound "$line")" \
        "$known" "$off" "$(field outcome "$line")" "$(field cpu_seconds "$line")"
done
