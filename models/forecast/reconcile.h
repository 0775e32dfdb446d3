/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes forecasts of a hierarchy agree: parents get the sum of their children.
 *
 * All methods are generalised least squares, y = S (S' W^-1 S)^-1 S' W^-1 base, for different W
 * (Wickramasuriya, Athanasopoulos, Hyndman 2019). With a diagonal W on a tree the exact answer takes
 * two passes and no matrix, so 100,000 accounts are no burden. For a full W see mint.h.
 */
#ifndef BW_MODELS_FORECAST_RECONCILE_H
#define BW_MODELS_FORECAST_RECONCILE_H

#include "models/base.h"

/** Nodes with every parent before its children; parent[0] is -1 and node 0 the root of all. */
typedef struct bw_tree {
    size_t count;
    const int32_t *parent; /**< [count] */
} bw_tree;

typedef enum bw_reconciliation {
    BW_BOTTOM_UP,      /**< leaves as they are */
    BW_OLS,            /**< W = 1 */
    BW_WLS_STRUCTURAL, /**< W = number of leaves below */
    BW_WLS_VARIANCE    /**< W = variance of each node's error */
} bw_reconciliation;

/** Reconciles base [count] into coherent [count]. variance [count] > 0 is read by BW_WLS_VARIANCE alone
 *  and may else be NULL. Not negative when `floor_zero`: leaves below 0 become 0 before sums are made.
 *  False when memory is out. */
bool bw_reconcile_tree(const bw_tree *tree, bw_reconciliation method, const double *base, const double *variance,
                       bool floor_zero, double *coherent);

#endif
