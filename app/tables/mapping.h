/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the columns of the files were taken for: every header, in the order of tables and of each file.
 */
#ifndef BW_APP_TABLES_MAPPING_H
#define BW_APP_TABLES_MAPPING_H

#include "app/tables/columns.h"

typedef struct bw_mapped {
    const bw_table_kind *kind;
    const bw_column *column; /**< NULL: the header is not read */
    char *header;            /**< as the file spells it */
} bw_mapped;

typedef struct bw_mapping {
    bw_mapped *items; /**< [count] */
    size_t count, room;
} bw_mapping;

/** False when memory is out. */
bool bw_mapping_add(bw_mapping *mapping, const bw_table_kind *kind, const char *header, const bw_column *column);
void bw_mapping_clear(bw_mapping *mapping);

#endif
