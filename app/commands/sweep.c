/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/failure.h"
#include "app/figures.h"
#include "app/grid.h"
#include "app/listing.h"
#include "app/output.h"
#include "app/report/files.h"
#include "app/report/report.h"
#include "app/session.h"
#include "app/summary.h"
#include "app/tables/scenario.h"
#include "app/terminal.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* The scenarios: of --vary, else of --sweep, else the company's own. One of grid and list holds them. */
typedef struct scenario_set {
    size_t count;
    const bw_scenario *items;
    bw_grid grid;
    bw_scenario_list *list;
} scenario_set;

static bw_status gather(bw_session *session, scenario_set *set, bw_error *error)
{
    const bw_request *request = session->request;
    char own[PATH_MAX];
    bw_status status;
    if (request->vary_count && request->sweep)
        return bw_failure(error, BW_USAGE, NULL, 0, "--vary and --sweep cannot both say what the scenarios are");
    if (request->vary_count) {
        status = bw_grid_create(request->vary_count, request->varies, session->settings, &set->grid, error);
        set->count = set->grid.count;
        set->items = set->grid.items;
        return status;
    }
    snprintf(own, sizeof own, "%s/sweep.csv", request->company);
    status = bw_scenario_list_read(request->sweep ? request->sweep : own, session->settings, session->findings,
                                   &set->list, error);
    if (set->list) {
        set->count = set->list->count;
        set->items = set->list->scenarios;
    }
    return bw_session_ran(session, status, error);
}

/* ---- one line a scenario */

static double largest_deviation(const bw_alignment *alignment)
{
    double largest = 0;
    for (int32_t m = 0; m < alignment->measure_count; m++)
        largest = fmax(largest, alignment->max_deviation[m]);
    return largest;
}

static void scenario_put(bw_listing *listing, const char *name, const bw_scenario_result *result, double unit)
{
    const bw_plan *plan = result->plan;
    bool whole = plan && plan->alignment && plan->quotas;
    bw_figure figure;
    bw_listing_put(listing, "%s", result->on_front ? "*" : "");
    bw_listing_put(listing, "%s", name);
    bw_listing_put(listing, "%s", bw_amount_words(whole ? plan->alignment->objective / unit : NAN, figure));
    bw_listing_put(listing, "%s", bw_percent_words(whole ? plan->alignment->gap : NAN, figure));
    bw_listing_put(listing, "%s", bw_percent_words(whole ? plan->alignment->moved_revenue_share : NAN, figure));
    bw_listing_put(listing, "%s", bw_percent_words(whole ? largest_deviation(plan->alignment) : NAN, figure));
    bw_listing_put(listing, "%s", bw_amount_words(whole ? plan->quotas->company_target / unit : NAN, figure));
    bool aims = whole && plan->quotas->company_target > 0;
    bw_listing_put(listing, "%s", bw_percent_words(aims ? plan->quotas->p_company : NAN, figure));
}

static double largest_target(const bw_sweep *sweep)
{
    double largest = 0;
    for (size_t k = 0; k < sweep->count; k++)
        if (sweep->results[k].plan && sweep->results[k].plan->quotas)
            largest = fmax(largest, sweep->results[k].plan->quotas->company_target);
    return largest;
}

static void failures_print(const bw_sweep *sweep, const scenario_set *scenarios)
{
    for (size_t k = 0; k < sweep->count; k++)
        if (sweep->results[k].status && sweep->results[k].status != BW_INTERRUPTED)
            bw_print_message(stderr, "%s: %s\n", scenarios->items[k].name, sweep->results[k].error.message);
}

#define NAME_WIDTH 24 /* of the column */

/* Would names look the same once they are cut? */
static bool names_collide(const scenario_set *scenarios)
{
    for (size_t k = 0; k < scenarios->count; k++)
        for (size_t other = 0; other < k; other++)
            if (strlen(scenarios->items[k].name) > NAME_WIDTH
                && strncmp(scenarios->items[k].name, scenarios->items[other].name, NAME_WIDTH - 1) == 0)
                return true;
    return false;
}

static const char *number_words(size_t number, char words[24])
{
    snprintf(words, 24, "%zu", number);
    return words;
}

static void names_print(const scenario_set *scenarios)
{
    putchar('\n');
    for (size_t k = 0; k < scenarios->count; k++)
        bw_print_message(stdout, "  %3zu  %s\n", k + 1, scenarios->items[k].name);
}

