/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session.h"

#include "app/assignments.h"
#include "app/clock.h"
#include "app/commands/commands.h"
#include "app/digest.h"
#include "app/failure.h"
#include "app/json.h"
#include "app/output.h"
#include "app/report/files.h"
#include "app/report/plan_json.h"
#include "app/report/report.h"
#include "app/signals.h"
#include "app/tables/scenario.h"
#include "app/terminal.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- findings */

void bw_finding_print(FILE *file, const bw_finding *finding)
{
    if (*finding->file)
        bw_print_message(file, "%s:", finding->file);
    if (finding->line)
        bw_print_message(file, "%lld:", (long long)finding->line);
    if (*finding->column)
        bw_print_message(file, " %s:", finding->column);
    if (*finding->value)
        bw_print_message(file, " \"%s\":", finding->value);
    bw_print_message(file, "%s%s", *finding->file ? " " : "", finding->message);
    if (*finding->remedy)
        bw_print_message(file, "; %s", finding->remedy);
    putc('\n', file);
}

static void print_errors(const bw_findings *findings)
{
    int64_t shown = 0;
    for (size_t k = 0; k < findings->count; k++) {
        if (findings->items[k].severity != BW_ERROR)
            continue;
        bw_finding_print(stderr, &findings->items[k]);
        shown++;
    }
    if (findings->total[BW_ERROR] > shown)
        fprintf(stderr, "... and %lld more like these\n", (long long)(findings->total[BW_ERROR] - shown));
    fprintf(stderr, "bailiwick: %lld error%s to correct first\n", (long long)findings->total[BW_ERROR],
            findings->total[BW_ERROR] == 1 ? "" : "s");
}

static bw_status report_errors(bw_session *session, bw_status status, bw_error *error)
{
    if (error)
        error->message[0] = 0;
    bw_progress_clear(&session->line);
    if (!session->request->json) {
        print_errors(session->findings);
        return status;
    }
    bw_json json = bw_json_create(stdout);
    bw_json_open(&json, '{');
    bw_json_put_open(&json, "error", '{');
    bw_json_put_integer(&json, "status", status);
    bw_json_put_text(&json, "message", "the files have errors; see findings");
    bw_json_close(&json, '}');
    bw_findings_put(&json, session->findings);
    bw_json_close(&json, '}');
    putchar('\n');
    return status;
}

static void report_odd(bw_session *session)
{
    int64_t odd = session->findings->total[BW_WARNING], repaired = session->findings->total[BW_REPAIRED];
    if (session->request->quiet || session->request->json || session->request->command->bit == BW_CHECK
        || odd + repaired == 0)
        return;
    bw_progress_clear(&session->line);
    bw_print_message(stderr, "%s: %lld odd and %lld repaired values; `bailiwick check %s` lists them\n",
                     session->title, (long long)odd, (long long)repaired, session->request->company);
}

/* Errors in the files are listed one by one; those of tables are the result of `check`. */
static bw_status blame_findings(bw_session *session, bw_status status, bw_error *error)
{
    bool check = session->request->command->bit == BW_CHECK;
    bool listed = status == BW_USAGE || (status == BW_BAD_INPUT && !check);
    return listed && session->findings->total[BW_ERROR] > 0 ? report_errors(session, status, error) : status;
}

/* ---- settings */

/* 0 threads means all processors; results say how many that were. */
static bw_status settle_threads(bw_settings *settings, bw_error *error)
{
    char value[16];
    cpu_set_t processors;
    if (strcmp(bw_settings_get(settings, "threads", value, sizeof value), "0") != 0)
        return BW_OK;
    int count = sched_getaffinity(0, sizeof processors, &processors) == 0 ? CPU_COUNT(&processors) : 1;
    snprintf(value, sizeof value, "%d", count);
    return bw_settings_set(settings, "threads", value, error);
}

