/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pairs of a small program, computed once: an engine's passes over all pairs then copy what a model would
 * compute each time anew, such as distances. Numbers are the same, so results are.
 */
#ifndef BW_SOLVER_TABULATED_H
#define BW_SOLVER_TABULATED_H

#include "solver/program.h"

/** A program whose `fill` looks up; it must stay where it was opened. */
typedef struct bw_tabulated {
    bw_program program;
    double *cost;   /**< [items * bins]; NULL: not tabulated, the program is the one given */
    double *entry;  /**< [items * bins * slots] */
} bw_tabulated;

/** Is the program small enough? */
bool bw_tabulated_fits(const bw_program *program);

/** Tabulates the program if it is small and has no floors, which are as fast; else its `fill` stays. False when memory
 *  is out. The given program must outlive it. */
bool bw_tabulated_open(bw_tabulated *made, const bw_program *program, int threads);
void bw_tabulated_close(bw_tabulated *made);

#endif
