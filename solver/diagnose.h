/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why hard rules cannot hold, and the cheapest repair: all hard rows become elastic, costs are
 * forgotten, and the sum of what is missed (in shares of the target or of the whole) is made as
 * small as possible. A positive lower bound of that sum proves that the rules cannot all hold;
 * the rows that are missed, and by how much, are the repair. (The elastic filter of Chinneck and
 * Dravnieks 1991, with the least total change in place of the fewest rows.)
 */
#ifndef BW_SOLVER_DIAGNOSE_H
#define BW_SOLVER_DIAGNOSE_H

#include "solver/align_program.h"

/** Returns BW_IMPOSSIBLE (proven here, or already by the caller) or BW_LIMIT (not proven: nothing was found) with the
 *  repair in words, or another failure. Changes the program's rows. */
bw_status bw_diagnose(bw_align_program *program, bool proven, const bw_effort *effort, const bw_watch *watch,
                      bw_error *error);

#endif
