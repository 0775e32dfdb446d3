/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/crowd.h"

#include <math.h>
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Progress of a parallel loop over blocks, told by the first thread alone. */
typedef struct meter {
    const bw_watch *watch;
    double from, to, began;
    size_t blocks;
    atomic_size_t done;
    atomic_bool failed, stopped;
} meter;

static size_t block_count(const bw_crowd *crowd)
{
    return (crowd->count + BW_CROWD_BLOCK - 1) / BW_CROWD_BLOCK;
}

static size_t block_end(const bw_crowd *crowd, size_t block)
{
    size_t end = (block + 1) * BW_CROWD_BLOCK;
    return end < crowd->count ? end : crowd->count;
}

static int thread_count(const bw_crowd *crowd)
{
    return crowd->threads > 0 ? crowd->threads : omp_get_num_procs();
}

static bool must_end(meter *seen)
{
    if (bw_stopped(seen->watch))
        atomic_store(&seen->stopped, true);
    return atomic_load(&seen->stopped) || atomic_load(&seen->failed);
}

static void count_block(meter *seen)
{
    size_t done = atomic_fetch_add(&seen->done, 1) + 1;
    if (omp_get_thread_num() == 0)
        bw_tell(seen->watch, "forecast", seen->from + (seen->to - seen->from) * (double)done / (double)seen->blocks,
                NAN, NAN, bw_seconds() - seen->began);
}

static bw_status verdict(const meter *seen, bw_error *error)
{
    if (atomic_load(&seen->failed))
        return bw_fail_memory(error);
    if (atomic_load(&seen->stopped))
        return bw_fail(error, BW_INTERRUPTED, "the forecast was interrupted");
    return BW_OK;
}

/* On the last months, and on as many a season before, so that one odd year does not set the widths. */
static void try_twice(const bw_crowd *crowd, size_t i, const bw_draws *draws, bw_trial *trials)
{
    bw_series earlier = crowd->series[i];
    earlier.count -= earlier.period < earlier.count ? earlier.period : earlier.count;
    bw_trial_make(&crowd->series[i], crowd->mask, crowd->held_out, draws, &trials[i]);
    bw_trial_make(&earlier, crowd->mask, crowd->held_out, draws, &trials[crowd->count + i]);
}

bw_status bw_crowd_learn(const bw_crowd *crowd, bw_lesson *lesson, bw_error *error)
{
    size_t count = 2 * crowd->count;
    *lesson = (bw_lesson){.trials = bw_array(count, sizeof *lesson->trials)};
    bw_draws draws;
    bool ready = bw_draws_create(crowd->trial_paths, crowd->held_out, crowd->draws->months, crowd->seed, &draws);
    if (!lesson->trials || !ready) {
        bw_draws_free(&draws);
        return bw_fail_memory(error);
    }
    meter seen = {.watch = crowd->watch, .to = 0.5, .began = bw_seconds(), .blocks = block_count(crowd)};
#pragma omp parallel for schedule(dynamic) num_threads(thread_count(crowd))
    for (size_t block = 0; block < seen.blocks; block++) {
        for (size_t i = block * BW_CROWD_BLOCK; i < block_end(crowd, block) && !must_end(&seen); i++)
            try_twice(crowd, i, &draws, lesson->trials);
        count_block(&seen);
    }
    bw_draws_free(&draws);
    bw_trials_pool(lesson->trials, count, lesson->pooled);
    lesson->width = bw_trials_width(lesson->trials, count, 0, 1);
    return verdict(&seen, error);
}

void bw_lesson_free(bw_lesson *lesson)
{
    free(lesson->trials);
    *lesson = (bw_lesson){0};
}

static bool forecast_one(const bw_crowd *crowd, const bw_lesson *lesson, size_t i, bw_outlook_taker take, void *context)
{
    const bw_series *series = &crowd->series[i];
    bw_blend blend;
    double *residual = bw_array(series->count, sizeof *residual);
    double *point = bw_array(crowd->horizon * (crowd->draws->paths + 1), sizeof *point);
    bool ready = residual && point;
    if (ready && bw_blend_make(series, crowd->mask, &blend, residual)) {
        double *paths = point + crowd->horizon;
        bw_blend_weigh(&blend, lesson->trials[i].made ? lesson->trials[i].own : NULL, lesson->pooled);
        bw_paths_simulate(&blend, residual, series->count, crowd->draws, point, paths);
        bw_paths_widen(point, blend.low, lesson->width.factor, crowd->draws, bw_stream_seed(crowd->seed, i), paths);
        take(context, i, &(bw_outlook){&blend, point, paths});
    }
    free(residual);
    free(point);
    return ready;
}

bw_status bw_crowd_forecast(const bw_crowd *crowd, const bw_lesson *lesson, bw_outlook_taker take, void *context,
                            bw_error *error)
{
    meter seen = {.watch = crowd->watch, .from = 0.5, .to = 1, .began = bw_seconds(), .blocks = block_count(crowd)};
#pragma omp parallel for schedule(dynamic) num_threads(thread_count(crowd))
    for (size_t block = 0; block < seen.blocks; block++) {
        for (size_t i = block * BW_CROWD_BLOCK; i < block_end(crowd, block) && !must_end(&seen); i++)
            if (crowd->series[i].count && !forecast_one(crowd, lesson, i, take, context))
                atomic_store(&seen.failed, true);
        count_block(&seen);
    }
    return verdict(&seen, error);
}
