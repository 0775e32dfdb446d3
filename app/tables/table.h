/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One table from its file into rows, in two passes: the first looks at every cell, so that formats
 * are settled by whole columns and the rows can be counted; the second reads.
 */
#ifndef BW_APP_TABLES_TABLE_H
#define BW_APP_TABLES_TABLE_H

#include "app/tables/field.h"

/** Reads folder/kind->file. What is odd or wrong goes to the findings; a table with errors still gives the
 *  rows that could be read. A table that is absent gives no rows, and an error if it is required. Rows and their
 *  texts belong to the tables. Errors: BW_FAILED for input/output and memory only. */
bw_status bw_table_read(const char *folder, const bw_table_kind *kind, const bw_read_options *options,
                        bw_tables *tables, bw_texts *texts, bw_findings *findings, void **rows, size_t *count,
                        bw_error *error);

/** The same from an open file that can be read twice; it stays the caller's. */
bw_status bw_table_read_stream(FILE *file, const bw_table_kind *kind, const bw_read_options *options,
                               bw_tables *tables, bw_texts *texts, bw_findings *findings, void **rows, size_t *count,
                               bw_error *error);

#endif
