/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/trial.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define VALUES_LEAST 14
/* What is usual, and how many trials it counts for. */
#define USUAL_FACTOR 1.1
#define USUAL_FACTOR_LENT 1.3
#define USUAL_FREEDOM 8
#define USUAL_COUNT 8

static double naive_scale(const bw_series *series)
{
    double sum = 0;
    for (size_t t = series->period; t < series->count; t++)
        sum += fabs(series->value[t] - series->value[t - series->period]);
    return sum / (double)(series->count - series->period);
}

static void measure_members(const bw_blend *blend, const double *actual, double scale, bw_trial *trial)
{
    double path[BW_TRIAL_STEPS];
    for (size_t k = 0; k < blend->count; k++) {
        bw_blend_unroll_member(blend, k, NULL, trial->steps, 1, path);
        double sum = 0;
        for (size_t h = 0; h < trial->steps; h++)
            sum += fmin(fabs(actual[h] - path[h]), 100 * scale);
        trial->own[blend->member[k]] = sum / (double)trial->steps / scale;
    }
}

static double distance(double actual, double point, const double *value, size_t paths)
{
    double spread = gsl_stats_sd(value, 1, paths);
    return spread > 0 ? fabs(actual - point) / spread : NAN;
}

static void measure_width(const double *actual, const double *point, double *paths, const bw_draws *draws,
                          size_t period, bw_trial *trial)
{
    size_t count = draws->paths;
    for (size_t h = 0; h < trial->steps; h++)
        trial->error[h] = (float)(actual[h] - point[h]);
    for (size_t h = 0; h < trial->steps; h++)
        trial->far[h] = distance(actual[h], point[h], paths + h * count, count);
    trial->far_year = NAN;
    if (trial->steps < period)
        return;
    for (size_t h = 0; h < period; h++) {
        trial->year_actual += actual[h];
        trial->year_point += point[h];
        for (size_t s = 0; h && s < count; s++)
            paths[s] += paths[h * count + s];
    }
    trial->far_year = distance(trial->year_actual, trial->year_point, paths, count);
    trial->year_spread = gsl_stats_sd(paths, 1, count);
}

void bw_trial_make(const bw_series *series, unsigned mask, size_t steps, const bw_draws *draws, bw_trial *trial)
{
    *trial = (bw_trial){.steps = steps, .far_year = NAN};
    if (steps > BW_TRIAL_STEPS || steps > draws->horizon || series->count < steps + VALUES_LEAST)
        return;
    bw_series before = *series;
    before.count -= steps;
    const double *actual = series->value + before.count;
    double scale = naive_scale(&before), point[BW_STEPS_MAX]; /* draws may reach further than the trial */
    double *residual = bw_array(before.count, sizeof *residual);
    double *paths = bw_array(draws->paths * draws->horizon, sizeof *paths);
    bw_blend blend;
    if (residual && paths && scale > 0 && bw_blend_make(&before, mask, &blend, residual)) {
        trial->made = true;
        trial->lent = blend.lent;
        measure_members(&blend, actual, scale, trial);
        bw_paths_simulate(&blend, residual, before.count, draws, point, paths);
        measure_width(actual, point, paths, draws, series->period, trial);
        for (size_t h = 0; h < series->period && h < before.count; h++)
            trial->year_naive += before.value[before.count - 1 - h];
    }
    free(residual);
    free(paths);
}

void bw_trials_pool(const bw_trial *trials, size_t count, double pooled[BW_MEMBERS])
{
    for (int k = 0; k < BW_MEMBERS; k++) {
        double sum = 0;
        size_t known = 0;
        for (size_t i = 0; i < count; i++)
            if (trials[i].made && trials[i].own[k] > 0) {
                sum += trials[i].own[k];
                known++;
            }
        pooled[k] = known ? sum / (double)known : 0;
    }
}

