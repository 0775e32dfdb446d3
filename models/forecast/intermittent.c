/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/intermittent.h"

#include <math.h>

#define ALPHA BW_RATE_ALPHA
#define BETA 0.1

/* Means of what came first, before there is enough to forget: the k-th value has this share. */
static double share_of(size_t k, double alpha)
{
    return fmax(alpha, 1 / (double)k);
}

double bw_sba_rate(const bw_series *series, double alpha)
{
    double size = 0, gap = 0;
    size_t orders = 0, last = 0;
    for (size_t t = 0; t < series->count; t++) {
        if (!(series->value[t] > 0))
            continue;
        size += share_of(++orders, alpha) * (series->value[t] - size);
        if (orders > 1)
            gap += share_of(orders - 1, alpha) * ((double)(t - last) - gap);
        last = t;
    }
    gap = orders == 1 ? (double)(series->count - last) : gap;
    return orders ? (1 - alpha / 2) * size / gap : 0;
}

double bw_tsb_rate(const bw_series *series, double alpha, double beta)
{
    double size = 0, probability = 0;
    size_t orders = 0;
    for (size_t t = 0; t < series->count; t++) {
        bool ordered = series->value[t] > 0;
        probability += share_of(t + 1, beta) * ((ordered ? 1 : 0) - probability);
        if (ordered)
            size += share_of(++orders, alpha) * (series->value[t] - size);
    }
    return probability * size;
}

size_t bw_adida_bucket(const bw_series *series)
{
    size_t orders = 0, first = 0, last = 0, most = series->count < series->period ? series->count : series->period;
    for (size_t t = 0; t < series->count; t++) {
        if (!(series->value[t] > 0))
            continue;
        first = orders++ ? first : t;
        last = t;
    }
    size_t distance = orders > 1 ? (last - first + (orders - 1) / 2) / (orders - 1) : most;
    return distance < most ? distance : most > 0 ? most : 1;
}

static double bucket_sum(const bw_series *series, size_t bucket, size_t back, double most)
{
    double sum = 0;
    for (size_t k = 0; k < bucket; k++)
        sum += fmin(series->value[series->count - back * bucket + k], most);
    return sum;
}

double bw_adida_rate(const bw_series *series, size_t bucket, double alpha, double most)
{
    size_t buckets = bucket ? series->count / bucket : 0;
    double level = 0;
    for (size_t k = 1; k <= buckets; k++)
        level += share_of(k, alpha) * (bucket_sum(series, bucket, buckets + 1 - k, most) - level);
    return buckets ? level / (double)bucket : 0;
}

/* ---- as methods */

static bool hold(const bw_series *series, double level, bw_fit *fit, double *residual)
{
    fit->as.rate.level = level;
    for (size_t t = 0; t < series->count; t++)
        residual[t] = series->value[t] - level;
    fit->as.rate.sigma = bw_residual_scale(residual, series->count, 1);
    return series->count > 0 && isfinite(fit->as.rate.level) && isfinite(fit->as.rate.sigma);
}

static bool make_ses(const bw_series *series, bw_fit *fit, double *residual)
{
    return hold(series, bw_adida_rate(series, 1, ALPHA, INFINITY), fit, residual);
}

static bool make_sba(const bw_series *series, bw_fit *fit, double *residual)
{
    return hold(series, bw_sba_rate(series, ALPHA), fit, residual);
}

static bool make_tsb(const bw_series *series, bw_fit *fit, double *residual)
{
    return hold(series, bw_tsb_rate(series, ALPHA, BETA), fit, residual);
}

static bool make_adida(const bw_series *series, bw_fit *fit, double *residual)
{
    return hold(series, bw_adida_rate(series, bw_adida_bucket(series), ALPHA, INFINITY), fit, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    for (size_t c = 0; c < steps * lanes; c++)
        path[c] = fit->as.rate.level + (shock ? fit->as.rate.sigma * shock[c] : 0);
}

const bw_method bw_method_ses = {"SES", make_ses, unroll}, bw_method_sba = {"SBA", make_sba, unroll},
                bw_method_tsb = {"TSB", make_tsb, unroll}, bw_method_adida = {"ADIDA", make_adida, unroll};
