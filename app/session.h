/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every command does around its work: gather the settings, read the company, watch the run,
 * write the results, report the findings.
 *
 *     open -> stages (problem, forecast, alignment, ...) -> print -> close
 */
#ifndef BW_APP_SESSION_H
#define BW_APP_SESSION_H

#include "app/progress.h"
#include "app/report/run.h"
#include "app/request.h"
#include "app/tables/company.h"

#include <stdio.h>

#define BW_INPUTS_MAX 16

typedef struct bw_session {
    const bw_request *request;
    bw_settings *settings;   /**< defaults, DIR/scenario.ini, --scenario, flags, in this order */
    bw_findings *findings;
    bw_tables *tables;
    bw_mapping mapping;      /**< what the columns of the tables were taken for */
    bw_plan plan;            /**< what the stages made so far; every part is owned by the session */
    bw_frontier frontier;    /**< what --frontier asks for, then what was found; see app/frontier.h */
    bw_stability stability;  /**< of a plan with --edits */
    bw_progress_line line;
    bw_watch watch;
    bw_run run;              /**< borrows from the session */
    bw_input inputs[BW_INPUTS_MAX];
    char title[256];
    double begun;            /**< bw_clock_now() when it was opened, */
    double reading;          /**< and seconds until the problem was made */
} bw_session;

/** Gathers the settings and reads the tables. When they have errors, all of them are reported on standard
 *  error (or in one JSON object) and the error's message is empty; but `check` reports them itself. The
 *  session is to be closed even after a failure. */
bw_status bw_session_open(const bw_request *request, bw_session *session, bw_error *error);
void bw_session_close(bw_session *session);

/** Stages that fill in session->plan, the forecast with the backtest that --backtest asks for. Each makes the ones
 *  before it if they are missing. What is odd in the tables is counted on standard error, with the command that lists
 *  it. */
bw_status bw_session_problem(bw_session *session, bw_error *error);
bw_status bw_session_forecast(bw_session *session, bw_error *error);

/** Territories as they are: today's, or those of --assignments with today's beside them. */
bw_status bw_session_territories(bw_session *session, bw_error *error);

/** Everything: what bw_plan_make makes. */
bw_status bw_session_plan(bw_session *session, bw_error *error);

/** A whole command: opens a session and the folder of --out, makes what is asked for, writes it into that folder
 *  (with the report if it is wanted) and says it, in JSON or by printing; also what was made until an interruption. */
bw_status bw_session_run(const bw_request *request, bool report,
                         bw_status (*make)(bw_session *session, bw_error *error),
                         bw_status (*print)(const bw_session *session, bw_error *error), bw_error *error);

/** After a long call: takes the progress line away, and reports tables that turned out to be wrong. */
bw_status bw_session_ran(bw_session *session, bw_status status, bw_error *error);

/** One finding as a line: file:line: column: "value": message; remedy. */
void bw_finding_print(FILE *file, const bw_finding *finding);

/** Makes the folder of --out, with its parents. Nothing without --out. */
bw_status bw_session_make_folder(const bw_session *session, bw_error *error);

/** The path of a file in --out. Returns path. */
const char *bw_session_path(const bw_session *session, const char *name, char *path, size_t size);

#endif
