/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

#include "models/forecast/reconcile.h"

#define NODES_MAX 80

static double uniform(uint64_t *state)
{
    *state = bw_stream_seed(*state, 1);
    return (double)(*state >> 11) * 0x1p-53;
}

/* A company, its regions, their accounts: every third node is a region. */
static bw_tree grow(size_t count, int32_t *parent, uint64_t *state)
{
    size_t regions = count / 6 + 1;
    parent[0] = -1;
    for (size_t k = 1; k < count; k++)
        parent[k] = k <= regions ? 0 : (int32_t)(1 + (size_t)(uniform(state) * (double)regions));
    return (bw_tree){count, parent};
}

static void sums_agree(const bw_tree *tree, const double *value)
{
    double sum[NODES_MAX] = {0};
    bool inner[NODES_MAX] = {false};
    for (size_t k = tree->count; k-- > 1;) {
        sum[tree->parent[k]] += value[k];
        inner[tree->parent[k]] = true;
    }
    for (size_t k = 0; k < tree->count; k++)
        assert_true(!inner[k] || fabs(sum[k] - value[k]) <= 1e-9 * (1 + fabs(value[k])));
}

/* Column j of the summing matrix S: 1 for leaf j and all nodes above it. */
static gsl_matrix *summing_matrix(const bw_tree *tree)
{
    bool inner[NODES_MAX] = {false};
    size_t leaves = 0, column = 0;
    for (size_t k = 1; k < tree->count; k++)
        inner[tree->parent[k]] = true;
    for (size_t k = 0; k < tree->count; k++)
        leaves += !inner[k];
    gsl_matrix *sums = gsl_matrix_calloc(tree->count, leaves);
    for (size_t k = 0; k < tree->count; k++) {
        for (int32_t node = inner[k] ? -1 : (int32_t)k; node >= 0; node = tree->parent[node])
            gsl_matrix_set(sums, (size_t)node, column, 1);
        column += !inner[k];
    }
    return sums;
}

/* The least squares of (base - S leaf) / deviation, by QR. */
static void solve_by_the_book(const bw_tree *tree, const double *base, const double *variance, double *coherent)
{
    gsl_matrix *sums = summing_matrix(tree), *scaled = gsl_matrix_alloc(sums->size1, sums->size2);
    gsl_vector *target = gsl_vector_alloc(tree->count), *residual = gsl_vector_alloc(tree->count);
    gsl_vector *leaf = gsl_vector_alloc(sums->size2), *tau = gsl_vector_alloc(sums->size2);
    gsl_vector_view answer = gsl_vector_view_array(coherent, tree->count);
    gsl_matrix_memcpy(scaled, sums);
    for (size_t k = 0; k < tree->count; k++) {
        gsl_vector_view row = gsl_matrix_row(scaled, k);
        gsl_vector_scale(&row.vector, 1 / sqrt(variance[k]));
        gsl_vector_set(target, k, base[k] / sqrt(variance[k]));
    }
    gsl_linalg_QR_decomp(scaled, tau);
    gsl_linalg_QR_lssolve(scaled, tau, target, leaf, residual);
    gsl_blas_dgemv(CblasNoTrans, 1, sums, leaf, 0, &answer.vector);
    gsl_matrix_free(sums);
    gsl_matrix_free(scaled);
    gsl_vector_free(target);
    gsl_vector_free(residual);
    gsl_vector_free(leaf);
    gsl_vector_free(tau);
}

static void two_passes_equal_dense_least_squares(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    for (size_t trial = 0; trial < 30; trial++) {
        int32_t parent[NODES_MAX];
        bw_tree tree = grow(8 + trial, parent, &state);
        double base[NODES_MAX], variance[NODES_MAX], fast[NODES_MAX], dense[NODES_MAX];
        for (size_t k = 0; k < tree.count; k++) {
            base[k] = 100 * uniform(&state);
            variance[k] = 0.1 + 10 * uniform(&state);
        }
        assert_true(bw_reconcile_tree(&tree, BW_WLS_VARIANCE, base, variance, false, fast));
        solve_by_the_book(&tree, base, variance, dense);
        for (size_t k = 0; k < tree.count; k++)
            assert_true(fabs(fast[k] - dense[k]) < 1e-8 * (1 + fabs(dense[k])));
    }
}

