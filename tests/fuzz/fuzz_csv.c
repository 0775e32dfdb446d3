/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes are either a table or a list of findings; never a crash, an endless run, or a number that is not one.
 * The first byte chooses the table and the options, the rest is the file.
 *
 *     make fuzz && build/fuzz_csv tests/fixtures/tables
 */
#include "app/tables/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const bw_table_kind *const kinds[] = {&bw_accounts_kind, &bw_reps_kind,   &bw_history_kind, &bw_rules_kind,
                                             &bw_travel_kind,   &bw_quotas_kind, &bw_actuals_kind, &bw_history_kind};

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_number(const bw_column *column, double value)
{
    demand(isnan(value) || (value >= column->low && value <= column->high));
}

static void check_text(const char *text)
{
    demand(text != NULL);
    demand(strlen(text) <= BW_CSV_FIELD_MAX);
}

static void check_row(const bw_table_kind *kind, const char *row)
{
    for (size_t c = 0; c < kind->column_count; c++) {
        const void *value = row + kind->columns[c].offset;
        if (kind->columns[c].type <= BW_COLUMN_POSTAL)
            check_text(*(const char *const *)value);
        else if (kind->columns[c].type <= BW_COLUMN_DEGREES)
            check_number(&kind->columns[c], *(const double *)value);
    }
}

static void read_bytes(FILE *file, const bw_table_kind *kind, const bw_read_options *options)
{
    void *rows;
    size_t count;
    bw_error error = {0};
    bw_findings *findings = bw_findings_create();
    bw_tables *tables = bw_tables_create();
    bw_texts *texts = bw_texts_create(tables);
    bw_status status = bw_table_read_stream(file, kind, options, tables, texts, findings, &rows, &count, &error);
    demand(status == BW_OK);
    for (size_t r = 0; r < count; r++)
        check_row(kind, (const char *)rows + r * kind->row_size);
    for (size_t k = 0; k < findings->count; k++)
        demand(findings->items[k].severity != BW_ERROR || *findings->items[k].remedy);
    bw_texts_free(texts);
    bw_tables_free(tables);
    bw_findings_free(findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2)
        return 0;
    bw_read_options options = {
        .separator = bytes[0] & 8 ? ';' : 0,
        .decimal = bytes[0] & 16 ? ',' : 0,
        .day_order = bytes[0] & 32 ? 'd' : 0,
    };
    FILE *file = fmemopen((void *)(uintptr_t)(bytes + 1), size - 1, "rb");
    demand(file != NULL);
    read_bytes(file, kinds[bytes[0] & 7], &options);
    fclose(file);
    return 0;
}
