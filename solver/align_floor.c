/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/align_floor.h"
#include "solver/tabulated.h"

#include <math.h>

#define MANY_TRIPS 0.05 /* share of the pairs whose travel the tables give */
#define SLACK 1e-9      /* relative, for the rounding of arcs and sums */

/* Does the program price what a plan costs, and nothing in its place? */
static bool counts_money(const bw_align_program *program)
{
    return !program->free_of_charge && program->counted < 0;
}

/* Adds the least travel cost of an account to every rep's: 2 R asin(s) >= 2 R (s + s^3 / 6 + 3 s^5 / 40), s half the
 * chord. Whoever is not on the map is near. */
static void add_travel(const bw_align_program *program, int32_t account, double *least)
{
    const bw_territory_model *model = program->model;
    const bw_rep_places *reps = &program->places;
    const bw_place place = model->problem->store->account_place[account];
    const double *x = reps->x, *y = reps->y, *z = reps->z, *known = reps->known;
    double rate = model->settings->travel_cost * 2 * model->problem->accounts[account].visits;
    double scale = rate * 2 * BW_EARTH_RADIUS * (1 - SLACK);
    if (!model->problem->accounts[account].on_map)
        return;
    for (int32_t j = 0; j < model->problem->rep_count; j++) {
        double dx = x[j] - place.x, dy = y[j] - place.y, dz = z[j] - place.z, q = (dx * dx + dy * dy + dz * dz) / 4;
        least[j] += known[j] * scale * sqrt(q) * (1 + q * (1.0 / 6 + q * (3.0 / 40)));
    }
}

static void add_to_others(double amount, int32_t rep, int32_t reps, double *least)
{
    if (amount == 0)
        return;
    for (int32_t j = 0; j < reps; j++)
        least[j] += amount * (1 - SLACK);
    if (rep >= 0)
        least[rep] -= amount;
}

static void subtract_preferences(const bw_territory_model *model, int32_t account, double *least)
{
    const bw_problem *problem = model->problem;
    const bw_preference *rules = problem->preferences;
    double worth = model->settings->preference_value * problem->accounts[account].revenue * (1 + SLACK);
    size_t k = bw_pair_place(rules, problem->preference_count, sizeof *rules, account, 0);
    for (; k < problem->preference_count && rules[k].account == account; k++)
        least[rules[k].rep] -= worth;
}

/* Nothing is known of pairs whose travel a table gives. */
static void forget_trips(const bw_problem *problem, int32_t account, double *least)
{
    const struct bw_problem_store *store = problem->store;
    size_t k = bw_pair_place(store->trips, store->trip_count, sizeof *store->trips, account, 0);
    for (; k < store->trip_count && store->trips[k].account == account; k++)
        least[store->trips[k].rep] = -INFINITY;
}

static void add_account(const bw_align_program *program, int32_t account, double *least)
{
    const bw_territory_model *model = program->model;
    const bw_account *given = &model->problem->accounts[account];
    int32_t reps = model->problem->rep_count;
    add_travel(program, account, least);
    if (given->owner >= 0)
        add_to_others(model->settings->disruption_rate * given->revenue * given->continuity, given->owner, reps, least);
    if (program->anchor)
        add_to_others(program->anchor_price, program->anchor[account], reps, least);
    subtract_preferences(model, account, least);
    forget_trips(model->problem, account, least);
}

static void add_entries(const bw_align_program *program, int32_t account, double *entry)
{
    const bw_territory_model *model = program->model;
    int32_t market = model->problem->accounts[account].market;
    for (int32_t m = 0; market >= 0 && m < model->measure_count; m++) {
        int32_t row = program->market_row[market * model->measure_count + m];
        if (row >= 0)
            entry[m] += bw_territory_weight(model, account, m, program->meaning[row].rep) / program->meaning[row].scale;
    }
}

static void floor_family(const void *context, int32_t item, double *least, double *entry)
{
    const bw_align_program *program = context;
    const bw_family *family = &program->model->problem->families[item];
    bool known = counts_money(program) && item != program->unlocked;
    for (int32_t j = 0; j < program->program.bins; j++)
        least[j] = known ? 0 : -INFINITY;
    for (int32_t k = 0; k < program->program.slots; k++)
        entry[k] = 0;
    for (int32_t k = 0; k < family->count; k++) {
        add_entries(program, family->accounts[k], entry);
        if (known)
            add_account(program, family->accounts[k], least);
    }
}

static bool lay_out(bw_align_program *program)
{
    const bw_problem *problem = program->model->problem;
    size_t reps = (size_t)problem->rep_count;
    bw_rep_places *places = &program->places;
    places->x = bw_arena_take(program->memory, reps, sizeof(double));
    places->y = bw_arena_take(program->memory, reps, sizeof(double));
    places->z = bw_arena_take(program->memory, reps, sizeof(double));
    places->known = bw_arena_take(program->memory, reps, sizeof(double));
    if (!places->x || !places->y || !places->z || !places->known)
        return false;
    for (size_t j = 0; j < reps; j++) {
        if (!problem->store->rep_on_map[j])
            continue;
        places->x[j] = problem->store->rep_place[j].x;
        places->y[j] = problem->store->rep_place[j].y;
        places->z[j] = problem->store->rep_place[j].z;
        places->known[j] = 1;
    }
    return true;
}

bool bw_align_floor_give(bw_align_program *program)
{
    const bw_problem *problem = program->model->problem;
    double pairs = (double)problem->account_count * problem->rep_count;
    bool few = (double)problem->store->trip_count <= MANY_TRIPS * pairs;
    if (!program->program.uniform_entries || bw_tabulated_fits(&program->program) || !few)
        return true;
    program->program.floor = floor_family;
    return lay_out(program);
}
