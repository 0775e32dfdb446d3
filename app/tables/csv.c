/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/csv.h"
#include "app/failure.h"
#include "app/tables/encoding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FOREIGN_SHOWN 3 /* fields that are not UTF-8 and are listed; a file in another encoding has thousands */
#define SAVE_AS_UTF8 "save the table as UTF-8; in Excel: Save As, CSV UTF-8"
#define BLOCK_SIZE ((size_t)256 * 1024)

/* Where a field stands in the block, relative to the record's start. */
typedef struct span {
    size_t start, end;
    bool doubled; /* holds doubled quotes */
} span;

struct bw_csv {
    FILE *file;
    const char *name;
    bw_findings *findings; /* NULL: everything has been reported already */
    char separator;
    unsigned char special[256];  /* bytes that end a run of ordinary ones outside quotes */
    char *block;                 /* [capacity + 1]: one place more for a sentinel */
    size_t capacity, start, end; /* the record being read begins at start; bytes are known up to end */
    bool finished;               /* the file has no more bytes */
    bool failed, broken;         /* cannot be read; cannot be told apart any more */
    int64_t line;                /* of the next byte to be read */
    size_t at;                   /* next byte, relative to start */
    unsigned char seen;          /* all bytes of the record, or-ed */
    bool null_seen;
    int64_t foreign;             /* fields that are not UTF-8 */
    bw_record header;
    char *header_text;
    span spans[BW_CSV_COLUMNS_MAX];
    bw_cell cells[BW_CSV_COLUMNS_MAX], header_cells[BW_CSV_COLUMNS_MAX];
};

/* ---- findings */

/* column SIZE_MAX: the whole record. */
static const char *column_name(const bw_csv *csv, size_t column, char buffer[32])
{
    if (column == SIZE_MAX)
        return "";
    if (column < csv->header.count)
        return csv->header.cells[column].text;
    snprintf(buffer, 32, "column %zu", column + 1);
    return buffer;
}

static void report(bw_csv *csv, bw_severity severity, const char *code, int64_t line, size_t column,
                   const char *value, const char *message, const char *remedy)
{
    char buffer[32];
    if (csv->findings)
        bw_findings_add(csv->findings, (bw_finding){severity, code, csv->name, line, column_name(csv, column, buffer),
                                                    value, message, remedy});
}

static void broken(bw_csv *csv, const char *code, int64_t line, size_t column, const char *message,
                   const char *remedy)
{
    report(csv, BW_ERROR, code, line, column, "", message, remedy);
    csv->broken = true;
}

/* ---- bytes */

/* Moves the record to the front of the block, enlarges the block if that is not enough, and reads.
   False when there are no more bytes. */
static bool refill(bw_csv *csv)
{
    if (csv->finished || csv->failed)
        return false;
    memmove(csv->block, csv->block + csv->start, csv->end - csv->start);
    csv->end -= csv->start;
    csv->start = 0;
    if (csv->end == csv->capacity) {
        char *larger = realloc(csv->block, 2 * csv->capacity + 1);
        if (!larger) {
            csv->failed = true;
            errno = ENOMEM;
            return false;
        }
        csv->block = larger;
        csv->capacity *= 2;
    }
    size_t got = fread(csv->block + csv->end, 1, csv->capacity - csv->end, csv->file);
    csv->failed = got == 0 && ferror(csv->file);
    csv->finished = got == 0;
    csv->end += got;
    csv->block[csv->end] = '\n';
    return got > 0;
}

/* Is there a byte at csv->at? */
static bool have(bw_csv *csv)
{
    return csv->start + csv->at < csv->end || refill(csv);
}

static char peek(const bw_csv *csv)
{
    return csv->block[csv->start + csv->at];
}

/* Steps over LF, CRLF or CR. */
static void skip_newline(bw_csv *csv)
{
    bool carriage = peek(csv) == '\r';
    csv->at++;
    if (carriage && have(csv) && peek(csv) == '\n')
        csv->at++;
    csv->line++;
}

/* ---- fields */

