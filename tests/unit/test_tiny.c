/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * datasets/tiny is planned by hand in its README: the model must give every plan the cost that stands there, and the
 * engine must find the cheapest and prove it.
 */
#include "app/tables/company.h"
#include "app/tables/scenario.h"
#include "models/territory.h"
#include "tests/unit/near.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bw_findings *findings;
static bw_settings *settings;
static bw_tables *tables;
static bw_problem *problem;

static int read_company(void **state)
{
    (void)state;
    bw_error error = {0};
    findings = bw_findings_create();
    settings = bw_settings_create();
    bw_status status = bw_company_scenario_read("datasets/tiny", settings, findings, &error);
    if (status == BW_OK)
        status = bw_company_read("datasets/tiny", NULL, findings, &tables, &error);
    if (status == BW_OK)
        status = bw_problem_create(tables, settings, findings, &problem, &error);
    if (status != BW_OK)
        print_error("%s\n", error.message);
    return status == BW_OK ? 0 : -1;
}

static int free_company(void **state)
{
    (void)state;
    bw_problem_free(problem);
    bw_tables_free(tables);
    bw_settings_free(settings);
    bw_findings_free(findings);
    return 0;
}

/* What Ann has besides A3, and what the plan costs: the table of the README. */
static const struct plan {
    const char *ann;
    double travel, moves, preference, missed, objective;
} plans[] = {
    {"A1 A2", 1120, 180, 120, 0, 1180},          {"A1 A4", 2000, 180, 120, 720, 2780},
    {"A2 A6", 2320, 540, 0, 720, 3580},          {"A1 A6", 2080, 360, 120, 2160, 4480},
    {"A2 A4", 2240, 360, 0, 2160, 4760},         {"A2 A4 A6", 2360, 360, 0, 3600, 6320},
    {"A1 A2 A4", 1160, 0, 120, 5760, 6800},      {"A4 A6", 3200, 540, 0, 3600, 7340},
    {"A1", 1960, 360, 120, 5760, 7960},          {"A1 A4 A6", 2120, 180, 120, 7200, 9380},
    {"A1 A2 A6", 1240, 180, 120, 10080, 11380},  {"A6", 3160, 720, 0, 8640, 12520},
    {"A2", 2200, 540, 0, 10080, 12820},          {"A4", 3080, 540, 0, 12960, 16580},
    {"A1 A2 A4 A6", 1280, 0, 120, 18720, 19880}, {"", 3040, 720, 0, 21600, 25360},
};

static void every_plan_costs_what_the_readme_says(void **state)
{
    (void)state;
    bw_territory_model *model;
    assert_int_equal(bw_territory_model_create(problem, NULL, settings, &model, NULL), BW_OK);
    for (size_t k = 0; k < sizeof plans / sizeof *plans; k++) {
        int32_t rep[6];
        bw_territory territories[2] = {0};
        bw_alignment plan = {.account_count = 6, .rep_count = 2, .rep = rep, .territories = territories};
        for (int32_t i = 0; i < 6; i++) {
            const char *id = problem->accounts[i].row->account_id;
            rep[i] = strcmp(id, "A3") == 0 || strstr(plans[k].ann, id) ? 0 : 1;
        }
        bw_territory_measure(model, &plan);
        expect_near(plan.travel_cost, plans[k].travel);
        expect_near(plan.disruption_cost, plans[k].moves);
        expect_near(plan.preference_value, plans[k].preference);
        expect_near(plan.violation_cost, plans[k].missed);
        expect_near(plan.objective, plans[k].objective);
    }
    bw_territory_model_free(model);
}

static void the_rules_allow_what_the_readme_says(void **state)
{
    (void)state;
    for (int32_t i = 0; i < 6; i++) {
        const char *id = problem->accounts[i].row->account_id;
        assert_int_equal(bw_problem_eligible(problem, i, 0), strcmp(id, "A5") != 0);
        assert_int_equal(bw_problem_eligible(problem, i, 1), strcmp(id, "A3") != 0);
    }
}

static void the_engine_finds_and_proves_the_plan_of_the_readme(void **state)
{
    (void)state;
    static const int32_t best[6] = {0, 0, 0, 1, 1, 1};
    bw_alignment *plan;
    bw_error error = {0};
    if (bw_align(problem, NULL, settings, NULL, &plan, &error) != BW_OK)
        fail_msg("%s", error.message);
    assert_int_equal(plan->outcome, BW_OUTCOME_OPTIMAL);
    expect_near(plan->objective, 1180);
    expect_near(plan->bound, 1180);
    assert_memory_equal(plan->rep, best, sizeof best);
    assert_int_equal(plan->moved_accounts, 1);
    expect_near(plan->moved_revenue_share, 1200.0 / 10800);
    expect_near(plan->max_deviation[0], 0);
    expect_near(plan->max_deviation[1], 500.0 / 7500);
    bw_alignment_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plan_costs_what_the_readme_says),
        cmocka_unit_test(the_rules_allow_what_the_readme_says),
        cmocka_unit_test(the_engine_finds_and_proves_the_plan_of_the_readme),
    };
    return cmocka_run_group_tests(tests, read_company, free_company);
}
