/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/monthly.h"

#include <stdlib.h>

static void add(double *sums, size_t months, int32_t rep, int32_t company, size_t month, double revenue)
{
    if (rep >= 0)
        sums[(size_t)rep * months + month] += revenue;
    sums[(size_t)company * months + month] += revenue;
}

static void add_account(bw_monthly *monthly, const bw_plan *plan, int32_t i, int32_t rep)
{
    const bw_problem *problem = plan->problem;
    int32_t company = problem->rep_count;
    for (size_t k = problem->history_start[i]; k < problem->history_start[i + 1]; k++)
        add(monthly->past, monthly->past_months, rep, company,
            (size_t)(problem->history_month[k] - problem->first_month), problem->history_revenue[k]);
    for (size_t h = 0; h < monthly->future_months; h++)
        add(monthly->future, monthly->future_months, rep, company, h,
            (double)plan->forecast->mean[(size_t)i * monthly->future_months + h]);
}

bool bw_monthly_create(const bw_plan *plan, bw_monthly *monthly)
{
    const bw_problem *problem = plan->problem;
    size_t rows = (size_t)problem->rep_count + 1;
    *monthly = (bw_monthly){0};
    if (problem->last_month >= problem->first_month)
        monthly->past_months = (size_t)(problem->last_month - problem->first_month) + 1;
    if (plan->forecast)
        monthly->future_months = (size_t)plan->forecast->horizon;
    monthly->past = calloc(rows * monthly->past_months + 1, sizeof *monthly->past);
    monthly->future = calloc(rows * monthly->future_months + 1, sizeof *monthly->future);
    if (!monthly->past || !monthly->future) {
        bw_monthly_free(monthly);
        return false;
    }
    for (int32_t i = 0; i < problem->account_count; i++)
        add_account(monthly, plan, i, plan->alignment ? plan->alignment->rep[i] : problem->accounts[i].owner);
    return true;
}

void bw_monthly_free(bw_monthly *monthly)
{
    free(monthly->past);
    free(monthly->future);
    *monthly = (bw_monthly){0};
}

const double *bw_monthly_past(const bw_monthly *monthly, int32_t rep)
{
    return monthly->past + (size_t)rep * monthly->past_months;
}

const double *bw_monthly_future(const bw_monthly *monthly, int32_t rep)
{
    return monthly->future + (size_t)rep * monthly->future_months;
}
