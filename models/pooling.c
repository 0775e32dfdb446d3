/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pooling.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 5            /* of weights, */
#define HUBER_ROUNDS 3      /* the first of which never give a row up */
#define ITERATIONS 30       /* of variances, each round */
#define SETTLED 1e-5        /* relative change of a variance */
#define HUBER 1.345         /* 95 % efficient on normal errors, */
#define BISQUARE 4.685      /* and so is this */
#define NORMAL_MAD 0.6745   /* of a normal curve of deviation 1 */
#define VARIANCE_LEAST 1e-10
#define START_ROWS 20000    /* more rows are thinned out for the start */
#define LEVERAGE_MOST 0.999

typedef struct pool {
    const bw_pool_rows *rows;
    double *weight, *residual, *scratch; /* [rows] */
    gsl_matrix *gram, *covariance;       /* X'WX; of the coefficients */
    gsl_vector *moment, *answer;         /* X'Wy */
    double squares, weights;             /* y'Wy, sum of weights */
    double variance, *spread;            /* of errors; [groups] t_g^2 */
} pool;

static bool pool_open(const bw_pool_rows *rows, pool *made)
{
    *made = (pool){.rows = rows};
    made->weight = bw_array(3 * rows->rows, sizeof *made->weight);
    made->gram = gsl_matrix_calloc(rows->columns, rows->columns);
    made->covariance = gsl_matrix_calloc(rows->columns, rows->columns);
    made->moment = gsl_vector_calloc(rows->columns);
    made->answer = gsl_vector_calloc(rows->columns);
    made->spread = bw_array(rows->groups, sizeof *made->spread);
    if (!made->weight || !made->gram || !made->covariance || !made->moment || !made->answer || !made->spread)
        return false;
    made->residual = made->weight + rows->rows;
    made->scratch = made->residual + rows->rows;
    return true;
}

static void pool_close(pool *made)
{
    free(made->weight);
    gsl_matrix_free(made->gram);
    gsl_matrix_free(made->covariance);
    gsl_vector_free(made->moment);
    gsl_vector_free(made->answer);
    free(made->spread);
}

/* ---- weights */

static double huber(double far) { return far > HUBER ? HUBER / far : 1; }

static double bisquare(double far)
{
    double part = far / BISQUARE;
    return part < 1 ? (1 - part * part) * (1 - part * part) : 0;
}

/* Errors are judged against their own typical size. Where more than half are alike, nothing stands out. */
static void weigh(pool *made, double (*curve)(double far))
{
    size_t count = made->rows->rows;
    for (size_t i = 0; i < count; i++)
        made->scratch[i] = fabs(made->residual[i]);
    gsl_sort(made->scratch, 1, count);
    double scale = gsl_stats_median_from_sorted_data(made->scratch, 1, count) / NORMAL_MAD;
    for (size_t i = 0; i < count; i++) {
        double far = scale > sqrt(VARIANCE_LEAST) ? fabs(made->residual[i]) / scale : 0;
        made->weight[i] = curve(far);
    }
}

/* Every step-th row, dense in the first columns. */
static void fill_start(const bw_pool_rows *rows, size_t step, gsl_matrix *dense, gsl_vector *target)
{
    for (size_t k = 0; k < dense->size1; k++) {
        size_t row = k * step;
        gsl_vector_set(target, k, rows->target[row]);
        for (size_t e = row * rows->width; e < (row + 1) * rows->width; e++)
            if (rows->column[e] >= 0 && (size_t)rows->column[e] < rows->start)
                gsl_matrix_set(dense, k, (size_t)rows->column[e], rows->value[e]);
    }
}

static double product(const bw_pool_rows *rows, size_t row, const gsl_vector *coefficient)
{
    double sum = 0;
    for (size_t e = row * rows->width; e < (row + 1) * rows->width; e++)
        if (rows->column[e] >= 0 && (size_t)rows->column[e] < coefficient->size)
            sum += rows->value[e] * gsl_vector_get(coefficient, (size_t)rows->column[e]);
    return sum;
}

static bool all_finite(const gsl_vector *vector)
{
    for (size_t k = 0; k < vector->size; k++)
        if (!isfinite(gsl_vector_get(vector, k)))
            return false;
    return true;
}

/* Robust on the first columns; without enough rows, or where they are alike, all rows weigh the same. */
static bool begin(pool *made)
{
    const bw_pool_rows *rows = made->rows;
    size_t step = rows->rows / START_ROWS + 1, count = rows->rows / step, columns = rows->start;
    for (size_t i = 0; i < rows->rows; i++)
        made->weight[i] = 1;
    if (!columns || count < 2 * columns + 4)
        return true;
    gsl_matrix *dense = gsl_matrix_calloc(count, columns), *covariance = gsl_matrix_calloc(columns, columns);
    gsl_vector *target = gsl_vector_calloc(count), *answer = gsl_vector_calloc(columns);
    gsl_multifit_robust_workspace *work = gsl_multifit_robust_alloc(gsl_multifit_robust_huber, count, columns);
    bool ready = dense && covariance && target && answer && work;
    if (ready) {
        fill_start(rows, step, dense, target);
        (void)gsl_multifit_robust(dense, target, answer, covariance, work); /* the best so far will do */
        for (size_t i = 0; i < rows->rows && all_finite(answer); i++)
            made->residual[i] = rows->target[i] - product(rows, i, answer);
        if (all_finite(answer))
            weigh(made, huber);
    }
    gsl_matrix_free(dense);
    gsl_matrix_free(covariance);
    gsl_vector_free(target);
    gsl_vector_free(answer);
    if (work)
        gsl_multifit_robust_free(work);
    return ready;
}

