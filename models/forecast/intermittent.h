/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flat rates of intermittent demand: what a series brings per step, from when and how much it ordered.
 *
 * The pooled renewal (renewal.h) was better than all of them where that was measured, since Croston's
 * family learns only when something is ordered and so never forgets an account that stopped; they stand
 * here for comparison and for the setting forecast_method = intermittent, which takes TSB.
 */
#ifndef BW_MODELS_FORECAST_INTERMITTENT_H
#define BW_MODELS_FORECAST_INTERMITTENT_H

#include "models/forecast/series.h"

/** (1 - alpha / 2) x size / gap, both smoothed at orders (Syntetos, Boylan 2005). 0 without orders. */
double bw_sba_rate(const bw_series *series, double alpha);

/** Size, smoothed by alpha at orders, x probability, smoothed by beta at every step (Teunter, Syntetos, Babai
 *  2011). The first probability is that of the first order. 0 without orders. */
double bw_tsb_rate(const bw_series *series, double alpha, double beta);

/** Smoothing of the sums of buckets of `bucket` steps, counted from the end (Nikolopoulos and others 2011). */
double bw_adida_rate(const bw_series *series, size_t bucket, double alpha);

#endif
