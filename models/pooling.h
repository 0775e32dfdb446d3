/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A robust linear regression whose coefficients are drawn towards zero, group by group: how far is learned from the
 * data. So a segment with few accounts says little, one with many says what it is (partial pooling).
 *
 * y = X b + e, b_j ~ N(0, t_g^2) for the group g of column j. The t_g^2 and the variance of e are those that make
 * the data likeliest (empirical Bayes: Efron, Morris 1973), by the fixed point of MacKay 1992. Rows are weighed by
 * their residual over the median absolute deviation (Holland, Welsch 1977): first by Huber's curve, begun from
 * gsl_multifit_robust on the first columns, so that a group that lies far off is still seen, then by Tukey's
 * bisquare, which gives up what stands out. Residuals of rows left out follow in closed form (Allen 1974).
 *
 * Rows are sparse. Cost: rows x width^2 + columns^3 a round; rounds and iterations are fixed in number.
 */
#ifndef BW_MODELS_POOLING_H
#define BW_MODELS_POOLING_H

#include "models/base.h"

typedef struct bw_pool_rows {
    size_t rows, columns;
    size_t width;          /**< entries of a row */
    const int32_t *column; /**< [rows * width]; -1: no entry */
    const double *value;   /**< [rows * width] */
    const double *target;  /**< [rows] */
    size_t start;          /**< the first columns, which the start is made of */
    size_t groups;
    const int32_t *group;  /**< [columns] 0: free, not drawn towards anything; 1 .. groups - 1 */
} bw_pool_rows;

/** Fits: coefficient [columns], left_out [rows] residuals of rows that were left out of the fit (weights and variances
 *  kept). Columns without an entry get 0. Constant targets, more columns than rows and columns that are alike
 *  are fine. False when memory is out. */
bool bw_pool_fit(const bw_pool_rows *rows, double *coefficient, double *left_out);

#endif
