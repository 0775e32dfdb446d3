/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pairs worth looking at: for every item a short list of bins, cheapest first at given
 * prices of the coupling rows. Search, neighbourhoods and branching work on these pairs only;
 * nothing of size items x bins is stored unless the lists are asked to be that long.
 *
 * The reduced value of a pair is cost + sum_r price_r entry_r; an item's regret of a pair is its
 * reduced value above the item's best one, over all bins. A plan better than U can only use pairs
 * with regret <= U - bound (reduced-cost fixing), which is how lists shrink without losing the proof.
 */
#ifndef BW_SOLVER_PAIRS_H
#define BW_SOLVER_PAIRS_H

#include "solver/program.h"

typedef struct bw_pairs {
    const bw_program *program;
    int64_t *start;  /**< [items + 1] item's pairs are start[i] .. start[i+1]-1, by rising regret */
    int32_t *bin;    /**< [count] */
    double *cost;    /**< [count] */
    double *regret;  /**< [count] >= 0 */
    double *entry;   /**< [count * slots] */
    double *horizon; /**< [items] every bin with a smaller regret is in the list; INFINITY: all eligible bins are */
    double base;     /**< sum over items of the best reduced value over all bins; -INFINITY if not all were looked at */
} bw_pairs;

typedef struct bw_pairs_limits {
    const double *price; /**< [rows]; NULL: zero */
    int32_t per_item;    /**< at most so many bins each, */
    double reach;        /**< those with regret <= reach, always the best one, */
    const int32_t *keep; /**< [items] plus this bin where it is >= 0 and eligible; may be NULL */
    double end;          /**< bw_seconds() at which to stop: what is left then gets its kept bin, or its best one */
    const bw_watch *watch;
    int threads;
} bw_pairs_limits;

/** NULL when memory is out. */
bw_pairs *bw_pairs_create(const bw_program *program, const bw_pairs_limits *limits);
void bw_pairs_free(bw_pairs *pairs);

/** The pair of an item and a bin, or -1 if it is not in the list. */
int64_t bw_pairs_find(const bw_pairs *pairs, int32_t item, int32_t bin);

#endif
