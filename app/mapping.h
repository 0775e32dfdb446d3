/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `check` shows of the columns: what each was taken for, and which are not used.
 */
#ifndef BW_APP_MAPPING_H
#define BW_APP_MAPPING_H

#include "app/json.h"
#include "app/tables/mapping.h"

/** A paragraph for each table: `header -> column` where they differ, the name alone where it is the column's own. */
void bw_mapping_print(const bw_mapping *mapping);

/** "columns": for each table a list of {header, column}; column is null where the header is not read. */
void bw_mapping_put(bw_json *json, const bw_mapping *mapping);

/** Does the mapping say what this finding says? */
bool bw_mapping_says(const bw_finding *finding);

#endif
