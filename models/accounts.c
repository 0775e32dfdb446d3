/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/problem.h"

#include <math.h>
#include <string.h>

#define SHARED INT32_MAX /* in place of a rep: several have the name */

/* Names of reps, for owners who are named instead of given by id; NULL when memory is out. */
static bw_idmap *list_names(bw_builder *builder)
{
    int32_t reps = builder->problem->rep_count;
    bw_idmap *names = bw_idmap_create((size_t)reps);
    int32_t *first = bw_builder_take(builder, (size_t)reps, sizeof *first);
    for (int32_t j = 0; j < reps && names && first; j++) {
        const char *name = builder->reps[j].row->rep_name;
        int32_t known = *name ? bw_idmap_add(names, name, j) : j;
        builder->memory_out |= known == -2;
        if (known >= 0 && known != j)
            first[known] = SHARED;
    }
    builder->memory_out |= !names;
    builder->store->shared_names = first;
    return names;
}

/* An owner who is named as one rep of reps.csv is; -1 with a finding otherwise. */
static int32_t find_owner_named(bw_builder *builder, const bw_idmap *names, const bw_account_row *row, bw_spot spot)
{
    int32_t owner = bw_idmap_find(names, row->owner_id);
    bool shared = owner >= 0 && builder->store->shared_names[owner] == SHARED;
    if (owner < 0)
        bw_builder_say(builder, BW_WARNING, "owner-left", spot,
                       "nothing to do if the rep left; else correct the id or add the rep to reps.csv",
                       "account %s belongs to %s, who is not among the reps of the plan year: it counts as unassigned",
                       row->account_id, row->owner_id);
    else if (shared)
        bw_builder_say(builder, BW_WARNING, "owner-name-shared", spot, "give the owner's rep_id",
                       "account %s belongs to %s, as several reps are called: it counts as unassigned",
                       row->account_id, row->owner_id);
    else
        bw_builder_say(builder, BW_NOTE, "owner-by-name", spot, "", "account %s names its owner: read as %s",
                       row->account_id, builder->reps[owner].row->rep_id);
    return shared ? -1 : owner;
}

/* Today's rep: an index, or -1 with a finding when the owner is not among the reps. */
static int32_t find_owner(bw_builder *builder, const bw_idmap *names, const bw_account_row *row)
{
    bw_spot spot = {"accounts.csv", row->line, "owner_id", row->owner_id};
    if (!*row->owner_id)
        return -1;
    int32_t owner = bw_builder_find(builder, builder->rep_ids, spot);
    return owner >= 0 ? owner : find_owner_named(builder, names, row, spot);
}

static void add_account(bw_builder *builder, const bw_idmap *names, int32_t index, bw_place *place)
{
    const bw_account_row *row = &builder->tables->accounts[index];
    if (bw_idmap_add(builder->account_ids, row->account_id, index) != index)
        bw_builder_say(builder, BW_ERROR, "duplicate-id",
                       (bw_spot){"accounts.csv", row->line, "account_id", row->account_id},
                       "give every account an id of its own, or remove the copy", "account id %s is used twice",
                       row->account_id);
    bw_account *account = &builder->accounts[index];
    *account = (bw_account){.row = row, .lock = -1, .lock_reason = ""};
    account->owner = find_owner(builder, names, row);
    account->on_map = !isnan(row->latitude) && !isnan(row->longitude);
    account->pipeline = isnan(row->open_pipeline) ? 0 : fmax(0, row->open_pipeline);
    if (account->on_map)
        *place = bw_place_at(row->latitude, row->longitude);
}

static void count_unassigned(bw_builder *builder)
{
    int32_t never = 0;
    for (int32_t i = 0; i < builder->problem->account_count; i++)
        never += !*builder->accounts[i].row->owner_id;
    if (never)
        bw_builder_say(builder, BW_NOTE, "unassigned", (bw_spot){.file = "accounts.csv", .column = "owner_id"}, "",
                       "accounts without an owner today: %d; the plan gives each of them one", never);
}

void bw_build_accounts(bw_builder *builder)
{
    size_t count = builder->tables->account_count;
    if (count == 0 || count > INT32_MAX / 2) {
        bw_builder_say(builder, BW_ERROR, "no-accounts", (bw_spot){.file = "accounts.csv"}, "give at least one account",
                       "%s", count ? "there are too many accounts" : "there are no accounts");
        return;
    }
    builder->accounts = bw_builder_take(builder, count, sizeof *builder->accounts);
    bw_place *places = bw_builder_take(builder, count, sizeof *places);
    bw_idmap *names = list_names(builder);
    if (builder->memory_out) {
        bw_idmap_free(names);
        return;
    }
    builder->problem->accounts = builder->accounts;
    builder->problem->account_count = (int32_t)count;
    builder->store->account_place = places;
    for (size_t i = 0; i < count; i++)
        add_account(builder, names, (int32_t)i, &places[i]);
    bw_idmap_free(names);
    count_unassigned(builder);
}
