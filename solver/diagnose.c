/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/diagnose.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MISS_MIN 1e-7
#define NAMED_MAX 6

static void append(char *text, size_t size, const char *format, ...) BW_PRINTF(3, 4);

static void append(char *text, size_t size, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

/* What must move, because today's rep may not keep it: share of revenue or of accounts. */
static double forced_share(const bw_problem *problem, int32_t budget)
{
    double forced = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        const bw_account *account = &problem->accounts[i];
        if (account->owner >= 0 && !bw_problem_eligible(problem, i, account->owner))
            forced += budget == 0 ? account->revenue / problem->total_revenue : 1.0 / problem->account_count;
    }
    return forced;
}

static void name_budget(const bw_align_program *program, int32_t budget, double activity, char *text, size_t size)
{
    const bw_problem *problem = program->model->problem;
    if (budget == BW_FRONTIER_TRAVEL) {
        append(text, size, "set max_travel to %.0f or more", ceil(activity * program->budget_scale[budget]));
        return;
    }
    double forced = forced_share(problem, budget);
    append(text, size, "set %s to %.4f or more",
           budget == BW_FRONTIER_REVENUE ? "max_moved_revenue" : "max_moved_accounts",
           ceil(activity * 1e4 - 1e-6) / 1e4);
    if (forced > 0)
        append(text, size, " (%.1f %% of %s must move in any case, because today's reps may not keep it)", 100 * forced,
               budget == BW_FRONTIER_REVENUE ? "revenue" : "accounts");
}

/* What must change for one missed row. */
static void name_miss(const bw_align_program *program, int32_t r, double activity, char *text, size_t size)
{
    const bw_row_meaning *meaning = &program->meaning[r];
    const bw_territory_model *model = program->model;
    const bw_row *row = &program->rows[r];
    if (meaning->rep < 0) {
        name_budget(program, meaning->measure, activity, text, size);
        return;
    }
    double off = fabs(activity - row->ideal) / row->ideal;
    char needed[40], target[40];
    append(text, size, "give %s a tolerance of %.1f %% on %s (it needs %s of a target of %s)",
           model->problem->reps[meaning->rep].row->rep_id, ceil(1000 * off) / 10,
           bw_measure_name(model->measures[meaning->measure]),
           bw_amount_text(activity * meaning->scale, needed, sizeof needed),
           bw_amount_text(row->ideal * meaning->scale, target, sizeof target));
}

static void name_repair(const bw_align_program *program, const bw_solution *solution, char *text, size_t size)
{
    int32_t missed = 0;
    for (int32_t r = 0; r < program->program.rows; r++) {
        if (program->rows[r].violation_price == 0
            || bw_row_violation(&program->rows[r], solution->activity[r]) <= MISS_MIN)
            continue;
        if (++missed <= NAMED_MAX) {
            append(text, size, "%s", missed > 1 ? "; " : "");
            name_miss(program, r, solution->activity[r], text, size);
        }
    }
    if (missed > NAMED_MAX)
        append(text, size, "; and %d more", missed - NAMED_MAX);
}

bw_status bw_diagnose(bw_align_program *program, bool proven, const bw_effort *effort, const bw_watch *watch,
                      bw_error *error)
{
    bw_solution solution;
    for (int32_t r = 0; r < program->program.rows; r++) {
        program->rows[r].violation_price = program->rows[r].violation_price < INFINITY ? 0 : 1;
        program->rows[r].ideal_price = 0;
    }
    program->free_of_charge = true;
    bw_status status = bw_engine_solve(&program->program, effort, NULL, watch, &solution, error);
    program->free_of_charge = false;
    if (status != BW_OK && status != BW_INTERRUPTED)
        return status;
    if (!solution.bin) {
        bw_solution_clear(&solution);
        return status;
    }
    char repair[800] = "";
    bw_align_program_activity(program, solution.bin, solution.activity);
    name_repair(program, &solution, repair, sizeof repair);
    proven = proven || solution.bound > MISS_MIN;
    bool held = solution.objective <= MISS_MIN;
    bw_solution_clear(&solution);
    if (held)
        return bw_fail(error, BW_LIMIT, "a limit was reached before a plan inside all hard windows was found, "
                                        "although there is one: allow more time or work");
    return bw_fail(error, proven ? BW_IMPOSSIBLE : BW_LIMIT, "%s. The cheapest repair found: %s",
                   proven ? "the hard windows and budgets cannot all hold"
                          : "no plan inside all hard windows and budgets was found",
                   repair);
}
