/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/quota.h"
#include "tests/unit/glpk_oracle.h"

#define REPS_MAX 12
#define PATHS 101

static void a_quantile_is_linear_between_order_statistics(void **state)
{
    (void)state;
    const double sorted[] = {10, 20, 40, 80, 160};
    assert_true(bw_quantile(sorted, 5, 0) == 10);
    assert_true(bw_quantile(sorted, 5, 0.25) == 20);
    assert_true(bw_quantile(sorted, 5, 0.375) == 30);
    assert_true(bw_quantile(sorted, 5, 1) == 160);
    assert_true(bw_quantile(sorted, 5, 1.5) == 240);
    assert_true(bw_quantile(sorted, 1, 0.3) == 10);
}

static void weights_share_a_total_in_proportion(void **state)
{
    (void)state;
    bw_share_in reps[3] = {{.weight = 1, .cap = INFINITY}, {.weight = 2, .cap = INFINITY}, {.weight = 5, .cap = INFINITY}};
    double amount[3], level;
    assert_int_equal(bw_share_out(reps, 3, 400, amount, &level, NULL), BW_OK);
    assert_true(fabs(amount[0] - 50) < 1e-9);
    assert_true(fabs(amount[1] - 100) < 1e-9);
    assert_true(fabs(amount[2] - 250) < 1e-9);
}

static void what_a_cap_takes_from_one_goes_to_the_others(void **state)
{
    (void)state;
    bw_share_in reps[3] = {{.weight = 1, .floor = 90, .cap = INFINITY}, {.weight = 2, .cap = INFINITY},
                           {.weight = 5, .cap = 110}};
    double amount[3], level;
    assert_int_equal(bw_share_out(reps, 3, 400, amount, &level, NULL), BW_OK);
    assert_true(fabs(amount[0] - 290.0 / 3) < 1e-9);
    assert_true(fabs(amount[1] - 580.0 / 3) < 1e-9);
    assert_true(fabs(amount[2] - 110) < 1e-9);
}

static void a_total_outside_floors_and_caps_is_refused_with_the_amounts(void **state)
{
    (void)state;
    bw_share_in reps[2] = {{.weight = 1, .floor = 60, .cap = 70}, {.weight = 1, .floor = 60, .cap = 70}};
    double amount[2], level;
    bw_error error;
    assert_int_equal(bw_share_out(reps, 2, 100, amount, &level, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "120.00"));
    assert_int_equal(bw_share_out(reps, 2, 200, amount, &level, &error), BW_IMPOSSIBLE);
    assert_non_null(strstr(error.message, "140.00"));
    reps[0] = reps[1] = (bw_share_in){.cap = INFINITY};
    assert_int_equal(bw_share_out(reps, 2, 200, amount, &level, &error), BW_USAGE);
}

static void a_target_below_the_smallest_paths_lowers_them_in_proportion(void **state)
{
    (void)state;
    const double first[] = {100, 200, 300}, second[] = {300, 350, 900};
    bw_share_in reps[2] = {{.sorted = first, .paths = 3, .cap = INFINITY}, {.sorted = second, .paths = 3, .cap = INFINITY}};
    double amount[2], level;
    assert_int_equal(bw_share_out(reps, 2, 200, amount, &level, NULL), BW_OK);
    assert_true(fabs(amount[0] - 50) < 1e-9 && fabs(amount[1] - 150) < 1e-9);
    assert_true(level < 0);
}

/* Next to level -1 a double has no digits left for what is shared out. */
static void a_target_of_next_to_nothing_is_shared_out_to_its_last_digits(void **state)
{
    (void)state;
    const double first[] = {100, 200, 300}, second[] = {300, 350, 900}, none[] = {0, 0, 40};
    bw_share_in reps[3] = {{.sorted = first, .paths = 3, .cap = INFINITY},
                           {.sorted = second, .paths = 3, .cap = INFINITY},
                           {.sorted = none, .paths = 3, .cap = INFINITY}};
    double amount[3], level;
    for (int power = -17; power <= 12; power++) {
        double total = 617 * pow(10, power);
        assert_int_equal(bw_share_out(reps, 3, total, amount, &level, NULL), BW_OK);
        assert_true(fabs(amount[0] + amount[1] + amount[2] - total) <= 4e-15 * total);
        assert_true(power >= 0 || fabs(amount[1] - 3 * amount[0]) <= 4e-15 * total);
        assert_true(power < 1 || level > 1);
    }
}

