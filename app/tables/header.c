/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/header.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 128

/* Letters in lower case, without blanks, underscores, dashes and a final `__c`. */
static const char *plain_name(const char *name, size_t length, char plain[NAME_MAX_BYTES])
{
    size_t kept = 0;
    if (length > 3 && (memcmp(name + length - 3, "__c", 3) == 0 || memcmp(name + length - 3, "__C", 3) == 0))
        length -= 3;
    for (size_t k = 0; k < length && kept < NAME_MAX_BYTES - 1; k++)
        if (!strchr(" _-\t\r\n", name[k]))
            plain[kept++] = name[k] >= 'A' && name[k] <= 'Z' ? (char)(name[k] + 32) : name[k];
    plain[kept] = 0;
    return plain;
}

#define NO_MATCH 1000

/* How close a header is to a column: 0 the name, 1 the name written otherwise, 2.. the aliases in order. */
static int closeness(const bw_column *column, const char *header, const char *plain)
{
    char other[NAME_MAX_BYTES];
    if (strcmp(column->name, header) == 0)
        return 0;
    if (strcmp(plain_name(column->name, strlen(column->name), other), plain) == 0)
        return 1;
    int rank = 2;
    for (const char *alias = column->aliases; *alias; rank++) {
        size_t length = strcspn(alias, "|");
        if (strcmp(plain_name(alias, length, other), plain) == 0)
            return rank;
        alias += length + (alias[length] == '|');
    }
    return NO_MATCH;
}

/* The closest column of each header field. */
static void find_columns(const bw_table_kind *kind, const bw_record *header, const bw_column **columns, int *ranks)
{
    char plain[NAME_MAX_BYTES];
    for (size_t k = 0; k < header->count; k++) {
        plain_name(header->cells[k].text, header->cells[k].length, plain);
        columns[k] = NULL;
        ranks[k] = NO_MATCH;
        for (size_t c = 0; c < kind->column_count && *plain; c++) {
            int rank = closeness(&kind->columns[c], header->cells[k].text, plain);
            if (rank < ranks[k]) {
                ranks[k] = rank;
                columns[k] = &kind->columns[c];
            }
        }
    }
}

/* Do two columns fill the same field? */
static bool rivals(const bw_column *one, const bw_column *other)
{
    return one && other && one->offset == other->offset;
}

/* The header field that is read for the same field as k: the closest, the first of equals. */
static size_t winner(const bw_record *header, const bw_column *const *columns, const int *ranks, size_t k)
{
    size_t best = k;
    for (size_t other = 0; other < header->count; other++)
        if (rivals(columns[other], columns[k])
            && (ranks[other] < ranks[best] || (ranks[other] == ranks[best] && other < best)))
            best = other;
    return best;
}

static void add(bw_findings *findings, bw_severity severity, const char *code, const bw_table_kind *kind,
                const bw_record *header, const char *column, const char *value, const char *message,
                const char *remedy)
{
    bw_findings_add(findings, (bw_finding){severity, code, kind->file, header->line, column, value, message, remedy});
}

static void note_mapping(const bw_table_kind *kind, const bw_record *header, const bw_column *const *columns,
                         const int *ranks, bw_findings *findings)
{
    char message[256];
    for (size_t k = 0; k < header->count; k++) {
        const char *name = header->cells[k].text;
        if (!*name) {
            add(findings, BW_NOTE, "column-unnamed", kind, header, "", "", "a column without a name is not read", "");
        } else if (!columns[k]) {
            add(findings, BW_NOTE, "column-unknown", kind, header, name, "", "this column is not used", "");
        } else if (winner(header, columns, ranks, k) != k) {
            snprintf(message, sizeof message, "this column is not read, because `%.80s` is read as %s",
                     header->cells[winner(header, columns, ranks, k)].text, columns[k]->name);
            add(findings, BW_NOTE, "column-second", kind, header, name, "", message, "");
        } else if (ranks[k] > 0) {
            snprintf(message, sizeof message, "read as %s", columns[k]->name);
            add(findings, BW_NOTE, "column-mapping", kind, header, name, columns[k]->name, message, "");
        }
    }
}

