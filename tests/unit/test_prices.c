/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_program.h"
#include "solver/master.h"
#include "solver/prices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static const bw_prices_limits limits = {.per_item = 99, .end = INFINITY, .threads = 2};

/* The exact relaxation solved from no prices at all, to compare. */
static double bound_from_nothing(const bw_program *program)
{
    bw_dual nothing = {.price = bw_array((size_t)program->rows, sizeof(double)), .bound = -INFINITY};
    bw_master_limits free_of_limits = {.end = INFINITY, .threads = 1};
    bw_master master;
    bw_master_answer answer = bw_master_solve(program, &nothing, &free_of_limits, &master);
    double bound = answer == BW_MASTER_OPTIMAL ? master.bound : NAN;
    bw_master_clear(&master);
    bw_dual_clear(&nothing);
    return bound;
}

static void the_relaxation_of_a_whole_program_is_exact_whatever_its_rows_are(void **state)
{
    (void)state;
    int exact = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        toy t;
        toy_create(&t, 30, 2 + (int32_t)(seed % 5), seed);
        bw_prices prices;
        assert_true(bw_prices_find(&t.program, &limits, &prices));
        double other = bound_from_nothing(&t.program);
        if (prices.exact) {
            exact++;
            if (!isnan(other))
                assert_true(fabs(prices.bound - other) <= 1e-7 * fmax(1, fabs(other)));
        }
        assert_false(prices.impossible && !isnan(other));
        bw_prices_clear(&prices);
        toy_free(&t);
    }
    assert_true(exact > 100);
}

/* The last round may have added columns that no solution has a value of yet. */
static void a_relaxation_cut_short_after_columns_were_added_reads_no_share_of_them(void **state)
{
    (void)state;
    int cut = 0;
    for (int64_t iterations = 1; iterations <= 20; iterations++) {
        toy t;
        toy_create(&t, 300, 6, 1);
        bw_dual nothing = {.price = bw_array((size_t)t.program.rows, sizeof(double)), .bound = -INFINITY};
        bw_master_limits few = {.iterations = iterations, .end = INFINITY, .threads = 1};
        bw_master master;
        bw_master_answer answer = bw_master_solve(&t.program, &nothing, &few, &master);
        assert_int_not_equal(answer, BW_MASTER_FAILED);
        cut += answer == BW_MASTER_BOUND && master.columns > 100;
        for (int32_t i = 0; i < t.program.items; i++)
            assert_true(master.share[i] >= 0 && master.share[i] <= 1);
        bw_master_clear(&master);
        bw_dual_clear(&nothing);
        toy_free(&t);
    }
    assert_true(cut > 0);
}

static void no_prices_rule_out_a_program_that_has_a_plan(void **state)
{
    (void)state;
    int plans = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        toy t;
        toy_create(&t, 6, 3, seed);
        bool feasible = toy_oracle(&t) < INFINITY;
        double *price = bw_array((size_t)t.program.rows, sizeof *price);
        plans += feasible;
        for (int draw = 0; feasible && draw < 200; draw++) {
            for (int32_t r = 0; r < t.program.rows; r++)
                price[r] = toy_draw(&t) < 0.5 ? 0 : 2 * toy_draw(&t) - 1;
            assert_false(bw_prices_rule_out(&t.program, price, 1));
        }
        free(price);
        toy_free(&t);
    }
    assert_true(plans > 20);
}

static void prices_that_rule_a_program_out_are_found_and_do_so_again(void **state)
{
    (void)state;
    int impossible = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        toy t;
        toy_create(&t, 7, 1 + (int32_t)(seed % 4), seed);
        bw_prices prices;
        assert_true(bw_prices_find(&t.program, &limits, &prices));
        if (prices.impossible) {
            impossible++;
            assert_true(bw_prices_rule_out(&t.program, prices.price, 2));
            assert_true(toy_oracle(&t) == INFINITY);
        }
        bw_prices_clear(&prices);
        toy_free(&t);
    }
    assert_true(impossible > 10);
}

