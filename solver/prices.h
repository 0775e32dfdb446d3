/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The relaxation of a whole program: prices of the coupling rows, the bound they prove over all pairs of
 * items and bins, and the lists of pairs worth looking at.
 *
 * The relaxation is solved on short lists (relax.h); then every bin is priced for every item, which gives
 * the bound over all pairs and better lists; and again, until no bin outside the lists prices out. Then
 * the bound is the optimum of the relaxation. (Column generation over generalized upper bounds: Dantzig,
 * Van Slyke 1967.) Any prices give a valid bound, so stopping early loses tightness and nothing else.
 */
#ifndef BW_SOLVER_PRICES_H
#define BW_SOLVER_PRICES_H

#include "solver/pairs.h"

typedef struct bw_prices {
    double *price;    /**< [rows] best prices known */
    double bound;     /**< proven by them over all pairs */
    bool exact;       /**< the bound is the optimum of the relaxation, to 1e-9 */
    bool impossible;  /**< the relaxation itself has no solution */
    bw_pairs *pairs;  /**< lists at these prices */
    int32_t *bin;     /**< [items] each item's larger share in the relaxation */
} bw_prices;

/** How to look for prices. */
typedef struct bw_prices_limits {
    int32_t per_item;    /**< length of the lists */
    const int32_t *keep; /**< [items] bins that stay in the lists; may be NULL */
    const double *price; /**< [rows] good prices known already: lists are made for them and that is all; or NULL */
    double end;          /**< bw_seconds() at which to stop */
    const bw_watch *watch;
    int threads;
} bw_prices_limits;

/** False when memory is out. Even then bw_prices_clear is to be called. */
bool bw_prices_find(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices);
void bw_prices_clear(bw_prices *prices);

/** What a row adds to the bound at a price: min over activities s of penalty(s) - price s; -INFINITY if
 *  there is no least. */
double bw_row_dual(const bw_row *row, double price);

#endif
