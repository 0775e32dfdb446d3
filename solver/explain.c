/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain.h"

#include "solver/bound.h"

#include <math.h>
#include <stdlib.h>

/* v(i, j) of one account on its own: its cost and what the windows and budgets charge for it. */
static double account_worth(const bw_align_program *program, const double *price, int32_t account, int32_t rep)
{
    const bw_territory_model *model = program->model;
    double worth = bw_account_cost_sum(bw_territory_cost(model, account, rep));
    for (int32_t m = 0; m < model->measure_count; m++) {
        int32_t at = bw_align_program_window_row(program, rep, m);
        if (at >= 0)
            worth += price[at] * bw_territory_weight(model, account, m, rep) / program->meaning[at].scale;
    }
    return worth + bw_align_program_budget_price(program, price, account, rep,
                                                 bw_territory_moves(model->problem, account, rep));
}

static bw_reason find_reason(const bw_align_program *program, const double *price, int32_t account, int32_t rep)
{
    const bw_problem *problem = program->model->problem;
    const bw_account *given = &problem->accounts[account];
    if (given->lock >= 0)
        return BW_LOCKED;
    if (given->owner == rep)
        return BW_STAYS;
    if (given->owner < 0)
        return BW_WAS_UNASSIGNED;
    if (!bw_problem_eligible(problem, account, given->owner))
        return BW_NOT_ELIGIBLE;
    if (bw_territory_cost(program->model, account, rep).preference > 0)
        return BW_PREFERRED;
    double here = bw_account_cost_sum(bw_territory_cost(program->model, account, rep));
    double there = bw_account_cost_sum(bw_territory_cost(program->model, account, given->owner));
    if (here <= there)
        return BW_FOR_TRAVEL;
    bool alone = account_worth(program, price, account, given->owner) < account_worth(program, price, account, rep);
    return alone && problem->families[given->family].count > 1 ? BW_WITH_FAMILY : BW_FOR_BALANCE;
}

/* The family's second-best rep at these prices, and how much dearer it is than the plan's. */
static void find_next_best(const bw_align_program *program, const double *price, int32_t family, int32_t rep,
                           double *cost, double *entry, int32_t *next, double *dearer)
{
    bw_align_program_worth(program, price, family, cost, entry);
    double best = INFINITY;
    *next = -1;
    for (int32_t j = 0; j < program->program.bins; j++)
        if (j != rep && cost[j] < best) {
            best = cost[j];
            *next = j;
        }
    *dearer = *next >= 0 ? best - cost[rep] : NAN;
}

/* least [families]: what each is worth at its cheapest rep. */
static bool explain_families(const bw_align_program *program, const double *price, int threads, bw_alignment *alignment,
                             double *least)
{
    const bw_problem *problem = program->model->problem;
    const bw_program *view = &program->program;
    bool good = true;
#pragma omp parallel num_threads(threads)
    {
        double *cost = bw_array((size_t)view->bins, sizeof *cost);
        double *entry = bw_array((size_t)view->bins * (size_t)view->slots, sizeof *entry);
        bool room = cost && entry;
        if (!room) {
#pragma omp atomic write
            good = false;
        }
#pragma omp for schedule(dynamic, 64)
        for (int32_t u = 0; u < problem->family_count; u++) {
            if (!room)
                continue;
            const bw_family *family = &problem->families[u];
            int32_t rep = alignment->rep[family->accounts[0]], next;
            double dearer;
            find_next_best(program, price, u, rep, cost, entry, &next, &dearer);
            least[u] = next >= 0 ? fmin(cost[rep], cost[next]) : cost[rep];
            for (int32_t k = 0; k < family->count; k++) {
                int32_t account = family->accounts[k];
                alignment->next_best[account] = next;
                alignment->override_cost[account] = dearer;
                alignment->reason[account] = find_reason(program, price, account, rep);
            }
        }
        free(entry);
        free(cost);
    }
    return good;
}

static void set_prices(const bw_align_program *program, const double *price, bw_alignment *alignment)
{
    for (int32_t r = 0; r < program->program.rows; r++) {
        const bw_row_meaning *meaning = &program->meaning[r];
        double *place = meaning->rep < 0 ? &alignment->budget_price[meaning->measure]
                                         : &alignment->territories[meaning->rep].windows[meaning->measure].price;
        *place = -price[r] / meaning->scale;
    }
}

bool bw_explain(const bw_align_program *program, const double *price, int threads, bw_alignment *alignment,
                double *bound)
{
    double *none = price ? NULL : bw_array((size_t)program->program.rows, sizeof *none);
    double *least = bw_array((size_t)program->program.items, sizeof *least);
    const double *y = price ? price : none;
    bool good = y && least && explain_families(program, y, threads, alignment, least);
    if (good) {
        set_prices(program, y, alignment);
        *bound = bw_bound_of(&program->program, y, bw_bound_items(&program->program, least));
    }
    free(least);
    free(none);
    return good;
}
