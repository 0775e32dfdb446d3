/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/failure.h"
#include "app/figures.h"
#include "app/listing.h"
#include "app/report/fan.h"
#include "app/report/words.h"
#include "app/session.h"
#include "app/summary.h"

#include <math.h>
#include <stdlib.h>

static void company_print(const bw_forecast *forecast, double last_year)
{
    bw_range year = bw_forecast_range(forecast, NULL, 0);
    bw_figure a, b;
    printf("  %-24s %14s\n", "last 12 months", bw_amount_words(last_year, a));
    printf("  %-24s %14s  %s\n", "forecast, mean", bw_amount_words(year.mean, a),
           bw_change_words(last_year > 0 ? year.mean / last_year - 1 : NAN, b));
    printf("  %-24s %14s  to %s\n", "80 % interval", bw_amount_words(year.p10, a), bw_amount_words(year.p90, b));
    printf("  %-24s %14s  to %s\n", "95 % interval", bw_amount_words(year.p025, a), bw_amount_words(year.p975, b));
}

static bw_status quarters_print(const bw_forecast *forecast, bw_error *error)
{
    bw_listing *listing = bw_listing_create("<quarter from|>mean|>p10|>p90");
    bw_figure figure;
    char month[32];
    bool good = true;
    for (int32_t first = 0; first < forecast->horizon; first += 3) {
        bw_range range;
        good = good && bw_fan_range(forecast->company_month, forecast->path_count, first, 3, &range);
        if (!good)
            break;
        bw_listing_put(listing, "%s", bw_month_words(forecast->first_month + first, month));
        bw_listing_put(listing, "%s", bw_amount_words(range.mean, figure));
        bw_listing_put(listing, "%s", bw_amount_words(range.p10, figure));
        bw_listing_put(listing, "%s", bw_amount_words(range.p90, figure));
    }
    bw_status status = good ? bw_listing_print(listing, stdout, error)
                            : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_listing_free(listing);
    return status;
}

static void backtest_print(const bw_backtest *test)
{
    bw_figure a, b;
    if (!test->months) {
        puts("  The history is too short: it takes more than 24 months.");
        return;
    }
    printf("  actual %s, forecast %s\n\n", bw_amount_words(test->company_actual, a),
           bw_amount_words(test->company_forecast, b));
    printf("  %-38s %10s %16s\n", "error", "forecast", "last year again");
    printf("  %-38s %10s %16s\n", "of the company's year", bw_percent_words(test->company_error, a),
           bw_percent_words(test->company_error_naive, b));
    printf("  %-38s %10s %16s\n", "of accounts' years (weighted)", bw_percent_words(test->account_wape, a),
           bw_percent_words(test->account_wape_naive, b));
    printf("  %-38s %10s\n", "accounts' years inside the 80 % interval", bw_percent_words(test->coverage80, a));
    printf("  %-38s %10s\n", "accounts' years inside the 95 % interval", bw_percent_words(test->coverage95, a));
}

static bw_status rolling_print(const bw_rolling *rolling, bw_error *error)
{
    bw_listing *listing =
        bw_listing_create("<level|>years|>error|>alone|>naive|>months|>naive|>in 80 %|>in 95 %");
    bw_figure figure;
    printf("  %d year%s forecast, each from what was known then, at least %d months\n\n", rolling->origin_count,
           rolling->origin_count == 1 ? "" : "s", rolling->months_least);
    for (size_t k = 0; k < rolling->line_count; k++) {
        const bw_rolling_line *line = &rolling->lines[k];
        if (line->origin >= 0)
            continue;
        const double shares[] = {line->year_error, line->year_error_base, line->year_error_naive, line->month_error,
                                 line->month_error_naive, line->coverage80, line->coverage95};
        bw_listing_put(listing, "%s", bw_level_name(line->level));
        bw_listing_put(listing, "%d", line->groups);
        for (size_t c = 0; c < sizeof shares / sizeof *shares; c++)
            bw_listing_put(listing, "%s", bw_percent_words(shares[c], figure));
    }
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    puts("\n  error: of the years' sums, over revenue; alone: each group by itself; naive: last year"
         "\n  again; months: the same for months; in 80 %: years inside their interval");
    return status;
}

