/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/csv.h"
#include "app/tables/encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A table read from bytes. */
typedef struct opened {
    FILE *file;
    bw_csv *csv;
    bw_findings *findings;
    bw_status status;
} opened;

static opened open_bytes(const char *bytes, size_t length, char separator)
{
    opened made = {.findings = bw_findings_create()};
    made.file = length ? fmemopen((void *)(uintptr_t)bytes, length, "rb") : fopen("/dev/null", "rb");
    assert_non_null(made.file);
    made.status = bw_csv_create(made.file, "t.csv", separator, made.findings, &made.csv, NULL);
    return made;
}

static opened open_text(const char *text)
{
    return open_bytes(text, strlen(text), 0);
}

static void close_all(opened *made)
{
    bw_csv_free(made->csv);
    bw_findings_free(made->findings);
    fclose(made->file);
}

static void expect_record(opened *made, int64_t line, size_t count, const char *const *cells)
{
    bw_record record;
    assert_int_equal(bw_csv_next(made->csv, &record, NULL), BW_CSV_RECORD);
    assert_int_equal(record.line, line);
    assert_int_equal(record.count, count);
    for (size_t k = 0; k < count; k++)
        assert_string_equal(record.cells[k].text, cells[k]);
}

#define EXPECT(made, line, ...)                                                                                      \
    expect_record(made, line, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *), (const char *[]){__VA_ARGS__})

static void expect_end(opened *made)
{
    bw_record record;
    assert_int_equal(bw_csv_next(made->csv, &record, NULL), BW_CSV_END);
}

static void quoted_fields_keep_separators_quotes_and_lines(void **state)
{
    (void)state;
    opened made = open_text("a,b\n\"x,y\",\"say \"\"no\"\"\"\n\"two\r\nlines\",\"\"\nlast,\"\"\"\"\n");
    EXPECT(&made, 2, "x,y", "say \"no\"");
    EXPECT(&made, 3, "two\r\nlines", "");
    EXPECT(&made, 5, "last", "\"");
    expect_end(&made);
    assert_int_equal(made.findings->count, 0);
    close_all(&made);
}

static void every_kind_of_line_end_counts_one_line(void **state)
{
    (void)state;
    opened made = open_text("a\r\n1\r2\n\n\"3\r4\n5\"\r\n6");
    EXPECT(&made, 2, "1");
    EXPECT(&made, 3, "2");
    EXPECT(&made, 5, "3\r4\n5");
    EXPECT(&made, 8, "6");
    expect_end(&made);
    close_all(&made);
}

static void the_separator_is_found_outside_quotes(void **state)
{
    (void)state;
    opened made = open_text("\"a,b,c,d\";x\n1,5;2\n");
    EXPECT(&made, 2, "1,5", "2");
    close_all(&made);
    made = open_bytes("a;b,c\n1;2,3\n", 12, ',');
    EXPECT(&made, 2, "1;2", "3");
    close_all(&made);
}

static void a_single_column_needs_no_separator(void **state)
{
    (void)state;
    opened made = open_text("account_id\nA1\n");
    EXPECT(&made, 2, "A1");
    close_all(&made);
}

/* Fields that fall on every position of the block's end: 256 KiB and around. */
static void records_across_the_end_of_the_block_are_whole(void **state)
{
    (void)state;
    size_t size = (size_t)2 * 1024 * 1024, used = 0;
    char *text = malloc(size + 64), cell[32], other[32];
    used += (size_t)sprintf(text, "name,\"quo\"\"ted\"\n");
    size_t rows = 0;
    for (; used < size - 64; rows++)
        used += (size_t)sprintf(text + used, "row%zu,\"%zu\"\"\r\n\"%s", rows, rows * 7919 % 100003,
                                rows % 3 ? "\n" : "\r\n");
    opened made = open_bytes(text, used, 0);
    bw_record record;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < rows; k++) {
            sprintf(cell, "row%zu", k);
            sprintf(other, "%zu\"\r\n", k * 7919 % 100003);
            assert_int_equal(bw_csv_next(made.csv, &record, NULL), BW_CSV_RECORD);
            assert_int_equal(record.line, 2 + 2 * (int64_t)k);
            assert_string_equal(record.cells[0].text, cell);
            assert_string_equal(record.cells[1].text, other);
        }
        expect_end(&made);
        assert_int_equal(bw_csv_rewind(made.csv, NULL), BW_OK);
    }
    assert_int_equal(made.findings->count, 0);
    close_all(&made);
    free(text);
}

static void an_open_quote_is_reported_where_it_began(void **state)
{
    (void)state;
    opened made = open_text("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
    EXPECT(&made, 2, "1", "2");
    expect_end(&made);
    expect_end(&made);
    assert_int_equal(made.findings->count, 1);
    assert_string_equal(made.findings->items[0].code, "quote-open");
    assert_int_equal(made.findings->items[0].line, 3);
    assert_string_equal(made.findings->items[0].column, "b");
    close_all(&made);
}

/* A header and one field of a given length. */
static opened open_long(size_t length, bool quoted, char **text)
{
    *text = malloc(length + 8);
    memcpy(*text, quoted ? "a\n\"" : "a\n", quoted ? 3 : 2);
    memset(*text + (quoted ? 3 : 2), 'x', length);
    size_t used = length + (quoted ? 3 : 2);
    if (quoted)
        (*text)[used++] = '"';
    (*text)[used++] = '\n';
    return open_bytes(*text, used, ',');
}

static void fields_up_to_64_kib_are_read_and_longer_ones_refused(void **state)
{
    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        char *text;
        bw_record record;
        opened made = open_long(BW_CSV_FIELD_MAX, quoted, &text);
        assert_int_equal(bw_csv_next(made.csv, &record, NULL), BW_CSV_RECORD);
        assert_int_equal(record.cells[0].length, BW_CSV_FIELD_MAX);
        close_all(&made);
        free(text);
        made = open_long(BW_CSV_FIELD_MAX + 1, quoted, &text);
        expect_end(&made);
        assert_int_equal(made.findings->total[BW_ERROR], 1);
        assert_int_equal(made.findings->items[0].line, 2);
        close_all(&made);
        free(text);
    }
}

