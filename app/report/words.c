/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/words.h"

#include <stdio.h>

const char *bw_measure_unit(bw_measure measure)
{
    if (measure == BW_WORKLOAD)
        return "hours";
    return measure == BW_ACCOUNTS ? "accounts" : "money";
}

const char *bw_month_words(int32_t month, char buffer[32])
{
    snprintf(buffer, 32, "%04d-%02d", (int)(month / 12), (int)(month % 12 + 1));
    return buffer;
}

const char *bw_first_day_words(int32_t month, char buffer[32])
{
    snprintf(buffer, 32, "%04d-%02d-01", (int)(month / 12), (int)(month % 12 + 1));
    return buffer;
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

bw_status bw_write_failed(bw_error *error, const char *path, const char *message)
{
    if (error) {
        *error = (bw_error){.status = BW_FAILED};
        snprintf(error->file, sizeof error->file, "%s", path);
        snprintf(error->message, sizeof error->message, "%s", message);
    }
    return BW_FAILED;
}
