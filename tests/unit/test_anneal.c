/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/anneal.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define ITEMS 40
#define BINS 5

/* Dear where it needs little, cheap where it needs much, and 80 % of the mean need as capacity (type D). */
static void fill_item(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                      double *entry)
{
    (void)model;
    for (int32_t c = 0; c < count; c++) {
        uint64_t draw = bw_stream_seed(5, (uint64_t)(item * BINS + (chosen ? chosen[c] : c)));
        entry[c] = 1 + (double)(draw % 100);
        cost[c] = 111 - entry[c] + (double)(draw / 1000 % 21) - 10;
    }
}

static double overload(const bw_program *program, const int32_t *bin)
{
    double load[BINS] = {0}, sum = 0, cost, entry;
    for (int32_t i = 0; i < ITEMS; i++) {
        assert_true(bin[i] >= 0 && bin[i] < BINS);
        program->fill(NULL, i, 1, &bin[i], &cost, &entry);
        load[bin[i]] += entry;
    }
    for (int32_t j = 0; j < BINS; j++)
        sum += fmax(0, load[j] - program->row[j].high);
    return sum;
}

static void annealing_nearly_meets_capacities_and_is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    bw_row row[BINS];
    int32_t bin_row[BINS], first[ITEMS], one[BW_ANNEAL_RUNS * ITEMS], two[BW_ANNEAL_RUNS * ITEMS];
    double price[BINS];
    for (int32_t j = 0; j < BINS; j++) {
        row[j] = (bw_row){.low = -INFINITY, .high = 320, .violation_price = INFINITY};
        bin_row[j] = j;
        price[j] = 0.8;
    }
    bw_program program = {.items = ITEMS, .bins = BINS, .rows = BINS, .slots = 1, .row = row, .bin_row = bin_row,
                          .fill = fill_item};
    assert_true(bw_anneal_applies(&program));
    bw_pairs_limits lists = {.price = price, .per_item = BINS, .reach = INFINITY, .end = INFINITY, .threads = 1};
    bw_pairs *pairs = bw_pairs_create(&program, &lists);
    assert_non_null(pairs);
    bw_anneal_limits limits = {.price = price, .moves = 400000, .end = INFINITY, .seed = 3, .threads = 1};
    assert_true(bw_anneal(pairs, &limits, one));
    limits.threads = 2;
    assert_true(bw_anneal(pairs, &limits, two));
    assert_memory_equal(one, two, sizeof one);
    assert_memory_not_equal(one, one + ITEMS, sizeof first);
    for (int32_t i = 0; i < ITEMS; i++)
        first[i] = pairs->bin[pairs->start[i]];
    assert_true(overload(&program, first) > 1000);
    double nearly = overload(&program, first) / 20;
    assert_true(overload(&program, one) < nearly && overload(&program, one + ITEMS) < nearly);
    bw_pairs_free(pairs);
}

static void programs_of_another_kind_are_left_to_others(void **state)
{
    (void)state;
    bw_row row[2] = {{-INFINITY, 10, INFINITY, 0, 0}, {-INFINITY, 10, INFINITY, 0, 0}};
    int32_t own[2] = {0, 1}, shared[2] = {0, 0};
    bw_program program = {.items = 5, .bins = 2, .rows = 2, .slots = 1, .row = row, .bin_row = own, .fill = fill_item};
    assert_true(bw_anneal_applies(&program));
    program.uniform_entries = true;
    assert_false(bw_anneal_applies(&program));
    program.uniform_entries = false;
    program.bin_row = shared;
    assert_false(bw_anneal_applies(&program));
    program.bin_row = own;
    row[1].violation_price = 3;
    assert_false(bw_anneal_applies(&program));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annealing_nearly_meets_capacities_and_is_the_same_for_any_number_of_threads),
        cmocka_unit_test(programs_of_another_kind_are_left_to_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
