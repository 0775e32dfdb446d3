/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/renewal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/intermittent.h"
#include "models/forecast/prospects.h"
#include "models/forecast/rhythm.h"
#include "models/forecast/route.h"
#include "models/forecast/sample.h"

#define ORIGINS_MAX 2      /* earlier years to learn from */
#define PULL_ACCOUNTS 20   /* a segment's own experience counts fully beyond many more accounts than this */
#define BELIEF_ACCOUNTS 5  /* accounts' worth of the belief that nobody begins */
#define DONORS_NEAR 60
#define DONORS_LEAST 12
/* An active account of more than so many times its prediction is not an event that others like it are owed. */
#define RATIO_MAX 8
#define BELIEFS 10         /* steps from even months to the months of the years before */

bw_standing bw_panel_standing(const bw_panel *panel, size_t account, size_t months)
{
    const double *row = bw_panel_row(panel, account);
    size_t last = 0;
    for (size_t t = 0; t < months; t++)
        if (row[t] > 0)
            last = t + 1;
    return !last ? BW_NEW : months - last < panel->period ? BW_ACTIVE : BW_LAPSED;
}

/* ---- what is known of an account at an origin */

/* A month above this is a mega-deal: four times the year's other months together and more than the best
 * month of earlier years. */
static double usual_month(const bw_panel *panel, const double *row, size_t origin)
{
    size_t start = origin > panel->period ? origin - panel->period : 0;
    double best = 0, others = 0, before = 0;
    for (size_t t = 0; t < origin; t++) {
        if (t < start)
            before = fmax(before, row[t]);
        else if (row[t] > best) {
            others += best;
            best = row[t];
        } else
            others += fmax(0, row[t]);
    }
    double usual = fmax(4 * others, before);
    return usual > 0 ? usual : best;
}

static double remember(const bw_panel *panel, size_t account, size_t origin, double most)
{
    bw_series seen = bw_panel_series(panel, account);
    size_t later = panel->months - origin;
    seen.count = seen.count > later ? seen.count - later : 0;
    return (double)panel->period * bw_adida_rate(&seen, bw_adida_bucket(&seen), BW_RATE_ALPHA, most);
}

/* Money a year in each span. An account is as old as its first sale makes it, but no younger than a year, as far as
 * the panel reaches back: else one order would stand for many. */
static void know(const bw_panel *panel, size_t account, size_t origin, double span[BW_SPANS])
{
    const double *row = bw_panel_row(panel, account);
    size_t period = panel->period, half = period > 1 ? period / 2 : 1, first = 0;
    double most = usual_month(panel, row, origin);
    while (first < origin && row[first] == 0)
        first++;
    memset(span, 0, BW_SPANS * sizeof *span);
    for (size_t back = 1; back + first <= origin; back++) {
        double value = back <= period ? fmin(row[origin - back], most) : row[origin - back];
        span[BW_SPAN_TWO_YEARS] += back <= 2 * period ? value : 0;
        span[BW_SPAN_YEAR] += back <= period ? value : 0;
        span[BW_SPAN_HALF_YEAR] += back <= half ? value : 0;
    }
    double least = fmin(1, (double)origin / (double)period);
    double years = fmax(least, (double)(origin - first) / (double)period);
    span[BW_SPAN_REMEMBERED] = remember(panel, account, origin, most);
    span[BW_SPAN_TWO_YEARS] /= fmin(years, 2);
    span[BW_SPAN_YEAR] /= least;
    span[BW_SPAN_HALF_YEAR] *= (double)period / (double)half;
    for (int k = 0; k < BW_SPANS; k++)
        span[k] = fmax(0, span[k]);
}

bool bw_renewal_odd(const bw_panel *panel, size_t account, size_t *month)
{
    const double *row = bw_panel_row(panel, account);
    double most = usual_month(panel, row, panel->months);
    for (size_t back = 1; back <= panel->period && back <= panel->months; back++) {
        *month = panel->months - back;
        if (row[*month] > most)
            return true;
    }
    return false;
}