static void every_method_gives_sums_that_agree(void **unused)
{
    (void)unused;
    uint64_t state = 5;
    for (size_t trial = 0; trial < 40; trial++) {
        int32_t parent[NODES_MAX];
        bw_tree tree = grow(10 + trial, parent, &state);
        double base[NODES_MAX], variance[NODES_MAX], coherent[NODES_MAX];
        for (size_t k = 0; k < tree.count; k++) {
            base[k] = 100 * uniform(&state) - 20;
            variance[k] = 0.1 + uniform(&state);
        }
        for (int method = BW_BOTTOM_UP; method <= BW_WLS_VARIANCE; method++) {
            assert_true(bw_reconcile_tree(&tree, (bw_reconciliation)method, base, variance, method % 2, coherent));
            sums_agree(&tree, coherent);
            for (size_t k = 0; method % 2 && k < tree.count; k++)
                assert_true(coherent[k] >= 0);
        }
    }
}

static void forecasts_that_agree_already_stay_as_they_are(void **unused)
{
    (void)unused;
    const int32_t parent[6] = {-1, 0, 0, 1, 1, 2};
    const bw_tree tree = {6, parent};
    const double base[6] = {60, 30, 30, 10, 20, 30};
    double coherent[6];
    for (int method = BW_BOTTOM_UP; method <= BW_WLS_STRUCTURAL; method++) {
        assert_true(bw_reconcile_tree(&tree, (bw_reconciliation)method, base, NULL, false, coherent));
        for (size_t k = 0; k < 6; k++)
            assert_true(fabs(coherent[k] - base[k]) < 1e-12);
    }
}

static void least_squares_by_hand(void **unused)
{
    (void)unused;
    const int32_t parent[3] = {-1, 0, 0};
    const bw_tree tree = {3, parent};
    const double base[3] = {13, 4, 6};
    double coherent[3];
    /* The excess of 3 is shared evenly by the three equations. */
    assert_true(bw_reconcile_tree(&tree, BW_OLS, base, NULL, false, coherent));
    assert_true(fabs(coherent[0] - 12) < 1e-12 && fabs(coherent[1] - 5) < 1e-12 && fabs(coherent[2] - 7) < 1e-12);
}

static void reconciled_forecasts_are_nearer_the_truth_on_average(void **unused)
{
    (void)unused;
    uint64_t state = 11;
    double before = 0, after = 0;
    for (size_t trial = 0; trial < 200; trial++) {
        int32_t parent[NODES_MAX];
        bw_tree tree = grow(30, parent, &state);
        double truth[NODES_MAX] = {0}, base[NODES_MAX], variance[NODES_MAX], coherent[NODES_MAX];
        bool inner[NODES_MAX] = {false};
        for (size_t k = tree.count; k-- > 1;) {
            truth[k] = inner[k] ? truth[k] : 50 * uniform(&state);
            truth[parent[k]] += truth[k];
            inner[parent[k]] = true;
        }
        for (size_t k = 0; k < tree.count; k++) {
            variance[k] = 1 + 9 * uniform(&state);
            base[k] = truth[k] + sqrt(12 * variance[k]) * (uniform(&state) - 0.5);
        }
        assert_true(bw_reconcile_tree(&tree, BW_WLS_VARIANCE, base, variance, false, coherent));
        for (size_t k = 0; k < tree.count; k++) {
            before += fabs(base[k] - truth[k]);
            after += fabs(coherent[k] - truth[k]);
        }
    }
    assert_true(after < 0.95 * before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_passes_equal_dense_least_squares),
        cmocka_unit_test(every_method_gives_sums_that_agree),
        cmocka_unit_test(forecasts_that_agree_already_stay_as_they_are),
        cmocka_unit_test(least_squares_by_hand),
        cmocka_unit_test(reconciled_forecasts_are_nearer_the_truth_on_average),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
