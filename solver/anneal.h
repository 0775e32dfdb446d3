/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans for programs in which every bin has one hard capacity of its own and an item's need depends on the bin
 * (generalized assignment), by annealing the price of overload instead of the temperature alone: items shift and
 * swap at a low, slowly falling temperature (Kirkpatrick, Gelatt, Vecchi 1983), while a unit above a capacity costs
 * the relaxation's price and a little more, then more and more. So bins are as good as interchangeable at the start
 * and nearly hold at the end; what little is missed then is for round.h to bring in. Where needs differ by bin and
 * capacities are tight, this passes through plans that no sequence of feasible small parts leads to.
 */
#ifndef BW_SOLVER_ANNEAL_H
#define BW_SOLVER_ANNEAL_H

#include "solver/pairs.h"

/** Independent runs, each with its own random stream, so that plans do not depend on threads. */
#define BW_ANNEAL_RUNS 2

typedef struct bw_anneal_limits {
    const double *price;   /**< [rows] prices of the relaxation */
    int64_t moves;         /**< looked at by each run */
    double end;            /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    uint64_t seed;
    int threads;
} bw_anneal_limits;

/** Is the program of this kind, and small enough for a table of its pairs? */
bool bw_anneal_applies(const bw_program *program);

/** bin [BW_ANNEAL_RUNS * items]: a plan of each run, which may miss capacities by a little. False when memory
 *  is out. */
bool bw_anneal(const bw_pairs *pairs, const bw_anneal_limits *limits, int32_t *bin);

#endif
