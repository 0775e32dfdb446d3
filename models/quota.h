/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sharing out a target. Every method is a family of amounts a_j(level) that rise with the level,
 * cut off at each rep's floor and cap; the level is the one at which they add up to the total.
 * quota.md has the mathematics.
 */
#ifndef BW_MODELS_QUOTA_H
#define BW_MODELS_QUOTA_H

#include "models/settings.h"

/** What one rep brings to the table. */
typedef struct bw_share_in {
    const double *sorted; /**< [paths] the territory's year, rising; NULL: share by weight */
    size_t paths;
    double weight;        /**< >= 0: amounts are level x weight; used when sorted is NULL */
    double floor, cap;    /**< 0 <= floor <= cap; cap may be INFINITY */
} bw_share_in;

/** Quantile of a rising sample, linear between order statistics (type 7 of Hyndman and Fan 1996). Level in
 *  0..1; above 1 the largest value x level. Continuous and not falling in level. */
double bw_quantile(const double *sorted, size_t count, double level);

/** What amounts can add up to: at the least all floors, at the most the caps of those who have anything to share by. */
typedef struct bw_share_span {
    double least, most;
} bw_share_span;

bw_share_span bw_share_reach(const bw_share_in *reps, size_t count);

/** Amounts that add up to total: amount[j] = clamp(a_j(level)). level receives the common level (for sorted
 *  samples a probability not to reach the amount; below 0 every path reaches it, above 1 none). Errors:
 *  BW_IMPOSSIBLE when floors exceed the total or caps do not reach it (the message says by how much), BW_USAGE when
 *  nobody has anything to share by. */
bw_status bw_share_out(const bw_share_in *reps, size_t count, double total, double *amount, double *level,
                       bw_error *error);

/** What quotas are multiples of where `quota_unit` is not set: 1000, or the largest power of ten from 0.01 that is at
 *  most 0.1 % of an average quota, so that a company that counts in thousands is not shared out in lumps. */
double bw_usual_unit(double total, int32_t reps);

/** Whole units in an amount; one that is whole but for the rounding of doubles counts. */
double bw_whole_units(double amount, double unit);

/** Rounds amounts to whole units so that they add up to total: largest remainders first; what is left of the total
 *  below one unit goes to the largest amount. Zero amounts stay 0. unit > 0. An amount may end up to two units
 *  from where it was, also beyond a floor or cap. False when memory is out. */
bool bw_round_shares(double *amount, size_t count, double total, double unit);

#endif
