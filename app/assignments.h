/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Territories from a file: an assignments.csv as `plan` writes it, perhaps edited.
 */
#ifndef BW_APP_ASSIGNMENTS_H
#define BW_APP_ASSIGNMENTS_H

#include "bailiwick.h"

/** Reads the columns account_id and to_rep_id (or rep_id) and measures the territories like a plan.
 *  Accounts that the file does not name keep today's rep; an empty rep leaves one unassigned.
 *  Errors: BW_BAD_INPUT with file and line, for ids that are not known or stand twice; BW_FAILED. */
bw_status bw_assignments_read(const char *path, const bw_plan *plan, const bw_settings *settings,
                              bw_alignment **alignment, bw_error *error);

#endif
