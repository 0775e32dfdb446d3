/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pooling.h"
#include "models/potential.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIRMS_MAX 1000

static bw_firm firms[FIRMS_MAX];

static double draw(uint64_t stream, uint64_t k)
{
    return ((double)(bw_stream_seed(stream, k) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t stream, uint64_t k) { return gsl_cdf_ugaussian_Pinv(draw(stream, k)); }

static const bw_firm nobody = {.size = {NAN, NAN, NAN, NAN}, .trait = {-1, -1, -1, -1}};

/* What the company of a test is made of: three segments, employees, an industry that says nothing. */
static double true_log(const bw_firm *firm)
{
    static const double segment[] = {0, 1.5, -1};
    return 8 + segment[firm->trait[BW_TRAIT_SEGMENT]] + 0.8 * log(firm->size[BW_SIZE_EMPLOYEES]);
}

static void make_firms(uint64_t seed, size_t count, double noise)
{
    for (size_t i = 0; i < count; i++) {
        firms[i] = nobody;
        firms[i].trait[BW_TRAIT_SEGMENT] = (int32_t)(3 * draw(seed, 4 * i));
        firms[i].trait[BW_TRAIT_INDUSTRY] = (int32_t)(5 * draw(seed, 4 * i + 1));
        firms[i].size[BW_SIZE_EMPLOYEES] = exp(3 + normal(seed, 4 * i + 2));
        firms[i].revenue = exp(true_log(&firms[i]) + noise * normal(seed, 4 * i + 3));
    }
}

static bw_potential *learn(size_t count)
{
    bw_potential *made = bw_potential_learn(count, firms, (int32_t[BW_TRAITS]){3, 5, 1, 1}, 0.75);
    assert_non_null(made);
    return made;
}

static void expect_sound(const bw_potential *made, const bw_firm *firm)
{
    bw_comparable like = bw_potential_of(made, firm);
    assert_true(isfinite(like.potential) && isfinite(like.expected) && isfinite(like.p90) && isfinite(like.typical));
    assert_true(like.p10 >= 0 && like.p10 <= like.potential && like.potential <= like.p90);
}

/* ---- what it learns */

static void known_coefficients_come_back_through_outliers(void **state)
{
    (void)state;
    make_firms(1, 600, 0.5);
    for (size_t i = 0; i < 600; i += 3) /* every third of the large ones buys next to nothing */
        firms[i].revenue *= firms[i].size[BW_SIZE_EMPLOYEES] > 40 ? 1e-5 : 1;
    bw_potential *made = learn(600);
    bw_firm small = nobody, large = nobody;
    small.trait[BW_TRAIT_SEGMENT] = large.trait[BW_TRAIT_SEGMENT] = 0;
    small.size[BW_SIZE_EMPLOYEES] = 10;
    large.size[BW_SIZE_EMPLOYEES] = 40;
    bw_comparable few = bw_potential_of(made, &small), many = bw_potential_of(made, &large);
    assert_true(fabs(log(many.typical / few.typical) / log(4) - 0.8) < 0.12);
    assert_true(fabs(log(few.typical) - true_log(&small)) < 0.25);
    large.trait[BW_TRAIT_SEGMENT] = 1;
    assert_true(fabs(log(bw_potential_of(made, &large).typical) - true_log(&large)) < 0.25);
    bw_potential_free(made);
}

static void a_segment_of_two_is_drawn_towards_the_whole_and_a_large_one_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < 203; i++) {
        firms[i] = nobody;
        firms[i].trait[BW_TRAIT_SEGMENT] = i < 100 ? 0 : i < 200 ? 1 : 2;
        firms[i].revenue = exp((i < 100 ? 5 : i < 200 ? 7 : 12) + normal(2, i));
    }
    bw_potential *made = learn(202); /* two accounts of segment 2 */
    double typical[3];
    for (int32_t s = 0; s < 3; s++) {
        bw_firm firm = nobody;
        firm.trait[BW_TRAIT_SEGMENT] = s;
        typical[s] = log(bw_potential_of(made, &firm).typical);
    }
    double own = (log(firms[200].revenue) + log(firms[201].revenue)) / 2;
    assert_true(fabs(typical[0] - 5) < 0.3 && fabs(typical[1] - 7) < 0.3);
    assert_true(typical[2] > 7.5 && typical[2] < own - 0.1);
    bw_potential_free(made);
}

static void quantiles_of_customers_never_seen_hold_what_they_say(void **state)
{
    (void)state;
    size_t inside = 0, above = 0, seen = 0;
    for (uint64_t seed = 10; seed < 16; seed++) {
        make_firms(seed, 400, 0.8);
        bw_potential *made = learn(200);
        for (size_t i = 200; i < 400; i++) {
            bw_comparable like = bw_potential_of(made, &firms[i]);
            inside += firms[i].revenue >= like.p10 && firms[i].revenue <= like.p90;
            above += firms[i].revenue > like.potential;
            seen++;
        }
        assert_true(bw_potential_scored(made).explained > 0.3);
        bw_potential_free(made);
    }
    assert_true(fabs((double)inside / (double)seen - 0.8) < 0.04);
    assert_true(fabs((double)above / (double)seen - 0.25) < 0.04);
}