/* Runs over ordinary bytes; the sentinel behind the last byte stops it. */
static void skip_ordinary(bw_csv *csv)
{
    const char *byte = csv->block + csv->start + csv->at;
    unsigned char seen = 0;
    for (; !csv->special[(unsigned char)*byte]; byte++)
        seen |= (unsigned char)*byte;
    csv->seen |= seen;
    csv->at = (size_t)(byte - csv->block) - csv->start;
}

static void scan_plain(bw_csv *csv, span *field)
{
    for (;;) {
        skip_ordinary(csv);
        if (csv->at - field->start > BW_CSV_FIELD_MAX || !have(csv))
            break;
        char byte = peek(csv);
        if (byte == csv->separator || byte == '\n' || byte == '\r')
            break;
        csv->null_seen |= byte == 0;
        csv->at++;
    }
    field->end = csv->at;
}

/* Runs to the closing quote; false when there is none. */
static bool scan_to_quote(bw_csv *csv, const span *field)
{
    while (have(csv) && csv->at - field->start <= BW_CSV_FIELD_MAX) {
        char byte = peek(csv);
        if (byte == '"')
            return true;
        csv->seen |= (unsigned char)byte;
        csv->null_seen |= byte == 0;
        if (byte == '\n' || byte == '\r')
            skip_newline(csv);
        else
            csv->at++;
    }
    return false;
}

static bool at_field_end(bw_csv *csv)
{
    return !have(csv) || peek(csv) == csv->separator || peek(csv) == '\n' || peek(csv) == '\r';
}

static void scan_quoted(bw_csv *csv, span *field, size_t column)
{
    int64_t began = csv->line;
    csv->at++;
    field->start = csv->at;
    while (scan_to_quote(csv, field)) {
        field->end = csv->at;
        csv->at++;
        if (at_field_end(csv))
            return;
        if (peek(csv) != '"') {
            report(csv, BW_ERROR, "quote-stray", csv->line, column, "", "text follows a closing quote",
                   "double every quote inside a quoted field, and put the separator right after the closing quote");
            scan_plain(csv, &(span){.start = csv->at});
            return;
        }
        field->doubled = true;
        csv->at++;
    }
    field->end = csv->at;
    if (!csv->failed)
        broken(csv, "quote-open", began, column,
               have(csv) ? "a quote opens a field that does not end within 64 KiB"
                         : "a quote is opened and never closed",
               "close the quote, or double it (\"\") where it belongs to the text");
}

/* One field, up to the separator or the end of the record. */
static void scan_field(bw_csv *csv, size_t column)
{
    span *field = &csv->spans[column];
    *field = (span){csv->at, csv->at, false};
    int64_t line = csv->line;
    if (have(csv) && peek(csv) == '"')
        scan_quoted(csv, field, column);
    else
        scan_plain(csv, field);
    if (field->end - field->start > BW_CSV_FIELD_MAX && !csv->broken)
        broken(csv, "field-long", line, column, "a field is longer than 64 KiB",
               "shorten the field; a table of accounts has no texts of this length");
}

/* ---- records */

static void unquote(const bw_csv *csv, const span *field, bw_cell *cell)
{
    cell->text = csv->block + csv->start + field->start;
    cell->length = field->end - field->start;
    if (field->doubled) {
        size_t kept = 0;
        for (size_t k = 0; k < cell->length; k++) {
            cell->text[kept++] = cell->text[k];
            k += cell->text[k] == '"';
        }
        cell->length = kept;
    }
    cell->text[cell->length] = 0;
}

/* A field in another encoding is refused once, as what it is; nothing more is read out of it. */
static void refuse_foreign(bw_csv *csv, size_t column, size_t good, int64_t line)
{
    bw_cell *cell = &csv->cells[column];
    char message[120];
    snprintf(message, sizeof message, "byte %zu of the field, 0x%02X, is not UTF-8", good + 1,
             (unsigned char)cell->text[good]);
    cell->text[good] = 0;
    if (csv->foreign++ < FOREIGN_SHOWN)
        report(csv, BW_ERROR, "encoding", line, column, cell->text, message, SAVE_AS_UTF8);
    cell->text[cell->length = 0] = 0;
}

