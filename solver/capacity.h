/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programs in which every bin has one hard capacity of its own and an item's need depends on the bin (generalized
 * assignment), as dense tables at given prices u of the capacities.
 *
 * With regret(i, j) = cost + u_j need - the least of that over all bins, a plan costs
 *
 *     bound(u) + sum over items of the regret of their bin + sum over bins of what they waste,
 *
 * where a bin wastes u_j for each unit that is left free. Every term is >= 0, so how far a plan is from the bound
 * is seen item by item and bin by bin, and what could be gained by taking an item away is known before it is
 * tried. Searches of such programs work on these numbers alone.
 */
#ifndef BW_SOLVER_CAPACITY_H
#define BW_SOLVER_CAPACITY_H

#include "solver/pairs.h"

typedef struct bw_capacity {
    int32_t items, bins, width;
    double *need, *regret;  /**< [items * bins] item by item; regret INFINITY: not eligible */
    int32_t *list;          /**< [items * width] an item's bins by rising regret; -1: no more */
    double *limit, *price;  /**< [bins] the capacity, and its price >= 0 */
    double *slack;          /**< [bins] a load may miss the limit by so much */
    double *unit;           /**< [bins] what penalties of overload are measured in: > 0, about the price */
    double scale;           /**< mean regret of an item's second-best bin: what a small change is */
} bw_capacity;

/** Is the program of this kind, and small enough for the tables? */
bool bw_capacity_applies(const bw_program *program);

/** price [rows]; lists of `width` bins. False when memory is out; bw_capacity_close is due in any case. */
bool bw_capacity_open(bw_capacity *capacity, const bw_pairs *pairs, const double *price, int32_t width);
void bw_capacity_close(bw_capacity *capacity);

#endif
