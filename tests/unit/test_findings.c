/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the problem builder makes of tables, and what it says about them: a test for each finding.
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

/* Builds and expects this answer; true when one finding of the code has the severity. */
static void expect_finding(const char *code, bw_severity severity, bw_status status)
{
    bw_status answer = company_build(&made);
    for (size_t k = 0; k < made.findings->count; k++) {
        const bw_finding *finding = &made.findings->items[k];
        if (strcmp(finding->code, code) != 0)
            continue;
        assert_int_equal(finding->severity, severity);
        assert_int_equal(answer, status);
        assert_true(*finding->message != 0);
        assert_true(severity != BW_ERROR || *finding->remedy != 0);
        return;
    }
    fail_msg("there is no finding %s; the answer was %d", code, (int)answer);
}

static void expect_built(void)
{
    bw_findings_free(made.findings);
    made.findings = bw_findings_create();
    bw_status status = company_build(&made);
    if (status != BW_OK)
        fail_msg("%s: %s", made.error.message, made.findings->count ? made.findings->items[0].message : "");
}

/* ---- findings: one break of a sound company each */

static void own_unknown(void) { made.tables->accounts[0].owner_id = "R99"; }
static void repeat_account(void) { made.tables->accounts[1].account_id = "A1"; }
static void repeat_rep(void) { made.tables->reps[1].rep_id = "R1"; }
static void sell_little_to_unknown(void)
{
    company_sell(&made, "A1", 12 * 2025, 970);
    company_sell(&made, "X9", 12 * 2025, 30);
}
static void sell_much_to_unknown(void)
{
    company_sell(&made, "A1", 12 * 2025, 900);
    company_sell(&made, "X9", 12 * 2025, 100);
}
static void lock_twice(void)
{
    company_rule(&made, BW_RULE_LOCK, "A1", "R1");
    company_rule(&made, BW_RULE_LOCK, "A1", "R2");
}
static void lock_family_twice(void)
{
    made.tables->accounts[1].parent_id = "A1";
    company_rule(&made, BW_RULE_LOCK, "A1", "R1");
    company_rule(&made, BW_RULE_LOCK, "A2", "R2");
}
static void lock_and_forbid(void)
{
    company_rule(&made, BW_RULE_LOCK, "A1", "R1");
    company_rule(&made, BW_RULE_FORBID, "A1", "R1");
}
static void lock_nobodys(void) { made.tables->accounts[0].locked = true; }
static void circle(void)
{
    made.tables->accounts[0].parent_id = "A2";
    made.tables->accounts[1].parent_id = "A3";
    made.tables->accounts[2].parent_id = "A1";
}
static void own_parent(void) { made.tables->accounts[0].parent_id = "A1"; }
static void lose_parent(void) { made.tables->accounts[0].parent_id = "X9"; }
static void forbid_all(void)
{
    for (size_t j = 0; j < made.tables->rep_count; j++)
        company_rule(&made, BW_RULE_FORBID, "A1", made.tables->reps[j].rep_id);
}
static void forbid_family(void)
{
    made.tables->accounts[1].parent_id = "A1";
    company_rule(&made, BW_RULE_FORBID, "A1", "R1");
    company_rule(&made, BW_RULE_FORBID, "A2", "R2");
    company_rule(&made, BW_RULE_FORBID, "A2", "R3");
}
static void match_nobody(void)
{
    company_set(&made, "match", "country");
    made.tables->accounts[0].country = "FR";
    for (size_t j = 0; j < made.tables->rep_count; j++)
        made.tables->reps[j].country = "DE";
}
static void rule_of_nobody(void) { company_rule(&made, BW_RULE_PREFER, "A1", "R99"); }
static void rule_of_nothing(void) { company_rule(&made, BW_RULE_PREFER, "X9", "R1"); }
static void trip_to_nothing(void) { company_trip(&made, "X9", "R1", 1, 1); }
static void match_unheard_of(void) { company_set(&made, "match", "colour"); }
static void add_unknown(void) { company_set(&made, "add_reps", "R99"); }
static void remove_unknown(void) { company_set(&made, "remove_reps", "R99"); }
static void remove_all(void) { company_set(&made, "remove_reps", "R1;R2;R3"); }
static void remove_one(void) { company_set(&made, "remove_reps", "R3"); }
static void end_one(void) { made.tables->reps[2].end_date = bw_day_of(2025, 12, 31); }
static void drop_accounts(void) { made.tables->account_count = 0; }
static void return_more(void) { company_sell(&made, "A1", 12 * 2025 + 3, -50); }
static void skip_months(void)
{
    company_sell(&made, "A1", 12 * 2025, 10);
    company_sell(&made, "A1", 12 * 2025 + 2, 10);
}
static void sell_in_a_wrong_year(void)
{
    company_sell(&made, "A1", 12 * 2025 + 2, 10);
    company_sell(&made, "A1", 12 * 2062 + 2, 10);
}
static void put_on_map(size_t account)
{
    made.tables->accounts[account].latitude = 48;
    made.tables->accounts[account].longitude = 2;
}
static void own_on_map(void)
{
    made.tables->accounts[0].owner_id = "R1";
    put_on_map(0);
}
static void count_in_thousands(void)
{
    own_on_map();
    made.tables->accounts[0].revenue_prior = 3;
    made.tables->accounts[0].visits = 12;
    made.tables->reps[0].latitude = 49;
    made.tables->reps[0].longitude = 2;
}
static void sell_on_map_without_owner(void) { put_on_map(0); }
static void sell_late(void) { company_sell(&made, "A1", 12 * 2026 + 1, 10); }
static void live_far_away(void)
{
    for (size_t i = 0; i < 6; i++) {
        made.tables->accounts[i].owner_id = "R1";
        made.tables->accounts[i].latitude = 10;
        made.tables->accounts[i].longitude = 10 + (double)i;
    }
    made.tables->reps[0].latitude = -30;
    made.tables->reps[0].longitude = 10;
}
static void live_abroad(void)
{
    made.tables->reps[0].country = "US";
    for (size_t i = 0; i < 6; i++) {
        made.tables->accounts[i].owner_id = "R1";
        made.tables->accounts[i].country = "JP";
        made.tables->accounts[i].revenue_prior = 100;
    }
}
static void outgrow(void)
{
    for (size_t i = 0; i < made.tables->account_count; i++)
        made.tables->accounts[i].revenue_prior = 100 + 10 * (double)i;
    made.tables->accounts[5].revenue_prior = 1e9;
}
static void quota_of_stranger(void)
{
    made.tables->quotas = bw_tables_take(made.tables, 1, sizeof *made.tables->quotas);
    made.tables->quotas[0] = (bw_amount_row){2, "R99", 12 * 2025, 12, 100};
    made.tables->quota_count = 1;
}
static void add_quotas(double first, int32_t month, int32_t length)
{
    made.tables->quotas = bw_tables_take(made.tables, 2, sizeof *made.tables->quotas);
    made.tables->quotas[0] = (bw_amount_row){2, "R1", made.settings->plan_start - 12, 12, first};
    made.tables->quotas[1] = (bw_amount_row){3, "R1", made.settings->plan_start + month, length, 50};
    made.tables->quota_count = 2;
}
static void contradict_the_quota(void)
{
    made.tables->reps[0].quota_prior = 90;
    add_quotas(100, -24, 12);
}
static void overlap_quotas(void) { add_quotas(100, -3, 3); }
static void split_a_quota(void) { add_quotas(100, -14, 6); }
static void adjust_quotas(const char *rep, double amount, double share, size_t count)
{
    made.tables->adjustments = bw_tables_take(made.tables, count, sizeof *made.tables->adjustments);
    for (size_t k = 0; k < count; k++)
        made.tables->adjustments[k] = (bw_adjustment_row){(int64_t)k + 2, rep, amount, share, "because", ""};
    made.tables->adjustment_count = count;
}
static void adjust_a_stranger(void) { adjust_quotas("R99", 5, NAN, 1); }
static void adjust_by_nothing(void) { adjust_quotas("R1", NAN, NAN, 1); }
static void adjust_by_both(void) { adjust_quotas("R1", 5, 0.1, 1); }
static void adjust_often(void) { adjust_quotas("R1", 5, NAN, BW_ADJUSTMENTS_MAX + 1); }
static void adjust_a_leaver(void)
{
    made.tables->reps[1].end_date = bw_day_of(2001, 1, 1);
    adjust_quotas(made.tables->reps[1].rep_id, 5, NAN, 1);
}
static void forget_the_year(void) { made.settings->plan_start = INT32_MIN; }
static void nothing(void) {}

