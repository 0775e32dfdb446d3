/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/align_program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 1e-6 /* by which a hard row may be missed */

static bool is_open(const bw_align_program *program, int32_t account, int32_t rep)
{
    const bw_problem *problem = program->model->problem;
    int32_t family = problem->accounts[account].family;
    if (program->forced && program->forced[family] >= 0 && program->forced[family] != rep)
        return false;
    for (int32_t e = program->barred ? program->barred[family] : -1; e >= 0; e = program->barred_before[e])
        if (program->edits[e].rep == rep)
            return false;
    return family == program->unlocked ? bw_problem_eligible_unlocked(problem, account, rep)
                                       : bw_problem_eligible(problem, account, rep);
}

/* What an account at a rep takes of a budget: money, or an account. */
static double budget_use(const bw_territory_model *model, bw_frontier_kind budget, int32_t account, int32_t rep,
                         bool moves)
{
    return budget == BW_FRONTIER_TRAVEL    ? bw_territory_cost(model, account, rep).travel
           : !moves                        ? 0
           : budget == BW_FRONTIER_REVENUE ? model->problem->accounts[account].revenue
                                           : 1;
}

/* The same in units of the budget's row. */
static double budget_entry(const bw_align_program *program, bw_frontier_kind budget, int32_t account, int32_t rep,
                           bool moves)
{
    return budget_use(program->model, budget, account, rep, moves) / program->budget_scale[budget];
}

double bw_align_program_budget_price(const bw_align_program *program, const double *price, int32_t account, int32_t rep,
                                     bool moves)
{
    const int32_t *bin_row = program->program.bin_row + (size_t)rep * (size_t)program->program.slots;
    double sum = 0;
    for (int b = 0; b < BW_FRONTIER_COUNT; b++)
        if (program->budget_slot[b] >= 0)
            sum += price[bin_row[program->budget_slot[b]]]
                * budget_entry(program, (bw_frontier_kind)b, account, rep, moves);
    return sum;
}

static double cost_of(const bw_align_program *program, int32_t account, int32_t rep, bool moves)
{
    if (program->free_of_charge)
        return 0;
    if (program->counted >= 0)
        return budget_use(program->model, (bw_frontier_kind)program->counted, account, rep, moves);
    double cost = bw_account_cost_sum(bw_territory_cost(program->model, account, rep));
    return program->anchor && program->anchor[account] != rep ? cost + program->anchor_price : cost;
}

/* Adds one account's cost and entries at a rep; false if the rep may not have it. */
static bool add_account(const bw_align_program *program, int32_t account, int32_t rep, double *cost, double *entry)
{
    const bw_territory_model *model = program->model;
    const bw_problem *problem = model->problem;
    if (!is_open(program, account, rep))
        return false;
    bool moves = bw_territory_moves(problem, account, rep);
    *cost += cost_of(program, account, rep, moves);
    for (int32_t m = 0; m < model->measure_count; m++) {
        int32_t row = bw_align_program_window_row(program, rep, m);
        if (row >= 0)
            entry[m] += bw_territory_weight(model, account, m, rep) / program->meaning[row].scale;
    }
    for (int b = 0; b < BW_FRONTIER_COUNT; b++)
        if (program->budget_slot[b] >= 0)
            entry[program->budget_slot[b]] += budget_entry(program, (bw_frontier_kind)b, account, rep, moves);
    return true;
}

/* What alone takes more than a hard row has room for is ruled out at once: a relaxation would split it, and its bound
 * never see that no plan can hold it. */
static bool has_room(const bw_align_program *program, int32_t rep, const double *entry)
{
    const int32_t *bin_row = program->program.bin_row + (size_t)rep * (size_t)program->program.slots;
    for (int32_t k = 0; k < program->program.slots; k++) {
        const bw_row *row = bin_row[k] >= 0 ? &program->rows[bin_row[k]] : NULL;
        if (row && row->violation_price == INFINITY && entry[k] > row->high + ROOM * fmax(1, row->high))
            return false;
    }
    return true;
}

