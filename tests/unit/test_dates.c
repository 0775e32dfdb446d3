/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_date(const char *text, bw_date_order order, bw_date_kind kind, const char *expected)
{
    char words[16] = "";
    int32_t day = 0;
    bw_date_kind got = bw_date_read(text, strlen(text), order, &day);
    if (got >= BW_DATE_DAY)
        bw_date_text(day, words, sizeof words);
    if (got != kind || strcmp(words, expected) != 0)
        fail_msg("`%s` is %d %s, not %d %s", text, (int)got, words, (int)kind, expected);
}

static void days_are_read_in_the_usual_ways(void **state)
{
    (void)state;
    static const char *const same[] = {
        "2025-03-31", "2025-03-31T10:00:00Z", "2025-03-31 10:00", "2025/03/31",   "2025.03.31",    "20250331",
        "31.03.2025", "31. March 2025",       "31-Mar-2025",      "Mar 31, 2025", "March 31 2025", "31/03/2025"};
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        expect_date(same[k], BW_DATE_DAY_FIRST, BW_DATE_DAY, "2025-03-31");
    expect_date("03/04/2025", BW_DATE_DAY_FIRST, BW_DATE_DAY, "2025-04-03");
    expect_date("03/04/2025", BW_DATE_MONTH_FIRST, BW_DATE_DAY, "2025-03-04");
    expect_date("3.4.2025", BW_DATE_MONTH_FIRST, BW_DATE_DAY, "2025-04-03");
    expect_date("2024-02-29", BW_DATE_FREE, BW_DATE_DAY, "2024-02-29");
}

static void months_are_read_in_the_usual_ways(void **state)
{
    (void)state;
    static const char *const same[] = {"2025-03", "202503", "Mar 2025", "march-2025",
                                       "03/2025", "2025/3", "2025 Mar", "Mar-25"};
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        expect_date(same[k], BW_DATE_FREE, BW_DATE_MONTH, "2025-03-01");
}

static void serial_days_are_those_of_the_spreadsheet(void **state)
{
    (void)state;
    expect_date("45658", BW_DATE_FREE, BW_DATE_SERIAL, "2025-01-01");
    expect_date("25569", BW_DATE_FREE, BW_DATE_SERIAL, "1970-01-01");
    expect_date("45306", BW_DATE_FREE, BW_DATE_SERIAL, "2024-01-15");
    expect_date("19999", BW_DATE_FREE, BW_DATE_BAD, "");
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",          "soon",    "2025",        "2025-13",    "2025-00",       "2025-1-",
                                      "0000-01",   "1899-12", "2200-01",     "31/13/2025", "2025-03-31-01", "//",
                                      "Mai 2025x", "Ma 2025", "2025-Foo-01", "99999999",   "2025-03-31Tx",  "45658.5",
                                      "3"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        expect_date(bad[k], BW_DATE_DAY_FIRST, BW_DATE_BAD, "");
    expect_date("2025-02-30", BW_DATE_FREE, BW_DATE_NO_SUCH_DAY, "");
    expect_date("2023-02-29", BW_DATE_FREE, BW_DATE_NO_SUCH_DAY, "");
    expect_date("31/01/25", BW_DATE_DAY_FIRST, BW_DATE_SHORT_YEAR, "");
}

static bw_date_order decided(const char *const *cells)
{
    bw_date_survey survey = {0};
    for (int64_t line = 2; *cells; cells++, line++)
        bw_date_look(&survey, *cells, strlen(*cells), line);
    return bw_date_survey_order(&survey);
}

#define DECIDED(...) decided((const char *const[]){__VA_ARGS__, NULL})

static void the_order_is_decided_by_the_whole_column(void **state)
{
    (void)state;
    assert_int_equal(DECIDED("2025-03-04", "2025-05", "03.04.2025", ""), BW_DATE_FREE);
    assert_int_equal(DECIDED("03/04/2025", "31/01/2025"), BW_DATE_DAY_FIRST);
    assert_int_equal(DECIDED("03-04-2025", "01-31-2025"), BW_DATE_MONTH_FIRST);
    assert_int_equal(DECIDED("03/04/2025", "05/05/2025"), BW_DATE_UNCLEAR);
    assert_int_equal(DECIDED("05/05/2025"), BW_DATE_FREE);
    assert_int_equal(DECIDED("31/01/2025", "01/31/2025"), BW_DATE_MIXED);
}

static void expect_period(const char *text, const char *first, int32_t months)
{
    char words[16];
    int32_t month, length;
    assert_true(bw_period_read(text, strlen(text), &month, &length));
    assert_string_equal(bw_month_text(month, words, sizeof words), first);
    assert_int_equal(length, months);
}

static void periods_are_months_quarters_halves_and_years(void **state)
{
    (void)state;
    int32_t month, months;
    expect_period("2025-07", "2025-07", 1);
    expect_period("2025-Q3", "2025-07", 3);
    expect_period("Q3 2025", "2025-07", 3);
    expect_period("2025q1", "2025-01", 3);
    expect_period("2025-H2", "2025-07", 6);
    expect_period("H1/2025", "2025-01", 6);
    expect_period("2025", "2025-01", 12);
    static const char *const bad[] = {"",     "Q",        "2025-Q0", "2025-Q5", "2025-H3",
                                      "1800", "2025-Q33", "Q3",      "quarter", "20x5"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        assert_false(bw_period_read(bad[k], strlen(bad[k]), &month, &months));
}

/* Every day of two centuries is read back from three notations. */
static void every_day_reads_back(void **state)
{
    (void)state;
    char iso[16], german[16], plain[16];
    for (int32_t day = bw_day_of(1990, 1, 1); day < bw_day_of(2110, 1, 1); day++) {
        int32_t read[3];
        bw_date_text(day, iso, sizeof iso);
        snprintf(german, sizeof german, "%.2s.%.2s.%.4s", iso + 8, iso + 5, iso);
        snprintf(plain, sizeof plain, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
        assert_int_equal(bw_date_read(iso, 10, BW_DATE_FREE, &read[0]), BW_DATE_DAY);
        assert_int_equal(bw_date_read(german, 10, BW_DATE_FREE, &read[1]), BW_DATE_DAY);
        assert_int_equal(bw_date_read(plain, 8, BW_DATE_FREE, &read[2]), BW_DATE_DAY);
        assert_true(read[0] == day && read[1] == day && read[2] == day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_read_in_the_usual_ways),
        cmocka_unit_test(months_are_read_in_the_usual_ways),
        cmocka_unit_test(serial_days_are_those_of_the_spreadsheet),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(the_order_is_decided_by_the_whole_column),
        cmocka_unit_test(periods_are_months_quarters_halves_and_years),
        cmocka_unit_test(every_day_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
