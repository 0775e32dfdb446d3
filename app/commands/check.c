/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/failure.h"
#include "app/figures.h"
#include "app/help.h"
#include "app/mapping.h"
#include "app/output.h"
#include "app/quality.h"
#include "app/report/plan_json.h"
#include "app/report/words.h"
#include "app/session.h"
#include "app/terminal.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

/* ---- counts */

static void counts_print(const bw_session *session)
{
    const bw_problem *problem = session->plan.problem;
    bw_quality quality = bw_quality_count(session->tables, problem);
    bw_figure amount, share;
    char first[32], last[32];
    for (size_t k = 0; k < quality.count; k++) {
        const bw_quality_line *line = &quality.lines[k];
        printf("  %-42s %14s", line->words, bw_amount_words(line->amount, amount));
        if (!isnan(line->share))
            printf("  %7s %s", bw_percent_words(line->share, share), line->of);
        putchar('\n');
    }
    if (problem->last_month >= problem->first_month)
        printf("  %-42s %14s to %s\n", "history", bw_month_words(problem->first_month, first),
               bw_month_words(problem->last_month, last));
    printf("  %-42s %14s\n", "the plan year begins in", bw_month_words(problem->plan_start, first));
}

/* ---- findings: those that say the same of one file are one paragraph */

#define PLACES_SHOWN 4

static bool same(const bw_finding *a, const bw_finding *b)
{
    return a->severity == b->severity && strcmp(a->code, b->code) == 0 && strcmp(a->file, b->file) == 0
           && strcmp(a->message, b->message) == 0 && strcmp(a->remedy, b->remedy) == 0;
}

static bool said_before(const bw_findings *findings, size_t k)
{
    for (size_t earlier = 0; earlier < k; earlier++)
        if (same(&findings->items[earlier], &findings->items[k]))
            return true;
    return false;
}

/* A text that grows and is cut at its end rather than overflowing. */
typedef struct text {
    char bytes[4096];
    size_t used;
} text;

