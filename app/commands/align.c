/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/assignments.h"
#include "app/clock.h"
#include "app/commands/commands.h"
#include "app/edits.h"
#include "app/failure.h"
#include "app/frontier.h"
#include "app/session.h"
#include "app/summary.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LEAST_TIME 0.01 /* seconds: what the setting takes */

static bw_status print(const bw_session *session, bw_error *error)
{
    bw_headline_print(session);
    if (!session->plan.alignment)
        return BW_OK;
    bw_heading_print("Territories");
    bw_alignment_print(&session->plan);
    if (session->run.stability)
        bw_stability_print(session->run.stability);
    bw_heading_print("Reps");
    bw_status status = bw_territories_print(session->plan.problem, session->plan.alignment, error);
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

/* ---- a plan with edits */

/* The assignments.csv of --from, which may be its folder. */
static const char *plan_path(const char *from, char *path, size_t size)
{
    struct stat status;
    bool folder = stat(from, &status) == 0 && S_ISDIR(status.st_mode);
    snprintf(path, size, folder ? "%s/assignments.csv" : "%s", from);
    return path;
}

static bw_status read_edits(bw_session *session, const bw_alignment *from, bw_edit **edits, size_t *count,
                            bw_error *error)
{
    *edits = NULL;
    *count = 0;
    return !session->request->edits ? BW_OK
                                    : bw_edits_read(session->request->edits, session->plan.problem, from,
                                                    session->findings, edits, count, error);
}

/* The plan of --from with --edits, and as little else of it changed as they allow. */
static bw_status edit_plan(bw_session *session, const bw_settings *settings, bw_error *error)
{
    bw_plan *plan = &session->plan;
    char path[PATH_MAX];
    bw_alignment *from = NULL;
    bw_edit *edits = NULL;
    size_t count = 0;
    bw_status status = bw_assignments_read(plan_path(session->request->from, path, sizeof path), plan,
                                           session->settings, &from, error);
    if (!status)
        status = read_edits(session, from, &edits, &count, error);
    if (!status)
        status = bw_align_edit(plan->problem, plan->forecast, settings, from, count, edits, &session->watch,
                               &plan->alignment, &session->stability, error);
    if (plan->alignment)
        session->run.stability = &session->stability;
    free(edits);
    bw_alignment_free(from);
    return status;
}

static bw_status find_plan(bw_session *session, const bw_settings *settings, bw_error *error)
{
    bw_plan *plan = &session->plan;
    return session->request->from ? edit_plan(session, settings, error)
                                  : bw_align(plan->problem, plan->forecast, settings, &session->watch,
                                             &plan->alignment, error);
}

/* ---- the time limit */

static bool is_limited(const bw_request *request)
{
    bool found = false;
    for (size_t k = 0; k < request->change_count; k++)
        found = found || strcmp(request->changes[k].name, "time_limit") == 0;
    return found;
}

static double number_of(const bw_settings *settings, const char *name)
{
    char value[64];
    return atof(bw_settings_get(settings, name, value, sizeof value));
}

/* What is left of the limit for the search. */
static double time_left(const bw_session *session)
{
    const bw_plan *plan = &session->plan;
    bw_amount_of_work work = {.accounts = plan->problem->account_count,
                              .reps = plan->problem->rep_count,
                              .history = (double)session->tables->history_count,
                              .paths = plan->forecast ? plan->forecast->path_count : 0,
                              .threads = (int)number_of(session->settings, "threads"),
                              .written = session->request->out || session->request->json};
    double taken = bw_clock_now() - session->begun;
    return number_of(session->settings, "time_limit") - taken - bw_seconds_after(&work, session->reading);
}

/* A limit of the command line is that of the whole command; another is the search's alone. */
static bw_status find_plan_in_time(bw_session *session, bw_error *error)
{
    char value[64];
    if (!is_limited(session->request))
        return find_plan(session, session->settings, error);
    bw_settings *settings = bw_settings_copy(session->settings);
    snprintf(value, sizeof value, "%.3f", fmax(LEAST_TIME, time_left(session)));
    bw_status status = settings ? bw_settings_set(settings, "time_limit", value, error)
                                : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    if (!status)
        status = find_plan(session, settings, error);
    bw_settings_free(settings);
    return status;
}

/* ---- the command */

/* Edits are tried one after the other and should be quick: the forecast is left out where no territory balances it. */
static bool needs_forecast(const bw_session *session)
{
    char measures[256];
    return !session->request->from
        || strstr(bw_settings_get(session->settings, "measures", measures, sizeof measures), "forecast");
}

static bw_status align(bw_session *session, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_status status = bw_frontier_parse(session->request, &session->frontier, error);
    if (!status)
        status = needs_forecast(session) ? bw_session_forecast(session, error) : bw_session_problem(session, error);
    if (status)
        return status;
    status = bw_align_today(plan->problem, plan->forecast, session->settings, &plan->today, error);
    if (!status)
        status = find_plan_in_time(session, error);
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
    if (request->edits && !request->from)
        return bw_failure(error, BW_USAGE, NULL, 0, "--edits are those of a plan: name it by --from PLAN");
    bw_status status = bw_frontier_parse(request, &frontier, error); /* before a folder is made for it */
    return status ? status : bw_session_run(request, false, align, print, error);
}
