/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/simplex.h"

#include <gsl/gsl_multimin.h>
#include <math.h>

#define SIZE_ENOUGH 2e-2
#define GAIN_ENOUGH 0.1 /* within PATIENCE rounds */
#define PATIENCE 5

typedef struct search {
    const bw_box *box;
    bw_objective objective;
    const void *context;
} search;

static double inside(double free, double low, double high)
{
    return low + (high - low) / (1 + exp(-free));
}

static double outside(double value, double low, double high)
{
    double share = (value - low) / (high - low);
    share = share < 0.001 ? 0.001 : share > 0.999 ? 0.999 : share;
    return log(share / (1 - share));
}

static double evaluate(const gsl_vector *free, void *context)
{
    const search *asked = context;
    double parameter[BW_SIMPLEX_MAX];
    for (size_t k = 0; k < asked->box->count; k++)
        parameter[k] = inside(gsl_vector_get(free, k), asked->box->low[k], asked->box->high[k]);
    double value = asked->objective(parameter, asked->context);
    return isfinite(value) ? value : 1e300;
}

static double descend(gsl_multimin_fminimizer *minimizer, const search *asked, size_t rounds, double *parameter)
{
    double before = HUGE_VAL;
    for (size_t round = 1; round <= rounds; round++) {
        if (gsl_multimin_fminimizer_iterate(minimizer) || gsl_multimin_fminimizer_size(minimizer) < SIZE_ENOUGH)
            break;
        if (round % PATIENCE)
            continue;
        if (before - minimizer->fval < GAIN_ENOUGH)
            break;
        before = minimizer->fval;
    }
    for (size_t k = 0; k < asked->box->count; k++)
        parameter[k] = inside(gsl_vector_get(minimizer->x, k), asked->box->low[k], asked->box->high[k]);
    return minimizer->fval;
}

double bw_simplex_minimize(const bw_box *box, bw_objective objective, const void *context, size_t rounds,
                           double *parameter)
{
    search asked = {box, objective, context};
    double start[BW_SIMPLEX_MAX], step[BW_SIMPLEX_MAX], value = HUGE_VAL;
    for (size_t k = 0; k < box->count; k++) {
        start[k] = outside(parameter[k], box->low[k], box->high[k]);
        step[k] = 1;
    }
    gsl_vector_view first = gsl_vector_view_array(start, box->count), steps = gsl_vector_view_array(step, box->count);
    gsl_multimin_function function = {evaluate, box->count, &asked};
    gsl_multimin_fminimizer *minimizer = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, box->count);
    if (minimizer && !gsl_multimin_fminimizer_set(minimizer, &function, &first.vector, &steps.vector))
        value = descend(minimizer, &asked, rounds, parameter);
    gsl_multimin_fminimizer_free(minimizer);
    return value;
}
