#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Other solvers on the same model in the same session: CPU seconds and values, one CSV line each.
#
#   bench/peers.sh FOLDER [SECONDS] [NEAREST]
#
# bound    the relaxation: ours over all pairs; CLP (dual simplex after presolve) and, if asked by PEERS_GLPSOL=1, glpsol
# plan     whole plans: ours and CBC, SECONDS each (0: left out)
# NEAREST reps of each account go into the file for the others (0: all); ours always looks at all.
set -u
folder=${1:?usage: bench/peers.sh FOLDER [SECONDS] [NEAREST]}
seconds=${2:-0}
nearest=${3:-0}
align=${ALIGN:-build/bench/align}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
name=$(basename "$folder")

# timed COMMAND...: output to $work/log, CPU seconds and MB to $cpu and $mb
timed() {
    bash -c 'TIMEFORMAT="%U %S"; time "$@" > "$0" 2>&1' "$work/log" "$@" 2> "$work/time"
    cpu=$(awk 'NF == 2 {print $1 + $2}' "$work/time")
}
line() { printf '%s,%s,%s,%s,%s\n' "$name" "$1" "$2" "$3" "$4"; }

echo "instance,question,solver,value,cpu_seconds"
timed "$align" "$folder" --bound-only --threads 1 --json
line bound bailiwick "$(sed -n 's/.*"bound": \([^,]*\),.*/\1/p' "$work/log")" "$cpu"
"$align" "$folder" --write-mps "$work/model.mps" --cheapest "$nearest" || exit 1
timed clp "$work/model.mps" -dualsimplex
line bound "clp(nearest=$nearest)" "$(sed -n 's/^Optimal objective \([^ ]*\) .*/\1/p' "$work/log" | tail -1)" "$cpu"
if [ "${PEERS_GLPSOL:-0}" = 1 ]; then
    timed glpsol --freemps "$work/model.mps" --nomip -o "$work/out"
    line bound "glpsol(nearest=$nearest)" "$(awk '/^Objective:/ {print $4}' "$work/out")" "$cpu"
fi
[ "$seconds" = 0 ] && exit 0
timed "$align" "$folder" --time-limit "$seconds" --threads 2 --json
line plan bailiwick "$(sed -n 's/.*"objective": \([^,]*\),.*/\1/p' "$work/log")" "$cpu"
timed cbc "$work/model.mps" -seconds "$seconds" -threads 2 -solve
line plan "cbc(nearest=$nearest)" "$(awk '/^Objective value:/ {print $3}' "$work/log")" "$cpu"
