/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sweep with what its plans share. */
typedef struct sweep_store {
    bw_sweep sweep; /* first, so that the one can be freed as the other */
    bw_problem **problems;   /* [count] of the first scenario with these forecast settings; NULL elsewhere */
    bw_forecast **forecasts; /* [count] the same */
} sweep_store;

void bw_sweep_free(bw_sweep *sweep)
{
    sweep_store *store = (sweep_store *)sweep;
    if (!sweep)
        return;
    for (size_t k = 0; sweep->results && k < sweep->count; k++)
        bw_plan_free(sweep->results[k].plan);
    free(sweep->results);
    for (size_t k = 0; k < sweep->count; k++) {
        if (store->forecasts)
            bw_forecast_free(store->forecasts[k]);
        if (store->problems)
            bw_problem_free(store->problems[k]);
    }
    free(store->forecasts);
    free(store->problems);
    free(store);
}

/* ---- one scenario */

/* Does the scenario name a setting of this stage? */
static bool changes(const bw_scenario *scenario, bw_stage stage)
{
    size_t count;
    const bw_setting *table = bw_settings_table(&count);
    for (size_t c = 0; c < scenario->change_count; c++)
        for (size_t k = 0; k < count; k++)
            if (table[k].stage == stage && strcmp(table[k].name, scenario->names[c]) == 0)
                return true;
    return false;
}

static bool changes_territories(const bw_scenario *scenario)
{
    return changes(scenario, BW_STAGE_FORECAST) || changes(scenario, BW_STAGE_PROBLEM)
        || changes(scenario, BW_STAGE_ALIGN) || changes(scenario, BW_STAGE_RUN);
}

static bw_status apply(const bw_scenario *scenario, const char *threads, bw_settings *settings, bw_error *error)
{
    bw_status status = BW_OK;
    for (size_t c = 0; c < scenario->change_count && !status; c++)
        status = bw_settings_set(settings, scenario->names[c], scenario->values[c], error);
    if (status == BW_OK)
        status = bw_settings_set(settings, "confirm_overrides", "0", error);
    return status ? status : bw_settings_set(settings, "threads", threads, error);
}

/* What all scenarios are run with. */
typedef struct sweep_work {
    const bw_tables *tables;
    const bw_settings *base;
    const bw_forecast *const *forecasts; /* [count] of each scenario, NULL: it makes its own */
    const bw_watch *quiet; /* stops, but tells nothing */
    char threads[16];      /* inside one scenario */
} sweep_work;

/* forecast may be NULL; model: a plan with the same territories, or NULL. */
static void run_scenario(const sweep_work *work, const bw_scenario *scenario, const bw_forecast *forecast,
                         const bw_plan *model, bw_scenario_result *result)
{
    bw_settings *settings = bw_settings_copy(work->base);
    bw_findings *findings = bw_findings_create();
    if (bw_stopped(work->quiet))
        result->status = bw_fail(&result->error, BW_INTERRUPTED, "interrupted before it began");
    else if (!settings || !findings)
        result->status = bw_fail_memory(&result->error);
    else
        result->status = apply(scenario, work->threads, settings, &result->error);
    if (!result->status && model)
        result->status = bw_plan_requota(model, settings, &result->plan, &result->error);
    else if (!result->status)
        result->status = bw_plan_make(work->tables, settings, forecast, work->quiet, findings, &result->plan,
                                      &result->error);
    bw_findings_free(findings);
    bw_settings_free(settings);
}

/* ---- the front */

typedef struct merits { double moved, deviation, chance; } merits;

static bool find_merits(const bw_scenario_result *result, merits *found)
{
    if (result->status || !result->plan)
        return false;
    const bw_alignment *alignment = result->plan->alignment;
    *found = (merits){alignment->moved_revenue_share, 0, result->plan->quotas->p_company};
    for (int32_t m = 0; m < alignment->measure_count; m++)
        found->deviation = fmax(found->deviation, alignment->max_deviation[m]);
    return true;
}

