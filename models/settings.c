/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/settings.h"
#include "models/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(name) offsetof(struct bw_settings, name)

static const bw_setting table[] = {
#define NUMBER(name, stage, initial, low, high, unit, help) \
    {#name, BW_SETTING_NUMBER, BW_STAGE_##stage, initial, low, high, "", unit, help, AT(name)},
#define INTEGER(name, stage, initial, low, high, unit, help) \
    {#name, BW_SETTING_INTEGER, BW_STAGE_##stage, initial, low, high, "", unit, help, AT(name)},
#define BOOL(name, stage, initial, help) \
    {#name, BW_SETTING_BOOL, BW_STAGE_##stage, initial, 0, 1, "yes|no", "", help, AT(name)},
#define CHOICE(name, stage, type, initial, choices, help) \
    {#name, BW_SETTING_CHOICE, BW_STAGE_##stage, initial, 0, 0, choices, "", help, AT(name)},
#define TEXT(name, stage, initial, help) \
    {#name, BW_SETTING_TEXT, BW_STAGE_##stage, initial, 0, 0, "", "", help, AT(name)},
#define MONTH(name, stage, help) {#name, BW_SETTING_MONTH, BW_STAGE_##stage, "", 0, 0, "", "YYYY-MM", help, AT(name)},
#include "models/settings.def"
#undef NUMBER
#undef INTEGER
#undef BOOL
#undef CHOICE
#undef TEXT
#undef MONTH
};

#define SETTING_COUNT (sizeof table / sizeof *table)

const bw_setting *bw_settings_table(size_t *count)
{
    *count = SETTING_COUNT;
    return table;
}

bw_settings *bw_settings_create(void)
{
    bw_settings *settings = calloc(1, sizeof *settings);
    for (size_t k = 0; settings && k < SETTING_COUNT; k++)
        bw_settings_set(settings, table[k].name, table[k].initial, NULL);
    return settings;
}

bw_settings *bw_settings_copy(const bw_settings *settings)
{
    bw_settings *copy = malloc(sizeof *copy);
    if (copy)
        *copy = *settings;
    return copy;
}

void bw_settings_free(bw_settings *settings)
{
    free(settings);
}

static const bw_setting *find(const char *name)
{
    for (size_t k = 0; k < SETTING_COUNT; k++)
        if (strcmp(table[k].name, name) == 0)
            return &table[k];
    return NULL;
}

static bw_status unknown_name(const char *name, bw_error *error)
{
    const char *names[SETTING_COUNT];
    for (size_t k = 0; k < SETTING_COUNT; k++)
        names[k] = table[k].name;
    const char *nearest = bw_name_nearest(name, SETTING_COUNT, names);
    if (nearest)
        return bw_fail(error, BW_USAGE, "there is no setting `%.80s`; did you mean `%s`?", name, nearest);
    return bw_fail(error, BW_USAGE, "there is no setting `%.80s`; `bailiwick help settings` lists them", name);
}

/* Plain decimal numbers only: strtod would also take "nan", "inf" and hexadecimals. */
static bool parse_number(const char *text, double *value)
{
    if (strspn(text, "0123456789.eE+-") != strlen(text) || !*text)
        return false;
    char *end;
    *value = strtod(text, &end);
    return !*end && isfinite(*value);
}

static bw_status set_number(const bw_setting *setting, void *field, const char *value, bw_error *error)
{
    double number;
    if (!*value && !*setting->initial && setting->type == BW_SETTING_NUMBER) {
        *(double *)field = NAN;
        return BW_OK;
    }
    bool whole = setting->type == BW_SETTING_INTEGER;
    if (!parse_number(value, &number) || number < setting->low || number > setting->high
        || (whole && number != floor(number)))
        return bw_fail(error, BW_USAGE, "%s = `%.80s`: expected a %snumber from %.10g to %.10g%s%s", setting->name,
                       value, whole ? "whole " : "", setting->low, setting->high, *setting->unit ? " " : "",
                       strcmp(setting->unit, "share") == 0 ? "(a share: 0.1 is 10 %)" : setting->unit);
    if (whole)
        *(int32_t *)field = (int32_t)number;
    else
        *(double *)field = number;
    return BW_OK;
}

/* The position of value in "a|b|c", or -1. */
static int choice_index(const char *choices, const char *value)
{
    size_t length = strlen(value);
    int index = 0;
    for (const char *at = choices;; at++, index++) {
        size_t span = strcspn(at, "|");
        if (span == length && strncmp(at, value, length) == 0)
            return index;
        at += span;
        if (!*at)
            return -1;
    }
}

static bw_status set_choice(const bw_setting *setting, void *field, const char *value, bw_error *error)
{
    int index = choice_index(setting->choices, value);
    if (index < 0)
        return bw_fail(error, BW_USAGE, "%s = `%.80s`: expected one of %s", setting->name, value, setting->choices);
    if (setting->type == BW_SETTING_BOOL)
        *(bool *)field = index == 0;
    else
        *(int32_t *)field = index;
    return BW_OK;
}

static bw_status set_text(const bw_setting *setting, char *field, const char *value, bw_error *error)
{
    if (strlen(value) >= 1024)
        return bw_fail(error, BW_USAGE, "%s: at most 1023 bytes are allowed", setting->name);
    memcpy(field, value, strlen(value) + 1);
    return BW_OK;
}

static bw_status set_month(const bw_setting *setting, int32_t *field, const char *value, bw_error *error)
{
    *field = INT32_MIN;
    if (*value && !bw_month_parse(value, field))
        return bw_fail(error, BW_USAGE, "%s = `%.80s`: expected a month such as 2026-01", setting->name, value);
    return BW_OK;
}

bw_status bw_settings_set(bw_settings *settings, const char *name, const char *value, bw_error *error)
{
    const bw_setting *setting = find(name);
    if (!setting)
        return unknown_name(name, error);
    void *field = (char *)settings + setting->offset;
    switch (setting->type) {
    case BW_SETTING_NUMBER:
    case BW_SETTING_INTEGER:
        return set_number(setting, field, value, error);
    case BW_SETTING_BOOL:
    case BW_SETTING_CHOICE:
        return set_choice(setting, field, value, error);
    case BW_SETTING_TEXT:
        return set_text(setting, field, value, error);
    case BW_SETTING_MONTH:
        return set_month(setting, field, value, error);
    }
    return BW_FAILED;
}

static const char *get_choice(const char *choices, int index, char *buffer, size_t size)
{
    for (; index > 0; index--)
        choices += strcspn(choices, "|") + 1;
    snprintf(buffer, size, "%.*s", (int)strcspn(choices, "|"), choices);
    return buffer;
}

const char *bw_settings_get(const bw_settings *settings, const char *name, char *buffer, size_t size)
{
    const bw_setting *setting = find(name);
    const void *field = setting ? (const char *)settings + setting->offset : NULL;
    buffer[0] = 0;
    if (!setting)
        return buffer;
    switch (setting->type) {
    case BW_SETTING_NUMBER:
        if (!isnan(*(const double *)field))
            snprintf(buffer, size, "%.10g", *(const double *)field);
        return buffer;
    case BW_SETTING_INTEGER:
        snprintf(buffer, size, "%d", *(const int32_t *)field);
        return buffer;
    case BW_SETTING_BOOL:
        return get_choice(setting->choices, *(const bool *)field ? 0 : 1, buffer, size);
    case BW_SETTING_CHOICE:
        return get_choice(setting->choices, *(const int32_t *)field, buffer, size);
    case BW_SETTING_TEXT:
        snprintf(buffer, size, "%s", (const char *)field);
        return buffer;
    case BW_SETTING_MONTH:
        if (*(const int32_t *)field != INT32_MIN)
            bw_month_text(*(const int32_t *)field, buffer, size);
        return buffer;
    }
    return buffer;
}

bool bw_list_item(const char *list, int index, char *item, size_t size)
{
    if (!*list)
        return false;
    for (; index > 0; index--) {
        list = strchr(list, ';');
        if (!list)
            return false;
        list++;
    }
    list += strspn(list, " ");
    size_t length = strcspn(list, ";");
    while (length && list[length - 1] == ' ')
        length--;
    if (length >= size)
        return false;
    memcpy(item, list, length);
    item[length] = 0;
    return true;
}

double bw_settings_tolerance(const bw_settings *settings, bw_measure measure)
{
    const double own[BW_MEASURE_COUNT] = {
        [BW_WORKLOAD] = settings->tolerance_workload, [BW_POTENTIAL] = settings->tolerance_potential,
        [BW_REVENUE] = settings->tolerance_revenue,   [BW_ACCOUNTS] = settings->tolerance_accounts,
        [BW_PIPELINE] = settings->tolerance_pipeline, [BW_FORECAST] = settings->tolerance_forecast,
    };
    return isnan(own[measure]) ? settings->tolerance : own[measure];
}

static const char *const measure_names[BW_MEASURE_COUNT] = {
    [BW_WORKLOAD] = "workload", [BW_POTENTIAL] = "potential", [BW_REVENUE] = "revenue",
    [BW_ACCOUNTS] = "accounts", [BW_PIPELINE] = "pipeline",   [BW_FORECAST] = "forecast",
};

const char *bw_measure_name(bw_measure measure)
{
    return measure_names[measure];
}

static int measure_index(const char *name)
{
    for (int m = 0; m < BW_MEASURE_COUNT; m++)
        if (strcmp(measure_names[m], name) == 0)
            return m;
    return -1;
}

bw_status bw_settings_measures(const bw_settings *settings, bw_measure measures[BW_MEASURES_MAX], int32_t *count,
                               bw_error *error)
{
    char name[64];
    *count = 0;
    for (int k = 0; bw_list_item(settings->measures, k, name, sizeof name); k++) {
        int found = measure_index(name);
        if (found < 0)
            return bw_fail(error, BW_USAGE, "measures: `%s` is none of workload, potential, revenue, accounts, "
                                            "pipeline, forecast", name);
        for (int32_t m = 0; m < *count; m++)
            if (measures[m] == (bw_measure)found)
                return bw_fail(error, BW_USAGE, "measures: `%s` is named twice", name);
        measures[(*count)++] = (bw_measure)found;
    }
    return BW_OK;
}
