/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/arima.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/season.h"
#include "models/forecast/simplex.h"

#define ORDER_MAX 3
#define ROUNDS 60
#define TRIALS 24
#define PARTIAL_MAX 0.97
#define COUNT_LEAST 12
#define SEASON_STRONG 0.5 /* of the variance about the trend; a season that moves would explain 0.64 */

/* ---- polynomials in the lag */

static void add_term(bw_lags *lags, size_t lag, double weight)
{
    if (lags->count < BW_LAGS_MAX) {
        lags->lag[lags->count] = lag;
        lags->weight[lags->count++] = weight;
    }
}

/* Coefficients of an autoregression from its partial autocorrelations (Durbin, Levinson). */
static void spread_partials(const double *partial, int order, double *weight)
{
    double before[ORDER_MAX];
    for (int k = 0; k < order; k++) {
        memcpy(before, weight, sizeof(double) * (size_t)k);
        weight[k] = partial[k];
        for (int j = 0; j < k; j++)
            weight[j] = before[j] - partial[k] * before[k - 1 - j];
    }
}

/* (1 - sum a B^k)(1 - sum b B^mk) = 1 - result; for moving averages the signs are turned outside. */
static bw_lags multiply(const double *a, int a_count, const double *b, int b_count, size_t period)
{
    bw_lags lags;
    lags.count = 0;
    for (int k = 0; k < a_count; k++)
        add_term(&lags, (size_t)k + 1, a[k]);
    for (int j = 0; j < b_count; j++) {
        size_t season = period * ((size_t)j + 1);
        add_term(&lags, season, b[j]);
        for (int k = 0; k < a_count; k++)
            add_term(&lags, season + (size_t)k + 1, -a[k] * b[j]);
    }
    return lags;
}

static bw_lags difference_lags(const bw_lags *lags, size_t distance)
{
    bw_lags result = *lags;
    for (size_t k = 0; k < lags->count; k++)
        add_term(&result, lags->lag[k] + distance, -lags->weight[k]);
    add_term(&result, distance, 1);
    return result;
}

/* ---- differences */

static size_t difference(double *value, size_t count, size_t distance)
{
    for (size_t t = 0; t + distance < count; t++)
        value[t] = value[t + distance] - value[t];
    return count - distance;
}

static bool season_dominates(const bw_series *series)
{
    bw_season season = bw_season_measure(series, true);
    size_t half = series->period / 2;
    if (!season.present || series->count < 3 * series->period)
        return false;
    double noise = 0, whole = 0;
    for (size_t t = half; t + half < series->count; t++) {
        double around = 0;
        for (size_t k = t - half; k <= t + half; k++)
            around += series->value[k] * (k == t - half || k == t + half ? 0.5 : 1);
        double detrended = series->value[t] - around / (double)series->period;
        whole += detrended * detrended;
        noise += pow(detrended - season.index[t % series->period], 2);
    }
    return whole > 0 && 1 - noise / whole > SEASON_STRONG;
}

/* KPSS statistic of stationarity about a level; 0.463 is its 5 % point. */
static bool needs_difference(const double *value, size_t count)
{
    double mean = gsl_stats_mean(value, 1, count), partial = 0, sums = 0;
    size_t lags = (size_t)(4 * pow((double)count / 100, 0.25));
    double variance = gsl_stats_tss_m(value, 1, count, mean);
    for (size_t lag = 1; lag <= lags; lag++) {
        double covariance = 0;
        for (size_t t = lag; t < count; t++)
            covariance += (value[t] - mean) * (value[t - lag] - mean);
        variance += 2 * (1 - (double)lag / (double)(lags + 1)) * covariance;
    }
    for (size_t t = 0; t < count; t++) {
        partial += value[t] - mean;
        sums += partial * partial;
    }
    return variance > 0 && sums / ((double)count * variance) > 0.463;
}

/* ---- one model */

typedef struct problem {
    const double *value; /* differenced, mean taken out when there is a constant */
    size_t count;
    const bw_arima *orders;
} problem;

