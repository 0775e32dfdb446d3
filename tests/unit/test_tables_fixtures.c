/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every file tests/fixtures/tables/{pass,fail}_TABLE_WHAT.csv is read as that table of a company, and what was found
 * and read is compared with the .expect file beside it. BAILIWICK_WRITE_EXPECTED=1 writes those files instead: read
 * them before believing them.
 */
#include "app/tables/company.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURES "tests/fixtures/tables"
#define FIXTURES_AT_LEAST 60

static const char plain_accounts[] = "account_id\nA1\nA2\n";
static const char plain_reps[] = "rep_id\nR1\nR2\n";

static void put_file(const char *folder, const char *name, const char *bytes, size_t length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static char *get_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    *length = 0;
    if (!file)
        return NULL;
    bytes = calloc(1, 1 << 20);
    assert_non_null(bytes);
    *length = fread(bytes, 1, (1 << 20) - 1, file);
    fclose(file);
    return bytes;
}

/* ---- what was found and read, as text */

static void print_finding(FILE *out, const bw_finding *each)
{
    static const char *const names[] = {"note", "repaired", "warning", "error"};
    fprintf(out, "%s %s:%lld: %s: %s: ", names[each->severity], each->file, (long long)each->line, each->column,
            each->code);
    if (*each->value)
        fprintf(out, "`%s`: ", each->value);
    fprintf(out, "%s%s%s\n", each->message, *each->remedy ? "; " : "", each->remedy);
}

static void print_value(FILE *out, const bw_column *column, const char *row)
{
    char text[32];
    const void *value = row + column->offset;
    switch (column->type) {
    case BW_COLUMN_ID:
    case BW_COLUMN_TEXT:
    case BW_COLUMN_POSTAL:
        if (**(const char *const *)value)
            fprintf(out, " %s=[%s]", column->name, *(const char *const *)value);
        return;
    case BW_COLUMN_NUMBER:
    case BW_COLUMN_SHARE:
    case BW_COLUMN_DEGREES:
        if (!isnan(*(const double *)value))
            fprintf(out, " %s=%.17g", column->name, *(const double *)value);
        return;
    case BW_COLUMN_DATE:
        if (*(const int32_t *)value != BW_NO_DATE)
            fprintf(out, " %s=%s", column->name, bw_date_text(*(const int32_t *)value, text, sizeof text));
        return;
    case BW_COLUMN_MONTH:
    case BW_COLUMN_DAY_OR_MONTH:
        fprintf(out, " %s=%s", column->name, bw_month_text(*(const int32_t *)value, text, sizeof text));
        return;
    case BW_COLUMN_PERIOD:
        if (strcmp(column->name, "period") == 0)
            fprintf(out, " period=%s+%d", bw_month_text(*(const int32_t *)value, text, sizeof text),
                    (int)((const bw_amount_row *)(const void *)row)->months);
        return;
    case BW_COLUMN_BOOL:
        if (*(const bool *)value)
            fprintf(out, " %s", column->name);
        return;
    case BW_COLUMN_RULE:
        fprintf(out, " rule=%d", (int)*(const bw_rule_kind *)value);
        return;
    }
}

static void print_rows(FILE *out, const bw_table_kind *kind, const void *rows, size_t count)
{
    for (size_t r = 0; r < count; r++) {
        const char *row = (const char *)rows + r * kind->row_size;
        fprintf(out, "row %lld:", (long long)*(const int64_t *)(const void *)row);
        for (size_t c = 0; c < kind->column_count; c++)
            print_value(out, &kind->columns[c], row);
        fputc('\n', out);
    }
}

/* ---- one fixture */

typedef struct table {
    const char *word;
    const bw_table_kind *kind;
    size_t rows, count;
} table;

#define TABLE(word, kind, rows, count)                                                                               \
    {                                                                                                                \
        word, &kind, offsetof(bw_tables, rows), offsetof(bw_tables, count)                                           \
    }
static const table kinds[] = {
    TABLE("accounts", bw_accounts_kind, accounts, account_count),
    TABLE("reps", bw_reps_kind, reps, rep_count),
    TABLE("history", bw_history_kind, history, history_count),
    TABLE("quotas", bw_quotas_kind, quotas, quota_count),
    TABLE("actuals", bw_actuals_kind, actuals, actual_count),
    TABLE("travel", bw_travel_kind, travel, travel_count),
    TABLE("rules", bw_rules_kind, rules, rule_count),
    TABLE("adjustments", bw_adjustments_kind, adjustments, adjustment_count),
    TABLE("trading_days", bw_trading_days_kind, trading_days, trading_day_count),
};

