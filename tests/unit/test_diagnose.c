/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/company_fixture.h"

static bw_status try_plan(company *made, bw_error *error)
{
    bw_alignment *plan;
    bw_status status = bw_align(made->problem, NULL, made->settings, NULL, &plan, error);
    assert_true((plan != NULL) == (status == BW_OK));
    bw_alignment_free(plan);
    return status;
}

static double number_after(const char *text, const char *words)
{
    const char *found = strstr(text, words);
    if (!found)
        fail_msg("`%s` is not in: %s", words, text);
    return found ? strtod(found + strlen(words), NULL) : NAN;
}

/* The largest tolerance of a repair: given to all, it holds for the reps named and the others. */
static double widest(const char *repair)
{
    double most = 0;
    for (const char *at = repair; (at = strstr(at, "a tolerance of ")) != NULL; at++)
        most = fmax(most, number_after(at, "a tolerance of "));
    return most;
}

static void an_account_larger_than_a_window_is_impossible_and_its_repair_works(void **state)
{
    (void)state;
    company made = company_on_map(1, 30, 3);
    made.tables->accounts[5].workload = 3000;
    company_set(&made, "measures", "workload");
    company_set(&made, "windows", "hard");
    company_make(&made);
    bw_error error = {0};
    char tolerance[32];
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "cannot all hold"));
    assert_non_null(strstr(error.message, "workload"));
    double most = widest(error.message);
    snprintf(tolerance, sizeof tolerance, "%.6f", most / 100);
    company_set(&made, "tolerance", tolerance);
    assert_int_equal(try_plan(&made, &error), BW_OK);
    snprintf(tolerance, sizeof tolerance, "%.6f", most / 100 - 0.01);
    company_set(&made, "tolerance", tolerance);
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    company_close(&made);
}

/* Its halves fit into two windows, so that no relaxation sees it. */
static void an_account_that_only_halves_would_fit_is_impossible_too(void **state)
{
    (void)state;
    company made = company_on_map(1, 120, 6);
    for (int i = 0; i < 120; i++)
        made.tables->accounts[i].workload = i == 5 ? 3000 : 100;
    company_set(&made, "measures", "workload");
    company_set(&made, "windows", "hard");
    company_set(&made, "tolerance", "0.05");
    company_set(&made, "work_limit", "1");
    company_make(&made);
    bw_error error = {0};
    char tolerance[32];
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "cannot all hold"));
    snprintf(tolerance, sizeof tolerance, "%.6f", widest(error.message) / 100);
    company_set(&made, "tolerance", tolerance);
    assert_int_equal(try_plan(&made, &error), BW_OK);
    company_close(&made);
}

/* Ten reps for six accounts: far more windows are missed than are named, and the last rep needs most. */
static void the_widest_of_many_misses_are_named_before_the_others(void **state)
{
    (void)state;
    company made = company_on_map(3, 6, 10);
    made.tables->accounts[1].workload = 2000;
    company_rule(&made, BW_RULE_LOCK, made.tables->accounts[1].account_id, made.tables->reps[9].rep_id);
    made.tables->accounts[2].potential = 1e6;
    company_rule(&made, BW_RULE_LOCK, made.tables->accounts[2].account_id, made.tables->reps[8].rep_id);
    company_set(&made, "windows", "hard");
    company_make(&made);
    bw_error error = {0};
    char tolerance[32];
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "more, none of them wider"));
    snprintf(tolerance, sizeof tolerance, "%.6f", widest(error.message) / 100);
    company_set(&made, "tolerance", tolerance);
    assert_int_equal(try_plan(&made, &error), BW_OK);
    company_close(&made);
}

/* One account is twenty times a target: the tolerance it needs is none that can be set. */
static void a_repair_that_no_setting_has_room_for_asks_for_elastic_windows(void **state)
{
    (void)state;
    company made = company_on_map(4, 40, 20);
    for (int i = 0; i < 40; i++)
        made.tables->accounts[i].workload = i == 7 ? 1e6 : 10;
    company_set(&made, "measures", "workload");
    company_set(&made, "windows", "hard");
    company_make(&made);
    bw_error error = {0};
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "windows = elastic"));
    company_set(&made, "windows", "elastic");
    assert_int_equal(try_plan(&made, &error), BW_OK);
    company_close(&made);
}

/* R1 serves country X alone, but owns an account of country Y. */
static company torn_company(void)
{
    company made = company_on_map(2, 30, 3);
    for (int j = 0; j < 3; j++)
        made.tables->reps[j].country = j == 0 ? "X" : "X;Y";
    for (int i = 0; i < 30; i++)
        made.tables->accounts[i].country = i == 3 ? "Y" : "X";
    made.tables->accounts[3].owner_id = "R1";
    company_set(&made, "match", "country");
    company_set(&made, "keep_owner_eligible", "no");
    company_set(&made, "max_moved_revenue", "0.0001");
    return made;
}

static void a_budget_that_owners_break_says_so_and_names_the_least_that_holds(void **state)
{
    (void)state;
    company made = torn_company();
    company_make(&made);
    bw_error error = {0};
    char budget[32];
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "today's reps may not keep it"));
    double least = number_after(error.message, "set max_moved_revenue to ");
    double share = made.problem->accounts[3].revenue / made.problem->total_revenue;
    assert_true(least >= share && least < share + 0.00011);
    snprintf(budget, sizeof budget, "%.4f", least);
    company_set(&made, "max_moved_revenue", budget);
    assert_int_equal(try_plan(&made, &error), BW_OK);
    company_close(&made);
}

static void windows_that_were_elastic_are_not_blamed(void **state)
{
    (void)state;
    company made = torn_company();
    company_make(&made);
    bw_error error = {0};
    assert_int_equal(try_plan(&made, &error), BW_IMPOSSIBLE);
    assert_null(strstr(error.message, "tolerance"));
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_larger_than_a_window_is_impossible_and_its_repair_works),
        cmocka_unit_test(an_account_that_only_halves_would_fit_is_impossible_too),
        cmocka_unit_test(the_widest_of_many_misses_are_named_before_the_others),
        cmocka_unit_test(a_repair_that_no_setting_has_room_for_asks_for_elastic_windows),
        cmocka_unit_test(a_budget_that_owners_break_says_so_and_names_the_least_that_holds),
        cmocka_unit_test(windows_that_were_elastic_are_not_blamed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