static void the_mean_is_smeared_not_the_middle(void **state)
{
    (void)state;
    make_firms(3, 800, 1.0);
    bw_potential *made = learn(800);
    bw_comparable like = bw_potential_of(made, &firms[0]);
    assert_true(fabs(log(like.expected / like.typical) - 0.5) < 0.2); /* half the variance of the logarithm */
    bw_potential_free(made);
}

static void what_says_nothing_is_dropped(void **state)
{
    (void)state;
    make_firms(4, 400, 0.5);
    bw_potential *made = learn(400);
    assert_true(bw_potential_compares(made, BW_TRAIT_SEGMENT));
    assert_true(bw_potential_measures(made, BW_SIZE_EMPLOYEES));
    assert_false(bw_potential_measures(made, BW_SIZE_SALES));
    bw_firm firm = firms[0];
    double low = INFINITY, high = 0;
    for (int32_t k = 0; k < 5; k++) {
        firm.trait[BW_TRAIT_INDUSTRY] = k;
        low = fmin(low, bw_potential_of(made, &firm).typical);
        high = fmax(high, bw_potential_of(made, &firm).typical);
    }
    assert_true(high < 1.1 * low);
    bw_potential_free(made);
}

/* ---- what always holds */

static void revenue_in_another_currency_gives_potential_in_it(void **state)
{
    (void)state;
    make_firms(5, 300, 0.7);
    bw_potential *once = learn(300);
    bw_comparable before = bw_potential_of(once, &firms[7]);
    for (size_t i = 0; i < 300; i++) {
        firms[i].revenue *= 1000;
        firms[i].size[BW_SIZE_EMPLOYEES] *= 12;
    }
    bw_potential *again = learn(300);
    bw_comparable after = bw_potential_of(again, &firms[7]);
    assert_true(fabs(after.potential / before.potential / 1000 - 1) < 1e-6);
    assert_true(fabs(after.p10 / before.p10 / 1000 - 1) < 1e-6);
    assert_true(fabs(after.expected / before.expected / 1000 - 1) < 1e-6);
    bw_potential_free(once);
    bw_potential_free(again);
}

static void a_larger_account_is_never_worth_less(void **state)
{
    (void)state;
    for (uint64_t seed = 20; seed < 26; seed++) {
        make_firms(seed, 200, 0.6);
        for (size_t i = 0; i < 200; i++) {
            firms[i].size[BW_SIZE_FLOOR] = exp(normal(seed, 5000 + i));
            firms[i].size[BW_SIZE_SALES] = firms[i].size[BW_SIZE_EMPLOYEES] * exp(0.05 * normal(seed, 9000 + i));
            firms[i].revenue *= exp(-0.5 * log(firms[i].size[BW_SIZE_FLOOR]));
        }
        bw_potential *made = learn(200);
        for (size_t i = 0; i < 200; i++)
            for (int k = 0; k < BW_SIZE_FOUNDED; k++) {
                bw_firm larger = firms[i];
                larger.size[k] *= 3;
                assert_true(bw_potential_of(made, &larger).potential >=
                            bw_potential_of(made, &firms[i]).potential * (1 - 1e-12));
            }
        bw_potential_free(made);
    }
}

static void nobody_gets_more_than_the_largest_customer_buys(void **state)
{
    (void)state;
    make_firms(6, 100, 0.5);
    bw_potential *made = learn(100);
    double largest = 0;
    for (size_t i = 0; i < 100; i++)
        largest = fmax(largest, firms[i].revenue);
    bw_firm giant = firms[0];
    giant.size[BW_SIZE_EMPLOYEES] = 1e12;
    assert_true(bw_potential_of(made, &giant).p90 <= largest);
    bw_potential_free(made);
}

/* ---- odd companies */

static void odd_companies_give_sound_numbers(void **state)
{
    (void)state;
    for (int oddity = 0; oddity < 8; oddity++) {
        size_t count = oddity == 0 ? 1 : oddity == 1 ? 2 : 60;
        make_firms(7, 60, 0.5);
        for (size_t i = 0; i < 60; i++) {
            if (oddity == 2) /* no firmographics */
                firms[i] = (bw_firm){.revenue = firms[i].revenue, .size = {NAN, NAN, NAN, NAN},
                                     .trait = {-1, -1, -1, -1}};
            if (oddity == 3) /* all alike */
                firms[i] = (bw_firm){.revenue = 500, .size = {1, 2, 3, 1999}, .trait = {0, 0, 0, 0}};
            if (oddity == 4) /* alike but one */
                firms[i].revenue = i ? 500 : 1e12;
            if (oddity == 5) /* two columns that are the same, half of them blank */
                firms[i].size[BW_SIZE_SALES] = firms[i].size[BW_SIZE_EMPLOYEES] = i % 2 ? 5 + (double)i : NAN;
            if (oddity == 6) /* from cents to billions */
                firms[i].revenue = i % 2 ? 0.01 : 1e12;
            if (oddity == 7) /* everybody another segment, zero and negative sizes */
                firms[i].size[BW_SIZE_FLOOR] = -1 + (double)(i % 3);
        }
        bw_potential *made = learn(count);
        for (size_t i = 0; i < 60; i++)
            expect_sound(made, &firms[i]);
        expect_sound(made, &nobody);
        bw_potential_free(made);
    }
}