static double predict_at(const bw_renewal *renewal, size_t account, size_t origin, bw_standing standing)
{
    double span[BW_SPANS], pull = renewal->pull[standing][renewal->panel->group[account]];
    if (standing == BW_NEW)
        return pull * renewal->mean_new;
    know(renewal->panel, account, origin, span);
    return pull * bw_carry_predict(&renewal->carry[standing], span);
}

double bw_renewal_predict(const bw_renewal *renewal, size_t account)
{
    size_t months = renewal->panel->months;
    bw_standing standing = bw_panel_standing(renewal->panel, account, months);
    return predict_at(renewal, account, months, standing) * (standing == BW_NEW ? renewal->begins : 1);
}

/* ---- learning */

/* Was the account on the list, as far as anybody can tell? */
static bool known_at(const bw_panel *panel, size_t account, size_t months)
{
    return !panel->known || panel->known[account] < (int32_t)months;
}

/* One year's first orders, and what became of the lapsed. */
static void count_year(const bw_panel *panel, size_t origin, bw_beginnings *seen)
{
    double *began = &seen->began[seen->years++];
    for (size_t i = 0; i < panel->accounts; i++) {
        bw_standing standing = bw_panel_standing(panel, i, origin);
        double ordered = bw_panel_sum(panel, i, origin, origin + panel->period) > 0;
        bool known = standing == BW_NEW && known_at(panel, i, origin);
        *began += standing == BW_NEW ? ordered : 0;
        seen->known += known;
        seen->known_began += known ? ordered : 0;
        seen->lapsed += standing == BW_LAPSED;
        seen->returned += standing == BW_LAPSED ? ordered : 0;
    }
}

/* A year counts if another one before it tells who was a customer; short histories have but half of one. */
static double learn_begins(const bw_panel *panel)
{
    bw_beginnings seen = {.dated = panel->known != NULL, .hindsight = panel->months < panel->stride};
    size_t period = panel->period, least = panel->months >= 2 * period ? period : period < 6 ? period : 6;
    for (size_t year = 1; year <= BW_BEGIN_YEARS && panel->months >= year * period + least; year++)
        count_year(panel, panel->months - year * period, &seen);
    for (size_t i = 0; i < panel->accounts; i++)
        seen.waiting += bw_panel_standing(panel, i, panel->months) == BW_NEW;
    return seen.years ? bw_begin_rate(&seen) : 0;
}

/* Earlier years to learn from: the months before the first of them tell who was a customer. */
static size_t count_origins(const bw_panel *panel)
{
    size_t period = panel->period, least = period < 6 ? period : 6, years = 0;
    while (years < ORIGINS_MAX && panel->months >= (years + 1) * period + least)
        years++;
    return years;
}

static int32_t count_orders(const bw_renewal *renewal, size_t account, size_t origin)
{
    const double *row = bw_panel_row(renewal->panel, account);
    int32_t orders = 0;
    for (size_t t = origin - renewal->window; t < origin; t++)
        orders += row[t] > 0;
    return orders;
}

/* Of accounts that had never ordered, those that began tell how large a first year is. */
static void collect_donors(bw_renewal *renewal)
{
    const bw_panel *panel = renewal->panel;
    size_t period = panel->period, years = count_origins(panel), earliest = panel->months - years * period;
    renewal->window = earliest < 2 * period ? earliest : 2 * period;
    for (size_t origin = panel->months - period; years-- > 0; origin -= period) {
        for (size_t i = 0; i < panel->accounts; i++) {
            bw_standing standing = bw_panel_standing(panel, i, origin);
            double outcome = fmax(0, bw_panel_sum(panel, i, origin, origin + period));
            if (standing == BW_NEW && !(outcome > 0))
                continue;
            renewal->donors[standing][renewal->donor_count[standing]++] =
                (bw_donor){(int32_t)i, (int32_t)origin, count_orders(renewal, i, origin), 0, outcome};
        }
    }
}

