/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/base.h"
#include "models/settings.h"

#define ACCOUNTS 60
#define MONTHS 48
#define REPS 4

/* A company made in memory. */
typedef struct company {
    bw_account_row rows[ACCOUNTS];
    bw_account accounts[ACCOUNTS];
    size_t start[ACCOUNTS + 1];
    int32_t month[ACCOUNTS * MONTHS];
    double revenue[ACCOUNTS * MONTHS];
    bw_rep_row rep_rows[REPS];
    bw_rep reps[REPS];
    bw_problem problem;
    bw_settings *settings;
} company;

static double noise(uint64_t account, uint64_t month)
{
    return (double)(bw_stream_seed(bw_stream_seed(7, account), month) >> 11) * 0x1p-53;
}

typedef double (*revenue_rule)(size_t account, size_t month);

static company *found_company(revenue_rule rule)
{
    company *made = calloc(1, sizeof *made);
    size_t k = 0;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        made->rows[i] = (bw_account_row){.account_id = "a", .segment = i % 3 ? "large" : "small", .region = "north"};
        made->accounts[i].row = &made->rows[i];
        made->start[i] = k;
        for (size_t t = 0; t < MONTHS; t++) {
            double value = rule(i, t);
            if (value == 0)
                continue;
            made->month[k] = 24000 + (int32_t)t;
            made->revenue[k++] = value;
        }
    }
    made->start[ACCOUNTS] = k;
    made->settings = bw_settings_create();
    made->problem = (bw_problem){.account_count = ACCOUNTS, .accounts = made->accounts, .history_start = made->start,
                                 .history_month = made->month, .history_revenue = made->revenue,
                                 .first_month = 24000, .last_month = 24000 + MONTHS - 1,
                                 .plan_start = 24000 + MONTHS, .settings = made->settings};
    assert_int_equal(bw_settings_set(made->settings, "paths", "200", NULL), BW_OK);
    return made;
}

static void close_company(company *made)
{
    bw_settings_free(made->settings);
    free(made);
}

static bw_forecast *forecast_with(company *made, const char *threads)
{
    bw_forecast *forecast = NULL;
    assert_int_equal(bw_settings_set(made->settings, "threads", threads, NULL), BW_OK);
    assert_int_equal(bw_forecast_create(&made->problem, made->settings, NULL, &forecast, NULL), BW_OK);
    return forecast;
}

static double mixed(size_t account, size_t month)
{
    double size = 100 * (double)(account + 1);
    if (account % 4 == 0)
        return (month + account) % 3 ? 0 : size * (0.5 + noise(account, month));
    double season = 1 + 0.3 * sin((double)month * 0.5236);
    return size * (1 + 0.01 * (double)month) * season * (0.8 + 0.4 * noise(account, month));
}

static double hostile(size_t account, size_t month)
{
    switch (account % 12) {
    case 0: return 0;
    case 1: return month == MONTHS - 1 ? 500 : 0;
    case 2: return month == 0 ? 500 : 0;
    case 3: return 1000;
    case 4: return month % 7 == 3 ? 0 : 100;
    case 5: return -50 * noise(account, month);
    case 6: return 1e12 * noise(account, month);
    case 7: return month == 20 ? 1e9 : 10 + noise(account, month);
    case 8: return month % 2 ? 1e-9 : 1e9;
    case 9: return month < 40 ? 0 : 70;
    case 10: return month < 30 ? 1e6 : -1e6;
    default: return month == 5 ? NAN : 20 * (double)month;
    }
}

static void all_is_finite(const bw_forecast *forecast)
{
    size_t cells = ACCOUNTS * 12, paths = (size_t)forecast->path_count;
    for (size_t k = 0; k < cells; k++) {
        assert_true(isfinite((double)forecast->mean[k]));
        assert_true(forecast->p10[k] <= forecast->p50[k] && forecast->p50[k] <= forecast->p90[k]);
    }
    for (size_t k = 0; k < ACCOUNTS * paths; k++)
        assert_true(isfinite((double)forecast->year[k]));
    for (size_t k = 0; k < paths * 12; k++)
        assert_true(isfinite((double)forecast->company_month[k]));
}

static void hostile_series_give_finite_numbers_and_words(void **state)
{
    (void)state;
    company *made = found_company(hostile);
    bw_forecast *forecast = forecast_with(made, "2");
    all_is_finite(forecast);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        assert_true(isfinite(forecast->year_mean[i]));
        assert_true(strlen(forecast->why[i]) > 10);
        assert_true(strlen(forecast->method[i]) > 2);
    }
    assert_non_null(strstr(forecast->why[0], "never ordered"));
    bw_forecast_free(forecast);
    close_company(made);
}

