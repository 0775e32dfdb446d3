/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The relaxation of a whole program: prices of the coupling rows, the bound they prove over all pairs of
 * items and bins, a vertex to round, and the lists of pairs worth looking at.
 *
 * The smooth dual (dual.h) comes near the best prices, and GLPK solves the linear program that is left
 * (master.h): an optimum over all pairs. Any prices give a valid bound, so where the dual is cut short or
 * GLPK fails, the best prices known are taken: the bound is less tight, `exact` says so, and nothing else
 * is lost.
 */
#ifndef BW_SOLVER_PRICES_H
#define BW_SOLVER_PRICES_H

#include "solver/pairs.h"

typedef struct bw_prices {
    double *price;    /**< [rows] best prices known */
    double bound;     /**< proven by them over all pairs */
    bool exact;       /**< the bound is the optimum of the relaxation, to 1e-9 */
    bool settled;     /**< exact, or, with too many rows for GLPK, as near as the dual comes by
                           counts of steps: where the clock stands when it comes back makes no difference */
    bool hurried;     /**< the clock leaves no time for lists as long as asked for, nor to round with care */
    bool impossible;  /**< the relaxation itself has no solution: `price` proves it, see bw_prices_rule_out */
    bw_pairs *pairs;  /**< lists at these prices */
    int32_t *bin;     /**< [items] each item's larger share in the relaxation */
} bw_prices;

/** How to look for prices. */
typedef struct bw_prices_limits {
    int32_t per_item;    /**< length of the lists */
    const int32_t *keep; /**< [items] bins that stay in the lists; may be NULL */
    double begun, end;   /**< bw_seconds() at the start, and at which to stop: INFINITY for none */
    const bw_watch *watch;
    int threads;
} bw_prices_limits;

/** False when memory is out. Even then bw_prices_clear is to be called. */
bool bw_prices_find(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices);
void bw_prices_clear(bw_prices *prices);

/** Do these prices prove that no plan, not even one with items split between bins, is inside all hard windows?
 *  So it is if every item on the bin that costs it least in prices alone still costs more than the windows
 *  allow (Farkas 1902), by more than the windows may be missed by. Looks at all pairs, and at nothing that
 *  was computed before. */
bool bw_prices_rule_out(const bw_program *program, const double *price, int threads);

#endif
