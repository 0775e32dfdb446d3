/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_program.h"
#include "solver/branch.h"
#include "solver/cuts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

/* A toy as one part, with every item open. */
typedef struct whole {
    toy t;
    bw_pairs *pairs;
    bw_choices choices;
    double *activity;
    int32_t *pick;
} whole;

enum { PLAIN, TIES, WEIGHTLESS, CHEAP, DEAR, WHOLE_NUMBERS, KINDS };

/* Rows that no item can reach are no part's business: they get no window. */
static void change_kind(toy *t, int kind)
{
    if (t->bin_row[2] < 0)
        t->row[t->program.rows - 1] = (bw_row){-INFINITY, INFINITY, 0, 0, 0};
    int32_t pairs = t->program.items * t->program.bins;
    for (int32_t k = 0; k < pairs; k++) {
        if (kind == TIES)
            t->cost[k] = t->cost[k] < INFINITY ? (double)(k % 2) : INFINITY;
        else if (kind == WHOLE_NUMBERS)
            t->cost[k] = floor(t->cost[k]);
        else if (kind == CHEAP || kind == DEAR)
            t->cost[k] *= kind == CHEAP ? 1e-3 : 1e9;
        for (int32_t s = 0; s < SLOTS && kind == WEIGHTLESS && k % 3 == 0; s++)
            t->entry[k * SLOTS + s] = 0;
    }
    for (int32_t r = 0; r < t->program.rows; r++) {
        double scale = kind == CHEAP ? 1e-3 : kind == DEAR ? 1e9 : 1;
        t->row[r].violation_price *= scale;
        t->row[r].ideal_price *= scale;
        if (kind == WHOLE_NUMBERS)
            t->row[r] = (bw_row){t->row[r].low, t->row[r].high, INFINITY, 0, 0};
    }
}

static void open_whole(whole *w, int32_t items, int32_t bins, uint64_t seed, int kind)
{
    toy_create(&w->t, items, bins, seed);
    change_kind(&w->t, kind);
    const bw_program *program = &w->t.program;
    bw_pairs_limits all = {.per_item = bins, .reach = INFINITY, .end = INFINITY, .threads = 1};
    w->pairs = bw_pairs_create(program, &all);
    assert_non_null(w->pairs);
    w->activity = bw_array((size_t)program->rows, sizeof(double));
    w->pick = bw_array((size_t)items, sizeof(int32_t));
    int32_t *item = bw_array((size_t)items, sizeof(int32_t));
    for (int32_t i = 0; i < items; i++) {
        int64_t pair = w->pairs->start[item[i] = i];
        for (int32_t k = 0; k < SLOTS; k++) {
            int32_t row = program->bin_row[w->pairs->bin[pair] * SLOTS + k];
            if (row >= 0)
                w->activity[row] += w->pairs->entry[pair * SLOTS + k];
        }
    }
    bw_part part = {w->pairs, items, item, NULL, w->pairs->start, w->activity, INFINITY};
    assert_true(bw_choices_build(&w->choices, &part));
    free(item);
}

static void close_whole(whole *w)
{
    bw_choices_clear(&w->choices);
    bw_pairs_free(w->pairs);
    free(w->activity);
    free(w->pick);
    toy_free(&w->t);
}

static double objective_of_pick(const whole *w)
{
    int32_t bin[64];
    for (int32_t a = 0; a < w->choices.items; a++)
        bin[w->choices.agent[a]] = w->pairs->bin[w->choices.pair[w->pick[a]]];
    return bw_program_objective(&w->t.program, bin, NULL);
}

/* Cuts the choices as often as that adds any; the joined choices take their place. */
static void add_cuts(bw_choices *c, double **price)
{
    bw_cuts cuts = {.count = 0};
    bw_choices joined = {0};
    double *at = bw_array((size_t)c->rows + BW_CUTS_MOST, sizeof *at);
    double *share = bw_array((size_t)c->count, sizeof *share);
    for (int round = 0; round < 6; round++) {
        bw_relax x = {.end = INFINITY};
        assert_true(bw_cuts_join(&joined, c, &cuts));
        assert_true(bw_relax_open(&x, joined.rows, joined.agents, joined.count));
        x.end = INFINITY;
        bw_relax_reset(&x, joined.agents);
        bool solved = bw_relax_solve(&x, &joined, INFINITY, 5000) == BW_RELAX_OPTIMAL;
        for (int32_t a = 0; a < c->agents; a++)
            for (int32_t p = c->start[a]; p < c->end[a]; p++)
                share[p] = bw_relax_share(&x, a, p);
        memcpy(at, x.price, (size_t)joined.rows * sizeof *at);
        bw_cuts_at solution = {share, x.inverse, solved ? joined.rows : 0};
        if (solved)
            assert_true(bw_cuts_find(&cuts, c, &solution));
        bw_relax_close(&x);
        bw_choices_clear(&joined);
    }
    assert_true(bw_cuts_join(&joined, c, &cuts));
    bw_choices_clear(c);
    *c = joined;
    bw_cuts_clear(&cuts);
    free(share);
    free(*price);
    *price = at;
}

static bool is_near(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-7 * fmax(1e-3, fabs(b));
}

