/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be written to a terminal, and how.
 *
 * Names come from other people's files. Control characters (C0, C1), escape sequences, line and
 * bidirectional marks and bytes that are not UTF-8 are written as \xNN or \uNNNN, so that no name can
 * move the cursor, change colours or turn the text of its neighbours around.
 */
#ifndef BW_APP_TERMINAL_H
#define BW_APP_TERMINAL_H

#include "bailiwick.h"

#include <stdio.h>

typedef enum bw_colour { BW_PLAIN, BW_BOLD, BW_DIM, BW_RED, BW_GREEN, BW_YELLOW } bw_colour;

/** The text with everything harmful spelled out; to be freed. NULL when memory is out. */
char *bw_safe_text(const char *text);

/** Writes the safe text. */
void bw_print_safe(FILE *file, const char *text);

/** Formats, then writes the safe text; newlines of the format itself are kept. */
void bw_print_message(FILE *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Columns that a text takes on a terminal. */
int bw_text_width(const char *text);

/** Starts a colour, or ends it with BW_PLAIN; nothing where colours are not allowed. */
void bw_colour_print(FILE *file, bw_colour colour);

#endif
