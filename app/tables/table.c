/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/table.h"
#include "app/failure.h"
#include "app/tables/header.h"
#include "app/tables/keys.h"
#include "app/tables/places.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TITLE_LINES_MAX 30 /* the header is looked for this far down */

typedef struct job {
    const bw_table_kind *kind;
    const bw_read_options *options;
    bw_tables *tables;
    bw_texts *texts;
    bw_findings *findings;
    bw_error *error;
    bw_csv *csv;
    bw_field *fields; /* [field_count]: one for each field of the header */
    size_t field_count, row_count;
    bool headless; /* the header lacks required columns, and no record has looked like one since */
    char *rows;
} job;

static void report(const job *now, bw_severity severity, const char *code, int64_t line, const char *column,
                   const char *value, const char *message, const char *remedy)
{
    bw_findings_add(now->findings,
                    (bw_finding){severity, code, now->kind->file, line, column, value, message, remedy});
}

/* ---- the first pass */

static bool match_header(job *now)
{
    const bw_column *columns[BW_CSV_COLUMNS_MAX];
    const bw_record *header = bw_csv_header(now->csv);
    for (size_t k = 0; k < header->count; k++)
        bw_cell_clean(&header->cells[k]);
    bw_header_match(now->kind, header, columns, now->findings);
    now->headless = !bw_header_fits(now->kind, header);
    now->field_count = header->count;
    now->fields = calloc(header->count, sizeof *now->fields);
    for (size_t k = 0; now->fields && k < header->count; k++)
        now->fields[k] = (bw_field){.column = columns[k], .file = now->kind->file, .header = header->cells[k].text};
    bool good = now->fields != NULL;
    for (size_t k = 0; good && now->options->mapping && k < header->count; k++)
        good = bw_mapping_add(now->options->mapping, now->kind, header->cells[k].text, columns[k]);
    return good;
}

static bool is_empty(const bw_record *record)
{
    for (size_t k = 0; k < record->count; k++)
        if (record->cells[k].length)
            return false;
    return true;
}

/* Fields beyond the header: empty ones are a separator too many, others have no name. */
static void check_width(const job *now, const bw_record *record)
{
    char message[120];
    size_t filled = record->count;
    while (filled > now->field_count && !record->cells[filled - 1].length)
        filled--;
    if (record->count > now->field_count && filled == now->field_count)
        report(now, BW_REPAIRED, "row-long", record->line, "", "",
               "the record ends with more separators than the header; they are left out", "");
    if (filled == now->field_count)
        return;
    snprintf(message, sizeof message, "the record has %zu fields, the header has %zu", filled, now->field_count);
    report(now, BW_ERROR, "row-ragged", record->line, "", record->cells[0].text, message,
           "give every record as many fields as the header; quote texts that hold the separator");
}

/* Reports of other programs begin with a title and a date; the header follows below. */
static void look_for_header(job *now, const bw_record *record)
{
    if (!now->headless || record->line > TITLE_LINES_MAX)
        return;
    for (size_t k = 0; k < record->count; k++)
        bw_cell_clean(&record->cells[k]);
    if (!bw_header_fits(now->kind, record))
        return;
    report(now, BW_ERROR, "header-below", record->line, "", "", "this line looks like the header of the table",
           "remove the lines above it");
    now->headless = false;
}

static bw_csv_step look_at_rows(job *now)
{
    bw_record record;
    bw_csv_step step;
    while ((step = bw_csv_next(now->csv, &record, now->error)) == BW_CSV_RECORD) {
        if (is_empty(&record)) {
            report(now, BW_REPAIRED, "row-empty", record.line, "", "", "an empty record is left out", "");
            continue;
        }
        look_for_header(now, &record);
        check_width(now, &record);
        for (size_t k = 0; k < record.count && k < now->field_count; k++)
            if (now->fields[k].column) {
                bw_cell_clean(&record.cells[k]);
                bw_field_look(&now->fields[k], &record.cells[k], record.line);
            }
        now->row_count++;
    }
    return step;
}

/* ---- the second pass */

/* A row in which nothing is given. */
static void *blank_row(const bw_table_kind *kind)
{
    char *row = calloc(1, kind->row_size);
    for (size_t c = 0; row && c < kind->column_count; c++) {
        void *value = row + kind->columns[c].offset;
        switch (kind->columns[c].type) {
        case BW_COLUMN_ID:
        case BW_COLUMN_TEXT:
        case BW_COLUMN_POSTAL:
            *(const char **)value = "";
            break;
        case BW_COLUMN_NUMBER:
        case BW_COLUMN_SHARE:
        case BW_COLUMN_DEGREES:
            *(double *)value = NAN;
            break;
        case BW_COLUMN_DATE:
            *(int32_t *)value = BW_NO_DATE;
            break;
        default: /* no, month 0, the first rule */
            break;
        }
    }
    return row;
}