static const struct {
    const char *code;
    void (*spoil)(void);
    bw_severity severity;
    bw_status status;
} findings[] = {
    {"owner-left", own_unknown, BW_WARNING, BW_OK},
    {"duplicate-id", repeat_account, BW_ERROR, BW_BAD_INPUT},
    {"duplicate-id", repeat_rep, BW_ERROR, BW_BAD_INPUT},
    {"unknown-account", sell_little_to_unknown, BW_WARNING, BW_OK},
    {"unknown-accounts-share", sell_little_to_unknown, BW_WARNING, BW_OK},
    {"unknown-accounts-share", sell_much_to_unknown, BW_ERROR, BW_BAD_INPUT},
    {"locked-twice", lock_twice, BW_ERROR, BW_BAD_INPUT},
    {"locked-twice", lock_family_twice, BW_ERROR, BW_BAD_INPUT},
    {"locked-and-forbidden", lock_and_forbid, BW_ERROR, BW_BAD_INPUT},
    {"locked-without-owner", lock_nobodys, BW_WARNING, BW_OK},
    {"parent-circle", circle, BW_ERROR, BW_BAD_INPUT},
    {"parent-circle", own_parent, BW_ERROR, BW_BAD_INPUT},
    {"unknown-parent", lose_parent, BW_WARNING, BW_OK},
    {"quota-conflict", contradict_the_quota, BW_ERROR, BW_BAD_INPUT},
    {"quota-overlap", overlap_quotas, BW_ERROR, BW_BAD_INPUT},
    {"quota-split", split_a_quota, BW_WARNING, BW_OK},
    {"unknown-id", adjust_a_stranger, BW_ERROR, BW_BAD_INPUT},
    {"adjustment-amount", adjust_by_nothing, BW_ERROR, BW_BAD_INPUT},
    {"adjustment-amount", adjust_by_both, BW_ERROR, BW_BAD_INPUT},
    {"adjustments-many", adjust_often, BW_ERROR, BW_BAD_INPUT},
    {"adjustment-void", adjust_a_leaver, BW_WARNING, BW_OK},
    {"no-eligible-rep", forbid_all, BW_ERROR, BW_BAD_INPUT},
    {"no-eligible-rep", forbid_family, BW_ERROR, BW_BAD_INPUT},
    {"no-eligible-rep", match_nobody, BW_ERROR, BW_BAD_INPUT},
    {"unknown-id", rule_of_nobody, BW_ERROR, BW_BAD_INPUT},
    {"unknown-id", rule_of_nothing, BW_ERROR, BW_BAD_INPUT},
    {"unknown-id", trip_to_nothing, BW_ERROR, BW_BAD_INPUT},
    {"unknown-match", match_unheard_of, BW_ERROR, BW_BAD_INPUT},
    {"unknown-rep", add_unknown, BW_ERROR, BW_BAD_INPUT},
    {"unknown-rep", remove_unknown, BW_ERROR, BW_BAD_INPUT},
    {"unknown-rep", quota_of_stranger, BW_WARNING, BW_OK},
    {"no-reps", remove_all, BW_ERROR, BW_BAD_INPUT},
    {"rep-removed", remove_one, BW_NOTE, BW_OK},
    {"rep-ended", end_one, BW_NOTE, BW_OK},
    {"no-accounts", drop_accounts, BW_ERROR, BW_BAD_INPUT},
    {"negative-revenue", return_more, BW_WARNING, BW_OK},
    {"months-missing", skip_months, BW_WARNING, BW_OK},
    {"travel-dear", count_in_thousands, BW_WARNING, BW_OK},
    {"months-lonely", sell_in_a_wrong_year, BW_WARNING, BW_OK},
    {"rep-settled", own_on_map, BW_REPAIRED, BW_OK},
    {"rep-no-coordinates", sell_on_map_without_owner, BW_WARNING, BW_OK},
    {"history-after-plan-start", sell_late, BW_WARNING, BW_OK},
    {"rep-far-from-book", live_far_away, BW_WARNING, BW_OK},
    {"rep-far-from-book", live_abroad, BW_WARNING, BW_OK},
    {"far-from-every-rep", live_far_away, BW_WARNING, BW_OK},
    {"revenue-outlier", outgrow, BW_WARNING, BW_OK},
    {"plan-start-assumed", forget_the_year, BW_NOTE, BW_OK},
    {"unassigned", nothing, BW_NOTE, BW_OK},
    {"no-coordinates", nothing, BW_WARNING, BW_OK},
    {"no-revenue", nothing, BW_WARNING, BW_OK},
    {"visits-by-rule", nothing, BW_NOTE, BW_OK},
    {"workload-by-rule", nothing, BW_NOTE, BW_OK},
    {"potential-by-rule", nothing, BW_NOTE, BW_OK},
    {"history-share", nothing, BW_NOTE, BW_OK},
};

