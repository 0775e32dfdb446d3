/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trade-off between moved revenue and everything else, by parametric budgets: the plan of a smaller budget
 * holds under a larger one, so every point starts from the one before and can only be better; and the bound of
 * a larger budget holds under a smaller one.
 */
#include "solver/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double largest(const bw_alignment *plan)
{
    double most = 0;
    for (int32_t m = 0; m < plan->measure_count; m++)
        most = fmax(most, plan->max_deviation[m]);
    return most;
}

static bw_frontier_point nothing(double budget, bw_outcome outcome)
{
    return (bw_frontier_point){budget, NAN, NAN, NAN, NAN, NAN, NAN, outcome};
}

static bw_frontier_point point_of(double budget, const bw_alignment *plan)
{
    return (bw_frontier_point){.moved_revenue_budget = budget,
                               .moved_revenue_share = plan->moved_revenue_share,
                               .objective = plan->objective,
                               .bound = plan->bound,
                               .max_deviation = largest(plan),
                               .travel_cost = plan->travel_cost,
                               .outcome = plan->outcome};
}

/* One budget's plan, from the last one. No plan under this budget is an answer as well: rep stays as it was. */
static bw_status solve_point(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                             double seconds, int32_t *rep, bool *has_plan, const bw_watch *watch,
                             bw_frontier_point *point, bw_error *error)
{
    bw_align_task task;
    bw_alignment *plan = NULL;
    bw_status status = bw_align_task_open(problem, forecast, settings, &task, error);
    task.effort.seconds = seconds;
    task.start = *has_plan ? rep : NULL;
    task.explain = false;
    if (status == BW_OK)
        status = bw_align_task_solve(&task, watch, &plan, error);
    if (status == BW_IMPOSSIBLE)
        point->outcome = BW_OUTCOME_INFEASIBLE;
    if (plan) {
        *point = point_of(point->moved_revenue_budget, plan);
        memcpy(rep, plan->rep, (size_t)plan->account_count * sizeof *rep);
        *has_plan = true;
    }
    bw_alignment_free(plan);
    bw_align_task_close(&task);
    return status == BW_IMPOSSIBLE || status == BW_LIMIT ? BW_OK : status;
}

static void settle_bounds(size_t count, bw_frontier_point *points)
{
    double known = -INFINITY;
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

static bool budgets_rise(size_t count, const double *budgets)
{
    for (size_t k = 0; k < count; k++)
        if (!(budgets[k] >= 0 && budgets[k] <= 1) || (k > 0 && budgets[k] <= budgets[k - 1]))
            return false;
    return true;
}

bw_status bw_align_frontier(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            size_t count, const double *budgets, const bw_watch *watch, bw_frontier_point *points,
                            bw_error *error)
{
    bool has_plan = false;
    if (!budgets_rise(count, budgets))
        return bw_fail(error, BW_USAGE, "the budgets of a frontier are shares from 0 to 1, rising");
    for (size_t k = 0; k < count; k++)
        points[k] = nothing(budgets[k], BW_OUTCOME_NONE);
    bw_settings *changed = bw_settings_copy(settings);
    int32_t *rep = bw_array((size_t)problem->account_count, sizeof *rep);
    bw_status status = changed && rep ? BW_OK : bw_fail_memory(error);
    for (size_t k = 0; k < count && status == BW_OK; k++) {
        bw_tell(watch, "frontier", (double)k / (double)count, NAN, NAN, NAN);
        changed->max_moved_revenue = budgets[k];
        status = solve_point(problem, forecast, changed, settings->time_limit / (double)count, rep, &has_plan, watch,
                             &points[k], error);
    }
    settle_bounds(count, points);
    free(rep);
    bw_settings_free(changed);
    return status;
}
