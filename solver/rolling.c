/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/rolling.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define STEP 3          /* months between origins */

/* One origin: what was forecast, and what came. */
typedef struct origin {
    const bw_panel *panel;   /* with the year that came */
    const bw_levels *levels;
    const bw_future *future;
    size_t known, paths;
} origin;

/* The accounts of one group (at a level, NULL: one account alone), summed. */
typedef struct group {
    double actual[BW_YEAR], naive[BW_YEAR], mean[BW_YEAR], base;
    double *path; /* [paths] */
} group;

static void add_account(const origin *at, size_t i, group *sum)
{
    const double *booked = bw_panel_row(at->panel, i) + at->known;
    for (size_t h = 0; h < BW_YEAR; h++) {
        sum->actual[h] += booked[h] * bw_panel_length(at->panel, at->known + h);
        sum->naive[h] += (booked - BW_YEAR)[h] * bw_panel_length(at->panel, at->known + h - BW_YEAR);
        sum->mean[h] += (double)at->future->mean[i * BW_YEAR + h];
    }
    for (size_t s = 0; s < at->paths; s++)
        sum->path[s] += (double)at->future->year[i * at->paths + s];
}

static bool covers(const double *sorted, size_t paths, double share, double actual)
{
    double low = gsl_stats_quantile_from_sorted_data(sorted, 1, paths, (1 - share) / 2);
    double high = gsl_stats_quantile_from_sorted_data(sorted, 1, paths, (1 + share) / 2);
    double room = 1e-6 * (1 + fabs(actual));
    return actual >= low - room && actual <= high + room;
}

static void count_group(group *sum, size_t paths, bw_tally *into)
{
    double actual = 0, naive = 0, mean = 0;
    for (size_t h = 0; h < BW_YEAR; h++) {
        actual += sum->actual[h];
        naive += sum->naive[h];
        mean += sum->mean[h];
        into->month += fabs(sum->actual[h] - sum->mean[h]);
        into->month_naive += fabs(sum->actual[h] - sum->naive[h]);
    }
    gsl_sort(sum->path, 1, paths);
    into->groups++;
    into->actual += actual;
    into->forecast += mean;
    into->error += fabs(actual - mean);
    into->base += fabs(actual - sum->base);
    into->naive += fabs(actual - naive);
    into->inside80 += covers(sum->path, paths, 0.80, actual);
    into->inside95 += covers(sum->path, paths, 0.95, actual);
}

static bool count_groups(const origin *at, bw_tally *tallies)
{
    size_t nodes = at->levels->nodes;
    group *sums = bw_array(nodes, sizeof *sums);
    double *paths = bw_array(nodes * at->paths, sizeof *paths);
    bool good = sums && paths;
    for (size_t k = 0; good && k < nodes; k++) {
        sums[k].path = paths + k * at->paths;
        sums[k].base = at->future->node_base[k];
    }
    for (int level = 0; good && level < BW_GROUPINGS; level++)
        for (size_t i = 0; i < at->levels->accounts; i++)
            if (at->levels->node[level][i] >= 0)
                add_account(at, i, &sums[at->levels->node[level][i]]);
    for (size_t k = 0; good && k < nodes; k++)
        count_group(&sums[k], at->paths, &tallies[at->levels->level[k]]);
    free(paths);
    free(sums);
    return good;
}

static bool count_accounts(const origin *at, bw_tally *tallies)
{
    double *path = bw_array(at->paths, sizeof *path);
    for (size_t i = 0; path && i < at->levels->accounts; i++) {
        group alone = {.path = path, .base = at->future->base[i]};
        for (size_t s = 0; s < at->paths; s++)
            path[s] = 0;
        add_account(at, i, &alone);
        count_group(&alone, at->paths, &tallies[BW_LEVEL_ACCOUNT]);
    }
    free(path);
    return path != NULL;
}

size_t bw_rolling_lines(const bw_tally *tallies, int32_t month, bw_rolling_line *lines)
{
    size_t count = 0;
    for (int level = 0; level < BW_LEVEL_COUNT; level++) {
        const bw_tally *t = &tallies[level];
        if (!t->groups || !(t->actual > 0))
            continue;
        double groups = (double)t->groups;
        lines[count++] = (bw_rolling_line){
            .level = (bw_level)level, .origin = month, .groups = (int32_t)t->groups,
            .year_error = t->error / t->actual, .year_error_base = t->base / t->actual,
            .year_error_naive = t->naive / t->actual, .month_error = t->month / t->actual,
            .month_error_naive = t->month_naive / t->actual, .bias = t->forecast / t->actual - 1,
            .coverage80 = t->inside80 / groups, .coverage95 = t->inside95 / groups};
    }
    return count;
}

