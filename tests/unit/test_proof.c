/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_program.h"
#include "solver/proof.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define ITEMS_MOST 160

/* A toy with all its pairs open, every item on its first one. */
typedef struct whole {
    toy t;
    bw_pairs *pairs;
    double *activity, *price;
    int32_t item[ITEMS_MOST];
    bw_proof *proof;
} whole;

static void open_whole(whole *w, int32_t items, int32_t bins, uint64_t seed, bool whole_numbers)
{
    toy_create(&w->t, items, bins, seed);
    const bw_program *program = &w->t.program;
    if (w->t.bin_row[2] < 0)
        w->t.row[program->rows - 1] = (bw_row){-INFINITY, INFINITY, 0, 0, 0};
    for (int32_t k = 0; whole_numbers && k < items * bins; k++)
        w->t.cost[k] = floor(w->t.cost[k]);
    for (int32_t r = 0; whole_numbers && r < program->rows; r++)
        w->t.row[r] = (bw_row){w->t.row[r].low, w->t.row[r].high, INFINITY, 0, 0};
    bw_pairs_limits all = {.per_item = bins, .reach = INFINITY, .end = INFINITY, .threads = 1};
    w->pairs = bw_pairs_create(program, &all);
    w->activity = bw_array((size_t)program->rows, sizeof(double));
    w->price = bw_array((size_t)program->rows, sizeof(double));
    assert_true(w->pairs && w->activity && w->price);
    for (int32_t i = 0; i < items; i++)
        for (int32_t k = 0; k < SLOTS; k++) {
            int64_t pair = w->pairs->start[w->item[i] = i];
            int32_t row = program->bin_row[w->pairs->bin[pair] * SLOTS + k];
            if (row >= 0)
                w->activity[row] += w->pairs->entry[pair * SLOTS + k];
        }
    bw_part part = {w->pairs, items, w->item, NULL, w->pairs->start, w->activity, INFINITY};
    w->proof = bw_proof_open(&part, w->price, -INFINITY);
    assert_non_null(w->proof);
}

static void close_whole(whole *w)
{
    bw_proof_close(w->proof);
    bw_pairs_free(w->pairs);
    free(w->activity);
    free(w->price);
    toy_free(&w->t);
}

/* Past better plans, until work is done. */
static void climb_on(bw_proof *proof, const bw_proof_limits *limits)
{
    do
        assert_true(bw_proof_climb(proof, limits));
    while (*limits->work > 0 && bw_proof_bound(proof) < INFINITY);
}

static double objective_of_plan(const whole *w)
{
    const int64_t *pair = bw_proof_plan(w->proof);
    int32_t bin[ITEMS_MOST];
    for (int32_t i = 0; pair && i < w->t.program.items; i++) {
        assert_in_range(pair[i], w->pairs->start[i], w->pairs->start[i + 1] - 1);
        bin[i] = w->pairs->bin[pair[i]];
    }
    return pair ? bw_program_objective(&w->t.program, bin, NULL) : INFINITY;
}

static bool is_near(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-7 * fmax(1e-3, fabs(b));
}

static void the_best_plan_of_every_small_program_is_found_and_nothing_left_open(void **state)
{
    (void)state;
    int solved = 0, none = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        whole w;
        open_whole(&w, 8, 2 + (int32_t)(seed % 2), seed, seed % 3 == 0);
        double least = toy_oracle(&w.t);
        int64_t work = INT64_MAX;
        bw_proof_limits limits = {.objective = INFINITY, .grain = seed % 3 == 0, .work = &work, .end = INFINITY,
                                  .threads = 2};
        climb_on(w.proof, &limits);
        assert_true(bw_proof_bound(w.proof) == INFINITY);
        assert_true(is_near(objective_of_plan(&w), least));
        solved += least < INFINITY;
        none += !(least < INFINITY);
        close_whole(&w);
    }
    assert_true(solved > 100 && none > 3);
}

/* A plan just above, at and below the best one is at hand, and work ends anywhere. */
static void bounds_hold_wherever_the_work_ends_and_a_proof_goes_on(void **state)
{
    (void)state;
    int found = 0, kept = 0, stops = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        whole w;
        bool whole_numbers = seed % 2;
        open_whole(&w, 8, 2 + (int32_t)(seed % 2), seed, whole_numbers);
        double least = toy_oracle(&w.t), at_hand = least + floor(4 * toy_draw(&w.t));
        int64_t work;
        bw_proof_limits limits = {.objective = at_hand, .grain = whole_numbers, .work = &work, .end = INFINITY,
                                  .threads = 1};
        for (int64_t most = 1; least < INFINITY && bw_proof_bound(w.proof) < INFINITY; most *= 2) {
            work = most;
            assert_true(bw_proof_climb(w.proof, &limits));
            double bound = fmin(bw_proof_bound(w.proof), fmin(at_hand, objective_of_plan(&w)));
            assert_true(bound <= least + 1e-6);
            stops++;
        }
        double best = objective_of_plan(&w);
        if (least < at_hand)
            assert_true(is_near(best, least));
        found += least < INFINITY && best < INFINITY;
        kept += least < INFINITY && !(best < INFINITY);
        close_whole(&w);
    }
    assert_true(found > 30 && kept > 10 && stops > 100);
}

static void threads_change_neither_plans_nor_bounds(void **state)
{
    (void)state;
    int open = 0;
    for (uint64_t seed = 3; seed <= 5; seed++) {
        double bound[2], objective[2];
        for (int threads = 1; threads <= 2; threads++) {
            whole w;
            open_whole(&w, ITEMS_MOST, 8, seed, false);
            int64_t work = 60000000;
            bw_proof_limits limits = {.objective = INFINITY, .work = &work, .end = INFINITY, .threads = threads};
            climb_on(w.proof, &limits);
            bound[threads - 1] = bw_proof_bound(w.proof);
            objective[threads - 1] = objective_of_plan(&w);
            close_whole(&w);
        }
        assert_true(bound[0] == bound[1] && objective[0] == objective[1]);
        assert_true(fmin(bound[0], objective[0]) <= objective[0]);
        open += bound[0] < objective[0];
    }
    assert_true(open > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_plan_of_every_small_program_is_found_and_nothing_left_open),
        cmocka_unit_test(bounds_hold_wherever_the_work_ends_and_a_proof_goes_on),
        cmocka_unit_test(threads_change_neither_plans_nor_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
