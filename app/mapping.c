/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/mapping.h"
#include "app/help.h"
#include "app/terminal.h"

#include <stdlib.h>
#include <string.h>

/* A paragraph that grows; words are NULL once memory is out. */
static void say(FILE *to, const bw_mapped *item, const char *before)
{
    bool renamed = item->column && strcmp(item->header, item->column->name) != 0;
    fprintf(to, "%s%s%s%s", before, *item->header ? item->header : "(no name)", renamed ? " -> " : "",
            renamed ? item->column->name : "");
}

static void say_table(FILE *to, const bw_mapped *items, size_t count)
{
    size_t read = 0, left = 0;
    fprintf(to, "%s: ", items->kind->file);
    for (size_t k = 0; k < count; k++)
        if (items[k].column)
            say(to, &items[k], read++ ? ", " : "");
    for (size_t k = 0; k < count; k++)
        if (!items[k].column)
            say(to, &items[k], left++ ? ", " : read ? "; not used: " : "not used: ");
}

static size_t table_length(const bw_mapping *mapping, size_t first)
{
    size_t end = first;
    while (end < mapping->count && mapping->items[end].kind == mapping->items[first].kind)
        end++;
    return end - first;
}

void bw_mapping_print(const bw_mapping *mapping)
{
    for (size_t k = 0, count; k < mapping->count; k += count) {
        char *words = NULL;
        size_t size;
        FILE *to = open_memstream(&words, &size);
        count = table_length(mapping, k);
        if (to)
            say_table(to, &mapping->items[k], count);
        if (to && fclose(to) == 0) {
            fputs("  ", stdout);
            bw_wrapped_print(stdout, 2, 4, words);
        }
        free(words);
    }
}

void bw_mapping_put(bw_json *json, const bw_mapping *mapping)
{
    bw_json_put_open(json, "columns", '{');
    for (size_t k = 0, count; k < mapping->count; k += count) {
        count = table_length(mapping, k);
        bw_json_put_open(json, mapping->items[k].kind->file, '[');
        for (size_t item = k; item < k + count; item++) {
            const bw_column *column = mapping->items[item].column;
            bw_json_open(json, '{');
            bw_json_put_text(json, "header", mapping->items[item].header);
            bw_json_put_text(json, "column", column ? column->name : NULL);
            bw_json_close(json, '}');
        }
        bw_json_close(json, ']');
    }
    bw_json_close(json, '}');
}

bool bw_mapping_says(const bw_finding *finding)
{
    return strcmp(finding->code, "column-mapping") == 0 || strcmp(finding->code, "column-unknown") == 0;
}
