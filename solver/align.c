/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/align.h"
#include "solver/diagnose.h"
#include "solver/explain.h"
#include "solver/what_if.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#define PROVEN_GAP 1e-9
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
    *task = (bw_align_task){.effort = effort_of(settings), .explain = true, .confirm = true};
    bw_status status = bw_territory_model_create(problem, forecast, settings, &task->model, error);
    return status == BW_OK ? bw_align_program_create(task->model, &task->program, error) : status;
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

/* Sets what the engine proved. The objective is the model's own; rounding must not put it below the bound. */
static void set_proof(bw_alignment *alignment, const bw_solution *solution)
{
    alignment->bound = fmin(solution->bound, alignment->objective);
    alignment->gap = (alignment->objective - alignment->bound) / fmax(fabs(alignment->bound), 1e-9);
    if (solution->outcome == BW_OUTCOME_OPTIMAL && alignment->gap <= 1e3 * PROVEN_GAP) {
        alignment->bound = alignment->objective;
        alignment->gap = 0;
    }
    alignment->outcome = alignment->gap <= PROVEN_GAP ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
    snprintf(alignment->stopped_by, sizeof alignment->stopped_by, "%s", solution->stopped_by);
    alignment->seconds = solution->seconds;
}

static bw_status explain(const bw_align_task *task, const double *price, const bw_watch *watch, bw_alignment *alignment,
                         bw_error *error)
{
    const bw_program *program = &task->program->program;
    bool cheap = task->confirm && (double)program->items * program->bins <= CONFIRM_PAIRS_MAX && !bw_stopped(watch);
    if (!bw_explain(task->program, price, task->effort.threads, alignment))
        return bw_fail_memory(error);
    bw_status status = bw_what_if(task->program, price, cheap ? CONFIRM_MAX : 0, &task->effort, watch,
                                  bw_alignment_memory(alignment), alignment, error);
    return status == BW_INTERRUPTED ? BW_OK : status;
}

static bw_status fill_alignment(const bw_align_task *task, const bw_solution *solution, const bw_watch *watch,
                                bw_alignment *alignment, bw_error *error)
{
    const bw_problem *problem = task->model->problem;
    for (int32_t i = 0; i < problem->account_count; i++)
        alignment->rep[i] = solution->bin[problem->accounts[i].family];
    bw_territory_measure(task->model, alignment);
    set_proof(alignment, solution);
    return task->explain ? explain(task, solution->price, watch, alignment, error) : BW_OK;
}

/* solution -> alignment, or the reason why there is none. */
static bw_status conclude(const bw_align_task *task, bw_status status, const bw_solution *solution,
                          const bw_watch *watch, bw_alignment **alignment, bw_error *error)
{
    if (!solution->bin)
        return status == BW_IMPOSSIBLE || status == BW_LIMIT
                   ? bw_diagnose(task->program, &task->effort, watch, error) : status;
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
    bw_status status = bw_engine_solve(&task->program->program, &task->effort, start, watch, &solution, error);
    status = conclude(task, status, &solution, watch, alignment, error);
    bw_solution_clear(&solution);
    free(start);
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
    return status;
}
