/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an incentive plan pays: a curve from attainment to a share of the target incentive. pay.md has the words.
 */
#ifndef BW_MODELS_PAY_H
#define BW_MODELS_PAY_H

#include "models/settings.h"

/** Share of the target incentive that is earned at an attainment (revenue over quota). 0 up to `pay_threshold`, 1 at
 *  quota, at most `pay_cap`; never falling and without a jump, so that nobody gains by moving an order. */
double bw_payout(const bw_settings *settings, double attainment);

#endif
