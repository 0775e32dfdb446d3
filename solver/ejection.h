/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans under hard capacities (capacity.h) made better by ejection chains, at a price of overload (Yagiura,
 * Ibaraki, Glover 2004, 2006). An item moves to another bin and ejects one of that bin's items, which moves on in
 * the same way, until one finds a bin without ejecting any, or the bin that the first one left. A single shift is
 * the shortest chain, a swap the next.
 *
 * A chain's gain so far is counted in regrets and waste. Of every chain that pays as a whole some rotation pays at
 * every step (Lin, Kernighan 1973), so only chains are followed whose gain, with what the first bin can still
 * gain, is above zero; of each length the best few are kept (a beam). That leaves a few hundred steps for each
 * item to begin with.
 *
 * search.h does the same for programs with any rows, on lists of pairs: shorter chains, each shift priced row by
 * row. With one capacity a bin two numbers price a shift, which is what makes a beam worth its while.
 */
#ifndef BW_SOLVER_EJECTION_H
#define BW_SOLVER_EJECTION_H

#include "solver/capacity.h"

/** A plan under change. One thread's own. Members of bin j are at j * items, `count` of them. */
typedef struct bw_packing {
    const bw_capacity *capacity;
    int32_t *bin, *place;  /**< [items] an item's bin, and its place among the members; bin -1: none yet */
    int32_t *count;        /**< [bins] */
    int32_t *member;       /**< [bins * items] */
    double *need, *regret; /**< [bins * items] of the members */
    double *load;          /**< [bins] */
    double *over_price;    /**< [bins] of a unit above the limit, beyond the price */
    double *waste;         /**< [bins] of what is free, or penalty of what is too much */
    double *most;          /**< [bins] the largest regret of a member */
    double value;          /**< sum of regrets and of waste: what is made small */
    int32_t over;          /**< bins above their limits */
    int32_t *queue;        /**< [items] whose chains are to be tried, as a ring */
    bool *queued;          /**< [items] */
    int32_t first, waiting;
} bw_packing;

/** Every item on its best bin. False when memory is out; bw_packing_close is due in any case. */
bool bw_packing_open(bw_packing *packing, const bw_capacity *capacity);
void bw_packing_close(bw_packing *packing);

/** Puts every item where bin [items] says, or on its best bin where it may not go there. */
void bw_packing_load(bw_packing *packing, const int32_t *bin);

/** Moves an item to another, eligible bin. */
void bw_packing_put(bw_packing *packing, int32_t item, int32_t bin);

/** By how much the value would rise if an item moved to another, eligible bin. */
double bw_packing_shift(const bw_packing *packing, int32_t item, int32_t bin);

/** Sets the price of overload: for each bin so many of its units on top of its price. */
void bw_packing_press(bw_packing *packing, const double *excess);

/** What a plan with these loads [bins] would waste at the prices that are set. */
double bw_packing_waste(const bw_packing *packing, const double *load);

/** Sums loads and values afresh: many small updates drift. */
void bw_packing_refresh(bw_packing *packing);

/** Has an item's chain tried, or those of all members of a bin. */
void bw_packing_queue(bw_packing *packing, int32_t item);
void bw_packing_queue_bin(bw_packing *packing, int32_t bin);

/** Chains for what is queued, until none pays. */
void bw_packing_descend(bw_packing *packing);

#endif
