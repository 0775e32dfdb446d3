/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CLOSE 1e-6

void bw_verdict_add(bw_verdict *verdict, const char *format, ...)
{
    if (verdict->wrong++)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(verdict->first, sizeof verdict->first, format, arguments);
    va_end(arguments);
}

void bw_verdict_compare(bw_verdict *verdict, const char *what, const char *whom, double found, double expected,
                        double scale)
{
    double size = fmax(fabs(scale), fmax(fabs(found), fabs(expected)));
    if (isfinite(found) && isfinite(expected) && fabs(found - expected) <= CLOSE * fmax(size, 1e-9))
        return;
    bw_verdict_add(verdict, "%s of %s is %.10g, but %.10g follows from the problem", what, whom, found, expected);
}

static double haversine(const bw_account_row *account, const bw_rep_row *rep)
{
    double degree = M_PI / 180;
    double phi = sin((rep->latitude - account->latitude) * degree / 2);
    double lambda = sin((rep->longitude - account->longitude) * degree / 2);
    double a = phi * phi + cos(account->latitude * degree) * cos(rep->latitude * degree) * lambda * lambda;
    return 2 * 6371.0 * asin(a > 1 ? 1 : sqrt(a)); /* not fmin, which would hide a NaN */
}

double bw_judge_distance(const bw_problem *problem, int32_t account, int32_t rep)
{
    const struct bw_problem_store *store = problem->store;
    for (size_t k = 0; k < store->trip_count; k++)
        if (store->trips[k].account == account && store->trips[k].rep == rep && !isnan(store->trips[k].km))
            return store->trips[k].km;
    const bw_account_row *from = problem->accounts[account].row;
    const bw_rep_row *to = problem->reps[rep].row;
    double km = haversine(from, to);
    return isnan(km) ? 0 : km;
}

double bw_judge_loss(const bw_problem *problem, const bw_settings *settings, int32_t account, int32_t rep)
{
    const bw_account *given = &problem->accounts[account];
    if (given->owner < 0 || rep < 0 || given->owner == rep)
        return 0;
    return settings->disruption_rate * given->continuity;
}

void bw_judge_fairness(const bw_fairness *fairness, bw_verdict *verdict)
{
    for (size_t k = 0; k < fairness->count; k++) {
        const bw_fairness_figure *figure = &fairness->figures[k];
        bool known = !isnan(figure->after);
        if (!known)
            continue;
        if (!isfinite(figure->after) || figure->after < 0 || figure->after_low > figure->after_high)
            bw_verdict_add(verdict, "the %s of %s is %.10g with the interval %.10g to %.10g", figure->index,
                           figure->quantity, figure->after, figure->after_low, figure->after_high);
        if (!isnan(figure->before) && (figure->before < 0 || figure->before_low > figure->before_high))
            bw_verdict_add(verdict, "the %s of today's %s is %.10g with the interval %.10g to %.10g", figure->index,
                           figure->quantity, figure->before, figure->before_low, figure->before_high);
    }
}

bw_status bw_check(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                   const bw_quotas *quotas, const bw_fairness *fairness, const bw_settings *settings, bw_error *error)
{
    bw_verdict verdict = {0};
    if (alignment)
        bw_judge_alignment(problem, forecast, settings, alignment, &verdict);
    if (alignment && quotas && forecast && !bw_judge_quotas(problem, forecast, settings, alignment, quotas, &verdict))
        return bw_fail_memory(error);
    if (fairness)
        bw_judge_fairness(fairness, &verdict);
    if (!verdict.wrong)
        return BW_OK;
    return bw_fail(error, BW_REJECTED,
                   "the plan was rejected by its independent check and is not shown: %s (%lld in all). This is "
                   "a fault of the program: please report it with the input", verdict.first, (long long)verdict.wrong);
}
