/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/align.h"
#include "solver/align_floor.h"
#include "solver/diagnose.h"
#include "solver/explain.h"
#include "solver/what_if.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#define PROVEN_GAP 1e-9
#define REASON_TIME 0.5            /* seconds */
#define OVERRIDE_PAIRS 6e4         /* families x reps of all re-solves of overrides together, */
#define OVERRIDE_LEAST 3           /* but this many in any case, as long as prices are confirmed */
#define CONFIRM_MAX 32             /* prices confirmed by a re-solve, */
#define CONFIRM_PAIRS_MAX 300000.0 /* where the program has no more pairs than this */

/* ---- the task */

static bw_effort effort_of(const bw_settings *settings)
{
    return (bw_effort){.gap = settings->gap,
                       .seconds = settings->time_limit,
                       .rounds = settings->work_limit,
                       .threads = settings->threads > 0 ? settings->threads : omp_get_num_procs(),
                       .seed = (uint64_t)settings->seed};
}

bw_status bw_align_task_open(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                             bw_align_task *task, bw_error *error)
{
    *task = (bw_align_task){.effort = effort_of(settings), .priced = -INFINITY, .explain = true, .confirm = true};
    bw_status status = bw_territory_model_create(problem, forecast, settings, &task->model, error);
    if (status == BW_OK)
        status = bw_align_program_create(task->model, &task->program, error);
    return status != BW_OK || bw_align_floor_give(task->program) ? status : bw_fail_memory(error);
}

void bw_align_task_close(bw_align_task *task)
{
    bw_align_program_free(task->program);
    bw_territory_model_free(task->model);
}

/* ---- solving it */

/* Where each family begins: the rep all of it has in the plan or today; -1 elsewhere. */
static void set_start(const bw_align_task *task, int32_t *start)
{
    const bw_problem *problem = task->model->problem;
    const int32_t *forced = task->program->forced;
    for (int32_t u = 0; u < problem->family_count; u++) {
        const bw_family *family = &problem->families[u];
        for (int32_t k = 0; k < family->count; k++) {
            int32_t account = family->accounts[k];
            int32_t rep = task->start ? task->start[account] : problem->accounts[account].owner;
            start[u] = k == 0 || start[u] == rep ? rep : -1;
        }
        if (forced && forced[u] >= 0)
            start[u] = forced[u];
    }
}

static void set_bound(double bound, bw_alignment *alignment)
{
    alignment->bound = fmin(bound, alignment->objective);
    alignment->gap = (alignment->objective - alignment->bound) / fmax(fabs(alignment->bound), 1e-9);
    alignment->outcome = alignment->gap <= PROVEN_GAP ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
}

/* Sets what the engine proved. The objective is the model's own; rounding must not put it below the bound. */
static void set_proof(const bw_solution *solution, bw_alignment *alignment)
{
    set_bound(solution->bound, alignment);
    if (solution->outcome == BW_OUTCOME_OPTIMAL && alignment->gap <= 1e3 * PROVEN_GAP)
        set_bound(alignment->objective, alignment);
    alignment->bound_basis = solution->searched ? BW_BOUND_SEARCH : BW_BOUND_PRICES;
    snprintf(alignment->stopped_by, sizeof alignment->stopped_by, "%s", solution->stopped_by);
    alignment->seconds = solution->seconds;
}

/* Explaining looks at all pairs, for which the engine may have had no time: then it has the bound as well. */
static bw_status explain(bw_align_task *task, const double *price, const bw_watch *watch, bw_alignment *alignment,
                         bw_error *error)
{
    const bw_program *program = &task->program->program;
    bool cheap = task->confirm && (double)program->items * program->bins <= CONFIRM_PAIRS_MAX && !bw_stopped(watch);
    task->program->anchor = NULL;
    if (!bw_explain(task->program, price, task->effort.threads, alignment, &task->priced))
        return bw_fail_memory(error);
    if (!isfinite(alignment->bound))
        set_bound(task->priced, alignment);
    bw_status status = bw_what_if(task->program, price, cheap ? CONFIRM_MAX : 0, &task->effort, task->end, watch,
                                  bw_alignment_memory(alignment), alignment, error);
    return status == BW_INTERRUPTED ? BW_OK : status;
}

static bw_status fill_alignment(bw_align_task *task, const bw_solution *solution, const bw_watch *watch,
                                bw_alignment *alignment, bw_error *error)
{
    const bw_problem *problem = task->model->problem;
    for (int32_t i = 0; i < problem->account_count; i++)
        alignment->rep[i] = solution->bin[problem->accounts[i].family];
    bw_territory_measure(task->model, alignment);
    set_proof(solution, alignment);
    return task->explain ? explain(task, solution->price, watch, alignment, error) : BW_OK;
}

/* The reason why there is no plan is worth a moment even when time is up. */
static bw_status diagnose(const bw_align_task *task, bool proven, const bw_watch *watch, bw_error *error)
{
    bw_effort left = task->effort;
    left.seconds = fmax(REASON_TIME, task->end - bw_seconds());
    return bw_diagnose(task->program, proven, &left, watch, error);
}

/* solution -> alignment, or the reason why there is none. */
static bw_status conclude(bw_align_task *task, bw_status status, const bw_solution *solution,
                          const bw_watch *watch, bw_alignment **alignment, bw_error *error)
{
    if (!solution->bin)
        return status == BW_IMPOSSIBLE || status == BW_LIMIT
                   ? diagnose(task, status == BW_IMPOSSIBLE, watch, error) : status;
    bw_alignment *made = bw_alignment_create(task->model);
    bw_status filled = made ? fill_alignment(task, solution, watch, made, error) : bw_fail_memory(error);
    if (filled == BW_OK) {
        *alignment = made;
        return status;
    }
    bw_alignment_free(made);
    return filled;
}

