/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

#include "models/forecast/mint.h"

#define LEAVES 12
#define NODES 6 /* the company, two regions, three segments that cross them */
#define ROWS 15

typedef struct setting {
    int32_t group[BW_GROUPINGS][LEAVES];
    bw_level level[NODES];
    bw_levels levels;
    float leaf_error[LEAVES * ROWS], node_error[NODES * ROWS];
    bw_past_errors past;
    double leaf[LEAVES], node[NODES];
} setting;

static double uniform(uint64_t *state)
{
    *state = bw_stream_seed(*state, 1);
    return (double)(*state >> 11) * 0x1p-53;
}

static setting make_setting(uint64_t *state)
{
    setting made = {.levels = {.accounts = LEAVES, .nodes = NODES}};
    for (int32_t i = 0; i < LEAVES; i++) {
        made.group[BW_LEVEL_COMPANY][i] = 0;
        made.group[BW_LEVEL_REGION][i] = 1 + i % 2;
        made.group[BW_LEVEL_MANAGER][i] = made.group[BW_LEVEL_TERRITORY][i] = -1;
        made.group[BW_LEVEL_SEGMENT][i] = 3 + i % 3;
        made.leaf[i] = 100 * uniform(state);
    }
    for (size_t k = 0; k < LEAVES * ROWS; k++)
        made.leaf_error[k] = (float)(10 * uniform(state) - 5);
    for (size_t k = 0; k < NODES * ROWS; k++)
        made.node_error[k] = (float)(40 * uniform(state) - 20);
    return made;
}

static void point_at(setting *made)
{
    for (int level = 0; level < BW_GROUPINGS; level++)
        made->levels.node[level] = made->group[level];
    for (size_t k = 0; k < NODES; k++)
        made->level[k] = k == 0 ? BW_LEVEL_COMPANY : k < 3 ? BW_LEVEL_REGION : BW_LEVEL_SEGMENT;
    made->levels.level = made->level;
    made->past = (bw_past_errors){ROWS, made->leaf_error, made->node_error, NULL, NULL};
}

static void forecast_nodes(setting *made, uint64_t *state)
{
    bw_levels_sum(&made->levels, made->leaf, made->node);
    for (size_t k = 0; k < NODES; k++)
        made->node[k] *= 0.7 + 0.6 * uniform(state);
}

/* Half of what a group and its accounts say; a group that says nothing may be off by anything. */
static void measure_groups(const setting *made, double *size)
{
    bw_levels_sum(&made->levels, made->leaf, size);
    for (size_t k = 0; k < NODES; k++)
        size[k] = isnan(made->node[k]) ? 1e9 : (size[k] + made->node[k]) / 2;
}

static double alike(const setting *made, const double *size, size_t i, size_t j)
{
    bool nodes = i < NODES && j < NODES, leaves = i >= NODES && j >= NODES;
    if (leaves)
        return pow(0.1 / 12, 2) * made->leaf[i - NODES] * made->leaf[j - NODES];
    return nodes && made->level[i] == made->level[j] ? pow(0.1 / 12, 2) * size[i] * size[j] : 0;
}

static double second_moment(const double *error, size_t rows, size_t count, size_t i, size_t j)
{
    double sum = 0;
    for (size_t t = 0; t < rows; t++)
        sum += error[t * count + i] * error[t * count + j];
    return sum / (double)rows;
}

/* Sampling variance of one correlation, from the spread of its products. */
static double correlation_variance(const double *error, size_t rows, size_t count, size_t i, size_t j, double scale,
                                   double correlation)
{
    double sum = 0;
    for (size_t t = 0; t < rows; t++)
        sum += pow(error[t * count + i] * error[t * count + j] * scale - correlation, 2);
    return sum / ((double)rows * (double)(rows - 1));
}

/* The covariance of errors [rows * count], row by row one month of all series, shrunk towards its diagonal by the share
 * that Schaefer and Strimmer (2005) estimate. */
static void shrink_covariance(const double *error, size_t rows, size_t count, double *covariance)
{
    double variances = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        covariance[i * count + i] = fmax(second_moment(error, rows, count, i, i), 1e-300);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            double scale = 1 / sqrt(covariance[i * count + i] * covariance[j * count + j]);
            double moment = second_moment(error, rows, count, i, j);
            variances += correlation_variance(error, rows, count, i, j, scale, moment * scale);
            squares += pow(moment * scale, 2);
            covariance[i * count + j] = covariance[j * count + i] = moment;
        }
    double share = squares > 0 ? fmin(variances / squares, 1) : 1;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            covariance[i * count + j] *= i == j ? 1 : 1 - share;
}

