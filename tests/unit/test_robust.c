/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programs that are odd in every way end in an honest outcome: a plan that the program itself judges, with a bound
 * that no plan beats, or the word that there is none; the same for one thread and two.
 *
 * FUZZ_PROGRAMS=20000 build/tests/unit/test_robust draws as many wild programs instead of some hundred.
 */
#include "solver/prices.h"
#include "tests/unit/near.h"
#include "tests/unit/wild_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- honesty */

typedef struct ending {
    bw_status status;
    double objective, bound;
    bool optimal;
} ending;

static void expect_plan(const bw_program *p, const bw_solution *s)
{
    assert_non_null(s->bin);
    assert_true(s->objective < INFINITY && s->objective > -INFINITY);
    assert_true(s->objective == bw_program_objective(p, s->bin, NULL));
    assert_true(s->bound <= s->objective);
    assert_true(s->outcome == BW_OUTCOME_OPTIMAL || s->outcome == BW_OUTCOME_FEASIBLE);
    if (s->outcome == BW_OUTCOME_OPTIMAL)
        assert_true(s->objective - s->bound <= 1e-9 * fmax(1, fabs(s->objective)));
}

static void expect_same(const bw_program *p, const bw_solution *one, const bw_solution *two)
{
    assert_memory_equal(&one->objective, &two->objective, sizeof(double));
    assert_memory_equal(&one->bound, &two->bound, sizeof(double));
    assert_int_equal(one->bin == NULL, two->bin == NULL);
    if (one->bin && p->items > 0)
        assert_memory_equal(one->bin, two->bin, (size_t)p->items * sizeof(int32_t));
}

/* Solves it with one thread and with two. No clock: whatever goes round in circles would not end. */
static ending solve(const bw_program *p, int64_t rounds)
{
    bw_effort alone = {.seconds = INFINITY, .rounds = rounds, .threads = 1, .seed = 3}, both = alone;
    bw_solution one, two;
    bw_error error = {0};
    both.threads = 2;
    bw_status status = bw_engine_solve(p, &alone, NULL, NULL, &one, &error);
    assert_int_equal(status, bw_engine_solve(p, &both, NULL, NULL, &two, NULL));
    expect_same(p, &one, &two);
    if (status == BW_OK) {
        expect_plan(p, &one);
    } else {
        assert_true(status == BW_IMPOSSIBLE || status == BW_LIMIT || status == BW_BAD_INPUT);
        assert_null(one.bin);
        assert_true(error.message[0] != 0);
    }
    ending end = {status, one.objective, one.bound, one.outcome == BW_OUTCOME_OPTIMAL};
    bw_solution_clear(&one);
    bw_solution_clear(&two);
    return end;
}

/* Every window of slot k becomes this one. */
static void set_windows(wild *w, int32_t k, bw_row row)
{
    for (int32_t j = 0; j < w->program.bins; j++)
        w->row[k * w->program.bins + j] = row;
}

/* Costs and weights of a kind (wild_number); entries depend on the item alone. */
static wild *drawn(int32_t items, int32_t bins, int32_t slots, int32_t cost_kind, int32_t weight_kind)
{
    wild *w = wild_create(items, bins, slots);
    w->random = 5;
    w->program.uniform_entries = true;
    for (int32_t i = 0; i < items; i++)
        for (int32_t j = 0; j < bins; j++)
            w->cost[i * bins + j] = wild_number(w, cost_kind);
    for (int32_t i = 0; i < items; i++)
        for (int32_t k = 0; k < slots; k++) {
            double weight = wild_number(w, weight_kind);
            for (int32_t j = 0; j < bins; j++)
                w->entry[(i * bins + j) * slots + k] = weight;
        }
    return w;
}

/* Windows of a share of each slot's sum, more or less. */
static void balance(wild *w, double tolerance, double price)
{
    const bw_program *p = &w->program;
    for (int32_t k = 0; k < p->slots; k++) {
        double sum = 0;
        for (int32_t i = 0; i < p->items; i++)
            sum += w->entry[(size_t)(i * p->bins * p->slots + k)];
        sum /= p->bins;
        set_windows(w, k, (bw_row){sum * (1 - tolerance), sum * (1 + tolerance), price, 0, 0});
    }
}

/* ---- windows */

