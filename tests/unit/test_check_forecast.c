/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The judge accepts forecasts that were made honestly, of odd companies too, and rejects them when any one number or
 * word is tampered with.
 */
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ACCOUNTS 30
#define PATHS 40
#define PAST 36

static company made;
static bw_forecast *forecast;

typedef double revenue_rule(company *of, size_t account, int32_t t);

static double steady(company *of, size_t account, int32_t t)
{
    if (account == 3 || (account == 4 && t > PAST - 20) || (account % 5 == 0 && t % 3))
        return 0;
    return (100 + 20 * (double)account) * (1 + 0.3 * sin(0.5236 * t)) * (0.7 + 0.6 * company_draw(of))
        * (account == 7 && t >= PAST - 12 ? 9 : 1);
}

/* Returns, in whole months and of whole accounts. */
static double returned(company *of, size_t account, int32_t t)
{
    double amount = 1000 * company_draw(of);
    return account % 4 == 0 ? -amount : t % 12 == 5 ? -3 * amount : account % 4 == 1 ? 1e7 * amount : amount;
}

/* Few sales, of very different amounts, and some of them come back. */
static double rare(company *of, size_t account, int32_t t)
{
    static const double share[] = {0.05, 0.3, 1, 1}, scale[] = {1e3, 1e6, 1e7}, back[] = {-0.1, -1, -5};
    (void)t;
    double size = scale[account % 3] * exp(2 * company_draw(of)), happens = company_draw(of);
    double returns = company_draw(of);
    return happens > share[account % 4] ? 0 : returns < 0.1 ? size * back[company_pick(of, 3)] : size;
}

static double nothing(company *of, size_t account, int32_t t)
{
    (void)of, (void)account, (void)t;
    return 0;
}

static double once(company *of, size_t account, int32_t t)
{
    (void)of;
    return t == (int32_t)account ? 500 : 0;
}

static void furnish(revenue_rule *rule)
{
    static const char *const segments[] = {"small", "large", ""}, *const regions[] = {"", "north", "south"};
    made = company_random(ACCOUNTS, 5, 11);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        made.tables->accounts[i].segment = segments[i % 3];
        made.tables->accounts[i].region = regions[i % 2];
        for (int32_t t = 0; t < PAST; t++) {
            double amount = rule(&made, i, t);
            if (amount != 0)
                company_sell(&made, made.tables->accounts[i].account_id, 12 * 2026 - PAST + t, amount);
        }
    }
    for (size_t j = 0; j < 4; j++) {
        made.tables->reps[j].manager_id = j < 2 ? "R5" : "M2";
        made.tables->reps[j].region = regions[1 + j % 2];
    }
    made.tables->reps[4].role = "manager";
    company_set(&made, "paths", "40");
}

static bw_status judge(void)
{
    return bw_check(made.problem, forecast, NULL, NULL, NULL, made.settings, &made.error);
}

static bool make_forecast(void)
{
    return company_build(&made) == BW_OK
        && bw_forecast_create(made.problem, made.settings, NULL, &forecast, &made.error) == BW_OK;
}

static int open_case(void **state)
{
    (void)state;
    furnish(steady);
    if (make_forecast())
        return 0;
    print_error("%s\n", made.error.message);
    return -1;
}

static int close_case(void **state)
{
    (void)state;
    bw_forecast_free(forecast);
    company_close(&made);
    forecast = NULL;
    return 0;
}

static void an_honest_forecast_passes(void **state)
{
    (void)state;
    if (judge() != BW_OK)
        fail_msg("%s", made.error.message);
    assert_true(forecast->curve_count > 4);
}

static void expect_rejected(const char *what)
{
    if (judge() != BW_REJECTED)
        fail_msg("the judge did not see that %s was changed", what);
}

/* The forecast's own numbers are const to its readers. */
static void tamper_float(const char *what, const float *place)
{
    float *number = (float *)place, honest = *number;
    const float lies[] = {honest + 1 + 0.01f * fabsf(honest), honest - 1 - 0.01f * fabsf(honest), NAN, INFINITY};
    for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
        *number = lies[k];
        expect_rejected(what);
    }
    *number = honest;
}

