/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trade-off between a budget and everything else, by parametric budgets: the plan of a smaller budget
 * holds under a larger one, so every point starts from the one before and can only be better; and the bound of
 * a larger budget holds under a smaller one. The first starts from the plan that takes least of the budget under
 * all other rules, and what is proven of that one tells which budgets no plan holds.
 */
#include "solver/align.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HELD 1e-9

/** What all points of a frontier share. */
typedef struct frontier {
    const bw_problem *problem;
    const bw_forecast *forecast;
    bw_settings *settings; /* the budget changes from point to point */
    const bw_alignment *plan;
    const bw_watch *watch;
    bw_frontier_kind kind;
    double own;            /* the budget that the plan's bound is of; below all if it holds with its edits alone */
    double seconds;        /* for one point */
    double floor;          /* no plan takes less of the budget */
    double least;          /* what the plan takes that takes least; INFINITY if none was found */
    int32_t *rep;          /* [accounts] the last plan */
    bool has_plan;
} frontier;

const char *bw_frontier_name(bw_frontier_kind kind)
{
    static const char *const names[] = {"moved_revenue", "moved_accounts", "travel"};
    return names[kind];
}

static double *budget_of(bw_settings *settings, bw_frontier_kind kind)
{
    return kind == BW_FRONTIER_REVENUE    ? &settings->max_moved_revenue
           : kind == BW_FRONTIER_ACCOUNTS ? &settings->max_moved_accounts
                                          : &settings->max_travel;
}

static double whole_budget(bw_frontier_kind kind)
{
    return kind == BW_FRONTIER_TRAVEL ? NAN : 1;
}

/* Units of the setting in one unit of what is counted. */
static double unit_of(const frontier *work)
{
    return work->kind == BW_FRONTIER_REVENUE    ? 1 / fmax(work->problem->total_revenue, DBL_MIN)
           : work->kind == BW_FRONTIER_ACCOUNTS ? 1.0 / work->problem->account_count
                                                : 1;
}

static double moved_accounts_share(const bw_alignment *plan)
{
    return plan->account_count ? (double)plan->moved_accounts / plan->account_count : 0;
}

static double used_by(const bw_alignment *plan, bw_frontier_kind kind)
{
    return kind == BW_FRONTIER_REVENUE    ? plan->moved_revenue_share
           : kind == BW_FRONTIER_ACCOUNTS ? moved_accounts_share(plan)
                                          : plan->travel_cost;
}

/* ---- points */

static double largest(const bw_alignment *plan)
{
    double most = 0;
    for (int32_t m = 0; m < plan->measure_count; m++)
        most = fmax(most, plan->max_deviation[m]);
    return most;
}

static bw_frontier_point nothing(double budget, bw_outcome outcome)
{
    return (bw_frontier_point){budget, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, outcome, false};
}

static bw_frontier_point point_of(double budget, bw_frontier_kind kind, const bw_alignment *plan)
{
    return (bw_frontier_point){.budget = budget,
                               .used = used_by(plan, kind),
                               .moved_revenue_share = plan->moved_revenue_share,
                               .moved_accounts_share = moved_accounts_share(plan),
                               .objective = plan->objective,
                               .bound = plan->bound,
                               .max_deviation = largest(plan),
                               .travel_cost = plan->travel_cost,
                               .disruption_cost = plan->disruption_cost,
                               .violation_cost = plan->violation_cost,
                               .outcome = plan->outcome};
}

static void take_plan(frontier *work, const bw_alignment *plan, bw_frontier_point *point)
{
    *point = point_of(point->budget, work->kind, plan);
    memcpy(work->rep, plan->rep, (size_t)plan->account_count * sizeof *work->rep);
    work->has_plan = true;
}

/* A plan that the judge rejects is none. */
static bool judged(const frontier *work, const bw_alignment *plan)
{
    return bw_check(work->problem, work->forecast, plan, NULL, NULL, work->settings, NULL) == BW_OK;
}

/* One budget's plan, from the last one; explained, since the judge wants it whole. No plan under this budget is
   an answer as well: the last one stays. */
