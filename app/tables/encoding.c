/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/encoding.h"

#include <string.h>

#define SAVE_AS_UTF8 "save the table as UTF-8; in Excel: Save As, CSV UTF-8 (comma delimited)"
#define SAVE_AS_CSV "open it in a spreadsheet and save each sheet as CSV UTF-8"
#define UNPACK "unpack it first"

/* UTF-32 before UTF-16: their little-endian marks begin alike. */
static const struct signature {
    size_t length;
    const char *bytes, *encoding, *remedy;
} signatures[] = {
    {4, "\xFF\xFE\0\0", "UTF-32 (little endian)", SAVE_AS_UTF8},
    {4, "\0\0\xFE\xFF", "UTF-32 (big endian)", SAVE_AS_UTF8},
    {2, "\xFF\xFE", "UTF-16 (little endian)", SAVE_AS_UTF8},
    {2, "\xFE\xFF", "UTF-16 (big endian)", SAVE_AS_UTF8},
    {4, "PK\3\4", "an Excel workbook or another ZIP archive", SAVE_AS_CSV},
    {8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an Excel workbook of the old kind (.xls)", SAVE_AS_CSV},
    {2, "\x1F\x8B", "compressed with gzip", UNPACK},
    {4, "\x28\xB5\x2F\xFD", "compressed with zstd", UNPACK},
};

/* Without a mark, Latin text in UTF-16 has a NUL in every other byte. */
static const char *utf16_without_mark(const char *bytes, size_t count)
{
    if (count < 4)
        return NULL;
    if (bytes[0] && !bytes[1] && bytes[2] && !bytes[3])
        return "UTF-16 (little endian, without a byte order mark)";
    if (!bytes[0] && bytes[1] && !bytes[2] && bytes[3])
        return "UTF-16 (big endian, without a byte order mark)";
    return NULL;
}

const char *bw_encoding_other(const char *bytes, size_t count, const char **remedy)
{
    for (size_t k = 0; k < sizeof signatures / sizeof *signatures; k++) {
        const struct signature *each = &signatures[k];
        if (count >= each->length && memcmp(bytes, each->bytes, each->length) == 0) {
            *remedy = each->remedy;
            return each->encoding;
        }
    }
    *remedy = SAVE_AS_UTF8;
    return utf16_without_mark(bytes, count);
}

/* Bytes of the character at text, 0 if it is not valid. The first continuation byte's range excludes
   overlong forms, surrogates and what lies beyond U+10FFFF. */
static size_t character_length(const unsigned char *text, size_t left)
{
    unsigned char lead = text[0], low = 0x80, high = 0xBF;
    size_t length = lead < 0x80                    ? 1
                    : lead >= 0xC2 && lead <= 0xDF ? 2
                    : (lead & 0xF0) == 0xE0        ? 3
                    : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                   : 0;
    if (length <= 1)
        return length;
    if (lead == 0xE0)
        low = 0xA0;
    if (lead == 0xED)
        high = 0x9F;
    if (lead == 0xF0)
        low = 0x90;
    if (lead == 0xF4)
        high = 0x8F;
    if (length > left || text[1] < low || text[1] > high)
        return 0;
    for (size_t k = 2; k < length; k++)
        if ((text[k] & 0xC0) != 0x80)
            return 0;
    return length;
}

size_t bw_utf8_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t step = character_length((const unsigned char *)text + at, length - at);
        if (!step)
            break;
        at += step;
    }
    return at;
}
