/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/cases.h"
#include "tests/unit/company_fixture.h"

#define SEEDS CASES(6)

/* ---- what every plan must be */

static void a_plan_is_whole_and_its_bound_holds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = company_on_map(seed, 60, 5);
        company_set(&made, "max_moved_revenue", "0.3");
        bw_alignment *plan = company_align(&made);
        for (int32_t i = 0; i < plan->account_count; i++)
            assert_true(bw_problem_eligible(made.problem, i, plan->rep[i]));
        expect_near(plan->objective, plan->travel_cost + plan->disruption_cost + plan->violation_cost
                                         + plan->balance_cost - plan->preference_value);
        assert_true(plan->bound <= plan->objective);
        assert_true(plan->gap >= 0 && plan->gap < 0.2);
        assert_true(plan->moved_revenue_share <= 0.3 + 1e-9);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static double outside(const bw_window *window)
{
    return fmax(0, fmax(window->low - window->value, window->value - window->high));
}

/* In halves it would fit into two windows, and every relaxation of the windows splits it. */
static void what_one_account_alone_misses_is_in_the_bound_before_any_search(void **state)
{
    (void)state;
    company made = company_on_map(1, 40, 4);
    made.tables->accounts[7].workload = 4000;
    company_set(&made, "measures", "workload");
    company_set(&made, "balance_price", "0.5");
    company_set(&made, "work_limit", "0");
    bw_alignment *plan = company_align(&made);
    double missed = 0;
    for (int j = 0; j < 4; j++)
        missed += outside(&plan->territories[j].windows[0]);
    double alone = 4000 - plan->territories[plan->rep[7]].windows[0].high;
    assert_true(alone > 0 && plan->bound > plan->violation_cost * alone / missed);
    assert_int_equal(bw_check(made.problem, NULL, plan, NULL, NULL, made.settings, &made.error), BW_OK);
    bw_alignment_free(plan);
    company_close(&made);
}

/* Cheapest of all assignments by enumeration, with `account` held at `rep` if account >= 0. */
static double cheapest(const company *made, int32_t account, int32_t rep)
{
    int32_t n = made->problem->account_count, reps = made->problem->rep_count, at[16] = {0};
    double best = INFINITY;
    for (bool more = true; more;) {
        bw_alignment *plan;
        assert_int_equal(bw_align_given(made->problem, NULL, made->settings, at, &plan, NULL), BW_OK);
        if ((account < 0 || at[account] == rep) && plan->moved_revenue_share <= 0.5 && plan->objective < best)
            best = plan->objective;
        bw_alignment_free(plan);
        int32_t i = 0;
        while (i < n && ++at[i] == reps)
            at[i++] = 0;
        more = i < n;
    }
    return best;
}

static company small_company(uint64_t seed)
{
    company made = company_on_map(seed, 7, 3);
    company_set(&made, "max_moved_revenue", "0.5");
    company_set(&made, "balance_price", "0.3");
    company_set(&made, "work_limit", "50");
    company_set(&made, "anchor", "0");
    return made;
}

