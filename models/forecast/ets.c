/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/ets.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/season.h"
#include "models/forecast/simplex.h"

#define ADDITIVE 1
#define MULTIPLICATIVE 2
#define ROUNDS 120

bw_ets bw_ets_kind(char error, char trend, bool damped, char season)
{
    return (bw_ets){.multiplicative_error = error == 'M',
                    .trend = trend == 'A',
                    .damped = damped,
                    .season = season == 'M' ? MULTIPLICATIVE : season == 'A' ? ADDITIVE : 0};
}

/* One step of the recursions for a kind of season, which the compiler knows where they stand in a loop: the value
 * expected, then the states after the value seen. pull is beta / alpha, 0 without a trend. */

static inline double expect(int season, double trended, double index)
{
    return season == MULTIPLICATIVE ? trended * index : season == ADDITIVE ? trended + index : trended;
}

static inline void absorb(const bw_ets *fit, int season, double pull, double trended, double value, double *level,
                          double *slope, double *index)
{
    double adjusted = season == MULTIPLICATIVE ? value / *index : season == ADDITIVE ? value - *index : value;
    double before = *level, damped = fit->phi * *slope;
    *level = trended + fit->alpha * (adjusted - trended);
    *slope = damped + pull * (*level - before - damped);
    if (season == MULTIPLICATIVE)
        *index += fit->gamma * (value / trended - *index);
    else if (season == ADDITIVE)
        *index += fit->gamma * (value - trended - *index);
}

static double pull_of(const bw_ets *fit)
{
    return fit->trend ? fit->beta / fit->alpha : 0;
}

/* Sum of squared errors for one kind; logs gets the sum of the logarithms that multiplicative errors are divided
 * by. Infinite where they cannot be divided. */
static inline double filter(bw_ets *at, int season, bool multiplicative, const bw_series *series, double *residual,
                            double *logs)
{
    double squares = 0, product = 1, level = at->level, slope = at->slope, pull = pull_of(at);
    size_t position = 0;
    for (size_t t = 0; t < series->count; t++) {
        double trended = level + at->phi * slope, expected = expect(season, trended, at->index[position]);
        double error = series->value[t] - expected;
        if (multiplicative) {
            if (!(expected > 0) || !(trended > 0))
                return HUGE_VAL;
            error /= expected;
            product *= expected;
            if (product > 1e100 || product < 1e-100) {
                *logs += log(product);
                product = 1;
            }
        }
        if (residual)
            residual[t] = error;
        squares += error * error;
        absorb(at, season, pull, trended, series->value[t], &level, &slope, &at->index[position]);
        position = position + 1 == at->period ? 0 : position + 1;
    }
    *logs += multiplicative ? log(product) : 0;
    at->level = level;
    at->slope = slope;
    at->phase = position;
    return squares;
}

/* Minus twice the log likelihood, up to a constant; states end after the last value. */
static double run(bw_ets *at, const bw_series *series, double *residual)
{
    bool multiplicative = at->multiplicative_error;
    double logs = 0, count = (double)series->count, floor = multiplicative ? 1e-24 * count : 1e-300;
    double squares = at->season == MULTIPLICATIVE ? filter(at, MULTIPLICATIVE, true, series, residual, &logs)
                     : at->season == ADDITIVE
                         ? multiplicative ? filter(at, ADDITIVE, true, series, residual, &logs)
                                          : filter(at, ADDITIVE, false, series, residual, &logs)
                     : multiplicative ? filter(at, 0, true, series, residual, &logs)
                                      : filter(at, 0, false, series, residual, &logs);
    return isinf(squares) ? HUGE_VAL : count * log(squares > floor ? squares : floor) + 2 * logs;
}

/* Parameters in the order alpha, beta / alpha, gamma / (1 - alpha), phi, as far as the model has them. */

static size_t parameter_count(const bw_ets *kind)
{
    return 1 + (size_t)kind->trend + (size_t)(kind->season != 0) + (size_t)kind->damped;
}

static void set_parameters(bw_ets *at, const double *parameter)
{
    at->alpha = *parameter++;
    at->beta = at->trend ? at->alpha * *parameter++ : 0;
    at->gamma = at->season ? (1 - at->alpha) * *parameter++ : 0;
    at->phi = at->damped ? *parameter : 1;
}

static bw_box parameter_box(const bw_ets *kind, double *start)
{
    bw_box box = {0};
    const double low[4] = {1e-4, 1e-4, 1e-4, 0.8}, high[4] = {0.9999, 0.9999, 0.9999, 0.98};
    const double first[4] = {0.3, 0.1, 0.1, 0.95};
    const bool has[4] = {true, kind->trend, kind->season != 0, kind->damped};
    for (size_t k = 0; k < 4; k++)
        if (has[k]) {
            box.low[box.count] = low[k];
            box.high[box.count] = high[k];
            start[box.count++] = first[k];
        }
    return box;
}

typedef struct likelihood {
    const bw_series *series;
    const bw_ets *start;
} likelihood;