static int free_nothing(void **state)
{
    (void)state;
    return 0;
}

static void every_break_is_found_and_none_without_it(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof findings / sizeof *findings; k++) {
        made = company_open(24, 3);
        assert_int_equal(company_build(&made), BW_OK);
        bool always = findings[k].spoil == nothing;
        assert_int_equal(bw_findings_tally(made.findings, findings[k].code) > 0, always);
        company_close(&made);
        made = company_open(24, 3);
        findings[k].spoil();
        expect_finding(findings[k].code, findings[k].severity, findings[k].status);
        company_close(&made);
    }
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

/* ---- any company */

static void expect_sound(const bw_problem *problem)
{
    double share[64] = {0}, revenue = 0;
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (problem->reps[j].competes)
            share[problem->reps[j].market] += problem->reps[j].share;
    for (int32_t k = 0; k < problem->market_count; k++)
        expect_near(share[k], 1);
    for (int32_t i = 0; i < problem->account_count; i++) {
        const bw_account *account = &problem->accounts[i];
        int32_t able = 0;
        revenue += account->revenue;
        for (int32_t j = 0; j < problem->rep_count; j++)
            if (bw_problem_eligible(problem, i, j)) {
                able++;
                assert_true(account->lock < 0 || account->lock == j);
                assert_true(account->lock >= 0 || problem->reps[j].market == account->market);
            }
        assert_true(able > 0);
        assert_true(account->workload >= 0 && account->potential >= 0 && account->visits >= 0);
        assert_true(account->continuity >= 0 && account->continuity <= 1);
    }
    expect_near(problem->total_revenue, revenue);
    int32_t members = 0;
    for (int32_t u = 0; u < problem->family_count; u++)
        for (int32_t k = 0; k < problem->families[u].count; k++, members++)
            assert_int_equal(problem->accounts[problem->families[u].accounts[k]].family, u);
    assert_int_equal(members, problem->account_count);
}

static void any_company_becomes_a_sound_problem_or_an_error(void **state)
{
    (void)state;
    int sound = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        company any = company_random(5 + seed % 40, 1 + seed % 7, seed);
        bw_status status = company_build(&any);
        assert_int_equal(status == BW_OK, any.findings->total[BW_ERROR] == 0);
        assert_int_equal(status == BW_OK, any.problem != NULL);
        if (status == BW_OK)
            expect_sound(any.problem);
        sound += status == BW_OK;
        company_close(&any);
    }
    assert_true(sound > 150);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, close_case)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_break_is_found_and_none_without_it, free_nothing),
        TEST(a_new_hire_ramps_up_over_the_months_that_are_set),
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
        cmocka_unit_test(any_company_becomes_a_sound_problem_or_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
