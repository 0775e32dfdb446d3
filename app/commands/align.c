/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/frontier.h"
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
    if (!session->plan.alignment)
        return BW_OK;
    bw_heading_print("Territories");
    bw_alignment_print(&session->plan);
    bw_heading_print("Reps");
    status = bw_territories_print(session->plan.problem, session->plan.alignment, error);
    if (!status && session->run.frontier)
        status = bw_frontier_print(session->run.frontier, error);
    bw_files_print(session, false);
    return status;
}

/* The judge has the last word: a plan that it rejects is not shown. */
static bw_status judge(bw_session *session, bw_status status, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_error verdict;
    bw_status judged = bw_check(plan->problem, plan->forecast, plan->alignment, NULL, NULL, session->settings,
                                &verdict);
    if (!judged)
        return status;
    *error = verdict;
    return judged;
}

static bw_status align(bw_session *session, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_status status = bw_frontier_parse(session->request, &session->frontier, error);
    if (!status)
        status = bw_session_forecast(session, error);
    if (status)
        return status;
    status = bw_align_today(plan->problem, plan->forecast, session->settings, &plan->today, error);
    if (!status)
        status = bw_align(plan->problem, plan->forecast, session->settings, &session->watch, &plan->alignment, error);
    if (plan->alignment) {
        plan->seconds = plan->alignment->seconds;
        status = judge(session, status, error);
    }
    if (!status)
        status = bw_frontier_make(session, error);
    return bw_session_ran(session, status, error);
}

bw_status bw_align_command(const bw_request *request, bw_error *error)
{
    bw_frontier frontier;
    bw_status status = bw_frontier_parse(request, &frontier, error); /* before a folder is made for it */
    return status ? status : bw_session_run(request, align, show, error);
}
