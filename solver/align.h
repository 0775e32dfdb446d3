/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pipeline from a territory model to an explained plan, for all who solve one: the plan itself, edits of a
 * plan, and the points of a trade-off.
 */
#ifndef BW_SOLVER_ALIGN_H
#define BW_SOLVER_ALIGN_H

#include "solver/align_program.h"

/** An alignment with room for the model's accounts and reps, everything 0; NULL when memory is out. */
bw_alignment *bw_alignment_create(const bw_territory_model *model);

/** The memory that goes with an alignment. */
bw_arena *bw_alignment_memory(const bw_alignment *alignment);

/** A model and its program, made and freed together. */
typedef struct bw_align_task {
    bw_territory_model *model;
    bw_align_program *program;
    bw_effort effort;        /**< as the settings ask; may be changed */
    double priced;           /**< what the prices of an explained plan prove, all pairs looked at; set by the solve */
    double end;              /**< bw_seconds() at which the solve, explanations included, is to end; set by it */
    const int32_t *start;    /**< [accounts] a plan to start from; NULL: today's owners */
    bool explain;            /**< reasons, next-best reps and prices; on unless switched off */
    bool confirm;            /**< prices confirmed by re-solves where that is cheap; on unless switched off */
} bw_align_task;

/** Errors: BW_USAGE, BW_FAILED. In any case bw_align_task_close is to be called. */
bw_status bw_align_task_open(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                             bw_align_task *task, bw_error *error);
void bw_align_task_close(bw_align_task *task);

/** Solves, measures and explains. Errors as bw_align. */
bw_status bw_align_task_solve(bw_align_task *task, const bw_watch *watch, bw_alignment **alignment, bw_error *error);

/** Has a plan a bound that holds without its edits, and with any others? */
bool bw_bound_lasts(const bw_alignment *plan);

#endif
