/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/company_fixture.h"

/* The problem is refused, with a finding of this code that has a remedy and names the value. */
static void expect_error(company *made, const char *code, const char *value)
{
    bw_error error = {0};
    assert_int_equal(bw_problem_create(made->tables, made->settings, made->findings, &made->problem, &error),
                     BW_BAD_INPUT);
    assert_null(made->problem);
    for (size_t k = 0; k < made->findings->count; k++) {
        const bw_finding *item = &made->findings->items[k];
        if (strcmp(item->code, code) != 0 || item->severity != BW_ERROR)
            continue;
        assert_string_equal(item->value, value);
        assert_true(*item->remedy != 0);
        company_close(made);
        return;
    }
    fail_msg("no error %s", code);
}

static void expect_finding(const company *made, const char *code, int64_t count)
{
    if (bw_findings_tally(made->findings, code) != count)
        fail_msg("%lld findings %s, not %lld", (long long)bw_findings_tally(made->findings, code), code,
                 (long long)count);
}

/* ---- what cannot be used */

static void ids_that_are_used_twice_are_errors(void **state)
{
    (void)state;
    company accounts = company_on_map(1, 10, 2), reps = company_on_map(1, 10, 2);
    accounts.tables->accounts[9].account_id = "A1";
    expect_error(&accounts, "duplicate-id", "A1");
    reps.tables->reps[1].rep_id = "R1";
    expect_error(&reps, "duplicate-id", "R1");
}

static void a_circle_of_parents_is_an_error(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 2);
    made.tables->accounts[0].parent_id = "A2";
    made.tables->accounts[1].parent_id = "A3";
    made.tables->accounts[2].parent_id = "A1";
    bw_error error;
    assert_int_equal(bw_problem_create(made.tables, made.settings, made.findings, &made.problem, &error), BW_BAD_INPUT);
    expect_finding(&made, "parent-circle", 1);
    company_close(&made);
}

static void locks_that_contradict_each_other_are_errors(void **state)
{
    (void)state;
    company twice = company_on_map(1, 10, 2), forbidden = company_on_map(1, 10, 2), family = company_on_map(1, 10, 2);
    company_rule(&twice, BW_RULE_LOCK, "A4", "R1");
    company_rule(&twice, BW_RULE_LOCK, "A4", "R2");
    expect_error(&twice, "locked-twice", "lock");
    company_rule(&forbidden, BW_RULE_LOCK, "A4", "R1");
    company_rule(&forbidden, BW_RULE_FORBID, "A4", "R1");
    expect_error(&forbidden, "locked-and-forbidden", "A4");
    family.tables->accounts[5].parent_id = "A1";
    company_rule(&family, BW_RULE_LOCK, "A1", "R1");
    company_rule(&family, BW_RULE_LOCK, "A6", "R2");
    expect_error(&family, "locked-twice", "A1");
}

static void an_account_that_nobody_may_have_is_an_error(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 2);
    made.tables->accounts[2].owner_id = "";
    company_rule(&made, BW_RULE_FORBID, "A3", "R1");
    company_rule(&made, BW_RULE_FORBID, "A3", "R2");
    expect_error(&made, "no-eligible-rep", "A3");
}

static void rules_of_unknown_accounts_are_errors(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 2);
    company_rule(&made, BW_RULE_LOCK, "A99", "R1");
    expect_error(&made, "unknown-id", "A99");
}

static void history_of_unknown_accounts_is_an_error_above_a_twentieth_of_revenue(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        company made = company_on_map(1, 10, 2);
        made.tables->history = bw_tables_take(made.tables, 2, sizeof *made.tables->history);
        made.tables->history_count = 2;
        made.tables->history[0] = (bw_history_row){2, "A1", 12 * 2026 + 5, 0, k ? 94 : 96};
        made.tables->history[1] = (bw_history_row){3, "001A1", 12 * 2026 + 5, 0, k ? -6 : 4};
        bw_status status = bw_problem_create(made.tables, made.settings, made.findings, &made.problem, NULL);
        assert_int_equal(status, k ? BW_BAD_INPUT : BW_OK);
        expect_finding(&made, "unknown-account", 1);
        company_close(&made);
    }
}

/* ---- what is completed */

static void accounts_of_reps_who_left_are_kept_without_an_owner(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 3);
    made.tables->accounts[0].owner_id = "X9";
    made.tables->accounts[1].owner_id = "R3";
    company_set(&made, "remove_reps", "R3");
    company_make(&made);
    assert_int_equal(made.problem->account_count, 10);
    assert_int_equal(made.problem->rep_count, 2);
    assert_int_equal(made.problem->accounts[0].owner, -1);
    assert_int_equal(made.problem->accounts[1].owner, -1);
    assert_true(made.problem->accounts[1].continuity == 0);
    expect_finding(&made, "owner-left", 2); /* of X9 and of R3, each once */
    company_close(&made);
}

static void an_added_rep_is_like_its_model_and_ramps(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 2);
    company_set(&made, "add_reps", "R2");
    company_set(&made, "ramp_months", "4");
    company_make(&made);
    const bw_rep *added = &made.problem->reps[2];
    assert_string_equal(added->row->rep_id, "new-1");
    assert_true(added->is_new && added->competes);
    assert_true(added->row->latitude == made.tables->reps[1].latitude);
    for (int h = 0; h < 12; h++)
        expect_near(added->ramp[h], h < 4 ? (h + 0.5) / 4 : 1);
    expect_near(added->share, 1 / 3.0);
    company_close(&made);
}

