/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/output.h"
#include "app/tables/company.h"
#include "app/tables/write.h"

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

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/bailiwick-write-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static const char *path_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            assert_int_equal(remove(path_of(entry->d_name)), 0);
    closedir(directory);
    return rmdir(folder);
}

static size_t entries(void)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 2;
}

static void expect_file(const char *name, const char *expected)
{
    char bytes[4096];
    FILE *file = fopen(path_of(name), "rb");
    assert_non_null(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = 0;
    fclose(file);
    assert_string_equal(bytes, expected);
}

/* ---- files */

static void a_finished_file_has_all_of_it_and_no_neighbour(void **state)
{
    (void)state;
    bw_output output;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(bw_output_open(&output, folder, "a.txt", NULL), BW_OK);
        fprintf(output.file, "round %d\n", round);
        assert_int_equal(bw_output_close(&output, true, NULL), BW_OK);
        expect_file("a.txt", round ? "round 1\n" : "round 0\n");
        assert_int_equal(entries(), 1);
    }
}

static void a_file_given_up_leaves_the_old_one(void **state)
{
    (void)state;
    bw_output output;
    bw_error error;
    assert_int_equal(bw_output_open(&output, folder, "a.txt", NULL), BW_OK);
    fputs("old", output.file);
    assert_int_equal(bw_output_close(&output, true, NULL), BW_OK);
    assert_int_equal(bw_output_open(&output, NULL, path_of("a.txt"), NULL), BW_OK);
    fputs("half of the n", output.file);
    expect_file("a.txt", "old");
    assert_int_equal(bw_output_close(&output, false, &error), BW_FAILED);
    expect_file("a.txt", "old");
    assert_int_equal(entries(), 1);
}

static void a_full_disk_is_an_error_that_names_the_file(void **state)
{
    (void)state;
    bw_output output;
    bw_error error;
    assert_int_equal(bw_output_open(&output, "/dev", "full", &error), BW_OK);
    fputs("something", output.file);
    assert_int_equal(bw_output_close(&output, true, &error), BW_FAILED);
    assert_string_equal(error.file, "/dev/full");
    assert_non_null(strstr(error.message, "No space left"));
    assert_int_equal(access("/dev/full", F_OK), 0);
}

static void what_cannot_be_written_is_refused_at_once(void **state)
{
    (void)state;
    bw_output output;
    bw_error error;
    assert_int_equal(mkdir(path_of("d"), 0777), 0);
    assert_int_equal(bw_output_open(&output, folder, "d", &error), BW_FAILED);
    assert_non_null(strstr(error.message, "Is a directory"));
    assert_int_equal(bw_output_close(&output, true, NULL), BW_FAILED);
    assert_int_equal(bw_output_open(&output, path_of("none"), "a", &error), BW_FAILED);
    assert_non_null(strstr(error.message, "No such file"));
    if (geteuid() == 0)
        return; /* root may write everywhere */
    chmod(path_of("d"), 0555);
    assert_int_equal(bw_output_open(&output, path_of("d"), "a", &error), BW_FAILED);
    assert_non_null(strstr(error.message, "Permission denied"));
}

static void folders_are_made_with_all_above_them(void **state)
{
    (void)state;
    bw_error error;
    char path[256];
    snprintf(path, sizeof path, "%s/x", folder);
    assert_int_equal(bw_folder_make(path_of("x/"), NULL), BW_OK);
    assert_int_equal(bw_folder_make(path_of("x/y//z"), NULL), BW_OK);
    assert_int_equal(bw_folder_make(path_of("x/y/z"), NULL), BW_OK);
    assert_int_equal(rmdir(path_of("x/y/z")), 0);
    assert_int_equal(rmdir(path_of("x/y")), 0);
    FILE *file = fopen(path_of("plain"), "wb");
    fclose(file);
    assert_int_equal(bw_folder_make(path_of("plain/deep"), &error), BW_FAILED);
    assert_non_null(strstr(error.message, "Not a directory"));
    assert_int_equal(bw_folder_make("/proc/nowhere", &error), BW_FAILED);
    assert_int_equal(bw_folder_make("", &error), BW_FAILED);
}

/* ---- tables */

static void write_sample(const bw_sheet_style *style)
{
    bw_sheet sheet;
    assert_true(bw_sheet_open(&sheet, folder, "t.csv", style));
    bw_sheet_head(&sheet, "name amount");
    bw_sheet_end_line(&sheet);
    bw_sheet_text(&sheet, "=1+1");
    bw_sheet_number(&sheet, -0.1);
    bw_sheet_end_line(&sheet);
    bw_sheet_text(&sheet, "a;b,\"c\"");
    bw_sheet_decimals(&sheet, -0.004, 2);
    bw_sheet_end_line(&sheet);
    bw_sheet_text(&sheet, "");
    bw_sheet_number(&sheet, NAN);
    bw_sheet_end_line(&sheet);
    bw_sheet_text(&sheet, "@x");
    bw_sheet_integer(&sheet, -7);
    bw_sheet_end_line(&sheet);
    assert_int_equal(bw_sheet_close(&sheet, true, NULL), BW_OK);
}

