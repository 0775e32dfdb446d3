/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/reconcile.h"

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