static void families_are_parents_and_groups_together(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 2);
    made.tables->accounts[4].parent_id = "A2";
    made.tables->accounts[7].group_id = "g";
    made.tables->accounts[4].group_id = "g";
    company_make(&made);
    assert_int_equal(made.problem->family_count, 8);
    const bw_family *family = &made.problem->families[made.problem->accounts[7].family];
    assert_int_equal(family->count, 3);
    assert_int_equal(family->accounts[0], 1);
    assert_int_equal(family->accounts[1], 4);
    assert_int_equal(family->accounts[2], 7);
    company_close(&made);
}

static void a_manager_keeps_house_accounts_and_has_no_share(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 3);
    made.tables->reps[0].role = "manager";
    made.tables->accounts[3].owner_id = "R1";
    made.tables->accounts[4].owner_id = "R2";
    company_make(&made);
    assert_int_equal(made.problem->accounts[3].lock, 0);
    assert_int_equal(made.problem->accounts[3].market, -1);
    assert_true(made.problem->reps[0].share == 0 && !made.problem->reps[0].competes);
    assert_false(bw_problem_eligible(made.problem, 4, 0));
    company_close(&made);
}

static void markets_are_reps_who_compete_and_shares_follow_capacity(void **state)
{
    (void)state;
    company made = company_on_map(1, 12, 4);
    for (int i = 0; i < 12; i++)
        made.tables->accounts[i].country = i % 2 ? "X" : "Y";
    for (int j = 0; j < 4; j++) {
        made.tables->reps[j].country = j % 2 ? "X" : "Y";
        made.tables->reps[j].fte = j < 2 ? 1 : 0.5;
    }
    company_set(&made, "match", "country");
    company_set(&made, "keep_owner_eligible", "no");
    company_make(&made);
    assert_int_equal(made.problem->market_count, 2);
    assert_int_equal(made.problem->reps[0].market, made.problem->reps[2].market);
    expect_near(made.problem->reps[0].share, 2 / 3.0);
    expect_near(made.problem->reps[2].share, 1 / 3.0);
    for (int32_t i = 0; i < 12; i++)
        for (int32_t j = 0; j < 4; j++)
            assert_int_equal(bw_problem_eligible(made.problem, i, j), i % 2 == j % 2);
    company_close(&made);
}

static void work_and_visits_follow_the_tiers_of_revenue(void **state)
{
    (void)state;
    company made = company_on_map(1, 4, 2);
    double revenue[4] = {600, 250, 100, 50}, visits[4] = {24, 12, 4, 4};
    for (int i = 0; i < 4; i++) {
        made.tables->accounts[i].revenue_prior = revenue[i];
        made.tables->accounts[i].visits = made.tables->accounts[i].workload = NAN;
    }
    company_make(&made);
    for (int i = 0; i < 4; i++) {
        expect_near(made.problem->accounts[i].visits, visits[i]);
        expect_near(made.problem->accounts[i].workload, visits[i] * 1.5);
    }
    expect_finding(&made, "visits-by-rule", 1);
    expect_finding(&made, "workload-by-rule", 1);
    company_close(&made);
}

static void renewals_and_new_owners_lock_for_as_long_as_the_settings_say(void **state)
{
    (void)state;
    company made = company_on_map(1, 10, 2);
    int32_t start = bw_day_of(2027, 1, 1);
    for (int i = 0; i < 4; i++)
        made.tables->accounts[i].owner_id = "R1";
    made.tables->accounts[0].renewal_date = start + 89;
    made.tables->accounts[1].renewal_date = start + 90;
    made.tables->accounts[2].owner_since = start - 89;
    made.tables->accounts[3].owner_since = start - 90;
    company_make(&made);
    for (int i = 0; i < 4; i++)
        assert_int_equal(made.problem->accounts[i].lock, i % 2 ? -1 : 0);
    expect_near(made.problem->accounts[3].continuity, 0.5 + 0.5 * (90 / 30.4375) / 24);
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_that_are_used_twice_are_errors),
        cmocka_unit_test(a_circle_of_parents_is_an_error),
        cmocka_unit_test(locks_that_contradict_each_other_are_errors),
        cmocka_unit_test(an_account_that_nobody_may_have_is_an_error),
        cmocka_unit_test(rules_of_unknown_accounts_are_errors),
        cmocka_unit_test(history_of_unknown_accounts_is_an_error_above_a_twentieth_of_revenue),
        cmocka_unit_test(accounts_of_reps_who_left_are_kept_without_an_owner),
        cmocka_unit_test(an_added_rep_is_like_its_model_and_ramps),
        cmocka_unit_test(families_are_parents_and_groups_together),
        cmocka_unit_test(a_manager_keeps_house_accounts_and_has_no_share),
        cmocka_unit_test(markets_are_reps_who_compete_and_shares_follow_capacity),
        cmocka_unit_test(work_and_visits_follow_the_tiers_of_revenue),
        cmocka_unit_test(renewals_and_new_owners_lock_for_as_long_as_the_settings_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
