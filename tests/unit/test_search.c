/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Search and neighbourhoods on random small programs: what they claim is recomputed from the program, and no
 * assignment beats the oracle that tries all of them.
 */
#include "solver/neighbourhood.h"
#include "solver/round.h"
#include "tests/unit/random_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PROGRAMS 60
#define ITEMS 6
#define BINS 3

/* A random program, its whole lists at zero prices, and a plan at hand: every item on its cheapest bin. */
typedef struct desk {
    toy t;
    bw_pairs *pairs;
    bw_state *state;
    double price[BINS + (BINS + 1) / 2 + 1];
} desk;

static void desk_open(desk *d, uint64_t seed)
{
    *d = (desk){0};
    toy_create(&d->t, ITEMS, BINS, seed);
    bw_pairs_limits limits = {.per_item = BINS, .reach = INFINITY, .end = INFINITY, .threads = 1};
    d->pairs = bw_pairs_create(&d->t.program, &limits);
    assert_non_null(d->pairs);
    d->state = bw_state_create(d->pairs);
    assert_non_null(d->state);
    for (int32_t i = 0; i < ITEMS; i++)
        bw_state_put(d->state, i, d->pairs->start[i]);
}

static void desk_close(desk *d)
{
    bw_state_free(d->state);
    bw_pairs_free(d->pairs);
    toy_free(&d->t);
}

static void assert_near(double found, double expected)
{
    if (isinf(expected))
        assert_true(found == expected);
    else
        assert_true(fabs(found - expected) <= 1e-9 * fmax(1, fabs(expected)));
}

/* The state's activities and objective are what the program says of its plan. */
static void assert_state_true(const desk *d)
{
    int32_t bin[ITEMS];
    double activity[BINS + (BINS + 1) / 2 + 1];
    bw_state_save(d->state, bin);
    double objective = bw_program_objective(&d->t.program, bin, activity);
    assert_near(bw_state_objective(d->state), objective);
    for (int32_t r = 0; r < d->t.program.rows; r++)
        assert_near(d->state->activity[r], activity[r]);
}

static void a_plan_under_change_keeps_its_activities_true(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        desk d;
        desk_open(&d, seed);
        for (int k = 0; k < 200; k++) {
            int32_t item = (int32_t)(toy_draw(&d.t) * ITEMS);
            int64_t count = d.pairs->start[item + 1] - d.pairs->start[item];
            bw_state_put(d.state, item, d.pairs->start[item] + (int64_t)(toy_draw(&d.t) * (double)count));
        }
        for (int32_t j = 0; j < BINS; j++)
            for (int32_t i = d.state->first[j]; i >= 0; i = d.state->next[i])
                assert_int_equal(d.pairs->bin[d.state->at[i]], j);
        assert_state_true(&d);
        desk_close(&d);
    }
}

/* A shift changes the weighted cost by what bw_state_shift foretells; here without hard windows, so that the
 * weighted cost is the objective. */
static void a_shift_changes_the_objective_by_what_was_foretold(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        desk d;
        desk_open(&d, seed);
        for (int32_t r = 0; r < d.t.program.rows; r++)
            d.t.row[r].violation_price = fmin(d.t.row[r].violation_price, 5);
        for (int k = 0; k < 40; k++) {
            int32_t item = (int32_t)(toy_draw(&d.t) * ITEMS);
            int64_t count = d.pairs->start[item + 1] - d.pairs->start[item];
            int64_t pair = d.pairs->start[item] + (int64_t)(toy_draw(&d.t) * (double)count);
            double before = bw_state_objective(d.state), change = bw_state_shift(d.state, item, pair);
            bw_state_put(d.state, item, pair);
            assert_true(fabs(bw_state_objective(d.state) - before - change) <= 1e-7 * fmax(1, fabs(before)));
        }
        desk_close(&d);
    }
}

static void single_shifts_never_make_a_plan_worse_and_leave_none_that_pays(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        desk d;
        desk_open(&d, seed);
        for (int32_t r = 0; r < d.t.program.rows; r++)
            d.t.row[r].violation_price = fmin(d.t.row[r].violation_price, 5);
        double before = bw_state_objective(d.state);
        bw_state_settle(d.state, INFINITY, NULL);
        assert_true(bw_state_objective(d.state) <= before + 1e-9 * fabs(before));
        assert_state_true(&d);
        for (int32_t i = 0; i < ITEMS; i++)
            for (int64_t p = d.pairs->start[i]; p < d.pairs->start[i + 1]; p++)
                assert_true(p == d.state->at[i] || bw_state_shift(d.state, i, p) > -1e-6);
        desk_close(&d);
    }
}

