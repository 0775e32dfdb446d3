/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table of options, and the parser that follows it.
 *
 * Long names must be typed in full: abbreviations would freeze the names of today. Options and
 * arguments may come in any order; `--` ends the options.
 */
#ifndef BW_APP_OPTIONS_H
#define BW_APP_OPTIONS_H

#include "app/request.h"

typedef enum bw_option_kind {
    BW_OPTION_FLAG,    /**< sets a bool of the request */
    BW_OPTION_TEXT,    /**< sets a text of the request */
    BW_OPTION_SETTING, /**< a setting with a flag of its own */
    BW_OPTION_SET,     /**< name=value, a change of a setting */
    BW_OPTION_VARY     /**< name=a,b,c */
} bw_option_kind;

typedef struct bw_option {
    const char *name;
    char letter;          /**< 0 if there is none */
    bw_option_kind kind;
    const char *argument; /**< what the help calls it; NULL for a flag */
    unsigned commands;    /**< bits of the commands that know it */
    size_t offset;        /**< in bw_request, or unused */
    const char *setting;  /**< for BW_OPTION_SETTING */
    const char *help;     /**< one line */
} bw_option;

/** The table of options, in the order of the help. */
const bw_option *bw_options_table(size_t *count);

/** Reads a command line. Errors: BW_USAGE, naming what was probably meant. The request is valid, and
 *  to be closed, even then. */
bw_status bw_request_parse(int count, char **arguments, bw_request *request, bw_error *error);
void bw_request_close(bw_request *request);

#endif
