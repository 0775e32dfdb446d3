/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/master.h"
#include "solver/bound.h"
#include "solver/pricing.h"
#include "solver/restricted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEST_MOST 8         /* bins of an item that one pass may add */
#define ROUNDS_MOST 200
#define EXACT 1e-9          /* relative difference of the master and the bound at the end */
#define CLEAR 1e-12         /* relative: nearer values are equal */
#define WHOLE 1e-7
#define STRETCHES_MOST 4    /* raises of the price of missing hard windows */
#define FIRST_COLUMNS 40    /* per row, at most */
#define TIE 4               /* temperatures: bins no farther apart are as good as each other for a start */

typedef struct master {
    const bw_program *program;
    const bw_master_limits *limits;
    bw_master *result;
    bw_pricing pricing;
    bw_restricted *restricted;
    double *origin;          /* [rows] prices that the restricted master starts from */
    double *price, *best;    /* [rows] the restricted master's prices; the best bound's */
    double *between;         /* [rows] */
    const double *at;        /* [rows] where pairs are being priced */
    int32_t *base;           /* [items] cheapest bins at the origin, or ties of theirs */
    double *base_value;      /* [items] their values there */
    double *value;           /* [items] least value at the last prices */
    bw_change *finds;        /* what a pass has found */
    size_t find_count, find_room;
    double origin_value;     /* of the base assignment, at the origin's prices */
    double scale, reach;
    int stretches;
    bool broken;             /* memory is out */
} master;

/* ---- what a pass over all pairs finds */

static void append_find(master *m, bw_change f)
{
#pragma omp critical(bw_master_finds)
    {
        if (bw_array_grow((void **)&m->finds, m->find_count, &m->find_room, sizeof *m->finds))
            m->finds[m->find_count++] = f;
        else
            m->broken = true;
    }
}

/* The first pass: base bins, among the cheapest, and the near-cheapest others for the first columns. */
static void note_base(void *context, int32_t item, const bw_best *best)
{
    master *m = context;
    if (best->count == 0)
        return;
    int32_t base = bw_best_turn(best, item, 0);
    m->value[item] = best->value[0];
    m->base[item] = best->bin[base];
    m->base_value[item] = best->value[base];
    for (int32_t k = 1, c; k < best->count && k < BEST_MOST; k++)
        if (best->value[c = bw_best_turn(best, item, k)] - best->value[0] <= m->reach)
            append_find(m, (bw_change){item, best->bin[c], best->value[c] - best->value[base]});
}

static double value_at(const bw_program *program, int32_t bin, double cost, const double *entry, const double *price)
{
    size_t slots = (size_t)program->slots;
    for (size_t k = 0; k < slots; k++) {
        int32_t row = program->bin_row[(size_t)bin * slots + k];
        if (row >= 0)
            cost += price[row] * entry[k];
    }
    return cost;
}

/* The value of the best bin that the master has for the item, as far as it is among the best of all. */
static double value_at_hand(const master *m, int32_t item, const bw_best *best, double *entry)
{
    double cost;
    for (int32_t c = 0; c < best->count; c++)
        if (bw_restricted_has(m->restricted, item, best->bin[c]))
            return best->value[c];
    m->program->fill(m->program->model, item, 1, &m->base[item], &cost, entry);
    return value_at(m->program, m->base[item], cost, entry, m->at);
}

/* Bins that are cheaper than all the master has for the item. */
static void note_cheaper(void *context, int32_t item, const bw_best *best)
{
    master *m = context;
    size_t slots = (size_t)m->program->slots;
    if (best->count == 0)
        return;
    m->value[item] = best->value[0];
    if (bw_restricted_has(m->restricted, item, best->bin[0]))
        return;
    double at_hand = value_at_hand(m, item, best, best->all_entry);
    double clear = at_hand - CLEAR * fmax(fabs(at_hand), m->scale / m->program->items);
    for (int32_t k = 0; k < best->count && k < BEST_MOST; k++) {
        int32_t c = bw_best_turn(best, item, k);
        if (best->value[c] >= clear)
            continue;
        double origin = value_at(m->program, best->bin[c], best->cost[c], best->entry + (size_t)c * slots, m->origin);
        append_find(m, (bw_change){item, best->bin[c], origin - m->base_value[item]});
    }
}

static int by_item_and_bin(const void *a, const void *b)
{
    const bw_change *f = a, *g = b;
    if (f->item != g->item)
        return f->item < g->item ? -1 : 1;
    return (f->bin > g->bin) - (f->bin < g->bin);
}

static int by_value(const void *a, const void *b)
{
    const bw_change *f = a, *g = b;
    if (f->cost != g->cost)
        return f->cost < g->cost ? -1 : 1;
    return by_item_and_bin(a, b);
}

