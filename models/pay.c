/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pay.h"

#include <math.h>

double bw_payout(const bw_settings *settings, double attainment)
{
    double threshold = settings->pay_threshold;
    double earned = attainment < 1 ? fmax(0, (attainment - threshold) / (1 - threshold))
                                   : 1 + settings->pay_accelerator * (attainment - 1);
    return isnan(settings->pay_cap) ? earned : fmin(earned, settings->pay_cap);
}
