/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/listing.h"
#include "app/failure.h"
#include "app/terminal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 16
#define INDENT 2
#define BETWEEN 2
#define NARROWEST 6 /* no text column is cut below this */

struct bw_listing {
    int count;
    bool number[COLUMNS_MAX];
    char **cells; /* titles first */
    size_t cell_count, capacity;
    bool failed;
};

static void add(bw_listing *listing, const char *text)
{
    if (listing->cell_count == listing->capacity) {
        size_t capacity = listing->capacity ? 2 * listing->capacity : 64;
        char **moved = realloc(listing->cells, capacity * sizeof *moved);
        if (!moved) {
            listing->failed = true;
            return;
        }
        listing->cells = moved;
        listing->capacity = capacity;
    }
    char *safe = bw_safe_text(text);
    listing->failed = listing->failed || !safe;
    listing->cells[listing->cell_count++] = safe;
}

bw_listing *bw_listing_create(const char *titles)
{
    bw_listing *listing = calloc(1, sizeof *listing);
    char title[64];
    while (listing && *titles && listing->count < COLUMNS_MAX) {
        size_t length = strcspn(titles, "|");
        listing->number[listing->count++] = *titles == '>';
        snprintf(title, sizeof title, "%.*s", (int)length - 1, titles + 1);
        add(listing, title);
        titles += length + (titles[length] == '|');
    }
    return listing;
}

void bw_listing_free(bw_listing *listing)
{
    if (!listing)
        return;
    for (size_t k = 0; k < listing->cell_count; k++)
        free(listing->cells[k]);
    free(listing->cells);
    free(listing);
}

void bw_listing_put(bw_listing *listing, const char *format, ...)
{
    char *text = NULL;
    va_list values;
    if (!listing)
        return;
    va_start(values, format);
    int length = vasprintf(&text, format, values);
    va_end(values);
    if (length < 0) {
        listing->failed = true;
        return;
    }
    add(listing, text);
    free(text);
}

static void measure(const bw_listing *listing, int widths[COLUMNS_MAX])
{
    for (int c = 0; c < listing->count; c++)
        widths[c] = 0;
    for (size_t k = 0; k < listing->cell_count; k++) {
        int c = (int)(k % (size_t)listing->count), width = bw_text_width(listing->cells[k]);
        widths[c] = width > widths[c] ? width : widths[c];
    }
}

/* Takes columns away from the widest text until the row fits. */
static void shrink(const bw_listing *listing, int widths[COLUMNS_MAX])
{
    int total = INDENT + BETWEEN * (listing->count - 1);
    for (int c = 0; c < listing->count; c++)
        total += widths[c];
    for (; total > BW_SCREEN_WIDTH; total--) {
        int widest = -1;
        for (int c = 0; c < listing->count; c++)
            if (!listing->number[c] && widths[c] > NARROWEST && (widest < 0 || widths[c] > widths[widest]))
                widest = c;
        if (widest < 0)
            return;
        widths[widest]--;
    }
}

/* Prints as many whole characters as fit, an ellipsis if that is not all. */
static void print_cut(FILE *file, const char *text, int width)
{
    if (bw_text_width(text) <= width) {
        fputs(text, file);
        return;
    }
    char part[8];
    int used = 0;
    while (*text) {
        size_t length = 1;
        while ((text[length] & 0xC0) == 0x80 && length < 4)
            length++;
        memcpy(part, text, length);
        part[length] = 0;
        if (used + bw_text_width(part) > width - 1)
            break;
        fputs(part, file);
        used += bw_text_width(part);
        text += length;
    }
    fputs("\u2026", file);
}

static void print_row(const bw_listing *listing, const int widths[COLUMNS_MAX], char *const *cells, FILE *file)
{
    int due = INDENT; /* spaces before the next cell; none at the end of a line */
    for (int c = 0; c < listing->count; c++) {
        int width = bw_text_width(cells[c]), used = width < widths[c] ? width : widths[c];
        if (listing->number[c])
            due += widths[c] - used;
        if (used > 0) {
            fprintf(file, "%*s", due, "");
            print_cut(file, cells[c], widths[c]);
            due = 0;
        }
        due += BETWEEN + (listing->number[c] ? 0 : widths[c] - used);
    }
    putc('\n', file);
}

bw_status bw_listing_print(const bw_listing *listing, FILE *file, bw_error *error)
{
    int widths[COLUMNS_MAX];
    if (!listing || listing->failed)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    measure(listing, widths);
    shrink(listing, widths);
    bw_colour_print(file, BW_DIM);
    for (size_t k = 0; k + (size_t)listing->count <= listing->cell_count; k += (size_t)listing->count) {
        print_row(listing, widths, listing->cells + k, file);
        if (k == 0)
            bw_colour_print(file, BW_PLAIN);
    }
    return BW_OK;
}
