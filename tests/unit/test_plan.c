/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main job from tables to a judged plan, and many of them side by side.
 */
#include "tests/unit/company_fixture.h"

#define ACCOUNTS 40
#define REPS 4

static company sold_company(uint64_t seed)
{
    company made = company_on_map(seed, ACCOUNTS, REPS);
    bw_tables *tables = made.tables;
    tables->history = bw_tables_take(tables, ACCOUNTS * 36, sizeof *tables->history);
    for (int i = 0; i < ACCOUNTS; i++)
        for (int month = 0; month < 36; month++) {
            double luck = company_between(seed, (uint64_t)(7000000 + 36 * i + month), 0.5, 1.5);
            double revenue = tables->accounts[i].revenue_prior / 12 * luck;
            tables->history[tables->history_count] = (bw_history_row){
                (int64_t)tables->history_count + 2, tables->accounts[i].account_id, 12 * 2024 + month, 0,
                floor(revenue)};
            tables->history_count++;
        }
    return made;
}

static bw_plan *plan_of(company *made, const char *threads)
{
    bw_error error = {0};
    bw_plan *plan = NULL;
    company_set(made, "threads", threads);
    if (bw_plan_make(made->tables, made->settings, NULL, NULL, made->findings, &plan, &error) != BW_OK)
        fail_msg("%s", error.message);
    return plan;
}

static void same_plans(const bw_plan *a, const bw_plan *b)
{
    assert_true(a->alignment->objective == b->alignment->objective);
    assert_true(a->alignment->bound == b->alignment->bound);
    assert_true(a->quotas->p_company == b->quotas->p_company);
    for (int32_t j = 0; j < a->quotas->rep_count; j++) {
        assert_true(a->quotas->reps[j].quota == b->quotas->reps[j].quota);
        assert_true(a->quotas->reps[j].p_attain == b->quotas->reps[j].p_attain);
    }
}

static void a_plan_has_every_stage_and_the_judge_agrees(void **state)
{
    (void)state;
    company made = sold_company(1);
    bw_plan *plan = plan_of(&made, "1");
    bw_error error = {0};
    assert_true(plan->alignment->objective <= plan->today->objective);
    assert_true(plan->alignment->bound <= plan->alignment->objective);
    double sum = 0;
    for (int32_t j = 0; j < plan->quotas->rep_count; j++)
        sum += plan->quotas->reps[j].quota;
    assert_true(fabs(sum - plan->quotas->quota_total) < 0.005);
    assert_int_equal(bw_check(plan->problem, plan->forecast, plan->alignment, plan->quotas, plan->fairness,
                              made.settings, &error), BW_OK);
    plan->quotas->reps[0].quota += 1;
    assert_int_equal(bw_check(plan->problem, plan->forecast, plan->alignment, plan->quotas, plan->fairness,
                              made.settings, &error), BW_REJECTED);
    bw_plan_free(plan);
    company_close(&made);
}

/* Revenue in millions: the judge once took the cents off the target, and one rep had all of it. */
static void a_company_that_counts_in_millions_shares_its_target_out(void **state)
{
    (void)state;
    company made = sold_company(5);
    bw_plan *plan = NULL;
    bw_error error = {0};
    for (size_t i = 0; i < made.tables->account_count; i++)
        made.tables->accounts[i].revenue_prior /= 1e6;
    for (size_t k = 0; k < made.tables->history_count; k++)
        made.tables->history[k].revenue /= 1e6;
    bw_status status = bw_plan_make(made.tables, made.settings, NULL, NULL, made.findings, &plan, &error);
    if (status)
        fail_msg("%s", error.message);
    assert_true(plan->quotas->company_target > 0.1 && plan->quotas->company_target < 100);
    assert_true(plan->quotas->unit == 0.01);
    for (int32_t j = 0; j < plan->quotas->rep_count; j++)
        assert_true(plan->quotas->reps[j].quota > 0 && plan->quotas->reps[j].p_attain < 1);
    bw_plan_free(plan);
    company_close(&made);
}

/* The judge asked for a trend that 22 months do not have, and for units and targets below the cent. */
static void a_history_short_of_two_years_and_parts_of_cents_pass_the_judge(void **state)
{
    (void)state;
    company made = sold_company(6);
    bw_tables *tables = made.tables;
    size_t kept = 0;
    for (size_t k = 0; k < tables->history_count; k++)
        if (tables->history[k].month >= 12 * 2025 + 2)
            tables->history[kept++] = tables->history[k];
    tables->history_count = kept;
    company_set(&made, "quota_unit", "0.7437");
    company_set(&made, "company_target", "1234567.8912");
    bw_plan *plan = plan_of(&made, "1");
    assert_true(plan->quotas->unit == 0.74 && plan->quotas->company_target == 1234567.89);
    bw_plan_free(plan);
    company_close(&made);
}

