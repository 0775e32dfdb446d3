/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/series.h"

#include <math.h>

bool bw_series_positive(const bw_series *series)
{
    for (size_t t = 0; t < series->count; t++)
        if (!(series->value[t] > 0))
            return false;
    return true;
}

double bw_residual_scale(double *residual, size_t count, size_t parameters)
{
    double sum = 0;
    for (size_t t = 0; t < count; t++)
        sum += residual[t] * residual[t];
    size_t freedom = count > parameters + 1 ? count - parameters : 1;
    double sigma = sqrt(sum / (double)freedom);
    double scale = sum > 0 ? 1 / sqrt(sum / (double)count) : 0;
    for (size_t t = 0; t < count; t++)
        residual[t] *= scale;
    return sigma;
}