static bw_status search_point(frontier *work, bw_frontier_point *point, bw_error *error)
{
    bw_align_task task;
    bw_alignment *plan = NULL;
    *budget_of(work->settings, work->kind) = point->budget;
    bw_status status = bw_align_task_open(work->problem, work->forecast, work->settings, &task, error);
    task.effort.seconds = work->seconds;
    task.start = work->has_plan ? work->rep : NULL;
    task.confirm = false;
    if (status == BW_OK)
        status = bw_align_task_solve(&task, work->watch, &plan, error);
    if (status == BW_IMPOSSIBLE)
        point->outcome = BW_OUTCOME_INFEASIBLE;
    if (plan && judged(work, plan))
        take_plan(work, plan, point);
    bw_alignment_free(plan);
    bw_align_task_close(&task);
    return status == BW_IMPOSSIBLE || status == BW_LIMIT ? BW_OK : status;
}

static bool plan_holds(const frontier *work, double budget)
{
    return work->plan && used_by(work->plan, work->kind) <= budget + HELD * fmax(1, budget);
}

/* The plan that is there already counts where it holds the budget and is better. */
static void offer(frontier *work, bw_frontier_point *point)
{
    if (!plan_holds(work, point->budget) || work->plan->objective >= point->objective)
        return;
    double bound = point->bound;
    take_plan(work, work->plan, point);
    point->bound = bound;
}

/* Nothing is left to search below what is proven, and where the plan at hand was made under a wider budget. */
static bw_status solve_point(frontier *work, bw_frontier_point *point, bw_error *error)
{
    bool settled = plan_holds(work, point->budget) && !(work->own < point->budget);
    if (point->budget < work->floor - HELD * fmax(1, work->floor)) {
        point->outcome = BW_OUTCOME_INFEASIBLE;
        return BW_OK;
    }
    bw_status status = settled ? BW_OK : search_point(work, point, error);
    if (status == BW_OK)
        offer(work, point);
    return status;
}

/* ---- what the points say together */

/* INFINITY where the clock left no bound. */
static double gap_of(const bw_frontier_point *point)
{
    double distance = point->objective - point->bound;
    return isfinite(point->bound) ? distance / fmax(fabs(point->bound), 1e-9) : INFINITY;
}

/* Bounds hold for all smaller budgets, and plans for all larger ones: a search may come upon a plan that would have
 * served a budget before. */
static void settle(size_t count, double known, bw_frontier_point *points)
{
    for (size_t k = count; k-- > 0;) {
        bw_frontier_point *point = &points[k], *next = k + 1 < count ? &points[k + 1] : NULL;
        if (isnan(point->objective))
            continue;
        if (next && next->used <= point->budget && next->objective < point->objective) {
            double budget = point->budget;
            *point = *next;
            point->budget = budget;
        }
        if (!isnan(point->bound))
            known = fmax(known, point->bound);
        point->bound = fmin(known, point->objective);
        point->gap = gap_of(point);
        point->outcome = point->gap <= 1e-9 ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
    }
}

/* A plan that costs no less than that of a smaller budget. */
static void mark_dominated(size_t count, bw_frontier_point *points)
{
    double best = INFINITY;
    for (size_t k = 0; k < count; k++) {
        points[k].dominated = points[k].objective >= best * (1 - HELD * (best > 0));
        best = fmin(best, points[k].objective);
    }
}

/* ---- budgets */

static bool budgets_rise(bw_frontier_kind kind, size_t count, const double *budgets)
{
    double most = kind == BW_FRONTIER_TRAVEL ? 1e15 : 1;
    for (size_t k = 0; k < count; k++)
        if (!(budgets[k] >= 0 && budgets[k] <= most) || (k > 0 && budgets[k] <= budgets[k - 1]))
            return false;
    return true;
}

/* The plan that takes least of the budget under all other rules, whatever it costs. */
static bw_status solve_least(frontier *work, bw_align_task *task, bw_error *error)
{
    bw_solution solution;
    task->program->counted = (int32_t)work->kind;
    task->effort.seconds = work->seconds;
    bw_status status = bw_engine_solve(&task->program->program, &task->effort, NULL, work->watch, &solution, error);
    for (int32_t i = 0; solution.bin && i < work->problem->account_count; i++)
        work->rep[i] = solution.bin[work->problem->accounts[i].family];
    work->has_plan = solution.bin != NULL;
    work->floor = fmax(0, solution.bound * unit_of(work));
    bw_solution_clear(&solution);
    return status == BW_IMPOSSIBLE || status == BW_LIMIT ? BW_OK : status;
}

