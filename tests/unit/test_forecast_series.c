/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>

#include "models/forecast/arima.h"
#include "models/forecast/blend.h"
#include "models/forecast/ets.h"
#include "models/forecast/fourier.h"
#include "models/forecast/season.h"
#include "models/forecast/temporal.h"
#include "models/forecast/trial.h"

#define COUNT 72

static double uniform(uint64_t stream, uint64_t step)
{
    return ((double)(bw_stream_seed(stream, step) >> 11) + 0.5) * 0x1p-53;
}

static double gaussian(uint64_t stream, uint64_t step)
{
    return sqrt(-2 * log(uniform(stream, 2 * step))) * cos(6.283185307179586 * uniform(stream, 2 * step + 1));
}

static double wave(size_t t)
{
    return sin((double)t * 0.5235987755982988);
}

/* ---- hostile series */

#define KINDS 14

static double hostile(size_t kind, size_t t, uint64_t seed)
{
    double chance = uniform(seed, t);
    switch (kind) {
    case 0: return 0;
    case 1: return 42;
    case 2: return t == seed % COUNT ? 900 : 0;
    case 3: return t == seed % COUNT ? 1e12 : 10 + chance;
    case 4: return chance < 0.5 ? 3 : 8;
    case 5: return chance < 0.3 ? 0 : 100 * chance;
    case 6: return chance - 0.5;
    case 7: return -chance;
    case 8: return 1e12 * (1 + chance);
    case 9: return 1e-12 * (1 + chance);
    case 10: return exp(0.4 * (double)t);
    case 11: return t < COUNT / 2 ? 5 : 5000;
    case 12: return t % 12 == 3 ? 1e6 * chance : 1;
    default: return 1e6 * exp(-0.5 * (double)t);
    }
}

static void inside_the_limits(const bw_blend *blend, const double *path, size_t steps)
{
    for (size_t h = 0; h < steps; h++) {
        assert_true(isfinite(path[h]));
        assert_true(path[h] >= blend->low - 1e-9 * fabs(blend->low));
        assert_true(path[h] <= blend->high + 1e-9 * fabs(blend->high));
    }
}

static void one_hostile_series(const bw_series *series, unsigned mask)
{
    double residual[COUNT], path[24], shock[24];
    bw_blend blend;
    if (!bw_blend_make(series, mask, &blend, residual))
        return;
    for (size_t t = 0; t < series->count; t++)
        assert_true(isfinite(residual[t]));
    bw_blend_unroll(&blend, NULL, 24, 1, path);
    inside_the_limits(&blend, path, 24);
    for (uint64_t s = 0; s < 5; s++) {
        for (size_t h = 0; h < 24; h++)
            shock[h] = 3 * gaussian(s, h);
        bw_blend_unroll(&blend, shock, 24, 1, path);
        inside_the_limits(&blend, path, 24);
    }
}

static void every_method_survives_every_hostile_series_of_every_length(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, 2, 3, 5, 10, 13, 18, 24, 25, 36, 49, COUNT};
    for (size_t kind = 0; kind < KINDS; kind++)
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            double value[COUNT];
            for (size_t t = 0; t < lengths[k]; t++)
                value[t] = hostile(kind, t, kind + k);
            for (unsigned member = 0; member < BW_MEMBERS; member++)
                one_hostile_series(&(bw_series){.value = value, .count = lengths[k], .period = 12}, 1u << member);
            one_hostile_series(&(bw_series){.value = value, .count = lengths[k], .period = 12}, BW_MEMBERS_DEFAULT);
            one_hostile_series(&(bw_series){.value = value, .count = lengths[k], .period = 4}, BW_MEMBERS_DEFAULT);
            one_hostile_series(&(bw_series){.value = value, .count = lengths[k], .period = 1}, BW_MEMBERS_DEFAULT);
        }
}

static void trials_of_hostile_series_teach_a_finite_width(void **state)
{
    (void)state;
    static bw_trial trials[KINDS];
    bw_draws draws;
    assert_true(bw_draws_create(60, 12, COUNT, 1, &draws));
    for (size_t kind = 0; kind < KINDS; kind++) {
        double value[COUNT];
        for (size_t t = 0; t < COUNT; t++)
            value[t] = hostile(kind, t, kind);
        bw_trial_make(&(bw_series){.value = value, .count = COUNT, .period = 12}, BW_MEMBERS_DEFAULT, 12, &draws,
                      &trials[kind]);
    }
    bw_width width = bw_trials_width(trials, KINDS, 0, 1, false);
    assert_true(isfinite(width.factor) && width.factor > 0);
    assert_true(width.freedom >= 3);
    bw_draws_free(&draws);
}

/* ---- a mean of smoothing models */