static void the_plan_is_the_cheapest_of_all_that_there_are(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = small_company(seed);
        bw_alignment *plan = company_align(&made);
        assert_int_equal(plan->outcome, BW_OUTCOME_OPTIMAL);
        expect_near(plan->objective, cheapest(&made, -1, -1));
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static void an_override_costs_what_enumeration_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = small_company(seed);
        bw_alignment *plan = company_align(&made);
        int32_t account = (int32_t)(seed % 7), rep = plan->next_best[account];
        double cost, forced = cheapest(&made, account, rep);
        bw_status status = bw_align_override(made.problem, NULL, made.settings, plan, account, rep, NULL, &cost, NULL);
        assert_int_equal(status, isfinite(forced) ? BW_OK : BW_IMPOSSIBLE);
        if (isfinite(forced))
            expect_near(plan->objective + cost, forced);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static void one_thread_and_two_give_the_same_plan(void **state)
{
    (void)state;
    company one = company_on_map(11, 120, 8), two = company_on_map(11, 120, 8);
    company_set(&two, "threads", "2");
    bw_alignment *a = company_align(&one), *b = company_align(&two);
    assert_memory_equal(a->rep, b->rep, 120 * sizeof *a->rep);
    assert_memory_equal(a->reason, b->reason, 120 * sizeof *a->reason);
    assert_memory_equal(a->next_best, b->next_best, 120 * sizeof *a->next_best);
    assert_memory_equal(a->override_cost, b->override_cost, 120 * sizeof *a->override_cost);
    assert_memory_equal(a->territories, b->territories, 8 * sizeof *a->territories);
    assert_memory_equal(&a->objective, &b->objective, sizeof a->objective);
    assert_memory_equal(&a->bound, &b->bound, sizeof a->bound);
    assert_int_equal(a->price_count, b->price_count);
    for (size_t k = 0; k < a->price_count; k++) {
        assert_string_equal(a->prices[k].what, b->prices[k].what);
        assert_memory_equal(&a->prices[k].estimate, &b->prices[k].estimate, sizeof(double));
        assert_memory_equal(&a->prices[k].confirmed, &b->prices[k].confirmed, sizeof(double));
    }
    bw_alignment_free(a);
    bw_alignment_free(b);
    company_close(&one);
    company_close(&two);
}

/* ---- edits */

static void an_edit_goes_where_it_was_put_and_the_rest_moves_only_for_a_saving(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = company_on_map(seed, 80, 5);
        bw_alignment *plan = company_align(&made), *edited, *again;
        bw_edit edits[2] = {{3, plan->next_best[3], false}, {40, plan->next_best[40], false}};
        bw_stability stability;
        assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 2, edits, NULL, &edited, &stability,
                                       NULL), BW_OK);
        assert_int_equal(edited->rep[3], edits[0].rep);
        assert_int_equal(edited->rep[40], edits[1].rep);
        int32_t touched = 0, left[80];
        double revenue = 0, kept = 0, anchor = 0.05 * made.problem->total_revenue / 80;
        for (int32_t i = 0; i < 80; i++) {
            bool edit = i == 3 || i == 40;
            left[i] = edit ? edited->rep[i] : plan->rep[i];
            touched += !edit && edited->rep[i] != plan->rep[i];
            revenue += edit ? 0 : made.problem->accounts[i].revenue;
            kept += edit || edited->rep[i] != plan->rep[i] ? 0 : made.problem->accounts[i].revenue;
        }
        assert_int_equal(stability.edited, 2);
        assert_int_equal(stability.touched, touched);
        expect_near(stability.kept_accounts, 1 - touched / 78.0);
        expect_near(stability.kept_revenue, kept / revenue);
        bw_align_given(made.problem, NULL, made.settings, left, &again, NULL);
        assert_true(edited->objective + anchor * touched <= again->objective * (1 + 1e-9));
        assert_true(edited->bound == plan->bound || edited->bound == edited->objective);
        bw_alignment_free(again);
        bw_alignment_free(edited);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static void an_edit_takes_the_family_along(void **state)
{
    (void)state;
    company made = company_on_map(2, 30, 3);
    made.tables->accounts[4].parent_id = "A1";
    bw_alignment *plan = company_align(&made), *edited;
    bw_edit edit = {0, plan->next_best[0], false};
    bw_stability stability;
    assert_int_equal(plan->rep[0], plan->rep[4]);
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 1, &edit, NULL, &edited, &stability, NULL),
                     BW_OK);
    assert_int_equal(edited->rep[4], edit.rep);
    assert_int_equal(stability.edited, 2);
    bw_edit torn[2] = {{0, 0, false}, {4, 1, false}};
    bw_alignment *none;
    bw_error error = {0};
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 2, torn, NULL, &none, NULL, &error),
                     BW_USAGE);
    assert_non_null(strstr(error.message, "two places"));
    assert_null(none);
    bw_alignment_free(edited);
    bw_alignment_free(plan);
    company_close(&made);
}

static void an_edit_against_a_lock_is_refused_with_its_reason(void **state)
{
    (void)state;
    company made = company_on_map(3, 20, 3);
    made.tables->accounts[6].owner_id = "R1";
    made.tables->accounts[6].locked = true;
    made.tables->accounts[6].lock_reason = "contract with R1";
    bw_alignment *plan = company_align(&made), *none;
    bw_error error = {0};
    bw_edit edit = {6, 1, false};
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 1, &edit, NULL, &none, NULL, &error),
                     BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "A7"));
    assert_non_null(strstr(error.message, "contract with R1"));
    edit.rep = 99;
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 1, &edit, NULL, &none, NULL, &error),
                     BW_USAGE);
    bw_alignment_free(plan);
    company_close(&made);
}

