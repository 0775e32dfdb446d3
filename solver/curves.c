/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SWEEPS_MAX 50
#define CLOSE_ENOUGH 1e-9
#define BLOCK_MEMORY ((size_t)512 << 20)

/* ---- which */

static double revenue_of(const bw_panel *panel, size_t account)
{
    size_t from = panel->months > panel->period ? panel->months - panel->period : 0;
    return bw_panel_sum(panel, account, from, panel->months);
}

/* The groups of a level with the most revenue of the last year, largest first, ties by number. */
static void choose_groups(bw_curves *curves, const bw_levels *levels, bw_level level, size_t most, double *revenue)
{
    const bw_panel *panel = curves->crowd->panel;
    size_t first = curves->count, end = first + most;
    for (size_t i = 0; i < levels->accounts; i++)
        if (levels->node[level][i] >= 0)
            revenue[levels->node[level][i]] += revenue_of(panel, i);
    for (size_t k = 0; k < levels->nodes; k++) {
        if (levels->level[k] != level)
            continue;
        size_t at = curves->count < end ? curves->count++ : end;
        for (; at > first && revenue[curves->node[at - 1]] < revenue[k]; at--)
            if (at < end)
                curves->node[at] = curves->node[at - 1];
        if (at < end)
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

/* How many groups of each level there is memory for. */
static size_t count_shown(size_t paths)
{
    size_t fit = BLOCK_MEMORY / (BW_CROWD_BLOCKS * BW_YEAR * sizeof(double) * paths) / BW_CURVE_LEVELS;
    return fit < BW_CURVES_SHOWN ? fit : BW_CURVES_SHOWN;
}

bool bw_curves_open(bw_curves *curves, const bw_levels *levels)
{
    static const bw_level shown[BW_CURVE_LEVELS] = {BW_LEVEL_SEGMENT, BW_LEVEL_REGION, BW_LEVEL_MANAGER};
    double *revenue = bw_array(levels->nodes, sizeof *revenue);
    int32_t *own = bw_array(BW_CURVE_LEVELS * levels->accounts, sizeof *own);
    curves->own[0] = own;
    curves->paths = curves->crowd->draws->paths;
    curves->accounts = levels->accounts;
    curves->node[0] = 0;
    curves->count = 1;
    for (size_t k = 0; revenue && own && k < BW_CURVE_LEVELS; k++) {
        curves->own[k] = own + k * levels->accounts;
        choose_groups(curves, levels, shown[k], count_shown(curves->paths), revenue);
        for (size_t i = 0; i < levels->accounts; i++)
            curves->own[k][i] = curve_of(curves, levels->node[shown[k]][i]);
    }
    free(revenue);
    curves->block = bw_array(BW_CROWD_BLOCKS * curves->count * curves->paths * BW_YEAR, sizeof *curves->block);
    return revenue && own && curves->block;
}

void bw_curves_free(bw_curves *curves)
{
    free(curves->own[0]);
    free(curves->block);
    *curves = (bw_curves){0};
}

/* ---- sums */

static double *month_of(const bw_curves *curves, size_t block, size_t curve, size_t h)
{
    return curves->block + ((block * curves->count + curve) * BW_YEAR + h) * curves->paths;
}

static void add_month(const bw_curves *curves, size_t block, size_t curve, size_t h, const double *value)
{
    double *sum = month_of(curves, block, curve, h);
    for (size_t s = 0; s < curves->paths; s++)
        sum[s] += value[s];
}

void bw_curves_add(bw_curves *curves, size_t account, size_t h, const double *value)
{
    size_t block = bw_crowd_block(curves->crowd, account);
    add_month(curves, block, 0, h, value);
    for (size_t k = 0; k < BW_CURVE_LEVELS; k++)
        if (curves->own[k][account] >= 0)
            add_month(curves, block, (size_t)curves->own[k][account], h, value);
}

static bool is_on(const bw_curves *curves, size_t account, size_t curve)
{
    for (size_t k = 0; k < BW_CURVE_LEVELS; k++)
        if (curves->own[k][account] == (int32_t)curve)
            return true;
    return curve == 0;
}

void bw_curves_sum_past(const bw_curves *curves, const bw_panel *panel, double *past)
{
    for (size_t c = 0; c < curves->count; c++)
        for (size_t i = 0; i < curves->accounts; i++)
            for (size_t t = 0; is_on(curves, i, c) && t < panel->months; t++)
                past[c * panel->months + t] += bw_panel_row(panel, i)[t] * bw_panel_length(panel, t);
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
        if (!is_on(curves, i, curve))
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
    bool scales = means > 0 && total > 0;
    for (size_t h = 0; h < BW_YEAR; h++)
        to->month[h] = scales ? to->month[h] * total / means : to->month[h] + (total - means) / (double)BW_YEAR;
}

static double ratio(double wanted, double sum)
{
    return sum > 0 && wanted >= 0 && isfinite(wanted / sum) ? wanted / sum : 1;
}

static double sum_of(const double *value, size_t count, size_t step)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += value[k * step];
    return sum;
}

static void change(double *value, size_t count, size_t step, double factor, double shift)
{
    for (size_t k = 0; k < count; k++)
        value[k * step] = value[k * step] * factor + shift;
}

/* One sweep: months, then years. Returns how far months were off. */
static double sweep(double *value, size_t paths, const margins *to)
{
    double off = 0;
    for (size_t h = 0; h < BW_YEAR; h++) {
        double factor = ratio(to->month[h], sum_of(value + h * paths, paths, 1));
        off = fmax(off, fabs(factor - 1));
        change(value + h * paths, paths, 1, factor, 0);
    }
    for (size_t s = 0; s < paths; s++)
        change(value + s, BW_YEAR, paths, ratio(to->year[s], sum_of(value + s, BW_YEAR, paths)), 0);
    return off;
}

/* A month moves alike in all paths, then a path in all months: years add up to what months do, so that both hold. */
static void settle(double *value, size_t paths, const margins *to)
{
    for (size_t h = 0; h < BW_YEAR; h++)
        change(value + h * paths, paths, 1, 1, (to->month[h] - sum_of(value + h * paths, paths, 1)) / (double)paths);
    for (size_t s = 0; s < paths; s++)
        change(value + s, BW_YEAR, paths, 1,
               (to->year[s] - sum_of(value + s, BW_YEAR, paths)) / (double)BW_YEAR);
}

static bool any_negative(const double *value, size_t count)
{
    size_t found = 0;
    for (size_t k = 0; k < count; k++)
        found += value[k] < 0;
    return found > 0;
}

/* Scaling needs what is not negative, and zeros may keep it from an end. */
static void rake(double *value, size_t paths, const margins *to)
{
    bool scales = !any_negative(value, paths * BW_YEAR);
    for (int k = 0; k < SWEEPS_MAX && scales; k++)
        if (sweep(value, paths, to) <= CLOSE_ENOUGH)
            break;
    settle(value, paths, to);
}

void bw_curves_close(bw_curves *curves, const float *year, const float *mean, double *path_year, float *curve)
{
    size_t paths = curves->paths, cells = paths * BW_YEAR;
    margins to = {.year = path_year};
    add_blocks(curves);
    for (size_t c = 0; c < curves->count; c++) {
        double *value = curves->block + c * cells;
        find_margins(curves, year, mean, c, &to);
        rake(value, paths, &to);
        for (size_t k = 0; k < cells; k++)
            curve[c * cells + k % paths * BW_YEAR + k / paths] = (float)value[k];
    }
}
