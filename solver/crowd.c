/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/crowd.h"
#include "models/forecast/sample.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <omp.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Width of the whole company's paths, which no pool teaches. */
#define COMMON_FACTOR 1.2
/* Spread of the common part where the company's history is too short for a forecast. */
#define COMMON_UNKNOWN 0.15

/* Streams of the seed, so that no two purposes share draws. */
enum { STREAM_TRIALS = 1, STREAM_EARLIER, STREAM_ACCOUNTS };

/* ---- a parallel loop over blocks: its progress and its end */

typedef struct meter {
    const bw_watch *watch;
    double from, to;
    atomic_size_t done;
    atomic_bool failed, stopped;
} meter;

static size_t block_size(const bw_crowd *crowd)
{
    return (crowd->panel->accounts + BW_CROWD_BLOCKS - 1) / BW_CROWD_BLOCKS;
}

size_t bw_crowd_block(const bw_crowd *crowd, size_t account)
{
    return account / block_size(crowd);
}

static size_t block_start(const bw_crowd *crowd, size_t block)
{
    size_t start = block * block_size(crowd);
    return start < crowd->panel->accounts ? start : crowd->panel->accounts;
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

static void count_block(const bw_crowd *crowd, meter *seen)
{
    size_t done = atomic_fetch_add(&seen->done, 1) + 1;
    if (omp_get_thread_num() == 0)
        bw_tell(seen->watch, "forecast", seen->from + (seen->to - seen->from) * (double)done / BW_CROWD_BLOCKS,
                NAN, NAN, bw_seconds() - crowd->began);
}

static bw_status verdict(const meter *seen, bw_error *error)
{
    if (atomic_load(&seen->failed))
        return bw_fail_memory(error);
    if (atomic_load(&seen->stopped))
        return bw_fail(error, BW_INTERRUPTED, "the forecast was interrupted");
    return BW_OK;
}

/* ---- what happens to all accounts alike */

static void sum_accounts(const bw_panel *panel, double *total)
{
    for (size_t i = 0; i < panel->accounts; i++)
        for (size_t t = 0; t < panel->months; t++)
            total[t] += bw_panel_row(panel, i)[t];
}

static void year_of_paths(const double *paths, const bw_draws *draws, size_t period, double *common)
{
    double sum = 0;
    for (size_t s = 0; s < draws->paths; s++) {
        common[s] = 0;
        for (size_t h = 0; h < period && h < draws->horizon; h++)
            common[s] += paths[h * draws->paths + s];
        sum += common[s];
    }
    for (size_t s = 0; s < draws->paths; s++)
        common[s] = sum > 0 ? common[s] * (double)draws->paths / sum : 1;
}

static void guess_common(const bw_draws *draws, uint64_t seed, double *common)
{
    for (size_t s = 0; s < draws->paths; s++)
        common[s] = 1 + COMMON_UNKNOWN * ((double)(bw_stream_seed(seed, s) >> 11) * 0x1p-52 - 1) * 1.7;
}

/* By the errors of the company's own trial, where its history is long enough for one. */
static void weigh_company(const bw_series *series, size_t held_out, const bw_draws *draws, bw_blend *blend)
{
    bw_trial trial;
    bw_trial_make(series, BW_MEMBERS_DEFAULT, held_out, draws, &trial);
    bw_blend_weigh(blend, trial.made ? trial.own : NULL, NULL);
}

/* The company's own forecast gives path s its good or bad year. */
static bool make_common(const bw_crowd *crowd, const bw_panel *panel, const bw_draws *draws, double *common,
                        double *year)
{
    size_t cells = draws->horizon * draws->paths;
    double *total = bw_array(2 * panel->months + draws->horizon + cells, sizeof *total);
    *year = NAN;
    if (!total)
        return false;
    double *residual = total + panel->months, *point = residual + panel->months, *paths = point + draws->horizon;
    sum_accounts(panel, total);
    bw_panel company = {1, panel->months, panel->months, panel->period, 1, NULL, panel->first_month, total, NULL,
                        NULL};
    bw_series series = bw_panel_series(&company, 0);
    bw_blend blend;
    if (bw_series_regular(&series) && bw_blend_make(&series, BW_MEMBERS_DEFAULT, &blend, residual)) {
        weigh_company(&series, crowd->held_out, draws, &blend);
        bw_paths_simulate(&blend, residual, series.count, draws, point, paths);
        bw_paths_widen(point, blend.low, COMMON_FACTOR, draws, crowd->seed, paths);
        year_of_paths(paths, draws, panel->period, common);
        *year = 0;
        for (size_t h = 0; h < panel->period && h < draws->horizon; h++)
            *year += point[h];
    } else
        guess_common(draws, crowd->seed, common);
    free(total);
    return true;
}

/* Irregular accounts go through the renewal, unless a method made for them was asked for by name. */
static bool takes_blend(const bw_crowd *crowd, const bw_series *series)
{
    return bw_blend_intermittent(crowd->mask) ? series->count > 0 : bw_series_regular(series);
}

static unsigned members_of(const bw_crowd *crowd, size_t account)
{
    return crowd->minor && crowd->minor[account] ? BW_MEMBERS_CHEAP : crowd->mask;
}

static bool learn_profiles(const bw_crowd *crowd, const bw_panel *panel, bw_profiles *profiles)
{
    *profiles = (bw_profiles){0};
    return !crowd->lends || bw_profiles_learn(panel, profiles);
}

static const bw_profile *profile_of(const bw_crowd *crowd, const bw_profiles *profiles, size_t account)
{
    return crowd->lends ? &profiles->profile[crowd->panel->group[account]] : NULL;
}

/* ---- trials */

/* One origin: the panel as it was then. */
typedef struct origin {
    bw_panel before;
    bw_renewal renewal;
    bw_profiles profiles;
    bw_draws draws;
    double *common;
    double company_year;
    uint64_t seed;
} origin;

static bool open_origin(const bw_crowd *crowd, size_t back, uint64_t stream, origin *made)
{
    *made = (origin){.before = bw_panel_before(crowd->panel, back), .seed = bw_stream_seed(crowd->seed, stream)};
    made->common = bw_array(crowd->trial_paths, sizeof *made->common);
    return bw_draws_create(crowd->trial_paths, crowd->held_out, crowd->draws->months, made->seed, &made->draws) &&
           made->common && bw_renewal_learn(&made->before, &made->renewal) &&
           learn_profiles(crowd, &made->before, &made->profiles) &&
           make_common(crowd, &made->before, &made->draws, made->common, &made->company_year);
}

static void close_origin(origin *made)
{
    bw_renewal_free(&made->renewal);
    bw_profiles_free(&made->profiles);
    bw_draws_free(&made->draws);
    free(made->common);
}

static bool renew_on_trial(const bw_crowd *crowd, const origin *made, size_t i, bw_trial *trial)
{
    static const double shares[5] = {0.025, 0.10, 0.50, 0.90, 0.975};
    const bw_draws *draws = &made->draws;
    size_t known = made->before.months, period = made->before.period, cells = draws->horizon * draws->paths;
    double *point = bw_array(draws->horizon + cells, sizeof *point);
    if (!point)
        return false;
    double *paths = point + draws->horizon;
    uint64_t seed = bw_stream_seed(made->seed, i);
    bool good = bw_renewal_simulate(&made->renewal, i, draws, made->common, seed, point, paths);
    trial->made = true;
    trial->steps = 0;
    trial->year_actual = bw_panel_sum(crowd->panel, i, known, known + period);
    trial->year_naive = bw_panel_sum(crowd->panel, i, known - period, known);
    trial->year_point = bw_renewal_predict(&made->renewal, i);
    for (size_t h = 0; h < period; h++)
        trial->error[h] = (float)(bw_panel_row(crowd->panel, i)[known + h] - point[h]);
    for (size_t h = 1; h < period; h++)
        for (size_t s = 0; s < draws->paths; s++)
            paths[s] += paths[h * draws->paths + s];
    trial->year_spread = gsl_stats_sd(paths, 1, draws->paths);
    bw_sample_quantiles(paths, draws->paths, shares, 5, trial->year_quantile);
    free(point);
    return good;
}

static bool try_account(const bw_crowd *crowd, const origin *made, size_t i, bw_trial *trial)
{
    bw_series before = bw_panel_series(&made->before, i);
    *trial = (bw_trial){.steps = crowd->held_out, .far_year = NAN};
    if (takes_blend(crowd, &before)) {
        bw_series whole = before;
        whole.profile = profile_of(crowd, &made->profiles, i);
        whole.count += crowd->held_out;
        bw_trial_make(&whole, members_of(crowd, i), crowd->held_out, &made->draws, trial);
        return true;
    }
    if (crowd->held_out < made->before.period || made->before.months < made->before.period)
        return true;
    return renew_on_trial(crowd, made, i, trial);
}

static bw_status try_all(const bw_crowd *crowd, const origin made[2], bw_trial *trials, bw_error *error)
{
    size_t accounts = crowd->panel->accounts;
    meter seen = {.watch = crowd->watch, .to = 0.5};
#pragma omp parallel for schedule(dynamic) num_threads(thread_count(crowd))
    for (size_t block = 0; block < BW_CROWD_BLOCKS; block++) {
        for (size_t i = block_start(crowd, block); i < block_start(crowd, block + 1) && !must_end(&seen); i++)
            for (size_t k = 0; k < 2; k++)
                if (!try_account(crowd, &made[k], i, &trials[k * accounts + i]))
                    atomic_store(&seen.failed, true);
        count_block(crowd, &seen);
    }
    return verdict(&seen, error);
}

bw_status bw_crowd_learn(const bw_crowd *crowd, bw_lesson *lesson, bw_error *error)
{
    size_t accounts = crowd->panel->accounts;
    *lesson = (bw_lesson){.trials = bw_array(2 * accounts, sizeof *lesson->trials),
                          .common = bw_array(crowd->draws->paths, sizeof *lesson->common)};
    origin made[2];
    /* The later origin, and one a season before, so that one odd year does not set the widths. */
    bool ready = open_origin(crowd, crowd->held_out, STREAM_TRIALS, &made[0]);
    ready = open_origin(crowd, crowd->held_out + crowd->panel->period, STREAM_EARLIER, &made[1]) && ready;
    ready = ready && lesson->trials && lesson->common && bw_renewal_learn(crowd->panel, &lesson->renewal) &&
            learn_profiles(crowd, crowd->panel, &lesson->profiles);
    bw_status status = ready ? try_all(crowd, made, lesson->trials, error) : bw_fail_memory(error);
    lesson->company_year_before = made[0].company_year;
    close_origin(&made[0]);
    close_origin(&made[1]);
    if (status != BW_OK)
        return status;
    bw_trials_pool(lesson->trials, 2 * accounts, lesson->pooled);
    lesson->width = bw_trials_width(lesson->trials, 2 * accounts, 0, 1, false);
    bw_width lent = bw_trials_width(lesson->trials, 2 * accounts, 0, 1, true);
    lesson->lent_factor = bw_width_with(lent, lesson->width.freedom).factor;
    bw_trials_interval(lesson->trials, accounts);
    bw_draws_set_tails(crowd->draws, lesson->width.freedom);
    bool good = make_common(crowd, crowd->panel, crowd->draws, lesson->common, &lesson->company_year);
    return good ? BW_OK : bw_fail_memory(error);
}

void bw_lesson_free(bw_lesson *lesson)
{
    bw_renewal_free(&lesson->renewal);
    bw_profiles_free(&lesson->profiles);
    free(lesson->trials);
    free(lesson->common);
    *lesson = (bw_lesson){0};
}

/* ---- forecasts */

typedef struct bench {
    double *residual, *point, *paths;
} bench;

static bool blend_account(const bw_crowd *crowd, const bw_lesson *lesson, size_t i, const bw_series *series,
                          bw_blend *blend, const bench *work)
{
    if (!takes_blend(crowd, series) || !bw_blend_make(series, members_of(crowd, i), blend, work->residual))
        return false;
    double own[BW_MEMBERS];
    bw_trials_pool((const bw_trial[]){lesson->trials[i], lesson->trials[crowd->panel->accounts + i]}, 2, own);
    bw_blend_weigh(blend, own, lesson->pooled);
    bw_paths_simulate(blend, work->residual, series->count, crowd->draws, work->point, work->paths);
    uint64_t stream = bw_stream_seed(bw_stream_seed(crowd->seed, STREAM_ACCOUNTS), i);
    double factor = blend->lent ? lesson->lent_factor : lesson->width.factor;
    bw_paths_widen(work->point, blend->low, factor, crowd->draws, stream, work->paths);
    return true;
}

static bool forecast_account(const bw_crowd *crowd, const bw_lesson *lesson, size_t i, bw_outlook_taker take,
                             void *context)
{
    const bw_draws *draws = crowd->draws;
    bw_series series = bw_panel_series(crowd->panel, i);
    series.profile = profile_of(crowd, &lesson->profiles, i);
    bench work = {bw_array(series.count, sizeof(double)), bw_array(draws->horizon, sizeof(double)),
                  bw_array(draws->horizon * draws->paths, sizeof(double))};
    bool ready = work.residual && work.point && work.paths;
    bw_blend blend;
    bool blended = ready && blend_account(crowd, lesson, i, &series, &blend, &work);
    if (ready && !blended)
        ready = bw_renewal_simulate(&lesson->renewal, i, draws, lesson->common,
                                    bw_stream_seed(bw_stream_seed(crowd->seed, STREAM_ACCOUNTS), i), work.point,
                                    work.paths);
    if (ready)
        take(context, i, &(bw_outlook){blended ? &blend : NULL, work.point, work.paths});
    free(work.residual);
    free(work.point);
    free(work.paths);
    return ready;
}

bw_status bw_crowd_forecast(const bw_crowd *crowd, const bw_lesson *lesson, bw_outlook_taker take, void *context,
                            bw_error *error)
{
    meter seen = {.watch = crowd->watch, .from = 0.5, .to = 1};
#pragma omp parallel for schedule(dynamic) num_threads(thread_count(crowd))
    for (size_t block = 0; block < BW_CROWD_BLOCKS; block++) {
        for (size_t i = block_start(crowd, block); i < block_start(crowd, block + 1) && !must_end(&seen); i++)
            if (!forecast_account(crowd, lesson, i, take, context))
                atomic_store(&seen.failed, true);
        count_block(crowd, &seen);
    }
    return verdict(&seen, error);
}
