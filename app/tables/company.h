/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A company's folder: accounts.csv and reps.csv, and where they exist history.csv, quotas.csv,
 * actuals.csv, travel.csv and rules.csv.
 */
#ifndef BW_APP_TABLES_COMPANY_H
#define BW_APP_TABLES_COMPANY_H

#include "app/tables/field.h"

/** Reads all tables. options may be NULL: everything is found out. All that is odd, repaired or wrong in any table is
 * in the findings. Errors: BW_BAD_INPUT when a table cannot be used as it is (the error names the first reason and
 * how many there are), BW_FAILED for input/output and memory. */
bw_status bw_company_read(const char *folder, const bw_read_options *options, bw_findings *findings,
                          bw_tables **tables, bw_error *error);

#endif
