/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"
#include "models/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void lock(bw_builder *builder, int32_t account, int32_t rep, const char *reason, bw_spot spot)
{
    bw_account *locked = &builder->accounts[account];
    if (locked->lock >= 0 && locked->lock != rep) {
        bw_builder_say(builder, BW_ERROR, "locked-twice", spot, "keep one of the two locks",
                       "account %s is locked to %s (%s) and to %s (%s)", locked->row->account_id,
                       builder->reps[locked->lock].row->rep_id, locked->lock_reason, builder->reps[rep].row->rep_id,
                       reason);
        return;
    }
    if (locked->lock >= 0)
        return;
    locked->lock = rep;
    locked->lock_reason = reason;
}

/* Locks that the account's own record gives. */
static void lock_by_record(bw_builder *builder, int32_t index)
{
    const bw_account *account = &builder->accounts[index];
    const bw_account_row *row = account->row;
    int32_t start = bw_day_of_month(builder->problem->plan_start);
    bw_spot spot = {"accounts.csv", row->line, "locked", "yes"};
    if (account->owner < 0) {
        if (row->locked)
            bw_builder_say(builder, BW_WARNING, "locked-without-owner", spot, "name the rep in a rule of rules.csv",
                           "account %s is locked, but nobody owns it: the lock is left out", row->account_id);
        return;
    }
    if (row->locked)
        lock(builder, index, account->owner, *row->lock_reason ? row->lock_reason : "locked in accounts.csv", spot);
    else if (!builder->reps[account->owner].competes)
        lock(builder, index, account->owner, "house account of a manager", spot);
    else if (row->renewal_date != BW_NO_DATE && row->renewal_date >= start
             && row->renewal_date < start + builder->settings->lock_renewal_days)
        lock(builder, index, account->owner, "renewal is due soon", spot);
    else if (row->owner_since != BW_NO_DATE && row->owner_since <= start
             && row->owner_since > start - builder->settings->lock_owner_days)
        lock(builder, index, account->owner, "its owner changed lately", spot);
}

static void say_unknown(bw_builder *builder, const char *file, int64_t line, const char *column, const char *id)
{
    bw_builder_say(builder, BW_ERROR, "unknown-id", (bw_spot){file, line, column, id},
                   "correct the id or remove the line", "there is no such %s: %s",
                   strcmp(column, "rep_id") == 0 ? "rep" : "account", id);
}

/* Both indices, or a finding. A rep who has left makes the line void, not wrong. */
static bool find_pair(bw_builder *builder, const char *file, int64_t line, const char *account_id, const char *rep_id,
                      int32_t *account, int32_t *rep)
{
    *account = bw_builder_find(builder, builder->account_ids, (bw_spot){file, line, "account_id", account_id});
    *rep = bw_builder_find(builder, builder->rep_ids, (bw_spot){file, line, "rep_id", rep_id});
    if (*account < 0)
        say_unknown(builder, file, line, "account_id", account_id);
    if (*rep < 0 && bw_idmap_find(builder->gone_ids, rep_id) < 0)
        say_unknown(builder, file, line, "rep_id", rep_id);
    return *account >= 0 && *rep >= 0;
}

/* By account and rep, with which forbidden pairs, trips and preferences begin. */
static int by_pair(const void *a, const void *b)
{
    const int32_t *first = a, *second = b;
    int order = (first[0] > second[0]) - (first[0] < second[0]);
    return order ? order : (first[1] > second[1]) - (first[1] < second[1]);
}

