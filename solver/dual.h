/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lower bound and prices for a whole program, over all pairs.
 *
 * With a price y_r on every coupling row each item takes its cheapest bin, and
 *
 *     D(y) = sum_i min_j ( cost(i,j) + sum_r y_r entry_r(i,j) ) - sum_r h_r(y_r),
 *     h_r(y) = max_a ( y a - penalty_r(a) )
 *
 * is a lower bound for any y (Geoffrion 1974). D is concave; its maximum is the optimum of the linear
 * relaxation. bw_dual_solve climbs a smooth stand-in, min by -t log sum exp(-./t), down a falling
 * temperature t with Newton steps (the entropic path: Nesterov 2005; Cuturi 2013), on short candidate
 * lists that a pass over all pairs keeps complete. Rows that are out of reach of each other leave
 * zeros in the Newton matrix, which factor.h uses.
 *
 * Sign: y_r > 0 makes activity dear (it presses on the high end), y_r < 0 makes it welcome.
 */
#ifndef BW_SOLVER_DUAL_H
#define BW_SOLVER_DUAL_H

#include "solver/program.h"

/** h_r(y); INFINITY where y is outside the row's price range. */
double bw_row_conjugate(const bw_row *row, double price);

/** The prices a row can have, *low <= 0 <= *high: infinite for hard rows, 0 on a side that has no end. */
void bw_row_prices(const bw_row *row, double *low, double *high);

/** D(price) over all pairs, summed in a fixed order: the same for any number of threads. best [items] and
 *  margin [items] may be NULL: the cheapest bin (lowest index of equals) and how much dearer the next one
 *  is (INFINITY if there is none). Prices outside a row's range are moved into it. NAN: memory is out. */
double bw_dual_bound(const bw_program *program, const double *price, int threads, int32_t *best, double *margin);

typedef struct bw_dual_limits {
    double gap;          /**< stop when the smooth stand-in is this near (relative); e.g. 1e-5 */
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    int threads;
    const bw_watch *watch;
} bw_dual_limits;

typedef struct bw_dual {
    double *price;       /**< [rows] the best prices seen */
    double bound;        /**< D(price) */
    int32_t *bin;        /**< [items] a plan near the relaxation's: activities differ from its own by few entries */
    double temperature;  /**< at the end: pairs with regret well above it hardly matter */
    double slack;        /**< about how far the bound may be below the optimum */
    int32_t steps;       /**< Newton steps */
    int32_t passes;      /**< over all pairs */
} bw_dual;

/** False when memory is out. A program that no plan can satisfy shows as a bound that grows far beyond
 *  all costs; master.h proves it. */
bool bw_dual_solve(const bw_program *program, const bw_dual_limits *limits, bw_dual *dual);
void bw_dual_clear(bw_dual *dual);

#endif