static void a_forbidden_rep_loses_the_account_and_little_else_changes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = company_on_map(seed, 60, 4);
        bw_alignment *plan = company_align(&made), *edited = NULL;
        bw_stability kept;
        bw_edit edits[2] = {{2, plan->rep[2], true}, {2, plan->next_best[2], true}};
        size_t count = plan->next_best[2] >= 0 ? 2 : 0;
        assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, count, edits, NULL, &edited, &kept, NULL),
                         BW_OK);
        if (count) {
            assert_int_not_equal(edited->rep[2], plan->rep[2]);
            assert_int_not_equal(edited->rep[2], plan->next_best[2]);
            assert_true(kept.edited >= 1 && kept.kept_accounts > 0.8);
        }
        assert_true(edited->bound <= edited->objective);
        bw_alignment_free(edited);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static void forbids_that_leave_no_rep_or_contradict_a_move_are_refused(void **state)
{
    (void)state;
    company made = company_on_map(3, 20, 2);
    bw_alignment *plan = company_align(&made), *edited = NULL;
    bw_edit none[2] = {{5, 0, true}, {5, 1, true}}, torn[2] = {{5, 0, true}, {5, 0, false}};
    bw_error error = {0};
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 2, none, NULL, &edited, NULL, &error),
                     BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "no rep left"));
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 2, torn, NULL, &edited, NULL, &error),
                     BW_USAGE);
    assert_null(edited);
    bw_alignment_free(plan);
    company_close(&made);
}

/* A plan from a file has no proof: then the relaxation with the edits gives one, without the anchor. */
static void edits_of_given_territories_have_a_bound_of_their_own(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = company_on_map(seed, 40, 3);
        bw_alignment *plan = company_align(&made), *given = NULL, *edited = NULL, *proven = NULL;
        bw_edit edit = {0, plan->next_best[0], false};
        bw_align_given(made.problem, NULL, made.settings, plan->rep, &given, NULL);
        assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, given, 1, &edit, NULL, &edited, NULL, NULL),
                         BW_OK);
        assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 1, &edit, NULL, &proven, NULL, NULL),
                         BW_OK);
        assert_true(edited->bound > 0 && edited->bound <= edited->objective);
        expect_near(edited->objective, proven->objective);
        bw_alignment_free(proven);
        bw_alignment_free(edited);
        bw_alignment_free(given);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

/* The bound of the first edit, which holds with it alone, once proved the plan that takes it back optimal. */
static void an_edit_taken_back_leaves_no_bound_of_its_own(void **state)
{
    (void)state;
    for (uint64_t seed = 3; seed <= 7; seed++) {
        company made = company_on_map(seed, 40, 3);
        bw_alignment *plan = company_align(&made), *given = NULL, *away = NULL, *back = NULL;
        int32_t dearest = 0;
        for (int32_t i = 1; i < 40; i++)
            if (plan->override_cost[i] > plan->override_cost[dearest])
                dearest = i;
        bw_edit there = {dearest, plan->next_best[dearest], false}, here = {dearest, plan->rep[dearest], false};
        bw_align_given(made.problem, NULL, made.settings, plan->rep, &given, NULL);
        assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, given, 1, &there, NULL, &away, NULL, NULL),
                         BW_OK);
        assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, away, 1, &here, NULL, &back, NULL, NULL),
                         BW_OK);
        assert_true(away->bound > plan->objective * (1 + 1e-6));
        assert_int_equal(away->bound_basis, BW_BOUND_WITH_EDITS);
        assert_true(back->bound <= plan->objective * (1 + 1e-9));
        bw_alignment_free(back);
        bw_alignment_free(away);
        bw_alignment_free(given);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

/* A plan of territories from a file with an edit was taken for the end of the frontier, and its bound for the company's. */
static void a_frontier_to_an_edited_plan_finds_what_is_better_without_the_edit(void **state)
{
    (void)state;
    company made = company_on_map(3, 40, 3);
    bw_alignment *plan = company_align(&made), *given = NULL, *edited = NULL;
    bw_edit edit = {0, plan->next_best[0], false};
    double budget = 1;
    bw_frontier_point point;
    bw_align_given(made.problem, NULL, made.settings, plan->rep, &given, NULL);
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, given, 1, &edit, NULL, &edited, NULL, NULL), BW_OK);
    assert_int_equal(bw_align_frontier(made.problem, NULL, made.settings, edited, BW_FRONTIER_REVENUE, 1, &budget, NULL,
                                       &point, NULL), BW_OK);
    assert_true(edited->bound > plan->objective * (1 + 1e-6));
    assert_true(point.bound <= plan->objective * (1 + 1e-9));
    assert_true(point.objective < edited->objective);
    bw_alignment_free(edited);
    bw_alignment_free(given);
    bw_alignment_free(plan);
    company_close(&made);
}

