/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans improved part by part: a few bins that compete for the same items are opened, everything else
 * stays, and the part is solved exactly by branch and bound (branch.h). Which bins: those where the
 * prices say something is to be gained. The distance of a plan from the bound is exactly
 *
 *     sum over items of the regret of their pair + sum over rows of what their activity wastes at its price,
 *
 * so a bin's share of it is how much better it can get at most, and bins are drawn by that share, their
 * neighbours by how many items could as well go there, and by what they lose where they share a row that has a price,
 * as a budget does: bins that no item goes between can trade it (large neighbourhood search: Shaw 1998; partial
 * optimisation by subproblems: Taillard, Voss 2002, POPMUSIC).
 *
 * Disjoint parts are chosen first, solved at the same time, and applied in order, so that the plan does
 * not depend on threads. Parts start with two bins and grow while nothing is gained; one whose bins have not
 * changed since it was solved is not solved again. When no part gains any more, one is solved for costs with
 * some chance in them, and the climb starts again; what is worse in the end is undone (iterated local
 * search: Lourenco, Martin, Stuetzle 2003).
 */
#ifndef BW_SOLVER_NEIGHBOURHOOD_H
#define BW_SOLVER_NEIGHBOURHOOD_H

#include "solver/search.h"

typedef struct bw_improve_limits {
    int64_t parts;       /**< parts to solve; < 0: no limit */
    int64_t extra;       /**< candidates priced up to which more parts are solved while that pays; 0: none */
    int64_t *left;       /**< candidates that parts may price, less those they have priced; NULL: any number */
    int64_t kicks;       /**< kicks in a row that may be in vain */
    int64_t work;        /**< candidates priced per part to begin with */
    int32_t most;        /**< bins of a part at the most; 0: any */
    double target;       /**< stop at this objective */
    const bw_row *missed; /**< [rows] hard windows whose bins alone matter, until all hold; NULL: any bin */
    double grain;        /**< objectives are whole multiples of it; 0: any number */
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    const double *price; /**< [rows] prices of the relaxation */
    double bound, begun; /**< for progress */
    uint64_t seed;
    int threads;
} bw_improve_limits;

/** Improves the feasible plan at hand; *objective comes in as its value and goes out as the new one.
 *  False when memory is out. */
bool bw_improve(bw_state *state, const bw_improve_limits *limits, double *objective);

#endif
