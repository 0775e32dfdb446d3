/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sample paths: many possible futures of one series.
 *
 * Path s takes, at its step h, the standardised error that the series made in a month of its own
 * past. Which month is written in a table of draws that all series share, so that path s is the same
 * future for all of them and sums of series keep the spread that common good and bad months give
 * them (joint residual bootstrap). Series that began later reuse their own months in turn.
 *
 * Raw paths are too narrow, since parameters are estimated and the future is not the past.
 * bw_paths_widen multiplies their distance from the point forecast by a factor learned on a held-out
 * year (width.h) and by a random scale of the path, so that tails grow as much as they have to.
 */
#ifndef BW_MODELS_FORECAST_PATHS_H
#define BW_MODELS_FORECAST_PATHS_H

#include "models/forecast/blend.h"

/** Which past month each step of each path repeats, counted back from the last. */
typedef struct bw_draws {
    size_t paths, horizon, months;
    uint16_t *back; /**< [paths * horizon] 0 .. months - 1 */
    double *scale;  /**< [paths] scales of a t distribution in order, mean square root 1 at its 80 % point */
} bw_draws;

/** A table for `paths` futures of `horizon` steps over `months` past months (1 .. 65535). Path s depends
 *  on seed and s alone. False when memory is out; bw_draws_free gives the rest back. */
bool bw_draws_create(size_t paths, size_t horizon, size_t months, uint64_t seed, bw_draws *draws);
void bw_draws_free(bw_draws *draws);

/** How far paths are widened. */
typedef struct bw_width {
    double factor;   /**< of the distance from the point forecast */
    double freedom;  /**< degrees of freedom of the tails; >= 200: none but the paths' own */
} bw_width;

/** point [horizon] and paths [horizon * draws->paths], step by step: path s of step h at
 *  h * draws->paths + s. */
void bw_paths_simulate(const bw_blend *blend, const double *residual, size_t count, const bw_draws *draws,
                       double *point, double *paths);

/** Sets draws->scale for these degrees of freedom. */
void bw_draws_set_tails(bw_draws *draws, double freedom);

/** Widens paths around the point forecast, keeps them at 0 or above when `low` is 0, and keeps every
 *  month's mean at the point forecast where that is above 0. stream picks the order of the scales. */
void bw_paths_widen(const double *point, double low, double factor, const bw_draws *draws, uint64_t stream,
                    double *paths);

#endif