/* An active account's year is believed to be a third of each span. Whoever lapsed is believed not to come back. */
static void learn_carry(bw_renewal *renewal)
{
    static const bw_carry before[BW_NEW] = {
        [BW_ACTIVE] = {.used = {true, false, true, true}, .belief = {1.0 / 3, 0, 1.0 / 3, 1.0 / 3}},
        [BW_LAPSED] = {.used = {true, true, false, false}},
    };
    for (int c = BW_ACTIVE; c < BW_NEW; c++) {
        renewal->carry[c] = before[c];
        for (size_t k = 0; k < renewal->donor_count[c]; k++) {
            const bw_donor *donor = &renewal->donors[c][k];
            double span[BW_SPANS];
            know(renewal->panel, (size_t)donor->account, (size_t)donor->origin, span);
            bw_carry_see(&renewal->carry[c], span, donor->outcome);
        }
        bw_carry_learn(&renewal->carry[c]);
    }
}

/* Outcome over prediction of each segment, drawn towards that of the class by PULL_ACCOUNTS mean
 * accounts. What sets a segment apart is already in an active account's own sales: there the class alone
 * is made unbiased. */
static void learn_pulls(bw_renewal *renewal, bw_standing standing, double *predicted, double *outcome)
{
    size_t groups = renewal->panel->groups, count = renewal->donor_count[standing];
    double all_predicted = 0, all_outcome = 0;
    memset(predicted, 0, groups * sizeof *predicted);
    memset(outcome, 0, groups * sizeof *outcome);
    for (size_t k = 0; k < count; k++) {
        bw_donor *donor = &renewal->donors[standing][k];
        int32_t group = renewal->panel->group[donor->account];
        donor->predicted = predict_at(renewal, (size_t)donor->account, (size_t)donor->origin, standing);
        predicted[group] += donor->predicted;
        outcome[group] += donor->outcome;
        all_predicted += donor->predicted;
        all_outcome += donor->outcome;
    }
    if (!(all_predicted > 0))
        return;
    double strength = standing == BW_ACTIVE ? 1e9 : PULL_ACCOUNTS;
    double whole = all_outcome / all_predicted, prior = strength * all_predicted / (double)count;
    for (size_t g = 0; g < groups; g++)
        renewal->pull[standing][g] = (outcome[g] + prior * whole) / (predicted[g] + prior);
    for (size_t k = 0; k < count; k++)
        renewal->donors[standing][k].predicted *=
            renewal->pull[standing][renewal->panel->group[renewal->donors[standing][k].account]];
}

static void learn_mean(bw_renewal *renewal)
{
    double sum = 0;
    size_t count = renewal->donor_count[BW_NEW];
    for (size_t k = 0; k < count; k++)
        sum += renewal->donors[BW_NEW][k].outcome;
    renewal->mean_new = count ? sum / (double)(count + BELIEF_ACCOUNTS) : 0;
}

/* Adds how far the months of last year, as shares of it, were off for each degree of belief that they are those of
 * the years before. */
static void judge_repeats(const bw_renewal *renewal, const bw_panel *before, const bw_donor *donor,
                          double error[BELIEFS + 1])
{
    const double *year = bw_panel_row(renewal->panel, (size_t)donor->account) + before->months;
    bw_rhythm rhythm = bw_rhythm_of(before, (size_t)donor->account);
    for (size_t h = 0; rhythm.years && h < rhythm.period; h++) {
        double share = fmax(0, year[h]) * (double)rhythm.period / donor->outcome;
        double expected = bw_rhythm_mean(&rhythm, h);
        for (size_t k = 0; k <= BELIEFS; k++)
            error[k] += fabs(share - 1 - (expected - 1) * (double)k / BELIEFS);
    }
}

static void learn_repeats(bw_renewal *renewal)
{
    bw_panel before = bw_panel_before(renewal->panel, renewal->panel->period);
    double error[BELIEFS + 1] = {0};
    size_t best = BELIEFS;
    for (size_t k = 0; k < renewal->donor_count[BW_ACTIVE]; k++) {
        const bw_donor *donor = &renewal->donors[BW_ACTIVE][k];
        if ((size_t)donor->origin == before.months && donor->outcome > 0)
            judge_repeats(renewal, &before, donor, error);
    }
    for (size_t k = 0; k < BELIEFS; k++)
        if (error[k] < error[best])
            best = k;
    renewal->repeats = (double)best / BELIEFS;
}

