/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes forecasts of accounts and of groups of them agree, where groups may cross (regions and segments).
 *
 * Trace minimisation (Wickramasuriya, Athanasopoulos, Hyndman 2019) in its projection form:
 *
 *     leaf + (W C')_leaf (C W C')^-1 (sum of leaves - node),   C = [1, -sums]
 *
 * W is the covariance of the forecasts' errors, shrunk to its diagonal by the share of Schaefer and
 * Strimmer (2005). Its two parts, a diagonal and the product of a few rows of errors, are never
 * multiplied out: a product with C W C' costs one walk over the accounts, and the system, with one row
 * per group, is solved by conjugate gradients. So the full W of 100,000 accounts needs no matrix.
 */
#ifndef BW_MODELS_FORECAST_MINT_H
#define BW_MODELS_FORECAST_MINT_H

#include "models/forecast/levels.h"
#include "models/settings.h"

/** Errors of held-out months, `rows` of each account and of each node, one after the other. The months are
 *  the same for all. */
typedef struct bw_past_errors {
    size_t rows;
    const float *leaf; /**< [accounts * rows] */
    const float *node; /**< [nodes * rows] */
    /** Standard deviations of the years' own paths, which stand in where rows is 0; NULL: not known. */
    const double *leaf_spread, *node_spread;
} bw_past_errors;

/** Reconciles. leaf [accounts], node [nodes]: forecasts of one year, NAN of a group that has none of its own.
 *  coherent [accounts]: what the accounts become; sums of it are the groups' forecasts. No account falls below 0
 *  unless it was there. Without rows MINT and WLS go by the spread of paths, and without that they become STRUCTURAL.
 *  share, where not NULL, gets the share by which W was shrunk. False when memory is out. */
bool bw_reconcile_groups(const bw_levels *levels, bw_agreement method, const bw_past_errors *past,
                         const double *leaf, const double *node, double *coherent, double *share);

#endif
