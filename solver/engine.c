/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/prices.h"
#include "solver/proof.h"
#include "solver/relink.h"
#include "solver/round.h"
#include "solver/tabulated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_MAX ((int64_t)4000000) /* of all lists together, unless lists get too short */
#define LIST_MIN 8
#define PROVEN 1e-9         /* relative gap that counts as none */
#define PART_WORK 1000000   /* candidates priced per part to begin with */
#define PROOF_WORK 40000000 /* candidates priced in the first attempt at a proof */
#define ROUND_WORK 2000000  /* candidates priced for each round by parts beyond their number, at most */
#define SEARCH_WORK 20000000 /* shifts priced in the first search for a plan, where rounding finds none */
#define SEARCH_ROUNDS 200    /* of a search */
#define POLISH_WORK 5000000 /* candidates priced by parts of a plan that the proof has found */
#define PROOF_PAIRS 60000   /* a program with more open pairs is not tried as a whole */
#define DESCENTS 250000 /* of each island at a time, times items; four times as often each turn, */
#define MORE 4          /* but not more often after so many turns */
#define DESCENTS_PER_ROUND 10 /* where rounds are limited */

typedef struct engine {
    const bw_program *program;
    const bw_effort *effort;
    const bw_watch *watch;
    bw_solution *solution;
    bw_prices prices;
    bw_state *state;
    bw_relink *relink; /* NULL where it does not apply */
    bw_proof *proof;   /* NULL: not begun */
    double begun, end, grain;
    bool proven, broken;
} engine;

/* ---- small questions */

static double gap_of(double objective, double bound)
{
    return (objective - bound) / fmax(fabs(objective), 1e-9);
}

static bool out_of_time(const engine *e)
{
    return bw_time_is_up(e->watch, e->end);
}

/* The objective at which the asked gap is reached. */
static double target(const engine *e)
{
    double bound = e->solution->bound, gap = fmax(e->effort->gap, 0.5 * PROVEN);
    return isfinite(bound) ? bound + gap * fabs(bound) / (1 + gap) : -INFINITY;
}

static bool is_done(const engine *e)
{
    return e->broken || e->proven || out_of_time(e) || e->solution->objective <= target(e);
}

/* 1 if every cost is a whole number and no row has a price, so that objectives are whole; 0 otherwise. */
static double grain_of(const bw_pairs *pairs)
{
    const bw_program *program = pairs->program;
    for (int32_t r = 0; r < program->rows; r++)
        if (program->row[r].violation_price < INFINITY || program->row[r].ideal_price > 0)
            return 0;
    for (int32_t i = 0; i < program->items; i++)
        if (pairs->start[i + 1] - pairs->start[i] < program->bins)
            return 0;
    for (int64_t p = 0; p < pairs->start[program->items]; p++)
        if (!(fabs(pairs->cost[p]) < 1e9) || pairs->cost[p] != floor(pairs->cost[p]))
            return 0;
    return 1;
}

static int32_t list_length(const bw_program *program)
{
    int64_t length = program->items > 0 ? PAIRS_MAX / program->items : LIST_MIN;
    if (length < LIST_MIN)
        length = LIST_MIN;
    return length < program->bins ? (int32_t)length : program->bins;
}

/* ---- the steps */

static bool make_room(engine *e)
{
    bw_solution *solution = e->solution;
    solution->bin = bw_array((size_t)e->program->items, sizeof(int32_t));
    solution->activity = bw_array((size_t)e->program->rows, sizeof(double));
    solution->price = bw_array((size_t)e->program->rows, sizeof(double));
    return solution->bin && solution->activity && solution->price;
}

static void find_prices(engine *e, const int32_t *start)
{
    bw_prices_limits limits = {.per_item = list_length(e->program), .keep = start, .begun = e->begun, .end = e->end,
                               .watch = e->watch, .threads = e->effort->threads};
    e->broken = !bw_prices_find(e->program, &limits, &e->prices);
    if (e->broken || e->prices.impossible)
        return;
    memcpy(e->solution->price, e->prices.price, (size_t)e->program->rows * sizeof(double));
    e->solution->bound = e->prices.bound;
    e->solution->settled = e->prices.settled;
    e->grain = grain_of(e->prices.pairs);
    e->state = bw_state_create(e->prices.pairs);
    e->broken = !e->state;
    if (e->broken || !bw_capacity_applies(e->program))
        return;
    e->relink = bw_relink_create(e->prices.pairs, e->prices.price, bw_stream_seed(e->effort->seed, 1000));
    e->broken = !e->relink;
}

