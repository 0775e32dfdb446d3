/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SWEEPS_MAX 50
#define CLOSE_ENOUGH 1e-9

/* ---- which */

static double revenue_of(const bw_panel *panel, size_t account)
{
    size_t from = panel->months > panel->period ? panel->months - panel->period : 0;
    return bw_panel_sum(panel, account, from, panel->months);
}

/* The segments with the most revenue of the last year, largest first, ties by number. */
static void choose_segments(bw_curves *curves, const bw_levels *levels, double *revenue)
{
    const bw_panel *panel = curves->crowd->panel;
    for (size_t i = 0; i < levels->accounts; i++)
        if (levels->node[BW_LEVEL_SEGMENT][i] >= 0)
            revenue[levels->node[BW_LEVEL_SEGMENT][i]] += revenue_of(panel, i);
    curves->node[0] = 0;
    curves->count = 1;
    for (size_t k = 0; k < levels->nodes; k++) {
        if (levels->level[k] != BW_LEVEL_SEGMENT)
            continue;
        size_t at = curves->count <= BW_SEGMENTS_SHOWN ? curves->count++ : BW_SEGMENTS_SHOWN + 1;
        for (; at > 1 && revenue[curves->node[at - 1]] < revenue[k]; at--)
            if (at <= BW_SEGMENTS_SHOWN)
                curves->node[at] = curves->node[at - 1];
        if (at <= BW_SEGMENTS_SHOWN)
            curves->node[at] = (int32_t)k;
    }
}

static int32_t curve_of(const bw_curves *curves, int32_t node)
{
    for (size_t c = 1; node >= 0 && c < curves->count; c++)
        if (curves->node[c] == node)
            return (int32_t)c;
    return -1;
}

bool bw_curves_open(bw_curves *curves, const bw_levels *levels)
{
    double *revenue = bw_array(levels->nodes, sizeof *revenue);
    curves->segment = bw_array(levels->accounts, sizeof *curves->segment);
    curves->paths = curves->crowd->draws->paths;
    curves->accounts = levels->accounts;
    if (!revenue || !curves->segment) {
        free(revenue);
        return false;
    }
    choose_segments(curves, levels, revenue);
    free(revenue);
    for (size_t i = 0; i < levels->accounts; i++)
        curves->segment[i] = curve_of(curves, levels->node[BW_LEVEL_SEGMENT][i]);
    curves->block = bw_array(BW_CROWD_BLOCKS * curves->count * curves->paths * BW_YEAR, sizeof *curves->block);
    return curves->block != NULL;
}

void bw_curves_free(bw_curves *curves)
{
    free(curves->segment);
    free(curves->block);
    *curves = (bw_curves){0};
}

/* ---- sums */

static double *month_of(const bw_curves *curves, size_t block, size_t curve, size_t h)
{
    return curves->block + ((block * curves->count + curve) * BW_YEAR + h) * curves->paths;
}

void bw_curves_add(bw_curves *curves, size_t account, size_t h, const double *value)
{
    size_t block = bw_crowd_block(curves->crowd, account);
    double *company = month_of(curves, block, 0, h);
    for (size_t s = 0; s < curves->paths; s++)
        company[s] += value[s];
    if (curves->segment[account] < 0)
        return;
    double *segment = month_of(curves, block, (size_t)curves->segment[account], h);
    for (size_t s = 0; s < curves->paths; s++)
        segment[s] += value[s];
}

static void add_blocks(const bw_curves *curves)
{
    size_t cells = curves->count * curves->paths * BW_YEAR;
    for (size_t block = 1; block < BW_CROWD_BLOCKS; block++)
        for (size_t k = 0; k < cells; k++)
            curves->block[k] += curves->block[block * cells + k];
}

/* ---- raking */

/* What a curve has to add up to. */
typedef struct margins {
    double *year;             /* [paths] */
    double month[BW_YEAR];    /* sums over paths */
} margins;

static void find_margins(const bw_curves *curves, const float *year, const float *mean, size_t curve, margins *to)
{
    double total = 0, means = 0;
    memset(to->year, 0, curves->paths * sizeof *to->year);
    memset(to->month, 0, sizeof to->month);
    for (size_t i = 0; i < curves->accounts; i++) {
        if (curve && curves->segment[i] != (int32_t)curve)
            continue;
        for (size_t s = 0; s < curves->paths; s++)
            to->year[s] += (double)year[i * curves->paths + s];
        for (size_t h = 0; h < BW_YEAR; h++)
            to->month[h] += (double)mean[i * BW_YEAR + h];
    }
    for (size_t s = 0; s < curves->paths; s++)
        total += to->year[s];
    for (size_t h = 0; h < BW_YEAR; h++)
        means += to->month[h];
    for (size_t h = 0; h < BW_YEAR; h++)
        to->month[h] *= means > 0 ? total / means : 0;
}

static double ratio(double wanted, double sum)
{
    double factor = wanted / sum;
    return sum > 0 && wanted >= 0 && isfinite(factor) ? factor : 1;
}

/* One sweep: months, then years. Returns how far months were off. */
static double sweep(double *value, size_t paths, const margins *to)
{
    double off = 0;
    for (size_t h = 0; h < BW_YEAR; h++) {
        double sum = 0;
        for (size_t s = 0; s < paths; s++)
            sum += value[h * paths + s];
        double factor = ratio(to->month[h], sum);
        off = fmax(off, fabs(factor - 1));
        for (size_t s = 0; s < paths; s++)
            value[h * paths + s] *= factor;
    }
    for (size_t s = 0; s < paths; s++) {
        double sum = 0;
        for (size_t h = 0; h < BW_YEAR; h++)
            sum += value[h * paths + s];
        double factor = ratio(to->year[s], sum);
        for (size_t h = 0; h < BW_YEAR; h++)
            value[h * paths + s] *= factor;
    }
    return off;
}

void bw_curves_close(bw_curves *curves, const float *year, const float *mean, double *path_year, float *curve)
{
    size_t paths = curves->paths, cells = paths * BW_YEAR;
    margins to = {.year = path_year};
    add_blocks(curves);
    for (size_t c = 0; c < curves->count; c++) {
        double *value = curves->block + c * cells;
        find_margins(curves, year, mean, c, &to);
        for (int k = 0; k < SWEEPS_MAX && sweep(value, paths, &to) > CLOSE_ENOUGH; k++)
            ;
        for (size_t k = 0; k < cells; k++)
            curve[c * cells + k % paths * BW_YEAR + k / paths] = (float)value[k];
    }
}
