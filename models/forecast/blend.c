/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/blend.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/clean.h"
#include "models/forecast/profile.h"
#include "models/forecast/shift.h"

static const struct {
    const bw_method *method;
    double prior;
} members[BW_MEMBERS] = {
    {&bw_method_ets, 1},  {&bw_method_holt_winters, 0.4}, {&bw_method_theta, 1},
    {&bw_method_dotm, 1}, {&bw_method_arima, 1},           {&bw_method_snaive, 0.4},
    {&bw_method_growth, 0.6}, {&bw_method_tsb, 1},
    {&bw_method_temporal, 3}, {&bw_method_fourier, 0.5},
    {&bw_method_sba, 1}, {&bw_method_adida, 1}, {&bw_method_ses, 1},
};

const bw_method *bw_blend_method(int member)
{
    return members[member].method;
}

bool bw_blend_intermittent(unsigned mask)
{
    return !(mask & ~(unsigned)BW_MEMBERS_INTERMITTENT);
}

const char *bw_blend_name(const bw_blend *blend)
{
    return blend->count == 1 ? blend->fit[0].method->name : "combination";
}

static void normalize(bw_blend *blend)
{
    double sum = 0;
    for (size_t k = 0; k < blend->count; k++)
        sum += blend->weight[k];
    for (size_t k = 0; k < blend->count; k++)
        blend->weight[k] /= sum;
}

void bw_blend_weigh(bw_blend *blend, const double *own, const double *pooled)
{
    double mean = 0;
    for (int k = 0; own && k < BW_MEMBERS; k++)
        mean += own[k] / BW_MEMBERS;
    for (size_t k = 0; k < blend->count; k++) {
        int member = blend->member[k];
        double weight = members[member].prior;
        if (own && own[member] > 0)
            weight /= own[member] / mean + 0.1;
        if (pooled && pooled[member] > 0)
            weight /= pooled[member];
        blend->weight[k] = weight;
    }
    normalize(blend);
}

/* Room around what was seen: a combination of sound models that leaves it has lost its footing. */
static void set_limits(bw_blend *blend, const bw_series *series)
{
    double least, most;
    gsl_stats_minmax(&least, &most, series->value, 1, series->count);
    double room = fmax(most - least, 0.1 * fmax(fabs(most), fabs(least)));
    blend->low = least >= 0 ? 0 : least - 2 * room;
    blend->high = most + 4 * room;
}

static void fit_members(const bw_series *series, unsigned mask, bw_blend *blend, double *own, double *residual)
{
    memset(residual, 0, series->count * sizeof *residual);
    for (int k = 0; k < BW_MEMBERS; k++) {
        bw_fit *fit = &blend->fit[blend->count];
        fit->method = members[k].method;
        if (!(mask >> k & 1) || !fit->method->make(series, fit, own))
            continue;
        for (size_t t = 0; t < series->count; t++)
            residual[t] += members[k].prior * own[t];
        blend->member[blend->count++] = k;
    }
}

static bw_shift prepare(const bw_series *series, double *value)
{
    size_t odd[BW_ODD_MAX];
    double instead[BW_ODD_MAX];
    size_t count = bw_series_odd(series, odd, instead);
    memcpy(value, series->value, series->count * sizeof *value);
    for (size_t k = 0; k < count; k++)
        value[odd[k]] = instead[k];
    bw_shift shift = bw_series_shift(&(bw_series){.value = value, .count = series->count, .period = series->period});
    bw_shift_level(&shift, value);
    return shift;
}

/* A series of less than four seasons shows its own badly: it is given that of accounts like it. */
static void lend_season(const bw_series *series, bw_blend *blend, double *value)
{
    size_t period = series->period, count = series->count;
    blend->lent = series->profile && count < 4 * period;
    blend->period = period;
    if (!blend->lent)
        return;
    double season[BW_PERIOD_MAX];
    bw_series own = *series;
    own.value = value;
    bw_profile_season(&own, season);
    for (size_t t = 0; t < count; t++)
        value[t] /= season[t % period];
    for (size_t h = 0; h < period; h++)
        blend->season[h] = season[(count + h) % period];
}

bool bw_blend_make(const bw_series *series, unsigned mask, bw_blend *blend, double *residual)
{
    *blend = (bw_blend){0};
    double *own = series->count ? bw_array(2 * series->count, sizeof *own) : NULL;
    if (!own)
        return false;
    bw_series clean = {.value = own + series->count, .count = series->count, .period = series->period};
    bw_shift shift = prepare(series, own + series->count);
    bool plain = mask == BW_MEMBER_SNAIVE || bw_blend_intermittent(mask);
    if (shift.found && !plain) {
        blend->shift_back = series->count - shift.at;
        blend->shift_ratio = shift.ratio;
    }
    if (!plain)
        lend_season(series, blend, own + series->count);
    fit_members(plain ? series : &clean, mask, blend, own, residual);
    size_t skipped = series->count > 2 * series->period ? series->period : 0;
    blend->residual_count = series->count - skipped;
    bw_residual_scale(residual + skipped, blend->residual_count, 0);
    set_limits(blend, plain ? series : &clean);
    free(own);
    bw_blend_weigh(blend, NULL, NULL);
    return blend->count > 0;
}

static double limit(double value, double low, double high)
{
    return !(value > low) ? low : value > high ? high : value;
}

static void put_season(const bw_blend *blend, size_t steps, size_t lanes, double *path)
{
    for (size_t h = 0; blend->lent && h < steps; h++)
        for (size_t s = 0; s < lanes; s++)
            path[h * lanes + s] *= blend->season[h % blend->period];
}

void bw_blend_unroll_member(const bw_blend *blend, size_t k, const double *shock, size_t steps, size_t lanes,
                            double *path)
{
    blend->fit[k].method->unroll(&blend->fit[k], shock, steps, lanes, path);
    put_season(blend, steps, lanes, path);
}

void bw_blend_unroll(const bw_blend *blend, const double *shock, size_t steps, size_t lanes, double *path)
{
    double own[BW_STEPS_MAX * BW_LANES_MAX];
    steps = steps < BW_STEPS_MAX ? steps : BW_STEPS_MAX;
    memset(path, 0, steps * lanes * sizeof *path);
    for (size_t k = 0; k < blend->count; k++) {
        blend->fit[k].method->unroll(&blend->fit[k], shock, steps, lanes, own);
        for (size_t c = 0; c < steps * lanes; c++)
            path[c] += blend->weight[k] * limit(own[c], blend->low, blend->high);
    }
    put_season(blend, steps, lanes, path);
}
