/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"
#include "models/problem.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAR_KM 2000.0        /* an account farther than this from every rep is odd */
#define PAIRS_MAX 2e8        /* distances looked at for that; beyond it the check is skipped and said so */
#define BOOK_FAR_KM 1500.0   /* a rep whose typical account is farther than this is odd */
#define BOOK_MIN 5           /* accounts of a rep below which nothing is said */
#define LONELY_MONTHS 12     /* a last month farther than this from the one before it is odd */
#define OUTLIER_SPREADS 4.5  /* robust standard deviations of log revenue */
#define OUTLIER_MIN 20       /* customers below which nothing is said */

static bw_spot account_spot(const bw_account_row *row)
{
    return (bw_spot){"accounts.csv", row->line, "account_id", row->account_id};
}

static double nearest_rep(const bw_problem *problem, int32_t account)
{
    double nearest = INFINITY;
    for (int32_t j = 0; j < problem->rep_count; j++) {
        double km = bw_problem_distance(problem, account, j);
        nearest = km < nearest ? km : nearest;
    }
    return nearest;
}

static void note_far_accounts(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    if ((double)problem->account_count * problem->rep_count > PAIRS_MAX) {
        bw_builder_say(builder, BW_NOTE, "far-not-checked", (bw_spot){.file = "accounts.csv"}, "",
                       "accounts far from every rep were not looked for: too many pairs");
        return;
    }
    for (int32_t i = 0; i < problem->account_count; i++) {
        const bw_account_row *row = builder->accounts[i].row;
        double km = nearest_rep(problem, i);
        if (isfinite(km) && km > FAR_KM)
            bw_builder_say(builder, BW_WARNING, "far-from-every-rep", account_spot(row), "check its coordinates",
                           "account %s%s%s%s is %.0f km from the nearest rep", row->account_id,
                           *row->city ? " (" : "", row->city, *row->city ? ")" : "", km);
    }
}

static void note_unmapped(bw_builder *builder)
{
    int32_t missing = 0;
    for (int32_t i = 0; i < builder->problem->account_count; i++)
        missing += !builder->accounts[i].on_map;
    if (missing)
        bw_builder_say(builder, BW_WARNING, "no-coordinates", (bw_spot){.file = "accounts.csv", .column = "latitude"},
                       "add latitude and longitude, or travel.csv",
                       "%d of %d accounts have no coordinates: travel to them costs nothing in the plan", missing,
                       builder->problem->account_count);
}

/* ---- reps and their books */

/* Where a rep's accounts are: the country of most revenue, its share, and the median distance. */
typedef struct book {
    int32_t accounts;
    double elsewhere;   /* revenue outside the rep's country */
    double revenue;
    const char *country; /* of the largest account abroad */
    double largest;
} book;

static void add_to_book(book *held, const bw_account *account, const bw_rep_row *rep)
{
    held->accounts++;
    held->revenue += account->revenue;
    bool known = *rep->country && *account->row->country;
    if (!known || strcmp(rep->country, account->row->country) == 0)
        return;
    held->elsewhere += account->revenue;
    if (account->revenue >= held->largest) {
        held->largest = account->revenue;
        held->country = account->row->country;
    }
}

static double median_distance(const bw_problem *problem, int32_t rep, double *km)
{
    size_t count = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        double distance = problem->accounts[i].owner == rep ? bw_problem_distance(problem, i, rep) : NAN;
        if (!isnan(distance))
            km[count++] = distance;
    }
    gsl_sort(km, 1, count);
    return count ? gsl_stats_median_from_sorted_data(km, 1, count) : 0;
}

static void note_book(bw_builder *builder, int32_t j, const book *held, double *km)
{
    const bw_rep_row *row = builder->reps[j].row;
    bw_spot spot = {"reps.csv", row->line, "rep_id", row->rep_id};
    if (held->accounts < BOOK_MIN || !builder->reps[j].competes)
        return;
    double abroad = held->revenue > 0 ? held->elsewhere / held->revenue : 0;
    double distance = builder->problem->rep_count <= 1000 ? median_distance(builder->problem, j, km) : 0;
    if (abroad > 0.5)
        bw_builder_say(builder, BW_WARNING, "rep-far-from-book", spot,
                       "check the rep's country and coordinates; the plan will want to move these accounts",
                       "%s lives in %s, but %.0f %% of the revenue of this rep's %d accounts is elsewhere (mostly %s); "
                       "half of them are more than %.0f km away", row->rep_name, row->country, 100 * abroad,
                       held->accounts, held->country, distance);
    else if (distance > BOOK_FAR_KM)
        bw_builder_say(builder, BW_WARNING, "rep-far-from-book", spot, "check the rep's coordinates",
                       "half of the %d accounts of %s are more than %.0f km away", held->accounts, row->rep_name,
                       distance);
}

static void note_books(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    book *books = bw_array((size_t)problem->rep_count, sizeof *books);
    double *km = bw_array((size_t)problem->account_count, sizeof *km);
    builder->memory_out |= !books || !km;
    for (int32_t i = 0; i < problem->account_count && !builder->memory_out; i++) {
        const bw_account *account = &builder->accounts[i];
        if (account->owner >= 0)
            add_to_book(&books[account->owner], account, builder->reps[account->owner].row);
    }
    for (int32_t j = 0; j < problem->rep_count && !builder->memory_out; j++)
        note_book(builder, j, &books[j], km);
    free(km);
    free(books);
}

