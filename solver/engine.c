/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/pairs.h"
#include "solver/search.h"

#include <math.h>
#include <stdlib.h>

#define LIST_MAX 24 /* bins per item in the lists */

typedef struct engine {
    const bw_program *program;
    const bw_effort *effort;
    const bw_watch *watch;
    bw_solution *solution;
    bw_pairs *pairs;
    double begun, end;
} engine;

static bool make_room(engine *e)
{
    bw_solution *solution = e->solution;
    solution->bin = bw_array((size_t)e->program->items, sizeof(int32_t));
    solution->activity = bw_array((size_t)e->program->rows, sizeof(double));
    return solution->bin && solution->activity;
}

/* The cheapest lists, and the bound they give at prices of zero. */
static bool list_pairs(engine *e, const int32_t *start)
{
    e->pairs = bw_pairs_create(e->program, NULL, LIST_MAX, INFINITY, start, e->effort->threads);
    if (!e->pairs)
        return false;
    e->solution->bound = e->pairs->base;
    return true;
}

static bool search_plans(engine *e, const int32_t *start)
{
    bw_state *state = bw_state_create(e->pairs);
    if (!state)
        return false;
    for (int32_t i = 0; i < e->program->items; i++) {
        int64_t pair = start ? bw_pairs_find(e->pairs, i, start[i]) : e->pairs->start[i];
        bw_state_put(state, i, pair < 0 ? e->pairs->start[i] : pair);
    }
    bw_search_limits limits = {.rounds = e->effort->rounds < 0 ? INT64_MAX : 1000 * e->effort->rounds,
                               .work = -1,
                               .end = e->end,
                               .watch = e->watch,
                               .seed = e->effort->seed,
                               .scale = 1};
    bool good = bw_search(state, &limits, e->solution->bin, &e->solution->objective);
    bw_state_free(state);
    return good;
}

static double relative_gap(const bw_solution *solution)
{
    double scale = fmax(fabs(solution->objective), 1e-9);
    return (solution->objective - solution->bound) / scale;
}

static bw_status conclude(engine *e, bw_error *error)
{
    bw_solution *solution = e->solution;
    bool stopped = bw_stopped(e->watch), late = bw_seconds() >= e->end;
    solution->seconds = bw_seconds() - e->begun;
    solution->stopped_by = stopped ? "interrupted" : late ? "time limit" : "work limit";
    if (!(solution->objective < INFINITY)) {
        free(solution->bin);
        solution->bin = NULL;
        solution->outcome = BW_OUTCOME_NONE;
        return stopped ? bw_fail(error, BW_INTERRUPTED, "stopped before a plan was found")
                       : bw_fail(error, BW_LIMIT, "no plan inside all hard windows was found within the limits");
    }
    solution->objective = bw_program_objective(e->program, solution->bin, solution->activity);
    bool proven = relative_gap(solution) <= 1e-9;
    solution->outcome = proven ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
    if (proven)
        solution->stopped_by = "optimal";
    return stopped ? BW_INTERRUPTED : BW_OK;
}

bw_status bw_engine_solve(const bw_program *program, const bw_effort *effort, const int32_t *start,
                          const bw_watch *watch, bw_solution *solution, bw_error *error)
{
    engine e = {program, effort, watch, solution, NULL, bw_seconds(), 0};
    e.end = effort->seconds < INFINITY ? e.begun + effort->seconds : INFINITY;
    *solution = (bw_solution){.objective = INFINITY, .bound = -INFINITY};
    bw_status status = bw_program_validate(program, error);
    if (status == BW_OK && !(make_room(&e) && list_pairs(&e, start) && search_plans(&e, start)))
        status = bw_fail_memory(error);
    if (status == BW_OK)
        status = conclude(&e, error);
    bw_pairs_free(e.pairs);
    if (status != BW_OK && status != BW_INTERRUPTED && status != BW_LIMIT)
        bw_solution_clear(solution);
    return status;
}

void bw_solution_clear(bw_solution *solution)
{
    if (!solution)
        return;
    free(solution->bin);
    free(solution->price);
    free(solution->activity);
    *solution = (bw_solution){.objective = INFINITY, .bound = -INFINITY};
}
