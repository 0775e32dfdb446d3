/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/mint.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The error of a good forecast, as a share: what few held-out months cannot disprove. Groups have it each for
 * themselves; accounts, and the groups of each level, have it all alike too: a bias that their sum does not average
 * away. */
#define GOOD_ERROR 0.1
#define ALIKE (1 + BW_GROUPINGS)
/* The error of an account of mean size where no errors are known. */
#define ACCOUNT_ERROR 0.5
#define YEAR 12
#define ROUNDS_MAX 1000
#define PRECISION 1e-11
#define PASSES_MAX 8

/* W = diagonal + the sum over rows of pull * E_t E_t', and what is needed to multiply with C W C'. */
typedef struct weights {
    const bw_levels *levels;
    size_t rows;           /* of errors; ALIKE more are those of all accounts alike, and of all groups of each level */
    const float *leaf_error;
    const double *forecast; /* [accounts] */
    const double *size;    /* [nodes] to which errors of a group are in proportion */
    double low;            /* 1 - share; 0: none of the errors' covariances count */
    double bias;           /* share that all may be off by alike, in W's unit */
    double *leaf, *node;   /* diagonal */
    double *gap;           /* [rows * nodes] errors of the node less those of its leaves */
    double *spread;        /* [accounts] work: what the nodes above an account ask of it */
    bool *held;            /* [accounts] leaves that stay where they are */
    const double *own;     /* [nodes] forecasts of groups; NAN: that group says nothing */
} weights;

static size_t all_rows(const weights *w)
{
    return w->rows + ALIKE;
}

/* Of accounts, only the first row past those of errors is not 0. */
static double leaf_error(const weights *w, size_t i, size_t t)
{
    if (w->held[i])
        return 0;
    return t < w->rows ? (double)w->leaf_error[i * w->rows + t] : t == w->rows ? w->bias * w->forecast[i] : 0;
}

static double node_error(const weights *w, const bw_past_errors *past, size_t k, size_t t)
{
    if (t < w->rows)
        return (double)past->node[k * w->rows + t];
    return t == w->rows + 1 + (size_t)w->levels->level[k] ? w->bias * w->size[k] : 0;
}

static double pull_of(const weights *w, size_t t)
{
    return t >= w->rows ? 1 : w->low / (double)w->rows;
}

static void subtract_leaves(weights *w, const bw_past_errors *past)
{
    const bw_levels *levels = w->levels;
    for (size_t k = 0; k < levels->nodes; k++)
        for (size_t t = 0; t < all_rows(w); t++)
            w->gap[t * levels->nodes + k] = node_error(w, past, k, t);
    for (int level = 0; level < BW_GROUPINGS; level++)
        for (size_t i = 0; i < levels->accounts; i++)
            for (size_t t = 0; levels->node[level][i] >= 0 && t <= w->rows; t++)
                w->gap[t * levels->nodes + (size_t)levels->node[level][i]] -= leaf_error(w, i, t);
}

/* spread = for each leaf, the sum of x over its nodes. */
static void pull_down(const weights *w, const double *x)
{
    const bw_levels *levels = w->levels;
    memset(w->spread, 0, levels->accounts * sizeof *w->spread);
    for (int level = 0; level < BW_GROUPINGS; level++)
        for (size_t i = 0; i < levels->accounts; i++)
            if (levels->node[level][i] >= 0)
                w->spread[i] += x[levels->node[level][i]];
}

/* Groups without a forecast of their own have no equation. */
static void mute(const weights *w, double instead, double *out)
{
    for (size_t k = 0; k < w->levels->nodes; k++)
        out[k] = isnan(w->own[k]) ? instead : out[k];
}

static double gap_dot(const weights *w, size_t t, const double *x)
{
    return cblas_ddot((int)w->levels->nodes, w->gap + t * w->levels->nodes, 1, x, 1);
}

/* out = C W C' x. */
static void multiply(const weights *w, const double *x, double *out)
{
    pull_down(w, x);
    for (size_t i = 0; i < w->levels->accounts; i++)
        w->spread[i] *= w->held[i] ? 0 : w->leaf[i];
    bw_levels_sum(w->levels, w->spread, out);
    for (size_t k = 0; k < w->levels->nodes; k++)
        out[k] += w->node[k] * x[k];
    for (size_t t = 0; t < all_rows(w); t++)
        cblas_daxpy((int)w->levels->nodes, pull_of(w, t) * gap_dot(w, t, x),
                    w->gap + t * w->levels->nodes, 1, out, 1);
    mute(w, 0, out);
}

static void diagonal(const weights *w, double *out)
{
    for (size_t i = 0; i < w->levels->accounts; i++)
        w->spread[i] = w->held[i] ? 0 : w->leaf[i];
    bw_levels_sum(w->levels, w->spread, out);
    for (size_t k = 0; k < w->levels->nodes; k++) {
        out[k] += w->node[k];
        for (size_t t = 0; t < all_rows(w); t++)
            out[k] += pull_of(w, t) * pow(w->gap[t * w->levels->nodes + k], 2);
        out[k] = out[k] > 0 ? out[k] : 1;
    }
}

