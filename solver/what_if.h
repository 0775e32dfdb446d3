/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one more of something is worth: a point of tolerance, a point of a budget, a unit in the window of
 * the rep where it is dearest, a lock taken away, a rep more.
 *
 * The estimate follows from the relaxation's prices y. For a change of the rows it is the change of the
 * dual function, exact for small changes; for a lock it is the gain of the locked family whose best rep is
 * dearest to forgo; for a rep more it is the dual function with a copy of a rep as one more bin at its own best prices,
 * all targets of the market falling to what their shares then are. The best place is the rep whose copy saves
 * most. It may be above 0: a budget or the disruption can make a new territory dear. What the rep costs in pay is
 * not in it.
 *
 * Confirmed is the change of the relaxation's optimum over all pairs when the changed program is solved
 * again, without any price: an estimate says at most what is gained near by, a re-solve what is gained.
 */
#ifndef BW_SOLVER_WHAT_IF_H
#define BW_SOLVER_WHAT_IF_H

#include "solver/align_program.h"

/** Fills alignment's list of prices from the rows' prices y (NULL: none are known, then the list is empty), in
 *  memory. The first `confirm` of them are confirmed, with as many solves of the relaxation and one more. After `end`,
 *  bw_seconds(), what needs a look at all pairs is left out: locks, reps and confirmations. Changes the program's rows
 *  and puts them back. Errors: BW_FAILED, BW_INTERRUPTED. */
bw_status bw_what_if(bw_align_program *program, const double *price, int32_t confirm, const bw_effort *effort,
                     double end, const bw_watch *watch, bw_arena *memory, bw_alignment *alignment, bw_error *error);

#endif
