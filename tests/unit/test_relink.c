/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/ejection.h"
#include "solver/relink.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MOST_ITEMS 60
#define MOST_BINS 7

/* Dear where it needs little, cheap where it needs much, and 80 % of the mean need as capacity (type D). Some pairs are
 * not allowed. */
typedef struct instance {
    bw_program program;
    bw_row row[MOST_BINS];
    int32_t bin_row[MOST_BINS];
    double price[MOST_BINS], tightness;
    uint64_t seed;
    bw_pairs *pairs;
} instance;

static void fill_item(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                      double *entry)
{
    const instance *in = model;
    for (int32_t c = 0; c < count; c++) {
        int32_t bin = chosen ? chosen[c] : c;
        uint64_t draw = bw_stream_seed(in->seed, (uint64_t)(item * MOST_BINS + bin));
        entry[c] = 1 + (double)(draw % 100);
        cost[c] = 111 - entry[c] + (double)(draw / 1000 % 21) - 10;
        if (draw / 100000 % 10 == 0 && bin != item % in->program.bins)
            cost[c] = INFINITY;
    }
}

static void instance_open(instance *in, int32_t items, int32_t bins, double tightness, uint64_t seed)
{
    *in = (instance){.seed = seed, .tightness = tightness};
    for (int32_t j = 0; j < bins; j++) {
        in->row[j] = (bw_row){.low = -INFINITY, .high = floor(tightness * 50 * items / bins),
                              .violation_price = INFINITY};
        in->bin_row[j] = j;
        in->price[j] = 0.9;
    }
    in->program = (bw_program){.items = items, .bins = bins, .rows = bins, .slots = 1, .row = in->row,
                               .bin_row = in->bin_row, .fill = fill_item, .model = in};
    bw_pairs_limits lists = {.price = in->price, .per_item = bins, .reach = INFINITY, .end = INFINITY, .threads = 1};
    in->pairs = bw_pairs_create(&in->program, &lists);
    assert_non_null(in->pairs);
}

static void instance_close(instance *in)
{
    bw_pairs_free(in->pairs);
}

/* What a plan must be worth by its definition: regrets, and what bins waste or are over by. */
static double value_afresh(const bw_packing *p, double excess, int32_t *over)
{
    const bw_capacity *c = p->capacity;
    double value = 0;
    *over = 0;
    for (int32_t j = 0; j < c->bins; j++) {
        double load = 0;
        int32_t count = 0;
        for (int32_t i = 0; i < c->items; i++)
            if (p->bin[i] == j) {
                load += c->need[i * c->bins + j];
                value += c->regret[i * c->bins + j];
                count++;
            }
        assert_int_equal(count, p->count[j]);
        assert_true(fabs(load - p->load[j]) < 1e-6);
        *over += load > c->limit[j] + 1e-9;
        value += load > c->limit[j] ? excess * c->unit[j] * (load - c->limit[j]) : c->price[j] * (c->limit[j] - load);
    }
    return value;
}

static void assert_exact(const bw_packing *p, double excess)
{
    int32_t over;
    double value = value_afresh(p, excess, &over);
    assert_true(fabs(value - p->value) < 1e-6);
    assert_int_equal(over, p->over);
    for (int32_t i = 0; i < p->capacity->items; i++) {
        size_t here = (size_t)p->bin[i] * (size_t)p->capacity->items + (size_t)p->place[i];
        assert_int_equal(p->member[here], i);
    }
}

static void press_all(bw_packing *p, double excess)
{
    double each[MOST_BINS];
    for (int j = 0; j < MOST_BINS; j++)
        each[j] = excess;
    bw_packing_press(p, each);
}

static void loads_and_values_stay_exact_after_moves_and_descents(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        instance in;
        bw_capacity capacity;
        bw_packing p;
        uint64_t random = seed;
        instance_open(&in, 40, 5, 0.8, seed);
        assert_true(bw_capacity_open(&capacity, in.pairs, in.price, 4));
        assert_true(bw_packing_open(&p, &capacity));
        for (int k = 0; k < 200; k++) {
            double excess = 0.5 + 3 * bw_draw_share(&random);
            press_all(&p, excess);
            for (int moves = 0; moves < 3; moves++) {
                int32_t item = (int32_t)(bw_draw(&random) % 40), bin = (int32_t)(bw_draw(&random) % 5);
                if (capacity.regret[item * 5 + bin] < INFINITY && bin != p.bin[item]) {
                    double foreseen = p.value + bw_packing_shift(&p, item, bin);
                    bw_packing_put(&p, item, bin);
                    assert_true(fabs(p.value - foreseen) < 1e-6);
                }
                bw_packing_queue_bin(&p, p.bin[item]);
            }
            double moved = p.value;
            assert_exact(&p, excess);
            bw_packing_descend(&p);
            assert_exact(&p, excess);
            assert_true(p.value <= moved + 1e-9);
        }
        bw_packing_close(&p);
        bw_capacity_close(&capacity);
        instance_close(&in);
    }
}

