/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/bound.h"
#include "solver/factor.h"
#include "solver/lp.h"
#include "solver/master.h"
#include "solver/pricing.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct bests {
    double *value;
    int32_t *bin;
} bests;

static void note_best(void *context, int32_t item, const bw_best *best)
{
    const bests *b = context;
    b->value[item] = best->count > 0 ? best->value[0] : INFINITY;
    if (b->bin)
        b->bin[item] = best->count > 0 ? best->bin[0] : -1;
}

/* D(price) over all pairs, in one pass. best [items], which may be NULL: the cheapest bin, the lowest index of equals, -1
 * if there is none. Prices outside a row's range are moved into it. NAN: memory is out. */
static double bound_at(const bw_program *program, const double *price, int threads, int32_t *best)
{
    bw_pricing pricing = {0};
    int64_t missed;
    bests b = {bw_array((size_t)program->items, sizeof(double)), best};
    double *inside = bw_array((size_t)program->rows, sizeof *inside), bound = NAN;
    if (b.value && inside && bw_pricing_open(&pricing, program)) {
        bw_bound_clip(program, price, inside);
        bw_pricing_set(&pricing, inside);
        if (bw_best_visit(&pricing, 1, threads, INFINITY, NULL, note_best, &b, &missed))
            bound = bw_bound_of(program, inside, bw_bound_items(program, b.value));
    }
    bw_pricing_close(&pricing);
    free(b.value);
    free(inside);
    return bound;
}

/* A program whose costs and entries are stored. */
typedef struct stored {
    bw_program program;
    bw_row *row;
    int32_t *bin_row;
    double *cost, *entry; /* [items * bins], [items * bins * slots] */
} stored;

static double uniform(uint64_t *state)
{
    *state = bw_stream_seed(*state, 1);
    return (double)(*state >> 11) * 0x1p-53;
}

static void fill(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost, double *entry)
{
    const stored *s = model;
    size_t slots = (size_t)s->program.slots;
    for (int32_t c = 0; c < count; c++) {
        size_t at = (size_t)item * (size_t)s->program.bins + (size_t)(chosen ? chosen[c] : c);
        cost[c] = s->cost[at];
        for (size_t k = 0; k < slots; k++)
            entry[(size_t)c * slots + k] = s->entry[at * slots + k];
    }
}

/* Items and bins with one row for each bin and slot, wide open. */
static stored *make(int32_t items, int32_t bins, int32_t slots)
{
    stored *s = calloc(1, sizeof *s);
    size_t pairs = (size_t)items * (size_t)bins, rows = (size_t)bins * (size_t)slots;
    s->row = bw_array(rows, sizeof *s->row);
    s->bin_row = bw_array(rows, sizeof *s->bin_row);
    s->cost = bw_array(pairs, sizeof *s->cost);
    s->entry = bw_array(pairs * (size_t)slots, sizeof *s->entry);
    for (size_t r = 0; r < rows; r++) {
        s->row[r] = (bw_row){.low = -INFINITY, .high = INFINITY, .violation_price = INFINITY};
        s->bin_row[r] = (int32_t)r;
    }
    s->program = (bw_program){.items = items, .bins = bins, .rows = (int32_t)rows, .slots = slots, .row = s->row,
                              .bin_row = s->bin_row, .fill = fill, .model = s};
    return s;
}

static void drop(stored *s)
{
    free(s->row);
    free(s->bin_row);
    free(s->cost);
    free(s->entry);
    free(s);
}

static double mean_activity(const stored *s, int32_t slot)
{
    double sum = 0;
    size_t pairs = (size_t)s->program.items * (size_t)s->program.bins, slots = (size_t)s->program.slots;
    for (size_t p = 0; p < pairs; p++)
        sum += s->entry[p * slots + (size_t)slot];
    return sum / s->program.bins / s->program.bins;
}

/* Costs and entries at random; entries that depend on the bin; windows of +-width around equal shares. */
static stored *random_program(int32_t items, int32_t bins, int32_t slots, double width, double price, uint64_t seed)
{
    stored *s = make(items, bins, slots);
    for (int32_t i = 0; i < items; i++) {
        double size = 1 + 20 * uniform(&seed) * uniform(&seed);
        for (int32_t j = 0; j < bins; j++) {
            size_t at = (size_t)i * (size_t)bins + (size_t)j;
            s->cost[at] = 100 * uniform(&seed);
            for (int32_t k = 0; k < slots; k++)
                s->entry[at * (size_t)slots + (size_t)k] = size * (0.8 + 0.4 * uniform(&seed));
        }
    }
    for (int32_t r = 0; r < s->program.rows; r++) {
        double mean = mean_activity(s, r % slots);
        s->row[r] = (bw_row){.low = (1 - width) * mean, .high = (1 + width) * mean, .violation_price = price};
    }
    return s;
}

