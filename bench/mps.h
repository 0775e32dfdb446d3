/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An assignment program as a file that other solvers read: free MPS, all columns binary. Item i at bin j is column
 * x<i>_<j>, "item i has one bin" is row i<i>, coupling row r is row r<r>, the objective is row cost.
 */
#ifndef BW_BENCH_MPS_H
#define BW_BENCH_MPS_H

#include "solver/program.h"

/** Writes a program whose windows are all hard and without an ideal. With cheapest > 0 each item keeps its so many
 *  cheapest bins only: a bound of that program is none of the whole one. False if the file cannot be written, the
 *  windows are not hard, or memory is out. */
bool mps_write(const bw_program *program, const char *path, int32_t cheapest);

#endif
