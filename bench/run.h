/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the benchmarks of the engine have in common. Each reads files of its own into an assignment program; how the
 * program is run, and how that is asked for and told, is here, so that all are asked and answer alike:
 *
 *     --time-limit S --threads N --seed N --rounds N --gap G   limits and choices of the engine; gap 0 if not told
 *     --bound-only, --dual-only      the exact relaxation over all pairs, or its dual alone, and no plan
 *     --value FILE                   no run: what a plan is worth, whoever made it
 *     --write-mps FILE --cheapest K  no run: a file for other solvers (mps.h)
 *     --out FILE                     the plan: the number of its bin for every item, one a line
 *     --json, --trace                one JSON object; each better plan and bound on standard error, as it comes
 *
 * The object has instance, objective, bound, gap, outcome, seconds (of the engine), cpu_seconds and peak_mb (of the
 * process, with reading). What is not known is null. With --bound-only the objective is the relaxation's own.
 * A line of the trace is: seconds, stage, objective, bound; nan where none is known yet. The last one of a bound counts
 * the work.
 */
#ifndef BW_BENCH_RUN_H
#define BW_BENCH_RUN_H

#include "solver/program.h"

typedef struct run_options {
    const char *instance; /* the file or folder */
    const char *out, *value, *mps;
    bw_effort effort;
    int32_t cheapest; /* 0: all */
    bool json, trace, bound_only, dual_only;
} run_options;

/** Reads the command line of benchmark `name`; false, with the usage on standard error, if it cannot be understood. */
bool run_options_read(run_options *options, const char *name, int count, char **words);

/** Does what is asked with the program and prints what came out. `start` [items] is a known assignment, or NULL. */
bw_status run_program(const run_options *options, const bw_program *program, const int32_t *start);

#endif
