/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cuts for multiple-choice programs: rows that every whole pick meets and the relaxation does not.
 *
 * Any combination of the rows, with one candidate of each agent replaced by one less the others, is an equation
 *     sum a x + sum g s = b,   x whole (items' candidates), s >= 0 (kinks of rows, slack of earlier cuts).
 * Mixed integer rounding with a divisor gives from it (Nemhauser, Wolsey 1990; Marchand, Wolsey 2001)
 *     sum G(a) x + sum min(0, g) s / (divisor (1 - f)) <= floor(b / divisor),  f the fraction of b / divisor,
 *     G(a) = floor(a / divisor) + max(0, fraction(a / divisor) - f) / (1 - f).
 * Combinations are single rows with the entries of split items as divisors, where the kinks give elastic windows their
 * due, and those in which one split item stands alone among the ties of the relaxation (Gomory 1960). A hard window's
 * right side is taken with all that it may be missed by.
 */
#ifndef BW_SOLVER_CUTS_H
#define BW_SOLVER_CUTS_H

#include "solver/choices.h"

/** sum value x <= high, over candidates of choices. */
typedef struct bw_cut {
    double *value;    /**< [count of the choices] */
    double high;
    double violation; /**< by the solution it was found for, over its length */
} bw_cut;

#define BW_CUTS_MOST 120

typedef struct bw_cuts {
    bw_cut cut[BW_CUTS_MOST];
    int32_t count;
} bw_cuts;

/** A solution of the relaxation of choices joined with cuts. */
typedef struct bw_cuts_at {
    const double *share;      /**< [count of the choices] */
    const double *multiplier; /**< [combinations * (rows + cuts)] of the rows, then of the cuts */
    int32_t combinations;
} bw_cuts_at;

/** Adds the most violated cuts: one of each end of each row at most, and one of each combination. False when memory is
 *  out. */
bool bw_cuts_find(bw_cuts *cuts, const bw_choices *choices, const bw_cuts_at *at);

/** The choices with the cuts as further rows: candidates keep their numbers, row `rows + k` and agent `agents + k` are
 *  cut k's. False when memory is out; bw_choices_clear is due in any case. */
bool bw_cuts_join(bw_choices *joined, const bw_choices *choices, const bw_cuts *cuts);

/** Takes one away; the last one gets its number. */
void bw_cuts_drop(bw_cuts *cuts, int32_t k);

/** Follows bw_choices_reduce: count candidates there were, and their new numbers. */
void bw_cuts_reduce(bw_cuts *cuts, int32_t count, const int32_t *number);

/** A copy for choices of so many candidates. False when memory is out; bw_cuts_clear is due in any case. */
bool bw_cuts_copy(bw_cuts *to, const bw_cuts *from, int32_t count);
void bw_cuts_clear(bw_cuts *cuts);

#endif
