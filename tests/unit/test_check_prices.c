/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The judge accepts what a plan says of itself by prices, and rejects it when a reason, a rep, a cost or a price is
 * tampered with.
 */
#include "tests/unit/cases.h"
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ACCOUNTS 40

static company made;
static bw_alignment *plan;

static void furnish(size_t accounts, size_t reps, uint64_t seed)
{
    made = company_random(accounts, reps, seed);
    company_trip(&made, "A2", "R1", 1.5, 80);
    company_trip(&made, "A5", "R2", NAN, 50);
    company_set(&made, "work_limit", "5");
    company_set(&made, "measures", "workload;potential");
    company_set(&made, "travel_cost", "2");
    company_set(&made, "tolerance", "0.02");
    company_set(&made, "balance_price", "0.1");
}

static bw_status judge(void)
{
    return bw_check(made.problem, NULL, plan, NULL, NULL, made.settings, &made.error);
}

static bw_status make_plan(void)
{
    bw_status status = company_build(&made);
    return status ? status : bw_align(made.problem, NULL, made.settings, NULL, &plan, &made.error);
}

/* A lock far from the rep who has it. */
static void lock_dearly(void)
{
    bw_account_row *row = &made.tables->accounts[9];
    row->latitude = made.tables->reps[0].latitude, row->longitude = made.tables->reps[0].longitude;
    row->visits = 300;
    row->parent_id = "";
    row->owner_id = "R2";
    row->locked = true;
}

static int open_case(void **state)
{
    (void)state;
    furnish(ACCOUNTS, 5, 3);
    lock_dearly();
    company_set(&made, "max_moved_revenue", "0.25");
    company_set(&made, "count_travel", "yes");
    if (make_plan() == BW_OK)
        return 0;
    print_error("%s\n", made.error.message);
    return -1;
}

static int close_case(void **state)
{
    (void)state;
    bw_alignment_free(plan);
    company_close(&made);
    plan = NULL;
    return 0;
}

static void an_honest_plan_passes(void **state)
{
    (void)state;
    if (judge() != BW_OK)
        fail_msg("%s", made.error.message);
}

static void expect_rejected(const char *what)
{
    if (judge() != BW_REJECTED)
        fail_msg("the judge did not see that %s was changed", what);
}

static void tamper(const char *what, double *number)
{
    double honest = *number;
    const double lies[] = {honest + 1 + 0.01 * fabs(honest), honest - 1 - 0.01 * fabs(honest), NAN, INFINITY};
    for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
        *number = lies[k];
        expect_rejected(what);
    }
    *number = honest;
}

#define TAMPER(field) tamper(#field, &(field))

static void every_reason_is_derived(void **state)
{
    (void)state;
    int32_t moved = 0;
    for (int32_t i = 0; i < ACCOUNTS; i++) {
        bw_reason honest = plan->reason[i];
        moved += honest != BW_STAYS;
        for (int reason = -1; reason <= BW_PREFERRED + 1; reason++) {
            plan->reason[i] = (bw_reason)reason;
            if (reason != (int)honest)
                expect_rejected("a reason");
        }
        plan->reason[i] = honest;
    }
    assert_true(moved > 8);
    assert_int_equal(judge(), BW_OK);
}

static void the_next_best_rep_is_the_cheapest_who_may(void **state)
{
    (void)state;
    int32_t ties = 0;
    for (int32_t i = 0; i < ACCOUNTS; i++) {
        int32_t honest = plan->next_best[i];
        for (int32_t j = -2; j <= plan->rep_count; j++) {
            plan->next_best[i] = j;
            if (j < 0 || j == plan->rep[i] || j == plan->rep_count)
                if (j != honest)
                    expect_rejected("next_best");
            ties += j != honest && judge() == BW_OK;
        }
        plan->next_best[i] = honest;
        if (honest >= 0)
            TAMPER(plan->override_cost[i]);
    }
    assert_true(ties < 5); /* where the relaxation shares an account out, two reps are as good */
    assert_int_equal(judge(), BW_OK);
}

static void one_thread_and_two_find_the_same_wrongs(void **state)
{
    (void)state;
    char words[sizeof made.error.message];
    double honest[ACCOUNTS];
    for (int32_t i = 0; i < ACCOUNTS; i++) {
        honest[i] = plan->override_cost[i];
        plan->override_cost[i] += i % 3 == 1;
    }
    for (int threads = 1; threads <= 2; threads++) {
        company_set(&made, "threads", threads == 1 ? "1" : "2");
        expect_rejected("every third account's cost");
        if (threads == 1)
            snprintf(words, sizeof words, "%s", made.error.message);
    }
    assert_string_equal(words, made.error.message);
    assert_non_null(strstr(words, "cost of overriding of A"));
    assert_null(strstr(words, "(1 in all)"));
    memcpy(plan->override_cost, honest, sizeof honest);
    assert_int_equal(judge(), BW_OK);
}

