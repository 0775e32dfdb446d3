/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/report/files.h"
#include "app/session.h"
#include "app/summary.h"

static bw_status show(const bw_session *session, bw_error *error)
{
    bw_status status = bw_session_write(session, false, error);
    if (status)
        return status;
    if (session->request->json)
        return bw_plan_json(stdout, &session->plan, &session->run, error);
    bw_headline_print(session);
    if (!session->plan.fairness)
        return BW_OK;
    bw_heading_print(session->plan.today ? "Fairness, today and of the given territories" : "Fairness today");
    status = bw_fairness_print(session->plan.fairness, error);
    puts("  In parentheses: 95 % bootstrap intervals. 0 is even, but for jain and max/min\n"
         "  where 1 is even.");
    bw_files_print(session, false);
    return status;
}

/* Quotas are part of it: chances are what reps compare. */
static bw_status measure(bw_session *session, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_status status = bw_session_territories(session, error);
    if (status)
        return status;
    status = bw_quotas_set(plan->problem, plan->forecast, plan->alignment, session->settings, &plan->quotas, error);
    if (!status && plan->today)
        status = bw_quotas_today(plan->problem, plan->forecast, plan->today, session->settings, &plan->quotas_today,
                                 error);
    if (!status)
        status = bw_fairness_measure(plan->problem, plan->today, plan->quotas_today, plan->alignment, plan->quotas,
                                     session->settings, &plan->fairness, error);
    if (!status)
        status = bw_check(plan->problem, plan->forecast, plan->alignment, plan->quotas, plan->fairness,
                          session->settings, error);
    return bw_session_ran(session, status, error);
}

bw_status bw_fairness_command(const bw_request *request, bw_error *error)
{
    return bw_session_run(request, measure, show, error);
}
