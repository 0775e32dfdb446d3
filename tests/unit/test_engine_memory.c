/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Solves small programs while the k-th allocation fails, for one k after another: the answer must be a plan that holds,
 * or that there is none, and what was taken must be given back (the sanitized build sees to that).
 */
#include "solver/master.h"
#include "tests/unit/failing_memory.h"
#include "tests/unit/wild_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void solve_without(const bw_program *program, long which, double *objective)
{
    bw_effort effort = {.seconds = 60, .rounds = 1, .threads = 1, .seed = 1};
    bw_solution solution;
    allocations = 0;
    failing = which;
    bw_status status = bw_engine_solve(program, &effort, NULL, NULL, &solution, NULL);
    failing = -1;
    *objective = solution.bin ? bw_program_objective(program, solution.bin, NULL) : INFINITY;
    if (status == BW_OK)
        assert_true(solution.bound <= *objective + 1e-9 * fabs(*objective) && *objective < INFINITY);
    else
        assert_true(status == BW_FAILED || (status == BW_LIMIT && !solution.bin)
                    || (status == BW_IMPOSSIBLE && !solution.bin));
    bw_solution_clear(&solution);
}

/* Failures may cost a plan its quality, and must not make an impossible program possible. The first ones are tried
 * each, later ones at growing steps. */
static void solve_with_failures(const bw_program *program)
{
    double whole, short_of_one;
    solve_without(program, -1, &whole);
    long count = allocations;
    assert_true(count > 20);
    for (long k = 0; k < count; k += 1 + k / 60) {
        solve_without(program, k, &short_of_one);
        assert_true(short_of_one == INFINITY || whole < INFINITY);
    }
}

/* Hard capacities: relinking, parts and the proof. */
static void plans_under_capacities_survive_any_failure(void **state)
{
    (void)state;
    wild *w = wild_create(12, 3, 1);
    w->random = 5;
    for (int32_t p = 0; p < 36; p++) {
        w->entry[p] = 1 + wild_pick(w, 20);
        w->cost[p] = 40 - w->entry[p] + wild_pick(w, 9);
    }
    for (int32_t r = 0; r < 3; r++)
        w->row[r].high = 36;
    solve_with_failures(&w->program);
    wild_free(w);
}

static void programs_of_every_kind_survive_any_failure(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        wild *w = wild_random(9, 4, seed);
        solve_with_failures(&w->program);
        wild_free(w);
    }
}

/* The relaxation read shares of a solution that it had no room for any more. */
static void a_relaxation_that_outgrows_memory_reads_no_share_of_it(void **state)
{
    (void)state;
    wild *w = wild_create(24, 3, 1);
    w->random = 3;
    for (int32_t p = 0; p < 72; p++) {
        w->entry[p] = 1 + wild_pick(w, 20);
        w->cost[p] = 40 - w->entry[p] + 20 * wild_share(w);
    }
    for (int32_t r = 0; r < 3; r++)
        w->row[r].high = 70;
    bw_dual nothing = {.price = bw_array(3, sizeof(double)), .bound = -INFINITY};
    bw_master_limits limits = {.end = INFINITY, .threads = 1};
    int cut = 0;
    for (long k = 0; k == 0 || allocations > k - 1; k++) {
        bw_master master;
        allocations = 0;
        failing = k;
        bw_master_answer answer = bw_master_solve(&w->program, &nothing, &limits, &master);
        failing = -1;
        cut += answer == BW_MASTER_BOUND;
        for (int32_t i = 0; answer != BW_MASTER_FAILED && i < 24; i++)
            assert_true(master.share[i] >= 0 && master.share[i] <= 1);
        bw_master_clear(&master);
    }
    assert_true(cut > 10);
    bw_dual_clear(&nothing);
    wild_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_relaxation_that_outgrows_memory_reads_no_share_of_it),
        cmocka_unit_test(plans_under_capacities_survive_any_failure),
        cmocka_unit_test(programs_of_every_kind_survive_any_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
