/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as people and spreadsheets write them.
 *
 * `1,234` is a thousand in one country and a bit more than one in another; a single cell cannot
 * say which. So a column is looked at as a whole before any of its cells is read: every cell adds
 * its evidence to a survey, and the survey names the decimal mark, or says that it cannot.
 *
 * A number is a sign, digits with at most one decimal mark, thousands in groups of three (`,` `.`
 * `'` blank, no-break blanks), an exponent; around it a currency sign or code, a sign behind, or
 * parentheses for a negative one, or a percent sign. The grammar is this module's own: NaN,
 * infinities, hexadecimals, overflow and digits of other scripts are not numbers.
 */
#ifndef BW_APP_TABLES_NUMBERS_H
#define BW_APP_TABLES_NUMBERS_H

#include "bailiwick.h"

/** What the cells of a column have in common. Zero-initialise. */
typedef struct bw_number_survey {
    int64_t cells;                  /**< that have digits */
    int64_t point_line, comma_line; /**< first cell that proves this decimal mark; 0: none */
    int64_t unclear_line;           /**< first cell such as 1,234 or 1.234; 0: none */
    int64_t currency_line;          /**< first cell with a currency other than the column's; 0: none */
    int64_t grouped, parenthesised, sign_behind, percent; /**< cells */
    int currency;                                         /**< of the first cell that has one; 0: none */
    char unclear_mark;                                    /**< '.' or ',' of the first unclear cell */
    char point_cell[32], comma_cell[32], unclear_cell[32], currency_cell[32]; /**< those cells, for the words */
} bw_number_survey;

void bw_number_look(bw_number_survey *survey, const char *text, size_t length, int64_t line);

/** What a survey says about the decimal mark. */
typedef enum bw_decimal {
    BW_DECIMAL_FREE, /**< no cell has a mark: either will do */
    BW_DECIMAL_POINT,
    BW_DECIMAL_COMMA,
    BW_DECIMAL_UNCLEAR, /**< all cells with a mark are like 1,234 */
    BW_DECIMAL_MIXED    /**< some cells prove the point, others the comma */
} bw_decimal;
bw_decimal bw_number_decimal(const bw_number_survey *survey);

/** "$", "EUR", ...; "" for 0. */
const char *bw_currency_name(int currency);

typedef enum bw_number_answer {
    BW_NUMBER_GOOD,
    BW_NUMBER_BAD,       /**< not a number */
    BW_NUMBER_GROUPS,    /**< thousands in wrong places, or two decimal marks */
    BW_NUMBER_TOO_LARGE, /**< beyond the range of double */
    BW_NUMBER_SPECIAL,   /**< nan, inf, hexadecimal */
    BW_NUMBER_WIDE       /**< digits of another script, e.g. full-width */
} bw_number_answer;

/** Reads one cell; decimal is '.' or ','. A percent sign divides by 100 and sets *percent. */
bw_number_answer bw_number_read(const char *text, size_t length, char decimal, double *value, bool *percent);

#endif
