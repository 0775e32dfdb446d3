/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The groups of accounts whose sums are looked at: company, regions, managers, territories, segments.
 *
 * Levels need not be nested: an account is in one group of each level or in none, and a manager may lead
 * in two regions. Groups of all levels are numbered together as nodes, the company first.
 */
#ifndef BW_MODELS_FORECAST_LEVELS_H
#define BW_MODELS_FORECAST_LEVELS_H

#include "models/base.h"

/** All levels but the accounts themselves. */
#define BW_GROUPINGS BW_LEVEL_ACCOUNT

typedef struct bw_levels {
    size_t accounts, nodes;
    const int32_t *node[BW_GROUPINGS]; /**< [accounts] node at each level; -1: none */
    const bw_level *level;             /**< [nodes] */
    const char *const *name;           /**< [nodes] id of the rep or manager, name of the region or segment */
} bw_levels;

/** By owner[i], the rep of each account (NULL: today's); an account without a rep has no territory and no
 *  manager. The region is the account's own, or else its rep's. A level on which all accounts would be
 *  in one group is left out, since the company is the same. Lives in memory. Errors: BW_FAILED. */
bw_status bw_levels_create(const bw_problem *problem, const int32_t *owner, bw_arena *memory, bw_levels *levels,
                           bw_error *error);

/** Sums of leaf [accounts] by node [nodes]. */
void bw_levels_sum(const bw_levels *levels, const double *leaf, double *node);

#endif
