/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fiscal calendars of whole weeks: each quarter has periods of 4, 4 and 5 weeks, or of 4, 5, 4, or of 5, 4, 4.
 *
 * A fiscal year begins on the given weekday nearest to the first of the given month. Most years then have 52
 * weeks and every fifth or sixth has 53; the last period takes the 53rd. With 4-5-4, February and Sunday this is
 * the calendar of the US National Retail Federation. A period bears the name of the month in its place: the first
 * of a year that begins near 1 February is called February.
 */
#ifndef BW_MODELS_FISCAL_H
#define BW_MODELS_FISCAL_H

#include "models/settings.h"

typedef struct bw_fiscal {
    bw_calendar_kind kind; /**< not BW_CALENDAR_MONTHS */
    int32_t first_period;  /**< 0..11: the month near whose first day a year begins */
    int32_t weekday;       /**< 0..6, Sunday is 0 */
} bw_fiscal;

/** The first day of the fiscal year that begins near the first of its month in this calendar year. */
int32_t bw_fiscal_first_day(const bw_fiscal *fiscal, int32_t year);

/** Weeks of a period: 4 or 5, or one more in the last of a year of 53. */
int32_t bw_fiscal_weeks(const bw_fiscal *fiscal, int32_t period);

/** The period, counted like months, in which a day lies. */
int32_t bw_fiscal_period(const bw_fiscal *fiscal, int32_t day);

#endif
