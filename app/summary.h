/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a plan in words and small tables, for people. Everything goes to standard output,
 * fits 80 columns and ends its lines.
 */
#ifndef BW_APP_SUMMARY_H
#define BW_APP_SUMMARY_H

#include "app/session.h"

/** One line: the company, its size and the plan year. */
void bw_headline_print(const bw_session *session);

/** A bold line with an empty line before it. */
void bw_heading_print(const char *words);

/** Cost, bound, gap, what moves, and the largest deviations, beside today's. */
void bw_alignment_print(const bw_plan *plan);

/** Last year's quotas and what was sold against them; nothing where no quota is known. Errors: BW_FAILED (memory). */
bw_status bw_performance_print(const bw_problem *problem, bw_error *error);

/** Target, quotas and chances. */
void bw_quotas_print(const bw_quotas *quotas);

/** The figures of fairness, one line each; after: title of what is compared with today. Errors: BW_FAILED (memory). */
bw_status bw_fairness_print(const bw_fairness *fairness, const char *after, bw_error *error);

/** One line a rep: accounts and the measures against their targets. Errors: BW_FAILED (memory). */
bw_status bw_territories_print(const bw_problem *problem, const bw_alignment *alignment, bw_error *error);

/** A heading, then one line a rep: quota, growth, forecast, chance. Errors: BW_FAILED (memory). */
bw_status bw_rep_quotas_print(const bw_plan *plan, bw_error *error);

/** Which files are where; nothing without --out. */
void bw_files_print(const bw_session *session, bool report);

/** The name of a rep, or its id where there is none; "nobody" for -1. */
const char *bw_rep_words(const bw_problem *problem, int32_t rep);

/** How much of the plan the edits left alone. */
void bw_stability_print(const bw_stability *stability);

#endif
