/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/restricted.h"
#include "solver/bound.h"
#include "solver/lp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HARD_FACTOR 4       /* price of missing a hard window, in largest prices seen */
#define STRETCH 100

/* The column of a change. */
typedef struct column {
    int32_t bin, index;
    int32_t next;           /* another of the item's, or -1 */
} column;

/* A piece of a row's penalty that may be used only at a price: beyond a hard window. */
typedef struct artificial {
    int32_t column, row;
} artificial;

struct bw_restricted {
    const bw_program *program;
    const int32_t *base;     /* [items] */
    const double *origin;    /* [rows] */
    bw_lp *lp;
    double *entry;           /* [rows] typical size of an entry */
    double *activity;        /* [rows] of the base assignment */
    double *x, *dual;        /* of the last solve */
    size_t x_room, dual_room;
    int32_t solved;          /* columns that x has a value of */
    int32_t *first;          /* [items] the first of its columns, or -1 */
    int32_t *item_row;       /* [items] row of the lazy bound, or -1 */
    column *columns;
    size_t count, room;
    artificial *artificials;
    size_t artificial_count;
    double hard_price;       /* of missing a hard window, per typical entry */
    double *pair_entry;      /* [2 * slots] */
    int32_t *change_row;     /* [2 * slots + 1] */
    double *change_value;
};

/* ---- the base assignment */

