/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/problem.h"

#include <math.h>

#define SHORTEST_SUM 1e-6 /* of unit vectors, per account: accounts all around the globe have no middle */

/* The sum of the places of a rep's accounts, whose direction is their middle. */
typedef struct middle {
    bw_place sum;
    int32_t accounts;
} middle;

static void find_middles(const bw_builder *builder, middle *middles)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        const bw_account *account = &builder->accounts[i];
        if (account->owner < 0 || !account->on_map)
            continue;
        const bw_place *place = &builder->store->account_place[i];
        middle *of = &middles[account->owner];
        of->sum.x += place->x, of->sum.y += place->y, of->sum.z += place->z;
        of->accounts++;
    }
}

/* A copy of the rep's row with a home, to the fourth decimal: some ten metres. NULL if the accounts have no middle. */
static const bw_rep_row *settle(bw_builder *builder, const bw_rep_row *row, const middle *of)
{
    double length = sqrt(of->sum.x * of->sum.x + of->sum.y * of->sum.y + of->sum.z * of->sum.z);
    if (!of->accounts || length < SHORTEST_SUM * of->accounts)
        return NULL;
    bw_rep_row *settled = bw_builder_take(builder, 1, sizeof *settled);
    if (!settled)
        return NULL;
    *settled = *row;
    settled->latitude = round(asin(of->sum.z / length) * 180 / M_PI * 1e4) / 1e4;
    settled->longitude = round(atan2(of->sum.y, of->sum.x) * 180 / M_PI * 1e4) / 1e4;
    bw_builder_say(builder, BW_REPAIRED, "rep-settled", (bw_spot){"reps.csv", row->line, "rep_id", row->rep_id},
                   "give the rep's latitude and longitude if the home is elsewhere",
                   "the rep has no coordinates: the middle of today's accounts counts as home");
    return settled;
}

static bool is_placed(const bw_rep_row *row)
{
    return !isnan(row->latitude) && !isnan(row->longitude);
}

static bool any_account_on_map(const bw_builder *builder)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++)
        if (builder->accounts[i].on_map)
            return true;
    return false;
}

static void note_unplaced(bw_builder *builder)
{
    int32_t missing = 0;
    for (int32_t j = 0; j < builder->problem->rep_count; j++)
        missing += !is_placed(builder->reps[j].row);
    if (missing && any_account_on_map(builder))
        bw_builder_say(builder, BW_WARNING, "rep-no-coordinates", (bw_spot){.file = "reps.csv", .column = "latitude"},
                       "add latitude and longitude, or travel.csv",
                       "%d of %d reps have no coordinates, and no accounts on the map: travel to whatever they get "
                       "costs nothing in the plan", missing, builder->problem->rep_count);
}

void bw_build_homes(bw_builder *builder)
{
    size_t reps = (size_t)builder->problem->rep_count;
    bw_place *places = bw_builder_take(builder, reps, sizeof *places);
    bool *on_map = bw_builder_take(builder, reps, sizeof *on_map);
    middle *middles = bw_builder_take(builder, reps, sizeof *middles);
    if (builder->memory_out)
        return;
    if (builder->accounts)
        find_middles(builder, middles);
    for (size_t j = 0; j < reps; j++) {
        bw_rep *rep = &builder->reps[j];
        const bw_rep_row *settled = is_placed(rep->row) ? rep->row : settle(builder, rep->row, &middles[j]);
        rep->row = settled ? settled : rep->row;
        on_map[j] = is_placed(rep->row);
        if (on_map[j])
            places[j] = bw_place_at(rep->row->latitude, rep->row->longitude);
    }
    builder->store->rep_place = places;
    builder->store->rep_on_map = on_map;
    note_unplaced(builder);
}
