/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Local search over plans that may miss hard windows for a while: cost plus a weighted violation,
 * with weights that rise while windows are missed and fall while all hold (Yagiura, Ibaraki, Glover
 * 2006: A path relinking approach with ejection chains for the generalized assignment problem).
 *
 * One kind of move does it all: an ejection chain. An item shifts to a bin of its list; then an item
 * of that bin shifts on, to any bin of its own list (back to the first one: a swap); and once more.
 * A chain is taken as soon as it pays. Row activities are kept up to date move by move.
 *
 * ejection.h follows chains as well, where each bin has one hard capacity and no other row. There a shift is priced
 * by two numbers of a dense table, so chains can be longer, several at a time; here any rows, windows and ideals count,
 * a shift is priced row by row, and only the pairs of the lists are known. The two share the paper and nothing that
 * could be written once without making one of them slow.
 */
#ifndef BW_SOLVER_SEARCH_H
#define BW_SOLVER_SEARCH_H

#include "solver/pairs.h"

/** A plan under change. One thread's own. */
typedef struct bw_state {
    const bw_pairs *pairs;
    int64_t *at;       /**< [items] pair in use; -1: none yet */
    double *activity;  /**< [rows] of the pairs in use */
    double *weight;    /**< [rows] price of a unit outside a hard window, for the search only */
    int32_t *first;    /**< [bins] first item in the bin; -1: empty */
    int32_t *next, *previous; /**< [items] items of the same bin; -1: end */
} bw_state;

bw_state *bw_state_create(const bw_pairs *pairs);
void bw_state_free(bw_state *state);

/** Puts an item on a pair of its list (-1: takes it out) and updates activities and lists. */
void bw_state_put(bw_state *state, int32_t item, int64_t pair);

/** Puts every item on its pair of bin [items]; items whose bin is not in their list go to their best. */
void bw_state_load(bw_state *state, const int32_t *bin);
void bw_state_save(const bw_state *state, int32_t *bin);

/** Sums activities afresh: many small updates drift. */
void bw_state_refresh(bw_state *state);

/** Objective of the plan at hand; INFINITY if a hard window is missed by more than the tolerance. */
double bw_state_objective(const bw_state *state);

/** Change of weighted cost if the item shifted to a pair of its list. */
double bw_state_shift(const bw_state *state, int32_t item, int64_t pair);

/** Shifts single items to where the weighted cost is less until no shift pays, in few sweeps over all pairs:
 *  what is left is worth the dearer methods. */
void bw_state_settle(bw_state *state, double end, const bw_watch *watch);

/** How far a search goes. */
typedef struct bw_search_limits {
    int64_t rounds;      /**< descents to a local optimum, each after a kick */
    int64_t work;        /**< shifts priced over all rounds; < 0: none */
    double end;          /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    uint64_t seed;
    double scale;        /**< weight of violation to begin with, per row's price; see search.c */
    const double *price; /**< [rows] prices of the relaxation, or NULL */
} bw_search_limits;

/** Searches from the plan at hand. best [items] gets the best feasible plan; *objective comes in as
 *  its value (INFINITY: none yet) and goes out as the new one. False when memory is out. */
bool bw_search(bw_state *state, const bw_search_limits *limits, int32_t *best, double *objective);

#endif