static bool add_base_activity(bw_restricted *m)
{
    const bw_program *program = m->program;
    size_t slots = (size_t)program->slots;
    double cost, *count = bw_array((size_t)program->rows, sizeof *count);
    for (int32_t i = 0; count && i < program->items; i++) {
        const int32_t *row = program->bin_row + (size_t)m->base[i] * slots;
        program->fill(program->model, i, 1, &m->base[i], &cost, m->pair_entry);
        for (size_t k = 0; k < slots; k++)
            if (row[k] >= 0 && m->pair_entry[k] != 0) {
                m->activity[row[k]] += m->pair_entry[k];
                m->entry[row[k]] += fabs(m->pair_entry[k]);
                count[row[k]]++;
            }
    }
    for (int32_t r = 0; count && r < program->rows; r++)
        m->entry[r] = count[r] > 0 ? m->entry[r] / count[r] : 1;
    bool good = count != NULL;
    free(count);
    return good;
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

static bool add_piece(bw_restricted *m, int32_t row, double direction, piece p)
{
    double low = 0, entry = -direction, cost = fmax(0, p.slope - direction * m->origin[row]);
    int32_t start[2] = {0, 1};
    if (p.hard)
        m->artificials[m->artificial_count++] = (artificial){bw_lp_columns(m->lp), row};
    return bw_lp_add_columns(m->lp, 1, &cost, &low, &p.length, start, &row, &entry);
}

static bool add_pieces(bw_restricted *m, int32_t row, double from)
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
static bool make_rows(bw_restricted *m)
{
    int32_t rows = m->program->rows;
    double *side = bw_array((size_t)rows, sizeof *side), *from = bw_array((size_t)rows, sizeof *from);
    bool good = side && from;
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
static int32_t change_entries(bw_restricted *m, const bw_change *c)
{
    const bw_program *program = m->program;
    size_t slots = (size_t)program->slots;
    int32_t bins[2] = {c->bin, m->base[c->item]}, count = 0;
    double cost[2], *value = m->change_value;
    int32_t *row = m->change_row;
    program->fill(program->model, c->item, 2, bins, cost, m->pair_entry);
    for (size_t b = 0; b < 2; b++)
        for (size_t k = 0; k < slots; k++) {
            int32_t r = program->bin_row[(size_t)bins[b] * slots + k], at = 0;
            double amount = b == 0 ? m->pair_entry[k] : -m->pair_entry[slots + k];
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

static bool add_change(bw_restricted *m, const bw_change *c)
{
    double zero = 0, one = 1;
    if (!bw_array_grow((void **)&m->columns, m->count, &m->room, sizeof *m->columns))
        return false;
    int32_t start[2] = {0, change_entries(m, c)}, index = bw_lp_columns(m->lp);
    if (!bw_lp_add_columns(m->lp, 1, &c->cost, &zero, &one, start, m->change_row, m->change_value))
        return false;
    m->columns[m->count] = (column){.bin = c->bin, .index = index, .next = m->first[c->item]};
    m->first[c->item] = (int32_t)m->count++;
    return true;
}

bool bw_restricted_add(bw_restricted *m, const bw_change *changes, size_t count)
{
    bool good = true;
    for (size_t k = 0; good && k < count; k++)
        good = add_change(m, &changes[k]);
    return good;
}

bool bw_restricted_has(const bw_restricted *m, int32_t item, int32_t bin)
{
    if (m->base[item] == bin)
        return true;
    for (int32_t c = m->first[item]; c >= 0; c = m->columns[c].next)
        if (m->columns[c].bin == bin)
            return true;
    return false;
}

/* ---- solving, and the lazy bounds of items */

static bool solution_room(bw_restricted *m)
{
    size_t columns = (size_t)bw_lp_columns(m->lp), rows = (size_t)bw_lp_rows(m->lp);
    m->solved = 0;
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
    return m->x && m->dual;
}

/* A column that is newer than the solution has no share in it. */
static double share_of(const bw_restricted *m, int32_t c)
{
    return m->columns[c].index < m->solved ? m->x[m->columns[c].index] : 0;
}

static double moved_share(const bw_restricted *m, int32_t item)
{
    double sum = 0;
    for (int32_t c = m->first[item]; c >= 0; c = m->columns[c].next)
        sum += share_of(m, c);
    return sum;
}

static bool add_item_row(bw_restricted *m, int32_t item)
{
    int32_t count = 0;
    for (int32_t c = m->first[item]; c >= 0; c = m->columns[c].next)
        count++;
    int32_t *index = bw_array((size_t)count, sizeof *index);
    double *one = bw_array((size_t)count, sizeof *one);
    bool good = index && one;
    for (int32_t c = m->first[item], k = 0; good && c >= 0; c = m->columns[c].next, k++) {
        index[k] = m->columns[c].index;
        one[k] = 1;
    }
    m->item_row[item] = bw_lp_rows(m->lp);
    good = good && bw_lp_add_row(m->lp, -INFINITY, 1, count, index, one);
    free(index);
    free(one);
    return good;
}

/* Rows for items whose changes exceed one; how many, or -1 on a fault. */
static int32_t add_broken_rows(bw_restricted *m)
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

static bool solve_once(bw_restricted *m, int64_t iterations, double end, const bw_watch *watch)
{
    double left = end < INFINITY ? fmax(1e-3, end - bw_seconds()) : 0;
    int64_t spent = bw_lp_iterations(m->lp);
    bw_lp_limits limits = {.seconds = left, .watch = watch};
    if (iterations > 0)
        limits.iterations = iterations - spent;
    if ((iterations > 0 && spent >= iterations) || bw_time_is_up(watch, end))
        return false;
    if (bw_lp_solve(m->lp, &limits) != BW_LP_OPTIMAL || !solution_room(m))
        return false;
    bw_lp_values(m->lp, m->x);
    bw_lp_duals(m->lp, m->dual);
    m->solved = bw_lp_columns(m->lp);
    return true;
}

bool bw_restricted_solve(bw_restricted *m, int64_t iterations, double end, const bw_watch *watch, double *price,
                         double *above)
{
    int32_t added;
    do {
        if (!solve_once(m, iterations, end, watch))
            return false;
        added = add_broken_rows(m);
    } while (added > 0);
    for (int32_t r = 0; r < m->program->rows; r++)
        price[r] = bw_row_clip(&m->program->row[r], m->origin[r] - m->dual[r]);
    *above = bw_lp_objective(m->lp);
    return added == 0;
}

int32_t bw_restricted_bin(const bw_restricted *m, int32_t item, double *share)
{
    int32_t bin = m->base[item];
    *share = 1 - moved_share(m, item);
    for (int32_t c = m->first[item]; c >= 0; c = m->columns[c].next)
        if (share_of(m, c) > *share) {
            *share = share_of(m, c);
            bin = m->columns[c].bin;
        }
    return bin;
}

/* ---- hard windows */

bool bw_restricted_misses(const bw_restricted *m)
{
    for (size_t k = 0; k < m->artificial_count; k++) {
        const bw_row *row = &m->program->row[m->artificials[k].row];
        double size = fmax(isfinite(row->low) ? fabs(row->low) : 0, isfinite(row->high) ? fabs(row->high) : 0);
        if (m->x[m->artificials[k].column] > 1e-8 * fmax(m->entry[m->artificials[k].row], size))
            return true;
    }
    return false;
}

bool bw_restricted_stretch(bw_restricted *m)
{
    bool good = true;
    m->hard_price *= STRETCH;
    for (size_t k = 0; good && k < m->artificial_count; k++)
        good = bw_lp_set_column(m->lp, m->artificials[k].column, m->hard_price / m->entry[m->artificials[k].row], 0,
                                INFINITY);
    return good;
}

/* ---- the whole */

static void price_hard_windows(bw_restricted *m, double dear)
{
    for (int32_t r = 0; r < m->program->rows; r++)
        dear = fmax(dear, fabs(m->origin[r]) * m->entry[r]);
    m->hard_price = HARD_FACTOR * dear;
}

static bool restricted_open(bw_restricted *m)
{
    size_t items = (size_t)m->program->items, rows = (size_t)m->program->rows, slots = (size_t)m->program->slots;
    m->entry = bw_array(rows, sizeof *m->entry);
    m->activity = bw_array(rows, sizeof *m->activity);
    m->first = bw_array(items, sizeof *m->first);
    m->item_row = bw_array(items, sizeof *m->item_row);
    m->artificials = bw_array(2 * rows, sizeof *m->artificials);
    m->pair_entry = bw_array(2 * slots, sizeof *m->pair_entry);
    m->change_row = bw_array(2 * slots + 1, sizeof *m->change_row);
    m->change_value = bw_array(2 * slots + 1, sizeof *m->change_value);
    for (size_t i = 0; m->first && m->item_row && i < items; i++)
        m->first[i] = m->item_row[i] = -1;
    return m->entry && m->activity && m->first && m->item_row && m->artificials && m->pair_entry && m->change_row &&
           m->change_value;
}

bw_restricted *bw_restricted_create(const bw_program *program, const int32_t *base, const double *origin, double dear)
{
    bw_restricted *m = bw_array(1, sizeof *m);
    if (!m)
        return NULL;
    *m = (bw_restricted){.program = program, .base = base, .origin = origin};
    if (restricted_open(m) && add_base_activity(m)) {
        price_hard_windows(m, dear);
        if (make_rows(m) && bw_lp_slack_basis(m->lp))
            return m;
    }
    bw_restricted_free(m);
    return NULL;
}

void bw_restricted_free(bw_restricted *m)
{
    if (!m)
        return;
    bw_lp_free(m->lp);
    free(m->entry);
    free(m->activity);
    free(m->x);
    free(m->dual);
    free(m->first);
    free(m->item_row);
    free(m->columns);
    free(m->artificials);
    free(m->pair_entry);
    free(m->change_row);
    free(m->change_value);
    free(m);
}

const double *bw_restricted_entries(const bw_restricted *m)
{
    return m->entry;
}

int32_t bw_restricted_columns(const bw_restricted *m)
{
    return bw_lp_columns(m->lp);
}

int64_t bw_restricted_iterations(const bw_restricted *m)
{
    return bw_lp_iterations(m->lp);
}
