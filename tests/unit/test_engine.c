/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const bw_effort effort = {.gap = 0, .seconds = 300, .rounds = 8, .threads = 2, .seed = 1};

static void the_engine_is_optimal_and_says_so_on_every_tiny_program(void **state)
{
    (void)state;
    int solved = 0, impossible = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        toy t;
        toy_create(&t, 7, 1 + (int32_t)(seed % 4), seed);
        double least = toy_oracle(&t);
        bw_solution solution;
        bw_error error;
        bw_status status = bw_engine_solve(&t.program, &effort, NULL, NULL, &solution, &error);
        if (least < INFINITY) {
            assert_int_equal(status, BW_OK);
            assert_true(fabs(solution.objective - least) <= 1e-7 * fmax(1, fabs(least)));
            assert_int_equal(solution.outcome, BW_OUTCOME_OPTIMAL);
            assert_true(solution.bound <= solution.objective);
            solved++;
        } else {
            assert_int_equal(status, BW_IMPOSSIBLE);
            assert_null(solution.bin);
            impossible++;
        }
        bw_solution_clear(&solution);
        toy_free(&t);
    }
    assert_true(solved > 60 && impossible > 3);
}

static void plans_are_feasible_above_the_bound_and_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        toy t;
        toy_create(&t, 40, 5, seed);
        bw_solution one, two;
        bw_effort alone = effort, both = effort;
        alone.rounds = both.rounds = 1;
        alone.threads = 1;
        bw_status first = bw_engine_solve(&t.program, &alone, NULL, NULL, &one, NULL);
        bw_status second = bw_engine_solve(&t.program, &both, NULL, NULL, &two, NULL);
        assert_int_equal(first, second);
        if (one.bin) {
            assert_true(one.bound <= one.objective + 1e-9 * fabs(one.objective));
            assert_true(one.objective == bw_program_objective(&t.program, one.bin, NULL));
            assert_memory_equal(one.bin, two.bin, 40 * sizeof(int32_t));
            assert_true(one.bound == two.bound);
        }
        bw_solution_clear(&one);
        bw_solution_clear(&two);
        toy_free(&t);
    }
}

static void a_stop_from_outside_ends_the_call_with_the_plan_so_far(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 60, 6, 2);
    for (int32_t r = 0; r < t.program.rows; r++)
        t.row[r].violation_price = 5;
    int32_t start[60];
    for (int32_t i = 0; i < 60; i++)
        start[i] = -1;
    int stop = 1;
    bw_watch watch = {.stop = &stop};
    bw_solution solution;
    bw_status status = bw_engine_solve(&t.program, &effort, start, &watch, &solution, NULL);
    assert_int_equal(status, BW_INTERRUPTED);
    assert_non_null(solution.bin);
    assert_true(solution.objective < INFINITY);
    assert_string_equal(solution.stopped_by, "interrupted");
    bw_solution_clear(&solution);
    toy_free(&t);
}

/* Parts of a few items each are solved at once: as many as bins ask for would leave the plan far from the bound. */
static void bins_of_few_items_get_plans_near_the_bound(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 120, 30, 5);
    for (int32_t r = 0; r < t.program.rows; r++)
        t.row[r].violation_price = 20;
    bw_solution solution;
    assert_int_equal(bw_engine_solve(&t.program, &effort, NULL, NULL, &solution, NULL), BW_OK);
    assert_true(solution.objective - solution.bound <= 0.035 * fabs(solution.bound));
    bw_solution_clear(&solution);
    toy_free(&t);
}

/* The proof adds the plan at hand up in another order, to a little less, and so takes it for a better one. */
static void a_proof_that_finds_the_plan_again_goes_on(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 21, 6, 7023);
    for (int32_t r = 0; r < t.program.rows; r++)
        t.row[r].violation_price = 9;
    bw_effort alone = effort;
    alone.threads = 1;
    alone.seed = 23;
    bw_solution solution;
    assert_int_equal(bw_engine_solve(&t.program, &alone, NULL, NULL, &solution, NULL), BW_OK);
    assert_int_equal(solution.outcome, BW_OUTCOME_OPTIMAL);
    bw_solution_clear(&solution);
    toy_free(&t);
}

static void windows_that_cannot_be_met_are_proven_impossible(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 20, 4, 3);
    for (int32_t j = 0; j < 4; j++)
        t.row[j] = (bw_row){1000, 1001, INFINITY, 0, 0};
    bw_solution solution;
    bw_error error;
    assert_int_equal(bw_engine_solve(&t.program, &effort, NULL, NULL, &solution, &error), BW_IMPOSSIBLE);
    assert_int_equal(solution.outcome, BW_OUTCOME_INFEASIBLE);
    assert_true(error.message[0] != 0);
    bw_solution_clear(&solution);
    toy_free(&t);
}

/* Items of three units each in windows that hold no multiple of three: split items would fit. */
static void windows_that_no_whole_items_meet_are_proven_impossible(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 21, 4, 3);
    for (int32_t k = 0; k < 21 * 4 * SLOTS; k++)
        t.entry[k] = 3;
    for (int32_t r = 0; r < t.program.rows; r++)
        t.row[r] = r < 4 ? (bw_row){15.2, 16.3, INFINITY, 0, 0} : (bw_row){-INFINITY, INFINITY, INFINITY, 0, 0};
    bw_effort alone = effort;
    alone.threads = 1;
    bw_solution solution;
    assert_int_equal(bw_engine_solve(&t.program, &alone, NULL, NULL, &solution, NULL), BW_IMPOSSIBLE);
    assert_int_equal(solution.outcome, BW_OUTCOME_INFEASIBLE);
    bw_solution_clear(&solution);
    toy_free(&t);
}

static void ties_zero_weights_and_huge_costs_end_in_an_honest_outcome(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        toy t;
        toy_create(&t, 30, kind == 3 ? 50 : 5, 11);
        int32_t bins = t.program.bins;
        for (int32_t k = 0; k < 30 * bins; k++) {
            t.cost[k] = kind == 0 ? 1 : kind == 1 ? 1e9 * (1 + k % 7) : kind == 2 ? -1e-3 * (k % 5) : k % 11;
            for (int32_t s = 0; s < SLOTS; s++)
                t.entry[k * SLOTS + s] = kind == 2 ? 0 : 1;
        }
        for (int32_t r = 0; r < t.program.rows; r++)
            t.row[r] = (bw_row){-INFINITY, 30, INFINITY, 0, 0};
        for (int32_t j = 0; j < bins && kind != 2; j++)
            t.row[j] = (bw_row){kind == 3 ? 0 : 5, 7, INFINITY, 0, 0};
        bw_solution solution;
        assert_int_equal(bw_engine_solve(&t.program, &effort, NULL, NULL, &solution, NULL), BW_OK);
        assert_true(solution.objective < INFINITY && solution.bound <= solution.objective);
        bw_solution_clear(&solution);
        toy_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_engine_is_optimal_and_says_so_on_every_tiny_program),
        cmocka_unit_test(plans_are_feasible_above_the_bound_and_the_same_for_any_number_of_threads),
        cmocka_unit_test(a_stop_from_outside_ends_the_call_with_the_plan_so_far),
        cmocka_unit_test(bins_of_few_items_get_plans_near_the_bound),
        cmocka_unit_test(a_proof_that_finds_the_plan_again_goes_on),
        cmocka_unit_test(windows_that_cannot_be_met_are_proven_impossible),
        cmocka_unit_test(windows_that_no_whole_items_meet_are_proven_impossible),
        cmocka_unit_test(ties_zero_weights_and_huge_costs_end_in_an_honest_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
