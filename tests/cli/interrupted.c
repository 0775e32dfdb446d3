/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked in place of one function of every phase of a run (ld --wrap) into a program of its own: where INTERRUPT_IN
 * names the phase, Ctrl-C comes as it begins.
 */
#include "app/report/files.h"
#include "app/tables/company.h"
#include "solver/explain.h"
#include "solver/master.h"
#include "solver/round.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void enter(const char *phase)
{
    static bool sent;
    const char *wanted = getenv("INTERRUPT_IN");
    if (sent || !wanted || strcmp(wanted, phase) != 0)
        return;
    sent = true;
    raise(SIGINT);
}

#define PHASE(phase, result, function, parameters, arguments) \
    result __real_##function parameters;                      \
    result __wrap_##function parameters;                      \
    result __wrap_##function parameters                       \
    {                                                         \
        enter(phase);                                         \
        return __real_##function arguments;                   \
    }

PHASE("reading", bw_status, bw_company_read,
      (const char *folder, const bw_read_options *options, bw_findings *findings, bw_tables **tables, bw_error *error),
      (folder, options, findings, tables, error))
PHASE("problem", bw_status, bw_problem_create,
      (const bw_tables *tables, const bw_settings *settings, bw_findings *findings, bw_problem **problem,
       bw_error *error),
      (tables, settings, findings, problem, error))
PHASE("forecast", bw_status, bw_forecast_create,
      (const bw_problem *problem, const bw_settings *settings, const bw_watch *watch, bw_forecast **forecast,
       bw_error *error),
      (problem, settings, watch, forecast, error))
PHASE("dual", bool, bw_dual_solve, (const bw_program *program, const bw_dual_limits *limits, bw_dual *dual),
      (program, limits, dual))
PHASE("master", bw_master_answer, bw_master_solve,
      (const bw_program *program, const bw_dual *dual, const bw_master_limits *limits, bw_master *master),
      (program, dual, limits, master))
PHASE("rounding", bool, bw_round,
      (bw_state *state, const bw_improve_limits *limits, bool hurried, double *objective, bool *broken),
      (state, limits, hurried, objective, broken))
PHASE("search", bool, bw_improve, (bw_state *state, const bw_improve_limits *limits, double *objective),
      (state, limits, objective))
PHASE("explanation", bool, bw_explain,
      (const bw_align_program *program, const double *price, int threads, bw_alignment *alignment, double *bound),
      (program, price, threads, alignment, bound))
PHASE("check", bw_status, bw_check,
      (const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment, const bw_quotas *quotas,
       const bw_fairness *fairness, const bw_settings *settings, bw_error *error),
      (problem, forecast, alignment, quotas, fairness, settings, error))
PHASE("writing", bw_status, bw_plan_files_write,
      (const char *folder, const bw_plan *plan, const bw_run *run, bw_error *error), (folder, plan, run, error))
