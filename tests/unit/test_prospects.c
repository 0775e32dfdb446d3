/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/prospects.h"
#include "models/forecast/renewal.h"

/* ---- the rate */

static void as_many_each_year_however_many_wait_are_walk_ins(void **state)
{
    (void)state;
    bw_beginnings steady = {.years = 3, .began = {207, 220, 208}, .waiting = 66};
    bw_beginnings lapsed = {.years = 2, .began = {207, 220}, .waiting = 66, .lapsed = 63, .returned = 7};
    assert_true(bw_begin_rate(&steady) < 0.2);
    assert_true(bw_begin_rate(&lapsed) < 0.2 && bw_begin_rate(&lapsed) > 0.05);
}

static void a_list_that_empties_by_half_a_year_gives_a_half(void **state)
{
    (void)state;
    bw_beginnings seen = {.years = 3, .began = {250, 500, 1000}, .waiting = 250};
    assert_true(fabs(bw_begin_rate(&seen) - 0.5) < 0.03);
}

static void a_list_of_which_nobody_began_gives_next_to_nothing(void **state)
{
    (void)state;
    bw_beginnings seen = {.years = 4, .waiting = 100};
    assert_true(bw_begin_rate(&seen) < 0.01 && bw_begin_rate(&seen) > 0);
}

static void years_that_say_little_leave_it_to_the_lapsed(void **state)
{
    (void)state;
    bw_beginnings few = {.years = 1, .began = {40}, .waiting = 10, .lapsed = 1000, .returned = 50};
    bw_beginnings many = few;
    many.returned = 600;
    assert_true(bw_begin_rate(&few) < 0.12);
    assert_true(bw_begin_rate(&many) > 0.45);
}

static void dates_settle_it(void **state)
{
    (void)state;
    bw_beginnings seen = {.years = 2, .began = {300, 300}, .waiting = 500, .dated = true, .known = 1000,
                          .known_began = 80};
    assert_true(fabs(bw_begin_rate(&seen) - 0.08) < 0.002);
}

static void no_count_breaks_it(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        uint64_t draw = bw_stream_seed(5, k);
        bw_beginnings seen = {.years = draw % 5, .waiting = (double)(draw >> 3 & 1 ? draw >> 8 & 0xfffff : 0)};
        for (size_t y = 0; y < seen.years; y++)
            seen.began[y] = (double)(bw_stream_seed(draw, y) % (draw >> 4 & 1 ? 100000 : 3));
        double rate = bw_begin_rate(&seen);
        assert_true(rate > 0 && rate < 1);
    }
}

/* ---- in the forecast: 40 customers, 60 walk-ins a year who begin with 1200, 40 prospects who never do */

#define MONTHS 36
#define CUSTOMERS 40
#define WALK_INS 60
#define PROSPECTS 40
#define ACCOUNTS (CUSTOMERS + 2 * WALK_INS + PROSPECTS)
#define LAST (ACCOUNTS - 1) /* a prospect */

static double value[ACCOUNTS * MONTHS];
static int32_t group[ACCOUNTS], known[ACCOUNTS];

static bw_panel make_panel(void)
{
    memset(value, 0, sizeof value);
    memset(known, 0, sizeof known);
    for (size_t i = 0; i < ACCOUNTS - PROSPECTS; i++) {
        size_t from = i < CUSTOMERS ? i % 3 : 12 + 12 * ((i - CUSTOMERS) / WALK_INS) + i % 3;
        known[i] = (int32_t)from;
        for (size_t t = from; t < MONTHS; t += 3)
            value[i * MONTHS + t] = 300;
    }
    for (size_t i = ACCOUNTS - PROSPECTS; i < ACCOUNTS; i++)
        known[i] = -5;
    return (bw_panel){.accounts = ACCOUNTS, .months = MONTHS, .stride = MONTHS, .period = 12, .groups = 1,
                      .group = group, .value = value};
}

