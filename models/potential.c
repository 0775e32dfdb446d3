/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/potential.h"
#include "models/pooling.h"
#include "models/residuals.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS_MAX 50         /* levels of one trait: those with most customers */
#define SLOPES_MAX 12         /* segments with slopes of their own */
#define SIZED_LEAST 10        /* customers of known size, for a size to be used */
#define SPREAD_LEAST 1e-6     /* of a size, for it to be used */
#define CUSTOMERS_MAX 20000   /* more are thinned out evenly, */
#define CHOOSING_MAX 2000     /* and further to choose what counts */
#define NO_LOSS 1e-6          /* a relative loss that is none: what says nothing goes */
#define WIDTH (1 + 3 * BW_SIZES + BW_TRAITS) /* entries of a row: whole, sizes, gaps, sizes in the segment, levels */

enum { GROUP_FREE, GROUP_SIZES, GROUP_GAPS, GROUP_SLOPES, GROUP_TRAITS, GROUPS = GROUP_TRAITS + BW_TRAITS };

typedef struct scale {
    bool used, gaps; /* gaps: not known of every customer */
    double mean, deviation, low, high; /* of customers; low and high in deviations */
} scale;

#define COLUMNS_MAX (1 + 2 * BW_SIZES + SLOPES_MAX * BW_SIZES + BW_TRAITS * LEVELS_MAX)

/* Which column holds what; -1: none. */
typedef struct layout {
    int32_t count, start;
    int32_t size[BW_SIZES], gap[BW_SIZES], slope[SLOPES_MAX][BW_SIZES], level[BW_TRAITS][LEVELS_MAX];
} layout;

enum { LOW, MIDDLE, CHOSEN, HIGH, QUANTILES };

struct bw_potential {
    scale scales[BW_SIZES];
    int32_t levels[BW_TRAITS], ranks[BW_TRAITS];
    int32_t *rank[BW_TRAITS];            /* [levels] by customers; -1: no customer, or too rare */
    bool dropped[GROUPS];                /* groups of columns that do not help */
    bool off[SLOPES_MAX + 1][BW_SIZES];  /* sizes that do not count in a segment; the last row: in none */
    layout plan;
    int32_t group[COLUMNS_MAX];
    double coefficient[COLUMNS_MAX];
    double quantile, largest;            /* largest: revenue of a customer */
    double stretch[LEVELS_MAX + 1][QUANTILES]; /* logarithms, by rank of the segment; the last: any other */
    double smear[LEVELS_MAX + 1];
    bw_potential_score score;
    double loss;                         /* of the potential of customers left out, */
    double *error;                       /* and how far off typical is; while it is scored */
};

/* ---- sizes */

static double measure(const bw_firm *firm, int size)
{
    double value = firm->size[size];
    if (size == BW_SIZE_FOUNDED)
        return value;
    return value > 0 ? log(value) : NAN;
}

static void learn_scale(size_t count, const bw_firm *firms, int size, scale *made)
{
    size_t known = 0, customers = 0;
    double mean = 0, squares = 0, low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        double value = measure(&firms[i], size);
        customers += firms[i].revenue > 0;
        if (!(firms[i].revenue > 0) || !isfinite(value))
            continue;
        double before = value - mean;
        mean += before / (double)++known;
        squares += before * (value - mean);
        low = fmin(low, value);
        high = fmax(high, value);
    }
    double deviation = known ? sqrt(squares / (double)known) : 0;
    bool used = known >= SIZED_LEAST && deviation > SPREAD_LEAST;
    *made = (scale){.used = used, .gaps = used && known < customers};
    if (used)
        *made = (scale){used, made->gaps, mean, deviation, (low - mean) / deviation, (high - mean) / deviation};
}

/* In deviations, inside the range of customers; NAN if it is not known. */
static double scaled(const scale *by, double value)
{
    return isfinite(value) ? fmin(fmax((value - by->mean) / by->deviation, by->low), by->high) : NAN;
}

/* ---- levels */

typedef struct tally { int32_t level, customers; } tally;

static int by_customers(const void *a, const void *b)
{
    const tally *x = a, *y = b;
    int order = (x->customers < y->customers) - (x->customers > y->customers);
    return order ? order : (x->level > y->level) - (x->level < y->level);
}