/* ---- the oracle: the whole relaxation in GLPK */

typedef struct builder {
    bw_lp *lp;
    const stored *s;
} builder;

static void oracle_pair(builder *b, int32_t i, int32_t j)
{
    const bw_program *p = &b->s->program;
    size_t at = (size_t)i * (size_t)p->bins + (size_t)j;
    int32_t row[16], start[2] = {0, 1};
    double value[16], zero = 0, one = INFINITY;
    row[0] = p->rows + i;
    value[0] = 1;
    for (int32_t k = 0; k < p->slots; k++) {
        int32_t r = p->bin_row[j * p->slots + k];
        if (r < 0)
            continue;
        row[start[1]] = r;
        value[start[1]++] = b->s->entry[at * (size_t)p->slots + (size_t)k];
    }
    if (b->s->cost[at] < INFINITY)
        assert_true(bw_lp_add_columns(b->lp, 1, &b->s->cost[at], &zero, &one, start, row, value));
}

/* activity = ideal + above - below inside the window, and what is outside at the violation price. */
static void oracle_row(builder *b, int32_t r)
{
    const bw_row *row = &b->s->row[r];
    double ideal = row->ideal_price > 0 ? row->ideal_price : 0, middle = ideal > 0 ? row->ideal : 0;
    double low = ideal > 0 ? 0 : -INFINITY, cost[4] = {ideal, ideal, ideal + row->violation_price,
                                                      ideal + row->violation_price};
    double from[4] = {low, 0, 0, 0}, to[4] = {row->high - middle, middle - row->low, INFINITY, INFINITY};
    double value[4] = {-1, 1, -1, 1};
    int32_t start[5] = {0, 1, 2, 3, 4}, at[4] = {r, r, r, r};
    if (ideal <= 0) { /* one free piece inside the window */
        from[0] = row->low;
        to[0] = row->high;
        to[1] = 0;
    }
    bool hard = !(row->violation_price < INFINITY);
    to[2] = !hard && isfinite(row->high) ? INFINITY : 0;
    to[3] = !hard && isfinite(row->low) ? INFINITY : 0;
    if (hard)
        cost[2] = cost[3] = 0;
    assert_true(bw_lp_add_columns(b->lp, 4, cost, from, to, start, at, value));
}

static bw_lp_answer oracle(const stored *s, double *optimum)
{
    const bw_program *p = &s->program;
    size_t rows = (size_t)p->rows + (size_t)p->items;
    double *side = bw_array(rows, sizeof *side);
    for (size_t r = 0; r < rows; r++)
        side[r] = r >= (size_t)p->rows ? 1 : s->row[r].ideal_price > 0 ? s->row[r].ideal : 0;
    builder b = {bw_lp_create((int32_t)rows, side, side), s};
    for (int32_t r = 0; r < p->rows; r++)
        oracle_row(&b, r);
    for (int32_t i = 0; i < p->items; i++)
        for (int32_t j = 0; j < p->bins; j++)
            oracle_pair(&b, i, j);
    bw_lp_answer answer = bw_lp_solve(b.lp, NULL);
    *optimum = bw_lp_objective(b.lp);
    bw_lp_free(b.lp);
    free(side);
    return answer;
}

/* ---- running */

static bw_master_answer relax(const bw_program *program, int threads, bw_master *master)
{
    bw_dual dual;
    bw_dual_limits limits = {.gap = 1e-5, .end = INFINITY, .threads = threads};
    bw_master_limits rest = {.end = INFINITY, .threads = threads};
    bw_error error;
    assert_int_equal(bw_program_validate(program, &error), BW_OK);
    assert_true(bw_dual_solve(program, &limits, &dual));
    assert_true(!isnan(dual.bound));
    bw_master_answer answer = bw_master_solve(program, &dual, &rest, master);
    assert_int_not_equal(answer, BW_MASTER_FAILED);
    bw_dual_clear(&dual);
    return answer;
}

/* The master's bound is the oracle's optimum, and is re-derived from its prices. */
static void expect_exact(const stored *s)
{
    double optimum;
    bw_master master;
    assert_int_equal(oracle(s, &optimum), BW_LP_OPTIMAL);
    assert_int_equal(relax(&s->program, 2, &master), BW_MASTER_OPTIMAL);
    if (fabs(master.bound - optimum) > 1e-7 * fmax(1, fabs(optimum)))
        fail_msg("bound %.12g, optimum %.12g", master.bound, optimum);
    double again = bound_at(&s->program, master.price, 1, NULL);
    assert_true(fabs(again - master.bound) <= 1e-12 * fmax(1, fabs(again)));
    for (int32_t i = 0; i < s->program.items; i++)
        assert_true(s->cost[(size_t)i * (size_t)s->program.bins + (size_t)master.bin[i]] < INFINITY);
    bw_master_clear(&master);
}

