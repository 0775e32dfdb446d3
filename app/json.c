/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bw_json bw_json_create(FILE *file)
{
    return (bw_json){.file = file};
}

bool bw_json_failed(const bw_json *json)
{
    return ferror(json->file) != 0;
}

/* The comma before a value or name, unless it is the first of its bracket or follows its name. */
static void separate(bw_json *json)
{
    if (json->named)
        json->named = false;
    else if (json->some[json->depth])
        putc(',', json->file);
    json->some[json->depth] = true;
}

void bw_json_open(bw_json *json, char bracket)
{
    separate(json);
    putc(bracket, json->file);
    assert(json->depth + 1 < BW_JSON_DEPTH_MAX);
    json->some[++json->depth] = false;
}

void bw_json_close(bw_json *json, char bracket)
{
    json->depth--;
    putc(bracket, json->file);
}

/* Length of the UTF-8 sequence at text and its code point; 0 if it is not one (RFC 3629: no overlong
 * forms, no surrogates, nothing above U+10FFFF). */
static size_t utf8_decode(const unsigned char *text, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : 2;
    if (text[0] < 0xC2 || text[0] > 0xF4)
        return 0;
    *point = text[0] & (0x7Fu >> length);
    for (size_t k = 1; k < length; k++) {
        if ((text[k] & 0xC0) != 0x80)
            return 0;
        *point = *point << 6 | (text[k] & 0x3Fu);
    }
    bool surrogate = *point >= 0xD800 && *point <= 0xDFFF;
    return *point < least[length] || *point > 0x10FFFF || surrogate ? 0 : length;
}

static void write_ascii(FILE *file, unsigned char byte)
{
    if (byte == '"' || byte == '\\')
        fprintf(file, "\\%c", byte);
    else if (byte < 0x20 || byte == '<' || byte == 0x7F)
        fprintf(file, "\\u%04x", byte);
    else
        putc(byte, file);
}

/* Writes what begins at text and returns how many bytes of it were used up. */
static size_t write_point(FILE *file, const unsigned char *text)
{
    uint32_t point = 0;
    if (text[0] < 0x80) {
        write_ascii(file, text[0]);
        return 1;
    }
    size_t length = utf8_decode(text, &point);
    if (length == 0)
        fputs("\xEF\xBF\xBD", file);
    else if (point < 0xA0 || point == 0x2028 || point == 0x2029)
        fprintf(file, "\\u%04" PRIx32, point);
    else
        fwrite(text, 1, length, file);
    return length == 0 ? 1 : length;
}

static void write_text(FILE *file, const char *text)
{
    putc('"', file);
    for (const unsigned char *at = (const unsigned char *)text; *at;)
        at += write_point(file, at);
    putc('"', file);
}

void bw_json_name(bw_json *json, const char *name)
{
    separate(json);
    write_text(json->file, name);
    putc(':', json->file);
    json->named = true;
}

void bw_json_text(bw_json *json, const char *text)
{
    separate(json);
    if (text)
        write_text(json->file, text);
    else
        fputs("null", json->file);
}

/* Whole hundredths have at most two decimals and, so far, fewer digits than a double keeps: most numbers of large
 * tables. False if value is none. */
static bool put_hundredths(double value, char buffer[32])
{
    char digits[20], *end = digits + sizeof digits, *at = end;
    double hundredths = nearbyint(fabs(value) * 100);
    if (!(hundredths < 1e15) || hundredths / 100 != fabs(value))
        return false;
    int64_t left = (int64_t)hundredths;
    for (int place = -2; left > 0 || place <= 0; place++, left /= 10) {
        if (place == 0 && at < end)
            *--at = '.';
        if (place >= 0 || at < end || left % 10 > 0) /* no zeros at the end of decimals */
            *--at = (char)('0' + left % 10);
    }
    if (value < 0)
        *--at = '-';
    memcpy(buffer, at, (size_t)(end - at));
    buffer[end - at] = 0;
    return true;
}

const char *bw_number_text(double value, char buffer[32])
{
    value = value == 0 ? 0 : value; /* never -0 */
    if (put_hundredths(value, buffer))
        return buffer;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(buffer, 32, "%.*g", digits, value);
        if (strtod(buffer, NULL) == value)
            break;
    }
    return buffer;
}

void bw_json_number(bw_json *json, double value)
{
    char buffer[32];
    separate(json);
    fputs(isfinite(value) ? bw_number_text(value, buffer) : "null", json->file);
}

void bw_json_integer(bw_json *json, int64_t value)
{
    separate(json);
    fprintf(json->file, "%" PRId64, value);
}

void bw_json_bool(bw_json *json, bool value)
{
    separate(json);
    fputs(value ? "true" : "false", json->file);
}

void bw_json_put_text(bw_json *json, const char *name, const char *text)
{
    bw_json_name(json, name);
    bw_json_text(json, text);
}

void bw_json_put_number(bw_json *json, const char *name, double value)
{
    bw_json_name(json, name);
    bw_json_number(json, value);
}

void bw_json_put_integer(bw_json *json, const char *name, int64_t value)
{
    bw_json_name(json, name);
    bw_json_integer(json, value);
}

void bw_json_put_bool(bw_json *json, const char *name, bool value)
{
    bw_json_name(json, name);
    bw_json_bool(json, value);
}

void bw_json_put_open(bw_json *json, const char *name, char bracket)
{
    bw_json_name(json, name);
    bw_json_open(json, bracket);
}
