/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The grid of scenarios that --vary asks for.
 */
#ifndef BW_APP_GRID_H
#define BW_APP_GRID_H

#include "app/request.h"

/** Scenarios and all their texts; see bw_grid_free. */
typedef struct bw_grid {
    size_t count, capacity;
    bw_scenario *items;
} bw_grid;

/** All combinations, the last name running fastest. Values are separated by commas, and each is tried on
 *  the base. Errors: BW_USAGE, BW_FAILED. */
bw_status bw_grid_create(size_t count, const bw_change *varies, const bw_settings *base, bw_grid *grid,
                         bw_error *error);
void bw_grid_free(bw_grid *grid);

#endif
