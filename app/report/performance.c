/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/performance.h"

#include <math.h>
#include <stdlib.h>

#define YEAR 12

/* What the accounts that a rep owns today brought in. */
typedef struct sales {
    double last;          /* the 12 months before the plan year; NAN if not all of it is known */
    double booked[2];     /* by the history: those 12 months, and the 12 before them */
} sales;

static bool has_history(const bw_problem *problem, int32_t years)
{
    return problem->last_month >= problem->plan_start - 1 && problem->first_month <= problem->last_month
        && (years == 1 || problem->first_month <= problem->plan_start - years * YEAR);
}

static void add_account(const bw_problem *problem, int32_t account, sales *sum)
{
    bool known = !isnan(problem->accounts[account].row->revenue_prior) || has_history(problem, 1);
    sum->last += known ? problem->accounts[account].revenue_net : NAN;
    for (size_t k = problem->history_start[account]; k < problem->history_start[account + 1]; k++) {
        int32_t ago = problem->plan_start - 1 - problem->history_month[k];
        if (ago >= 0 && ago < 2 * YEAR)
            sum->booked[ago / YEAR] += problem->history_revenue[k];
    }
}

/* Figures of two kinds cannot be compared: where one rep's sales are recorded, no accounts stand in for another's. */
static bool any_recorded(const bw_problem *problem)
{
    bool any = false;
    for (int32_t j = 0; j < problem->rep_count; j++)
        any = any || !isnan(problem->reps[j].actual_prior);
    return any;
}

static bw_performance performance_of(const bw_problem *problem, int32_t rep, bool recorded, const sales *owned)
{
    bw_performance made = {.quota = problem->reps[rep].quota_prior, .recorded = recorded};
    made.actual = recorded ? problem->reps[rep].actual_prior : owned->last;
    made.attainment = made.quota > 0 ? made.actual / made.quota : NAN;
    made.growth = has_history(problem, 2) && owned->booked[1] > 0 ? owned->booked[0] / owned->booked[1] - 1 : NAN;
    return made;
}

bw_performance *bw_performance_create(const bw_problem *problem)
{
    size_t reps = (size_t)problem->rep_count;
    bool recorded = any_recorded(problem);
    bw_performance *made = calloc(reps + 1, sizeof *made);
    sales *owned = calloc(reps + 1, sizeof *owned);
    for (int32_t i = 0; owned && i < problem->account_count; i++)
        if (problem->accounts[i].owner >= 0)
            add_account(problem, i, &owned[problem->accounts[i].owner]);
    for (int32_t j = 0; made && owned && j < problem->rep_count; j++)
        made[j] = performance_of(problem, j, recorded, &owned[j]);
    if (!owned) {
        free(made);
        made = NULL;
    }
    free(owned);
    return made;
}

bw_performance_total bw_performance_sum(const bw_problem *problem, const bw_performance *all)
{
    bw_performance_total total = {0};
    for (int32_t j = 0; j < problem->rep_count; j++) {
        if (isnan(all[j].attainment))
            continue;
        total.recorded = all[j].recorded;
        total.quota += all[j].quota;
        total.actual += all[j].actual;
        total.reps += problem->reps[j].competes;
        total.reached += problem->reps[j].competes && all[j].attainment >= 1;
    }
    return total;
}

static const char *basis_of(const bw_performance *rep)
{
    return rep->recorded ? "actuals.csv" : "accounts owned today";
}

bool bw_performance_table_put(bw_sheet *sheet, const bw_plan *plan)
{
    bw_performance *all = bw_performance_create(plan->problem);
    bw_sheet_head(sheet, "rep_id rep_name manager_id quota actual actual_basis attainment growth");
    bw_sheet_end_line(sheet);
    for (int32_t j = 0; all && j < plan->problem->rep_count; j++) {
        const bw_rep_row *row = plan->problem->reps[j].row;
        bw_sheet_text(sheet, row->rep_id);
        bw_sheet_text(sheet, row->rep_name);
        bw_sheet_text(sheet, row->manager_id);
        bw_sheet_decimals(sheet, all[j].quota, 2);
        bw_sheet_decimals(sheet, all[j].actual, 2);
        bw_sheet_text(sheet, basis_of(&all[j]));
        bw_sheet_decimals(sheet, all[j].attainment, 4);
        bw_sheet_decimals(sheet, all[j].growth, 4);
        bw_sheet_end_line(sheet);
    }
    bool good = all;
    free(all);
    return good;
}

void bw_performance_put(bw_json *json, const bw_performance *rep)
{
    bw_json_put_open(json, "last_year", '{');
    bw_json_put_number(json, "quota", rep->quota);
    bw_json_put_number(json, "actual", rep->actual);
    bw_json_put_text(json, "actual_basis", basis_of(rep));
    bw_json_put_number(json, "attainment", rep->attainment);
    bw_json_put_number(json, "growth", rep->growth);
    bw_json_close(json, '}');
}
