/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/terminal.h"

#include "app/tables/encoding.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

/* Decodes one character that is known to be valid UTF-8 of this length. */
static uint32_t decode(const unsigned char *text, size_t length)
{
    if (length == 1)
        return text[0];
    uint32_t code = text[0] & (0x7Fu >> length);
    for (size_t k = 1; k < length; k++)
        code = code << 6 | (text[k] & 0x3Fu);
    return code;
}

/* Bytes of the character that begins here; 0 if it is not valid UTF-8. */
static size_t character_length(const char *text)
{
    unsigned char first = (unsigned char)*text;
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    size_t there = strnlen(text, length);
    return there == length && bw_utf8_length(text, length) == length ? length : 0;
}

static bool is_harmful(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F)         /* C0, DEL, C1 */
           || code == 0x061C || code == 0x200E || code == 0x200F /* direction marks */
           || (code >= 0x2028 && code <= 0x202E)                 /* separators, embeddings, overrides */
           || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF || code == 0xFFF9 || code == 0xFFFA
           || code == 0xFFFB || (code >= 0xE0000 && code <= 0xE007F); /* isolates, annotations, tags */
}

#define SPELLED_MAX 8 /* bytes that one byte can become */

static char *spell(char *at, const char *text, bool keep_newlines)
{
    while (*text) {
        size_t length = character_length(text);
        uint32_t code = length ? decode((const unsigned char *)text, length) : (unsigned char)*text;
        bool newline = keep_newlines && code == '\n';
        if (!length || (is_harmful(code) && !newline)) {
            at += sprintf(at, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
            text += length ? length : 1;
        } else {
            memcpy(at, text, length);
            at += length;
            text += length;
        }
    }
    *at = 0;
    return at;
}

char *bw_safe_text(const char *text)
{
    char *safe = malloc(SPELLED_MAX * strlen(text) + 1);
    if (safe)
        spell(safe, text, false);
    return safe;
}

static void print_spelled(FILE *file, const char *text, bool keep_newlines)
{
    char *safe = malloc(SPELLED_MAX * strlen(text) + 1);
    if (!safe)
        return;
    spell(safe, text, keep_newlines);
    fputs(safe, file);
    free(safe);
}

void bw_print_safe(FILE *file, const char *text)
{
    print_spelled(file, text, false);
}

void bw_print_message(FILE *file, const char *format, ...)
{
    char *text = NULL;
    va_list values;
    va_start(values, format);
    int length = vasprintf(&text, format, values);
    va_end(values);
    if (length < 0)
        return;
    print_spelled(file, text, true);
    free(text);
}

int bw_text_width(const char *text)
{
    int width = 0;
    while (*text) {
        size_t length = character_length(text);
        int columns = length ? wcwidth((wchar_t)decode((const unsigned char *)text, length)) : 1;
        width += columns < 0 ? 1 : columns;
        text += length ? length : 1;
    }
    return width;
}

/* On a terminal only, unless NO_COLOR is set to something or TERM is dumb. */
static bool colour_allowed(FILE *file)
{
    const char *never = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return !(never && *never) && !(terminal && strcmp(terminal, "dumb") == 0) && isatty(fileno(file));
}

void bw_colour_print(FILE *file, bw_colour colour)
{
    static const char *const codes[] = {"0", "1", "2", "31", "32", "33"};
    if (colour_allowed(file))
        fprintf(file, "\033[%sm", codes[colour]);
}