static double badness(const double *parameter, const void *context)
{
    const likelihood *asked = context;
    bw_ets trial = *asked->start;
    set_parameters(&trial, parameter);
    return run(&trial, asked->series, NULL);
}

/* States before the first value. */
static bool guess_states(const bw_series *series, bw_ets *start)
{
    bw_season season = {.period = series->period, .additive = start->season == ADDITIVE};
    if (start->season) {
        season = bw_season_measure(series, start->season == ADDITIVE);
        if (!season.present)
            return false;
        memcpy(start->index, season.index, sizeof start->index);
    }
    size_t used = start->season ? 2 * series->period : 10;
    used = used < series->count ? used : series->count;
    double time[2 * BW_PERIOD_MAX], adjusted[2 * BW_PERIOD_MAX], covariance[3], squares;
    for (size_t t = 0; t < used; t++) {
        time[t] = (double)t + 1;
        double index = season.present ? season.index[t % series->period] : season.additive ? 0 : 1;
        adjusted[t] = season.additive ? series->value[t] - index : series->value[t] / index;
    }
    gsl_fit_linear(time, 1, adjusted, 1, used, &start->level, &start->slope, &covariance[0], &covariance[1],
                   &covariance[2], &squares);
    if (!start->trend) {
        start->level += start->slope * (1 + (double)used) / 2;
        start->slope = 0;
    }
    if (start->multiplicative_error && !(start->level > 0 && start->level + start->slope > 0)) {
        start->level = adjusted[0];
        start->slope = 0;
    }
    return true;
}

