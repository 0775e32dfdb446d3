/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/smooth.h"
#include "solver/bound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHARE_LEAST 1e-3   /* smaller shares leave no mark on the matrix */
#define TIE 0.1            /* temperatures: bins no farther apart have much the same share */
#define POWER_MOST 40      /* exp(-40) is nothing */
#define BLOCK_ITEMS 1024   /* at least; sums are taken block by block */
#define BLOCKS_MOST 8
#define MANY_ROWS 1500     /* from here on matrices are large, and there are half as many */
#define HARD_PRICE 1e6     /* hard rows are priced up to this many first temperatures per typical entry */

/* ---- lists */

/* Of more ties than a list holds each item has others, so that together the lists know all of them. */
static void note_candidates(void *context, int32_t item, const bw_best *best)
{
    bw_smooth *s = context;
    size_t at = (size_t)item * (size_t)s->most, slots = (size_t)s->program->slots;
    bool crowded = best->count > s->most;
    s->count[item] = crowded ? s->most : best->count;
    s->least[item] = best->count > 0 ? best->value[0] : INFINITY;
    s->reach_of[item] = crowded ? s->pricing.tie : best->count > 0 ? best->value[best->count - 1] - best->value[0] : 0;
    for (int32_t k = 0; k < s->count[item]; k++, at++) {
        size_t c = (size_t)(crowded ? bw_best_turn(best, item, k) : k);
        s->bin[at] = best->bin[c];
        s->cost[at] = best->cost[c];
        if (slots > 0)
            memcpy(s->entry + at * slots, best->entry + c * slots, slots * sizeof *s->entry);
    }
}

static double mean_reach(const bw_smooth *s)
{
    double sum = 0;
    for (int32_t i = 0; i < s->program->items; i++)
        sum += s->reach_of[i];
    return s->program->items > 0 ? sum / s->program->items : 0;
}

/* ---- which rows meet: two rows meet if an item can go to bins of both */

/* mine [words]: room for the item's rows as bits. */
static void mark_row_pairs(const bw_smooth *s, int32_t item, uint64_t *meets, uint64_t *mine, size_t words)
{
    const bw_program *program = s->program;
    const int32_t *bin = s->bin + (size_t)item * (size_t)s->most;
    size_t slots = (size_t)program->slots, used = 0;
    int32_t rows[BW_SMOOTH_LIST * BW_SLOTS_MAX];
    memset(mine, 0, words * sizeof *mine);
    for (int32_t c = 0; c < s->count[item]; c++)
        for (size_t k = 0; k < slots; k++) {
            int32_t row = program->bin_row[(size_t)bin[c] * slots + k];
            if (row < 0)
                continue;
            rows[used++] = row;
            mine[row / 64] |= UINT64_C(1) << (row % 64);
        }
    for (size_t a = 0; a < used; a++)
        for (size_t w = 0; w < words; w++)
            meets[(size_t)rows[a] * words + w] |= mine[w];
}

static bool open_factor(bw_smooth *s, const uint64_t *meets, size_t words)
{
    int32_t rows = s->program->rows;
    int64_t count = 0;
    for (size_t k = 0; k < (size_t)rows * words; k++)
        count += __builtin_popcountll(meets[k]);
    int64_t *start = bw_array((size_t)rows + 1, sizeof *start);
    int32_t *list = bw_array((size_t)count, sizeof *list);
    bool good = start && list;
    for (int32_t a = 0, used = 0; good && a < rows; a++) {
        for (int32_t b = 0; b < rows; b++)
            if (meets[(size_t)a * words + (size_t)b / 64] >> (b % 64) & 1)
                list[used++] = b;
        start[a + 1] = used;
    }
    good = good && bw_factor_open(&s->factor, rows, start, list);
    free(start);
    free(list);
    return good;
}

static bool open_matrix(bw_smooth *s)
{
    size_t rows = (size_t)s->program->rows, words = (rows + 63) / 64;
    uint64_t *meets = bw_array((rows + 1) * words, sizeof *meets);
    bw_factor_close(&s->factor);
    free(s->matrix);
    s->matrix = NULL;
    for (int32_t i = 0; meets && i < s->program->items; i++)
        mark_row_pairs(s, i, meets, meets + rows * words, words);
    if (meets && open_factor(s, meets, words))
        s->matrix = bw_array((size_t)s->blocks * bw_factor_room(&s->factor), sizeof(double));
    free(meets);
    return s->matrix != NULL;
}

