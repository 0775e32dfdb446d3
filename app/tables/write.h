/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table being written, cell by cell.
 *
 * A text that a spreadsheet would take for a formula (it begins with = + - @ TAB CR LF) gets an apostrophe in
 * front, by the list of OWASP's "CSV Injection"; so does such a text that already has apostrophes, so that the
 * reader, which takes one away, gives back what was written. Numbers are bare, the same in every locale.
 */
#ifndef BW_APP_TABLES_WRITE_H
#define BW_APP_TABLES_WRITE_H

#include "app/output.h"

/** How a table is written. All zero: UTF-8, commas, LF. */
typedef struct bw_sheet_style {
    bool raw;   /**< no apostrophes: for programs, not for spreadsheets */
    bool excel; /**< byte order mark, CRLF, `;` and decimal comma, as Excel opens it in most of Europe */
} bw_sheet_style;

typedef struct bw_sheet {
    bw_output output;
    bw_sheet_style style;
    bool begun;     /**< the record has a field */
    bool whole;     /**< everything was opened */
    bw_error error; /**< of opening */
} bw_sheet;

/** Begins a table. A failure is remembered until bw_sheet_close, and the calls in between do nothing. False then. */
bool bw_sheet_open(bw_sheet *sheet, const char *folder, const char *name, const bw_sheet_style *style);

/** The names of the columns, blank between two. */
void bw_sheet_head(bw_sheet *sheet, const char *names);

void bw_sheet_text(bw_sheet *sheet, const char *text); /**< NULL: an empty field */

/** The shortest text that reads back as the same number; NAN: an empty field. */
void bw_sheet_number(bw_sheet *sheet, double value);

/** A number with 0 to 9 decimals; NAN: an empty field. Never "-0". */
void bw_sheet_decimals(bw_sheet *sheet, double value, int decimals);
void bw_sheet_integer(bw_sheet *sheet, int64_t value);
void bw_sheet_end_line(bw_sheet *sheet);

/** Puts the file in place if `good`. Errors: BW_FAILED, naming the file. */
bw_status bw_sheet_close(bw_sheet *sheet, bool good, bw_error *error);

#endif
