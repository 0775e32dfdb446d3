/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Seasonal ARIMA (Box, Jenkins 1970) by conditional least squares, orders by a stepwise search on
 * AICc (Hyndman, Khandakar 2008).
 *
 * Differences: seasonal ones when the season explains most of what the trend leaves, then first
 * ones by the KPSS test (Kwiatkowski, Phillips, Schmidt, Shin 1992). Coefficients are partial
 * autocorrelations inside (-1, 1), so every model is stationary and invertible (Monahan 1984).
 */
#ifndef BW_MODELS_FORECAST_ARIMA_H
#define BW_MODELS_FORECAST_ARIMA_H

#include "models/forecast/series.h"

/** The best model found. Needs 12 values left after differencing. */
bool bw_arima_choose(const bw_series *series, bw_arima *fit, double *residual);

void bw_arima_unroll(const bw_arima *fit, const double *shock, size_t steps, size_t lanes, double *path);

#endif