static void set_lags(const bw_arima *orders, const double *partial, bw_lags *own, bw_lags *past)
{
    double a[ORDER_MAX], b[ORDER_MAX];
    spread_partials(partial, orders->p, a);
    spread_partials(partial + orders->p, orders->seasonal_p, b);
    *own = multiply(a, orders->p, b, orders->seasonal_p, orders->period);
    partial += orders->p + orders->seasonal_p;
    spread_partials(partial, orders->q, a);
    spread_partials(partial + orders->q, orders->seasonal_q, b);
    *past = multiply(a, orders->q, b, orders->seasonal_q, orders->period);
    for (size_t k = 0; k < past->count; k++)
        past->weight[k] = -past->weight[k];
}

/* value points at time t; BW_MEMORY_MAX values before the first are 0. */
static double recall(const bw_lags *lags, const double *value)
{
    double sum = 0;
    for (size_t k = 0; k < lags->count; k++)
        sum += lags->weight[k] * *(value - lags->lag[k]);
    return sum;
}

static double filter(const problem *asked, const bw_lags *own, const bw_lags *past, double *error)
{
    double squares = 0;
    for (size_t t = 0; t < asked->count; t++) {
        error[t] = asked->value[t] - recall(own, asked->value + t) - recall(past, error + t);
        squares += error[t] * error[t];
    }
    return squares;
}

typedef struct trial {
    const problem *asked;
    double *error;
} trial;

static double badness(const double *parameter, const void *context)
{
    const trial *tried = context;
    bw_lags own, past;
    set_lags(tried->asked->orders, parameter, &own, &past);
    double squares = filter(tried->asked, &own, &past, tried->error);
    return (double)tried->asked->count * log(fmax(squares, 1e-300));
}

static size_t coefficient_count(const bw_arima *orders)
{
    return (size_t)(orders->p + orders->q + orders->seasonal_p + orders->seasonal_q);
}

