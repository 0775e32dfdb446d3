/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the writers of results need to know about a run beyond its plan.
 */
#ifndef BW_APP_REPORT_RUN_H
#define BW_APP_REPORT_RUN_H

#include "app/tables/write.h"

/** A file that was read, so that a reader of the results can tell which one it was. */
typedef struct bw_input {
    const char *file;   /**< its name in the company's folder */
    int64_t bytes;
    char sha256[65];    /**< 64 hex digits; see app/digest.h */
} bw_input;

/** The trade-off between a budget and everything else. */
typedef struct bw_frontier {
    bw_frontier_kind kind;
    size_t count;
    bw_frontier_point points[BW_FRONTIER_MAX]; /**< [count] */
} bw_frontier;

/** One run. Everything is borrowed. */
typedef struct bw_run {
    const char *company;         /**< the title of the report, e.g. the folder's name */
    const char *command;         /**< the command line that repeats the run; "" if there is none */
    const bw_settings *settings; /**< of the plan, or the base of a sweep */
    const bw_findings *findings; /**< may be NULL */
    size_t input_count;
    const bw_input *inputs;      /**< [input_count] */
    const bw_frontier *frontier; /**< NULL if none was asked for */
    const bw_stability *stability; /**< of a plan with edits; NULL for others */
    bw_sheet_style style;        /**< of the CSV files; all zero for the default */
} bw_run;

#endif
