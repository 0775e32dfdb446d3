/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A smooth stand-in for the bound D of prices (bound.h), with its gradient and its curvature.
 *
 * At a temperature t > 0 each item's least value becomes -t log sum_j exp(-value_j / t), in which bin j has the
 * share exp(-value_j / t) / sum; the kinks of the rows' h become as soft, and prices are kept off the ends of
 * their ranges by -t log walls. As t falls the stand-in nears D (Nesterov 2005; Cuturi 2013).
 *
 * Sums run over short lists of each item's best bins, which passes over all pairs renew. Where more bins tie than a
 * list holds, items have different ones. Rows that no item can reach both of leave zeros in the curvature, which
 * factor.h uses. Items are summed in blocks that do not depend on the number of threads.
 */
#ifndef BW_SOLVER_SMOOTH_H
#define BW_SOLVER_SMOOTH_H

#include "solver/factor.h"
#include "solver/pricing.h"

#define BW_SMOOTH_LIST 12 /* bins on an item's list, at most */

/** A row: its smooth h is that of rest y + rise (y - away)+ + fall (-y - away)+. */
typedef struct bw_smooth_row {
    double low, high;      /**< prices are kept strictly between; equal: the price is fixed */
    double rest, rise, fall, away;
    double entry;          /**< typical size of an entry: prices move by temperature / entry */
} bw_smooth_row;

/** How an item is spread over the bins of its list. */
typedef struct bw_shares {
    int32_t count;
    double share[BW_SMOOTH_LIST]; /**< they add up to one */
    double value[BW_SMOOTH_LIST];
} bw_shares;

typedef struct bw_smooth {
    const bw_program *program;
    int threads;
    double temperature;    /**< in cost; set by bw_smooth_begin, lowered by the caller */
    double scale;          /**< the size of all costs together */
    bw_smooth_row *row;    /**< [rows] */

    int32_t most;          /**< bins on a list, at most */
    int32_t *count;        /**< [items] */
    int32_t *bin;          /**< [items * most] cheapest at the last prices; where more tie, some of these */
    double *cost;          /**< [items * most] */
    double *entry;         /**< [items * most * slots] */
    double *least;         /**< [items] least value in the last pass */
    double *reach_of;      /**< [items] the last value of the list above it */
    double reach;          /**< how far the last bin of a list is from the first, on average */

    double value, exact;   /**< the stand-in, and D on the lists, where it was last evaluated */
    double *gradient;      /**< [rows] of the stand-in; blocks of items add theirs behind it */
    double *matrix;        /**< its curvature, less than nothing turned round: positive definite; as gradient */
    bw_factor factor;      /**< where the matrix has its entries */

    bw_pricing pricing;
    int32_t blocks;
    double *value_sum, *exact_sum; /**< [blocks] */
} bw_smooth;

/** Room for a program. False when memory is out; even then bw_smooth_close is to be called. */
bool bw_smooth_open(bw_smooth *smooth, const bw_program *program, int threads);
void bw_smooth_close(bw_smooth *smooth);

/** A pass over all pairs at prices inside their ranges: makes the lists, and finds which rows meet. *bound is
 *  D(price), or -INFINITY if the clock or the caller ended the pass early. False when memory is out. */
bool bw_smooth_list(bw_smooth *smooth, const double *price, double end, const bw_watch *watch, double *bound);

/** A first temperature, by how far apart the bins of the lists are; the rows in its measure; and prices to
 *  start from. False when memory is out. */
bool bw_smooth_begin(bw_smooth *smooth, double *price);

/** The stand-in with gradient and matrix at prices strictly inside the rows' ends. */
void bw_smooth_evaluate(bw_smooth *smooth, const double *price);

/** An item's shares at these prices. Returns its smooth least value; *least is its least value on the list. */
double bw_smooth_shares(const bw_smooth *smooth, const double *price, int32_t item, bw_shares *shares,
                        double *least);

#endif
