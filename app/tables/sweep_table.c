/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/failure.h"
#include "app/tables/field.h"
#include "app/tables/scenario.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    const char *name; /* the file, for the findings */
    const bw_settings *base;
    bw_settings *trial; /* values are tried here */
    bw_findings *findings;
    bw_error *error;
    bw_csv *csv;
    bw_scenario_list *list;
    const char **settings; /* [header count] what each column sets; NULL for the first */
    bw_scenario *scenarios;
    int64_t *lines;
    size_t capacity;
    int64_t errors_before;
    bw_error first; /* the first thing refused; status BW_OK: none */
} reading;

static void refuse(reading *now, const char *code, int64_t line, const char *column, const char *value,
                   const char *message, const char *remedy)
{
    bw_findings_add(now->findings, (bw_finding){BW_ERROR, code, now->name, line, column, value, message, remedy});
    if (now->first.status == BW_OK)
        bw_failure(&now->first, BW_USAGE, now->name, line, "%s%s%s", column, *column ? ": " : "", message);
}

static const char *keep(reading *now, const char *text, size_t length)
{
    return bw_tables_text(now->list->memory, text, length);
}

/* The columns must be settings, each once. */
static bool match_header(reading *now)
{
    const bw_record *header = bw_csv_header(now->csv);
    char present[1100], message[1024];
    now->settings = bw_tables_take(now->list->memory, header->count, sizeof *now->settings);
    for (size_t k = 1; now->settings && k < header->count; k++) {
        bw_error error = {0};
        bw_cell *cell = &header->cells[k];
        bw_cell_clean(cell);
        bw_settings_get(now->base, cell->text, present, sizeof present);
        if (!*cell->text || (bw_settings_set(now->trial, cell->text, present, &error) != BW_OK)) {
            snprintf(message, sizeof message, "%s", *cell->text ? error.message : "a column has no name");
            refuse(now, "setting-unknown", header->line, cell->text, "", message,
                   "every column but the first is named after a setting; `bailiwick help settings` lists them");
        }
        for (size_t other = 1; other < k; other++)
            if (strcmp(header->cells[other].text, cell->text) == 0)
                refuse(now, "column-repeated", header->line, cell->text, "", "two columns have this name",
                       "keep one of them");
        now->settings[k] = keep(now, cell->text, cell->length);
        if (!now->settings[k])
            return false;
    }
    return now->settings != NULL;
}

static bool make_room(reading *now)
{
    if (now->list->count < now->capacity)
        return true;
    size_t wanted = now->capacity ? 2 * now->capacity : 32;
    bw_scenario *scenarios = realloc(now->scenarios, wanted * sizeof *scenarios);
    now->scenarios = scenarios ? scenarios : now->scenarios;
    int64_t *lines = realloc(now->lines, wanted * sizeof *lines);
    now->lines = lines ? lines : now->lines;
    now->capacity = scenarios && lines ? wanted : now->capacity;
    return scenarios && lines;
}

static void check_name(reading *now, const bw_record *record)
{
    char message[120];
    const char *name = record->cells[0].text, *column = bw_csv_header(now->csv)->cells[0].text;
    if (!*name)
        refuse(now, "scenario-unnamed", record->line, column, "", "the scenario has no name",
               "give every scenario a name in the first column");
    for (size_t k = 0; k < now->list->count && *name; k++)
        if (strcmp(now->scenarios[k].name, name) == 0) {
            snprintf(message, sizeof message, "line %lld has a scenario of the same name", (long long)now->lines[k]);
            refuse(now, "scenario-repeated", record->line, column, name, message, "give it another name");
        }
}

/* Tries a cell's value; the trial keeps nothing that a later cell could depend on. */
static bool take_change(reading *now, const bw_record *record, size_t k, const char **names, const char **values,
                        size_t *count)
{
    bw_error error = {0};
    const bw_cell *cell = &record->cells[k];
    if (!cell->length)
        return true;
    if (k >= bw_csv_header(now->csv)->count) {
        refuse(now, "row-ragged", record->line, "", cell->text, "the record has more fields than the header",
               "quote values that hold the separator");
        return true;
    }
    if (bw_settings_set(now->trial, now->settings[k], cell->text, &error) != BW_OK)
        refuse(now, "setting-bad", record->line, now->settings[k], cell->text, error.message,
               "correct the value, or leave the cell empty to keep the setting");
    names[*count] = now->settings[k];
    values[*count] = keep(now, cell->text, cell->length);
    return values[(*count)++] != NULL;
}

