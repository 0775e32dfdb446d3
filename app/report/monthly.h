/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Revenue by month of every rep's territory and of the company: what was booked with the plan's
 * accounts, and the forecast's mean.
 */
#ifndef BW_APP_REPORT_MONTHLY_H
#define BW_APP_REPORT_MONTHLY_H

#include "bailiwick.h"

/** Rows are reps by index, then one of the whole company, accounts without a rep included. */
typedef struct bw_monthly {
    size_t past_months, future_months; /**< 0 without a history or a forecast */
    double *past, *future;             /**< [(rep_count + 1) * months] */
} bw_monthly;

/** Territories are those of the plan, or the owners' while there is none. False when memory is out. */
bool bw_monthly_create(const bw_plan *plan, bw_monthly *monthly);
void bw_monthly_free(bw_monthly *monthly);

/** A rep's months; rep_count asks for the company. */
const double *bw_monthly_past(const bw_monthly *monthly, int32_t rep);
const double *bw_monthly_future(const bw_monthly *monthly, int32_t rep);

#endif
