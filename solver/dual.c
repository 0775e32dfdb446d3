/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/dual.h"
#include "solver/factor.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MOST 12       /* bins on an item's list */
#define COOLING 0.4        /* next temperature; less after an easy one */
#define LEVELS_MOST 60
#define STEPS_PER_LEVEL 10
#define CENTERED 0.1       /* a promise below this part of the gap ends a temperature */
#define SHARE_WHOLE 0.02   /* an item does not go where its share is smaller */
#define SHARE_LEAST 1e-3   /* smaller shares leave no mark on the Newton matrix */
#define POWER_MOST 40      /* exp(-40) is nothing */
#define BLOCK_ITEMS 4096   /* at least; sums are taken block by block */
#define BLOCKS_MOST 8
#define HARD_PRICE 1e6     /* hard rows are priced up to this many first temperatures per typical entry */
#define CHEAP_PASS 1e8     /* pairs: below, every temperature begins with a pass over all */
#define RELISTS_MOST 24    /* passes at one temperature */
#define SAMPLE_PER_BIN 32  /* items of the sample that gives the first prices */
#define SAMPLE_GAP 1e-3

/* ---- rows */

/* Where h is linear: slope `middle` between -away and away, then `high` or `low`. */
static double middle_slope(const bw_row *row)
{
    if (row->ideal_price > 0)
        return row->ideal;
    if (isfinite(row->low))
        return isfinite(row->high) ? row->low + (row->high - row->low) / 2 : row->low;
    return isfinite(row->high) ? row->high : 0;
}

void bw_row_prices(const bw_row *row, double *low, double *high)
{
    double ideal = row->ideal_price > 0 ? row->ideal_price : 0;
    *high = isfinite(row->high) ? ideal + row->violation_price : ideal;
    *low = isfinite(row->low) ? -ideal - row->violation_price : -ideal;
}

double bw_row_conjugate(const bw_row *row, double price)
{
    double low, high, away = row->ideal_price > 0 ? row->ideal_price : 0;
    bw_row_prices(row, &low, &high);
    if (price < low || price > high || isnan(price))
        return INFINITY;
    double middle = middle_slope(row), value = price * middle;
    if (price > away)
        value += (price - away) * (row->high - middle);
    if (price < -away)
        value += (-price - away) * (middle - row->low);
    return value;
}

/* ---- the exact bound */