static void windows_that_only_split_items_can_meet_give_no_plan(void **state)
{
    (void)state;
    wild *w = drawn(9, 3, 1, 2, 1); /* nine items of weight 1, windows of 2.2 to 2.8 and the like */
    set_windows(w, 0, (bw_row){2.2, 2.8, INFINITY, 0, 0});
    assert_int_equal(solve(&w->program, 4).status, BW_IMPOSSIBLE);
    set_windows(w, 0, (bw_row){2.2, 3.8, INFINITY, 0, 0});
    w->row[0] = (bw_row){2.9, 2.95, INFINITY, 0, 0};
    assert_int_equal(solve(&w->program, 4).status, BW_IMPOSSIBLE);
    wild_free(w);
}

static void an_item_larger_than_every_window_is_impossible_or_paid_for(void **state)
{
    (void)state;
    wild *w = drawn(12, 3, 1, 0, 1);
    for (int32_t j = 0; j < 3; j++)
        w->entry[j] = 50;
    set_windows(w, 0, (bw_row){2, 8, INFINITY, 0, 0});
    assert_int_equal(solve(&w->program, 4).status, BW_IMPOSSIBLE);
    set_windows(w, 0, (bw_row){2, 8, 10, 0, 0});
    ending end = solve(&w->program, 4);
    assert_int_equal(end.status, BW_OK);
    assert_true(end.optimal && end.objective >= 420);
    wild_free(w);
}

static void a_bin_without_any_eligible_item_is_empty_or_impossible(void **state)
{
    (void)state;
    wild *w = drawn(20, 4, 1, 2, 2);
    for (int32_t i = 0; i < 20; i++)
        w->cost[i * 4 + 2] = INFINITY;
    set_windows(w, 0, (bw_row){5, INFINITY, INFINITY, 0, 0});
    assert_int_equal(solve(&w->program, 2).status, BW_IMPOSSIBLE);
    w->row[2].violation_price = 7;
    ending end = solve(&w->program, 2);
    assert_int_equal(end.status, BW_OK);
    assert_true(end.objective >= 35);
    w->row[2] = (bw_row){0, 0, INFINITY, 0, 0};
    assert_int_equal(solve(&w->program, 2).status, BW_OK);
    wild_free(w);
}

static void weights_of_nothing_meet_windows_from_nothing_and_no_others(void **state)
{
    (void)state;
    wild *w = drawn(15, 4, 2, 2, 1);
    memset(w->entry, 0, 15 * 4 * 2 * sizeof(double));
    set_windows(w, 0, (bw_row){0, 0, INFINITY, 0, 0});
    set_windows(w, 1, (bw_row){-1, 1, INFINITY, 0, 0});
    ending end = solve(&w->program, 2);
    assert_true(end.optimal);
    set_windows(w, 0, (bw_row){1, 5, INFINITY, 0, 0});
    assert_int_equal(solve(&w->program, 2).status, BW_IMPOSSIBLE);
    set_windows(w, 0, (bw_row){1, 5, 3, 0, 0});
    expect_near(solve(&w->program, 2).objective, end.objective + 12);
    wild_free(w);
}

/* ---- sizes */

static void programs_without_items_rows_or_choices_are_solved(void **state)
{
    (void)state;
    wild *empty = wild_create(0, 3, 1), *free_rows = drawn(6, 3, 0, 0, 1), *one = drawn(8, 1, 2, 6, 2);
    ending end = solve(&empty->program, 2);
    assert_true(end.optimal && end.objective == 0);
    assert_true(solve(&free_rows->program, 2).optimal);
    balance(one, 0.1, INFINITY);
    assert_true(solve(&one->program, 2).optimal);
    one->row[1] = (bw_row){1e6, 2e6, INFINITY, 0, 0};
    assert_int_equal(solve(&one->program, 2).status, BW_IMPOSSIBLE);
    wild_free(empty);
    wild_free(free_rows);
    wild_free(one);
}

static void more_bins_than_items_leave_bins_empty(void **state)
{
    (void)state;
    wild *w = drawn(7, 30, 1, 2, 1);
    set_windows(w, 0, (bw_row){0, 1, INFINITY, 0, 0});
    assert_true(solve(&w->program, 4).optimal);
    set_windows(w, 0, (bw_row){1, 2, INFINITY, 0, 0});
    assert_int_equal(solve(&w->program, 4).status, BW_IMPOSSIBLE);
    set_windows(w, 0, (bw_row){1, 2, 4, 0, 0});
    assert_int_equal(solve(&w->program, 4).status, BW_OK);
    wild_free(w);
}

static void three_thousand_bins_end_in_a_plan(void **state)
{
    (void)state;
    wild *w = drawn(20, 3000, 1, 0, 1);
    set_windows(w, 0, (bw_row){0, 1, INFINITY, 0, 0});
    ending end = solve(&w->program, 0);
    assert_int_equal(end.status, BW_OK);
    assert_true(end.objective >= 0);
    wild_free(w);
}