static void check_bytes(bw_csv *csv, size_t count, int64_t line)
{
    for (size_t k = 0; k < count; k++) {
        const bw_cell *cell = &csv->cells[k];
        size_t good = bw_utf8_length(cell->text, cell->length);
        if (csv->null_seen && memchr(cell->text, 0, cell->length))
            report(csv, BW_ERROR, "null-byte", line, k, cell->text, "a field holds a NUL byte",
                   "export the table again as text; NUL bytes do not occur in text");
        else if (good < cell->length)
            refuse_foreign(csv, k, good, line);
    }
}

/* Reads the record at csv->start; false at the end. */
static bool scan_record(bw_csv *csv, bw_record *record)
{
    size_t count = 0;
    record->line = csv->line;
    csv->seen = 0;
    csv->null_seen = false;
    for (;;) {
        if (count == BW_CSV_COLUMNS_MAX) {
            broken(csv, "columns-many", record->line, count, "a record has more than 1,024 fields",
                   "remove columns, or name the separator with --delimiter");
            return false;
        }
        scan_field(csv, count++);
        if (csv->broken || csv->failed)
            return false;
        if (!have(csv) || peek(csv) != csv->separator)
            break;
        csv->at++;
    }
    if (have(csv))
        skip_newline(csv);
    for (size_t k = 0; k < count; k++)
        unquote(csv, &csv->spans[k], &csv->cells[k]);
    if ((csv->seen & 0x80) || csv->null_seen)
        check_bytes(csv, count, record->line);
    record->count = count;
    record->cells = csv->cells;
    return !csv->failed;
}

static bool skip_blank_lines(bw_csv *csv)
{
    while (have(csv)) {
        if (peek(csv) != '\n' && peek(csv) != '\r')
            return true;
        skip_newline(csv);
        csv->start += csv->at;
        csv->at = 0;
    }
    return false;
}

static void report_foreign(bw_csv *csv)
{
    char message[120];
    if (csv->foreign > FOREIGN_SHOWN) {
        snprintf(message, sizeof message, "%lld more fields of the file are not UTF-8",
                 (long long)(csv->foreign - FOREIGN_SHOWN));
        report(csv, BW_ERROR, "encoding", 0, SIZE_MAX, "", message, SAVE_AS_UTF8);
    }
    csv->foreign = 0;
}

bw_csv_step bw_csv_next(bw_csv *csv, bw_record *record, bw_error *error)
{
    csv->start += csv->at;
    csv->at = 0;
    if (!csv->broken && skip_blank_lines(csv) && scan_record(csv, record))
        return BW_CSV_RECORD;
    report_foreign(csv);
    if (!csv->failed)
        return BW_CSV_END;
    bw_failure(error, BW_FAILED, csv->name, csv->line, "cannot be read: %s", strerror(errno));
    return BW_CSV_FAILED;
}

/* ---- the header */

/* The candidate that occurs most often outside quotes on the first line. */
static char sniff(bw_csv *csv)
{
    static const char candidates[] = ",;\t|";
    size_t seen[4] = {0}, best = 0;
    bool quoted = false;
    for (csv->at = 0; have(csv) && (quoted || (peek(csv) != '\n' && peek(csv) != '\r')); csv->at++) {
        if (csv->at > BW_CSV_FIELD_MAX)
            break;
        const char *found = peek(csv) ? strchr(candidates, peek(csv)) : NULL;
        quoted ^= peek(csv) == '"';
        if (found && !quoted)
            seen[found - candidates]++;
    }
    csv->at = 0;
    for (size_t k = 1; k < 4; k++)
        if (seen[k] > seen[best])
            best = k;
    return candidates[best];
}

static void set_separator(bw_csv *csv, char separator)
{
    csv->separator = separator;
    memset(csv->special, 0, sizeof csv->special);
    csv->special[0] = csv->special['\n'] = csv->special['\r'] = csv->special[(unsigned char)separator] = 1;
}

