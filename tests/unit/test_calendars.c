/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Months of different length: weeks of a fiscal calendar and days of trade, from tables to quotas.
 */
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define FIRST (12 * 2022)
#define KNOWN 48
#define ACCOUNTS 6
#define NEAR 1e-6

static const double days_of[12] = {22, 20, 21, 21, 19, 20, 23, 15, 22, 22, 21, 18};

/* Two reps with three accounts each, all with money [KNOWN] times their number. */
static company sell(const double money[KNOWN])
{
    company made = company_open(ACCOUNTS, 2);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        made.tables->accounts[i].owner_id = made.tables->reps[i % 2].rep_id;
        for (size_t t = 0; t < KNOWN; t++)
            company_sell(&made, made.tables->accounts[i].account_id, FIRST + (int32_t)t, money[t] * (double)(i + 1));
    }
    return made;
}

static void give_days(company *made, size_t count)
{
    bw_tables *tables = made->tables;
    tables->trading_days = bw_tables_take(tables, count, sizeof *tables->trading_days);
    tables->trading_day_count = count;
    for (size_t t = 0; t < count; t++)
        tables->trading_days[t] = (bw_trading_day_row){(int64_t)t + 2, FIRST + (int32_t)t, days_of[t % 12]};
}

/* Forecasts and quotas follow the months' lengths in the plan year: one rate of money, everywhere. */
static void expect_one_rate(company *made, const double length[12], double rate)
{
    bw_forecast *forecast = NULL;
    bw_alignment *today = NULL;
    bw_quotas *quotas = NULL;
    company_set(made, "paths", "40");
    company_set(made, "quota_unit", "1");
    assert_int_equal(company_build(made), BW_OK);
    assert_int_equal(bw_forecast_create(made->problem, made->settings, NULL, &forecast, &made->error), BW_OK);
    double year = 0, total = 0;
    for (size_t h = 0; h < 12; h++) {
        year += length[h];
        for (size_t i = 0; i < ACCOUNTS; i++)
            assert_true(fabs((double)forecast->mean[i * 12 + h] / (rate * (double)(i + 1) * length[h]) - 1) < NEAR);
        double sum = 0;
        for (size_t s = 0; s < (size_t)forecast->path_count; s++)
            sum += (double)forecast->company_month[s * 12 + h] / (double)forecast->path_count;
        assert_true(fabs(sum / (rate * 21 * length[h]) - 1) < NEAR);
        total += sum;
    }
    assert_true(fabs(bw_forecast_range(forecast, NULL, 0).mean - total) < NEAR * total);
    assert_int_equal(bw_align_today(made->problem, forecast, made->settings, &today, &made->error), BW_OK);
    assert_int_equal(bw_quotas_set(made->problem, forecast, today, made->settings, &quotas, &made->error), BW_OK);
    for (int32_t j = 0; j < 2; j++)
        for (size_t h = 0; h < 12; h++)
            assert_true(fabs(quotas->reps[j].month[h] - quotas->reps[j].quota * length[h] / year) < 0.011);
    assert_int_equal(bw_check(made->problem, forecast, today, quotas, NULL, made->settings, &made->error), BW_OK);
    bw_quotas_free(quotas);
    bw_alignment_free(today);
    bw_forecast_free(forecast);
}

static void revenue_by_the_week_is_forecast_flat_per_week(void **state)
{
    (void)state;
    double money[KNOWN], length[12] = {4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5};
    for (size_t t = 0; t < KNOWN; t++)
        money[t] = 1000 * length[t % 12];
    company made = sell(money);
    company_set(&made, "calendar", "4-4-5");
    company_set(&made, "fiscal_year_start", "1");
    company_set(&made, "fiscal_week_start", "monday");
    length[11] = 6; /* from 29 December 2025 to 3 January 2027 the plan year has 53 weeks */
    expect_one_rate(&made, length, 1000);
    company_close(&made);
}

static void a_fifty_third_week_is_no_growth(void **state)
{
    (void)state;
    double money[KNOWN], length[12] = {4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4};
    for (size_t t = 0; t < KNOWN; t++)
        money[t] = 1000 * (length[(t + 11) % 12] + (t == 24)); /* January 2024 ends the retail year of 53 weeks */
    company made = sell(money);
    company_set(&made, "calendar", "4-5-4");
    company_set(&made, "fiscal_year_start", "2");
    assert_int_equal(company_build(&made), BW_OK);
    assert_int_equal(bw_findings_tally(made.findings, "period-lengths"), 1);
    bw_problem_free(made.problem);
    double year[12];
    for (size_t h = 0; h < 12; h++)
        year[h] = length[(h + 11) % 12];
    expect_one_rate(&made, year, 1000);
    company_close(&made);
}