/* ---- coefficients and variances */

static void add_row(pool *made, size_t row)
{
    const bw_pool_rows *rows = made->rows;
    const int32_t *column = rows->column + row * rows->width;
    const double *value = rows->value + row * rows->width, y = rows->target[row], w = made->weight[row];
    made->weights += w;
    made->squares += w * y * y;
    for (size_t a = 0; a < rows->width; a++) {
        if (column[a] < 0)
            continue;
        *gsl_vector_ptr(made->moment, (size_t)column[a]) += w * value[a] * y;
        for (size_t b = 0; b < rows->width; b++)
            if (column[b] >= 0)
                *gsl_matrix_ptr(made->gram, (size_t)column[a], (size_t)column[b]) += w * value[a] * value[b];
    }
}

static void add_rows(pool *made)
{
    gsl_matrix_set_zero(made->gram);
    gsl_vector_set_zero(made->moment);
    made->weights = made->squares = 0;
    for (size_t i = 0; i < made->rows->rows; i++)
        if (made->weight[i] > 0)
            add_row(made, i);
}

/* What is believed of a column before its data: a precision. Free columns get next to none. */
static double precision(const pool *made, size_t column)
{
    int32_t group = made->rows->group[column];
    return group ? 1 / made->spread[group] : 1e-9;
}

static bool solve(pool *made)
{
    gsl_matrix_memcpy(made->covariance, made->gram);
    gsl_matrix_scale(made->covariance, 1 / made->variance);
    for (size_t j = 0; j < made->rows->columns; j++)
        *gsl_matrix_ptr(made->covariance, j, j) += precision(made, j);
    if (gsl_linalg_cholesky_decomp1(made->covariance) || gsl_linalg_cholesky_invert(made->covariance))
        return false;
    gsl_blas_dsymv(CblasLower, 1 / made->variance, made->covariance, made->moment, 0, made->answer);
    return true;
}

static double residual_squares(const pool *made)
{
    double sum = made->squares;
    for (size_t a = 0; a < made->rows->columns; a++) {
        double row = -2 * gsl_vector_get(made->moment, a);
        for (size_t b = 0; b < made->rows->columns; b++)
            row += gsl_matrix_get(made->gram, a, b) * gsl_vector_get(made->answer, b);
        sum += row * gsl_vector_get(made->answer, a);
    }
    return fmax(0, sum);
}

/* One step of the fixed point; returns the largest relative change. A group that explains nothing goes to next to 0. */
static double step_variances(pool *made)
{
    const bw_pool_rows *rows = made->rows;
    double change = 0, spent = 0;
    for (int32_t g = 0; g < (int32_t)rows->groups; g++) {
        double known = 0, squares = 0;
        for (size_t j = 0; j < rows->columns; j++)
            if (rows->group[j] == g) {
                known += 1 - gsl_matrix_get(made->covariance, j, j) * precision(made, j);
                squares += pow(gsl_vector_get(made->answer, j), 2);
            }
        spent += known;
        double spread = fmax(known > 1e-6 ? squares / known : 0, 1e-6 * made->variance);
        change = g ? fmax(change, fabs(spread / made->spread[g] - 1)) : change;
        made->spread[g] = spread;
    }
    double variance = fmax(residual_squares(made) / fmax(1, made->weights - spent), VARIANCE_LEAST);
    change = fmax(change, fabs(variance / made->variance - 1));
    made->variance = variance;
    return change;
}

static void begin_variances(pool *made)
{
    const bw_pool_rows *rows = made->rows;
    made->variance = fmax(gsl_stats_variance(rows->target, 1, rows->rows), VARIANCE_LEAST);
    if (rows->rows < 2)
        made->variance = 1;
    for (size_t g = 0; g < rows->groups; g++)
        made->spread[g] = made->variance;
}

static bool settle(pool *made)
{
    add_rows(made);
    bool good = solve(made);
    for (int k = 0; good && k < ITERATIONS && step_variances(made) > SETTLED; k++)
        good = solve(made);
    return good && solve(made);
}

/* ---- residuals */

static double leverage(const pool *made, size_t row)
{
    const bw_pool_rows *rows = made->rows;
    const int32_t *column = rows->column + row * rows->width;
    const double *value = rows->value + row * rows->width;
    double sum = 0;
    for (size_t a = 0; a < rows->width; a++)
        for (size_t b = 0; column[a] >= 0 && b < rows->width; b++)
            if (column[b] >= 0)
                sum += value[a] * value[b] * gsl_matrix_get(made->covariance, (size_t)column[a], (size_t)column[b]);
    return fmin(made->weight[row] * sum / made->variance, LEVERAGE_MOST);
}

static void take_residuals(pool *made)
{
    for (size_t i = 0; i < made->rows->rows; i++)
        made->residual[i] = made->rows->target[i] - product(made->rows, i, made->answer);
}

bool bw_pool_fit(const bw_pool_rows *rows, double *coefficient, double *left_out)
{
    pool made;
    bool ready = pool_open(rows, &made) && begin(&made), good = ready;
    for (int k = 0; good && k < ROUNDS; k++) {
        if (k)
            weigh(&made, k < HUBER_ROUNDS ? huber : bisquare);
        begin_variances(&made);
        good = settle(&made) && all_finite(made.answer);
        if (good)
            take_residuals(&made);
    }
    for (size_t j = 0; ready && j < rows->columns; j++)
        coefficient[j] = good ? gsl_vector_get(made.answer, j) : 0;
    for (size_t i = 0; ready && i < rows->rows; i++)
        left_out[i] = good ? made.residual[i] / (1 - leverage(&made, i)) : rows->target[i];
    pool_close(&made);
    return ready;
}
