/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "models/forecast/arima.h"
#include "models/forecast/blend.h"
#include "models/forecast/clean.h"
#include "models/forecast/profile.h"
#include "models/forecast/route.h"
#include "models/forecast/shift.h"
#include "models/forecast/ets.h"
#include "models/forecast/intermittent.h"
#include "models/forecast/paths.h"
#include "models/forecast/season.h"
#include "models/forecast/theta.h"
#include "models/forecast/trial.h"
#include "solver/crowd.h"

#define COUNT 72

static double gaussian(uint64_t stream, uint64_t step)
{
    double u = ((double)(bw_stream_seed(stream, 2 * step) >> 11) + 0.5) * 0x1p-53;
    double v = (double)(bw_stream_seed(stream, 2 * step + 1) >> 11) * 0x1p-53;
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static double seasonal(size_t t)
{
    return 1 + 0.4 * sin((double)t * 0.5235987755982988);
}

static bool near(double a, double b, double share)
{
    return fabs(a - b) <= share * fabs(b);
}

static void an_exact_trend_and_season_are_continued_by_holt_winters(void **state)
{
    (void)state;
    double value[COUNT + 12], residual[COUNT], path[12];
    for (size_t t = 0; t < COUNT + 12; t++)
        value[t] = (100 + 2 * (double)t) * seasonal(t);
    bw_series series = {.value = value, .count = COUNT, .period = 12};
    bw_ets fit;
    assert_true(bw_ets_fit(&series, bw_ets_kind('M', 'A', false, 'M'), &fit, residual));
    bw_ets_unroll(&fit, NULL, 12, 1, path);
    for (size_t h = 0; h < 12; h++)
        assert_true(near(path[h], value[COUNT + h], 0.02));
}

static void the_criterion_chooses_no_trend_and_no_season_for_noise(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT];
    int plain = 0;
    for (uint64_t k = 0; k < 20; k++) {
        for (size_t t = 0; t < COUNT; t++)
            value[t] = 100 + 5 * gaussian(k, t);
        bw_ets fit;
        assert_true(bw_ets_choose(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
        plain += !fit.trend && !fit.season;
    }
    assert_true(plain >= 16);
}

static void theta_carries_half_the_slope_of_a_straight_line(void **state)
{
    (void)state;
    double value[30], residual[30], path[6];
    for (size_t t = 0; t < 30; t++)
        value[t] = 10 + 3 * (double)t;
    bw_theta fit;
    assert_true(bw_theta_fit(&(bw_series){.value = value, .count = 30, .period = 1}, &fit, residual));
    bw_theta_unroll(&fit, NULL, 6, 1, path);
    for (size_t h = 0; h < 6; h++)
        /* the mean of the line and of the last value, which is the smoothed line */
        assert_true(fabs(path[h] - (10 + 3 * 29 + 1.5 * (double)(h + 1))) < 0.1);
    assert_true(fabs(fit.slope - 3) < 1e-9 && fabs(fit.intercept - 10) < 1e-9);
}

static void dynamic_theta_follows_the_recursions_worked_by_hand(void **state)
{
    (void)state;
    /* alpha 0.5, theta 2, first level 2, one step after the values 4 and 6: level 4.5, line 4, 6 with
     * slope 2 and intercept 2, expected 4.5 + 0.5 (0.25 x 2 + (1 - 0.125) / 0.5 x 2) = 6.5 */
    bw_dotm fit = {.alpha = 0.5, .theta = 2, .level = 4.5, .mean = 5, .slope = 2, .intercept = 2, .count = 2,
                   .season = {.period = 1}};
    double path[1];
    bw_dotm_unroll(&fit, NULL, 1, 1, path);
    assert_true(fabs(path[0] - 6.5) < 1e-12);
}

static void an_autoregression_is_found_again(void **state)
{
    (void)state;
    double value[400], residual[400], before = 0;
    for (size_t t = 0; t < 400; t++)
        value[t] = 50 + (before = 0.6 * before + gaussian(9, t));
    bw_arima fit;
    assert_true(bw_arima_choose(&(bw_series){.value = value, .count = 400, .period = 1}, &fit, residual));
    double path[40];
    bw_arima_unroll(&fit, NULL, 40, 1, path);
    assert_true(fabs(path[39] - 50) < 1);
    assert_true(fabs((path[0] - 50) - 0.6 * (value[399] - 50)) < 0.5);
    assert_true(near(fit.sigma, 1, 0.12));
}

static void seasonal_indices_of_an_exact_season_are_found(void **state)
{
    (void)state;
    double value[COUNT];
    for (size_t t = 0; t < COUNT; t++)
        value[t] = 100 * seasonal(t);
    bw_series series = {.value = value, .count = COUNT, .period = 12};
    assert_true(bw_season_found(&series));
    bw_season season = bw_season_choose(&series);
    for (size_t k = 0; k < 12; k++)
        assert_true(near(season.index[k], seasonal(k), 1e-9));
}

static void sba_and_tsb_by_hand(void **state)
{
    (void)state;
    const double value[6] = {0, 4, 0, 0, 6, 0};
    bw_series series = {.value = value, .count = 6, .period = 12};
    /* Sizes 4, 6 with alpha 0.5 and the gap 3 between them: (1 - 0.25) x 5 / 3 = 1.25 */
    assert_true(fabs(bw_sba_rate(&series, 0.5) - 1.25) < 1e-12);
    /* Probability 0, 0.5, 0.25, 0.125, 0.5625, 0.28125; size 5 */
    assert_true(fabs(bw_tsb_rate(&series, 0.5, 0.5) - 0.28125 * 5) < 1e-12);
}

static void aggregation_smooths_sums_of_buckets(void **state)
{
    (void)state;
    const double value[7] = {9, 1, 0, 2, 3, 0, 3};
    /* Buckets of three from the end: 1, 0, 2 and 3, 0, 3: smoothed by 0.5 from 3: 4.5, so 1.5 a month. */
    assert_true(fabs(bw_adida_rate(&(bw_series){.value = value, .count = 7, .period = 12}, 3, 0.5, 9) - 1.5) < 1e-12);
    /* With 2 at the most: 1, 0, 2 and 2, 0, 2: 3.5 and so 7/6. */
    assert_true(fabs(bw_adida_rate(&(bw_series){.value = value, .count = 7, .period = 12}, 3, 0.5, 2) - 3.5 / 3) < 1e-12);
}

static void a_first_order_that_was_large_does_not_stay_in_the_rates(void **state)
{
    (void)state;
    double value[24] = {9000};
    for (size_t t = 2; t < 24; t += 2)
        value[t] = 100;
    bw_series series = {.value = value, .count = 24, .period = 12};
    double mean = (9000.0 + 11 * 100) / 24;
    assert_int_equal(bw_adida_bucket(&series), 2);
    assert_true(bw_adida_rate(&series, 1, 0.05, INFINITY) < 1.01 * mean);
    assert_true(bw_adida_rate(&series, 2, 0.1, INFINITY) < 1.01 * mean);
    assert_true(bw_tsb_rate(&series, 0.1, 0.1) < 1.1 * mean);
    assert_true(bw_sba_rate(&series, 0.1) < 1.1 * mean);
}

static void sums_are_of_as_many_months_as_lie_between_orders_and_of_a_year_at_most(void **state)
{
    (void)state;
    double value[48] = {0};
    for (size_t t = 0; t < 48; t += 3)
        value[t] = 10;
    bw_series series = {.value = value, .count = 48, .period = 12};
    assert_int_equal(bw_adida_bucket(&series), 3);
    /* An account that began with an order brings 10 in three months, not 40 in ten. */
    series.count = 10;
    assert_int_equal(bw_adida_bucket(&series), 3);
    assert_true(fabs(bw_adida_rate(&series, 3, 0.1, INFINITY) - 10.0 / 3) < 1e-12);
    series.count = 1;
    assert_int_equal(bw_adida_bucket(&series), 1);
    for (size_t t = 3; t < 48; t++)
        value[t] = 0;
    series.count = 48;
    assert_int_equal(bw_adida_bucket(&series), 12);
    series.count = 0;
    assert_true(bw_adida_rate(&series, bw_adida_bucket(&series), 0.1, INFINITY) == 0);
}

static void each_flat_rate_is_a_method_with_paths_about_its_rate(void **state)
{
    (void)state;
    static const unsigned masks[] = {BW_MEMBER_SES, BW_MEMBER_SBA, BW_MEMBER_TSB, BW_MEMBER_ADIDA};
    static const char *const names[] = {"SES", "SBA", "TSB", "ADIDA"};
    double value[48] = {0}, residual[48], point[12];
    for (size_t t = 0; t < 48; t += 1 + t % 3)
        value[t] = 50 + 10 * (double)(t % 5);
    bw_series series = {.value = value, .count = 48, .period = 12};
    const double rates[] = {bw_adida_rate(&series, 1, 0.1, INFINITY), bw_sba_rate(&series, 0.1),
                            bw_tsb_rate(&series, 0.1, 0.1),
                            bw_adida_rate(&series, bw_adida_bucket(&series), 0.1, INFINITY)};
    for (size_t k = 0; k < 4; k++) {
        bw_blend blend;
        assert_true(bw_blend_make(&series, masks[k], &blend, residual));
        assert_string_equal(bw_blend_name(&blend), names[k]);
        bw_blend_unroll(&blend, NULL, 12, 1, point);
        for (size_t h = 0; h < 12; h++)
            assert_true(point[h] > 0 && fabs(point[h] - rates[k]) < 1e-9 * rates[k]);
    }
}

static void tsb_forgets_an_account_that_stopped_and_sba_does_not(void **state)
{
    (void)state;
    double value[48] = {0};
    for (size_t t = 0; t < 24; t += 2)
        value[t] = 10;
    bw_series series = {.value = value, .count = 48, .period = 12};
    assert_true(bw_tsb_rate(&series, 0.1, 0.1) < 0.1 * bw_sba_rate(&series, 0.1));
}

static void make_series(uint64_t stream, double unit, double *value)
{
    double level = 100;
    for (size_t t = 0; t < COUNT + 12; t++) {
        level *= exp(0.03 * gaussian(stream, t));
        value[t] = unit * level * seasonal(t) * exp(0.05 * gaussian(stream + 1000, t));
    }
}

static void the_combination_does_not_depend_on_the_unit(void **state)
{
    (void)state;
    double small[COUNT + 12], large[COUNT + 12], residual[COUNT], a[12], b[12];
    bw_blend blend;
    make_series(4, 1, small);
    make_series(4, 1e6, large);
    assert_true(bw_blend_make(&(bw_series){.value = small, .count = COUNT, .period = 12}, BW_MEMBERS_DEFAULT, &blend,
                              residual));
    bw_blend_unroll(&blend, NULL, 12, 1, a);
    assert_true(bw_blend_make(&(bw_series){.value = large, .count = COUNT, .period = 12}, BW_MEMBERS_DEFAULT, &blend,
                              residual));
    bw_blend_unroll(&blend, NULL, 12, 1, b);
    for (size_t h = 0; h < 12; h++)
        assert_true(near(b[h] / 1e6, a[h], 0.01));
}

/* Eighty series whose model is near the truth: the learned width must cover what it says. */
static void learned_intervals_of_the_year_cover_what_they_say(void **state)
{
    (void)state;
    enum { SERIES = 80, members = BW_MEMBER_THETA | BW_MEMBER_HOLT_WINTERS };
    static bw_trial trials[SERIES];
    static double value[COUNT + 12];
    bw_draws draws;
    assert_true(bw_draws_create(100, 12, COUNT, 1, &draws));
    for (uint64_t k = 0; k < SERIES; k++) {
        make_series(50 + k, 1, value);
        bw_trial_make(&(bw_series){.value = value, .count = COUNT, .period = 12}, members, 12, &draws, &trials[k]);
    }
    bw_width width = bw_trials_width(trials, SERIES, 0, 1, false);
    double reach80 = bw_width_reach(width, 0.8);
    int inside = 0;
    for (uint64_t k = 0; k < SERIES; k++) {
        bw_trial later;
        make_series(50 + k, 1, value);
        bw_trial_make(&(bw_series){.value = value, .count = COUNT + 12, .period = 12}, members, 12, &draws, &later);
        inside += later.far_year <= reach80;
    }
    assert_in_range(inside, 55, 75);
    bw_draws_free(&draws);
}

static void widened_paths_keep_their_mean_and_stay_above_zero(void **state)
{
    (void)state;
    bw_draws draws;
    assert_true(bw_draws_create(400, 2, 10, 1, &draws));
    double point[2] = {5, 50}, paths[800];
    for (size_t s = 0; s < 400; s++) {
        paths[s] = 5 + 3 * gaussian(1, s);
        paths[400 + s] = 50 + gaussian(2, s);
    }
    bw_draws_set_tails(&draws, 5);
    bw_paths_widen(point, 0, 1.5, &draws, 3, paths);
    for (size_t h = 0; h < 2; h++) {
        double mean = 0;
        for (size_t s = 0; s < 400; s++) {
            assert_true(paths[h * 400 + s] >= 0);
            mean += paths[h * 400 + s] / 400;
        }
        assert_true(near(mean, point[h], 1e-9));
    }
    bw_draws_free(&draws);
}

static void a_mega_deal_is_one_off_and_a_new_level_is_not(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT], path[12], instead[BW_ODD_MAX];
    size_t odd[BW_ODD_MAX];
    bw_series series = {.value = value, .count = COUNT, .period = 12};
    for (size_t t = 0; t < COUNT; t++)
        value[t] = 100 + 5 * gaussian(8, t);
    value[60] = 5000;
    assert_int_equal(bw_series_odd(&series, odd, instead), 1);
    assert_int_equal(odd[0], 60);
    assert_true(near(instead[0], 100, 0.1));
    bw_blend blend;
    assert_true(bw_blend_make(&series, BW_MEMBERS_DEFAULT, &blend, residual));
    bw_blend_unroll(&blend, NULL, 12, 1, path);
    for (size_t h = 0; h < 12; h++)
        assert_true(near(path[h], 100, 0.15));
    value[60] = 100;
    for (size_t t = 48; t < COUNT; t++)
        value[t] += 400;
    assert_int_equal(bw_series_odd(&series, odd, instead), 0);
}

/* Eight months ago the account lost two fifths of its business. */
static void a_level_that_fell_is_found_and_not_forecast_to_come_back(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT], path[12], sum = 0;
    bw_series series = {.value = value, .count = COUNT, .period = 12};
    for (size_t t = 0; t < COUNT; t++)
        value[t] = (1000 + 200 * sin(0.5236 * (double)t)) * (t < COUNT - 8 ? 1 : 0.6) * (1 + 0.03 * gaussian(8, t));
    bw_shift shift = bw_series_shift(&series);
    assert_true(shift.found);
    assert_int_equal(shift.at, COUNT - 8);
    assert_true(near(shift.ratio, 0.6, 0.04));
    bw_blend blend;
    assert_true(bw_blend_make(&series, BW_MEMBERS_DEFAULT, &blend, residual));
    assert_int_equal(blend.shift_back, 8);
    bw_blend_unroll(&blend, NULL, 12, 1, path);
    for (size_t h = 0; h < 12; h++)
        sum += path[h];
    assert_true(near(sum, 12 * 600, 0.05));
    assert_true(bw_blend_make(&series, BW_MEMBER_SNAIVE, &blend, residual));
    assert_int_equal(blend.shift_back, 0);
}