static void no_shift_or_swap_pays_after_a_descent(void **state)
{
    (void)state;
    instance in;
    bw_capacity capacity;
    bw_packing p;
    instance_open(&in, 60, 6, 0.8, 3);
    assert_true(bw_capacity_open(&capacity, in.pairs, in.price, 6));
    assert_true(bw_packing_open(&p, &capacity));
    press_all(&p, 2);
    double first = p.value;
    for (int32_t i = 0; i < 60; i++)
        bw_packing_queue(&p, i);
    bw_packing_descend(&p);
    double reached = p.value;
    assert_true(reached < first / 2);
    for (int32_t i = 0; i < 60; i++)
        for (int32_t j = 0; j < 6; j++) {
            int32_t home = p.bin[i];
            if (capacity.regret[i * 6 + j] == INFINITY)
                continue;
            bw_packing_put(&p, i, j);
            assert_true(p.value >= reached - 1e-6);
            bw_packing_put(&p, i, home);
        }
    for (int32_t i = 0; i < 60; i++)
        for (int32_t k = 0; k < i; k++) {
            int32_t a = p.bin[i], b = p.bin[k];
            if (a == b || capacity.regret[i * 6 + b] == INFINITY || capacity.regret[k * 6 + a] == INFINITY)
                continue;
            bw_packing_put(&p, i, b);
            bw_packing_put(&p, k, a);
            assert_true(p.value >= reached - 1e-6);
            bw_packing_put(&p, i, a);
            bw_packing_put(&p, k, b);
        }
    bw_packing_close(&p);
    bw_capacity_close(&capacity);
    instance_close(&in);
}

static double least_of_all(const instance *in, int32_t *bin)
{
    int32_t items = in->program.items, i = 0;
    double least = INFINITY;
    memset(bin, 0, (size_t)items * sizeof *bin);
    while (i < items) {
        bool eligible = true;
        for (int32_t k = 0; k < items && eligible; k++) {
            double cost, entry;
            fill_item(in, k, 1, &bin[k], &cost, &entry);
            eligible = cost < INFINITY;
        }
        if (eligible)
            least = fmin(least, bw_program_objective(&in->program, bin, NULL));
        for (i = 0; i < items && ++bin[i] == in->program.bins; i++)
            bin[i] = 0;
    }
    return least;
}

static void the_best_of_all_plans_of_tiny_programs_is_found_and_none_is_made_up(void **state)
{
    (void)state;
    int possible = 0, impossible = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        instance in;
        int32_t bin[MOST_ITEMS];
        instance_open(&in, 8, 3, seed % 2 ? 0.8 : 0.5, seed);
        double least = least_of_all(&in, bin);
        bw_relink *relink = bw_relink_create(in.pairs, in.price, seed);
        assert_non_null(relink);
        bw_relink_limits limits = {.descents = 200, .end = INFINITY, .threads = 1};
        for (int turn = 0; turn < 8; turn++)
            bw_relink_go(relink, &limits);
        const int32_t *best = bw_relink_best(relink);
        double found = best ? bw_program_objective(&in.program, best, NULL) : INFINITY;
        assert_true(best == NULL || found < INFINITY);
        assert_true(found == least);
        possible += least < INFINITY;
        impossible += least == INFINITY;
        bw_relink_free(relink);
        instance_close(&in);
    }
    assert_true(possible > 10 && impossible > 2);
}

static void plans_are_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    instance in;
    int32_t best[2][MOST_ITEMS];
    instance_open(&in, MOST_ITEMS, MOST_BINS, 0.8, 5);
    for (int threads = 1; threads <= 2; threads++) {
        bw_relink *relink = bw_relink_create(in.pairs, in.price, 7);
        bw_relink_limits limits = {.descents = 100, .end = INFINITY, .threads = threads};
        assert_non_null(relink);
        for (int turn = 0; turn < 6; turn++)
            bw_relink_go(relink, &limits);
        assert_non_null(bw_relink_best(relink));
        memcpy(best[threads - 1], bw_relink_best(relink), sizeof best[0]);
        bw_relink_free(relink);
    }
    assert_memory_equal(best[0], best[1], sizeof best[0]);
    assert_true(bw_program_objective(&in.program, best[0], NULL) < INFINITY);
    instance_close(&in);
}

static void programs_of_another_kind_are_left_to_others(void **state)
{
    (void)state;
    bw_row row[2] = {{-INFINITY, 10, INFINITY, 0, 0}, {-INFINITY, 10, INFINITY, 0, 0}};
    int32_t own[2] = {0, 1}, shared[2] = {0, 0};
    bw_program program = {.items = 5, .bins = 2, .rows = 2, .slots = 1, .row = row, .bin_row = own, .fill = fill_item};
    assert_true(bw_capacity_applies(&program));
    program.uniform_entries = true;
    assert_false(bw_capacity_applies(&program));
    program.uniform_entries = false;
    program.bin_row = shared;
    assert_false(bw_capacity_applies(&program));
    program.bin_row = own;
    row[1].violation_price = 3;
    assert_false(bw_capacity_applies(&program));
}

static void hear(void *context, const bw_progress *progress)
{
    double *heard = context;
    heard[0] = fmin(heard[0], progress->objective);
    heard[1] = fmax(heard[1], progress->bound);
}

static void who_watches_a_run_hears_of_the_plan_and_of_the_bound_it_ends_with(void **state)
{
    (void)state;
    instance in;
    instance_open(&in, 30, 4, 0.8, 3);
    double heard[2] = {INFINITY, -INFINITY};
    bw_watch watch = {.progress = hear, .context = heard};
    bw_effort effort = {.seconds = 300, .rounds = 8, .threads = 2, .seed = 1};
    bw_solution solution;
    assert_int_equal(bw_engine_solve(&in.program, &effort, NULL, &watch, &solution, NULL), BW_OK);
    assert_true(fabs(heard[0] - solution.objective) < 1e-6 && fabs(heard[1] - solution.bound) < 1e-6);
    bw_solution_clear(&solution);
    instance_close(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_and_values_stay_exact_after_moves_and_descents),
        cmocka_unit_test(no_shift_or_swap_pays_after_a_descent),
        cmocka_unit_test(the_best_of_all_plans_of_tiny_programs_is_found_and_none_is_made_up),
        cmocka_unit_test(plans_are_the_same_for_any_number_of_threads),
        cmocka_unit_test(programs_of_another_kind_are_left_to_others),
        cmocka_unit_test(who_watches_a_run_hears_of_the_plan_and_of_the_bound_it_ends_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
