/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/temporal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/ets.h"
#include "models/forecast/reconcile.h"

#define YEARS 2
#define NODES_MAX (1 + BW_PERIOD_MAX / 2 + BW_PERIOD_MAX)
#define BUCKETS_LEAST 4

/* Steps in the calendar between step and year; 0 if there is none. */
static size_t middle_bucket(size_t period)
{
    return period % 3 == 0 && period > 3 ? 3 : period % 2 == 0 && period > 2 ? 2 : 0;
}

/* Forecasts sums of `bucket` steps for the years ahead; base [YEARS * period / bucket] is left as it is
 * where the series is too short. */
static void forecast_sums(const bw_series *series, size_t bucket, double *base)
{
    size_t count = series->count / bucket, late = series->count % bucket;
    double *sum = count < BUCKETS_LEAST ? NULL : bw_array(2 * count, sizeof *sum);
    if (!sum)
        return;
    for (size_t t = 0; t < count * bucket; t++)
        sum[t / bucket] += series->value[late + t];
    bw_ets fit;
    if (bw_ets_choose(&(bw_series){.value = sum, .count = count, .period = series->period / bucket}, &fit, sum + count))
        bw_ets_unroll(&fit, NULL, YEARS * series->period / bucket, 1, base);
    free(sum);
}

static void sum_steps(const double *months, size_t count, size_t bucket, double *base)
{
    memset(base, 0, count / bucket * sizeof *base);
    for (size_t t = 0; t < count; t++)
        base[t / bucket] += months[t];
}

/* One year: node 0, then its quarters, then their months. */
static bool reconcile_year(const double *year, const double *quarters, size_t bucket, size_t period, double *months)
{
    int32_t parent[NODES_MAX] = {-1};
    double base[NODES_MAX] = {*year}, coherent[NODES_MAX];
    size_t middle = bucket ? period / bucket : 0, count = 1 + middle + period;
    for (size_t k = 0; k < middle; k++)
        base[1 + k] = quarters[k];
    for (size_t t = 0; t < period; t++) {
        base[1 + middle + t] = months[t];
        parent[1 + middle + t] = bucket ? 1 + (int32_t)(t / bucket) : 0;
    }
    bw_tree tree = {count, parent};
    if (!bw_reconcile_tree(&tree, BW_WLS_STRUCTURAL, base, NULL, false, coherent))
        return false;
    memcpy(months, coherent + 1 + middle, period * sizeof *months);
    return true;
}

static bool set_shift(const bw_series *series, bw_temporal *fit)
{
    size_t period = series->period, steps = YEARS * period, bucket = middle_bucket(period);
    double months[YEARS * BW_PERIOD_MAX], quarters[YEARS * BW_PERIOD_MAX], years[YEARS];
    bw_ets_mean_unroll(&fit->months, NULL, steps, 1, months);
    memcpy(fit->shift, months, steps * sizeof *months);
    sum_steps(months, steps, period, years);
    forecast_sums(series, period, years);
    if (bucket) {
        sum_steps(months, steps, bucket, quarters);
        forecast_sums(series, bucket, quarters);
    }
    for (size_t year = 0; year < YEARS; year++)
        if (!reconcile_year(&years[year], bucket ? &quarters[year * period / bucket] : NULL, bucket, period,
                            &months[year * period]))
            return false;
    for (size_t h = 0; h < steps; h++)
        fit->shift[h] = months[h] - fit->shift[h];
    return true;
}

bool bw_temporal_fit(const bw_series *series, bw_temporal *fit, double *residual)
{
    *fit = (bw_temporal){.period = series->period};
    if (!bw_ets_average(series, &fit->months, residual))
        return false;
    if (series->period < 2 || series->count < 2 * series->period)
        return true;
    return set_shift(series, fit);
}

void bw_temporal_unroll(const bw_temporal *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    size_t period = fit->period;
    bw_ets_mean_unroll(&fit->months, shock, steps, lanes, path);
    for (size_t h = 0; h < steps; h++) {
        double shift = fit->shift[h < YEARS * period ? h : period + h % period];
        for (size_t s = 0; s < lanes; s++)
            path[h * lanes + s] += shift;
    }
}

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    return bw_temporal_fit(series, &fit->as.temporal, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    bw_temporal_unroll(&fit->as.temporal, shock, steps, lanes, path);
}

const bw_method bw_method_temporal = {"temporal hierarchy", make, unroll};