/* Territories of very different size and spread. */
static void draw_years(gsl_rng *random, double year[REPS_MAX][PATHS], size_t reps)
{
    for (size_t j = 0; j < reps; j++) {
        double size = 1e5 * (1 + gsl_rng_uniform(random) * 20), spread = 0.05 + gsl_rng_uniform(random);
        for (size_t s = 0; s < PATHS; s++)
            year[j][s] = size * exp(spread * (gsl_rng_uniform(random) + gsl_rng_uniform(random) - 1));
        gsl_sort(year[j], 1, PATHS);
    }
}

static void equal_attainability_gives_every_rep_the_same_chance_and_the_exact_total(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (int draw = 0; draw < 200; draw++) {
        double year[REPS_MAX][PATHS], amount[REPS_MAX], level, mean = 0, sum = 0;
        size_t reps = 1 + gsl_rng_uniform_int(random, REPS_MAX);
        bw_share_in shares[REPS_MAX];
        draw_years(random, year, reps);
        for (size_t j = 0; j < reps; j++) {
            shares[j] = (bw_share_in){.sorted = year[j], .paths = PATHS, .cap = INFINITY};
            mean += bw_quantile(year[j], PATHS, 0.5);
        }
        double total = mean * (0.9 + 0.2 * gsl_rng_uniform(random));
        assert_int_equal(bw_share_out(shares, reps, total, amount, &level, NULL), BW_OK);
        for (size_t j = 0; j < reps; j++) {
            size_t reached = 0;
            for (size_t s = 0; s < PATHS; s++)
                reached += year[j][s] >= amount[j];
            assert_true(fabs((double)reached / PATHS - (1 - level)) <= 1.5 / PATHS || level >= 1);
            sum += amount[j];
        }
        assert_true(fabs(sum - total) <= 1e-9 * total);
    }
    gsl_rng_free(random);
}

static void rounded_shares_add_up_exactly_whatever_the_unit(void **state)
{
    (void)state;
    static const double units[] = {0.01, 1, 7, 100, 1000, 12345.67};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (int draw = 0; draw < 2000; draw++) {
        double amount[REPS_MAX], before[REPS_MAX], total = 0, sum = 0, unit = units[draw % 6];
        size_t reps = 1 + gsl_rng_uniform_int(random, REPS_MAX), largest = 0;
        for (size_t j = 0; j < reps; j++) {
            amount[j] = gsl_rng_uniform(random) < 0.2 ? 0 : 1e6 * gsl_rng_uniform(random);
            before[j] = amount[j];
            total += amount[j];
        }
        total = round(total * 100) / 100;
        assert_true(bw_round_shares(amount, reps, total, unit));
        for (size_t j = 0; j < reps; j++) {
            sum += amount[j];
            largest = amount[j] > amount[largest] ? j : largest;
        }
        assert_true(total == 0 || fabs(sum - total) < 0.005);
        for (size_t j = 0; j < reps; j++) {
            assert_true(before[j] > 0 || amount[j] == 0);
            assert_true(fabs(amount[j] - before[j]) <= 2 * unit + 0.01);
            if (j != largest)
                assert_true(fabs(amount[j] / unit - round(amount[j] / unit)) < 1e-6);
        }
    }
    gsl_rng_free(random);
}

static void the_usual_unit_is_never_more_than_a_thousandth_of_an_average_quota(void **state)
{
    (void)state;
    assert_true(bw_usual_unit(39865000, 14) == 1000);
    assert_true(bw_usual_unit(3000000, 3) == 1000);
    assert_true(bw_usual_unit(2999999, 3) == 100);
    assert_true(bw_usual_unit(141, 3) == 0.01);
    assert_true(bw_usual_unit(0.5, 3) == 0.01);
    assert_true(bw_usual_unit(0, 3) == 1000);
}

static void a_total_far_above_the_shares_is_reached_at_once(void **state)
{
    (void)state;
    double amount[3] = {1, 2, 0};
    assert_true(bw_round_shares(amount, 3, 1e9, 0.01));
    assert_true(fabs(amount[0] + amount[1] - 1e9) < 0.005);
    assert_true(amount[2] == 0);
}

static void a_total_below_one_unit_goes_to_a_rep_with_a_share(void **state)
{
    (void)state;
    double amount[3] = {0, 200, 300};
    assert_true(bw_round_shares(amount, 3, 500, 1000));
    assert_true(amount[0] == 0 && amount[1] == 0 && amount[2] == 500);
}