static void six_measures_hold_at_once(void **state)
{
    (void)state;
    wild *w = drawn(24, 3, 6, 2, 2);
    balance(w, 0.2, INFINITY);
    assert_int_equal(solve(&w->program, 1).status, BW_OK);
    balance(w, 0.02, 5);
    assert_int_equal(solve(&w->program, 1).status, BW_OK);
    wild_free(w);
}

/* ---- numbers */

static void ties_everywhere_end(void **state)
{
    (void)state;
    wild *w = drawn(60, 6, 2, 1, 1); /* every cost and every weight is 1 */
    balance(w, 0.1, INFINITY);
    ending end = solve(&w->program, 1);
    assert_true(end.optimal);
    expect_near(end.objective, 60);
    balance(w, 0, INFINITY);
    expect_near(solve(&w->program, 1).objective, 60);
    memset(w->cost, 0, 60 * 6 * sizeof(double));
    expect_near(solve(&w->program, 1).objective, 0);
    set_windows(w, 0, (bw_row){10.5, 11, 2, 10.7, 1});
    assert_int_equal(solve(&w->program, 1).status, BW_OK);
    wild_free(w);
}

static void costs_from_a_thousandth_to_a_billion_and_below_zero_are_added_up(void **state)
{
    (void)state;
    wild *w = drawn(80, 5, 1, 4, 2);
    balance(w, 0.15, INFINITY);
    assert_int_equal(solve(&w->program, 1).status, BW_OK);
    for (int32_t k = 0; k < 80 * 5; k++)
        w->cost[k] = k % 3 ? -w->cost[k] : w->cost[k];
    ending end = solve(&w->program, 1);
    assert_int_equal(end.status, BW_OK);
    assert_true(end.objective < 0);
    wild_free(w);
}

static void heavy_tails_end_in_a_plan_or_are_paid_for(void **state)
{
    (void)state;
    wild *w = drawn(25, 4, 2, 2, 3);
    balance(w, 0.1, INFINITY);
    ending hard = solve(&w->program, 1);
    assert_true(hard.status == BW_OK || hard.status == BW_IMPOSSIBLE || hard.status == BW_LIMIT);
    balance(w, 0.1, 1);
    assert_int_equal(solve(&w->program, 1).status, BW_OK);
    wild_free(w);
}

static void numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {NAN, -INFINITY, 1e300, -1e16};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        wild *w = drawn(10, 3, 1, 2, 2);
        balance(w, 0.5, INFINITY);
        double cost = w->cost[7], entry = w->entry[11];
        w->cost[7] = bad[k];
        assert_int_equal(solve(&w->program, 1).status, BW_BAD_INPUT);
        w->cost[7] = cost;
        w->entry[11] = bad[k];
        assert_int_equal(solve(&w->program, 1).status, BW_BAD_INPUT);
        w->entry[11] = entry;
        w->row[1].high = bad[k];
        assert_int_equal(solve(&w->program, 1).status, BW_BAD_INPUT);
        w->row[1] = (bw_row){0, 100, bad[k] > 0 ? 1 : bad[k], bad[k] > 0 ? bad[k] : 0, bad[k] > 0};
        assert_int_equal(solve(&w->program, 1).status, BW_BAD_INPUT);
        wild_free(w);
    }
}

/* Of giant programs not every pair is looked at beforehand. */
static void numbers_that_nobody_checked_reach_no_list_and_no_column(void **state)
{
    (void)state;
    wild *w = drawn(40, 6, 1, 2, 2);
    balance(w, 0.1, INFINITY);
    for (int32_t i = 0; i < 40; i++) {
        w->cost[i * 6 + i % 5] = i % 2 ? NAN : -INFINITY;
        w->entry[i * 6 + 5] = i % 3 ? NAN : i % 2 ? INFINITY : -INFINITY;
    }
    bw_prices_limits limits = {.per_item = 6, .end = INFINITY, .threads = 2};
    bw_prices prices;
    assert_true(bw_prices_find(&w->program, &limits, &prices));
    assert_true(isfinite(prices.bound) && !prices.impossible);
    for (int64_t p = 0; p < prices.pairs->start[40]; p++)
        assert_true(isfinite(prices.pairs->cost[p]) && isfinite(prices.pairs->entry[p]));
    for (int32_t i = 0; i < 40; i++)
        assert_int_equal(prices.pairs->start[i + 1] - prices.pairs->start[i], 4);
    bw_prices_clear(&prices);
    wild_free(w);
}