/* Accounts that no budget of 0 has room for come back with the next point: the judge took their gain for a fault. */
static void a_plan_that_may_move_nothing_passes_the_judge(void **state)
{
    (void)state;
    company made = sold_company(8);
    company_set(&made, "max_moved_revenue", "0");
    bw_plan *plan = plan_of(&made, "1");
    assert_int_equal(plan->alignment->moved_accounts, 0);
    bw_plan_free(plan);
    company_close(&made);
}

static void a_plan_is_the_same_for_one_and_two_threads(void **state)
{
    (void)state;
    company made = sold_company(2);
    bw_plan *one = plan_of(&made, "1"), *two = plan_of(&made, "2");
    same_plans(one, two);
    bw_plan_free(two);
    bw_plan_free(one);
    company_close(&made);
}

static void windows_that_cannot_hold_leave_no_plan(void **state)
{
    (void)state;
    company made = sold_company(3);
    made.tables->accounts[0].workload = 1e6;
    company_set(&made, "windows", "hard");
    bw_error error = {0};
    bw_plan *plan = (bw_plan *)&made;
    assert_int_equal(bw_plan_make(made.tables, made.settings, NULL, NULL, made.findings, &plan, &error), BW_IMPOSSIBLE);
    assert_null(plan);
    assert_true(error.message[0] != '\0');
    company_close(&made);
}

static void a_target_that_caps_refuse_leaves_the_territories(void **state)
{
    (void)state;
    company made = sold_company(3);
    bw_error error = {0};
    bw_plan *plan = NULL, *other = NULL;
    company_set(&made, "quota_cap", "-0.5");
    assert_int_equal(bw_plan_make(made.tables, made.settings, NULL, NULL, made.findings, &plan, &error), BW_IMPOSSIBLE);
    assert_non_null(plan);
    assert_true(plan->alignment && plan->today && plan->fairness && !plan->quotas);
    assert_non_null(strstr(error.message, "quota_cap"));
    assert_string_equal(error.message, plan->refusal.message);
    assert_int_equal(bw_plan_requota(plan, made.settings, &other, &error), BW_IMPOSSIBLE);
    assert_true(other && other->alignment == plan->alignment && !other->quotas);
    bw_plan_free(other);
    company_set(&made, "quota_cap", "");
    assert_int_equal(bw_plan_requota(plan, made.settings, &other, &error), BW_OK);
    assert_true(other->quotas && other->refusal.status == BW_OK);
    bw_plan_free(other);
    bw_plan_free(plan);
    company_close(&made);
}

static void new_quotas_on_a_plan_keep_its_territories(void **state)
{
    (void)state;
    company made = sold_company(4);
    bw_plan *plan = plan_of(&made, "1"), *other = NULL;
    bw_error error = {0};
    company_set(&made, "quota_method", "even");
    assert_int_equal(bw_plan_requota(plan, made.settings, &other, &error), BW_OK);
    assert_ptr_equal(other->alignment, plan->alignment);
    bw_plan *whole = plan_of(&made, "1");
    same_plans(other, whole);
    bw_plan_free(whole);
    bw_plan_free(other);
    bw_plan_free(plan);
    company_close(&made);
}

/* ---- sweeps */

static const char *const tolerance[] = {"tolerance"}, *const tight[] = {"0.02"}, *const loose[] = {"0.3"};
static const char *const unknown[] = {"tolerence"};
static const char *const stuck[] = {"windows", "max_moved_accounts"}, *const hard[] = {"hard", "0"};
static const char *const method[] = {"quota_method"}, *const even[] = {"even"};
static const bw_scenario scenarios[] = {
    {"base", 0, NULL, NULL},         {"tight", 1, tolerance, tight}, {"misspelt", 1, unknown, tight},
    {"loose", 1, tolerance, loose},  {"stuck", 2, stuck, hard},       {"even", 1, method, even},
};
#define SCENARIOS (sizeof scenarios / sizeof *scenarios)

static bw_sweep *sweep_of(company *made, const char *threads, bw_status expected)
{
    bw_error error = {0};
    bw_sweep *sweep = NULL;
    company_set(made, "threads", threads);
    bw_status status = bw_sweep_run(made->tables, made->settings, SCENARIOS, scenarios, NULL, &sweep, &error);
    if (status != expected)
        fail_msg("%d: %s", (int)status, error.message);
    return sweep;
}

