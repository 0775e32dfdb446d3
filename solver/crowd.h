/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forecasts many series at once. The pipeline: a trial of every series on a held-out end, one pool of
 * what the trials taught, then every series' own fit and sample paths, given to the caller one
 * series at a time. Trials and fits run in parallel; nothing depends on the number of threads.
 */
#ifndef BW_SOLVER_CROWD_H
#define BW_SOLVER_CROWD_H

#include "models/forecast/paths.h"
#include "models/forecast/trial.h"

/** Series of one block are given by one thread, in order: sums over a block need no locks. */
#define BW_CROWD_BLOCK 128

typedef struct bw_crowd {
    size_t count;
    const bw_series *series; /**< [count]; those without values are passed over */
    size_t horizon;          /**< steps ahead */
    size_t held_out;         /**< steps of the trials */
    size_t trial_paths;      /**< paths of a trial */
    unsigned mask;           /**< members of the blend */
    uint64_t seed;
    int threads;             /**< 0: all processors */
    const bw_watch *watch;
    const bw_draws *draws;   /**< shared futures; its tails are set by bw_crowd_learn */
} bw_crowd;

/** What the trials taught. */
typedef struct bw_lesson {
    bw_trial *trials;        /**< [2 * count] of the last months, then of those one season earlier */
    double pooled[BW_MEMBERS];
    bw_width width;
} bw_lesson;

/** One series' future, valid during the call only. */
typedef struct bw_outlook {
    const bw_blend *blend;
    const double *point; /**< [horizon] */
    const double *paths; /**< [horizon * draws->paths], step by step */
} bw_outlook;

typedef void (*bw_outlook_taker)(void *context, size_t index, const bw_outlook *outlook);

/** Runs the trials. Errors: BW_FAILED (memory), BW_INTERRUPTED. bw_lesson_free gives them back. */
bw_status bw_crowd_learn(const bw_crowd *crowd, bw_lesson *lesson, bw_error *error);
void bw_lesson_free(bw_lesson *lesson);

/** Fits every series and gives its future to `take`, which may write to places of its own index or its
 *  own block alone. Series that no method can fit are not given. Errors: BW_FAILED, BW_INTERRUPTED. */
bw_status bw_crowd_forecast(const bw_crowd *crowd, const bw_lesson *lesson, bw_outlook_taker take, void *context,
                            bw_error *error);

#endif