static void one_and_two_threads_give_the_same_bytes(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    bw_forecast *one = forecast_with(made, "1"), *two = forecast_with(made, "2");
    size_t paths = (size_t)one->path_count;
    assert_memory_equal(one->year, two->year, ACCOUNTS * paths * sizeof *one->year);
    assert_memory_equal(one->company_month, two->company_month, paths * 12 * sizeof *one->company_month);
    assert_memory_equal(one->mean, two->mean, ACCOUNTS * 12 * sizeof *one->mean);
    assert_memory_equal(&one->backtest, &two->backtest, sizeof one->backtest);
    bw_forecast_free(one);
    bw_forecast_free(two);
    close_company(made);
}

static void months_add_up_to_years_and_paths_to_the_company(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    bw_forecast *forecast = forecast_with(made, "2");
    size_t paths = (size_t)forecast->path_count;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        double sum = 0, mean = 0;
        for (size_t h = 0; h < 12; h++)
            sum += (double)forecast->mean[i * 12 + h];
        for (size_t s = 0; s < paths; s++)
            mean += (double)forecast->year[i * paths + s] / (double)paths;
        assert_true(fabs(sum - forecast->year_mean[i]) <= 1e-9 * (1 + sum));
        assert_true(fabs(mean - sum) <= 1e-4 * (1 + sum));
    }
    for (size_t s = 0; s < paths; s++) {
        double accounts = 0, company_year = 0;
        for (size_t i = 0; i < ACCOUNTS; i++)
            accounts += (double)forecast->year[i * paths + s];
        for (size_t h = 0; h < 12; h++)
            company_year += (double)forecast->company_month[s * 12 + h];
        assert_true(fabs(accounts - company_year) < 1e-4 * accounts);
    }
    bw_forecast_free(forecast);
    close_company(made);
}

static void territories_add_up_to_the_company(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    bw_forecast *forecast = forecast_with(made, "2");
    int32_t rep[ACCOUNTS];
    for (size_t i = 0; i < ACCOUNTS; i++)
        rep[i] = (int32_t)(i % 4);
    double sum = 0;
    for (int32_t r = 0; r < 4; r++) {
        bw_range range = bw_forecast_range(forecast, rep, r);
        sum += range.mean;
        assert_true(range.p025 <= range.p10 && range.p10 <= range.p50);
        assert_true(range.p50 <= range.p90 && range.p90 <= range.p975);
    }
    bw_range all = bw_forecast_range(forecast, NULL, 0);
    assert_true(fabs(all.mean - sum) < 1e-9 * sum);
    bw_forecast_free(forecast);
    close_company(made);
}

static void money_in_another_unit_gives_the_same_forecast(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    bw_forecast *first = forecast_with(made, "2");
    for (size_t k = 0; k < ACCOUNTS * MONTHS; k++)
        made->revenue[k] *= 1024;
    bw_forecast *second = forecast_with(made, "2");
    for (size_t i = 0; i < ACCOUNTS; i++)
        assert_true(fabs(second->year_mean[i] / 1024 - first->year_mean[i]) < 0.01 * first->year_mean[i]);
    bw_forecast_free(first);
    bw_forecast_free(second);
    close_company(made);
}

static void an_order_every_third_month_stays_one(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    bw_forecast *forecast = forecast_with(made, "2");
    for (size_t h = 0; h < 12; h++) {
        bool ordering = (MONTHS + h + 4) % 3 == 0;
        assert_true(ordering ? forecast->mean[4 * 12 + h] > 0 : forecast->mean[4 * 12 + h] == 0);
    }
    assert_non_null(strstr(forecast->why[4], "orders every third month"));
    bw_forecast_free(forecast);
    close_company(made);
}

static void a_gap_before_the_plan_year_is_forecast_and_dropped(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    made->problem.plan_start += 5;
    bw_forecast *forecast = forecast_with(made, "2");
    assert_int_equal(forecast->first_month, made->problem.plan_start);
    for (size_t h = 0; h < 12; h++) {
        bool ordering = (MONTHS + 5 + h + 4) % 3 == 0;
        assert_true(ordering ? forecast->mean[4 * 12 + h] > 0 : forecast->mean[4 * 12 + h] == 0);
    }
    bw_forecast_free(forecast);
    close_company(made);
}

