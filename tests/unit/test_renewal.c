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
#include "models/forecast/sample.h"

enum { ACCOUNTS = 60, CUSTOMERS = 400, MONTHS = 48, PERIOD = 12, PATHS = 500 };

static double value[CUSTOMERS * MONTHS];
static int32_t group[CUSTOMERS];

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

static double chance_of(uint64_t seed, uint64_t step)
{
    return (double)(bw_stream_seed(seed, step) >> 11) * 0x1p-53;
}

/* Accounts that order in one month of ten or in six, some of which begin or stop. */
static bw_panel make_customers(size_t known, uint64_t seed)
{
    bw_panel panel = make_panel(false, seed);
    memset(value, 0, sizeof value);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        uint64_t own = bw_stream_seed(seed, i);
        double rate = 0.1 + 0.5 * chance_of(own, 100), size = exp(4 * chance_of(own, 101));
        double first = 60 * chance_of(own, 102) - 40, last = first + 90 * chance_of(own, 103) + 6;
        for (size_t t = 0; t < known + PERIOD; t++)
            if ((double)t >= first && (double)t < last && chance_of(own, t) < rate)
                value[i * MONTHS + t] = size * (0.5 + chance_of(own, 200 + t));
    }
    panel.accounts = CUSTOMERS;
    panel.months = known;
    return panel;
}

/* How many of the active accounts' next years lie inside their 80 and 95 % intervals. */
static void add_inside(size_t known, uint64_t seed, double *years, double inside[2])
{
    static const double share[4] = {0.025, 0.10, 0.90, 0.975};
    static double point[PERIOD], paths[PERIOD * PATHS];
    double limit[4];
    bw_panel panel = make_customers(known, seed);
    bw_renewal renewal;
    bw_draws draws;
    assert_true(bw_renewal_learn(&panel, &renewal));
    assert_true(bw_draws_create(PATHS, PERIOD, known, seed, &draws));
    for (size_t i = 0; i < CUSTOMERS; i++) {
        if (bw_panel_standing(&panel, i, known) != BW_ACTIVE)
            continue;
        assert_true(bw_renewal_simulate(&renewal, i, &draws, NULL, bw_stream_seed(seed, i), point, paths));
        for (size_t k = PATHS; k < PERIOD * PATHS; k++)
            paths[k % PATHS] += paths[k];
        bw_sample_quantiles(paths, PATHS, share, 4, limit);
        double year = bw_panel_sum(&panel, i, known, known + PERIOD);
        inside[0] += year >= limit[1] && year <= limit[2];
        inside[1] += year >= limit[0] && year <= limit[3];
        ++*years;
    }
    bw_draws_free(&draws);
    bw_renewal_free(&renewal);
}

/* What a young company learned from was known for half as long, and had ordered half as often where it was alike. */
static void intervals_hold_what_they_say_where_donors_were_known_for_fewer_months(void **state)
{
    (void)state;
    for (size_t known = 18; known <= 36; known += 6) {
        double years = 0, inside[2] = {0};
        for (uint64_t seed = 1; seed <= 3; seed++)
            add_inside(known, seed, &years, inside);
        assert_true(years > CUSTOMERS);
        assert_true(inside[0] > 0.70 * years && inside[0] < 0.86 * years);
        assert_true(inside[1] > 0.90 * years && inside[1] < 0.98 * years);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_of_one_is_not_forecast_like_its_neighbours_of_a_million),
        cmocka_unit_test(months_of_orders_are_expected_again_only_where_years_repeat),
        cmocka_unit_test(one_account_that_took_off_is_no_rule_for_the_others),
        cmocka_unit_test(intervals_hold_what_they_say_where_donors_were_known_for_fewer_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
