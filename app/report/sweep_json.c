/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/sweep_json.h"

#include "app/report/plan_json.h"

static void changes_put(bw_json *json, const bw_scenario *scenario)
{
    bw_json_put_open(json, "changes", '[');
    for (size_t k = 0; k < scenario->change_count; k++) {
        bw_json_open(json, '{');
        bw_json_put_text(json, "name", scenario->names[k]);
        bw_json_put_text(json, "value", scenario->values[k]);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void figures_put(bw_json *json, const bw_plan *plan)
{
    bw_json_put_open(json, "plan", '{');
    if (plan->alignment)
        bw_alignment_put(json, plan->alignment);
    if (plan->quotas) {
        bw_json_put_number(json, "company_target", plan->quotas->company_target);
        bw_json_put_number(json, "quota_total", plan->quotas->quota_total);
        bw_json_put_number(json, "p_company", plan->quotas->p_company);
        bw_json_put_number(json, "expected_at_quota", plan->quotas->expected_at_quota);
        bw_json_put_bool(json, "pay_known", plan->quotas->pay_known);
        bw_json_put_number(json, "pay_budget", plan->quotas->pay_budget);
        bw_json_put_number(json, "pay", plan->quotas->pay.mean);
    }
    if (plan->refusal.status)
        bw_json_put_text(json, "quotas_refused", plan->refusal.message);
    bw_json_close(json, '}');
}

static void scenario_put(bw_json *json, const bw_scenario *scenario, const bw_scenario_result *result)
{
    bw_json_open(json, '{');
    bw_json_put_text(json, "name", scenario->name);
    changes_put(json, scenario);
    bw_json_put_integer(json, "status", result->status);
    bw_json_put_text(json, "message", result->status == BW_OK ? "" : result->error.message);
    bw_json_put_bool(json, "on_front", result->on_front);
    if (result->plan)
        figures_put(json, result->plan);
    bw_json_close(json, '}');
}

void bw_sweep_put(bw_json *json, const bw_sweep *sweep, const bw_scenario *scenarios, const bw_run *run)
{
    bw_json_open(json, '{');
    bw_run_put(json, run);
    bw_json_put_number(json, "seconds", sweep->seconds);
    bw_json_put_open(json, "scenarios", '[');
    for (size_t k = 0; k < sweep->count; k++)
        scenario_put(json, &scenarios[k], &sweep->results[k]);
    bw_json_close(json, ']');
    bw_json_close(json, '}');
}
