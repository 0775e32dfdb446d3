/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "models/forecast/rhythm.h"

#define MONTHS 21

static bw_panel panel_of(const double *row, size_t months)
{
    static const int32_t group[1] = {0};
    return (bw_panel){.accounts = 1, .months = months, .stride = months, .period = 12, .groups = 1, .group = group,
                      .value = row};
}

static double sum_of(const double *share)
{
    double sum = 0;
    for (size_t h = 0; h < 12; h++)
        sum += share[h];
    return sum;
}

static void a_year_repeats_its_months_whatever_it_brought(void **state)
{
    (void)state;
    double row[24] = {0};
    for (size_t t = 0; t < 24; t += 3)
        row[t] = t < 12 ? 10 : 500;
    bw_panel panel = panel_of(row, 24);
    bw_rhythm rhythm = bw_rhythm_of(&panel, 0);
    assert_int_equal(rhythm.years, 2);
    for (size_t h = 0; h < 12; h++)
        for (size_t year = 0; year < 2; year++)
            assert_true(fabs(rhythm.share[year][h] - (h % 3 ? 0 : 3)) < 1e-12);
}

/* 21 months known, the first order in the third: of the year before last 7 months are known, of the last all. */
static void months_before_the_first_sale_are_not_months_without_one(void **state)
{
    (void)state;
    double row[MONTHS] = {0};
    for (size_t t = 2; t < MONTHS; t += 3)
        row[t] = 100;
    bw_panel panel = panel_of(row, MONTHS);
    bw_rhythm rhythm = bw_rhythm_of(&panel, 0);
    assert_int_equal(rhythm.years, 2);
    for (size_t h = 0; h < 12; h++)
        for (size_t year = 0; year < 2; year++)
            assert_true((rhythm.share[year][h] > 0) == (h % 3 == 2));
    assert_true(fabs(sum_of(rhythm.share[0]) - 12) < 1e-9);
}

static void an_account_without_sales_has_no_rhythm(void **state)
{
    (void)state;
    double row[MONTHS] = {0};
    bw_panel panel = panel_of(row, MONTHS);
    assert_int_equal(bw_rhythm_of(&panel, 0).years, 0);
    row[MONTHS - 1] = 5;
    bw_rhythm rhythm = bw_rhythm_of(&panel, 0);
    assert_int_equal(rhythm.years, 1);
    for (size_t h = 0; h < 12; h++)
        assert_true(fabs(rhythm.share[0][h] - 1) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_repeats_its_months_whatever_it_brought),
        cmocka_unit_test(months_before_the_first_sale_are_not_months_without_one),
        cmocka_unit_test(an_account_without_sales_has_no_rhythm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
