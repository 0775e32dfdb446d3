/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the relaxation to a first plan. The relaxation splits at most one item per coupling row, so its rounding
 * misses few windows (Kalcsics, Nickel, Schroeder 2005 on split resolution). Hard windows are then given a finite
 * price per unit, the relaxation's own and a little more. At first single shifts alone bring most windows in; then
 * the neighbourhoods of the missed ones are solved exactly until none is missed. Prices rise while that fails.
 */
#ifndef BW_SOLVER_ROUND_H
#define BW_SOLVER_ROUND_H

#include "solver/neighbourhood.h"

/** Moves the plan at hand inside all hard windows if it can; true if it did, and *objective is its value. hurried:
 *  prices rise steeply from the start, which takes a third of the time and costs some of the value. *broken: memory is
 *  out. */
bool bw_round(bw_state *state, const bw_improve_limits *limits, bool hurried, double *objective, bool *broken);

#endif
