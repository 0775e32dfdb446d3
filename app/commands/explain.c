/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/explain.h"
#include "app/failure.h"
#include "app/output.h"
#include "app/session.h"

#include <string.h>

/* An account and a rep may have the same id: then both are explained. */
static bw_status find(const bw_session *session, int32_t *account, int32_t *rep, bw_error *error)
{
    const bw_problem *problem = session->plan.problem;
    const char *id = session->request->subject;
    *account = *rep = -1;
    for (int32_t i = 0; i < problem->account_count; i++)
        if (strcmp(problem->accounts[i].row->account_id, id) == 0)
            *account = i;
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (strcmp(problem->reps[j].row->rep_id, id) == 0)
            *rep = j;
    if (*account >= 0 || *rep >= 0)
        return BW_OK;
    return bw_failure(error, BW_USAGE, NULL, 0, "there is no account and no rep `%.80s` in %.200s", id,
                      session->request->company);
}

static bw_status write_file(const bw_session *session, int32_t account, int32_t rep, const bw_override *override,
                            bw_error *error)
{
    bw_output output;
    if (!session->request->out)
        return BW_OK;
    bw_status status = bw_output_open(&output, session->request->out, "explain.json", error);
    if (status)
        return status;
    status = bw_explain_json(output.file, session, account, rep, override, error);
    bw_status closed = bw_output_close(&output, !status, error);
    return status ? status : closed;
}

static bw_status explain(bw_session *session, bw_error *error)
{
    bw_override override = {.rep = -1};
    int32_t account, rep;
    bw_status status = find(session, &account, &rep, error);
    if (!status && account >= 0)
        status = bw_override_confirm(session, account, &override, error);
    status = bw_session_ran(session, status, error);
    if (status)
        return status;
    status = write_file(session, account, rep, &override, error);
    if (status || session->request->json)
        return status ? status : bw_explain_json(stdout, session, account, rep, &override, error);
    if (account >= 0)
        status = bw_explain_account_print(session, account, &override, error);
    if (!status && rep >= 0)
        status = bw_explain_rep_print(session, rep, error);
    return status;
}

bw_status bw_explain_command(const bw_request *request, bw_error *error)
{
    bw_session session;
    bw_status status = bw_session_open(request, &session, error);
    if (!status)
        status = bw_session_make_folder(&session, error);
    if (!status)
        status = bw_session_plan(&session, error);
    if (!status)
        status = explain(&session, error);
    bw_session_close(&session);
    return status;
}