static void tamper(const char *what, const double *place)
{
    double *number = (double *)place, honest = *number;
    const double lies[] = {honest + 1 + 0.01 * fabs(honest), honest - 1 - 0.01 * fabs(honest), NAN, INFINITY};
    for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
        *number = lies[k];
        expect_rejected(what);
    }
    *number = honest;
}

#define TAMPER(field) tamper(#field, &(field))
#define TAMPER_FLOAT(field) tamper_float(#field, &(field))

static void every_number_of_an_account_is_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        TAMPER(forecast->year_mean[i]);
        TAMPER_FLOAT(forecast->year_p10[i]);
        TAMPER_FLOAT(forecast->year_p90[i]);
        TAMPER_FLOAT(forecast->mean[i * 12 + i % 12]);
        TAMPER_FLOAT(forecast->year[i * PATHS + i]);
    }
    assert_int_equal(judge(), BW_OK);
}

static void points_of_a_month_are_in_order(void **state)
{
    (void)state;
    float *low = (float *)&forecast->p10[0], *high = (float *)&forecast->p90[0], kept = *low;
    *low = *high + 1;
    expect_rejected("p10");
    *low = kept;
    *high = NAN;
    expect_rejected("p90");
    *high = forecast->p50[0] + 1;
    assert_int_equal(judge(), BW_OK);
}

/* What one path of an account gains another loses: the curves' years tell. */
static void every_curve_adds_up_path_by_path(void **state)
{
    (void)state;
    for (int32_t c = 0; c < forecast->curve_count; c++) {
        const bw_curve *curve = &forecast->curves[c];
        for (size_t k = 0; k < PATHS * 12; k += 37)
            TAMPER_FLOAT(curve->month[k]);
        for (int32_t t = 0; t < forecast->past_months; t += 5)
            TAMPER(curve->past[t]);
    }
    assert_int_equal(judge(), BW_OK);
}

static void months_of_a_curve_are_those_of_its_accounts(void **state)
{
    (void)state;
    float *month = (float *)forecast->curves[1].month;
    for (size_t s = 0; s < PATHS; s++) {
        float part = month[s * 12] / 4;
        month[s * 12] -= part;
        month[s * 12 + 6] += part;
    }
    expect_rejected("the season");
    assert_non_null(strstr(made.error.message, "month 1"));
    assert_int_equal(close_case(state) + open_case(state), 0);
}

static void a_curve_belongs_to_its_group(void **state)
{
    (void)state;
    for (int32_t c = 0; c < forecast->curve_count; c++) {
        bw_curve *curve = (bw_curve *)&forecast->curves[c], honest = *curve;
        curve->level = c ? BW_LEVEL_COMPANY : BW_LEVEL_REGION;
        expect_rejected("the level");
        *curve = honest;
        curve->name = "another";
        if (c)
            expect_rejected("the name");
        *curve = honest;
    }
    assert_int_equal(judge(), BW_OK);
}

static void the_backtest_must_agree_with_itself(void **state)
{
    (void)state;
    bw_backtest honest = forecast->backtest;
    assert_int_equal(honest.months, 12);
    TAMPER(forecast->backtest.company_error);
    TAMPER(forecast->backtest.company_forecast);
    forecast->backtest.company_actual *= 100;
    expect_rejected("the actual year");
    forecast->backtest = honest;
    forecast->backtest.account_wape = honest.company_error / 2;
    expect_rejected("the accounts' error");
    forecast->backtest = honest;
    forecast->backtest.coverage80 = 1.5;
    expect_rejected("the coverage");
    forecast->backtest = honest;
    forecast->width_factor = 0;
    expect_rejected("the width");
    forecast->width_factor = 1;
    assert_int_equal(judge(), BW_OK);
}

/* Another account's words and methods, and words that nobody knows. */
static void words_that_the_history_does_not_bear_out_are_rejected(void **state)
{
    (void)state;
    static const char *const lies[] = {"", "never ordered; method renewal: x",
                                       "orders every month; last four quarters up 17 % on the four before; method ETS",
                                       "last order 14 months ago; method ETS", "orders every month"};
    const char **why = (const char **)forecast->why, **method = (const char **)forecast->method;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        const char *honest = why[i];
        for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
            why[i] = lies[k];
            if (strncmp(honest, "never", 5) != 0 || k != 1)
                expect_rejected("why");
        }
        why[i] = honest;
        honest = method[i];
        method[i] = strcmp(honest, "renewal") == 0 ? "ETS" : "renewal";
        expect_rejected("the method");
        method[i] = "crystal ball";
        expect_rejected("the method");
        method[i] = honest;
    }
    assert_int_equal(judge(), BW_OK);
}

