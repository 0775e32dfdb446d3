/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];
static bw_settings *settings;
static bw_findings *findings;

static int prepare(void **state)
{
    (void)state;
    strcpy(path, "/tmp/bailiwick-scenario-XXXXXX");
    close(mkstemp(path));
    settings = bw_settings_create();
    findings = bw_findings_create();
    return settings && findings ? 0 : -1;
}

static int clean_up(void **state)
{
    (void)state;
    unlink(path);
    bw_settings_free(settings);
    bw_findings_free(findings);
    return 0;
}

static void put(const char *text)
{
    FILE *file = fopen(path, "wb");
    fputs(text, file);
    fclose(file);
}

static void expect_setting(const char *name, const char *expected)
{
    char value[1100];
    assert_string_equal(bw_settings_get(settings, name, value, sizeof value), expected);
}

static void expect_finding(size_t k, int64_t line, const char *column, const char *words)
{
    assert_true(k < findings->count);
    assert_int_equal(findings->items[k].line, line);
    assert_string_equal(findings->items[k].column, column);
    if (!strstr(findings->items[k].message, words))
        fail_msg("`%s` does not say `%s`", findings->items[k].message, words);
}

static void settings_comments_and_quotes_are_read(void **state)
{
    (void)state;
    put("\xEF\xBB\xBF# a comment\r\n; another\r\n\r\n  tolerance =0.25   # why\r\nmatch = "
        "\"country;region\"\r\nadd_reps=\r\nseed = 7");
    assert_int_equal(bw_scenario_read(path, settings, findings, NULL), BW_OK);
    expect_setting("tolerance", "0.25");
    expect_setting("match", "country;region");
    expect_setting("seed", "7");
    assert_int_equal(findings->count, 0);
}

static void every_bad_line_is_named(void **state)
{
    (void)state;
    bw_error error;
    put("tolerence = 0.1\ngap = 2\n[section]\nseed = 3\nseed = 4\nmatch = \xFF\n= 5\n");
    assert_int_equal(bw_scenario_read(path, settings, findings, &error), BW_USAGE);
    assert_int_equal(error.line, 1);
    assert_non_null(strstr(error.message, "did you mean `tolerance`"));
    assert_int_equal(findings->count, 6);
    expect_finding(0, 1, "tolerence", "there is no setting");
    expect_finding(1, 2, "gap", "from 0 to 1");
    expect_finding(2, 3, "", "name = value");
    expect_finding(3, 5, "seed", "first in line 4");
    expect_finding(4, 6, "", "UTF-8");
    expect_finding(5, 7, "", "");
}

static void a_scenario_that_is_missing_is_an_error_but_a_companys_own_is_not(void **state)
{
    (void)state;
    bw_error error;
    unlink(path);
    assert_int_equal(bw_scenario_read(path, settings, findings, &error), BW_USAGE);
    assert_string_equal(error.file, path);
    assert_int_equal(bw_company_scenario_read("/nowhere", settings, findings, NULL), BW_OK);
    assert_int_equal(bw_company_scenario_read("datasets/adventureworks", settings, findings, NULL), BW_OK);
    expect_setting("max_moved_revenue", "0.2");
    assert_int_equal(bw_company_scenario_read("datasets/tiny", settings, findings, NULL), BW_OK);
    expect_setting("travel_cost", "0.5");
}

static void sweeps_change_what_their_cells_say(void **state)
{
    (void)state;
    bw_scenario_list *list;
    put("scenario,tolerance,add_reps\nbase,,\n\ntight,0.05,\nmore,0.2,276;281\n");
    assert_int_equal(bw_scenario_list_read(path, settings, findings, &list, NULL), BW_OK);
    assert_int_equal(list->count, 3);
    assert_string_equal(list->scenarios[0].name, "base");
    assert_int_equal(list->scenarios[0].change_count, 0);
    assert_int_equal(list->scenarios[1].change_count, 1);
    assert_string_equal(list->scenarios[1].names[0], "tolerance");
    assert_string_equal(list->scenarios[1].values[0], "0.05");
    assert_string_equal(list->scenarios[2].values[1], "276;281");
    assert_int_equal(list->lines[1], 4);
    expect_setting("tolerance", "0.1");
    bw_scenario_list_free(list);
}

static void every_bad_cell_of_a_sweep_is_named(void **state)
{
    (void)state;
    bw_scenario_list *list;
    bw_error error;
    put("name,tolerance,tolerence,tolerance\na,0.1,,\na,x,,\n,,,5,6\n");
    assert_int_equal(bw_scenario_list_read(path, settings, findings, &list, &error), BW_USAGE);
    assert_null(list);
    assert_int_equal(error.line, 1);
    assert_int_equal(findings->count, 6);
    expect_finding(0, 1, "tolerence", "did you mean `tolerance`");
    expect_finding(1, 1, "tolerance", "two columns");
    expect_finding(2, 3, "name", "same name");
    expect_finding(3, 3, "tolerance", "from 0 to 10");
    expect_finding(4, 4, "name", "no name");
    expect_finding(5, 4, "", "more fields");
}

static void a_sweep_must_be_a_table_with_rows(void **state)
{
    (void)state;
    bw_scenario_list *list;
    bw_error error;
    put("name,tolerance\n");
    assert_int_equal(bw_scenario_list_read(path, settings, findings, &list, &error), BW_USAGE);
    put("name,tolerance\n\"a,1\n");
    assert_int_equal(bw_scenario_list_read(path, settings, findings, &list, &error), BW_BAD_INPUT);
    assert_int_equal(error.line, 2);
    put("");
    assert_int_equal(bw_scenario_list_read(path, settings, findings, &list, &error), BW_BAD_INPUT);
    unlink(path);
    assert_int_equal(bw_scenario_list_read(path, settings, findings, &list, &error), BW_USAGE);
}

static void the_shipped_sweep_is_good(void **state)
{
    (void)state;
    bw_scenario_list *list;
    assert_int_equal(bw_scenario_list_read("datasets/adventureworks/sweep.csv", settings, findings, &list, NULL),
                     BW_OK);
    assert_int_equal(list->count, 12);
    bw_scenario_list_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, prepare, clean_up)
        TEST(settings_comments_and_quotes_are_read),
        TEST(every_bad_line_is_named),
        TEST(a_scenario_that_is_missing_is_an_error_but_a_companys_own_is_not),
        TEST(sweeps_change_what_their_cells_say),
        TEST(every_bad_cell_of_a_sweep_is_named),
        TEST(a_sweep_must_be_a_table_with_rows),
        TEST(the_shipped_sweep_is_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
