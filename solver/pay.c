/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/pay.h"
#include "models/pay.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

/* The curve never falls, so points of what rises rise. */
static void set_payout(const bw_settings *settings, const double *sorted, size_t paths, bw_quota *quota, double *room)
{
    for (size_t s = 0; s < paths; s++)
        room[s] = bw_payout(settings, sorted[s] / quota->quota);
    quota->payout = bw_range_of(room, paths);
}

/* What the rep's incentive counts in the sum of all. */
static double weight_of(const bw_problem *problem, const bw_quota *quota, int32_t rep, bool known)
{
    if (!(quota->quota > 0))
        return 0;
    double given = problem->reps[rep].row->target_pay;
    return known ? (isnan(given) ? 0 : given) : problem->reps[rep].competes;
}

static void add_pay(const bw_settings *settings, const double *year, size_t paths, double quota, double weight,
                    double *sum)
{
    for (size_t s = 0; s < paths && weight > 0; s++)
        sum[s] += weight * bw_payout(settings, year[s] / quota);
}

bool bw_pay_set(const bw_problem *problem, const bw_settings *settings, const bw_simulation *simulation,
                bw_quotas *quotas)
{
    size_t paths = simulation->paths;
    double *room = calloc(2 * paths, sizeof *room), *sum = room ? room + paths : NULL;
    if (!room)
        return false;
    quotas->pay_known = false;
    for (int32_t j = 0; j < quotas->rep_count; j++) {
        bw_quota *quota = &quotas->reps[j];
        quota->target_pay = problem->reps[j].row->target_pay;
        quotas->pay_known = quotas->pay_known || (quota->quota > 0 && quota->target_pay > 0);
        if (quota->quota > 0)
            set_payout(settings, simulation->sorted + (size_t)j * paths, paths, quota, room);
    }
    for (int32_t j = 0; j < quotas->rep_count; j++) {
        double weight = weight_of(problem, &quotas->reps[j], j, quotas->pay_known);
        quotas->pay_budget += weight;
        add_pay(settings, simulation->year + (size_t)j * paths, paths, quotas->reps[j].quota, weight, sum);
    }
    gsl_sort(sum, 1, paths);
    quotas->pay = bw_range_of(sum, paths);
    free(room);
    return true;
}