static void methods_of_intermittent_demand_are_taken_by_name_for_all_who_ever_ordered(void **state)
{
    (void)state;
    static const char *const chosen[] = {"ses", "sba", "tsb", "adida"}, *const names[] = {"SES", "SBA", "TSB", "ADIDA"};
    company *made = found_company(hostile);
    for (size_t k = 0; k < 4; k++) {
        char words[32];
        snprintf(words, sizeof words, "; method %s", names[k]);
        assert_int_equal(bw_settings_set(made->settings, "forecast_method", chosen[k], NULL), BW_OK);
        bw_forecast *forecast = forecast_with(made, "2");
        all_is_finite(forecast);
        for (size_t i = 0; i < ACCOUNTS; i++) {
            assert_string_equal(forecast->method[i], i % 12 ? names[k] : "renewal");
            assert_true(!(i % 12) || strstr(forecast->why[i], words));
        }
        bw_forecast_free(forecast);
    }
    close_company(made);
}

/* Accounts that order every second month, each year a good or a bad one that says nothing of the next. */
static double of_two_minds(size_t account, size_t month)
{
    double luck = noise(account, 1000 + month / 12) < 0.5 ? 0.4 : 1.6;
    return (month + account) % 2 ? 0 : 100 * (double)(account % 9 + 1) * luck * (0.8 + 0.4 * noise(account, month));
}

static void an_account_with_one_odd_year_is_not_forecast_by_that_year_alone(void **state)
{
    (void)state;
    company *made = found_company(of_two_minds);
    bw_forecast *forecast = forecast_with(made, "2");
    double last_error = 0, error = 0;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        double usual = 6 * 100 * (double)(i % 9 + 1), last = 0;
        assert_string_equal(forecast->method[i], "renewal");
        for (size_t t = MONTHS - 12; t < MONTHS; t++)
            last += of_two_minds(i, t);
        last_error += fabs(last - usual);
        error += fabs(forecast->year_mean[i] - usual);
    }
    assert_true(error < 0.6 * last_error);
    bw_forecast_free(forecast);
    close_company(made);
}

/* A company whose territories have seasons and trends that single accounts hide in noise. */
static double noisy(size_t account, size_t month)
{
    double trend = 1 + (account % 4 < 2 ? 0.01 : -0.004) * (double)month;
    double season = 1 + 0.4 * sin((double)month * 0.5236 + (double)(account % 4));
    double luck = noise(account, month);
    if (account % 3 == 0 && luck < 0.6)
        return 0;
    return 100 * (double)(account % 7 + 1) * trend * season * (0.2 + 1.6 * luck);
}

static void seat_reps(company *made)
{
    static const char *const ids[] = {"r1", "r2", "r3", "r4"}, *const managers[] = {"m1", "m2"};
    for (size_t r = 0; r < REPS; r++) {
        made->rep_rows[r] = (bw_rep_row){.rep_id = ids[r], .manager_id = managers[r % 2], .region = "", .segment = ""};
        made->reps[r] = (bw_rep){.row = &made->rep_rows[r], .competes = true};
    }
    for (size_t i = 0; i < ACCOUNTS; i++) {
        made->accounts[i].owner = (int32_t)(i % REPS);
        made->rows[i].region = i % 5 ? "north" : "south";
    }
    made->problem.reps = made->reps;
    made->problem.rep_count = REPS;
}

static bw_rolling *roll_with(company *made, const char *reconciliation, const char *threads)
{
    bw_rolling *rolling = NULL;
    assert_int_equal(bw_settings_set(made->settings, "forecast_reconciliation", reconciliation, NULL), BW_OK);
    assert_int_equal(bw_settings_set(made->settings, "threads", threads, NULL), BW_OK);
    assert_int_equal(bw_rolling_create(&made->problem, made->settings, NULL, &rolling, NULL), BW_OK);
    return rolling;
}

static void reconciliation_leaves_a_growing_company_its_year_and_wide_intervals_hold_more(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    bw_rolling *rolling = roll_with(made, "mint", "2");
    for (size_t k = 0; k < rolling->line_count; k++) {
        const bw_rolling_line *line = &rolling->lines[k];
        if (line->origin < 0 && line->level == BW_LEVEL_COMPANY)
            assert_true(line->year_error < 1.02 * line->year_error_base);
        assert_true(line->coverage95 >= line->coverage80);
    }
    bw_rolling_free(rolling);
    close_company(made);
}