static void put_lines(const bw_tally *tallies, int32_t month, bw_rolling *rolling)
{
    rolling->line_count += bw_rolling_lines(tallies, month, rolling->lines + rolling->line_count);
}

static void add_tallies(const bw_tally *from, bw_tally *to)
{
    for (int level = 0; level < BW_LEVEL_COUNT; level++) {
        to[level].groups += from[level].groups;
        to[level].actual += from[level].actual;
        to[level].error += from[level].error;
        to[level].base += from[level].base;
        to[level].naive += from[level].naive;
        to[level].month += from[level].month;
        to[level].month_naive += from[level].month_naive;
        to[level].forecast += from[level].forecast;
        to[level].inside80 += from[level].inside80;
        to[level].inside95 += from[level].inside95;
    }
}

bw_status bw_rolling_try(const bw_panel *panel, const bw_levels *levels, const bw_settings *settings,
                         const bw_watch *watch, size_t back, bw_arena *memory, bw_future *future, bw_tally *tallies,
                         bw_error *error)
{
    bw_panel before = bw_panel_before(panel, back);
    bw_future_order order = {.panel = &before, .levels = levels, .settings = settings, .watch = watch,
                             .length = panel->length ? panel->length + before.months : NULL};
    bw_status status = bw_future_make(&order, memory, future, error);
    origin at = {panel, levels, future, before.months, (size_t)settings->paths};
    if (status == BW_OK && !(count_groups(&at, tallies) && count_accounts(&at, tallies)))
        status = bw_fail_memory(error);
    return status;
}

static bw_status try_origin(const bw_panel *panel, const bw_levels *levels, const bw_settings *settings,
                            const bw_watch *watch, size_t back, bw_tally *tallies, bw_error *error)
{
    bw_arena *memory = bw_arena_create();
    bw_future future;
    bw_status status = memory ? bw_rolling_try(panel, levels, settings, watch, back, memory, &future, tallies, error)
                              : bw_fail_memory(error);
    bw_arena_free(memory);
    return status;
}

static bw_status roll(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                      bw_arena *memory, bw_rolling *rolling, bw_error *error)
{
    bw_panel panel;
    bw_levels levels;
    bw_tally all[BW_LEVEL_COUNT] = {0};
    bw_status status = bw_panel_create(problem, memory, &panel, error);
    if (status == BW_OK)
        status = bw_levels_create(problem, NULL, memory, &levels, error);
    for (int32_t k = 0; status == BW_OK && k < settings->backtest_origins; k++) {
        size_t back = BW_YEAR + STEP * (size_t)k;
        if (panel.months < back + BW_ROLLING_LEAST)
            break;
        bw_tally one[BW_LEVEL_COUNT] = {0};
        status = try_origin(&panel, &levels, settings, watch, back, one, error);
        if (status != BW_OK)
            break;
        put_lines(one, panel.first_month + (int32_t)(panel.months - back), rolling);
        add_tallies(one, all);
        rolling->origin_count++;
        rolling->months_least = (int32_t)(panel.months - back);
    }
    put_lines(all, -1, rolling);
    return status;
}

bw_status bw_rolling_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                            bw_rolling **rolling, bw_error *error)
{
    *rolling = NULL;
    gsl_set_error_handler_off();
    bw_arena *memory = bw_arena_create();
    bw_rolling *made = calloc(1, sizeof *made);
    if (made)
        made->lines = bw_array(((size_t)settings->backtest_origins + 1) * BW_LEVEL_COUNT, sizeof *made->lines);
    bw_status status = memory && made && made->lines ? roll(problem, settings, watch, memory, made, error)
                                                     : bw_fail_memory(error);
    bw_arena_free(memory);
    if (status == BW_OK)
        *rolling = made;
    else
        bw_rolling_free(made);
    return status;
}

void bw_rolling_free(bw_rolling *rolling)
{
    if (!rolling)
        return;
    free(rolling->lines);
    free(rolling);
}