static void read_rules(bw_builder *builder)
{
    const bw_tables *tables = builder->tables;
    struct bw_problem_store *store = builder->store;
    bw_preference *preferences = bw_builder_take(builder, tables->rule_count, sizeof *preferences);
    store->forbidden = bw_builder_take(builder, tables->rule_count, sizeof *store->forbidden);
    if (builder->memory_out)
        return;
    for (size_t k = 0; k < tables->rule_count; k++) {
        const bw_rule_row *row = &tables->rules[k];
        int32_t account, rep;
        if (!find_pair(builder, "rules.csv", row->line, row->account_id, row->rep_id, &account, &rep))
            continue;
        if (row->kind == BW_RULE_LOCK)
            lock(builder, account, rep, *row->reason ? row->reason : "locked by a rule",
                 (bw_spot){"rules.csv", row->line, "rule", "lock"});
        else if (row->kind == BW_RULE_FORBID)
            store->forbidden[store->forbidden_count++] = (bw_forbidden){account, rep};
        else
            preferences[builder->problem->preference_count++] = (bw_preference){account, rep, row->reason};
    }
    qsort(store->forbidden, store->forbidden_count, sizeof *store->forbidden, by_pair);
    qsort(preferences, builder->problem->preference_count, sizeof *preferences, by_pair);
    builder->problem->preferences = preferences;
}

static void read_travel(bw_builder *builder)
{
    const bw_tables *tables = builder->tables;
    struct bw_problem_store *store = builder->store;
    store->trips = bw_builder_take(builder, tables->travel_count, sizeof *store->trips);
    if (builder->memory_out)
        return;
    for (size_t k = 0; k < tables->travel_count; k++) {
        const bw_travel_row *row = &tables->travel[k];
        int32_t account, rep;
        if (find_pair(builder, "travel.csv", row->line, row->account_id, row->rep_id, &account, &rep))
            store->trips[store->trip_count++] = (bw_trip){account, rep, row->hours, row->km};
    }
    qsort(store->trips, store->trip_count, sizeof *store->trips, by_pair);
}

static void check_amounts(bw_builder *builder, const char *file, size_t count, const bw_amount_row *rows)
{
    for (size_t k = 0; k < count; k++)
        if (bw_idmap_find(builder->rep_ids, rows[k].rep_id) < 0 && bw_idmap_find(builder->gone_ids, rows[k].rep_id) < 0)
            bw_builder_say(builder, BW_WARNING, "unknown-rep", (bw_spot){file, rows[k].line, "rep_id", rows[k].rep_id},
                           "nothing to do if the rep left long ago; else correct the id",
                           "%s is not among the reps: the line is left out", rows[k].rep_id);
}

/* ---- matching */

typedef struct match_column {
    const char *name;
    const char *(*account)(const bw_account_row *row);
    const char *(*rep)(const bw_rep_row *row);
} match_column;

static const char *account_country(const bw_account_row *row) { return row->country; }
static const char *account_region(const bw_account_row *row) { return row->region; }
static const char *account_segment(const bw_account_row *row) { return row->segment; }
static const char *account_skill(const bw_account_row *row) { return row->skill; }
static const char *rep_country(const bw_rep_row *row) { return row->country; }
static const char *rep_region(const bw_rep_row *row) { return row->region; }
static const char *rep_segment(const bw_rep_row *row) { return row->segment; }
static const char *rep_skills(const bw_rep_row *row) { return row->skills; }

static const match_column match_columns[BW_FIELDS_MAX] = {
    {"country", account_country, rep_country},
    {"region", account_region, rep_region},
    {"segment", account_segment, rep_segment},
    {"skills", account_skill, rep_skills},
};

/* Gives every value of a `;` list a number of its own. */
static void intern(bw_builder *builder, bw_idmap *values, const char *list)
{
    char item[256];
    for (int k = 0; bw_list_item(list, k, item, sizeof item) && !builder->memory_out; k++) {
        if (!*item || bw_idmap_find(values, item) >= 0)
            continue;
        char *copy = bw_arena_text(builder->store->memory, item, strlen(item));
        builder->memory_out |= !copy || bw_idmap_add(values, copy, (int32_t)bw_idmap_count(values)) == -2;
    }
}

