/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The restricted master: the linear relaxation over the columns at hand, in GLPK.
 *
 * It starts from a base assignment, the cheapest bins at given prices (its origin), and holds one column per
 * change: item i from its base bin to bin j. Costs are taken at the origin's prices, so that GLPK's dual simplex
 * starts where those prices are, with one row per coupling row and no more; the pieces of a row's penalty make
 * up for what changes do not. An item's changes must not exceed one in total; that row is added when it is
 * broken (Dantzig's generalized upper bounds, made lazy).
 *
 * A hard window may be missed at a price, so that there always is a solution; where one is missed the price is
 * to be raised.
 *
 * All but the accessors give false on a fault of GLPK and when memory is out: no prices come of it then, and
 * those that the caller has still hold.
 */
#ifndef BW_SOLVER_RESTRICTED_H
#define BW_SOLVER_RESTRICTED_H

#include "solver/program.h"

typedef struct bw_restricted bw_restricted;

/** A change of an item from its base bin to another. */
typedef struct bw_change {
    int32_t item, bin;
    double cost;         /**< above the base bin, at the origin's prices */
} bw_change;

/** The base assignment [items] and no changes, at the origin's prices [rows]: both stay the caller's and must outlive
 *  it. dear: a price that missing a hard window by a typical entry must exceed, as it exceeds those of the origin. */
bw_restricted *bw_restricted_create(const bw_program *program, const int32_t *base, const double *origin, double dear);
void bw_restricted_free(bw_restricted *restricted);

/** Adds changes that are not there yet. */
bool bw_restricted_add(bw_restricted *restricted, const bw_change *changes, size_t count);

/** Is the bin among those that the item can go to here? */
bool bw_restricted_has(const bw_restricted *restricted, int32_t item, int32_t bin);

/** The optimum over the columns at hand with no item's changes above one. Its prices [rows] are inside the rows'
 *  ranges; *above is what it costs above the base assignment at the origin's prices. False, too, when the clock,
 *  the caller or the limit of simplex iterations since its creation (<= 0: none) ended it. */
bool bw_restricted_solve(bw_restricted *restricted, int64_t iterations, double end, const bw_watch *watch,
                         double *price, double *above);

/** Does the solution miss a hard window? */
bool bw_restricted_misses(const bw_restricted *restricted);

/** Raises the price of missing hard windows by a factor of a hundred. */
bool bw_restricted_stretch(bw_restricted *restricted);

/** The bin with an item's largest share in the last solution, and that share: the whole base bin if there is none. */
int32_t bw_restricted_bin(const bw_restricted *restricted, int32_t item, double *share);

const double *bw_restricted_entries(const bw_restricted *restricted); /**< [rows] typical size of an entry */
int32_t bw_restricted_columns(const bw_restricted *restricted);
int64_t bw_restricted_iterations(const bw_restricted *restricted);    /**< simplex iterations so far */

#endif
