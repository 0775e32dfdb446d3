/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/problem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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

/* Owners who are no rep's id, by what the table calls them: a rep who left is spoken of once, not once an account. */
typedef struct stranger {
    int32_t accounts;
    const bw_account_row *first;
} stranger;

typedef struct strangers {
    bw_idmap *names; /* of reps */
    bw_idmap *known; /* what the table calls an owner, to the first account that does */
    stranger *list;  /* [accounts] by that account */
} strangers;

static bool is_shared(const bw_builder *builder, int32_t rep)
{
    return rep >= 0 && builder->store->shared_names[rep] == SHARED;
}

/* Today's rep: an index, or -1. */
static int32_t find_owner(bw_builder *builder, strangers *seen, int32_t index)
{
    const bw_account_row *row = &builder->tables->accounts[index];
    if (!*row->owner_id)
        return -1;
    int32_t owner =
        bw_builder_find(builder, builder->rep_ids, (bw_spot){"accounts.csv", row->line, "owner_id", row->owner_id});
    if (owner >= 0)
        return owner;
    int32_t first = bw_idmap_add(seen->known, row->owner_id, index);
    builder->memory_out |= first < 0;
    if (first < 0)
        return -1;
    seen->list[first].first = &builder->tables->accounts[first];
    seen->list[first].accounts++;
    owner = bw_idmap_find(seen->names, row->owner_id);
    return is_shared(builder, owner) ? -1 : owner;
}

/* The rep whose name is nearly the owner's; "" if there is none. */
static const char *nearest_name(const bw_builder *builder, const char *owner)
{
    size_t reps = (size_t)builder->problem->rep_count;
    const char **names = bw_array(reps, sizeof *names);
    for (size_t j = 0; j < reps && names; j++)
        names[j] = builder->reps[j].row->rep_name;
    const char *nearest = names ? bw_name_nearest(owner, reps, names) : NULL;
    free(names);
    return nearest ? nearest : "";
}

static void say_left(bw_builder *builder, const stranger *one, bw_spot spot, const char *accounts)
{
    char remedy[300];
    const char *nearest = nearest_name(builder, spot.value);
    snprintf(remedy, sizeof remedy, *nearest ? "write %.80s, if that is who it is; else add the rep to reps.csv"
                                             : "nothing to do if the rep left; else correct the id or add the rep to "
                                               "reps.csv", nearest);
    bw_builder_say(builder, BW_WARNING, "owner-left", spot, remedy,
                   "%s to %s, who is not among the reps of the plan year: %s as unassigned", accounts, spot.value,
                   one->accounts == 1 ? "it counts" : "they count");
}

static void say_stranger(bw_builder *builder, const strangers *seen, const stranger *one)
{
    const char *owner = one->first->owner_id;
    bw_spot spot = {"accounts.csv", one->first->line, "owner_id", owner};
    int32_t rep = bw_idmap_find(seen->names, owner);
    char accounts[64];
    snprintf(accounts, sizeof accounts, one->accounts == 1 ? "%d account belongs" : "%d accounts belong",
             one->accounts);
    if (rep < 0)
        say_left(builder, one, spot, accounts);
    else if (is_shared(builder, rep))
        bw_builder_say(builder, BW_WARNING, "owner-name-shared", spot, "give the owner's rep_id",
                       "%s to %s, as several reps are called: %s as unassigned", accounts, owner,
                       one->accounts == 1 ? "it counts" : "they count");
    else
        bw_builder_say(builder, BW_NOTE, "owner-by-name", spot, "", "%s to %s, a name: read as rep %s", accounts, owner,
                       builder->reps[rep].row->rep_id);
}

static void add_account(bw_builder *builder, strangers *seen, int32_t index, bw_place *place)
{
    const bw_account_row *row = &builder->tables->accounts[index];
    if (bw_idmap_add(builder->account_ids, row->account_id, index) != index)
        bw_builder_say(builder, BW_ERROR, "duplicate-id",
                       (bw_spot){"accounts.csv", row->line, "account_id", row->account_id},
                       "give every account an id of its own, or remove the copy", "account id %s is used twice",
                       row->account_id);
    bw_account *account = &builder->accounts[index];
    *account = (bw_account){.row = row, .lock = -1, .lock_reason = ""};
    account->owner = find_owner(builder, seen, index);
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
    strangers seen = {list_names(builder), bw_idmap_create(16), bw_array(count, sizeof *seen.list)};
    builder->memory_out |= !seen.known || !seen.list;
    if (!builder->memory_out) {
        builder->problem->accounts = builder->accounts;
        builder->problem->account_count = (int32_t)count;
        builder->store->account_place = places;
        for (size_t i = 0; i < count; i++)
            add_account(builder, &seen, (int32_t)i, &places[i]);
        for (size_t i = 0; i < count; i++)
            if (seen.list[i].accounts)
                say_stranger(builder, &seen, &seen.list[i]);
        count_unassigned(builder);
    }
    bw_idmap_free(seen.names);
    bw_idmap_free(seen.known);
    free(seen.list);
}