static int compare_donors(const void *a, const void *b)
{
    const bw_donor *x = a, *y = b;
    if (x->orders != y->orders)
        return x->orders < y->orders ? -1 : 1;
    if (x->predicted != y->predicted)
        return x->predicted < y->predicted ? -1 : 1;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    return x->origin < y->origin ? -1 : x->origin > y->origin;
}

bool bw_renewal_learn(const bw_panel *panel, bw_renewal *renewal)
{
    *renewal = (bw_renewal){.panel = panel};
    size_t groups = panel->groups ? panel->groups : 1;
    renewal->memory = bw_array((BW_STANDINGS + 2) * groups, sizeof *renewal->memory);
    bool ready = renewal->memory;
    for (int c = 0; c < BW_STANDINGS; c++) {
        renewal->donors[c] = bw_array(ORIGINS_MAX * panel->accounts, sizeof *renewal->donors[c]);
        ready = ready && renewal->donors[c];
        renewal->pull[c] = renewal->memory ? renewal->memory + (size_t)c * groups : NULL;
    }
    for (size_t k = 0; ready && k < BW_STANDINGS * groups; k++)
        renewal->memory[k] = 1;
    if (!ready)
        return false;
    collect_donors(renewal);
    renewal->begins = learn_begins(panel);
    learn_mean(renewal);
    learn_carry(renewal);
    learn_repeats(renewal);
    for (int c = 0; c < BW_STANDINGS; c++) {
        learn_pulls(renewal, (bw_standing)c, renewal->memory + BW_STANDINGS * groups,
                    renewal->memory + (BW_STANDINGS + 1) * groups);
        qsort(renewal->donors[c], renewal->donor_count[c], sizeof *renewal->donors[c], compare_donors);
    }
    return true;
}

void bw_renewal_free(bw_renewal *renewal)
{
    for (int c = 0; c < BW_STANDINGS; c++)
        free(renewal->donors[c]);
    free(renewal->memory);
    *renewal = (bw_renewal){0};
}

/* ---- paths */

/* How uncertain a year is depends on how many orders tell of it, and on its size: the donors that are alike in both,
 * the first and how many. */
static size_t near_donors(const bw_renewal *renewal, bw_standing standing, const bw_donor *like, size_t *first)
{
    size_t count = renewal->donor_count[standing], low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_donors(&renewal->donors[standing][middle], like) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t near = count < DONORS_NEAR ? count : DONORS_NEAR;
    *first = low < near / 2 ? 0 : low - near / 2;
    if (*first + near > count)
        *first = count - near;
    return near;
}

/* Scales a shape so that its first year sums to `year`; a shape without a sum gives the even one. */
static void scale_shape(double *shape, size_t horizon, size_t period, double year)
{
    double sum = 0;
    size_t first = horizon < period ? horizon : period;
    for (size_t h = 0; h < first; h++)
        sum += shape[h];
    for (size_t h = 0; h < horizon; h++)
        shape[h] = sum > 0 ? shape[h] * year / sum : year / (double)period;
}

static void shape_donor(const bw_panel *panel, const bw_donor *donor, size_t horizon, double *shape)
{
    const double *row = bw_panel_row(panel, (size_t)donor->account);
    for (size_t h = 0; h < horizon; h++)
        shape[h] = fmax(0, row[(size_t)donor->origin + h % panel->period]);
}

/* Few donors say nothing about the spread; then a year is as uncertain as that of small accounts in general:
 * ratios of a lognormal curve with a deviation of 0.7. */
static double usual_ratio(uint64_t draw)
{
    static const double ratios[10] = {0.25, 0.38, 0.49, 0.61, 0.75, 0.91, 1.12, 1.40, 1.83, 2.26};
    return ratios[draw % 10];
}