static bool dominates(merits a, merits b)
{
    bool no_worse = a.moved <= b.moved && a.deviation <= b.deviation && a.chance >= b.chance;
    return no_worse && (a.moved < b.moved || a.deviation < b.deviation || a.chance > b.chance);
}

static void find_front(bw_sweep *sweep)
{
    merits mine = {0}, other = {0};
    for (size_t k = 0; k < sweep->count; k++) {
        sweep->results[k].on_front = find_merits(&sweep->results[k], &mine);
        for (size_t rival = 0; rival < sweep->count && sweep->results[k].on_front; rival++)
            if (find_merits(&sweep->results[rival], &other) && dominates(other, mine))
                sweep->results[k].on_front = false;
    }
}

/* ---- all of them */

static int thread_count(const bw_settings *settings)
{
    char text[16];
    int threads = atoi(bw_settings_get(settings, "threads", text, sizeof text));
    return threads > 0 ? threads : omp_get_num_procs();
}

static const bw_plan *finished_plan(const bw_scenario_result *result)
{
    return result->status == BW_OK ? result->plan : NULL;
}

/* The first scenario with the base's territories makes them for all; count if there is none. */
static size_t find_leader(size_t count, const bw_scenario *scenarios)
{
    size_t k = 0;
    while (k < count && changes_territories(&scenarios[k]))
        k++;
    return k;
}

/* Scenarios side by side: first those that make territories, then those that take the leader's. Where there are
 * fewer scenarios than threads, the rest work inside them. */
static void run_all(sweep_work *work, size_t count, const bw_scenario *scenarios, const bw_watch *watch,
                    bw_sweep *sweep)
{
    double begin = bw_seconds();
    size_t done = 0, leader = find_leader(count, scenarios);
    int threads = thread_count(work->base), beside = count < (size_t)threads ? (int)count : threads;
    snprintf(work->threads, sizeof work->threads, "%d", threads / beside);
    omp_set_max_active_levels(2);
    for (int turn = 0; turn < 2; turn++) {
        const bw_plan *model = turn && leader < count ? finished_plan(&sweep->results[leader]) : NULL;
#pragma omp parallel for schedule(dynamic, 1) num_threads(beside)
        for (size_t k = 0; k < count; k++) {
            bool follows = k > leader && !changes_territories(&scenarios[k]);
            if (follows != (turn == 1))
                continue;
            run_scenario(work, &scenarios[k], work->forecasts[k], model, &sweep->results[k]);
#pragma omp critical(bw_sweep_progress)
            bw_tell(watch, "sweep", (double)++done / (double)count, NAN, NAN, bw_seconds() - begin);
        }
    }
}

/* ---- forecasts that scenarios share */

/* The last value that the scenario gives a setting; NULL if it does not change it. */
static const char *value_of(const bw_scenario *scenario, const char *name)
{
    for (size_t c = scenario->change_count; c-- > 0;)
        if (strcmp(scenario->names[c], name) == 0)
            return scenario->values[c];
    return NULL;
}

/* Scenarios that give all settings of the forecast, and of the problem it forecasts, the same words have the same
 * forecast: who owns what decides which accounts are forecast together. */
static bool same_forecast(const bw_scenario *a, const bw_scenario *b)
{
    size_t count;
    const bw_setting *table = bw_settings_table(&count);
    for (size_t k = 0; k < count; k++) {
        if (table[k].stage != BW_STAGE_FORECAST && table[k].stage != BW_STAGE_PROBLEM)
            continue;
        const char *first = value_of(a, table[k].name), *second = value_of(b, table[k].name);
        if (!first != !second || (first && strcmp(first, second) != 0))
            return false;
    }
    return true;
}

/* The forecast under a scenario's settings. One that fails leaves its reason to the scenario's own run. */
static void try_forecast(const bw_tables *tables, const bw_settings *base, const bw_scenario *scenario,
                         const bw_watch *watch, bw_problem **problem, bw_forecast **forecast)
{
    char threads[16];
    bw_settings *settings = bw_settings_copy(base);
    bw_findings *findings = bw_findings_create();
    bw_settings_get(base, "threads", threads, sizeof threads);
    if (settings && findings && !apply(scenario, threads, settings, NULL)
        && !bw_problem_create(tables, settings, findings, problem, NULL))
        bw_forecast_create(*problem, settings, watch, forecast, NULL);
    bw_findings_free(findings);
    bw_settings_free(settings);
}