/* What that plan takes, measured as all plans are. */
static bw_status measure_least(frontier *work, bw_error *error)
{
    bw_alignment *least = NULL;
    bw_status status = work->has_plan ? bw_align_given(work->problem, work->forecast, work->settings, work->rep,
                                                       &least, error) : BW_OK;
    work->least = least ? used_by(least, work->kind) : INFINITY;
    work->floor = fmin(work->floor, work->least);
    bw_alignment_free(least);
    return status;
}

static bw_status find_least(frontier *work, bw_error *error)
{
    bw_align_task task;
    bw_settings *settings = bw_settings_copy(work->settings);
    if (!settings)
        return bw_fail_memory(error);
    *budget_of(settings, work->kind) = whole_budget(work->kind);
    settings->violation_price = settings->balance_price = 0;
    bw_status status = bw_align_task_open(work->problem, work->forecast, settings, &task, error);
    if (status == BW_OK)
        status = solve_least(work, &task, error);
    bw_align_task_close(&task);
    bw_settings_free(settings);
    return status == BW_OK ? measure_least(work, error) : status;
}

/* Evenly from the least to what the plan takes. */
static bw_status spread_budgets(const frontier *work, size_t count, bw_frontier_point *points, bw_error *error)
{
    double least = isfinite(work->least) ? work->least : work->floor, most = used_by(work->plan, work->kind);
    if (!(most > least * (1 + HELD)) || count < 2)
        return bw_fail(error, BW_USAGE, "the plan takes no more %s than the least there can be: there is nothing to "
                       "trade", work->kind == BW_FRONTIER_TRAVEL ? "travel" : "moves");
    for (size_t k = 0; k < count; k++)
        points[k].budget = k + 1 < count ? least + (most - least) * (double)k / (double)(count - 1) : most;
    return BW_OK;
}

/* ---- the frontier */

static bw_status solve_points(frontier *work, size_t count, bw_frontier_point *points, bw_error *error)
{
    bw_status status = BW_OK;
    for (size_t k = 0; k < count && status == BW_OK; k++) {
        bw_tell(work->watch, "frontier", (double)k / (double)count, NAN, NAN, NAN);
        status = solve_point(work, &points[k], error);
    }
    bool plan_bounds = work->plan && count > 0 && !(work->own < points[count - 1].budget);
    settle(count, plan_bounds ? work->plan->bound : -INFINITY, points);
    mark_dominated(count, points);
    return status;
}

static bw_status trace(frontier *work, size_t count, const double *budgets, bw_frontier_point *points, bw_error *error)
{
    if (!work->settings || !work->rep)
        return bw_fail_memory(error);
    work->own = work->plan && bw_bound_lasts(work->plan) ? *budget_of(work->settings, work->kind) : -INFINITY;
    bw_status status = find_least(work, error);
    if (status == BW_OK && !budgets)
        status = spread_budgets(work, count, points, error);
    return status == BW_OK ? solve_points(work, count, points, error) : status;
}

bw_status bw_align_frontier(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, bw_frontier_kind kind, size_t count, const double *budgets,
                            const bw_watch *watch, bw_frontier_point *points, bw_error *error)
{
    if (budgets && !budgets_rise(kind, count, budgets))
        return bw_fail(error, BW_USAGE, kind == BW_FRONTIER_TRAVEL ? "the budgets of travel are money, rising"
                                                                  : "the budgets of a frontier are shares from 0 to 1, "
                                                                    "rising");
    for (size_t k = 0; k < count; k++)
        points[k] = nothing(budgets ? budgets[k] : NAN, BW_OUTCOME_NONE);
    frontier work = {.problem = problem, .forecast = forecast, .settings = bw_settings_copy(settings), .plan = plan,
                     .watch = watch, .kind = kind, .seconds = settings->time_limit / (double)(count + 1),
                     .rep = bw_array((size_t)problem->account_count, sizeof(int32_t))};
    bw_status status = trace(&work, count, budgets, points, error);
    free(work.rep);
    bw_settings_free(work.settings);
    return status;
}
