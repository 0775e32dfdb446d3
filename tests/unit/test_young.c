/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "models/forecast/profile.h"

enum { ACCOUNTS = 40, MONTHS = 18, PERIOD = 12 };

static double season_of(size_t month)
{
    return 1 + 0.5 * sin(6.283185307179586 * (double)(month % PERIOD) / PERIOD);
}

/* Stores of 18 months that grow at paces of their own, with the same season but for luck. */
static void stores_that_are_all_young_teach_each_other_their_season(void **state)
{
    (void)state;
    static double value[ACCOUNTS * MONTHS];
    static int32_t group[ACCOUNTS];
    for (size_t i = 0; i < ACCOUNTS; i++)
        for (size_t t = 0; t < MONTHS; t++) {
            double luck = (double)(bw_stream_seed(i, t) >> 11) * 0x1p-53, pace = 0.001 * (double)(i % 20) - 0.005;
            value[i * MONTHS + t] = 100 * (double)(i + 1) * (1 + pace * (double)t) * season_of(t) * (0.8 + 0.4 * luck);
        }
    bw_panel panel = {.accounts = ACCOUNTS, .months = MONTHS, .stride = MONTHS, .period = PERIOD, .groups = 1,
                      .group = group, .value = value};
    bw_profiles profiles;
    assert_true(bw_profiles_learn(&panel, &profiles));
    for (size_t k = 0; k < PERIOD; k++)
        assert_true(fabs(profiles.profile->index[k] - season_of(k)) < 0.08);
    bw_profiles_free(&profiles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_that_are_all_young_teach_each_other_their_season),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
