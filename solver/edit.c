/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Edits of a plan: forced accounts go where they were put, every other account is anchored to its rep of the
 * plan, and the windows and budgets are made to hold again with few further moves.
 */
#include "solver/align.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDIT_ROUNDS 1 /* rounds of search: the plan is good already, the edits disturb it locally */
#define PROOF_PAIRS 20000 /* a program with no more is not only relaxed for its bound */

/* The edits by family. */
typedef struct edits {
    const bw_problem *problem;
    size_t count;
    const bw_edit *list;
    int32_t *forced;        /* [families] as in bw_align_program */
    int32_t *barred;        /* [families] */
    int32_t *before;        /* [count] */
} edits;

static bool edits_open(edits *made)
{
    size_t families = (size_t)made->problem->family_count;
    made->forced = bw_array(families, sizeof *made->forced);
    made->barred = bw_array(families, sizeof *made->barred);
    made->before = bw_array(made->count, sizeof *made->before);
    for (size_t u = 0; made->forced && made->barred && u < families; u++)
        made->forced[u] = made->barred[u] = -1;
    return made->forced && made->barred && made->before;
}

static void edits_close(edits *made)
{
    free(made->forced);
    free(made->barred);
    free(made->before);
}

static bool is_barred(const edits *made, int32_t family, int32_t rep)
{
    for (int32_t e = made->barred[family]; e >= 0; e = made->before[e])
        if (made->list[e].rep == rep)
            return true;
    return false;
}

/* May the whole family go to this rep by the tables' rules? The first member that may not is blamed. */
static bool family_eligible(const bw_problem *problem, int32_t family, int32_t rep, const bw_account **blamed)
{
    for (int32_t k = 0; k < problem->families[family].count; k++) {
        int32_t member = problem->families[family].accounts[k];
        *blamed = &problem->accounts[member];
        if (!bw_problem_eligible(problem, member, rep))
            return false;
    }
    return true;
}

static bw_status check_edit(const edits *made, bw_edit edit, bw_error *error)
{
    const bw_problem *problem = made->problem;
    const bw_account *blamed;
    if (edit.account < 0 || edit.account >= problem->account_count || edit.rep < 0 || edit.rep >= problem->rep_count)
        return bw_fail(error, BW_USAGE, "an edit names an account or a rep that is not there");
    const bw_account *account = &problem->accounts[edit.account];
    if (edit.forbid || family_eligible(problem, account->family, edit.rep, &blamed))
        return BW_OK;
    return bw_fail(error, BW_IMPOSSIBLE, "account %s may not go to %s: %s%s", account->row->account_id,
                   problem->reps[edit.rep].row->rep_id,
                   blamed->lock >= 0 ? "it is locked, " : "the matching or forbidding rules are against it",
                   blamed->lock >= 0 ? blamed->lock_reason : "");
}

/* An edit joins those of its family; two places for one family contradict each other. */
static bw_status add_edit(edits *made, size_t e, bw_error *error)
{
    bw_edit edit = made->list[e];
    bw_status status = check_edit(made, edit, error);
    if (status != BW_OK)
        return status;
    int32_t family = made->problem->accounts[edit.account].family;
    if (edit.forbid) {
        made->before[e] = made->barred[family];
        made->barred[family] = (int32_t)e;
    } else if (made->forced[family] >= 0 && made->forced[family] != edit.rep) {
        return bw_fail(error, BW_USAGE, "account %s or its family is put in two places",
                       made->problem->accounts[edit.account].row->account_id);
    } else {
        made->forced[family] = edit.rep;
    }
    return BW_OK;
}

/* Is there a rep left for a family that an edit names? */
static bw_status check_left(const edits *made, int32_t account, bw_error *error)
{
    const bw_problem *problem = made->problem;
    const bw_account *blamed;
    int32_t family = problem->accounts[account].family, forced = made->forced[family];
    if (forced >= 0 && is_barred(made, family, forced))
        return bw_fail(error, BW_USAGE, "account %s or its family is put with rep %s and forbidden to go there",
                       problem->accounts[account].row->account_id, problem->reps[forced].row->rep_id);
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (family_eligible(problem, family, j, &blamed) && !is_barred(made, family, j))
            return BW_OK;
    return bw_fail(error, BW_IMPOSSIBLE, "account %s has no rep left that may have it: take a `forbid` or a lock back",
                   problem->accounts[account].row->account_id);
}

static bw_status gather(edits *made, bw_error *error)
{
    bw_status status = edits_open(made) ? BW_OK : bw_fail_memory(error);
    for (size_t e = 0; e < made->count && status == BW_OK; e++)
        status = add_edit(made, e, error);
    for (size_t e = 0; e < made->count && status == BW_OK; e++)
        status = check_left(made, made->list[e].account, error);
    return status;
}