static bool rank_levels(bw_potential *made, size_t count, const bw_firm *firms, int trait)
{
    int32_t levels = made->levels[trait];
    tally *tallies = bw_array((size_t)levels, sizeof *tallies);
    made->rank[trait] = bw_array((size_t)levels, sizeof **made->rank);
    bool ready = tallies && made->rank[trait];
    for (int32_t k = 0; ready && k < levels; k++) {
        tallies[k].level = k;
        made->rank[trait][k] = -1;
    }
    for (size_t i = 0; ready && i < count; i++)
        if (firms[i].revenue > 0 && firms[i].trait[trait] >= 0)
            tallies[firms[i].trait[trait]].customers++;
    if (ready)
        qsort(tallies, (size_t)levels, sizeof *tallies, by_customers);
    for (int32_t k = 0; ready && k < levels && k < LEVELS_MAX && tallies[k].customers; k++)
        made->rank[trait][tallies[k].level] = made->ranks[trait]++;
    free(tallies);
    return ready;
}

static int32_t rank_of(const bw_potential *made, const bw_firm *firm, int trait)
{
    int32_t level = firm->trait[trait];
    return level >= 0 && level < made->levels[trait] ? made->rank[trait][level] : -1;
}

/* ---- columns */

static bool counts(const bw_potential *made, int32_t segment, int size)
{
    bool own = segment >= 0 && segment < SLOPES_MAX;
    return made->scales[size].used && !made->dropped[GROUP_SIZES] && !made->off[SLOPES_MAX][size] &&
           !(own && made->off[segment][size]);
}

static int32_t add_column(bw_potential *made, bool wanted, int32_t group)
{
    if (!wanted || made->dropped[group])
        return -1;
    made->group[made->plan.count] = group;
    return made->plan.count++;
}

/* A trait of one level says no more than the whole, and slopes of segments need two of them. */
static void lay_out(bw_potential *made)
{
    layout *plan = &made->plan;
    int32_t segments = made->ranks[BW_TRAIT_SEGMENT];
    *plan = (layout){0};
    add_column(made, true, GROUP_FREE);
    for (int k = 0; k < BW_SIZES; k++)
        plan->size[k] = add_column(made, counts(made, -1, k), GROUP_SIZES);
    plan->start = plan->count;
    for (int k = 0; k < BW_SIZES; k++)
        plan->gap[k] = add_column(made, counts(made, -1, k) && made->scales[k].gaps, GROUP_GAPS);
    for (int32_t s = 0; s < SLOPES_MAX; s++)
        for (int k = 0; k < BW_SIZES; k++)
            plan->slope[s][k] = add_column(made, segments > 1 && s < segments && counts(made, s, k),
                                           GROUP_SLOPES);
    for (int t = 0; t < BW_TRAITS; t++)
        for (int32_t r = 0; r < LEVELS_MAX; r++)
            plan->level[t][r] = add_column(made, made->ranks[t] > 1 && r < made->ranks[t],
                                           GROUP_TRAITS + t);
}

/* The entries of one account; a column of -1 is an entry that is not there. */
static void encode(const bw_potential *made, const bw_firm *firm, int32_t column[WIDTH], double value[WIDTH])
{
    const layout *plan = &made->plan;
    int32_t segment = rank_of(made, firm, BW_TRAIT_SEGMENT), entry = 0;
    column[entry] = 0;
    value[entry++] = 1;
    for (int k = 0; k < BW_SIZES; k++) {
        bool counted = counts(made, segment, k);
        double size = counted ? scaled(&made->scales[k], measure(firm, k)) : 0;
        column[entry] = counted && !isnan(size) ? plan->size[k] : -1;
        value[entry++] = isnan(size) ? 0 : size;
        column[entry] = counted && !isnan(size) && segment >= 0 && segment < SLOPES_MAX ? plan->slope[segment][k] : -1;
        value[entry++] = isnan(size) ? 0 : size;
        column[entry] = isnan(size) ? plan->gap[k] : -1;
        value[entry++] = 1;
    }
    for (int t = 0; t < BW_TRAITS; t++) {
        int32_t rank = rank_of(made, firm, t);
        column[entry] = rank >= 0 ? plan->level[t][rank] : -1;
        value[entry++] = 1;
    }
}

/* ---- fitting */

typedef struct customers {
    size_t count;
    const bw_firm **firm;         /* [count] */
    int32_t *column;              /* [count * WIDTH] */
    double *value, *target, *left_out; /* [count * WIDTH], [count], [count] */
} customers;

