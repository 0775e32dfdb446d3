/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/company.h"
#include "app/tables/header.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static const char *path_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_company(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/bailiwick-company-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    put("accounts.csv", "account_id,owner_id\nA1,R1\nA2,R1\n");
    put("reps.csv", "rep_id\nR1\n");
    return 0;
}

static int remove_company(void **state)
{
    (void)state;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        remove(path_of(entry->d_name));
    closedir(directory);
    return rmdir(folder);
}

/* Reads the folder and forgets the tables; error and findings are the caller's. */
static bw_status read_folder(bw_findings *findings, bw_error *error)
{
    bw_tables *tables;
    bw_status status = bw_company_read(folder, NULL, findings, &tables, error);
    assert_int_equal(tables != NULL, status == BW_OK);
    bw_tables_free(tables);
    return status;
}

static void expect_failure(bw_status expected, const char *file, int64_t line, const char *words)
{
    bw_error error = {0};
    bw_findings *findings = bw_findings_create();
    assert_int_equal(read_folder(findings, &error), expected);
    assert_string_equal(error.file, file);
    assert_int_equal(error.line, line);
    if (!strstr(error.message, words))
        fail_msg("`%s` does not say `%s`", error.message, words);
    bw_findings_free(findings);
}

static void a_table_that_is_missing_is_named(void **state)
{
    (void)state;
    unlink(path_of("reps.csv"));
    expect_failure(BW_BAD_INPUT, "reps.csv", 0, "missing");
    put("Reps.CSV", "rep_id\nR1\n");
    expect_failure(BW_BAD_INPUT, "reps.csv", 0, "rename Reps.CSV to reps.csv");
}

static void an_optional_table_in_another_spelling_is_not_overlooked(void **state)
{
    (void)state;
    put("History.csv", "account_id,month,revenue\nA1,2025-01,5\n");
    expect_failure(BW_BAD_INPUT, "history.csv", 0, "rename History.csv to history.csv");
}

static void tables_without_records_are_refused(void **state)
{
    (void)state;
    put("accounts.csv", "account_id\n");
    expect_failure(BW_BAD_INPUT, "accounts.csv", 0, "no records");
}

static void the_folder_itself_is_checked(void **state)
{
    (void)state;
    bw_error error;
    bw_tables *tables;
    bw_findings *findings = bw_findings_create();
    assert_int_equal(bw_company_read("/nowhere/at/all", NULL, findings, &tables, &error), BW_USAGE);
    assert_non_null(strstr(error.message, "No such file"));
    assert_int_equal(bw_company_read(path_of("reps.csv"), NULL, findings, &tables, &error), BW_USAGE);
    assert_non_null(strstr(error.message, "expected a folder"));
    assert_null(tables);
    bw_findings_free(findings);
}

static void a_table_that_is_a_folder_cannot_be_read(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path_of("history.csv"), 0777), 0);
    expect_failure(BW_FAILED, "history.csv", 1, "directory");
}

static void all_errors_of_all_tables_are_found_in_one_go(void **state)
{
    (void)state;
    bw_error error;
    bw_findings *findings = bw_findings_create();
    put("accounts.csv", "account_id,potential,renewal_date\nA1,x,2025-02-30\nA1,-5,\n");
    put("reps.csv", "rep_id,fte\nR1,nan\n");
    put("history.csv", "account_id,month,revenue\nA1,soon,1e999\n");
    assert_int_equal(read_folder(findings, &error), BW_BAD_INPUT);
    assert_int_equal(findings->total[BW_ERROR], 7);
    assert_string_equal(error.file, "accounts.csv");
    assert_int_equal(error.line, 2);
    assert_non_null(strstr(error.message, "first of 7 errors"));
    for (size_t k = 0; k < findings->count; k++)
        assert_true(*findings->items[k].remedy != 0);
    bw_findings_free(findings);
}

static void a_hundred_errors_are_kept_and_all_are_counted(void **state)
{
    (void)state;
    bw_findings *findings = bw_findings_create();
    FILE *file = fopen(path_of("history.csv"), "wb");
    fputs("account_id,month,revenue\n", file);
    for (int k = 0; k < 5000; k++)
        fprintf(file, "A1,2025-01,x%d\n", k);
    fclose(file);
    assert_int_equal(read_folder(findings, NULL), BW_BAD_INPUT);
    assert_int_equal(findings->count, BW_FINDINGS_KEPT);
    assert_int_equal(bw_findings_tally(findings, "number-bad"), 5000);
    bw_findings_free(findings);
}

/* The table of columns, row by row: what a header means. */
static void expect_column(const bw_table_kind *kind, const char *header, const char *expected)
{
    char text[64];
    strcpy(text, header);
    bw_cell cell = {text, strlen(text)};
    bw_record record = {1, 1, &cell};
    const bw_column *column = NULL;
    bw_findings *findings = bw_findings_create();
    bw_header_match(kind, &record, &column, findings);
    if (strcmp(column ? column->name : "", expected) != 0)
        fail_msg("%s: `%s` is read as `%s`, not `%s`", kind->file, header, column ? column->name : "", expected);
    bw_findings_free(findings);
}

