/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the problem builder says about tables: a test for each finding; and that it ends well for any company.
 */
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static company made;

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
static void sell(int32_t month, int32_t length)
{
    made.tables->actuals = bw_tables_take(made.tables, 2, sizeof *made.tables->actuals);
    made.tables->actuals[0] = (bw_amount_row){2, "R1", made.settings->plan_start - 12, 6, 300};
    made.tables->actuals[1] = (bw_amount_row){3, "R1", made.settings->plan_start + month, length, 50};
    made.tables->actual_count = 2;
}
static void sell_twice(void) { sell(-8, 3); }
static void split_a_sale(void) { sell(-14, 6); }
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
    {"actual-overlap", sell_twice, BW_ERROR, BW_BAD_INPUT},
    {"actual-split", split_a_sale, BW_WARNING, BW_OK},
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_break_is_found_and_none_without_it),
        cmocka_unit_test(any_company_becomes_a_sound_problem_or_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
