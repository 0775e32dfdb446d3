/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pages: one HTML file each, complete in itself, that opens without a network.
 *
 * A page is the template from the build (text, style, scripts, map data; see report.mk) with the
 * plan's JSON in a data block. The browser does the rest. Text of the tables never reaches HTML:
 * it goes through app/json, which escapes what could end the block, and then into text nodes.
 */
#ifndef BW_APP_REPORT_REPORT_H
#define BW_APP_REPORT_REPORT_H

#include "app/report/run.h"

/** Writes the report of a plan, whole or not at all. Parts of the plan may be NULL (after an
 *  interruption); their sections are then left out. Errors: BW_FAILED. */
bw_status bw_report_write(const char *path, const bw_plan *plan, const bw_run *run, bw_error *error);

/** Writes the page of the run's frontier, which and the plan's territories must be there. Errors: BW_FAILED. */
bw_status bw_frontier_report_write(const char *path, const bw_plan *plan, const bw_run *run, bw_error *error);

/** Writes the page that compares the scenarios of a sweep. Errors: BW_FAILED. */
bw_status bw_sweep_report_write(const char *path, const bw_sweep *sweep, const bw_scenario *scenarios,
                                const bw_run *run, bw_error *error);

#endif
