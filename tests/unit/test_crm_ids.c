/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/crm_ids.h"
#include "tests/unit/company_fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "models/problem.h"

/* By hand: no capital among 001ab is A; C and D, the first two of CDefg, are 1 + 2 = 3, D; L, the last of hijkL, is
 * 16, Q. */
static void both_forms_name_the_same_record(void **state)
{
    (void)state;
    char other[BW_CRM_ID_ROOM];
    assert_true(bw_crm_id_other("001abCDefghijkL", other));
    assert_string_equal(other, "001abCDefghijkLADQ");
    assert_true(bw_crm_id_other("001abCDefghijkLADQ", other));
    assert_string_equal(other, "001abCDefghijkL");
}

static void other_ids_have_no_second_form(void **state)
{
    (void)state;
    char other[BW_CRM_ID_ROOM];
    assert_false(bw_crm_id_other("A1", other));
    assert_false(bw_crm_id_other("123456789012345", other));
    assert_false(bw_crm_id_other("001-bCDefghijkL", other));
    assert_false(bw_crm_id_other("001abCDefghijkLADR", other));
    assert_false(bw_crm_id_other("", other));
}

static void tables_with_different_forms_fit_together(void **state)
{
    (void)state;
    company made = company_open(2, 2);
    made.tables->accounts[0].account_id = "001abCDefghijkLADQ";
    made.tables->accounts[0].owner_id = "005xYzAbcdefgHi";
    made.tables->reps[0].rep_id = "005xYzAbcdefgHiSAI";
    char other[BW_CRM_ID_ROOM];
    assert_true(bw_crm_id_other("005xYzAbcdefgHi", other));
    made.tables->reps[0].rep_id = other;
    company_sell(&made, "001abCDefghijkL", 12 * 2025 + 3, 100);
    assert_int_equal(company_build(&made), BW_OK);
    assert_int_equal(made.problem->accounts[0].owner, 0);
    assert_int_equal(made.problem->history_start[1], 1);
    assert_int_equal(bw_findings_tally(made.findings, "id-other-form"), 2);
    company_close(&made);
}

static void an_owner_is_found_by_a_name_that_one_rep_has(void **state)
{
    (void)state;
    company made = company_open(3, 3);
    made.tables->reps[0].rep_name = "Ann Lee";
    made.tables->reps[1].rep_name = made.tables->reps[2].rep_name = "Bob Ray";
    made.tables->accounts[0].owner_id = "Ann Lee";
    made.tables->accounts[1].owner_id = "Bob Ray";
    made.tables->accounts[2].owner_id = "R3";
    assert_int_equal(company_build(&made), BW_OK);
    assert_int_equal(made.problem->accounts[0].owner, 0);
    assert_int_equal(made.problem->accounts[1].owner, -1);
    assert_int_equal(made.problem->accounts[2].owner, 2);
    assert_int_equal(bw_findings_tally(made.findings, "owner-by-name"), 1);
    assert_int_equal(bw_findings_tally(made.findings, "owner-name-shared"), 1);
    assert_int_equal(bw_findings_tally(made.findings, "owner-left"), 0);
    company_close(&made);
}

static void an_owner_of_many_accounts_who_left_is_one_finding(void **state)
{
    (void)state;
    company made = company_open(200, 3);
    made.tables->reps[1].rep_name = "Zoe";
    for (size_t i = 0; i < 200; i++)
        made.tables->accounts[i].owner_id = i % 2 ? "Zoe" : i % 4 ? "zoo" : "Gone";
    for (int month = 0; month < 3; month++)
        company_sell(&made, "X1", 12 * 2025 + month, 0.001);
    company_sell(&made, "A1", 12 * 2025, 100);
    assert_int_equal(company_build(&made), BW_OK);
    assert_int_equal(bw_findings_tally(made.findings, "owner-left"), 2);
    assert_int_equal(bw_findings_tally(made.findings, "owner-by-name"), 1);
    assert_int_equal(bw_findings_tally(made.findings, "unknown-account"), 1);
    assert_int_equal(made.problem->accounts[1].owner, 1);
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_name_the_same_record),
        cmocka_unit_test(other_ids_have_no_second_form),
        cmocka_unit_test(tables_with_different_forms_fit_together),
        cmocka_unit_test(an_owner_of_many_accounts_who_left_is_one_finding),
        cmocka_unit_test(an_owner_is_found_by_a_name_that_one_rep_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
