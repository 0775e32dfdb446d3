/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/report.h"

#include "app/failure.h"
#include "app/output.h"
#include "app/report/frontier.h"
#include "app/report/pages.h"
#include "app/report/plan_json.h"
#include "app/report/sweep_json.h"
#include "app/report/words.h"

#include <stdio.h>
#include <string.h>

#define PLACE "{{data}}"

/* What goes into a page: a plan, its trade-off alone, or a sweep. */
typedef struct content {
    const bw_plan *plan;
    bool trade_off;
    const bw_sweep *sweep;
    const bw_scenario *scenarios;
    const bw_run *run;
} content;

static bool put_trade_off(bw_json *json, const bw_alignment *plan, const bw_run *run)
{
    bw_json_open(json, '{');
    bw_run_put(json, run);
    bw_alignment_put(json, plan);
    bw_frontier_put(json, run->frontier);
    bw_json_close(json, '}');
    return true;
}

static bool put_content(FILE *file, const content *what)
{
    bw_json json = bw_json_create(file);
    if (what->trade_off)
        return put_trade_off(&json, what->plan->alignment, what->run);
    if (what->plan)
        return bw_plan_put(&json, what->plan, what->run);
    bw_sweep_put(&json, what->sweep, what->scenarios, what->run);
    return true;
}

/* The page with the content where {{data}} stands. */
static bool put_page(FILE *file, const char *page, const char *end, const content *what)
{
    const char *place = memmem(page, (size_t)(end - page), PLACE, strlen(PLACE));
    if (!place)
        return false;
    const char *rest = place + strlen(PLACE);
    fwrite(page, 1, (size_t)(place - page), file);
    bool good = put_content(file, what);
    fwrite(rest, 1, (size_t)(end - rest), file);
    return good && !ferror(file);
}

static bw_status write_page(const char *path, const char *page, const char *end, const content *what, bw_error *error)
{
    bw_output output;
    bw_status status = bw_output_open(&output, NULL, path, error);
    if (status != BW_OK)
        return status;
    bool good = put_page(output.file, page, end, what);
    status = bw_output_close(&output, good, error);
    return good ? status : bw_failure(error, BW_FAILED, path, 0, "the page cannot be written");
}

bw_status bw_report_write(const char *path, const bw_plan *plan, const bw_run *run, bw_error *error)
{
    content what = {.plan = plan, .run = run};
    return write_page(path, bw_page_plan, bw_page_plan_end, &what, error);
}

bw_status bw_sweep_report_write(const char *path, const bw_sweep *sweep, const bw_scenario *scenarios,
                                const bw_run *run, bw_error *error)
{
    content what = {.sweep = sweep, .scenarios = scenarios, .run = run};
    return write_page(path, bw_page_sweep, bw_page_sweep_end, &what, error);
}

bw_status bw_frontier_report_write(const char *path, const bw_plan *plan, const bw_run *run, bw_error *error)
{
    content what = {.plan = plan, .trade_off = true, .run = run};
    return write_page(path, bw_page_frontier, bw_page_frontier_end, &what, error);
}
