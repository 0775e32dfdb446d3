/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an incentive plan pays for quotas: of each rep and of all together, over the joint paths.
 */
#ifndef BW_SOLVER_PAY_H
#define BW_SOLVER_PAY_H

#include "solver/simulate.h"

/** Fills target_pay and payout of every rep, and pay_budget, pay and pay_known, once quotas are set. False when memory
 *  is out. */
bool bw_pay_set(const bw_problem *problem, const bw_settings *settings, const bw_simulation *simulation,
                bw_quotas *quotas);

#endif
