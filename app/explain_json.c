/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explain.h"

#include "app/failure.h"
#include "app/report/opportunity.h"
#include "app/report/performance.h"
#include "app/report/plan_json.h"
#include "app/report/words.h"

#include <math.h>
#include <stdlib.h>

static void opportunity_put(bw_json *json, const bw_problem *problem, int32_t i)
{
    const bw_opportunity *like = &problem->opportunities[i];
    char words[BW_OPPORTUNITY_WORDS];
    bw_json_put_number(json, "potential_p10", like->p10);
    bw_json_put_number(json, "potential_p90", like->p90);
    bw_json_put_number(json, "penetration", like->penetration);
    bw_json_put_number(json, "white_space", like->white_space);
    bw_json_put_text(json, "potential_basis", bw_potential_basis_name(like->basis));
    bw_json_put_text(json, "potential_why", bw_opportunity_words(problem, i, words));
}

static void account_put(bw_json *json, const bw_plan *plan, int32_t i, const bw_override *override)
{
    const bw_account *account = &plan->problem->accounts[i];
    bw_json_put_open(json, "account", '{');
    bw_json_put_text(json, "account_id", account->row->account_id);
    bw_json_put_text(json, "account_name", account->row->account_name);
    bw_json_put_text(json, "from_rep_id", bw_rep_id(plan->problem, account->owner));
    bw_json_put_text(json, "to_rep_id", bw_rep_id(plan->problem, plan->alignment->rep[i]));
    bw_json_put_bool(json, "moved", bw_account_moves(plan->problem, plan->alignment, i));
    bw_json_put_text(json, "reason", bw_reason_name(plan->alignment->reason[i]));
    bw_json_put_text(json, "lock_reason", account->lock_reason);
    bw_json_put_number(json, "revenue", account->revenue);
    bw_json_put_number(json, "potential", account->potential);
    opportunity_put(json, plan->problem, i);
    bw_json_put_number(json, "workload", account->workload);
    bw_json_put_number(json, "forecast_mean", plan->forecast ? plan->forecast->year_mean[i] : NAN);
    bw_json_put_number(json, "forecast_p10", plan->forecast ? (double)plan->forecast->year_p10[i] : NAN);
    bw_json_put_number(json, "forecast_p90", plan->forecast ? (double)plan->forecast->year_p90[i] : NAN);
    bw_json_put_text(json, "forecast_method", plan->forecast ? plan->forecast->method[i] : NULL);
    bw_json_put_text(json, "forecast_why", plan->forecast ? plan->forecast->why[i] : NULL);
    bw_json_put_text(json, "next_best_rep_id", bw_rep_id(plan->problem, override->rep));
    bw_json_put_number(json, "override_cost", override->confirmed);
    bw_json_put_number(json, "override_cost_estimate", override->estimate);
    bw_json_close(json, '}');
}

static void windows_put(bw_json *json, const bw_alignment *alignment, int32_t rep)
{
    bw_json_put_open(json, "windows", '[');
    for (int32_t m = 0; m < alignment->measure_count; m++) {
        bw_json_open(json, '{');
        bw_json_put_text(json, "measure", bw_measure_name(alignment->measures[m]));
        bw_window_put(json, &alignment->territories[rep].windows[m]);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void quota_put(bw_json *json, const bw_quota *quota)
{
    bw_json_put_number(json, "quota", quota->quota);
    bw_json_put_number(json, "p_attain", quota->p_attain);
    bw_json_put_number(json, "ramp_factor", quota->ramp_factor);
    bw_range_put(json, "forecast", quota->forecast);
    bw_json_put_number(json, "quota_prior", quota->quota_prior);
    bw_json_put_number(json, "target_pay", quota->target_pay);
    bw_range_put(json, "payout", quota->payout);
    bw_quota_lines_put(json, "quota_lines", quota);
}

static void rep_put(bw_json *json, const bw_plan *plan, const bw_performance *last_year, int32_t rep)
{
    const bw_territory *territory = &plan->alignment->territories[rep];
    bw_json_put_open(json, "rep", '{');
    bw_json_put_text(json, "rep_id", plan->problem->reps[rep].row->rep_id);
    bw_json_put_text(json, "rep_name", plan->problem->reps[rep].row->rep_name);
    bw_json_put_integer(json, "accounts", territory->accounts);
    bw_json_put_integer(json, "kept", territory->kept);
    bw_json_put_integer(json, "gained", territory->gained);
    bw_json_put_integer(json, "lost", territory->lost);
    windows_put(json, plan->alignment, rep);
    quota_put(json, &plan->quotas->reps[rep]);
    bw_performance_put(json, &last_year[rep]);
    bw_json_close(json, '}');
}

bw_status bw_explain_json(FILE *file, const bw_session *session, int32_t account, int32_t rep,
                          const bw_override *override, bw_error *error)
{
    bw_performance *last_year = bw_performance_create(session->plan.problem);
    if (!last_year)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_json json = bw_json_create(file);
    bw_json_open(&json, '{');
    bw_run_put(&json, &session->run);
    bw_alignment_put(&json, session->plan.alignment);
    if (account >= 0)
        account_put(&json, &session->plan, account, override);
    if (rep >= 0)
        rep_put(&json, &session->plan, last_year, rep);
    bw_json_close(&json, '}');
    putc('\n', file);
    free(last_year);
    return bw_json_failed(&json) ? bw_failure(error, BW_FAILED, NULL, 0, "the JSON cannot be written") : BW_OK;
}
