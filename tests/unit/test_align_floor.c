/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a family costs at the least, next to what it costs.
 */
#include "solver/align_floor.h"
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ACCOUNTS 2600 /* so many that the program is not tabulated */
#define REPS 800
#define STEP 9        /* every so many families are looked at */

typedef struct look {
    company made;
    bw_territory_model *model;
    bw_align_program *program;
    double cost[REPS], least[REPS], entry[REPS * BW_MEASURES_MAX], common[BW_MEASURES_MAX];
} look;

static look seen;

static int open_look(void **state)
{
    (void)state;
    seen.made = company_random(ACCOUNTS, REPS, 5);
    company_trip(&seen.made, "A10", "R1", 1.5, 2);
    company_trip(&seen.made, "A19", "R2", NAN, 3);
    company_set(&seen.made, "preference_value", "0.5");
    company_make(&seen.made);
    bw_status status = bw_territory_model_create(seen.made.problem, NULL, seen.made.settings, &seen.model, NULL);
    if (!status)
        status = bw_align_program_create(seen.model, &seen.program, NULL);
    return status || !bw_align_floor_give(seen.program) || !seen.program->program.floor ? -1 : 0;
}

static int close_look(void **state)
{
    (void)state;
    bw_align_program_free(seen.program);
    bw_territory_model_free(seen.model);
    company_close(&seen.made);
    return 0;
}

static void look_at(int32_t family)
{
    const bw_program *view = &seen.program->program;
    view->fill(view->model, family, view->bins, NULL, seen.cost, seen.entry);
    view->floor(view->model, family, seen.least, seen.common);
}

/* Is all that the family takes at a rep seen by its windows? What is beyond an elastic window is a cost instead. */
static bool is_whole(int32_t rep)
{
    const bw_program *view = &seen.program->program;
    for (int32_t k = 0; k < view->slots; k++)
        if (view->bin_row[rep * view->slots + k] >= 0 && seen.entry[rep * view->slots + k] != seen.common[k])
            return false;
    return true;
}

static void no_family_costs_less_than_its_floor(void **state)
{
    (void)state;
    double known = 0, all = 0;
    for (int32_t u = 0; u < seen.program->program.items; u += STEP) {
        look_at(u);
        for (int32_t j = 0; j < seen.program->program.bins; j++) {
            if (seen.cost[j] < seen.least[j])
                fail_msg("family %d costs %.17g at rep %d, floor %.17g", u, seen.cost[j], j, seen.least[j]);
            if (seen.cost[j] < INFINITY && seen.least[j] > -INFINITY && is_whole(j)) {
                known += seen.least[j];
                all += seen.cost[j];
            }
        }
    }
    assert_true(all > 0 && known > 0.99 * all);
}

static void what_a_family_takes_of_windows_is_told_to_the_last_digit(void **state)
{
    (void)state;
    const bw_program *view = &seen.program->program;
    for (int32_t u = 0; u < view->items; u += STEP) {
        look_at(u);
        for (int32_t j = 0; j < view->bins; j++)
            for (int32_t k = 0; k < view->slots; k++) {
                int32_t row = view->bin_row[j * view->slots + k];
                double entry = seen.entry[j * view->slots + k];
                if (seen.cost[j] < INFINITY && row >= 0)
                    assert_true(entry == seen.common[k] || (entry == view->row[row].high && entry < seen.common[k]));
            }
    }
}

static void a_floor_holds_at_the_highest_prices_of_windows_too(void **state)
{
    (void)state;
    const bw_program *view = &seen.program->program;
    for (int32_t u = 0; u < view->items; u += STEP) {
        look_at(u);
        for (int32_t j = 0; j < view->bins; j++) {
            double worth = seen.cost[j], least = seen.least[j], size = 0;
            for (int32_t k = 0; k < view->slots; k++) {
                int32_t row = view->bin_row[j * view->slots + k];
                double price = row < 0 ? 0 : view->row[row].violation_price + view->row[row].ideal_price;
                worth += price * seen.entry[j * view->slots + k];
                least += price * seen.common[k];
                size += price * seen.common[k];
            }
            assert_true(least <= worth + 1e-12 * size);
        }
    }
}

static void an_anchor_holds_also_from_below(void **state)
{
    (void)state;
    const bw_problem *problem = seen.made.problem;
    int32_t owner[ACCOUNTS];
    for (int32_t i = 0; i < ACCOUNTS; i++)
        owner[i] = problem->accounts[i].owner;
    seen.program->anchor = owner;
    seen.program->anchor_price = 1e7;
    no_family_costs_less_than_its_floor(state);
    seen.program->anchor = NULL;
}

static void nothing_is_known_of_costs_that_are_not_money(void **state)
{
    (void)state;
    seen.program->free_of_charge = true;
    look_at(0);
    for (int32_t j = 0; j < REPS; j++)
        assert_true(seen.least[j] == -INFINITY);
    seen.program->free_of_charge = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_family_costs_less_than_its_floor),
        cmocka_unit_test(what_a_family_takes_of_windows_is_told_to_the_last_digit),
        cmocka_unit_test(a_floor_holds_at_the_highest_prices_of_windows_too),
        cmocka_unit_test(an_anchor_holds_also_from_below),
        cmocka_unit_test(nothing_is_known_of_costs_that_are_not_money),
    };
    return cmocka_run_group_tests(tests, open_look, close_look);
}
