/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fairness.h"

#include <math.h>

const char *bw_inequality_name(bw_inequality index)
{
    static const char *const names[] = {"cv", "gini", "theil", "atkinson", "jain", "max/min"};
    return names[index];
}

const char *bw_fair_name(bw_fair_quantity quantity)
{
    static const char *const names[] = {"workload", "potential", "revenue", "accounts", "pipeline",
                                        "quota / forecast", "quota / potential", "P(attain)"};
    return names[quantity];
}

static void set_equal(double figure[BW_INEQUALITY_COUNT])
{
    for (int k = 0; k < BW_INEQUALITY_COUNT; k++)
        figure[k] = k == BW_JAIN || k == BW_MAX_MIN ? 1 : 0;
}

/* Values are taken relative to their mean, so that no power of them can overflow. */
void bw_inequality_measure(const double *sorted, size_t count, double figure[BW_INEQUALITY_COUNT])
{
    double total = 0, n = (double)count;
    set_equal(figure);
    for (size_t k = 0; k < count; k++)
        total += sorted[k];
    if (!(total > 0) || sorted[0] >= sorted[count - 1])
        return;
    double mean = total / n, spread = 0, ranked = 0, entropy = 0, roots = 0;
    for (size_t k = 0; k < count; k++) {
        double x = sorted[k] / mean;
        spread += (x - 1) * (x - 1);
        ranked += (2 * (double)k + 1 - n) * x;
        entropy += x > 0 ? x * log(x) : 0;
        roots += sqrt(x);
    }
    figure[BW_CV] = sqrt(spread / n);
    figure[BW_GINI] = ranked / n / (n - 1);
    figure[BW_THEIL] = fmax(0, entropy / n);
    figure[BW_ATKINSON] = fmax(0, 1 - (roots / n) * (roots / n));
    figure[BW_JAIN] = 1 / (1 + spread / n);
    figure[BW_MAX_MIN] = sorted[0] > 0 ? sorted[count - 1] / sorted[0] : NAN;
}

static bool has_rival(const bw_problem *problem, int32_t rep)
{
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (j != rep && problem->reps[j].competes && problem->reps[j].market == problem->reps[rep].market)
            return true;
    return false;
}

size_t bw_fair_reps(const bw_problem *problem, int32_t *reps)
{
    size_t count = 0;
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (problem->reps[j].competes && problem->reps[j].share > 0 && has_rival(problem, j))
            reps[count++] = j;
    return count;
}

static double measure_of(const bw_territory *territory, bw_fair_quantity quantity)
{
    switch (quantity) {
    case BW_FAIR_WORKLOAD:
        return territory->workload;
    case BW_FAIR_POTENTIAL:
        return territory->potential;
    case BW_FAIR_REVENUE:
        return territory->revenue;
    case BW_FAIR_ACCOUNTS:
        return territory->accounts;
    default:
        return territory->pipeline;
    }
}

static double market_total(const bw_problem *problem, const bw_alignment *plan, bw_fair_quantity quantity,
                           int32_t market)
{
    double total = 0;
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (problem->reps[j].competes && problem->reps[j].market == market)
            total += measure_of(&plan->territories[j], quantity);
    return total;
}

static double over(double value, double base)
{
    return base > 0 ? value / base : NAN;
}

static double value_of(const bw_problem *problem, const bw_alignment *alignment, const bw_alignment *plan,
                       const bw_quotas *quotas, bw_fair_quantity quantity, int32_t rep)
{
    const bw_quota *quota = quotas ? &quotas->reps[rep] : NULL;
    bool carries = quota && quota->quota > 0;
    switch (quantity) {
    case BW_FAIR_QUOTA_FORECAST:
        return carries ? over(quota->quota, quota->forecast.mean) : NAN;
    case BW_FAIR_QUOTA_POTENTIAL:
        return carries ? over(quota->quota, alignment->territories[rep].potential) : NAN;
    case BW_FAIR_ATTAIN:
        return carries ? quota->p_attain : NAN;
    default:
        return over(measure_of(&alignment->territories[rep], quantity),
                    problem->reps[rep].share * market_total(problem, plan, quantity, problem->reps[rep].market));
    }
}

bool bw_fair_values(const bw_problem *problem, const bw_alignment *alignment, const bw_alignment *plan,
                    const bw_quotas *quotas, bw_fair_quantity quantity, const int32_t *reps, size_t count,
                    double *value)
{
    bool any = false;
    for (size_t k = 0; k < count; k++) {
        value[k] = value_of(problem, alignment, plan, quotas, quantity, reps[k]);
        any = any || !isnan(value[k]);
    }
    return any;
}
