/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Months and days as whole numbers, in the proleptic Gregorian calendar.
 * Months are counted from January of year 0, days from 1970-01-01 (Hinnant, chrono-compatible
 * low-level date algorithms). What programs need too is declared in bailiwick.h.
 */
#ifndef BW_MODELS_CALENDAR_H
#define BW_MODELS_CALENDAR_H

#include "models/base.h"

/** The first day of a month. */
int32_t bw_day_of_month(int32_t month);

#endif