static double corrected_criterion(double value, size_t count, size_t parameters)
{
    double n = (double)count, k = (double)parameters;
    return value + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

static size_t freedom_spent(const bw_ets *kind)
{
    return parameter_count(kind) + 1 + (size_t)kind->trend + (kind->season ? kind->period - 1 : 0);
}

bool bw_ets_fit(const bw_series *series, bw_ets kind, bw_ets *fit, double *residual)
{
    kind.period = kind.season ? series->period : 1;
    size_t spent = freedom_spent(&kind);
    if (series->count < 4 || series->count <= spent + 1 + 1 || (kind.season && series->count < 2 * series->period))
        return false;
    if ((kind.multiplicative_error || kind.season == MULTIPLICATIVE) && !bw_series_positive(series))
        return false;
    if (!guess_states(series, &kind))
        return false;
    double parameter[BW_SIMPLEX_MAX];
    bw_box box = parameter_box(&kind, parameter);
    likelihood asked = {series, &kind};
    bw_simplex_minimize(&box, badness, &asked, ROUNDS, parameter);
    *fit = kind;
    set_parameters(fit, parameter);
    double value = run(fit, series, residual);
    if (!isfinite(value))
        return false;
    fit->criterion = corrected_criterion(value, series->count, spent + 1);
    fit->sigma = bw_residual_scale(residual, series->count, parameter_count(&kind));
    return isfinite(fit->level) && isfinite(fit->sigma);
}

/* The fifteen models whose variance is finite: seasons N and A with additive errors, all three with
 * multiplicative ones, each with no trend, a trend, a damped trend. */
#define KINDS 15

static bw_ets numbered_kind(int k)
{
    static const char errors[] = "AAMMM", seasons[] = "NANAM";
    int trend = k / 5;
    return bw_ets_kind(errors[k % 5], trend ? 'A' : 'N', trend == 2, seasons[k % 5]);
}

bool bw_ets_choose(const bw_series *series, bw_ets *fit, double *residual)
{
    double *own = series->count ? bw_array(series->count, sizeof *own) : NULL;
    bool found = false;
    for (int k = 0; k < KINDS && own; k++) {
        bw_ets trial;
        if (!bw_ets_fit(series, numbered_kind(k), &trial, own) || (found && trial.criterion >= fit->criterion))
            continue;
        found = true;
        *fit = trial;
        memcpy(residual, own, series->count * sizeof *residual);
    }
    free(own);
    return found;
}

/* ---- a mean of several models */

#define SHARPNESS 0.075

/* Keeps the best few, in rising order of their criterion, each with its residuals beside it. */
static void keep(bw_ets_mean *fit, double *residuals, size_t count, const bw_ets *trial, const double *residual)
{
    size_t place = fit->count;
    while (place > 0 && trial->criterion < fit->model[place - 1].criterion)
        place--;
    if (place == BW_ETS_AVERAGED)
        return;
    fit->count += fit->count < BW_ETS_AVERAGED;
    for (size_t k = fit->count - 1; k > place; k--) {
        fit->model[k] = fit->model[k - 1];
        memcpy(residuals + k * count, residuals + (k - 1) * count, count * sizeof *residuals);
    }
    fit->model[place] = *trial;
    memcpy(residuals + place * count, residual, count * sizeof *residuals);
}

static void weigh_models(bw_ets_mean *fit)
{
    double sum = 0;
    for (size_t k = 0; k < fit->count; k++)
        sum += fit->weight[k] = exp(SHARPNESS * (fit->model[0].criterion - fit->model[k].criterion));
    for (size_t k = 0; k < fit->count; k++)
        fit->weight[k] /= sum;
}

bool bw_ets_average(const bw_series *series, bw_ets_mean *fit, double *residual)
{
    size_t count = series->count;
    double *residuals = count ? bw_array((BW_ETS_AVERAGED + 1) * count, sizeof *residuals) : NULL;
    *fit = (bw_ets_mean){0};
    if (!residuals)
        return false;
    double *own = residuals + BW_ETS_AVERAGED * count;
    for (int k = 0; k < KINDS; k++) {
        bw_ets trial;
        if (bw_ets_fit(series, numbered_kind(k), &trial, own))
            keep(fit, residuals, count, &trial, own);
    }
    weigh_models(fit);
    memset(residual, 0, count * sizeof *residual);
    for (size_t k = 0; k < fit->count; k++)
        for (size_t t = 0; t < count; t++)
            residual[t] += fit->weight[k] * residuals[k * count + t];
    bw_residual_scale(residual, count, 0);
    free(residuals);
    return fit->count > 0;
}

/* ---- paths */

typedef struct lane_states {
    double level[BW_LANES_MAX], slope[BW_LANES_MAX], index[BW_PERIOD_MAX][BW_LANES_MAX];
} lane_states;

/* A multiplicative error of -1 or less would end the series for good. */
static inline double shocked(bool multiplicative, double expected, double error)
{
    double factor = 1 + error;
    return multiplicative ? expected * (factor < 0.05 ? 0.05 : factor) : expected + error;
}

/* One step of all lanes. */
static inline void advance(const bw_ets *fit, int season, bool multiplicative, const double *shock, size_t lanes,
                           size_t position, lane_states *at, double *path)
{
    double *index = at->index[position], pull = pull_of(fit);
    for (size_t s = 0; s < lanes; s++) {
        double trended = at->level[s] + fit->phi * at->slope[s], expected = expect(season, trended, index[s]);
        path[s] = shock ? shocked(multiplicative, expected, fit->sigma * shock[s]) : expected;
        absorb(fit, season, pull, trended, path[s], &at->level[s], &at->slope[s], &index[s]);
    }
}

static void start_lanes(const bw_ets *fit, size_t lanes, lane_states *at)
{
    for (size_t s = 0; s < lanes; s++) {
        at->level[s] = fit->level;
        at->slope[s] = fit->slope;
    }
    for (size_t k = 0; k < fit->period; k++)
        for (size_t s = 0; s < lanes; s++)
            at->index[k][s] = fit->index[k];
}

void bw_ets_unroll(const bw_ets *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    lane_states at;
    size_t position = fit->phase;
    start_lanes(fit, lanes, &at);
    for (size_t h = 0; h < steps; h++) {
        const double *now = shock ? shock + h * lanes : NULL;
        double *value = path + h * lanes;
        if (fit->season == MULTIPLICATIVE)
            advance(fit, MULTIPLICATIVE, true, now, lanes, position, &at, value);
        else if (fit->season == ADDITIVE && fit->multiplicative_error)
            advance(fit, ADDITIVE, true, now, lanes, position, &at, value);
        else if (fit->season == ADDITIVE)
            advance(fit, ADDITIVE, false, now, lanes, position, &at, value);
        else if (fit->multiplicative_error)
            advance(fit, 0, true, now, lanes, position, &at, value);
        else
            advance(fit, 0, false, now, lanes, position, &at, value);
        position = position + 1 == fit->period ? 0 : position + 1;
    }
}

void bw_ets_mean_unroll(const bw_ets_mean *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    double own[BW_STEPS_MAX * BW_LANES_MAX];
    memset(path, 0, steps * lanes * sizeof *path);
    for (size_t k = 0; k < fit->count; k++) {
        bw_ets_unroll(&fit->model[k], shock, steps, lanes, own);
        for (size_t c = 0; c < steps * lanes; c++)
            path[c] += fit->weight[k] * own[c];
    }
}

static bool make_ets(const bw_series *series, bw_fit *fit, double *residual)
{
    return bw_ets_choose(series, &fit->as.ets, residual);
}

/* Holt and Winters with a damped trend and proportional seasons, which move with the series; the
 * additive form where proportions make no sense. */
static bool make_holt_winters(const bw_series *series, bw_fit *fit, double *residual)
{
    bw_ets *ets = &fit->as.ets;
    return bw_ets_fit(series, bw_ets_kind('M', 'A', true, 'M'), ets, residual) ||
           bw_ets_fit(series, bw_ets_kind('A', 'A', true, 'A'), ets, residual) ||
           bw_ets_fit(series, bw_ets_kind('A', 'A', true, 'N'), ets, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    bw_ets_unroll(&fit->as.ets, shock, steps, lanes, path);
}

const bw_method bw_method_ets = {"ETS", make_ets, unroll};
const bw_method bw_method_holt_winters = {"Holt-Winters", make_holt_winters, unroll};
