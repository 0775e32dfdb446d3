/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The key of a row as two words: texts are kept once, so their addresses stand for them. */
typedef struct key {
    uint64_t first, second;
} key;

/* A set of keys, each with the row that had it first. */
typedef struct key_set {
    key *keys;
    size_t *rows; /* row + 1; 0: free */
    size_t capacity;
} key_set;

static bool create_set(key_set *set, size_t count)
{
    set->capacity = 16;
    while (set->capacity < 2 * count)
        set->capacity *= 2;
    set->keys = calloc(set->capacity, sizeof *set->keys);
    set->rows = calloc(set->capacity, sizeof *set->rows);
    return set->keys && set->rows;
}

static void free_set(key_set *set)
{
    free(set->keys);
    free(set->rows);
}

/* The first row with this key, which is `row` itself when there was none before. */
static size_t first_row(key_set *set, key wanted, size_t row)
{
    uint64_t hash = (wanted.first ^ (wanted.second * 0x9E3779B97F4A7C15u)) * 0xBF58476D1CE4E5B9u;
    for (size_t k = (hash >> 20) & (set->capacity - 1);; k = (k + 1) & (set->capacity - 1)) {
        if (!set->rows[k]) {
            set->keys[k] = wanted;
            set->rows[k] = row + 1;
            return row;
        }
        if (set->keys[k].first == wanted.first && set->keys[k].second == wanted.second)
            return set->rows[k] - 1;
    }
}

static const char *row_at(const bw_table_kind *kind, const void *rows, size_t row)
{
    return (const char *)rows + row * kind->row_size;
}

static int64_t line_of(const char *row)
{
    return *(const int64_t *)(const void *)row;
}

static const char *text_of(const char *row, const bw_column *column)
{
    return *(const char *const *)(const void *)(row + column->offset);
}

/* The part of a key that a column gives: an address, or a month with its length. */
static uint64_t part(const char *row, const bw_column *column)
{
    if (!column)
        return 0;
    if (column->type != BW_COLUMN_PERIOD)
        return (uint64_t)(uintptr_t)text_of(row, column);
    const bw_amount_row *amount = (const bw_amount_row *)(const void *)row;
    return ((uint64_t)(uint32_t)amount->month << 8) | (uint64_t)amount->months;
}

static bool has_key(const char *row, const bw_column *columns[BW_KEY_MAX])
{
    for (int k = 0; k < BW_KEY_MAX && columns[k]; k++) {
        if (columns[k]->type != BW_COLUMN_PERIOD && !*text_of(row, columns[k]))
            return false;
        if (columns[k]->type == BW_COLUMN_PERIOD && !((const bw_amount_row *)(const void *)row)->months)
            return false;
    }
    return true;
}

/* The header under which a field was read. */
static const char *header_of(const bw_field *fields, size_t count, const bw_column *column)
{
    for (size_t k = 0; k < count; k++)
        if (fields[k].column && fields[k].column->offset == column->offset)
            return fields[k].header;
    return column->name;
}

static bool check_same(const bw_table_kind *kind, const bw_column *columns[BW_KEY_MAX], const char *header,
                       const void *rows, size_t row_count, bw_findings *findings)
{
    key_set set = {0};
    char message[160];
    bool good = create_set(&set, row_count);
    for (size_t r = 0; good && r < row_count; r++) {
        const char *row = row_at(kind, rows, r);
        size_t first =
            has_key(row, columns) ? first_row(&set, (key){part(row, columns[0]), part(row, columns[1])}, r) : r;
        if (first == r)
            continue;
        snprintf(message, sizeof message, "line %lld has the same %s%s%s",
                 (long long)line_of(row_at(kind, rows, first)), columns[0]->name, columns[1] ? " and " : "",
                 columns[1] ? columns[1]->name : "");
        bw_findings_add(findings, (bw_finding){BW_ERROR, columns[1] ? "record-repeated" : "id-repeated", kind->file,
                                               line_of(row), header, text_of(row, columns[0]), message,
                                               "keep one of the two records, or give them different ids"});
    }
    free_set(&set);
    return good;
}

static bool check_alike(const bw_table_kind *kind, const bw_column *id, const char *header, const void *rows,
                        size_t row_count, bw_findings *findings)
{
    key_set set = {0};
    char likeness[128], message[200];
    bw_tables *memory = bw_tables_create();
    bw_texts *texts = memory ? bw_texts_create(memory) : NULL;
    bool good = texts && create_set(&set, row_count);
    for (size_t r = 0; good && r < row_count; r++) {
        const char *row = row_at(kind, rows, r), *text = text_of(row, id);
        bw_id_likeness(text, likeness, sizeof likeness);
        const char *kept = bw_texts_keep(texts, likeness, strlen(likeness));
        good = kept != NULL;
        size_t first = good && *kept ? first_row(&set, (key){(uint64_t)(uintptr_t)kept, 0}, r) : r;
        const char *other = text_of(row_at(kind, rows, first), id);
        if (first == r || strcmp(other, text) == 0)
            continue;
        snprintf(message, sizeof message, "nearly the same as `%.80s` in line %lld", other,
                 (long long)line_of(row_at(kind, rows, first)));
        bw_findings_add(findings, (bw_finding){BW_WARNING, "id-alike", kind->file, line_of(row), header, text,
                                               message, "if both are one record, keep one of them"});
    }
    free_set(&set);
    bw_texts_free(texts);
    bw_tables_free(memory);
    return good;
}

bool bw_keys_check(const bw_table_kind *kind, const bw_field *fields, size_t field_count, const void *rows,
                   size_t row_count, bw_findings *findings)
{
    const bw_column *columns[BW_KEY_MAX] = {NULL};
    for (int k = 0; k < BW_KEY_MAX && kind->key[k]; k++)
        columns[k] = bw_column_named(kind, kind->key[k]);
    if (!columns[0])
        return true;
    const char *header = header_of(fields, field_count, columns[0]);
    return check_same(kind, columns, header, rows, row_count, findings)
           && (columns[1] || check_alike(kind, columns[0], header, rows, row_count, findings));
}
