/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/scenario.h"
#include "app/failure.h"
#include "app/tables/csv.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SCENARIOS_MAX 100000

/* ---- scenario.ini */

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = 0;
    return text;
}

static char *unquote(char *value)
{
    size_t length = strlen(value);
    if (length >= 2 && value[0] == '"' && value[length - 1] == '"') {
        value[length - 1] = 0;
        return value + 1;
    }
    return value;
}

/* A setting's error, with the place where it stands. */
static bw_status at_place(bw_status status, const char *file, int64_t line, bw_error *error)
{
    if (error && status) {
        snprintf(error->file, sizeof error->file, "%s", file);
        error->line = line;
    }
    return status;
}

static bw_status apply_line(char *text, const char *path, int64_t line, bw_settings *settings, bw_error *error)
{
    text = trim(text);
    if (!*text || *text == '#' || *text == ';')
        return BW_OK;
    char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return bw_failure(error, BW_USAGE, path, line, "`%.80s`: expected a line such as tolerance = 0.10", text);
    *equals = 0;
    const char *name = trim(text), *value = unquote(trim(equals + 1));
    return at_place(bw_settings_set(settings, name, value, error), path, line, error);
}

bw_status bw_scenario_read(const char *path, bw_settings *settings, bw_error *error)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return bw_failure(error, BW_FAILED, path, 0, "cannot be opened: %s", strerror(errno));
    bw_status status = BW_OK;
    char *text = NULL;
    size_t size = 0;
    ssize_t length;
    for (int64_t line = 1; !status && (length = getline(&text, &size, file)) >= 0; line++) {
        bool mark = line == 1 && strncmp(text, "\xEF\xBB\xBF", 3) == 0;
        if (strlen(text) != (size_t)length)
            status = bw_failure(error, BW_USAGE, path, line, "has a NUL byte; save the file as UTF-8 text");
        else
            status = apply_line(text + (mark ? 3 : 0), path, line, settings, error);
    }
    if (!status && ferror(file))
        status = bw_failure(error, BW_FAILED, path, 0, "cannot be read: %s", strerror(errno));
    free(text);
    fclose(file);
    return status;
}

/* ---- lists of scenarios */

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

void bw_scenarios_free(bw_scenarios *scenarios)
{
    for (size_t k = 0; k < scenarios->count; k++)
        scenario_free(&scenarios->items[k]);
    free(scenarios->items);
    *scenarios = (bw_scenarios){0};
}

/* Adds a copy of the changes. */
static bool add(bw_scenarios *scenarios, const char *name, size_t count, const bw_change *changes)
{
    if (scenarios->count == scenarios->capacity) {
        size_t capacity = scenarios->capacity ? 2 * scenarios->capacity : 16;
        bw_scenario *moved = realloc(scenarios->items, capacity * sizeof *moved);
        if (!moved)
            return false;
        scenarios->items = moved;
        scenarios->capacity = capacity;
    }
    char **names = calloc(count + 1, sizeof *names), **values = calloc(count + 1, sizeof *values);
    bool good = names && values;
    for (size_t c = 0; good && c < count; c++) {
        names[c] = strdup(changes[c].name);
        values[c] = strdup(changes[c].value);
        good = names[c] && values[c];
    }
    bw_scenario *scenario = &scenarios->items[scenarios->count];
    *scenario = (bw_scenario){.name = strdup(name), .change_count = names && values ? count : 0,
                              .names = (const char *const *)names, .values = (const char *const *)values};
    if (good && scenario->name) {
        scenarios->count++;
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

/* ---- sweep.csv */

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return strcasecmp(text, a) == 0 || strcasecmp(text, b) == 0;
}

static bw_status read_row(const bw_record *header, const bw_record *row, const char *path, const bw_settings *base,
                          bw_scenarios *scenarios, bw_error *error)
{
    bw_change changes[BW_CSV_COLUMNS_MAX];
    char number[32];
    const char *name = NULL;
    size_t count = 0;
    snprintf(number, sizeof number, "%zu", scenarios->count + 1);
    if (row->count > header->count)
        return bw_failure(error, BW_BAD_INPUT, path, row->line,
                        "has %zu columns where the header has %zu; put quotes around a value with a separator in it",
                        row->count, header->count);
    for (size_t c = 0; c < row->count; c++) {
        const char *title = header->cells[c].text, *value = trim(row->cells[c].text);
        if (!*value || is_one_of(title, "note", "description"))
            continue;
        if (is_one_of(title, "scenario", "name")) {
            name = value;
            continue;
        }
        changes[count] = (bw_change){title, value};
        bw_status status = at_place(try_change(base, changes[count++], error), path, row->line, error);
        if (status)
            return status;
    }
    if (!add(scenarios, name ? name : number, count, changes))
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    return BW_OK;
}

/* Turns what the CSV reader found into one error. */
static bw_status first_error(const bw_findings *findings, const char *path, bw_error *error)
{
    for (size_t k = 0; k < findings->count; k++)
        if (findings->items[k].severity == BW_ERROR)
            return bw_failure(error, BW_BAD_INPUT, path, findings->items[k].line, "%s; %s", findings->items[k].message,
                            findings->items[k].remedy);
    return BW_OK;
}

static bw_status read_rows(bw_csv *csv, const char *path, const bw_settings *base, bw_scenarios *scenarios,
                           bw_error *error)
{
    bw_status status = BW_OK;
    bw_csv_step step;
    bw_record row;
    while (!status && (step = bw_csv_next(csv, &row, error)) != BW_CSV_END) {
        if (step == BW_CSV_FAILED)
            return BW_FAILED;
        status = read_row(bw_csv_header(csv), &row, path, base, scenarios, error);
    }
    return status;
}

bw_status bw_scenarios_read(const char *path, const bw_settings *base, bw_scenarios *scenarios, bw_error *error)
{
    *scenarios = (bw_scenarios){0};
    FILE *file = fopen(path, "r");
    if (!file)
        return bw_failure(error, BW_FAILED, path, 0, "cannot be opened: %s", strerror(errno));
    bw_findings *findings = bw_findings_create();
    bw_csv *csv = NULL;
    bw_status status = findings ? bw_csv_create(file, path, 0, findings, &csv, error) : BW_FAILED;
    if (!status)
        status = read_rows(csv, path, base, scenarios, error);
    if (findings && (!status || status == BW_BAD_INPUT) && first_error(findings, path, error))
        status = BW_BAD_INPUT;
    if (!status && scenarios->count == 0)
        status = bw_failure(error, BW_BAD_INPUT, path, 0, "has no scenarios; add one row for each");
    bw_csv_free(csv);
    bw_findings_free(findings);
    fclose(file);
    return status;
}

/* ---- --vary */

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
                                bw_scenarios *scenarios, bw_error *error)
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
        status = add(scenarios, name, count, changes) ? BW_OK : BW_FAILED;
    }
    for (size_t k = 0; changes && k < count; k++)
        free((char *)changes[k].value);
    free(changes);
    return status == BW_FAILED ? bw_failure(error, BW_FAILED, NULL, 0, "memory is out") : status;
}

bw_status bw_scenarios_vary(size_t count, const bw_change *varies, const bw_settings *base, bw_scenarios *scenarios,
                            bw_error *error)
{
    size_t total = 1;
    bw_status status = BW_OK;
    *scenarios = (bw_scenarios){0};
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
        status = add_grid_point(index, count, varies, base, scenarios, error);
    return status;
}