static size_t count_customers(size_t count, const bw_firm *firms)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += firms[i].revenue > 0;
    return found;
}

static bool gather(size_t count, const bw_firm *firms, size_t most, customers *made)
{
    size_t all = count_customers(count, firms), step = all / most + 1, seen = 0;
    made->count = 0;
    made->firm = bw_array(all, sizeof *made->firm);
    made->column = bw_array(all * WIDTH, sizeof *made->column);
    made->value = bw_array(all * (WIDTH + 2), sizeof *made->value);
    if (!made->firm || !made->column || !made->value)
        return false;
    for (size_t i = 0; i < count; i++)
        if (firms[i].revenue > 0 && seen++ % step == 0)
            made->firm[made->count++] = &firms[i];
    made->target = made->value + made->count * WIDTH;
    made->left_out = made->target + made->count;
    for (size_t i = 0; i < made->count; i++)
        made->target[i] = log(made->firm[i]->revenue);
    return true;
}

static void customers_free(customers *made)
{
    free(made->firm);
    free(made->column);
    free(made->value);
}

static bool fit(bw_potential *made, customers *from)
{
    lay_out(made);
    for (size_t i = 0; i < from->count; i++)
        encode(made, from->firm[i], from->column + i * WIDTH, from->value + i * WIDTH);
    bw_pool_rows rows = {.rows = from->count, .columns = (size_t)made->plan.count, .width = WIDTH,
                         .column = from->column, .value = from->value, .target = from->target,
                         .start = (size_t)made->plan.start, .groups = GROUPS, .group = made->group};
    return bw_pool_fit(&rows, made->coefficient, from->left_out);
}

static double coefficient_of(const bw_potential *made, int32_t column)
{
    return column < 0 ? 0 : made->coefficient[column];
}

/* Of the sizes that count in a segment, or in the whole (SLOPES_MAX), the one that falls most; -1: none falls. */
static int falling(const bw_potential *made, int32_t segment)
{
    const layout *plan = &made->plan;
    double least = 0;
    int which = -1;
    for (int k = 0; k < BW_SIZES; k++) {
        bool whole = segment == SLOPES_MAX;
        if (k == BW_SIZE_FOUNDED || !counts(made, whole ? -1 : segment, k))
            continue;
        double slope = coefficient_of(made, plan->size[k]) +
                       (whole ? 0 : coefficient_of(made, plan->slope[segment][k]));
        if (slope < least) {
            least = slope;
            which = k;
        }
    }
    return which;
}

/* Takes out what falls, first in the whole and then in all segments at once. False when nothing does. */
static bool take_out(bw_potential *made)
{
    int whole = falling(made, SLOPES_MAX);
    if (whole >= 0)
        return made->off[SLOPES_MAX][whole] = true;
    bool found = false;
    for (int32_t s = 0; s < SLOPES_MAX && s < made->ranks[BW_TRAIT_SEGMENT]; s++) {
        int own = falling(made, s);
        if (own >= 0)
            found = made->off[s][own] = true;
    }
    return found;
}

static bool fit_rising(bw_potential *made, customers *from)
{
    memset(made->off, 0, sizeof made->off);
    bool ready = fit(made, from);
    while (ready && take_out(made))
        ready = fit(made, from);
    return ready;
}

/* ---- residuals */

/* Row of a segment in the tables of quantiles: its rank, or the last one. */
static int32_t segment_row(int32_t rank) { return rank >= 0 ? rank : LEVELS_MAX; }

static int32_t segment_of_row(int32_t row) { return row < LEVELS_MAX ? row : BW_NO_SEGMENT; }

static bool row_is_used(const bw_potential *made, int32_t row)
{
    return row == LEVELS_MAX || row < made->ranks[BW_TRAIT_SEGMENT];
}

static void learn_stretch(bw_potential *made, const bw_residuals *from)
{
    const double wanted[QUANTILES] = {[LOW] = 0.1, [MIDDLE] = 0.5, [CHOSEN] = made->quantile, [HIGH] = 0.9};
    for (int32_t row = 0; row <= LEVELS_MAX; row++) {
        if (!row_is_used(made, row))
            continue;
        for (int q = 0; q < QUANTILES; q++)
            made->stretch[row][q] = bw_residuals_quantile(from, segment_of_row(row), BW_NO_FOLD, wanted[q]);
        made->smear[row] = bw_residuals_smear(from, segment_of_row(row));
    }
}

