/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CSV file being written, cell by cell. Stand-in until the table writer is there.
 */
#ifndef BW_APP_REPORT_SHEET_H
#define BW_APP_REPORT_SHEET_H

#include "bailiwick.h"

#include <stdio.h>

typedef struct bw_sheet {
    FILE *file;
    char path[4096];
    bool begun; /**< the line has a cell */
} bw_sheet;

bool bw_sheet_open(bw_sheet *sheet, const char *folder, const char *name);
void bw_sheet_text(bw_sheet *sheet, const char *text);
void bw_sheet_number(bw_sheet *sheet, double value); /**< NAN: an empty cell */
void bw_sheet_integer(bw_sheet *sheet, int64_t value);
void bw_sheet_end_line(bw_sheet *sheet);
bw_status bw_sheet_close(bw_sheet *sheet, bool good, bw_error *error);

#endif