static bw_improve_limits improve_limits(const engine *e, int64_t parts)
{
    return (bw_improve_limits){.parts = parts,
                               .kicks = INT64_MAX,
                               .work = PART_WORK,
                               .target = target(e),
                               .grain = e->grain,
                               .end = e->end,
                               .watch = e->watch,
                               .price = e->prices.price,
                               .bound = e->solution->bound,
                               .begun = e->begun,
                               .seed = e->effort->seed,
                               .threads = e->effort->threads};
}

static void tell(const engine *e)
{
    bw_tell(e->watch, "plan", NAN, e->solution->objective, e->solution->bound, bw_seconds() - e->begun);
}

static void keep_plan(engine *e, double objective)
{
    if (!(objective < e->solution->objective))
        return;
    e->solution->objective = objective;
    bw_state_save(e->state, e->solution->bin);
    tell(e);
}

/* The caller's plan; items without a bin, or with one they cannot have, go to their best. */
static void load_start(engine *e, const int32_t *start)
{
    for (int32_t i = 0; i < e->program->items; i++) {
        int64_t pair = start[i] < 0 ? -1 : bw_pairs_find(e->prices.pairs, i, start[i]);
        bw_state_put(e->state, i, pair < 0 ? e->prices.pairs->start[i] : pair);
    }
    bw_state_refresh(e->state);
}

/* A plan from the relaxation: rounded, or searched for where rounding fails. Work grows with `times`. */
static void seek_plan(engine *e, int64_t times)
{
    double objective;
    int64_t parts = 100 + 8 * (int64_t)e->program->bins, left = times * parts * PART_WORK;
    bw_improve_limits limits = improve_limits(e, times * parts);
    bw_search_limits search = {.rounds = SEARCH_ROUNDS, .work = times * SEARCH_WORK, .end = e->end, .watch = e->watch,
                               .seed = e->effort->seed + (uint64_t)times - 1, .scale = 1, .price = e->prices.price};
    limits.left = &left;
    limits.seed += (uint64_t)times - 1;
    bw_state_load(e->state, e->prices.bin);
    if (bw_round(e->state, &limits, e->prices.hurried && times == 1, &objective, &e->broken))
        keep_plan(e, objective);
    if (!(e->solution->objective < INFINITY) && !e->broken && !out_of_time(e))
        e->broken = !bw_search(e->state, &search, e->solution->bin, &e->solution->objective);
}

/* The caller's plan, or one from the relaxation, whichever is better. */
static void find_plan(engine *e, const int32_t *start)
{
    if (start) {
        load_start(e, start);
        keep_plan(e, bw_state_objective(e->state));
    }
    seek_plan(e, 1);
}

/* Small parts are soon solved: more of them may cost as much as the proof does, or as the rounds asked for. */
static int64_t extra_work(const engine *e, int64_t proof)
{
    int64_t rounds = e->effort->rounds < 0 ? proof : e->effort->rounds * ROUND_WORK;
    return e->relink ? 0 : rounds < proof ? rounds : proof;
}

static void improve_plan(engine *e, int64_t parts, int64_t extra)
{
    double objective = e->solution->objective;
    bw_improve_limits limits = improve_limits(e, parts);
    limits.seed = bw_stream_seed(e->effort->seed, (uint64_t)parts);
    limits.extra = extra;
    bw_state_load(e->state, e->solution->bin);
    e->broken = !bw_improve(e->state, &limits, &objective);
    keep_plan(e, objective);
}

/* ---- plans under hard capacities */

/* Takes the best plan of all islands, if it is better than the one at hand. */
static void take_relinked(engine *e)
{
    const int32_t *best = bw_relink_best(e->relink);
    if (!best)
        return;
    bw_state_load(e->state, best);
    bw_state_refresh(e->state);
    keep_plan(e, bw_state_objective(e->state));
}

