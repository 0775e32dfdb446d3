/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The season of accounts that are too young to show their own.
 *
 * Three years tell whether an account has a season, two can measure it badly, and less says nothing: its level then is
 * that of the months it happened to see. What accounts of its segment have in common is the best guess (group seasonal
 * indices: Dalhart 1974; Dekker, van Donselaar, Ouwehand 2004). Every account that can be measured counts alike, so
 * where accounts do not share a season their mean has none. By the James-Stein rule segments are drawn towards the
 * company, and the company towards no season, as far as the differences between accounts make their means uncertain.
 *
 * How far one account follows, its own months can tell: its share is the slope of its months, less their trend, on the
 * profile, drawn towards 1, the mean of all, by how alike the measured accounts are (empirical Bayes).
 */
#ifndef BW_MODELS_FORECAST_PROFILE_H
#define BW_MODELS_FORECAST_PROFILE_H

#include "models/forecast/panel.h"
#include "models/forecast/series.h"

/** Of all segments; index by month of the panel % period. */
typedef struct bw_profiles {
    size_t groups;
    bw_profile *profile; /**< [groups] */
} bw_profiles;

/** Learns from the regular accounts with three seasons or more; in a panel that has fewer than three of them, from all
 *  with a season and a quarter. False when memory is out. */
bool bw_profiles_learn(const bw_panel *panel, bw_profiles *profiles);
void bw_profiles_free(bw_profiles *profiles);

/** The season [period] that a series with a profile is believed to have, from its first month on. */
void bw_profile_season(const bw_series *series, double *season);

#endif
