/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pay.h"
#include "solver/pay.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static bw_settings *settings;

static int open_settings(void **state)
{
    (void)state;
    settings = bw_settings_create();
    return settings ? 0 : -1;
}

static int close_settings(void **state)
{
    (void)state;
    bw_settings_free(settings);
    return 0;
}

static void expect_payout(double attainment, double expected)
{
    assert_true(fabs(bw_payout(settings, attainment) - expected) < 1e-12);
}

static void set(const char *name, const char *value)
{
    assert_int_equal(bw_settings_set(settings, name, value, NULL), BW_OK);
}

static void nothing_is_paid_up_to_the_threshold_all_at_quota_and_the_slope_above(void **state)
{
    (void)state;
    expect_payout(-0.2, 0);
    expect_payout(0.5, 0);
    expect_payout(0.75, 0.5);
    expect_payout(1, 1);
    expect_payout(1.3, 1.6);
    set("pay_threshold", "0");
    set("pay_accelerator", "3");
    expect_payout(0.75, 0.75);
    expect_payout(1.1, 1.3);
}

static void a_cap_holds_and_without_one_there_is_none(void **state)
{
    (void)state;
    expect_payout(4, 7);
    set("pay_cap", "2");
    expect_payout(1.4, 1.8);
    expect_payout(4, 2);
}

static void the_curve_never_falls_and_has_no_jump(void **state)
{
    (void)state;
    static const char *const thresholds[] = {"0", "0.5", "0.9"}, *const slopes[] = {"0", "1", "5"};
    for (int t = 0; t < 3; t++)
        for (int k = 0; k < 3; k++) {
            set("pay_threshold", thresholds[t]);
            set("pay_accelerator", slopes[k]);
            for (double a = 0; a < 2; a += 1e-3) {
                double step = bw_payout(settings, a + 1e-3) - bw_payout(settings, a);
                assert_true(step >= 0 && step <= 0.0101);
            }
        }
}

/* Two reps whose good years fall together, or apart. */
static bw_quotas pay_of(double *years, double *sorted, const double targets[2], bw_quota list[2])
{
    static bw_rep_row rows[2];
    static bw_rep reps[2];
    for (int j = 0; j < 2; j++) {
        rows[j] = (bw_rep_row){.target_pay = targets[j]};
        reps[j] = (bw_rep){.row = &rows[j], .competes = true};
        list[j] = (bw_quota){.quota = 100};
    }
    bw_problem problem = {.rep_count = 2, .reps = reps};
    bw_simulation simulation = {.reps = 2, .paths = 2, .year = years, .sorted = sorted};
    bw_quotas quotas = {.rep_count = 2, .reps = list};
    assert_true(bw_pay_set(&problem, settings, &simulation, &quotas));
    return quotas;
}

static void reps_who_have_their_good_years_together_make_pay_vary_more(void **state)
{
    (void)state;
    bw_quota list[2];
    double together[] = {75, 150, 75, 150}, apart[] = {75, 150, 150, 75}, sorted[] = {75, 150, 75, 150};
    bw_quotas a = pay_of(together, sorted, (double[]){10, 10}, list), b = pay_of(apart, sorted, (double[]){10, 10}, list);
    assert_true(a.pay_known && a.pay_budget == 20);
    assert_true(fabs(a.pay.mean - 25) < 1e-9 && fabs(b.pay.mean - 25) < 1e-9);
    assert_true(a.pay.p975 > 39 && fabs(b.pay.p975 - 25) < 1e-9);
    assert_true(fabs(list[0].payout.mean - 1.25) < 1e-9);
}

static void what_is_paid_on_average_is_not_what_the_average_pays_where_the_curve_bends(void **state)
{
    (void)state;
    bw_quota list[2];
    double years[] = {25, 125, 25, 125};
    expect_payout(0.75, 0.5);
    pay_of(years, years, (double[]){10, 10}, list);
    assert_true(fabs(list[0].payout.mean - 0.75) < 1e-9);
    double high[] = {100, 200, 100, 200};
    set("pay_cap", "2");
    expect_payout(1.5, 2);
    pay_of(high, high, (double[]){10, 10}, list);
    assert_true(fabs(list[0].payout.mean - 1.5) < 1e-9);
}

static void without_target_incentives_every_rep_counts_as_one_and_with_some_only_those(void **state)
{
    (void)state;
    bw_quota list[2];
    double years[] = {75, 75, 150, 150}, sorted[] = {75, 75, 150, 150};
    bw_quotas none = pay_of(years, sorted, (double[]){NAN, NAN}, list);
    assert_true(!none.pay_known && none.pay_budget == 2 && fabs(none.pay.mean - 2.5) < 1e-9);
    bw_quotas some = pay_of(years, sorted, (double[]){NAN, 1000}, list);
    assert_true(some.pay_known && some.pay_budget == 1000 && fabs(some.pay.mean - 2000) < 1e-9);
    assert_true(isnan(list[0].target_pay) && fabs(list[0].payout.mean - 0.5) < 1e-9);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_settings, close_settings)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_paid_up_to_the_threshold_all_at_quota_and_the_slope_above),
        TEST(a_cap_holds_and_without_one_there_is_none),
        TEST(the_curve_never_falls_and_has_no_jump),
        TEST(reps_who_have_their_good_years_together_make_pay_vary_more),
        TEST(what_is_paid_on_average_is_not_what_the_average_pays_where_the_curve_bends),
        TEST(without_target_incentives_every_rep_counts_as_one_and_with_some_only_those),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
