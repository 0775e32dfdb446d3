/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"
#include "models/forecast/panel.h"
#include "models/settings.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define YEAR ((size_t)12)

struct bw_forecast_store {
    bw_arena *memory;
};

/* First version: every account's year is a pooled mean of its last 24 months, and its months
 * follow the months of the same phase of the order rhythm, drawn jointly for all accounts. */

typedef struct plan {
    bw_panel panel;
    size_t paths;
    size_t gap;      /* months between the history and the plan year */
    const size_t *draw; /* [paths * YEAR] month of the history that each path replays */
} plan;

static double sum_last(const double *value, size_t months, size_t count)
{
    double sum = 0;
    for (size_t t = months > count ? months - count : 0; t < months; t++)
        sum += value[t];
    return sum;
}

static void draw_months(const plan *made, uint64_t seed, size_t *draw)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);
    if (!random)
        return;
    size_t months = made->panel.months;
    for (size_t s = 0; s < made->paths; s++) {
        gsl_rng_set(random, (unsigned long)bw_stream_seed(seed, s));
        for (size_t h = 0; h < YEAR; h++) {
            size_t age = (YEAR - (h + made->gap) % YEAR) % YEAR;
            age = age ? age : YEAR;
            size_t years = months >= age ? 1 + (months - age) / YEAR : 0;
            years = years > 2 ? 2 : years;
            draw[s * YEAR + h] = years ? months - age - YEAR * gsl_rng_uniform_int(random, years) : SIZE_MAX;
        }
    }
    gsl_rng_free(random);
}

static void fill_account(const plan *made, size_t i, double factor, float *year, double *total, float *quantiles[4],
                         double *scratch)
{
    const double *row = bw_panel_row(&made->panel, i);
    double sum = 0;
    for (size_t s = 0; s < made->paths; s++)
        year[s] = 0;
    for (size_t h = 0; h < YEAR; h++) {
        for (size_t s = 0; s < made->paths; s++) {
            size_t t = made->draw[s * YEAR + h];
            scratch[s] = t == SIZE_MAX ? 0 : factor * fmax(0, row[t]);
            year[s] += (float)scratch[s];
            total[s * YEAR + h] += scratch[s];
        }
        double mean = gsl_stats_mean(scratch, 1, made->paths);
        gsl_sort(scratch, 1, made->paths);
        quantiles[0][h] = (float)mean;
        quantiles[1][h] = (float)gsl_stats_quantile_from_sorted_data(scratch, 1, made->paths, 0.1);
        quantiles[2][h] = (float)gsl_stats_quantile_from_sorted_data(scratch, 1, made->paths, 0.5);
        quantiles[3][h] = (float)gsl_stats_quantile_from_sorted_data(scratch, 1, made->paths, 0.9);
        sum += (double)quantiles[0][h];
    }
    (void)sum;
}

static bw_status fill_forecast(const plan *made, bw_arena *memory, bw_forecast *forecast, bw_error *error)
{
    size_t accounts = made->panel.accounts, cells = accounts * YEAR;
    float *year = bw_arena_take(memory, accounts * made->paths, sizeof *year);
    float *quantiles[4], *company = bw_arena_take(memory, made->paths * YEAR, sizeof *company);
    for (size_t k = 0; k < 4; k++)
        quantiles[k] = bw_arena_take(memory, cells, sizeof *quantiles[k]);
    double *means = bw_arena_take(memory, accounts, sizeof *means);
    const char **method = bw_arena_take(memory, accounts, sizeof *method);
    const char **why = bw_arena_take(memory, accounts, sizeof *why);
    double *scratch = bw_arena_take(memory, made->paths, sizeof *scratch);
    double *total = bw_arena_take(memory, made->paths * YEAR, sizeof *total);
    if (!year || !quantiles[0] || !quantiles[1] || !quantiles[2] || !quantiles[3] || !means || !method || !why ||
        !scratch || !total || !company)
        return bw_fail_memory(error);
    for (size_t i = 0; i < accounts; i++) {
        float *part[4];
        for (size_t k = 0; k < 4; k++)
            part[k] = quantiles[k] + i * YEAR;
        fill_account(made, i, 1, year + i * made->paths, total, part, scratch);
        for (size_t h = 0; h < YEAR; h++)
            means[i] += (double)part[0][h];
        bool empty = sum_last(bw_panel_row(&made->panel, i), made->panel.months, SIZE_MAX / 2) == 0;
        method[i] = empty ? "none" : "mean of 24 months";
        why[i] = empty ? "never ordered" : "the last two years, month by month";
    }
    for (size_t k = 0; k < made->paths * YEAR; k++)
        company[k] = (float)total[k];
    forecast->year = year;
    forecast->company_month = company;
    forecast->mean = quantiles[0];
    forecast->p10 = quantiles[1];
    forecast->p50 = quantiles[2];
    forecast->p90 = quantiles[3];
    forecast->year_mean = means;
    forecast->method = method;
    forecast->why = why;
    return BW_OK;
}

static bw_status run(const bw_problem *problem, const bw_settings *settings, bw_forecast *forecast, bw_error *error)
{
    bw_arena *memory = forecast->store->memory;
    plan made = {.paths = (size_t)settings->paths};
    bw_status status = bw_panel_create(problem, memory, &made.panel, error);
    if (status != BW_OK)
        return status;
    int64_t end = (int64_t)made.panel.first_month + (int64_t)made.panel.months;
    made.gap = made.panel.months ? (size_t)(problem->plan_start - end) : 0;
    size_t *draw = bw_arena_take(memory, made.paths * YEAR, sizeof *draw);
    if (!draw)
        return bw_fail_memory(error);
    draw_months(&made, (uint64_t)settings->seed, draw);
    made.draw = draw;
    return fill_forecast(&made, memory, forecast, error);
}

bw_status bw_forecast_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                             bw_forecast **forecast, bw_error *error)
{
    (void)watch;
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
    made->width_factor = 1;
    bw_status status = run(problem, settings, made, error);
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

bw_range bw_forecast_range(const bw_forecast *forecast, const int32_t *chosen, int32_t key)
{
    size_t paths = (size_t)forecast->path_count;
    bw_range range = {0};
    double *sum = bw_array(paths, sizeof *sum);
    if (!sum)
        return range;
    for (size_t i = 0; i < (size_t)forecast->account_count; i++) {
        if (chosen && chosen[i] != key)
            continue;
        range.mean += forecast->year_mean[i];
        for (size_t s = 0; s < paths; s++)
            sum[s] += (double)forecast->year[i * paths + s];
    }
    gsl_sort(sum, 1, paths);
    range.p025 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.025);
    range.p10 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.1);
    range.p50 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.5);
    range.p90 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.9);
    range.p975 = gsl_stats_quantile_from_sorted_data(sum, 1, paths, 0.975);
    free(sum);
    return range;
}
