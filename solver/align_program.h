/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The territory model as the engine's assignment program: families are items, reps are bins,
 * windows and budgets are coupling rows. Rows are scaled so that a window lies around 1.
 */
#ifndef BW_SOLVER_ALIGN_PROGRAM_H
#define BW_SOLVER_ALIGN_PROGRAM_H

#include "models/territory.h"
#include "solver/program.h"

/** What a coupling row stands for. */
typedef struct bw_row_meaning {
    int32_t rep;     /**< -1: a budget */
    int32_t measure; /**< number of the measure; for budgets a bw_frontier_kind */
    double scale;    /**< true units per unit of the row */
} bw_row_meaning;

/** The reps' places on a sphere of radius 1, laid out for scanning. */
typedef struct bw_rep_places {
    double *x, *y, *z;
    double *known;   /**< 1 on the map, 0 elsewhere */
} bw_rep_places;

typedef struct bw_align_program {
    bw_program program;
    const bw_territory_model *model;
    bw_row *rows;             /**< what program.row points to; may be changed before a solve */
    bw_row_meaning *meaning;  /**< [program.rows] */
    int32_t *market_row;      /**< [markets * measures] a row of the measure in the market, -1: none */
    bw_rep_places places;     /**< of a program with floors, see align_floor.h */
    int32_t budget_slot[BW_FRONTIER_COUNT]; /**< -1: no such budget */
    double budget_scale[BW_FRONTIER_COUNT]; /**< true units per unit of its row */
    const int32_t *forced;    /**< [families] the rep who must have it, -1: any; NULL: none is forced */
    const bw_edit *edits;     /**< of which those that forbid are heard */
    const int32_t *barred;    /**< [families] its last edit that forbids, -1: none; NULL: none forbids */
    const int32_t *barred_before; /**< [edits] the family's one before, -1: none */
    int32_t unlocked;         /**< family whose lock is ignored; -1: none */
    const int32_t *anchor;    /**< [accounts] rep whom the account should not leave; NULL: no anchor */
    double anchor_price;      /**< money per account that leaves its anchor, in the search alone */
    int32_t counted;          /**< the bw_frontier_kind whose use is the cost, in place of money; -1: none */
    bool free_of_charge;      /**< all costs are 0: only the rows count */
    bw_arena *memory;
} bw_align_program;

/** Errors: BW_FAILED. The model must outlive the program. */
bw_status bw_align_program_create(const bw_territory_model *model, bw_align_program **program, bw_error *error);
void bw_align_program_free(bw_align_program *program);

/** What family is worth at every rep, its cost and what the rows charge for it at prices y [rows]: worth [reps];
 *  INFINITY where it may not go. entry [reps * slots] is room to work in. */
void bw_align_program_worth(const bw_align_program *program, const double *price, int32_t family, double *worth,
                            double *entry);

/** What a plan, rep [families], brings into each row: activity [rows]. That of the engine's solution shows of a family
 *  that is larger than an elastic window only what fills it; the rest is a cost there. */
void bw_align_program_activity(const bw_align_program *program, const int32_t *rep, double *activity);

/** What an account takes of the budgets at a rep at prices y [rows], as one that moves there or stays: money. */
double bw_align_program_budget_price(const bw_align_program *program, const double *price, int32_t account,
                                     int32_t rep, bool moves);

/** Row of a rep's window, -1 if it has none. */
int32_t bw_align_program_window_row(const bw_align_program *program, int32_t rep, int32_t measure);

#endif
