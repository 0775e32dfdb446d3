/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices near the best ones for a whole program, over all pairs.
 *
 * bw_dual_solve climbs the smooth stand-in of smooth.h down a falling temperature with Newton steps (the
 * entropic path: Nesterov 2005), on short lists that a pass over all pairs keeps complete. What its prices
 * prove is bound.h's to say.
 */
#ifndef BW_SOLVER_DUAL_H
#define BW_SOLVER_DUAL_H

#include "solver/program.h"

typedef struct bw_dual_limits {
    double gap;          /**< stop when the smooth stand-in is this near (relative); e.g. 1e-5 */
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    int threads;
    const bw_watch *watch;
    double last;         /**< bw_seconds() at which a plan is wanted, and */
    double leave;        /**< times what the first pass took that is left to others until then; 0: any end will do */
} bw_dual_limits;

typedef struct bw_dual {
    double *price;       /**< [rows] the best prices seen */
    double bound;        /**< D(price), see bound.h */
    int32_t *bin;        /**< [items] a plan near the relaxation's: activities differ from its own by few entries */
    double temperature;  /**< at the end: pairs with regret well above it hardly matter */
    double slack;        /**< about how far the bound may be below the optimum */
    int32_t steps;       /**< Newton steps */
    int32_t passes;      /**< over all pairs */
    double pass_seconds; /**< what the first one took */
    bool done;           /**< it went as far as it goes, by counts of steps alone: neither clock nor caller cut it */
} bw_dual;

/** False when memory is out. A program that no plan can satisfy shows as a bound that grows far beyond
 *  all costs; master.h proves it. */
bool bw_dual_solve(const bw_program *program, const bw_dual_limits *limits, bw_dual *dual);
void bw_dual_clear(bw_dual *dual);

#endif