static void the_bound_is_the_relaxation_s_optimum_for_hard_windows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        stored *s = random_program(60 + 20 * (int32_t)seed, 6, 1 + (int32_t)seed % 3, 0.1, INFINITY, seed);
        expect_exact(s);
        drop(s);
    }
}

static void elastic_windows_and_ideals_are_priced_exactly(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        stored *s = random_program(80, 7, 2, 0.02, 3, 100 + seed);
        for (int32_t r = 0; r < s->program.rows; r += 2) {
            s->row[r].ideal = (s->row[r].low + 2 * s->row[r].high) / 3;
            s->row[r].ideal_price = 0.5;
        }
        s->row[1].low = -INFINITY;
        s->row[3].high = INFINITY;
        s->row[5].violation_price = 0;
        expect_exact(s);
        drop(s);
    }
}

static void shared_budgets_group_rows_and_forbidden_bins_are_priced_exactly(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        uint64_t stream = seed;
        stored *s = random_program(90, 6, 3, 0.25, INFINITY, 200 + seed);
        double total = mean_activity(s, 1) * 6;
        for (int32_t j = 0; j < 6; j++) {
            s->bin_row[j * 3 + 1] = 1 + 3 * (j / 3); /* a group's row */
            s->bin_row[j * 3 + 2] = 2;               /* a budget of all */
        }
        for (int32_t r = 3; r < 18; r++)
            if (r % 3)
                s->row[r] = (bw_row){.low = -INFINITY, .high = INFINITY, .violation_price = 1};
        for (int32_t r = 1; r <= 4; r += 3)
            s->row[r] = (bw_row){.low = 0.4 * total, .high = 0.6 * total, .violation_price = 50};
        s->row[2].low = -INFINITY;
        s->row[2].high = 0.98 * mean_activity(s, 2) * 6;
        for (int32_t i = 0; i < 90; i++)
            for (int32_t j = 0; j < 6; j++)
                if (j != i % 6 && uniform(&stream) < 0.4)
                    s->cost[i * 6 + j] = INFINITY;
        for (int32_t j = 1; j < 6; j++)
            s->row[j * 3].violation_price = 40;
        expect_exact(s);
        drop(s);
    }
}

/* Places in a square, two measures of their own tails, and windows of +-2 %. */
static stored *heavy_tailed_program(int32_t items, int32_t bins, uint64_t seed)
{
    stored *s = make(items, bins, 2);
    for (int32_t i = 0; i < items; i++) {
        double x = uniform(&seed), y = uniform(&seed), size = 1 + 20 * uniform(&seed) * uniform(&seed);
        double other = fmin(pow(uniform(&seed), -1 / 1.2), 0.6 * items / bins);
        for (int32_t j = 0; j < bins; j++) {
            size_t at = (size_t)i * (size_t)bins + (size_t)j;
            double across = x - pow((j + 0.5) / bins, 3), up = y - pow(fmod(0.618 * j, 1), 3);
            s->cost[at] = size * sqrt(across * across + up * up);
            s->entry[2 * at] = size;
            s->entry[2 * at + 1] = other;
        }
    }
    for (int32_t r = 0; r < s->program.rows; r++) {
        double mean = mean_activity(s, r % 2);
        s->row[r] = (bw_row){.low = 0.98 * mean, .high = 1.02 * mean, .violation_price = INFINITY};
    }
    return s;
}

/* Large items leave the lists of their best bins at price changes that small ones hardly feel. */
static void lists_that_large_items_have_left_do_not_end_the_climb(void **state)
{
    (void)state;
    stored *s = heavy_tailed_program(1500, 50, 61);
    bw_dual dual;
    bw_dual_limits limits = {.gap = 1e-5, .end = INFINITY, .threads = 2};
    bw_master_limits rest = {.end = INFINITY, .threads = 2};
    bw_master master;
    assert_true(bw_dual_solve(&s->program, &limits, &dual));
    assert_int_equal(bw_master_solve(&s->program, &dual, &rest, &master), BW_MASTER_OPTIMAL);
    assert_true(master.bound - dual.bound <= 1e-4 * master.bound);
    bw_master_clear(&master);
    bw_dual_clear(&dual);
    drop(s);
}

