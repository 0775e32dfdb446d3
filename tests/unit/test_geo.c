/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/geo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static double distance(double latitude, double longitude, double latitude2, double longitude2)
{
    bw_place from = bw_place_at(latitude, longitude), to = bw_place_at(latitude2, longitude2);
    return bw_place_distance(&from, &to);
}

static void expect_km(double found, double expected, double slack)
{
    if (!(fabs(found - expected) <= slack))
        fail_msg("%.9g km is not %.9g km", found, expected);
}

static void arcs_of_great_circles_have_the_length_that_geometry_says(void **state)
{
    (void)state;
    double quarter = M_PI / 2 * BW_EARTH_RADIUS;
    expect_km(distance(0, 0, 0, 90), quarter, 1e-9);
    expect_km(distance(90, 0, 0, 123), quarter, 1e-9);
    expect_km(distance(90, 0, -90, 0), 2 * quarter, 1e-9);
    expect_km(distance(0, 179.5, 0, -179.5), quarter / 90, 1e-9);
    expect_km(distance(60, 0, 60, 180), quarter / 90 * 60, 1e-9);
    expect_km(distance(0, 0, 1, 0), quarter / 90, 1e-9);
}

/* Published great-circle distances, rounded to the km. */
static void cities_are_as_far_apart_as_the_atlas_says(void **state)
{
    (void)state;
    expect_km(distance(51.5074, -0.1278, 48.8566, 2.3522), 344, 1);
    expect_km(distance(40.7128, -74.0060, 34.0522, -118.2437), 3936, 1);
    expect_km(distance(52.5200, 13.4050, 48.1351, 11.5820), 504, 1);
}

static void near_places_keep_their_digits(void **state)
{
    (void)state;
    double metre = 180 / M_PI / BW_EARTH_RADIUS / 1000;
    expect_km(distance(45, 7, 45 + metre, 7), 0.001, 1e-9);
    expect_km(distance(45, 7, 45, 7), 0, 0);
}

static void distances_are_symmetric_and_keep_the_triangle(void **state)
{
    (void)state;
    bw_place place[12];
    for (uint64_t k = 0; k < 12; k++)
        place[k] = bw_place_at((double)(bw_stream_seed(1, k) % 181) - 90, (double)(bw_stream_seed(2, k) % 361) - 180);
    for (size_t a = 0; a < 12; a++)
        for (size_t b = 0; b < 12; b++) {
            double direct = bw_place_distance(&place[a], &place[b]);
            assert_true(direct == bw_place_distance(&place[b], &place[a]));
            for (size_t c = 0; c < 12; c++)
                assert_true(direct <= bw_place_distance(&place[a], &place[c]) + bw_place_distance(&place[c], &place[b])
                                          + 1e-6);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arcs_of_great_circles_have_the_length_that_geometry_says),
        cmocka_unit_test(cities_are_as_far_apart_as_the_atlas_says),
        cmocka_unit_test(near_places_keep_their_digits),
        cmocka_unit_test(distances_are_symmetric_and_keep_the_triangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
