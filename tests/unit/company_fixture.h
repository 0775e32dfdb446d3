/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Companies built in code for tests: tables of a given size with nothing but ids, to be filled in by the test;
 * random ones with everything that a company can have; and ones on a square map to be planned.
 */
#ifndef BW_TESTS_COMPANY_FIXTURE_H
#define BW_TESTS_COMPANY_FIXTURE_H

#include "models/base.h"
#include "models/settings.h"
#include "tests/unit/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 4096 /* history records, and rules, that a company has room for */

typedef struct company {
    bw_tables *tables;
    bw_settings *settings;
    bw_findings *findings;
    bw_problem *problem;
    bw_error error;
    uint64_t draws; /* how many numbers were drawn */
    uint64_t seed;
} company;

static inline const char *company_text(company *made, const char *prefix, size_t number)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%s%zu", prefix, number);
    return bw_tables_text(made->tables, text, (size_t)length);
}

/** Accounts A1, A2, ... and reps R1, R2, ... of whom nothing else is known; the plan year is 2026. */
static inline company company_open(size_t accounts, size_t reps)
{
    company made = {.tables = bw_tables_create(), .settings = bw_settings_create(), .findings = bw_findings_create()};
    bw_tables *tables = made.tables;
    tables->account_count = accounts;
    tables->rep_count = reps;
    tables->accounts = bw_tables_take(tables, accounts, sizeof *tables->accounts);
    tables->reps = bw_tables_take(tables, reps, sizeof *tables->reps);
    tables->history = bw_tables_take(tables, ROOM, sizeof *tables->history);
    tables->rules = bw_tables_take(tables, ROOM, sizeof *tables->rules);
    tables->travel = bw_tables_take(tables, ROOM, sizeof *tables->travel);
    for (size_t i = 0; i < accounts; i++) {
        tables->accounts[i] = bw_account_row_empty();
        tables->accounts[i].line = (int64_t)i + 2;
        tables->accounts[i].account_id = company_text(&made, "A", i + 1);
    }
    for (size_t j = 0; j < reps; j++) {
        tables->reps[j] = bw_rep_row_empty();
        tables->reps[j].line = (int64_t)j + 2;
        tables->reps[j].rep_id = tables->reps[j].rep_name = company_text(&made, "R", j + 1);
    }
    made.settings->plan_start = 12 * 2026;
    return made;
}

static inline void company_close(company *made)
{
    bw_problem_free(made->problem);
    bw_findings_free(made->findings);
    bw_settings_free(made->settings);
    bw_tables_free(made->tables);
}

static inline void company_set(company *made, const char *name, const char *value)
{
    if (bw_settings_set(made->settings, name, value, &made->error) != BW_OK)
        fail_msg("%s", made->error.message);
}

static inline bw_status company_build(company *made)
{
    return bw_problem_create(made->tables, made->settings, made->findings, &made->problem, &made->error);
}

/** The problem of a company that has one. */
static inline void company_make(company *made)
{
    if (company_build(made) != BW_OK)
        fail_msg("%s", made->error.message);
}

/** Its plan. */
static inline bw_alignment *company_align(company *made)
{
    bw_alignment *plan = NULL;
    if (!made->problem)
        company_make(made);
    if (bw_align(made->problem, NULL, made->settings, NULL, &plan, &made->error) != BW_OK)
        fail_msg("%s", made->error.message);
    return plan;
}

static inline void company_sell(company *made, const char *account_id, int32_t month, double revenue)
{
    bw_tables *tables = made->tables;
    tables->history[tables->history_count] =
        (bw_history_row){(int64_t)tables->history_count + 2, account_id, month, 0, revenue};
    tables->history_count++;
}

static inline void company_rule(company *made, bw_rule_kind kind, const char *account_id, const char *rep_id)
{
    bw_tables *tables = made->tables;
    tables->rules[tables->rule_count] =
        (bw_rule_row){.line = (int64_t)tables->rule_count + 2, .account_id = account_id, .rep_id = rep_id,
                      .reason = "", .kind = kind};
    tables->rule_count++;
}

static inline void company_trip(company *made, const char *account_id, const char *rep_id, double hours, double km)
{
    bw_tables *tables = made->tables;
    tables->travel[tables->travel_count] =
        (bw_travel_row){(int64_t)tables->travel_count + 2, account_id, rep_id, hours, km};
    tables->travel_count++;
}

