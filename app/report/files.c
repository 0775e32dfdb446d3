/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/files.h"

#include "app/failure.h"
#include "app/report/fan.h"
#include "app/report/frontier.h"
#include "app/report/opportunity.h"
#include "app/report/performance.h"
#include "app/report/plan_json.h"
#include "app/report/words.h"
#include "app/tables/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines that many files share */

static void put_numbers(bw_sheet *sheet, size_t count, const double *values)
{
    for (size_t k = 0; k < count; k++)
        bw_sheet_number(sheet, values[k]);
}

/* To the hundredth: what is left of money below that is noise of sums. */
static double cents(double value)
{
    return round(value * 100) / 100;
}

static const char *yes_no(bool value)
{
    return value ? "yes" : "no";
}

/* ---- assignments.csv, moves.csv */

static void put_assignment(bw_sheet *sheet, const bw_problem *problem, const bw_alignment *alignment, int32_t i)
{
    const bw_account *account = &problem->accounts[i];
    bw_sheet_text(sheet, account->row->account_id);
    bw_sheet_text(sheet, account->row->account_name);
    bw_sheet_text(sheet, bw_rep_id(problem, account->owner));
    bw_sheet_text(sheet, bw_rep_id(problem, alignment->rep[i]));
    bw_sheet_text(sheet, yes_no(bw_account_moves(problem, alignment, i)));
    bw_sheet_text(sheet, bw_reason_name(alignment->reason[i]));
    bw_sheet_text(sheet, bw_rep_id(problem, alignment->next_best[i]));
    double confirmed = alignment->override_confirmed[i], estimate = alignment->override_cost[i];
    bw_sheet_decimals(sheet, isnan(confirmed) ? estimate : confirmed, 2);
    bw_sheet_text(sheet, !isnan(confirmed) ? "re-solve" : isnan(estimate) ? "" : "prices");
    bw_sheet_text(sheet, yes_no(account->lock >= 0));
    bw_sheet_end_line(sheet);
}

static bool put_assignments(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "account_id account_name from_rep_id to_rep_id moved reason next_best_rep_id override_cost "
                         "override_basis locked");
    bw_sheet_end_line(sheet);
    for (int32_t i = 0; i < plan->problem->account_count; i++)
        put_assignment(sheet, plan->problem, plan->alignment, i);
    return true;
}

/* Every account whose owner in the tables is not the plan's, leavers' accounts included. */
static bool put_moves(bw_sheet *sheet, const bw_plan *plan)
{
    int32_t start = plan->problem->plan_start;
    char day[32];
    bw_date_text(bw_day_of(start / 12, start % 12 + 1, 1), day, sizeof day);
    bw_sheet_head(sheet, "account_id new_owner_id effective_date");
    bw_sheet_end_line(sheet);
    for (int32_t i = 0; i < plan->problem->account_count; i++) {
        if (plan->alignment->rep[i] < 0 || plan->alignment->rep[i] == plan->problem->accounts[i].owner)
            continue;
        bw_sheet_text(sheet, plan->problem->accounts[i].row->account_id);
        bw_sheet_text(sheet, bw_rep_id(plan->problem, plan->alignment->rep[i]));
        bw_sheet_text(sheet, day);
        bw_sheet_end_line(sheet);
    }
    return true;
}

/* ---- territories.csv */

static void put_territory_head(bw_sheet *sheet, const bw_alignment *alignment)
{
    static const char *const parts[] = {"today", "plan", "target", "low", "high", "deviation"};
    char name[64];
    bw_sheet_head(sheet, "rep_id rep_name manager_id market competes capacity share accounts kept gained lost");
    for (int32_t m = 0; m < alignment->measure_count; m++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            snprintf(name, sizeof name, "%s_%s", bw_measure_name(alignment->measures[m]), parts[k]);
            bw_sheet_text(sheet, name);
        }
    bw_sheet_head(sheet, "total_revenue revenue_gained revenue_lost travel_km travel_hours");
    bw_sheet_end_line(sheet);
}

static void put_windows(bw_sheet *sheet, const bw_plan *plan, int32_t r)
{
    for (int32_t m = 0; m < plan->alignment->measure_count; m++) {
        const bw_window *window = &plan->alignment->territories[r].windows[m];
        double today = plan->today ? plan->today->territories[r].windows[m].value : NAN;
        double deviation = window->target > 0 ? window->value / window->target - 1 : NAN;
        const double values[] = {cents(today), cents(window->value), cents(window->target),
                                 cents(window->low), cents(window->high), deviation};
        put_numbers(sheet, sizeof values / sizeof *values, values);
    }
}