/* One forecast for all scenarios that would make the same, by the first of them that can. */
static bool share_forecasts(sweep_store *store, const bw_tables *tables, const bw_settings *base,
                            const bw_scenario *scenarios, const bw_watch *watch, const bw_forecast **forecasts)
{
    size_t count = store->sweep.count;
    store->sweep.results = calloc(count + 1, sizeof *store->sweep.results);
    store->problems = calloc(count + 1, sizeof *store->problems);
    store->forecasts = calloc(count + 1, sizeof *store->forecasts);
    if (!store->sweep.results || !store->problems || !store->forecasts)
        return false;
    for (size_t k = 0; k < count; k++) {
        for (size_t made = 0; made < k && !forecasts[k]; made++)
            if (store->forecasts[made] && same_forecast(&scenarios[made], &scenarios[k]))
                forecasts[k] = store->forecasts[made];
        if (forecasts[k] || bw_stopped(watch))
            continue;
        try_forecast(tables, base, &scenarios[k], watch, &store->problems[k], &store->forecasts[k]);
        forecasts[k] = store->forecasts[k];
    }
    return true;
}

/* Tables that no scenario can do anything with are an error of the tables, not of scenarios. */
static bw_status blame_tables(const bw_tables *tables, const bw_settings *base, const bw_sweep *sweep, bw_error *error)
{
    for (size_t k = 0; k < sweep->count; k++)
        if (sweep->results[k].status != BW_BAD_INPUT)
            return BW_OK;
    bw_problem *problem = NULL;
    bw_findings *findings = bw_findings_create();
    bw_status status = findings ? bw_problem_create(tables, base, findings, &problem, error) : bw_fail_memory(error);
    bw_problem_free(problem);
    bw_findings_free(findings);
    return status;
}

static bw_status conclude(const bw_sweep *sweep, bw_error *error)
{
    size_t failed = 0;
    bool stopped = false;
    for (size_t k = 0; k < sweep->count; k++) {
        failed += sweep->results[k].status != BW_OK;
        stopped = stopped || sweep->results[k].status == BW_INTERRUPTED;
    }
    if (stopped)
        return bw_fail(error, BW_INTERRUPTED, "interrupted: %zu of %zu scenarios are not complete", failed,
                       sweep->count);
    return failed ? bw_fail(error, BW_PARTIAL, "%zu of %zu scenarios failed", failed, sweep->count) : BW_OK;
}

bw_status bw_sweep_run(const bw_tables *tables, const bw_settings *base, size_t count, const bw_scenario *scenarios,
                       const bw_watch *watch, bw_sweep **sweep, bw_error *error)
{
    double begin = bw_seconds();
    sweep_store *store = calloc(1, sizeof *store);
    bw_watch quiet = {.stop = watch ? watch->stop : NULL};
    *sweep = NULL;
    if (!store)
        return bw_fail_memory(error);
    store->sweep.count = count;
    const bw_forecast **forecasts = calloc(count + 1, sizeof *forecasts);
    if (!forecasts || !share_forecasts(store, tables, base, scenarios, watch, forecasts)) {
        free(forecasts);
        bw_sweep_free(&store->sweep);
        return bw_fail_memory(error);
    }
    sweep_work work = {.tables = tables, .base = base, .forecasts = forecasts, .quiet = &quiet};
    if (count)
        run_all(&work, count, scenarios, watch, &store->sweep);
    free(forecasts);
    find_front(&store->sweep);
    store->sweep.seconds = bw_seconds() - begin;
    bw_status status = blame_tables(tables, base, &store->sweep, error);
    if (status) {
        bw_sweep_free(&store->sweep);
        return status;
    }
    *sweep = &store->sweep;
    return conclude(&store->sweep, error);
}