static bw_status page_print(const bw_session *session, const bw_sweep *sweep, const scenario_set *scenarios,
                            bw_error *error)
{
    bw_listing *listing = bw_listing_create("<|<scenario|>cost|>gap|>moved|>farthest|>target|>chance");
    double unit = bw_amount_unit(largest_target(sweep));
    bool numbered = names_collide(scenarios);
    char number[24];
    for (size_t k = 0; k < sweep->count; k++)
        scenario_put(listing, numbered ? number_words(k + 1, number) : scenarios->items[k].name, &sweep->results[k],
                     unit);
    bw_colour_print(stdout, BW_BOLD);
    bw_print_safe(stdout, session->title);
    bw_colour_print(stdout, BW_PLAIN);
    printf(": %zu scenarios in %.1f s%s\n\n", sweep->count, sweep->seconds, unit > 1 ? "; money in thousands" : "");
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    if (numbered)
        names_print(scenarios);
    puts("\n  moved: share of revenue that changes its rep; farthest: largest deviation from\n"
         "  a target; chance: of reaching the company's target. * no other scenario is\n"
         "  better in one of these three without being worse in another.");
    return status;
}

/* ---- results */

static bw_status write_files(const bw_session *session, const bw_sweep *sweep, const scenario_set *scenarios,
                             bw_error *error)
{
    char path[PATH_MAX];
    if (!session->request->out)
        return BW_OK;
    bw_status status = bw_sweep_files_write(session->request->out, sweep, scenarios->items, &session->run, error);
    if (!status)
        status = bw_sweep_report_write(bw_session_path(session, "sweep.html", path, sizeof path), sweep,
                                       scenarios->items, &session->run, error);
    return bw_output_together(status, error);
}

static bw_status show(const bw_session *session, const bw_sweep *sweep, const scenario_set *scenarios, bw_error *error)
{
    char path[PATH_MAX];
    bw_status status = write_files(session, sweep, scenarios, error);
    if (!status && session->request->json)
        return bw_sweep_json(stdout, sweep, scenarios->items, &session->run, error);
    if (!status)
        status = page_print(session, sweep, scenarios, error);
    failures_print(sweep, scenarios);
    if (!status && session->request->out) {
        bw_print_message(stdout, "\nThe comparison is %s\n",
                         bw_session_path(session, "sweep.html", path, sizeof path));
        bw_print_message(stdout, "All figures are in %s\n",
                         bw_session_path(session, "sweep_results.csv", path, sizeof path));
    }
    return status;
}

/* What the whole sweep comes to, in words, once its results are shown. */
static bw_status conclude(const bw_session *session, bw_status status, const bw_sweep *sweep, bw_error *error)
{
    size_t failed = 0;
    for (size_t k = 0; k < sweep->count; k++)
        failed += sweep->results[k].status != BW_OK;
    if (session->request->json)
        error->message[0] = 0;
    else if (status == BW_PARTIAL)
        bw_failure(error, status, NULL, 0, "%zu of %zu scenarios failed", failed, sweep->count);
    else if (status == BW_INTERRUPTED)
        bw_failure(error, status, NULL, 0, "interrupted; %zu of %zu scenarios are not complete", failed, sweep->count);
    return status;
}

static bw_status run(bw_session *session, const scenario_set *scenarios, bw_error *error)
{
    bw_sweep *sweep = NULL;
    bw_status status = bw_sweep_run(session->tables, session->settings, scenarios->count, scenarios->items,
                                    &session->watch, &sweep, error);
    status = bw_session_ran(session, status, error);
    if (sweep && (!status || status == BW_PARTIAL || status == BW_INTERRUPTED)) {
        bw_status shown = show(session, sweep, scenarios, error);
        status = shown ? shown : conclude(session, status, sweep, error);
    }
    bw_sweep_free(sweep);
    return status;
}

bw_status bw_sweep_command(const bw_request *request, bw_error *error)
{
    bw_session session;
    scenario_set scenarios = {0};
    bw_status status = bw_session_open(request, &session, error);
    if (!status)
        status = gather(&session, &scenarios, error);
    if (!status)
        status = bw_session_make_folder(&session, error);
    if (!status)
        status = run(&session, &scenarios, error);
    bw_scenario_list_free(scenarios.list);
    bw_grid_free(&scenarios.grid);
    bw_session_close(&session);
    return status;
}
