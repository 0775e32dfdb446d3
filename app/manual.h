/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `make install` installs beside the program, from the tables of commands, options and settings.
 */
#ifndef BW_APP_MANUAL_H
#define BW_APP_MANUAL_H

#include <stdio.h>

/** The manual page bailiwick(1), in man(7) macros. */
void bw_manual_print(FILE *file);

/** Completion of commands, options, settings, files and folders for bash. */
void bw_completion_print(FILE *file);

#endif