static void more_than_1024_columns_are_refused(void **state)
{
    (void)state;
    char text[4096];
    for (size_t columns = BW_CSV_COLUMNS_MAX; columns <= BW_CSV_COLUMNS_MAX + 1; columns++) {
        memset(text, ',', columns - 1);
        text[columns - 1] = '\n';
        opened made = open_bytes(text, columns, ',');
        assert_int_equal(made.status, columns > BW_CSV_COLUMNS_MAX ? BW_BAD_INPUT : BW_OK);
        close_all(&made);
    }
}

static void nothing_is_reported_twice_after_a_rewind(void **state)
{
    (void)state;
    opened made = open_text("a,b\n\"x\"y,2\n");
    bw_record record;
    assert_int_equal(bw_csv_next(made.csv, &record, NULL), BW_CSV_RECORD);
    assert_int_equal(made.findings->count, 1);
    assert_int_equal(bw_csv_rewind(made.csv, NULL), BW_OK);
    assert_int_equal(bw_csv_next(made.csv, &record, NULL), BW_CSV_RECORD);
    assert_int_equal(made.findings->count, 1);
    close_all(&made);
}

static void files_that_are_empty_or_blank_have_no_header(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n\n\r\n", "\xEF\xBB\xBF", "sep=;\n"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        opened made = open_text(texts[k]);
        assert_int_equal(made.status, BW_BAD_INPUT);
        assert_null(made.csv);
        assert_string_equal(made.findings->items[0].code, "file-empty");
        close_all(&made);
    }
}

static void a_folder_cannot_be_read_as_a_table(void **state)
{
    (void)state;
    bw_error error;
    bw_csv *csv;
    bw_findings *findings = bw_findings_create();
    FILE *file = fopen("/", "rb");
    assert_non_null(file);
    assert_int_equal(bw_csv_create(file, "t.csv", 0, findings, &csv, &error), BW_FAILED);
    assert_non_null(strstr(error.message, "directory"));
    fclose(file);
    bw_findings_free(findings);
}

static void utf8_is_told_from_what_only_looks_like_it(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t good;
    } cases[] = {
        {"plain", 5},        {"\xC3\xBC", 2},     {"\xE2\x82\xAC", 3}, {"\xF0\x9F\x98\x80", 4}, {"a\xFC", 1},
        {"\xC0\x80", 0},     {"\xE0\x80\x80", 0}, {"\xED\xA0\x80", 0}, {"\xF4\x90\x80\x80", 0}, {"\xC3", 0},
        {"\xF0\x9F\x98", 0}, {"\x80", 0},         {"ab\xE2\x82", 2},   {"\xF4\x8F\xBF\xBF", 4}, {"\xEF\xBF\xBF", 3},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(bw_utf8_length(cases[k].text, strlen(cases[k].text)), cases[k].good);
}

/* A random table written with every field quoted or not, and read back. */
static void random_tables_read_back_as_they_were_written(void **state)
{
    (void)state;
    static const char letters[] = "ab,;\"\n\r \tx\xC3\xA9";
    uint64_t seed = 12345;
    for (int round = 0; round < 300; round++) {
        char text[8192], cells[20][4][24];
        size_t used = (size_t)sprintf(text, "h1,h2,h3,h4\n");
        for (int r = 0; r < 20; r++)
            for (int c = 0; c < 4; c++) {
                size_t length = 0;
                text[used++] = '"';
                for (int n = (int)((seed = seed * 6364136223846793005u + 1) >> 60); n > 0; n--) {
                    seed = seed * 6364136223846793005u + 1442695040888963407u;
                    char letter = letters[(seed >> 33) % 10];
                    cells[r][c][length++] = letter;
                    if (letter == '"')
                        text[used++] = '"';
                    text[used++] = letter;
                }
                cells[r][c][length] = 0;
                text[used++] = '"';
                text[used++] = c == 3 ? '\n' : ',';
            }
        opened made = open_bytes(text, used, ',');
        bw_record record;
        for (int r = 0; r < 20; r++) {
            assert_int_equal(bw_csv_next(made.csv, &record, NULL), BW_CSV_RECORD);
            assert_int_equal(record.count, 4);
            for (int c = 0; c < 4; c++)
                assert_string_equal(record.cells[c].text, cells[r][c]);
        }
        expect_end(&made);
        close_all(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_fields_keep_separators_quotes_and_lines),
        cmocka_unit_test(every_kind_of_line_end_counts_one_line),
        cmocka_unit_test(the_separator_is_found_outside_quotes),
        cmocka_unit_test(a_single_column_needs_no_separator),
        cmocka_unit_test(records_across_the_end_of_the_block_are_whole),
        cmocka_unit_test(an_open_quote_is_reported_where_it_began),
        cmocka_unit_test(fields_up_to_64_kib_are_read_and_longer_ones_refused),
        cmocka_unit_test(more_than_1024_columns_are_refused),
        cmocka_unit_test(nothing_is_reported_twice_after_a_rewind),
        cmocka_unit_test(files_that_are_empty_or_blank_have_no_header),
        cmocka_unit_test(a_folder_cannot_be_read_as_a_table),
        cmocka_unit_test(utf8_is_told_from_what_only_looks_like_it),
        cmocka_unit_test(random_tables_read_back_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
