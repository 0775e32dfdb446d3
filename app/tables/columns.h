/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All columns of all tables.
 */
#ifndef BW_APP_TABLES_COLUMNS_H
#define BW_APP_TABLES_COLUMNS_H

#include "bailiwick.h"

typedef enum bw_column_type {
    BW_COLUMN_ID, /**< text that names a record; never changed but for blanks around it */
    BW_COLUMN_TEXT,
    BW_COLUMN_POSTAL, /**< text; a lost leading zero is put back */
    BW_COLUMN_NUMBER,
    BW_COLUMN_SHARE,   /**< number; 80 % is 0.8 */
    BW_COLUMN_DEGREES, /**< number that never has thousands */
    BW_COLUMN_DATE,
    BW_COLUMN_MONTH,
    BW_COLUMN_DAY_OR_MONTH, /**< month, and the day of the month behind it where the cell has one */
    BW_COLUMN_PERIOD, /**< first month, and the length in months where `months` is 0 */
    BW_COLUMN_BOOL,
    BW_COLUMN_RULE /**< lock, forbid or prefer */
} bw_column_type;

/** One column. */
typedef struct bw_column {
    const char *name;
    bw_column_type type;
    size_t offset;       /**< of the field in the row */
    const char *aliases; /**< "a|b|c", the closest first */
    bool required;       /**< the header must have it, and no cell may be empty */
    double low, high;    /**< allowed range of a number */
    int32_t months;      /**< of a period column that has one length */
} bw_column;

#define BW_KEY_MAX 2

/** One table: rows begin with `int64_t line`. */
typedef struct bw_table_kind {
    const char *file;
    bool required;
    size_t row_size, column_count;
    const bw_column *columns;
    const char *key[BW_KEY_MAX]; /**< columns that together name a row once; NULL: none */
} bw_table_kind;

extern const bw_table_kind bw_accounts_kind, bw_reps_kind, bw_history_kind, bw_rules_kind, bw_travel_kind,
    bw_quotas_kind, bw_actuals_kind, bw_adjustments_kind, bw_trading_days_kind;

/** The column of a name, which the kind must have. */
const bw_column *bw_column_named(const bw_table_kind *kind, const char *name);

#endif
