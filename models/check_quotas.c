/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MONTHS 12
#define CENT 0.006
#define LAST_DIGITS 4e-15

double bw_judge_cent(double amount)
{
    return CENT + LAST_DIGITS * fabs(amount);
}

/* Clears months in which returns exceed sales; returns the sum of the others. */
static double positive_sum(double season[MONTHS])
{
    double total = 0;
    for (int h = 0; h < MONTHS; h++)
        total += season[h] = fmax(0, season[h]);
    return total;
}

/* The months of what the rep has, where that is nothing of the company's, and else by their length. */
static double season_of(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                        const int32_t *rep_of, int32_t rep, double season[MONTHS])
{
    for (int h = 0; h < MONTHS; h++)
        season[h] = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        double kept = rep_of[i] == rep ? 1 - bw_judge_loss(problem, settings, i, rep) : 0;
        for (int h = 0; h < MONTHS && rep_of[i] == rep; h++)
            season[h] += kept * (double)forecast->mean[i * MONTHS + h];
    }
    double total = positive_sum(season);
    if (total > 0)
        return total;
    for (int h = 0; h < MONTHS; h++)
        for (int32_t s = 0; s < forecast->path_count; s++)
            season[h] += (double)forecast->company_month[s * MONTHS + h];
    total = positive_sum(season);
    for (int h = 0; h < MONTHS && !(total > 0); h++)
        season[h] = bw_problem_period_length(problem, problem->plan_start + h);
    return positive_sum(season);
}

double bw_judge_season(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       const int32_t *rep_of, int32_t rep, double season[MONTHS])
{
    double total = season_of(problem, forecast, settings, rep_of, rep, season), ramp = 0;
    for (int h = 0; h < MONTHS; h++)
        ramp += season[h] = season[h] / total * problem->reps[rep].ramp[h];
    for (int h = 0; h < MONTHS; h++)
        season[h] = ramp > 0 ? season[h] / ramp : 1.0 / MONTHS;
    return ramp;
}

double bw_judge_year(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const int32_t *rep_of, int32_t rep, double *year)
{
    double season[MONTHS], ramp = bw_judge_season(problem, forecast, settings, rep_of, rep, season);
    size_t paths = (size_t)forecast->path_count;
    for (size_t s = 0; s < paths; s++)
        year[s] = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        if (rep_of[i] != rep)
            continue;
        double kept = 1 - bw_judge_loss(problem, settings, i, rep);
        for (size_t s = 0; s < paths; s++)
            year[s] += kept * (double)forecast->year[(size_t)i * paths + s];
    }
    for (size_t s = 0; s < paths; s++)
        year[s] *= ramp;
    return ramp;
}

double bw_judge_chance(const double *year, size_t paths, double amount)
{
    size_t count = 0;
    for (size_t s = 0; s < paths; s++)
        count += year[s] >= amount;
    return (double)count / (double)paths;
}

static void judge_sums(const bw_quota *quota, const char *id, bw_verdict *verdict)
{
    double months = 0, lines = 0;
    for (int h = 0; h < MONTHS; h++) {
        months += quota->month[h];
        if (!(quota->month[h] >= 0))
            bw_verdict_add(verdict, "month %d of the quota of %s is %.10g", h + 1, id, quota->month[h]);
    }
    for (int32_t k = 0; k < quota->line_count; k++)
        lines += quota->lines[k].amount;
    if (!(fabs(months - quota->quota) < bw_judge_cent(quota->quota)))
        bw_verdict_add(verdict, "the months of the quota of %s sum to %.2f instead of %.2f", id, months, quota->quota);
    if (!(fabs(lines - quota->quota) < bw_judge_cent(quota->quota)))
        bw_verdict_add(verdict, "the derivation of the quota of %s sums to %.2f instead of %.2f", id, lines,
                       quota->quota);
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

double bw_judge_point(const double *sorted, size_t paths, double share)
{
    double place = share * (double)(paths - 1), below = floor(place);
    double first = sorted[(size_t)below], next = sorted[(size_t)fmin(below + 1, (double)(paths - 1))];
    return first * (1 - (place - below)) + next * (place - below);
}

/* Sorts year. */
static void judge_range(double *year, size_t paths, const bw_range *range, const char *id, bw_verdict *verdict)
{
    qsort(year, paths, sizeof *year, by_value);
    const struct { double share, found; } points[] = {
        {0.025, range->p025}, {0.1, range->p10}, {0.25, range->p25}, {0.5, range->p50}, {0.75, range->p75},
        {0.9, range->p90},     {0.975, range->p975}};
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        char what[40];
        snprintf(what, sizeof what, "%g %% point of the forecast", 100 * points[k].share);
        bw_verdict_compare(verdict, what, id, points[k].found, bw_judge_point(year, paths, points[k].share),
                           range->mean);
    }
}

