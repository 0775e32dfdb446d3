/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <stdlib.h>

void bw_plan_free(bw_plan *plan)
{
    if (!plan)
        return;
    bw_rolling_free(plan->rolling);
    bw_hindcast_free(plan->hindcast);
    bw_fairness_free(plan->fairness);
    bw_quotas_free(plan->quotas);
    bw_quotas_free(plan->quotas_today);
    if (!plan->shares_forecast)
        bw_forecast_free(plan->forecast);
    if (!plan->shares_territories) {
        bw_alignment_free(plan->alignment);
        bw_alignment_free(plan->today);
        bw_problem_free(plan->problem);
    }
    free(plan);
}

/* A target that cannot be shared out leaves territories without quotas. */
static bw_status set_quotas(bw_plan *plan, const bw_settings *settings, bw_error *error)
{
    bw_error found = {0};
    bw_status status = bw_quotas_set(plan->problem, plan->forecast, plan->alignment, settings, &plan->quotas, &found);
    if (status == BW_IMPOSSIBLE || status == BW_USAGE) {
        plan->refusal = found;
        return BW_OK;
    }
    if (status && error)
        *error = found;
    return status;
}

/* What follows from the territories. An interrupted plan gets this too: it takes no time. */
static bw_status follow_up(bw_plan *plan, const bw_settings *settings, bw_error *error)
{
    bw_status status = set_quotas(plan, settings, error);
    if (!status)
        status = bw_quotas_today(plan->problem, plan->forecast, plan->today, settings, &plan->quotas_today, error);
    if (!status)
        status = bw_fairness_measure(plan->problem, plan->today, plan->quotas_today, plan->alignment, plan->quotas,
                                     settings, &plan->fairness, error);
    if (!status)
        status = bw_check(plan->problem, plan->forecast, plan->alignment, plan->quotas, plan->fairness, settings,
                          error);
    if (!status && error)
        *error = plan->refusal;
    return status ? status : plan->refusal.status;
}

/* Is there something to show? */
static bool is_whole(const bw_plan *plan, bw_status status)
{
    bool refused = plan->refusal.status != BW_OK && status == plan->refusal.status;
    return status == BW_OK || status == BW_INTERRUPTED || refused;
}

static bw_status run_stages(const bw_tables *tables, const bw_settings *settings, const bw_watch *watch,
                            bw_findings *findings, bw_plan *plan, bw_error *error)
{
    bw_status status = bw_problem_create(tables, settings, findings, &plan->problem, error);
    if (!status && !plan->forecast)
        status = bw_forecast_create(plan->problem, settings, watch, &plan->forecast, error);
    if (!status)
        status = bw_align_today(plan->problem, plan->forecast, settings, &plan->today, error);
    if (!status)
        status = bw_align(plan->problem, plan->forecast, settings, watch, &plan->alignment, error);
    if (!plan->alignment)
        return status;
    bw_error later;
    bw_status followed = follow_up(plan, settings, &later);
    if (followed && error)
        *error = later;
    return followed ? followed : status;
}

bw_status bw_plan_make(const bw_tables *tables, const bw_settings *settings, const bw_forecast *forecast,
                       const bw_watch *watch, bw_findings *findings, bw_plan **plan, bw_error *error)
{
    double begin = bw_seconds();
    bw_plan *made = calloc(1, sizeof *made);
    *plan = NULL;
    if (!made)
        return bw_fail_memory(error);
    made->forecast = (bw_forecast *)forecast;
    made->shares_forecast = forecast != NULL;
    bw_status status = run_stages(tables, settings, watch, findings, made, error);
    made->seconds = bw_seconds() - begin;
    if (is_whole(made, status))
        *plan = made;
    else
        bw_plan_free(made);
    return status;
}

bw_status bw_plan_requota(const bw_plan *plan, const bw_settings *settings, bw_plan **result, bw_error *error)
{
    double begin = bw_seconds();
    bw_plan *made = calloc(1, sizeof *made);
    *result = NULL;
    if (!made)
        return bw_fail_memory(error);
    *made = (bw_plan){.problem = plan->problem, .forecast = plan->forecast, .today = plan->today,
                      .alignment = plan->alignment, .shares_forecast = true, .shares_territories = true};
    bw_status status = follow_up(made, settings, error);
    made->seconds = bw_seconds() - begin;
    if (is_whole(made, status))
        *result = made;
    else
        bw_plan_free(made);
    return status;
}
