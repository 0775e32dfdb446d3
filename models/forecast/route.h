/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which way an account is forecast, and what can be said about it in words.
 */
#ifndef BW_MODELS_FORECAST_ROUTE_H
#define BW_MODELS_FORECAST_ROUTE_H

#include "models/forecast/panel.h"
#include "models/forecast/series.h"

/** The months of an account from its first sale on. */
bw_series bw_panel_series(const bw_panel *panel, size_t account);

/** Is the series regular enough for the blend? It must be long enough to be fitted, and at most a quarter
 *  of its last two years may be empty. */
bool bw_series_regular(const bw_series *series);

/** The distance between orders, in months, that two thirds of the account's orders of the last three years
 *  keep; 0 if there is none or too few orders. */
size_t bw_series_rhythm(const bw_series *series);

#endif
