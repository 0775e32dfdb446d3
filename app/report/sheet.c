/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/sheet.h"

#include "app/json.h"
#include "app/report/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

bool bw_sheet_open(bw_sheet *sheet, const char *folder, const char *name)
{
    *sheet = (bw_sheet){0};
    snprintf(sheet->path, sizeof sheet->path, "%s/%s", folder, name);
    sheet->file = fopen(sheet->path, "wb");
    return sheet->file != NULL;
}

static void separate(bw_sheet *sheet)
{
    if (sheet->begun)
        putc(',', sheet->file);
    sheet->begun = true;
}

void bw_sheet_text(bw_sheet *sheet, const char *text)
{
    separate(sheet);
    bool formula = *text && strchr("=+-@\t\r\n", *text);
    bool quoted = formula || strpbrk(text, ",\"\r\n");
    if (quoted)
        putc('"', sheet->file);
    if (formula)
        putc('\'', sheet->file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', sheet->file);
        putc(*text, sheet->file);
    }
    if (quoted)
        putc('"', sheet->file);
}

void bw_sheet_number(bw_sheet *sheet, double value)
{
    char buffer[32];
    separate(sheet);
    if (isfinite(value))
        fputs(bw_number_text(value, buffer), sheet->file);
}

void bw_sheet_integer(bw_sheet *sheet, int64_t value)
{
    separate(sheet);
    fprintf(sheet->file, "%" PRId64, value);
}

void bw_sheet_end_line(bw_sheet *sheet)
{
    fputs("\r\n", sheet->file);
    sheet->begun = false;
}

bw_status bw_sheet_close(bw_sheet *sheet, bool good, bw_error *error)
{
    if (!sheet->file)
        return bw_write_failed(error, sheet->path, "cannot be created");
    good = !ferror(sheet->file) && good;
    good = fclose(sheet->file) == 0 && good;
    return good ? BW_OK : bw_write_failed(error, sheet->path, "cannot be written");
}