/* Conjugate gradients with the diagonal as preconditioner; work holds 4 vectors. */
static void solve(const weights *w, const double *right, double *x, double *work)
{
    size_t n = w->levels->nodes;
    double *rest = work, *way = rest + n, *image = way + n, *scale = image + n, size = 0, was = 0;
    diagonal(w, scale);
    memset(x, 0, n * sizeof *x);
    memcpy(rest, right, n * sizeof *rest);
    for (size_t k = 0; k < n; k++) {
        way[k] = rest[k] / scale[k];
        was += rest[k] * way[k];
    }
    size = was;
    for (int round = 0; round < ROUNDS_MAX && was > PRECISION * PRECISION * size; round++) {
        multiply(w, way, image);
        double step = cblas_ddot((int)n, way, 1, image, 1), now = 0;
        if (!(step > 0))
            return;
        cblas_daxpy((int)n, was / step, way, 1, x, 1);
        cblas_daxpy((int)n, -was / step, image, 1, rest, 1);
        for (size_t k = 0; k < n; k++)
            now += rest[k] * rest[k] / scale[k];
        for (size_t k = 0; k < n; k++)
            way[k] = rest[k] / scale[k] + now / was * way[k];
        was = now;
    }
}

/* leaf + (W C')_leaf x. */
static void correct(const weights *w, const double *leaf, const double *x, double *coherent)
{
    pull_down(w, x);
    for (size_t i = 0; i < w->levels->accounts; i++)
        coherent[i] = leaf[i] + (w->held[i] ? 0 : w->leaf[i] * w->spread[i]);
    for (size_t t = 0; t <= w->rows; t++) {
        double pull = pull_of(w, t) * gap_dot(w, t, x);
        for (size_t i = 0; pull != 0 && i < w->levels->accounts; i++)
            coherent[i] -= pull * leaf_error(w, i, t);
    }
}

/* ---- the covariance */

static double mean_square(const float *error, size_t rows)
{
    double sum = 0;
    for (size_t t = 0; t < rows; t++)
        sum += (double)error[t] * (double)error[t];
    return rows ? sum / (double)rows : 0;
}

/* Products of standardised errors, row by row, of one set of series. */
static void add_products(const float *error, size_t count, size_t rows, double *gram, double *fourth)
{
    for (size_t i = 0; i < count; i++) {
        const float *own = error + i * rows;
        double square = mean_square(own, rows);
        for (size_t t = 0; square > 0 && t < rows; t++) {
            *fourth += pow((double)own[t] * (double)own[t] / square, 2);
            for (size_t u = 0; u < rows; u++)
                gram[t * rows + u] += (double)own[t] * (double)own[u] / square;
        }
    }
}

/* The share of Schaefer and Strimmer from the rows' inner products: over all pairs of series, the sum of
 * r^2 is |G|^2 / rows^2 and that of the squared products is the sum of G_tt^2, each less i = j. */
static double shrink_share(const bw_levels *levels, const bw_past_errors *past)
{
    size_t rows = past->rows, series = 0;
    double *gram = bw_array(rows * rows, sizeof *gram), fourth = 0, squares = 0, products = 0, n = (double)rows;
    if (!gram || rows < 2) {
        free(gram);
        return 1;
    }
    add_products(past->leaf, levels->accounts, rows, gram, &fourth);
    add_products(past->node, levels->nodes, rows, gram, &fourth);
    for (size_t i = 0; i < levels->accounts; i++)
        series += mean_square(past->leaf + i * rows, rows) > 0;
    for (size_t k = 0; k < levels->nodes; k++)
        series += mean_square(past->node + k * rows, rows) > 0;
    for (size_t t = 0; t < rows * rows; t++)
        squares += gram[t] * gram[t] / (n * n);
    for (size_t t = 0; t < rows; t++)
        products += gram[t * rows + t] * gram[t * rows + t];
    squares -= (double)series;
    double variances = (products - fourth - n * squares) / (n * (n - 1));
    free(gram);
    return squares > 0 ? fmin(fmax(variances / squares, 0), 1) : 1;
}

/* A series whose errors are not known is as uncertain as it is large. */
static double variance_of(const float *error, size_t rows, double share, double forecast)
{
    double square = mean_square(error, rows), month = forecast / YEAR;
    return square > 0 ? share * square + pow(GOOD_ERROR * month, 2) : month * month;
}

static void weigh_by_errors(weights *w, const bw_past_errors *past)
{
    double share = 1 - w->low;
    for (size_t i = 0; i < w->levels->accounts; i++)
        w->leaf[i] = variance_of(past->leaf + i * past->rows, past->rows, share, w->forecast[i]);
    for (size_t k = 0; k < w->levels->nodes; k++)
        w->node[k] = variance_of(past->node + k * past->rows, past->rows, share, w->size[k]);
    w->bias = GOOD_ERROR / YEAR;
}

