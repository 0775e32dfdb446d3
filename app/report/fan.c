/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/fan.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, size_t count, double p)
{
    double at = p * (double)(count - 1);
    size_t below = (size_t)at;
    size_t above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

static double path_sum(const bw_forecast *forecast, size_t path, int32_t first, int32_t count)
{
    double sum = 0;
    for (int32_t h = first; h < first + count; h++)
        sum += (double)forecast->company_month[path * (size_t)forecast->horizon + (size_t)h];
    return sum;
}

bool bw_fan_range(const bw_forecast *forecast, int32_t first, int32_t count, bw_range *range)
{
    size_t paths = (size_t)forecast->path_count;
    double *sums = calloc(paths + 1, sizeof *sums), mean = 0;
    if (!sums)
        return false;
    for (size_t s = 0; s < paths; s++) {
        sums[s] = path_sum(forecast, s, first, count);
        mean += sums[s] / (double)paths;
    }
    qsort(sums, paths, sizeof *sums, compare);
    *range = (bw_range){.mean = mean,
                        .p025 = quantile(sums, paths, 0.025),
                        .p10 = quantile(sums, paths, 0.10),
                        .p50 = quantile(sums, paths, 0.50),
                        .p90 = quantile(sums, paths, 0.90),
                        .p975 = quantile(sums, paths, 0.975)};
    free(sums);
    return true;
}
