/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/quality.h"

#include <math.h>

static void add(bw_quality *quality, const char *name, const char *words, double amount, double whole, const char *of)
{
    if (quality->count < BW_QUALITY_LINES_MAX)
        quality->lines[quality->count++] =
            (bw_quality_line){name, words, amount, whole > 0 && *of ? amount / whole : NAN, of};
}

/* Tallies over the accounts. */
typedef struct account_tally {
    int32_t owned, unassigned, left, no_history, silent, off_map, locked, in_family;
    double left_revenue;
} account_tally;

static account_tally tally_accounts(const bw_problem *problem)
{
    account_tally tally = {0};
    for (int32_t i = 0; i < problem->account_count; i++) {
        const bw_account *account = &problem->accounts[i];
        bool names_owner = *account->row->owner_id != 0;
        tally.owned += account->owner >= 0;
        tally.unassigned += account->owner < 0 && !names_owner;
        tally.left += account->owner < 0 && names_owner;
        tally.left_revenue += account->owner < 0 ? account->revenue : 0;
        tally.no_history += problem->history_start[i] == problem->history_start[i + 1];
        tally.silent += account->revenue <= 0;
        tally.off_map += !account->on_map;
        tally.locked += account->lock >= 0;
        tally.in_family += problem->families[account->family].count > 1;
    }
    return tally;
}

static void add_accounts(bw_quality *quality, const bw_problem *problem)
{
    account_tally tally = tally_accounts(problem);
    double all = problem->account_count;
    add(quality, "accounts", "accounts", all, 0, "");
    add(quality, "owned", "  with a rep today", tally.owned, all, "of accounts");
    add(quality, "owner_left", "  whose owner is not among the reps", tally.left, all, "of accounts");
    add(quality, "unassigned", "  without an owner", tally.unassigned, all, "of accounts");
    add(quality, "unowned_revenue", "  revenue of accounts without a rep", tally.left_revenue, problem->total_revenue,
        "of revenue");
    add(quality, "without_history", "  without history", tally.no_history, all, "of accounts");
    add(quality, "without_revenue", "  without revenue in the last 12 months", tally.silent, all, "of accounts");
    add(quality, "off_map", "  without a place on the map", tally.off_map, all, "of accounts");
    add(quality, "locked", "  locked to a rep", tally.locked, all, "of accounts");
    add(quality, "in_families", "  in families that stay together", tally.in_family, all, "of accounts");
}

static void add_reps(bw_quality *quality, const bw_problem *problem)
{
    int32_t competing = 0, off_map = 0;
    double capacity = 0;
    for (int32_t j = 0; j < problem->rep_count; j++) {
        competing += problem->reps[j].competes;
        off_map += isnan(problem->reps[j].row->latitude);
        capacity += problem->reps[j].competes ? problem->reps[j].capacity : 0;
    }
    add(quality, "reps", "reps", problem->rep_count, 0, "");
    add(quality, "competing_reps", "  who share the accounts out", competing, problem->rep_count, "of reps");
    add(quality, "off_map_reps", "  without a place on the map", off_map, problem->rep_count, "of reps");
    add(quality, "markets", "markets that share no accounts", problem->market_count, 0, "");
    add(quality, "managers", "managers", problem->manager_count, 0, "");
    add(quality, "capacity", "hours of capacity in the plan year", capacity, 0, "");
}

static void add_work(bw_quality *quality, const bw_tables *tables, const bw_problem *problem)
{
    double workload = 0, potential = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        workload += problem->accounts[i].workload;
        potential += problem->accounts[i].potential;
    }
    add(quality, "workload", "hours of workload", workload, 0, "");
    add(quality, "potential", "potential", potential, 0, "");
    add(quality, "revenue", "revenue of the last 12 months", problem->total_revenue, 0, "");
    add(quality, "history_records", "records of history", (double)tables->history_count, 0, "");
}

bw_quality bw_quality_count(const bw_tables *tables, const bw_problem *problem)
{
    bw_quality quality = {0};
    add_accounts(&quality, problem);
    add_reps(&quality, problem);
    add_work(&quality, tables, problem);
    return quality;
}
