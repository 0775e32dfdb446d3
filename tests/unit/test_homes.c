/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Exports of users have no coordinates: travel to every account was free, and the map played no part. */
static void reps_without_coordinates_live_in_the_middle_of_their_accounts(void **state)
{
    (void)state;
    company made = company_open(4, 2);
    for (size_t i = 0; i < 3; i++) {
        made.tables->accounts[i].owner_id = i < 2 ? "R1" : "R2";
        made.tables->accounts[i].latitude = 0;
        made.tables->accounts[i].longitude = 178 + 4 * (double)i;
    }
    made.tables->accounts[1].longitude -= 360;
    assert_int_equal(company_build(&made), BW_OK);
    const bw_rep_row *first = made.problem->reps[0].row;
    assert_true(isnan(made.tables->reps[0].latitude));
    assert_true(fabs(first->latitude) < 1e-3 && fabs(fabs(first->longitude) - 180) < 1e-3);
    assert_true(bw_problem_distance(made.problem, 0, 0) < 223 && bw_problem_distance(made.problem, 0, 1) > 800);
    assert_int_equal(bw_findings_tally(made.findings, "rep-settled"), 2);
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reps_without_coordinates_live_in_the_middle_of_their_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