static void a_window_missed_by_less_than_the_tolerance_is_not_ruled_out(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 10, 1, 4);
    double total = 0, *price = bw_array((size_t)t.program.rows, sizeof *price);
    for (size_t i = 0; i < 10; i++) {
        t.cost[i] = 1;
        total += t.entry[i * SLOTS];
    }
    for (int32_t r = 1; r < t.program.rows; r++)
        t.row[r] = (bw_row){-INFINITY, INFINITY, 0, 0, 0};
    price[0] = 1;
    t.row[0] = (bw_row){-INFINITY, total - 1e-10 * total, INFINITY, 0, 0};
    assert_false(bw_prices_rule_out(&t.program, price, 1));
    t.row[0].high = total - 1e-7 * total;
    assert_true(bw_prices_rule_out(&t.program, price, 1));
    t.row[0].violation_price = 100;
    assert_false(bw_prices_rule_out(&t.program, price, 1));
    free(price);
    toy_free(&t);
}

static void prices_are_the_same_for_any_number_of_threads_and_hold_when_there_is_no_time(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        toy t;
        toy_create(&t, 80, 6, seed);
        bw_prices one, two, none;
        bw_prices_limits alone = limits, late = limits;
        alone.threads = 1;
        late.end = -1;
        assert_true(bw_prices_find(&t.program, &limits, &two) && bw_prices_find(&t.program, &alone, &one) &&
                    bw_prices_find(&t.program, &late, &none));
        assert_memory_equal(one.price, two.price, (size_t)t.program.rows * sizeof(double));
        if (two.exact)
            assert_true(none.bound <= two.bound + 1e-9 * fmax(1, fabs(two.bound)));
        assert_false(none.exact || none.impossible || none.settled);
        assert_true(two.settled || !two.exact);
        bw_prices_clear(&one);
        bw_prices_clear(&two);
        bw_prices_clear(&none);
        toy_free(&t);
    }
}

/* With too many rows for GLPK, what counted was whether the clock was late when the dual came back. */
static void prices_of_many_rows_that_the_caller_cut_short_are_not_settled(void **state)
{
    (void)state;
    toy t;
    bw_prices prices;
    const int stop = 1;
    const bw_watch watch = {.stop = &stop};
    bw_prices_limits stopped = limits;
    stopped.watch = &watch;
    toy_create(&t, 20, 810, 3);
    assert_true(t.program.rows > 1200);
    assert_true(bw_prices_find(&t.program, &stopped, &prices));
    assert_false(prices.settled);
    bw_prices_clear(&prices);
    toy_free(&t);
}

static void a_dual_says_whether_it_came_to_its_end(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 80, 6, 1);
    for (int k = 0; k < 3; k++) {
        const bw_dual_limits given = {1e-4, k == 0 ? INFINITY : k == 1 ? bw_seconds() + 1e6 : -1, 2, NULL, 0, 0};
        bw_dual dual;
        assert_true(bw_dual_solve(&t.program, &given, &dual));
        assert_int_equal(dual.done, k < 2);
        bw_dual_clear(&dual);
    }
    toy_free(&t);
}

static void a_dual_leaves_others_the_time_they_need(void **state)
{
    (void)state;
    toy t;
    bw_dual dual;
    toy_create(&t, 80, 6, 1);
    double begun = bw_seconds(), last = begun + 1e6;
    const bw_dual_limits none = {1e-4, begun, 1, NULL, last, 1e15}, all = {1e-4, INFINITY, 1, NULL, last, 1};
    assert_true(bw_dual_solve(&t.program, &none, &dual));
    assert_int_equal(dual.passes, 1);
    assert_int_equal(dual.steps, 0);
    bw_dual_clear(&dual);
    assert_true(bw_dual_solve(&t.program, &all, &dual));
    assert_true(dual.done && dual.steps > 0);
    bw_dual_clear(&dual);
    toy_free(&t);
}

