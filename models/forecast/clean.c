/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/clean.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/season.h"

#define REACH 3         /* months on either side */
#define DEVIATIONS 12
#define COUNT_LEAST 12

static double median_around(const double *value, size_t count, size_t t)
{
    double window[2 * REACH + 1];
    size_t from = t < REACH ? 0 : t - REACH;
    if (from + 2 * REACH + 1 > count)
        from = count - (2 * REACH + 1);
    memcpy(window, value + from, sizeof window);
    return gsl_stats_median(window, 1, 2 * REACH + 1);
}

static bool stands_out(const double *adjusted, const double *around, double spread, size_t t)
{
    double distance = fabs(adjusted[t] - around[t]);
    return distance > DEVIATIONS * spread && distance > fabs(around[t]);
}

size_t bw_series_odd(const bw_series *series, size_t odd[BW_ODD_MAX], double instead[BW_ODD_MAX])
{
    size_t count = series->count, found = 0;
    double *adjusted = count < COUNT_LEAST ? NULL : bw_array(4 * count, sizeof *adjusted);
    if (!adjusted)
        return 0;
    double *around = adjusted + count, *distance = around + count, *work = distance + count;
    bw_season season = bw_season_choose(series);
    bw_season_remove(&season, series, adjusted);
    for (size_t t = 0; t < count; t++) {
        around[t] = median_around(adjusted, count, t);
        distance[t] = adjusted[t] - around[t];
    }
    double spread = gsl_stats_mad(distance, 1, count, work);
    for (size_t t = 0; t < count && found <= BW_ODD_MAX; t++) {
        bool alone = (t == 0 || !stands_out(adjusted, around, spread, t - 1)) &&
                     (t + 1 == count || !stands_out(adjusted, around, spread, t + 1));
        if (!alone || !stands_out(adjusted, around, spread, t))
            continue;
        if (found < BW_ODD_MAX) {
            odd[found] = t;
            instead[found] = around[t];
            bw_season_apply(&season, t, 1, &instead[found]);
        }
        found++;
    }
    free(adjusted);
    return found <= BW_ODD_MAX ? found : 0;
}