static void overrides_of_the_largest_moves_are_confirmed(void **state)
{
    (void)state;
    company made = company_on_map(2, 40, 3);
    company_set(&made, "confirm_overrides", "4");
    bw_alignment *plan = company_align(&made);
    int32_t confirmed = 0;
    for (int32_t i = 0; i < 40; i++) {
        double cost;
        if (isnan(plan->override_confirmed[i]))
            continue;
        assert_int_equal(bw_align_override(made.problem, NULL, made.settings, plan, i, plan->next_best[i], NULL, &cost,
                                           NULL), BW_OK);
        expect_near(plan->override_confirmed[i], cost);
        assert_int_not_equal(plan->rep[i], made.problem->accounts[i].owner);
        confirmed++;
    }
    assert_true(confirmed >= 1 && confirmed <= 4);
    bw_alignment_free(plan);
    company_close(&made);
}

/* ---- the clock */

/* A bound of minus infinity, where no pass over all pairs had time to end, made the judge reject the plan. */
static void a_plan_that_had_no_time_at_all_has_a_bound_and_is_accepted(void **state)
{
    (void)state;
    company made = company_on_map(3, 4000, 80);
    company_set(&made, "time_limit", "0.01");
    bw_alignment *plan = company_align(&made);
    bw_error verdict = {0};
    assert_string_equal(plan->stopped_by, "time limit");
    assert_true(isfinite(plan->bound) && plan->bound <= plan->objective);
    if (bw_check(made.problem, NULL, plan, NULL, NULL, made.settings, &verdict) != BW_OK)
        fail_msg("%s", verdict.message);
    bw_alignment_free(plan);
    company_close(&made);
}

/* ---- the trade-off */

