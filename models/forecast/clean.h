/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One-off months: a mega-deal must not become a base rate.
 *
 * A month is odd when it stands out from its surroundings (the running median of the seasonally
 * adjusted series) by twelve robust deviations and by more than their whole level, and neither its
 * neighbours do: a level shift, or a new habit, is not an outlier. It is replaced by what its
 * surroundings and its season say.
 */
#ifndef BW_MODELS_FORECAST_CLEAN_H
#define BW_MODELS_FORECAST_CLEAN_H

#include "models/forecast/series.h"

/** At most this many months of a series are odd; with more, none are. */
#define BW_ODD_MAX 3

/** Finds odd months of a regular series: their positions in odd, rising, and what stands in their place. Gives
 *  their number. */
size_t bw_series_odd(const bw_series *series, size_t odd[BW_ODD_MAX], double instead[BW_ODD_MAX]);

#endif
