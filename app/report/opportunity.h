/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Potential, penetration and white space of accounts: in words, as a table, as JSON.
 */
#ifndef BW_APP_REPORT_OPPORTUNITY_H
#define BW_APP_REPORT_OPPORTUNITY_H

#include "app/json.h"
#include "app/report/run.h"
#include "app/tables/write.h"

#define BW_OPPORTUNITY_WORDS 320

/** Why an account's potential is what it is: where it comes from, and the factors of what comparable customers buy.
 *  Returns buffer. */
const char *bw_opportunity_words(const bw_problem *problem, int32_t account, char buffer[BW_OPPORTUNITY_WORDS]);

/** The lines of potential.csv. */
bool bw_potential_table_put(bw_sheet *sheet, const bw_plan *plan);

/** "potential": how good the regression is, as a name of the object that is open. */
void bw_potential_score_put(bw_json *json, const bw_problem *problem);

/** Columns of the object of accounts that is open. */
void bw_opportunities_put(bw_json *json, const bw_problem *problem);

#endif