static double searched(desk *d, uint64_t seed)
{
    int32_t best[ITEMS];
    double objective = INFINITY, activity[BINS + (BINS + 1) / 2 + 1];
    bw_search_limits limits = {.rounds = 60, .work = -1, .end = INFINITY, .seed = seed, .scale = 1};
    assert_true(bw_search(d->state, &limits, best, &objective));
    if (objective < INFINITY)
        assert_near(bw_program_objective(&d->t.program, best, activity), objective);
    return objective;
}

static void a_search_finds_the_optimum_of_most_tiny_programs_and_never_less(void **unused)
{
    (void)unused;
    int optimal = 0;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        desk d;
        desk_open(&d, seed);
        double least = toy_oracle(&d.t), found = searched(&d, seed);
        assert_true(found >= least - 1e-9 * fabs(least) || isinf(least));
        assert_true(!isinf(least) || isinf(found));
        optimal += isinf(least) ? isinf(found) : found <= least + 1e-9 * fmax(1, fabs(least));
        desk_close(&d);
    }
    assert_true(optimal >= PROGRAMS * 9 / 10);
}

static double improved(desk *d, int threads, int32_t *bin)
{
    double objective = bw_state_objective(d->state);
    bw_improve_limits limits = {.parts = 60, .kicks = 20, .work = 100000, .target = -INFINITY, .end = INFINITY,
                                .price = d->price, .bound = -INFINITY, .seed = 3, .threads = threads};
    assert_true(bw_improve(d->state, &limits, &objective));
    bw_state_save(d->state, bin);
    return objective;
}

/* Starts from the worst feasible assignment that chance finds, if any. */
static bool start_feasible(desk *d)
{
    for (int k = 0; k < 400; k++) {
        for (int32_t i = 0; i < ITEMS; i++) {
            int64_t count = d->pairs->start[i + 1] - d->pairs->start[i];
            bw_state_put(d->state, i, d->pairs->start[i] + (int64_t)(toy_draw(&d->t) * (double)count));
        }
        bw_state_refresh(d->state);
        if (bw_state_objective(d->state) < INFINITY)
            return true;
    }
    return false;
}

static void parts_make_a_plan_better_and_keep_it_inside_its_windows(void **unused)
{
    (void)unused;
    int started = 0, optimal = 0;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        desk d;
        int32_t bin[ITEMS];
        desk_open(&d, seed);
        if (start_feasible(&d)) {
            double before = bw_state_objective(d.state), after = improved(&d, 1, bin), least = toy_oracle(&d.t);
            assert_true(after <= before + 1e-9 * fabs(before));
            assert_near(bw_program_objective(&d.t.program, bin, NULL), after);
            assert_true(after >= least - 1e-9 * fmax(1, fabs(least)));
            started++;
            optimal += after <= least + 1e-9 * fmax(1, fabs(least));
        }
        desk_close(&d);
    }
    assert_true(started > PROGRAMS / 4);
    assert_true(optimal >= started * 9 / 10);
}

static void two_threads_find_the_plan_that_one_finds(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        int32_t bin[2][ITEMS];
        double objective[2] = {0, 0};
        for (int threads = 1; threads <= 2; threads++) {
            desk d;
            desk_open(&d, seed);
            if (start_feasible(&d))
                objective[threads - 1] = improved(&d, threads, bin[threads - 1]);
            else
                memset(bin[threads - 1], 0, sizeof bin[0]);
            desk_close(&d);
        }
        assert_true(objective[0] == objective[1]);
        assert_memory_equal(bin[0], bin[1], sizeof bin[0]);
    }
}

/* Rounding finds a plan for nearly all programs that have one, and its value is what it says. */
static void round_all(bool hurried)
{
    int feasible = 0, rounded = 0;
    for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
        desk d;
        int32_t bin[ITEMS];
        bool broken;
        double objective;
        desk_open(&d, seed);
        bw_improve_limits limits = {.parts = 60, .kicks = 20, .work = 100000, .target = -INFINITY, .end = INFINITY,
                                    .price = d.price, .bound = -INFINITY, .seed = 3, .threads = 1};
        bool good = bw_round(d.state, &limits, hurried, &objective, &broken);
        assert_false(broken);
        bw_state_save(d.state, bin);
        assert_near(bw_program_objective(&d.t.program, bin, NULL), good ? objective : INFINITY);
        feasible += toy_oracle(&d.t) < INFINITY;
        rounded += good;
        desk_close(&d);
    }
    assert_true(rounded >= feasible * 9 / 10);
}

static void rounding_says_a_plan_is_inside_its_windows_only_if_it_is(void **unused)
{
    (void)unused;
    round_all(false);
}

