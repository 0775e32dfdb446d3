/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/files.h"

#include "app/failure.h"
#include "app/report/sweep_json.h"
#include "app/tables/write.h"

#include <math.h>
#include <string.h>

static const char *const heads[] = {"objective",           "bound",           "gap",            "moved_accounts",
                                    "moved_revenue_share", "travel_cost",     "disruption_cost", "violation_cost",
                                    "balance_cost",        "preference_value", "company_target", "quota_total",
                                    "p_company",           "expected_at_quota",
                                    "pay_expected",        "pay_budget"};

#define FIGURES (sizeof heads / sizeof *heads)

static void figures_of(const bw_plan *plan, double figures[FIGURES])
{
    for (size_t k = 0; k < FIGURES; k++)
        figures[k] = NAN;
    if (plan && plan->alignment) {
        const bw_alignment *a = plan->alignment;
        const double values[] = {a->objective,           a->bound,       a->gap,             a->moved_accounts,
                                 a->moved_revenue_share, a->travel_cost, a->disruption_cost, a->violation_cost,
                                 a->balance_cost,        a->preference_value};
        memcpy(figures, values, sizeof values);
    }
    if (plan && plan->quotas) {
        const bw_quotas *q = plan->quotas;
        const double values[] = {q->company_target, q->quota_total, q->p_company, q->expected_at_quota,
                                 q->pay_known ? q->pay.mean : NAN, q->pay_known ? q->pay_budget : NAN};
        memcpy(figures + FIGURES - sizeof values / sizeof *values, values, sizeof values);
    }
}

/* The largest deviation of a measure; NAN if the plan does not balance it. */
static double deviation_of(const bw_plan *plan, bw_measure measure)
{
    for (int32_t m = 0; plan && plan->alignment && m < plan->alignment->measure_count; m++)
        if (plan->alignment->measures[m] == measure)
            return plan->alignment->max_deviation[m];
    return NAN;
}

/* "tolerance=0.05; add_reps=279" */
static void put_changes(bw_sheet *sheet, const bw_scenario *scenario)
{
    char words[2048] = "";
    size_t used = 0;
    for (size_t k = 0; k < scenario->change_count && used < sizeof words; k++)
        used += (size_t)snprintf(words + used, sizeof words - used, "%s%s=%s", k ? "; " : "", scenario->names[k],
                                 scenario->values[k]);
    bw_sheet_text(sheet, words);
}

static void put_head(bw_sheet *sheet)
{
    char name[64];
    bw_sheet_text(sheet, "scenario");
    bw_sheet_text(sheet, "changes");
    bw_sheet_text(sheet, "status");
    bw_sheet_text(sheet, "outcome");
    bw_sheet_text(sheet, "on_front");
    for (size_t k = 0; k < FIGURES; k++)
        bw_sheet_text(sheet, heads[k]);
    for (int m = 0; m < BW_MEASURE_COUNT; m++) {
        snprintf(name, sizeof name, "max_deviation_%s", bw_measure_name((bw_measure)m));
        bw_sheet_text(sheet, name);
    }
    bw_sheet_text(sheet, "message");
    bw_sheet_end_line(sheet);
}

static void put_scenario(bw_sheet *sheet, const bw_scenario *scenario, const bw_scenario_result *result)
{
    double figures[FIGURES];
    const bw_plan *plan = result->plan;
    figures_of(plan, figures);
    bw_sheet_text(sheet, scenario->name);
    put_changes(sheet, scenario);
    bw_sheet_integer(sheet, result->status);
    bw_sheet_text(sheet, plan && plan->alignment ? bw_outcome_name(plan->alignment->outcome) : "");
    bw_sheet_text(sheet, result->on_front ? "yes" : "no");
    for (size_t k = 0; k < FIGURES; k++)
        bw_sheet_number(sheet, figures[k]);
    for (int m = 0; m < BW_MEASURE_COUNT; m++)
        bw_sheet_number(sheet, deviation_of(plan, (bw_measure)m));
    bw_sheet_text(sheet, result->status == BW_OK ? "" : result->error.message);
    bw_sheet_end_line(sheet);
}

bw_status bw_sweep_files_write(const char *folder, const bw_sweep *sweep, const bw_scenario *scenarios,
                               const bw_run *run, bw_error *error)
{
    bw_sheet sheet;
    if (bw_sheet_open(&sheet, folder, "sweep_results.csv", &run->style)) {
        put_head(&sheet);
        for (size_t k = 0; k < sweep->count; k++)
            put_scenario(&sheet, &scenarios[k], &sweep->results[k]);
    }
    return bw_sheet_close(&sheet, true, error);
}

bw_status bw_sweep_json(FILE *file, const bw_sweep *sweep, const bw_scenario *scenarios, const bw_run *run,
                        bw_error *error)
{
    bw_json json = bw_json_create(file);
    bw_sweep_put(&json, sweep, scenarios, run);
    putc('\n', file);
    return bw_json_failed(&json) ? bw_failure(error, BW_FAILED, NULL, 0, "the sweep's JSON cannot be written") : BW_OK;
}
