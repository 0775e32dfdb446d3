/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <stdlib.h>

bw_tables *bw_tables_create(void)
{
    bw_tables *tables = calloc(1, sizeof *tables);
    if (tables && !(tables->memory = bw_arena_create())) {
        free(tables);
        return NULL;
    }
    return tables;
}

void bw_tables_free(bw_tables *tables)
{
    if (!tables)
        return;
    bw_arena_free(tables->memory);
    free(tables);
}

void *bw_tables_take(bw_tables *tables, size_t count, size_t size)
{
    return bw_arena_take(tables->memory, count, size);
}

const char *bw_tables_text(bw_tables *tables, const char *text, size_t length)
{
    return bw_arena_text(tables->memory, text, length);
}