static void headers_of_the_trade_are_understood(void **state)
{
    (void)state;
    static const struct {
        const char *header, *column;
    } accounts[] = {
        {"Id", "account_id"},
        {"Account ID", "account_id"},
        {"ACCOUNT_ID", "account_id"},
        {"accountid", "account_id"},
        {"Name", "account_name"},
        {"Account Name", "account_name"},
        {"OwnerId", "owner_id"},
        {"Owner ID", "owner_id"},
        {"Account Owner", "owner_id"},
        {"current_rep", "owner_id"},
        {"owner", "owner_id"},
        {"rep", "owner_id"},
        {"ParentId", "parent_id"},
        {"BillingLatitude", "latitude"},
        {"Billing Longitude", "longitude"},
        {"lat", "latitude"},
        {"lng", "longitude"},
        {"LON", "longitude"},
        {"BillingPostalCode", "postal_code"},
        {"zip", "postal_code"},
        {"Billing Zip/Postal Code", "postal_code"},
        {"BillingCountryCode", "country"},
        {"AnnualRevenue", "annual_sales"},
        {"Annual Revenue", "annual_sales"},
        {"NumberOfEmployees", "employees"},
        {"Employees", "employees"},
        {"territory", "region"},
        {"Workload__c", "workload"},
        {"Renewal_Date__c", "renewal_date"},
        {"revenue", "revenue_prior"},
        {"Billing State/Province", "state"},
        {"unheard of", ""},
        {"", ""},
        {"__c", ""},
        {"_-_", ""},
    };
    for (size_t k = 0; k < sizeof accounts / sizeof *accounts; k++)
        expect_column(&bw_accounts_kind, accounts[k].header, accounts[k].column);
    expect_column(&bw_reps_kind, "Full Name", "rep_name");
    expect_column(&bw_reps_kind, "ManagerId", "manager_id");
    expect_column(&bw_reps_kind, "quota", "quota_prior");
    expect_column(&bw_quotas_kind, "quarter_start", "quarter_start");
    expect_column(&bw_quotas_kind, "Year", "year_start");
    expect_column(&bw_history_kind, "Close Date", "month");
    expect_column(&bw_history_kind, "Amount", "revenue");
}

/* A name or alias that two columns of a table share could never be read as the second. */
static void no_alias_stands_for_two_columns(void **state)
{
    (void)state;
    const bw_table_kind *const kinds[] = {&bw_accounts_kind, &bw_reps_kind,   &bw_history_kind, &bw_rules_kind,
                                          &bw_travel_kind,   &bw_quotas_kind, &bw_actuals_kind};
    for (size_t t = 0; t < sizeof kinds / sizeof *kinds; t++)
        for (size_t c = 0; c < kinds[t]->column_count; c++) {
            const bw_column *column = &kinds[t]->columns[c];
            expect_column(kinds[t], column->name, column->name);
            for (const char *alias = column->aliases; *alias;) {
                char name[64];
                size_t length = strcspn(alias, "|");
                snprintf(name, sizeof name, "%.*s", (int)length, alias);
                expect_column(kinds[t], name, column->name);
                alias += length + (alias[length] == '|');
            }
        }
}

static void ids_that_look_alike_are_alike(void **state)
{
    (void)state;
    static const char *const alike[][2] = {
        {"A1", "a1"}, {"0012", "12"}, {"12.0", "12"}, {"000", "0"}, {"0015g00000AbCdEAAX", "0015g00000AbCdE"}};
    static const char *const apart[][2] = {
        {"A1", "A2"}, {"12", "120"}, {"A.0", "A"}, {"1.5", "1"}, {"123456789012345678", "123456789012345"}};
    char one[128], other[128];
    for (size_t k = 0; k < sizeof alike / sizeof *alike; k++)
        assert_string_equal(bw_id_likeness(alike[k][0], one, sizeof one),
                            bw_id_likeness(alike[k][1], other, sizeof other));
    for (size_t k = 0; k < sizeof apart / sizeof *apart; k++)
        assert_string_not_equal(bw_id_likeness(apart[k][0], one, sizeof one),
                                bw_id_likeness(apart[k][1], other, sizeof other));
    assert_true(bw_id_rounded("1.00E+17") && bw_id_rounded("1E+5") && bw_id_rounded("1,5e+10"));
    assert_false(bw_id_rounded("1E5") || bw_id_rounded("E+5") || bw_id_rounded("1E+") || bw_id_rounded("1E+5x"));
}

static void the_shipped_companies_are_read_without_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *folder;
        size_t accounts, reps, history, quotas, rules, travel;
    } shipped[] = {
        {"datasets/adventureworks", 701, 17, 3779, 163, 0, 0},
        {"datasets/tiny", 6, 2, 104, 2, 3, 12},
    };
    for (size_t k = 0; k < sizeof shipped / sizeof *shipped; k++) {
        bw_error error = {0};
        bw_tables *tables;
        bw_findings *findings = bw_findings_create();
        if (bw_company_read(shipped[k].folder, NULL, findings, &tables, &error) != BW_OK)
            fail_msg("%s: %s", error.file, error.message);
        assert_int_equal(tables->account_count, shipped[k].accounts);
        assert_int_equal(tables->rep_count, shipped[k].reps);
        assert_int_equal(tables->history_count, shipped[k].history);
        assert_int_equal(tables->quota_count, shipped[k].quotas);
        assert_int_equal(tables->rule_count, shipped[k].rules);
        assert_int_equal(tables->travel_count, shipped[k].travel);
        bw_tables_free(tables);
        bw_findings_free(findings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_company, remove_company)
        TEST(a_table_that_is_missing_is_named),
        TEST(an_optional_table_in_another_spelling_is_not_overlooked),
        TEST(tables_without_records_are_refused),
        TEST(the_folder_itself_is_checked),
        TEST(a_table_that_is_a_folder_cannot_be_read),
        TEST(all_errors_of_all_tables_are_found_in_one_go),
        TEST(a_hundred_errors_are_kept_and_all_are_counted),
        cmocka_unit_test(headers_of_the_trade_are_understood),
        cmocka_unit_test(no_alias_stands_for_two_columns),
        cmocka_unit_test(ids_that_look_alike_are_alike),
        cmocka_unit_test(the_shipped_companies_are_read_without_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