/* What alone takes more than an elastic window has room for misses it wherever else it looks: what is beyond is a cost,
 * and the window sees no more than fills it. A plan costs the same, while a relaxation that splits the family between
 * windows no longer makes it fit them all. Entries are never below zero, which this needs. */
static void charge_surplus(const bw_align_program *program, int32_t rep, double *cost, double *entry)
{
    const int32_t *bin_row = program->program.bin_row + (size_t)rep * (size_t)program->program.slots;
    for (int32_t k = 0; k < program->program.slots; k++) {
        const bw_row *row = bin_row[k] >= 0 ? &program->rows[bin_row[k]] : NULL;
        if (!row || row->violation_price == INFINITY || entry[k] <= row->high)
            continue;
        *cost += (row->violation_price + row->ideal_price) * (entry[k] - row->high);
        entry[k] = row->high;
    }
}

/* A rep's entries, zero before, are its windows' and then those of the budgets, which all reps share. False if the rep
 * may not have the family. */
static bool add_family(const bw_align_program *program, int32_t family, int32_t rep, double *cost, double *entry)
{
    const bw_family *members = &program->model->problem->families[family];
    bool open = true;
    for (int32_t k = 0; k < members->count && open; k++)
        open = add_account(program, members->accounts[k], rep, cost, entry);
    return open;
}

static void fill_family(const void *context, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                        double *entry)
{
    const bw_align_program *program = context;
    size_t slots = (size_t)program->program.slots;
    memset(entry, 0, (size_t)count * slots * sizeof *entry);
    for (int32_t c = 0; c < count; c++) {
        int32_t rep = chosen ? chosen[c] : c;
        double *own = entry + (size_t)c * slots;
        cost[c] = 0;
        if (add_family(program, item, rep, &cost[c], own) && has_room(program, rep, own))
            charge_surplus(program, rep, &cost[c], own);
        else
            cost[c] = INFINITY;
    }
}

void bw_align_program_activity(const bw_align_program *program, const int32_t *rep, double *activity)
{
    const bw_program *view = &program->program;
    double entry[BW_SLOTS_MAX], cost = 0;
    memset(activity, 0, (size_t)view->rows * sizeof *activity);
    for (int32_t u = 0; u < view->items; u++) {
        const int32_t *bin_row = view->bin_row + (size_t)rep[u] * (size_t)view->slots;
        memset(entry, 0, sizeof entry);
        add_family(program, u, rep[u], &cost, entry);
        for (int32_t k = 0; k < view->slots; k++)
            if (bin_row[k] >= 0)
                activity[bin_row[k]] += entry[k];
    }
}

/* The mean target of a measure in a market scales the rows of its reps, all by the same number. */
static double row_scale(const bw_territory_model *model, int32_t rep, int32_t m)
{
    double target = bw_territory_window(model, rep, m).target;
    double share = model->problem->reps[rep].share;
    const bw_rep *reps = model->problem->reps;
    int32_t members = 0;
    for (int32_t j = 0; j < model->problem->rep_count; j++)
        members += reps[j].competes && reps[j].market == reps[rep].market;
    return target / share / members;
}

static void add_window(bw_align_program *program, int32_t rep, int32_t m, int32_t *bin_row)
{
    const bw_territory_model *model = program->model;
    bw_window window = bw_territory_window(model, rep, m);
    if (window.target <= 0)
        return;
    int32_t *first = &program->market_row[model->problem->reps[rep].market * model->measure_count + m];
    double scale = *first >= 0 ? program->meaning[*first].scale : row_scale(model, rep, m);
    double whole = model->unit_price[model->problem->reps[rep].market] / window.target * scale;
    bool hard = model->settings->windows == BW_WINDOWS_HARD;
    int32_t at = program->program.rows++;
    *first = *first >= 0 ? *first : at;
    program->meaning[at] = (bw_row_meaning){rep, m, scale};
    program->rows[at] = (bw_row){.low = window.low / scale,
                                 .high = window.high / scale,
                                 .violation_price = hard ? INFINITY : model->settings->violation_price * whole,
                                 .ideal = window.target / scale,
                                 .ideal_price = model->settings->balance_price * whole};
    bin_row[(size_t)rep * (size_t)program->program.slots + (size_t)m] = at;
}

