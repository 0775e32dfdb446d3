/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/edits.h"
#include "app/failure.h"
#include "app/roster.h"
#include "app/tables/csv.h"
#include "app/tables/field.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ACCOUNT, REP, RULE, REASON, COLUMNS };
static const char *const names[COLUMNS] = {"account_id", "rep_id", "rule", "reason"};

typedef struct reading {
    const char *name; /* of the file */
    const bw_problem *problem;
    const bw_alignment *plan;
    bw_findings *findings;
    bw_roster *roster;
    int column[COLUMNS]; /* -1: not there */
    bw_edit *edits;
    size_t count, capacity;
} reading;

static void refuse(reading *work, int64_t line, int column, const char *value, const char *message, const char *remedy)
{
    bw_findings_add(work->findings, (bw_finding){BW_ERROR, "edit-bad", work->name, line, names[column], value, message,
                                                 remedy});
}

static void find_columns(reading *work, const bw_record *header)
{
    for (int k = 0; k < COLUMNS; k++)
        work->column[k] = -1;
    for (size_t c = 0; c < header->count; c++)
        for (int k = 0; k < COLUMNS; k++)
            if (strcmp(header->cells[c].text, names[k]) == 0)
                work->column[k] = (int)c;
    for (int k = 0; k < REASON; k++)
        if (work->column[k] < 0)
            refuse(work, header->line, k, "", "the column is missing",
                   "edits have the columns account_id, rep_id, rule and, if you like, reason");
}

static const char *text_of(const reading *work, const bw_record *row, int column)
{
    int at = work->column[column];
    return at >= 0 && (size_t)at < row->count ? row->cells[at].text : "";
}

static bool add_edit(reading *work, bw_edit edit)
{
    if (work->count == work->capacity) {
        size_t wanted = 2 * work->capacity + 32;
        bw_edit *moved = realloc(work->edits, wanted * sizeof *moved);
        if (!moved)
            return false;
        work->edits = moved;
        work->capacity = wanted;
    }
    work->edits[work->count++] = edit;
    return true;
}

/* The rep of an edit; a lock without one keeps the rep of the plan. -1: refused. */
static int32_t rep_of(reading *work, const bw_record *row, int32_t account, bool lock)
{
    const char *id = text_of(work, row, REP);
    int32_t rep = *id ? bw_roster_rep(work->roster, id) : lock && account >= 0 ? work->plan->rep[account] : -1;
    if (rep < 0 && *id)
        refuse(work, row->line, REP, id, "there is no such rep", "take an id of reps.csv");
    else if (rep < 0 && (account >= 0 || !lock))
        refuse(work, row->line, REP, "", lock ? "the plan gives this account to nobody" : "a rep is missing",
               lock ? "name the rep that keeps it" : "name the rep; only `lock` can do without");
    return rep;
}

/* False when memory is out. */
static bool take_row(reading *work, bw_record *row)
{
    for (size_t c = 0; c < row->count; c++)
        bw_cell_clean(&row->cells[c]);
    const char *id = text_of(work, row, ACCOUNT), *rule = text_of(work, row, RULE);
    int32_t account = bw_roster_account(work->roster, id);
    bool lock = strcmp(rule, "lock") == 0, move = strcmp(rule, "move") == 0, forbid = strcmp(rule, "forbid") == 0;
    if (account < 0)
        refuse(work, row->line, ACCOUNT, id, *id ? "there is no such account" : "an account is missing",
               "take an id of accounts.csv");
    if (!lock && !move && !forbid)
        refuse(work, row->line, RULE, rule, "there is no such edit", "write lock, move or forbid");
    int32_t rep = rep_of(work, row, account, lock);
    return account < 0 || rep < 0 || add_edit(work, (bw_edit){account, rep, forbid});
}

static bw_status read_rows(reading *work, bw_csv *csv, bw_error *error)
{
    bw_csv_step step;
    bw_record row;
    find_columns(work, bw_csv_header(csv));
    bool whole = work->findings->total[BW_ERROR] == 0;
    while (whole && (step = bw_csv_next(csv, &row, error)) != BW_CSV_END) {
        if (step == BW_CSV_FAILED)
            return BW_FAILED;
        if (!take_row(work, &row))
            return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    }
    return work->findings->total[BW_ERROR] ? bw_failure(error, BW_BAD_INPUT, NULL, 0, "%s", "") : BW_OK;
}

static bw_status read_file(reading *work, FILE *file, bw_error *error)
{
    bw_csv *csv = NULL;
    work->roster = bw_roster_create(work->problem);
    if (!work->roster)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_status status = bw_csv_create(file, work->name, 0, work->findings, &csv, error);
    if (!status)
        status = read_rows(work, csv, error);
    bw_csv_free(csv);
    bw_roster_free(work->roster);
    return status;
}

bw_status bw_edits_read(const char *path, const bw_problem *problem, const bw_alignment *plan, bw_findings *findings,
                        bw_edit **edits, size_t *count, bw_error *error)
{
    reading work = {.name = path, .problem = problem, .plan = plan, .findings = findings};
    FILE *file = fopen(path, "r");
    *edits = NULL;
    *count = 0;
    if (!file)
        return bw_failure(error, BW_FAILED, path, 0, "cannot be opened: %s", strerror(errno));
    bw_status status = read_file(&work, file, error);
    fclose(file);
    if (status) {
        free(work.edits);
        return status;
    }
    *edits = work.edits;
    *count = work.count;
    return BW_OK;
}
