/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trade-off between a budget and everything else, by parametric budgets: the plan of a smaller budget
 * holds under a larger one, so every point starts from the one before and can only be better; and the bound of
 * a larger budget holds under a smaller one.
 */
#include "solver/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HELD 1e-9

/** What all points of a frontier share. */
typedef struct frontier {
    const bw_problem *problem;
    const bw_forecast *forecast;
    bw_settings *settings; /* the budget changes from point to point */
    const bw_watch *watch;
    bw_frontier_kind kind;
    double seconds;        /* for one point */
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
    return (bw_frontier_point){budget, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, outcome};
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
static bw_status solve_point(frontier *work, bw_frontier_point *point, bw_error *error)
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

/* The plan that is there already counts where it holds the budget and is better. */
static void offer(frontier *work, const bw_alignment *plan, bw_frontier_point *point)
{
    double slack = HELD * fmax(1, point->budget);
    bool holds = plan && used_by(plan, work->kind) <= point->budget + slack;
    if (!holds || plan->objective >= point->objective)
        return;
    double bound = isnan(point->bound) ? plan->bound : point->bound;
    take_plan(work, plan, point);
    point->bound = bound;
}

/* Bounds hold for all smaller budgets. */
static void settle_bounds(size_t count, double known, bw_frontier_point *points)
{
    for (size_t k = count; k-- > 0;) {
        bw_frontier_point *point = &points[k];
        if (isnan(point->objective))
            continue;
        known = fmax(known, point->bound);
        point->bound = fmin(known, point->objective);
        point->gap = (point->objective - point->bound) / fmax(fabs(point->bound), 1e-9);
        point->outcome = point->gap <= 1e-9 ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
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

/* The least that a family takes of the budget, wherever it goes; 0 if it can go nowhere. */
static double family_least(const bw_territory_model *model, bw_frontier_kind kind, const bw_family *family)
{
    const bw_problem *problem = model->problem;
    double least = INFINITY;
    for (int32_t j = 0; j < problem->rep_count; j++) {
        double sum = 0;
        for (int32_t k = 0; k < family->count; k++) {
            int32_t i = family->accounts[k];
            double revenue = problem->accounts[i].revenue / fmax(problem->total_revenue, 1e-9);
            double moved = kind == BW_FRONTIER_REVENUE ? revenue : 1.0 / problem->account_count;
            sum += !bw_problem_eligible(problem, i, j)  ? INFINITY
                   : kind == BW_FRONTIER_TRAVEL         ? bw_territory_cost(model, i, j).travel
                   : bw_territory_moves(problem, i, j)  ? moved
                                                        : 0;
        }
        least = fmin(least, sum);
    }
    return isfinite(least) ? least : 0;
}

bw_status bw_align_frontier_budgets(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                                    const bw_alignment *plan, bw_frontier_kind kind, size_t count, double *budgets,
                                    bw_error *error)
{
    bw_territory_model *model = NULL;
    bw_status status = bw_territory_model_create(problem, forecast, settings, &model, error);
    if (status != BW_OK)
        return status;
    double least = 0, most = used_by(plan, kind);
    for (int32_t u = 0; u < problem->family_count; u++)
        least += family_least(model, kind, &problem->families[u]);
    bw_territory_model_free(model);
    if (!(most > least * (1 + HELD)) || count < 2)
        return bw_fail(error, BW_USAGE, "the plan takes no more %s than the least there can be: there is nothing to "
                       "trade", kind == BW_FRONTIER_TRAVEL ? "travel" : "moves");
    for (size_t k = 0; k < count; k++)
        budgets[k] = k + 1 < count ? least + (most - least) * (double)k / (double)(count - 1) : most;
    return BW_OK;
}

/* ---- the frontier */

static bw_status solve_points(frontier *work, const bw_alignment *plan, size_t count, bw_frontier_point *points,
                              bw_error *error)
{
    bw_status status = BW_OK;
    for (size_t k = 0; k < count && status == BW_OK; k++) {
        bw_tell(work->watch, "frontier", (double)k / (double)count, NAN, NAN, NAN);
        status = solve_point(work, &points[k], error);
        if (status == BW_OK)
            offer(work, plan, &points[k]);
    }
    return status;
}

bw_status bw_align_frontier(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, bw_frontier_kind kind, size_t count, const double *budgets,
                            const bw_watch *watch, bw_frontier_point *points, bw_error *error)
{
    if (!budgets_rise(kind, count, budgets))
        return bw_fail(error, BW_USAGE, kind == BW_FRONTIER_TRAVEL ? "the budgets of travel are money, rising"
                                                                  : "the budgets of a frontier are shares from 0 to 1, "
                                                                    "rising");
    for (size_t k = 0; k < count; k++)
        points[k] = nothing(budgets[k], BW_OUTCOME_NONE);
    frontier work = {.problem = problem, .forecast = forecast, .settings = bw_settings_copy(settings), .watch = watch,
                     .kind = kind, .seconds = settings->time_limit / (double)count,
                     .rep = bw_array((size_t)problem->account_count, sizeof(int32_t))};
    bool room = work.settings && work.rep;
    double own = room ? *budget_of(work.settings, kind) : NAN;
    bw_status status = room ? solve_points(&work, plan, count, points, error) : bw_fail_memory(error);
    bool plan_bounds = plan && count > 0 && !(own < budgets[count - 1]);
    settle_bounds(count, plan_bounds ? plan->bound : -INFINITY, points);
    free(work.rep);
    bw_settings_free(work.settings);
    return status;
}
