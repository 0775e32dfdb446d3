/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/season.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

static double autocorrelation(const bw_series *series, double mean, double power, size_t lag)
{
    double sum = 0;
    for (size_t t = lag; t < series->count; t++)
        sum += (series->value[t] - mean) * (series->value[t - lag] - mean);
    return sum / power;
}

bool bw_season_found(const bw_series *series)
{
    size_t period = series->period, count = series->count;
    if (period < 2 || count < 3 * period)
        return false;
    double mean = gsl_stats_mean(series->value, 1, count);
    double power = gsl_stats_tss_m(series->value, 1, count, mean);
    if (!(power > 0))
        return false;
    double squares = 0;
    for (size_t lag = 1; lag < period; lag++)
        squares += pow(autocorrelation(series, mean, power, lag), 2);
    double limit = 1.645 * sqrt((1 + 2 * squares) / (double)count);
    return fabs(autocorrelation(series, mean, power, period)) > limit;
}

/* Mean of the period values around t; an even period gives its two ends half a weight each. */
static double moving_average(const bw_series *series, size_t t)
{
    size_t half = series->period / 2;
    double sum = 0;
    for (size_t k = t - half; k <= t + half; k++)
        sum += series->value[k];
    if (series->period % 2 == 0)
        sum -= (series->value[t - half] + series->value[t + half]) / 2;
    return sum / (double)series->period;
}

static bool average_by_position(const bw_series *series, bw_season *season)
{
    size_t period = series->period, half = period / 2, counts[BW_PERIOD_MAX] = {0};
    for (size_t t = half; t + half < series->count; t++) {
        double around = moving_average(series, t);
        if (!season->additive && !(around > 0))
            return false;
        season->index[t % period] += season->additive ? series->value[t] - around : series->value[t] / around;
        counts[t % period]++;
    }
    for (size_t k = 0; k < period; k++) {
        if (!counts[k])
            return false;
        season->index[k] /= (double)counts[k];
    }
    return true;
}

/* An index near 0 would make its months explode when they are divided by it. */
static bool normalize(bw_season *season)
{
    double mean = gsl_stats_mean(season->index, 1, season->period);
    if (!season->additive && !(mean > 0))
        return false;
    for (size_t k = 0; k < season->period; k++) {
        season->index[k] = season->additive ? season->index[k] - mean : season->index[k] / mean;
        if (!season->additive && season->index[k] < 0.01)
            season->index[k] = 0.01;
    }
    return true;
}

bw_season bw_season_measure(const bw_series *series, bool additive)
{
    bw_season season = {.additive = additive, .period = series->period};
    if (series->period < 2 || series->period > BW_PERIOD_MAX || series->count < 2 * series->period)
        return season;
    season.present = average_by_position(series, &season) && normalize(&season);
    return season;
}

bw_season bw_season_choose(const bw_series *series)
{
    if (!bw_season_found(series))
        return (bw_season){.period = series->period};
    return bw_season_measure(series, !bw_series_positive(series));
}

/* Mean variance of the indices by the spread of the ratios (or differences) that they are means of. */
static double index_variance(const bw_series *series, const bw_season *season)
{
    size_t period = season->period, half = period / 2, count = 0;
    double squares = 0;
    for (size_t t = half; t + half < series->count; t++, count++) {
        double around = moving_average(series, t);
        double seen = season->additive ? series->value[t] - around : series->value[t] / around;
        squares += pow(seen - season->index[t % period], 2);
    }
    return squares / (double)(count > period ? count - period : 1) * (double)period / (double)count;
}

bw_season bw_season_shrunk(const bw_series *series, bool tested)
{
    bw_season season = {.period = series->period};
    if (!tested || bw_season_found(series))
        season = bw_season_measure(series, !bw_series_positive(series));
    if (!season.present || season.period < 4)
        return season;
    double none = season.additive ? 0 : 1, spread = gsl_stats_tss_m(season.index, 1, season.period, none);
    double noise = ((double)season.period - 3) * index_variance(series, &season);
    double believed = spread > noise ? 1 - noise / spread : 0;
    for (size_t k = 0; k < season.period; k++)
        season.index[k] = none + believed * (season.index[k] - none);
    return season;
}

void bw_season_remove(const bw_season *season, const bw_series *series, double *adjusted)
{
    for (size_t t = 0; t < series->count; t++) {
        double index = season->present ? season->index[t % season->period] : season->additive ? 0 : 1;
        adjusted[t] = season->additive ? series->value[t] - index : series->value[t] / index;
    }
}

void bw_season_apply(const bw_season *season, size_t t, size_t count, double *value)
{
    if (!season->present)
        return;
    double index = season->index[t % season->period];
    for (size_t k = 0; k < count; k++)
        value[k] = season->additive ? value[k] + index : value[k] * index;
}
