/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/geo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define RADIANS (3.14159265358979323846 / 180)

static double apart(double a, double b, double c, double d)
{
    bw_place from = bw_place_at(a, b), to = bw_place_at(c, d);
    return bw_place_distance(&from, &to);
}

static void expect_km(double km, double expected, double error)
{
    if (!(fabs(km - expected) <= error))
        fail_msg("%.9g km, not %.9g", km, expected);
}

static void a_degree_of_latitude_is_the_same_everywhere(void **state)
{
    (void)state;
    for (int latitude = -90; latitude < 90; latitude++)
        expect_km(apart(latitude, 7, latitude + 1, 7), 6371 * RADIANS, 1e-9);
}

static void opposite_places_are_half_the_circumference_apart(void **state)
{
    (void)state;
    expect_km(apart(90, 0, -90, 0), 6371 * 180 * RADIANS, 1e-6);
    expect_km(apart(0, -180, 0, 0), 6371 * 180 * RADIANS, 1e-6);
    expect_km(apart(12, 180, 12, -180), 0, 1e-9);
}

static void distances_agree_with_the_haversine_formula(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 2000; k++) {
        double u[4];
        for (uint64_t n = 0; n < 4; n++)
            u[n] = (double)(bw_stream_seed(3, 4 * k + n) >> 11) * 0x1p-53;
        double a = 180 * u[0] - 90, b = 360 * u[1] - 180, c = 180 * u[2] - 90, d = 360 * u[3] - 180;
        if (k % 2)
            c = a + 1e-5 * u[2], d = b + 1e-5 * u[3];
        double s = sin((c - a) / 2 * RADIANS), t = sin((d - b) / 2 * RADIANS);
        double haversine = s * s + cos(a * RADIANS) * cos(c * RADIANS) * t * t;
        expect_km(apart(a, b, c, d), 2 * 6371 * asin(fmin(1, sqrt(haversine))), 1e-4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_degree_of_latitude_is_the_same_everywhere),
        cmocka_unit_test(opposite_places_are_half_the_circumference_apart),
        cmocka_unit_test(distances_agree_with_the_haversine_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