static bw_stability stability_of(const edits *made, const bw_alignment *plan, const bw_alignment *edited)
{
    const bw_problem *problem = made->problem;
    bw_stability found = {0};
    int32_t others = 0;
    double revenue = 0, kept = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        bool moved = plan->rep[i] != edited->rep[i];
        int32_t family = problem->accounts[i].family;
        if (made->forced[family] >= 0 || made->barred[family] >= 0) {
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

bool bw_bound_lasts(const bw_alignment *plan)
{
    return plan->outcome != BW_OUTCOME_NONE && plan->bound_basis != BW_BOUND_WITH_EDITS && isfinite(plan->bound);
}

/* What no plan with these edits can cost less than: the edited program has fewer plans than the plan's own, so that
 * the plan's bound holds for it; a plan without one that lasts needs the relaxation. */
static bw_status find_bound(const bw_align_task *task, const bw_alignment *plan, const bw_watch *watch, double *bound,
                            bw_error *error)
{
    bw_effort least = task->effort;
    bw_solution solution;
    *bound = plan->bound;
    if (bw_bound_lasts(plan))
        return BW_OK;
    bool small = (double)task->program->program.items * task->program->program.bins <= PROOF_PAIRS;
    least.rounds = small ? EDIT_ROUNDS : 0;
    least.gap = 0;
    bw_status status = bw_engine_solve(&task->program->program, &least, NULL, watch, &solution, error);
    *bound = solution.bound;
    bw_solution_clear(&solution);
    return status == BW_FAILED || status == BW_BAD_INPUT ? status : BW_OK;
}

static void set_bound(double bound, bw_bound_basis basis, bw_alignment *edited)
{
    edited->bound = fmin(bound, edited->objective);
    edited->bound_basis = basis;
    edited->gap = (edited->objective - edited->bound) / fmax(fabs(edited->bound), 1e-9);
    edited->outcome = edited->gap <= 1e-9 ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
    if (edited->outcome == BW_OUTCOME_FEASIBLE && strcmp(edited->stopped_by, "optimal") == 0)
        snprintf(edited->stopped_by, sizeof edited->stopped_by, "nearest plan"); /* that of anchored costs */
}

/* The plan remembers its edits. */
static bool keep_edits(const edits *made, bw_alignment *edited)
{
    bw_edit *kept = bw_arena_take(bw_alignment_memory(edited), made->count, sizeof *kept);
    for (size_t e = 0; kept && e < made->count; e++)
        kept[e] = made->list[e];
    edited->edits = kept;
    edited->edit_count = kept ? made->count : 0;
    return kept != NULL;
}

static bw_status solve_edits(bw_align_task *task, const bw_alignment *plan, const edits *made, const bw_watch *watch,
                             bw_alignment **edited, bw_error *error)
{
    const bw_problem *problem = task->model->problem;
    double revenue = problem->total_revenue > 0 ? problem->total_revenue / problem->account_count : 1, bound;
    task->program->forced = made->forced;
    task->program->barred = made->barred;
    task->program->barred_before = made->before;
    task->program->edits = made->list;
    bw_status status = find_bound(task, plan, watch, &bound, error);
    if (status != BW_OK)
        return status;
    task->program->anchor = plan->rep;
    task->program->anchor_price = task->model->settings->anchor * revenue;
    task->start = plan->rep;
    task->confirm = false;
    if (task->effort.rounds > EDIT_ROUNDS)
        task->effort.rounds = EDIT_ROUNDS;
    status = bw_align_task_solve(task, watch, edited, error);
    if (*edited && bw_bound_lasts(plan))
        set_bound(bound, BW_BOUND_BEFORE_EDITS, *edited);
    else if (*edited)
        set_bound(isfinite(bound) ? fmax(bound, task->priced) : task->priced, BW_BOUND_WITH_EDITS, *edited);
    if (*edited && !keep_edits(made, *edited)) {
        bw_alignment_free(*edited);
        *edited = NULL;
        return bw_fail_memory(error);
    }
    return status;
}

static bw_status edit_plan(bw_align_task *task, const bw_alignment *plan, size_t count, const bw_edit *list,
                           const bw_watch *watch, bw_alignment **edited, bw_stability *stability, bw_error *error)
{
    edits made = {.problem = task->model->problem, .count = count, .list = list};
    bw_status status = gather(&made, error);
    if (status == BW_OK)
        status = solve_edits(task, plan, &made, watch, edited, error);
    if (*edited && stability)
        *stability = stability_of(&made, plan, *edited);
    edits_close(&made);
    return status;
}

bw_status bw_align_edit(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                        const bw_alignment *plan, size_t count, const bw_edit *list, const bw_watch *watch,
                        bw_alignment **edited, bw_stability *stability, bw_error *error)
{
    bw_align_task task;
    *edited = NULL;
    bw_status status = bw_align_task_open(problem, forecast, settings, &task, error);
    if (status == BW_OK)
        status = edit_plan(&task, plan, count, list, watch, edited, stability, error);
    bw_align_task_close(&task);
    return status;
}

bw_status bw_align_override(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, int32_t account, int32_t rep, const bw_watch *watch,
                            double *cost, bw_error *error)
{
    bw_align_task task;
    bw_alignment *edited = NULL;
    bw_edit edit = {account, rep, false};
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