/* Kinds of series that move without a shift. */
static double move(int kind, size_t t, size_t count)
{
    double month = (double)t;
    switch (kind) {
    case 0: /* a trend */
        return 1000 * exp(-0.03 * month);
    case 1: /* a season of two halves */
        return t % 12 < 6 ? 1000 : 500;
    case 2: /* steps that come every year */
        return 1000 * pow(0.6, (double)(t / 12));
    case 3: /* a step and back */
        return t >= count - 30 && t < count - 12 ? 500 : 1000;
    default: /* a step of last quarter, too young to be told from a bad one */
        return t + 4 < count ? 1000 : 500;
    }
}

static void trends_seasons_and_passing_steps_are_no_shifts(void **state)
{
    (void)state;
    double value[COUNT];
    for (int kind = 0; kind < 5; kind++)
        for (size_t count = 24; count <= COUNT; count += 12) {
            for (size_t t = 0; t < count; t++)
                value[t] = move(kind, t, count) * (1 + 0.05 * gaussian(9, t));
            if (!(kind == 2 && count < 36) && !(kind == 3 && count < 48)) /* two levels are all there is */
                assert_false(bw_series_shift(&(bw_series){.value = value, .count = count, .period = 12}).found);
        }
}

#define FAMILY 12

/* Eleven accounts share a season with a peak of twice its trough, each in its own measure, or each has another one; the
 * last is young. */