static bw_status check_folder(const char *folder, bw_error *error)
{
    struct stat status;
    if (stat(folder, &status) != 0)
        return bw_failure(error, BW_USAGE, folder, 0, "cannot be opened: %s", strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return bw_failure(error, BW_USAGE, folder, 0, "is not a folder; give the folder with accounts.csv");
    return BW_OK;
}

/* Territories that were given are read late, but a wrong name should be heard of soon. */
static bw_status check_assignments(const char *path, bw_error *error)
{
    if (!path || access(path, R_OK) == 0)
        return BW_OK;
    return bw_failure(error, BW_FAILED, path, 0, "cannot be opened: %s", strerror(errno));
}

static bw_status gather_settings(bw_session *session, bw_error *error)
{
    const bw_request *request = session->request;
    bw_settings *settings = session->settings;
    bw_status status = bw_company_scenario_read(request->company, settings, session->findings, error);
    if (!status && request->scenario)
        status = bw_scenario_read(request->scenario, settings, session->findings, error);
    if (status)
        return blame_findings(session, status, error);
    for (size_t k = 0; !status && k < request->change_count; k++)
        status = bw_settings_set(settings, request->changes[k].name, request->changes[k].value, error);
    return status ? status : settle_threads(settings, error);
}

/* ---- the company */

/* The name of the folder, also for "." and "data/". */
static void find_title(const char *folder, char *title, size_t size)
{
    char path[PATH_MAX];
    const char *whole = realpath(folder, path) ? path : folder;
    const char *slash = strrchr(whole, '/');
    snprintf(title, size, "%.200s", slash && slash[1] ? slash + 1 : whole);
}

/* An option of one mark, or of a word that stands for one. */
static bw_status parse_mark(const char *option, const char *value, const char *marks, const char *expected, char *mark,
                            bw_error *error)
{
    static const struct { const char *word; char mark; } words[] = {
        {"tab", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"point", '.'}, {"pipe", '|'},
        {"dmy", 'd'}, {"mdy", 'm'}};
    *mark = 0;
    if (!value)
        return BW_OK;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(value, words[k].word) == 0)
            *mark = words[k].mark;
    if (!*mark && strlen(value) == 1 && (*value == '\t' || ispunct((unsigned char)*value)))
        *mark = *value;
    if (*mark && strchr(marks, *mark))
        return BW_OK;
    return bw_failure(error, BW_USAGE, NULL, 0, "--%s %.20s: expected %s", option, value, expected);
}

static bw_status read_company(bw_session *session, bw_error *error)
{
    const bw_request *request = session->request;
    bw_read_options options = {.mapping = &session->mapping};
    bw_status status = parse_mark("decimal", request->decimal, ".,", "point or comma", &options.decimal, error);
    if (!status)
        status = parse_mark("delimiter", request->delimiter, ",;\t|", "comma, semicolon, tab or pipe",
                            &options.separator, error);
    if (!status)
        status = parse_mark("dates", request->dates, "dm", "dmy or mdy", &options.day_order, error);
    if (!status)
        status = bw_company_read(request->company, &options, session->findings, &session->tables, error);
    return blame_findings(session, status, error);
}

/* Notes which files were read, so that results can name them. */
static bw_status note_inputs(bw_session *session, bw_error *error)
{
    static const char *const names[] = {"accounts.csv", "reps.csv",   "history.csv",  "quotas.csv", "actuals.csv",
                                        "travel.csv",   "rules.csv", "adjustments.csv", "trading_days.csv",
                                        "scenario.ini"};
    char path[PATH_MAX];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        bw_input *input = &session->inputs[session->run.input_count];
        snprintf(path, sizeof path, "%s/%s", session->request->company, names[k]);
        if (access(path, F_OK) != 0)
            continue;
        input->file = names[k];
        bw_status status = bw_digest_file(path, &input->bytes, input->sha256, error);
        if (status)
            return status;
        session->run.input_count++;
    }
    return BW_OK;
}

bw_status bw_session_open(const bw_request *request, bw_session *session, bw_error *error)
{
    *session = (bw_session){.request = request, .settings = bw_settings_create(), .findings = bw_findings_create(),
                            .line = bw_progress_line_create(request->quiet || request->json),
                            .begun = bw_clock_now()};
    if (!session->settings || !session->findings)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    session->run = (bw_run){.company = session->title, .command = request->line, .settings = session->settings,
                            .findings = session->findings, .inputs = session->inputs,
                            .style.raw = request->csv_raw};
    find_title(request->company, session->title, sizeof session->title);
    session->watch = (bw_watch){.progress = bw_progress_draw, .context = &session->line, .stop = bw_signals_flag()};
    bw_status status = check_folder(request->company, error);
    if (!status)
        status = check_assignments(request->assignments, error);
    if (!status)
        status = check_assignments(request->from, error);
    if (!status)
        status = check_assignments(request->edits, error);
    if (!status)
        status = gather_settings(session, error);
    if (!status)
        status = read_company(session, error);
    return status ? status : note_inputs(session, error);
}

