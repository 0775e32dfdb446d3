/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/frontier.h"
#include "app/session.h"
#include "app/summary.h"
#include "app/terminal.h"

static bw_status print(const bw_session *session, bw_error *error)
{
    bw_status status = BW_OK;
    bw_headline_print(session);
    if (session->plan.alignment) {
        bw_heading_print("Territories");
        bw_alignment_print(&session->plan);
    }
    if (session->plan.quotas) {
        bw_heading_print("Quotas");
        status = bw_performance_print(session->plan.problem, error);
        bw_quotas_print(session->plan.quotas);
    }
    if (session->plan.refusal.status) {
        bw_heading_print("Quotas");
        bw_print_message(stdout, "  none: the target cannot be shared out\n");
    }
    if (!status && session->run.frontier)
        status = bw_frontier_print(session->run.frontier, error);
    bw_files_print(session, true);
    if (!session->request->out && !session->request->quiet)
        bw_print_message(stdout, "\nNothing was written; --out DIR writes the report and the tables.\n");
    return status;
}

/* Where there is nothing to trade the plan is still worth having. */
static bw_status add_frontier(bw_session *session, bw_error *error)
{
    bw_status status = bw_frontier_make(session, error);
    if (status != BW_USAGE)
        return status;
    bw_print_message(stderr, "no frontier: %s\n", error->message);
    *error = (bw_error){0};
    return BW_OK;
}

/* A trade-off is one of territories: it needs no quotas. */
static bw_status make(bw_session *session, bw_error *error)
{
    bw_status status = bw_frontier_parse(session->request, &session->frontier, error);
    if (!status)
        status = bw_session_plan(session, error);
    if (status && status != session->plan.refusal.status)
        return status;
    bw_error later = {0};
    bw_status added = bw_session_ran(session, add_frontier(session, &later), &later);
    if (added)
        *error = later;
    return added ? added : status;
}

bw_status bw_plan_command(const bw_request *request, bw_error *error)
{
    bw_frontier frontier;
    bw_status status = bw_frontier_parse(request, &frontier, error); /* before a folder is made for it */
    return status ? status : bw_session_run(request, true, make, print, error);
}
