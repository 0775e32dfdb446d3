/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small facts that every result file words the same way.
 */
#ifndef BW_APP_REPORT_WORDS_H
#define BW_APP_REPORT_WORDS_H

#include "bailiwick.h"

/** Unit of a measure: "hours", "money" or "accounts". */
const char *bw_measure_unit(bw_measure measure);

/** YYYY-MM; returns buffer. */
const char *bw_month_words(int32_t month, char buffer[32]);

/** The id of a rep, "" for -1. */
const char *bw_rep_id(const bw_problem *problem, int32_t rep);

/** Does the account have an owner today and another in the plan? */
bool bw_account_moves(const bw_problem *problem, const bw_alignment *alignment, int32_t account);

#endif
