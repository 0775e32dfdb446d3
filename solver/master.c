/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/master.h"
#include "solver/bound.h"
#include "solver/lp.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEST_MOST 8         /* bins of an item that one pass may add */
#define ROUNDS_MOST 200
#define EXACT 1e-9          /* relative difference of the master and the bound at the end */
#define CLEAR 1e-12         /* relative: nearer values are equal */
#define WHOLE 1e-7
#define HARD_FACTOR 4       /* price of missing a hard window, in largest prices seen; see `stretch` */
#define STRETCH 100
#define STRETCHES_MOST 4
#define FIRST_COLUMNS 40    /* per row, at most */

/* A change of an item from its base bin to another, a column of the master. */
typedef struct change {
    int32_t item, bin;
    int32_t next;           /* another change of the item, or -1 */
    int32_t column;
    double cost, base_cost; /* both bins at the first prices */
} change;

/* A change that a pass has found, before it becomes a column. */
typedef struct found {
    int32_t item, bin;
    double value;
} found;

/* A piece of a row's penalty that may be used only at a price: beyond a hard window. */
typedef struct artificial {
    int32_t column, row;
} artificial;

typedef struct master {
    const bw_program *program;
    const bw_master_limits *limits;
    bw_master *result;
    bw_pricing pricing;
    bw_lp *lp;
    double *origin;          /* [rows] prices at which costs are taken */
    double *price, *best;    /* [rows] the master's prices; the best bound's */
    const double *at;        /* [rows] where pairs are being priced */
    double *entry;           /* [rows] typical entry */
    double *activity;        /* [rows] of the base assignment */
    double *x, *dual;        /* of the last solve */
    size_t x_room, dual_room;
    double *value, *slack;   /* [items] least value; value of the best change at hand */
    int32_t *base;           /* [items] */
    double *base_value;      /* [items] at origin */
    int32_t *first;          /* [items] first change, or -1 */
    int32_t *item_row;       /* [items] row of the lazy bound, or -1 */
    change *changes;
    size_t count, room;
    found *finds;
    size_t find_count, find_room;
    bool broken;             /* memory is out */
    artificial *artificials;
    size_t artificial_count;
    double hard_price, origin_bound, scale, reach;
    int stretches;
    double *one_entry;       /* [2 * slots] */
} master;

/* ---- the base assignment */

static void note_base(void *context, int32_t item, const bw_best *best)
{
    master *m = context;
    if (best->count == 0)
        return;
    m->base[item] = best->bin[0];
    m->base_value[item] = best->value[0];
}

/* Near-cheapest bins of an item, for the first columns. */
static void append_find(master *m, found f)
{
#pragma omp critical(bw_master_finds)
    {
        if (bw_array_grow((void **)&m->finds, m->find_count, &m->find_room, sizeof *m->finds))
            m->finds[m->find_count++] = f;
        else
            m->broken = true;
    }
}

static void note_base_and_changes(void *context, int32_t item, const bw_best *best)
{
    master *m = context;
    note_base(context, item, best);
    for (int32_t c = 1; c < best->count && best->value[c] - best->value[0] <= m->reach; c++)
        append_find(m, (found){item, best->bin[c], best->value[c] - best->value[0]});
}

static int by_item_and_bin(const void *a, const void *b)
{
    const found *f = a, *g = b;
    if (f->item != g->item)
        return f->item < g->item ? -1 : 1;
    return (f->bin > g->bin) - (f->bin < g->bin);
}

