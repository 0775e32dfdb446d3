/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the work after a search is expected to take.
 */
#include "app/clock.h"
#include "tests/unit/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const bw_amount_of_work usual = {.accounts = 20000, .reps = 100, .history = 5e5, .paths = 500, .threads = 1};

static void a_slow_machine_is_slow_afterwards_too(void **state)
{
    (void)state;
    assert_true(bw_seconds_after(&usual, 1) > 0);
    expect_near(bw_seconds_after(&usual, 3), 3 * bw_seconds_after(&usual, 1));
}

static void threads_share_what_is_checked_and_not_what_is_written(void **state)
{
    (void)state;
    bw_amount_of_work both = usual, written = usual, all = usual;
    both.threads = 2;
    written.written = true;
    all.threads = 2, all.written = true;
    double check = bw_seconds_after(&usual, 1), writing = bw_seconds_after(&written, 1) - check;
    expect_near(bw_seconds_after(&both, 1), check / 2);
    assert_true(writing > 0);
    expect_near(bw_seconds_after(&all, 1), check / 2 + writing);
}

static void more_reps_leave_more_to_check_than_to_read(void **state)
{
    (void)state;
    bw_amount_of_work many = usual;
    many.reps = 10000;
    assert_true(bw_seconds_after(&many, 1) > bw_seconds_after(&usual, 1));
}

static void where_nothing_is_read_nothing_is_left(void **state)
{
    (void)state;
    const bw_amount_of_work none = {.threads = 1, .written = true};
    assert_true(bw_seconds_after(&none, 1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_machine_is_slow_afterwards_too),
        cmocka_unit_test(threads_share_what_is_checked_and_not_what_is_written),
        cmocka_unit_test(more_reps_leave_more_to_check_than_to_read),
        cmocka_unit_test(where_nothing_is_read_nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
