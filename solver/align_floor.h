/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a family costs at the least, at all reps at once: an arc is no shorter than the first terms of its series in
 * the chord, and chords to all reps are added up many times faster than costs are asked for one by one. Passes over all
 * pairs of a large company then ask for the costs of the few reps who can be among the best (pricing.h).
 */
#ifndef BW_SOLVER_ALIGN_FLOOR_H
#define BW_SOLVER_ALIGN_FLOOR_H

#include "solver/align_program.h"

/** Gives a program its floors, if entries are the same for all reps of a market, the program is too large to be
 *  tabulated, and the tables do not say how far most accounts have to travel. False when memory is out. */
bool bw_align_floor_give(bw_align_program *program);

#endif