static void windows_that_cannot_be_met_are_proven_impossible(void **state)
{
    (void)state;
    stored *s = random_program(50, 5, 1, 0.1, INFINITY, 9);
    bw_master master;
    double optimum;
    s->row[0].low = s->row[0].high = 10 * mean_activity(s, 0);
    assert_int_equal(oracle(s, &optimum), BW_LP_INFEASIBLE);
    assert_int_equal(relax(&s->program, 2, &master), BW_MASTER_INFEASIBLE);
    for (size_t p = 0; p < 250; p++)
        s->cost[p] = 0;
    assert_true(bound_at(&s->program, master.price, 1, NULL) > 0);
    bw_master_clear(&master);
    drop(s);
}

static void extreme_costs_are_bounded_exactly(void **state)
{
    (void)state;
    const double scale[] = {1e-3, 1e7, -1};
    for (int k = 0; k < 3; k++) {
        stored *s = random_program(60, 5, 2, 0.15, INFINITY, 31);
        for (size_t p = 0; p < 300; p++)
            s->cost[p] *= scale[k];
        expect_exact(s);
        drop(s);
    }
}

static void ties_everywhere_neither_cycle_nor_fail(void **state)
{
    (void)state;
    for (int32_t zero = 0; zero < 2; zero++) {
        stored *s = make(40, 8, 2);
        for (size_t p = 0; p < 320; p++) {
            s->cost[p] = 5;
            s->entry[2 * p] = 1;
            s->entry[2 * p + 1] = zero ? 0 : 2;
        }
        for (int32_t r = 0; r < 16; r++)
            s->row[r] = (bw_row){.low = r % 2 && zero ? 0 : 4, .high = r % 2 ? 11 : 6, .violation_price = INFINITY};
        expect_exact(s);
        drop(s);
    }
}

static void one_bin_and_more_bins_than_items_have_their_bounds(void **state)
{
    (void)state;
    stored *s = random_program(20, 1, 2, 0.5, 2, 41);
    expect_exact(s);
    drop(s);
    s = random_program(6, 15, 1, 0.9, 3, 42);
    expect_exact(s);
    drop(s);
    s = random_program(30, 4, 6, 0.4, 5, 43);
    expect_exact(s);
    drop(s);
}

static void one_and_two_threads_give_the_same_bytes(void **state)
{
    (void)state;
    stored *s = random_program(9000, 9, 2, 0.05, INFINITY, 51);
    bw_master one, two;
    assert_int_equal(relax(&s->program, 1, &one), BW_MASTER_OPTIMAL);
    assert_int_equal(relax(&s->program, 2, &two), BW_MASTER_OPTIMAL);
    assert_memory_equal(&one.bound, &two.bound, sizeof one.bound);
    assert_memory_equal(one.price, two.price, (size_t)s->program.rows * sizeof(double));
    assert_memory_equal(one.bin, two.bin, (size_t)s->program.items * sizeof(int32_t));
    assert_memory_equal(one.share, two.share, (size_t)s->program.items * sizeof(double));
    bw_master_clear(&one);
    bw_master_clear(&two);
    drop(s);
}

static void any_prices_give_a_bound_below_the_optimum(void **state)
{
    (void)state;
    stored *s = random_program(60, 5, 2, 0.1, INFINITY, 61);
    double optimum, price[10];
    uint64_t seed = 5;
    assert_int_equal(oracle(s, &optimum), BW_LP_OPTIMAL);
    for (int k = 0; k < 50; k++) {
        for (int r = 0; r < 10; r++)
            price[r] = 10 * uniform(&seed) - 5;
        assert_true(bound_at(&s->program, price, 1, NULL) <= optimum + 1e-9);
    }
    drop(s);
}

/* The sum's correction made infinity less infinity of it. */
static void an_item_that_fits_nowhere_has_an_infinite_bound(void **state)
{
    (void)state;
    stored *s = random_program(12, 3, 1, 0.5, 1, 63);
    double price[3] = {0};
    int32_t bin[12];
    for (int32_t j = 0; j < 3; j++)
        s->cost[7 * 3 + j] = INFINITY;
    assert_true(bound_at(&s->program, price, 1, bin) == INFINITY);
    assert_int_equal(bin[7], -1);
    drop(s);
}

static void floor_of_stored(const void *model, int32_t item, double *least, double *entry)
{
    const stored *s = model;
    for (int32_t j = 0; j < s->program.bins; j++)
        least[j] = s->cost[item * s->program.bins + j] - (j % 3);
    entry[0] = s->entry[item * s->program.bins];
}

