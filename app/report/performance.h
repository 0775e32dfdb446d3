/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Last year against its quotas: what each rep sold, the attainment, and how the rep's accounts grew.
 *
 * What a rep sold is what actuals.csv says. Where that says nothing of any rep, it is the revenue of the accounts that
 * the rep owns today, whoever sold it then, and that is said wherever the figure stands. A history that ends before
 * the plan year begins lacks months that the quota has, so that nothing follows from it.
 */
#ifndef BW_APP_REPORT_PERFORMANCE_H
#define BW_APP_REPORT_PERFORMANCE_H

#include "app/json.h"
#include "app/report/run.h"
#include "app/tables/write.h"

/** One rep in the 12 months before the plan year; what is not known is NAN. */
typedef struct bw_performance {
    double quota;      /**< bw_rep.quota_prior */
    double actual;     /**< what the rep sold */
    bool recorded;     /**< actual is from actuals.csv, not from today's accounts */
    double attainment; /**< actual over quota */
    double growth;     /**< of the accounts owned today on the year before, both by the history */
} bw_performance;

/** All reps, [problem->rep_count], to be freed; NULL when memory is out. */
bw_performance *bw_performance_create(const bw_problem *problem);

/** The company: sums over the reps whose quota and sales are known, and how many of those who compete for accounts
 *  reached theirs. */
typedef struct bw_performance_total {
    double quota, actual;
    int32_t reps, reached;
    bool recorded; /**< as bw_performance.recorded, of all */
} bw_performance_total;

bw_performance_total bw_performance_sum(const bw_problem *problem, const bw_performance *all);

/** The lines of performance.csv. */
bool bw_performance_table_put(bw_sheet *sheet, const bw_plan *plan);

/** "last_year" of one rep, as a name of the object that is open. */
void bw_performance_put(bw_json *json, const bw_performance *rep);

#endif