void bw_session_close(bw_session *session)
{
    bw_progress_clear(&session->line);
    bw_rolling_free(session->plan.rolling);
    bw_hindcast_free(session->plan.hindcast);
    bw_fairness_free(session->plan.fairness);
    bw_quotas_free(session->plan.quotas);
    bw_quotas_free(session->plan.quotas_today);
    bw_alignment_free(session->plan.alignment);
    bw_alignment_free(session->plan.today);
    bw_forecast_free(session->plan.forecast);
    bw_problem_free(session->plan.problem);
    bw_mapping_clear(&session->mapping);
    bw_tables_free(session->tables);
    bw_findings_free(session->findings);
    bw_settings_free(session->settings);
}

/* ---- stages */

bw_status bw_session_ran(bw_session *session, bw_status status, bw_error *error)
{
    bw_progress_clear(&session->line);
    return blame_findings(session, status, error);
}

bw_status bw_session_problem(bw_session *session, bw_error *error)
{
    bw_status status = bw_problem_create(session->tables, session->settings, session->findings,
                                         &session->plan.problem, error);
    session->reading = bw_clock_now() - session->begun;
    if (!status)
        report_odd(session);
    return bw_session_ran(session, status, error);
}

/* The rolling backtest, if --backtest asks for it. */
static bw_status make_backtest(bw_session *session, bw_error *error)
{
    if (!session->request->backtest)
        return BW_OK;
    bw_status status = bw_rolling_create(session->plan.problem, session->settings, &session->watch,
                                         &session->plan.rolling, error);
    return bw_session_ran(session, status, error);
}

bw_status bw_session_forecast(bw_session *session, bw_error *error)
{
    bw_status status = bw_session_problem(session, error);
    if (!status)
        status = bw_forecast_create(session->plan.problem, session->settings, &session->watch,
                                    &session->plan.forecast, error);
    status = bw_session_ran(session, status, error);
    return status ? status : make_backtest(session, error);
}

bw_status bw_session_territories(bw_session *session, bw_error *error)
{
    bw_plan *plan = &session->plan;
    bw_status status = bw_session_forecast(session, error);
    if (!status && !session->request->assignments)
        return bw_align_today(plan->problem, plan->forecast, session->settings, &plan->alignment, error);
    if (!status)
        status = bw_align_today(plan->problem, plan->forecast, session->settings, &plan->today, error);
    if (!status)
        status = bw_assignments_read(session->request->assignments, plan, session->settings, &plan->alignment, error);
    return status;
}

/* The last year, forecast from those before it, where something is written that shows it. */
static bw_status make_hindcast(bw_session *session, bw_error *error)
{
    char value[16];
    bool wanted = strcmp(bw_settings_get(session->settings, "report_backtest", value, sizeof value), "yes") == 0;
    if (!wanted || (!session->request->out && !session->request->json))
        return BW_OK;
    bw_status status = bw_hindcast_create(session->plan.problem, session->settings, &session->watch,
                                          &session->plan.hindcast, error);
    return bw_session_ran(session, status, error);
}

/* Are there territories, but no quotas for them? */
static bool is_refused(const bw_session *session, bw_status status)
{
    return status && session->plan.alignment && session->plan.refusal.status == status;
}

bw_status bw_session_plan(bw_session *session, bw_error *error)
{
    bw_plan *plan = NULL;
    bw_status status = bw_plan_make(session->tables, session->settings, NULL, &session->watch, session->findings,
                                    &plan, error);
    if (plan) {
        session->plan = *plan;
        *plan = (bw_plan){0};
        bw_plan_free(plan);
    }
    status = bw_session_ran(session, status, error);
    if (status && !is_refused(session, status))
        return status;
    report_odd(session);
    bw_error later = {0};
    bw_status shown = make_hindcast(session, &later);
    if (!shown)
        shown = make_backtest(session, &later);
    if (shown)
        *error = later;
    return shown ? shown : status;
}

