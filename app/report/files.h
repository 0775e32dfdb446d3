/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The results of a run as files for spreadsheets and programs.
 *
 * Every file is written whole or not at all. Text cells that a spreadsheet would take for a
 * formula are defused by the table writer. Files of parts that a plan does not have (NULL after
 * an interruption) are not written.
 */
#ifndef BW_APP_REPORT_FILES_H
#define BW_APP_REPORT_FILES_H

#include "app/report/run.h"

#include <stdio.h>

/** Writes assignments.csv, moves.csv, territories.csv, quotas.csv, forecast.csv, forecast_accounts.csv, fairness.csv,
 *  potential.csv, performance.csv, pay.csv, frontier.csv and plan.json into an existing folder. Errors: BW_FAILED,
 *  naming the file. */
bw_status bw_plan_files_write(const char *folder, const bw_plan *plan, const bw_run *run, bw_error *error);

/** Writes sweep_results.csv, one line a scenario, into an existing folder. Errors: BW_FAILED. */
bw_status bw_sweep_files_write(const char *folder, const bw_sweep *sweep, const bw_scenario *scenarios,
                               const bw_run *run, bw_error *error);

/** Writes one JSON object with everything of the plan: what plan.json holds, and the data of the
 *  report. Lists of accounts are column by column. Errors: BW_FAILED. */
bw_status bw_plan_json(FILE *file, const bw_plan *plan, const bw_run *run, bw_error *error);

/** Writes one JSON object with the figures of every scenario. Errors: BW_FAILED. */
bw_status bw_sweep_json(FILE *file, const bw_sweep *sweep, const bw_scenario *scenarios, const bw_run *run,
                        bw_error *error);

#endif
