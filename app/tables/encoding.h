/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which encoding is this? Tables are UTF-8; everything else is named, so that its owner knows what
 * to save instead.
 */
#ifndef BW_APP_TABLES_ENCODING_H
#define BW_APP_TABLES_ENCODING_H

#include "bailiwick.h"

/** What the first bytes of a file say it is, if it is not text in UTF-8 ("UTF-16 (little endian)", "an
 *  Excel workbook"), with what to do about it; NULL if it may be UTF-8. */
const char *bw_encoding_other(const char *bytes, size_t count, const char **remedy);

/** The number of leading bytes that are valid UTF-8 (RFC 3629: no surrogates, nothing overlong). */
size_t bw_utf8_length(const char *text, size_t length);

#endif
