/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Edits of a plan from a file in the style of rules.csv: account_id, rep_id, rule (lock, move or forbid), reason.
 */
#ifndef BW_APP_EDITS_H
#define BW_APP_EDITS_H

#include "bailiwick.h"

/** Reads the edits of a plan: `move` puts an account and its family with the rep, `forbid` keeps it away from the rep,
 *  `lock` keeps it where the plan has it, or with the rep if one is named. What is wrong goes to the findings with
 *  its line and column, all of it. *edits [*count] is the caller's to free. Errors: BW_BAD_INPUT with an empty
 *  message when findings hold the errors; BW_FAILED. */
bw_status bw_edits_read(const char *path, const bw_problem *problem, const bw_alignment *plan, bw_findings *findings,
                        bw_edit **edits, size_t *count, bw_error *error);

#endif