/* Mean over levels of the errors of all origins' years. */
static double mean_error(const bw_rolling *rolling, bool base)
{
    double sum = 0;
    size_t levels = 0;
    for (size_t k = 0; k < rolling->line_count; k++)
        if (rolling->lines[k].origin < 0) {
            sum += base ? rolling->lines[k].year_error_base : rolling->lines[k].year_error;
            levels++;
        }
    return sum / (double)levels;
}

static void reconciled_years_are_not_worse_than_each_forecast_alone(void **state)
{
    (void)state;
    static const char *const methods[] = {"mint", "wls", "structural"};
    company *made = found_company(noisy);
    seat_reps(made);
    for (size_t k = 0; k < 3; k++) {
        bw_rolling *rolling = roll_with(made, methods[k], "2");
        assert_int_equal(rolling->origin_count, 6);
        assert_int_equal(rolling->line_count, 7 * BW_LEVEL_COUNT);
        assert_true(mean_error(rolling, false) <= mean_error(rolling, true));
        bw_rolling_free(rolling);
    }
    close_company(made);
}

static void a_rolling_backtest_is_the_same_for_one_and_two_threads(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    assert_int_equal(bw_settings_set(made->settings, "backtest_origins", "2", NULL), BW_OK);
    bw_rolling *one = roll_with(made, "mint", "1"), *two = roll_with(made, "mint", "2");
    assert_int_equal(one->line_count, two->line_count);
    assert_memory_equal(one->lines, two->lines, one->line_count * sizeof *one->lines);
    bw_rolling_free(one);
    bw_rolling_free(two);
    close_company(made);
}

static void a_short_history_has_no_rolling_backtest(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    made->problem.plan_start = made->problem.first_month + 29;
    bw_rolling *rolling = roll_with(made, "mint", "1");
    assert_int_equal(rolling->origin_count, 0);
    assert_int_equal(rolling->line_count, 0);
    bw_rolling_free(rolling);
    close_company(made);
}

static bw_hindcast *look_back_on(company *made)
{
    bw_hindcast *hindcast = NULL;
    assert_int_equal(bw_hindcast_create(&made->problem, made->settings, NULL, &hindcast, NULL), BW_OK);
    return hindcast;
}

static double sum_of(const double *value, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += value[k];
    return sum;
}

/* Mean of the paths' years of a curve. */
static double year_of(const bw_curve *curve, int32_t paths)
{
    double sum = 0;
    for (size_t k = 0; k < (size_t)paths * 12; k++)
        sum += (double)curve->month[k];
    return sum / paths;
}

static void the_year_held_out_is_the_latest_of_the_rolling_backtest(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    seat_reps(made);
    assert_int_equal(bw_settings_set(made->settings, "backtest_origins", "1", NULL), BW_OK);
    bw_rolling *rolling = roll_with(made, "mint", "2");
    bw_hindcast *hindcast = look_back_on(made);
    assert_int_equal(hindcast->line_count, BW_LEVEL_COUNT);
    assert_memory_equal(hindcast->lines, rolling->lines, BW_LEVEL_COUNT * sizeof *rolling->lines);
    double actual = sum_of(hindcast->actual, 12), forecast = year_of(&hindcast->curves[0], hindcast->path_count);
    assert_true(fabs(fabs(forecast / actual - 1) - rolling->lines[0].year_error) < 1e-3);
    bw_hindcast_free(hindcast);
    bw_rolling_free(rolling);
    close_company(made);
}

static void groups_of_the_year_held_out_add_up_to_the_company(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    seat_reps(made);
    bw_forecast *forecast = forecast_with(made, "2");
    bw_hindcast *hindcast = look_back_on(made);
    size_t months = (size_t)forecast->past_months, known = (size_t)hindcast->months_known;
    assert_int_equal(hindcast->curve_count, forecast->curve_count);
    assert_int_equal(months, known + 12);
    double actual[BW_LEVEL_COUNT] = {0}, mean[BW_LEVEL_COUNT] = {0};
    for (int32_t c = 0; c < hindcast->curve_count; c++) {
        const bw_curve *then = &hindcast->curves[c], *now = &forecast->curves[c];
        actual[then->level] += sum_of(hindcast->actual + (size_t)c * 12, 12);
        mean[then->level] += year_of(then, hindcast->path_count);
        for (int32_t d = 0; d < forecast->curve_count; d++) {
            now = &forecast->curves[d];
            if (now->level == then->level && strcmp(now->name, then->name) == 0)
                break;
        }
        assert_memory_equal(then->past, now->past, known * sizeof(double));
        assert_memory_equal(hindcast->actual + (size_t)c * 12, now->past + known, 12 * sizeof(double));
    }
    for (int level = 0; level < BW_LEVEL_COUNT; level++)
        if (actual[level] > 0) {
            assert_true(fabs(actual[level] - actual[0]) < 1e-6 * actual[0]);
            assert_true(fabs(mean[level] - mean[0]) < 1e-3 * mean[0]);
        }
    assert_true(actual[BW_LEVEL_REGION] > 0 && actual[BW_LEVEL_MANAGER] > 0 && actual[BW_LEVEL_SEGMENT] > 0);
    bw_hindcast_free(hindcast);
    bw_forecast_free(forecast);
    close_company(made);
}

