/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The spread of the company's future, period by period, from the forecast's joint sample paths.
 */
#ifndef BW_APP_REPORT_FAN_H
#define BW_APP_REPORT_FAN_H

#include "bailiwick.h"

/** Mean and quantiles of the company's revenue summed over months first .. first+count-1 of the plan
 *  year (quantiles between order statistics, as R's type 7). Returns false when memory is out. */
bool bw_fan_range(const bw_forecast *forecast, int32_t first, int32_t count, bw_range *range);

#endif