/* An account's variance is in proportion to its forecast, a group's to the sum of its accounts'. */
static void weigh_by_structure(weights *w)
{
    double total = 0, accounts = (double)w->levels->accounts;
    for (size_t i = 0; i < w->levels->accounts; i++)
        total += fabs(w->forecast[i]);
    for (size_t i = 0; i < w->levels->accounts; i++)
        w->leaf[i] = ACCOUNT_ERROR * ACCOUNT_ERROR * fabs(w->forecast[i]) * total / accounts;
    bw_levels_sum(w->levels, w->leaf, w->node);
    for (size_t k = 0; k < w->levels->nodes; k++)
        w->node[k] += pow(GOOD_ERROR * w->size[k], 2);
    w->bias = GOOD_ERROR;
}

/* As unsure as their own paths are. */
static void weigh_by_spread(weights *w, const bw_past_errors *past)
{
    for (size_t i = 0; i < w->levels->accounts; i++)
        w->leaf[i] = pow(past->leaf_spread[i], 2);
    for (size_t k = 0; k < w->levels->nodes; k++)
        w->node[k] = pow(past->node_spread[k], 2) + pow(GOOD_ERROR * w->size[k], 2);
    w->bias = GOOD_ERROR;
}

static void weigh_alike(weights *w)
{
    for (size_t i = 0; i < w->levels->accounts; i++)
        w->leaf[i] = 1;
    for (size_t k = 0; k < w->levels->nodes; k++)
        w->node[k] = 1;
}

/* Half of what the group itself and what its accounts say: weights by either alone would believe the lower one. */
static void measure_groups(const weights *w, double *size)
{
    bw_levels_sum(w->levels, w->forecast, size);
    for (size_t k = 0; k < w->levels->nodes; k++)
        size[k] = isnan(w->own[k]) ? fabs(size[k]) : (fabs(size[k]) + fabs(w->own[k])) / 2;
}

static void weigh(weights *w, bw_agreement method, const bw_past_errors *past)
{
    w->leaf_error = past->leaf;
    w->low = method == BW_AGREE_MINT && past->rows ? 1 - shrink_share(w->levels, past) : 0;
    if (method == BW_AGREE_OLS)
        weigh_alike(w);
    else if (method == BW_AGREE_STRUCTURAL || (!past->rows && !past->leaf_spread))
        weigh_by_structure(w);
    else if (!past->rows)
        weigh_by_spread(w, past);
    else
        weigh_by_errors(w, past);
}

/* Leaves that fell below 0 are held there, and the others meet the groups without them. */
static bool hold_negative(weights *w, const double *leaf, double *start, const double *coherent)
{
    bool more = false;
    for (size_t i = 0; i < w->levels->accounts; i++) {
        if (w->held[i] || coherent[i] >= fmin(0, leaf[i]))
            continue;
        w->held[i] = more = true;
        start[i] = fmin(0, leaf[i]);
    }
    return more;
}

static void reconcile(weights *w, const bw_past_errors *past, const double *leaf, const double *node, double *start,
                      double *work, double *coherent)
{
    size_t n = w->levels->nodes;
    double *right = work, *x = right + n;
    memcpy(start, leaf, w->levels->accounts * sizeof *start);
    for (int pass = 0; pass < PASSES_MAX; pass++) {
        subtract_leaves(w, past);
        bw_levels_sum(w->levels, start, right);
        for (size_t k = 0; k < n; k++)
            right[k] = node[k] - right[k];
        mute(w, 0, right);
        solve(w, right, x, x + n);
        correct(w, start, x, coherent);
        if (!hold_negative(w, leaf, start, coherent))
            return;
    }
    for (size_t i = 0; i < w->levels->accounts; i++)
        coherent[i] = fmax(coherent[i], fmin(0, leaf[i]));
}

bool bw_reconcile_groups(const bw_levels *levels, bw_agreement method, const bw_past_errors *past,
                         const double *leaf, const double *node, double *coherent, double *share)
{
    size_t accounts = levels->accounts, nodes = levels->nodes;
    memcpy(coherent, leaf, accounts * sizeof *coherent);
    if (share)
        *share = 1;
    if (method == BW_AGREE_BOTTOM_UP || !accounts)
        return true;
    double *memory = bw_array(3 * accounts + (8 + past->rows + ALIKE) * nodes, sizeof *memory);
    bool *held = bw_array(accounts, sizeof *held);
    if (memory && held) {
        weights w = {.levels = levels, .rows = past->rows, .forecast = leaf, .held = held, .own = node, .leaf = memory,
                     .spread = memory + accounts};
        double *start = w.spread + accounts;
        w.node = start + accounts;
        double *size = w.node + nodes;
        w.gap = size + nodes;
        measure_groups(&w, size);
        w.size = size;
        weigh(&w, method, past);
        reconcile(&w, past, leaf, node, start, w.gap + all_rows(&w) * nodes, coherent);
        if (share)
            *share = 1 - w.low;
    }
    free(held);
    free(memory);
    return memory && held;
}