static void a_short_history_has_no_year_to_hold_out(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    made->problem.plan_start = made->problem.first_month + 29;
    bw_hindcast *hindcast = look_back_on(made);
    assert_int_equal(hindcast->curve_count, 0);
    assert_int_equal(hindcast->line_count, 0);
    bw_hindcast_free(hindcast);
    close_company(made);
}

static void sums_agree_to_the_cent_on_every_level(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    seat_reps(made);
    bw_forecast *forecast = forecast_with(made, "2");
    double all = bw_forecast_range(forecast, NULL, 0).mean;
    for (int level = 0; level < 4; level++) {
        int32_t group[ACCOUNTS];
        double sum = 0;
        for (size_t i = 0; i < ACCOUNTS; i++)
            group[i] = level == 0 ? made->accounts[i].owner : level == 1 ? made->accounts[i].owner % 2
                       : level == 2 ? made->rows[i].region[0] == 's' : made->rows[i].segment[0] == 's';
        for (int32_t k = 0; k < 4; k++)
            sum += bw_forecast_range(forecast, group, k).mean;
        assert_true(fabs(sum - all) < 0.005);
    }
    bw_forecast_free(forecast);
    close_company(made);
}

static void curves_of_segments_add_up_to_the_company_and_to_the_accounts(void **state)
{
    (void)state;
    company *made = found_company(noisy);
    bw_forecast *forecast = forecast_with(made, "2");
    size_t paths = (size_t)forecast->path_count, cells = paths * 12;
    const bw_curve *curves = forecast->curves;
    assert_true(curves[0].level == BW_LEVEL_COMPANY && curves[0].month == forecast->company_month);
    assert_true(curves[1].level == BW_LEVEL_SEGMENT && curves[2].level == BW_LEVEL_SEGMENT);
    assert_true(forecast->curve_count == 3 || curves[3].level != BW_LEVEL_SEGMENT);
    assert_string_equal(curves[1].name, "large");
    for (size_t k = 0; k < cells; k++) {
        double company_month = (double)forecast->company_month[k];
        double sum = (double)curves[1].month[k] + (double)curves[2].month[k];
        assert_true(fabs(sum - company_month) < 0.02 * (1 + company_month));
    }
    for (size_t h = 0; h < 12; h++) {
        double mean = 0, accounts = 0;
        for (size_t s = 0; s < paths; s++)
            mean += (double)forecast->company_month[s * 12 + h] / (double)paths;
        for (size_t i = 0; i < ACCOUNTS; i++)
            accounts += (double)forecast->mean[i * 12 + h];
        assert_true(fabs(mean - accounts) < 1e-3 * accounts);
    }
    bw_forecast_free(forecast);
    close_company(made);
}

static void stopping_ends_the_forecast(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    volatile int stop = 1;
    bw_watch watch = {.stop = &stop};
    bw_forecast *forecast = NULL;
    assert_int_equal(bw_forecast_create(&made->problem, made->settings, &watch, &forecast, NULL), BW_INTERRUPTED);
    assert_null(forecast);
    close_company(made);
}

static void a_company_without_history_has_a_forecast_of_nothing(void **state)
{
    (void)state;
    company *made = found_company(mixed);
    memset(made->start, 0, sizeof made->start);
    made->problem.last_month = made->problem.first_month - 1;
    bw_forecast *forecast = forecast_with(made, "2");
    assert_true(bw_forecast_range(forecast, NULL, 0).mean == 0);
    assert_int_equal(forecast->backtest.months, 0);
    bw_forecast_free(forecast);
    close_company(made);
}

