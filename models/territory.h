/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The assignment program: what an account costs at a rep, what is balanced, and how far.
 * territory.md has the mathematics, territory.mod the same as a program that GLPK runs.
 *
 * A territory model is immutable and made from a problem, the settings and, if a measure or a
 * rule needs it, a forecast. It gives one family's costs and weights at a time; nothing of size
 * accounts x reps is stored.
 */
#ifndef BW_MODELS_TERRITORY_H
#define BW_MODELS_TERRITORY_H

#include "models/problem.h"

typedef struct bw_territory_model {
    const bw_problem *problem;
    const bw_forecast *forecast; /**< may be NULL */
    const bw_settings *settings;
    int32_t measure_count;
    bw_measure measures[BW_MEASURES_MAX];
    double *value;        /**< [accounts * measures] of account i in measure m at i * measures + m */
    double *target;       /**< [reps * measures]; 0: no window (rep does not compete, or nothing to share) */
    double *unit_price;   /**< [markets] money per whole target missed, before the settings' prices */
    double revenue_budget; /**< revenue that may move; INFINITY: any */
    double account_budget; /**< accounts that may move; INFINITY: any */
    double travel_budget;  /**< travel cost of all territories; INFINITY: any */
    bw_arena *memory;
} bw_territory_model;

/** Errors: BW_USAGE (measures), BW_FAILED. Everything given must outlive the model. */
bw_status bw_territory_model_create(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                                    bw_territory_model **model, bw_error *error);
void bw_territory_model_free(bw_territory_model *model);

/** What one account costs at one rep, in its parts; money per year. */
typedef struct bw_account_cost { double travel, disruption, preference; } bw_account_cost;

bw_account_cost bw_territory_cost(const bw_territory_model *model, int32_t account, int32_t rep);

/** travel + disruption - preference. */
double bw_account_cost_sum(bw_account_cost cost);

/** Does giving this account to rep count against the budgets? Only accounts with an owner can move. */
bool bw_territory_moves(const bw_problem *problem, int32_t account, int32_t rep);

/** What the account weighs in measure number m at this rep: its value, and for workload the travel hours
 *  if they count. */
double bw_territory_weight(const bw_territory_model *model, int32_t account, int32_t m, int32_t rep);

/** The window of a rep in measure number m; value 0, price 0. All 0 if the rep has no target. */
bw_window bw_territory_window(const bw_territory_model *model, int32_t rep, int32_t m);

/** Fills everything of alignment that follows from alignment->rep: sums, windows, costs, objective, counts.
 *  Accounts with rep -1 are in no territory. territories [rep_count] must be there and zero. */
void bw_territory_measure(const bw_territory_model *model, bw_alignment *alignment);

#endif
