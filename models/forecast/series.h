/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One series, what a method makes of it, and the interface behind which every method stands.
 *
 * A method is fitted once and then only unrolled: bw_method.unroll continues the series for some
 * steps, given one standardised shock (mean 0, variance 1) a step. No shocks give the point
 * forecast, drawn shocks a sample path. The same shocks may be given to several methods and to many
 * series: that is how a combination stays one forecast, and how accounts share their good and bad
 * months.
 *
 * Many paths are unrolled side by side, as lanes: lane s of step h is at h * lanes + s, of shocks and of
 * values. Loops over lanes are the inner ones, without branches, so that the processor does several at once.
 */
#ifndef BW_MODELS_FORECAST_SERIES_H
#define BW_MODELS_FORECAST_SERIES_H

#include "models/base.h"

/** No method is unrolled further. */
#define BW_STEPS_MAX 256

/** Paths unrolled at once, at most. */
#define BW_LANES_MAX 64

/** Longest season that is modelled. */
#define BW_PERIOD_MAX 24

/** The season of accounts that are alike; see profile.h. */
typedef struct bw_profile {
    double index[BW_PERIOD_MAX]; /**< mean 1 */
    double variance;             /**< between accounts, of the share in which they follow it; its mean is 1 */
} bw_profile;

/** Values of equal periods, oldest first; all finite. */
typedef struct bw_series {
    const double *value;
    size_t count;
    size_t period; /**< steps in a year: 12 for months, 4 for quarters, 1 for no season */
    const bw_profile *profile; /**< of accounts like it; NULL: not known */
    size_t phase; /**< position in the profile of the first value */
} bw_series;

/** Seasonal indices by position t % period; 1 (or 0 when additive) where there is no season. */
typedef struct bw_season {
    bool present, additive;
    size_t period;
    double index[BW_PERIOD_MAX];
} bw_season;

/** ETS: error, trend and season of an exponential smoothing model; see ets.h. */
typedef struct bw_ets {
    bool multiplicative_error, trend, damped;
    int season; /**< 0 none, 1 additive, 2 multiplicative */
    size_t period, phase; /**< phase: position in the season of the first step ahead */
    double alpha, beta, gamma, phi;
    double level, slope, index[BW_PERIOD_MAX];
    double criterion; /**< AICc up to a constant of the series */
    double sigma;
} bw_ets;

#define BW_ETS_AVERAGED 4

/** A weighted mean of smoothing models; see ets.h. */
typedef struct bw_ets_mean {
    size_t count;
    bw_ets model[BW_ETS_AVERAGED];
    double weight[BW_ETS_AVERAGED]; /**< sums to 1 */
} bw_ets_mean;

/** Smoothing reconciled with coarser calendars; see temporal.h. */
typedef struct bw_temporal {
    bw_ets_mean months;
    size_t period;
    double shift[2 * BW_PERIOD_MAX]; /**< added to the months' own forecast; the second year's stays */
} bw_temporal;

/** Trend and waves; see fourier.h. */
#define BW_WAVES_MAX 4
typedef struct bw_fourier {
    bool logged;
    size_t period, waves, count;
    double constant, slope, cosine[BW_WAVES_MAX], sine[BW_WAVES_MAX];
    double last;  /**< weighted mean of the last errors, which fades */
    double sigma;
} bw_fourier;

/** Theta method; see theta.h. */
typedef struct bw_theta {
    bw_season season;
    double intercept, slope; /**< the straight line through the adjusted series */
    double alpha, level;     /**< smoothing of the line bent by theta = 2 */
    size_t count;
    double sigma;
} bw_theta;

/** Dynamic optimised theta model; see dotm.h. */
typedef struct bw_dotm {
    bw_season season;
    double alpha, theta, level;
    double mean, slope, intercept; /**< of the straight line, updated at every step */
    size_t count;
    double sigma;
} bw_dotm;

#define BW_LAGS_MAX 36    /* terms of a product of polynomials in the lag */
#define BW_MEMORY_MAX 64  /* longest lag */

/** A polynomial in the lag, without its leading 1: sum of weight[k] B^lag[k]. */
typedef struct bw_lags {
    size_t count;
    size_t lag[BW_LAGS_MAX];
    double weight[BW_LAGS_MAX];
} bw_lags;

/** Seasonal ARIMA; see arima.h. */
typedef struct bw_arima {
    int p, d, q, seasonal_p, seasonal_d, seasonal_q; /**< orders */
    size_t period;
    bool with_constant;
    bool logged;                /**< of the logarithms of the series */
    double constant;            /**< mean of the differenced series */
    bw_lags own;                /**< y_t = constant' + sum own y_{t-k} + e_t + sum past e_{t-k} */
    bw_lags past;
    double values[BW_MEMORY_MAX], errors[BW_MEMORY_MAX]; /**< the last ones, oldest first */
    double criterion, sigma;
} bw_arima;

/** The last year again, as it was or grown by half of its own growth. */
typedef struct bw_snaive {
    size_t period;
    double last[BW_PERIOD_MAX]; /**< by steps ahead */
    double growth;              /**< factor of the first year ahead */
    double sigma;
} bw_snaive;

/** A flat rate; see intermittent.h. */
typedef struct bw_rate {
    double level, sigma;
} bw_rate;

typedef struct bw_fit {
    const struct bw_method *method;
    union {
        bw_ets ets;
        bw_temporal temporal;
        bw_fourier fourier;
        bw_theta theta;
        bw_dotm dotm;
        bw_arima arima;
        bw_snaive snaive;
        bw_rate rate;
    } as;
} bw_fit;

typedef struct bw_method {
    const char *name;
    /** Fits to the series; residual [count] gets the standardised one-step errors. False when the
     *  series is too short or of the wrong kind. */
    bool (*make)(const bw_series *series, bw_fit *fit, double *residual);
    /** Continues the series; shock and path [steps * lanes], shock NULL for none. */
    void (*unroll)(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path);
} bw_method;

extern const bw_method bw_method_snaive, bw_method_ets, bw_method_temporal, bw_method_fourier, bw_method_holt_winters,
    bw_method_theta, bw_method_dotm, bw_method_arima, bw_method_growth, bw_method_ses, bw_method_sba, bw_method_tsb,
    bw_method_adida;

/** Are all values above 0? */
bool bw_series_positive(const bw_series *series);

/** Scales residuals to variance 1 about 0 with `parameters` degrees of freedom spent; returns the
 *  standard deviation they had. */
double bw_residual_scale(double *residual, size_t count, size_t parameters);

#endif
