/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trade-off of --frontier: what was asked for, how it is found, and how it is shown.
 */
#ifndef BW_APP_FRONTIER_H
#define BW_APP_FRONTIER_H

#include "app/session.h"

/** Reads --frontier and --points; nothing is touched without --frontier. Errors: BW_USAGE. */
bw_status bw_frontier_parse(const bw_request *request, bw_frontier *frontier, bw_error *error);

/** Solves the points that were asked for, from the least of the budget there can be to what the session's plan takes
 *  of it, and makes them part of the run, also after an interruption. Errors: those of
 *  bw_align_frontier. */
bw_status bw_frontier_make(bw_session *session, bw_error *error);

/** One line a point. Errors: BW_FAILED (memory). */
bw_status bw_frontier_print(const bw_frontier *frontier, bw_error *error);

#endif
