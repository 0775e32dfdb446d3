/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cuts for multiple-choice programs: rows that every whole pick meets and the relaxation does not.
 *
 * Of each window, sum d x <= b with x whole, follows by mixed integer rounding with a divisor, after picks with a
 * large share are counted the other way round (Nemhauser, Wolsey 1990; Marchand, Wolsey 2001):
 *     sum G(d) x <= floor(b / divisor) + excess / (divisor (1 - f)),  f the fraction of b / divisor,
 *     G(d) = floor(d / divisor) + max(0, fraction(d / divisor) - f) / (1 - f).
 * Where a window may be missed at a price, the excess is that of the row's kinks, so elastic rows are cut as well. b is
 * taken with all that a hard window may be missed by.
 */
#ifndef BW_SOLVER_CUTS_H
#define BW_SOLVER_CUTS_H

#include "solver/choices.h"

/** Adds cuts to the choices, which keep the numbers of their candidates, and their prices to *price [rows]. False when
 *  memory is out; then both are still to be cleared. Stops at `end` or when the watch says so. */
bool bw_cuts_add(bw_choices *choices, double **price, double end, const bw_watch *watch);

#endif