/* Keeps the finds of least value where there are too many. */
static void thin_out(master *m)
{
    size_t most = FIRST_COLUMNS * ((size_t)m->program->rows + 50);
    if (m->find_count <= most)
        return;
    qsort(m->finds, m->find_count, sizeof *m->finds, by_value);
    m->find_count = most;
}

/* Makes columns of the finds. */
static bool add_finds(master *m)
{
    size_t count = m->find_count;
    if (count > 0)
        qsort(m->finds, count, sizeof *m->finds, by_item_and_bin);
    m->find_count = 0;
    return !m->broken && bw_restricted_add(m->restricted, m->finds, count);
}

/* ---- pricing */

/* Prices all pairs: finds columns, and keeps the best bound. False as well when time was up before all were seen. */
static bool price_pairs(master *m, const double *price, bw_best_visitor *visit)
{
    int64_t missed = 0;
    m->at = price;
    bw_pricing_set(&m->pricing, price);
    if (!bw_best_visit(&m->pricing, BEST_MOST, m->limits->threads, m->limits->end, m->limits->watch, visit, m, &missed))
        m->broken = true;
    return !m->broken && missed == 0;
}

static bool price_at(master *m, const double *price)
{
    if (!price_pairs(m, price, note_cheaper))
        return false;
    double bound = bw_bound_of(m->program, price, bw_bound_items(m->program, m->value));
    if (bound > m->result->bound) {
        m->result->bound = bound;
        memcpy(m->best, price, (size_t)m->program->rows * sizeof *price);
    }
    return true;
}

static bool exact(const master *m)
{
    return m->result->objective - m->result->bound <= EXACT * fmax(fabs(m->result->objective), 1e-3 * m->scale);
}

/* In-out: halfway between the best prices and the master's first; the master's if that finds nothing. */
static bool price_in_and_out(master *m)
{
    for (int32_t r = 0; r < m->program->rows; r++)
        m->between[r] = m->best[r] + 0.5 * (m->price[r] - m->best[r]);
    if (m->result->rounds > 1 && !price_at(m, m->between))
        return false;
    return m->find_count > 0 || exact(m) || price_at(m, m->price);
}

/* ---- hard windows that cannot be met */

/* The same program without costs, where missing a hard window costs one per typical entry. */
static void fill_without_cost(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                              double *entry)
{
    const bw_program *program = model;
    program->fill(program->model, item, count, chosen, cost, entry);
    for (int32_t c = 0; c < count; c++)
        if (cost[c] < INFINITY)
            cost[c] = 0;
}

static void price_of_missing(const master *m, bw_row *row)
{
    const double *entry = bw_restricted_entries(m->restricted);
    for (int32_t r = 0; r < m->program->rows; r++) {
        bool hard = !(m->program->row[r].violation_price < INFINITY);
        row[r] = hard ? m->program->row[r] : (bw_row){.low = -INFINITY, .high = INFINITY};
        row[r].violation_price = hard ? 1 / entry[r] : 0;
        row[r].ideal_price = 0;
    }
}

/* A proof that no fractional plan is inside all hard windows: a positive bound with all costs zero. */
static bool proven_impossible(master *m)
{
    bw_row *row = bw_array((size_t)m->program->rows, sizeof *row);
    bw_dual dual = {0};
    bw_master least = {0};
    bool impossible = false;
    if (!row)
        return false;
    price_of_missing(m, row);
    bw_program program = *m->program;
    program.row = row;
    program.fill = fill_without_cost;
    program.model = m->program;
    program.floor = NULL;
    bw_dual_limits limits = {.gap = 1e-4, .end = m->limits->end, .threads = m->limits->threads,
                             .watch = m->limits->watch};
    if (bw_dual_solve(&program, &limits, &dual) &&
        bw_master_solve(&program, &dual, m->limits, &least) != BW_MASTER_FAILED && least.bound > 1e-7) {
        impossible = true;
        memcpy(m->best, least.price, (size_t)m->program->rows * sizeof *m->best);
    }
    bw_master_clear(&least);
    bw_dual_clear(&dual);
    free(row);
    return impossible;
}

/* ---- the rounds */

static bw_master_answer round_answer(const master *m)
{
    return m->broken ? BW_MASTER_FAILED : BW_MASTER_BOUND;
}

static bool solve_restricted(master *m)
{
    double above;
    if (!bw_restricted_solve(m->restricted, m->limits->iterations, m->limits->end, m->limits->watch, m->price, &above))
        return false;
    m->result->objective = m->origin_value + above;
    return true;
}

