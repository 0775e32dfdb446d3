/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a sample says: its mean and its quantiles, without a full sort. Forecasts have one sample for each month
 * of each account, so this is where their time would go.
 */
#ifndef BW_MODELS_FORECAST_SAMPLE_H
#define BW_MODELS_FORECAST_SAMPLE_H

#include "models/base.h"

/** The mean; 0 of an empty sample. */
double bw_sample_mean(const double *value, size_t count);

/** Quantiles at share [shares], rising, each between its two neighbours in order as
 *  gsl_stats_quantile_from_sorted_data has it. Changes the order of value [count >= 1], all finite. */
void bw_sample_quantiles(double *value, size_t count, const double *share, size_t shares, double *quantile);

#endif