static void a_forecast_of_another_company_is_rejected(void **state)
{
    (void)state;
    forecast->account_count--;
    expect_rejected("the accounts");
    forecast->account_count++;
    forecast->first_month++;
    expect_rejected("the year");
    forecast->first_month--;
    forecast->past_months++;
    expect_rejected("the past");
    forecast->past_months--;
    const float *year = forecast->year;
    forecast->year = NULL;
    expect_rejected("the paths");
    forecast->year = year;
    assert_int_equal(judge(), BW_OK);
}

static void forecasts_of_odd_companies_pass(void **state)
{
    revenue_rule *const rules[] = {returned, nothing, once, steady};
    static const char *const methods[] = {"auto", "snaive", "intermittent", "ses", "sba", "tsb", "adida"};
    enum { METHODS = sizeof methods / sizeof *methods };
    close_case(state);
    for (size_t k = 0; k < 4 * METHODS; k++) {
        furnish(rules[k / METHODS]);
        company_set(&made, "forecast_method", methods[k % METHODS]);
        company_set(&made, "calendar", k % 2 ? "4-4-5" : "months");
        if (!make_forecast() || judge() != BW_OK)
            fail_msg("company %d by %s: %s", (int)(k / METHODS), methods[k % METHODS], made.error.message);
        close_case(state);
    }
    assert_int_equal(open_case(state), 0);
}

static void months_of_a_path_that_returns_turn_below_nothing_add_up_to_its_year(void **state)
{
    size_t turned = 0;
    close_case(state);
    furnish(returned);
    assert_true(make_forecast());
    for (int32_t c = 0; c < forecast->curve_count; c++)
        for (size_t s = 0; s < PATHS; s++) {
            double year = 0;
            for (size_t h = 0; h < 12; h++)
                year += (double)forecast->curves[c].month[s * 12 + h];
            turned += year < 0;
        }
    assert_true(turned > 0);
    if (judge() != BW_OK)
        fail_msg("%s", made.error.message);
    assert_int_equal(close_case(state) + open_case(state), 0);
}

static void months_of_rare_sales_and_returns_are_those_of_the_accounts(void **state)
{
    close_case(state);
    for (int seed = 1; seed <= 6; seed++) {
        furnish(rare);
        made.settings->seed = seed;
        company_set(&made, "paths", "20");
        if (!make_forecast() || judge() != BW_OK)
            fail_msg("seed %d: %s", seed, made.error.message);
        close_case(state);
    }
    assert_int_equal(open_case(state), 0);
}

/* The paths of a trial reach as far as those of the plan, beyond what it tries. */
static void a_plan_year_long_after_the_history_is_forecast(void **state)
{
    close_case(state);
    for (int32_t year = 2027; year <= 2045; year += 9) {
        furnish(steady);
        made.settings->plan_start = 12 * year;
        if (!make_forecast() || judge() != BW_OK)
            fail_msg("%d: %s", (int)year, made.error.message);
        close_case(state);
    }
    assert_int_equal(open_case(state), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_forecast_passes),
        cmocka_unit_test(every_number_of_an_account_is_judged),
        cmocka_unit_test(points_of_a_month_are_in_order),
        cmocka_unit_test(every_curve_adds_up_path_by_path),
        cmocka_unit_test(months_of_a_curve_are_those_of_its_accounts),
        cmocka_unit_test(a_curve_belongs_to_its_group),
        cmocka_unit_test(the_backtest_must_agree_with_itself),
        cmocka_unit_test(words_that_the_history_does_not_bear_out_are_rejected),
        cmocka_unit_test(a_forecast_of_another_company_is_rejected),
        cmocka_unit_test(forecasts_of_odd_companies_pass),
        cmocka_unit_test(months_of_a_path_that_returns_turn_below_nothing_add_up_to_its_year),
        cmocka_unit_test(months_of_rare_sales_and_returns_are_those_of_the_accounts),
        cmocka_unit_test(a_plan_year_long_after_the_history_is_forecast),
    };
    return cmocka_run_group_tests(tests, open_case, close_case);
}