static bw_status tests_print(const bw_plan *plan, bw_error *error)
{
    if (!plan->rolling) {
        bw_heading_print("Backtest: the last 12 months, forecast from what came before");
        backtest_print(&plan->forecast->backtest);
        return BW_OK;
    }
    bw_heading_print("Rolling backtest");
    if (plan->rolling->origin_count)
        return rolling_print(plan->rolling, error);
    puts("  The history is too short: it takes 30 months.");
    return BW_OK;
}

/* One row of the table of reps; owner -1 stands for accounts without a rep. */
static void rep_put(bw_listing *listing, const bw_plan *plan, const int32_t *owners, int32_t rep, double unit)
{
    double last_year = 0;
    int32_t accounts = 0;
    bw_figure figure;
    for (int32_t i = 0; i < plan->problem->account_count; i++) {
        if (owners[i] != rep)
            continue;
        accounts++;
        last_year += plan->problem->accounts[i].revenue;
    }
    if (!accounts)
        return;
    bw_range range = bw_forecast_range(plan->forecast, owners, rep);
    bw_listing_put(listing, "%s", bw_rep_id(plan->problem, rep));
    bw_listing_put(listing, "%s", bw_rep_words(plan->problem, rep));
    bw_listing_put(listing, "%d", accounts);
    bw_listing_put(listing, "%s", bw_amount_words(last_year / unit, figure));
    bw_listing_put(listing, "%s", bw_amount_words(range.mean / unit, figure));
    bw_listing_put(listing, "%s", bw_change_words(last_year > 0 ? range.mean / last_year - 1 : NAN, figure));
    bw_listing_put(listing, "%s", bw_amount_words(range.p10 / unit, figure));
    bw_listing_put(listing, "%s", bw_amount_words(range.p90 / unit, figure));
}

static bw_status reps_print(const bw_plan *plan, double unit, bw_error *error)
{
    const bw_problem *problem = plan->problem;
    int32_t *owners = calloc((size_t)problem->account_count + 1, sizeof *owners);
    bw_listing *listing = bw_listing_create("<rep|<name|>accounts|>last 12 m|>mean|>change|>p10|>p90");
    for (int32_t i = 0; owners && i < problem->account_count; i++)
        owners[i] = problem->accounts[i].owner;
    for (int32_t rep = 0; owners && listing && rep < problem->rep_count; rep++)
        rep_put(listing, plan, owners, rep, unit);
    if (owners && listing)
        rep_put(listing, plan, owners, -1, unit);
    bw_status status = owners ? bw_listing_print(listing, stdout, error)
                              : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_listing_free(listing);
    free(owners);
    return status;
}

static bw_status print(const bw_session *session, bw_error *error)
{
    const bw_plan *plan = &session->plan;
    char heading[64];
    bw_headline_print(session);
    if (!plan->forecast)
        return BW_OK;
    bw_heading_print("The company's year");
    company_print(plan->forecast, plan->problem->total_revenue);
    putchar('\n');
    bw_status status = quarters_print(plan->forecast, error);
    if (!status)
        status = tests_print(plan, error);
    double unit = bw_amount_unit(plan->problem->total_revenue);
    snprintf(heading, sizeof heading, "Today's territories%s", bw_unit_words(unit));
    bw_heading_print(heading);
    if (!status)
        status = reps_print(plan, unit, error);
    bw_files_print(session, false);
    return status;
}

bw_status bw_forecast_command(const bw_request *request, bw_error *error)
{
    return bw_session_run(request, false, bw_session_forecast, print, error);
}
