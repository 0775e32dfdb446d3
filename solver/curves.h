/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The months of the company and of its largest segments, regions and managers, path by path.
 *
 * They are summed while accounts are forecast and so before reconciliation, which sets every account's
 * year. Afterwards the sums are raked (iterative proportional fitting, Deming and Stephan 1940): each path
 * to its reconciled year, each month to the sum of the accounts' reconciled means. What scaling cannot settle, because
 * of returns or of months without sales, is settled by shifts (least squares, in the same paper).
 */
#ifndef BW_SOLVER_CURVES_H
#define BW_SOLVER_CURVES_H

#include "models/forecast/levels.h"
#include "solver/crowd.h"

/** At most this many groups of each of these levels get curves of their own: the largest. */
#define BW_CURVES_SHOWN ((size_t)8)
#define BW_CURVE_LEVELS ((size_t)3)
#define BW_CURVES_MAX (1 + BW_CURVE_LEVELS * BW_CURVES_SHOWN)

typedef struct bw_curves {
    const bw_crowd *crowd;
    size_t accounts, paths, count;
    int32_t node[BW_CURVES_MAX];   /**< the company's; segments', regions' and managers', largest first */
    int32_t *own[BW_CURVE_LEVELS]; /**< [accounts] the account's curve among those of a level; -1: none */
    double *block;      /**< [BW_CROWD_BLOCKS * count * paths * 12], month by month */
} bw_curves;

/** Sums the panel's booked months, past [count * months], in money. */
void bw_curves_sum_past(const bw_curves *curves, const bw_panel *panel, double *past);

/** Room for the curves; with many paths fewer groups get one. crowd must be set. False when memory is out;
 *  bw_curves_free is due in any case. */
bool bw_curves_open(bw_curves *curves, const bw_levels *levels);
void bw_curves_free(bw_curves *curves);

/** Adds an account's paths of month h; called by the thread that has the account's block. */
void bw_curves_add(bw_curves *curves, size_t account, size_t h, const double *value);

/** Rakes the curves to the accounts' reconciled years [accounts * paths] and means [accounts * 12]. curve
 *  [count * paths * 12]: path s of month h of curve c at (c * paths + s) * 12 + h. */
void bw_curves_close(bw_curves *curves, const float *year, const float *mean, double *path_year, float *curve);

#endif