static void add_budget(bw_align_program *program, bw_frontier_kind budget, double limit, int32_t *bin_row)
{
    int32_t slot = program->budget_slot[budget];
    double scale = program->budget_scale[budget];
    if (slot < 0)
        return;
    int32_t at = program->program.rows++;
    program->meaning[at] = (bw_row_meaning){-1, (int32_t)budget, scale};
    program->rows[at] = (bw_row){.low = -INFINITY, .high = limit / scale, .violation_price = INFINITY};
    for (int32_t j = 0; j < program->program.bins; j++)
        bin_row[(size_t)j * (size_t)program->program.slots + (size_t)slot] = at;
}

static bool build(bw_align_program *program)
{
    const bw_territory_model *model = program->model;
    const bw_problem *problem = model->problem;
    const double limit[BW_FRONTIER_COUNT] = {problem->total_revenue > 0 ? model->revenue_budget : INFINITY,
                                             model->account_budget, model->travel_budget};
    const double scale[BW_FRONTIER_COUNT] = {problem->total_revenue, problem->account_count,
                                             fmax(1, model->travel_budget)};
    bool uniform = !model->settings->count_travel;
    int32_t slots = model->measure_count;
    for (int b = 0; b < BW_FRONTIER_COUNT; b++) {
        program->budget_slot[b] = isfinite(limit[b]) ? slots++ : -1;
        program->budget_scale[b] = scale[b];
        uniform = uniform && !isfinite(limit[b]);
    }
    program->program = (bw_program){.items = problem->family_count, .bins = problem->rep_count, .slots = slots,
                                    .fill = fill_family, .model = program, .uniform_entries = uniform};
    size_t most = (size_t)problem->rep_count * (size_t)slots;
    size_t markets = (size_t)problem->market_count * (size_t)model->measure_count;
    int32_t *bin_row = bw_arena_take(program->memory, most, sizeof *bin_row);
    program->rows = bw_arena_take(program->memory, most, sizeof *program->rows);
    program->meaning = bw_arena_take(program->memory, most, sizeof *program->meaning);
    program->market_row = bw_arena_take(program->memory, markets, sizeof *program->market_row);
    if (!bin_row || !program->rows || !program->meaning || !program->market_row)
        return false;
    for (size_t k = 0; k < markets; k++)
        program->market_row[k] = -1;
    for (size_t k = 0; k < most; k++)
        bin_row[k] = -1;
    for (int32_t j = 0; j < problem->rep_count; j++)
        for (int32_t m = 0; m < model->measure_count; m++)
            add_window(program, j, m, bin_row);
    for (int b = 0; b < BW_FRONTIER_COUNT; b++)
        add_budget(program, (bw_frontier_kind)b, limit[b], bin_row);
    program->program.row = program->rows;
    program->program.bin_row = bin_row;
    return true;
}

bw_status bw_align_program_create(const bw_territory_model *model, bw_align_program **program, bw_error *error)
{
    bw_align_program *made = calloc(1, sizeof *made);
    *program = NULL;
    if (made && (made->memory = bw_arena_create()) != NULL) {
        made->model = model;
        made->unlocked = made->counted = -1;
        if (build(made)) {
            *program = made;
            return BW_OK;
        }
    }
    bw_align_program_free(made);
    return bw_fail_memory(error);
}

void bw_align_program_free(bw_align_program *program)
{
    if (!program)
        return;
    bw_arena_free(program->memory);
    free(program);
}

int32_t bw_align_program_window_row(const bw_align_program *program, int32_t rep, int32_t measure)
{
    return program->program.bin_row[(size_t)rep * (size_t)program->program.slots + (size_t)measure];
}

void bw_align_program_worth(const bw_align_program *program, const double *price, int32_t family, double *worth,
                            double *entry)
{
    const bw_program *view = &program->program;
    view->fill(view->model, family, view->bins, NULL, worth, entry);
    for (size_t at = 0, j = 0; j < (size_t)view->bins; j++)
        for (int32_t k = 0; k < view->slots; k++, at++)
            if (view->bin_row[at] >= 0)
                worth[j] += price[view->bin_row[at]] * entry[at];
}
