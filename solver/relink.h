/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans for programs of hard capacities (capacity.h), in the way of Yagiura, Ibaraki and Glover (2004, 2006):
 * descents by ejection chains at a price of overload, from many plans, and a reference set of the best ones.
 *
 * A trail is a random walk among ends of descents (Martin, Otto, Felten 1991): a kick moves two items, a descent
 * follows, and the new plan is kept if it is better, or by chance if it is a little worse. The price of overload
 * rises on the way, from where bins are half open to where capacities hold. The first trails begin where the
 * relaxation does; later ones as well on paths between two plans of the reference set (Glover, Laguna, Marti
 * 2000), with the price well on its way.
 *
 * Trails go in pairs of their own random streams, so that plans do not depend on threads.
 */
#ifndef BW_SOLVER_RELINK_H
#define BW_SOLVER_RELINK_H

#include "solver/capacity.h"

typedef struct bw_relink bw_relink;

typedef struct bw_relink_limits {
    int64_t kicks;       /**< of each trail */
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    int threads;
} bw_relink_limits;

/** price [rows] of the relaxation. NULL when memory is out. */
bw_relink *bw_relink_create(const bw_pairs *pairs, const double *price, uint64_t seed);
void bw_relink_free(bw_relink *relink);

/** Goes a few more trails. False when memory is out. */
bool bw_relink_go(bw_relink *relink, const bw_relink_limits *limits);

/** The best feasible plan so far, bin [items]; NULL if there is none. */
const int32_t *bw_relink_best(const bw_relink *relink);

#endif