static void relink(engine *e, int turn)
{
    int64_t rounds = e->effort->rounds, descents = 1 + DESCENTS / e->program->items;
    if (rounds >= 0 && rounds < descents / DESCENTS_PER_ROUND)
        descents = rounds * DESCENTS_PER_ROUND;
    bw_relink_limits limits = {.descents = descents, .end = e->end, .watch = e->watch,
                               .threads = e->effort->threads};
    for (int64_t k = (int64_t)1 << 2 * (turn < MORE ? turn : MORE); k > 0 && !is_done(e); k--) {
        bw_relink_go(e->relink, &limits);
        take_relinked(e);
    }
}

/* ---- the proof */

/* Are all bins in the lists that a plan better by up to reach can use? How many pairs are that? */
static bool lists_suffice(const engine *e, double reach, int64_t *open)
{
    const bw_pairs *pairs = e->prices.pairs;
    *open = -e->program->items;
    for (int32_t i = 0; i < e->program->items; i++) {
        if (pairs->horizon[i] <= reach && pairs->horizon[i] < INFINITY)
            return false;
        for (int64_t p = pairs->start[i]; p < pairs->start[i + 1] && pairs->regret[p] <= reach; p++)
            ++*open;
    }
    return true;
}

/* The whole program as one part, with everything open that can still be part of a better plan. Regrets add to the
 * bound of the prices they were taken at, and to no better one. */
static void open_proof(engine *e)
{
    double reach = e->solution->objective - e->prices.bound;
    int64_t open;
    if (!lists_suffice(e, reach, &open) || open > PROOF_PAIRS)
        return;
    int32_t *item = bw_array((size_t)e->program->items, sizeof *item);
    for (int32_t i = 0; item && i < e->program->items; i++)
        item[i] = i;
    if (e->solution->objective < INFINITY)
        bw_state_load(e->state, e->solution->bin);
    bw_part whole = {e->prices.pairs, e->program->items, item, NULL, e->state->at, e->state->activity, reach};
    e->proof = item ? bw_proof_open(&whole, e->prices.price, e->prices.bound) : NULL;
    e->broken = !e->proof;
    free(item);
}

static void take_proof(engine *e)
{
    const int64_t *pair = bw_proof_plan(e->proof);
    for (int32_t i = 0; pair && i < e->program->items; i++)
        bw_state_put(e->state, i, pair[i]);
    if (pair) {
        bw_state_refresh(e->state);
        keep_plan(e, bw_state_objective(e->state));
    }
    double bound = fmin(bw_proof_bound(e->proof), e->solution->objective);
    e->proven = !(bw_proof_bound(e->proof) < INFINITY);
    e->solution->searched = e->solution->searched || bound > e->solution->bound;
    e->solution->bound = fmax(e->solution->bound, bound);
    tell(e);
}

/* A plan from the proof is the best of its tree alone: parts make it better at once, which makes the proof shorter. */
static void polish_plan(engine *e)
{
    double objective = e->solution->objective;
    bw_improve_limits limits = improve_limits(e, -1);
    int64_t left = POLISH_WORK;
    limits.left = &left;
    limits.kicks = 0;
    bw_state_load(e->state, e->solution->bin);
    e->broken = !bw_improve(e->state, &limits, &objective);
    keep_plan(e, objective);
}

/* Goes on with the proof of the plan at hand, which may find better ones, or, better by rounding alone, the same. */
static void prove(engine *e, int64_t work)
{
    if (!e->proof)
        open_proof(e);
    while (e->proof && work > 0 && !is_done(e)) {
        double before = e->solution->objective;
        bw_proof_limits limits = {before, e->grain, &work, e->end, e->watch, e->effort->threads};
        e->broken = !bw_proof_climb(e->proof, &limits);
        if (!e->broken)
            take_proof(e);
        if (e->solution->objective < before && !is_done(e))
            polish_plan(e);
    }
}

/* ---- the whole */