/* W of all series, nodes first, as the textbook has it. */
static void fill_covariance(const setting *made, gsl_matrix *w)
{
    double error[ROWS * (NODES + LEAVES)];
    for (size_t t = 0; t < ROWS; t++)
        for (size_t k = 0; k < NODES + LEAVES; k++)
            error[t * (NODES + LEAVES) + k] = (double)(k < NODES ? made->node_error[k * ROWS + t]
                                                                 : made->leaf_error[(k - NODES) * ROWS + t]);
    shrink_covariance(error, ROWS, NODES + LEAVES, w->data);
    double size[NODES];
    measure_groups(made, size);
    for (size_t k = 0; k < NODES + LEAVES; k++)
        *gsl_matrix_ptr(w, k, k) += pow(0.1 / 12 * (k < NODES ? size[k] : made->leaf[k - NODES]), 2);
    for (size_t i = 0; i < NODES + LEAVES; i++)
        for (size_t j = 0; j < NODES + LEAVES; j++)
            if ((i >= NODES || !isnan(made->node[i])) && (j >= NODES || !isnan(made->node[j])))
                *gsl_matrix_ptr(w, i, j) += alike(made, size, i, j);
}

/* leaves = (S' W^-1 S)^-1 S' W^-1 y. */
static void solve_by_the_book(const setting *made, double *leaf)
{
    size_t count = NODES + LEAVES;
    gsl_matrix *w = gsl_matrix_alloc(count, count), *sums = gsl_matrix_calloc(count, LEAVES);
    gsl_matrix *normal = gsl_matrix_alloc(LEAVES, LEAVES);
    gsl_vector *all = gsl_vector_alloc(count);
    gsl_vector_view answer = gsl_vector_view_array(leaf, LEAVES);
    fill_covariance(made, w);
    for (size_t i = 0; i < LEAVES; i++) {
        gsl_matrix_set(sums, NODES + i, i, 1);
        for (int level = 0; level < BW_GROUPINGS; level++)
            if (made->group[level][i] >= 0)
                gsl_matrix_set(sums, (size_t)made->group[level][i], i, 1);
    }
    for (size_t k = 0; k < count; k++)
        gsl_vector_set(all, k, k >= NODES ? made->leaf[k - NODES] : isnan(made->node[k]) ? 0 : made->node[k]);
    gsl_linalg_cholesky_decomp1(w);
    gsl_blas_dtrsm(CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, 1, w, sums);
    gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, w, all);
    gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1, sums, sums, 0, normal);
    gsl_blas_dgemv(CblasTrans, 1, sums, all, 0, &answer.vector);
    gsl_linalg_cholesky_decomp1(normal);
    gsl_linalg_cholesky_svx(normal, &answer.vector);
    gsl_matrix_free(w);
    gsl_matrix_free(sums);
    gsl_matrix_free(normal);
    gsl_vector_free(all);
}

static void products_without_a_matrix_equal_the_textbook(void **unused)
{
    (void)unused;
    uint64_t state = 3;
    for (size_t trial = 0; trial < 50; trial++) {
        double dense[LEAVES], coherent[LEAVES], share;
        setting made = make_setting(&state);
        point_at(&made);
        for (size_t i = 0; i < LEAVES; i++)
            made.leaf[i] += 200; /* far from 0, where nothing is held */
        forecast_nodes(&made, &state);
        solve_by_the_book(&made, dense);
        assert_true(bw_reconcile_groups(&made.levels, BW_AGREE_MINT, &made.past, made.leaf, made.node, coherent,
                                        &share));
        assert_true(share > 0 && share <= 1);
        for (size_t i = 0; i < LEAVES; i++)
            assert_true(fabs(coherent[i] - dense[i]) < 1e-6 * fabs(dense[i]));
    }
}

static void a_group_that_says_nothing_moves_nothing(void **unused)
{
    (void)unused;
    uint64_t state = 17;
    for (size_t trial = 0; trial < 30; trial++) {
        double dense[LEAVES], coherent[LEAVES];
        setting made = make_setting(&state);
        point_at(&made);
        for (size_t i = 0; i < LEAVES; i++)
            made.leaf[i] += 200;
        forecast_nodes(&made, &state);
        made.node[trial % NODES] = NAN;
        solve_by_the_book(&made, dense);
        assert_true(bw_reconcile_groups(&made.levels, BW_AGREE_MINT, &made.past, made.leaf, made.node, coherent, NULL));
        for (size_t i = 0; i < LEAVES; i++)
            assert_true(fabs(coherent[i] - dense[i]) < 2e-3 * fabs(dense[i]));
    }
}

/* Groups whose paths are wide are believed less, and accounts whose paths are wide give way more. */
static void where_no_year_was_held_out_the_spread_of_paths_weighs(void **unused)
{
    (void)unused;
    uint64_t state = 19;
    double coherent[LEAVES], leaf_spread[LEAVES], node_spread[NODES], moved[2] = {0};
    setting made = make_setting(&state);
    point_at(&made);
    made.past = (bw_past_errors){0, NULL, NULL, leaf_spread, node_spread};
    for (size_t i = 0; i < LEAVES; i++) {
        made.leaf[i] = 100;
        leaf_spread[i] = i ? 20 : 60;
    }
    bw_levels_sum(&made.levels, made.leaf, made.node);
    for (int wide = 0; wide < 2; wide++) {
        for (size_t k = 0; k < NODES; k++)
            node_spread[k] = (wide ? 0.5 : 0.05) * made.node[k];
        double node[NODES];
        for (size_t k = 0; k < NODES; k++)
            node[k] = 1.1 * made.node[k];
        assert_true(bw_reconcile_groups(&made.levels, BW_AGREE_MINT, &made.past, made.leaf, node, coherent, NULL));
        for (size_t i = 0; i < LEAVES; i++)
            moved[wide] += coherent[i] - 100;
        assert_true(coherent[0] - 100 > 1.2 * (coherent[6] - 100));
    }
    assert_true(moved[1] > 0 && moved[1] < 0.6 * moved[0]);
}

