/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The help, from the tables of commands, options and settings.
 */
#ifndef BW_APP_HELP_H
#define BW_APP_HELP_H

#include "app/commands/commands.h"

#include <stdio.h>

/** What a company's folder holds, and what exit statuses mean: a sentence or two each. */
extern const char bw_help_tables[], bw_help_statuses[];

/** Without a command: what there is. With one: an example first, then what it does and its options. */
void bw_help_print(FILE *file, const bw_command *command);

/** Every setting with its default, range, unit and meaning. */
void bw_help_settings_print(FILE *file);

/** Prints words in lines of at most 78 columns; lines after the first begin with `indent` spaces, the
 *  first is taken to stand at `at` already. A number keeps its per cent sign. Ends the line. Text is made safe. */
void bw_wrapped_print(FILE *file, int at, int indent, const char *text);

#endif
