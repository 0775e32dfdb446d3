/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans for programs of hard capacities (capacity.h) by path relinking with ejection chains (Yagiura, Ibaraki, Glover
 * 2006; Glover, Laguna, Marti 2000).
 *
 * A reference set holds the best ends of descents, feasible or not, by their value at a price of overload. Each
 * descent begins a few steps from one plan of the set towards another, on the path that takes the cheapest step each
 * time: what belongs together tends to move together, and what is far away stays as it is. The price of overload is
 * each bin's own: it rises a little for bins that are over their limits at the end of a descent, and falls for all
 * when none is. So the set hovers where plans are just about feasible, and what it prefers shifts all the time.
 *
 * Islands have a set, prices and random numbers of their own each, so that plans do not depend on threads. From time
 * to time each shows the other its best plan (Tanese 1989).
 */
#ifndef BW_SOLVER_RELINK_H
#define BW_SOLVER_RELINK_H

#include "solver/capacity.h"

typedef struct bw_relink bw_relink;

typedef struct bw_relink_limits {
    int64_t descents;    /**< of each island */
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    int threads;
} bw_relink_limits;

/** price [rows] of the relaxation. NULL when memory is out. */
bw_relink *bw_relink_create(const bw_pairs *pairs, const double *price, uint64_t seed);
void bw_relink_free(bw_relink *relink);

/** Goes on with all islands, which then exchange their best plans. */
void bw_relink_go(bw_relink *relink, const bw_relink_limits *limits);

/** The best feasible plan so far, bin [items]; NULL if there is none. */
const int32_t *bw_relink_best(const bw_relink *relink);

#endif