static void rounding_in_a_hurry_comes_to_plans_as_well(void **unused)
{
    (void)unused;
    round_all(true);
}

/* A window that no assignment comes near. */
static void close_off(desk *d)
{
    d->t.row[0] = (bw_row){1000, 1001, INFINITY, 0, 0};
}

static void a_search_for_what_does_not_exist_ends_by_its_work(void **unused)
{
    (void)unused;
    desk d;
    int32_t best[ITEMS];
    double objective = INFINITY;
    desk_open(&d, 1);
    close_off(&d);
    bw_search_limits limits = {.rounds = INT64_MAX, .work = 20000, .end = INFINITY, .seed = 1, .scale = 1};
    assert_true(bw_search(d.state, &limits, best, &objective));
    assert_true(objective == INFINITY);
    desk_close(&d);
}

/* What rounding prices in vain when its parts may price so much together. */
static int64_t priced_in_vain(int64_t most)
{
    desk d;
    double objective;
    bool broken;
    int64_t left = most;
    desk_open(&d, 1);
    close_off(&d);
    bw_improve_limits limits = {.parts = 60, .left = &left, .kicks = 20, .work = 100000, .target = -INFINITY,
                                .end = INFINITY, .price = d.price, .bound = -INFINITY, .seed = 3, .threads = 1};
    assert_false(bw_round(d.state, &limits, false, &objective, &broken));
    assert_false(broken);
    desk_close(&d);
    return most - left;
}

static void rounding_in_vain_ends_when_its_parts_have_priced_what_they_may_together(void **unused)
{
    (void)unused;
    int64_t all = priced_in_vain(INT64_MAX), little = priced_in_vain(1);
    assert_true(little > 0 && little < all / 4);
}

/* Two items with two bins of their own each; moving takes all of a budget, and the wrong one has moved. */
static void parts_trade_a_budget_between_bins_that_no_item_goes_between(void **unused)
{
    (void)unused;
    toy t;
    toy_create(&t, 2, 4, 1);
    const double cost[8] = {5, 0, INFINITY, INFINITY, INFINITY, INFINITY, 10, 0};
    int32_t budget = t.program.rows - 1;
    for (int32_t r = 0; r < t.program.rows; r++)
        t.row[r] = (bw_row){-INFINITY, r == budget ? 1 : INFINITY, INFINITY, 0, 0};
    for (int32_t k = 0; k < 4 * SLOTS; k++)
        t.bin_row[k] = k % SLOTS == 0 ? budget : -1;
    for (int32_t k = 0; k < 8 * SLOTS; k++)
        t.entry[k] = k % SLOTS == 0 && k / SLOTS % 2 == 1;
    memcpy(t.cost, cost, sizeof cost);
    bw_pairs_limits lists = {.per_item = 4, .reach = INFINITY, .end = INFINITY, .threads = 1};
    bw_pairs *pairs = bw_pairs_create(&t.program, &lists);
    bw_state *state = bw_state_create(pairs);
    bw_state_load(state, (const int32_t[]){1, 2});
    double price[BW_SLOTS_MAX] = {0}, objective = bw_state_objective(state);
    price[budget] = -5;
    bw_improve_limits limits = {.parts = 1000, .kicks = 0, .work = 100000, .target = -INFINITY, .end = INFINITY,
                                .price = price, .bound = -INFINITY, .seed = 1, .threads = 1};
    assert_near(objective, 10);
    assert_true(bw_improve(state, &limits, &objective));
    assert_near(objective, 5);
    bw_state_free(state);
    bw_pairs_free(pairs);
    toy_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_under_change_keeps_its_activities_true),
        cmocka_unit_test(a_shift_changes_the_objective_by_what_was_foretold),
        cmocka_unit_test(single_shifts_never_make_a_plan_worse_and_leave_none_that_pays),
        cmocka_unit_test(a_search_finds_the_optimum_of_most_tiny_programs_and_never_less),
        cmocka_unit_test(parts_make_a_plan_better_and_keep_it_inside_its_windows),
        cmocka_unit_test(two_threads_find_the_plan_that_one_finds),
        cmocka_unit_test(rounding_says_a_plan_is_inside_its_windows_only_if_it_is),
        cmocka_unit_test(rounding_in_a_hurry_comes_to_plans_as_well),
        cmocka_unit_test(parts_trade_a_budget_between_bins_that_no_item_goes_between),
        cmocka_unit_test(a_search_for_what_does_not_exist_ends_by_its_work),
        cmocka_unit_test(rounding_in_vain_ends_when_its_parts_have_priced_what_they_may_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
