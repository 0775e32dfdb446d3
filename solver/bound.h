/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What prices prove: a lower bound of a whole program, over all pairs.
 *
 * With a price y_r on every coupling row each item takes its cheapest bin, and
 *
 *     D(y) = sum_i min_j ( cost(i,j) + sum_r y_r entry_r(i,j) ) - sum_r h_r(y_r),
 *     h_r(y) = max_a ( y a - penalty_r(a) )
 *
 * is a lower bound for any y (Geoffrion 1974). D is concave; its maximum is the optimum of the linear
 * relaxation. dual.h and master.h look for the prices where it is.
 *
 * Sign: y_r > 0 makes activity dear (it presses on the high end), y_r < 0 makes it welcome.
 */
#ifndef BW_SOLVER_BOUND_H
#define BW_SOLVER_BOUND_H

#include "solver/program.h"

/** h_r(y); INFINITY where y is outside the row's price range. */
double bw_row_conjugate(const bw_row *row, double price);

/** The slope of h_r at 0: the activity that a row without a price rests at. */
double bw_row_rest(const bw_row *row);

/** The prices a row can have, *low <= 0 <= *high: infinite for hard rows, 0 on a side that has no end. */
void bw_row_prices(const bw_row *row, double *low, double *high);

/** The price of that range that is nearest. */
double bw_row_clip(const bw_row *row, double price);

/** Moves all prices into their rows' ranges: inside [rows], which may be `price` itself. */
void bw_bound_clip(const bw_program *program, const double *price, double *inside);

/** The sum of the items' least values [items], added up in one order and with care (Neumaier 1974). INFINITY where an
 *  item has no bin. */
double bw_bound_items(const bw_program *program, const double *least);

/** D of prices inside their ranges, where the items' least values add up to `items`. */
double bw_bound_of(const bw_program *program, const double *price, double items);

#endif
