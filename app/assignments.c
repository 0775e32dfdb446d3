/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/assignments.h"
#include "app/failure.h"
#include "app/roster.h"
#include "app/tables/csv.h"
#include "app/tables/field.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What reading needs. */
typedef struct reading {
    const char *path;
    const bw_problem *problem;
    bw_roster *roster;
    int32_t *rep;    /* the answer */
    bool *seen;
    size_t account_column, rep_column;
} reading;

static bool prepare(reading *work)
{
    const bw_problem *problem = work->problem;
    size_t accounts = (size_t)problem->account_count;
    work->roster = bw_roster_create(problem);
    work->rep = calloc(accounts + 1, sizeof *work->rep);
    work->seen = calloc(accounts + 1, sizeof *work->seen);
    if (!work->roster || !work->rep || !work->seen)
        return false;
    for (int32_t i = 0; i < problem->account_count; i++)
        work->rep[i] = problem->accounts[i].owner;
    return true;
}

static bw_status find_columns(reading *work, const bw_record *header, bw_error *error)
{
    bool account = false, rep = false;
    for (size_t c = 0; c < header->count; c++) {
        if (strcmp(header->cells[c].text, "account_id") == 0) {
            work->account_column = c;
            account = true;
        }
        if (strcmp(header->cells[c].text, "to_rep_id") == 0 || strcmp(header->cells[c].text, "rep_id") == 0) {
            work->rep_column = c;
            rep = true;
        }
    }
    if (account && rep)
        return BW_OK;
    return bw_failure(error, BW_BAD_INPUT, work->path, 1,
                      "needs the columns account_id and to_rep_id, as `bailiwick plan` writes them");
}

static bw_status read_row(reading *work, bw_record *row, bw_error *error)
{
    if (row->count <= work->account_column || row->count <= work->rep_column)
        return bw_failure(error, BW_BAD_INPUT, work->path, row->line, "has too few columns");
    bw_cell *account_cell = &row->cells[work->account_column], *rep_cell = &row->cells[work->rep_column];
    bw_cell_clean(account_cell);
    bw_cell_clean(rep_cell);
    int32_t account = bw_roster_account(work->roster, account_cell->text);
    int32_t rep = *rep_cell->text ? bw_roster_rep(work->roster, rep_cell->text) : -1;
    if (account < 0)
        return bw_failure(error, BW_BAD_INPUT, work->path, row->line, "account_id: there is no account `%.80s`",
                          account_cell->text);
    if (rep < 0 && *rep_cell->text)
        return bw_failure(error, BW_BAD_INPUT, work->path, row->line, "to_rep_id: there is no rep `%.80s`",
                          rep_cell->text);
    if (work->seen[account])
        return bw_failure(error, BW_BAD_INPUT, work->path, row->line, "account `%.80s` stands here a second time",
                          account_cell->text);
    work->seen[account] = true;
    work->rep[account] = rep;
    return BW_OK;
}

static bw_status read_rows(reading *work, bw_csv *csv, const bw_findings *findings, bw_error *error)
{
    bw_csv_step step;
    bw_record row;
    bw_status status = find_columns(work, bw_csv_header(csv), error);
    while (!status && (step = bw_csv_next(csv, &row, error)) != BW_CSV_END)
        status = step == BW_CSV_FAILED ? BW_FAILED : read_row(work, &row, error);
    if (!status && findings->total[BW_ERROR])
        status = bw_failure(error, BW_BAD_INPUT, work->path, findings->items[0].line, "%s",
                            findings->items[0].message);
    return status;
}

static bw_status read_file(reading *work, bw_error *error)
{
    FILE *file = fopen(work->path, "r");
    if (!file)
        return bw_failure(error, BW_FAILED, work->path, 0, "cannot be opened: %s", strerror(errno));
    bw_findings *findings = bw_findings_create();
    bw_csv *csv = NULL;
    bw_status status = findings ? bw_csv_create(file, work->path, 0, findings, &csv, error)
                                : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    if (!status)
        status = read_rows(work, csv, findings, error);
    bw_csv_free(csv);
    bw_findings_free(findings);
    fclose(file);
    return status;
}

bw_status bw_assignments_read(const char *path, const bw_plan *plan, const bw_settings *settings,
                              bw_alignment **alignment, bw_error *error)
{
    reading work = {.path = path, .problem = plan->problem};
    bw_status status = prepare(&work) ? read_file(&work, error)
                                      : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    if (!status)
        status = bw_align_given(plan->problem, plan->forecast, settings, work.rep, alignment, error);
    bw_roster_free(work.roster);
    free(work.rep);
    free(work.seen);
    return status;
}