/* A header that stands twice, or two spellings of one name, would make the choice between them a guess. */
static void check_repeated(const bw_table_kind *kind, const bw_record *header, const bw_column *const *columns,
                           const int *ranks, bw_findings *findings)
{
    char message[256];
    for (size_t k = 1; k < header->count; k++)
        for (size_t first = 0; first < k && *header->cells[k].text; first++) {
            bool same = strcmp(header->cells[first].text, header->cells[k].text) == 0;
            if (!same && !(columns[k] && columns[k] == columns[first] && ranks[k] == ranks[first]))
                continue;
            snprintf(message, sizeof message, "columns %zu (`%.80s`) and %zu (`%.80s`) have the same name", first + 1,
                     header->cells[first].text, k + 1, header->cells[k].text);
            add(findings, BW_ERROR, "column-repeated", kind, header, header->cells[k].text, "", message,
                "rename or remove one of them");
            break;
        }
}

static void list_headers(const bw_record *header, char *list, size_t size)
{
    size_t used = 0;
    list[0] = 0;
    for (size_t k = 0; k < header->count && used + 1 < size; k++) {
        int wrote = snprintf(list + used, size - used, "%s%.40s", k ? ", " : "", header->cells[k].text);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

static void report_missing(const bw_table_kind *kind, const bw_record *header, const bw_column *const *columns,
                           const char *name, bw_findings *findings)
{
    const char *free_names[BW_CSV_COLUMNS_MAX];
    char message[160], remedy[400], list[300];
    size_t count = 0;
    for (size_t k = 0; k < header->count; k++)
        if (!columns[k])
            free_names[count++] = header->cells[k].text;
    const char *nearest = bw_name_nearest(name, count, free_names);
    snprintf(message, sizeof message, "the column %s is missing", name);
    list_headers(header, list, sizeof list);
    if (nearest && *nearest)
        snprintf(remedy, sizeof remedy, "rename `%.80s` to %s, if that is what it holds", nearest, name);
    else
        snprintf(remedy, sizeof remedy, "add it, or rename the column that holds it; the file has: %s", list);
    add(findings, BW_ERROR, "column-missing", kind, header, name, "", message, remedy);
}

static bool any_fills(const bw_record *header, const bw_column *const *columns, size_t offset)
{
    for (size_t k = 0; k < header->count; k++)
        if (columns[k] && columns[k]->offset == offset)
            return true;
    return false;
}

bool bw_header_fits(const bw_table_kind *kind, const bw_record *record)
{
    const bw_column *columns[BW_CSV_COLUMNS_MAX];
    int ranks[BW_CSV_COLUMNS_MAX];
    bool fits = true;
    find_columns(kind, record, columns, ranks);
    for (size_t c = 0; c < kind->column_count && fits; c++)
        fits = !kind->columns[c].required || any_fills(record, columns, kind->columns[c].offset);
    return fits;
}

static void check_missing(const bw_table_kind *kind, const bw_record *header, const bw_column *const *columns,
                          bw_findings *findings)
{
    for (size_t c = 0; c < kind->column_count; c++) {
        const bw_column *column = &kind->columns[c];
        bool first_period = column->type == BW_COLUMN_PERIOD && strcmp(column->name, "period") == 0;
        if ((column->required || first_period) && !any_fills(header, columns, column->offset))
            report_missing(kind, header, columns, column->name, findings);
    }
    if (kind == &bw_travel_kind && !any_fills(header, columns, offsetof(bw_travel_row, hours))
        && !any_fills(header, columns, offsetof(bw_travel_row, km)))
        report_missing(kind, header, columns, "km", findings); /* or hours: one of them must be there */
}

void bw_header_match(const bw_table_kind *kind, const bw_record *header, const bw_column **columns,
                     bw_findings *findings)
{
    int ranks[BW_CSV_COLUMNS_MAX];
    bool beaten[BW_CSV_COLUMNS_MAX];
    find_columns(kind, header, columns, ranks);
    note_mapping(kind, header, columns, ranks, findings);
    check_repeated(kind, header, columns, ranks, findings);
    check_missing(kind, header, columns, findings);
    for (size_t k = 0; k < header->count; k++)
        beaten[k] = columns[k] && winner(header, columns, ranks, k) != k;
    for (size_t k = 0; k < header->count; k++)
        if (beaten[k])
            columns[k] = NULL;
}