static void the_best_pick_of_every_small_program_is_found(void **state)
{
    (void)state;
    int solved = 0;
    for (uint64_t seed = 1; seed <= 60; seed++)
        for (int kind = 0; kind < KINDS; kind++) {
            whole w;
            open_whole(&w, 7, 2 + (int32_t)(seed % 3), seed, kind);
            double least = toy_oracle(&w.t);
            bw_branch_limits limits = {.cutoff = INFINITY, .end = INFINITY};
            bw_branch_result result;
            assert_true(bw_branch(&w.choices, NULL, &limits, w.pick, &result));
            assert_true(result.finished);
            assert_int_equal(result.found, least < INFINITY);
            if (result.found) {
                assert_true(is_near(objective_of_pick(&w), least) && is_near(result.objective, least));
                solved++;
            }
            close_whole(&w);
        }
    assert_true(solved > 150);
}

static void cuts_leave_every_best_pick_and_raise_the_bound(void **state)
{
    (void)state;
    int raised = 0, cut = 0;
    for (uint64_t seed = 1; seed <= 150; seed++)
        for (int kind = 0; kind < KINDS; kind++) {
            whole w;
            open_whole(&w, 7, 2 + (int32_t)(seed % 2), seed, kind);
            double least = toy_oracle(&w.t), *price = bw_array((size_t)w.choices.rows, sizeof(double));
            int32_t rows = w.choices.rows;
            bw_branch_limits limits = {.cutoff = INFINITY, .end = INFINITY, .work = 1};
            bw_branch_result before, after;
            assert_true(bw_branch(&w.choices, NULL, &limits, w.pick, &before));
            add_cuts(&w.choices, &price);
            assert_true(bw_branch(&w.choices, price, &limits, w.pick, &after));
            raised += !before.finished && after.bound > before.bound + 1e-6 * fabs(before.bound);
            limits.work = 0;
            assert_true(bw_branch(&w.choices, price, &limits, w.pick, &after));
            assert_true(after.finished);
            assert_int_equal(after.found, least < INFINITY);
            if (after.found)
                assert_true(is_near(objective_of_pick(&w), least) && is_near(after.objective, least));
            cut += w.choices.rows > rows;
            free(price);
            close_whole(&w);
        }
    assert_true(cut > 100 && raised > 50);
}

/* Cutoffs around the optimum, limits of work that end anywhere: what is claimed must be so. */
static void nothing_is_claimed_of_a_cutoff_that_is_not_so(void **state)
{
    (void)state;
    int above = 0, below = 0, stopped = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        whole w;
        open_whole(&w, 8, 2 + (int32_t)(seed % 2), seed, seed % 2 ? PLAIN : TIES);
        double least = toy_oracle(&w.t);
        for (int draw = 0; least < INFINITY && draw < 20; draw++) {
            double cutoff = least + 20 * toy_draw(&w.t) - 8;
            bw_branch_limits limits = {.cutoff = cutoff, .end = INFINITY};
            limits.work = draw % 2 ? 1 + (int64_t)(2000 * toy_draw(&w.t)) : 0;
            bw_branch_result result;
            assert_true(bw_branch(&w.choices, NULL, &limits, w.pick, &result));
            assert_true(result.bound <= least + 1e-6);
            if (result.found)
                assert_true(objective_of_pick(&w) < cutoff + 1e-6 && is_near(objective_of_pick(&w), result.objective));
            if (result.finished && least < cutoff - 1e-6)
                assert_true(result.found && is_near(result.objective, least));
            above += result.finished && result.found;
            below += result.finished && !result.found;
            stopped += !result.finished;
        }
        close_whole(&w);
    }
    assert_true(above > 50 && below > 50 && stopped > 20);
}

/* Hard windows and whole costs: a plan one below the cutoff must not be missed for being within one grain. */
static void whole_objectives_are_told_apart_by_whole_cutoffs(void **state)
{
    (void)state;
    int found = 0, none = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        whole w;
        open_whole(&w, 7, 3, seed, WHOLE_NUMBERS);
        double least = toy_oracle(&w.t);
        for (double more = 0; least < INFINITY && more <= 2; more++) {
            bw_branch_limits limits = {.cutoff = least + more, .grain = 1, .end = INFINITY};
            bw_branch_result result;
            assert_true(bw_branch(&w.choices, NULL, &limits, w.pick, &result));
            assert_true(result.finished);
            assert_int_equal(result.found, more > 0);
            assert_true(result.bound <= least + 1e-6);
            found += result.found;
            none += !result.found;
        }
        close_whole(&w);
    }
    assert_true(found > 40 && none > 20);
}

/* With many cuts numbers get poor, and must not turn one item's candidate into another's. */
static void plans_of_larger_programs_are_worth_what_is_claimed(void **state)
{
    (void)state;
    int found = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        whole w;
        open_whole(&w, 40, 4, seed, (int)(seed % WHOLE_NUMBERS));
        double *price = bw_array((size_t)w.choices.rows, sizeof(double));
        add_cuts(&w.choices, &price);
        bw_branch_limits limits = {.cutoff = INFINITY, .end = INFINITY, .work = 2000000};
        bw_branch_result result;
        assert_true(bw_branch(&w.choices, price, &limits, w.pick, &result));
        for (int32_t a = 0; result.found && a < w.choices.items; a++)
            assert_in_range(w.pick[a], w.choices.start[a], w.choices.end[a] - 1);
        if (result.found)
            assert_true(is_near(objective_of_pick(&w), result.objective));
        found += result.found;
        free(price);
        close_whole(&w);
    }
    assert_true(found > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_pick_of_every_small_program_is_found),
        cmocka_unit_test(cuts_leave_every_best_pick_and_raise_the_bound),
        cmocka_unit_test(nothing_is_claimed_of_a_cutoff_that_is_not_so),
        cmocka_unit_test(whole_objectives_are_told_apart_by_whole_cutoffs),
        cmocka_unit_test(plans_of_larger_programs_are_worth_what_is_claimed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