/* A path within rounding of the quota may be counted either way. */
static void judge_chance(const double *year, size_t paths, double amount, double found, const char *id,
                         bw_verdict *verdict)
{
    double slack = 1e-9 * fmax(1, fabs(amount));
    double most = bw_judge_chance(year, paths, amount - slack), least = bw_judge_chance(year, paths, amount + slack);
    if (!(found >= least - 1e-12 && found <= most + 1e-12))
        bw_verdict_add(verdict, "the chance of %s to reach %.2f is %.6f, but the paths say %.6f", id, amount, found,
                       most);
}

double bw_judge_mean(const double *year, size_t paths)
{
    double sum = 0;
    for (size_t s = 0; s < paths; s++)
        sum += year[s];
    return sum / (double)paths;
}

/* Adjustments are part of the quota as they stand in the table; rounding may move it by two units more, or by the
 * target's rest. */
static void judge_adjustment(const bw_problem *problem, double unit, const bw_quota *quota, int32_t rep,
                             bw_verdict *verdict)
{
    const char *id = problem->reps[rep].row->rep_id;
    double sum = 0, rounded = quota->quota - quota->unadjusted;
    int count = 0;
    for (size_t k = 0; k < problem->adjustment_count; k++) {
        const bw_adjustment_row *row = problem->adjustments[k].row;
        if (problem->adjustments[k].rep != rep)
            continue;
        sum += isnan(row->amount) ? row->share * quota->unadjusted : row->amount;
        count++;
    }
    bw_verdict_compare(verdict, "adjustment", id, quota->adjustment, sum, 1);
    if (count && !(fabs(rounded - sum) <= 3 * unit + bw_judge_cent(quota->quota)))
        bw_verdict_add(verdict, "the quota of %s is %.2f, but adjustments make it %.2f", id, quota->quota,
                       quota->unadjusted + sum);
}

static void judge_rep(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                      const bw_alignment *alignment, const bw_quotas *quotas, int32_t rep, double *year,
                      double *company, double even[3], bw_verdict *verdict)
{
    const char *id = problem->reps[rep].row->rep_id;
    const bw_quota *quota = &quotas->reps[rep];
    size_t paths = (size_t)forecast->path_count;
    double ramp = bw_judge_year(problem, forecast, settings, alignment->rep, rep, year), prior = 0;
    for (size_t s = 0; s < paths; s++)
        company[s] += year[s];
    for (int32_t i = 0; i < problem->account_count; i++)
        prior += alignment->rep[i] == rep ? problem->accounts[i].revenue_net : 0;
    bw_verdict_compare(verdict, "ramp factor", id, quota->ramp_factor, ramp, 1);
    bw_verdict_compare(verdict, "last year's revenue", id, quota->prior, prior, 0);
    bw_verdict_compare(verdict, "forecast mean", id, quota->forecast.mean, bw_judge_mean(year, paths), 0);
    judge_chance(year, paths, quota->quota, quota->p_attain, id, verdict);
    judge_sums(quota, id, verdict);
    judge_adjustment(problem, quotas->unit, quota, rep, verdict);
    judge_range(year, paths, &quota->forecast, id, verdict);
    for (int k = 0; k < 3; k++)
        even[k] += bw_judge_point(year, paths, 1 - (double[]){0.5, 0.6, 0.7}[k]);
}

static double in_units(double amount, double unit)
{
    double units = round(amount / unit);
    return round((units > 0 ? units * unit : amount) * 100) / 100;
}

/* Without a setting, the power of ten from 0.01 to 1000 just below a thousandth of an average quota. */
static double asked_unit(const bw_problem *problem, const bw_settings *settings, double target)
{
    double carriers = 0;
    for (int32_t j = 0; j < problem->rep_count; j++)
        carriers += problem->reps[j].competes;
    if (!isnan(settings->quota_unit))
        return round(settings->quota_unit * 100) / 100;
    double power = carriers > 0 && target > 0 ? floor(log10(target / carriers / 1000) + 1e-12) : 3;
    return pow(10, fmin(3, fmax(-2, power)));
}

/* The target that the settings ask for, in whole units unless it is given as an amount; unit receives what quotas are
 * multiples of. */
