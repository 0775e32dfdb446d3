/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The accounts of a problem as firms: what the regression of potential looks at.
 */
#ifndef BW_MODELS_OPPORTUNITY_H
#define BW_MODELS_OPPORTUNITY_H

#include "models/potential.h"
#include "models/problem.h"

/** Fills firms [count] and how many levels each trait has. False when memory is out. */
bool bw_firms_of(size_t count, const bw_account *accounts, bw_firm *firms, int32_t levels[BW_TRAITS]);

#endif
