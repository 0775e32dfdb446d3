/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exponential smoothing on three calendars at once: months, quarters and years of the same series are
 * forecast each (months by bw_ets_average, sums of months by bw_ets_choose), and the three are reconciled as
 * a hierarchy in time with structural weights (Athanasopoulos, Hyndman, Kourentzes, Petropoulos 2017).
 * Months know the season, years the trend.
 *
 * The result is the months' mean of models plus a shift a month, so paths are those of the months.
 */
#ifndef BW_MODELS_FORECAST_TEMPORAL_H
#define BW_MODELS_FORECAST_TEMPORAL_H

#include "models/forecast/series.h"

bool bw_temporal_fit(const bw_series *series, bw_temporal *fit, double *residual);
void bw_temporal_unroll(const bw_temporal *fit, const double *shock, size_t steps, size_t lanes, double *path);

#endif