static void prices_of_windows_and_budgets_bear_on_what_they_explain(void **state)
{
    (void)state;
    int32_t dear = 0;
    for (int32_t j = 0; j < plan->rep_count; j++)
        for (int32_t m = 0; m < plan->measure_count; m++) {
            dear += plan->territories[j].windows[m].price != 0;
            TAMPER(plan->territories[j].windows[m].price);
        }
    assert_true(dear > 2);
    assert_true(plan->budget_price[BW_FRONTIER_REVENUE] < 0);
    TAMPER(plan->budget_price[BW_FRONTIER_REVENUE]);
    TAMPER(plan->budget_price[BW_FRONTIER_ACCOUNTS]);
    TAMPER(plan->budget_price[BW_FRONTIER_TRAVEL]);
    assert_int_equal(judge(), BW_OK);
}

static void expect_bound_rejected(double bound, const char *what)
{
    double honest = plan->bound, gap = plan->gap;
    plan->bound = bound;
    plan->gap = (plan->objective - bound) / fabs(bound);
    expect_rejected(what);
    plan->bound = honest;
    plan->gap = gap;
}

/* All else that is said of the bound is made to agree with the lie. */
static void a_bound_above_what_the_prices_prove_is_rejected(void **state)
{
    close_case(state);
    furnish(ACCOUNTS, 5, 3);
    company_set(&made, "max_moved_revenue", "0.25");
    company_set(&made, "work_limit", "0");
    assert_int_equal(make_plan(), BW_OK);
    assert_int_equal(plan->bound_basis, BW_BOUND_PRICES);
    assert_true(plan->gap > 1e-4);
    expect_bound_rejected((plan->bound + plan->objective) / 2, "the bound");
    expect_bound_rejected(plan->bound + 1e-6 * fabs(plan->bound), "the bound");
    expect_bound_rejected(plan->bound - 1e-6 * fabs(plan->bound), "the bound");
    plan->bound_basis = BW_BOUND_NONE;
    expect_rejected("what proves the bound");
    plan->bound_basis = BW_BOUND_PRICES;
    assert_int_equal(judge(), BW_OK);
    assert_int_equal(close_case(state) + open_case(state), 0);
}

static void a_search_proves_no_less_than_the_prices(void **state)
{
    (void)state;
    assert_int_equal(plan->bound_basis, BW_BOUND_SEARCH);
    bw_outcome honest = plan->outcome;
    plan->outcome = BW_OUTCOME_FEASIBLE;
    expect_bound_rejected(plan->bound - 0.5 * fabs(plan->bound), "the bound");
    plan->outcome = honest;
    plan->bound_basis = BW_BOUND_PRICES;
    expect_rejected("what proves the bound");
    plan->bound_basis = BW_BOUND_SEARCH;
    assert_int_equal(judge(), BW_OK);
}

static void a_confirmed_override_costs_what_the_prices_prove_or_more(void **state)
{
    (void)state;
    int32_t confirmed = 0;
    for (int32_t i = 0; i < ACCOUNTS; i++) {
        double honest = plan->override_confirmed[i];
        if (isnan(honest))
            continue;
        confirmed++;
        plan->override_confirmed[i] = -fabs(plan->objective);
        expect_rejected("override_confirmed");
        plan->override_confirmed[i] = INFINITY;
        expect_rejected("override_confirmed");
        plan->override_confirmed[i] = honest;
    }
    assert_true(confirmed > 2);
    assert_int_equal(judge(), BW_OK);
}

static void every_line_of_the_list_of_prices_is_judged(void **state)
{
    (void)state;
    size_t count = plan->price_count, seen[5] = {0};
    for (size_t k = 0; k < count; k++) {
        bw_price *price = &plan->prices[k], honest = *price;
        seen[price->kind]++;
        if (price->kind != BW_PRICE_REP) {
            TAMPER(price->estimate);
            price->confirmed = price->estimate - 0.01 * fabs(plan->objective);
            expect_rejected("confirmed");
        }
        price->confirmed = INFINITY;
        expect_rejected("confirmed");
        *price = honest;
        price->kind = (bw_price_kind)((price->kind + 1) % 5);
        expect_rejected("a kind");
        *price = honest;
        price->measure++;
        expect_rejected("a measure");
        *price = honest;
        price->subject = 1000;
        if (price->kind != BW_PRICE_TOLERANCE)
            expect_rejected("a subject");
        *price = honest;
        plan->price_count = k;
        if (price->kind != BW_PRICE_REP && price->kind != BW_PRICE_LOCK) /* left out where time is up */
            expect_rejected("the number of prices");
        plan->price_count = count;
    }
    assert_true(seen[BW_PRICE_TOLERANCE] == 2 && seen[BW_PRICE_BUDGET] == 1 && seen[BW_PRICE_UNIT] > 0
                && seen[BW_PRICE_REP] == 1 && seen[BW_PRICE_LOCK] == 1);
    assert_int_equal(judge(), BW_OK);
}

