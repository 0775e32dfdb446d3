/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan as JSON, and the parts that a sweep's JSON shares with it.
 */
#ifndef BW_APP_REPORT_PLAN_JSON_H
#define BW_APP_REPORT_PLAN_JSON_H

#include "app/json.h"
#include "app/report/run.h"

/** Version of the shape of the JSON: raised when a name changes its meaning or goes away. */
#define BW_JSON_FORMAT 1

/** The whole object. False when memory is out; errors of the file stay with the writer. */
bool bw_plan_put(bw_json *json, const bw_plan *plan, const bw_run *run);

/** Parts, each as one or more names of the object that is open. */
void bw_run_put(bw_json *json, const bw_run *run);
void bw_findings_put(bw_json *json, const bw_findings *findings);
void bw_alignment_put(bw_json *json, const bw_alignment *alignment);
bool bw_forecast_put(bw_json *json, const bw_forecast *forecast);
bool bw_hindcast_put(bw_json *json, const bw_hindcast *hindcast);
void bw_rolling_put(bw_json *json, const bw_rolling *rolling);
bool bw_reps_put(bw_json *json, const bw_plan *plan);
void bw_accounts_put(bw_json *json, const bw_plan *plan);

/** The value, target, limits and price of a window, and the lines of a quota. */
void bw_window_put(bw_json *json, const bw_window *window);
void bw_quota_lines_put(bw_json *json, const char *name, const bw_quota *quota);

/** {mean, p025, ..., p975} as the value of a name. */
void bw_range_put(bw_json *json, const char *name, bw_range range);

#endif
