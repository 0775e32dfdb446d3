/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frontier.h"

#include "app/failure.h"
#include "app/figures.h"
#include "app/listing.h"
#include "app/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POINTS "9"
#define NARROW 1e6 /* amounts below it leave room for nine columns */

/* ---- what was asked for */

static bw_status parse_kind(const char *value, bw_frontier_kind *kind, bw_error *error)
{
    for (int k = BW_FRONTIER_REVENUE; k <= BW_FRONTIER_TRAVEL; k++)
        if (strcmp(value, bw_frontier_name((bw_frontier_kind)k)) == 0) {
            *kind = (bw_frontier_kind)k;
            return BW_OK;
        }
    return bw_failure(error, BW_USAGE, NULL, 0, "--frontier %.40s: expected moved_revenue, moved_accounts or travel",
                      value);
}

static bw_status parse_points(const char *value, size_t *count, bw_error *error)
{
    char *end;
    long number = strtol(value, &end, 10);
    if (end == value || *end || number < 2 || number > BW_FRONTIER_MAX)
        return bw_failure(error, BW_USAGE, NULL, 0, "--points %.40s: expected a number from 2 to %d", value,
                          BW_FRONTIER_MAX);
    *count = (size_t)number;
    return BW_OK;
}

bw_status bw_frontier_parse(const bw_request *request, bw_frontier *frontier, bw_error *error)
{
    if (!request->frontier && request->points)
        return bw_failure(error, BW_USAGE, NULL, 0, "--points are those of --frontier, which is not given");
    if (!request->frontier)
        return BW_OK;
    bw_status status = parse_kind(request->frontier, &frontier->kind, error);
    return status ? status : parse_points(request->points ? request->points : POINTS, &frontier->count, error);
}

/* ---- how it is found */

bw_status bw_frontier_make(bw_session *session, bw_error *error)
{
    const bw_plan *plan = &session->plan;
    bw_frontier *frontier = &session->frontier;
    if (frontier->count == 0)
        return BW_OK;
    bw_status status = bw_align_frontier(plan->problem, plan->forecast, session->settings, plan->alignment,
                                         frontier->kind, frontier->count, NULL, &session->watch, frontier->points,
                                         error);
    if (!status || status == BW_INTERRUPTED)
        session->run.frontier = frontier;
    return status;
}

/* ---- how it is shown */

static double largest_amount(const bw_frontier *frontier)
{
    double largest = 0;
    for (size_t k = 0; k < frontier->count; k++)
        largest = fmax(largest, fmax(frontier->points[k].objective, frontier->points[k].travel_cost));
    return largest;
}

/* In what budgets of money are shown as well; the largest is the last. */
static double unit_of(const bw_frontier *frontier)
{
    double budget = frontier->kind == BW_FRONTIER_TRAVEL ? frontier->points[frontier->count - 1].budget : 0;
    return fmax(largest_amount(frontier), budget) < NARROW ? 1 : 1000;
}

static void amount_put(bw_listing *listing, double amount, double unit)
{
    bw_figure figure;
    bw_listing_put(listing, "%s", bw_amount_words(amount / unit, figure));
}

static void share_put(bw_listing *listing, double share)
{
    bw_figure figure;
    bw_listing_put(listing, "%s", bw_percent_words(share, figure));
}

static void point_put(bw_listing *listing, bw_frontier_kind kind, const bw_frontier_point *point, double unit)
{
    if (kind == BW_FRONTIER_TRAVEL) {
        amount_put(listing, point->budget, unit);
        amount_put(listing, point->used, unit);
    } else {
        share_put(listing, point->budget);
        share_put(listing, point->used);
    }
    amount_put(listing, point->objective, unit);
    amount_put(listing, point->bound, unit);
    share_put(listing, point->gap);
    share_put(listing, point->max_deviation);
    amount_put(listing, point->travel_cost, unit);
    share_put(listing, point->moved_revenue_share);
    bw_listing_put(listing, "%s", point->dominated ? "dominated" : bw_outcome_name(point->outcome));
}

static bool has_dominated(const bw_frontier *frontier)
{
    for (size_t k = 0; k < frontier->count; k++)
        if (frontier->points[k].dominated)
            return true;
    return false;
}

static const char *heading_of(bw_frontier_kind kind)
{
    static const char *const headings[] = {"What moving less revenue costs", "What moving fewer accounts costs",
                                           "What less travel costs"};
    return headings[kind];
}

bw_status bw_frontier_print(const bw_frontier *frontier, bw_error *error)
{
    bw_listing *listing =
        bw_listing_create(">budget|>used|>cost|>bound|>gap|>farthest|>travel|>moved|<outcome");
    double unit = unit_of(frontier);
    for (size_t k = 0; k < frontier->count; k++)
        point_put(listing, frontier->kind, &frontier->points[k], unit);
    bw_heading_print(heading_of(frontier->kind));
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    if (unit > 1)
        puts("  Money is in thousands.");
    puts("  No plan within a budget can cost less than its bound; farthest: largest\n"
           "  deviation from a target; moved: share of revenue that changes its rep.");
    if (has_dominated(frontier))
        puts("  Dominated: a smaller budget has a plan that costs no more.");
    return status;
}
