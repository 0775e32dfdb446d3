/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/grid.h"
#include "app/failure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCENARIOS_MAX 100000

static void scenario_free(bw_scenario *scenario)
{
    for (size_t c = 0; c < scenario->change_count; c++) {
        free((char *)scenario->names[c]);
        free((char *)scenario->values[c]);
    }
    free((char **)scenario->names);
    free((char **)scenario->values);
    free((char *)scenario->name);
}

void bw_grid_free(bw_grid *grid)
{
    for (size_t k = 0; k < grid->count; k++)
        scenario_free(&grid->items[k]);
    free(grid->items);
    *grid = (bw_grid){0};
}

/* Adds a copy of the changes. */
static bool add(bw_grid *grid, const char *name, size_t count, const bw_change *changes)
{
    if (grid->count == grid->capacity) {
        size_t capacity = grid->capacity ? 2 * grid->capacity : 16;
        bw_scenario *moved = realloc(grid->items, capacity * sizeof *moved);
        if (!moved)
            return false;
        grid->items = moved;
        grid->capacity = capacity;
    }
    char **names = calloc(count + 1, sizeof *names), **values = calloc(count + 1, sizeof *values);
    bool good = names && values;
    for (size_t c = 0; good && c < count; c++) {
        names[c] = strdup(changes[c].name);
        values[c] = strdup(changes[c].value);
        good = names[c] && values[c];
    }
    bw_scenario *scenario = &grid->items[grid->count];
    *scenario = (bw_scenario){.name = strdup(name), .change_count = names && values ? count : 0,
                              .names = (const char *const *)names, .values = (const char *const *)values};
    if (good && scenario->name) {
        grid->count++;
        return true;
    }
    scenario_free(scenario);
    return false;
}

/* Does the base accept this change? */
static bw_status try_change(const bw_settings *base, bw_change change, bw_error *error)
{
    bw_settings *settings = bw_settings_copy(base);
    if (!settings)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_status status = bw_settings_set(settings, change.name, change.value, error);
    bw_settings_free(settings);
    return status;
}

/* Value number `index` of "a,b,c", copied; NULL past the end. */
static char *value_at(const char *values, size_t index)
{
    for (; index > 0; index--) {
        values = strchr(values, ',');
        if (!values)
            return NULL;
        values++;
    }
    return strndup(values, strcspn(values, ","));
}

static size_t value_count(const char *values)
{
    size_t count = 1;
    for (; *values; values++)
        count += *values == ',';
    return count;
}

static void name_grid_point(size_t count, const bw_change *changes, char *name, size_t size)
{
    size_t length = 0;
    name[0] = 0;
    for (size_t k = 0; k < count && length < size; k++)
        length += (size_t)snprintf(name + length, size - length, "%s%s=%s", k ? " " : "", changes[k].name,
                                   changes[k].value);
}

/* Adds combination number `index`. */
static bw_status add_grid_point(size_t index, size_t count, const bw_change *varies, const bw_settings *base,
                                bw_grid *grid, bw_error *error)
{
    bw_change *changes = calloc(count, sizeof *changes);
    char name[512];
    bw_status status = changes ? BW_OK : BW_FAILED;
    for (size_t k = count; !status && k-- > 0;) {
        size_t values = value_count(varies[k].value);
        changes[k] = (bw_change){varies[k].name, value_at(varies[k].value, index % values)};
        status = changes[k].value ? try_change(base, changes[k], error) : BW_FAILED;
        index /= values;
    }
    if (!status) {
        name_grid_point(count, changes, name, sizeof name);
        status = add(grid, name, count, changes) ? BW_OK : BW_FAILED;
    }
    for (size_t k = 0; changes && k < count; k++)
        free((char *)changes[k].value);
    free(changes);
    return status == BW_FAILED ? bw_failure(error, BW_FAILED, NULL, 0, "memory is out") : status;
}

bw_status bw_grid_create(size_t count, const bw_change *varies, const bw_settings *base, bw_grid *grid,
                         bw_error *error)
{
    size_t total = 1;
    bw_status status = BW_OK;
    *grid = (bw_grid){0};
    for (size_t k = 0; k < count; k++) {
        for (size_t other = 0; other < k; other++)
            if (strcmp(varies[other].name, varies[k].name) == 0)
                return bw_failure(error, BW_USAGE, NULL, 0, "--vary %s is given twice; put all its values in one list",
                                varies[k].name);
        total *= value_count(varies[k].value);
        if (total > SCENARIOS_MAX)
            return bw_failure(error, BW_USAGE, NULL, 0, "--vary: the grid has more than %d scenarios; leave some out",
                            SCENARIOS_MAX);
    }
    for (size_t index = 0; !status && index < total; index++)
        status = add_grid_point(index, count, varies, base, grid, error);
    return status;
}
