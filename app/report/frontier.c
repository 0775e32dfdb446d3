/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/frontier.h"

/* The figures of a point, in the order and by the names of both the JSON and the table. */
static const struct figure {
    const char *name;
    size_t offset; /* of a double */
} figures[] = {
    {"budget", offsetof(bw_frontier_point, budget)},
    {"used", offsetof(bw_frontier_point, used)},
    {"objective", offsetof(bw_frontier_point, objective)},
    {"bound", offsetof(bw_frontier_point, bound)},
    {"gap", offsetof(bw_frontier_point, gap)},
    {"max_deviation", offsetof(bw_frontier_point, max_deviation)},
    {"travel_cost", offsetof(bw_frontier_point, travel_cost)},
    {"disruption_cost", offsetof(bw_frontier_point, disruption_cost)},
    {"violation_cost", offsetof(bw_frontier_point, violation_cost)},
    {"moved_revenue_share", offsetof(bw_frontier_point, moved_revenue_share)},
    {"moved_accounts_share", offsetof(bw_frontier_point, moved_accounts_share)},
};

#define FIGURES (sizeof figures / sizeof *figures)

static double value_of(const bw_frontier_point *point, const struct figure *figure)
{
    return *(const double *)((const char *)point + figure->offset);
}

static void point_put(bw_json *json, const bw_frontier_point *point)
{
    bw_json_open(json, '{');
    bw_json_put_text(json, "outcome", bw_outcome_name(point->outcome));
    bw_json_put_bool(json, "dominated", point->dominated);
    for (size_t k = 0; k < FIGURES; k++)
        bw_json_put_number(json, figures[k].name, value_of(point, &figures[k]));
    bw_json_close(json, '}');
}

void bw_frontier_put(bw_json *json, const bw_frontier *frontier)
{
    bw_json_put_text(json, "frontier_budget", bw_frontier_name(frontier->kind));
    bw_json_put_open(json, "frontier", '[');
    for (size_t k = 0; k < frontier->count; k++)
        point_put(json, &frontier->points[k]);
    bw_json_close(json, ']');
}

static void put_head(bw_sheet *sheet)
{
    bw_sheet_head(sheet, "budget_of outcome");
    for (size_t k = 0; k < FIGURES; k++)
        bw_sheet_text(sheet, figures[k].name);
    bw_sheet_text(sheet, "dominated");
    bw_sheet_end_line(sheet);
}

static void put_point(bw_sheet *sheet, bw_frontier_kind kind, const bw_frontier_point *point)
{
    bw_sheet_text(sheet, bw_frontier_name(kind));
    bw_sheet_text(sheet, bw_outcome_name(point->outcome));
    for (size_t k = 0; k < FIGURES; k++)
        bw_sheet_number(sheet, value_of(point, &figures[k]));
    bw_sheet_text(sheet, point->dominated ? "yes" : "no");
    bw_sheet_end_line(sheet);
}

bw_status bw_frontier_file_write(const char *folder, const bw_frontier *frontier, const bw_sheet_style *style,
                                 bw_error *error)
{
    bw_sheet sheet;
    if (bw_sheet_open(&sheet, folder, "frontier.csv", style)) {
        put_head(&sheet);
        for (size_t k = 0; k < frontier->count; k++)
            put_point(&sheet, frontier->kind, &frontier->points[k]);
    }
    return bw_sheet_close(&sheet, true, error);
}
