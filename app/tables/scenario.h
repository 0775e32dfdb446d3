/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings from files: scenario.ini for one run, sweep.csv for many.
 *
 * scenario.ini has one `name = value` a line; a line that begins with # or ; is a comment, and so is
 * what follows a blank and #. A value may stand in double quotes.
 *
 * sweep.csv has one scenario a row: its name in the first column, and a column for each setting that some
 * scenario changes. An empty cell leaves the setting as it is.
 */
#ifndef BW_APP_TABLES_SCENARIO_H
#define BW_APP_TABLES_SCENARIO_H

#include "bailiwick.h"

/** Sets what the file says, line by line. Every bad line becomes an error in the findings; settings may be half
 *  set then. Errors: BW_USAGE with the first bad line, or when there is no such file; BW_FAILED. */
bw_status bw_scenario_read(const char *path, bw_settings *settings, bw_findings *findings, bw_error *error);

/** The same for folder/scenario.ini; none is fine. */
bw_status bw_company_scenario_read(const char *folder, bw_settings *settings, bw_findings *findings, bw_error *error);

/** The scenarios of a sweep. */
typedef struct bw_scenario_list {
    size_t count;
    const bw_scenario *scenarios; /**< [count] */
    const int64_t *lines;         /**< [count] where each begins */
    bw_tables *memory;
} bw_scenario_list;

/** Reads sweep.csv. Every value is tried on a copy of base; every bad name or value becomes an error in
 *  the findings. Errors: BW_USAGE with the first of them, or when there is no such file; BW_BAD_INPUT when
 *  it is not a table; BW_FAILED. */
bw_status bw_scenario_list_read(const char *path, const bw_settings *base, bw_findings *findings,
                                bw_scenario_list **list, bw_error *error);
void bw_scenario_list_free(bw_scenario_list *list);

#endif
