/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/crm_ids.h"
#include "models/problem.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void *bw_builder_take(bw_builder *builder, size_t count, size_t size)
{
    void *taken = bw_arena_take(builder->store->memory, count, size);
    builder->memory_out |= !taken;
    return taken;
}

void bw_builder_say(bw_builder *builder, bw_severity severity, const char *code, bw_spot spot, const char *remedy,
                    const char *format, ...)
{
    char message[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    builder->errors += severity == BW_ERROR;
    bw_findings_add(builder->findings, (bw_finding){.severity = severity,
                                                    .code = code,
                                                    .file = spot.file,
                                                    .line = spot.line,
                                                    .column = spot.column,
                                                    .value = spot.value,
                                                    .message = message,
                                                    .remedy = remedy});
}

int32_t bw_builder_find(bw_builder *builder, const bw_idmap *map, bw_spot spot)
{
    char other[BW_CRM_ID_ROOM];
    int32_t found = bw_idmap_find(map, spot.value);
    if (found >= 0 || !bw_crm_id_other(spot.value, other))
        return found;
    found = bw_idmap_find(map, other);
    if (found >= 0)
        bw_builder_say(builder, BW_NOTE, "id-other-form", spot, "",
                       "read as the other form of the same id, of 15 and of 18 characters");
    return found;
}

static bool open_builder(bw_builder *builder)
{
    builder->problem = calloc(1, sizeof *builder->problem);
    builder->store = calloc(1, sizeof *builder->store);
    builder->account_ids = bw_idmap_create(builder->tables->account_count);
    builder->rep_ids = bw_idmap_create(builder->tables->rep_count);
    builder->gone_ids = bw_idmap_create(16);
    if (!builder->problem || !builder->store || !builder->account_ids || !builder->rep_ids || !builder->gone_ids)
        return false;
    builder->problem->store = builder->store;
    builder->store->tables = builder->tables;
    builder->store->memory = bw_arena_create();
    builder->store->settings = bw_settings_copy(builder->settings);
    builder->problem->settings = builder->store->settings;
    return builder->store->memory && builder->store->settings;
}

static void close_builder(bw_builder *builder)
{
    bw_idmap_free(builder->account_ids);
    bw_idmap_free(builder->rep_ids);
    bw_idmap_free(builder->gone_ids);
    if (builder->problem && !builder->problem->store)
        free(builder->store);
}

static const struct {
    void (*build)(bw_builder *);
} steps[] = {
    {bw_build_people},   {bw_build_quotas},  {bw_build_accounts}, {bw_build_homes},      {bw_build_history},
    {bw_build_periods},  {bw_build_families}, {bw_build_rules},    {bw_build_markets},    {bw_build_completion},
    {bw_build_opportunity}, {bw_build_quality},
};

bw_status bw_problem_create(const bw_tables *tables, const bw_settings *settings, bw_findings *findings,
                            bw_problem **problem, bw_error *error)
{
    bw_builder builder = {.tables = tables, .settings = settings, .findings = findings};
    *problem = NULL;
    gsl_set_error_handler_off();
    builder.memory_out = !open_builder(&builder);
    for (size_t k = 0; k < sizeof steps / sizeof *steps && !builder.memory_out; k++)
        steps[k].build(&builder);
    close_builder(&builder);
    if (!builder.memory_out && !builder.errors) {
        *problem = builder.problem;
        return BW_OK;
    }
    bw_problem_free(builder.problem);
    if (builder.memory_out)
        return bw_fail_memory(error);
    return bw_fail(error, BW_BAD_INPUT, "the tables do not fit together: %lld error%s; `bailiwick check` lists them",
                   (long long)builder.errors, builder.errors == 1 ? "" : "s");
}

void bw_problem_free(bw_problem *problem)
{
    if (!problem)
        return;
    if (problem->store) {
        bw_arena_free(problem->store->memory);
        bw_settings_free(problem->store->settings);
        free(problem->store);
    }
    free(problem);
}

size_t bw_pair_place(const void *pairs, size_t count, size_t size, int32_t account, int32_t rep)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const int32_t *pair = (const void *)((const char *)pairs + middle * size);
        if (pair[0] < account || (pair[0] == account && pair[1] < rep))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const void *bw_pair_find(const void *pairs, size_t count, size_t size, int32_t account, int32_t rep)
{
    size_t place = bw_pair_place(pairs, count, size, account, rep);
    const int32_t *pair = place < count ? (const void *)((const char *)pairs + place * size) : NULL;
    return pair && pair[0] == account && pair[1] == rep ? pair : NULL;
}

/* The trip of the table, or NULL. */
static const bw_trip *find_trip(const struct bw_problem_store *store, int32_t account, int32_t rep)
{
    return bw_pair_find(store->trips, store->trip_count, sizeof *store->trips, account, rep);
}

double bw_problem_distance(const bw_problem *problem, int32_t account, int32_t rep)
{
    const struct bw_problem_store *store = problem->store;
    const bw_trip *trip = find_trip(store, account, rep);
    if (trip && !isnan(trip->km))
        return trip->km;
    if (!problem->accounts[account].on_map || !store->rep_on_map[rep])
        return NAN;
    return bw_place_distance(&store->account_place[account], &store->rep_place[rep]);
}

double bw_problem_travel_hours(const bw_problem *problem, int32_t account, int32_t rep)
{
    const bw_trip *trip = find_trip(problem->store, account, rep);
    if (trip && !isnan(trip->hours))
        return trip->hours;
    double km = bw_problem_distance(problem, account, rep);
    return isnan(km) ? 0 : km / problem->settings->travel_speed;
}
