/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/lp.h"

static double uniform(uint64_t *state)
{
    *state = bw_stream_seed(*state, 1);
    return (double)(*state >> 11) * 0x1p-53;
}

/* max 3a + 2b, a + b <= 4, a + 3b <= 7, a <= 3: optimum 11 at (3, 1), duals 2 and 0. */
static bw_lp *small_program(void)
{
    const double low[] = {-INFINITY, -INFINITY}, high[] = {4, 7};
    const double cost[] = {-3, -2}, least[] = {0, 0}, most[] = {3, INFINITY}, value[] = {1, 1, 1, 3};
    const int32_t start[] = {0, 2, 4}, row[] = {0, 1, 0, 1};
    bw_lp *lp = bw_lp_create(2, low, high);
    assert_non_null(lp);
    assert_true(bw_lp_add_columns(lp, 2, cost, least, most, start, row, value));
    return lp;
}

static void a_small_program_has_its_optimum_and_its_duals(void **state)
{
    (void)state;
    double x[2], y[2];
    bw_lp *lp = small_program();
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_OPTIMAL);
    bw_lp_values(lp, x);
    bw_lp_duals(lp, y);
    assert_true(fabs(bw_lp_objective(lp) + 11) < 1e-12);
    assert_true(fabs(x[0] - 3) < 1e-12 && fabs(x[1] - 1) < 1e-12);
    assert_true(fabs(y[0] + 2) < 1e-12 && fabs(y[1]) < 1e-12);
    bw_lp_free(lp);
}

static void columns_and_rows_added_later_continue_from_the_last_basis(void **state)
{
    (void)state;
    const double cost[] = {-5}, least[] = {0}, most[] = {1}, value[] = {1};
    const int32_t start[] = {0, 1}, row[] = {0}, all[] = {0, 1, 2};
    const double ones[] = {1, 1, 1};
    bw_lp *lp = small_program();
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_OPTIMAL);
    assert_true(bw_lp_add_columns(lp, 1, cost, least, most, start, row, value));
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_OPTIMAL);
    assert_true(fabs(bw_lp_objective(lp) + 14) < 1e-12);
    assert_true(bw_lp_add_row(lp, -INFINITY, 3, 3, all, ones));
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_OPTIMAL);
    assert_true(fabs(bw_lp_objective(lp) + 11) < 1e-12);
    assert_int_equal(bw_lp_rows(lp), 3);
    assert_int_equal(bw_lp_columns(lp), 3);
    bw_lp_free(lp);
}

static void a_slack_basis_leads_the_dual_simplex_to_the_same_optimum(void **state)
{
    (void)state;
    bw_lp *lp = small_program();
    assert_true(bw_lp_set_column(lp, 1, -2, 0, 100));
    assert_true(bw_lp_slack_basis(lp));
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_OPTIMAL);
    assert_true(fabs(bw_lp_objective(lp) + 11) < 1e-12);
    bw_lp_free(lp);
}

static void impossible_and_endless_programs_are_named(void **state)
{
    (void)state;
    const double low[] = {5}, high[] = {6}, cost[] = {-1}, least[] = {0}, value[] = {1};
    const int32_t start[] = {0, 1}, row[] = {0}, none[] = {0, 0};
    const double four[] = {4}, endless[] = {INFINITY};
    bw_lp *lp = bw_lp_create(1, low, high);
    assert_true(bw_lp_add_columns(lp, 1, cost, least, four, start, row, value));
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_INFEASIBLE);
    bw_lp_free(lp);
    lp = bw_lp_create(0, NULL, NULL);
    assert_true(bw_lp_add_columns(lp, 1, cost, least, endless, none, row, value));
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_UNBOUNDED);
    bw_lp_free(lp);
}

static void numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    const double bad[] = {NAN}, huge[] = {1e300}, one[] = {1}, zero[] = {0}, two[] = {1, 2};
    const int32_t start[] = {0, 1}, row[] = {0}, outside[] = {7}, twice_start[] = {0, 2}, twice[] = {0, 0};
    assert_null(bw_lp_create(1, bad, one));
    assert_null(bw_lp_create(1, one, zero));
    bw_lp *lp = bw_lp_create(1, zero, one);
    assert_false(bw_lp_add_columns(lp, 1, bad, zero, one, start, row, one));
    assert_false(bw_lp_add_columns(lp, 1, one, zero, one, start, row, huge));
    assert_false(bw_lp_add_columns(lp, 1, one, one, zero, start, row, one));
    assert_false(bw_lp_add_columns(lp, 1, one, zero, one, start, outside, one));
    assert_false(bw_lp_add_columns(lp, 1, one, zero, one, twice_start, twice, two));
    assert_int_equal(bw_lp_columns(lp), 0);
    assert_true(bw_lp_add_columns(lp, 1, one, zero, one, start, row, one));
    assert_false(bw_lp_set_column(lp, 0, NAN, 0, 1));
    assert_false(bw_lp_add_row(lp, 0, NAN, 0, NULL, NULL));
    bw_lp_free(lp);
}

