/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/problem.h"

#include <stdlib.h>

/* Union-find with path halving; the root is the lowest index. */
static int32_t root_of(int32_t *parent, int32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void join(int32_t *parent, int32_t a, int32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

static bw_spot parent_spot(const bw_account_row *row)
{
    return (bw_spot){"accounts.csv", row->line, "parent_id", row->parent_id};
}

static void link_parents(bw_builder *builder, int32_t *parent, int32_t *above)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        const bw_account_row *row = builder->accounts[i].row;
        above[i] = *row->parent_id ? bw_builder_find(builder, builder->account_ids, parent_spot(row)) : -1;
        if (*row->parent_id && above[i] < 0)
            bw_builder_say(builder, BW_WARNING, "unknown-parent", parent_spot(row), "add the parent or correct its id",
                           "account %s has the parent %s, which is not in accounts.csv: it stands alone",
                           row->account_id, row->parent_id);
        if (above[i] >= 0)
            join(parent, i, above[i]);
    }
}

/* A walk upwards that meets an account of its own walk has found a circle. */
static void find_circles(bw_builder *builder, const int32_t *above, int32_t *walk)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        int32_t at = i;
        while (at >= 0 && walk[at] == 0) {
            walk[at] = i + 1;
            at = above[at];
        }
        if (at < 0 || walk[at] != i + 1)
            continue;
        const bw_account_row *row = builder->accounts[at].row;
        bw_builder_say(builder, BW_ERROR, "parent-circle", parent_spot(row), "clear the parent of the topmost account",
                       "account %s is its own ancestor through %s", row->account_id, row->parent_id);
    }
}

static void link_groups(bw_builder *builder, int32_t *parent)
{
    bw_idmap *groups = bw_idmap_create(64);
    builder->memory_out |= !groups;
    for (int32_t i = 0; i < builder->problem->account_count && !builder->memory_out; i++) {
        const char *group = builder->accounts[i].row->group_id;
        if (!*group)
            continue;
        int32_t first = bw_idmap_add(groups, group, i);
        builder->memory_out |= first == -2;
        if (first >= 0)
            join(parent, i, first);
    }
    bw_idmap_free(groups);
}

/* Numbers the families in the order of their first account. */
static int32_t number_families(bw_builder *builder, int32_t *parent)
{
    int32_t families = 0;
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        int32_t root = root_of(parent, i);
        builder->accounts[i].family = root == i ? families++ : builder->accounts[root].family;
    }
    return families;
}

static void store_families(bw_builder *builder, int32_t families)
{
    size_t accounts = (size_t)builder->problem->account_count, used = 0;
    bw_family *family = bw_builder_take(builder, (size_t)families, sizeof *family);
    int32_t *members = bw_builder_take(builder, accounts, sizeof *members);
    if (builder->memory_out)
        return;
    for (size_t i = 0; i < accounts; i++)
        family[builder->accounts[i].family].count++;
    for (int32_t u = 0; u < families; u++) {
        family[u].accounts = members + used;
        used += (size_t)family[u].count;
        family[u].count = 0;
    }
    for (size_t i = 0; i < accounts; i++) {
        bw_family *home = &family[builder->accounts[i].family];
        members[(size_t)(home->accounts - members) + (size_t)home->count++] = (int32_t)i;
    }
    builder->problem->families = family;
    builder->problem->family_count = families;
}

void bw_build_families(bw_builder *builder)
{
    size_t accounts = (size_t)builder->problem->account_count;
    int32_t *parent = bw_array(accounts, sizeof *parent), *above = bw_array(accounts, sizeof *above);
    int32_t *walk = bw_array(accounts, sizeof *walk);
    builder->memory_out |= !parent || !above || !walk;
    if (!builder->memory_out) {
        for (size_t i = 0; i < accounts; i++)
            parent[i] = (int32_t)i;
        link_parents(builder, parent, above);
        find_circles(builder, above, walk);
        link_groups(builder, parent);
        store_families(builder, number_families(builder, parent));
    }
    free(walk);
    free(above);
    free(parent);
}
