/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the problem builder makes of tables: people, locks, families and markets, and what accounts do not say.
 */
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NEW_YEAR bw_day_of(2026, 1, 1)

static company made;

static int close_case(void **state)
{
    (void)state;
    company_close(&made);
    return 0;
}

static void expect_built(void)
{
    bw_findings_free(made.findings);
    made.findings = bw_findings_create();
    bw_status status = company_build(&made);
    if (status != BW_OK)
        fail_msg("%s: %s", made.error.message, made.findings->count ? made.findings->items[0].message : "");
}

/* ---- people */

static void a_new_hire_ramps_up_over_the_months_that_are_set(void **state)
{
    (void)state;
    made = company_open(4, 3);
    made.tables->reps[0].start_date = bw_day_of(2026, 3, 17);
    made.tables->reps[1].end_date = bw_day_of(2026, 6, 30);
    made.tables->reps[1].fte = 0.5;
    expect_built();
    const bw_rep *reps = made.problem->reps;
    for (int h = 0; h < 12; h++) {
        expect_near(reps[0].ramp[h], h < 2 ? 0 : fmin(1, (h - 2 + 0.5) / 6));
        expect_near(reps[1].ramp[h], h < 6 ? 1 : 0);
        expect_near(reps[2].ramp[h], 1);
    }
    expect_near(reps[0].capacity, 1600 * 10.0 / 12);
    expect_near(reps[1].capacity, 1600 * 0.5 / 2);
    expect_near(reps[2].capacity, 1600);
    expect_near(reps[1].share, 400 / (1600 * 10.0 / 12 + 400 + 1600));
}

static void what_a_rep_sold_is_the_sum_of_last_years_records(void **state)
{
    (void)state;
    made = company_open(4, 2);
    made.tables->actuals = bw_tables_take(made.tables, 3, sizeof *made.tables->actuals);
    made.tables->actuals[0] = (bw_amount_row){2, "R1", made.settings->plan_start - 12, 6, 300};
    made.tables->actuals[1] = (bw_amount_row){3, "R1", made.settings->plan_start - 6, 3, 50};
    made.tables->actuals[2] = (bw_amount_row){4, "R1", made.settings->plan_start - 24, 12, 9};
    made.tables->actual_count = 3;
    expect_built();
    expect_near(made.problem->reps[0].actual_prior, 350);
    assert_true(isnan(made.problem->reps[1].actual_prior));
}

static void an_added_rep_is_like_another_but_without_a_past(void **state)
{
    (void)state;
    made = company_open(4, 2);
    made.tables->reps[1].latitude = 45;
    made.tables->reps[1].longitude = 7;
    made.tables->reps[1].quota_prior = 500;
    made.tables->accounts[0].owner_id = "R2";
    made.tables->accounts[0].latitude = 46;
    made.tables->accounts[0].longitude = 7;
    company_set(&made, "add_reps", "R2;R2");
    expect_built();
    assert_int_equal(made.problem->rep_count, 4);
    const bw_rep *added = &made.problem->reps[2];
    assert_true(added->is_new && !made.problem->reps[1].is_new);
    assert_true(isnan(added->row->quota_prior));
    assert_string_not_equal(added->row->rep_id, made.problem->reps[3].row->rep_id);
    expect_near(bw_problem_distance(made.problem, 0, 2), bw_problem_distance(made.problem, 0, 1));
    expect_near(added->ramp[0], 0.5 / 6);
    assert_int_equal(made.problem->accounts[0].owner, 1);
}

static void accounts_of_a_removed_rep_are_unassigned_and_rules_about_it_void(void **state)
{
    (void)state;
    made = company_open(4, 3);
    made.tables->accounts[0].owner_id = "R3";
    company_rule(&made, BW_RULE_LOCK, "A1", "R3");
    company_set(&made, "remove_reps", "R3");
    expect_built();
    assert_int_equal(made.problem->rep_count, 2);
    assert_int_equal(made.problem->accounts[0].owner, -1);
    assert_int_equal(made.problem->accounts[0].lock, -1);
    expect_near(made.problem->accounts[0].continuity, 0);
    assert_int_equal(bw_findings_tally(made.findings, "owner-left"), 1);
}

