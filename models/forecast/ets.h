/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exponential smoothing in state space form: error (A, M), trend (N, A, damped), season (N, A, M)
 * (Hyndman, Koehler, Ord, Snyder, Forecasting with Exponential Smoothing, 2008).
 *
 * Initial states come from the first seasons (classical indices, a line through the adjusted
 * values), smoothing parameters from the likelihood. bw_ets_choose tries the fifteen models whose
 * variance is finite and takes the least AICc (Hurvich, Tsai 1989).
 */
#ifndef BW_MODELS_FORECAST_ETS_H
#define BW_MODELS_FORECAST_ETS_H

#include "models/forecast/series.h"

/** What a model is made of; parameters and states are ignored. */
bw_ets bw_ets_kind(char error, char trend, bool damped, char season);

/** Fits one model. Multiplicative ones need values above 0, seasonal ones two seasons. */
bool bw_ets_fit(const bw_series *series, bw_ets kind, bw_ets *fit, double *residual);

/** The model of least AICc. */
bool bw_ets_choose(const bw_series *series, bw_ets *fit, double *residual);

/** The best four of the fifteen models, each weighed by exp(-AICc difference * 0.075): a
 *  seventh of the exponent that likelihood alone would give (Kolassa 2011), since the criterion is sure of
 *  itself beyond what forecasts bear out. residual gets the mean of theirs. */
bool bw_ets_average(const bw_series *series, bw_ets_mean *fit, double *residual);

void bw_ets_unroll(const bw_ets *fit, const double *shock, size_t steps, size_t lanes, double *path);
void bw_ets_mean_unroll(const bw_ets_mean *fit, const double *shock, size_t steps, size_t lanes, double *path);

#endif