/* Random boxes and rows with a known feasible point. */
static bw_lp *random_program(int32_t rows, int32_t columns, uint64_t seed)
{
    size_t most = (size_t)rows * (size_t)columns;
    double *low = bw_array((size_t)rows, sizeof *low), *high = bw_array((size_t)rows, sizeof *high);
    double *cost = bw_array((size_t)columns, sizeof *cost), *zero = bw_array((size_t)columns, sizeof *zero);
    double *one = bw_array((size_t)columns, sizeof *one), *value = bw_array(most, sizeof *value);
    int32_t *start = bw_array((size_t)columns + 1, sizeof *start), *row = bw_array(most, sizeof *row), used = 0;
    for (int32_t c = 0; c < columns; c++) {
        cost[c] = uniform(&seed) - 0.5;
        one[c] = 1;
        for (int32_t r = 0; r < rows; r++)
            if (uniform(&seed) < 0.3) {
                row[used] = r;
                value[used] = floor(20 * uniform(&seed)) - 9;
                high[r] += value[used++] / 2;
            }
        start[c + 1] = used;
    }
    for (int32_t r = 0; r < rows; r++) {
        low[r] = high[r] - 1;
        high[r] += 2 * uniform(&seed);
    }
    bw_lp *lp = bw_lp_create(rows, low, high);
    assert_true(bw_lp_add_columns(lp, columns, cost, zero, one, start, row, value));
    free(low), free(high), free(cost), free(zero), free(one), free(value), free(start), free(row);
    return lp;
}

static void primal_and_dual_simplex_agree_on_random_programs(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        bw_lp *primal = random_program(15, 60, seed), *dual = random_program(15, 60, seed);
        assert_int_equal(bw_lp_solve(primal, NULL), BW_LP_OPTIMAL);
        assert_true(bw_lp_slack_basis(dual));
        assert_int_equal(bw_lp_solve(dual, NULL), BW_LP_OPTIMAL);
        assert_true(fabs(bw_lp_objective(primal) - bw_lp_objective(dual)) < 1e-8);
        assert_true(bw_lp_iterations(dual) > 0);
        bw_lp_free(primal);
        bw_lp_free(dual);
    }
}

static void an_iteration_limit_and_a_stop_are_limits(void **state)
{
    (void)state;
    volatile int stop = 1;
    bw_watch watch = {.stop = &stop};
    bw_lp *lp = random_program(40, 200, 3);
    bw_lp_limits few = {.iterations = 3}, stopped = {.watch = &watch};
    assert_int_equal(bw_lp_solve(lp, &few), BW_LP_LIMIT);
    assert_int_equal(bw_lp_iterations(lp), 3);
    assert_int_equal(bw_lp_solve(lp, &stopped), BW_LP_LIMIT);
    assert_int_equal(bw_lp_solve(lp, NULL), BW_LP_OPTIMAL);
    bw_lp_free(lp);
}

static void threads_have_programs_of_their_own(void **state)
{
    (void)state;
    double objective[16];
    int good = 0;
#pragma omp parallel for num_threads(4) reduction(+ : good)
    for (int k = 0; k < 16; k++) {
        bw_lp *lp = random_program(15, 60, 7);
        good += bw_lp_solve(lp, NULL) == BW_LP_OPTIMAL;
        objective[k] = bw_lp_objective(lp);
        bw_lp_free(lp);
    }
    assert_int_equal(good, 16);
    for (int k = 1; k < 16; k++)
        assert_memory_equal(&objective[0], &objective[k], sizeof(double));
}

static void a_program_of_another_thread_is_refused(void **state)
{
    (void)state;
    bw_lp *lp = small_program();
    bw_lp_answer answer[2] = {BW_LP_OPTIMAL, BW_LP_OPTIMAL};
#pragma omp parallel for num_threads(2) schedule(static, 1)
    for (int k = 0; k < 2; k++)
        answer[k] = bw_lp_solve(lp, NULL);
    assert_int_equal(answer[0], BW_LP_OPTIMAL);
    assert_int_equal(answer[1], BW_LP_FAILED);
    bw_lp_free(lp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_program_has_its_optimum_and_its_duals),
        cmocka_unit_test(columns_and_rows_added_later_continue_from_the_last_basis),
        cmocka_unit_test(a_slack_basis_leads_the_dual_simplex_to_the_same_optimum),
        cmocka_unit_test(impossible_and_endless_programs_are_named),
        cmocka_unit_test(numbers_that_are_none_are_refused),
        cmocka_unit_test(primal_and_dual_simplex_agree_on_random_programs),
        cmocka_unit_test(an_iteration_limit_and_a_stop_are_limits),
        cmocka_unit_test(threads_have_programs_of_their_own),
        cmocka_unit_test(a_program_of_another_thread_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
