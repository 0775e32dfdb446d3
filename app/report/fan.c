/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/fan.h"

#include <stdlib.h>

#define MONTHS ((size_t)12)

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

static double path_sum(const float *month, size_t path, int32_t first, int32_t count)
{
    double sum = 0;
    for (int32_t h = first; h < first + count; h++)
        sum += (double)month[path * MONTHS + (size_t)h];
    return sum;
}

bool bw_fan_range(const float *month, int32_t paths, int32_t first, int32_t count, bw_range *range)
{
    size_t size = (size_t)paths;
    double *sums = calloc(size + 1, sizeof *sums), mean = 0;
    if (!sums)
        return false;
    for (size_t s = 0; s < size; s++) {
        sums[s] = path_sum(month, s, first, count);
        mean += sums[s] / (double)size;
    }
    qsort(sums, size, sizeof *sums, compare);
    *range = (bw_range){.mean = mean,
                        .p025 = quantile(sums, size, 0.025),
                        .p10 = quantile(sums, size, 0.10),
                        .p25 = quantile(sums, size, 0.25),
                        .p50 = quantile(sums, size, 0.50),
                        .p75 = quantile(sums, size, 0.75),
                        .p90 = quantile(sums, size, 0.90),
                        .p975 = quantile(sums, size, 0.975)};
    free(sums);
    return true;
}