static void managers_keep_their_house_accounts_unless_they_compete(void **state)
{
    (void)state;
    for (int compete = 0; compete < 2; compete++) {
        made = company_open(4, 3);
        made.tables->reps[2].role = "manager";
        made.tables->accounts[0].owner_id = "R3";
        company_set(&made, "managers_compete", compete ? "yes" : "no");
        expect_built();
        assert_int_equal(made.problem->reps[2].competes, compete);
        assert_int_equal(made.problem->accounts[0].lock, compete ? -1 : 2);
        assert_int_equal(made.problem->accounts[0].market < 0, !compete);
        assert_int_equal(made.problem->reps[2].market < 0, !compete);
        expect_near(made.problem->reps[2].share, compete ? 1.0 / 3 : 0);
        assert_int_equal(bw_problem_eligible(made.problem, 1, 2), compete);
        if (!compete)
            company_close(&made);
    }
}

/* ---- locks, families, markets */

static void renewals_and_new_owners_lock_only_in_their_days(void **state)
{
    (void)state;
    static const struct {
        int days;
        bool renewal, locked;
    } cases[] = {{-1, true, false},  {0, true, true},    {89, true, true},   {90, true, false},
                 {1, false, false},  {0, false, true},   {-89, false, true}, {-90, false, false}};
    size_t count = sizeof cases / sizeof *cases;
    made = company_open(count, 2);
    for (size_t k = 0; k < count; k++) {
        bw_account_row *row = &made.tables->accounts[k];
        row->owner_id = "R1";
        *(cases[k].renewal ? &row->renewal_date : &row->owner_since) = NEW_YEAR + cases[k].days;
    }
    expect_built();
    for (size_t k = 0; k < count; k++)
        if ((made.problem->accounts[k].lock >= 0) != cases[k].locked)
            fail_msg("%d days, %s: locked is %d", cases[k].days, cases[k].renewal ? "renewal" : "owner",
                     !cases[k].locked);
}

static void a_family_shares_the_lock_of_one_member(void **state)
{
    (void)state;
    made = company_open(6, 2);
    made.tables->accounts[1].parent_id = "A1";
    made.tables->accounts[2].parent_id = "A2";
    made.tables->accounts[3].group_id = made.tables->accounts[2].group_id = "G";
    company_rule(&made, BW_RULE_LOCK, "A4", "R2");
    expect_built();
    assert_int_equal(made.problem->family_count, 3);
    for (int32_t i = 0; i < 6; i++) {
        assert_int_equal(made.problem->accounts[i].family, i < 4 ? 0 : i - 3);
        assert_int_equal(made.problem->accounts[i].lock, i < 4 ? 1 : -1);
        assert_int_equal(bw_problem_eligible(made.problem, i, 0), i >= 4);
    }
}

static void reps_who_serve_other_skills_are_other_markets(void **state)
{
    (void)state;
    made = company_open(4, 4);
    for (size_t k = 0; k < 4; k++) {
        made.tables->accounts[k].skill = k < 2 ? "laser" : "xray";
        made.tables->reps[k].skills = k < 2 ? "laser;ct" : "xray";
    }
    made.tables->reps[0].capacity = 600;
    made.tables->reps[1].capacity = 1800;
    company_set(&made, "match", "skills");
    expect_built();
    assert_int_equal(made.problem->market_count, 2);
    expect_near(made.problem->reps[0].share, 0.25);
    expect_near(made.problem->reps[3].share, 0.5);
    assert_int_equal(made.problem->accounts[0].market, made.problem->reps[1].market);
    assert_int_not_equal(made.problem->accounts[0].market, made.problem->accounts[3].market);
    assert_false(bw_problem_eligible(made.problem, 0, 2));
}

static void todays_owner_stays_eligible_and_far_reps_are_not(void **state)
{
    (void)state;
    made = company_open(2, 2);
    for (size_t k = 0; k < 2; k++) {
        made.tables->accounts[k].latitude = 0;
        made.tables->accounts[k].longitude = 0;
        made.tables->reps[k].latitude = 0;
        made.tables->reps[k].longitude = 9 * (double)k;
    }
    made.tables->accounts[0].owner_id = "R2";
    company_set(&made, "max_distance", "500");
    expect_built();
    assert_true(bw_problem_eligible(made.problem, 0, 0) && bw_problem_eligible(made.problem, 0, 1));
    assert_true(bw_problem_eligible(made.problem, 1, 0) && !bw_problem_eligible(made.problem, 1, 1));
    company_close(&made);
    made = company_open(1, 1);
}

/* ---- completion */

