/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/session.h"
#include "app/summary.h"

static bw_status print(const bw_session *session, bw_error *error)
{
    bw_headline_print(session);
    if (!session->plan.quotas)
        return BW_OK;
    bw_heading_print(session->request->assignments ? "Quotas for the given territories"
                                                   : "Quotas for today's territories");
    bw_status status = bw_performance_print(session->plan.problem, error);
    bw_quotas_print(session->plan.quotas);
    if (!status)
        status = bw_rep_quotas_print(&session->plan, error);
    bw_files_print(session, false);
    return status;
}

static bw_status set_quotas(bw_session *session, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_status status = bw_session_territories(session, error);
    if (status)
        return status;
    status = bw_quotas_set(plan->problem, plan->forecast, plan->alignment, session->settings, &plan->quotas, error);
    if (!status)
        status = bw_check(plan->problem, plan->forecast, plan->alignment, plan->quotas, NULL, session->settings, error);
    return bw_session_ran(session, status, error);
}

bw_status bw_quota_command(const bw_request *request, bw_error *error)
{
    return bw_session_run(request, false, set_quotas, print, error);
}
