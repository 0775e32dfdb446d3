/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/problem.h"

#include <math.h>
#include <string.h>

/* Today's rep: an index, or -1 with a finding when the owner is not among the reps. */
static int32_t find_owner(bw_builder *builder, const bw_account_row *row)
{
    if (!*row->owner_id)
        return -1;
    int32_t owner = bw_idmap_find(builder->rep_ids, row->owner_id);
    if (owner < 0)
        bw_builder_say(builder, BW_WARNING, "owner-left",
                       (bw_spot){"accounts.csv", row->line, "owner_id", row->owner_id},
                       "nothing to do if the rep left; else correct the id or add the rep to reps.csv",
                       "account %s belongs to %s, who is not among the reps of the plan year: it counts as unassigned",
                       row->account_id, row->owner_id);
    return owner;
}

static void add_account(bw_builder *builder, int32_t index, bw_place *place)
{
    const bw_account_row *row = &builder->tables->accounts[index];
    if (bw_idmap_add(builder->account_ids, row->account_id, index) != index)
        bw_builder_say(builder, BW_ERROR, "duplicate-id",
                       (bw_spot){"accounts.csv", row->line, "account_id", row->account_id},
                       "give every account an id of its own, or remove the copy", "account id %s is used twice",
                       row->account_id);
    bw_account *account = &builder->accounts[index];
    *account = (bw_account){.row = row, .lock = -1, .lock_reason = ""};
    account->owner = find_owner(builder, row);
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
    if (builder->memory_out)
        return;
    builder->problem->accounts = builder->accounts;
    builder->problem->account_count = (int32_t)count;
    builder->store->account_place = places;
    for (size_t i = 0; i < count; i++)
        add_account(builder, (int32_t)i, &places[i]);
    count_unassigned(builder);
}
