/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One column of one file: how its cells are written, and how one of them is read into a row.
 *
 * First all cells are looked at, then the formats are settled for every column, then the cells are read.
 */
#ifndef BW_APP_TABLES_FIELD_H
#define BW_APP_TABLES_FIELD_H

#include "app/tables/columns.h"
#include "app/tables/csv.h"
#include "app/tables/dates.h"
#include "app/tables/ids.h"
#include "app/tables/mapping.h"
#include "app/tables/numbers.h"

/** What the user says about the files; 0 anywhere: found out. */
typedef struct bw_read_options {
    char separator; /**< between fields */
    char decimal;   /**< '.' or ',' */
    char day_order; /**< 'd': 03/04/2025 is 3 April; 'm': 4 March */
    bw_mapping *mapping; /**< where to note what every column was taken for; may be NULL */
} bw_read_options;

typedef struct bw_field {
    const bw_column *column; /**< NULL: not read */
    const char *file, *header;
    bw_number_survey numbers;
    bw_date_survey dates;
    char decimal;
    bw_date_order order;
    const char *last; /**< the text that was read last; NULL: none */
    size_t last_length;
    int64_t refused; /**< cells that are not numbers */
    bool unsettled;  /**< the format is in doubt, as the findings say: cells are only checked */
} bw_field;

/** Takes blanks around a cell away, `="..."` around an id, the `'` that the exporter puts before a text that looks
 *  like a formula. Says whether blanks were taken. */
bool bw_cell_clean(bw_cell *cell);

/** Adds a cleaned cell to the survey of its column. */
void bw_field_look(bw_field *field, const bw_cell *cell, int64_t line);

/** Settles the formats of all fields of a file. Notes what was assumed; adds errors for what is in doubt. */
void bw_fields_settle(bw_field *fields, size_t count, const bw_read_options *options, bw_findings *findings);

/** Reads a cleaned cell into its field of a row, of which `line` is set. What cannot be read adds an error and leaves
 *  the field as it is. False when memory is out. */
bool bw_field_read(bw_field *field, const bw_cell *cell, void *row, bw_texts *texts, bw_findings *findings);

#endif