/* Excel's own first line, which names the separator. */
static char separator_line(bw_csv *csv)
{
    while (csv->end - csv->start < 6 && refill(csv)) {
    }
    const char *text = csv->block + csv->start;
    bool given = csv->end - csv->start >= 6 && memcmp(text, "sep=", 4) == 0 && (text[5] == '\r' || text[5] == '\n');
    if (!given)
        return 0;
    char separator = text[4];
    csv->at = 5;
    skip_newline(csv);
    csv->start += csv->at;
    csv->at = 0;
    return separator;
}

static bool keep_header(bw_csv *csv, const bw_record *record)
{
    size_t bytes = 1;
    for (size_t k = 0; k < record->count; k++)
        bytes += record->cells[k].length + 1;
    char *text = csv->header_text = malloc(bytes);
    if (!text)
        return false;
    csv->header = (bw_record){record->line, record->count, csv->header_cells};
    for (size_t k = 0; k < record->count; k++) {
        const bw_cell *cell = &record->cells[k];
        csv->header_cells[k] = (bw_cell){memcpy(text, cell->text, cell->length + 1), cell->length};
        text += cell->length + 1;
    }
    return true;
}

/* Byte order mark, `sep=` line, separator: all that stands before the header. */
static bool begin(bw_csv *csv, char separator)
{
    const char *remedy, *encoding;
    while (csv->end < 8 && refill(csv)) {
    }
    if (csv->failed)
        return false;
    encoding = bw_encoding_other(csv->block, csv->end, &remedy);
    if (encoding) {
        char message[120];
        snprintf(message, sizeof message, "the file is %s, not UTF-8 text", encoding);
        report(csv, BW_ERROR, "encoding", 0, SIZE_MAX, "", message, remedy);
        return !(csv->broken = true);
    }
    csv->start = csv->end >= 3 && memcmp(csv->block, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    char named = separator_line(csv);
    set_separator(csv, separator ? separator : named ? named : skip_blank_lines(csv) ? sniff(csv) : ',');
    return true;
}

static bw_status read_header(bw_csv *csv, char separator, bw_error *error)
{
    bw_record record;
    csv->line = 1;
    csv->start = csv->end = csv->at = 0;
    csv->block[0] = '\n';
    bw_csv_step step = begin(csv, separator) || csv->failed ? bw_csv_next(csv, &record, error) : BW_CSV_END;
    if (step == BW_CSV_FAILED)
        return BW_FAILED;
    if (step == BW_CSV_RECORD)
        return csv->header_text || keep_header(csv, &record) ? BW_OK : BW_FAILED;
    if (!csv->broken)
        broken(csv, "file-empty", 0, SIZE_MAX, "the file is empty", "give it a header line and one line per record");
    return BW_BAD_INPUT;
}

bw_status bw_csv_create(FILE *file, const char *name, char separator, bw_findings *findings, bw_csv **made,
                        bw_error *error)
{
    *made = NULL;
    bw_csv *csv = calloc(1, sizeof *csv);
    char *block = malloc(BLOCK_SIZE + 1);
    if (!csv || !block) {
        free(csv);
        free(block);
        return bw_failure(error, BW_FAILED, name, 0, "out of memory");
    }
    *csv = (bw_csv){.file = file, .name = name, .findings = findings, .block = block, .capacity = BLOCK_SIZE};
    bw_status status = read_header(csv, separator, error);
    if (status == BW_OK)
        *made = csv;
    else
        bw_csv_free(csv);
    return status;
}

bw_status bw_csv_rewind(bw_csv *csv, bw_error *error)
{
    if (fseek(csv->file, 0, SEEK_SET) != 0)
        return bw_failure(error, BW_FAILED, csv->name, 0, "cannot be read a second time: %s", strerror(errno));
    csv->findings = NULL;
    csv->finished = csv->failed = csv->broken = false;
    return read_header(csv, csv->separator, error);
}

void bw_csv_free(bw_csv *csv)
{
    if (!csv)
        return;
    free(csv->block);
    free(csv->header_text);
    free(csv);
}

const bw_record *bw_csv_header(const bw_csv *csv)
{
    return &csv->header;
}
