/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <math.h>
#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOSE 1e-6
#define PARTS 64

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

/* What was found in the next part of a list. */
static void take_verdict(bw_verdict *verdict, const bw_verdict *found)
{
    if (!verdict->wrong && found->wrong)
        snprintf(verdict->first, sizeof verdict->first, "%s", found->first);
    verdict->wrong += found->wrong;
}

void bw_judge_parts(const bw_settings *settings, int32_t count, bw_part_judge *judge, const void *context,
                    bw_verdict *verdict)
{
    bw_verdict found[PARTS] = {0};
    int threads = settings->threads > 0 ? settings->threads : omp_get_num_procs();
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int32_t k = 0; k < PARTS; k++)
        judge(context, (int32_t)((int64_t)count * k / PARTS), (int32_t)((int64_t)count * (k + 1) / PARTS), &found[k]);
    for (int32_t k = 0; k < PARTS; k++)
        take_verdict(verdict, &found[k]);
}

static double haversine(const bw_account_row *account, const bw_rep_row *rep)
{
    double degree = M_PI / 180;
    double phi = sin((rep->latitude - account->latitude) * degree / 2);
    double lambda = sin((rep->longitude - account->longitude) * degree / 2);
    double a = phi * phi + cos(account->latitude * degree) * cos(rep->latitude * degree) * lambda * lambda;
    return 2 * 6371.0 * asin(a > 1 ? 1 : sqrt(a)); /* not fmin, which would hide a NaN */
}

static int by_pair(const void *a, const void *b)
{
    const bw_trip *first = a, *second = b;
    int order = (first->account > second->account) - (first->account < second->account);
    return order ? order : (first->rep > second->rep) - (first->rep < second->rep);
}

const bw_trip *bw_judge_trip(const bw_problem *problem, int32_t account, int32_t rep)
{
    const struct bw_problem_store *store = problem->store;
    const bw_trip wanted = {.account = account, .rep = rep};
    return store->trip_count ? bsearch(&wanted, store->trips, store->trip_count, sizeof wanted, by_pair) : NULL;
}

double bw_judge_distance(const bw_problem *problem, int32_t account, int32_t rep)
{
    const bw_trip *trip = bw_judge_trip(problem, account, rep);
    double km = trip && !isnan(trip->km) ? trip->km : haversine(problem->accounts[account].row, problem->reps[rep].row);
    return isnan(km) ? 0 : km;
}

double bw_judge_loss(const bw_problem *problem, const bw_settings *settings, int32_t account, int32_t rep)
{
    const bw_account *given = &problem->accounts[account];
    if (given->owner < 0 || rep < 0 || given->owner == rep)
        return 0;
    return settings->disruption_rate * given->continuity;
}

bw_status bw_check(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                   const bw_quotas *quotas, const bw_fairness *fairness, const bw_settings *settings, bw_error *error)
{
    bw_verdict verdict = {0};
    bool sound = !forecast || bw_judge_forecast(problem, forecast, settings, &verdict);
    if (sound && !verdict.wrong && alignment)
        bw_judge_alignment(problem, forecast, settings, alignment, &verdict);
    if (sound && !verdict.wrong && alignment && alignment->outcome != BW_OUTCOME_NONE)
        sound = bw_judge_prices(problem, forecast, settings, alignment, &verdict);
    sound = sound && !verdict.wrong; /* sums over wrong indices mean nothing */
    if (sound && alignment && quotas && forecast)
        sound = bw_judge_quotas(problem, forecast, settings, alignment, quotas, &verdict);
    if (sound && !verdict.wrong && alignment && quotas && forecast)
        sound = bw_judge_pay(problem, forecast, settings, alignment, quotas, &verdict);
    if (sound && fairness)
        sound = bw_judge_fairness(problem, forecast, settings, alignment, quotas, fairness, &verdict);
    if (!sound && !verdict.wrong)
        return bw_fail_memory(error);
    if (!verdict.wrong)
        return BW_OK;
    return bw_fail(error, BW_REJECTED,
                   "the plan was rejected by its independent check and is not shown: %s (%lld in all). This is "
                   "a fault of the program: please report it with the input", verdict.first, (long long)verdict.wrong);
}
