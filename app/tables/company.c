/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/company.h"
#include "app/failure.h"
#include "app/tables/table.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Where the rows of a table go. */
typedef struct target {
    const bw_table_kind *kind;
    size_t rows, count; /* offsets in bw_tables */
} target;

#define TARGET(kind, rows, count)                                                                                    \
    {                                                                                                                \
        &kind, offsetof(bw_tables, rows), offsetof(bw_tables, count)                                                 \
    }
static const target targets[] = {
    TARGET(bw_accounts_kind, accounts, account_count), TARGET(bw_reps_kind, reps, rep_count),
    TARGET(bw_history_kind, history, history_count),   TARGET(bw_quotas_kind, quotas, quota_count),
    TARGET(bw_actuals_kind, actuals, actual_count),    TARGET(bw_travel_kind, travel, travel_count),
    TARGET(bw_rules_kind, rules, rule_count),          TARGET(bw_adjustments_kind, adjustments, adjustment_count),
    TARGET(bw_trading_days_kind, trading_days, trading_day_count),
};

static bw_status check_folder(const char *folder, bw_error *error)
{
    struct stat status;
    if (stat(folder, &status) != 0)
        return bw_failure(error, BW_USAGE, folder, 0, "the company's folder cannot be opened: %s", strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return bw_failure(error, BW_USAGE, folder, 0, "expected a folder with accounts.csv and reps.csv, not a file");
    return BW_OK;
}

static bw_status read_all(const char *folder, const bw_read_options *options, bw_findings *findings,
                          bw_tables *tables, bw_texts *texts, bw_error *error)
{
    for (size_t k = 0; k < sizeof targets / sizeof *targets; k++) {
        void *rows;
        size_t count;
        bw_status status =
            bw_table_read(folder, targets[k].kind, options, tables, texts, findings, &rows, &count, error);
        if (status != BW_OK)
            return status;
        memcpy((char *)tables + targets[k].rows, &rows, sizeof rows);
        memcpy((char *)tables + targets[k].count, &count, sizeof count);
    }
    return BW_OK;
}

/* Tables without a single record are no company. */
static void check_records(const bw_tables *tables, bw_findings *findings)
{
    const struct {
        size_t count;
        const char *file;
    } needed[] = {{tables->account_count, "accounts.csv"}, {tables->rep_count, "reps.csv"}};
    for (int k = 0; k < 2; k++)
        if (!needed[k].count && !findings->total[BW_ERROR])
            bw_findings_add(findings, (bw_finding){BW_ERROR, "table-empty", needed[k].file, 0, "", "",
                                                   "the table has a header and no records", "add its records"});
}

static bw_status first_error(const bw_findings *findings, bw_error *error)
{
    char count[64] = "";
    for (size_t k = 0; k < findings->count; k++) {
        const bw_finding *each = &findings->items[k];
        if (each->severity != BW_ERROR)
            continue;
        if (findings->total[BW_ERROR] > 1)
            snprintf(count, sizeof count, " (the first of %lld errors)", (long long)findings->total[BW_ERROR]);
        return bw_failure(error, BW_BAD_INPUT, each->file, each->line, "%s%s%s%s%s%s%s; %s", each->column,
                          *each->column ? ": " : "", *each->value ? "`" : "", each->value, *each->value ? "`: " : "",
                          each->message, count, each->remedy);
    }
    return bw_failure(error, BW_BAD_INPUT, NULL, 0, "the tables cannot be used as they are");
}

bw_status bw_company_read(const char *folder, const bw_read_options *options, bw_findings *findings, bw_tables **made,
                          bw_error *error)
{
    const bw_read_options found_out = {0};
    *made = NULL;
    bw_status status = check_folder(folder, error);
    if (status != BW_OK)
        return status;
    int64_t errors_before = findings->total[BW_ERROR];
    bw_tables *tables = bw_tables_create();
    bw_texts *texts = tables ? bw_texts_create(tables) : NULL;
    if (!texts) {
        bw_tables_free(tables);
        return bw_failure(error, BW_FAILED, NULL, 0, "out of memory");
    }
    status = read_all(folder, options ? options : &found_out, findings, tables, texts, error);
    if (status == BW_OK)
        check_records(tables, findings);
    if (status == BW_OK && findings->total[BW_ERROR] > errors_before)
        status = first_error(findings, error);
    bw_texts_free(texts);
    if (status == BW_OK)
        *made = tables;
    else
        bw_tables_free(tables);
    return status;
}