static void set_point(double *point, const double *paths, const bw_draws *draws, double year, size_t period)
{
    for (size_t h = 0; h < draws->horizon; h++)
        point[h] = bw_sample_mean(paths + h * draws->paths, draws->paths);
    double sum = 0;
    for (size_t h = 0; h < draws->horizon && h < period; h++)
        sum += point[h];
    for (size_t h = 0; h < draws->horizon; h++)
        point[h] = sum > 0 ? point[h] * year / sum : 0;
}

static void keep_mean(const double *point, const bw_draws *draws, double *paths)
{
    for (size_t h = 0; h < draws->horizon; h++) {
        double *value = paths + h * draws->paths, mean = bw_sample_mean(value, draws->paths);
        for (size_t s = 0; s < draws->paths; s++)
            value[s] = mean > 0 ? value[s] * point[h] / mean : 0;
    }
}

static double ratio_of(const bw_donor *donor, bw_standing standing)
{
    double ratio = donor->predicted > 0 ? donor->outcome / donor->predicted : 1;
    return standing == BW_ACTIVE ? fmin(ratio, RATIO_MAX) : ratio;
}

/* Outcome over prediction of a draw. Of new accounts only some begin: at least on one path, so that the mean holds. */
static double draw_ratio(const bw_renewal *renewal, const bw_donor *donor, bw_standing standing, bool must,
                         uint64_t seed)
{
    double ratio = donor ? ratio_of(donor, standing) : usual_ratio(seed >> 16);
    bool begins = must || (double)(seed & 0xffff) < 65536 * renewal->begins;
    return standing == BW_NEW && !begins ? 0 : ratio;
}

/* The months of the year as they were, or the same from another month on where years do not repeat. */
static void draw_months(const bw_renewal *renewal, const bw_rhythm *rhythm, const uint16_t *back, size_t horizon,
                        uint64_t seed, double *shape)
{
    uint64_t draw = bw_stream_seed(seed, 1);
    bool repeats = (double)(draw >> 11) * 0x1p-53 < renewal->repeats;
    bw_rhythm_draw(rhythm, back, repeats ? 0 : (draw & 0xff) % rhythm->period, horizon, shape);
}

bool bw_renewal_simulate(const bw_renewal *renewal, size_t account, const bw_draws *draws, const double *common,
                         uint64_t stream, double *point, double *paths)
{
    const bw_panel *panel = renewal->panel;
    bw_standing standing = bw_panel_standing(panel, account, panel->months);
    double year = bw_renewal_predict(renewal, account), *shape = bw_array(draws->horizon, sizeof *shape);
    bw_rhythm rhythm = {0};
    double size = predict_at(renewal, account, panel->months, standing);
    bw_donor like = {(int32_t)account, (int32_t)panel->months, count_orders(renewal, account, panel->months), size, 0};
    size_t first, near = near_donors(renewal, standing, &like, &first);
    if (standing == BW_ACTIVE)
        rhythm = bw_rhythm_of(panel, account);
    for (size_t s = 0; shape && s < draws->paths; s++) {
        uint64_t seed = bw_stream_seed(stream, s);
        const bw_donor *donor = near ? &renewal->donors[standing][first + (seed >> 16) % near] : NULL;
        const bw_donor *telling = near < DONORS_LEAST ? NULL : donor;
        double ratio = draw_ratio(renewal, telling, standing, s == stream % draws->paths, seed);
        memset(shape, 0, draws->horizon * sizeof *shape);
        if (rhythm.years)
            draw_months(renewal, &rhythm, draws->back + s * draws->horizon, draws->horizon, seed, shape);
        else if (donor)
            shape_donor(panel, donor, draws->horizon, shape);
        scale_shape(shape, draws->horizon, panel->period, ratio * size * (common ? common[s] : 1));
        for (size_t h = 0; h < draws->horizon; h++)
            paths[h * draws->paths + s] = shape[h];
    }
    if (shape) {
        set_point(point, paths, draws, year, panel->period);
        keep_mean(point, draws, paths);
    }
    free(shape);
    return shape != NULL;
}