static void put_territory(bw_sheet *sheet, const bw_plan *plan, int32_t r)
{
    const bw_rep *rep = &plan->problem->reps[r];
    const bw_territory *territory = &plan->alignment->territories[r];
    const int32_t counts[] = {territory->accounts, territory->kept, territory->gained, territory->lost};
    const double totals[] = {cents(territory->revenue), cents(territory->revenue_gained),
                             cents(territory->revenue_lost), cents(territory->travel_km),
                             cents(territory->travel_hours)};
    bw_sheet_text(sheet, rep->row->rep_id);
    bw_sheet_text(sheet, rep->row->rep_name);
    bw_sheet_text(sheet, rep->row->manager_id);
    bw_sheet_integer(sheet, rep->market);
    bw_sheet_text(sheet, yes_no(rep->competes));
    bw_sheet_number(sheet, rep->capacity);
    bw_sheet_number(sheet, rep->share);
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        bw_sheet_integer(sheet, counts[k]);
    put_windows(sheet, plan, r);
    put_numbers(sheet, sizeof totals / sizeof *totals, totals);
    bw_sheet_end_line(sheet);
}

static bool put_territories(bw_sheet *sheet, const bw_plan *plan)
{
    put_territory_head(sheet, plan->alignment);
    for (int32_t r = 0; r < plan->problem->rep_count; r++)
        put_territory(sheet, plan, r);
    return true;
}

/* ---- quotas.csv */

static void put_quota_year(bw_sheet *sheet, const char *rep_id, const bw_quota *quota)
{
    const double figures[] = {quota->quota, cents(quota->forecast.mean), cents(quota->forecast.p10),
                              cents(quota->forecast.p50), cents(quota->forecast.p90), quota->p_attain,
                              quota->ramp_factor, quota->adjustment};
    bw_sheet_text(sheet, rep_id);
    bw_sheet_text(sheet, "year");
    put_numbers(sheet, sizeof figures / sizeof *figures, figures);
    bw_sheet_text(sheet, quota->adjustment_reason ? quota->adjustment_reason : "");
    bw_sheet_end_line(sheet);
}

static void put_quota_month(bw_sheet *sheet, const char *rep_id, int32_t month, double amount)
{
    char words[32];
    bw_sheet_text(sheet, rep_id);
    bw_sheet_text(sheet, bw_month_words(month, words));
    bw_sheet_decimals(sheet, amount, 2);
    for (int k = 0; k < 7; k++)
        bw_sheet_number(sheet, NAN);
    bw_sheet_text(sheet, "");
    bw_sheet_end_line(sheet);
}

static bool put_quotas(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "rep_id period quota forecast_mean forecast_p10 forecast_p50 forecast_p90 p_attain "
                         "ramp_factor adjustment adjustment_reason");
    bw_sheet_end_line(sheet);
    for (int32_t r = 0; r < plan->quotas->rep_count; r++)
        put_quota_year(sheet, bw_rep_id(plan->problem, r), &plan->quotas->reps[r]);
    for (int32_t r = 0; r < plan->quotas->rep_count; r++)
        for (int32_t h = 0; h < 12; h++)
            put_quota_month(sheet, bw_rep_id(plan->problem, r), plan->problem->plan_start + h,
                            plan->quotas->reps[r].month[h]);
    return true;
}

/* ---- pay.csv */

static void put_pay_line(bw_sheet *sheet, const bw_plan *plan, int32_t rep)
{
    const bw_quota *quota = &plan->quotas->reps[rep];
    double target = quota->target_pay;
    bw_sheet_text(sheet, bw_rep_id(plan->problem, rep));
    bw_sheet_text(sheet, plan->problem->reps[rep].row->rep_name);
    bw_sheet_decimals(sheet, quota->quota, 2);
    bw_sheet_decimals(sheet, target, 2);
    bw_sheet_decimals(sheet, quota->payout.mean, 4);
    bw_sheet_decimals(sheet, quota->payout.p10, 4);
    bw_sheet_decimals(sheet, quota->payout.p50, 4);
    bw_sheet_decimals(sheet, quota->payout.p90, 4);
    bw_sheet_decimals(sheet, target * quota->payout.mean, 2);
    bw_sheet_decimals(sheet, target * quota->payout.p10, 2);
    bw_sheet_decimals(sheet, target * quota->payout.p90, 2);
    bw_sheet_end_line(sheet);
}

