/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"
#include "models/problem.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* The first month of the plan year: set, or after the history, or the next January. */
static int32_t find_plan_start(bw_builder *builder)
{
    if (builder->settings->plan_start != INT32_MIN)
        return builder->settings->plan_start;
    const bw_tables *tables = builder->tables;
    int32_t last = INT32_MIN;
    for (size_t k = 0; k < tables->history_count; k++)
        if (bw_builder_period(builder, &tables->history[k]) > last)
            last = bw_builder_period(builder, &tables->history[k]);
    if (last != INT32_MIN)
        return last + 1;
    time_t now = time(NULL);
    struct tm today;
    gmtime_r(&now, &today);
    int32_t january = 12 * (today.tm_year + 1900 + 1);
    bw_builder_say(builder, BW_NOTE, "plan-start-assumed", (bw_spot){.file = "history.csv"},
                   "set plan_start, e.g. plan_start = 2027-01",
                   "there is no history, so the plan year is taken to begin in January %d", january / 12);
    return january;
}

static bool in_list(const char *list, const char *id)
{
    char item[256];
    for (int k = 0; bw_list_item(list, k, item, sizeof item); k++)
        if (strcmp(item, id) == 0)
            return true;
    return false;
}

/* Months of the plan year in which the rep is employed get a productivity; the others stay 0. */
static double set_ramp(const bw_builder *builder, bw_rep *rep, bool is_new)
{
    int32_t first = builder->problem->plan_start, start = INT32_MIN, end = INT32_MAX, employed = 0;
    if (rep->row->start_date != BW_NO_DATE)
        start = bw_month_of_day(rep->row->start_date);
    else if (is_new)
        start = first;
    if (rep->row->end_date != BW_NO_DATE)
        end = bw_month_of_day(rep->row->end_date);
    double length = builder->settings->ramp_months;
    for (int32_t h = 0; h < 12; h++) {
        if (first + h < start || first + h > end)
            continue;
        employed++;
        double served = start == INT32_MIN ? INFINITY : (double)(first + h - start) + 0.5;
        rep->ramp[h] = length > 0 && served < length ? served / length : 1;
    }
    return employed / 12.0;
}

/* The index of the rep's manager, new or known. */
static int32_t find_manager(bw_builder *builder, bw_idmap *managers, const char **names, const char *id)
{
    if (!*id)
        return -1;
    int32_t next = builder->problem->manager_count;
    int32_t found = bw_idmap_add(managers, id, next);
    builder->memory_out |= found == -2;
    if (found == next) {
        names[next] = id;
        builder->problem->manager_count++;
    }
    return found;
}

static bool works_in_plan_year(bw_builder *builder, const bw_rep_row *row)
{
    bool removed = in_list(builder->settings->remove_reps, row->rep_id);
    bool ended = row->end_date != BW_NO_DATE && bw_month_of_day(row->end_date) < builder->problem->plan_start;
    if (!removed && !ended)
        return true;
    builder->memory_out |= bw_idmap_add(builder->gone_ids, row->rep_id, 0) == -2;
    bw_builder_say(builder, BW_NOTE, removed ? "rep-removed" : "rep-ended",
                   (bw_spot){"reps.csv", row->line, "rep_id", row->rep_id}, "",
                   removed ? "rep %s is taken out by remove_reps" : "rep %s has left before the plan year",
                   row->rep_id);
    return false;
}

static void add_rep(bw_builder *builder, const bw_rep_row *row, bool is_new)
{
    int32_t index = builder->problem->rep_count;
    if (bw_idmap_add(builder->rep_ids, row->rep_id, index) != index) {
        bw_builder_say(builder, BW_ERROR, "duplicate-id", (bw_spot){"reps.csv", row->line, "rep_id", row->rep_id},
                       "give every rep an id of its own", "rep id %s is used twice", row->rep_id);
        return;
    }
    bw_rep *rep = &builder->reps[index];
    *rep = (bw_rep){.row = row, .manager = -1, .market = -1, .is_new = is_new || row->is_placeholder,
                    .quota_prior = row->quota_prior, .actual_prior = NAN};
    rep->competes = strcmp(row->role, "manager") != 0 || builder->settings->managers_compete;
    double employed = set_ramp(builder, rep, rep->is_new);
    double hours = isnan(row->capacity) ? builder->settings->default_capacity : row->capacity;
    rep->capacity = hours * (isnan(row->fte) ? 1 : row->fte) * employed;
    builder->problem->rep_count++;
}

