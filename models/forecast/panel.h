/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All accounts' months in one dense table: row i holds the months first_month .. first_month +
 * months - 1 of account i, 0 where nothing was sold. A shorter history (a held-out year) is the
 * same table with fewer months.
 */
#ifndef BW_MODELS_FORECAST_PANEL_H
#define BW_MODELS_FORECAST_PANEL_H

#include "models/base.h"

/** Months of a plan year. */
#define BW_YEAR ((size_t)12)

typedef struct bw_panel {
    size_t accounts;
    size_t months;      /**< length of the history that may be looked at */
    size_t stride;      /**< distance between rows, >= months */
    size_t period;      /**< months in a year: 12 */
    size_t groups;
    const int32_t *group; /**< [accounts] 0 .. groups - 1: accounts that are alike (segments) */
    int32_t first_month;
    const double *value; /**< [accounts * stride] revenue, divided by the months' lengths */
    const double *length; /**< [stride] lengths of the months, over the mean month of the plan year; NULL: all 1 */
    const int32_t *known; /**< [accounts] month in which the account came to be known; NULL: that is not known */
} bw_panel;

/** Collects the problem's accounts by segment, and their history up to, not including, its plan
 *  year. Values are finite. The table lives in memory. Errors: BW_FAILED. */
bw_status bw_panel_create(const bw_problem *problem, bw_arena *memory, bw_panel *panel, bw_error *error);

/** The months of one account. */
const double *bw_panel_row(const bw_panel *panel, size_t account);

/** Length of month t: amounts times this are money. */
double bw_panel_length(const bw_panel *panel, size_t t);

/** The same accounts as they were known `held_out` months earlier. */
bw_panel bw_panel_before(const bw_panel *panel, size_t held_out);

/** Sum of months from .. to - 1 of one account. */
double bw_panel_sum(const bw_panel *panel, size_t account, size_t from, size_t to);

#endif
