/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Flat rates of intermittent demand: what a series brings per step, from when and how much it ordered. Each smooths
 * by a share alpha, but what came first is averaged until there is that much to forget.
 *
 * Croston's family learns only when something is ordered and so never forgets an account that stopped. Alone, all
 * of them were further off than the pooled renewal (renewal.h), to which ADIDA lends its memory of the years before
 * the last.
 */
#ifndef BW_MODELS_FORECAST_INTERMITTENT_H
#define BW_MODELS_FORECAST_INTERMITTENT_H

#include "models/forecast/series.h"

#define BW_RATE_ALPHA 0.1

/** (1 - alpha / 2) x size / gap, both smoothed at orders (Syntetos, Boylan 2005). Gaps are those between orders; a
 *  single order's is the time since. 0 without orders. */
double bw_sba_rate(const bw_series *series, double alpha);

/** Size, smoothed by alpha at orders, x probability, smoothed by beta at every step (Teunter, Syntetos, Babai
 *  2011). 0 without orders. */
double bw_tsb_rate(const bw_series *series, double alpha, double beta);

/** Smoothing of the sums of buckets of `bucket` steps, counted from the end (Nikolopoulos and others 2011); values
 *  above `most` count as that. Buckets of one: simple exponential smoothing (SES; Brown 1959). */
double bw_adida_rate(const bw_series *series, size_t bucket, double alpha, double most);

/** The mean distance between orders, in steps: from 1 to a season or what there is, which an only order gets too. */
size_t bw_adida_bucket(const bw_series *series);

#endif
