/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coordinates and postal codes, checked over a whole table.
 */
#ifndef BW_APP_TABLES_PLACES_H
#define BW_APP_TABLES_PLACES_H

#include "app/tables/field.h"

/** Afterwards every pair of coordinates is on the globe or both are NAN. 0,0 and half a pair count as missing;
 *  columns that fit only when swapped are an error, single such records a warning. Postal codes of five
 *  digits that lost their leading zero get it back. False when memory is out. */
bool bw_places_check(const bw_table_kind *kind, const bw_field *fields, size_t field_count, void *rows,
                     size_t row_count, bw_texts *texts, bw_findings *findings);

#endif
