/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Minimises a function of a few parameters inside a box, by the simplex search of Nelder and Mead
 * (GSL's nmsimplex2) on parameters mapped to the box with a logistic curve. Functions are minus twice a
 * log likelihood: the search ends when it gains less than would tell two models apart, since forecasts gain
 * nothing from the digits behind.
 */
#ifndef BW_MODELS_FORECAST_SIMPLEX_H
#define BW_MODELS_FORECAST_SIMPLEX_H

#include "models/base.h"

#define BW_SIMPLEX_MAX 8

typedef struct bw_box {
    size_t count;
    double low[BW_SIMPLEX_MAX], high[BW_SIMPLEX_MAX];
} bw_box;

typedef double (*bw_objective)(const double *parameter, const void *context);

/** Moves parameter [box.count] from its start, inside the box, to a minimum; at most `rounds` steps.
 *  Returns the value there. Parameters stay at their start when memory is out. */
double bw_simplex_minimize(const bw_box *box, bw_objective objective, const void *context, size_t rounds,
                           double *parameter);

#endif