static bool take_scenario(reading *now, bw_record *record)
{
    bw_tables *memory = now->list->memory;
    for (size_t k = 0; k < record->count; k++)
        bw_cell_clean(&record->cells[k]);
    const char **names = bw_tables_take(memory, record->count, sizeof *names);
    const char **values = bw_tables_take(memory, record->count, sizeof *values);
    const char *name = keep(now, record->cells[0].text, record->cells[0].length);
    bool good = names && values && name && make_room(now);
    size_t count = 0;
    if (good)
        check_name(now, record);
    for (size_t k = 1; good && k < record->count; k++)
        good = take_change(now, record, k, names, values, &count);
    if (!good)
        return false;
    now->lines[now->list->count] = record->line;
    now->scenarios[now->list->count++] = (bw_scenario){name, count, names, values};
    return true;
}

static bw_status read_rows(reading *now)
{
    bw_record record;
    bw_csv_step step = BW_CSV_END;
    bool good = match_header(now);
    while (good && (step = bw_csv_next(now->csv, &record, now->error)) == BW_CSV_RECORD)
        good = take_scenario(now, &record);
    if (!good)
        return bw_failure(now->error, BW_FAILED, now->name, 0, "out of memory");
    now->list->scenarios = now->scenarios;
    now->list->lines = now->lines;
    if (step == BW_CSV_FAILED)
        return BW_FAILED;
    if (!now->list->count && now->findings->total[BW_ERROR] == now->errors_before)
        refuse(now, "table-empty", 0, "", "", "there are no scenarios", "add a row for each scenario");
    if (now->first.status != BW_OK && now->error)
        *now->error = now->first;
    return now->first.status;
}

/* An error of the table itself: the last one among the findings. */
static bw_status not_a_table(const reading *now)
{
    const bw_finding *last = &now->findings->items[now->findings->count - 1];
    return bw_failure(now->error, BW_BAD_INPUT, now->name, last->line, "%s; %s", last->message, last->remedy);
}

static bw_status read_list(reading *now, FILE *file)
{
    now->errors_before = now->findings->total[BW_ERROR];
    bw_status status = bw_csv_create(file, now->name, 0, now->findings, &now->csv, now->error);
    if (status == BW_OK)
        status = read_rows(now);
    bool broken = now->first.status == BW_OK && now->findings->total[BW_ERROR] > now->errors_before;
    return broken && status != BW_FAILED ? not_a_table(now) : status;
}

bw_status bw_scenario_list_read(const char *path, const bw_settings *base, bw_findings *findings,
                                bw_scenario_list **made, bw_error *error)
{
    const char *slash = strrchr(path, '/');
    *made = NULL;
    FILE *file = fopen(path, "rb");
    if (!file)
        return bw_failure(error, errno == ENOENT ? BW_USAGE : BW_FAILED, path, 0, "cannot be opened: %s",
                          strerror(errno));
    bw_scenario_list *list = calloc(1, sizeof *list);
    reading now = {
        .name = slash ? slash + 1 : path, .base = base, .findings = findings, .error = error, .list = list};
    now.trial = bw_settings_copy(base);
    bool good = list && now.trial && (list->memory = bw_tables_create()) != NULL;
    bw_status status = good ? read_list(&now, file) : bw_failure(error, BW_FAILED, now.name, 0, "out of memory");
    bw_csv_free(now.csv);
    bw_settings_free(now.trial);
    fclose(file);
    if (status == BW_OK) {
        *made = list;
        return BW_OK;
    }
    free(now.scenarios);
    free(now.lines);
    bw_tables_free(list ? list->memory : NULL);
    free(list);
    return status;
}

void bw_scenario_list_free(bw_scenario_list *list)
{
    if (!list)
        return;
    free((void *)list->scenarios);
    free((void *)list->lines);
    bw_tables_free(list->memory);
    free(list);
}