static void a_scenario_that_fails_says_why_and_the_others_stand(void **state)
{
    (void)state;
    company made = sold_company(5);
    bw_sweep *sweep = sweep_of(&made, "2", BW_PARTIAL);
    assert_int_equal(sweep->count, SCENARIOS);
    for (size_t k = 0; k < SCENARIOS; k++) {
        const bw_scenario_result *result = &sweep->results[k];
        bool fails = k == 2 || k == 4;
        assert_int_equal(result->status == BW_OK, !fails);
        assert_int_equal(result->plan == NULL, fails);
        assert_int_equal(result->error.message[0] != '\0', fails);
        assert_false(fails && result->on_front);
    }
    assert_non_null(strstr(sweep->results[2].error.message, "tolerence"));
    assert_int_equal(sweep->results[4].status, BW_IMPOSSIBLE);
    bw_sweep_free(sweep);
    company_close(&made);
}

static void each_scenario_of_a_sweep_is_the_plan_made_alone(void **state)
{
    (void)state;
    company made = sold_company(6);
    bw_sweep *one = sweep_of(&made, "1", BW_PARTIAL), *two = sweep_of(&made, "2", BW_PARTIAL);
    for (size_t k = 0; k < SCENARIOS; k++) {
        assert_int_equal(one->results[k].status, two->results[k].status);
        assert_int_equal(one->results[k].on_front, two->results[k].on_front);
        if (one->results[k].plan)
            same_plans(one->results[k].plan, two->results[k].plan);
    }
    company_set(&made, "tolerance", "0.3");
    bw_plan *alone = plan_of(&made, "1");
    same_plans(alone, one->results[3].plan);
    bw_plan_free(alone);
    bw_sweep_free(two);
    bw_sweep_free(one);
    company_close(&made);
}

/* Managers' sums are forecast with their accounts: a scenario without a rep took those of the base, and was rejected. */
static void a_scenario_without_a_rep_forecasts_the_managers_that_are_left(void **state)
{
    (void)state;
    static const char *const leaver[] = {"remove_reps"}, *const first[] = {"R1"};
    static const bw_scenario both[] = {{"base", 0, NULL, NULL}, {"without R1", 1, leaver, first}};
    company made = sold_company(7);
    bw_sweep *sweep = NULL;
    bw_error error = {0};
    for (size_t j = 0; j < REPS; j++)
        made.tables->reps[j].manager_id = j % 2 ? "North" : "South";
    assert_int_equal(bw_sweep_run(made.tables, made.settings, 2, both, NULL, &sweep, &error), BW_OK);
    company_set(&made, "remove_reps", "R1");
    bw_plan *alone = plan_of(&made, "1");
    same_plans(alone, sweep->results[1].plan);
    bw_plan_free(alone);
    bw_sweep_free(sweep);
    company_close(&made);
}

static void a_sweep_told_to_stop_says_that_nothing_is_complete(void **state)
{
    (void)state;
    company made = sold_company(7);
    bw_error error = {0};
    bw_sweep *sweep = NULL;
    volatile int stop = 1;
    bw_watch watch = {.stop = &stop};
    assert_int_equal(bw_sweep_run(made.tables, made.settings, SCENARIOS, scenarios, &watch, &sweep, &error),
                     BW_INTERRUPTED);
    for (size_t k = 0; sweep && k < SCENARIOS; k++)
        assert_int_not_equal(sweep->results[k].status, BW_OK);
    bw_sweep_free(sweep);
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_has_every_stage_and_the_judge_agrees),
        cmocka_unit_test(a_company_that_counts_in_millions_shares_its_target_out),
        cmocka_unit_test(a_history_short_of_two_years_and_parts_of_cents_pass_the_judge),
        cmocka_unit_test(a_plan_that_may_move_nothing_passes_the_judge),
        cmocka_unit_test(a_plan_is_the_same_for_one_and_two_threads),
        cmocka_unit_test(windows_that_cannot_hold_leave_no_plan),
        cmocka_unit_test(a_target_that_caps_refuse_leaves_the_territories),
        cmocka_unit_test(new_quotas_on_a_plan_keep_its_territories),
        cmocka_unit_test(a_scenario_that_fails_says_why_and_the_others_stand),
        cmocka_unit_test(each_scenario_of_a_sweep_is_the_plan_made_alone),
        cmocka_unit_test(a_scenario_without_a_rep_forecasts_the_managers_that_are_left),
        cmocka_unit_test(a_sweep_told_to_stop_says_that_nothing_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
