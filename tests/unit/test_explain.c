/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/company_fixture.h"

#define SEEDS 6

static double relaxed_bound(company *made)
{
    bw_alignment *plan = company_align(made);
    double bound = plan->bound;
    bw_alignment_free(plan);
    return bound;
}

static const bw_price *find_price(const bw_alignment *plan, const char *words)
{
    static const bw_price none = {0};
    for (size_t k = 0; k < plan->price_count; k++)
        if (strstr(plan->prices[k].what, words))
            return &plan->prices[k];
    fail_msg("no price of %s", words);
    return &none;
}

static company tight_company(uint64_t seed)
{
    company made = company_on_map(seed, 80, 5);
    company_set(&made, "max_moved_revenue", "0.1");
    company_set(&made, "tolerance", "0.05");
    company_set(&made, "work_limit", "0");
    return made;
}

/* Prices give a lower bound of the changed program, so that no re-solve can save more. */
static void a_confirmed_change_saves_at_most_what_its_price_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        company made = tight_company(seed);
        bw_alignment *plan = company_align(&made);
        assert_true(plan->price_count >= 4);
        for (size_t k = 0; k < plan->price_count; k++) {
            const bw_price *price = &plan->prices[k];
            assert_true(isfinite(price->estimate) && isfinite(price->confirmed));
            if (price->confirmed < price->estimate - 1e-6 * fabs(plan->bound))
                fail_msg("%s: %g, confirmed %g", price->what, price->estimate, price->confirmed);
            if (!strstr(price->what, "one more rep"))
                assert_true(price->confirmed <= 1e-6 * fabs(plan->bound));
        }
        bw_alignment_free(plan);
        company_close(&made);
    }
}

static void a_point_of_tolerance_is_confirmed_by_the_bound_of_the_wider_window(void **state)
{
    (void)state;
    company made = tight_company(3);
    bw_alignment *plan = company_align(&made);
    double before = plan->bound;
    company_set(&made, "tolerance_workload", "0.06");
    double change = relaxed_bound(&made) - before;
    assert_true(change < 0);
    assert_true(fabs(find_price(plan, "tolerance on workload")->confirmed - change) < 1e-6 * before);
    bw_alignment_free(plan);
    company_close(&made);
}

static void one_more_rep_is_confirmed_by_the_bound_of_the_company_that_has_it(void **state)
{
    (void)state;
    company made = tight_company(3), larger = tight_company(3);
    bw_alignment *plan = company_align(&made);
    const bw_price *price = find_price(plan, "one more rep like");
    char name[8] = "";
    sscanf(price->what, "one more rep like %7[^,]", name);
    company_set(&larger, "add_reps", name);
    assert_true(fabs(price->confirmed - (relaxed_bound(&larger) - plan->bound)) < 1e-6 * plan->bound);
    bw_alignment_free(plan);
    company_close(&made);
    company_close(&larger);
}

static void the_costliest_lock_is_named_with_its_reason(void **state)
{
    (void)state;
    company made = tight_company(4);
    bw_account_row *row = &made.tables->accounts[7];
    row->latitude = made.tables->reps[0].latitude;
    row->longitude = made.tables->reps[0].longitude;
    row->visits = 200;
    row->owner_id = "R2";
    row->locked = true;
    row->lock_reason = "a promise";
    made.tables->accounts[8].owner_id = "R1";
    made.tables->accounts[8].locked = true;
    made.tables->accounts[8].visits = 1;
    bw_alignment *plan = company_align(&made);
    const bw_price *price = find_price(plan, "unlocking");
    assert_non_null(strstr(price->what, "A8 (a promise)"));
    assert_true(price->estimate < 0 && price->confirmed < 0);
    bw_alignment_free(plan);
    company_close(&made);
}

static void reasons_say_what_is_true_of_each_account(void **state)
{
    (void)state;
    company made = company_on_map(5, 60, 4);
    made.tables->accounts[0].owner_id = "";
    made.tables->accounts[1].owner_id = "someone who left";
    made.tables->accounts[2].owner_id = "R1";
    made.tables->accounts[2].locked = true;
    made.tables->rules = bw_tables_take(made.tables, 1, sizeof *made.tables->rules);
    made.tables->rules[0] = (bw_rule_row){2, "A4", "R1", "a complaint", BW_RULE_FORBID};
    made.tables->rule_count = 1;
    made.tables->accounts[3].owner_id = "R1";
    company_set(&made, "keep_owner_eligible", "no");
    bw_alignment *plan = company_align(&made);
    assert_int_equal(plan->reason[0], BW_WAS_UNASSIGNED);
    assert_int_equal(plan->reason[1], BW_WAS_UNASSIGNED);
    assert_int_equal(plan->reason[2], BW_LOCKED);
    assert_int_equal(plan->next_best[2], -1);
    assert_int_equal(plan->reason[3], BW_NOT_ELIGIBLE);
    assert_int_not_equal(plan->rep[3], 0);
    for (int32_t i = 4; i < 60; i++) {
        bool stays = plan->rep[i] == made.problem->accounts[i].owner;
        assert_int_equal(plan->reason[i] == BW_STAYS, stays);
        assert_int_not_equal(plan->next_best[i], plan->rep[i]);
    }
    bw_alignment_free(plan);
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_confirmed_change_saves_at_most_what_its_price_says),
        cmocka_unit_test(a_point_of_tolerance_is_confirmed_by_the_bound_of_the_wider_window),
        cmocka_unit_test(one_more_rep_is_confirmed_by_the_bound_of_the_company_that_has_it),
        cmocka_unit_test(the_costliest_lock_is_named_with_its_reason),
        cmocka_unit_test(reasons_say_what_is_true_of_each_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
