/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/reconcile.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>


/* What the children of a node say together. */
typedef struct passes {
    double *weight;        /* W of the node itself */
    double *mean, *spread; /* the best estimate from the node and all below it, and its variance */
    double *child_mean, *child_spread; /* sums over children; spread 0 marks a leaf */
} passes;

static void set_weights(const bw_tree *tree, bw_reconciliation method, const double *variance, double *weight)
{
    memset(weight, 0, tree->count * sizeof *weight);
    for (size_t k = tree->count; k-- > 0;) {
        double leaves = weight[k] > 0 ? weight[k] : 1;
        if (tree->parent[k] >= 0)
            weight[tree->parent[k]] += leaves;
        weight[k] = leaves;
    }
    for (size_t k = 0; k < tree->count && method != BW_WLS_STRUCTURAL; k++)
        weight[k] = method == BW_WLS_VARIANCE ? variance[k] : 1;
}

static void pass_up(const bw_tree *tree, bool leaves_alone, const double *base, const passes *at)
{
    for (size_t k = tree->count; k-- > 0;) {
        if (at->child_spread[k] > 0) {
            double own = leaves_alone ? 0 : 1 / at->weight[k];
            at->spread[k] = 1 / (1 / at->child_spread[k] + own);
            at->mean[k] = at->spread[k] * (at->child_mean[k] / at->child_spread[k] + base[k] * own);
        } else {
            at->spread[k] = at->weight[k];
            at->mean[k] = base[k];
        }
        if (tree->parent[k] >= 0) {
            at->child_mean[tree->parent[k]] += at->mean[k];
            at->child_spread[tree->parent[k]] += at->spread[k];
        }
    }
}

static void pass_down(const bw_tree *tree, const passes *at, double *coherent)
{
    coherent[0] = at->mean[0];
    for (size_t k = 1; k < tree->count; k++) {
        size_t parent = (size_t)tree->parent[k];
        double missing = coherent[parent] - at->child_mean[parent];
        coherent[k] = at->mean[k] + at->spread[k] / at->child_spread[parent] * missing;
    }
}

/* Parents as sums of their leaves, which may have been cut off at 0: equal to the last bit. */
static void add_up(const bw_tree *tree, const passes *at, bool floor_zero, double *coherent)
{
    for (size_t k = 0; k < tree->count; k++)
        coherent[k] = at->child_spread[k] > 0 ? 0 : floor_zero && coherent[k] < 0 ? 0 : coherent[k];
    for (size_t k = tree->count; k-- > 1;)
        coherent[tree->parent[k]] += coherent[k];
}

bool bw_reconcile_tree(const bw_tree *tree, bw_reconciliation method, const double *base, const double *variance,
                       bool floor_zero, double *coherent)
{
    double *memory = bw_array(5 * tree->count, sizeof *memory);
    if (!memory || !tree->count) {
        free(memory);
        return memory != NULL;
    }
    passes at = {memory, memory + tree->count, memory + 2 * tree->count, memory + 3 * tree->count,
                 memory + 4 * tree->count};
    set_weights(tree, method, variance, at.weight);
    pass_up(tree, method == BW_BOTTOM_UP, base, &at);
    pass_down(tree, &at, coherent);
    add_up(tree, &at, floor_zero, coherent);
    free(memory);
    return true;
}

/* Column j of the summing matrix S: 1 for leaf j and all nodes above it. */
static gsl_matrix *summing_matrix(const bw_tree *tree)
{
    bool *inner = bw_array(tree->count, sizeof *inner);
    size_t leaves = 0, column = 0;
    for (size_t k = 1; inner && k < tree->count; k++)
        inner[tree->parent[k]] = true;
    for (size_t k = 0; inner && k < tree->count; k++)
        leaves += !inner[k];
    gsl_matrix *sums = inner ? gsl_matrix_calloc(tree->count, leaves) : NULL;
    for (size_t k = 0; sums && k < tree->count; k++) {
        if (inner[k])
            continue;
        for (int32_t node = (int32_t)k; node >= 0; node = tree->parent[node])
            gsl_matrix_set(sums, (size_t)node, column, 1);
        column++;
    }
    free(inner);
    return sums;
}

/* With W = L L': leaves by the normal equations of L^-1 S and L^-1 base. */
static bool solve_dense(gsl_matrix *factor, gsl_matrix *whitened, gsl_vector *target, gsl_vector *leaf)
{
    size_t leaves = whitened->size2;
    gsl_matrix *normal = gsl_matrix_calloc(leaves, leaves);
    bool good = normal && !gsl_linalg_cholesky_decomp1(factor);
    if (good) {
        gsl_blas_dtrsm(CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, 1, factor, whitened);
        gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, factor, target);
        gsl_blas_dsyrk(CblasLower, CblasTrans, 1, whitened, 0, normal);
        gsl_blas_dgemv(CblasTrans, 1, whitened, target, 0, leaf);
        good = !gsl_linalg_cholesky_decomp1(normal) && !gsl_linalg_cholesky_svx(normal, leaf);
    }
    gsl_matrix_free(normal);
    return good;
}

bool bw_reconcile_dense(const bw_tree *tree, const double *weight, const double *base, double *coherent)
{
    gsl_matrix *sums = summing_matrix(tree), *factor = gsl_matrix_alloc(tree->count, tree->count);
    gsl_matrix *whitened = sums ? gsl_matrix_alloc(sums->size1, sums->size2) : NULL;
    gsl_vector *target = gsl_vector_alloc(tree->count), *leaf = sums ? gsl_vector_calloc(sums->size2) : NULL;
    bool good = sums && factor && whitened && target && leaf;
    if (good) {
        memcpy(factor->data, weight, tree->count * tree->count * sizeof *weight);
        memcpy(target->data, base, tree->count * sizeof *base);
        gsl_matrix_memcpy(whitened, sums);
        good = solve_dense(factor, whitened, target, leaf);
    }
    if (good) {
        gsl_vector_view answer = gsl_vector_view_array(coherent, tree->count);
        gsl_blas_dgemv(CblasNoTrans, 1, sums, leaf, 0, &answer.vector);
    }
    gsl_matrix_free(sums);
    gsl_matrix_free(factor);
    gsl_matrix_free(whitened);
    gsl_vector_free(target);
    gsl_vector_free(leaf);
    return good;
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

double bw_covariance_shrink(const double *error, size_t rows, size_t count, double *covariance)
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
    return share;
}
