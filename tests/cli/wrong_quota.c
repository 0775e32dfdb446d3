/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked in place of bw_quotas_set (ld --wrap) into a program of its own: the quotas are made, then one is changed by
 * a unit. The judge must keep that plan from being shown.
 */
#include "bailiwick.h"

bw_status __real_bw_quotas_set(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                               const bw_settings *settings, bw_quotas **quotas, bw_error *error);
bw_status __wrap_bw_quotas_set(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                               const bw_settings *settings, bw_quotas **quotas, bw_error *error);

bw_status __wrap_bw_quotas_set(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                               const bw_settings *settings, bw_quotas **quotas, bw_error *error)
{
    bw_status status = __real_bw_quotas_set(problem, forecast, alignment, settings, quotas, error);
    if (!status)
        (*quotas)->reps[0].quota += 10;
    return status;
}
