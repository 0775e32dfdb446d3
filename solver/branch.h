/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Branch and bound for multiple-choice programs: small parts of a plan solved exactly, and the nodes of a
 * proof (proof.h) finished or lifted.
 *
 * An item that the relaxation splits is branched on by what both sides are seen, or have been seen, to raise the
 * bound by: a few pivots of a look first, averages of earlier looks once there are some (reliability branching:
 * Achterberg, Koch, Martin 2005).
 *
 * Depth first, so that a child's relaxation starts from its parent's last prices and ties and takes a
 * handful of pivots. At every node the candidates whose regret exceeds cutoff - bound are dropped for the
 * whole subtree (reduced-cost fixing), and items with one candidate left become part of the constant, so
 * nodes get smaller and faster on the way down. Limits count work, not time.
 */
#ifndef BW_SOLVER_BRANCH_H
#define BW_SOLVER_BRANCH_H

#include "solver/relax.h"

typedef struct bw_branch_limits {
    double cutoff;  /**< only solutions below it matter; INFINITY: any */
    double grain;   /**< objectives are whole multiples of it, and so is the cutoff; 0: any number */
    int64_t work;   /**< candidates priced; <= 0: none */
    double end;     /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    double slack;   /**< picks by so much above the cutoff are kept too when they turn up */
} bw_branch_limits;

typedef struct bw_branch_result {
    bool found, finished; /**< finished: nothing below min(cutoff, objective) remains */
    double objective;     /**< of the best pick; cutoff + slack if none was found */
    double bound;         /**< proven for the choices: min(cutoff, objective) if finished */
    int64_t nodes, work;
    int32_t item, candidate; /**< what is best branched on first, by all that was seen; item -1: nothing, or finished */
} bw_branch_result;

/** The bound below which a pick must stay to be worth more than a plan of this objective. */
double bw_branch_below(double objective, double grain);

/** Finds the best pick [items] below the cutoff. price [rows] is where to start (NULL: zero). False when
 *  memory is out. */
bool bw_branch(const bw_choices *choices, const double *price, const bw_branch_limits *limits, int32_t *pick,
               bw_branch_result *result);

#endif
