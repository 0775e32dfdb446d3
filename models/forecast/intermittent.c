/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/intermittent.h"

#include <math.h>

#define ALPHA 0.1
#define BETA 0.1

double bw_sba_rate(const bw_series *series, double alpha)
{
    double size = 0, gap = 0;
    size_t since = 0;
    for (size_t t = 0; t < series->count; t++) {
        since++;
        if (!(series->value[t] > 0))
            continue;
        size = gap > 0 ? size + alpha * (series->value[t] - size) : series->value[t];
        gap = gap > 0 ? gap + alpha * ((double)since - gap) : (double)since;
        since = 0;
    }
    return gap > 0 ? (1 - alpha / 2) * size / gap : 0;
}

double bw_tsb_rate(const bw_series *series, double alpha, double beta)
{
    size_t first = 0;
    while (first < series->count && !(series->value[first] > 0))
        first++;
    if (first == series->count)
        return 0;
    double size = series->value[first], probability = 1 / (double)(first + 1);
    for (size_t t = 0; t < series->count; t++) {
        bool ordered = series->value[t] > 0;
        probability += beta * ((ordered ? 1 : 0) - probability);
        if (ordered)
            size += alpha * (series->value[t] - size);
    }
    return probability * size;
}

static double bucket_sum(const bw_series *series, size_t bucket, size_t back)
{
    double sum = 0;
    for (size_t k = 0; k < bucket; k++)
        sum += series->value[series->count - back * bucket + k];
    return sum;
}

double bw_adida_rate(const bw_series *series, size_t bucket, double alpha)
{
    size_t buckets = bucket ? series->count / bucket : 0;
    if (!buckets)
        return 0;
    double level = bucket_sum(series, bucket, buckets);
    for (size_t back = buckets - 1; back > 0; back--)
        level += alpha * (bucket_sum(series, bucket, back) - level);
    return level / (double)bucket;
}

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    fit->as.rate.level = bw_tsb_rate(series, ALPHA, BETA);
    for (size_t t = 0; t < series->count; t++)
        residual[t] = series->value[t] - fit->as.rate.level;
    fit->as.rate.sigma = bw_residual_scale(residual, series->count, 1);
    return series->count > 0 && isfinite(fit->as.rate.level) && isfinite(fit->as.rate.sigma);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    for (size_t c = 0; c < steps * lanes; c++)
        path[c] = fit->as.rate.level + (shock ? fit->as.rate.sigma * shock[c] : 0);
}

const bw_method bw_method_tsb = {"TSB", make, unroll};