static int by_value(const void *a, const void *b)
{
    const found *f = a, *g = b;
    if (f->value != g->value)
        return f->value < g->value ? -1 : 1;
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

static void add_base_activity(master *m)
{
    const bw_program *program = m->program;
    size_t slots = (size_t)program->slots;
    double cost, *count = bw_array((size_t)program->rows, sizeof *count);
    for (int32_t i = 0; count && i < program->items; i++) {
        const int32_t *row = program->bin_row + (size_t)m->base[i] * slots;
        program->fill(program->model, i, 1, &m->base[i], &cost, m->one_entry);
        for (size_t k = 0; k < slots; k++)
            if (row[k] >= 0 && m->one_entry[k] != 0) {
                m->activity[row[k]] += m->one_entry[k];
                m->entry[row[k]] += fabs(m->one_entry[k]);
                count[row[k]]++;
            }
    }
    for (int32_t r = 0; count && r < program->rows; r++)
        m->entry[r] = count[r] > 0 ? m->entry[r] / count[r] : 1;
    m->broken = m->broken || !count;
    free(count);
}

/* ---- rows and their penalties */

typedef struct piece {
    double slope, length;
    bool hard;
} piece;

/* The point where penalty(a) - price a is least. */
static double resting_point(const bw_row *row, double price)
{
    double away = row->ideal_price > 0 ? row->ideal_price : 0;
    if (price > away || (price == away && price > 0))
        return isfinite(row->high) ? row->high : row->ideal;
    if (price < -away || (price == -away && price < 0))
        return isfinite(row->low) ? row->low : row->ideal;
    if (away > 0)
        return row->ideal;
    return isfinite(row->low) ? row->low : isfinite(row->high) ? row->high : 0;
}

/* Pieces of the penalty from `from` in direction +1 or -1, their slopes in that direction; at most 3. */
static int pieces_from(const bw_row *row, double from, double direction, double hard_price, piece *pieces)
{
    double end = direction > 0 ? row->high : row->low, at = from;
    double away = row->ideal_price > 0 ? row->ideal_price : 0;
    bool hard = !(row->violation_price < INFINITY);
    int count = 0;
    if (away > 0 && direction * (row->ideal - at) > 0) {
        pieces[count++] = (piece){-away, fabs(row->ideal - at), false};
        at = row->ideal;
    }
    if (direction * (end - at) > 0) {
        pieces[count++] = (piece){away, fabs(end - at), false};
        at = end;
    }
    if (isfinite(end))
        pieces[count++] = (piece){away + (hard ? hard_price : row->violation_price), INFINITY, hard};
    return count;
}

static bool add_piece(master *m, int32_t row, double direction, piece p)
{
    double low = 0, entry = -direction, cost = fmax(0, p.slope - direction * m->origin[row]);
    int32_t start[2] = {0, 1};
    if (p.hard)
        m->artificials[m->artificial_count++] = (artificial){bw_lp_columns(m->lp), row};
    return bw_lp_add_columns(m->lp, 1, &cost, &low, &p.length, start, &row, &entry, false);
}

static bool add_pieces(master *m, int32_t row, double from)
{
    piece pieces[3];
    bool good = true;
    for (double direction = -1; direction <= 1; direction += 2) {
        int count = pieces_from(&m->program->row[row], from, direction, m->hard_price / m->entry[row], pieces);
        for (int k = 0; k < count; k++)
            good = good && add_piece(m, row, direction, pieces[k]);
    }
    return good;
}

/* One row for each coupling row: changes and pieces make up for what the base assignment lacks. */
static bool make_rows(master *m)
{
    int32_t rows = m->program->rows;
    double *side = bw_array((size_t)rows, sizeof *side), *from = bw_array((size_t)rows, sizeof *from);
    m->artificials = bw_array(2 * (size_t)rows, sizeof *m->artificials);
    bool good = side && from && m->artificials;
    for (int32_t r = 0; good && r < rows; r++) {
        from[r] = resting_point(&m->program->row[r], m->origin[r]);
        side[r] = from[r] - m->activity[r];
    }
    good = good && (m->lp = bw_lp_create(rows, side, side)) != NULL;
    for (int32_t r = 0; good && r < rows; r++)
        good = add_pieces(m, r, from[r]);
    free(side);
    free(from);
    return good;
}

/* ---- columns */

/* The change's entries: those of the new bin minus those of the base; returns how many. */
static int32_t change_entries(const master *m, const change *c, int32_t *row, double *value)
{
    const bw_program *program = m->program;
    size_t slots = (size_t)program->slots;
    int32_t bins[2] = {c->bin, m->base[c->item]}, count = 0;
    double cost[2];
    program->fill(program->model, c->item, 2, bins, cost, m->one_entry);
    for (size_t b = 0; b < 2; b++)
        for (size_t k = 0; k < slots; k++) {
            int32_t r = program->bin_row[(size_t)bins[b] * slots + k], at = 0;
            double amount = b == 0 ? m->one_entry[k] : -m->one_entry[slots + k];
            if (r < 0 || amount == 0)
                continue;
            while (at < count && row[at] != r)
                at++;
            value[at] = at < count ? value[at] + amount : amount;
            row[at] = r;
            count += at == count;
        }
    if (m->item_row[c->item] >= 0) {
        row[count] = m->item_row[c->item];
        value[count++] = 1;
    }
    return count;
}

static bool add_change(master *m, found f, int32_t *row, double *value)
{
    double zero = 0, one = 1, origin_cost = f.value;
    if (!bw_array_grow((void **)&m->changes, m->count, &m->room, sizeof *m->changes)) {
        m->broken = true;
        return false;
    }
    change *c = &m->changes[m->count];
    *c = (change){.item = f.item, .bin = f.bin, .next = m->first[f.item], .column = bw_lp_columns(m->lp)};
    int32_t start[2] = {0, change_entries(m, c, row, value)};
    if (!bw_lp_add_columns(m->lp, 1, &origin_cost, &zero, &one, start, row, value, false))
        return false;
    m->first[f.item] = (int32_t)m->count++;
    return true;
}

/* Makes columns of what a pass has found; `value` of a find is its cost above the base at the origin. */
static bool add_finds(master *m)
{
    size_t room = 2 * (size_t)m->program->slots + 1;
    int32_t *row = bw_array(room, sizeof *row);
    double *value = bw_array(room, sizeof *value);
    bool good = row && value && !m->broken;
    if (m->find_count > 0)
        qsort(m->finds, m->find_count, sizeof *m->finds, by_item_and_bin);
    for (size_t k = 0; good && k < m->find_count; k++)
        good = add_change(m, m->finds[k], row, value);
    m->broken = m->broken || !row || !value;
    m->find_count = 0;
    free(row);
    free(value);
    return good;
}

/* ---- solving, and the lazy bounds of items */

static bool solution_room(master *m)
{
    size_t columns = (size_t)bw_lp_columns(m->lp), rows = (size_t)bw_lp_rows(m->lp);
    if (columns > m->x_room || !m->x) {
        free(m->x);
        m->x_room = 2 * columns;
        m->x = bw_array(m->x_room, sizeof *m->x);
    }
    if (rows > m->dual_room || !m->dual) {
        free(m->dual);
        m->dual_room = 2 * rows;
        m->dual = bw_array(m->dual_room, sizeof *m->dual);
    }
    m->broken = m->broken || !m->x || !m->dual;
    return !m->broken;
}

static double moved_share(const master *m, int32_t item)
{
    double sum = 0;
    for (int32_t c = m->first[item]; c >= 0; c = m->changes[c].next)
        sum += m->x[m->changes[c].column];
    return sum;
}

static bool add_item_row(master *m, int32_t item)
{
    int32_t count = 0;
    for (int32_t c = m->first[item]; c >= 0; c = m->changes[c].next)
        count++;
    int32_t *column = bw_array((size_t)count, sizeof *column);
    double *one = bw_array((size_t)count, sizeof *one);
    bool good = column && one;
    for (int32_t c = m->first[item], k = 0; good && c >= 0; c = m->changes[c].next, k++) {
        column[k] = m->changes[c].column;
        one[k] = 1;
    }
    m->broken = m->broken || !good;
    m->item_row[item] = bw_lp_rows(m->lp);
    good = good && bw_lp_add_row(m->lp, -INFINITY, 1, count, column, one);
    free(column);
    free(one);
    return good;
}

/* Rows for items whose changes exceed one; how many, or -1 on a fault. */
static int32_t add_broken_rows(master *m)
{
    int32_t added = 0;
    for (int32_t i = 0; i < m->program->items; i++) {
        if (m->first[i] < 0 || m->item_row[i] >= 0 || moved_share(m, i) <= 1 + 1e-9)
            continue;
        if (!add_item_row(m, i))
            return -1;
        added++;
    }
    return added;
}

static bool over(const master *m)
{
    bool spent = m->limits->iterations > 0 && bw_lp_iterations(m->lp) >= m->limits->iterations;
    return spent || bw_time_is_up(m->limits->watch, m->limits->end);
}

static bool solve_once(master *m)
{
    double left = m->limits->end < INFINITY ? fmax(1e-3, m->limits->end - bw_seconds()) : 0;
    bw_lp_limits limits = {.seconds = left, .watch = m->limits->watch, .cutoff = INFINITY};
    if (m->limits->iterations > 0)
        limits.iterations = m->limits->iterations - bw_lp_iterations(m->lp);
    if (over(m) || bw_lp_solve(m->lp, &limits) != BW_LP_OPTIMAL || !solution_room(m))
        return false;
    bw_lp_values(m->lp, m->x);
    bw_lp_duals(m->lp, m->dual);
    return true;
}

/* The master's optimum with no item's changes above one, and its prices. */
static bool solve_master(master *m)
{
    int32_t added;
    do {
        if (!solve_once(m))
            return false;
        added = add_broken_rows(m);
    } while (added > 0);
    for (int32_t r = 0; r < m->program->rows; r++) {
        double low, high;
        bw_row_prices(&m->program->row[r], &low, &high);
        m->price[r] = fmin(fmax(m->origin[r] - m->dual[r], low), high);
    }
    m->result->objective = m->origin_bound + bw_lp_objective(m->lp);
    return added == 0;
}

/* ---- pricing */

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

static bool has_change(const master *m, int32_t item, int32_t bin)
{
    if (m->base[item] == bin)
        return true;
    for (int32_t c = m->first[item]; c >= 0; c = m->changes[c].next)
        if (m->changes[c].bin == bin)
            return true;
    return false;
}

/* The value of the best bin that the master has for the item, as far as it is among the best of all. */
static double value_at_hand(const master *m, int32_t item, const bw_best *best, double *entry)
{
    double cost;
    for (int32_t c = 0; c < best->count; c++)
        if (has_change(m, item, best->bin[c]))
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
    if (has_change(m, item, best->bin[0]))
        return;
    double at_hand = value_at_hand(m, item, best, best->all_entry);
    double clear = at_hand - CLEAR * fmax(fabs(at_hand), m->scale / m->program->items);
    for (int32_t c = 0; c < best->count && best->value[c] < clear; c++) {
        double origin = value_at(m->program, best->bin[c], best->cost[c], best->entry + (size_t)c * slots, m->origin);
        append_find(m, (found){item, best->bin[c], origin - m->base_value[item]});
    }
}

static double sum_of(const double *part, int32_t count)
{
    double sum = 0, lost = 0;
    for (int32_t k = 0; k < count; k++) {
        double next = sum + part[k];
        lost += fabs(sum) >= fabs(part[k]) ? sum - next + part[k] : part[k] - next + sum;
        sum = next;
    }
    return sum + lost;
}

/* Prices all pairs: finds columns, and keeps the best bound. */
static bool price_pairs(master *m, const double *price, bw_best_visitor *visit)
{
    m->at = price;
    bw_pricing_set(&m->pricing, price);
    if (!bw_best_visit(&m->pricing, BEST_MOST, m->limits->threads, visit, m))
        m->broken = true;
    return !m->broken;
}

static bool price_at(master *m, const double *price)
{
    if (!price_pairs(m, price, note_cheaper))
        return false;
    double bound = sum_of(m->value, m->program->items);
    for (int32_t r = 0; r < m->program->rows; r++)
        bound -= bw_row_conjugate(&m->program->row[r], price[r]);
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
    int32_t rows = m->program->rows;
    double *between = m->dual; /* at least as long as rows */
    for (int32_t r = 0; r < rows; r++)
        between[r] = m->best[r] + 0.5 * (m->price[r] - m->best[r]);
    if (m->result->rounds > 1 && !price_at(m, between))
        return false;
    return m->find_count > 0 || exact(m) || price_at(m, m->price);
}

/* ---- hard windows that cannot be met */

static bool misses_hard_window(const master *m)
{
    for (size_t k = 0; k < m->artificial_count; k++) {
        const bw_row *row = &m->program->row[m->artificials[k].row];
        double size = fmax(isfinite(row->low) ? fabs(row->low) : 0, isfinite(row->high) ? fabs(row->high) : 0);
        if (m->x[m->artificials[k].column] > 1e-8 * fmax(m->entry[m->artificials[k].row], size))
            return true;
    }
    return false;
}

/* Raises the price of missing hard windows. */
static bool stretch(master *m)
{
    bool good = ++m->stretches <= STRETCHES_MOST;
    m->hard_price *= STRETCH;
    for (size_t k = 0; good && k < m->artificial_count; k++)
        good = bw_lp_set_column(m->lp, m->artificials[k].column, m->hard_price / m->entry[m->artificials[k].row], 0,
                                INFINITY);
    return good;
}

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
    for (int32_t r = 0; r < m->program->rows; r++) {
        bool hard = !(m->program->row[r].violation_price < INFINITY);
        row[r] = hard ? m->program->row[r] : (bw_row){.low = -INFINITY, .high = INFINITY};
        row[r].violation_price = hard ? 1 / m->entry[r] : 0;
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

static bw_master_answer round_answer(master *m)
{
    return m->broken ? BW_MASTER_FAILED : BW_MASTER_BOUND;
}

static bw_master_answer run_rounds(master *m)
{
    while (m->result->rounds < ROUNDS_MOST) {
        m->result->rounds++;
        if (!solve_master(m))
            return round_answer(m);
        if (!price_in_and_out(m))
            return BW_MASTER_FAILED;
        bw_tell(m->limits->watch, "bound", NAN, NAN, m->result->bound, NAN);
        bool missed = misses_hard_window(m), done = m->find_count == 0 || exact(m);
        if (done && missed && m->stretches == 1 && proven_impossible(m))
            return BW_MASTER_INFEASIBLE;
        if (done && missed && stretch(m))
            continue;
        if (done)
            return exact(m) && !missed ? BW_MASTER_OPTIMAL : BW_MASTER_BOUND;
        if (!add_finds(m))
            return round_answer(m);
    }
    return BW_MASTER_BOUND;
}

static void read_shares(master *m)
{
    bw_master *result = m->result;
    for (int32_t i = 0; i < m->program->items; i++) {
        double most = m->x ? 1 - moved_share(m, i) : 1;
        result->bin[i] = m->base[i];
        for (int32_t c = m->first[i]; m->x && c >= 0; c = m->changes[c].next) {
            double share = m->x[m->changes[c].column];
            if (share > most) {
                most = share;
                result->bin[i] = m->changes[c].bin;
            }
        }
        result->share[i] = fmin(1, most);
        result->split += most < 1 - WHOLE;
    }
}

static void set_scales(master *m, const bw_dual *dual)
{
    double most = dual->temperature;
    m->scale = 0;
    for (int32_t i = 0; i < m->program->items; i++)
        m->scale += fabs(m->base_value[i]);
    for (int32_t r = 0; r < m->program->rows; r++)
        most = fmax(most, fabs(m->origin[r]) * m->entry[r]);
    m->hard_price = HARD_FACTOR * fmax(most, 1e-6 * m->scale / fmax(1, m->program->items));
}

static bool master_open(master *m, const bw_dual *dual)
{
    size_t items = (size_t)m->program->items, rows = (size_t)m->program->rows;
    double **reals[] = {&m->value, &m->base_value, &m->result->share};
    double **of_rows[] = {&m->origin, &m->price, &m->best, &m->entry, &m->activity, &m->result->price};
    int32_t **wholes[] = {&m->base, &m->first, &m->item_row, &m->result->bin};
    bool good = bw_pricing_open(&m->pricing, m->program);
    for (size_t k = 0; k < sizeof reals / sizeof *reals; k++)
        good = (*reals[k] = bw_array(items, sizeof(double))) && good;
    for (size_t k = 0; k < sizeof of_rows / sizeof *of_rows; k++)
        good = (*of_rows[k] = bw_array(rows, sizeof(double))) && good;
    for (size_t k = 0; k < sizeof wholes / sizeof *wholes; k++)
        good = (*wholes[k] = bw_array(items, sizeof(int32_t))) && good;
    m->one_entry = bw_array(2 * (size_t)m->program->slots, sizeof(double));
    if (!good || !m->one_entry)
        return false;
    for (size_t i = 0; i < items; i++)
        m->first[i] = m->item_row[i] = -1;
    memcpy(m->origin, dual->price, rows * sizeof(double));
    memcpy(m->best, dual->price, rows * sizeof(double));
    memcpy(m->price, dual->price, rows * sizeof(double));
    return true;
}

static void master_close(master *m)
{
    bw_pricing_close(&m->pricing);
    bw_lp_free(m->lp);
    free(m->origin);
    free(m->price);
    free(m->best);
    free(m->entry);
    free(m->activity);
    free(m->x);
    free(m->dual);
    free(m->value);
    free(m->base);
    free(m->base_value);
    free(m->first);
    free(m->item_row);
    free(m->changes);
    free(m->finds);
    free(m->artificials);
    free(m->one_entry);
}

/* The first master: the base assignment at the dual's prices, and the near-cheapest changes. */
static bool set_up(master *m, const bw_dual *dual)
{
    m->reach = fmax(dual->slack, 4 * dual->temperature);
    if (!price_pairs(m, m->origin, note_base_and_changes))
        return false;
    m->origin_bound = m->result->bound = sum_of(m->base_value, m->program->items);
    for (int32_t r = 0; r < m->program->rows; r++)
        m->origin_bound = m->result->bound -= bw_row_conjugate(&m->program->row[r], m->origin[r]);
    thin_out(m);
    add_base_activity(m);
    set_scales(m, dual);
    return make_rows(m) && add_finds(m) && bw_lp_slack_basis(m->lp);
}

bw_master_answer bw_master_solve(const bw_program *program, const bw_dual *dual, const bw_master_limits *limits,
                                 bw_master *result)
{
    master m = {.program = program, .limits = limits, .result = result};
    bw_master_answer answer = BW_MASTER_FAILED;
    *result = (bw_master){.bound = -INFINITY, .objective = NAN};
    if (master_open(&m, dual)) {
        answer = set_up(&m, dual) ? run_rounds(&m) : round_answer(&m);
        read_shares(&m);
        memcpy(result->price, m.best, (size_t)program->rows * sizeof *m.best);
        result->columns = m.lp ? bw_lp_columns(m.lp) : 0;
        result->iterations = m.lp ? bw_lp_iterations(m.lp) : 0;
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
