/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What customers who were left out of a fit say about the spread around it: quantiles and means of residuals, segment
 * by segment. A segment's own count one each; all customers' together count as 20 of them, so that a segment of few
 * has a spread too. Among all of them is the belief that customers differ, as two more customers on a lognormal curve.
 */
#ifndef BW_MODELS_RESIDUALS_H
#define BW_MODELS_RESIDUALS_H

#include "models/base.h"

#define BW_RESIDUAL_FOLDS 5
#define BW_NO_SEGMENT (-1)
#define BW_NO_FOLD (-1)

/** A customer's residual, or a point of the belief. */
typedef struct bw_residual {
    double value, mass;   /**< masses of all sum to 1 */
    int32_t segment, row; /**< row: the customer's; -1: the belief */
} bw_residual;

typedef struct bw_residuals {
    size_t count, customers; /**< count: with the belief */
    bw_residual *all;        /**< [count] by value */
} bw_residuals;

/** From customers' residuals and their segments (or BW_NO_SEGMENT); `customers` > 0. False when memory is out. */
bool bw_residuals_create(size_t customers, const double *value, const int32_t *segment, bw_residuals *made);
void bw_residuals_clear(bw_residuals *residuals);

/** Which fifth of the customers a residual belongs to; BW_NO_FOLD: the belief, which belongs to none. */
int bw_residual_fold(const bw_residual *one);

/** A quantile for a segment (BW_NO_SEGMENT: for any other), without asking the customers of one fold, if any. */
double bw_residuals_quantile(const bw_residuals *of, int32_t segment, int fold, double quantile);

/** The mean of exp(residual) for a segment. */
double bw_residuals_smear(const bw_residuals *of, int32_t segment);

#endif