/* ---- scores */

/* Koenker, Bassett 1978: what a quantile is the best answer to. */
static double check_loss(double error, double quantile)
{
    return error > 0 ? quantile * error : (quantile - 1) * error;
}

/* What is said of the customers of one fold and segment; the residuals of the fold are not asked. */
static void score_part(bw_potential *made, const bw_residuals *from, int fold, int32_t row)
{
    int32_t segment = segment_of_row(row);
    double low = bw_residuals_quantile(from, segment, fold, 0.1);
    double middle = bw_residuals_quantile(from, segment, fold, 0.5);
    double chosen = bw_residuals_quantile(from, segment, fold, made->quantile);
    double high = bw_residuals_quantile(from, segment, fold, 0.9);
    for (size_t k = 0; k < from->count; k++) {
        const bw_residual *one = &from->all[k];
        if (bw_residual_fold(one) != fold || segment_row(one->segment) != row)
            continue;
        made->score.coverage80 += one->value >= low && one->value <= high;
        made->score.above += one->value > chosen;
        made->loss += check_loss(one->value - chosen, made->quantile);
        made->error[one->row] = fabs(expm1(middle - one->value));
    }
}

static void score_misses(bw_potential *made, const bw_residuals *from, double *error)
{
    double number = (double)from->customers;
    made->score = (bw_potential_score){.customers = from->customers};
    made->loss = 0;
    made->error = error;
    for (int fold = 0; fold < BW_RESIDUAL_FOLDS; fold++)
        for (int32_t row = 0; row <= LEVELS_MAX; row++)
            if (row_is_used(made, row))
                score_part(made, from, fold, row);
    made->score.coverage80 /= number;
    made->score.above /= number;
    made->score.median_error = gsl_stats_median(error, 1, made->score.customers);
    made->error = NULL;
}

/* Loss of the quantile of all customers of the other folds: what the regression is compared with. */
static double plain_loss(const bw_potential *made, const customers *from, double *others)
{
    double loss = 0;
    for (size_t fold = 0; fold < BW_RESIDUAL_FOLDS; fold++) {
        size_t count = 0;
        for (size_t i = 0; i < from->count; i++)
            if (i % BW_RESIDUAL_FOLDS != fold)
                others[count++] = from->target[i];
        gsl_sort(others, 1, count);
        double chosen = count ? gsl_stats_quantile_from_sorted_data(others, 1, count, made->quantile) : NAN;
        for (size_t i = fold; count && i < from->count; i += BW_RESIDUAL_FOLDS)
            loss += check_loss(from->target[i] - chosen, made->quantile);
    }
    return loss;
}

static bool collect(const bw_potential *made, const customers *from, bw_residuals *residuals)
{
    int32_t *segment = bw_array(from->count, sizeof *segment);
    for (size_t i = 0; segment && i < from->count; i++)
        segment[i] = rank_of(made, from->firm[i], BW_TRAIT_SEGMENT);
    bool ready = segment && bw_residuals_create(from->count, from->left_out, segment, residuals);
    free(segment);
    return ready;
}

static bool learn(bw_potential *made, customers *from)
{
    bw_residuals residuals = {0};
    double *error = bw_array(from->count, sizeof *error);
    bool ready = error && fit_rising(made, from) && collect(made, from, &residuals);
    if (ready) {
        learn_stretch(made, &residuals);
        score_misses(made, &residuals, error);
        double plain = plain_loss(made, from, error);
        made->score.explained = plain > 0 ? 1 - made->loss / plain : 0;
    }
    bw_residuals_clear(&residuals);
    free(error);
    return ready;
}

/* ---- choosing what counts */

static bool has_columns(const bw_potential *made, int32_t group)
{
    for (int32_t c = 0; c < made->plan.count; c++)
        if (made->group[c] == group)
            return true;
    return false;
}

/* Drops the group without which customers left out are told best, unless that is worse than with it; GROUPS: none. */
static bool drop_useless(bw_potential *made, customers *from, int *useless)
{
    bool present[GROUPS];
    double best = made->loss * (1 + NO_LOSS);
    *useless = GROUPS;
    for (int g = 0; g < GROUPS; g++)
        present[g] = has_columns(made, g);
    for (int g = GROUP_SIZES; g < GROUPS; g++) {
        if (!present[g])
            continue;
        made->dropped[g] = true;
        if (!learn(made, from))
            return false;
        made->dropped[g] = false;
        if (made->loss <= best) {
            best = made->loss;
            *useless = g;
        }
    }
    if (*useless < GROUPS)
        made->dropped[*useless] = true;
    return learn(made, from);
}

