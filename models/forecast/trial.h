/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A rolling origin inside the history: the last months are held out, forecast from those before them,
 * and compared. Trials of a series give its blend the weights and all trials together give the
 * intervals their width.
 */
#ifndef BW_MODELS_FORECAST_TRIAL_H
#define BW_MODELS_FORECAST_TRIAL_H

#include "models/forecast/paths.h"

#define BW_TRIAL_STEPS 24

typedef struct bw_trial {
    bool made;
    bool lent;                /**< with the season of accounts like it (profile.h) */
    size_t steps;             /**< months held out; 0 for a trial of the renewal, which has sums only */
    double own[BW_MEMBERS];   /**< mean absolute error of each member over the seasonal naive's in sample;
                                   0 where a member could not be fitted */
    double far[BW_TRIAL_STEPS]; /**< |actual - forecast| / standard deviation of the paths, by month */
    float error[BW_TRIAL_STEPS]; /**< actual - forecast by month, also in a trial of the renewal */
    double far_year;          /**< the same for the sum of the first season; NAN if fewer months were held out */
    double year_actual, year_point, year_naive; /**< sums of the first season held out */
    double year_spread;       /**< standard deviation of the paths' sums */
    double year_quantile[5];  /**< at 2.5, 10, 50, 90 and 97.5 %: set by the renewal, or by
                                   bw_trials_interval */
} bw_trial;

/** Holds out `steps` months (at most BW_TRIAL_STEPS). Made only if more than a season and 14 values are left. */
void bw_trial_make(const bw_series *series, unsigned mask, size_t steps, const bw_draws *draws, bw_trial *trial);

/** Mean of each member's error over the trials; 0 where there is none. */
void bw_trials_pool(const bw_trial *trials, size_t count, double pooled[BW_MEMBERS]);

/** The width with which months and years would have covered 80 % and 95 % of what came, of the trials with a lent
 *  season or of those without. Young accounts are less sure of their level than their few months make them, so
 *  there the years alone count. Few trials are filled up with the usual width. Every second trial only (offset 0
 *  or 1) when step is 2; all when 1. */
bw_width bw_trials_width(const bw_trial *trials, size_t count, size_t offset, size_t step, bool lent);

/** The width with tails of `freedom` that comes nearest. */
bw_width bw_width_with(bw_width width, double freedom);

/** Sets year_quantile of trials with a far_year, each by the width that the other half of them taught. */
void bw_trials_interval(bw_trial *trials, size_t count);

/** The distance, in standard deviations of raw paths, within which `share` of outcomes lie. */
double bw_width_reach(bw_width width, double share);

#endif