static void fill_family(bool alike, double *value)
{
    memset(value, 0, FAMILY * COUNT * sizeof *value);
    for (size_t i = 0; i < FAMILY; i++)
        for (size_t t = i + 1 < FAMILY ? 0 : COUNT - 15; t < COUNT; t++) {
            double month = (double)t + (alike ? 0 : (double)i);
            value[i * COUNT + t] = 1000 * (1 + (0.2 + 0.02 * (double)i) * sin(0.5236 * month)) *
                                   (1 + 0.05 * gaussian(20 + i, t));
        }
}

static void a_young_account_is_lent_the_season_that_others_share(void **state)
{
    (void)state;
    static double value[FAMILY * COUNT];
    static const int32_t group[FAMILY];
    bw_panel panel = {.accounts = FAMILY, .months = COUNT, .stride = COUNT, .period = 12, .groups = 1, .group = group,
                      .value = value};
    double residual[COUNT], path[12];
    for (int alike = 0; alike < 2; alike++) {
        bw_profiles profiles;
        bw_blend blend;
        fill_family(alike, value);
        assert_true(bw_profiles_learn(&panel, &profiles));
        bw_series young = bw_panel_series(&panel, FAMILY - 1);
        assert_int_equal(young.count, 15);
        young.profile = &profiles.profile[0];
        assert_true(bw_blend_make(&young, BW_MEMBERS_DEFAULT, &blend, residual));
        assert_true(blend.lent);
        bw_blend_unroll(&blend, NULL, 12, 1, path);
        for (size_t h = 0; alike && h < 12; h++)
            assert_true(near(path[h], 1000 * (1 + 0.42 * sin(0.5236 * (double)(COUNT + h))), 0.2));
        for (size_t k = 0; !alike && k < 12; k++)
            assert_true(near(profiles.profile[0].index[k], 1, 0.06));
        bw_series old = bw_panel_series(&panel, 0);
        old.profile = &profiles.profile[0];
        assert_true(bw_blend_make(&old, BW_MEMBERS_DEFAULT, &blend, residual));
        assert_false(blend.lent);
        bw_profiles_free(&profiles);
    }
}

