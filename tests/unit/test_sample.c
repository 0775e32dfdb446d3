/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "models/forecast/sample.h"

#define MOST 700

/* Values of kind: all different, few different ones, all alike, rising, falling. */
static double drawn(uint64_t *stream, size_t kind, size_t k)
{
    double share = bw_draw_share(stream);
    switch (kind % 5) {
    case 0: return 1000 * share - 500;
    case 1: return floor(4 * share);
    case 2: return 7;
    case 3: return (double)k;
    default: return -(double)k;
    }
}

static void quantiles_are_those_of_the_sorted_sample(void **state)
{
    (void)state;
    static const double share[5] = {0, 0.1, 0.5, 0.9, 1};
    uint64_t stream = 77;
    for (size_t round = 0; round < 400; round++) {
        double value[MOST], sorted[MOST], quantile[5];
        size_t count = 1 + (size_t)(bw_draw(&stream) % MOST);
        for (size_t k = 0; k < count; k++)
            value[k] = drawn(&stream, round, k);
        memcpy(sorted, value, sizeof sorted);
        gsl_sort(sorted, 1, count);
        assert_true(fabs(bw_sample_mean(value, count) - gsl_stats_mean(sorted, 1, count)) < 1e-9);
        bw_sample_quantiles(value, count, share, 5, quantile);
        for (size_t k = 0; k < 5; k++)
            assert_true(quantile[k] == gsl_stats_quantile_from_sorted_data(sorted, 1, count, share[k]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_those_of_the_sorted_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
