/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/quota.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdlib.h>

#define ROOT_STEPS 200
#define LEVEL_MAX 1e18
#define SAME 1e-12 /* of a total that bounds just reach */

double bw_quantile(const double *sorted, size_t count, double level)
{
    double last = sorted[count - 1];
    if (level >= 1)
        return last * level;
    double at = fmax(0, level) * (double)(count - 1);
    size_t below = (size_t)at;
    double step = below + 1 < count ? sorted[below + 1] - sorted[below] : 0;
    return sorted[below] + (at - (double)below) * step;
}

/* What is shared out. Lowered, reps get the same part of their smallest path, and that part, 1 + level, stands in
 * place of the level: next to -1 a level would have no digits left for it. */
typedef struct sharing {
    const bw_share_in *reps;
    size_t count;
    double total;
    bool lowered;
} sharing;

static double amount_at(const sharing *problem, size_t j, double at)
{
    const bw_share_in *rep = &problem->reps[j];
    double raw = problem->lowered ? 0 : at * rep->weight;
    if (rep->sorted)
        raw = fmax(0, problem->lowered ? at * rep->sorted[0] : bw_quantile(rep->sorted, rep->paths, at));
    return fmin(fmax(raw, rep->floor), rep->cap);
}

static double surplus(double at, void *context)
{
    const sharing *problem = context;
    double sum = 0;
    for (size_t j = 0; j < problem->count; j++)
        sum += amount_at(problem, j, at);
    return sum - problem->total;
}

static bool can_grow(const bw_share_in *rep)
{
    return rep->sorted ? rep->sorted[rep->paths - 1] > 0 : rep->weight > 0;
}

bw_share_span bw_share_reach(const bw_share_in *reps, size_t count)
{
    bw_share_span span = {0, 0};
    for (size_t j = 0; j < count; j++) {
        span.least += reps[j].floor;
        span.most += can_grow(&reps[j]) ? reps[j].cap : reps[j].floor;
    }
    return span;
}

static bool has_caps(const bw_share_in *reps, size_t count)
{
    for (size_t j = 0; j < count; j++)
        if (can_grow(&reps[j]) && reps[j].cap < INFINITY)
            return true;
    return false;
}

/* A level whose amounts reach the total, by doubling; INFINITY if none does. */
static double upper_level(sharing *problem)
{
    double level = 1;
    while (level < LEVEL_MAX && surplus(level, problem) < 0)
        level *= 2;
    return surplus(level, problem) < -SAME * problem->total ? INFINITY : level;
}

/* Brent's method from 0 up to where the amounts are enough; they are continuous. */
static bw_status find_root(sharing *problem, double high, double *root, bw_error *error)
{
    *root = high;
    if (surplus(high, problem) <= 0)
        return BW_OK;
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function function = {surplus, problem};
    if (!solver)
        return bw_fail_memory(error);
    int answer = gsl_root_fsolver_set(solver, &function, 0, high);
    for (int step = 0; step < ROOT_STEPS && answer == GSL_SUCCESS; step++) {
        answer = gsl_root_fsolver_iterate(solver);
        double low = gsl_root_fsolver_x_lower(solver), top = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, top, 0, 1e-15) == GSL_SUCCESS)
            break;
    }
    *root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return answer == GSL_SUCCESS ? BW_OK : bw_fail(error, BW_FAILED, "the level of the quotas was not found");
}

bw_status bw_share_out(const bw_share_in *reps, size_t count, double total, double *amount, double *level,
                       bw_error *error)
{
    sharing problem = {reps, count, total, true};
    bw_share_span span = bw_share_reach(reps, count);
    double at = 0;
    if (span.least > total * (1 + SAME))
        return bw_fail(error, BW_IMPOSSIBLE,
                       "the least that quotas may be adds up to %.2f, more than the %.2f to share out", span.least,
                       total);
    if (span.least < total) {
        problem.lowered = surplus(1, &problem) > 0;
        double high = problem.lowered ? 1 : upper_level(&problem);
        if (!isfinite(high) && has_caps(reps, count))
            return bw_fail(error, BW_IMPOSSIBLE, "quotas can reach only %.2f of the %.2f to share out",
                           surplus(LEVEL_MAX, &problem) + total, total);
        if (!isfinite(high))
            return bw_fail(error, BW_USAGE,
                           "nobody has anything to share %.2f by: choose a quota_method whose measure is not 0 for all",
                           total);
        bw_status status = find_root(&problem, high, &at, error);
        if (status != BW_OK)
            return status;
    }
    for (size_t j = 0; j < count; j++)
        amount[j] = amount_at(&problem, j, at);
    *level = problem.lowered ? at - 1 : at;
    return BW_OK;
}

double bw_usual_unit(double total, int32_t reps)
{
    static const double units[] = {1000, 100, 10, 1, 0.1, 0.01};
    size_t k = 0;
    while (total > 0 && reps > 0 && k < 5 && 1000 * units[k] * reps > total)
        k++;
    return units[k];
}

double bw_whole_units(double amount, double unit)
{
    return floor(amount / unit * (1 + 1e-15) + 1e-9);
}

typedef struct remainder {
    double left;
    size_t rep;
} remainder_of;

static int by_remainder(const void *a, const void *b)
{
    const remainder_of *first = a, *second = b;
    int order = (first->left < second->left) - (first->left > second->left);
    return order ? order : (first->rep > second->rep) - (first->rep < second->rep);
}

/* Of equal amounts the one with the largest remainder. */
static size_t largest(const double *amount, const remainder_of *order, size_t count)
{
    size_t best = order[0].rep;
    for (size_t k = 1; k < count; k++)
        if (amount[order[k].rep] > amount[best])
            best = order[k].rep;
    return best;
}

bool bw_round_shares(double *amount, size_t count, double total, double unit)
{
    remainder_of *order = bw_array(count, sizeof *order);
    if (!order)
        return false;
    size_t sharing_count = 0;
    double units = 0;
    for (size_t j = 0; j < count; j++) {
        if (amount[j] <= 0)
            continue;
        double whole = bw_whole_units(amount[j], unit);
        order[sharing_count++] = (remainder_of){amount[j] / unit - whole, j};
        amount[j] = whole * unit;
        units += whole;
    }
    double missing = bw_whole_units(total, unit) - units;
    qsort(order, sharing_count, sizeof *order, by_remainder);
    double rounds = sharing_count && missing > 0 ? floor(missing / (double)sharing_count) : 0;
    for (size_t k = 0; k < sharing_count; k++)
        amount[order[k].rep] += rounds * unit;
    missing -= rounds * (double)sharing_count;
    for (size_t k = 0; missing > 0.5 && sharing_count; k = (k + 1) % sharing_count, missing--)
        amount[order[k].rep] += unit;
    for (size_t k = sharing_count; missing < -0.5 && k > 0; k--) {
        double taken = fmin(-missing, bw_whole_units(amount[order[k - 1].rep], unit));
        amount[order[k - 1].rep] -= taken * unit;
        missing += taken;
    }
    double sum = 0;
    for (size_t j = 0; j < count; j++)
        sum += amount[j];
    if (sharing_count)
        amount[largest(amount, order, sharing_count)] += round((total - sum) * 100) / 100;
    free(order);
    return true;
}
