/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/territory.h"

#include <math.h>
#include <stdlib.h>

static double value_of(const bw_problem *problem, const bw_forecast *forecast, int32_t account, bw_measure measure)
{
    const bw_account *given = &problem->accounts[account];
    switch (measure) {
    case BW_WORKLOAD:
        return given->workload;
    case BW_POTENTIAL:
        return given->potential;
    case BW_REVENUE:
        return given->revenue;
    case BW_ACCOUNTS:
        return 1;
    case BW_PIPELINE:
        return given->pipeline;
    case BW_FORECAST:
        return forecast ? fmax(0, forecast->year_mean[account]) : 0;
    case BW_MEASURE_COUNT:
        break;
    }
    return 0;
}

/* Totals by market become targets by rep. */
static bool set_targets(bw_territory_model *model)
{
    const bw_problem *problem = model->problem;
    size_t measures = (size_t)model->measure_count;
    double *total = bw_array((size_t)problem->market_count * measures, sizeof *total);
    if (!total)
        return false;
    for (int32_t i = 0; i < problem->account_count; i++)
        for (size_t m = 0; m < measures; m++)
            if (problem->accounts[i].market >= 0)
                total[(size_t)problem->accounts[i].market * measures + m] += model->value[(size_t)i * measures + m];
    for (int32_t j = 0; j < problem->rep_count; j++)
        for (size_t m = 0; m < measures; m++) {
            const bw_rep *rep = &problem->reps[j];
            double market = rep->competes ? total[(size_t)rep->market * measures + m] : 0;
            model->target[(size_t)j * measures + m] = rep->share * market;
        }
    free(total);
    return true;
}

/* The average revenue of a market's competing reps; the company's where a market has none. */
static void set_prices(bw_territory_model *model)
{
    const bw_problem *problem = model->problem;
    int32_t reps = 0;
    for (int32_t i = 0; i < problem->account_count; i++)
        if (problem->accounts[i].market >= 0)
            model->unit_price[problem->accounts[i].market] += problem->accounts[i].revenue;
    for (int32_t k = 0; k < problem->market_count; k++) {
        int32_t members = 0;
        for (int32_t j = 0; j < problem->rep_count; j++)
            members += problem->reps[j].competes && problem->reps[j].market == k;
        model->unit_price[k] /= members;
        reps += members;
    }
    double company = problem->total_revenue > 0 ? problem->total_revenue / reps : 1000;
    for (int32_t k = 0; k < problem->market_count; k++)
        if (model->unit_price[k] <= 0)
            model->unit_price[k] = company;
}

static bool fill_model(bw_territory_model *model, const bw_forecast *forecast)
{
    const bw_problem *problem = model->problem;
    size_t accounts = (size_t)problem->account_count, measures = (size_t)model->measure_count;
    model->value = bw_arena_take(model->memory, accounts * measures, sizeof *model->value);
    model->target = bw_arena_take(model->memory, (size_t)problem->rep_count * measures, sizeof *model->target);
    model->unit_price = bw_arena_take(model->memory, (size_t)problem->market_count, sizeof *model->unit_price);
    if (!model->value || !model->target || !model->unit_price)
        return false;
    for (size_t i = 0; i < accounts; i++)
        for (size_t m = 0; m < measures; m++)
            model->value[i * measures + m] = value_of(problem, forecast, (int32_t)i, model->measures[m]);
    double revenue = model->settings->max_moved_revenue, count = model->settings->max_moved_accounts;
    model->revenue_budget = revenue < 1 ? revenue * problem->total_revenue : INFINITY;
    model->account_budget = count < 1 ? floor(count * (double)accounts + 1e-9) : INFINITY;
    model->travel_budget = isnan(model->settings->max_travel) ? INFINITY : model->settings->max_travel;
    set_prices(model);
    return set_targets(model);
}

bw_status bw_territory_model_create(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                                    bw_territory_model **model, bw_error *error)
{
    bw_territory_model *made = calloc(1, sizeof *made);
    *model = NULL;
    if (!made || !(made->memory = bw_arena_create())) {
        free(made);
        return bw_fail_memory(error);
    }
    made->problem = problem;
    made->forecast = forecast;
    made->settings = settings;
    bw_status status = bw_settings_measures(settings, made->measures, &made->measure_count, error);
    for (int32_t m = 0; m < made->measure_count && status == BW_OK; m++)
        if (made->measures[m] == BW_FORECAST && !forecast)
            status = bw_fail(error, BW_USAGE, "the measure `forecast` needs a forecast");
    if (status == BW_OK && !fill_model(made, forecast))
        status = bw_fail_memory(error);
    if (status == BW_OK)
        *model = made;
    else
        bw_territory_model_free(made);
    return status;
}

void bw_territory_model_free(bw_territory_model *model)
{
    if (!model)
        return;
    bw_arena_free(model->memory);
    free(model);
}

bool bw_territory_moves(const bw_problem *problem, int32_t account, int32_t rep)
{
    int32_t owner = problem->accounts[account].owner;
    return owner >= 0 && owner != rep;
}