static bw_master_answer run_rounds(master *m)
{
    while (m->result->rounds < ROUNDS_MOST) {
        m->result->rounds++;
        if (!solve_restricted(m))
            return round_answer(m);
        if (!price_in_and_out(m))
            return round_answer(m);
        bw_tell(m->limits->watch, "bound", NAN, NAN, m->result->bound, NAN);
        bool missed = bw_restricted_misses(m->restricted), done = m->find_count == 0 || exact(m);
        if (done && missed && m->stretches == 1 && proven_impossible(m))
            return BW_MASTER_INFEASIBLE;
        if (done && missed && ++m->stretches <= STRETCHES_MOST && bw_restricted_stretch(m->restricted))
            continue;
        if (done)
            return exact(m) && !missed ? BW_MASTER_OPTIMAL : BW_MASTER_BOUND;
        if (!add_finds(m))
            return round_answer(m);
    }
    return BW_MASTER_BOUND;
}

/* The first master: the base assignment at the dual's prices, and the near-cheapest changes. */
static bool set_up(master *m, const bw_dual *dual)
{
    m->pricing.tie = TIE * dual->temperature;
    m->reach = fmax(dual->slack, m->pricing.tie);
    if (!price_pairs(m, m->origin, note_base))
        return false;
    m->result->bound = bw_bound_of(m->program, m->origin, bw_bound_items(m->program, m->value));
    m->origin_value = bw_bound_of(m->program, m->origin, bw_bound_items(m->program, m->base_value));
    for (int32_t i = 0; i < m->program->items; i++)
        m->scale += fabs(m->base_value[i]);
    thin_out(m);
    double dear = fmax(dual->temperature, 1e-6 * m->scale / fmax(1, m->program->items));
    m->restricted = bw_restricted_create(m->program, m->base, m->origin, dear);
    return m->restricted && add_finds(m);
}

static void read_solution(master *m)
{
    bw_master *result = m->result;
    for (int32_t i = 0; i < m->program->items; i++) {
        double share = 1;
        result->bin[i] = m->restricted ? bw_restricted_bin(m->restricted, i, &share) : m->base[i];
        result->share[i] = fmin(1, share);
        result->split += share < 1 - WHOLE;
    }
    memcpy(result->price, m->best, (size_t)m->program->rows * sizeof *m->best);
    result->columns = m->restricted ? bw_restricted_columns(m->restricted) : 0;
    result->iterations = m->restricted ? bw_restricted_iterations(m->restricted) : 0;
}

static bool master_open(master *m, const bw_dual *dual)
{
    size_t items = (size_t)m->program->items, rows = (size_t)m->program->rows;
    double **of_items[] = {&m->value, &m->base_value, &m->result->share};
    double **of_rows[] = {&m->origin, &m->price, &m->best, &m->between, &m->result->price};
    int32_t **bins[] = {&m->base, &m->result->bin};
    bool good = bw_pricing_open(&m->pricing, m->program);
    for (size_t k = 0; k < sizeof of_items / sizeof *of_items; k++)
        good = (*of_items[k] = bw_array(items, sizeof(double))) && good;
    for (size_t k = 0; k < sizeof of_rows / sizeof *of_rows; k++)
        good = (*of_rows[k] = bw_array(rows, sizeof(double))) && good;
    for (size_t k = 0; k < sizeof bins / sizeof *bins; k++)
        good = (*bins[k] = bw_array(items, sizeof(int32_t))) && good;
    if (!good)
        return false;
    memcpy(m->origin, dual->price, rows * sizeof(double));
    memcpy(m->best, dual->price, rows * sizeof(double));
    memcpy(m->price, dual->price, rows * sizeof(double));
    return true;
}

static void master_close(master *m)
{
    bw_pricing_close(&m->pricing);
    bw_restricted_free(m->restricted);
    free(m->origin);
    free(m->price);
    free(m->best);
    free(m->between);
    free(m->base);
    free(m->base_value);
    free(m->value);
    free(m->finds);
}

bw_master_answer bw_master_solve(const bw_program *program, const bw_dual *dual, const bw_master_limits *limits,
                                 bw_master *result)
{
    master m = {.program = program, .limits = limits, .result = result};
    bw_master_answer answer = BW_MASTER_FAILED;
    *result = (bw_master){.bound = -INFINITY, .objective = NAN};
    if (master_open(&m, dual)) {
        answer = set_up(&m, dual) ? run_rounds(&m) : round_answer(&m);
        read_solution(&m);
    }
    master_close(&m);
    if (answer == BW_MASTER_FAILED)
        bw_master_clear(result);
    return answer;
}

void bw_master_clear(bw_master *result)
{
    free(result->price);
    free(result->bin);
    free(result->share);
    *result = (bw_master){.bound = -INFINITY, .objective = NAN};
}
