/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/sample.h"

#include <math.h>

/* Four sums at once: one alone waits for each of its additions. */
double bw_sample_mean(const double *value, size_t count)
{
    double sum[4] = {0};
    size_t whole = count / 4 * 4;
    for (size_t k = 0; k < whole; k += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sum[lane] += value[k + lane];
    for (size_t k = whole; k < count; k++)
        sum[0] += value[k];
    return count ? (sum[0] + sum[1] + (sum[2] + sum[3])) / (double)count : 0;
}

static void swap(double *value, size_t a, size_t b)
{
    double kept = value[a];
    value[a] = value[b];
    value[b] = kept;
}

/* Median of three as the value to part by, which ends up at low + 1. */
static double pivot(double *value, size_t low, size_t high)
{
    swap(value, low + (high - low) / 2, low + 1);
    if (value[low] > value[high])
        swap(value, low, high);
    if (value[low + 1] > value[high])
        swap(value, low + 1, high);
    if (value[low] > value[low + 1])
        swap(value, low, low + 1);
    return value[low + 1];
}

/* Brings value[rank] of the ordered sample to its place, smaller ones before it, larger ones after it (Hoare's
 * selection). Values before `low` are in place already. */
static void settle(double *value, size_t low, size_t high, size_t rank)
{
    while (high > low + 1) {
        size_t i = low + 1, j = high;
        double middle = pivot(value, low, high);
        for (;;) {
            do i++; while (value[i] < middle);
            do j--; while (value[j] > middle);
            if (j < i)
                break;
            swap(value, i, j);
        }
        value[low + 1] = value[j];
        value[j] = middle;
        if (j >= rank)
            high = j - 1;
        if (j <= rank)
            low = i;
    }
    if (high == low + 1 && value[high] < value[low])
        swap(value, low, high);
}

static double least_from(const double *value, size_t from, size_t count)
{
    double least = value[from];
    for (size_t k = from + 1; k < count; k++)
        least = value[k] < least ? value[k] : least;
    return least;
}

void bw_sample_quantiles(double *value, size_t count, const double *share, size_t shares, double *quantile)
{
    size_t settled = 0;
    for (size_t k = 0; k < shares; k++) {
        double place = share[k] * (double)(count - 1), rest = place - floor(place);
        size_t rank = (size_t)place;
        settle(value, settled, count - 1, rank);
        double next = rank + 1 < count ? least_from(value, rank + 1, count) : value[rank];
        quantile[k] = (1 - rest) * value[rank] + rest * next;
        settled = rank;
    }
}
