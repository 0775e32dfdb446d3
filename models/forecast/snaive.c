/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/forecast/series.h"

#define GROWTH_MAX 3.0

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    bw_snaive *naive = &fit->as.snaive;
    size_t period = series->count > series->period ? series->period : 1;
    if (series->count < 1)
        return false;
    *naive = (bw_snaive){.period = period};
    for (size_t h = 0; h < period; h++)
        naive->last[h] = series->value[series->count - period + h];
    for (size_t t = 0; t < series->count; t++)
        residual[t] = t < period ? 0 : series->value[t] - series->value[t - period];
    naive->sigma = bw_residual_scale(residual, series->count, period);
    return isfinite(naive->sigma);
}

/* Every year is the one before, which grows by half as much each time. */
static void repeat(const bw_snaive *naive, double growth, const double *shock, size_t steps, size_t lanes,
                   double *path)
{
    for (size_t h = 0; h < steps; h++) {
        double factor = pow(growth, pow(0.5, (double)(h / naive->period)));
        for (size_t s = 0; s < lanes; s++) {
            double before = h < naive->period ? naive->last[h] : path[(h - naive->period) * lanes + s];
            path[h * lanes + s] = before * factor + (shock ? naive->sigma * shock[h * lanes + s] : 0);
        }
    }
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    repeat(&fit->as.snaive, 1, shock, steps, lanes, path);
}

/* Half of last year's growth is carried into the next year, half of that into the one after. */
static double growth_of(const bw_series *series)
{
    size_t period = series->period;
    double last = 0, before = 0;
    for (size_t back = 1; back <= period; back++) {
        last += series->value[series->count - back];
        before += series->value[series->count - period - back];
    }
    double growth = before > 0 && last > 0 ? last / before : 1;
    return sqrt(fmin(fmax(growth, 1 / GROWTH_MAX), GROWTH_MAX));
}

static bool make_growth(const bw_series *series, bw_fit *fit, double *residual)
{
    if (series->count < 2 * series->period || !make(series, fit, residual))
        return false;
    fit->as.snaive.growth = growth_of(series);
    return true;
}

static void unroll_growth(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    repeat(&fit->as.snaive, fit->as.snaive.growth, shock, steps, lanes, path);
}

const bw_method bw_method_growth = {"growth", make_growth, unroll_growth};
const bw_method bw_method_snaive = {"seasonal naive", make, unroll};