/* Nothing tells them apart, so that all doubt is the belief that customers differ. */
static void few_customers_that_buy_alike_leave_doubt(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        firms[i] = nobody;
        firms[i].trait[BW_TRAIT_SEGMENT] = 0;
        firms[i].revenue = 1000;
    }
    bw_potential *made = learn(3);
    bw_comparable like = bw_potential_of(made, &firms[0]);
    assert_true(like.p10 > 0 && like.p10 < 900);
    bw_potential_free(made);
}

static void without_revenue_nothing_is_known(void **state)
{
    (void)state;
    make_firms(9, 50, 0.5);
    for (size_t i = 0; i < 50; i++)
        firms[i].revenue = 0;
    bw_potential *made = learn(50), *empty = bw_potential_learn(0, firms, (int32_t[BW_TRAITS]){0}, 0.75);
    assert_int_equal(bw_potential_scored(made).customers, 0);
    assert_true(bw_potential_of(made, &firms[0]).potential == 0);
    assert_true(bw_potential_of(empty, &firms[0]).p90 == 0);
    bw_potential_free(made);
    bw_potential_free(empty);
}

/* ---- pooling */

#define ROWS 40

/* Rows that are left out in fact, against the closed form. */
static void residuals_of_rows_left_out_are_those_of_a_fit_without_them(void **state)
{
    (void)state;
    int32_t column[2 * ROWS], group[2] = {0, 0};
    double value[2 * ROWS], target[ROWS], coefficient[2], left_out[ROWS], unused[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        column[2 * i] = 0;
        column[2 * i + 1] = 1;
        value[2 * i] = 1;
        value[2 * i + 1] = i == ROWS - 1 ? 4 : normal(30, i); /* the last one pulls */
        target[i] = 3 + 2 * value[2 * i + 1] + 0.5 * normal(31, i);
    }
    bw_pool_rows rows = {ROWS, 2, 2, column, value, target, 2, 1, group};
    assert_true(bw_pool_fit(&rows, coefficient, left_out));
    assert_true(fabs(coefficient[0] - 3) < 0.3 && fabs(coefficient[1] - 2) < 0.3);
    bw_pool_rows without = rows; /* the last row */
    without.rows = ROWS - 1;
    assert_true(bw_pool_fit(&without, coefficient, unused));
    double missed = target[ROWS - 1] - coefficient[0] - coefficient[1] * value[2 * ROWS - 1];
    assert_true(fabs(missed - left_out[ROWS - 1]) < 0.02 * (1 + fabs(missed)));
}

static void a_group_that_says_nothing_is_drawn_to_zero(void **state)
{
    (void)state;
    int32_t column[2 * ROWS], group[11] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    double value[2 * ROWS], target[ROWS], coefficient[11], left_out[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        column[2 * i] = 0;
        column[2 * i + 1] = 1 + (int32_t)(i % 10);
        value[2 * i] = value[2 * i + 1] = 1;
        target[i] = 7 + (i < 20 ? 1 : -1) * (1 + 0.1 * draw(32, i)); /* each level has as many above as below */
    }
    bw_pool_rows rows = {ROWS, 11, 2, column, value, target, 1, 2, group};
    assert_true(bw_pool_fit(&rows, coefficient, left_out));
    for (int k = 1; k < 11; k++)
        assert_true(fabs(coefficient[k]) < 0.05);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_coefficients_come_back_through_outliers),
        cmocka_unit_test(a_segment_of_two_is_drawn_towards_the_whole_and_a_large_one_is_not),
        cmocka_unit_test(quantiles_of_customers_never_seen_hold_what_they_say),
        cmocka_unit_test(the_mean_is_smeared_not_the_middle),
        cmocka_unit_test(what_says_nothing_is_dropped),
        cmocka_unit_test(revenue_in_another_currency_gives_potential_in_it),
        cmocka_unit_test(a_larger_account_is_never_worth_less),
        cmocka_unit_test(nobody_gets_more_than_the_largest_customer_buys),
        cmocka_unit_test(odd_companies_give_sound_numbers),
        cmocka_unit_test(few_customers_that_buy_alike_leave_doubt),
        cmocka_unit_test(without_revenue_nothing_is_known),
        cmocka_unit_test(residuals_of_rows_left_out_are_those_of_a_fit_without_them),
        cmocka_unit_test(a_group_that_says_nothing_is_drawn_to_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