static void estimate(const problem *asked, bw_arima *fit, double *error)
{
    size_t coefficients = coefficient_count(fit);
    bw_box box = {.count = coefficients};
    double partial[BW_SIMPLEX_MAX] = {0};
    for (size_t k = 0; k < coefficients; k++) {
        box.low[k] = -PARTIAL_MAX;
        box.high[k] = PARTIAL_MAX;
        partial[k] = 0.1;
    }
    trial tried = {asked, error};
    if (coefficients)
        bw_simplex_minimize(&box, badness, &tried, ROUNDS * (coefficients > 2 ? 2 : 1), partial);
    set_lags(fit, partial, &fit->own, &fit->past);
    double n = (double)asked->count, squares = filter(asked, &fit->own, &fit->past, error);
    double k = (double)coefficients + 1 + (double)fit->with_constant;
    fit->criterion = n * log(fmax(squares / n, 1e-300)) + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

/* ---- the search */

typedef struct search {
    double *differenced, *centred, *error;
    size_t count;
    double mean;
    bw_arima best;
    size_t trials;
    unsigned char seen[2 * (ORDER_MAX + 1) * (ORDER_MAX + 1) * 4];
} search;

static bool out_of_range(const bw_arima *orders, const search *state)
{
    return orders->p < 0 || orders->q < 0 || orders->seasonal_p < 0 || orders->seasonal_q < 0 ||
           orders->p > ORDER_MAX || orders->q > ORDER_MAX || orders->seasonal_p > 1 || orders->seasonal_q > 1 ||
           coefficient_count(orders) > 6 || coefficient_count(orders) + 4 > state->count;
}

/* Tries the best orders changed by these steps; true when they are better. */
static bool attempt(search *state, int p, int q, int seasonal_p, int seasonal_q, bool turn_constant)
{
    bw_arima fit = state->best;
    fit.p += p;
    fit.q += q;
    fit.seasonal_p += seasonal_p;
    fit.seasonal_q += seasonal_q;
    fit.with_constant ^= turn_constant;
    if (out_of_range(&fit, state) || state->trials >= TRIALS ||
        ((seasonal_p || seasonal_q) && (fit.period < 2 || state->count < 2 * fit.period)) ||
        (fit.with_constant && fit.d + fit.seasonal_d > 1))
        return false;
    int key = (((fit.p * (ORDER_MAX + 1) + fit.q) * 2 + fit.seasonal_p) * 2 + fit.seasonal_q) * 2 + fit.with_constant;
    if (state->seen[key]++)
        return false;
    state->trials++;
    fit.constant = fit.with_constant ? state->mean : 0;
    for (size_t t = 0; t < state->count; t++)
        state->centred[t] = state->differenced[t] - fit.constant;
    problem asked = {state->centred, state->count, &fit};
    estimate(&asked, &fit, state->error);
    if (!(fit.criterion < state->best.criterion))
        return false;
    state->best = fit;
    return true;
}

static void search_orders(search *state)
{
    bw_arima root = state->best;
    static const int starts[4][4] = {{0, 0, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {2, 2, 1, 1}};
    static const int steps[10][4] = {{1, 0, 0, 0},  {-1, 0, 0, 0}, {0, 1, 0, 0},  {0, -1, 0, 0}, {0, 0, 1, 0},
                                     {0, 0, -1, 0}, {0, 0, 0, 1},  {0, 0, 0, -1}, {1, 1, 0, 0},  {-1, -1, 0, 0}};
    bool seasonal = root.period > 1 && state->count >= 2 * root.period;
    for (int k = 0; k < 4; k++) {
        bw_arima best = state->best;
        state->best = root;
        state->best.criterion = best.criterion;
        if (!attempt(state, starts[k][0], starts[k][1], seasonal * starts[k][2], seasonal * starts[k][3], false))
            state->best = best;
    }
    for (bool better = true; better;) {
        better = false;
        for (int k = 0; k < 10 && !better; k++)
            better = attempt(state, steps[k][0], steps[k][1], steps[k][2], steps[k][3], false);
        better = better || attempt(state, 0, 0, 0, 0, true);
    }
}

static void difference_series(const bw_series *series, search *state)
{
    bw_arima *orders = &state->best;
    memcpy(state->differenced, series->value, series->count * sizeof(double));
    state->count = series->count;
    if (season_dominates(series)) {
        orders->seasonal_d = 1;
        state->count = difference(state->differenced, state->count, series->period);
    }
    if (needs_difference(state->differenced, state->count)) {
        orders->d = 1;
        state->count = difference(state->differenced, state->count, 1);
    }
    state->mean = gsl_stats_mean(state->differenced, 1, state->count);
}

/* From the differenced series back to the series: longer lags, one constant, the last values. */
static void finish(const bw_series *series, search *state, bw_arima *fit, double *residual)
{
    problem asked = {state->centred, state->count, fit};
    for (size_t t = 0; t < state->count; t++)
        state->centred[t] = state->differenced[t] - fit->constant;
    filter(&asked, &fit->own, &fit->past, state->error);
    double sum = 1;
    for (size_t k = 0; k < fit->own.count; k++)
        sum -= fit->own.weight[k];
    fit->constant *= sum;
    if (fit->seasonal_d)
        fit->own = difference_lags(&fit->own, fit->period);
    if (fit->d)
        fit->own = difference_lags(&fit->own, 1);
    for (size_t k = 0; k < BW_MEMORY_MAX; k++) {
        size_t back = BW_MEMORY_MAX - k;
        fit->values[k] = back <= series->count ? series->value[series->count - back] : 0;
        fit->errors[k] = back <= state->count ? state->error[state->count - back] : 0;
    }
    size_t lost = series->count - state->count;
    memset(residual, 0, lost * sizeof *residual);
    memcpy(residual + lost, state->error, state->count * sizeof *residual);
    fit->sigma = bw_residual_scale(residual + lost, state->count, coefficient_count(fit) + fit->with_constant);
}

static bool choose_orders(const bw_series *series, bw_arima *fit, double *residual)
{
    size_t row = series->count + BW_MEMORY_MAX;
    double *memory;
    search state = {.best = {.criterion = HUGE_VAL, .period = series->period}};
    if (series->count < COUNT_LEAST + 1 + (series->count >= 3 * series->period ? series->period : 0) ||
        !(memory = bw_array(3 * row, sizeof *memory)))
        return false;
    state.differenced = memory + BW_MEMORY_MAX;
    state.centred = state.differenced + row;
    state.error = state.centred + row;
    difference_series(series, &state);
    state.best.with_constant = state.best.d + state.best.seasonal_d < 2;
    search_orders(&state);
    *fit = state.best;
    bool good = isfinite(fit->criterion);
    if (good)
        finish(series, &state, fit, residual);
    free(memory);
    return good && isfinite(fit->sigma);
}

/* Are seasonal differences of logarithms the likelier description? A change of units of the error that Box and
 *  Cox (1964) weigh by the geometric mean of the values. */
static bool logarithms_suit(const bw_series *series, const double *logarithm)
{
    size_t distance = series->count >= 3 * series->period ? series->period : 1;
    double plain = 0, logged = 0, sum = 0;
    for (size_t t = distance; t < series->count; t++) {
        plain += pow(series->value[t] - series->value[t - distance], 2);
        logged += pow(logarithm[t] - logarithm[t - distance], 2);
        sum += logarithm[t];
    }
    return logged > 0 && log(plain) > log(logged) + 2 * sum / (double)(series->count - distance);
}

bool bw_arima_choose(const bw_series *series, bw_arima *fit, double *residual)
{
    double *logarithm = series->count ? bw_array(series->count, sizeof *logarithm) : NULL;
    bool logged = logarithm && bw_series_positive(series);
    for (size_t t = 0; logged && t < series->count; t++)
        logarithm[t] = log(series->value[t]);
    logged = logged && logarithms_suit(series, logarithm);
    bw_series taken = {.value = logged ? logarithm : series->value, .count = series->count, .period = series->period};
    bool good = logarithm && choose_orders(&taken, fit, residual);
    fit->logged = logged;
    free(logarithm);
    return good;
}

/* Of step h: what lags reach that lie before the first step ahead, */
static double known_part(const bw_lags *lags, const double *memory, size_t h)
{
    double sum = 0;
    for (size_t k = 0; k < lags->count; k++)
        if (lags->lag[k] > h)
            sum += lags->weight[k] * memory[BW_MEMORY_MAX + h - lags->lag[k]];
    return sum;
}

/* and what they reach of the steps before. */
static void add_drawn_part(const bw_lags *lags, double factor, const double *drawn, size_t h, size_t lanes,
                           double *value)
{
    for (size_t k = 0; k < lags->count; k++) {
        if (lags->lag[k] > h)
            continue;
        const double *before = drawn + (h - lags->lag[k]) * lanes;
        double weight = factor * lags->weight[k];
        for (size_t s = 0; s < lanes; s++)
            value[s] += weight * before[s];
    }
}

void bw_arima_unroll(const bw_arima *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    for (size_t h = 0; h < steps; h++) {
        double *value = path + h * lanes, known = fit->constant + known_part(&fit->own, fit->values, h) +
                                                  known_part(&fit->past, fit->errors, h);
        for (size_t s = 0; s < lanes; s++)
            value[s] = known + (shock ? fit->sigma * shock[h * lanes + s] : 0);
        add_drawn_part(&fit->own, 1, path, h, lanes, value);
        if (shock)
            add_drawn_part(&fit->past, fit->sigma, shock, h, lanes, value);
    }
    for (size_t c = 0; fit->logged && c < steps * lanes; c++)
        path[c] = exp(fmin(path[c], 100));
}

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    return bw_arima_choose(series, &fit->as.arima, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    bw_arima_unroll(&fit->as.arima, shock, steps, lanes, path);
}

const bw_method bw_method_arima = {"ARIMA", make, unroll};