static void see_lent(void *context, size_t account, const bw_outlook *outlook)
{
    ((bool *)context)[account] = outlook->blend && outlook->blend->lent;
}

/* They count the same months several times. */
static void groups_that_overlap_lend_each_other_no_season(void **state)
{
    (void)state;
    static double value[FAMILY * COUNT];
    static const int32_t group[FAMILY];
    bw_panel panel = {.accounts = FAMILY, .months = COUNT, .stride = COUNT, .period = 12, .groups = 1, .group = group,
                      .value = value};
    fill_family(true, value);
    for (int lends = 0; lends < 2; lends++) {
        bw_draws draws;
        bw_lesson lesson;
        bool lent[FAMILY] = {false};
        assert_true(bw_draws_create(20, 12, COUNT, 1, &draws));
        bw_crowd crowd = {.panel = &panel, .horizon = 12, .held_out = 12, .trial_paths = 20, .threads = 1,
                          .mask = BW_MEMBERS_CHEAP, .lends = lends, .draws = &draws};
        assert_int_equal(bw_crowd_learn(&crowd, &lesson, NULL), BW_OK);
        assert_int_equal(bw_crowd_forecast(&crowd, &lesson, see_lent, lent, NULL), BW_OK);
        assert_int_equal(lent[FAMILY - 1], lends);
        assert_false(lent[0]);
        bw_lesson_free(&lesson);
        bw_draws_free(&draws);
    }
}

