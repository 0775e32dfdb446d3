/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings from files: scenario.ini with lines `name = value`, and sweep.csv with one row per
 * scenario and one column per setting changed.
 */
#ifndef BW_APP_SCENARIO_H
#define BW_APP_SCENARIO_H

#include "app/request.h"

/** Applies a scenario file. `#` and `;` at the start of a line begin a comment; a value may stand in
 *  double quotes. Errors: BW_USAGE with file and line, BW_FAILED. */
bw_status bw_scenario_read(const char *path, bw_settings *settings, bw_error *error);

/** Scenarios and all their texts, owned by one allocation each; see bw_scenarios_free. */
typedef struct bw_scenarios {
    size_t count, capacity;
    bw_scenario *items;
} bw_scenarios;

/** Reads a table of scenarios: a column `scenario` (or `name`) with their names, one column per
 *  setting; an empty cell leaves the base's value. Columns `note` and `description` are for people.
 *  Every cell is checked. Errors: BW_BAD_INPUT and BW_USAGE with file and line, BW_FAILED. */
bw_status bw_scenarios_read(const char *path, const bw_settings *base, bw_scenarios *scenarios, bw_error *error);

/** The grid of all combinations, the last name running fastest. Values are separated by commas.
 *  Errors: BW_USAGE, BW_FAILED. */
bw_status bw_scenarios_vary(size_t count, const bw_change *varies, const bw_settings *base, bw_scenarios *scenarios,
                            bw_error *error);
void bw_scenarios_free(bw_scenarios *scenarios);

#endif