static void revenue_by_the_day_of_trade_is_forecast_flat_per_day(void **state)
{
    (void)state;
    double money[KNOWN];
    for (size_t t = 0; t < KNOWN; t++)
        money[t] = 300 * days_of[t % 12];
    company made = sell(money);
    give_days(&made, KNOWN + 12);
    expect_one_rate(&made, days_of, 300);
    company_close(&made);
}

static void quotas_without_any_history_follow_the_weeks(void **state)
{
    (void)state;
    static const double length[12] = {4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6};
    company made = company_open(2, 2);
    bw_forecast *forecast = NULL;
    bw_alignment *today = NULL;
    bw_quotas *quotas = NULL;
    made.tables->accounts[0].owner_id = "R1", made.tables->accounts[1].owner_id = "R2";
    company_set(&made, "calendar", "4-4-5");
    company_set(&made, "fiscal_week_start", "monday");
    company_set(&made, "company_target", "106000");
    company_set(&made, "quota_method", "even");
    assert_int_equal(company_build(&made), BW_OK);
    assert_int_equal(bw_forecast_create(made.problem, made.settings, NULL, &forecast, &made.error), BW_OK);
    assert_int_equal(bw_align_today(made.problem, forecast, made.settings, &today, &made.error), BW_OK);
    assert_int_equal(bw_quotas_set(made.problem, forecast, today, made.settings, &quotas, &made.error), BW_OK);
    for (size_t h = 0; h < 12; h++)
        assert_true(fabs(quotas->reps[0].month[h] - 1000 * length[h]) < 0.011);
    assert_int_equal(bw_check(made.problem, forecast, today, quotas, NULL, made.settings, &made.error), BW_OK);
    bw_quotas_free(quotas);
    bw_alignment_free(today);
    bw_forecast_free(forecast);
    company_close(&made);
}

static void dated_sales_are_counted_in_their_fiscal_period(void **state)
{
    (void)state;
    company made = company_open(1, 1);
    company_sell(&made, "A1", 12 * 2024 + 1, 5);
    company_sell(&made, "A1", 12 * 2024 + 1, 7);
    company_sell(&made, "A1", 12 * 2024 + 1, 9);
    made.tables->history[0].day = 3; /* the last day of the retail year before */
    made.tables->history[1].day = 4;
    company_set(&made, "calendar", "4-5-4");
    company_set(&made, "fiscal_year_start", "2");
    assert_int_equal(company_build(&made), BW_OK);
    assert_int_equal(made.problem->history_start[1], 2);
    assert_int_equal(made.problem->history_month[0], 12 * 2024);
    assert_true(made.problem->history_revenue[0] == 5 && made.problem->history_revenue[1] == 16);
    company_close(&made);
}

static void a_calendar_of_weeks_needs_the_month_of_its_first(void **state)
{
    (void)state;
    company made = company_open(1, 1);
    company_sell(&made, "A1", 12 * 2024 + 1, 5);
    made.settings->plan_start = INT32_MIN;
    company_set(&made, "calendar", "4-4-5");
    assert_int_equal(company_build(&made), BW_BAD_INPUT);
    assert_int_equal(bw_findings_tally(made.findings, "fiscal-year-start"), 1);
    company_close(&made);
}

static void months_without_days_of_trade_are_named(void **state)
{
    (void)state;
    double money[KNOWN] = {0};
    money[0] = money[KNOWN - 1] = 1;
    company made = sell(money);
    give_days(&made, KNOWN + 12);
    made.tables->trading_days[KNOWN + 11].month = 12 * 2030;
    made.tables->trading_days[7].month = FIRST + 6;
    assert_int_equal(company_build(&made), BW_BAD_INPUT);
    assert_int_equal(bw_findings_tally(made.findings, "month-repeated"), 1);
    assert_int_equal(bw_findings_tally(made.findings, "trading-days-missing"), 1);
    for (size_t k = 0; k < made.findings->count; k++) {
        const bw_finding *finding = &made.findings->items[k];
        if (strcmp(finding->code, "month-repeated") == 0)
            assert_true(finding->line == 9 && strcmp(finding->file, "trading_days.csv") == 0);
        if (strcmp(finding->code, "trading-days-missing") == 0)
            assert_string_equal(finding->message, "2 months are missing, the first is 2022-08");
    }
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(revenue_by_the_week_is_forecast_flat_per_week),
        cmocka_unit_test(a_fifty_third_week_is_no_growth),
        cmocka_unit_test(revenue_by_the_day_of_trade_is_forecast_flat_per_day),
        cmocka_unit_test(quotas_without_any_history_follow_the_weeks),
        cmocka_unit_test(dated_sales_are_counted_in_their_fiscal_period),
        cmocka_unit_test(a_calendar_of_weeks_needs_the_month_of_its_first),
        cmocka_unit_test(months_without_days_of_trade_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
