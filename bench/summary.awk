# SPDX-License-Identifier: GPL-3.0-or-later
#
# What runs of several solvers come to. A run is an instance, a solver and a seed; all minimize.
#
# solved      runs with a gap of at most `goal` between plan and bound: |z - b| / max(|z|, |b|), 1 if either is missing
#             or their signs differ (Berthold 2013). The numbers decide, not the solver's word
# at best     plans as good as the best one known: of any run here, or of best_known.csv
# off %       how far plans are from that, on average and at the most; 100 % without a plan
# time        shifted geometric means, exp(mean(log(t + s))) - s, with shifts of 1 s and 10 s (Achterberg 2007). `clock`
#             is cpu_seconds or seconds. An unsolved run counts its limit: in processor time, that of all its threads
# gap %       the same mean of the gaps in percent, shift 0.1
# primal      primal integral in seconds: of the gap between plan and best plan known, which is 1 before the first plan,
#             over the clock's time from 0 to the limit (Berthold 2013); shifted geometric mean, shift 1 s
# primal-dual the same of the gap between plan and bound
#
# Integrals need traces: "-" without any; a run without one counts as without plan and bound up to its end. A run whose
# outcome is "wrong" counts as without plan and bound altogether.

BEGIN { FS = ","; if (clock == "") clock = "cpu_seconds"; if (measure == "") measure = "time" }

function die(text) { print "summary: " text > "/dev/stderr"; failed = 1; exit 1 }
function field(name) { return name in column ? $(column[name]) : "" }
function size(x) { return x < 0 ? -x : x }
function more(x, y) { return x > y ? x : y }

# Berthold's gap between two values; missing ones are "".
function gap(z, b) {
    if (z == "" || b == "" || z * b < 0) return 1
    return z == b ? 0 : size(z - b) / more(size(z), size(b))
}

function sgm(sum_of_logs, count, shift) { return exp(sum_of_logs / count) - shift }

function know_best(instance, value) {
    if (value != "" && (!(instance in best) || value + 0 < best[instance] + 0)) best[instance] = value
}

FNR == 1 {
    sub(/\r$/, "")
    split("", column)
    for (k = 1; k <= NF; k++) column[$k] = k
    kind = ("outcome" in column) ? "run" : ("best_plan" in column) ? "best" : ("objective" in column) ? "trace" : ""
    if (kind == "") die(FILENAME ": neither runs, nor traces, nor best known values")
    if (kind != "best" && !("solver" in column && "seed" in column && "seconds" in column))
        die(FILENAME ": columns instance, solver, seed and seconds are needed")
    if (kind == "run" && !(clock in column && "time_limit" in column))
        die(FILENAME ": no column " clock " or time_limit")
    next
}
kind == "best" { know_best(field("instance"), field("best_plan")); next }
{ run = field("instance") SUBSEP field("solver") SUBSEP field("seed") }
kind == "trace" {
    n = ++events[run]; traced = 1
    event_time[run, n] = field("seconds"); event_plan[run, n] = field("objective"); event_bound[run, n] = field("bound")
    next
}
{
    if (run in instance_of) die(FILENAME ":" FNR ": this run is there twice")
    instance_of[run] = field("instance")
    runs[++run_count] = run
    solver_of[run] = field("solver"); problem_of[run] = field("instance") SUBSEP field("seed")
    if (!(solver_of[run] in known)) { known[solver_of[run]] = 1; solvers[++solver_count] = solver_of[run] }
    if (!(problem_of[run] in met)) { met[problem_of[run]] = 1; problems[++problem_count] = problem_of[run] }
    wrong[run] = field("outcome") == "wrong"
    plan[run] = wrong[run] ? "" : field("objective")
    bound[run] = wrong[run] ? "" : field("bound")
    know_best(instance_of[run], plan[run])
    used[run] = field(clock); ended[run] = field("seconds"); limit[run] = field("time_limit")
    allowed[run] = limit[run] * (clock == "cpu_seconds" && field("threads") > 1 ? field("threads") : 1)
}

# The gap's integral from 0 to the limit: to the best plan known, or to the bound if `dual`.
function integral(run, dual,   n, k, now, t, z, b, value, total) {
    n = wrong[run] ? 1 : events[run] + 1
    event_time[run, n] = ended[run]; event_plan[run, n] = plan[run]; event_bound[run, n] = bound[run]
    value = 1
    for (k = 1; k <= n; k++) {
        t = event_time[run, k] < limit[run] ? event_time[run, k] : limit[run]
        total += value * more(0, t - now)
        now = more(now, t)
        if (event_time[run, k] + 0 > limit[run] + 0 && k < n) continue
        if (event_plan[run, k] != "") z = event_plan[run, k]
        if (event_bound[run, k] != "") b = event_bound[run, k]
        value = gap(z, dual ? b : best[instance_of[run]])
    }
    return total + value * (limit[run] - now)
}

function look_at(run,   solver, off) {
    solver = solver_of[run]
    count[solver]++
    distance = gap(plan[run], bound[run])
    is_solved[run] = distance <= more(goal, 1e-9)
    solved[solver] += is_solved[run]
    off = plan[run] == "" ? 100 : 100 * gap(plan[run], best[instance_of[run]])
    at_best[solver] += off < 1e-7
    off_sum[solver] += off; off_most[solver] = more(off_most[solver], off)
    time = is_solved[run] ? used[run] : allowed[run]
    log1[solver] += log(time + 1); log10[solver] += log(time + 10)
    log_gap[solver] += log(100 * distance + 0.1)
    primal = traced ? integral(run, 0) : 0; both = traced ? integral(run, 1) : 0
    log_primal[solver] += log(primal + 1); log_both[solver] += log(both + 1)
    score[problem_of[run], solver] = measure == "primal" ? primal : measure == "primal-dual" ? both : time
    counts[problem_of[run], solver] = measure == "time" ? is_solved[run] : traced
}

END {
    if (failed) exit 1
    if (run_count == 0) { print "summary: no runs" > "/dev/stderr"; exit 1 }
    for (r = 1; r <= run_count; r++) look_at(runs[r])
    print "solver           runs  solved  at best    off %   most %  time, s +1      +10   gap %    primal  primal-dual"
    for (s = 1; s <= solver_count; s++) {
        name = solvers[s]; n = count[name]
        printf "%-15s %5d %7d %8d %8.4f %8.4f %11.2f %8.2f %7.4f %9s %12s\n", name, n, solved[name], at_best[name],
            off_sum[name] / n, off_most[name],
            sgm(log1[name], n, 1), sgm(log10[name], n, 10), sgm(log_gap[name], n, 0.1),
            traced ? sprintf("%.3f", sgm(log_primal[name], n, 1)) : "-",
            traced ? sprintf("%.3f", sgm(log_both[name], n, 1)) : "-"
        if (n < problem_count) printf "summary: %s has %d runs of %d\n", name, n, problem_count > "/dev/stderr"
    }
    if (profile != "") draw_profile(profile)
}