static double asked_target(const bw_problem *problem, const bw_settings *settings, double mean, double *unit)
{
    double last_year = 0;
    for (int32_t i = 0; i < problem->account_count; i++)
        last_year += problem->accounts[i].revenue_net;
    double target = isnan(settings->target_growth) ? mean : last_year * (1 + settings->target_growth);
    bool given = !isnan(settings->company_target);
    *unit = asked_unit(problem, settings, given ? settings->company_target : target);
    return given ? round(settings->company_target * 100) / 100 : in_units(fmax(0, target), *unit);
}

/* House accounts carry no quota that is earned against others. */
static void judge_expected(const bw_problem *problem, const bw_alignment *alignment, const bw_quotas *quotas,
                           bw_verdict *verdict)
{
    double sum = 0;
    int32_t carriers = 0;
    for (int32_t j = 0; j < problem->rep_count; j++) {
        if (alignment->territories[j].accounts == 0 || !problem->reps[j].competes)
            continue;
        carriers++;
        sum += quotas->reps[j].p_attain;
    }
    bw_verdict_compare(verdict, "expected share at quota", "the company", quotas->expected_at_quota,
                       carriers ? sum / carriers : 0, 1);
}

static void judge_company(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                          const bw_alignment *alignment, const bw_quotas *quotas, double *company, bw_verdict *verdict)
{
    size_t paths = (size_t)forecast->path_count;
    double sum = 0, unadjusted = 0;
    for (int32_t i = 0; i < problem->account_count; i++)
        for (size_t s = 0; s < paths && alignment->rep[i] < 0; s++)
            company[s] += (double)forecast->year[(size_t)i * paths + s];
    for (int32_t j = 0; j < problem->rep_count; j++)
        sum += quotas->reps[j].quota, unadjusted += quotas->reps[j].unadjusted;
    double mean = bw_judge_mean(company, paths);
    bw_verdict_compare(verdict, "sum of quotas", "the company", quotas->quota_total, sum, 0);
    bw_verdict_compare(verdict, "forecast mean", "the company", quotas->company.mean, mean, 0);
    double unit, target = asked_target(problem, settings, mean, &unit);
    bw_verdict_compare(verdict, "target", "the company", quotas->company_target, target, 0);
    bw_verdict_compare(verdict, "unit of the quotas", "the company", quotas->unit, unit, 0);
    double wanted = quotas->company_target * (1 + settings->over_assignment);
    wanted = round((isnan(settings->company_target) ? in_units(wanted, unit) : wanted) * 100) / 100;
    if (sum > 0)
        bw_verdict_compare(verdict, "sum of quotas before adjustments", "the company", unadjusted, wanted, 1);
    if (sum > 0 && !(fabs(sum - wanted) < bw_judge_cent(wanted)))
        bw_verdict_add(verdict, "the quotas sum to %.2f instead of %.2f", sum, wanted);
    judge_chance(company, paths, quotas->company_target, quotas->p_company, "the company", verdict);
    judge_range(company, paths, &quotas->company, "the company", verdict);
    for (int k = 0; k < 3; k++)
        bw_verdict_compare(verdict, "target that can be reached", "the company", quotas->target_for_p[k],
                           bw_judge_point(company, paths, 1 - (double[]){0.5, 0.8, 0.9}[k]), mean);
    judge_expected(problem, alignment, quotas, verdict);
}

bool bw_judge_quotas(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, const bw_quotas *quotas, bw_verdict *verdict)
{
    size_t paths = (size_t)forecast->path_count;
    if (quotas->rep_count != problem->rep_count || !quotas->reps) {
        bw_verdict_add(verdict, "there are quotas of %d reps, the problem has %d", quotas->rep_count,
                       problem->rep_count);
        return true;
    }
    double *years = bw_array((size_t)problem->rep_count * paths, sizeof *years);
    double *company = bw_array(paths, sizeof *company);
    double even[3] = {0, 0, 0}; /* quotas that all reach with the same chance, added up */
    bool room = years && company;
    for (int32_t j = 0; j < problem->rep_count && room; j++)
        judge_rep(problem, forecast, settings, alignment, quotas, j, years + (size_t)j * paths, company, even, verdict);
    for (int k = 0; k < 3 && room && quotas->company_target > 0; k++)
        bw_verdict_compare(verdict, "over-assignment for an even chance", "the company", quotas->cushion_for_p[k],
                           even[k] / quotas->company_target - 1, 1);
    if (room)
        judge_company(problem, forecast, settings, alignment, quotas, company, verdict);
    if (room)
        room = bw_judge_shares(problem, forecast, settings, alignment, quotas, years, verdict);
    free(company);
    free(years);
    return room;
}