/* ---- revenue and history */

static void note_outliers(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    double *logs = bw_array((size_t)problem->account_count, sizeof *logs);
    builder->memory_out |= !logs;
    if (!logs)
        return;
    size_t count = 0;
    for (int32_t i = 0; i < problem->account_count; i++)
        if (builder->accounts[i].revenue > 0)
            logs[count++] = log(builder->accounts[i].revenue);
    gsl_sort(logs, 1, count);
    double middle = count ? gsl_stats_median_from_sorted_data(logs, 1, count) : 0;
    double spread = count ? (gsl_stats_quantile_from_sorted_data(logs, 1, count, 0.75) - middle) / 0.6745 : 0;
    free(logs);
    if (count < OUTLIER_MIN || spread <= 0)
        return;
    for (int32_t i = 0; i < problem->account_count; i++) {
        const bw_account *account = &builder->accounts[i];
        if (account->revenue > 0 && (log(account->revenue) - middle) / spread > OUTLIER_SPREADS)
            bw_builder_say(builder, BW_WARNING, "revenue-outlier", account_spot(account->row),
                           "check the amount (currency, thousands, a one-off deal)",
                           "account %s has %.0f times the median customer's revenue", account->row->account_id,
                           account->revenue / exp(middle));
    }
}

static void note_history(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    int32_t without = 0, recent = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        size_t first = problem->history_start[i], end = problem->history_start[i + 1];
        without += first == end;
        recent += end > first && problem->history_month[end - 1] >= problem->plan_start - 12;
    }
    bw_builder_say(builder, BW_NOTE, "history-share", (bw_spot){.file = "history.csv"}, "",
                   "%d of %d accounts (%.1f %%) have no history; %d had revenue in the last 12 months", without,
                   problem->account_count, 100.0 * without / problem->account_count, recent);
}

static void note_no_revenue(bw_builder *builder)
{
    if (!(builder->problem->total_revenue > 0))
        bw_builder_say(builder, BW_WARNING, "no-revenue", (bw_spot){.file = "history.csv"},
                       "add history.csv or the column revenue_prior; or set company_target with quota_method "
                       "potential or even, and a violation_price that balance is worth against travel",
                       "no account had revenue in the last 12 months: forecasts and quotas are 0, a change of rep "
                       "costs nothing, and missed windows cost little");
}

/* Amounts in thousands beside a travel_cost per km in units make travel worth more than all else. */
static void note_dear_travel(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    double cost = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        const bw_account *account = &builder->accounts[i];
        double km = account->owner >= 0 ? bw_problem_distance(problem, i, account->owner) : NAN;
        cost += isnan(km) ? 0 : 2 * km * account->visits * builder->settings->travel_cost;
    }
    if (problem->total_revenue > 0 && cost > problem->total_revenue)
        bw_builder_say(builder, BW_WARNING, "travel-dear", (bw_spot){.file = "accounts.csv"},
                       "set travel_cost in the unit of the amounts (thousands?), and check coordinates and visits",
                       "the travel of today's territories costs %.1f times the revenue of the last 12 months",
                       cost / problem->total_revenue);
}

/* One wrong year in a date moves the plan year. */
static void note_lonely_end(bw_builder *builder, int32_t before)
{
    const bw_problem *problem = builder->problem;
    char last[16], next[16];
    if (before >= problem->first_month && problem->last_month - before > LONELY_MONTHS)
        bw_builder_say(builder, BW_WARNING, "months-lonely", (bw_spot){.file = "history.csv", .column = "month"},
                       "check the dates of that month, or set plan_start",
                       "the last month, %s, comes %d months after the one before it, %s; the plan year follows it",
                       bw_month_text(problem->last_month, last, sizeof last), problem->last_month - before,
                       bw_month_text(before, next, sizeof next));
}

static void note_missing_months(bw_builder *builder)
{
    const bw_problem *problem = builder->problem;
    int32_t span = problem->last_month - problem->first_month + 1, missing = 0, first = -1, before = -1;
    bool *seen = bw_array(span > 0 ? (size_t)span : 0, sizeof *seen);
    builder->memory_out |= !seen;
    if (!seen)
        return;
    for (size_t k = 0; k < problem->history_start[problem->account_count]; k++)
        seen[problem->history_month[k] - problem->first_month] = true;
    for (int32_t t = 0; t < span; t++)
        if (!seen[t])
            first = missing++ ? first : t;
        else if (t < span - 1)
            before = t;
    free(seen);
    char text[16];
    if (missing)
        bw_builder_say(builder, BW_WARNING, "months-missing", (bw_spot){.file = "history.csv", .column = "month"},
                       "check that the export is complete; sums of quarters or years count in the month they bear",
                       "%d months of the history have no revenue at all, the first is %s", missing,
                       bw_month_text(problem->first_month + first, text, sizeof text));
    if (before >= 0)
        note_lonely_end(builder, problem->first_month + before);
}

void bw_build_quality(bw_builder *builder)
{
    if (!builder->accounts)
        return;
    note_unmapped(builder);
    note_far_accounts(builder);
    note_books(builder);
    note_outliers(builder);
    note_history(builder);
    note_no_revenue(builder);
    note_dear_travel(builder);
    note_missing_months(builder);
}
