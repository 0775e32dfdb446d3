/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/fourier.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define WAVES 3
#define FADE 0.95

static size_t column_count(const bw_fourier *fit)
{
    return 2 + 2 * fit->waves;
}

/* The coefficient's partner at time t: 1, t, then cosine and sine of each wave. */
static double column(const bw_fourier *fit, size_t k, size_t t)
{
    if (k < 2)
        return k ? (double)t : 1;
    double angle = 2 * M_PI * (double)(k / 2) * (double)t / (double)fit->period;
    return k % 2 ? sin(angle) : cos(angle);
}

static double curve_at(const bw_fourier *fit, size_t t)
{
    double value = fit->constant + fit->slope * (double)t;
    for (size_t k = 0; k < fit->waves; k++)
        value += fit->cosine[k] * column(fit, 2 * k + 2, t) + fit->sine[k] * column(fit, 2 * k + 3, t);
    return value;
}

static double seen(const bw_fourier *fit, const bw_series *series, size_t t)
{
    return fit->logged ? log(series->value[t]) : series->value[t];
}

static void take_coefficients(const gsl_vector *answer, bw_fourier *fit)
{
    fit->constant = gsl_vector_get(answer, 0);
    fit->slope = gsl_vector_get(answer, 1);
    for (size_t k = 0; k < fit->waves; k++) {
        fit->cosine[k] = gsl_vector_get(answer, 2 * k + 2);
        fit->sine[k] = gsl_vector_get(answer, 2 * k + 3);
    }
}

/* Many rounds are not needed: a fit that has not settled is still robust. */
static bool regress(const bw_series *series, bw_fourier *fit)
{
    size_t rows = series->count, columns = column_count(fit);
    gsl_matrix *table = gsl_matrix_alloc(rows, columns), *covariance = gsl_matrix_alloc(columns, columns);
    gsl_vector *target = gsl_vector_alloc(rows), *answer = gsl_vector_alloc(columns);
    gsl_multifit_robust_workspace *work = gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, rows, columns);
    bool good = table && covariance && target && answer && work;
    for (size_t t = 0; good && t < rows; t++) {
        gsl_vector_set(target, t, seen(fit, series, t));
        for (size_t k = 0; k < columns; k++)
            gsl_matrix_set(table, t, k, column(fit, k, t));
    }
    int status = good ? gsl_multifit_robust(table, target, answer, covariance, work) : GSL_ENOMEM;
    good = status == GSL_SUCCESS || status == GSL_EMAXITER;
    if (good)
        take_coefficients(answer, fit);
    gsl_multifit_robust_free(work);
    gsl_matrix_free(table);
    gsl_matrix_free(covariance);
    gsl_vector_free(target);
    gsl_vector_free(answer);
    return good;
}

/* The median of the last half year's errors: one odd month among them counts for nothing. */
static double last_errors(const double *residual, size_t count, size_t period)
{
    double last[BW_PERIOD_MAX];
    size_t used = period / 2 < count ? period / 2 : count;
    for (size_t k = 0; k < used; k++)
        last[k] = residual[count - 1 - k];
    return used ? gsl_stats_median(last, 1, used) : 0;
}

bool bw_fourier_fit(const bw_series *series, bw_fourier *fit, double *residual)
{
    size_t period = series->period, waves = period / 2 < WAVES + 1 ? (period - 1) / 2 : WAVES;
    *fit = (bw_fourier){.logged = bw_series_positive(series), .period = period, .waves = waves,
                        .count = series->count};
    if (2 * series->count < 3 * period || series->count < column_count(fit) + 4 || !regress(series, fit))
        return false;
    for (size_t t = 0; t < series->count; t++)
        residual[t] = seen(fit, series, t) - curve_at(fit, t);
    fit->last = last_errors(residual, series->count, period);
    fit->sigma = bw_residual_scale(residual, series->count, column_count(fit));
    return isfinite(fit->constant) && isfinite(fit->slope) && isfinite(fit->sigma);
}

void bw_fourier_unroll(const bw_fourier *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    double carried = fit->last;
    for (size_t h = 0; h < steps; h++) {
        carried *= FADE;
        double curve = curve_at(fit, fit->count + h) + carried;
        for (size_t c = h * lanes; c < (h + 1) * lanes; c++) {
            double value = curve + (shock ? fit->sigma * shock[c] : 0);
            path[c] = fit->logged ? exp(fmin(value, 100)) : value;
        }
    }
}

static bool make(const bw_series *series, bw_fit *fit, double *residual)
{
    return bw_fourier_fit(series, &fit->as.fourier, residual);
}

static void unroll(const bw_fit *fit, const double *shock, size_t steps, size_t lanes, double *path)
{
    bw_fourier_unroll(&fit->as.fourier, shock, steps, lanes, path);
}

const bw_method bw_method_fourier = {"robust regression", make, unroll};
