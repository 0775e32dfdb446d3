/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The spread of a group's year, period by period, from joint sample paths.
 */
#ifndef BW_APP_REPORT_FAN_H
#define BW_APP_REPORT_FAN_H

#include "bailiwick.h"

/** Mean and quantiles of revenue summed over months first .. first+count-1 of the year, from `paths` paths of the
 *  group's months (as bw_curve has them; quantiles between order statistics, as R's type 7). Returns false when
 *  memory is out. */
bool bw_fan_range(const float *month, int32_t paths, int32_t first, int32_t count, bw_range *range);

#endif
