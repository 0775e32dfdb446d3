/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"
#include "models/problem.h"

#include <math.h>
#include <stdlib.h>

#define UNKNOWN_SHARE_MAX 0.05 /* more revenue than this of unknown accounts: keys do not match */

typedef struct entry {
    int32_t month;
    double revenue;
} entry;

static int by_month(const void *a, const void *b)
{
    int32_t first = ((const entry *)a)->month, second = ((const entry *)b)->month;
    return (first > second) - (first < second);
}

/* Says once of every account of the history that accounts.csv does not have that it is left out. */
static void list_unknown(bw_builder *builder, const int32_t *account)
{
    const bw_tables *tables = builder->tables;
    bw_idmap *known = bw_idmap_create(16);
    builder->memory_out |= !known;
    for (size_t k = 0; k < tables->history_count && !builder->memory_out; k++) {
        size_t before = bw_idmap_count(known);
        builder->memory_out |= account[k] < 0 && bw_idmap_add(known, tables->history[k].account_id, 0) == -2;
        if (bw_idmap_count(known) > before)
            bw_builder_say(builder, BW_WARNING, "unknown-account",
                           (bw_spot){"history.csv", tables->history[k].line, "account_id",
                                     tables->history[k].account_id},
                           "add the account to accounts.csv, or correct its id",
                           "not in accounts.csv: the history of the account is left out");
    }
    bw_idmap_free(known);
}

/* Finds each record's account; lists those that have none. */
static void resolve(bw_builder *builder, int32_t *account)
{
    const bw_tables *tables = builder->tables;
    double total = 0, unknown = 0;
    int64_t records = 0;
    for (size_t k = 0; k < tables->history_count; k++) {
        const bw_history_row *row = &tables->history[k];
        account[k] = bw_builder_find(builder, builder->account_ids,
                                     (bw_spot){"history.csv", row->line, "account_id", row->account_id});
        total += fabs(row->revenue);
        records += account[k] < 0;
        unknown += account[k] < 0 ? fabs(row->revenue) : 0;
    }
    double share = total > 0 ? unknown / total : 0;
    if (!records)
        return;
    list_unknown(builder, account);
    bw_builder_say(builder, share > UNKNOWN_SHARE_MAX ? BW_ERROR : BW_WARNING, "unknown-accounts-share",
                   (bw_spot){.file = "history.csv", .column = "account_id"},
                   "check that both tables use the same account ids (leading zeros, 15 or 18 characters)",
                   "%lld records with %.1f %% of the revenue belong to accounts that are not in accounts.csv",
                   (long long)records, 100 * share);
}

/* Sorts an account's entries by month and adds up those of one month; returns how many are left. */
static size_t merge(entry *entries, size_t count)
{
    size_t kept = 0;
    qsort(entries, count, sizeof *entries, by_month);
    for (size_t k = 0; k < count; k++)
        if (kept && entries[kept - 1].month == entries[k].month)
            entries[kept - 1].revenue += entries[k].revenue;
        else
            entries[kept++] = entries[k];
    return kept;
}

/* Counting sort of the records by account. */
static void gather(bw_builder *builder, const int32_t *account, size_t *start, entry *entries)
{
    const bw_tables *tables = builder->tables;
    size_t accounts = tables->account_count;
    for (size_t k = 0; k < tables->history_count; k++)
        if (account[k] >= 0)
            start[account[k] + 1]++;
    for (size_t i = 0; i < accounts; i++)
        start[i + 1] += start[i];
    for (size_t k = tables->history_count; k-- > 0;)
        if (account[k] >= 0)
            entries[--start[account[k] + 1]] =
                (entry){bw_builder_period(builder, &tables->history[k]), tables->history[k].revenue};
    for (size_t i = 0; i < accounts; i++)
        start[i] = start[i + 1];
}

static void store_history(bw_builder *builder, const size_t *from, size_t total, entry *entries)
{
    size_t accounts = builder->tables->account_count, kept = 0;
    size_t *start = bw_builder_take(builder, accounts + 1, sizeof *start);
    int32_t *month = bw_builder_take(builder, total, sizeof *month);
    double *revenue = bw_builder_take(builder, total, sizeof *revenue);
    if (builder->memory_out)
        return;
    bw_problem *problem = builder->problem;
    problem->first_month = INT32_MAX;
    problem->last_month = INT32_MIN;
    for (size_t i = 0; i < accounts; i++) {
        size_t end = i + 1 < accounts ? from[i + 1] : total;
        size_t count = merge(entries + from[i], end - from[i]);
        for (size_t k = 0; k < count; k++, kept++) {
            month[kept] = entries[from[i] + k].month;
            revenue[kept] = entries[from[i] + k].revenue;
            problem->first_month = month[kept] < problem->first_month ? month[kept] : problem->first_month;
            problem->last_month = month[kept] > problem->last_month ? month[kept] : problem->last_month;
        }
        start[i + 1] = kept;
    }
    if (!kept) {
        problem->first_month = 0;
        problem->last_month = -1;
    }
    problem->history_start = start;
    problem->history_month = month;
    problem->history_revenue = revenue;
}

/* Net revenue of the twelve months before the plan year. */
static double last_year(const bw_problem *problem, size_t account)
{
    double sum = 0;
    for (size_t k = problem->history_start[account]; k < problem->history_start[account + 1]; k++)
        if (problem->history_month[k] >= problem->plan_start - 12 && problem->history_month[k] < problem->plan_start)
            sum += problem->history_revenue[k];
    return sum;
}

static void set_revenue(bw_builder *builder)
{
    bw_problem *problem = builder->problem;
    for (int32_t i = 0; i < problem->account_count; i++) {
        bw_account *account = &builder->accounts[i];
        double given = account->row->revenue_prior;
        account->revenue_net = isnan(given) ? last_year(problem, (size_t)i) : given;
        account->revenue = fmax(0, account->revenue_net);
        problem->total_revenue += account->revenue;
        if (account->revenue_net < 0)
            bw_builder_say(builder, BW_WARNING, "negative-revenue",
                           (bw_spot){"accounts.csv", account->row->line, "account_id", account->row->account_id},
                           "nothing to do if returns exceed sales",
                           "account %s has negative revenue over the last 12 months (%.2f): it counts as 0 in balance "
                           "and budgets", account->row->account_id, account->revenue_net);
    }
}

static void note_late_history(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    char last[16], start[16];
    bw_month_text(problem->last_month, last, sizeof last);
    bw_month_text(problem->plan_start, start, sizeof start);
    if (problem->last_month >= problem->first_month && problem->last_month >= problem->plan_start)
        bw_builder_say(builder, BW_WARNING, "history-after-plan-start", (bw_spot){.file = "history.csv"},
                       "set plan_start to the month after the history unless this is a look back",
                       "the history goes on to %s although the plan year begins in %s; later months are not used",
                       last, start);
}

void bw_build_history(bw_builder *builder)
{
    size_t records = builder->tables->history_count, accounts = builder->tables->account_count;
    int32_t *account = bw_array(records, sizeof *account);
    size_t *start = bw_array(accounts + 1, sizeof *start);
    entry *entries = bw_array(records, sizeof *entries);
    builder->memory_out |= !account || !start || !entries;
    if (!builder->memory_out && builder->accounts) {
        resolve(builder, account);
        size_t total = 0;
        for (size_t k = 0; k < records; k++)
            total += account[k] >= 0;
        gather(builder, account, start, entries);
        store_history(builder, start, total, entries);
        if (!builder->memory_out) {
            set_revenue(builder);
            note_late_history(builder);
        }
    }
    free(entries);
    free(start);
    free(account);
}
