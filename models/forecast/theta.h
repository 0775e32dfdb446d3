/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The theta method (Assimakopoulos, Nikolopoulos 2000): the mean of the straight line through the
 * seasonally adjusted series and the exponentially smoothed line with doubled curvature; and the
 * dynamic optimised theta model (Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler 2016), in
 * which theta is estimated and the straight line is refitted at every step.
 */
#ifndef BW_MODELS_FORECAST_THETA_H
#define BW_MODELS_FORECAST_THETA_H

#include "models/forecast/series.h"

/** Both need three values. */
bool bw_theta_fit(const bw_series *series, bw_theta *fit, double *residual);
void bw_theta_unroll(const bw_theta *fit, const double *shock, size_t steps, size_t lanes, double *path);

bool bw_dotm_fit(const bw_series *series, bw_dotm *fit, double *residual);
void bw_dotm_unroll(const bw_dotm *fit, const double *shock, size_t steps, size_t lanes, double *path);

#endif
