/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a company while the k-th allocation fails, for every k until none does: each failure must be an answer, and
 * what was taken must be given back (the sanitized build sees to that). And a table of any length is read in the same
 * memory.
 */
#include "app/tables/company.h"
#include "app/tables/csv.h"
#include "app/tables/scenario.h"
#include "tests/unit/failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef bw_status read_something(bw_findings *findings, bw_error *error);

static bw_status read_company(bw_findings *findings, bw_error *error)
{
    bw_tables *tables;
    bw_status status = bw_company_read("datasets/tiny", NULL, findings, &tables, error);
    assert_int_equal(tables != NULL, status == BW_OK);
    bw_tables_free(tables);
    return status;
}

static bw_status read_sweep(bw_findings *findings, bw_error *error)
{
    bw_scenario_list *list = NULL;
    bw_settings *settings = bw_settings_create();
    bw_status status =
        settings ? bw_scenario_list_read("datasets/adventureworks/sweep.csv", settings, findings, &list, error)
                 : BW_FAILED;
    bw_scenario_list_free(list);
    bw_settings_free(settings);
    return status;
}

/* Findings live through it all: they are made before, and their own failures only cost words. */
static long survive(read_something *read)
{
    for (long k = 0;; k++) {
        bw_error error = {0};
        bw_findings *findings = bw_findings_create();
        allocations = 0;
        failing = k;
        bw_status status = read(findings, &error);
        bool reached = allocations > k;
        failing = -1;
        bw_findings_free(findings);
        if (!reached)
            return status == BW_OK ? k : -1;
        if (status != BW_FAILED && status != BW_OK)
            fail_msg("allocation %ld: status %d, %s", k, (int)status, error.message);
    }
}

static void every_failing_allocation_of_a_company_is_survived(void **state)
{
    (void)state;
    assert_true(survive(read_company) > 20);
}

static void every_failing_allocation_of_a_sweep_is_survived(void **state)
{
    (void)state;
    assert_true(survive(read_sweep) > 5);
}

/* Reads a table of so many bytes, a line after every `line` of them. */
static void expect_small(size_t size, size_t line)
{
    char *text = malloc(size);
    for (size_t k = 0; k < size; k++)
        text[k] = k % line == line - 1 ? '\n' : 'x';
    FILE *file = fmemopen(text, size, "r");
    bw_findings *findings = bw_findings_create();
    bw_csv *csv = NULL;
    bw_record record;
    largest = 0;
    if (bw_csv_create(file, "long.csv", ',', findings, &csv, NULL) == BW_OK)
        while (bw_csv_next(csv, &record, NULL) == BW_CSV_RECORD)
            continue;
    assert_in_range(largest, 1, 520 * 1024);
    bw_csv_free(csv);
    bw_findings_free(findings);
    fclose(file);
    free(text);
}

static void a_long_table_and_one_without_line_ends_do_not_fill_the_memory(void **state)
{
    (void)state;
    expect_small((size_t)8 * 1024 * 1024, 100);
    expect_small((size_t)8 * 1024 * 1024, SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_allocation_of_a_company_is_survived),
        cmocka_unit_test(every_failing_allocation_of_a_sweep_is_survived),
        cmocka_unit_test(a_long_table_and_one_without_line_ends_do_not_fill_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
