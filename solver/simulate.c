/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/simulate.h"
#include "models/quota.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <string.h>

#define MONTHS ((size_t)12)
#define ROUNDING 1e-12 /* twelve shares of a year need not sum to 1 exactly */

static bool take_arrays(bw_simulation *made, size_t accounts)
{
    size_t reps = (size_t)made->reps;
    made->memory = bw_arena_create();
    if (!made->memory)
        return false;
    made->year = bw_arena_take(made->memory, reps * made->paths, sizeof(double));
    made->sorted = bw_arena_take(made->memory, reps * made->paths, sizeof(double));
    made->company = bw_arena_take(made->memory, made->paths, sizeof(double));
    made->season = bw_arena_take(made->memory, reps * MONTHS, sizeof(double));
    made->ramp = bw_arena_take(made->memory, reps, sizeof(double));
    made->kept = bw_arena_take(made->memory, accounts, sizeof(double));
    return made->year && made->sorted && made->company && made->season && made->ramp && made->kept;
}

static double kept_share(const bw_account *account, int32_t rep, const bw_settings *settings)
{
    bool moved = account->owner >= 0 && rep >= 0 && account->owner != rep;
    return moved ? 1 - settings->disruption_rate * account->continuity : 1;
}

/* Adds an account's paths to its rep's, or to the company alone when nobody has it. */
static void add_account(const bw_forecast *forecast, int32_t account, int32_t rep, bw_simulation *made)
{
    const float *path = forecast->year + (size_t)account * made->paths;
    const float *mean = forecast->mean + (size_t)account * MONTHS;
    double *sum = rep >= 0 ? made->year + (size_t)rep * made->paths : made->company;
    for (size_t s = 0; s < made->paths; s++)
        sum[s] += made->kept[account] * (double)path[s];
    for (size_t h = 0; rep >= 0 && h < MONTHS; h++)
        made->season[(size_t)rep * MONTHS + h] += made->kept[account] * (double)mean[h];
}

/* The company's months; where it has none, months by their length. */
static void company_season(const bw_problem *problem, const bw_forecast *forecast, double *season)
{
    double total = 0;
    memset(season, 0, MONTHS * sizeof *season);
    for (size_t s = 0; s < (size_t)forecast->path_count; s++)
        for (size_t h = 0; h < MONTHS; h++)
            season[h] += (double)forecast->company_month[s * MONTHS + h];
    for (size_t h = 0; h < MONTHS; h++)
        total += season[h] > 0 ? season[h] : 0;
    for (size_t h = 0; !(total > 0) && h < MONTHS; h++)
        season[h] = bw_problem_period_length(problem, problem->plan_start + (int32_t)h);
}

/* Months in which returns exceed sales count as empty; returns the sum of the others. */
static double clear_negatives(double *season)
{
    double total = 0;
    for (size_t h = 0; h < MONTHS; h++) {
        season[h] = season[h] > 0 ? season[h] : 0;
        total += season[h];
    }
    return total;
}

/* Turns month sums into shares that the ramp has worked on; the fallback's, which has some, where there is nothing. */
static double ramp_season(const bw_rep *rep, const double *fallback, double *season)
{
    double total = clear_negatives(season), ramped = 0;
    if (total <= 0) {
        memcpy(season, fallback, MONTHS * sizeof *season);
        total = clear_negatives(season);
    }
    for (size_t h = 0; h < MONTHS; h++) {
        season[h] /= total;
        ramped += season[h] *= rep->ramp[h];
    }
    for (size_t h = 0; h < MONTHS; h++)
        season[h] = ramped > 0 ? season[h] / ramped : 1.0 / MONTHS;
    return ramped > 1 - ROUNDING ? 1 : ramped;
}

static void finish_rep(const bw_problem *problem, int32_t rep, const double *fallback, bw_simulation *made)
{
    double *year = made->year + (size_t)rep * made->paths, *sorted = made->sorted + (size_t)rep * made->paths;
    made->ramp[rep] = ramp_season(&problem->reps[rep], fallback, made->season + (size_t)rep * MONTHS);
    for (size_t s = 0; s < made->paths; s++) {
        year[s] *= made->ramp[rep];
        made->company[s] += year[s];
        sorted[s] = year[s];
    }
    gsl_sort(sorted, 1, made->paths);
}

bw_status bw_simulate(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                      const bw_settings *settings, bw_simulation *simulation, bw_error *error)
{
    *simulation = (bw_simulation){.reps = problem->rep_count, .paths = (size_t)forecast->path_count};
    if (!take_arrays(simulation, (size_t)problem->account_count)) {
        bw_simulation_clear(simulation);
        return bw_fail_memory(error);
    }
    double fallback[MONTHS];
    company_season(problem, forecast, fallback);
    for (int32_t i = 0; i < problem->account_count; i++) {
        simulation->kept[i] = kept_share(&problem->accounts[i], alignment->rep[i], settings);
        add_account(forecast, i, alignment->rep[i], simulation);
    }
    for (int32_t j = 0; j < problem->rep_count; j++)
        finish_rep(problem, j, fallback, simulation);
    return BW_OK;
}

void bw_simulation_clear(bw_simulation *simulation)
{
    bw_arena_free(simulation->memory);
    *simulation = (bw_simulation){0};
}

bw_range bw_range_of(const double *sorted, size_t count)
{
    return (bw_range){
        .mean = gsl_stats_mean(sorted, 1, count),
        .p025 = bw_quantile(sorted, count, 0.025),
        .p10 = bw_quantile(sorted, count, 0.1),
        .p25 = bw_quantile(sorted, count, 0.25),
        .p50 = bw_quantile(sorted, count, 0.5),
        .p75 = bw_quantile(sorted, count, 0.75),
        .p90 = bw_quantile(sorted, count, 0.9),
        .p975 = bw_quantile(sorted, count, 0.975),
    };
}

double bw_share_reaching(const double *sorted, size_t count, double amount)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < amount)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)(count - low) / (double)count;
}
