/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A multiple-choice program: the form in which the engine solves small parts of a program exactly.
 *
 *     Each agent picks one of its candidates p; the picked vectors must sum to zero:
 *     min constant + sum cost_p x_p  with  sum_{p of agent} x_p = 1,  offset + sum vector_p x_p = 0,  x >= 0.
 *
 * Items are agents, their bins the candidates, and their picks are whole. A coupling row is an agent as
 * well, which may mix: its candidates are the kinks s of its penalty (window ends, ideal, and the ends of
 * what the activity can be at all) with cost penalty(s) and vector -s. So hard windows, elastic prices and
 * ideal values are all the same here.
 */
#ifndef BW_SOLVER_CHOICES_H
#define BW_SOLVER_CHOICES_H

#include "solver/pairs.h"

typedef struct bw_choices {
    int32_t agents, items; /**< agents 0 .. items-1 are the items */
    int32_t rows, width;   /**< numbers in a vector, and how many of them may be non-zero */
    int32_t *start, *end;  /**< [agents] candidates start[a] .. end[a]-1 */
    int32_t count;         /**< candidates in all */
    double *cost;          /**< [count] */
    int32_t *row;          /**< [count * width] rows of the vector's numbers; unused ones: row 0, value 0 */
    double *value;         /**< [count * width] */
    double *offset;        /**< [rows] */
    double constant;
    int32_t *agent;        /**< [agents] the item, or -1 for a row */
    int64_t *pair;         /**< [count] pair of an item's candidate, -1 for a kink */
    int32_t *origin;       /**< [rows] the program's row */
    bw_row *limit;         /**< [rows] its window and prices, less the activity of the items that stay */
    double *tolerance;     /**< [rows] what a hard window may be missed by */
} bw_choices;

/** Which part of a program is open. */
typedef struct bw_part {
    const bw_pairs *pairs;
    int32_t items;
    const int32_t *item;    /**< [items] open items; all others stay where they are */
    const bool *open_bin;   /**< [bins] bins that may be picked; NULL: all */
    const int64_t *at;      /**< [program items] pair in use, always a candidate */
    const double *activity; /**< [program rows] activity with all items where they are */
    double reach;           /**< only pairs with regret <= reach, besides the one in use */
} bw_part;

/** The part as a multiple-choice program. constant leaves out the cost of items that stay. False when
 *  memory is out; then there is nothing to clear. */
bool bw_choices_build(bw_choices *choices, const bw_part *part);

/** Zeroed arrays for so many agents and candidates; rows and width are set already. False when memory is out;
 *  bw_choices_clear is due in any case. */
bool bw_choices_room(bw_choices *choices, size_t agents, size_t count);
void bw_choices_clear(bw_choices *choices);

/** Copies agents, candidates and rows to choices that have room for them, in vectors of no less width. */
void bw_choices_fill(bw_choices *to, const bw_choices *from);

/** A copy. False when memory is out; bw_choices_clear is due in any case. */
bool bw_choices_copy(bw_choices *to, const bw_choices *from);

/** What became of a candidate when choices were reduced, besides a new number >= 0. */
enum { BW_CHOICE_DROPPED = -1, BW_CHOICE_FIXED = -2 };

/** Drops the items' candidates that keep [count] does not have. An item left with one candidate is fixed: it leaves,
 *  and its cost and vector go into the constant, the windows and their kinks. number [count] gets the new numbers. */
void bw_choices_reduce(bw_choices *choices, const bool *keep, int32_t *number);

/** What a pick [items] is worth: its costs and the penalties of the rows; INFINITY if a hard window is
 *  missed. activity [rows] is room to work in. */
double bw_choices_objective(const bw_choices *choices, const int32_t *pick, double *activity);

/** The penalties of all rows at these activities of the open items; INFINITY if a hard window is missed. */
double bw_choices_penalty(const bw_choices *choices, const double *activity);

/** Takes a trifle off every item's costs, less than 1e-9 of their mean, so that equal ones do not make a
 *  relaxation stall. Bounds stay below. */
void bw_choices_break_ties(bw_choices *choices);

#endif
