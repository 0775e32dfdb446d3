/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/words.h"

const char *bw_measure_unit(bw_measure measure)
{
    if (measure == BW_WORKLOAD)
        return "hours";
    return measure == BW_ACCOUNTS ? "accounts" : "money";
}

const char *bw_month_words(int32_t month, char buffer[32])
{
    return bw_month_text(month, buffer, 32);
}

const char *bw_rep_id(const bw_problem *problem, int32_t rep)
{
    return rep < 0 ? "" : problem->reps[rep].row->rep_id;
}

bool bw_account_moves(const bw_problem *problem, const bw_alignment *alignment, int32_t account)
{
    int32_t owner = problem->accounts[account].owner;
    return owner >= 0 && owner != alignment->rep[account];
}
