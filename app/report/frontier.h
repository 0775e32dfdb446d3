/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The points of a frontier as JSON and as a table.
 */
#ifndef BW_APP_REPORT_FRONTIER_H
#define BW_APP_REPORT_FRONTIER_H

#include "app/json.h"
#include "app/report/run.h"

/** `frontier_budget`, what the budget is of, and `frontier`, the points, as names of the object that is open. */
void bw_frontier_put(bw_json *json, const bw_frontier *frontier);

/** Writes frontier.csv, one line a point, into an existing folder. Errors: BW_FAILED. */
bw_status bw_frontier_file_write(const char *folder, const bw_frontier *frontier, const bw_sheet_style *style,
                                 bw_error *error);

#endif