static bool choose(bw_potential *made, customers *from)
{
    int useless = 0;
    bool ready = learn(made, from);
    while (ready && useless < GROUPS)
        ready = drop_useless(made, from, &useless);
    return ready;
}

/* ---- in and out */

static bool prepare(bw_potential *made, size_t count, const bw_firm *firms)
{
    for (int t = 0; t < BW_TRAITS; t++)
        if (!rank_levels(made, count, firms, t))
            return false;
    for (int k = 0; k < BW_SIZES; k++)
        learn_scale(count, firms, k, &made->scales[k]);
    for (size_t i = 0; i < count; i++)
        made->largest = fmax(made->largest, firms[i].revenue);
    return true;
}

bw_potential *bw_potential_learn(size_t count, const bw_firm *firms, const int32_t levels[BW_TRAITS], double quantile)
{
    bw_potential *made = calloc(1, sizeof *made);
    customers some = {0}, all = {0};
    bool ready = made && gather(count, firms, CHOOSING_MAX, &some) && gather(count, firms, CUSTOMERS_MAX, &all);
    if (ready) {
        memcpy(made->levels, levels, sizeof made->levels);
        made->quantile = quantile;
        ready = prepare(made, count, firms) && (!all.count || (choose(made, &some) && learn(made, &all)));
    }
    customers_free(&some);
    customers_free(&all);
    if (!ready) {
        bw_potential_free(made);
        return NULL;
    }
    return made;
}

void bw_potential_free(bw_potential *potential)
{
    if (!potential)
        return;
    for (int t = 0; t < BW_TRAITS; t++)
        free(potential->rank[t]);
    free(potential);
}

/* Typical is the median; where it lies among the residuals of a segment is part of what the segment says. */
static void derive(const bw_potential *from, const bw_firm *firm, int32_t row, bw_comparable *made)
{
    int32_t column[WIDTH];
    double value[WIDTH], size = 0, middle = from->stretch[LEVELS_MAX][MIDDLE];
    encode(from, firm, column, value);
    for (int e = 1; e < 1 + 3 * BW_SIZES; e++)
        size += value[e] * coefficient_of(from, column[e]);
    for (int t = 0; t < BW_TRAITS; t++)
        made->by_trait[t] = exp(coefficient_of(from, column[1 + 3 * BW_SIZES + t]) +
                                (t == BW_TRAIT_SEGMENT ? from->stretch[row][MIDDLE] - middle : 0));
    made->whole = exp(from->coefficient[0] + middle);
    made->by_size = exp(size);
    made->typical = made->whole * made->by_size;
    for (int t = 0; t < BW_TRAITS; t++)
        made->typical *= made->by_trait[t];
}

bw_comparable bw_potential_of(const bw_potential *potential, const bw_firm *firm)
{
    bw_comparable made = {0};
    if (!potential->score.customers)
        return made;
    int32_t row = segment_row(rank_of(potential, firm, BW_TRAIT_SEGMENT));
    const double *stretch = potential->stretch[row];
    derive(potential, firm, row, &made);
    made.stretch = exp(stretch[CHOSEN] - stretch[MIDDLE]);
    made.potential = fmin(potential->largest, made.typical * made.stretch);
    made.p10 = fmin(potential->largest, made.typical * exp(stretch[LOW] - stretch[MIDDLE]));
    made.p90 = fmin(potential->largest, made.typical * exp(stretch[HIGH] - stretch[MIDDLE]));
    made.expected = fmin(potential->largest, made.typical * potential->smear[row] / exp(stretch[MIDDLE]));
    return made;
}

bw_potential_score bw_potential_scored(const bw_potential *potential) { return potential->score; }

bool bw_potential_measures(const bw_potential *potential, bw_size size) { return potential->plan.size[size] > 0; }

bool bw_potential_compares(const bw_potential *potential, bw_trait trait)
{
    return potential->ranks[trait] > 1 && (trait == BW_TRAIT_SEGMENT || potential->plan.level[trait][0] > 0);
}
