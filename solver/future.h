/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forecasts a whole panel so that all sums agree: the one thing that a run does once and that the rolling
 * backtest does for many origins.
 *
 *     accounts and groups, each from its own months -> reconciled years -> accounts' paths scaled to them
 *
 * An account keeps its rhythm: all its months and paths are scaled by one factor. Groups are then sums of
 * accounts, path by path, for any territories.
 */
#ifndef BW_SOLVER_FUTURE_H
#define BW_SOLVER_FUTURE_H

#include "models/forecast/levels.h"
#include "models/forecast/panel.h"
#include "models/forecast/words.h"
#include "models/settings.h"

typedef struct bw_future_order {
    const bw_panel *panel;
    const bw_levels *levels;
    const bw_settings *settings;
    const bw_watch *watch;
    size_t gap;             /**< months between the history and the year: forecast and dropped */
    const double *length;   /**< [12] lengths of the year's months, as in the panel; NULL: all 1 */
} bw_future_order;

typedef struct bw_future {
    float *year;                  /**< [accounts * paths] */
    float *mean, *p10, *p50, *p90; /**< [accounts * 12] */
    double *year_mean;            /**< [accounts] */
    double *base;                 /**< [accounts] years before reconciliation */
    double *node_base, *node_mean; /**< [nodes] groups' own forecasts, and sums of the reconciled accounts */
    size_t curves;
    const int32_t *curve_node;    /**< [curves] the company; segments, regions and managers by revenue */
    const double *curve_past;     /**< [curves * the panel's months] booked */
    float *curve;                 /**< [curves * paths * 12] path s of month h at (curve * paths + s) * 12 + h */
    const char **method;          /**< [accounts] */
    bw_basis *basis;              /**< [accounts] */
    bw_backtest backtest;
    double width_factor;
    double shrink;                /**< share by which MinT's covariance was shrunk to its diagonal */
} bw_future;

/** Makes the forecast in memory. Errors: BW_FAILED (memory), BW_INTERRUPTED. */
bw_status bw_future_make(const bw_future_order *order, bw_arena *memory, bw_future *future, bw_error *error);

/** The curves [future->curves] as a caller sees them; months: of the panel. NULL when memory is out. */
const bw_curve *bw_future_curves(const bw_future *future, const bw_levels *levels, size_t paths, size_t months,
                                 bw_arena *memory);

#endif
