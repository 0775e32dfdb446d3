/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of text for a terminal of 80 columns.
 *
 * Cells are collected, then printed with columns as wide as their widest cell. Where that is too much,
 * the widest text column is cut, with an ellipsis at the cut. Numbers are never cut.
 */
#ifndef BW_APP_LISTING_H
#define BW_APP_LISTING_H

#include "bailiwick.h"

#include <stdio.h>

#define BW_SCREEN_WIDTH 80

typedef struct bw_listing bw_listing;

/** titles: one letter for the side, `<` text or `>` number, then the title; e.g. "<rep|>accounts".
 *  NULL when memory is out. */
bw_listing *bw_listing_create(const char *titles);
void bw_listing_free(bw_listing *listing);

/** The next cell, row by row. Text is made safe. Memory running out is remembered. */
void bw_listing_put(bw_listing *listing, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Prints titles and rows, indented by two. Errors: BW_FAILED when memory ran out. */
bw_status bw_listing_print(const bw_listing *listing, FILE *file, bw_error *error);

#endif
