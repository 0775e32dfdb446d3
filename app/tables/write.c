/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/write.h"
#include "app/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

bool bw_sheet_open(bw_sheet *sheet, const char *folder, const char *name, const bw_sheet_style *style)
{
    *sheet = (bw_sheet){.style = style ? *style : (bw_sheet_style){0}};
    sheet->whole = bw_output_open(&sheet->output, folder, name, &sheet->error) == BW_OK;
    if (sheet->whole && sheet->style.excel)
        fputs("\xEF\xBB\xBF", sheet->output.file);
    return sheet->whole;
}

static char separator(const bw_sheet *sheet)
{
    return sheet->style.excel ? ';' : ',';
}

/* Steps to the next field; false when there is no file. */
static bool begin_field(bw_sheet *sheet)
{
    if (!sheet->whole)
        return false;
    if (sheet->begun)
        putc(separator(sheet), sheet->output.file);
    sheet->begun = true;
    return true;
}

/* Would a spreadsheet, or the reader after it has taken one apostrophe away, see a formula? */
static bool like_formula(const char *text)
{
    char first = text[strspn(text, "'")];
    return first && strchr("=+-@\t\r\n", first);
}

/* Blanks at the ends and what separates or quotes must stand in quotes; so must an empty first field, whose
   record would be a blank line. */
static bool needs_quotes(const bw_sheet *sheet, const char *text, bool first)
{
    const char special[] = {separator(sheet), '"', '\r', '\n', 0};
    size_t length = strlen(text);
    return (!length && first) || strpbrk(text, special) || (length && (text[0] == ' ' || text[length - 1] == ' '));
}

void bw_sheet_text(bw_sheet *sheet, const char *text)
{
    bool first = !sheet->begun;
    if (!begin_field(sheet))
        return;
    FILE *file = sheet->output.file;
    text = text ? text : "";
    bool quoted = needs_quotes(sheet, text, first);
    if (quoted)
        putc('"', file);
    if (!sheet->style.raw && like_formula(text))
        putc('\'', file);
    for (const char *quote; quoted && (quote = strchr(text, '"')); text = quote + 1) {
        fwrite(text, 1, (size_t)(quote - text) + 1, file);
        putc('"', file);
    }
    fputs(text, file);
    if (quoted)
        putc('"', file);
}

void bw_sheet_head(bw_sheet *sheet, const char *names)
{
    char name[128];
    for (names += strspn(names, " "); *names; names += strspn(names, " ")) {
        size_t length = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, names);
        bw_sheet_text(sheet, name);
        names += length;
    }
}

/* Writes a number with the style's decimal mark, whatever mark the locale has put there. */
static void put_number(bw_sheet *sheet, char *text)
{
    char *mark = text + strspn(text, "-0123456789");
    if (*mark && *mark != 'e')
        *mark = sheet->style.excel ? ',' : '.';
    fputs(text, sheet->output.file);
}

void bw_sheet_number(bw_sheet *sheet, double value)
{
    char buffer[32];
    if (!begin_field(sheet) || !isfinite(value))
        return;
    bw_number_text(value, buffer);
    put_number(sheet, buffer);
}

void bw_sheet_decimals(bw_sheet *sheet, double value, int decimals)
{
    char text[340];
    if (!begin_field(sheet) || !isfinite(value))
        return;
    snprintf(text, sizeof text, "%.*f", decimals, fabs(value) < 0.5 * pow(10, -decimals) ? 0 : value);
    bool zero = !strpbrk(text, "123456789");
    put_number(sheet, text + (zero && text[0] == '-'));
}

void bw_sheet_integer(bw_sheet *sheet, int64_t value)
{
    if (begin_field(sheet))
        fprintf(sheet->output.file, "%" PRId64, value);
}

void bw_sheet_end_line(bw_sheet *sheet)
{
    if (sheet->whole)
        fputs(sheet->style.excel ? "\r\n" : "\n", sheet->output.file);
    sheet->begun = false;
}

bw_status bw_sheet_close(bw_sheet *sheet, bool good, bw_error *error)
{
    if (sheet->whole)
        return bw_output_close(&sheet->output, good, error);
    if (error)
        *error = sheet->error;
    return BW_FAILED;
}