static void mark(const bw_idmap *values, const char *list, uint64_t *set)
{
    char item[256];
    for (int k = 0; bw_list_item(list, k, item, sizeof item); k++) {
        int32_t number = bw_idmap_find(values, item);
        if (number >= 0)
            set[number / 64] |= (uint64_t)1 << (number % 64);
    }
}

static void fill_sets(bw_builder *builder, const match_column *column, const bw_idmap *values, size_t words,
                      uint64_t *needed, uint64_t *served)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++)
        mark(values, column->account(builder->accounts[i].row), needed + (size_t)i * words);
    for (int32_t j = 0; j < builder->problem->rep_count; j++) {
        const char *list = column->rep(builder->reps[j].row);
        if (*list)
            mark(values, list, served + (size_t)j * words);
        else
            memset(served + (size_t)j * words, 0xFF, words * sizeof *served);
    }
}

static void add_field(bw_builder *builder, const match_column *column)
{
    bw_idmap *values = bw_idmap_create(64);
    builder->memory_out |= !values;
    for (int32_t i = 0; i < builder->problem->account_count && !builder->memory_out; i++)
        intern(builder, values, column->account(builder->accounts[i].row));
    for (int32_t j = 0; j < builder->problem->rep_count && !builder->memory_out; j++)
        intern(builder, values, column->rep(builder->reps[j].row));
    size_t words = values ? bw_idmap_count(values) / 64 + 1 : 1;
    uint64_t *needed = bw_builder_take(builder, (size_t)builder->problem->account_count * words, sizeof *needed);
    uint64_t *served = bw_builder_take(builder, (size_t)builder->problem->rep_count * words, sizeof *served);
    if (!builder->memory_out) {
        fill_sets(builder, column, values, words, needed, served);
        builder->store->fields[builder->store->field_count++] = (bw_match_field){words, needed, served};
    }
    bw_idmap_free(values);
}

static void read_match(bw_builder *builder)
{
    char name[64];
    bool used[BW_FIELDS_MAX] = {false};
    for (int k = 0; bw_list_item(builder->settings->match, k, name, sizeof name); k++) {
        int column = 0;
        while (column < BW_FIELDS_MAX && strcmp(match_columns[column].name, name) != 0)
            column++;
        if (column == BW_FIELDS_MAX)
            bw_builder_say(builder, BW_ERROR, "unknown-match", (bw_spot){.file = "settings", .column = "match",
                           .value = name}, "use country, region, segment or skills", "match: `%s` is not known", name);
        else if (!used[column])
            add_field(builder, &match_columns[column]);
        if (column < BW_FIELDS_MAX)
            used[column] = true;
    }
}

/* A lock of one member binds its family. */
static void lock_families(bw_builder *builder)
{
    for (int32_t u = 0; u < builder->problem->family_count; u++) {
        const bw_family *family = &builder->problem->families[u];
        int32_t holder = -1;
        for (int32_t k = 0; k < family->count && holder < 0; k++)
            if (builder->accounts[family->accounts[k]].lock >= 0)
                holder = family->accounts[k];
        for (int32_t k = 0; k < family->count && holder >= 0; k++)
            lock(builder, family->accounts[k], builder->accounts[holder].lock,
                 family->accounts[k] == holder ? builder->accounts[holder].lock_reason : "its family is locked",
                 (bw_spot){"accounts.csv", builder->accounts[holder].row->line, "account_id",
                           builder->accounts[holder].row->account_id});
    }
}

void bw_build_rules(bw_builder *builder)
{
    if (!builder->accounts)
        return;
    for (int32_t i = 0; i < builder->problem->account_count; i++)
        lock_by_record(builder, i);
    read_rules(builder);
    read_travel(builder);
    read_match(builder);
    check_amounts(builder, "quotas.csv", builder->tables->quota_count, builder->tables->quotas);
    check_amounts(builder, "actuals.csv", builder->tables->actual_count, builder->tables->actuals);
    if (!builder->memory_out)
        lock_families(builder);
}