bool bw_smooth_list(bw_smooth *s, const double *price, double end, const bw_watch *watch, double *bound)
{
    int64_t missed;
    bw_pricing_set(&s->pricing, price);
    s->pricing.tie = TIE * s->temperature;
    *bound = -INFINITY;
    if (!bw_best_visit(&s->pricing, s->most, s->threads, end, watch, note_candidates, s, &missed))
        return false;
    if (missed == 0)
        *bound = bw_bound_of(s->program, price, bw_bound_items(s->program, s->least));
    s->reach = mean_reach(s);
    return s->program->rows == 0 || s->program->items == 0 || open_matrix(s);
}

/* ---- items */

double bw_smooth_shares(const bw_smooth *s, const double *price, int32_t item, bw_shares *shares, double *least)
{
    const bw_program *program = s->program;
    size_t first = (size_t)item * (size_t)s->most, slots = (size_t)program->slots;
    double sum = 0;
    *least = INFINITY;
    shares->count = s->count[item];
    for (int32_t c = 0; c < shares->count; c++) {
        const int32_t *row = program->bin_row + (size_t)s->bin[first + (size_t)c] * slots;
        const double *entry = s->entry + (first + (size_t)c) * slots;
        double value = s->cost[first + (size_t)c];
        for (size_t k = 0; k < slots; k++)
            if (row[k] >= 0)
                value += price[row[k]] * entry[k];
        shares->value[c] = value;
        *least = fmin(*least, value);
    }
    for (int32_t c = 0; c < shares->count; c++) {
        double power = (*least - shares->value[c]) / s->temperature;
        sum += shares->share[c] = power > -POWER_MOST ? exp(power) : 0;
    }
    for (int32_t c = 0; c < shares->count; c++)
        shares->share[c] /= sum;
    return *least - s->temperature * log(sum);
}

/* An entry of a candidate, and what its share makes of it. */
typedef struct mark {
    int32_t row, candidate;
    double entry, weighted;
} mark;

/* Adds sum_c share_c e_c e_c' - m m', m = sum_c share_c e_c, over 1 / temperature. */
static void add_curvature(const bw_smooth *s, const mark *m, int32_t count, double *matrix)
{
    double inverse = 1 / s->temperature;
    for (int32_t a = 0; a < count; a++)
        for (int32_t b = 0; b <= a; b++) {
            double both = m[a].candidate == m[b].candidate ? m[a].weighted * m[b].entry : 0;
            double value = (both - m[a].weighted * m[b].weighted) * inverse;
            double twice = a != b && m[a].row == m[b].row ? 2 : 1;
            matrix[bw_factor_at(&s->factor, m[a].row, m[b].row)] += twice * value;
        }
}

static void add_item(const bw_smooth *s, int32_t item, const bw_shares *shares, double *gradient, double *matrix)
{
    const bw_program *program = s->program;
    size_t first = (size_t)item * (size_t)s->most, slots = (size_t)program->slots;
    mark marks[BW_SMOOTH_LIST * BW_SLOTS_MAX];
    int32_t used = 0, open = 0;
    for (int32_t c = 0; c < shares->count; c++) {
        const int32_t *row = program->bin_row + (size_t)s->bin[first + (size_t)c] * slots;
        const double *entry = s->entry + (first + (size_t)c) * slots;
        double share = shares->share[c];
        bool marked = share > SHARE_LEAST;
        open += marked;
        for (size_t k = 0; k < slots; k++) {
            if (row[k] < 0 || entry[k] == 0)
                continue;
            gradient[row[k]] += share * entry[k];
            if (marked && used < (int32_t)(sizeof marks / sizeof *marks))
                marks[used++] = (mark){.row = row[k], .candidate = c, .entry = entry[k], .weighted = share * entry[k]};
        }
    }
    if (open > 1)
        add_curvature(s, marks, used, matrix);
}

static void add_block(bw_smooth *s, int32_t block, const double *price)
{
    int32_t items = s->program->items, rows = s->program->rows;
    int64_t from = (int64_t)items * block / s->blocks, to = (int64_t)items * (block + 1) / s->blocks;
    size_t room = bw_factor_room(&s->factor);
    double *gradient = s->gradient + (size_t)block * (size_t)rows, *matrix = s->matrix + (size_t)block * room;
    double value = 0, exact = 0, least;
    memset(gradient, 0, (size_t)rows * sizeof *gradient);
    memset(matrix, 0, room * sizeof *matrix);
    for (int32_t i = (int32_t)from; i < (int32_t)to; i++) {
        bw_shares shares;
        value += bw_smooth_shares(s, price, i, &shares, &least);
        exact += least;
        add_item(s, i, &shares, gradient, matrix);
    }
    s->value_sum[block] = value;
    s->exact_sum[block] = exact;
}

