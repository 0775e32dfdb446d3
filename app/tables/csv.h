/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A streaming reader of comma-separated values (RFC 4180).
 *
 * One record at a time stands in a block of memory that grows only for a record longer than it:
 * a table of any length is read in the same memory. Accepted beyond the RFC: a UTF-8 byte order
 * mark, LF, CRLF and lone CR, separators `,` `;` tab `|` (found from the header line, or given),
 * Excel's first line `sep=;`, quotes inside unquoted fields, blank lines (skipped).
 * Refused: other encodings (named), bytes that are not UTF-8, NUL bytes, text after a closing
 * quote, a quote that is never closed, fields and tables that are too wide.
 *
 * What is wrong goes to the findings as errors with the line on which it begins; reading goes on
 * where it can. Line numbers count LF, CRLF and lone CR, also inside quotes.
 */
#ifndef BW_APP_TABLES_CSV_H
#define BW_APP_TABLES_CSV_H

#include "bailiwick.h"

#include <stdio.h>

#define BW_CSV_FIELD_MAX ((size_t)64 * 1024) /**< bytes */
#define BW_CSV_COLUMNS_MAX 1024

/** One field, unquoted, with a closing 0. */
typedef struct bw_cell {
    char *text;
    size_t length;
} bw_cell;

/** One record; cells live until the next call. */
typedef struct bw_record {
    int64_t line; /**< where it begins */
    size_t count;
    bw_cell *cells;
} bw_record;

typedef struct bw_csv bw_csv;

typedef enum bw_csv_step {
    BW_CSV_RECORD, /**< a record was read */
    BW_CSV_END,    /**< no more records, or none that can be told apart: then the findings say why */
    BW_CSV_FAILED  /**< input/output or memory */
} bw_csv_step;

/** Reads the header. `name` stands in the findings and must outlive the reader, as must `file`, which
 *  stays the caller's. separator 0: find it. Errors: BW_BAD_INPUT when there is no header to read (the
 *  findings say why), BW_FAILED. */
bw_status bw_csv_create(FILE *file, const char *name, char separator, bw_findings *findings, bw_csv **csv,
                        bw_error *error);
void bw_csv_free(bw_csv *csv);

/** The header's fields; lives as long as the reader. */
const bw_record *bw_csv_header(const bw_csv *csv);

/** The next record after the header. */
bw_csv_step bw_csv_next(bw_csv *csv, bw_record *record, bw_error *error);

/** Goes back to the first record after the header. What was found stays found: nothing is reported
 *  twice. Errors: BW_FAILED when the file cannot be read again. */
bw_status bw_csv_rewind(bw_csv *csv, bw_error *error);

#endif