static void a_mean_of_models_weighs_the_best_most(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT];
    for (uint64_t k = 0; k < 20; k++) {
        for (size_t t = 0; t < COUNT; t++)
            value[t] = 100 + (double)t + 20 * wave(t) + 4 * gaussian(k, t);
        bw_ets_mean fit;
        bw_ets best;
        double sum = 0;
        assert_true(bw_ets_choose(&(bw_series){.value = value, .count = COUNT, .period = 12}, &best, residual));
        assert_true(bw_ets_average(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
        assert_true(fit.model[0].criterion == best.criterion);
        for (size_t i = 0; i < fit.count; i++) {
            sum += fit.weight[i];
            assert_true(i == 0 || fit.weight[i] <= fit.weight[i - 1]);
        }
        assert_true(fabs(sum - 1) < 1e-12);
    }
}

/* ---- calendars */

static void calendars_that_agree_leave_the_months_as_they_are(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT], path[24];
    for (size_t t = 0; t < COUNT; t++)
        value[t] = 100 * (1 + 0.3 * wave(t));
    bw_temporal fit;
    assert_true(bw_temporal_fit(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
    bw_temporal_unroll(&fit, NULL, 24, 1, path);
    for (size_t h = 0; h < 24; h++)
        assert_true(fabs(path[h] - 100 * (1 + 0.3 * wave(COUNT + h))) < 0.1);
}

static void years_beyond_the_second_keep_its_shift(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT], path[48], months[48];
    for (size_t t = 0; t < COUNT; t++)
        value[t] = 200 + 30 * wave(t) + 25 * gaussian(3, t);
    bw_temporal fit;
    assert_true(bw_temporal_fit(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
    bw_temporal_unroll(&fit, NULL, 48, 1, path);
    bw_ets_mean_unroll(&fit.months, NULL, 48, 1, months);
    for (size_t h = 24; h < 48; h++)
        assert_true(fabs(path[h] - months[h] - fit.shift[12 + h % 12]) < 1e-9);
}

/* ---- robust regression */

static void robust_regression_is_not_moved_by_mega_deals(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT], path[12];
    for (size_t t = 0; t < COUNT; t++)
        value[t] = exp(5 + 0.005 * (double)t + 0.2 * wave(t) + 0.01 * gaussian(2, t));
    value[20] *= 30;
    value[47] *= 50;
    bw_fourier fit;
    assert_true(bw_fourier_fit(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
    bw_fourier_unroll(&fit, NULL, 12, 1, path);
    for (size_t h = 0; h < 12; h++) {
        double truth = exp(5 + 0.005 * (double)(COUNT + h) + 0.2 * wave(COUNT + h));
        assert_true(fabs(path[h] / truth - 1) < 0.03);
    }
}

/* ---- seasons */

static double index_spread(const bw_season *season)
{
    double sum = 0;
    for (size_t k = 0; season->present && k < season->period; k++)
        sum += pow(season->index[k] - (season->additive ? 0 : 1), 2);
    return sum;
}

static void indices_of_noise_shrink_and_those_of_a_season_stay(void **state)
{
    (void)state;
    double noise[COUNT], strong[COUNT];
    double measured = 0, shrunk = 0;
    for (uint64_t k = 0; k < 20; k++) {
        for (size_t t = 0; t < COUNT; t++)
            noise[t] = 100 + 10 * gaussian(k, t);
        bw_season raw = bw_season_measure(&(bw_series){.value = noise, .count = COUNT, .period = 12}, false);
        bw_season season = bw_season_shrunk(&(bw_series){.value = noise, .count = COUNT, .period = 12}, false);
        measured += index_spread(&raw);
        shrunk += index_spread(&season);
    }
    assert_true(shrunk < 0.25 * measured);
    for (size_t t = 0; t < COUNT; t++)
        strong[t] = 100 * (1 + 0.4 * wave(t)) + gaussian(77, t);
    bw_season season = bw_season_shrunk(&(bw_series){.value = strong, .count = COUNT, .period = 12}, true);
    for (size_t k = 0; k < 12; k++)
        assert_true(fabs(season.index[k] - (1 + 0.4 * wave(k))) < 0.02);
}

/* ---- logarithms */

static void arima_takes_logarithms_of_growth_by_rates_and_not_of_growth_by_steps(void **state)
{
    (void)state;
    double value[COUNT], residual[COUNT];
    bw_arima fit;
    for (size_t t = 0; t < COUNT; t++)
        value[t] = exp(3 + 0.04 * (double)t + 0.3 * wave(t) + 0.05 * gaussian(6, t));
    assert_true(bw_arima_choose(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
    assert_true(fit.logged);
    for (size_t t = 0; t < COUNT; t++)
        value[t] = 20 + 5 * (double)t + 4 * gaussian(6, t);
    assert_true(bw_arima_choose(&(bw_series){.value = value, .count = COUNT, .period = 12}, &fit, residual));
    assert_false(fit.logged);
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
        cmocka_unit_test(every_method_survives_every_hostile_series_of_every_length),
        cmocka_unit_test(trials_of_hostile_series_teach_a_finite_width),
        cmocka_unit_test(a_mean_of_models_weighs_the_best_most),
        cmocka_unit_test(calendars_that_agree_leave_the_months_as_they_are),
        cmocka_unit_test(years_beyond_the_second_keep_its_shift),
        cmocka_unit_test(robust_regression_is_not_moved_by_mega_deals),
        cmocka_unit_test(indices_of_noise_shrink_and_those_of_a_season_stay),
        cmocka_unit_test(arima_takes_logarithms_of_growth_by_rates_and_not_of_growth_by_steps),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
