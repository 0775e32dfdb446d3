/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/settings.h"
#include "solver/future.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_sort_float.h>
#include <gsl/gsl_statistics.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#define GAP_MAX ((size_t)120) /* a longer gap to the plan year is forecast as if it were this long */

struct bw_forecast_store {
    bw_arena *memory;
};

static bool add_words(const bw_future *future, const bw_panel *panel, bw_arena *memory, bw_forecast *forecast)
{
    const char **why = bw_arena_take(memory, panel->accounts, sizeof *why);
    for (size_t i = 0; why && i < panel->accounts; i++)
        if (!(why[i] = bw_forecast_words(panel, i, &future->basis[i], memory)))
            return false;
    forecast->why = why;
    return why != NULL;
}

/* Quantiles of every account's year. */
static bool add_years(const bw_future *future, size_t accounts, int threads, bw_arena *memory, bw_forecast *forecast)
{
    size_t paths = (size_t)forecast->path_count;
    float *quantile = bw_arena_take(memory, 2 * accounts, sizeof *quantile);
    bool good = quantile != NULL;
#pragma omp parallel for schedule(static) num_threads(threads > 0 ? threads : omp_get_num_procs()) reduction(&& : good)
    for (size_t i = 0; i < (good ? accounts : 0); i++) {
        float *year = malloc(paths * sizeof *year);
        if (!year) {
            good = false;
            continue;
        }
        memcpy(year, future->year + i * paths, paths * sizeof *year);
        gsl_sort_float(year, 1, paths);
        quantile[i] = (float)gsl_stats_float_quantile_from_sorted_data(year, 1, paths, 0.1);
        quantile[accounts + i] = (float)gsl_stats_float_quantile_from_sorted_data(year, 1, paths, 0.9);
        free(year);
    }
    forecast->year_p10 = quantile;
    forecast->year_p90 = quantile ? quantile + accounts : NULL;
    return good;
}

static bool add_curves(const bw_future *future, const bw_levels *levels, const bw_panel *panel, bw_arena *memory,
                       bw_forecast *forecast)
{
    forecast->past_months = (int32_t)panel->months;
    forecast->curve_count = (int32_t)future->curves;
    forecast->curves = bw_future_curves(future, levels, (size_t)forecast->path_count, panel->months, memory);
    return forecast->curves != NULL;
}

static void give(const bw_future *future, bw_forecast *forecast)
{
    forecast->year = future->year;
    forecast->company_month = future->curve;
    forecast->mean = future->mean;
    forecast->p10 = future->p10;
    forecast->p50 = future->p50;
    forecast->p90 = future->p90;
    forecast->year_mean = future->year_mean;
    forecast->method = future->method;
    forecast->backtest = future->backtest;
    forecast->width_factor = future->width_factor;
}

/* Months from the end of the history to the plan year. */
static size_t count_gap(const bw_problem *problem, const bw_panel *panel)
{
    int64_t end = (int64_t)panel->first_month + (int64_t)panel->months;
    size_t gap = panel->months ? (size_t)(problem->plan_start - end) : 0;
    return gap < GAP_MAX ? gap : GAP_MAX + (gap - GAP_MAX) % BW_YEAR;
}

/* Of the plan year's months, their mean is 1; NULL when months count alike. */
static const double *year_lengths(const bw_problem *problem, double length[BW_YEAR])
{
    double sum = 0;
    for (size_t h = 0; h < BW_YEAR; h++)
        sum += length[h] = bw_problem_period_length(problem, problem->plan_start + (int32_t)h);
    for (size_t h = 0; h < BW_YEAR; h++)
        length[h] *= (double)BW_YEAR / sum;
    return problem->period_length ? length : NULL;
}

static bw_status run(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                     bw_forecast *forecast, bw_error *error)
{
    bw_arena *memory = forecast->store->memory;
    bw_panel panel;
    bw_levels levels;
    bw_future future;
    bw_status status = bw_panel_create(problem, memory, &panel, error);
    if (status == BW_OK)
        status = bw_levels_create(problem, NULL, memory, &levels, error);
    if (status != BW_OK)
        return status;
    double length[BW_YEAR];
    bw_future_order order = {.panel = &panel, .levels = &levels, .settings = settings, .watch = watch,
                             .gap = count_gap(problem, &panel), .length = year_lengths(problem, length)};
    status = bw_future_make(&order, memory, &future, error);
    if (status != BW_OK)
        return status;
    give(&future, forecast);
    bool good = add_words(&future, &panel, memory, forecast) &&
                add_curves(&future, &levels, &panel, memory, forecast) &&
                add_years(&future, panel.accounts, settings->threads, memory, forecast);
    return good ? BW_OK : bw_fail_memory(error);
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
    made->horizon = (int32_t)BW_YEAR;
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
    range.p25 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.25);
    range.p50 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.5);
    range.p75 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.75);
    range.p90 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.9);
    range.p975 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.975);
    free(sum);
    return range;
}
