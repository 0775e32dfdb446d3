/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A company on a square map, made from a seed, for tests of plans: accounts with revenue, workload and visits, some
 * without an owner, and reps with places. Tests change its rows before the problem is made.
 */
#ifndef BW_TESTS_PLANNED_COMPANY_H
#define BW_TESTS_PLANNED_COMPANY_H

#include "models/base.h"
#include "models/problem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct company {
    bw_tables *tables;
    bw_settings *settings;
    bw_findings *findings;
    bw_problem *problem;
} company;

static double draw(uint64_t seed, uint64_t k, double low, double high)
{
    return low + (high - low) * (double)(bw_stream_seed(seed, k) >> 11) * 0x1p-53;
}

static void set(company *made, const char *name, const char *value)
{
    bw_error error = {0};
    if (bw_settings_set(made->settings, name, value, &error) != BW_OK)
        fail_msg("%s", error.message);
}

static const char *id_of(bw_tables *tables, char letter, int number)
{
    char *id = bw_tables_take(tables, 16, 1);
    snprintf(id, 16, "%c%d", letter, number);
    return id;
}

static void fill_account(company *made, uint64_t seed, int i, int reps)
{
    uint64_t k = 100 * (uint64_t)i;
    int owner = (int)draw(seed, k, 0, reps + 0.5);
    bw_account_row *row = &made->tables->accounts[i];
    *row = (bw_account_row){
        .line = i + 2, .account_id = id_of(made->tables, 'A', i + 1), .account_name = "", .parent_id = "",
        .group_id = "", .owner_id = owner < reps ? id_of(made->tables, 'R', owner + 1) : "", .segment = "", .tier = "",
        .industry = "", .region = "", .postal_code = "", .country = "", .state = "", .city = "", .skill = "",
        .lock_reason = "", .latitude = draw(seed, k + 1, 40, 44), .longitude = draw(seed, k + 2, -100, -95),
        .revenue_prior = exp(draw(seed, k + 3, 8, 12)), .workload = draw(seed, k + 5, 10, 60),
        .visits = floor(draw(seed, k + 6, 1, 20)), .open_pipeline = NAN, .annual_sales = NAN, .employees = NAN,
        .square_feet = NAN, .renewal_date = BW_NO_DATE, .owner_since = BW_NO_DATE};
    row->potential = row->revenue_prior * draw(seed, k + 4, 1, 3);
}

static void fill_rep(company *made, uint64_t seed, int j)
{
    uint64_t k = 1000000 + 100 * (uint64_t)j;
    made->tables->reps[j] = (bw_rep_row){
        .line = j + 2, .rep_id = id_of(made->tables, 'R', j + 1), .rep_name = id_of(made->tables, 'R', j + 1),
        .email = "", .manager_id = "", .role = "", .segment = "", .region = "", .skills = "", .country = "",
        .state = "", .city = "", .ramp_profile = "", .latitude = draw(seed, k + 1, 40, 44),
        .longitude = draw(seed, k + 2, -100, -95), .capacity = NAN, .fte = NAN, .base_pay = NAN, .target_pay = NAN,
        .quota_prior = NAN, .start_date = BW_NO_DATE, .end_date = BW_NO_DATE};
}

static company make_company(uint64_t seed, int accounts, int reps)
{
    company made = {bw_tables_create(), bw_settings_create(), bw_findings_create(), NULL};
    made.tables->account_count = (size_t)accounts;
    made.tables->rep_count = (size_t)reps;
    made.tables->accounts = bw_tables_take(made.tables, (size_t)accounts, sizeof *made.tables->accounts);
    made.tables->reps = bw_tables_take(made.tables, (size_t)reps, sizeof *made.tables->reps);
    for (int i = 0; i < accounts; i++)
        fill_account(&made, seed, i, reps);
    for (int j = 0; j < reps; j++)
        fill_rep(&made, seed, j);
    set(&made, "plan_start", "2027-01");
    set(&made, "threads", "1");
    set(&made, "work_limit", "5");
    set(&made, "gap", "0");
    return made;
}

static void make_problem(company *made)
{
    bw_error error = {0};
    if (bw_problem_create(made->tables, made->settings, made->findings, &made->problem, &error) != BW_OK)
        fail_msg("%s", error.message);
}

static inline bw_alignment *make_plan(company *made)
{
    bw_error error = {0};
    bw_alignment *plan = NULL;
    if (!made->problem)
        make_problem(made);
    if (bw_align(made->problem, NULL, made->settings, NULL, &plan, &error) != BW_OK)
        fail_msg("%s", error.message);
    return plan;
}

static void free_company(company *made)
{
    bw_problem_free(made->problem);
    bw_findings_free(made->findings);
    bw_settings_free(made->settings);
    bw_tables_free(made->tables);
}

static inline void expect_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-7 * fmax(1, fabs(expected))))
        fail_msg("%.12g is not %.12g", value, expected);
}

#endif