static void visits_workload_and_potential_follow_the_stated_rules(void **state)
{
    (void)state;
    static const double revenue[] = {500, 300, 100, 100, 0};
    static const double visits[] = {24, 12, 4, 4, 4};
    made = company_open(5, 2);
    for (size_t k = 0; k < 5; k++)
        made.tables->accounts[k].revenue_prior = revenue[k];
    expect_built();
    for (int32_t k = 0; k < 5; k++) {
        expect_near(made.problem->accounts[k].visits, visits[k]);
        expect_near(made.problem->accounts[k].workload, visits[k] * 1.5);
        expect_near(made.problem->accounts[k].potential, fmax(revenue[k], made.problem->accounts[4].potential));
    }
    assert_true(made.problem->accounts[4].potential > 300 && made.problem->accounts[4].potential < 500);
    expect_near(made.problem->total_revenue, 1000);
}

static void a_given_potential_wins_and_the_regression_fills_the_blanks(void **state)
{
    (void)state;
    made = company_open(6, 2);
    for (size_t k = 0; k < 5; k++)
        made.tables->accounts[k].revenue_prior = 100 * (double)(k + 1);
    made.tables->accounts[0].potential = 1000;
    made.tables->accounts[4].potential = 200;
    made.tables->accounts[5].revenue_prior = 0;
    expect_built();
    const bw_opportunity *given = &made.problem->opportunities[0], *low = &made.problem->opportunities[4];
    const bw_opportunity *prospect = &made.problem->opportunities[5];
    assert_int_equal(given->basis, BW_POTENTIAL_GIVEN);
    expect_near(made.problem->accounts[0].potential, 1000);
    expect_near(given->penetration, 0.1);
    expect_near(given->white_space_low, 900);
    expect_near(low->penetration, 2.5);
    expect_near(low->white_space, 0);
    assert_int_equal(prospect->basis, BW_POTENTIAL_COMPARABLE);
    expect_near(prospect->penetration, 0);
    expect_near(prospect->white_space, made.problem->accounts[5].potential);
    assert_true(prospect->white_space_low > 0 && prospect->white_space_low < prospect->white_space);
    assert_true(prospect->white_space_high > prospect->white_space);
    expect_near(prospect->comparable, prospect->typical * prospect->stretch);
    assert_int_equal(bw_findings_tally(made.findings, "potential-by-rule"), 1);
}

static void last_years_revenue_is_netted_and_not_below_zero(void **state)
{
    (void)state;
    made = company_open(2, 1);
    company_sell(&made, "A1", 12 * 2025 + 11, 70);
    company_sell(&made, "A1", 12 * 2025, 100);
    company_sell(&made, "A1", 12 * 2025, -30);
    company_sell(&made, "A1", 12 * 2025 - 1, 1000);
    company_sell(&made, "A2", 12 * 2025 + 5, -20);
    expect_built();
    expect_near(made.problem->accounts[0].revenue, 140);
    expect_near(made.problem->accounts[1].revenue, 0);
    expect_near(made.problem->accounts[1].revenue_net, -20);
    assert_int_equal(made.problem->history_start[1], 3);
    assert_int_equal(made.problem->history_month[0], 12 * 2025 - 1);
    expect_near(made.problem->history_revenue[1], 70);
}

static void continuity_grows_with_the_years_of_the_relation(void **state)
{
    (void)state;
    made = company_open(3, 1);
    for (size_t k = 0; k < 3; k++)
        made.tables->accounts[k].owner_id = "R1";
    made.tables->accounts[0].owner_since = NEW_YEAR;
    made.tables->accounts[1].owner_since = NEW_YEAR - 365;
    expect_built();
    expect_near(made.problem->accounts[0].continuity, 0.5);
    expect_near(made.problem->accounts[1].continuity, 0.5 + 0.5 * 365 / 30.4375 / 24);
    expect_near(made.problem->accounts[2].continuity, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, close_case)
    const struct CMUnitTest tests[] = {
        TEST(a_new_hire_ramps_up_over_the_months_that_are_set),
        TEST(what_a_rep_sold_is_the_sum_of_last_years_records),
        TEST(an_added_rep_is_like_another_but_without_a_past),
        TEST(accounts_of_a_removed_rep_are_unassigned_and_rules_about_it_void),
        TEST(managers_keep_their_house_accounts_unless_they_compete),
        TEST(renewals_and_new_owners_lock_only_in_their_days),
        TEST(a_family_shares_the_lock_of_one_member),
        TEST(reps_who_serve_other_skills_are_other_markets),
        TEST(todays_owner_stays_eligible_and_far_reps_are_not),
        TEST(visits_workload_and_potential_follow_the_stated_rules),
        TEST(a_given_potential_wins_and_the_regression_fills_the_blanks),
        TEST(last_years_revenue_is_netted_and_not_below_zero),
        TEST(continuity_grows_with_the_years_of_the_relation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
