/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linear programs; the only module that knows GLPK.
 *
 *     min  c'x   with  low <= A x <= high,  l <= x <= u
 *
 * Built column by column, so that columns can be added to a solved program and the next solve
 * starts from the last basis. Rows and columns are numbered from 0. Infinite bounds are
 * -INFINITY and INFINITY.
 *
 * GLPK aborts on misuse, prints when told not to, and calls a NaN optimal. Here every number is
 * checked before GLPK sees it, output is swallowed, and an abort inside GLPK becomes the answer
 * BW_LP_FAILED: the program, and every other one of that thread, is then dead and can only be
 * freed. A program belongs to the thread that created it and must be freed there; another thread's
 * call is refused. GLPK's memory of a thread goes with the thread's last program.
 */
#ifndef BW_SOLVER_LP_H
#define BW_SOLVER_LP_H

#include "models/base.h"

typedef struct bw_lp bw_lp;

typedef enum bw_lp_answer {
    BW_LP_OPTIMAL,
    BW_LP_INFEASIBLE,
    BW_LP_UNBOUNDED,
    BW_LP_LIMIT,      /**< a limit was reached before the optimum */
    BW_LP_FAILED      /**< numbers refused, memory out, or a fault inside GLPK */
} bw_lp_answer;

typedef struct bw_lp_limits {
    double seconds;      /**< safety clock; <= 0: none */
    int64_t iterations;  /**< simplex iterations; <= 0: none */
    const bw_watch *watch; /**< may be NULL */
} bw_lp_limits;

/** A program with rows and no columns yet; NULL when memory is out or a bound is NaN. */
bw_lp *bw_lp_create(int32_t rows, const double *low, const double *high);
void bw_lp_free(bw_lp *lp);

/** Adds columns: column c has the entries start[c] .. start[c+1]-1 of (row, value), each row at most
 *  once. False if a number is refused (NaN, beyond 1e15, low above high) or
 *  GLPK fails. */
bool bw_lp_add_columns(bw_lp *lp, int32_t count, const double *cost, const double *low, const double *high,
                       const int32_t *start, const int32_t *row, const double *value);

/** Adds one row over the columns there are, each at most once. */
bool bw_lp_add_row(bw_lp *lp, double low, double high, int32_t count, const int32_t *column, const double *value);

bool bw_lp_set_column(bw_lp *lp, int32_t column, double cost, double low, double high);

/** Makes all rows basic: the next solve starts with every column at one of its bounds and all duals zero,
 *  by the dual simplex, which is right where the costs already are reduced costs. */
bool bw_lp_slack_basis(bw_lp *lp);

int32_t bw_lp_rows(const bw_lp *lp);
int32_t bw_lp_columns(const bw_lp *lp);

/** Simplex from the last basis (an advanced one at first): primal, or dual where a row was added. On trouble it
 *  tries another basis, then another scaling, before it answers BW_LP_FAILED. Limits may be NULL. */
bw_lp_answer bw_lp_solve(bw_lp *lp, const bw_lp_limits *limits);

int64_t bw_lp_iterations(const bw_lp *lp); /**< simplex iterations of all solves so far */
double bw_lp_objective(const bw_lp *lp);   /**< of the last solve */
void bw_lp_values(const bw_lp *lp, double *x);    /**< [columns] */
void bw_lp_duals(const bw_lp *lp, double *y);     /**< [rows] d objective / d bound */

#endif
