/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forecasts many accounts at once. The pipeline: a trial of every account on held-out months, one
 * pool of what the trials taught, then every account's own fit and sample paths, given to the caller
 * one account at a time. Regular accounts go through the blend, the others through the renewal.
 * Trials and fits run in parallel; nothing depends on the number of threads.
 */
#ifndef BW_SOLVER_CROWD_H
#define BW_SOLVER_CROWD_H

#include "models/forecast/paths.h"
#include "models/forecast/profile.h"
#include "models/forecast/renewal.h"
#include "models/forecast/route.h"
#include "models/forecast/trial.h"

/** Accounts are worked on in at most this many blocks. Those of one block are given by one thread, in
 *  order: sums over a block need no locks, and sums over blocks no luck. */
#define BW_CROWD_BLOCKS 64

typedef struct bw_crowd {
    const bw_panel *panel;
    size_t horizon;          /**< months ahead */
    size_t held_out;         /**< months of the trials, at most BW_TRIAL_STEPS */
    size_t trial_paths;      /**< paths of a trial */
    unsigned mask;           /**< members of the blend */
    const bool *minor;       /**< [accounts] too small to matter: they get BW_MEMBERS_CHEAP; NULL: none is */
    bool lends;              /**< do young ones get the season of the others? Not groups that overlap: what is counted
                                  twice seems to agree */
    uint64_t seed;
    int threads;             /**< 0: all processors */
    const bw_watch *watch;
    double began;            /**< bw_seconds() when the caller's call began */
    bw_draws *draws;         /**< shared futures; bw_crowd_learn sets their tails */
} bw_crowd;

/** What the trials taught. */
typedef struct bw_lesson {
    bw_trial *trials;        /**< [2 * accounts] of the last months, then of those one season earlier */
    double pooled[BW_MEMBERS];
    bw_width width;          /**< of accounts with a season of their own, or none */
    double lent_factor;      /**< of width for those with a lent one */
    bw_renewal renewal;      /**< from the whole history */
    bw_profiles profiles;    /**< the same */
    double *common;          /**< [paths] what happens to all accounts alike, mean 1 */
    double company_year;     /**< the company's next year, forecast as one series; NAN if it cannot be */
    double company_year_before; /**< the same from the later origin of the trials */
} bw_lesson;

/** One account's future, valid during the call only. */
typedef struct bw_outlook {
    const bw_blend *blend; /**< NULL: the renewal */
    const double *point;   /**< [horizon] */
    double *paths;         /**< [horizon * draws->paths], month by month; may be overwritten */
} bw_outlook;

typedef void (*bw_outlook_taker)(void *context, size_t account, const bw_outlook *outlook);

/** The block of an account. */
size_t bw_crowd_block(const bw_crowd *crowd, size_t account);

/** Runs the trials. Errors: BW_FAILED (memory), BW_INTERRUPTED; bw_lesson_free is due in any case. */
bw_status bw_crowd_learn(const bw_crowd *crowd, bw_lesson *lesson, bw_error *error);
void bw_lesson_free(bw_lesson *lesson);

/** Fits every account and gives its future to `take`, which may write to places of its own account or
 *  its own block alone. Errors: BW_FAILED, BW_INTERRUPTED. */
bw_status bw_crowd_forecast(const bw_crowd *crowd, const bw_lesson *lesson, bw_outlook_taker take, void *context,
                            bw_error *error);

#endif
