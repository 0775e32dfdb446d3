/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/session.h"
#include "app/summary.h"

static const char *heading_of(const bw_plan *plan)
{
    if (plan->today)
        return "Fairness, today and of the given territories";
    return plan->quotas_today ? "Fairness of today's territories, with today's quotas and with new ones"
                              : "Fairness of today's territories, with new quotas";
}

static bw_status print(const bw_session *session, bw_error *error)
{
    bw_headline_print(session);
    if (!session->plan.fairness)
        return BW_OK;
    bw_heading_print(heading_of(&session->plan));
    bw_status status = bw_fairness_print(session->plan.fairness, session->plan.today ? "given" : "new quotas", error);
    puts("  In parentheses: 95 % bootstrap intervals. 0 is even, but for jain and max/min\n"
         "  where 1 is even.");
    bw_files_print(session, false);
    return status;
}

/* Quotas are part of it: chances are what reps compare. Today's territories are compared with themselves where
 * today's quotas are known, since those differ from the new ones. */
static bw_status measure(bw_session *session, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_status status = bw_session_territories(session, error);
    if (status)
        return status;
    const bw_alignment *today = plan->today ? plan->today : plan->alignment;
    status = bw_quotas_set(plan->problem, plan->forecast, plan->alignment, session->settings, &plan->quotas, error);
    if (!status)
        status = bw_quotas_today(plan->problem, plan->forecast, today, session->settings, &plan->quotas_today, error);
    if (!status)
        status = bw_fairness_measure(plan->problem, plan->quotas_today ? today : plan->today, plan->quotas_today,
                                     plan->alignment, plan->quotas, session->settings, &plan->fairness, error);
    if (!status)
        status = bw_check(plan->problem, plan->forecast, plan->alignment, plan->quotas, plan->fairness,
                          session->settings, error);
    return bw_session_ran(session, status, error);
}

bw_status bw_fairness_command(const bw_request *request, bw_error *error)
{
    return bw_session_run(request, false, measure, print, error);
}