static void every_method_can_be_asked_for_by_name(void **state)
{
    (void)state;
    static const char *const methods[] = {"snaive", "ets", "theta", "intermittent", "robust"};
    company *made = found_company(mixed);
    for (size_t k = 0; k < 5; k++) {
        assert_int_equal(bw_settings_set(made->settings, "forecast_method", methods[k], NULL), BW_OK);
        bw_forecast *forecast = forecast_with(made, "2");
        all_is_finite(forecast);
        assert_true(bw_forecast_range(forecast, NULL, 0).mean > 0);
        bw_forecast_free(forecast);
    }
    close_company(made);
}

/* 2,050 accounts, one in forty large: the others together bring just under a tenth of it all. */
static void accounts_too_small_to_matter_are_forecast_by_light_members(void **state)
{
    (void)state;
    enum { CROWD = 2050, LENGTH = 26, LARGE = 40 };
    bw_account_row row = {.account_id = "a", .segment = "", .region = ""};
    bw_account *accounts = calloc(CROWD, sizeof *accounts);
    size_t *start = calloc(CROWD + 1, sizeof *start), k = 0;
    int32_t *month = calloc(CROWD * LENGTH, sizeof *month);
    double *revenue = calloc(CROWD * LENGTH, sizeof *revenue);
    for (size_t i = 0; i < CROWD; i++) {
        accounts[i].row = &row;
        for (size_t t = 0; t < LENGTH; t++, k++) {
            month[k] = 24000 + (int32_t)t;
            revenue[k] = (i % LARGE ? 1 : 360) * (1 + 0.3 * noise(i, t));
        }
        start[i + 1] = k;
    }
    bw_settings *settings = bw_settings_create();
    assert_int_equal(bw_settings_set(settings, "paths", "100", NULL), BW_OK);
    bw_problem problem = {.account_count = CROWD, .accounts = accounts, .history_start = start,
                          .history_month = month, .history_revenue = revenue, .first_month = 24000,
                          .last_month = 24000 + LENGTH - 1, .plan_start = 24000 + LENGTH, .settings = settings};
    bw_forecast *forecast = NULL;
    assert_int_equal(bw_forecast_create(&problem, settings, NULL, &forecast, NULL), BW_OK);
    for (size_t i = 0; i < CROWD; i++) {
        assert_string_equal(forecast->method[i], i % LARGE ? "light combination" : "combination");
        assert_true(fabs(forecast->year_mean[i] / (i % LARGE ? 13.8 : 4968) - 1) < 0.2);
    }
    bw_forecast_free(forecast);
    bw_settings_free(settings);
    free(accounts);
    free(start);
    free(month);
    free(revenue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_series_give_finite_numbers_and_words),
        cmocka_unit_test(one_and_two_threads_give_the_same_bytes),
        cmocka_unit_test(accounts_too_small_to_matter_are_forecast_by_light_members),
        cmocka_unit_test(months_add_up_to_years_and_paths_to_the_company),
        cmocka_unit_test(territories_add_up_to_the_company),
        cmocka_unit_test(money_in_another_unit_gives_the_same_forecast),
        cmocka_unit_test(an_order_every_third_month_stays_one),
        cmocka_unit_test(methods_of_intermittent_demand_are_taken_by_name_for_all_who_ever_ordered),
        cmocka_unit_test(an_account_with_one_odd_year_is_not_forecast_by_that_year_alone),
        cmocka_unit_test(a_gap_before_the_plan_year_is_forecast_and_dropped),
        cmocka_unit_test(reconciliation_leaves_a_growing_company_its_year_and_wide_intervals_hold_more),
        cmocka_unit_test(reconciled_years_are_not_worse_than_each_forecast_alone),
        cmocka_unit_test(a_rolling_backtest_is_the_same_for_one_and_two_threads),
        cmocka_unit_test(a_short_history_has_no_rolling_backtest),
        cmocka_unit_test(the_year_held_out_is_the_latest_of_the_rolling_backtest),
        cmocka_unit_test(groups_of_the_year_held_out_add_up_to_the_company),
        cmocka_unit_test(a_short_history_has_no_year_to_hold_out),
        cmocka_unit_test(sums_agree_to_the_cent_on_every_level),
        cmocka_unit_test(curves_of_segments_add_up_to_the_company_and_to_the_accounts),
        cmocka_unit_test(stopping_ends_the_forecast),
        cmocka_unit_test(a_company_without_history_has_a_forecast_of_nothing),
        cmocka_unit_test(every_method_can_be_asked_for_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