/* fail_history_what.csv is of the history; with _point, _comma, _dmy or _mdy at the end, that option is given. */
static const table *table_of(const char *name)
{
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strncmp(name + 5, kinds[k].word, strlen(kinds[k].word)) == 0)
            return &kinds[k];
    return NULL;
}

static bw_read_options options_of(const char *name)
{
    return (bw_read_options){
        .decimal = strstr(name, "_point.csv")   ? '.'
                   : strstr(name, "_comma.csv") ? ','
                                                : 0,
        .day_order = strstr(name, "_dmy.csv")   ? 'd'
                     : strstr(name, "_mdy.csv") ? 'm'
                                                : 0,
    };
}

static char *outcome_of(const char *folder, const char *name, bw_status *status)
{
    char *text = NULL;
    size_t size = 0;
    const table *of = table_of(name);
    bw_error error = {0};
    bw_tables *tables;
    bw_findings *findings = bw_findings_create();
    bw_read_options options = options_of(name);
    FILE *out = open_memstream(&text, &size);
    *status = bw_company_read(folder, &options, findings, &tables, &error);
    for (size_t k = 0; k < findings->count; k++)
        print_finding(out, &findings->items[k]);
    if (tables) {
        const void *rows;
        size_t count;
        memcpy(&rows, (const char *)tables + of->rows, sizeof rows);
        memcpy(&count, (const char *)tables + of->count, sizeof count);
        print_rows(out, of->kind, rows, count);
    }
    fclose(out);
    bw_tables_free(tables);
    bw_findings_free(findings);
    return text;
}

/* Reads one fixture; true if all is as expected. */
static bool check_fixture(const char *folder, const char *name)
{
    char path[4096];
    size_t length;
    bw_status status;
    snprintf(path, sizeof path, FIXTURES "/%s", name);
    char *bytes = get_file(path, &length);
    put_file(folder, "accounts.csv", plain_accounts, sizeof plain_accounts - 1);
    put_file(folder, "reps.csv", plain_reps, sizeof plain_reps - 1);
    put_file(folder, table_of(name)->kind->file, bytes, length);
    free(bytes);
    char *outcome = outcome_of(folder, name, &status);
    snprintf(path, sizeof path, "%s/%s", folder, table_of(name)->kind->file);
    unlink(path);
    bool pass = strncmp(name, "pass_", 5) == 0;
    bool good = status == (pass ? BW_OK : BW_BAD_INPUT);
    if (!good)
        print_message("%s: status %d\n", name, (int)status);
    snprintf(path, sizeof path, FIXTURES "/%.*s.expect", (int)strlen(name) - 4, name);
    if (getenv("BAILIWICK_WRITE_EXPECTED")) {
        FILE *file = fopen(path, "wb");
        fputs(outcome, file);
        fclose(file);
    }
    char *expected = get_file(path, &length);
    if (!expected || strcmp(expected, outcome) != 0) {
        print_message("%s\n--- expected\n%s--- got\n%s", name, expected ? expected : "(no .expect file)\n", outcome);
        good = false;
    }
    free(expected);
    free(outcome);
    return good;
}

static int is_fixture(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".csv") == 0;
}

static void every_fixture_is_read_as_it_says(void **state)
{
    (void)state;
    char folder[] = "/tmp/bailiwick-fixtures-XXXXXX";
    struct dirent **names;
    int count = scandir(FIXTURES, &names, is_fixture, alphasort), failures = 0;
    assert_true(count >= FIXTURES_AT_LEAST);
    assert_non_null(mkdtemp(folder));
    for (int k = 0; k < count; k++) {
        assert_non_null(table_of(names[k]->d_name));
        failures += !check_fixture(folder, names[k]->d_name);
        free(names[k]);
    }
    free(names);
    put_file(folder, "accounts.csv", "", 0);
    char command[128];
    snprintf(command, sizeof command, "%s/accounts.csv", folder);
    unlink(command);
    snprintf(command, sizeof command, "%s/reps.csv", folder);
    unlink(command);
    rmdir(folder);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_fixture_is_read_as_it_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
