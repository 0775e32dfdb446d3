/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "models/forecast/carry.h"
#include "models/forecast/renewal.h"

enum { ACCOUNTS = 60, MONTHS = 48, PERIOD = 12, PATHS = 500 };

static double value[ACCOUNTS * MONTHS];
static int32_t group[ACCOUNTS];

/* Accounts that order in about every third month, 0.5 to 1.5 of their size. Years repeat their months, or do not. */
static bw_panel make_panel(bool repeats, uint64_t seed)
{
    for (size_t i = 0; i < ACCOUNTS; i++)
        for (size_t t = 0; t < MONTHS; t++) {
            uint64_t own = bw_stream_seed(seed, i);
            bool orders = bw_stream_seed(own, repeats ? t % PERIOD : t) >> 16 & 1 && bw_stream_seed(own, t) >> 20 & 3;
            double chance = (double)(bw_stream_seed(own, 1000 + t) >> 11) * 0x1p-53;
            value[i * MONTHS + t] = orders ? 1e6 * (0.5 + chance) : 0;
        }
    return (bw_panel){.accounts = ACCOUNTS, .months = MONTHS, .stride = MONTHS, .period = PERIOD, .groups = 1,
                      .group = group, .value = value};
}

static void scale_account(size_t account, double factor, size_t from, double later)
{
    for (size_t t = 0; t < MONTHS; t++)
        value[account * MONTHS + t] *= t < from ? factor : factor * later;
}

static double year_of(const bw_panel *panel, size_t account)
{
    bw_renewal renewal;
    assert_true(bw_renewal_learn(panel, &renewal));
    double year = bw_renewal_predict(&renewal, account);
    bw_renewal_free(&renewal);
    return year;
}

static void an_account_of_one_is_not_forecast_like_its_neighbours_of_a_million(void **state)
{
    (void)state;
    bw_panel panel = make_panel(false, 1);
    double large = year_of(&panel, 0);
    assert_true(large > 2e6 && large < 8e6);
    scale_account(0, 1e-6, MONTHS, 1);
    assert_true(year_of(&panel, 0) < 10);
    scale_account(0, 1, MONTHS - 18, 0); /* it has not ordered for 18 months */
    for (size_t i = 1; i < ACCOUNTS / 3; i++)
        scale_account(i, 1, MONTHS - 40 + i, 0);
    for (size_t i = 1; i < ACCOUNTS / 3; i += 2)
        value[i * MONTHS + MONTHS - 3] = 1e6; /* some come back */
    assert_true(year_of(&panel, 0) > 0 && year_of(&panel, 0) < 10);
}

static double unevenness(bool repeats)
{
    bw_panel panel = make_panel(repeats, 5);
    bw_renewal renewal;
    bw_draws draws;
    static double point[PERIOD], paths[PERIOD * PATHS];
    double sum = 0;
    assert_true(bw_renewal_learn(&panel, &renewal));
    assert_true(bw_draws_create(PATHS, PERIOD, MONTHS, 1, &draws));
    for (size_t i = 0; i < ACCOUNTS; i++) {
        assert_true(bw_renewal_simulate(&renewal, i, &draws, NULL, 77 + i, point, paths));
        double mean = bw_renewal_predict(&renewal, i) / PERIOD;
        for (size_t h = 0; h < PERIOD; h++)
            sum += fabs(point[h] / mean - 1) / (PERIOD * ACCOUNTS);
    }
    bw_draws_free(&draws);
    bw_renewal_free(&renewal);
    return sum;
}

static void months_of_orders_are_expected_again_only_where_years_repeat(void **state)
{
    (void)state;
    assert_true(unevenness(true) > 0.7);
    assert_true(unevenness(false) < 0.3);
}

static void one_account_that_took_off_is_no_rule_for_the_others(void **state)
{
    (void)state;
    bw_carry carry = {.used = {false, true, true, true}, .belief = {0, 0.3, 0.3, 0.3}};
    for (size_t i = 0; i < 40; i++) {
        double size = exp((double)i / 2), two = size * (1 + 0.3 * sin((double)i));
        double half = size * (1 + 0.3 * cos(2 * (double)i));
        bw_carry_see(&carry, (double[]){9, two, size, half}, 0.5 * two + 0.2 * size + 0.1 * half);
    }
    bw_carry_see(&carry, (double[]){1, 1, 1, 1}, 1e9);
    bw_carry_learn(&carry);
    assert_true(carry.by[BW_SPAN_REMEMBERED] == 0);
    assert_true(fabs(bw_carry_predict(&carry, (double[]){1, 1, 1, 1}) - 0.8) < 0.15);
    assert_true(fabs(bw_carry_predict(&carry, (double[]){1e9, 1e9, 1e9, 1e9}) / 1e9 - 0.8) < 0.15);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_of_one_is_not_forecast_like_its_neighbours_of_a_million),
        cmocka_unit_test(months_of_orders_are_expected_again_only_where_years_repeat),
        cmocka_unit_test(one_account_that_took_off_is_no_rule_for_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
