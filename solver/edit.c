/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Edits of a plan: forced accounts go where they were put, every other account is anchored to its rep of the
 * plan, and the windows and budgets are made to hold again with few further moves.
 */
#include "solver/align.h"

#include <math.h>
#include <stdlib.h>

#define EDIT_ROUNDS 1 /* rounds of search: the plan is good already, the edits disturb it locally */

static bw_status check_edit(const bw_problem *problem, bw_edit edit, bw_error *error)
{
    if (edit.account < 0 || edit.account >= problem->account_count || edit.rep < 0 || edit.rep >= problem->rep_count)
        return bw_fail(error, BW_USAGE, "an edit names an account or a rep that is not there");
    const bw_account *account = &problem->accounts[edit.account];
    const bw_family *family = &problem->families[account->family];
    for (int32_t k = 0; k < family->count; k++) {
        const bw_account *member = &problem->accounts[family->accounts[k]];
        if (!bw_problem_eligible(problem, family->accounts[k], edit.rep))
            return bw_fail(error, BW_IMPOSSIBLE, "account %s may not go to %s: %s%s", account->row->account_id,
                           problem->reps[edit.rep].row->rep_id,
                           member->lock >= 0 ? "it is locked, " : "the matching or forbidding rules are against it",
                           member->lock >= 0 ? member->lock_reason : "");
    }
    return BW_OK;
}

/* Edits by family; two edits of one family must agree. */
static bw_status force(const bw_problem *problem, size_t count, const bw_edit *edits, int32_t *forced, bw_error *error)
{
    for (int32_t u = 0; u < problem->family_count; u++)
        forced[u] = -1;
    for (size_t e = 0; e < count; e++) {
        bw_status status = check_edit(problem, edits[e], error);
        if (status != BW_OK)
            return status;
        int32_t *where = &forced[problem->accounts[edits[e].account].family];
        if (*where >= 0 && *where != edits[e].rep)
            return bw_fail(error, BW_USAGE, "account %s or its family is put in two places",
                           problem->accounts[edits[e].account].row->account_id);
        *where = edits[e].rep;
    }
    return BW_OK;
}

static bw_stability stability_of(const bw_problem *problem, const bw_alignment *plan, const bw_alignment *edited,
                                 const int32_t *forced)
{
    bw_stability found = {0};
    int32_t others = 0;
    double revenue = 0, kept = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        bool moved = plan->rep[i] != edited->rep[i];
        if (forced[problem->accounts[i].family] >= 0) {
            found.edited++;
            continue;
        }
        others++;
        found.touched += moved;
        revenue += problem->accounts[i].revenue;
        kept += moved ? 0 : problem->accounts[i].revenue;
    }
    found.kept_accounts = others ? 1 - (double)found.touched / others : 1;
    found.kept_revenue = revenue > 0 ? kept / revenue : 1;
    return found;
}

/* The edited program has fewer plans than the plan's own, so that the plan's bound holds for it. */
static void set_bound(const bw_alignment *plan, bw_alignment *edited)
{
    edited->bound = fmin(plan->bound, edited->objective);
    edited->gap = (edited->objective - edited->bound) / fmax(fabs(edited->bound), 1e-9);
    edited->outcome = edited->gap <= 1e-9 ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
}

static bw_status solve_edits(bw_align_task *task, const bw_alignment *plan, int32_t *forced, const bw_watch *watch,
                             bw_alignment **edited, bw_error *error)
{
    const bw_problem *problem = task->model->problem;
    double revenue = problem->total_revenue > 0 ? problem->total_revenue / problem->account_count : 1;
    task->program->forced = forced;
    task->program->anchor = plan->rep;
    task->program->anchor_price = task->model->settings->anchor * revenue;
    task->start = plan->rep;
    task->confirm = false;
    if (task->effort.rounds > EDIT_ROUNDS)
        task->effort.rounds = EDIT_ROUNDS;
    return bw_align_task_solve(task, watch, edited, error);
}

static bw_status edit_plan(bw_align_task *task, const bw_alignment *plan, size_t count, const bw_edit *edits,
                           const bw_watch *watch, bw_alignment **edited, bw_stability *stability, bw_error *error)
{
    const bw_problem *problem = task->model->problem;
    int32_t *forced = bw_array((size_t)problem->family_count, sizeof *forced);
    bw_status status = forced ? force(problem, count, edits, forced, error) : bw_fail_memory(error);
    if (status == BW_OK)
        status = solve_edits(task, plan, forced, watch, edited, error);
    if (*edited) {
        set_bound(plan, *edited);
        if (stability)
            *stability = stability_of(problem, plan, *edited, forced);
    }
    free(forced);
    return status;
}

bw_status bw_align_edit(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                        const bw_alignment *plan, size_t count, const bw_edit *edits, const bw_watch *watch,
                        bw_alignment **edited, bw_stability *stability, bw_error *error)
{
    bw_align_task task;
    *edited = NULL;
    bw_status status = bw_align_task_open(problem, forecast, settings, &task, error);
    if (status == BW_OK)
        status = edit_plan(&task, plan, count, edits, watch, edited, stability, error);
    bw_align_task_close(&task);
    return status;
}

bw_status bw_align_override(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, int32_t account, int32_t rep, const bw_watch *watch,
                            double *cost, bw_error *error)
{
    bw_align_task task;
    bw_alignment *edited = NULL;
    bw_edit edit = {account, rep};
    *cost = NAN;
    bw_status status = bw_align_task_open(problem, forecast, settings, &task, error);
    task.explain = false;
    if (status == BW_OK)
        status = edit_plan(&task, plan, 1, &edit, watch, &edited, NULL, error);
    if (edited)
        *cost = edited->objective - plan->objective;
    bw_alignment_free(edited);
    bw_align_task_close(&task);
    return status;
}
