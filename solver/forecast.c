/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"
#include "models/forecast/reconcile.h"
#include "models/forecast/words.h"
#include "models/settings.h"
#include "solver/crowd.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define YEAR ((size_t)12)
#define TRIAL_PATHS 100
#define GAP_MAX ((size_t)120) /* a longer gap to the plan year is forecast as if it were this long */

struct bw_forecast_store {
    bw_arena *memory;
};

/* Where the futures of the crowd go. */
typedef struct harvest {
    const bw_crowd *crowd;
    size_t gap; /* months between the history and the plan year: forecast and dropped */
    float *year, *mean, *p10, *p50, *p90, *company;
    double *year_mean;
    const char **method;
    bool *blended;
    double *block_month; /* [blocks][paths * YEAR] */
} harvest;

static bool harvest_create(bw_arena *memory, size_t accounts, size_t paths, harvest *made)
{
    made->year = bw_arena_take(memory, accounts * paths, sizeof *made->year);
    made->mean = bw_arena_take(memory, 4 * accounts * YEAR, sizeof *made->mean);
    made->year_mean = bw_arena_take(memory, accounts, sizeof *made->year_mean);
    made->company = bw_arena_take(memory, paths * YEAR, sizeof *made->company);
    made->method = bw_arena_take(memory, accounts, sizeof *made->method);
    made->blended = bw_arena_take(memory, accounts, sizeof *made->blended);
    made->block_month = bw_array(BW_CROWD_BLOCKS * paths * YEAR, sizeof *made->block_month);
    if (!made->year || !made->mean || !made->year_mean || !made->company || !made->method || !made->blended ||
        !made->block_month)
        return false;
    made->p10 = made->mean + accounts * YEAR;
    made->p50 = made->p10 + accounts * YEAR;
    made->p90 = made->p50 + accounts * YEAR;
    return true;
}

static void take_month(harvest *taken, size_t account, size_t h, double mean, double *value)
{
    size_t paths = taken->crowd->draws->paths, cell = account * YEAR + h;
    double *total = taken->block_month + bw_crowd_block(taken->crowd, account) * paths * YEAR;
    for (size_t s = 0; s < paths; s++) {
        taken->year[account * paths + s] += (float)value[s];
        total[s * YEAR + h] += value[s];
    }
    gsl_sort(value, 1, paths);
    taken->mean[cell] = (float)mean;
    taken->p10[cell] = (float)gsl_stats_quantile_from_sorted_data(value, 1, paths, 0.1);
    taken->p50[cell] = (float)gsl_stats_quantile_from_sorted_data(value, 1, paths, 0.5);
    taken->p90[cell] = (float)gsl_stats_quantile_from_sorted_data(value, 1, paths, 0.9);
    taken->year_mean[account] += (double)taken->mean[cell];
}

static void take_outlook(void *context, size_t account, const bw_outlook *outlook)
{
    harvest *taken = context;
    size_t paths = taken->crowd->draws->paths;
    for (size_t h = 0; h < YEAR; h++) {
        size_t step = taken->gap + h;
        take_month(taken, account, h, outlook->point[step], outlook->paths + step * paths);
    }
    taken->blended[account] = outlook->blend != NULL;
    taken->method[account] = outlook->blend ? bw_blend_name(outlook->blend) : "renewal";
}

static void add_blocks(harvest *taken)
{
    size_t cells = taken->crowd->draws->paths * YEAR;
    for (size_t k = 0; k < cells; k++) {
        double sum = 0;
        for (size_t block = 0; block < BW_CROWD_BLOCKS; block++)
            sum += taken->block_month[block * cells + k];
        taken->company[k] = (float)sum;
    }
}

static bool add_words(const harvest *taken, bw_arena *memory, bw_forecast *forecast)
{
    const bw_panel *panel = taken->crowd->panel;
    const char **why = bw_arena_take(memory, panel->accounts, sizeof *why);
    for (size_t i = 0; why && i < panel->accounts; i++)
        if (!(why[i] = bw_forecast_words(panel, i, taken->blended[i], memory)))
            return false;
    forecast->why = why;
    return why != NULL;
}

/* Sums of accounts and the company's own forecast are two opinions on one number. How much the accounts
 * must be scaled to meet between them, by the errors that both made in the held-out year. */

#define SCALE_MAX 1.5

static double scale_to(double total, double sum)
{
    double factor = sum > 0 && isfinite(total) ? total / sum : 1;
    return fmin(fmax(factor, 1 / SCALE_MAX), SCALE_MAX);
}

