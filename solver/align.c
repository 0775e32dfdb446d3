/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/align_program.h"
#include "solver/diagnose.h"
#include "solver/explain.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROVEN_GAP 1e-9

struct bw_alignment_store {
    bw_arena *memory;
};

static bool take_arrays(bw_alignment *alignment, bw_arena *memory)
{
    size_t accounts = (size_t)alignment->account_count, reps = (size_t)alignment->rep_count;
    alignment->rep = bw_arena_take(memory, accounts, sizeof *alignment->rep);
    alignment->reason = bw_arena_take(memory, accounts, sizeof *alignment->reason);
    alignment->next_best = bw_arena_take(memory, accounts, sizeof *alignment->next_best);
    alignment->override_cost = bw_arena_take(memory, accounts, sizeof *alignment->override_cost);
    alignment->territories = bw_arena_take(memory, reps, sizeof *alignment->territories);
    return alignment->rep && alignment->reason && alignment->next_best && alignment->override_cost
        && alignment->territories;
}

static bw_alignment *create_alignment(const bw_territory_model *model)
{
    bw_alignment *alignment = calloc(1, sizeof *alignment);
    if (!alignment)
        return NULL;
    alignment->account_count = model->problem->account_count;
    alignment->rep_count = model->problem->rep_count;
    alignment->measure_count = model->measure_count;
    memcpy(alignment->measures, model->measures, sizeof alignment->measures);
    alignment->store = calloc(1, sizeof *alignment->store);
    if (alignment->store && (alignment->store->memory = bw_arena_create()) != NULL
        && take_arrays(alignment, alignment->store->memory))
        return alignment;
    bw_alignment_free(alignment);
    return NULL;
}

void bw_alignment_free(bw_alignment *alignment)
{
    if (!alignment)
        return;
    if (alignment->store)
        bw_arena_free(alignment->store->memory);
    free(alignment->store);
    free(alignment);
}

static int thread_count(const bw_settings *settings)
{
    return settings->threads > 0 ? settings->threads : omp_get_num_procs();
}

/* The owner of each family where all of it has the same; -1 elsewhere. */
static void set_start(const bw_problem *problem, const bw_alignment *plan, int32_t *start)
{
    for (int32_t u = 0; u < problem->family_count; u++) {
        const bw_family *family = &problem->families[u];
        int32_t first = family->accounts[0];
        start[u] = plan ? plan->rep[first] : problem->accounts[first].owner;
        for (int32_t k = 1; k < family->count && !plan; k++)
            if (problem->accounts[family->accounts[k]].owner != start[u])
                start[u] = -1;
    }
}

static bw_effort effort_of(const bw_settings *settings)
{
    return (bw_effort){.gap = settings->gap,
                       .seconds = settings->time_limit,
                       .rounds = settings->work_limit,
                       .threads = thread_count(settings),
                       .seed = (uint64_t)settings->seed};
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

static bool fill_alignment(const bw_align_program *program, const bw_solution *solution, bw_alignment *alignment)
{
    const bw_problem *problem = program->model->problem;
    for (int32_t i = 0; i < problem->account_count; i++)
        alignment->rep[i] = solution->bin[problem->accounts[i].family];
    bw_territory_measure(program->model, alignment);
    set_proof(alignment, solution);
    return bw_explain(program, solution->price, thread_count(program->model->settings), alignment->store->memory,
                      alignment);
}

/* solution -> alignment, or the reason why there is none. */
static bw_status conclude(bw_align_program *program, bw_status status, const bw_solution *solution,
                          const bw_effort *effort, const bw_watch *watch, bw_alignment **alignment, bw_error *error)
{
    if (!solution->bin)
        return status == BW_IMPOSSIBLE || status == BW_LIMIT ? bw_diagnose(program, effort, watch, error) : status;
    bw_alignment *made = create_alignment(program->model);
    if (!made || !fill_alignment(program, solution, made)) {
        bw_alignment_free(made);
        return bw_fail_memory(error);
    }
    *alignment = made;
    return status;
}

static bw_status solve(bw_align_program *program, const bw_alignment *plan, const bw_watch *watch,
                       bw_alignment **alignment, bw_error *error)
{
    const bw_problem *problem = program->model->problem;
    int32_t *start = bw_array((size_t)problem->family_count, sizeof *start);
    if (!start)
        return bw_fail_memory(error);
    set_start(problem, plan, start);
    bw_effort effort = effort_of(program->model->settings);
    bw_solution solution;
    bw_status status = bw_engine_solve(&program->program, &effort, start, watch, &solution, error);
    status = conclude(program, status, &solution, &effort, watch, alignment, error);
    bw_solution_clear(&solution);
    free(start);
    return status;
}

bw_status bw_align(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                   const bw_watch *watch, bw_alignment **alignment, bw_error *error)
{
    bw_territory_model *model = NULL;
    bw_align_program *program = NULL;
    *alignment = NULL;
    bw_status status = bw_territory_model_create(problem, forecast, settings, &model, error);
    if (status == BW_OK)
        status = bw_align_program_create(model, &program, error);
    if (status == BW_OK)
        status = solve(program, NULL, watch, alignment, error);
    bw_align_program_free(program);
    bw_territory_model_free(model);
    return status;
}

bw_status bw_align_given(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                         const int32_t *rep, bw_alignment **alignment, bw_error *error)
{
    bw_territory_model *model = NULL;
    *alignment = NULL;
    bw_status status = bw_territory_model_create(problem, forecast, settings, &model, error);
    if (status != BW_OK)
        return status;
    bw_alignment *given = create_alignment(model);
    for (int32_t i = 0; given && i < problem->account_count; i++) {
        given->rep[i] = rep ? rep[i] : problem->accounts[i].owner;
        given->next_best[i] = -1;
        given->override_cost[i] = NAN;
    }
    if (given)
        bw_territory_measure(model, given);
    bw_territory_model_free(model);
    *alignment = given;
    return given ? BW_OK : bw_fail_memory(error);
}

bw_status bw_align_today(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                         bw_alignment **alignment, bw_error *error)
{
    return bw_align_given(problem, forecast, settings, NULL, alignment, error);
}

bw_status bw_align_override(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, int32_t account, int32_t rep, const bw_watch *watch,
                            double *cost, bw_error *error)
{
    bw_territory_model *model = NULL;
    bw_align_program *program = NULL;
    bw_alignment *forced = NULL;
    *cost = NAN;
    bw_status status = bw_territory_model_create(problem, forecast, settings, &model, error);
    if (status == BW_OK)
        status = bw_align_program_create(model, &program, error);
    if (status == BW_OK) {
        program->forced_family = problem->accounts[account].family;
        program->forced_rep = rep;
        status = solve(program, plan, watch, &forced, error);
    }
    if (forced)
        *cost = forced->objective - plan->objective;
    bw_alignment_free(forced);
    bw_align_program_free(program);
    bw_territory_model_free(model);
    return status;
}
