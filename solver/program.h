/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An assignment program as the engine sees it. No word of sales here: items (accounts, or
 * families that stay together) go to bins (reps).
 *
 *     min   sum_i cost(i, x_i) + sum_r penalty_r( activity_r )
 *     with  x_i in the eligible bins of item i,
 *           activity_r = sum_i entry_r(i, x_i)
 *
 * penalty_r is convex and piecewise linear: 0 at the ideal, ideal_price per unit away from it
 * inside [low, high], and violation_price per unit outside (in addition). A violation price of
 * INFINITY makes the window hard.
 *
 * Each bin takes part in at most `slots` coupling rows; bin_row names them. A row that is shared
 * by all bins (a budget), by the bins of a group (a manager's window) or that belongs to one bin
 * (a balance window) is all the same to the engine.
 *
 * Costs and entries are computed on demand by `fill`; nothing of size items x bins is stored, but for small
 * programs (tabulated.h).
 * `fill` must be a pure function: it is called from many threads.
 */
#ifndef BW_SOLVER_PROGRAM_H
#define BW_SOLVER_PROGRAM_H

#include "models/base.h"

#define BW_NUMBER_MAX 1e15 /* larger numbers do not add up any more */
#define BW_SLOTS_MAX 64

/** A coupling row. low <= high; either may be infinite. */
typedef struct bw_row {
    double low, high;
    double violation_price; /**< >= 0 per unit outside the window; INFINITY: hard */
    double ideal;           /**< low <= ideal <= high; used if ideal_price > 0 */
    double ideal_price;     /**< >= 0 per unit of |activity - ideal| */
} bw_row;

typedef struct bw_program {
    int32_t items, bins, rows, slots;
    const bw_row *row;        /**< [rows] */
    const int32_t *bin_row;   /**< [bins * slots] row of slot k of bin j at j * slots + k; -1: unused */
    /** Writes item's cost and row entries for `count` bins (for all bins if chosen is NULL, then
     *  count == bins): cost[c], and entry[c * slots + k] for slot k. cost INFINITY: not eligible.
     *  Entries of unused slots are 0. All numbers are finite otherwise. */
    void (*fill)(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost, double *entry);
    const void *model;
    /** True if entries of an item are the same for every bin that uses the slot (entry depends on the
     *  slot only). Lets the engine price a bin with one multiplication per slot. What is beyond an elastic window may
     *  be a cost instead, as dear as missing it: then the price of the whole entry is a lower bound. */
    bool uniform_entries;
    /** Optional, for uniform entries: writes a lower bound on item's cost for all bins (-INFINITY where nothing
     *  is known) and its entry [slots], much faster than fill. Passes over all pairs then ask fill only for
     *  the few bins that can matter. */
    void (*floor)(const void *model, int32_t item, double *least, double *entry);
} bw_program;

/** Cost of activity under a row: penalty_r(activity). INFINITY when a hard window is missed by more
 *  than tolerance x max(1, |bound|). */
double bw_row_penalty(const bw_row *row, double activity, double tolerance);

/** How far activity lies outside the window, >= 0. */
double bw_row_violation(const bw_row *row, double activity);

/** Objective of an assignment, INFINITY if it is not feasible; activity [rows] may be NULL. */
double bw_program_objective(const bw_program *program, const int32_t *bin_of_item, double *activity);

/** Checks every number of the program once: costs up to BW_NUMBER_MAX in size or +INFINITY, entries, windows and
 *  ideals up to it, windows in order, every item with an eligible bin. Beyond 5e6 pairs 64 bins of every item are
 *  checked; nothing unchecked is used even so, since pricing takes a pair with a number that is not finite as not
 *  eligible (bw_pricing_value), and lp.h checks every number again on its way to GLPK. Errors: BW_BAD_INPUT,
 *  BW_IMPOSSIBLE. */
bw_status bw_program_validate(const bw_program *program, bw_error *error);

/** How the engine is asked to work. */
typedef struct bw_effort {
    double gap;          /**< stop at this gap */
    double seconds;      /**< safety clock */
    int64_t rounds;      /**< work limit: neighbourhoods per item count, see neighbourhood.h; < 0: none */
    int threads;         /**< >= 1 */
    uint64_t seed;
} bw_effort;

/** What the engine found. Arrays belong to the caller's solution and go with bw_solution_clear. */
typedef struct bw_solution {
    bw_outcome outcome;
    double objective, bound; /**< bound: proven, over all pairs; -INFINITY if none */
    bool searched;           /**< is the bound above what the prices prove, by branch and cut? */
    bool settled;            /**< do the prices prove the relaxation's optimum? Not where time or GLPK gave out */
    int32_t *bin;            /**< [items]; NULL if no plan */
    double *price;           /**< [rows] duals y: bound = sum_i min_j(cost + sum y a) - h(y); NULL if none */
    double *activity;        /**< [rows] of the plan */
    const char *stopped_by;  /**< "optimal", "gap", "work limit", "time limit", "interrupted" */
    double seconds;
} bw_solution;

/** bound, plan and proof for any program: the engine's one entrance (engine.c). `start` [items] may
 *  hold a known assignment, or be NULL. Errors: BW_BAD_INPUT, BW_IMPOSSIBLE, BW_LIMIT (no plan yet),
 *  BW_INTERRUPTED (solution is filled as far as known), BW_FAILED. */
bw_status bw_engine_solve(const bw_program *program, const bw_effort *effort, const int32_t *start,
                          const bw_watch *watch, bw_solution *solution, bw_error *error);
void bw_solution_clear(bw_solution *solution);

#endif
