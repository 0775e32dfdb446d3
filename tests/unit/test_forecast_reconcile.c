/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void two_passes_equal_dense_least_squares(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    for (size_t trial = 0; trial < 30; trial++) {
        int32_t parent[NODES_MAX];
        bw_tree tree = grow(8 + trial, parent, &state);
        double base[NODES_MAX], variance[NODES_MAX], fast[NODES_MAX], dense[NODES_MAX];
        double *weight = calloc(tree.count * tree.count, sizeof *weight);
        for (size_t k = 0; k < tree.count; k++) {
            base[k] = 100 * uniform(&state);
            variance[k] = 0.1 + 10 * uniform(&state);
            weight[k * tree.count + k] = variance[k];
        }
        assert_true(bw_reconcile_tree(&tree, BW_WLS_VARIANCE, base, variance, false, fast));
        assert_true(bw_reconcile_dense(&tree, weight, base, dense));
        for (size_t k = 0; k < tree.count; k++)
            assert_true(fabs(fast[k] - dense[k]) < 1e-8 * (1 + fabs(dense[k])));
        free(weight);
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

static void independent_errors_are_shrunk_to_a_diagonal_and_common_ones_are_not(void **unused)
{
    (void)unused;
    uint64_t state = 17;
    double alone[40 * 10], shared[40 * 10], covariance[100];
    for (size_t t = 0; t < 40; t++) {
        double common = uniform(&state) - 0.5;
        for (size_t k = 0; k < 10; k++) {
            alone[t * 10 + k] = uniform(&state) - 0.5;
            shared[t * 10 + k] = common + 0.1 * (uniform(&state) - 0.5);
        }
    }
    assert_true(bw_covariance_shrink(alone, 40, 10, covariance) > 0.5);
    assert_true(bw_covariance_shrink(shared, 40, 10, covariance) < 0.1);
    assert_true(covariance[1] > 0.8 * covariance[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_passes_equal_dense_least_squares),
        cmocka_unit_test(every_method_gives_sums_that_agree),
        cmocka_unit_test(forecasts_that_agree_already_stay_as_they_are),
        cmocka_unit_test(least_squares_by_hand),
        cmocka_unit_test(reconciled_forecasts_are_nearer_the_truth_on_average),
        cmocka_unit_test(independent_errors_are_shrunk_to_a_diagonal_and_common_ones_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
