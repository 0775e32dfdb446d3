/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "models/forecast/season.h"
#include "models/forecast/simplex.h"
#include "models/forecast/theta.h"

#define BEND_MAX 0.999 /* theta 1000 */

/* Value expected at step t (counted from 1) from all before it; power is (1 - alpha)^(t - 1). */
static double expect(const bw_dotm *at, double power)
{
    double bend = 1 - 1 / at->theta;
    return at->level + bend * (power * at->intercept + (1 - power * (1 - at->alpha)) / at->alpha * at->slope);
}

/* The level, and the straight line through all values up to step t. */
static void absorb(bw_dotm *at, size_t step, double value)
{
    double t = (double)step, before = at->mean;
    at->level = at->alpha * value + (1 - at->alpha) * at->level;
    at->mean = ((t - 1) * before + value) / t;
    at->slope = step < 2 ? 0 : ((t - 2) * at->slope + 6 * (value - before) / t) / (t + 1);
    at->intercept = at->mean - at->slope * (t + 1) / 2;
    at->count = step;
}

/* For a given alpha the errors are linear in the first level and in bend = 1 - 1 / theta, so both
 * follow from least squares and only alpha is searched. */

typedef struct adjusted_series {
    const double *value;
    size_t count;
} adjusted_series;

typedef struct normal_equations {
    double levels, cross, bends, level_error, bend_error, errors;
} normal_equations;

static normal_equations accumulate(const adjusted_series *series, double alpha)
{
    normal_equations sums = {0};
    bw_dotm at = {.alpha = alpha, .theta = 1};
    double power = 1;
    for (size_t t = 0; t < series->count; t++) {
        double error = series->value[t] - at.level;
        double bend = power * at.intercept + (1 - power * (1 - alpha)) / alpha * at.slope;
        sums.levels += power * power;
        sums.cross += power * bend;
        sums.bends += bend * bend;
        sums.level_error += power * error;
        sums.bend_error += bend * error;
        sums.errors += error * error;
        absorb(&at, t + 1, series->value[t]);
        power *= 1 - alpha;
    }
    return sums;
}

static double solve(const normal_equations *sums, double *level, double *bend)
{
    double determinant = sums->levels * sums->bends - sums->cross * sums->cross;
    *bend = determinant > 1e-12 * sums->levels * sums->bends
                ? (sums->levels * sums->bend_error - sums->cross * sums->level_error) / determinant
                : 0;
    *bend = *bend < 0 ? 0 : *bend > BEND_MAX ? BEND_MAX : *bend;
    *level = (sums->level_error - *bend * sums->cross) / sums->levels;
    return sums->errors - 2 * *level * sums->level_error - 2 * *bend * sums->bend_error +
           *level * *level * sums->levels + 2 * *level * *bend * sums->cross + *bend * *bend * sums->bends;
}

static double badness(const double *parameter, const void *context)
{
    normal_equations sums = accumulate(context, parameter[0]);
    double level, bend;
    return (double)((const adjusted_series *)context)->count * log(fmax(solve(&sums, &level, &bend), 1e-300));
}

static double search_alpha(const adjusted_series *series)
{
    const bw_box box = {.count = 1, .low = {0.1}, .high = {0.99}};
    double best = 0.5, least = HUGE_VAL;
    for (double alpha = 0.15; alpha < 0.99; alpha += 0.2) {
        double value = badness(&alpha, series);
        if (value < least) {
            least = value;
            best = alpha;
        }
    }
    bw_simplex_minimize(&box, badness, series, 40, &best);
    return best;
}

static void replay(bw_dotm *fit, const adjusted_series *series, double *residual)
{
    double power = 1;
    for (size_t t = 0; t < series->count; t++) {
        residual[t] = series->value[t] - expect(fit, power);
        absorb(fit, t + 1, series->value[t]);
        power *= 1 - fit->alpha;
    }
}

bool bw_dotm_fit(const bw_series *series, bw_dotm *fit, double *residual)
{
    double *adjusted = series->count < 3 ? NULL : bw_array(series->count, sizeof *adjusted);
    if (!adjusted)
        return false;
    *fit = (bw_dotm){.season = bw_season_shrunk(series, false)};
    bw_season_remove(&fit->season, series, adjusted);
    adjusted_series found = {adjusted, series->count};
    fit->alpha = search_alpha(&found);
    normal_equations sums = accumulate(&found, fit->alpha);
    double bend;
    solve(&sums, &fit->level, &bend);
    fit->theta = 1 / (1 - bend);
    replay(fit, &found, residual);
    fit->sigma = bw_residual_scale(residual, series->count, 3);
    free(adjusted);
    return isfinite(fit->level) && isfinite(fit->sigma);
}

typedef struct lane_states {
    double level[BW_LANES_MAX], mean[BW_LANES_MAX], slope[BW_LANES_MAX], intercept[BW_LANES_MAX];
} lane_states;

static void start_lanes(const bw_dotm *fit, size_t lanes, lane_states *at)
{
    for (size_t s = 0; s < lanes; s++) {
        at->level[s] = fit->level;
        at->mean[s] = fit->mean;
        at->slope[s] = fit->slope;
        at->intercept[s] = fit->intercept;
    }
}

/* Step `step` of all lanes: the recursions of expect and absorb. */
static void advance(const bw_dotm *fit, size_t step, double power, const double *shock, size_t lanes, lane_states *at,
                    double *value)
{
    double bend = 1 - 1 / fit->theta, ramp = (1 - power * (1 - fit->alpha)) / fit->alpha, t = (double)step;
    double kept = (t - 2) / (t + 1), moved = 6 / (t * (t + 1));
    for (size_t s = 0; s < lanes; s++) {
        double before = at->mean[s];
        value[s] = at->level[s] + bend * (power * at->intercept[s] + ramp * at->slope[s]) +
                   (shock ? fit->sigma * shock[s] : 0);
        at->level[s] = fit->alpha * value[s] + (1 - fit->alpha) * at->level[s];
        at->mean[s] += (value[s] - before) / t;
        at->slope[s] = kept * at->slope[s] + moved * (value[s] - before);
        at->intercept[s] = at->mean[s] - at->slope[s] * (t + 1) / 2;
    }
}

void bw_dotm_unroll(const bw_dotm *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    lane_states at;
    double power = pow(1 - fit->alpha, (double)fit->count);
    start_lanes(fit, lanes, &at);
    for (size_t h = 0; h < steps; h++) {
        advance(fit, fit->count + h + 1, power, shock ? shock + h * lanes : NULL, lanes, &at, path + h * lanes);
        power *= 1 - fit->alpha;
        bw_season_apply(&fit->season, fit->count + h, lanes, path + h * lanes);
    }
}

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    return bw_dotm_fit(series, &fit->as.dotm, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    bw_dotm_unroll(&fit->as.dotm, shock, steps, lanes, path);
}

const bw_method bw_method_dotm = {"dynamic theta", make, unroll};
