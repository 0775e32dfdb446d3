/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a company consists of, in figures: the counts of the data-quality page.
 */
#ifndef BW_APP_QUALITY_H
#define BW_APP_QUALITY_H

#include "bailiwick.h"

typedef struct bw_quality_line {
    const char *name;  /**< lasting, for JSON */
    const char *words;
    double amount;
    double share;      /**< fraction, or NAN where there is none */
    const char *of;    /**< what the share is a share of */
} bw_quality_line;

#define BW_QUALITY_LINES_MAX 24

typedef struct bw_quality {
    size_t count;
    bw_quality_line lines[BW_QUALITY_LINES_MAX];
} bw_quality;

/** Counts a problem. tables must be those it was made from. */
bw_quality bw_quality_count(const bw_tables *tables, const bw_problem *problem);

#endif
