/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/diagnose.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MISS_MIN 1e-7
#define NAMED_MAX 6
#define TOLERANCE_MAX 10 /* of the settings */

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

/* A row that is missed. */
typedef struct miss {
    int32_t row;
    double width;   /* what it needs, from its target on, in targets; of a budget INFINITY */
    bool widest;    /* of its measure, or a budget */
} miss;

/* What is widest comes first: settings that have room for that have room for the others of its measure. */
static int by_width(const void *a, const void *b)
{
    const miss *x = a, *y = b;
    if (x->widest != y->widest)
        return x->widest ? -1 : 1;
    return x->width != y->width ? (x->width < y->width) - (x->width > y->width) : x->row - y->row;
}

static int32_t list_misses(const bw_align_program *program, const double *activity, miss *list)
{
    int32_t count = 0, widest[BW_MEASURES_MAX];
    for (int m = 0; m < BW_MEASURES_MAX; m++)
        widest[m] = -1;
    for (int32_t r = 0; r < program->program.rows; r++) {
        const bw_row *row = &program->rows[r];
        const bw_row_meaning *meaning = &program->meaning[r];
        if (row->violation_price == 0 || bw_row_violation(row, activity[r]) <= MISS_MIN)
            continue;
        bool budget = meaning->rep < 0;
        list[count] = (miss){r, budget ? INFINITY : fabs(activity[r] - row->ideal) / row->ideal, budget};
        int32_t *best = budget ? NULL : &widest[meaning->measure];
        if (best && (*best < 0 || list[count].width > list[*best].width))
            *best = count;
        count++;
    }
    for (int m = 0; m < BW_MEASURES_MAX; m++)
        if (widest[m] >= 0)
            list[widest[m]].widest = true;
    return count;
}

static bool beyond_settings(const miss *list, int32_t count)
{
    bool found = false;
    for (int32_t k = 0; k < count; k++)
        found = found || (list[k].width < INFINITY && list[k].width > TOLERANCE_MAX);
    return found;
}

/* False when memory is out. */
static bool name_repair(const bw_align_program *program, const double *activity, char *text, size_t size)
{
    miss *list = bw_array((size_t)program->program.rows, sizeof *list);
    if (!list)
        return false;
    int32_t count = list_misses(program, activity, list);
    qsort(list, (size_t)count, sizeof *list, by_width);
    for (int32_t k = 0; k < count && k < NAMED_MAX; k++) {
        append(text, size, "%s", k > 0 ? "; " : "");
        name_miss(program, list[k].row, activity[list[k].row], text, size);
    }
    if (count > NAMED_MAX)
        append(text, size, "; and %d more, none of them wider", count - NAMED_MAX);
    if (beyond_settings(list, count))
        append(text, size, ". Settings know no window that wide: make windows elastic (windows = elastic)");
    free(list);
    return true;
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
    bool named = name_repair(program, solution.activity, repair, sizeof repair);
    proven = proven || solution.bound > MISS_MIN;
    bool held = solution.objective <= MISS_MIN;
    bw_solution_clear(&solution);
    if (!named)
        return bw_fail_memory(error);
    if (held)
        return bw_fail(error, BW_LIMIT, "a limit was reached before a plan inside all hard windows was found, "
                                        "although there is one: allow more time or work");
    return bw_fail(error, proven ? BW_IMPOSSIBLE : BW_LIMIT, "%s. The cheapest repair found: %s",
                   proven ? "the hard windows and budgets cannot all hold"
                          : "no plan inside all hard windows and budgets was found",
                   repair);
}