static double scale_before(const bw_lesson *lesson, double sum)
{
    return scale_to(bw_reconcile_total(sum, 0, lesson->company_year_before, 0), sum);
}

static double scale_now(const bw_lesson *lesson, const bw_backtest *test, double sum_before, double sum)
{
    double direct = lesson->company_year_before;
    if (!test->months || !isfinite(direct))
        return scale_to(bw_reconcile_total(sum, 0, lesson->company_year, 0), sum);
    return scale_to(bw_reconcile_total(sum, sum_before / test->company_actual - 1, lesson->company_year,
                                       direct / test->company_actual - 1), sum);
}

static void scale_floats(float *value, size_t count, double factor)
{
    for (size_t k = 0; k < count; k++)
        value[k] = (float)(factor * (double)value[k]);
}

static void scale_harvest(harvest *taken, double factor)
{
    size_t accounts = taken->crowd->panel->accounts, paths = taken->crowd->draws->paths;
    scale_floats(taken->year, accounts * paths, factor);
    scale_floats(taken->mean, 4 * accounts * YEAR, factor);
    scale_floats(taken->company, paths * YEAR, factor);
    for (size_t i = 0; i < accounts; i++) {
        taken->year_mean[i] = 0;
        for (size_t h = 0; h < YEAR; h++)
            taken->year_mean[i] += (double)taken->mean[i * YEAR + h];
    }
}

static bool covers(const bw_trial *trial, int low, int high, double factor)
{
    double room = 1e-9 * (1 + fabs(trial->year_actual));
    return trial->year_actual >= factor * trial->year_quantile[low] - room &&
           trial->year_actual <= factor * trial->year_quantile[high] + room;
}

static bw_backtest measure(const bw_panel *panel, const bw_trial *trials, double factor)
{
    bw_backtest test = {0};
    double naive = 0, error = 0, error_naive = 0;
    size_t made = 0;
    for (size_t i = 0; i < panel->accounts; i++) {
        const bw_trial *trial = &trials[i];
        if (!trial->made)
            continue;
        made++;
        test.company_actual += trial->year_actual;
        test.company_forecast += factor * trial->year_point;
        naive += trial->year_naive;
        error += fabs(trial->year_actual - factor * trial->year_point);
        error_naive += fabs(trial->year_actual - trial->year_naive);
        test.coverage80 += covers(trial, 1, 3, factor);
        test.coverage95 += covers(trial, 0, 4, factor);
    }
    if (!made || !(test.company_actual > 0))
        return (bw_backtest){0};
    test.months = (int32_t)YEAR;
    test.coverage80 /= (double)made;
    test.coverage95 /= (double)made;
    test.company_error = fabs(test.company_forecast - test.company_actual) / test.company_actual;
    test.company_error_naive = fabs(naive - test.company_actual) / test.company_actual;
    test.account_wape = error / test.company_actual;
    test.account_wape_naive = error_naive / test.company_actual;
    return test;
}

/* A method that was asked for by name speaks for itself. */
static void reconcile(harvest *taken, const bw_lesson *lesson, bw_forecast *forecast)
{
    const bw_panel *panel = taken->crowd->panel;
    bool chosen = taken->crowd->mask != BW_MEMBERS_DEFAULT;
    double sum = 0, sum_before = measure(panel, lesson->trials, 1).company_forecast;
    for (size_t i = 0; i < panel->accounts; i++)
        sum += taken->year_mean[i];
    forecast->backtest = measure(panel, lesson->trials, chosen ? 1 : scale_before(lesson, sum_before));
    if (!chosen)
        scale_harvest(taken, scale_now(lesson, &forecast->backtest, sum_before, sum));
}

static unsigned choose_members(int32_t method)
{
    switch ((bw_forecast_choice)method) {
    case BW_FORECAST_SNAIVE:
        return BW_MEMBER_SNAIVE;
    case BW_FORECAST_ETS:
        return BW_MEMBER_ETS;
    case BW_FORECAST_THETA:
        return BW_MEMBER_THETA;
    case BW_FORECAST_INTERMITTENT:
        return BW_MEMBER_TSB;
    case BW_FORECAST_ROBUST:
        return BW_MEMBER_FOURIER;
    default:
        return BW_MEMBERS_DEFAULT;
    }
}

static void give(const harvest *taken, const bw_lesson *lesson, bw_forecast *forecast)
{
    forecast->year = taken->year;
    forecast->company_month = taken->company;
    forecast->mean = taken->mean;
    forecast->p10 = taken->p10;
    forecast->p50 = taken->p50;
    forecast->p90 = taken->p90;
    forecast->year_mean = taken->year_mean;
    forecast->method = taken->method;
    forecast->width_factor = lesson->width.factor;
}