static void tables_defuse_formulas_and_keep_numbers_bare(void **state)
{
    (void)state;
    write_sample(NULL);
    expect_file("t.csv", "name,amount\n'=1+1,-0.1\n\"a;b,\"\"c\"\"\",0.00\n\"\",\n'@x,-7\n");
    write_sample(&(bw_sheet_style){.raw = true});
    expect_file("t.csv", "name,amount\n=1+1,-0.1\n\"a;b,\"\"c\"\"\",0.00\n\"\",\n@x,-7\n");
    write_sample(&(bw_sheet_style){.excel = true});
    expect_file("t.csv", "\xEF\xBB\xBFname;amount\r\n'=1+1;-0,1\r\n\"a;b,\"\"c\"\"\";0,00\r\n\"\";\r\n'@x;-7\r\n");
}

static void a_table_that_cannot_be_opened_says_so_when_closed(void **state)
{
    (void)state;
    bw_sheet sheet;
    bw_error error;
    assert_false(bw_sheet_open(&sheet, path_of("none"), "t.csv", NULL));
    bw_sheet_head(&sheet, "a b");
    bw_sheet_number(&sheet, 1);
    bw_sheet_end_line(&sheet);
    assert_int_equal(bw_sheet_close(&sheet, true, &error), BW_FAILED);
    assert_non_null(strstr(error.file, "none/t.csv"));
}

/* Names made of everything that is special somewhere, without blanks at their ends. */
static void random_name(uint64_t *seed, char name[24])
{
    static const char letters[] = "=+-@'\t\r\n\",;| ab";
    size_t length = 0;
    for (size_t wanted = 1 + (*seed >> 61); length < wanted; length++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        name[length] = letters[(*seed >> 33) % 15];
    }
    name[length] = 0;
    while (length && strchr(" \t\r\n", name[length - 1]))
        name[--length] = 0;
    if (strspn(name, " \t\r\n") || (name[0] == '=' && name[1] == '"' && length > 2 && name[length - 1] == '"'))
        name[0] = 0; /* the reader trims these, and unwraps ="..." */
}

static void write_company(size_t count, char names[][24], const double *amounts, const bw_sheet_style *style)
{
    bw_sheet sheet;
    assert_true(bw_sheet_open(&sheet, folder, "reps.csv", style));
    bw_sheet_head(&sheet, "rep_id");
    bw_sheet_end_line(&sheet);
    bw_sheet_text(&sheet, "R1");
    bw_sheet_end_line(&sheet);
    assert_int_equal(bw_sheet_close(&sheet, true, NULL), BW_OK);
    assert_true(bw_sheet_open(&sheet, folder, "accounts.csv", style));
    bw_sheet_head(&sheet, "account_name account_id revenue_prior");
    bw_sheet_end_line(&sheet);
    for (size_t k = 0; k < count; k++) {
        char id[32];
        snprintf(id, sizeof id, "A%zu", k);
        bw_sheet_text(&sheet, names[k]);
        bw_sheet_text(&sheet, id);
        bw_sheet_number(&sheet, amounts[k]);
        bw_sheet_end_line(&sheet);
    }
    assert_int_equal(bw_sheet_close(&sheet, true, NULL), BW_OK);
}

static void what_is_written_reads_back_the_same(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static char names[COUNT][24];
    static double amounts[COUNT];
    static const bw_sheet_style styles[] = {{0}, {.excel = true}};
    uint64_t seed = 99;
    for (size_t k = 0; k < COUNT; k++) {
        random_name(&seed, names[k]);
        amounts[k] = ldexp((double)(int64_t)seed, (int)(seed % 60) - 80);
    }
    amounts[0] = 0.5;
    for (int s = 0; s < 2; s++) {
        bw_findings *findings = bw_findings_create();
        bw_tables *tables;
        bw_error error = {0};
        write_company(COUNT, names, amounts, &styles[s]);
        bw_read_options options = {.separator = s ? ';' : ','};
        if (bw_company_read(folder, &options, findings, &tables, &error) != BW_OK)
            fail_msg("%s:%d: %s", error.file, (int)error.line, error.message);
        assert_int_equal(tables->account_count, COUNT);
        for (size_t k = 0; k < COUNT; k++) {
            assert_string_equal(tables->accounts[k].account_name, names[k]);
            assert_true(tables->accounts[k].revenue_prior == amounts[k]);
        }
        bw_tables_free(tables);
        bw_findings_free(findings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
        TEST(a_finished_file_has_all_of_it_and_no_neighbour),
        TEST(a_file_given_up_leaves_the_old_one),
        TEST(a_full_disk_is_an_error_that_names_the_file),
        TEST(what_cannot_be_written_is_refused_at_once),
        TEST(folders_are_made_with_all_above_them),
        TEST(tables_defuse_formulas_and_keep_numbers_bare),
        TEST(a_table_that_cannot_be_opened_says_so_when_closed),
        TEST(what_is_written_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