static int prepare(void **state)
{
    (void)state;
    gsl_set_error_handler_off();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exact_trend_and_season_are_continued_by_holt_winters),
        cmocka_unit_test(the_criterion_chooses_no_trend_and_no_season_for_noise),
        cmocka_unit_test(theta_carries_half_the_slope_of_a_straight_line),
        cmocka_unit_test(dynamic_theta_follows_the_recursions_worked_by_hand),
        cmocka_unit_test(an_autoregression_is_found_again),
        cmocka_unit_test(seasonal_indices_of_an_exact_season_are_found),
        cmocka_unit_test(sba_and_tsb_by_hand),
        cmocka_unit_test(aggregation_smooths_sums_of_buckets),
        cmocka_unit_test(a_first_order_that_was_large_does_not_stay_in_the_rates),
        cmocka_unit_test(sums_are_of_as_many_months_as_lie_between_orders_and_of_a_year_at_most),
        cmocka_unit_test(each_flat_rate_is_a_method_with_paths_about_its_rate),
        cmocka_unit_test(tsb_forgets_an_account_that_stopped_and_sba_does_not),
        cmocka_unit_test(the_combination_does_not_depend_on_the_unit),
        cmocka_unit_test(learned_intervals_of_the_year_cover_what_they_say),
        cmocka_unit_test(a_mega_deal_is_one_off_and_a_new_level_is_not),
        cmocka_unit_test(a_level_that_fell_is_found_and_not_forecast_to_come_back),
        cmocka_unit_test(a_young_account_is_lent_the_season_that_others_share),
        cmocka_unit_test(groups_that_overlap_lend_each_other_no_season),
        cmocka_unit_test(trends_seasons_and_passing_steps_are_no_shifts),
        cmocka_unit_test(widened_paths_keep_their_mean_and_stay_above_zero),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