static bw_status reap(const bw_crowd *crowd, size_t gap, bw_arena *memory, bw_forecast *forecast, bw_error *error)
{
    harvest taken = {.crowd = crowd, .gap = gap};
    bw_lesson lesson;
    bw_status status = bw_crowd_learn(crowd, &lesson, error);
    if (status == BW_OK && !harvest_create(memory, crowd->panel->accounts, crowd->draws->paths, &taken))
        status = bw_fail_memory(error);
    if (status == BW_OK)
        status = bw_crowd_forecast(crowd, &lesson, take_outlook, &taken, error);
    if (status == BW_OK && !add_words(&taken, memory, forecast))
        status = bw_fail_memory(error);
    if (status == BW_OK) {
        add_blocks(&taken);
        reconcile(&taken, &lesson, forecast);
        give(&taken, &lesson, forecast);
    }
    free(taken.block_month);
    bw_lesson_free(&lesson);
    return status;
}

/* Months from the end of the history to the plan year. */
static size_t count_gap(const bw_problem *problem, const bw_panel *panel)
{
    int64_t end = (int64_t)panel->first_month + (int64_t)panel->months;
    size_t gap = panel->months ? (size_t)(problem->plan_start - end) : 0;
    return gap < GAP_MAX ? gap : GAP_MAX + (gap - GAP_MAX) % YEAR;
}

static bw_status run(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                     bw_forecast *forecast, bw_error *error)
{
    bw_arena *memory = forecast->store->memory;
    bw_panel panel;
    bw_status status = bw_panel_create(problem, memory, &panel, error);
    if (status != BW_OK)
        return status;
    size_t gap = count_gap(problem, &panel), months = panel.months ? panel.months : 1;
    bw_draws draws;
    if (!bw_draws_create((size_t)settings->paths, gap + YEAR, months, (uint64_t)settings->seed, &draws))
        status = bw_fail_memory(error);
    bw_crowd crowd = {.panel = &panel, .horizon = gap + YEAR, .held_out = YEAR, .trial_paths = TRIAL_PATHS,
                      .mask = choose_members(settings->forecast_method), .seed = (uint64_t)settings->seed,
                      .threads = settings->threads, .watch = watch, .draws = &draws};
    if (status == BW_OK)
        status = reap(&crowd, gap, memory, forecast, error);
    bw_draws_free(&draws);
    return status;
}

bw_status bw_forecast_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                             bw_forecast **forecast, bw_error *error)
{
    *forecast = NULL;
    gsl_set_error_handler_off();
    bw_forecast *made = calloc(1, sizeof *made);
    if (!made || !(made->store = calloc(1, sizeof *made->store)) || !(made->store->memory = bw_arena_create())) {
        bw_forecast_free(made);
        return bw_fail_memory(error);
    }
    made->account_count = problem->account_count;
    made->horizon = (int32_t)YEAR;
    made->first_month = problem->plan_start;
    made->path_count = settings->paths;
    bw_status status = run(problem, settings, watch, made, error);
    if (status != BW_OK) {
        bw_forecast_free(made);
        return status;
    }
    *forecast = made;
    return BW_OK;
}

void bw_forecast_free(bw_forecast *forecast)
{
    if (!forecast)
        return;
    if (forecast->store)
        bw_arena_free(forecast->store->memory);
    free(forecast->store);
    free(forecast);
}

static void add_chosen(const bw_forecast *forecast, const int32_t *chosen, int32_t key, double *sum, double *mean)
{
    size_t paths = (size_t)forecast->path_count;
    for (size_t i = 0; i < (size_t)forecast->account_count; i++) {
        if (chosen && chosen[i] != key)
            continue;
        *mean += forecast->year_mean[i];
        for (size_t s = 0; s < paths; s++)
            sum[s] += (double)forecast->year[i * paths + s];
    }
}

bw_range bw_forecast_range(const bw_forecast *forecast, const int32_t *chosen, int32_t key)
{
    size_t paths = (size_t)forecast->path_count;
    bw_range range = {0};
    double *sum = bw_array(paths, sizeof *sum);
    if (!sum)
        return range;
    add_chosen(forecast, chosen, key, sum, &range.mean);
    gsl_sort(sum, 1, paths);
    range.p025 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.025);
    range.p10 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.1);
    range.p50 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.5);
    range.p90 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.9);
    range.p975 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.975);
    free(sum);
    return range;
}