/** The next random number, 0..1. */
static inline double company_draw(company *made)
{
    return (double)(bw_stream_seed(made->seed, made->draws++) >> 11) * 0x1p-53;
}

static inline size_t company_pick(company *made, size_t count)
{
    return (size_t)(company_draw(made) * (double)count);
}

static inline void company_draw_account(company *made, size_t i)
{
    bw_tables *tables = made->tables;
    bw_account_row *row = &tables->accounts[i];
    row->latitude = 40 + 5 * company_draw(made);
    row->longitude = -90 + 8 * company_draw(made);
    row->workload = 10 + 90 * company_draw(made);
    row->visits = 1 + (double)company_pick(made, 12);
    row->potential = 1000 + 20000 * company_draw(made);
    row->open_pipeline = 3000 * company_draw(made);
    row->revenue_prior = 500 + 10000 * company_draw(made);
    if (company_draw(made) < 0.85)
        row->owner_id = tables->reps[company_pick(made, tables->rep_count)].rep_id;
    if (i > 0 && company_draw(made) < 0.15)
        row->parent_id = tables->accounts[company_pick(made, i)].account_id;
}

/** A company in which everything occurs: families, owners and none, preferences, forbidden pairs, a lock. */
static inline company company_random(size_t accounts, size_t reps, uint64_t seed)
{
    company made = company_open(accounts, reps);
    made.seed = seed;
    for (size_t j = 0; j < reps; j++) {
        made.tables->reps[j].latitude = 40 + 5 * company_draw(&made);
        made.tables->reps[j].longitude = -90 + 8 * company_draw(&made);
        made.tables->reps[j].fte = company_draw(&made) < 0.2 ? 0.5 : 1;
    }
    for (size_t i = 0; i < accounts; i++)
        company_draw_account(&made, i);
    for (size_t i = 0; i < accounts; i++) {
        const char *id = made.tables->accounts[i].account_id;
        size_t first = company_pick(&made, reps);
        if (reps > 1 && company_draw(&made) < 0.1)
            company_rule(&made, BW_RULE_PREFER, id, made.tables->reps[first].rep_id);
        if (reps > 2 && i % 7 == 1)
            company_rule(&made, BW_RULE_FORBID, id, made.tables->reps[i % reps].rep_id);
    }
    if (accounts > 4 && !*made.tables->accounts[0].parent_id && *made.tables->accounts[0].owner_id)
        made.tables->accounts[0].locked = true;
    return made;
}

/** A number between low and high that seed and k alone decide. */
static inline double company_between(uint64_t seed, uint64_t k, double low, double high)
{
    return low + (high - low) * (double)(bw_stream_seed(seed, k) >> 11) * 0x1p-53;
}

static inline void company_place_account(company *made, size_t i)
{
    uint64_t seed = made->seed, k = 100 * (uint64_t)i;
    size_t reps = made->tables->rep_count, owner = (size_t)company_between(seed, k, 0, (double)reps + 0.5);
    bw_account_row *row = &made->tables->accounts[i];
    row->owner_id = owner < reps ? made->tables->reps[owner].rep_id : "";
    row->latitude = company_between(seed, k + 1, 40, 44);
    row->longitude = company_between(seed, k + 2, -100, -95);
    row->revenue_prior = exp(company_between(seed, k + 3, 8, 12));
    row->potential = row->revenue_prior * company_between(seed, k + 4, 1, 3);
    row->workload = company_between(seed, k + 5, 10, 60);
    row->visits = floor(company_between(seed, k + 6, 1, 20));
}

/** A company on a square map, to be planned for 2027: accounts with revenue, potential, workload and visits, a few
 *  without an owner, and reps with places. */
static inline company company_on_map(uint64_t seed, size_t accounts, size_t reps)
{
    company made = company_open(accounts, reps);
    made.seed = seed;
    for (size_t i = 0; i < accounts; i++)
        company_place_account(&made, i);
    for (size_t j = 0; j < reps; j++) {
        uint64_t k = 1000000 + 100 * (uint64_t)j;
        made.tables->reps[j].latitude = company_between(seed, k + 1, 40, 44);
        made.tables->reps[j].longitude = company_between(seed, k + 2, -100, -95);
    }
    company_set(&made, "plan_start", "2027-01");
    company_set(&made, "threads", "1");
    company_set(&made, "work_limit", "5");
    company_set(&made, "gap", "0");
    return made;
}

#endif
