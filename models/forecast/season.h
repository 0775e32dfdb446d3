/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is there a season, and what are its indices? The test at 90 % and the classical decomposition are
 * those of the M4 competition's benchmarks (Makridakis, Spiliotis, Assimakopoulos 2020).
 */
#ifndef BW_MODELS_FORECAST_SEASON_H
#define BW_MODELS_FORECAST_SEASON_H

#include "models/forecast/series.h"

/** Does the autocorrelation at one season stand out at 90 %? False below three seasons. */
bool bw_season_found(const bw_series *series);

/** Indices by classical decomposition: ratios to the centred moving average, or differences when
 *  additive. Needs two seasons; without them, or when a ratio cannot be formed, the season is not
 *  present. */
bw_season bw_season_measure(const bw_series *series, bool additive);

/** bw_season_measure where bw_season_found, multiplicative where all values are above 0. */
bw_season bw_season_choose(const bw_series *series);

/** The indices that a noisy measurement leaves to be believed, drawn towards no season by the James-Stein rule
 *  (Miller, Williams 2003). When `tested`, only where bw_season_found. */
bw_season bw_season_shrunk(const bw_series *series, bool tested);

/** Takes the season out of the series. */
void bw_season_remove(const bw_season *season, const bw_series *series, double *adjusted);

/** Puts it back into values at time t. */
void bw_season_apply(const bw_season *season, size_t t, size_t count, double *value);

#endif
