/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/renewal.h"

#include <gsl/gsl_multifit.h>
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
#define BELIEF_ACCOUNTS 5  /* accounts' worth of the belief that a year repeats itself */
#define DONORS_NEAR 60
#define DONORS_LEAST 12
#define FEATURES 4
#define THIRD (1.0 / 3)

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

typedef struct features {
    double year, half, memory; /* money a year: of the last year, of its last half, of all since the first order */
} features;

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

static features know(const bw_panel *panel, size_t account, size_t origin)
{
    const double *row = bw_panel_row(panel, account);
    size_t period = panel->period, half = period > 1 ? period / 2 : 1;
    double most = usual_month(panel, row, origin);
    features known = {0};
    for (size_t back = 1; back <= period && back <= origin; back++) {
        double value = fmin(row[origin - back], most);
        known.year += value;
        known.half += back <= half ? value * (double)period / (double)half : 0;
    }
    known.year = fmax(0, known.year);
    known.half = fmax(0, known.half);
    known.memory = fmax(0, remember(panel, account, origin, most));
    return known;
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

static double predict_active(const bw_renewal *renewal, features known)
{
    return fmax(0, renewal->constant + renewal->by_year * known.year + renewal->by_half * known.half +
                       renewal->by_memory * known.memory);
}

static double predict_at(const bw_renewal *renewal, size_t account, size_t origin, bw_standing standing)
{
    double base = standing == BW_ACTIVE ? predict_active(renewal, know(renewal->panel, account, origin))
                                        : renewal->mean[standing];
    return base * renewal->pull[standing][renewal->panel->group[account]];
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

/* Of accounts that had never ordered, those that began tell how large a first year is. */
static void collect_donors(bw_renewal *renewal)
{
    const bw_panel *panel = renewal->panel;
    size_t period = panel->period, least = period < 6 ? period : 6;
    for (size_t year = 1; year <= ORIGINS_MAX && panel->months >= year * period + least; year++) {
        size_t origin = panel->months - year * period;
        for (size_t i = 0; i < panel->accounts; i++) {
            bw_standing standing = bw_panel_standing(panel, i, origin);
            double outcome = fmax(0, bw_panel_sum(panel, i, origin, origin + period));
            if (standing == BW_NEW && !(outcome > 0))
                continue;
            renewal->donors[standing][renewal->donor_count[standing]++] =
                (bw_donor){(int32_t)i, (int32_t)origin, 0, outcome};
        }
    }
}

typedef struct regression {
    gsl_matrix *rows;
    gsl_vector *target, *weight, *answer;
    gsl_matrix *covariance;
    gsl_multifit_linear_workspace *work;
} regression;

static bool regression_create(size_t count, regression *made)
{
    *made = (regression){gsl_matrix_calloc(count, FEATURES), gsl_vector_calloc(count),      gsl_vector_calloc(count),
                         gsl_vector_calloc(FEATURES),        gsl_matrix_calloc(FEATURES, FEATURES),
                         gsl_multifit_linear_alloc(count, FEATURES)};
    return made->rows && made->target && made->weight && made->answer && made->covariance && made->work;
}

static void regression_free(regression *made)
{
    gsl_matrix_free(made->rows);
    gsl_matrix_free(made->covariance);
    gsl_vector_free(made->target);
    gsl_vector_free(made->weight);
    gsl_vector_free(made->answer);
    if (made->work)
        gsl_multifit_linear_free(made->work);
}

static void set_row(regression *made, size_t row, const double value[FEATURES], double target, double weight)
{
    for (size_t k = 0; k < FEATURES; k++)
        gsl_matrix_set(made->rows, row, k, value[k]);
    gsl_vector_set(made->target, row, target);
    gsl_vector_set(made->weight, row, weight);
}

/* Errors grow with the account, so rows weigh 1 / size^2; the last rows hold the belief that the year
 * is the mean of the last year, of its last half and of what is remembered of all. Money is in units of
 * a mean account. */
static void fill_regression(const bw_renewal *renewal, double unit, regression *made)
{
    size_t count = renewal->donor_count[BW_ACTIVE];
    for (size_t k = 0; k < count; k++) {
        const bw_donor *donor = &renewal->donors[BW_ACTIVE][k];
        features known = know(renewal->panel, (size_t)donor->account, (size_t)donor->origin);
        double size = (known.year + known.half) / 2 / unit + 0.3;
        set_row(made, k, (double[FEATURES]){1, known.year / unit, known.half / unit, known.memory / unit},
                donor->outcome / unit, 1 / (size * size));
    }
    for (size_t k = 0; k < FEATURES; k++) {
        double one[FEATURES] = {0};
        one[k] = 1;
        set_row(made, count + k, one, k ? THIRD : 0, BELIEF_ACCOUNTS);
    }
}

static double mean_year(const bw_renewal *renewal)
{
    double sum = 0;
    size_t count = renewal->donor_count[BW_ACTIVE];
    for (size_t k = 0; k < count; k++)
        sum += know(renewal->panel, (size_t)renewal->donors[BW_ACTIVE][k].account,
                    (size_t)renewal->donors[BW_ACTIVE][k].origin).year;
    return count ? sum / (double)count : 0;
}

static bool learn_active(bw_renewal *renewal)
{
    renewal->by_year = renewal->by_half = renewal->by_memory = THIRD;
    double unit = mean_year(renewal), squares;
    if (!(unit > 0))
        return true;
    regression made;
    bool ready = regression_create(renewal->donor_count[BW_ACTIVE] + FEATURES, &made);
    if (ready) {
        fill_regression(renewal, unit, &made);
        if (!gsl_multifit_wlinear(made.rows, made.weight, made.target, made.answer, made.covariance, &squares,
                                  made.work)) {
            renewal->constant = fmax(0, gsl_vector_get(made.answer, 0)) * unit;
            renewal->by_year = fmax(0, gsl_vector_get(made.answer, 1));
            renewal->by_half = fmax(0, gsl_vector_get(made.answer, 2));
            renewal->by_memory = fmax(0, gsl_vector_get(made.answer, 3));
        }
    }
    regression_free(&made);
    return ready;
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

static void learn_mean(bw_renewal *renewal, bw_standing standing)
{
    double sum = 0;
    size_t count = renewal->donor_count[standing];
    for (size_t k = 0; k < count; k++)
        sum += renewal->donors[standing][k].outcome;
    renewal->mean[standing] = count ? sum / (double)(count + BELIEF_ACCOUNTS) : 0;
}

static int compare_donors(const void *a, const void *b)
{
    const bw_donor *x = a, *y = b;
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
    learn_mean(renewal, BW_LAPSED);
    learn_mean(renewal, BW_NEW);
    if (!learn_active(renewal))
        return false;
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

/* The donors of about the account's size: first and how many. */
static size_t near_donors(const bw_renewal *renewal, bw_standing standing, double predicted, size_t *first)
{
    size_t count = renewal->donor_count[standing], low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (renewal->donors[standing][middle].predicted < predicted)
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

/* Outcome over prediction of a draw. Of new accounts only some begin: at least on one path, so that the mean holds. */
static double draw_ratio(const bw_renewal *renewal, const bw_donor *donor, bool few, bool is_new, bool must,
                         uint64_t seed)
{
    uint64_t draw = seed >> 16;
    double ratio = few ? usual_ratio(draw) : donor->predicted > 0 ? donor->outcome / donor->predicted : 1;
    bool begins = must || (double)(seed & 0xffff) < 65536 * renewal->begins;
    return is_new && !begins ? 0 : ratio;
}

bool bw_renewal_simulate(const bw_renewal *renewal, size_t account, const bw_draws *draws, const double *common,
                         uint64_t stream, double *point, double *paths)
{
    const bw_panel *panel = renewal->panel;
    bw_standing standing = bw_panel_standing(panel, account, panel->months);
    double year = bw_renewal_predict(renewal, account), *shape = bw_array(draws->horizon, sizeof *shape);
    bw_rhythm rhythm = {0};
    bool is_new = standing == BW_NEW;
    double size = predict_at(renewal, account, panel->months, standing);
    size_t first, near = near_donors(renewal, standing, size, &first);
    if (standing == BW_ACTIVE)
        rhythm = bw_rhythm_of(panel, account);
    for (size_t s = 0; shape && s < draws->paths; s++) {
        uint64_t seed = bw_stream_seed(stream, s);
        const bw_donor *donor = near ? &renewal->donors[standing][first + (seed >> 16) % near] : NULL;
        double ratio = draw_ratio(renewal, donor, near < DONORS_LEAST, is_new, s == stream % draws->paths, seed);
        memset(shape, 0, draws->horizon * sizeof *shape);
        if (rhythm.years)
            bw_rhythm_draw(&rhythm, draws->back + s * draws->horizon, draws->horizon, shape);
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
