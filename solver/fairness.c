/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fairness with intervals by the bootstrap: reps are drawn anew, with replacement, and the 2.5 and 97.5 % points of
 * the figures are reported (Efron 1979). Before and after are drawn alike, quantity k from random stream k.
 */
#include "models/fairness.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define DRAWS ((size_t)1000)
#define STREAM 0xFA12000u

/* The reps compared, and room to work in. */
typedef struct draw_room {
    int32_t *reps;
    size_t count;
    double *value, *sample; /* [count] */
    size_t *order, *times;  /* [count] reps by rising value; how often each was drawn */
    double *figures;        /* [BW_INEQUALITY_COUNT * DRAWS] */
    gsl_rng *random;
} draw_room;

static void free_draws(draw_room *draws)
{
    free(draws->reps);
    free(draws->value);
    free(draws->sample);
    free(draws->order);
    free(draws->times);
    free(draws->figures);
    if (draws->random)
        gsl_rng_free(draws->random);
}

static bool create_draws(const bw_problem *problem, draw_room *draws)
{
    size_t reps = (size_t)problem->rep_count;
    *draws = (draw_room){
        .reps = bw_array(reps, sizeof *draws->reps),
        .value = bw_array(reps, sizeof *draws->value),
        .sample = bw_array(reps, sizeof *draws->sample),
        .order = bw_array(reps, sizeof *draws->order),
        .times = bw_array(reps, sizeof *draws->times),
        .figures = bw_array(BW_INEQUALITY_COUNT * DRAWS, sizeof *draws->figures),
        .random = gsl_rng_alloc(gsl_rng_mt19937),
    };
    if (!draws->reps || !draws->value || !draws->sample || !draws->order || !draws->times || !draws->figures
        || !draws->random) {
        free_draws(draws);
        return false;
    }
    draws->count = bw_fair_reps(problem, draws->reps);
    return true;
}

/* The values drawn, rising; reps left out are left out of the draw. Returns how many. */
static size_t gather(const draw_room *draws)
{
    size_t size = 0;
    for (size_t k = 0; k < draws->count; k++) {
        size_t rep = draws->order[k];
        for (size_t t = 0; t < draws->times[rep] && !isnan(draws->value[rep]); t++)
            draws->sample[size++] = draws->value[rep];
    }
    return size;
}

static void sort_reps(const draw_room *draws)
{
    for (size_t k = 0; k < draws->count; k++) {
        draws->sample[k] = isnan(draws->value[k]) ? INFINITY : draws->value[k];
        draws->times[k] = 1;
    }
    gsl_sort_index(draws->order, draws->sample, 1, draws->count);
}

static void draw_reps(const draw_room *draws)
{
    for (size_t k = 0; k < draws->count; k++)
        draws->times[k] = 0;
    for (size_t k = 0; k < draws->count; k++)
        draws->times[gsl_rng_uniform_int(draws->random, draws->count)]++;
}

/* A figure and its interval. */
typedef struct estimate { double point, low, high; } estimate;

static void estimate_all(const draw_room *draws, uint64_t seed, estimate made[BW_INEQUALITY_COUNT])
{
    double figure[BW_INEQUALITY_COUNT], point[BW_INEQUALITY_COUNT];
    sort_reps(draws);
    bw_inequality_measure(draws->sample, gather(draws), point);
    gsl_rng_set(draws->random, (unsigned long)seed);
    for (size_t b = 0; b < DRAWS; b++) {
        draw_reps(draws);
        bw_inequality_measure(draws->sample, gather(draws), figure);
        for (size_t k = 0; k < BW_INEQUALITY_COUNT; k++)
            draws->figures[k * DRAWS + b] = figure[k];
    }
    for (size_t k = 0; k < BW_INEQUALITY_COUNT; k++) {
        double *drawn = draws->figures + k * DRAWS;
        made[k] = (estimate){point[k], NAN, NAN};
        if (isnan(point[k]))
            continue;
        gsl_sort(drawn, 1, DRAWS);
        made[k].low = gsl_stats_quantile_from_sorted_data(drawn, 1, DRAWS, 0.025);
        made[k].high = gsl_stats_quantile_from_sorted_data(drawn, 1, DRAWS, 0.975);
    }
}

static void add_figures(bw_fair_quantity quantity, const estimate *before, const estimate *after,
                        bw_fairness *fairness)
{
    for (int k = 0; k < BW_INEQUALITY_COUNT; k++)
        fairness->figures[fairness->count++] = (bw_fairness_figure){
            .quantity = bw_fair_name(quantity),
            .index = bw_inequality_name((bw_inequality)k),
            .before = before[k].point, .before_low = before[k].low, .before_high = before[k].high,
            .after = after[k].point, .after_low = after[k].low, .after_high = after[k].high,
        };
}

static void add_quantity(const bw_problem *problem, const bw_alignment *today, const bw_quotas *quotas_today,
                         const bw_alignment *plan, const bw_quotas *quotas, bw_fair_quantity quantity, uint64_t seed,
                         draw_room *draws, bw_fairness *fairness)
{
    estimate before[BW_INEQUALITY_COUNT], after[BW_INEQUALITY_COUNT];
    seed = bw_stream_seed(seed, STREAM + (uint64_t)quantity);
    for (int k = 0; k < BW_INEQUALITY_COUNT; k++)
        before[k] = (estimate){NAN, NAN, NAN};
    if (!bw_fair_values(problem, plan, plan, quotas, quantity, draws->reps, draws->count, draws->value))
        return;
    estimate_all(draws, seed, after);
    if (today
        && bw_fair_values(problem, today, plan, quotas_today, quantity, draws->reps, draws->count, draws->value))
        estimate_all(draws, seed, before);
    add_figures(quantity, before, after, fairness);
}

void bw_fairness_free(bw_fairness *fairness)
{
    if (!fairness)
        return;
    free(fairness->figures);
    free(fairness);
}

bw_status bw_fairness_measure(const bw_problem *problem, const bw_alignment *today, const bw_quotas *quotas_today,
                              const bw_alignment *plan, const bw_quotas *quotas, const bw_settings *settings,
                              bw_fairness **fairness, bw_error *error)
{
    draw_room draws;
    uint64_t seed = (uint64_t)settings->seed;
    *fairness = NULL;
    bw_fairness *made = calloc(1, sizeof *made);
    if (!made || !create_draws(problem, &draws)) {
        bw_fairness_free(made);
        return bw_fail_memory(error);
    }
    made->figures = bw_array((size_t)BW_FAIR_COUNT * BW_INEQUALITY_COUNT, sizeof *made->figures);
    for (int q = 0; made->figures && q < BW_FAIR_COUNT; q++)
        add_quantity(problem, today, quotas_today, plan, quotas, (bw_fair_quantity)q, seed, &draws, made);
    free_draws(&draws);
    if (!made->figures) {
        bw_fairness_free(made);
        return bw_fail_memory(error);
    }
    *fairness = made;
    return BW_OK;
}