static void sum_blocks(bw_smooth *s)
{
    size_t rows = (size_t)s->program->rows, room = bw_factor_room(&s->factor);
    s->value = s->exact = 0;
    for (int32_t b = 0; b < s->blocks; b++) {
        s->value += s->value_sum[b];
        s->exact += s->exact_sum[b];
        for (size_t r = 0; b > 0 && r < rows; r++)
            s->gradient[r] += s->gradient[(size_t)b * rows + r];
    }
#pragma omp parallel for num_threads(s->threads) schedule(static)
    for (size_t k = 0; k < room; k++)
        for (size_t b = 1; b < (size_t)s->blocks; b++)
            s->matrix[k] += s->matrix[b * room + k];
}

/* ---- rows */

/* Smooth z+ = width log(1 + exp(z / width)), its slope and its curvature. */
static double soft_plus(double z, double width, double *slope, double *curve)
{
    double u = z / width, e = exp(-fabs(u));
    *slope = u >= 0 ? 1 / (1 + e) : e / (1 + e);
    *curve = e / ((1 + e) * (1 + e)) / width;
    return fmax(z, 0) + width * log1p(e);
}

/* Adds one row's smooth conjugate and the walls at the ends of its prices. */
static void add_row(bw_smooth *s, int32_t r, double y)
{
    const bw_smooth_row *row = &s->row[r];
    double t = s->temperature, width = t / row->entry, up, up_curve, down, down_curve, curve = 0;
    double value = row->rest * y + row->rise * soft_plus(y - row->away, width, &up, &up_curve) +
                   row->fall * soft_plus(-y - row->away, width, &down, &down_curve);
    double slope = row->rest + row->rise * up - row->fall * down;
    double exact = row->rest * y + row->rise * fmax(y - row->away, 0) + row->fall * fmax(-y - row->away, 0);
    curve = row->rise * up_curve + row->fall * down_curve;
    if (row->low < row->high) {
        double above = y - row->low, below = row->high - y, whole = row->high - row->low;
        value -= t * (log(above / whole) + log(below / whole));
        slope -= t * (1 / above - 1 / below);
        curve += t * (1 / (above * above) + 1 / (below * below));
    }
    s->value -= value;
    s->exact -= exact;
    s->gradient[r] -= slope;
    s->matrix[bw_factor_at(&s->factor, r, r)] += curve;
}

void bw_smooth_evaluate(bw_smooth *s, const double *price)
{
#pragma omp parallel for num_threads(s->threads) schedule(dynamic, 1)
    for (int32_t b = 0; b < s->blocks; b++)
        add_block(s, b, price);
    sum_blocks(s);
    for (int32_t r = 0; r < s->program->rows; r++)
        add_row(s, r, price[r]);
}

/* ---- the start */

static bool typical_entries(const bw_smooth *s, double *entry)
{
    const bw_program *program = s->program;
    size_t slots = (size_t)program->slots;
    double *count = bw_array((size_t)program->rows, sizeof *count);
    for (int32_t i = 0; count && i < program->items; i++)
        for (size_t c = (size_t)i * (size_t)s->most; c < (size_t)i * (size_t)s->most + (size_t)s->count[i]; c++)
            for (size_t k = 0; k < slots; k++) {
                int32_t row = program->bin_row[(size_t)s->bin[c] * slots + k];
                if (row < 0 || s->entry[c * slots + k] == 0)
                    continue;
                entry[row] += fabs(s->entry[c * slots + k]);
                count[row]++;
            }
    for (int32_t r = 0; count && r < program->rows; r++)
        entry[r] = count[r] > 0 ? entry[r] / count[r] : 1;
    bool good = count != NULL;
    free(count);
    return good;
}

/* How far apart the candidates of an item are, on average, and how large costs are. */
static void temperature_of_costs(bw_smooth *s)
{
    double spread = 0, size = 0;
    for (int32_t i = 0; i < s->program->items; i++) {
        size_t first = (size_t)i * (size_t)s->most, last = first + (size_t)s->count[i] - 1;
        spread += s->count[i] > 0 ? fabs(s->cost[last] - s->cost[first]) : 0;
        size += s->count[i] > 0 ? fabs(s->cost[first]) : 0;
    }
    int32_t items = s->program->items > 0 ? s->program->items : 1;
    s->scale = size;
    s->temperature = fmax(spread / 2 / items, 1e-4 * size / items);
}