static const bw_rep_row *find_row(const bw_tables *tables, const char *id)
{
    for (size_t k = 0; k < tables->rep_count; k++)
        if (strcmp(tables->reps[k].rep_id, id) == 0)
            return &tables->reps[k];
    return NULL;
}

/* A new rep is a copy of an existing one, at the same place, without a past. */
static void add_new_rep(bw_builder *builder, const char *like, int number)
{
    const bw_rep_row *model = find_row(builder->tables, like);
    if (!model) {
        bw_builder_say(builder, BW_ERROR, "unknown-rep", (bw_spot){.file = "settings", .column = "add_reps",
                       .value = like}, "name reps of reps.csv", "add_reps: there is no rep %s", like);
        return;
    }
    bw_rep_row *row = bw_builder_take(builder, 1, sizeof *row);
    char *id = bw_arena_format(builder->store->memory, "new-%d", number);
    char *name = bw_arena_format(builder->store->memory, "New rep %d (like %s)", number, model->rep_name);
    builder->memory_out |= !id || !name;
    if (builder->memory_out)
        return;
    *row = *model;
    row->rep_id = id;
    row->rep_name = name;
    row->email = "";
    row->is_placeholder = true;
    row->start_date = row->end_date = BW_NO_DATE;
    row->quota_prior = NAN;
    add_rep(builder, row, true);
}

static int list_length(const char *list)
{
    char item[256];
    int length = 0;
    while (bw_list_item(list, length, item, sizeof item))
        length++;
    return length;
}

static void check_removed(bw_builder *builder)
{
    char id[256];
    for (int k = 0; bw_list_item(builder->settings->remove_reps, k, id, sizeof id); k++)
        if (!find_row(builder->tables, id))
            bw_builder_say(builder, BW_ERROR, "unknown-rep",
                           (bw_spot){.file = "settings", .column = "remove_reps", .value = id},
                           "name reps of reps.csv", "remove_reps: there is no rep %s", id);
}

static void set_managers(bw_builder *builder)
{
    size_t reps = (size_t)builder->problem->rep_count;
    bw_idmap *managers = bw_idmap_create(reps);
    const char **names = bw_builder_take(builder, reps, sizeof *names);
    builder->memory_out |= !managers;
    for (size_t j = 0; j < reps && !builder->memory_out; j++)
        builder->reps[j].manager = find_manager(builder, managers, names, builder->reps[j].row->manager_id);
    builder->problem->managers = names;
    bw_idmap_free(managers);
}

void bw_build_people(bw_builder *builder)
{
    const bw_tables *tables = builder->tables;
    builder->problem->plan_start = find_plan_start(builder);
    int added = list_length(builder->settings->add_reps);
    builder->reps = bw_builder_take(builder, tables->rep_count + (size_t)added, sizeof *builder->reps);
    if (!builder->reps)
        return;
    check_removed(builder);
    for (size_t k = 0; k < tables->rep_count; k++)
        if (works_in_plan_year(builder, &tables->reps[k]))
            add_rep(builder, &tables->reps[k], false);
    char like[256];
    for (int k = 0; k < added && bw_list_item(builder->settings->add_reps, k, like, sizeof like); k++)
        add_new_rep(builder, like, k + 1);
    builder->problem->reps = builder->reps;
    if (builder->problem->rep_count == 0)
        bw_builder_say(builder, BW_ERROR, "no-reps", (bw_spot){.file = "reps.csv"}, "give at least one rep",
                       "no rep works in the plan year");
    set_managers(builder);
}
