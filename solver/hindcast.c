/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/rolling.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>

/* What came: the held-out months of the accounts of every curve, in money. */
static void add_actual(const bw_panel *panel, const bw_levels *levels, const bw_future *future, size_t known,
                       double *actual)
{
    for (size_t c = 0; c < future->curves; c++) {
        int32_t node = future->curve_node[c];
        const int32_t *member = levels->node[levels->level[node]];
        for (size_t i = 0; i < panel->accounts; i++)
            for (size_t h = 0; member[i] == node && h < BW_YEAR; h++)
                actual[c * BW_YEAR + h] += bw_panel_row(panel, i)[known + h] * bw_panel_length(panel, known + h);
    }
}

static bw_status look_back(const bw_panel *panel, const bw_levels *levels, const bw_settings *settings,
                           const bw_watch *watch, bw_hindcast *made, bw_error *error)
{
    size_t known = panel->months - BW_YEAR;
    bw_tally tallies[BW_LEVEL_COUNT] = {0};
    bw_future future;
    bw_status status = bw_rolling_try(panel, levels, settings, watch, BW_YEAR, made->memory, &future, tallies, error);
    if (status != BW_OK)
        return status;
    double *actual = bw_arena_take(made->memory, future.curves * BW_YEAR, sizeof *actual);
    bw_rolling_line *lines = bw_arena_take(made->memory, BW_LEVEL_COUNT, sizeof *lines);
    made->curves = bw_future_curves(&future, levels, (size_t)settings->paths, known, made->memory);
    if (!actual || !lines || !made->curves)
        return bw_fail_memory(error);
    add_actual(panel, levels, &future, known, actual);
    made->first_month = panel->first_month + (int32_t)known;
    made->months_known = (int32_t)known;
    made->path_count = settings->paths;
    made->curve_count = (int32_t)future.curves;
    made->actual = actual;
    made->lines = lines;
    made->line_count = bw_rolling_lines(tallies, made->first_month, lines);
    return BW_OK;
}

static bw_status run(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch, bw_hindcast *made,
                     bw_error *error)
{
    bw_panel panel;
    bw_levels levels;
    bw_status status = bw_panel_create(problem, made->memory, &panel, error);
    if (status == BW_OK)
        status = bw_levels_create(problem, NULL, made->memory, &levels, error);
    if (status != BW_OK || panel.months < BW_YEAR + BW_ROLLING_LEAST || !levels.nodes)
        return status;
    return look_back(&panel, &levels, settings, watch, made, error);
}

bw_status bw_hindcast_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                             bw_hindcast **hindcast, bw_error *error)
{
    *hindcast = NULL;
    gsl_set_error_handler_off();
    bw_hindcast *made = calloc(1, sizeof *made);
    if (made)
        made->memory = bw_arena_create();
    bw_status status = made && made->memory ? run(problem, settings, watch, made, error) : bw_fail_memory(error);
    if (status == BW_OK)
        *hindcast = made;
    else
        bw_hindcast_free(made);
    return status;
}

void bw_hindcast_free(bw_hindcast *hindcast)
{
    if (!hindcast)
        return;
    bw_arena_free(hindcast->memory);
    free(hindcast);
}