static double predict(const bw_panel *panel, size_t account)
{
    bw_renewal renewal;
    assert_true(bw_renewal_learn(panel, &renewal));
    double year = bw_renewal_predict(&renewal, account);
    bw_renewal_free(&renewal);
    return year;
}

static void a_prospect_does_not_inherit_the_walk_ins(void **state)
{
    (void)state;
    bw_panel panel = make_panel(), before = bw_panel_before(&panel, 12);
    assert_true(predict(&panel, LAST) < 0.45 * 1200);
    panel.known = known;
    assert_true(predict(&panel, LAST) < 0.02 * 1200);
    assert_true(predict(&before, LAST) > 0.25 * 1200); /* a look back: the list holds the walk-ins to come */
    assert_true(fabs(predict(&panel, 0) - 1200) < 60);
}

/* What was known then makes the same rate, whether the list is of that day or of a later one. */
static void with_dates_a_look_back_counts_by_the_rule_that_the_run_of_that_time_had(void **state)
{
    (void)state;
    enum { THEN = MONTHS - 12 };
    static double early[ACCOUNTS * THEN];
    bw_panel panel = make_panel();
    panel.known = known;
    for (size_t i = 0; i < ACCOUNTS; i++)
        memcpy(early + i * THEN, value + i * MONTHS, THEN * sizeof *early);
    bw_panel then = panel, before = bw_panel_before(&panel, 12);
    then.months = then.stride = THEN;
    then.value = early;
    bw_renewal of_then, looked_back;
    assert_true(bw_renewal_learn(&then, &of_then) && bw_renewal_learn(&before, &looked_back));
    assert_true(of_then.begins == looked_back.begins && of_then.begins < 0.02);
    bw_renewal_free(&of_then);
    bw_renewal_free(&looked_back);
}

static void paths_of_a_prospect_begin_as_often_as_the_rate_says_and_keep_the_mean(void **state)
{
    (void)state;
    enum { PATHS = 4000, HORIZON = 12 };
    bw_panel panel = make_panel();
    bw_renewal renewal;
    bw_draws draws;
    static double point[HORIZON], paths[HORIZON * PATHS];
    assert_true(bw_renewal_learn(&panel, &renewal));
    assert_true(bw_draws_create(PATHS, HORIZON, MONTHS, 1, &draws));
    assert_true(bw_renewal_simulate(&renewal, LAST, &draws, NULL, 77, point, paths));
    double begun = 0, sum = 0, year = 0;
    for (size_t s = 0; s < PATHS; s++) {
        double path = 0;
        for (size_t h = 0; h < HORIZON; h++)
            path += paths[h * PATHS + s];
        begun += path > 0;
        sum += path / PATHS;
    }
    for (size_t h = 0; h < HORIZON; h++)
        year += point[h];
    assert_true(fabs(begun / PATHS - renewal.begins) < 0.03);
    assert_true(fabs(year - bw_renewal_predict(&renewal, LAST)) < 1e-6 * year);
    assert_true(fabs(sum - year) < 1e-6 * year);
    bw_draws_free(&draws);
    bw_renewal_free(&renewal);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_each_year_however_many_wait_are_walk_ins),
        cmocka_unit_test(a_list_that_empties_by_half_a_year_gives_a_half),
        cmocka_unit_test(a_list_of_which_nobody_began_gives_next_to_nothing),
        cmocka_unit_test(years_that_say_little_leave_it_to_the_lapsed),
        cmocka_unit_test(dates_settle_it),
        cmocka_unit_test(no_count_breaks_it),
        cmocka_unit_test(a_prospect_does_not_inherit_the_walk_ins),
        cmocka_unit_test(with_dates_a_look_back_counts_by_the_rule_that_the_run_of_that_time_had),
        cmocka_unit_test(paths_of_a_prospect_begin_as_often_as_the_rate_says_and_keep_the_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
