/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A straight line and a few waves of the year, fitted by robust regression (bisquare weights, GSL's
 * multifit_robust): single months, however large, do not move it. Logarithms where all values are above 0.
 * What the last half year was off the curve is carried on and fades.
 */
#ifndef BW_MODELS_FORECAST_FOURIER_H
#define BW_MODELS_FORECAST_FOURIER_H

#include "models/forecast/series.h"

/** Needs a season and a half, and a few values more than it has coefficients. */
bool bw_fourier_fit(const bw_series *series, bw_fourier *fit, double *residual);
void bw_fourier_unroll(const bw_fourier *fit, const double *shock, size_t steps, size_t lanes, double *path);

#endif