/* Quantiles of distances: those seen, and as many usual ones as make up for few trials. */
static void reach_seen(double *far, size_t count, size_t trials, bool lent, double *at80, double *at95)
{
    double share = (double)trials / (double)(trials + USUAL_COUNT);
    double factor = lent ? USUAL_FACTOR_LENT : USUAL_FACTOR;
    *at80 = factor * gsl_cdf_tdist_Pinv(0.9, USUAL_FREEDOM);
    *at95 = factor * gsl_cdf_tdist_Pinv(0.975, USUAL_FREEDOM);
    if (!count)
        return;
    gsl_sort(far, 1, count);
    double seen80 = fmax(gsl_stats_quantile_from_sorted_data(far, 1, count, 0.80), 0.1);
    double seen95 = fmax(gsl_stats_quantile_from_sorted_data(far, 1, count, 0.95), 0.1);
    *at80 = pow(*at80, 1 - share) * pow(seen80, share);
    *at95 = pow(*at95, 1 - share) * pow(seen95, share);
}

static bw_width width_of(double at80, double at95)
{
    double low = 3, high = 200;
    for (int k = 0; k < 60; k++) {
        double middle = sqrt(low * high);
        if (gsl_cdf_tdist_Pinv(0.975, middle) / gsl_cdf_tdist_Pinv(0.9, middle) > at95 / at80)
            low = middle;
        else
            high = middle;
    }
    return (bw_width){at80 / gsl_cdf_tdist_Pinv(0.9, low), low};
}

bw_width bw_trials_width(const bw_trial *trials, size_t count, size_t offset, size_t step, bool lent)
{
    double *months = bw_array(count * BW_TRIAL_STEPS, sizeof *months), *years = bw_array(count, sizeof *years);
    size_t month_count = 0, year_count = 0, made = 0;
    for (size_t i = offset; months && years && i < count; i += step) {
        if (!trials[i].made || trials[i].lent != lent)
            continue;
        made += trials[i].steps > 0;
        for (size_t h = 0; h < trials[i].steps; h++)
            if (isfinite(trials[i].far[h]))
                months[month_count++] = trials[i].far[h];
        if (isfinite(trials[i].far_year))
            years[year_count++] = trials[i].far_year;
    }
    double month80, month95, year80, year95;
    reach_seen(months, month_count, made, lent, &month80, &month95);
    reach_seen(years, year_count, made, lent, &year80, &year95);
    free(months);
    free(years);
    return lent ? width_of(year80, year95) : width_of(sqrt(month80 * year80), sqrt(month95 * year95));
}

double bw_width_reach(bw_width width, double share)
{
    return width.factor * gsl_cdf_tdist_Pinv((1 + share) / 2, width.freedom);
}

bw_width bw_width_with(bw_width width, double freedom)
{
    bw_width other = {1, freedom};
    double reach = bw_width_reach(width, 0.80) * bw_width_reach(width, 0.95);
    other.factor = sqrt(reach / (bw_width_reach(other, 0.80) * bw_width_reach(other, 0.95)));
    return other;
}

static void set_quantiles(bw_trial *trial, double reach80, double reach95)
{
    const double reach[5] = {-reach95, -reach80, 0, reach80, reach95};
    for (int k = 0; k < 5; k++)
        trial->year_quantile[k] = trial->year_point + reach[k] * trial->year_spread;
}

void bw_trials_interval(bw_trial *trials, size_t count)
{
    for (size_t part = 0; part < 4; part++) {
        size_t half = part / 2;
        bool lent = part % 2;
        bw_width width = bw_trials_width(trials, count, 1 - half, 2, lent);
        double reach80 = bw_width_reach(width, 0.80), reach95 = bw_width_reach(width, 0.95);
        for (size_t i = half; i < count; i += 2)
            if (trials[i].made && trials[i].lent == lent && isfinite(trials[i].far_year))
                set_quantiles(&trials[i], reach80, reach95);
    }
}
