/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Monte Carlo over the forecast's joint paths: what the plan year brings to each territory and
 * to the company under an alignment. Path s is the same future for all reps, so that the
 * company's year is the sum of its territories', path by path.
 */
#ifndef BW_SOLVER_SIMULATE_H
#define BW_SOLVER_SIMULATE_H

#include "models/settings.h"

typedef struct bw_simulation {
    int32_t reps;
    size_t paths;
    double *year;    /**< [reps * paths] territory's year after disruption and ramp */
    double *sorted;  /**< [reps * paths] the same, rising */
    double *company; /**< [paths] sum over territories and accounts without a rep, in path order */
    double *season;  /**< [reps * 12] share of each month in the territory's year, ramp included; sums to 1 */
    double *ramp;    /**< [reps] seasonal mean of the rep's productivity, 0..1 */
    double *kept;    /**< [accounts] share of the account's revenue that survives a change of rep */
    bw_arena *memory;
} bw_simulation;

/** Errors: BW_FAILED. */
bw_status bw_simulate(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                      const bw_settings *settings, bw_simulation *simulation, bw_error *error);
void bw_simulation_clear(bw_simulation *simulation);

/** Mean and quantiles of a sample that rises. */
bw_range bw_range_of(const double *sorted, size_t count);

/** Share of the sample that reaches amount. */
double bw_share_reaching(const double *sorted, size_t count, double amount);

#endif