static void prices_are_hurried_only_by_a_clock(void **state)
{
    (void)state;
    toy t;
    toy_create(&t, 80, 6, 1);
    for (int late = 0; late < 2; late++) {
        const bw_prices_limits given = {.per_item = 6, .begun = bw_seconds(), .end = late ? bw_seconds() : INFINITY,
                                         .threads = 1};
        bw_prices prices;
        assert_true(bw_prices_find(&t.program, &given, &prices));
        assert_int_equal(prices.hurried, late);
        bw_prices_clear(&prices);
    }
    toy_free(&t);
}

/* Items that cost the same in every bin, in elastic windows around an even spread; weights: how many kinds there are. */
static void create_alike(toy *t, int32_t items, int32_t bins, int32_t weights)
{
    size_t pairs = (size_t)items * (size_t)bins;
    double total = 0;
    *t = (toy){.cost = bw_array(pairs, sizeof(double)), .entry = bw_array(pairs * SLOTS, sizeof(double)),
               .row = bw_array((size_t)bins, sizeof(bw_row)),
               .bin_row = bw_array((size_t)bins * SLOTS, sizeof(int32_t)), .random = 1};
    for (int32_t i = 0; i < items; i++) {
        double weight = 1 + floor(weights * toy_draw(t));
        total += weight;
        for (size_t at = (size_t)i * (size_t)bins; at < (size_t)(i + 1) * (size_t)bins; at++) {
            t->cost[at] = 7;
            t->entry[at * SLOTS] = weight;
        }
    }
    for (int32_t j = 0; j < bins; j++) {
        t->row[j] = (bw_row){0.9 * total / bins, 1.1 * total / bins, 50, 0, 0};
        for (int32_t k = 0; k < SLOTS; k++)
            t->bin_row[j * SLOTS + k] = k == 0 ? j : -1;
    }
    t->program = (bw_program){.items = items, .bins = bins, .rows = bins, .slots = SLOTS, .row = t->row,
                              .bin_row = t->bin_row, .fill = toy_fill, .model = t};
}

/* Their base assignment and all their columns used to be for the same few bins, and the rest of the bins empty: every
 * round gave every item the same columns again, and the simplex had no end. The dual made its lists 51 to 151
 * times, each time the same ones for all. */
static void items_that_are_alike_do_not_all_go_to_the_first_of_bins_that_tie(void **state)
{
    (void)state;
    const int32_t weights[] = {1, 3, 1000000};
    for (size_t k = 0; k < sizeof weights / sizeof *weights; k++) {
        toy t;
        create_alike(&t, 1500, 30, weights[k]);
        bw_dual_limits path = {.gap = 1e-4, .end = INFINITY, .threads = 1};
        bw_master_limits rest = {.iterations = 2 * t.program.items, .end = INFINITY, .threads = 1};
        bw_dual dual;
        bw_master master;
        assert_true(bw_dual_solve(&t.program, &path, &dual));
        assert_int_equal(bw_master_solve(&t.program, &dual, &rest, &master), BW_MASTER_OPTIMAL);
        assert_true(fabs(master.bound - 7 * t.program.items) <= 1e-7 * master.bound);
        assert_true(master.rounds <= 3 && dual.passes <= 45);
        bw_master_clear(&master);
        bw_dual_clear(&dual);
        toy_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_relaxation_of_a_whole_program_is_exact_whatever_its_rows_are),
        cmocka_unit_test(a_relaxation_cut_short_after_columns_were_added_reads_no_share_of_them),
        cmocka_unit_test(items_that_are_alike_do_not_all_go_to_the_first_of_bins_that_tie),
        cmocka_unit_test(no_prices_rule_out_a_program_that_has_a_plan),
        cmocka_unit_test(prices_that_rule_a_program_out_are_found_and_do_so_again),
        cmocka_unit_test(a_window_missed_by_less_than_the_tolerance_is_not_ruled_out),
        cmocka_unit_test(prices_are_the_same_for_any_number_of_threads_and_hold_when_there_is_no_time),
        cmocka_unit_test(prices_of_many_rows_that_the_caller_cut_short_are_not_settled),
        cmocka_unit_test(a_dual_says_whether_it_came_to_its_end),
        cmocka_unit_test(a_dual_leaves_others_the_time_they_need),
        cmocka_unit_test(prices_are_hurried_only_by_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
