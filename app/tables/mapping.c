/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/mapping.h"

#include <stdlib.h>
#include <string.h>

bool bw_mapping_add(bw_mapping *mapping, const bw_table_kind *kind, const char *header, const bw_column *column)
{
    if (mapping->count == mapping->room) {
        size_t room = mapping->room ? 2 * mapping->room : 64;
        bw_mapped *items = realloc(mapping->items, room * sizeof *items);
        if (!items)
            return false;
        mapping->items = items;
        mapping->room = room;
    }
    char *copy = strdup(header);
    if (copy)
        mapping->items[mapping->count++] = (bw_mapped){kind, column, copy};
    return copy != NULL;
}

void bw_mapping_clear(bw_mapping *mapping)
{
    for (size_t k = 0; k < mapping->count; k++)
        free(mapping->items[k].header);
    free(mapping->items);
    *mapping = (bw_mapping){0};
}
