/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "app/grid.h"

static void a_grid_holds_every_combination_once_the_last_name_running_fastest(void **state)
{
    (void)state;
    const bw_change varies[] = {{"tolerance", "0.1,0.2"}, {"gap", "0,0.01,0.02"}};
    bw_settings *base = bw_settings_create();
    bw_grid grid;
    assert_int_equal(bw_grid_create(2, varies, base, &grid, NULL), BW_OK);
    assert_int_equal(grid.count, 6);
    assert_string_equal(grid.items[0].name, "tolerance=0.1 gap=0");
    assert_string_equal(grid.items[1].name, "tolerance=0.1 gap=0.01");
    assert_string_equal(grid.items[5].name, "tolerance=0.2 gap=0.02");
    for (size_t k = 0; k < grid.count; k++) {
        assert_int_equal(grid.items[k].change_count, 2);
        for (size_t other = 0; other < k; other++)
            assert_string_not_equal(grid.items[k].name, grid.items[other].name);
    }
    bw_grid_free(&grid);
    bw_settings_free(base);
}

static void values_are_tried_before_anything_runs(void **state)
{
    (void)state;
    const bw_change bad[] = {{"tolerance", "0.1,"}}, twice[] = {{"gap", "0"}, {"gap", "1"}}, unknown[] = {{"gab", "1"}};
    bw_settings *base = bw_settings_create();
    bw_grid grid;
    bw_error error;
    assert_int_equal(bw_grid_create(1, bad, base, &grid, &error), BW_USAGE);
    bw_grid_free(&grid);
    assert_int_equal(bw_grid_create(2, twice, base, &grid, &error), BW_USAGE);
    assert_non_null(strstr(error.message, "given twice"));
    bw_grid_free(&grid);
    assert_int_equal(bw_grid_create(1, unknown, base, &grid, &error), BW_USAGE);
    bw_grid_free(&grid);
    bw_settings_free(base);
}

static void a_grid_that_would_never_end_is_refused(void **state)
{
    (void)state;
    char values[4000] = "1";
    for (int k = 0; k < 999; k++)
        strcat(values, ",1");
    const bw_change varies[] = {{"seed", values}, {"threads", values}};
    bw_settings *base = bw_settings_create();
    bw_grid grid;
    bw_error error;
    assert_int_equal(bw_grid_create(2, varies, base, &grid, &error), BW_USAGE);
    assert_non_null(strstr(error.message, "more than 100000 scenarios"));
    bw_grid_free(&grid);
    bw_settings_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_holds_every_combination_once_the_last_name_running_fastest),
        cmocka_unit_test(values_are_tried_before_anything_runs),
        cmocka_unit_test(a_grid_that_would_never_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
