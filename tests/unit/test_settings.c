/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/settings.h"

static void every_default_is_accepted_and_reads_back_as_written(void **state)
{
    (void)state;
    size_t count;
    const bw_setting *table = bw_settings_table(&count);
    bw_settings *settings = bw_settings_create();
    for (size_t k = 0; k < count; k++) {
        char text[1100];
        bw_settings_get(settings, table[k].name, text, sizeof text);
        assert_int_equal(bw_settings_set(settings, table[k].name, table[k].initial, NULL), BW_OK);
        assert_int_equal(bw_settings_set(settings, table[k].name, text, NULL), BW_OK);
        if (table[k].type == BW_SETTING_CHOICE || table[k].type == BW_SETTING_BOOL)
            assert_string_equal(text, table[k].initial);
        assert_true(strlen(table[k].help) > 10);
    }
    bw_settings_free(settings);
}

static void names_are_unique(void **state)
{
    (void)state;
    size_t count;
    const bw_setting *table = bw_settings_table(&count);
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < a; b++)
            assert_string_not_equal(table[a].name, table[b].name);
}

static void numbers_outside_their_range_or_grammar_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {"nan", "inf", "-1", "11", "0x1", "", "0.1 ", "1e400", "abc", "0,1"};
    bw_settings *settings = bw_settings_create();
    bw_error error;
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        assert_int_equal(bw_settings_set(settings, "tolerance", refused[k], &error), BW_USAGE);
        assert_non_null(strstr(error.message, "expected a number from 0 to 10"));
        assert_true(settings->tolerance == 0.10);
    }
    assert_int_equal(bw_settings_set(settings, "seed", "1.5", &error), BW_USAGE);
    assert_int_equal(bw_settings_set(settings, "quota_method", "equal", &error), BW_USAGE);
    assert_non_null(strstr(error.message, "equal_attainability|proportional"));
    assert_int_equal(bw_settings_set(settings, "plan_start", "2024-13", &error), BW_USAGE);
    bw_settings_free(settings);
}

static void a_mistyped_name_gets_the_nearest_one_suggested(void **state)
{
    (void)state;
    bw_settings *settings = bw_settings_create();
    bw_error error;
    assert_int_equal(bw_settings_set(settings, "tolerence", "1", &error), BW_USAGE);
    assert_non_null(strstr(error.message, "did you mean `tolerance`?"));
    assert_int_equal(bw_settings_set(settings, "quite_another_thing", "1", &error), BW_USAGE);
    assert_non_null(strstr(error.message, "help settings"));
    bw_settings_free(settings);
}

static void lists_are_split_at_semicolons_and_trimmed(void **state)
{
    (void)state;
    char item[16];
    assert_false(bw_list_item("", 0, item, sizeof item));
    assert_true(bw_list_item(" a ;b c; d", 0, item, sizeof item));
    assert_string_equal(item, "a");
    assert_true(bw_list_item(" a ;b c; d", 1, item, sizeof item));
    assert_string_equal(item, "b c");
    assert_true(bw_list_item(" a ;b c; d", 2, item, sizeof item));
    assert_string_equal(item, "d");
    assert_false(bw_list_item(" a ;b c; d", 3, item, sizeof item));
    assert_false(bw_list_item("a-name-longer-than-the-room", 0, item, sizeof item));
}

static void measures_are_known_and_named_once(void **state)
{
    (void)state;
    bw_settings *settings = bw_settings_create();
    bw_measure measures[BW_MEASURES_MAX];
    int32_t count;
    bw_error error;
    assert_int_equal(bw_settings_measures(settings, measures, &count, &error), BW_OK);
    assert_int_equal(count, 2);
    assert_int_equal(measures[0], BW_WORKLOAD);
    assert_int_equal(measures[1], BW_POTENTIAL);
    bw_settings_set(settings, "measures", "revenue;revenue", NULL);
    assert_int_equal(bw_settings_measures(settings, measures, &count, &error), BW_USAGE);
    bw_settings_set(settings, "measures", "workload;potential;revenue;accounts;pipeline;forecast", NULL);
    assert_int_equal(bw_settings_measures(settings, measures, &count, &error), BW_OK);
    assert_int_equal(count, 6);
    bw_settings_set(settings, "measures", "sales", NULL);
    assert_int_equal(bw_settings_measures(settings, measures, &count, &error), BW_USAGE);
    bw_settings_free(settings);
}

static void a_measure_has_its_own_tolerance_or_the_common_one(void **state)
{
    (void)state;
    bw_settings *settings = bw_settings_create();
    bw_settings_set(settings, "tolerance_revenue", "0.25", NULL);
    assert_true(bw_settings_tolerance(settings, BW_REVENUE) == 0.25);
    assert_true(bw_settings_tolerance(settings, BW_WORKLOAD) == 0.10);
    bw_settings_set(settings, "tolerance_revenue", "", NULL);
    assert_true(bw_settings_tolerance(settings, BW_REVENUE) == 0.10);
    bw_settings_free(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_is_accepted_and_reads_back_as_written),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(numbers_outside_their_range_or_grammar_are_refused),
        cmocka_unit_test(a_mistyped_name_gets_the_nearest_one_suggested),
        cmocka_unit_test(lists_are_split_at_semicolons_and_trimmed),
        cmocka_unit_test(measures_are_known_and_named_once),
        cmocka_unit_test(a_measure_has_its_own_tolerance_or_the_common_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
