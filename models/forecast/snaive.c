/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/forecast/series.h"

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

static void unroll(const bw_fit *fit, const double *shock, size_t steps, double *path)
{
    const bw_snaive *naive = &fit->as.snaive;
    for (size_t h = 0; h < steps; h++) {
        double before = h < naive->period ? naive->last[h] : path[h - naive->period];
        path[h] = before + (shock ? naive->sigma * shock[h] : 0);
    }
}

const bw_method bw_method_snaive = {"seasonal naive", make, unroll};
