/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A combination of methods: the weighted mean of their forecasts. All members get the same shocks,
 * so a path of the blend is the mean of its members' paths, and its spread is the mean of theirs.
 *
 * Weights: prior / (own error x pooled error), both errors from rolling origins inside the history: own
 * is the member's mean absolute error for this series, pooled its scaled error over all series (Bates,
 * Granger 1969 without covariances, shrunk by the pool). With no errors known the
 * priors are the weights. The priors were chosen on rolling origins inside the training months of
 * half of the M3 monthly series.
 */
#ifndef BW_MODELS_FORECAST_BLEND_H
#define BW_MODELS_FORECAST_BLEND_H

#include "models/forecast/series.h"

#define BW_MEMBERS 13

/** Members by bit. */
enum {
    BW_MEMBER_ETS = 1,
    BW_MEMBER_HOLT_WINTERS = 2,
    BW_MEMBER_THETA = 4,
    BW_MEMBER_DOTM = 8,
    BW_MEMBER_ARIMA = 16,
    BW_MEMBER_SNAIVE = 32,
    BW_MEMBER_GROWTH = 64,
    BW_MEMBER_TSB = 128,
    BW_MEMBER_TEMPORAL = 256,
    BW_MEMBER_FOURIER = 512,
    BW_MEMBER_SBA = 1024,
    BW_MEMBER_ADIDA = 2048,
    BW_MEMBER_SES = 4096,
    BW_MEMBERS_DEFAULT = BW_MEMBER_TEMPORAL | BW_MEMBER_HOLT_WINTERS | BW_MEMBER_THETA | BW_MEMBER_DOTM |
                         BW_MEMBER_ARIMA | BW_MEMBER_GROWTH,
    /** Of the default, those that cost a tenth of it together: for accounts too small to matter. */
    BW_MEMBERS_CHEAP = BW_MEMBER_HOLT_WINTERS | BW_MEMBER_THETA | BW_MEMBER_DOTM | BW_MEMBER_GROWTH,
    /** Flat rates, for accounts that order now and then. */
    BW_MEMBERS_INTERMITTENT = BW_MEMBER_SBA | BW_MEMBER_TSB | BW_MEMBER_ADIDA | BW_MEMBER_SES
};

typedef struct bw_blend {
    size_t count;              /**< members that could be fitted */
    int member[BW_MEMBERS];    /**< which */
    bw_fit fit[BW_MEMBERS];
    double weight[BW_MEMBERS]; /**< sums to 1 */
    bool lent;                 /**< its season is that of accounts like it */
    size_t period;
    double season[BW_PERIOD_MAX]; /**< by steps ahead, where it is lent */
    double low, high;          /**< forecasts and paths are kept inside */
    size_t shift_back;         /**< months since the level shifted (shift.h); 0: it did not */
    double shift_ratio;
    size_t residual_count;     /**< number of residuals with meaning, at the end of the series */
} bw_blend;

/** The methods that may take part, by member number. */
const bw_method *bw_blend_method(int member);

/** Are all members of the mask flat rates? */
bool bw_blend_intermittent(unsigned mask);

/** "combination", or the name of the only member. */
const char *bw_blend_name(const bw_blend *blend);

/** Fits the members of `mask` (bit k: member k) to the series without its odd months (clean.h), at the level
 *  it has now (shift.h), and weighs them by prior. Last year again and flat rates, when asked for alone,
 *  take every month as it was. residual [count] gets the blend's standardised one-step errors. False when none can
 *  be fitted. */
bool bw_blend_make(const bw_series *series, unsigned mask, bw_blend *blend, double *residual);

/** Weighs members by errors, both [BW_MEMBERS] by member number; own may be NULL, and an error that is
 *  not above 0 is not known. */
void bw_blend_weigh(bw_blend *blend, const double *own, const double *pooled);

/** One member alone, as bw_method.unroll. */
void bw_blend_unroll_member(const bw_blend *blend, size_t k, const double *shock, size_t steps, size_t lanes,
                            double *path);

/** As bw_method.unroll, at most BW_STEPS_MAX steps and BW_LANES_MAX lanes. */
void bw_blend_unroll(const bw_blend *blend, const double *shock, size_t steps, size_t lanes, double *path);

#endif