/* Is there a rule that prefers this rep? */
static bool is_preferred(const bw_problem *problem, int32_t account, int32_t rep)
{
    return bw_pair_find(problem->preferences, problem->preference_count, sizeof *problem->preferences, account, rep);
}

bw_account_cost bw_territory_cost(const bw_territory_model *model, int32_t account, int32_t rep)
{
    const bw_account *given = &model->problem->accounts[account];
    const bw_settings *settings = model->settings;
    double km = settings->travel_cost > 0 ? bw_problem_distance(model->problem, account, rep) : 0;
    bw_account_cost cost = {.travel = isnan(km) ? 0 : settings->travel_cost * 2 * km * given->visits};
    if (bw_territory_moves(model->problem, account, rep))
        cost.disruption = settings->disruption_rate * given->revenue * given->continuity;
    if (is_preferred(model->problem, account, rep))
        cost.preference = settings->preference_value * given->revenue;
    return cost;
}

double bw_account_cost_sum(bw_account_cost cost)
{
    return cost.travel + cost.disruption - cost.preference;
}

double bw_territory_weight(const bw_territory_model *model, int32_t account, int32_t m, int32_t rep)
{
    double value = model->value[(size_t)account * (size_t)model->measure_count + (size_t)m];
    if (model->measures[m] != BW_WORKLOAD || !model->settings->count_travel)
        return value;
    return value + 2 * bw_problem_travel_hours(model->problem, account, rep) * model->problem->accounts[account].visits;
}

bw_window bw_territory_window(const bw_territory_model *model, int32_t rep, int32_t m)
{
    double target = model->target[(size_t)rep * (size_t)model->measure_count + (size_t)m];
    double tolerance = bw_settings_tolerance(model->settings, model->measures[m]);
    if (target <= 0)
        return (bw_window){0};
    return (bw_window){.target = target, .low = target * (1 - tolerance), .high = target * (1 + tolerance)};
}

/* ---- measuring a plan */

static void add_account(const bw_territory_model *model, bw_alignment *alignment, int32_t account)
{
    const bw_account *given = &model->problem->accounts[account];
    int32_t rep = alignment->rep[account], owner = given->owner;
    if (owner >= 0 && owner != rep) {
        alignment->territories[owner].lost++;
        alignment->territories[owner].revenue_lost += given->revenue;
    }
    if (rep < 0)
        return;
    bw_territory *home = &alignment->territories[rep];
    double km = bw_problem_distance(model->problem, account, rep);
    home->accounts++;
    home->kept += owner == rep;
    home->gained += owner != rep;
    home->revenue_gained += owner != rep ? given->revenue : 0;
    home->revenue += given->revenue;
    home->potential += given->potential;
    home->workload += given->workload;
    home->pipeline += given->pipeline;
    home->travel_km += isnan(km) ? 0 : 2 * km * given->visits;
    home->travel_hours += 2 * bw_problem_travel_hours(model->problem, account, rep) * given->visits;
    for (int32_t m = 0; m < model->measure_count; m++)
        if (given->market >= 0)
            home->windows[m].value += bw_territory_weight(model, account, m, rep);
    bw_account_cost cost = bw_territory_cost(model, account, rep);
    alignment->travel_cost += cost.travel;
    alignment->disruption_cost += cost.disruption;
    alignment->preference_value += cost.preference;
    if (bw_territory_moves(model->problem, account, rep)) {
        alignment->moved_accounts++;
        alignment->moved_revenue_share += given->revenue;
    }
}

static void measure_window(const bw_territory_model *model, bw_alignment *alignment, int32_t rep, int32_t m)
{
    bw_window *window = &alignment->territories[rep].windows[m];
    if (window->target <= 0)
        return;
    double whole = model->unit_price[model->problem->reps[rep].market] / window->target;
    double outside = fmax(0, fmax(window->low - window->value, window->value - window->high));
    double away = fabs(window->value - window->target);
    alignment->violation_cost += model->settings->violation_price * whole * outside;
    alignment->balance_cost += model->settings->balance_price * whole * away;
    alignment->max_deviation[m] = fmax(alignment->max_deviation[m], away / window->target);
}

void bw_territory_measure(const bw_territory_model *model, bw_alignment *alignment)
{
    const bw_problem *problem = model->problem;
    for (int32_t j = 0; j < problem->rep_count; j++)
        for (int32_t m = 0; m < model->measure_count; m++)
            alignment->territories[j].windows[m] = bw_territory_window(model, j, m);
    for (int32_t i = 0; i < problem->account_count; i++)
        add_account(model, alignment, i);
    for (int32_t j = 0; j < problem->rep_count; j++)
        for (int32_t m = 0; m < model->measure_count; m++)
            measure_window(model, alignment, j, m);
    if (problem->total_revenue > 0)
        alignment->moved_revenue_share /= problem->total_revenue;
    alignment->objective = alignment->travel_cost + alignment->disruption_cost + alignment->violation_cost
        + alignment->balance_cost - alignment->preference_value;
}