/* No plan costs anything, and what is confirmed is the rounding of two bounds. */
static void a_price_of_nothing_may_be_off_by_rounding(void **state)
{
    close_case(state);
    made = company_open(4, 2);
    company_set(&made, "measures", "accounts");
    company_set(&made, "windows", "elastic");
    assert_int_equal(make_plan(), BW_OK);
    assert_true(plan->objective == 0 && plan->price_count > 0);
    assert_int_equal(judge(), BW_OK);
    plan->prices[0].confirmed = plan->prices[0].estimate - 1e-20;
    assert_int_equal(judge(), BW_OK);
    plan->prices[0].confirmed = plan->prices[0].estimate - 1;
    expect_rejected("confirmed");
    close_case(state);
    assert_int_equal(open_case(state), 0);
}

static void an_edited_plan_is_judged_with_its_edits(void **state)
{
    (void)state;
    const bw_edit edits[] = {{2, (plan->rep[2] + 1) % 5, false}, {4, plan->rep[4], true}, {4, plan->next_best[4], true}};
    bw_alignment *honest = plan, *edited;
    assert_int_equal(bw_align_edit(made.problem, NULL, made.settings, plan, 3, edits, NULL, &edited, NULL, &made.error),
                     BW_OK);
    plan = edited;
    if (judge() != BW_OK)
        fail_msg("%s", made.error.message);
    assert_int_equal(plan->edit_count, 3);
    assert_int_equal(plan->next_best[2], -1);
    for (size_t e = 0; e < 3; e++) {
        bw_edit *edit = (bw_edit *)&plan->edits[e];
        edit->forbid = !edit->forbid;
        expect_rejected("an edit");
        edit->forbid = !edit->forbid;
        edit->account = -1;
        expect_rejected("an edit");
        edit->account = edits[e].account;
    }
    plan->edit_count = 0;
    expect_rejected("the list of edits");
    plan->edit_count = 3;
    assert_int_equal(judge(), BW_OK);
    bw_alignment_free(plan);
    plan = honest;
}

/* Hard windows, budgets of all kinds, one rep alone, a company that counts no travel. */
static void plans_of_many_companies_pass(void **state)
{
    static const struct { const char *name, *value; } changes[] = {
        {"windows", "hard"}, {"max_travel", "400000"}, {"max_moved_accounts", "0.3"}, {"travel_cost", "0"},
        {"tolerance", "1"}, {"balance_price", "0"}, {"max_distance", "500"}, {"count_travel", "yes"},
    };
    size_t count = sizeof changes / sizeof *changes, companies = CASES(5) * count, solved = 0;
    close_case(state);
    for (uint64_t seed = 0; seed < companies; seed++) {
        furnish(12 + 3 * seed % 30, 1 + seed % 6, 100 + seed);
        company_set(&made, "tolerance", "0.2");
        company_set(&made, changes[seed % count].name, changes[seed % count].value);
        company_set(&made, changes[seed % 3].name, changes[seed % 3].value);
        bw_status status = company_build(&made);
        if (status == BW_OK)
            status = bw_align(made.problem, NULL, made.settings, NULL, &plan, &made.error);
        solved += status == BW_OK;
        bool none = status == BW_IMPOSSIBLE || status == BW_LIMIT || status == BW_BAD_INPUT;
        if (status == BW_OK ? judge() != BW_OK : !none)
            fail_msg("company %d, %s: %s", (int)seed, changes[seed % count].name, made.error.message);
        close_case(state);
    }
    assert_true(5 * solved > 2 * companies);
    assert_int_equal(open_case(state), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_plan_passes),
        cmocka_unit_test(every_reason_is_derived),
        cmocka_unit_test(the_next_best_rep_is_the_cheapest_who_may),
        cmocka_unit_test(one_thread_and_two_find_the_same_wrongs),
        cmocka_unit_test(prices_of_windows_and_budgets_bear_on_what_they_explain),
        cmocka_unit_test(a_bound_above_what_the_prices_prove_is_rejected),
        cmocka_unit_test(a_search_proves_no_less_than_the_prices),
        cmocka_unit_test(a_confirmed_override_costs_what_the_prices_prove_or_more),
        cmocka_unit_test(every_line_of_the_list_of_prices_is_judged),
        cmocka_unit_test(a_price_of_nothing_may_be_off_by_rounding),
        cmocka_unit_test(an_edited_plan_is_judged_with_its_edits),
        cmocka_unit_test(plans_of_many_companies_pass),
    };
    return cmocka_run_group_tests(tests, open_case, close_case);
}
