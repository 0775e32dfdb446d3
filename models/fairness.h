/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How unequal a division is. fairness.md has the formulas, what they were checked against, and
 * why each quantity is compared the way it is.
 *
 * A measure is compared as value / (share x total of the market): 1 is exactly what the rep's
 * capacity calls for, so that neither unequal capacity nor the size of a market counts as
 * unfair. Only reps who compete with another one are compared: who is alone in a market gets all
 * of it under every plan.
 */
#ifndef BW_MODELS_FAIRNESS_H
#define BW_MODELS_FAIRNESS_H

#include "models/problem.h"

/** The inequality figures; all are 0 when all have the same, but jain and max/min, which are 1. */
typedef enum bw_inequality {
    BW_CV,       /**< standard deviation (of the population) over mean */
    BW_GINI,     /**< with the small-sample factor n / (n - 1): 1 when one has all */
    BW_THEIL,    /**< Theil's T, natural logarithm: 0 .. ln n */
    BW_ATKINSON, /**< with aversion 1/2: 0 .. 1 - 1/n */
    BW_JAIN,     /**< Jain, Chiu and Hawe 1984: 1/n .. 1 */
    BW_MAX_MIN,  /**< largest over smallest; NAN when the smallest is 0 and the largest is not */
    BW_INEQUALITY_COUNT
} bw_inequality;

/** "cv", "gini", "theil", "atkinson", "jain", "max/min". */
const char *bw_inequality_name(bw_inequality index);

/** All figures of a rising sample without negative values. No value at all, or a total of 0, counts as
 *  all equal. */
void bw_inequality_measure(const double *sorted, size_t count, double figure[BW_INEQUALITY_COUNT]);

/** What can be compared. */
typedef enum bw_fair_quantity {
    BW_FAIR_WORKLOAD, BW_FAIR_POTENTIAL, BW_FAIR_REVENUE, BW_FAIR_ACCOUNTS, BW_FAIR_PIPELINE,
    BW_FAIR_QUOTA_FORECAST,  /**< stretch: quota over the territory's forecast mean, after disruption and ramp */
    BW_FAIR_QUOTA_POTENTIAL,
    BW_FAIR_ATTAIN,          /**< P(revenue >= quota) */
    BW_FAIR_COUNT
} bw_fair_quantity;

/** "workload", ..., "quota / forecast", "quota / potential", "P(attain)". */
const char *bw_fair_name(bw_fair_quantity quantity);

/** The reps that are compared, as indices; returns how many. reps has room for all. */
size_t bw_fair_reps(const bw_problem *problem, int32_t *reps);

/** One quantity of the reps listed, in their order; returns false when it cannot be compared (nothing to
 *  divide, no quotas). Market totals are those of the plan, also for another alignment, so that accounts
 *  which are unassigned in it count as missing. A rep without a quota, forecast or potential to divide by
 *  gets NAN, which leaves the rep out. */
bool bw_fair_values(const bw_problem *problem, const bw_alignment *alignment, const bw_alignment *plan,
                    const bw_quotas *quotas, bw_fair_quantity quantity, const int32_t *reps, size_t count,
                    double *value);

#endif