static double clip(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

static double *prices_in_range(const bw_program *program, const double *price)
{
    double *inside = bw_array((size_t)program->rows, sizeof *inside);
    for (int32_t r = 0; inside && r < program->rows; r++) {
        double low, high;
        bw_row_prices(&program->row[r], &low, &high);
        inside[r] = clip(price[r], low, high);
    }
    return inside;
}

static double rows_conjugate(const bw_program *program, const double *price)
{
    double sum = 0;
    for (int32_t r = 0; r < program->rows; r++)
        sum += bw_row_conjugate(&program->row[r], price[r]);
    return sum;
}

/* Neumaier's sum: the same for any order of computing the parts, and exact to the last digits. */
static double careful_sum(const double *part, int32_t count)
{
    double sum = 0, lost = 0;
    for (int32_t k = 0; k < count; k++) {
        double next = sum + part[k];
        lost += fabs(sum) >= fabs(part[k]) ? sum - next + part[k] : part[k] - next + sum;
        sum = next;
    }
    return sum + lost;
}

typedef struct bests {
    double *value, *margin;
    int32_t *bin;
} bests;

static void note_best(void *context, int32_t item, const bw_best *best)
{
    const bests *b = context;
    b->value[item] = best->count > 0 ? best->value[0] : INFINITY;
    if (b->bin)
        b->bin[item] = best->count > 0 ? best->bin[0] : -1;
    if (b->margin)
        b->margin[item] = best->count > 1 ? best->value[1] - best->value[0] : INFINITY;
}

double bw_dual_bound(const bw_program *program, const double *price, int threads, int32_t *best, double *margin)
{
    bw_pricing pricing = {0};
    bests b = {bw_array((size_t)program->items, sizeof(double)), margin, best};
    double *inside = prices_in_range(program, price), bound = NAN;
    if (b.value && inside && bw_pricing_open(&pricing, program)) {
        bw_pricing_set(&pricing, inside);
        if (bw_best_visit(&pricing, margin ? 2 : 1, threads, note_best, &b))
            bound = careful_sum(b.value, program->items) - rows_conjugate(program, inside);
    }
    bw_pricing_close(&pricing);
    free(b.value);
    free(inside);
    return bound;
}

/* ---- the smooth path */

/* A row as the path sees it. */
typedef struct smooth_row {
    double low, high;      /* prices are kept strictly between; equal: the price is fixed */
    double middle, rise, fall, away; /* h = middle y + rise (y - away)+ + fall (-y - away)+ */
    double entry;          /* typical size of an entry: prices move by temperature / entry */
} smooth_row;

typedef struct path {
    const bw_program *program;
    const bw_dual_limits *limits;
    bw_pricing pricing;
    int32_t most;          /* candidates per item */
    int32_t *count;        /* [items] */
    int32_t *bin;          /* [items * most] */
    double *cost;          /* [items * most] */
    double *entry;         /* [items * most * slots] */
    double *best;          /* [items] least value in the last pass */
    double *reach_of;      /* [items] the last value of the list above it */
    smooth_row *row;       /* [rows] */
    double *price, *trial, *step, *work; /* [rows]; work [rows rounded up to tiles] */
    int32_t blocks;
    double *gradient;      /* [blocks * rows] */
    double *matrix;        /* [blocks * room]: the first is the sum */
    double *smooth_sum, *exact_sum; /* [blocks] */
    bw_factor factor;
    double temperature, smooth, exact, scale;
    double promise;        /* of the last Newton step */
    double reach;          /* how far the last bin of a list is from the first, on average */
    bool limited;          /* the last step went as far as the lists reach */
    bool stopped;          /* by the clock or the caller */
    double first_temperature, last_bound;
    int last_gain;         /* temperature number */
    bw_dual *dual;
} path;

static void note_candidates(void *context, int32_t item, const bw_best *best)
{
    path *p = context;
    size_t at = (size_t)item * (size_t)p->most, slots = (size_t)p->program->slots, count = (size_t)best->count;
    p->count[item] = best->count;
    p->best[item] = best->count > 0 ? best->value[0] : INFINITY;
    p->reach_of[item] = best->count > 0 ? best->value[best->count - 1] - best->value[0] : 0;
    memcpy(p->bin + at, best->bin, count * sizeof *p->bin);
    memcpy(p->cost + at, best->cost, count * sizeof *p->cost);
    if (slots > 0)
        memcpy(p->entry + at * slots, best->entry, count * slots * sizeof *p->entry);
}

/* The lists reach as far as their last bins are worse than their first, on average. */
static void measure_reach(path *p)
{
    double sum = 0;
    for (int32_t i = 0; i < p->program->items; i++)
        sum += p->reach_of[i];
    p->reach = p->program->items > 0 ? sum / p->program->items : 0;
}

/* A pass over all pairs at the prices at hand: the candidates, and the bound. */
static bool list_candidates(path *p)
{
    const bw_program *program = p->program;
    double *inside = prices_in_range(program, p->price);
    if (!inside)
        return false;
    bw_pricing_set(&p->pricing, inside);
    int64_t missed;
    bool good = bw_best_visit_until(&p->pricing, p->most, p->limits->threads, p->limits->end, p->limits->watch,
                                    note_candidates, p, &missed);
    double bound = careful_sum(p->best, program->items) - rows_conjugate(program, inside);
    p->stopped |= missed > 0;
    measure_reach(p);
    if (good && missed == 0 && bound > p->dual->bound) {
        p->dual->bound = bound;
        memcpy(p->dual->price, inside, (size_t)program->rows * sizeof *inside);
    }
    p->dual->passes++;
    free(inside);
    return good;
}

/* ---- which rows meet: two rows meet if an item can go to bins of both */

static void mark_row_pairs(const path *p, int32_t item, uint64_t *meets, size_t words)
{
    const bw_program *program = p->program;
    size_t first = (size_t)item * (size_t)p->most, slots = (size_t)program->slots;
    int32_t rows[LIST_MOST * 64];
    size_t used = 0;
    for (size_t c = 0; c < (size_t)p->count[item]; c++)
        for (size_t k = 0; k < slots && used < sizeof rows / sizeof *rows; k++) {
            int32_t row = program->bin_row[(size_t)p->bin[first + c] * slots + k];
            if (row >= 0)
                rows[used++] = row;
        }
    for (size_t a = 0; a < used; a++)
        for (size_t b = 0; b < used; b++)
            meets[(size_t)rows[a] * words + (size_t)rows[b] / 64] |= UINT64_C(1) << (rows[b] % 64);
}

static bool open_factor(path *p, const uint64_t *meets, size_t words)
{
    int32_t rows = p->program->rows;
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
    good = good && bw_factor_open(&p->factor, rows, start, list);
    free(start);
    free(list);
    return good;
}

static bool open_matrix(path *p)
{
    size_t rows = (size_t)p->program->rows, words = (rows + 63) / 64;
    uint64_t *meets = bw_array(rows * words, sizeof *meets);
    bw_factor_close(&p->factor);
    free(p->matrix);
    p->matrix = NULL;
    for (int32_t i = 0; meets && i < p->program->items; i++)
        mark_row_pairs(p, i, meets, words);
    if (meets && open_factor(p, meets, words))
        p->matrix = bw_array((size_t)p->blocks * bw_factor_room(&p->factor), sizeof(double));
    free(meets);
    return p->matrix != NULL;
}

/* ---- the smooth stand-in, its gradient and its Newton matrix */

typedef struct share {
    double share[LIST_MOST], value[LIST_MOST];
    int32_t count;
} share;

/* The item's soft minimum; shares add up to one. */
static double item_shares(const path *p, int32_t item, double temperature, share *s, double *least)
{
    const bw_program *program = p->program;
    size_t first = (size_t)item * (size_t)p->most, slots = (size_t)program->slots;
    double sum = 0;
    *least = INFINITY;
    s->count = p->count[item];
    for (int32_t c = 0; c < s->count; c++) {
        const int32_t *row = program->bin_row + (size_t)p->bin[first + (size_t)c] * slots;
        const double *entry = p->entry + (first + (size_t)c) * slots;
        double value = p->cost[first + (size_t)c];
        for (size_t k = 0; k < slots; k++)
            if (row[k] >= 0)
                value += p->trial[row[k]] * entry[k];
        s->value[c] = value;
        *least = fmin(*least, value);
    }
    for (int32_t c = 0; c < s->count; c++) {
        double power = (*least - s->value[c]) / temperature;
        sum += s->share[c] = power > -POWER_MOST ? exp(power) : 0;
    }
    for (int32_t c = 0; c < s->count; c++)
        s->share[c] /= sum;
    return *least - temperature * log(sum);
}

typedef struct mark {
    int32_t row;
    double weighted, entry, share;
    int32_t candidate;
} mark;

/* Adds sum_c share_c e_c e_c' - m m', m = sum_c share_c e_c, over 1 / temperature. */
static void add_curvature(const path *p, const mark *m, int32_t count, double *matrix)
{
    double inverse = 1 / p->temperature;
    for (int32_t a = 0; a < count; a++)
        for (int32_t b = 0; b <= a; b++) {
            double both = m[a].candidate == m[b].candidate ? m[a].weighted * m[b].entry : 0;
            double value = (both - m[a].weighted * m[b].weighted) * inverse;
            double twice = a != b && m[a].row == m[b].row ? 2 : 1;
            matrix[bw_factor_at(&p->factor, m[a].row, m[b].row)] += twice * value;
        }
}

static void add_item(const path *p, int32_t item, const share *s, double *gradient, double *matrix)
{
    const bw_program *program = p->program;
    size_t first = (size_t)item * (size_t)p->most, slots = (size_t)program->slots;
    mark marks[LIST_MOST * 64];
    int32_t used = 0, open = 0;
    for (int32_t c = 0; c < s->count; c++) {
        const int32_t *row = program->bin_row + (size_t)p->bin[first + (size_t)c] * slots;
        const double *entry = p->entry + (first + (size_t)c) * slots;
        bool marked = s->share[c] > SHARE_LEAST;
        open += marked;
        for (size_t k = 0; k < slots; k++) {
            if (row[k] < 0 || entry[k] == 0)
                continue;
            gradient[row[k]] += s->share[c] * entry[k];
            if (marked && used < (int32_t)(sizeof marks / sizeof *marks))
                marks[used++] = (mark){row[k], s->share[c] * entry[k], entry[k], s->share[c], c};
        }
    }
    if (matrix && open > 1)
        add_curvature(p, marks, used, matrix);
}

static void add_block(path *p, int32_t block, bool curved)
{
    int32_t items = p->program->items, rows = p->program->rows;
    int64_t from = (int64_t)items * block / p->blocks, to = (int64_t)items * (block + 1) / p->blocks;
    double *gradient = p->gradient + (size_t)block * (size_t)rows;
    double *matrix = curved ? p->matrix + (size_t)block * bw_factor_room(&p->factor) : NULL;
    double smooth = 0, exact = 0, least;
    memset(gradient, 0, (size_t)rows * sizeof *gradient);
    if (curved)
        memset(matrix, 0, bw_factor_room(&p->factor) * sizeof *matrix);
    for (int32_t i = (int32_t)from; i < (int32_t)to; i++) {
        share s;
        smooth += item_shares(p, i, p->temperature, &s, &least);
        exact += least;
        add_item(p, i, &s, gradient, matrix);
    }
    p->smooth_sum[block] = smooth;
    p->exact_sum[block] = exact;
}

static void sum_blocks(path *p, bool curved)
{
    size_t rows = (size_t)p->program->rows, room = curved ? bw_factor_room(&p->factor) : 0;
    p->smooth = p->exact = 0;
    for (int32_t b = 0; b < p->blocks; b++) {
        p->smooth += p->smooth_sum[b];
        p->exact += p->exact_sum[b];
        for (size_t r = 0; b > 0 && r < rows; r++)
            p->gradient[r] += p->gradient[(size_t)b * rows + r];
    }
#pragma omp parallel for num_threads(p->limits->threads) schedule(static)
    for (size_t k = 0; k < room; k++)
        for (size_t b = 1; b < (size_t)p->blocks; b++)
            p->matrix[k] += p->matrix[b * room + k];
}

/* Smooth z+ = width log(1 + exp(z / width)), its slope and its curvature. */
static double soft_plus(double z, double width, double *slope, double *curve)
{
    double u = z / width, e = exp(-fabs(u));
    *slope = u >= 0 ? 1 / (1 + e) : e / (1 + e);
    *curve = e / ((1 + e) * (1 + e)) / width;
    return fmax(z, 0) + width * log1p(e);
}

/* Adds one row's smooth conjugate and the walls at the ends of its prices. */
static void add_row(path *p, int32_t r, bool curved)
{
    const smooth_row *row = &p->row[r];
    double y = p->trial[r], t = p->temperature, width = t / row->entry, up, up_curve, down, down_curve, curve = 0;
    double value = row->middle * y + row->rise * soft_plus(y - row->away, width, &up, &up_curve) +
                   row->fall * soft_plus(-y - row->away, width, &down, &down_curve);
    double slope = row->middle + row->rise * up - row->fall * down;
    double exact = row->middle * y + row->rise * fmax(y - row->away, 0) + row->fall * fmax(-y - row->away, 0);
    curve = row->rise * up_curve + row->fall * down_curve;
    if (row->low < row->high) {
        double above = y - row->low, below = row->high - y, whole = row->high - row->low;
        value -= t * (log(above / whole) + log(below / whole));
        slope -= t * (1 / above - 1 / below);
        curve += t * (1 / (above * above) + 1 / (below * below));
    }
    p->smooth -= value;
    p->exact -= exact;
    p->gradient[r] -= slope;
    if (curved)
        p->matrix[bw_factor_at(&p->factor, r, r)] += curve;
}

/* The stand-in at the trial prices. */
static void evaluate(path *p, bool curved)
{
#pragma omp parallel for num_threads(p->limits->threads) schedule(dynamic, 1)
    for (int32_t b = 0; b < p->blocks; b++)
        add_block(p, b, curved);
    sum_blocks(p, curved);
    for (int32_t r = 0; r < p->program->rows; r++)
        add_row(p, r, curved);
}

/* ---- Newton steps */

static void dampen(path *p, double damping)
{
    for (int32_t r = 0; r < p->program->rows; r++) {
        const smooth_row *row = &p->row[r];
        double *diagonal = &p->matrix[bw_factor_at(&p->factor, r, r)];
        double unit = row->entry * row->entry / p->temperature; /* curvature of one open item */
        *diagonal += damping * (*diagonal + unit) + 1e-9 * unit;
    }
}

/* The step, and the gain it promises; negative if the matrix cannot be factored. */
static double newton_step(path *p, double damping)
{
    int32_t rows = p->program->rows;
    dampen(p, damping);
    for (int32_t r = 0; r < rows; r++)
        p->step[r] = p->row[r].low < p->row[r].high ? p->gradient[r] : 0;
    if (!bw_factor_decompose(&p->factor, p->matrix, p->limits->threads))
        return -1;
    bw_factor_solve(&p->factor, p->matrix, p->step, p->work);
    double promise = 0;
    for (int32_t r = 0; r < rows; r++) {
        if (!(p->row[r].low < p->row[r].high))
            p->step[r] = 0;
        promise += p->step[r] * p->gradient[r];
    }
    return isfinite(promise) ? promise / 2 : -1;
}

/* How far the step may go: most of the way to the nearest wall, and not where the lists say nothing any more,
 * unless they hold all bins. */
static double longest(path *p)
{
    double most = 1, reach = p->most < p->program->bins ? p->reach : INFINITY;
    for (int32_t r = 0; r < p->program->rows; r++) {
        double room = p->step[r] > 0 ? p->row[r].high - p->price[r] : p->price[r] - p->row[r].low;
        if (fabs(p->step[r]) * most > 0.9 * room)
            most = 0.9 * room / fabs(p->step[r]);
    }
    p->limited = false;
    for (int32_t r = 0; r < p->program->rows; r++)
        if (fabs(p->step[r]) * most * p->row[r].entry > reach) {
            most = reach / fabs(p->step[r]) / p->row[r].entry;
            p->limited = true;
        }
    return most;
}

static void try_step(path *p, double length)
{
    for (int32_t r = 0; r < p->program->rows; r++)
        p->trial[r] = p->price[r] + length * p->step[r];
    evaluate(p, true);
}

static void stay(path *p)
{
    memcpy(p->trial, p->price, (size_t)p->program->rows * sizeof *p->trial);
    evaluate(p, true);
}

static void take_trial(path *p)
{
    memcpy(p->price, p->trial, (size_t)p->program->rows * sizeof *p->price);
}

static bool path_over(const path *p)
{
    return bw_time_is_up(p->limits->watch, p->limits->end);
}

/* One damped Newton step from an evaluated point to an evaluated point; false if nothing is to be gained. */
static bool climb(path *p, double *damping)
{
    double before = p->smooth, promise = p->promise = newton_step(p, *damping);
    p->dual->steps++;
    if (promise < 0) {
        *damping = fmax(1e-6, 100 * *damping);
        stay(p);
        return *damping < 1e6;
    }
    double length = longest(p);
    try_step(p, length);
    for (int tries = 0; !(p->smooth >= before + 1e-4 * length * promise) && tries < 5; tries++)
        try_step(p, length *= 0.3);
    bool gained = p->smooth > before;
    if (gained)
        take_trial(p);
    else
        stay(p);
    *damping = !gained ? fmax(1e-3, 30 * *damping) : length < 0.05 ? fmax(1e-4, 3 * *damping) : *damping / 10;
    return gained ? promise > CENTERED * (p->exact - p->smooth) : *damping < 1e3;
}

/* Climbs at one temperature; the steps it took. Lists are made anew after steps that went to their end. */
static int climb_level(path *p, double *damping, bool *good)
{
    int steps = 0, relists = 0;
    stay(p);
    while (*good && steps < STEPS_PER_LEVEL && !path_over(p)) {
        steps++;
        bool more = climb(p, damping);
        if (p->limited && relists++ < RELISTS_MOST) {
            *good = list_candidates(p) && open_matrix(p);
            steps--;
            stay(p);
        } else if (!more) {
            break;
        }
    }
    return steps;
}

static bool level_good_enough(const path *p)
{
    double left = p->exact - p->smooth + fabs(p->promise);
    return left <= p->limits->gap * fmax(fabs(p->exact), 1e-9 * p->scale);
}

/* Three temperatures without a better bound: rounding has the better of the path. */
static bool stalled(path *p, int level)
{
    if (level == 0 || p->dual->bound > p->last_bound + 1e-9 * fabs(p->dual->bound)) {
        p->last_bound = p->dual->bound;
        p->last_gain = level;
    }
    return p->temperature < p->first_temperature / 1e3 && level - p->last_gain >= 3;
}

static bool follow_path(path *p)
{
    double damping = 0, pairs = (double)p->program->items * p->program->bins;
    bool good = true;
    for (int level = 0; level < LEVELS_MOST && !path_over(p); level++) {
        int steps = climb_level(p, &damping, &good);
        bool enough = level_good_enough(p);
        if (good && (pairs <= CHEAP_PASS || level % 3 == 2 || enough))
            good = list_candidates(p) && open_matrix(p);
        if (!good)
            return false;
        bw_tell(p->limits->watch, "bound", NAN, NAN, p->dual->bound, NAN);
        if (enough || stalled(p, level))
            break;
        p->temperature *= steps <= 2 ? COOLING / 2 : COOLING;
    }
    return true;
}

/* ---- the start */

static void typical_entries(path *p, double *entry)
{
    const bw_program *program = p->program;
    size_t slots = (size_t)program->slots;
    double *count = p->work;
    memset(count, 0, (size_t)program->rows * sizeof *count);
    for (int32_t i = 0; i < program->items; i++)
        for (size_t c = (size_t)i * (size_t)p->most; c < (size_t)i * (size_t)p->most + (size_t)p->count[i]; c++)
            for (size_t k = 0; k < slots; k++) {
                int32_t row = program->bin_row[(size_t)p->bin[c] * slots + k];
                if (row < 0 || p->entry[c * slots + k] == 0)
                    continue;
                entry[row] += fabs(p->entry[c * slots + k]);
                count[row]++;
            }
    for (int32_t r = 0; r < program->rows; r++)
        entry[r] = count[r] > 0 ? entry[r] / count[r] : 1;
}

/* How far apart the candidates of an item are, on average, and how large costs are. */
static void first_temperature(path *p)
{
    double spread = 0, size = 0;
    for (int32_t i = 0; i < p->program->items; i++) {
        size_t first = (size_t)i * (size_t)p->most, last = first + (size_t)p->count[i] - 1;
        spread += p->count[i] > 0 ? fabs(p->cost[last] - p->cost[first]) : 0;
        size += p->count[i] > 0 ? fabs(p->cost[first]) : 0;
    }
    int32_t items = p->program->items > 0 ? p->program->items : 1;
    p->scale = size;
    p->temperature = fmax(spread / 2 / items, 1e-4 * size / items);
}

/* Where all costs are equal, or nearly, the elastic prices say what matters. */
static void temperature_of_prices(path *p, const double *entry)
{
    double most = 0;
    for (int32_t r = 0; r < p->program->rows; r++) {
        double low, high;
        bw_row_prices(&p->program->row[r], &low, &high);
        if (isfinite(high - low))
            most = fmax(most, (high - low) * entry[r]);
    }
    if (p->temperature <= 0)
        p->temperature = most > 0 ? most / 10 : 1;
    p->scale = fmax(p->scale, p->temperature * p->program->items);
    p->first_temperature = p->temperature;
}

static void set_row(path *p, int32_t r, double entry)
{
    const bw_row *row = &p->program->row[r];
    double low, high, farthest = HARD_PRICE * p->temperature / entry;
    smooth_row *s = &p->row[r];
    bw_row_prices(row, &low, &high);
    s->low = fmax(low, -farthest);
    s->high = fmin(high, farthest);
    s->middle = middle_slope(row);
    s->rise = isfinite(row->high) ? row->high - s->middle : 0;
    s->fall = isfinite(row->low) ? s->middle - row->low : 0;
    s->away = row->ideal_price > 0 ? row->ideal_price : 0;
    s->entry = entry;
    double start = fmin(p->temperature / entry, (s->high - s->low) / 4);
    p->price[r] = clip(0, s->low + start, s->high - start);
    if (!(s->low < s->high))
        p->price[r] = s->low;
}

static bool set_rows(path *p)
{
    double *entry = bw_array((size_t)p->program->rows, sizeof *entry);
    if (!entry)
        return false;
    typical_entries(p, entry);
    first_temperature(p);
    temperature_of_prices(p, entry);
    for (int32_t r = 0; r < p->program->rows; r++)
        set_row(p, r, entry[r]);
    free(entry);
    return true;
}

static bool path_open(path *p, const bw_program *program, const bw_dual_limits *limits, bw_dual *dual)
{
    size_t items = (size_t)program->items, rows = (size_t)program->rows;
    int32_t most = LIST_MOST < program->bins ? LIST_MOST : program->bins;
    size_t pairs = items * (size_t)most;
    *p = (path){.program = program, .limits = limits, .dual = dual, .most = most};
    p->blocks = (int32_t)clip(program->items / BLOCK_ITEMS, 1, rows > 1500 ? BLOCKS_MOST / 2 : BLOCKS_MOST);
    p->count = bw_array(items, sizeof *p->count);
    p->bin = bw_array(pairs, sizeof *p->bin);
    p->cost = bw_array(pairs, sizeof *p->cost);
    p->entry = bw_array(pairs * (size_t)program->slots, sizeof *p->entry);
    p->best = bw_array(items, sizeof *p->best);
    p->reach_of = bw_array(items, sizeof *p->reach_of);
    p->row = bw_array(rows, sizeof *p->row);
    p->price = bw_array(rows, sizeof *p->price);
    p->trial = bw_array(rows, sizeof *p->trial);
    p->step = bw_array(rows, sizeof *p->step);
    p->work = bw_array(rows + BW_TILE, sizeof *p->work);
    p->gradient = bw_array((size_t)p->blocks * rows, sizeof *p->gradient);
    p->smooth_sum = bw_array((size_t)p->blocks, sizeof *p->smooth_sum);
    p->exact_sum = bw_array((size_t)p->blocks, sizeof *p->exact_sum);
    return bw_pricing_open(&p->pricing, program) && p->count && p->bin && p->cost && p->entry && p->best &&
           p->reach_of && p->row && p->price && p->trial && p->step && p->work &&
           p->gradient && p->smooth_sum && p->exact_sum;
}

static void path_close(path *p)
{
    bw_pricing_close(&p->pricing);
    bw_factor_close(&p->factor);
    free(p->count);
    free(p->bin);
    free(p->cost);
    free(p->entry);
    free(p->best);
    free(p->reach_of);
    free(p->row);
    free(p->price);
    free(p->trial);
    free(p->step);
    free(p->work);
    free(p->gradient);
    free(p->matrix);
    free(p->smooth_sum);
    free(p->exact_sum);
}

/* ---- a plan from the shares */

/* How far a row's activity in the plan is from that of the shares, in entries, squared, after one more pair. */
static double drift_after(const path *p, const double *drift, int32_t item, const share *s, int32_t chosen)
{
    const bw_program *program = p->program;
    size_t slots = (size_t)program->slots, first = (size_t)item * (size_t)p->most;
    double sum = 0;
    for (int32_t c = 0; c < s->count; c++) {
        double more = (double)(c == chosen) - s->share[c];
        for (size_t k = 0; k < slots && more != 0; k++) {
            int32_t r = program->bin_row[(size_t)p->bin[first + (size_t)c] * slots + k];
            double step = r < 0 ? 0 : more * p->entry[(first + (size_t)c) * slots + k] / p->row[r].entry;
            sum += r < 0 ? 0 : step * (2 * drift[r] + step);
        }
    }
    return sum;
}

static void add_drift(const path *p, double *drift, int32_t item, const share *s, int32_t chosen)
{
    const bw_program *program = p->program;
    size_t slots = (size_t)program->slots, first = (size_t)item * (size_t)p->most;
    for (int32_t c = 0; c < s->count; c++)
        for (size_t k = 0; k < slots; k++) {
            int32_t r = program->bin_row[(size_t)p->bin[first + (size_t)c] * slots + k];
            if (r >= 0)
                drift[r] += ((double)(c == chosen) - s->share[c]) * p->entry[(first + (size_t)c) * slots + k] /
                            p->row[r].entry;
        }
}

/* Every item goes whole to a bin it has a share of, so that activities stay near those of the shares: each
 * item makes up for what rounding did before it. */
static void round_shares(path *p, double *drift, int32_t *bin)
{
    double least;
    memset(drift, 0, (size_t)p->program->rows * sizeof *drift);
    for (int32_t i = 0; i < p->program->items; i++) {
        share s;
        item_shares(p, i, p->temperature, &s, &least);
        int32_t chosen = 0;
        double lowest = INFINITY;
        for (int32_t c = 0; c < s.count; c++) {
            double value = s.share[c] >= SHARE_WHOLE ? drift_after(p, drift, i, &s, c) : INFINITY;
            chosen = value < lowest ? c : chosen;
            lowest = fmin(lowest, value);
        }
        add_drift(p, drift, i, &s, chosen);
        bin[i] = s.count > 0 ? p->bin[(size_t)i * (size_t)p->most + (size_t)chosen] : 0;
    }
}

bool bw_dual_solve(const bw_program *program, const bw_dual_limits *limits, bw_dual *dual)
{
    path p;
    *dual = (bw_dual){.bound = -INFINITY};
    dual->price = bw_array((size_t)program->rows, sizeof *dual->price);
    dual->bin = bw_array((size_t)program->items, sizeof *dual->bin);
    bool good = path_open(&p, program, limits, dual) && dual->price && dual->bin && list_candidates(&p) &&
                set_rows(&p);
    if (good && program->rows > 0 && program->items > 0)
        good = open_matrix(&p) && follow_path(&p);
    if (good) {
        memcpy(p.trial, p.price, (size_t)program->rows * sizeof *p.price);
        round_shares(&p, p.step, dual->bin);
    }
    dual->temperature = p.temperature;
    dual->slack = fmax(0, p.exact - p.smooth) + fabs(p.promise);
    path_close(&p);
    if (!good)
        bw_dual_clear(dual);
    return good;
}

void bw_dual_clear(bw_dual *dual)
{
    free(dual->price);
    free(dual->bin);
    *dual = (bw_dual){.bound = -INFINITY};
}
