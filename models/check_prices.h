/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why accounts are where they are, and that no plan costs less than the bound. Given the prices y of windows and
 * budgets, what an account or a family is worth at a rep is a sum, and so are the second-best rep, what it costs to go
 * there, and what speaks for a move. Whatever the prices, no plan can cost less than
 *
 *     D(y) = sum over families of their least worth  -  sum over windows and budgets of max_A (y A - what A costs)
 *
 * (Geoffrion 1974), so that the judge needs no word on where they come from. A bound by branch and cut is above it.
 * Of a family that alone is larger than an elastic window, what is beyond its end costs all that missing it costs: no
 * plan pays less for it.
 */
#ifndef BW_MODELS_CHECK_PRICES_H
#define BW_MODELS_CHECK_PRICES_H

#include "models/check.h"

#define BW_HELD 1e-6 /* by which something may be off, relative to its size */
#define BW_LEAST_SIZE 1e-3 /* money: what is smaller is off by no less */

/** A plan with its prices before the judge. */
typedef struct bw_priced {
    const bw_problem *problem;
    const bw_forecast *forecast;
    const bw_settings *settings;
    const bw_alignment *plan;
    bw_verdict *verdict;
    double *place;         /**< [(accounts + reps) * 3] points on a sphere of radius 1; NAN: not known */
    double *value;         /**< [accounts * measures] */
    double *toll;          /**< [reps * measures] what a unit in a window is charged */
    double *most;          /**< [reps * measures] that one family may bring into a hard window; INFINITY */
    double *balance;       /**< [reps * measures] what a unit away from the target costs */
    double *dearest;       /**< [reps * measures] what a unit beyond an elastic window costs; INFINITY */
    double budget_toll[BW_FRONTIER_COUNT], budget_most[BW_FRONTIER_COUNT];
    bool *edited;          /**< [families] does an edit name it? */
    double *best, *best_size; /**< [families] their least worth, and of its terms, without signs */
    double least;          /**< D(y), as far as it is added up */
    double size;           /**< of its terms, without signs */
    double held;           /**< what hard windows and budgets that are missed by rounding are worth */
} bw_priced;

/** What something is worth at a rep, in its parts. */
typedef struct bw_worth {
    double cost, charge; /**< of the model; by the prices */
    double size;         /**< without signs */
    bool open;           /**< may it go there? */
} bw_worth;

/** What rounding of sums is relative to: the plan's cost, also where plans cost next to nothing. */
double bw_priced_size(const bw_priced *m);

/** INFINITY where it is not open. */
double bw_worth_value(bw_worth what);

/** All of a family at a rep: it is open if all may go there, with or without their locks, and, alone, fit hard windows
 *  and budgets. */
bw_worth bw_priced_family(const bw_priced *m, int32_t family, int32_t rep, bool locks);

/** INFINITY: any. */
double bw_priced_budget(const bw_priced *m, bw_frontier_kind kind);

/** The list of what one more of something is worth. */
void bw_judge_price_list(const bw_priced *m);

#endif