static void no_account_falls_below_nothing(void **unused)
{
    (void)unused;
    uint64_t state = 5;
    size_t held = 0;
    for (size_t trial = 0; trial < 100; trial++) {
        double coherent[LEAVES];
        setting made = make_setting(&state);
        point_at(&made);
        bw_levels_sum(&made.levels, made.leaf, made.node);
        for (size_t k = 0; k < NODES; k++)
            made.node[k] *= 0.3;
        for (int method = BW_AGREE_MINT; method <= BW_AGREE_BOTTOM_UP; method++) {
            assert_true(bw_reconcile_groups(&made.levels, (bw_agreement)method, &made.past, made.leaf, made.node,
                                            coherent, NULL));
            for (size_t i = 0; i < LEAVES; i++) {
                assert_true(coherent[i] >= 0);
                held += coherent[i] == 0;
            }
        }
    }
    assert_true(held > 0);
}

static void forecasts_that_agree_stay_as_they_are(void **unused)
{
    (void)unused;
    uint64_t state = 7;
    double coherent[LEAVES];
    setting made = make_setting(&state);
    point_at(&made);
    bw_levels_sum(&made.levels, made.leaf, made.node);
    for (int method = BW_AGREE_MINT; method <= BW_AGREE_BOTTOM_UP; method++) {
        assert_true(bw_reconcile_groups(&made.levels, (bw_agreement)method, &made.past, made.leaf, made.node,
                                        coherent, NULL));
        for (size_t i = 0; i < LEAVES; i++)
            assert_true(fabs(coherent[i] - made.leaf[i]) < 1e-9 * made.leaf[i]);
    }
}

static void without_errors_to_go_by_money_is_shared_out_by_money(void **unused)
{
    (void)unused;
    uint64_t state = 9;
    double coherent[LEAVES];
    setting made = make_setting(&state);
    point_at(&made);
    made.past.rows = 0;
    bw_levels_sum(&made.levels, made.leaf, made.node);
    for (size_t k = 0; k < NODES; k++)
        made.node[k] *= 1.2;
    assert_true(bw_reconcile_groups(&made.levels, BW_AGREE_MINT, &made.past, made.leaf, made.node, coherent, NULL));
    for (size_t i = 0; i < LEAVES; i++)
        assert_true(coherent[i] > 1.1 * made.leaf[i] && coherent[i] < 1.2 * made.leaf[i]);
}

/* Truths, and forecasts with errors like those of the past. */
static void reconciled_groups_are_nearer_the_truth_on_average_over_levels(void **unused)
{
    (void)unused;
    uint64_t state = 13;
    double before[2] = {0}, after[2] = {0};
    for (size_t trial = 0; trial < 300; trial++) {
        double truth[LEAVES], sums[NODES], coherent[LEAVES], node[NODES];
        setting made = make_setting(&state);
        point_at(&made);
        for (size_t i = 0; i < LEAVES; i++) {
            truth[i] = made.leaf[i] + 200;
            made.leaf[i] = truth[i] + 10 * uniform(&state) - 5;
        }
        bw_levels_sum(&made.levels, truth, sums);
        for (size_t k = 0; k < NODES; k++)
            made.node[k] = sums[k] + 40 * uniform(&state) - 20;
        assert_true(bw_reconcile_groups(&made.levels, BW_AGREE_MINT, &made.past, made.leaf, made.node, coherent,
                                        NULL));
        bw_levels_sum(&made.levels, coherent, node);
        for (size_t i = 0; i < LEAVES; i++) {
            before[0] += fabs(made.leaf[i] - truth[i]) / LEAVES;
            after[0] += fabs(coherent[i] - truth[i]) / LEAVES;
        }
        for (size_t k = 0; k < NODES; k++) {
            before[1] += fabs(made.node[k] - sums[k]) / NODES;
            after[1] += fabs(node[k] - sums[k]) / NODES;
        }
    }
    assert_true(after[0] <= before[0] * 1.01);
    assert_true(after[1] < 0.9 * before[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_without_a_matrix_equal_the_textbook),
        cmocka_unit_test(a_group_that_says_nothing_moves_nothing),
        cmocka_unit_test(where_no_year_was_held_out_the_spread_of_paths_weighs),
        cmocka_unit_test(no_account_falls_below_nothing),
        cmocka_unit_test(forecasts_that_agree_stay_as_they_are),
        cmocka_unit_test(without_errors_to_go_by_money_is_shared_out_by_money),
        cmocka_unit_test(reconciled_groups_are_nearer_the_truth_on_average_over_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