static bool put_pay(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "rep_id rep_name quota target_pay payout_mean payout_p10 payout_p50 payout_p90 pay_mean "
                         "pay_p10 pay_p90");
    bw_sheet_end_line(sheet);
    for (int32_t j = 0; j < plan->quotas->rep_count; j++)
        if (plan->quotas->reps[j].quota > 0)
            put_pay_line(sheet, plan, j);
    return true;
}

/* ---- forecast.csv */

static void put_forecast_line(bw_sheet *sheet, const char *level, const char *id, const char *period,
                              const double figures[4], const char *method)
{
    bw_sheet_text(sheet, level);
    bw_sheet_text(sheet, id);
    bw_sheet_text(sheet, period);
    put_numbers(sheet, 4, figures);
    bw_sheet_text(sheet, method);
    bw_sheet_end_line(sheet);
}

static void put_range_line(bw_sheet *sheet, const char *level, const char *id, const char *period, bw_range range)
{
    const double figures[4] = {cents(range.mean), cents(range.p10), cents(range.p50), cents(range.p90)};
    put_forecast_line(sheet, level, id, period, figures, "");
}

static bool put_company_forecast(bw_sheet *sheet, const bw_forecast *forecast)
{
    char month[32];
    bw_range range;
    put_range_line(sheet, "company", "", "year", bw_forecast_range(forecast, NULL, 0));
    for (int32_t h = 0; h < forecast->horizon; h++) {
        if (!bw_fan_range(forecast->company_month, forecast->path_count, h, 1, &range))
            return false;
        put_range_line(sheet, "company", "", bw_month_words(forecast->first_month + h, month), range);
    }
    return true;
}

static void put_account_forecast(bw_sheet *sheet, const bw_plan *plan, int32_t i)
{
    const bw_forecast *forecast = plan->forecast;
    char month[32];
    for (int32_t h = 0; h < forecast->horizon; h++) {
        size_t at = (size_t)i * (size_t)forecast->horizon + (size_t)h;
        const double figures[4] = {cents((double)forecast->mean[at]), cents((double)forecast->p10[at]),
                                   cents((double)forecast->p50[at]), cents((double)forecast->p90[at])};
        put_forecast_line(sheet, "account", plan->problem->accounts[i].row->account_id,
                          bw_month_words(forecast->first_month + h, month), figures, forecast->method[i]);
    }
}

static bool put_forecast(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "level id period mean p10 p50 p90 method");
    bw_sheet_end_line(sheet);
    if (!put_company_forecast(sheet, plan->forecast))
        return false;
    for (int32_t r = 0; plan->alignment && r < plan->problem->rep_count; r++)
        put_range_line(sheet, "rep", bw_rep_id(plan->problem, r), "year",
                       bw_forecast_range(plan->forecast, plan->alignment->rep, r));
    for (int32_t i = 0; i < plan->problem->account_count; i++)
        put_account_forecast(sheet, plan, i);
    return true;
}

/* ---- forecast_accounts.csv */

static void put_account_year(bw_sheet *sheet, const bw_plan *plan, int32_t i)
{
    const bw_account *account = &plan->problem->accounts[i];
    const bw_forecast *forecast = plan->forecast;
    const double figures[] = {cents(account->revenue_net), cents(forecast->year_mean[i]),
                              cents((double)forecast->year_p10[i]), cents((double)forecast->year_p90[i])};
    bw_sheet_text(sheet, account->row->account_id);
    bw_sheet_text(sheet, account->row->account_name);
    put_numbers(sheet, sizeof figures / sizeof *figures, figures);
    bw_sheet_text(sheet, forecast->method[i]);
    bw_sheet_text(sheet, forecast->why[i]);
    bw_sheet_end_line(sheet);
}

static bool put_account_years(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "account_id account_name last_12_months mean p10 p90 method why");
    bw_sheet_end_line(sheet);
    for (int32_t i = 0; i < plan->problem->account_count; i++)
        put_account_year(sheet, plan, i);
    return true;
}

/* ---- forecast_backtest.csv */