static void fast_lower_bounds_on_costs_change_nothing(void **state)
{
    (void)state;
    stored *s = random_program(200, 40, 1, 0.1, INFINITY, 71);
    double price[40], with, without;
    int32_t bin[200], same[200];
    uint64_t seed = 3;
    for (int32_t i = 0; i < 200; i++)
        for (int32_t j = 0; j < 40; j++)
            s->entry[i * 40 + j] = s->entry[i * 40];
    for (int k = 0; k < 40; k++)
        price[k] = uniform(&seed);
    s->program.uniform_entries = true;
    without = bound_at(&s->program, price, 2, bin);
    s->program.floor = floor_of_stored;
    with = bound_at(&s->program, price, 2, same);
    assert_memory_equal(&with, &without, sizeof with);
    assert_memory_equal(bin, same, sizeof bin);
    drop(s);
}

static void bad_numbers_do_not_pass_the_door(void **state)
{
    (void)state;
    bw_error error;
    stored *s = random_program(10, 3, 1, 0.1, 1, 81);
    s->cost[7] = NAN;
    assert_int_equal(bw_program_validate(&s->program, &error), BW_BAD_INPUT);
    s->cost[7] = s->cost[6] = s->cost[8] = INFINITY;
    assert_int_equal(bw_program_validate(&s->program, &error), BW_IMPOSSIBLE);
    s->cost[7] = 1;
    assert_int_equal(bw_program_validate(&s->program, &error), BW_OK);
    s->row[1].high = s->row[1].low - 1;
    assert_int_equal(bw_program_validate(&s->program, &error), BW_BAD_INPUT);
    drop(s);
}

/* A band of meeting rows, shuffled, with one row that meets all: A x = b is solved to rounding. */
static void a_sparse_factor_solves_what_it_was_given(void **state)
{
    (void)state;
    enum { size = 400 };
    int64_t *start = bw_array(size + 1, sizeof *start);
    int32_t *list = bw_array((size_t)size * (size_t)size, sizeof *list);
    bw_factor f;
    for (int32_t a = 0, used = 0; a < size; a++) {
        for (int32_t b = 0; b < size; b++) {
            int32_t gap = abs(a * 7 % 399 - b * 7 % 399);
            if (gap <= 5 || a == size - 1 || b == size - 1 || a == b)
                list[used++] = b;
        }
        start[a + 1] = used;
    }
    assert_true(bw_factor_open(&f, size, start, list));
    assert_true(f.count < f.tiles * (f.tiles + 1) / 2);
    double *matrix = bw_array(bw_factor_room(&f), sizeof *matrix), x[size], b[size], work[size + BW_TILE];
    for (int32_t r = 0; r < size; r++)
        b[r] = 0;
    for (int32_t r = 0; r < size; r++)
        for (int64_t k = start[r]; k < start[r + 1]; k++) {
            int32_t c = list[k];
            double value = c == r ? 600 : 1.0 / (1 + (r + c) % 7);
            matrix[bw_factor_at(&f, r, c)] = value;
            b[r] += value * (1 + c % 10);
        }
    memcpy(x, b, sizeof x);
    assert_true(bw_factor_decompose(&f, matrix, 2));
    bw_factor_solve(&f, matrix, x, work);
    for (int32_t r = 0; r < size; r++)
        assert_true(fabs(x[r] - (1 + r % 10)) < 1e-10);
    free(matrix);
    free(start);
    free(list);
    bw_factor_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bound_is_the_relaxation_s_optimum_for_hard_windows),
        cmocka_unit_test(elastic_windows_and_ideals_are_priced_exactly),
        cmocka_unit_test(shared_budgets_group_rows_and_forbidden_bins_are_priced_exactly),
        cmocka_unit_test(lists_that_large_items_have_left_do_not_end_the_climb),
        cmocka_unit_test(windows_that_cannot_be_met_are_proven_impossible),
        cmocka_unit_test(extreme_costs_are_bounded_exactly),
        cmocka_unit_test(ties_everywhere_neither_cycle_nor_fail),
        cmocka_unit_test(one_bin_and_more_bins_than_items_have_their_bounds),
        cmocka_unit_test(one_and_two_threads_give_the_same_bytes),
        cmocka_unit_test(any_prices_give_a_bound_below_the_optimum),
        cmocka_unit_test(an_item_that_fits_nowhere_has_an_infinite_bound),
        cmocka_unit_test(fast_lower_bounds_on_costs_change_nothing),
        cmocka_unit_test(bad_numbers_do_not_pass_the_door),
        cmocka_unit_test(a_sparse_factor_solves_what_it_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
