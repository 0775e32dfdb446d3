/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a company while the k-th allocation fails, for every k until none does: each failure must be an answer, and
 * what was taken must be given back (the sanitized build sees to that).
 */
#include "app/tables/company.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_allocation_of_a_company_is_survived),
        cmocka_unit_test(every_failing_allocation_of_a_sweep_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
