/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/paths.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/sample.h"

bool bw_draws_create(size_t paths, size_t horizon, size_t months, uint64_t seed, bw_draws *draws)
{
    *draws = (bw_draws){.paths = paths, .horizon = horizon, .months = months};
    draws->back = bw_array(paths * horizon, sizeof *draws->back);
    draws->scale = bw_array(paths, sizeof *draws->scale);
    if (!draws->back || !draws->scale || !months || months > UINT16_MAX)
        return false;
    for (size_t s = 0; s < paths; s++) {
        uint64_t path_seed = bw_stream_seed(seed, s);
        for (size_t h = 0; h < horizon; h++)
            draws->back[s * horizon + h] = (uint16_t)((bw_stream_seed(path_seed, h) >> 16) % months);
    }
    bw_draws_set_tails(draws, HUGE_VAL);
    return true;
}

void bw_draws_free(bw_draws *draws)
{
    free(draws->back);
    free(draws->scale);
    *draws = (bw_draws){0};
}

void bw_draws_set_tails(bw_draws *draws, double freedom)
{
    double n = (double)draws->paths;
    for (size_t s = 0; s < draws->paths; s++)
        draws->scale[s] = freedom >= 200 ? 1 : sqrt(freedom / gsl_cdf_chisq_Pinv(((double)s + 0.5) / n, freedom));
}

void bw_paths_simulate(const bw_blend *blend, const double *residual, size_t count, const bw_draws *draws,
                       double *point, double *paths)
{
    double shock[BW_STEPS_MAX * BW_LANES_MAX], path[BW_STEPS_MAX * BW_LANES_MAX];
    size_t horizon = draws->horizon, known = blend->residual_count;
    bw_blend_unroll(blend, NULL, horizon, 1, point);
    for (size_t first = 0; first < draws->paths; first += BW_LANES_MAX) {
        size_t lanes = draws->paths - first < BW_LANES_MAX ? draws->paths - first : BW_LANES_MAX;
        for (size_t s = 0; s < lanes; s++)
            for (size_t h = 0; h < horizon; h++)
                shock[h * lanes + s] = residual[count - 1 - draws->back[(first + s) * horizon + h] % known];
        bw_blend_unroll(blend, shock, horizon, lanes, path);
        for (size_t h = 0; h < horizon; h++)
            memcpy(paths + h * draws->paths + first, path + h * lanes, lanes * sizeof *path);
    }
}

/* A random order of the scales (Fisher, Yates), so that each series meets its own. */
static void shuffle(const bw_draws *draws, uint64_t stream, double *scale)
{
    for (size_t s = 0; s < draws->paths; s++) {
        size_t k = (size_t)(bw_stream_seed(stream, s) >> 16) % (s + 1);
        scale[s] = scale[k];
        scale[k] = draws->scale[s];
    }
}

/* Path values are moved so that their mean is the point forecast, then scaled so that it stays so
 * after those below `low` were cut off. */
static void widen_step(double point, double low, double factor, const double *scale, size_t paths, double *value)
{
    double mean = bw_sample_mean(value, paths), sum = 0;
    for (size_t s = 0; s < paths; s++) {
        double moved = point + factor * scale[s] * (value[s] - mean);
        value[s] = low >= 0 && moved < low ? low : moved;
        sum += value[s];
    }
    double shift = point - sum / (double)paths;
    for (size_t s = 0; s < paths; s++)
        value[s] = low < 0 ? value[s] + shift : sum > 0 ? value[s] * (point * (double)paths / sum) : point;
}

void bw_paths_widen(const double *point, double low, double factor, const bw_draws *draws, uint64_t stream,
                    double *paths)
{
    double *scale = bw_array(draws->paths, sizeof *scale);
    if (!scale)
        return;
    shuffle(draws, stream, scale);
    for (size_t h = 0; h < draws->horizon; h++)
        widen_step(point[h], low, factor, scale, draws->paths, paths + h * draws->paths);
    free(scale);
}