static void text_add(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void text_add(text *to, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(to->bytes + to->used, sizeof to->bytes - to->used, format, values);
    va_end(values);
    if (length > 0)
        to->used = to->used + (size_t)length < sizeof to->bytes ? to->used + (size_t)length : sizeof to->bytes - 1;
}

/* The same column, or value, in all findings of the paragraph? "" if not. */
static const char *common(const bw_findings *findings, size_t first, bool value)
{
    const bw_finding *finding = &findings->items[first];
    const char *mine = value ? finding->value : finding->column;
    for (size_t k = first; k < findings->count; k++) {
        const bw_finding *other = &findings->items[k];
        if (same(finding, other) && strcmp(mine, value ? other->value : other->column) != 0)
            return "";
    }
    return mine;
}

/* Where the findings of a paragraph stand: what differs between them, at most PLACES_SHOWN times. */
static void places_add(text *to, const bw_findings *findings, size_t first, bool columns, bool values)
{
    size_t count = 0;
    for (size_t k = first; k < findings->count; k++) {
        const bw_finding *finding = &findings->items[k];
        bool line = finding->line > 1, column = columns && *finding->column, value = values && *finding->value;
        if (!same(&findings->items[first], finding) || !(line || column || value) || ++count > PLACES_SHOWN)
            continue;
        text_add(to, "%s", count == 1 ? ": " : ", ");
        if (column)
            text_add(to, "%s%s", finding->column, value || line ? " " : "");
        if (value)
            text_add(to, "\"%s\"%s", finding->value, line ? " in " : "");
        if (line)
            text_add(to, "line %lld", (long long)finding->line);
    }
    if (count > PLACES_SHOWN)
        text_add(to, " and %zu more", count - PLACES_SHOWN);
}

static void paragraph_print(const bw_findings *findings, size_t first)
{
    const bw_finding *finding = &findings->items[first];
    const char *column = common(findings, first, false), *value = common(findings, first, true);
    text words = {.used = 0};
    text_add(&words, "%s%s%s%s", finding->file, *finding->file ? ": " : "", column, *column ? ": " : "");
    text_add(&words, "%s", finding->message);
    places_add(&words, findings, first, !*column, !*value);
    if (*finding->remedy)
        text_add(&words, ". %c%s", toupper((unsigned char)*finding->remedy), finding->remedy + 1);
    fputs("  ", stdout);
    bw_wrapped_print(stdout, 2, 4, words.bytes);
}

static void heading_print(const char *title, int64_t count)
{
    bw_figure amount;
    bw_colour_print(stdout, BW_BOLD);
    printf("\n%s (%s)\n", title, bw_amount_words((double)count, amount));
    bw_colour_print(stdout, BW_PLAIN);
}

/* The columns have a section of their own. */
static int64_t count_severity(const bw_findings *findings, bw_severity severity)
{
    int64_t count = findings->total[severity];
    for (size_t k = 0; k < findings->count; k++)
        count -= findings->items[k].severity == severity && bw_mapping_says(&findings->items[k]);
    return count;
}

static void section_print(const bw_findings *findings, bw_severity severity, const char *title)
{
    int64_t shown = 0, total = count_severity(findings, severity);
    if (!total)
        return;
    heading_print(title, total);
    for (size_t k = 0; k < findings->count; k++) {
        if (findings->items[k].severity != severity || bw_mapping_says(&findings->items[k]))
            continue;
        shown++;
        if (severity == BW_ERROR)
            bw_finding_print(stdout, &findings->items[k]);
        else if (!said_before(findings, k))
            paragraph_print(findings, k);
    }
    if (total > shown)
        printf("  ... and %lld more like these\n", (long long)(total - shown));
}

static void page_print(const bw_session *session)
{
    bw_colour_print(stdout, BW_BOLD);
    bw_print_message(stdout, "%s\n", session->title);
    bw_colour_print(stdout, BW_PLAIN);
    if (session->plan.problem)
        counts_print(session);
    if (session->mapping.count)
        heading_print("Columns", (int64_t)session->mapping.count);
    bw_mapping_print(&session->mapping);
    section_print(session->findings, BW_ERROR, "Errors");
    section_print(session->findings, BW_WARNING, "Odd");
    section_print(session->findings, BW_REPAIRED, "Repaired");
    section_print(session->findings, BW_NOTE, "Assumed");
}

static bw_status json_write(FILE *file, const bw_session *session, bw_error *error)
{
    bw_json json = bw_json_create(file);
    bw_json_open(&json, '{');
    bw_run_put(&json, &session->run);
    bw_json_put_bool(&json, "good", session->findings->total[BW_ERROR] == 0);
    if (session->plan.problem) {
        bw_quality quality = bw_quality_count(session->tables, session->plan.problem);
        bw_json_put_open(&json, "counts", '{');
        for (size_t k = 0; k < quality.count; k++)
            bw_json_put_number(&json, quality.lines[k].name, quality.lines[k].amount);
        bw_json_close(&json, '}');
    }
    bw_mapping_put(&json, &session->mapping);
    bw_json_close(&json, '}');
    putc('\n', file);
    return bw_json_failed(&json) ? bw_failure(error, BW_FAILED, NULL, 0, "the JSON cannot be written") : BW_OK;
}

static bw_status file_write(const bw_session *session, bw_error *error)
{
    bw_output output;
    if (!session->request->out)
        return BW_OK;
    bw_status status = bw_session_make_folder(session, error);
    if (!status)
        status = bw_output_open(&output, session->request->out, "check.json", error);
    if (status)
        return status;
    status = json_write(output.file, session, error);
    bw_status closed = bw_output_close(&output, !status, error);
    return status ? status : closed;
}

static bw_status page_report(bw_session *session, bw_status found, bw_error *error)
{
    bw_status written = file_write(session, error);
    if (written)
        return written;
    if (session->request->json) {
        bw_status status = json_write(stdout, session, error);
        error->message[0] = 0;
        return status ? status : found;
    }
    page_print(session);
    if (found)
        return bw_failure(error, found, session->request->company, 0, "the tables have %lld error%s",
                          (long long)session->findings->total[BW_ERROR],
                          session->findings->total[BW_ERROR] == 1 ? "" : "s");
    return BW_OK;
}

bw_status bw_check_command(const bw_request *request, bw_error *error)
{
    bw_session session;
    bw_status status = bw_session_open(request, &session, error);
    if (!status)
        status = bw_session_problem(&session, error);
    if (!status || (status == BW_BAD_INPUT && session.findings->total[BW_ERROR] > 0))
        status = page_report(&session, status, error);
    bw_session_close(&session);
    return status;
}
