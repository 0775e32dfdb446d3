/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of what an account is known for does it carry into the year after?
 *
 * The year after is regressed on what the account brought a year in several spans of its past, without a
 * constant and relative to its size, so that an account of ten a year and one of a million count alike and neither is
 * drawn to what is usual for the other. A few accounts' worth of belief stands against small numbers.
 */
#ifndef BW_MODELS_FORECAST_CARRY_H
#define BW_MODELS_FORECAST_CARRY_H

#include <stdbool.h>
#include <stddef.h>

/** Spans of an account's past, up to now; what is smoothed of all of it is remembered. */
enum { BW_SPAN_REMEMBERED, BW_SPAN_TWO_YEARS, BW_SPAN_YEAR, BW_SPAN_HALF_YEAR, BW_SPANS };

typedef struct bw_carry {
    bool used[BW_SPANS];
    double belief[BW_SPANS]; /**< the share of each span that is expected before anything is seen */
    double by[BW_SPANS];     /**< what was learned: share of each span that is carried, >= 0 */
    double product[BW_SPANS][BW_SPANS], target[BW_SPANS];
} bw_carry;

/** Takes note of one account: money a year in each span, and what the year after brought. */
void bw_carry_see(bw_carry *carry, const double span[BW_SPANS], double outcome);

/** Sets `by` from all that was seen. */
void bw_carry_learn(bw_carry *carry);

/** The year after, from the spans up to now. */
double bw_carry_predict(const bw_carry *carry, const double span[BW_SPANS]);

#endif
