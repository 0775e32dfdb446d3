/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/residuals.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define POOLED_CUSTOMERS 20.0 /* all customers' residuals count as this many of the segment's own */
#define BELIEF_CUSTOMERS 2.0  /* and the belief that customers differ, as this many: a lognormal curve */
#define BELIEF_SPREAD 1.0     /* of this deviation, */
#define BELIEF_POINTS 9       /* as this many points */

static int by_value(const void *a, const void *b)
{
    const bw_residual *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

bool bw_residuals_create(size_t customers, const double *value, const int32_t *segment, bw_residuals *made)
{
    size_t count = customers + BELIEF_POINTS;
    bw_residual *all = bw_array(count, sizeof *all);
    double mass = 1 / ((double)customers + BELIEF_CUSTOMERS);
    *made = (bw_residuals){count, customers, all};
    if (!all)
        return false;
    for (size_t i = 0; i < customers; i++)
        all[i] = (bw_residual){value[i], mass, segment[i], (int32_t)i};
    for (size_t k = 0; k < BELIEF_POINTS; k++)
        all[customers + k] = (bw_residual){BELIEF_SPREAD * gsl_cdf_ugaussian_Pinv(((double)k + 0.5) / BELIEF_POINTS),
                                           mass * BELIEF_CUSTOMERS / BELIEF_POINTS, BW_NO_SEGMENT, -1};
    qsort(all, count, sizeof *all, by_value);
    return true;
}

void bw_residuals_clear(bw_residuals *residuals)
{
    free(residuals->all);
    *residuals = (bw_residuals){0};
}

int bw_residual_fold(const bw_residual *one)
{
    return one->row < 0 ? BW_NO_FOLD : one->row % BW_RESIDUAL_FOLDS;
}

/* How much a residual counts for a segment. Those of a fold may be left out. */
static double mass_of(const bw_residual *one, int32_t segment, int fold)
{
    if (fold != BW_NO_FOLD && bw_residual_fold(one) == fold)
        return 0;
    return POOLED_CUSTOMERS * one->mass + (segment >= 0 && one->segment == segment ? 1 : 0);
}

/* Between the middles of neighbouring masses. */
double bw_residuals_quantile(const bw_residuals *of, int32_t segment, int fold, double quantile)
{
    double total = 0, below = 0, last = of->all[0].value, last_at = 0;
    for (size_t k = 0; k < of->count; k++)
        total += mass_of(&of->all[k], segment, fold);
    for (size_t k = 0; k < of->count; k++) {
        const bw_residual *one = &of->all[k];
        double mass = mass_of(one, segment, fold), at = (below + mass / 2) / total;
        if (mass > 0 && at >= quantile)
            return at > last_at ? last + (one->value - last) * (quantile - last_at) / (at - last_at) : one->value;
        if (mass > 0) {
            last = one->value;
            last_at = at;
        }
        below += mass;
    }
    return last;
}

double bw_residuals_smear(const bw_residuals *of, int32_t segment)
{
    double total = 0, sum = 0;
    for (size_t k = 0; k < of->count; k++) {
        double mass = mass_of(&of->all[k], segment, BW_NO_FOLD);
        total += mass;
        sum += mass * exp(of->all[k].value);
    }
    return sum / total;
}
