/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dates, months and periods as people and spreadsheets write them.
 *
 * Read without a question: 2025-03-31 (a time of day behind it is left out), 2025/03/31, 2025-03, 202503,
 * Mar 2025, Mar-25, 31-Mar-2025, 31.03.2025. Which number of 03/04/2025 is the day is decided for a whole column:
 * one cell that can only be read one way decides for all. A column of whole numbers from 20000 to
 * 80000 holds serial days of a spreadsheet (1954 to 2119).
 */
#ifndef BW_APP_TABLES_DATES_H
#define BW_APP_TABLES_DATES_H

#include "bailiwick.h"

/** What the cells of a column have in common. Zero-initialise. */
typedef struct bw_date_survey {
    int64_t day_first_line, month_first_line; /**< first cell that proves this order; 0: none */
    int64_t unclear_line;                     /**< first cell such as 03/04/2025; 0: none */
    int64_t serials;                          /**< cells that are serial days */
    char day_first_cell[16], month_first_cell[16], unclear_cell[16];
} bw_date_survey;

void bw_date_look(bw_date_survey *survey, const char *text, size_t length, int64_t line);

/** The order of day and month in dates with slashes or dashes. */
typedef enum bw_date_order {
    BW_DATE_FREE, /**< no cell needs one */
    BW_DATE_DAY_FIRST,
    BW_DATE_MONTH_FIRST,
    BW_DATE_UNCLEAR, /**< all such cells can be read both ways */
    BW_DATE_MIXED    /**< some cells prove one order, others the other */
} bw_date_order;
bw_date_order bw_date_survey_order(const bw_date_survey *survey);

typedef enum bw_date_kind {
    BW_DATE_BAD,
    BW_DATE_NO_SUCH_DAY, /**< 2025-02-30 */
    BW_DATE_SHORT_YEAR,  /**< 03/04/25 */
    BW_DATE_DAY,
    BW_DATE_SERIAL, /**< a day, from a spreadsheet's serial number */
    BW_DATE_MONTH   /**< the first day of a month */
} bw_date_kind;

/** Reads a date; *day counts from 1970-01-01. Years 1900 to 2199. */
bw_date_kind bw_date_read(const char *text, size_t length, bw_date_order order, int32_t *day);

/** Reads a period: 2025-03 (1 month), 2025-Q3 or Q3 2025 (3), 2025-H1 (6), 2025 (12), by calendar
 *  years. *month is its first month. */
bool bw_period_read(const char *text, size_t length, int32_t *month, int32_t *months);

#endif
