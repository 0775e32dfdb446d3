/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/plan_json.h"

#include "app/record.h"
#include "app/report/frontier.h"
#include "app/report/opportunity.h"
#include "app/report/words.h"

#include <stdlib.h>
#include <string.h>

#define SETTING_TEXT_MAX 1100

static void settings_put(bw_json *json, const bw_settings *settings)
{
    size_t count;
    const bw_setting *table = bw_settings_table(&count);
    char value[SETTING_TEXT_MAX];
    bw_json_put_open(json, "settings", '[');
    for (size_t k = 0; k < count; k++) {
        bw_json_open(json, '{');
        bw_json_put_text(json, "name", table[k].name);
        bw_json_put_text(json, "value", bw_settings_get(settings, table[k].name, value, sizeof value));
        bw_json_put_text(json, "initial", table[k].initial);
        bw_json_put_text(json, "unit", table[k].unit);
        bw_json_put_text(json, "help", table[k].help);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void inputs_put(bw_json *json, const bw_run *run)
{
    bw_json_put_open(json, "inputs", '[');
    for (size_t k = 0; k < run->input_count; k++) {
        bw_json_open(json, '{');
        bw_json_put_text(json, "file", run->inputs[k].file);
        bw_json_put_integer(json, "bytes", run->inputs[k].bytes);
        bw_json_put_text(json, "sha256", run->inputs[k].sha256);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void finding_put(bw_json *json, const bw_finding *finding)
{
    static const char *const severities[] = {"note", "repaired", "warning", "error"};
    bw_json_open(json, '{');
    bw_json_put_text(json, "severity", severities[finding->severity]);
    bw_json_put_text(json, "code", finding->code);
    bw_json_put_text(json, "file", finding->file);
    bw_json_put_integer(json, "line", finding->line);
    bw_json_put_text(json, "column", finding->column);
    bw_json_put_text(json, "value", finding->value);
    bw_json_put_text(json, "message", finding->message);
    bw_json_put_text(json, "remedy", finding->remedy);
    bw_json_close(json, '}');
}

void bw_findings_put(bw_json *json, const bw_findings *findings)
{
    bw_json_put_open(json, "findings", '{');
    bw_json_put_integer(json, "notes", findings->total[BW_NOTE]);
    bw_json_put_integer(json, "repaired", findings->total[BW_REPAIRED]);
    bw_json_put_integer(json, "warnings", findings->total[BW_WARNING]);
    bw_json_put_integer(json, "errors", findings->total[BW_ERROR]);
    bw_json_put_open(json, "items", '[');
    for (size_t k = 0; k < findings->count; k++)
        finding_put(json, &findings->items[k]);
    bw_json_close(json, ']');
    bw_json_close(json, '}');
}

void bw_run_put(bw_json *json, const bw_run *run)
{
    char value[SETTING_TEXT_MAX];
    bw_json_put_text(json, "program", "bailiwick");
    bw_json_put_text(json, "version", BW_VERSION);
    bw_json_put_integer(json, "format", BW_JSON_FORMAT);
    bw_json_put_text(json, "company", run->company);
    bw_json_put_text(json, "command", run->command);
    bw_json_put_integer(json, "seed", atoll(bw_settings_get(run->settings, "seed", value, sizeof value)));
    bw_json_put_integer(json, "threads", atoll(bw_settings_get(run->settings, "threads", value, sizeof value)));
    settings_put(json, run->settings);
    inputs_put(json, run);
    if (run->findings)
        bw_findings_put(json, run->findings);
}

static void costs_put(bw_json *json, const bw_alignment *alignment)
{
    bw_json_put_open(json, "costs", '{');
    bw_json_put_number(json, "travel", alignment->travel_cost);
    bw_json_put_number(json, "disruption", alignment->disruption_cost);
    bw_json_put_number(json, "violation", alignment->violation_cost);
    bw_json_put_number(json, "balance", alignment->balance_cost);
    bw_json_put_number(json, "preference", 0 - alignment->preference_value);
    bw_json_close(json, '}');
}

static void deviations_put(bw_json *json, const bw_alignment *alignment)
{
    bw_json_put_open(json, "max_deviation", '{');
    for (int32_t m = 0; m < alignment->measure_count; m++)
        bw_json_put_number(json, bw_measure_name(alignment->measures[m]), alignment->max_deviation[m]);
    bw_json_close(json, '}');
}

void bw_alignment_put(bw_json *json, const bw_alignment *alignment)
{
    bw_json_put_text(json, "outcome", bw_outcome_name(alignment->outcome));
    bw_json_put_number(json, "objective", alignment->objective);
    bw_json_put_number(json, "bound", alignment->bound);
    bw_json_put_text(json, "bound_basis", bw_bound_basis_name(alignment->bound_basis));
    bw_json_put_number(json, "gap", alignment->gap);
    bw_json_put_text(json, "stopped_by", alignment->stopped_by);
    bw_json_put_integer(json, "moved_accounts", alignment->moved_accounts);
    bw_json_put_number(json, "moved_revenue_share", alignment->moved_revenue_share);
    deviations_put(json, alignment);
    costs_put(json, alignment);
}

static void today_put(bw_json *json, const bw_alignment *today)
{
    int32_t unassigned = 0;
    for (int32_t i = 0; i < today->account_count; i++)
        unassigned += today->rep[i] < 0;
    bw_json_put_open(json, "today", '{');
    bw_json_put_number(json, "objective", today->objective);
    bw_json_put_integer(json, "unassigned", unassigned);
    deviations_put(json, today);
    costs_put(json, today);
    bw_json_close(json, '}');
}

static const bw_member price_members[] = {
    BW_MEMBER(bw_price, what), BW_MEMBER(bw_price, estimate), BW_MEMBER(bw_price, confirmed),
};

static void prices_put(bw_json *json, const bw_alignment *alignment)
{
    bw_json_put_open(json, "prices", '[');
    for (size_t k = 0; k < alignment->price_count; k++)
        bw_record_put(json, &alignment->prices[k], BW_MEMBERS(price_members));
    bw_json_close(json, ']');
}

static const bw_member range_members[] = {
    BW_MEMBER(bw_range, mean), BW_MEMBER(bw_range, p025), BW_MEMBER(bw_range, p10), BW_MEMBER(bw_range, p25),
    BW_MEMBER(bw_range, p50), BW_MEMBER(bw_range, p75), BW_MEMBER(bw_range, p90), BW_MEMBER(bw_range, p975),
};

void bw_range_put(bw_json *json, const char *name, bw_range range)
{
    bw_json_name(json, name);
    bw_record_put(json, &range, BW_MEMBERS(range_members));
}

/* What is reached with a chance: [{chance, the named figure}]. */
static void chances_put(bw_json *json, const char *name, const char *figure, const double *chances, const double *found)
{
    bw_json_put_open(json, name, '[');
    for (int k = 0; k < BW_CHANCES; k++) {
        bw_json_open(json, '{');
        bw_json_put_number(json, "chance", chances[k]);
        bw_json_put_number(json, figure, found[k]);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void put_quotas(bw_json *json, const bw_quotas *quotas)
{
    bw_json_put_open(json, "quotas", '{');
    bw_json_put_number(json, "company_target", quotas->company_target);
    bw_json_put_number(json, "quota_total", quotas->quota_total);
    bw_json_put_number(json, "quota_unit", quotas->unit);
    bw_json_put_number(json, "p_company", quotas->p_company);
    bw_json_put_number(json, "expected_at_quota", quotas->expected_at_quota);
    bw_json_put_number(json, "level", quotas->level);
    chances_put(json, "target_for_chance", "target", bw_target_chances, quotas->target_for_p);
    chances_put(json, "over_assignment_for_chance", "over_assignment", bw_quota_chances, quotas->cushion_for_p);
    bw_range_put(json, "company", quotas->company);
    bw_json_put_bool(json, "pay_known", quotas->pay_known);
    bw_json_put_number(json, "pay_budget", quotas->pay_budget);
    bw_range_put(json, "pay", quotas->pay);
    bw_json_close(json, '}');
}

static const bw_member figure_members[] = {
    BW_MEMBER(bw_fairness_figure, quantity), BW_MEMBER(bw_fairness_figure, index),
    BW_MEMBER(bw_fairness_figure, before), BW_MEMBER(bw_fairness_figure, before_low),
    BW_MEMBER(bw_fairness_figure, before_high), BW_MEMBER(bw_fairness_figure, after),
    BW_MEMBER(bw_fairness_figure, after_low), BW_MEMBER(bw_fairness_figure, after_high),
};

static void fairness_put(bw_json *json, const bw_fairness *fairness)
{
    bw_json_put_open(json, "fairness", '[');
    for (size_t k = 0; k < fairness->count; k++)
        bw_record_put(json, &fairness->figures[k], BW_MEMBERS(figure_members));
    bw_json_close(json, ']');
}

/* What the company's target is said to grow on. */
static double last_year(const bw_problem *problem)
{
    double sum = 0;
    for (int32_t i = 0; i < problem->account_count; i++)
        sum += problem->accounts[i].revenue_net;
    return sum;
}

static void problem_put(bw_json *json, const bw_problem *problem)
{
    char month[32];
    bw_json_put_number(json, "total_revenue", problem->total_revenue);
    bw_json_put_number(json, "last_12_months", last_year(problem));
    bw_json_put_integer(json, "market_count", problem->market_count);
    bw_json_put_text(json, "plan_start", bw_month_words(problem->plan_start, month));
    if (problem->last_month >= problem->first_month)
        bw_json_put_text(json, "history_start", bw_month_words(problem->first_month, month));
    bw_potential_score_put(json, problem);
}

static void measures_put(bw_json *json, const bw_alignment *alignment)
{
    bw_json_put_open(json, "measures", '[');
    for (int32_t m = 0; m < alignment->measure_count; m++) {
        bw_json_open(json, '{');
        bw_json_put_text(json, "name", bw_measure_name(alignment->measures[m]));
        bw_json_put_text(json, "unit", bw_measure_unit(alignment->measures[m]));
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void put_stability(bw_json *json, const bw_stability *stability)
{
    bw_json_put_open(json, "stability", '{');
    bw_json_put_integer(json, "edited_accounts", stability->edited);
    bw_json_put_integer(json, "touched_accounts", stability->touched);
    bw_json_put_number(json, "kept_accounts", stability->kept_accounts);
    bw_json_put_number(json, "kept_revenue", stability->kept_revenue);
    bw_json_close(json, '}');
}

bool bw_plan_put(bw_json *json, const bw_plan *plan, const bw_run *run)
{
    bool good = true;
    bw_json_open(json, '{');
    bw_run_put(json, run);
    bw_json_put_number(json, "seconds", plan->seconds);
    problem_put(json, plan->problem);
    if (plan->alignment) {
        bw_alignment_put(json, plan->alignment);
        measures_put(json, plan->alignment);
        prices_put(json, plan->alignment);
    }
    if (run->stability)
        put_stability(json, run->stability);
    if (run->frontier)
        bw_frontier_put(json, run->frontier);
    if (plan->today)
        today_put(json, plan->today);
    if (plan->quotas)
        put_quotas(json, plan->quotas);
    if (plan->refusal.status)
        bw_json_put_text(json, "quotas_refused", plan->refusal.message);
    if (plan->fairness)
        fairness_put(json, plan->fairness);
    if (plan->forecast)
        good = bw_forecast_put(json, plan->forecast);
    if (good && plan->hindcast && plan->hindcast->curve_count)
        good = bw_hindcast_put(json, plan->hindcast);
    if (plan->rolling)
        bw_rolling_put(json, plan->rolling);
    good = good && bw_reps_put(json, plan);
    bw_accounts_put(json, plan);
    bw_json_close(json, '}');
    return good;
}