bw_status bw_align_task_solve(bw_align_task *task, const bw_watch *watch, bw_alignment **alignment, bw_error *error)
{
    bw_solution solution;
    int32_t *start = bw_array((size_t)task->program->program.items, sizeof *start);
    *alignment = NULL;
    if (!start)
        return bw_fail_memory(error);
    set_start(task, start);
    task->end = bw_seconds() + task->effort.seconds;
    bw_effort effort = task->effort;
    if (task->explain && effort.seconds < INFINITY)
        effort.seconds = fmax(0, effort.seconds - bw_explain_seconds(task->program, effort.threads));
    bw_status status = bw_engine_solve(&task->program->program, &effort, start, watch, &solution, error);
    status = conclude(task, status, &solution, watch, alignment, error);
    bw_solution_clear(&solution);
    free(start);
    return status;
}

/* ---- overrides */

/* A family, and what it weighs among those to confirm. */
typedef struct candidate {
    int32_t family;
    bool moves;
    double revenue;
} candidate;

/* Moves come first, then what is large. */
static int by_weight(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->moves != y->moves)
        return x->moves ? -1 : 1;
    return x->revenue != y->revenue ? (x->revenue < y->revenue) - (x->revenue > y->revenue) : x->family - y->family;
}

static candidate candidate_of(const bw_problem *problem, const bw_alignment *plan, int32_t family)
{
    candidate made = {.family = family};
    for (int32_t k = 0; k < problem->families[family].count; k++) {
        const bw_account *account = &problem->accounts[problem->families[family].accounts[k]];
        made.moves = made.moves || account->owner != plan->rep[problem->families[family].accounts[k]];
        made.revenue += account->revenue;
    }
    return made;
}

static int32_t overrides_wanted(const bw_problem *problem, const bw_settings *settings)
{
    double pairs = (double)problem->family_count * problem->rep_count;
    double most = pairs > CONFIRM_PAIRS_MAX ? 0 : fmax(OVERRIDE_LEAST, floor(OVERRIDE_PAIRS / fmax(1, pairs)));
    return (int32_t)fmin(fmin(most, (double)settings->confirm_overrides), problem->family_count);
}

/* What a re-solve finds that was cut short is no confirmation. */
static bw_status confirm_override(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                                  double end, const bw_watch *watch, int32_t family, bw_alignment *plan,
                                  bw_error *error)
{
    const bw_family *members = &problem->families[family];
    int32_t first = members->accounts[0];
    double cost;
    if (plan->next_best[first] < 0)
        return BW_OK;
    bw_settings *left = bw_settings_copy(settings);
    if (!left)
        return bw_fail_memory(error);
    left->time_limit = end - bw_seconds();
    bw_status status = bw_align_override(problem, forecast, left, plan, first, plan->next_best[first], watch, &cost,
                                         error);
    bw_settings_free(left);
    if (status == BW_OK && bw_seconds() >= end)
        return BW_OK;
    for (int32_t k = 0; k < members->count && status == BW_OK; k++)
        plan->override_confirmed[members->accounts[k]] = cost;
    return status == BW_FAILED || status == BW_INTERRUPTED ? status : BW_OK;
}

/* The families' overrides side by side. Of faults the first family's is told. */
static bw_status confirm_list(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                              double end, const bw_watch *watch, int32_t count, const candidate *list,
                              bw_alignment *plan, bw_error *error)
{
    bw_status status = BW_OK;
    int32_t first = count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(effort_of(settings).threads)
    for (int32_t k = 0; k < count; k++) {
        bw_error own = {0};
        bw_status found = BW_OK;
        if (bw_seconds() < end)
            found = confirm_override(problem, forecast, settings, end, watch, list[k].family, plan, &own);
#pragma omp critical(bw_confirm_fault)
        if (found != BW_OK && k < first) {
            first = k;
            status = found;
            if (error)
                *error = own;
        }
    }
    return status;
}

/* The overrides of the largest moves, solved again. */
static bw_status confirm_overrides(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                                   double end, const bw_watch *watch, bw_alignment *plan, bw_error *error)
{
    int32_t wanted = overrides_wanted(problem, settings);
    candidate *list = wanted > 0 ? bw_array((size_t)problem->family_count, sizeof *list) : NULL;
    if (!list)
        return wanted > 0 ? bw_fail_memory(error) : BW_OK;
    for (int32_t u = 0; u < problem->family_count; u++)
        list[u] = candidate_of(problem, plan, u);
    qsort(list, (size_t)problem->family_count, sizeof *list, by_weight);
    bw_status status = confirm_list(problem, forecast, settings, end, watch, wanted, list, plan, error);
    free(list);
    return status;
}

bw_status bw_align(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                   const bw_watch *watch, bw_alignment **alignment, bw_error *error)
{
    bw_align_task task;
    *alignment = NULL;
    bw_status status = bw_align_task_open(problem, forecast, settings, &task, error);
    if (status == BW_OK)
        status = bw_align_task_solve(&task, watch, alignment, error);
    bw_align_task_close(&task);
    if (status == BW_OK)
        status = confirm_overrides(problem, forecast, settings, task.end, watch, *alignment, error);
    if (status == BW_FAILED) {
        bw_alignment_free(*alignment);
        *alignment = NULL;
    }
    return status;
}