static bool read_row(job *now, const bw_record *record, char *row)
{
    bool good = true;
    *(int64_t *)(void *)row = record->line;
    for (size_t k = 0; k < record->count && k < now->field_count && good; k++) {
        bw_field *field = &now->fields[k];
        if (!field->column)
            continue;
        bool trimmed = bw_cell_clean(&record->cells[k]);
        if (trimmed && field->column->type == BW_COLUMN_ID)
            report(now, BW_REPAIRED, "id-trimmed", record->line, field->header, record->cells[k].text,
                   "blanks around an id are left out", "");
        good = bw_field_read(field, &record->cells[k], row, now->texts, now->findings);
    }
    return good;
}

static bw_status read_rows(job *now)
{
    bw_record record;
    bw_csv_step step = BW_CSV_END;
    char *blank = blank_row(now->kind), *row = now->rows;
    bool good = blank != NULL;
    size_t read = 0;
    while (good && (step = bw_csv_next(now->csv, &record, now->error)) == BW_CSV_RECORD) {
        if (is_empty(&record))
            continue;
        if (read++ == now->row_count) {
            free(blank);
            return bw_failure(now->error, BW_FAILED, now->kind->file, 0, "the file changed while it was read");
        }
        memcpy(row, blank, now->kind->row_size);
        good = read_row(now, &record, row);
        row += now->kind->row_size;
    }
    free(blank);
    now->row_count = read;
    if (!good)
        return bw_failure(now->error, BW_FAILED, now->kind->file, 0, "out of memory");
    return step == BW_CSV_FAILED ? BW_FAILED : BW_OK;
}

/* ---- the whole */

static bw_status read_passes(job *now)
{
    if (!match_header(now))
        return bw_failure(now->error, BW_FAILED, now->kind->file, 0, "out of memory");
    if (look_at_rows(now) == BW_CSV_FAILED)
        return BW_FAILED;
    bw_fields_settle(now->fields, now->field_count, now->options, now->findings);
    now->rows = bw_tables_take(now->tables, now->row_count, now->kind->row_size);
    if (!now->rows)
        return bw_failure(now->error, BW_FAILED, now->kind->file, 0, "out of memory for %zu records", now->row_count);
    bw_status status = bw_csv_rewind(now->csv, now->error);
    if (status == BW_OK)
        status = read_rows(now);
    if (status != BW_OK)
        return status;
    if (!bw_keys_check(now->kind, now->fields, now->field_count, now->rows, now->row_count, now->findings)
        || !bw_places_check(now->kind, now->fields, now->field_count, now->rows, now->row_count, now->texts,
                            now->findings))
        return bw_failure(now->error, BW_FAILED, now->kind->file, 0, "out of memory");
    return BW_OK;
}

/* The table under a name that differs in the case of its letters, into found; "" if there is none. */
static void find_other_case(const char *folder, const char *name, char found[256])
{
    found[0] = 0;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;)
        if (strcasecmp(entry->d_name, name) == 0)
            snprintf(found, 256, "%s", entry->d_name);
    if (directory)
        closedir(directory);
}

/* A table that does not exist is an error when it is required, or when it exists under another spelling. */
static void report_absent(const char *folder, const bw_table_kind *kind, bw_findings *findings)
{
    char other[256], remedy[400];
    find_other_case(folder, kind->file, other);
    if (!*other && !kind->required)
        return;
    snprintf(remedy, sizeof remedy, *other ? "rename %s to %s" : "put it into the folder", other, kind->file);
    bw_findings_add(findings,
                    (bw_finding){BW_ERROR, "file-missing", kind->file, 0, "", "", "the table is missing", remedy});
}

bw_status bw_table_read_stream(FILE *file, const bw_table_kind *kind, const bw_read_options *options,
                               bw_tables *tables, bw_texts *texts, bw_findings *findings, void **rows, size_t *count,
                               bw_error *error)
{
    job now = {
        .kind = kind, .options = options, .tables = tables, .texts = texts, .findings = findings, .error = error};
    bw_status status = bw_csv_create(file, kind->file, options->separator, findings, &now.csv, error);
    if (status == BW_OK)
        status = read_passes(&now);
    else if (status == BW_BAD_INPUT)
        status = BW_OK; /* the findings say why there is no header */
    *rows = now.rows;
    *count = now.row_count;
    bw_csv_free(now.csv);
    free(now.fields);
    return status;
}

bw_status bw_table_read(const char *folder, const bw_table_kind *kind, const bw_read_options *options,
                        bw_tables *tables, bw_texts *texts, bw_findings *findings, void **rows, size_t *count,
                        bw_error *error)
{
    char path[4096];
    *rows = NULL;
    *count = 0;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, kind->file) >= sizeof path)
        return bw_failure(error, BW_FAILED, kind->file, 0, "the folder's name is too long");
    FILE *file = fopen(path, "rb");
    if (!file && errno != ENOENT)
        return bw_failure(error, BW_FAILED, kind->file, 0, "cannot be opened: %s", strerror(errno));
    if (!file) {
        report_absent(folder, kind, findings);
        return BW_OK;
    }
    bw_status status = bw_table_read_stream(file, kind, options, tables, texts, findings, rows, count, error);
    fclose(file);
    return status;
}