static void cents_of_large_totals_go_by_remainder_too(void **state)
{
    (void)state;
    for (int k = 0; k < 1000; k++) {
        double total = 3e7 + 1.01 * k, exact[3] = {total * 0.3337, total * 0.3331, total * 0.3332}, amount[3];
        double least = INFINITY, most = -INFINITY;
        memcpy(amount, exact, sizeof amount);
        assert_true(bw_round_shares(amount, 3, total, 0.01));
        for (int j = 0; j < 3; j++) {
            least = fmin(least, amount[j] - exact[j]);
            most = fmax(most, amount[j] - exact[j]);
        }
        assert_true(most - least < 0.01 + 1e-7);
    }
}

/* Random reps with floors and caps that leave room for the total. */
static double draw_shares(gsl_rng *random, bw_share_in *shares, size_t reps)
{
    double low = 0, high = 0;
    for (size_t j = 0; j < reps; j++) {
        double forecast = floor(100 + 900 * gsl_rng_uniform(random));
        double least = gsl_rng_uniform(random) < 0.3 ? floor(forecast * 1.3 * gsl_rng_uniform(random)) : 0;
        shares[j] = (bw_share_in){.weight = forecast, .floor = least, .cap = least + floor(forecast * 1.5) + 1};
        if (gsl_rng_uniform(random) < 0.3)
            shares[j].cap = least + floor(0.9 * forecast * gsl_rng_uniform(random)) + 1;
        low += shares[j].floor;
        high += shares[j].cap;
    }
    return floor(low + (high - low) * (0.2 + 0.6 * gsl_rng_uniform(random)));
}

static void write_data(const char *path, const bw_share_in *shares, size_t reps, double total)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "data;\nset REPS :=");
    for (size_t j = 0; j < reps; j++)
        fprintf(file, " r%zu", j);
    fprintf(file, ";\nparam : forecast floor cap :=\n");
    for (size_t j = 0; j < reps; j++)
        fprintf(file, "r%zu %.0f %.0f %.0f\n", j, shares[j].weight, shares[j].floor, shares[j].cap);
    fprintf(file, ";\nparam total := %.0f;\nend;\n", total);
    assert_int_equal(fclose(file), 0);
}

static void proportional_quotas_have_the_least_largest_stretch_of_the_linear_program(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    char path[] = "/tmp/bailiwick-quota-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    close(handle);
    for (int draw = 0; draw < 40; draw++) {
        bw_share_in shares[REPS_MAX];
        double amount[REPS_MAX], level, largest = 0;
        size_t reps = 2 + gsl_rng_uniform_int(random, REPS_MAX - 1);
        double total = draw_shares(random, shares, reps);
        write_data(path, shares, reps, total);
        assert_int_equal(bw_share_out(shares, reps, total, amount, &level, NULL), BW_OK);
        for (size_t j = 0; j < reps; j++)
            largest = fmax(largest, amount[j] / shares[j].weight);
        double optimum = glpk_mathprog("models/quota.mod", path);
        assert_true(fabs(largest - optimum) <= 1e-7 * optimum);
    }
    unlink(path);
    gsl_rng_free(random);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quantile_is_linear_between_order_statistics),
        cmocka_unit_test(weights_share_a_total_in_proportion),
        cmocka_unit_test(what_a_cap_takes_from_one_goes_to_the_others),
        cmocka_unit_test(a_total_outside_floors_and_caps_is_refused_with_the_amounts),
        cmocka_unit_test(equal_attainability_gives_every_rep_the_same_chance_and_the_exact_total),
        cmocka_unit_test(rounded_shares_add_up_exactly_whatever_the_unit),
        cmocka_unit_test(the_usual_unit_is_never_more_than_a_thousandth_of_an_average_quota),
        cmocka_unit_test(a_total_far_above_the_shares_is_reached_at_once),
        cmocka_unit_test(a_total_below_one_unit_goes_to_a_rep_with_a_share),
        cmocka_unit_test(a_target_below_the_smallest_paths_lowers_them_in_proportion),
        cmocka_unit_test(a_target_of_next_to_nothing_is_shared_out_to_its_last_digits),
        cmocka_unit_test(cents_of_large_totals_go_by_remainder_too),
        cmocka_unit_test(proportional_quotas_have_the_least_largest_stretch_of_the_linear_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
