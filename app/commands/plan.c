/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/report/files.h"
#include "app/session.h"
#include "app/summary.h"
#include "app/terminal.h"

/* What happens after the stages, also when they were interrupted: files first, then words. */
static bw_status show(const bw_session *session, bw_error *error)
{
    bw_status status = bw_session_write(session, true, error);
    if (status)
        return status;
    if (session->request->json)
        return bw_plan_json(stdout, &session->plan, &session->run, error);
    bw_headline_print(session);
    if (session->plan.alignment) {
        bw_heading_print("Territories");
        bw_alignment_print(&session->plan);
    }
    if (session->plan.quotas) {
        bw_heading_print("Quotas");
        bw_quotas_print(session->plan.quotas);
    }
    bw_files_print(session, true);
    if (!session->request->out && !session->request->quiet)
        bw_print_message(stdout, "\nNothing was written; --out DIR writes the report and the tables.\n");
    return BW_OK;
}

bw_status bw_plan_command(const bw_request *request, bw_error *error)
{
    return bw_session_run(request, bw_session_plan, show, error);
}
