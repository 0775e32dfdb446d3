/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain.h"
#include "solver/bound.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>

#define SAMPLE_PAIRS 100000
#define LARGE 10 /* samples */

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

/* What the families are explained with. */
typedef struct explainer {
    const bw_align_program *program;
    const double *price;
    bw_pricing pricing;
    bw_alignment *alignment;
    double *least; /* [families] what each is worth at its cheapest rep */
} explainer;

/* What a family is worth at the rep it has. best: its arrays over all reps are room to work in. */
static double worth_at(const explainer *e, int32_t family, int32_t rep, const bw_best *best)
{
    const bw_program *view = &e->program->program;
    view->fill(view->model, family, 1, &rep, best->all_cost, best->all_entry);
    return bw_pricing_value(&e->pricing, rep, best->all_cost[0], best->all_entry);
}

/* best: the family's two best reps, of which one at least is not the plan's. */
static void explain_family(void *context, int32_t item, const bw_best *best)
{
    const explainer *e = context;
    const bw_family *family = &e->program->model->problem->families[item];
    int32_t rep = e->alignment->rep[family->accounts[0]];
    int32_t other = best->count > 0 && best->bin[0] == rep;
    bool any = other < best->count;
    double here = worth_at(e, item, rep, best);
    e->least[item] = best->count > 0 ? fmin(here, best->value[0]) : here;
    for (int32_t k = 0; k < family->count; k++) {
        int32_t account = family->accounts[k];
        e->alignment->next_best[account] = any ? best->bin[other] : -1;
        e->alignment->override_cost[account] = any ? best->value[other] - here : NAN;
        e->alignment->reason[account] = find_reason(e->program, e->price, account, rep);
    }
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
    const bw_program *view = &program->program;
    double *none = price ? NULL : bw_array((size_t)view->rows, sizeof *none);
    explainer e = {.program = program, .price = price ? price : none, .alignment = alignment,
                   .least = bw_array((size_t)view->items, sizeof *e.least)};
    int64_t missed;
    bool good = bw_pricing_open(&e.pricing, view) && e.price && e.least;
    if (good) {
        bw_pricing_set(&e.pricing, e.price);
        good = bw_best_visit(&e.pricing, 2, threads, INFINITY, NULL, explain_family, &e, &missed);
    }
    if (good) {
        set_prices(program, e.price, alignment);
        *bound = bw_bound_of(view, e.price, bw_bound_items(view, e.least));
    }
    bw_pricing_close(&e.pricing);
    free(e.least);
    free(none);
    return good;
}

double bw_explain_seconds(const bw_align_program *program, int threads)
{
    const bw_program *view = &program->program;
    int32_t sample = SAMPLE_PAIRS / (view->bins > 0 ? view->bins : 1) + 1;
    bw_pricing pricing = {0};
    bw_best best = {0};
    double begun = bw_seconds(), taken = 0;
    bool large = view->items / LARGE > sample;
    if (large && bw_pricing_open(&pricing, view) && bw_best_open(&best, view, 2)) {
        for (int32_t k = 0; k < sample; k++)
            bw_best_find(&best, &pricing, (int32_t)((int64_t)view->items * k / sample));
        taken = bw_seconds() - begun;
    }
    bw_best_close(&best);
    bw_pricing_close(&pricing);
    return taken * view->items / sample / threads;
}
