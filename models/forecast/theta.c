/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/theta.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>

#include "models/forecast/season.h"
#include "models/forecast/simplex.h"

static void fit_line(bw_theta *fit, const double *adjusted, size_t count)
{
    double mean = 0, moment = 0, middle = (double)(count - 1) / 2;
    for (size_t t = 0; t < count; t++)
        mean += adjusted[t] / (double)count;
    for (size_t t = 0; t < count; t++)
        moment += ((double)t - middle) * (adjusted[t] - mean);
    double n = (double)count;
    fit->slope = 12 * moment / (n * (n * n - 1));
    fit->intercept = mean - fit->slope * middle;
}

static double line_at(const bw_theta *fit, size_t t)
{
    return fit->intercept + fit->slope * (double)t;
}

typedef struct bent {
    const double *adjusted;
    size_t count;
    bw_theta *fit;
} bent;

/* Smooths the bent line; residuals are those of the series, half those of the bent line. */
static double smooth(bw_theta *fit, const double *adjusted, size_t count, double *residual)
{
    double squares = 0;
    fit->level = 2 * adjusted[0] - line_at(fit, 0);
    for (size_t t = 0; t < count; t++) {
        double error = 2 * adjusted[t] - line_at(fit, t) - fit->level;
        squares += error * error;
        fit->level += fit->alpha * error;
        if (residual)
            residual[t] = error / 2;
    }
    return squares;
}

static double badness(const double *parameter, const void *context)
{
    const bent *asked = context;
    asked->fit->alpha = parameter[0];
    double squares = smooth(asked->fit, asked->adjusted, asked->count, NULL);
    return (double)asked->count * log(fmax(squares, 1e-300));
}

bool bw_theta_fit(const bw_series *series, bw_theta *fit, double *residual)
{
    double *adjusted = series->count < 3 ? NULL : bw_array(series->count, sizeof *adjusted);
    if (!adjusted)
        return false;
    *fit = (bw_theta){.season = bw_season_shrunk(series, true), .count = series->count};
    bw_season_remove(&fit->season, series, adjusted);
    fit_line(fit, adjusted, series->count);
    bent asked = {adjusted, series->count, fit};
    bw_box box = {.count = 1, .low = {1e-4}, .high = {0.9999}};
    double alpha = 0.3;
    bw_simplex_minimize(&box, badness, &asked, 60, &alpha);
    fit->alpha = alpha;
    smooth(fit, adjusted, series->count, residual);
    fit->sigma = bw_residual_scale(residual, series->count, 2);
    free(adjusted);
    return isfinite(fit->level) && isfinite(fit->sigma);
}

void bw_theta_unroll(const bw_theta *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    double level[BW_LANES_MAX];
    for (size_t s = 0; s < lanes; s++)
        level[s] = fit->level;
    for (size_t h = 0; h < steps; h++) {
        double line = line_at(fit, fit->count + h), *value = path + h * lanes;
        for (size_t s = 0; s < lanes; s++) {
            double error = shock ? fit->sigma * shock[h * lanes + s] : 0;
            value[s] = (line + level[s]) / 2 + error;
            level[s] += fit->alpha * 2 * error;
        }
        bw_season_apply(&fit->season, fit->count + h, lanes, value);
    }
}

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    return bw_theta_fit(series, &fit->as.theta, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    bw_theta_unroll(&fit->as.theta, shock, steps, lanes, path);
}

const bw_method bw_method_theta = {"theta", make, unroll};
