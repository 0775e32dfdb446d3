/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/levels.h"
#include "models/idmap.h"

#include <stdlib.h>
#include <string.h>

/* Levels in the making: the last node of each is known when the next one begins. */
typedef struct maker {
    const bw_problem *problem;
    const int32_t *owner;
    int32_t *node[BW_GROUPINGS];
    bw_level *level;
    const char **name;
    size_t nodes;
} maker;

static const bw_rep *rep_of(const maker *made, size_t i)
{
    int32_t rep = made->owner ? made->owner[i] : made->problem->accounts[i].owner;
    return rep >= 0 && rep < made->problem->rep_count ? &made->problem->reps[rep] : NULL;
}

static const char *region_of(const maker *made, size_t i)
{
    const char *own = made->problem->accounts[i].row->region;
    const bw_rep *rep = rep_of(made, i);
    return own && *own ? own : rep ? rep->row->region : "";
}

static const char *manager_of(const maker *made, size_t i)
{
    const bw_rep *rep = rep_of(made, i);
    if (!rep)
        return "";
    bool leads = rep->manager < 0 && !rep->competes;
    return leads ? rep->row->rep_id : rep->row->manager_id;
}

static const char *key_of(const maker *made, bw_level level, size_t i)
{
    switch (level) {
    case BW_LEVEL_COMPANY:
        return "all";
    case BW_LEVEL_REGION:
        return region_of(made, i);
    case BW_LEVEL_MANAGER:
        return manager_of(made, i);
    case BW_LEVEL_TERRITORY:
        return rep_of(made, i) ? rep_of(made, i)->row->rep_id : "";
    default:
        return made->problem->accounts[i].row->segment;
    }
}

static bool number_level(maker *made, bw_level level)
{
    size_t first = made->nodes;
    bw_idmap *seen = bw_idmap_create(64);
    for (size_t i = 0; seen && i < (size_t)made->problem->account_count; i++) {
        const char *key = key_of(made, level, i);
        made->node[level][i] = -1;
        if (!key || !*key)
            continue;
        int32_t node = bw_idmap_add(seen, key, (int32_t)made->nodes);
        if (node < 0) {
            bw_idmap_free(seen);
            return false;
        }
        made->node[level][i] = node;
        if ((size_t)node < made->nodes)
            continue;
        made->level[made->nodes] = level;
        made->name[made->nodes++] = level == BW_LEVEL_COMPANY ? "" : key;
    }
    bw_idmap_free(seen);
    return seen && made->nodes >= first;
}

/* A single group that holds every account. */
static bool repeats_company(const maker *made, bw_level level, size_t first)
{
    if (level == BW_LEVEL_COMPANY || made->nodes != first + 1)
        return false;
    for (size_t i = 0; i < (size_t)made->problem->account_count; i++)
        if (made->node[level][i] < 0)
            return false;
    return true;
}

bw_status bw_levels_create(const bw_problem *problem, const int32_t *owner, bw_arena *memory, bw_levels *levels,
                           bw_error *error)
{
    size_t accounts = (size_t)problem->account_count, most = BW_GROUPINGS * accounts + 1;
    maker made = {.problem = problem, .owner = owner};
    made.level = bw_arena_take(memory, most, sizeof *made.level);
    made.name = bw_arena_take(memory, most, sizeof *made.name);
    *levels = (bw_levels){.accounts = accounts};
    for (int level = 0; level < BW_GROUPINGS; level++) {
        size_t first = made.nodes;
        made.node[level] = bw_arena_take(memory, accounts, sizeof *made.node[level]);
        if (!made.level || !made.name || !made.node[level] || !number_level(&made, (bw_level)level))
            return bw_fail_memory(error);
        if (repeats_company(&made, (bw_level)level, first)) {
            made.nodes = first;
            for (size_t i = 0; i < accounts; i++)
                made.node[level][i] = -1;
        }
        levels->node[level] = made.node[level];
    }
    levels->nodes = made.nodes;
    levels->level = made.level;
    levels->name = made.name;
    return BW_OK;
}

void bw_levels_sum(const bw_levels *levels, const double *leaf, double *node)
{
    memset(node, 0, levels->nodes * sizeof *node);
    for (int level = 0; level < BW_GROUPINGS; level++)
        for (size_t i = 0; i < levels->accounts; i++)
            if (levels->node[level][i] >= 0)
                node[levels->node[level][i]] += leaf[i];
}