/* Where all costs are equal, or nearly, the elastic prices say what matters. */
static void temperature_of_prices(bw_smooth *s, const double *entry)
{
    double most = 0;
    for (int32_t r = 0; r < s->program->rows; r++) {
        double low, high;
        bw_row_prices(&s->program->row[r], &low, &high);
        if (isfinite(high - low))
            most = fmax(most, (high - low) * entry[r]);
    }
    if (s->temperature <= 0)
        s->temperature = most > 0 ? most / 10 : 1;
    s->scale = fmax(s->scale, s->temperature * s->program->items);
}

static bw_smooth_row smooth_row(const bw_row *row, double temperature, double entry)
{
    double low, high, farthest = HARD_PRICE * temperature / entry, rest = bw_row_rest(row);
    bw_row_prices(row, &low, &high);
    return (bw_smooth_row){.low = fmax(low, -farthest), .high = fmin(high, farthest), .rest = rest,
                           .rise = isfinite(row->high) ? row->high - rest : 0,
                           .fall = isfinite(row->low) ? rest - row->low : 0,
                           .away = row->ideal_price > 0 ? row->ideal_price : 0, .entry = entry};
}

/* Nothing, or as near to it as the walls let it be. */
static double first_price(const bw_smooth_row *row, double temperature)
{
    double room = fmin(temperature / row->entry, (row->high - row->low) / 4);
    return row->low < row->high ? fmin(fmax(0, row->low + room), row->high - room) : row->low;
}

bool bw_smooth_begin(bw_smooth *s, double *price)
{
    double *entry = bw_array((size_t)s->program->rows, sizeof *entry);
    bool good = entry && typical_entries(s, entry);
    if (good) {
        temperature_of_costs(s);
        temperature_of_prices(s, entry);
    }
    for (int32_t r = 0; good && r < s->program->rows; r++) {
        s->row[r] = smooth_row(&s->program->row[r], s->temperature, entry[r]);
        price[r] = first_price(&s->row[r], s->temperature);
    }
    free(entry);
    return good;
}

/* ---- memory */

static int32_t block_count(const bw_program *program)
{
    int32_t most = program->rows > MANY_ROWS ? BLOCKS_MOST / 2 : BLOCKS_MOST, blocks = program->items / BLOCK_ITEMS;
    return blocks < 1 ? 1 : blocks > most ? most : blocks;
}

bool bw_smooth_open(bw_smooth *s, const bw_program *program, int threads)
{
    size_t items = (size_t)program->items, rows = (size_t)program->rows;
    int32_t most = BW_SMOOTH_LIST < program->bins ? BW_SMOOTH_LIST : program->bins;
    size_t pairs = items * (size_t)most;
    *s = (bw_smooth){.program = program, .threads = threads, .most = most, .blocks = block_count(program)};
    s->count = bw_array(items, sizeof *s->count);
    s->bin = bw_array(pairs, sizeof *s->bin);
    s->cost = bw_array(pairs, sizeof *s->cost);
    s->entry = bw_array(pairs * (size_t)program->slots, sizeof *s->entry);
    s->least = bw_array(items, sizeof *s->least);
    s->reach_of = bw_array(items, sizeof *s->reach_of);
    s->row = bw_array(rows, sizeof *s->row);
    s->gradient = bw_array((size_t)s->blocks * rows, sizeof *s->gradient);
    s->value_sum = bw_array((size_t)s->blocks, sizeof *s->value_sum);
    s->exact_sum = bw_array((size_t)s->blocks, sizeof *s->exact_sum);
    return bw_pricing_open(&s->pricing, program) && s->count && s->bin && s->cost && s->entry && s->least &&
           s->reach_of && s->row && s->gradient && s->value_sum && s->exact_sum;
}

void bw_smooth_close(bw_smooth *s)
{
    bw_pricing_close(&s->pricing);
    bw_factor_close(&s->factor);
    free(s->count);
    free(s->bin);
    free(s->cost);
    free(s->entry);
    free(s->least);
    free(s->reach_of);
    free(s->row);
    free(s->gradient);
    free(s->matrix);
    free(s->value_sum);
    free(s->exact_sum);
}