static bool put_backtest(bw_sheet *sheet, const bw_plan *plan)
{
    char month[32];
    bw_sheet_head(sheet, "year_from level groups year_error year_error_unreconciled year_error_last_year month_error "
                         "month_error_last_year bias coverage80 coverage95");
    bw_sheet_end_line(sheet);
    for (size_t k = 0; k < plan->rolling->line_count; k++) {
        const bw_rolling_line *line = &plan->rolling->lines[k];
        const double shares[] = {line->year_error,        line->year_error_base, line->year_error_naive,
                                 line->month_error,       line->month_error_naive, line->bias,
                                 line->coverage80,        line->coverage95};
        bw_sheet_text(sheet, line->origin < 0 ? "all" : bw_month_words(line->origin, month));
        bw_sheet_text(sheet, bw_level_name(line->level));
        bw_sheet_integer(sheet, line->groups);
        for (size_t c = 0; c < sizeof shares / sizeof *shares; c++)
            bw_sheet_decimals(sheet, shares[c], 6);
        bw_sheet_end_line(sheet);
    }
    return true;
}

/* ---- fairness.csv */

static bool put_fairness(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "quantity index before before_low before_high after after_low after_high");
    bw_sheet_end_line(sheet);
    for (size_t k = 0; k < plan->fairness->count; k++) {
        const bw_fairness_figure *figure = &plan->fairness->figures[k];
        const double values[] = {figure->before, figure->before_low, figure->before_high,
                                 figure->after,  figure->after_low,  figure->after_high};
        bw_sheet_text(sheet, figure->quantity);
        bw_sheet_text(sheet, figure->index);
        put_numbers(sheet, sizeof values / sizeof *values, values);
        bw_sheet_end_line(sheet);
    }
    return true;
}

/* ---- plan.json */

bw_status bw_plan_json(FILE *file, const bw_plan *plan, const bw_run *run, bw_error *error)
{
    bw_json json = bw_json_create(file);
    if (!bw_plan_put(&json, plan, run))
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    putc('\n', file);
    return bw_json_failed(&json) ? bw_failure(error, BW_FAILED, NULL, 0, "the plan's JSON cannot be written") : BW_OK;
}

/* ---- all of them */

/* Writes the lines of one table; false when memory is out. */
typedef bool put_table(bw_sheet *sheet, const bw_plan *plan);

static const struct table {
    const char *name;
    put_table *put;
} tables[] = {
    {"assignments.csv", put_assignments}, {"moves.csv", put_moves},       {"territories.csv", put_territories},
    {"quotas.csv", put_quotas},           {"forecast.csv", put_forecast}, {"fairness.csv", put_fairness},
    {"forecast_accounts.csv", put_account_years}, {"forecast_backtest.csv", put_backtest},
    {"potential.csv", bw_potential_table_put}, {"performance.csv", bw_performance_table_put},
    {"pay.csv", put_pay},
};

static bool has_table(const bw_plan *plan, put_table *put)
{
    if (put == put_quotas || put == put_pay)
        return plan->quotas;
    if (put == put_forecast || put == put_account_years)
        return plan->forecast;
    if (put == put_backtest)
        return plan->rolling;
    if (put == bw_potential_table_put || put == bw_performance_table_put)
        return true;
    return put == put_fairness ? plan->fairness != NULL : plan->alignment != NULL;
}

static bw_status write_table(const char *folder, const struct table *table, const bw_plan *plan, const bw_run *run,
                             bw_error *error)
{
    bw_sheet sheet;
    bool good = bw_sheet_open(&sheet, folder, table->name, &run->style) && table->put(&sheet, plan);
    return bw_sheet_close(&sheet, good, error);
}

static bw_status write_json(const char *folder, const bw_plan *plan, const bw_run *run, bw_error *error)
{
    bw_output output;
    bw_status status = bw_output_open(&output, folder, "plan.json", error);
    if (status != BW_OK)
        return status;
    status = bw_plan_json(output.file, plan, run, error);
    bw_status closed = bw_output_close(&output, status == BW_OK, status == BW_OK ? error : NULL);
    return status == BW_OK ? closed : status;
}

bw_status bw_plan_files_write(const char *folder, const bw_plan *plan, const bw_run *run, bw_error *error)
{
    bw_status status = BW_OK;
    for (size_t k = 0; k < sizeof tables / sizeof *tables && status == BW_OK; k++)
        if (has_table(plan, tables[k].put))
            status = write_table(folder, &tables[k], plan, run, error);
    if (status == BW_OK && run->frontier)
        status = bw_frontier_file_write(folder, run->frontier, &run->style, error);
    return status == BW_OK ? write_json(folder, plan, run, error) : status;
}
