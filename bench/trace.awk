# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a solver knew, and when: reads its log, every line with the clock's time before it, and prints
# "seconds,objective,bound" whenever a better plan or bound is told; empty where none is known yet. The last line is
# what the solver claims in the end.
#
#   awk -v solver=cbc -v begun=TIME -f bench/trace.awk LOG         solver: bailiwick, cbc, clp, glpsol
#
# A solver that ends with "optimal" proves its plan, whatever bound it told before. CBC tells the root's bound in six
# digits, so a hundred-thousandth is taken off it.

function plan(value) { if (objective == "" || value + 0 < objective + 0) objective = sprintf("%.12g", value) }
function limit(value) { if (bound == "" || value + 0 > bound + 0) bound = sprintf("%.12g", value) }
function after(pattern) { return match($0, pattern " *-?[0-9][-+.0-9e]*") ? substr($0, RSTART, RLENGTH) : "" }
function number(text) { sub(/^.*[ =:]/, "", text); return text }
function told(pattern,   text) { text = after(pattern); return text == "" ? "" : number(text) }
function take_plan(pattern,   value) { value = told(pattern); if (value != "") plan(value) }
function take_limit(pattern,   value) { value = told(pattern); if (value != "") limit(value) }

{ now = $1 - begun; sub(/^[^ ]* /, "") }

solver == "bailiwick" && /^[0-9.]+ [a-z]+ [-+.0-9a-z]+ [-+.0-9a-z]+$/ {
    if ($3 != "nan") plan($3)
    if ($4 != "nan") limit($4)
}
solver == "bailiwick" && /^\{"instance"/ { take_plan("\"objective\":"); take_limit("\"bound\":") }

solver == "cbc" && /^Continuous objective value is/ { limit($5 - 1e-5 * ($5 < 0 ? -$5 : $5)) }
solver == "cbc" && /^Cbc00(04|12|16)I/ { take_plan("Integer solution of") }
solver == "cbc" && /^Cbc0010I/ { take_limit("best possible") }
solver == "cbc" && /^Result - Optimal solution found$/ { proven = 1 }
solver == "cbc" && /^Objective value:/ { plan($3); if (proven) limit($3) }
solver == "cbc" && /^Lower bound:/ { limit($3) }

solver == "clp" && /^Optimal objective/ { plan($3); limit($3) }

solver == "glpsol" && /^[* ]*[0-9]+: obj =/ { relaxed = told("obj =") }
solver == "glpsol" && /^OPTIMAL LP SOLUTION FOUND/ { limit(relaxed) }
solver == "glpsol" && /^OPTIMAL LP SOLUTION FOUND/ && relaxation { plan(relaxed) }
solver == "glpsol" && /^Solution found by heuristic/ { take_plan("heuristic:") }
solver == "glpsol" && /: mip =/ { take_plan("mip ="); take_limit(">=") }
solver == "glpsol" && /^INTEGER OPTIMAL SOLUTION FOUND/ { if (objective != "") limit(objective) }

objective "," bound != last && (objective != "" || bound != "") {
    last = objective "," bound
    printf "%.3f,%s\n", now, last
}