/* ---- what wild programs have brought to light */

/* The basis that GLPK begins with sends its simplex round in circles. */
static void a_simplex_that_goes_round_in_circles_is_left_for_another_basis(void **state)
{
    (void)state;
    wild *w = wild_random(6, 4, 804);
    assert_int_equal(solve(&w->program, 1).status, BW_IMPOSSIBLE);
    wild_free(w);
}

/* Weights of 2e8 beside ones of 5: a share of 2e-8 seems whole and is worth 3. */
static void a_share_too_small_to_see_is_branched_on(void **state)
{
    (void)state;
    static const uint64_t seeds[] = {308, 1266};
    static const double least[] = {21, 23};
    for (size_t k = 0; k < 2; k++) {
        wild *w = wild_random(6, 4, seeds[k]);
        expect_near(solve(&w->program, 8).objective, least[k]);
        wild_free(w);
    }
}

/* Penalties of 1e8 and more: their rounding alone pays for chains of shifts. */
static void a_search_under_steep_weights_ends(void **state)
{
    (void)state;
    wild *w = wild_random(14, 5, 21040);
    bw_status status = solve(&w->program, 0).status;
    assert_true(status == BW_OK || status == BW_LIMIT || status == BW_IMPOSSIBLE);
    wild_free(w);
}

/* ---- any program */

static uint64_t fuzz_count(uint64_t usual)
{
    const char *wanted = getenv("FUZZ_PROGRAMS");
    return wanted ? strtoull(wanted, NULL, 10) : usual;
}

/* What no bound may be above, and no plan below where all assignments were tried. */
static void judge(uint64_t seed, ending end, double known, bool all_tried)
{
    double slack = known < INFINITY ? 1e-7 * fmax(1, fabs(known)) : 0;
    bool lies = end.status == BW_OK ? end.bound > known + slack || (end.optimal && end.objective > known + slack) ||
                                          (all_tried && end.objective < known - slack)
                                    : end.status == BW_BAD_INPUT ||
                                          (end.status == BW_IMPOSSIBLE && known < INFINITY);
    if (lies || (all_tried && end.status == BW_OK && !end.optimal))
        fail_msg("program %llu: status %d, objective %.12g, bound %.12g, known %.12g", (unsigned long long)seed,
                 (int)end.status, end.objective, end.bound, known);
}

static void wild_programs_end_as_all_their_assignments_say(void **state)
{
    (void)state;
    uint64_t count = fuzz_count(600);
    for (uint64_t seed = 1; seed <= count; seed++) {
        wild *w = wild_random(5, 4, seed);
        judge(seed, solve(&w->program, 8), wild_least(w), true);
        wild_free(w);
    }
}

static void no_bound_of_a_wild_program_is_above_what_glpk_finds(void **state)
{
    (void)state;
    uint64_t count = fuzz_count(600) / 20;
    for (uint64_t seed = 1; seed <= count; seed++) {
        wild *w = wild_random(14, 5, seed + 20000);
        judge(seed + 20000, solve(&w->program, 1), wild_by_glpk(w), false);
        wild_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_that_only_split_items_can_meet_give_no_plan),
        cmocka_unit_test(an_item_larger_than_every_window_is_impossible_or_paid_for),
        cmocka_unit_test(a_bin_without_any_eligible_item_is_empty_or_impossible),
        cmocka_unit_test(weights_of_nothing_meet_windows_from_nothing_and_no_others),
        cmocka_unit_test(programs_without_items_rows_or_choices_are_solved),
        cmocka_unit_test(more_bins_than_items_leave_bins_empty),
        cmocka_unit_test(three_thousand_bins_end_in_a_plan),
        cmocka_unit_test(six_measures_hold_at_once),
        cmocka_unit_test(ties_everywhere_end),
        cmocka_unit_test(costs_from_a_thousandth_to_a_billion_and_below_zero_are_added_up),
        cmocka_unit_test(heavy_tails_end_in_a_plan_or_are_paid_for),
        cmocka_unit_test(numbers_that_are_none_are_refused),
        cmocka_unit_test(numbers_that_nobody_checked_reach_no_list_and_no_column),
        cmocka_unit_test(a_simplex_that_goes_round_in_circles_is_left_for_another_basis),
        cmocka_unit_test(a_share_too_small_to_see_is_branched_on),
        cmocka_unit_test(a_search_under_steep_weights_ends),
        cmocka_unit_test(wild_programs_end_as_all_their_assignments_say),
        cmocka_unit_test(no_bound_of_a_wild_program_is_above_what_glpk_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
