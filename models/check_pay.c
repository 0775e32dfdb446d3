/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The points of the curve in turn: nothing up to the threshold, all at quota, a slope from there, a lid on it. */
static double earned(const bw_settings *settings, double sold, double quota)
{
    double all = 0, foot = settings->pay_threshold * quota;
    if (sold > foot)
        all += (fmin(sold, quota) - foot) / (quota - foot);
    if (sold > quota)
        all += settings->pay_accelerator * (sold - quota) / quota;
    return settings->pay_cap < all ? settings->pay_cap : all;
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Sorts paid. */
static void judge_points(double *paid, size_t paths, const bw_range *range, const char *what, const char *whom,
                         bw_verdict *verdict)
{
    char words[60];
    bw_verdict_compare(verdict, what, whom, range->mean, bw_judge_mean(paid, paths), 1);
    qsort(paid, paths, sizeof *paid, by_value);
    const struct { double share, found; } points[] = {
        {0.025, range->p025}, {0.1, range->p10}, {0.25, range->p25}, {0.5, range->p50}, {0.75, range->p75},
        {0.9, range->p90},     {0.975, range->p975}};
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        snprintf(words, sizeof words, "%s at %g", what, points[k].share);
        bw_verdict_compare(verdict, words, whom, points[k].found, bw_judge_point(paid, paths, points[k].share), 1);
    }
}

/* Is anybody's target incentive known who could earn it? */
static bool is_known(const bw_problem *problem, const bw_quotas *quotas)
{
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (quotas->reps[j].quota > 0 && problem->reps[j].row->target_pay > 0)
            return true;
    return false;
}

static void judge_rep(const bw_problem *problem, const bw_settings *settings, const bw_quotas *quotas, int32_t rep,
                      double *year, size_t paths, double *all, double *budget, bw_verdict *verdict)
{
    const bw_quota *quota = &quotas->reps[rep];
    const bw_rep_row *row = problem->reps[rep].row;
    double target = quotas->pay_known ? row->target_pay : problem->reps[rep].competes ? 1 : 0;
    if (!(isnan(row->target_pay) ? isnan(quota->target_pay) : quota->target_pay == row->target_pay))
        bw_verdict_add(verdict, "the target incentive of %s is %.2f, but the tables say %.2f", row->rep_id,
                       quota->target_pay, row->target_pay);
    for (size_t s = 0; s < paths; s++) {
        year[s] = quota->quota > 0 ? earned(settings, year[s], quota->quota) : 0;
        if (target > 0 && quota->quota > 0)
            all[s] += target * year[s];
    }
    if (target > 0 && quota->quota > 0)
        *budget += target;
    judge_points(year, paths, &quota->payout, "payout", row->rep_id, verdict);
}

bool bw_judge_pay(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                  const bw_alignment *alignment, const bw_quotas *quotas, bw_verdict *verdict)
{
    size_t paths = (size_t)forecast->path_count;
    double *year = bw_array(2 * paths, sizeof *year), *all = year ? year + paths : NULL, budget = 0;
    if (!year)
        return false;
    if (quotas->pay_known != is_known(problem, quotas))
        bw_verdict_add(verdict, "target incentives are %s, which is not so", quotas->pay_known ? "known" : "not known");
    for (size_t s = 0; s < paths; s++)
        all[s] = 0;
    for (int32_t j = 0; j < problem->rep_count; j++) {
        bw_judge_year(problem, forecast, settings, alignment->rep, j, year);
        judge_rep(problem, settings, quotas, j, year, paths, all, &budget, verdict);
    }
    bw_verdict_compare(verdict, "budget of incentives", "the company", quotas->pay_budget, budget, 1);
    judge_points(all, paths, &quotas->pay, "incentive pay", "the company", verdict);
    free(year);
    return true;
}