/* The files of the plan into --out, and the report if it is wanted. Nothing without --out. */
static bw_status write_files(const bw_session *session, bool report, bw_error *error)
{
    char path[PATH_MAX];
    if (!session->request->out)
        return BW_OK;
    bw_status status = bw_plan_files_write(session->request->out, &session->plan, &session->run, error);
    if (!status && report)
        status = bw_report_write(bw_session_path(session, "report.html", path, sizeof path), &session->plan,
                                 &session->run, error);
    else if (!status && session->run.frontier)
        status = bw_frontier_report_write(bw_session_path(session, "frontier.html", path, sizeof path), &session->plan,
                                          &session->run, error);
    return bw_output_together(status, error);
}

typedef bw_status printer(const bw_session *session, bw_error *error);

/* Files first, then words. */
static bw_status show(const bw_session *session, bool report, printer *print, bw_error *error)
{
    bw_status status = write_files(session, report, error);
    if (status)
        return status;
    return session->request->json ? bw_plan_json(stdout, &session->plan, &session->run, error) : print(session, error);
}

/* Is there what the command was given for, as far as it came? */
static bool has_result(const bw_session *session)
{
    return session->plan.alignment
        || (session->request->command->bit == BW_FORECAST_COMMAND && session->plan.forecast);
}

/* Shows what was made, also after an interruption or without quotas, and keeps the status. */
static bw_status finish(bw_session *session, bw_status status, bool report, printer *print, bw_error *error)
{
    bool interrupted = status == BW_INTERRUPTED, refused = is_refused(session, status);
    if (interrupted && !has_result(session))
        return bw_failure(error, BW_INTERRUPTED, NULL, 0, "interrupted before there was %s; nothing was written",
                          session->request->command->bit == BW_FORECAST_COMMAND ? "a forecast" : "a plan");
    if (status && !interrupted && !refused)
        return status;
    bw_error later = {0};
    bw_status shown = show(session, report, print, &later);
    if (shown)
        *error = later;
    if (shown || !status)
        return shown;
    if (session->request->json)
        error->message[0] = 0;
    else if (refused)
        bw_failure(error, status, NULL, 0, "no quotas: %.900s", session->plan.refusal.message);
    else if (session->request->out)
        bw_failure(error, BW_INTERRUPTED, NULL, 0, "interrupted; what was found so far is in %.200s",
                   session->request->out);
    else
        bw_failure(error, BW_INTERRUPTED, NULL, 0, "interrupted; this is what was found so far");
    return status;
}

bw_status bw_session_run(const bw_request *request, bool report,
                         bw_status (*make)(bw_session *session, bw_error *error), printer *print, bw_error *error)
{
    bw_session session;
    bw_status status = bw_session_open(request, &session, error);
    if (!status)
        status = bw_session_make_folder(&session, error);
    if (!status && bw_signals_caught())
        status = BW_INTERRUPTED;
    if (!status)
        status = make(&session, error);
    status = finish(&session, status, report, print, error);
    bw_session_close(&session);
    return status;
}

/* ---- results */

/* Results have names that tables have too, such as quotas.csv. */
static bool is_company(const bw_session *session)
{
    struct stat out, company;
    return stat(session->request->out, &out) == 0 && stat(session->request->company, &company) == 0
           && out.st_dev == company.st_dev && out.st_ino == company.st_ino;
}

bw_status bw_session_make_folder(const bw_session *session, bw_error *error)
{
    if (!session->request->out)
        return BW_OK;
    if (!*session->request->out)
        return bw_failure(error, BW_USAGE, NULL, 0, "--out needs the name of a folder");
    if (is_company(session))
        return bw_failure(error, BW_USAGE, session->request->out, 0,
                          "is the company's own folder; results would overwrite its tables. Give --out another");
    bw_status status = bw_folder_make(session->request->out, error);
    if (!status && access(session->request->out, W_OK | X_OK) != 0)
        status = bw_failure(error, BW_FAILED, session->request->out, 0, "cannot be written to: %s", strerror(errno));
    return status;
}

const char *bw_session_path(const bw_session *session, const char *name, char *path, size_t size)
{
    const char *folder = session->request->out;
    snprintf(path, size, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    return path;
}
