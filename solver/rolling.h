/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One origin of a backtest: a year that is over is forecast from what was known before it, with today's
 * groups, and compared with what came, level by level.
 */
#ifndef BW_SOLVER_ROLLING_H
#define BW_SOLVER_ROLLING_H

#include "solver/future.h"

#define BW_ROLLING_LEAST ((size_t)18) /**< months known before the earliest year */

/** Sums over the groups of one level. */
typedef struct bw_tally {
    size_t groups;
    double actual, error, base, naive, month, month_naive, forecast, inside80, inside95;
} bw_tally;

/** Forecasts the year that begins `back` months (12 or more) before the panel's end. The future lives in memory;
 *  tallies [BW_LEVEL_COUNT]. Errors: BW_FAILED, BW_INTERRUPTED. */
bw_status bw_rolling_try(const bw_panel *panel, const bw_levels *levels, const bw_settings *settings,
                         const bw_watch *watch, size_t back, bw_arena *memory, bw_future *future, bw_tally *tallies,
                         bw_error *error);

/** Writes a line for every level that has groups with revenue, at most BW_LEVEL_COUNT; returns how many. */
size_t bw_rolling_lines(const bw_tally *tallies, int32_t month, bw_rolling_line *lines);

#endif
