/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command line asks for, before anything is read. Made by app/options.
 */
#ifndef BW_APP_REQUEST_H
#define BW_APP_REQUEST_H

#include "bailiwick.h"

/** `name=value` of --set or --vary, or a flag that stands for a setting. */
typedef struct bw_change {
    const char *name, *value;
} bw_change;

/** Strings point into the command line, or into `memory`. NULL and false where not given. */
typedef struct bw_request {
    const struct bw_command *command;
    const char *company;     /**< the folder of tables */
    const char *subject;     /**< what `explain` explains, or the topic of `help` */
    const char *out, *scenario, *assignments, *sweep, *frontier, *points, *from, *edits;
    const char *decimal, *delimiter, *dates;
    bool backtest, json, quiet, csv_raw, help, version;
    size_t change_count, vary_count;
    bw_change *changes, *varies; /**< in the order given; the last one counts */
    char *line;              /**< the command line as one would type it again */
    char **memory;           /**< [memory_count] texts that were cut out of arguments */
    size_t memory_count;
} bw_request;

#endif
