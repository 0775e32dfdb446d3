/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records that have the same name, and ids that a person would take for one another.
 */
#ifndef BW_APP_TABLES_KEYS_H
#define BW_APP_TABLES_KEYS_H

#include "app/tables/field.h"

/** Adds an error, naming both lines, for every row whose key (see bw_table_kind) an earlier row has, and
 *  a warning for single ids that are nearly alike. False when memory is out. */
bool bw_keys_check(const bw_table_kind *kind, const bw_field *fields, size_t field_count, const void *rows,
                   size_t row_count, bw_findings *findings);

#endif