static void a_frontier_starts_at_the_least_and_ends_at_the_plan(void **state)
{
    (void)state;
    for (int kind = BW_FRONTIER_REVENUE; kind <= BW_FRONTIER_TRAVEL; kind++) {
        company made = company_on_map(4, 50, 4);
        bw_alignment *plan = company_align(&made);
        bw_frontier_point points[4];
        assert_int_equal(bw_align_frontier(made.problem, NULL, made.settings, plan, (bw_frontier_kind)kind, 4, NULL,
                                           NULL, points, NULL), BW_OK);
        for (int k = 0; k < 4; k++) {
            assert_true(points[k].used <= points[k].budget * (1 + 1e-9));
            assert_true(points[k].bound <= points[k].objective);
            assert_true(k == 0 || points[k].budget > points[k - 1].budget);
            assert_true(k == 0 || points[k].objective <= points[k - 1].objective);
            assert_true(k == 0 || points[k].bound <= points[k - 1].bound);
            assert_int_equal(points[k].dominated, k > 0 && points[k].objective >= points[k - 1].objective * (1 - 1e-9));
        }
        expect_near(points[3].objective, plan->objective);
        expect_near(points[3].bound, plan->bound);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

/* The least of each account alone is less than any plan takes when few may move: budgets from there on had no plan. */
static void the_least_travel_is_that_of_a_plan_within_the_other_budgets(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = company_on_map(seed, 12, 3);
        company_set(&made, "max_moved_revenue", "0.2");
        bw_alignment *plan = company_align(&made), *least = NULL;
        bw_frontier_point points[3];
        bw_status status = bw_align_frontier(made.problem, NULL, made.settings, plan, BW_FRONTIER_TRAVEL, 3, NULL, NULL,
                                             points, NULL);
        company_set(&made, "disruption_rate", "0");
        company_set(&made, "violation_price", "0");
        company_set(&made, "preference_value", "0");
        company_set(&made, "gap", "0");
        assert_int_equal(bw_align(made.problem, NULL, made.settings, NULL, &least, NULL), BW_OK);
        assert_int_equal(least->outcome, BW_OUTCOME_OPTIMAL);
        bool room = plan->travel_cost > least->travel_cost * (1 + 1e-6);
        assert_int_equal(status, room ? BW_OK : BW_USAGE);
        if (room) {
            expect_near(points[0].budget, least->travel_cost);
            assert_true(points[0].objective > points[2].objective);
        }
        bw_alignment_free(least);
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static void more_budget_never_costs_more(void **state)
{
    (void)state;
    double budgets[6] = {0, 0.05, 0.1, 0.2, 0.4, 1};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = company_on_map(seed, 50, 4);
        bw_frontier_point points[6];
        company_make(&made);
        assert_int_equal(
            bw_align_frontier(made.problem, NULL, made.settings, NULL, BW_FRONTIER_REVENUE, 6, budgets, NULL, points, NULL), BW_OK);
        for (int k = 0; k < 6; k++) {
            assert_true(points[k].budget == budgets[k]);
            assert_true(points[k].moved_revenue_share <= budgets[k] + 1e-9);
            assert_true(points[k].bound <= points[k].objective && points[k].gap >= 0);
            assert_true(k == 0 || points[k].objective <= points[k - 1].objective * (1 + 1e-9));
            assert_true(k == 0 || points[k].bound <= points[k - 1].bound * (1 + 1e-9));
        }
        company_close(&made);
    }
}

static void a_budget_that_no_plan_holds_is_a_point_without_a_plan(void **state)
{
    (void)state;
    company made = company_on_map(5, 40, 2);
    for (int i = 0; i < 40; i++)
        made.tables->accounts[i].owner_id = "R1";
    company_set(&made, "windows", "hard");
    company_make(&made);
    double budgets[2] = {0, 0.9};
    bw_frontier_point points[2];
    assert_int_equal(
            bw_align_frontier(made.problem, NULL, made.settings, NULL, BW_FRONTIER_REVENUE, 2, budgets, NULL, points, NULL), BW_OK);
    assert_int_equal(points[0].outcome, BW_OUTCOME_INFEASIBLE);
    assert_true(isnan(points[0].objective));
    assert_true(points[1].objective > 0);
    company_close(&made);
}

static void budgets_of_a_frontier_must_rise(void **state)
{
    (void)state;
    company made = company_on_map(5, 10, 2);
    company_make(&made);
    double falling[2] = {0.2, 0.1}, beyond[1] = {1.5};
    bw_frontier_point points[2];
    assert_int_equal(
            bw_align_frontier(made.problem, NULL, made.settings, NULL, BW_FRONTIER_REVENUE, 2, falling, NULL, points, NULL), BW_USAGE);
    assert_int_equal(
            bw_align_frontier(made.problem, NULL, made.settings, NULL, BW_FRONTIER_REVENUE, 1, beyond, NULL, points, NULL), BW_USAGE);
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_is_whole_and_its_bound_holds),
        cmocka_unit_test(what_one_account_alone_misses_is_in_the_bound_before_any_search),
        cmocka_unit_test(the_plan_is_the_cheapest_of_all_that_there_are),
        cmocka_unit_test(an_override_costs_what_enumeration_says),
        cmocka_unit_test(one_thread_and_two_give_the_same_plan),
        cmocka_unit_test(an_edit_goes_where_it_was_put_and_the_rest_moves_only_for_a_saving),
        cmocka_unit_test(an_edit_takes_the_family_along),
        cmocka_unit_test(an_edit_against_a_lock_is_refused_with_its_reason),
        cmocka_unit_test(more_budget_never_costs_more),
        cmocka_unit_test(a_budget_that_no_plan_holds_is_a_point_without_a_plan),
        cmocka_unit_test(budgets_of_a_frontier_must_rise),
        cmocka_unit_test(a_forbidden_rep_loses_the_account_and_little_else_changes),
        cmocka_unit_test(forbids_that_leave_no_rep_or_contradict_a_move_are_refused),
        cmocka_unit_test(edits_of_given_territories_have_a_bound_of_their_own),
        cmocka_unit_test(an_edit_taken_back_leaves_no_bound_of_its_own),
        cmocka_unit_test(a_frontier_to_an_edited_plan_finds_what_is_better_without_the_edit),
        cmocka_unit_test(overrides_of_the_largest_moves_are_confirmed),
        cmocka_unit_test(a_plan_that_had_no_time_at_all_has_a_bound_and_is_accepted),
        cmocka_unit_test(a_frontier_starts_at_the_least_and_ends_at_the_plan),
        cmocka_unit_test(the_least_travel_is_that_of_a_plan_within_the_other_budgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
