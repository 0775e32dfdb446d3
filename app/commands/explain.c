/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/explain.h"
#include "app/failure.h"
#include "app/output.h"
#include "app/session.h"

#include <stdlib.h>
#include <string.h>

/* The id of what was probably meant: one that is nearly so written, or whose name is; NULL if there is none. */
static const char *nearest(const bw_problem *problem, const char *id)
{
    size_t accounts = (size_t)problem->account_count, reps = (size_t)problem->rep_count, all = accounts + reps;
    const char **words = calloc(2 * all + 1, sizeof *words);
    for (size_t k = 0; k < all && words; k++) {
        const bw_account_row *account = k < accounts ? problem->accounts[k].row : NULL;
        const bw_rep_row *rep = account ? NULL : problem->reps[k - accounts].row;
        words[k] = account ? account->account_id : rep->rep_id;
        words[all + k] = account ? account->account_name : rep->rep_name;
    }
    const char *word = words ? bw_name_nearest(id, 2 * all, words) : NULL;
    for (size_t k = 0; k < all && word; k++)
        if (words[k] == word || words[all + k] == word) {
            word = words[k];
            break;
        }
    free(words);
    return word;
}

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
    const char *meant = nearest(problem, id);
    return bw_failure(error, BW_USAGE, NULL, 0, "there is no account and no rep `%.80s` in %.200s%s%.80s%s", id,
                      session->request->company, meant ? "; did you mean `" : "", meant ? meant : "",
                      meant ? "`?" : "");
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
