/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exact optimum of the linear relaxation over all pairs.
 *
 * At given prices nearly every item has one bin that is cheaper than all others by a margin. The restricted
 * master (restricted.h) starts from that assignment with the tempting changes of it. All pairs are priced
 * between rounds, at a point between the best prices and the master's (in-out: Ben-Ameur, Neto 2007), and
 * cheaper changes are added, until the bound of the prices meets the objective. Columns are never dropped,
 * so the rounds end.
 *
 * Items that are alike tie between bins. Each begins with another bin of a tie, and has columns for the ones after
 * that: with the first bins of each for all of them, the others would stay empty, whatever the prices say.
 */
#ifndef BW_SOLVER_MASTER_H
#define BW_SOLVER_MASTER_H

#include "solver/dual.h"

typedef enum bw_master_answer {
    BW_MASTER_OPTIMAL,    /**< bound is the optimum of the relaxation to 1e-9 */
    BW_MASTER_BOUND,      /**< a limit or a numerical fault: bound and price hold, bin is a good start */
    BW_MASTER_INFEASIBLE, /**< even the relaxation has no solution: proven by `price` with all costs zero */
    BW_MASTER_FAILED      /**< memory is out */
} bw_master_answer;

typedef struct bw_master_limits {
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    int64_t iterations;  /**< simplex iterations in total; <= 0: none */
    int threads;
    const bw_watch *watch;
} bw_master_limits;

typedef struct bw_master {
    double bound;        /**< D(price) over all pairs */
    double objective;    /**< of the master: equal to bound when optimal; NAN if never solved */
    double *price;       /**< [rows] */
    int32_t *bin;        /**< [items] the bin with the largest share in the vertex */
    double *share;       /**< [items] that share; < 1 for the split items, at most one per coupling row */
    int32_t split;       /**< items with share < 1 - 1e-7 */
    int32_t rounds, columns;
    int64_t iterations;  /**< simplex iterations */
} bw_master;

/** `dual` is where to start. All arrays of the result are there unless the answer is FAILED. */
bw_master_answer bw_master_solve(const bw_program *program, const bw_dual *dual, const bw_master_limits *limits,
                                 bw_master *master);
void bw_master_clear(bw_master *master);

#endif
