/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Months and days as whole numbers, in the proleptic Gregorian calendar.
 * Months are counted from January of year 0, days from 1970-01-01 (Hinnant, chrono-compatible
 * low-level date algorithms).
 */
#ifndef BW_MODELS_CALENDAR_H
#define BW_MODELS_CALENDAR_H

#include "models/base.h"

/** YYYY-MM of years 1900 to 2199, nothing else. */
bool bw_month_parse(const char *text, int32_t *month);

/** Writes YYYY-MM; returns buffer. */
const char *bw_month_text(int32_t month, char *buffer, size_t size);

/** YYYY-MM-DD of years 1900 to 2199, the day must exist. */
bool bw_date_parse(const char *text, int32_t *day);

/** Writes YYYY-MM-DD; returns buffer. */
const char *bw_date_text(int32_t day, char *buffer, size_t size);

/** Day of a year, a month 1..12 and a day of the month. */
int32_t bw_day_of(int32_t year, int32_t month, int32_t day);

/** The month in which a day lies. */
int32_t bw_month_of_day(int32_t day);

/** The first day of a month. */
int32_t bw_day_of_month(int32_t month);

/** Number of days of a month 1..12. */
int32_t bw_month_length(int32_t year, int32_t month);

#endif
