/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a file's header is matched with the columns of its table.
 *
 * A header matches a column by its name, else by its name written otherwise (letter case, blanks,
 * underscores and dashes do not count, nor does the `__c` of a Salesforce field), else by an
 * alias, likewise. When several headers mean one column, the closest is read and the others are noted.
 */
#ifndef BW_APP_TABLES_HEADER_H
#define BW_APP_TABLES_HEADER_H

#include "app/tables/columns.h"
#include "app/tables/csv.h"

/** Matches a header: columns[k] is the column of header field k, or NULL when it is not read. Notes the
 *  mapping; adds errors for required columns that are missing and for headers that stand twice. */
void bw_header_match(const bw_table_kind *kind, const bw_record *header, const bw_column **columns,
                     bw_findings *findings);

/** Are all required columns of the table among these fields? */
bool bw_header_fits(const bw_table_kind *kind, const bw_record *record);

#endif
