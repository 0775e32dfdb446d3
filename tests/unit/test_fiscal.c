/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fiscal calendars of weeks, against the published retail calendar, and their arithmetic over two centuries.
 */
#include "models/fiscal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const bw_fiscal retail = {BW_CALENDAR_454, 1, BW_SUNDAY};

static int32_t month(int32_t year, int32_t number)
{
    return 12 * year + number - 1;
}

/* National Retail Federation, 4-5-4 calendars of 2016 to 2025. */
static void years_begin_as_the_retail_calendar_says(void **state)
{
    (void)state;
    static const int32_t begin[][3] = {{2016, 1, 31}, {2017, 1, 29}, {2018, 2, 4}, {2019, 2, 3}, {2020, 2, 2},
                                       {2021, 1, 31}, {2022, 1, 30}, {2023, 1, 29}, {2024, 2, 4}, {2025, 2, 2}};
    for (size_t k = 0; k < sizeof begin / sizeof *begin; k++)
        assert_int_equal(bw_fiscal_first_day(&retail, begin[k][0]),
                         bw_day_of(begin[k][0], begin[k][1], begin[k][2]));
}

static void the_last_period_takes_the_fifty_third_week(void **state)
{
    (void)state;
    static const int32_t weeks[12] = {4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5};
    for (int32_t k = 0; k < 12; k++)
        assert_int_equal(bw_fiscal_weeks(&retail, month(2023, 2) + k), weeks[k]);
    assert_int_equal(bw_fiscal_weeks(&retail, month(2025, 1)), 4);
}

static void a_day_lies_in_its_period(void **state)
{
    (void)state;
    assert_int_equal(bw_fiscal_period(&retail, bw_day_of(2024, 2, 3)), month(2024, 1));
    assert_int_equal(bw_fiscal_period(&retail, bw_day_of(2024, 2, 4)), month(2024, 2));
    assert_int_equal(bw_fiscal_period(&retail, bw_day_of(2024, 3, 2)), month(2024, 2));
    assert_int_equal(bw_fiscal_period(&retail, bw_day_of(2024, 3, 3)), month(2024, 3));
    assert_int_equal(bw_fiscal_period(&retail, bw_day_of(2023, 1, 29)), month(2023, 2));
    assert_int_equal(bw_fiscal_period(&retail, bw_day_of(2023, 1, 28)), month(2023, 1));
}

/* Walking day by day, every period has the days that its weeks say, in every calendar. */
static void periods_and_weeks_agree_day_by_day(void **state)
{
    (void)state;
    for (int kind = BW_CALENDAR_445; kind <= BW_CALENDAR_544; kind++)
        for (int32_t start = 0; start < 12; start++) {
            bw_fiscal fiscal = {(bw_calendar_kind)kind, start, (start + kind) % 7};
            int32_t day = bw_fiscal_first_day(&fiscal, 1995), period = month(1995, start + 1);
            for (int32_t k = 0; k < 12 * 60; k++, period++) {
                int32_t weeks = bw_fiscal_weeks(&fiscal, period);
                assert_in_range(weeks, 4, 6);
                assert_int_equal(bw_fiscal_period(&fiscal, day), period);
                day += 7 * weeks;
                assert_int_equal(bw_fiscal_period(&fiscal, day - 1), period);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_begin_as_the_retail_calendar_says),
        cmocka_unit_test(the_last_period_takes_the_fifty_third_week),
        cmocka_unit_test(a_day_lies_in_its_period),
        cmocka_unit_test(periods_and_weeks_agree_day_by_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