/* Improvement and proof by turns, each time with more work. */
static void refine(engine *e)
{
    int64_t rounds = e->effort->rounds, parts = 256, work = PROOF_WORK;
    int turn = 0;
    int64_t left = rounds < 0 ? INT64_MAX : rounds * (8 + e->program->bins / 4);
    while (left > 0 && !is_done(e)) {
        int64_t now = parts < left ? parts : left;
        if (e->relink)
            relink(e, turn);
        if (e->solution->objective < INFINITY && !is_done(e))
            improve_plan(e, now, extra_work(e, work));
        else if (turn > 0 && !e->relink && !is_done(e))
            seek_plan(e, work / PROOF_WORK);
        turn++;
        left -= now;
        if (!is_done(e))
            prove(e, work);
        parts *= 2;
        work *= 2;
    }
}

static bool is_proven(const engine *e)
{
    return e->proven || gap_of(e->solution->objective, e->solution->bound) <= PROVEN;
}

static void name_stop(engine *e)
{
    bw_solution *solution = e->solution;
    solution->stopped_by = is_proven(e)                                     ? "optimal"
                           : solution->objective <= target(e)               ? "gap"
                           : bw_stopped(e->watch)                           ? "interrupted"
                           : bw_seconds() >= e->end                         ? "time limit"
                                                                            : "work limit";
    solution->seconds = bw_seconds() - e->begun;
}

static bw_status fail_without_plan(engine *e, bw_error *error)
{
    free(e->solution->bin);
    e->solution->bin = NULL;
    if (e->prices.impossible || e->proven) {
        e->solution->outcome = BW_OUTCOME_INFEASIBLE;
        e->solution->stopped_by = "optimal";
        return bw_fail(error, BW_IMPOSSIBLE, "the hard windows cannot all hold: %s",
                       e->prices.impossible ? "not even with items split between bins"
                                            : "every assignment was ruled out");
    }
    if (bw_stopped(e->watch))
        return bw_fail(error, BW_INTERRUPTED, "stopped before a plan was found");
    return bw_fail(error, BW_LIMIT, "no plan inside all hard windows was found within the limits");
}

static bw_status conclude(engine *e, bw_error *error)
{
    bw_solution *solution = e->solution;
    if (e->broken)
        return bw_fail_memory(error);
    name_stop(e);
    if (!(solution->objective < INFINITY))
        return fail_without_plan(e, error);
    solution->objective = bw_program_objective(e->program, solution->bin, solution->activity);
    if (!(solution->objective < INFINITY)) { /* it held a window by rounding alone */
        e->proven = false;
        return fail_without_plan(e, error);
    }
    if (is_proven(e))
        solution->bound = solution->objective;
    solution->bound = fmin(solution->bound, solution->objective);
    solution->outcome = is_proven(e) ? BW_OUTCOME_OPTIMAL : BW_OUTCOME_FEASIBLE;
    return bw_stopped(e->watch) && !is_proven(e) ? BW_INTERRUPTED : BW_OK;
}

static void engine_close(engine *e)
{
    bw_proof_close(e->proof);
    bw_relink_free(e->relink);
    bw_state_free(e->state);
    bw_prices_clear(&e->prices);
}

static bw_status solve(engine *e, const int32_t *start, bw_error *error)
{
    bw_status status = bw_program_validate(e->program, error);
    if (status != BW_OK)
        return status;
    e->broken = !make_room(e);
    if (!e->broken)
        find_prices(e, start);
    if (!e->broken && !e->prices.impossible)
        find_plan(e, start);
    if (!e->broken && !e->prices.impossible)
        refine(e);
    return conclude(e, error);
}

bw_status bw_engine_solve(const bw_program *program, const bw_effort *effort, const int32_t *start,
                          const bw_watch *watch, bw_solution *solution, bw_error *error)
{
    bw_tabulated table;
    engine e = {.program = &table.program, .effort = effort, .watch = watch, .solution = solution,
                .begun = bw_seconds()};
    e.end = effort->seconds < INFINITY ? e.begun + effort->seconds : INFINITY;
    *solution = (bw_solution){.objective = INFINITY, .bound = -INFINITY};
    bw_status status = bw_tabulated_open(&table, program, effort->threads) ? solve(&e, start, error)
                                                                           : bw_fail_memory(error);
    engine_close(&e);
    bw_tabulated_close(&table);
    if (status == BW_FAILED || status == BW_BAD_INPUT)
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
