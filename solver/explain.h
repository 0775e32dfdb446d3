/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a plan is as it is: reasons, next-best reps and what overriding costs, and the prices of
 * windows. All follow from the relaxation's prices y: an account is worth
 * v(i, j) = cost(i, j) + sum_r y_r a_r(i, j) at a rep, and v(i, j) - v(i, now) is the cost of
 * overriding. They are prices of the relaxation: exact for small changes of the relaxed program, a
 * guide for whole accounts. bw_align_override confirms one by a re-solve.
 */
#ifndef BW_SOLVER_EXPLAIN_H
#define BW_SOLVER_EXPLAIN_H

#include "solver/align_program.h"

/** Fills reason, next_best, override_cost and the prices of windows and budgets from the rows' prices y (NULL: all 0).
 *  threads >= 1. *bound: what these prices prove, since all pairs are looked at. False when memory is out. */
bool bw_explain(const bw_align_program *program, const double *price, int threads, bw_alignment *alignment,
                double *bound);

/** Seconds that bw_explain will take, from what a few families of a large program take now; 0 for a small one. */
double bw_explain_seconds(const bw_align_program *program, int threads);

#endif
