/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A streaming JSON writer.
 *
 * What it writes is valid JSON and ASCII-safe where it matters: `<` is \u003c, so that the text can
 * stand inside <script type="application/json"> in HTML; control characters, U+2028 and U+2029
 * are escaped; bytes that are not UTF-8 become U+FFFD. Numbers are the shortest text that reads
 * back as the same double; NAN and infinities are null. Commas and quotes are the writer's
 * business: callers open, name, put and close. An error of the file sticks and is reported by
 * bw_json_failed, so that calls need no checks in between.
 */
#ifndef BW_APP_JSON_H
#define BW_APP_JSON_H

#include "bailiwick.h"

#include <stdio.h>

#define BW_JSON_DEPTH_MAX 32

typedef struct bw_json {
    FILE *file;
    int depth;
    bool some[BW_JSON_DEPTH_MAX]; /**< has something been written at this depth? */
    bool named;                   /**< a name waits for its value */
} bw_json;

bw_json bw_json_create(FILE *file);
bool bw_json_failed(const bw_json *json);

/** '{' or '['; close with the matching bw_json_close. */
void bw_json_open(bw_json *json, char bracket);
void bw_json_close(bw_json *json, char bracket);

/** The name of the next value of an object. */
void bw_json_name(bw_json *json, const char *name);

void bw_json_text(bw_json *json, const char *text); /**< NULL is null */
void bw_json_number(bw_json *json, double value);
void bw_json_integer(bw_json *json, int64_t value);
void bw_json_bool(bw_json *json, bool value);

/** A name and its value. */
void bw_json_put_text(bw_json *json, const char *name, const char *text);
void bw_json_put_number(bw_json *json, const char *name, double value);
void bw_json_put_integer(bw_json *json, const char *name, int64_t value);
void bw_json_put_bool(bw_json *json, const char *name, bool value);

/** Opens an object or array as the value of a name. */
void bw_json_put_open(bw_json *json, const char *name, char bracket);

/** The shortest of at most 17 digits that reads back as value; value must be finite. Returns buffer. */
const char *bw_number_text(double value, char buffer[32]);

#endif
