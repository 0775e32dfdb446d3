/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/performance.h"

#include <math.h>
#include <stdlib.h>

#define YEAR 12

static double year_before(const bw_problem *problem, int32_t account)
{
    double sum = 0;
    for (size_t k = problem->history_start[account]; k < problem->history_start[account + 1]; k++) {
        int32_t ago = problem->plan_start - problem->history_month[k];
        sum += ago > YEAR && ago <= 2 * YEAR ? problem->history_revenue[k] : 0;
    }
    return sum;
}

/* Figures of two kinds cannot be compared: where one rep's sales are recorded, no accounts stand in for another's. */
static bool any_recorded(const bw_problem *problem)
{
    bool any = false;
    for (int32_t j = 0; j < problem->rep_count; j++)
        any = any || !isnan(problem->reps[j].actual_prior);
    return any;
}

static void finish(const bw_problem *problem, int32_t rep, bool recorded, double sold, double before,
                   bw_performance *made)
{
    bool long_enough = problem->last_month >= problem->first_month &&
                       problem->first_month <= problem->plan_start - 2 * YEAR;
    *made = (bw_performance){.quota = problem->reps[rep].quota_prior, .recorded = recorded};
    made->actual = recorded ? problem->reps[rep].actual_prior : sold;
    made->attainment = made->quota > 0 ? made->actual / made->quota : NAN;
    made->growth = long_enough && before > 0 ? sold / before - 1 : NAN;
}

bw_performance *bw_performance_create(const bw_problem *problem)
{
    size_t reps = (size_t)problem->rep_count;
    bool recorded = any_recorded(problem);
    bw_performance *made = calloc(reps + 1, sizeof *made);
    double *sold = calloc(2 * reps + 1, sizeof *sold);
    for (int32_t i = 0; made && sold && i < problem->account_count; i++) {
        int32_t owner = problem->accounts[i].owner;
        if (owner < 0)
            continue;
        sold[owner] += problem->accounts[i].revenue_net;
        sold[reps + (size_t)owner] += year_before(problem, i);
    }
    for (int32_t j = 0; made && sold && j < problem->rep_count; j++)
        finish(problem, j, recorded, sold[j], sold[reps + (size_t)j], &made[j]);
    if (!sold) {
        free(made);
        made = NULL;
    }
    free(sold);
    return made;
}

bw_performance_total bw_performance_sum(const bw_problem *problem, const bw_performance *all)
{
    bw_performance_total total = {0};
    for (int32_t j = 0; j < problem->rep_count; j++) {
        if (isnan(all[j].attainment))
            continue;
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
