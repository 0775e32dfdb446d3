/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table of commands: the parser, the help and the dispatch come from it.
 *
 * A command prints its result on standard output and returns its status. When it fails, main
 * reports the error; a command prints nothing about it.
 */
#ifndef BW_APP_COMMANDS_COMMANDS_H
#define BW_APP_COMMANDS_COMMANDS_H

#include "app/request.h"

/** Bits, so that an option can say which commands know it. */
typedef enum bw_command_bit {
    BW_PLAN = 1, BW_CHECK = 2, BW_FORECAST_COMMAND = 4, BW_ALIGN = 8, BW_QUOTA = 16, BW_FAIRNESS = 32,
    BW_EXPLAIN = 64, BW_SWEEP = 128, BW_HELP = 256,
    BW_ALL_COMMANDS = 511
} bw_command_bit;

typedef struct bw_command {
    bw_command_bit bit;
    const char *name;
    const char *arguments;  /**< e.g. "DIR"; words in brackets may be left out */
    const char *summary;    /**< one line */
    const char *example;    /**< a command line that works in this repository */
    const char *details;    /**< what it does and prints, lines of at most 78 characters */
    bw_status (*run)(const bw_request *request, bw_error *error);
} bw_command;

/** The table of commands, in the order of the help. */
const bw_command *bw_commands_table(size_t *count);

/** The command of this name, or NULL. */
const bw_command *bw_command_find(const char *name);

bw_status bw_plan_command(const bw_request *request, bw_error *error);
bw_status bw_check_command(const bw_request *request, bw_error *error);
bw_status bw_forecast_command(const bw_request *request, bw_error *error);
bw_status bw_align_command(const bw_request *request, bw_error *error);
bw_status bw_quota_command(const bw_request *request, bw_error *error);
bw_status bw_fairness_command(const bw_request *request, bw_error *error);
bw_status bw_explain_command(const bw_request *request, bw_error *error);
bw_status bw_sweep_command(const bw_request *request, bw_error *error);
bw_status bw_help_command(const bw_request *request, bw_error *error);

#endif
