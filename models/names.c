/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

static const char *const outcome_names[] = {
    [BW_OUTCOME_NONE] = "none",
    [BW_OUTCOME_OPTIMAL] = "optimal",
    [BW_OUTCOME_FEASIBLE] = "feasible",
    [BW_OUTCOME_INFEASIBLE] = "infeasible",
};

const char *bw_outcome_name(bw_outcome outcome)
{
    return outcome_names[outcome];
}

static const char *const reason_names[] = {
    [BW_STAYS] = "stays",
    [BW_LOCKED] = "locked",
    [BW_FOR_BALANCE] = "balance",
    [BW_FOR_TRAVEL] = "travel",
    [BW_WAS_UNASSIGNED] = "was unassigned",
    [BW_NOT_ELIGIBLE] = "owner not eligible",
    [BW_WITH_FAMILY] = "with its family",
    [BW_PREFERRED] = "preferred rep",
};

const char *bw_reason_name(bw_reason reason)
{
    return reason_names[reason];
}
