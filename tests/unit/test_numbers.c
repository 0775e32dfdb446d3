/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/numbers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct example {
    const char *text;
    char decimal;
    double value;
} example;

static void expect_number(const char *text, char decimal, double expected)
{
    double value = NAN;
    bool percent;
    assert_int_equal(bw_number_read(text, strlen(text), decimal, &value, &percent), BW_NUMBER_GOOD);
    if (value != expected)
        fail_msg("`%s` with `%c` is %.17g, not %.17g", text, decimal, value, expected);
}

static void expect_answer(const char *text, char decimal, bw_number_answer expected)
{
    double value = 12;
    bool percent;
    bw_number_answer answer = bw_number_read(text, strlen(text), decimal, &value, &percent);
    if (answer != expected)
        fail_msg("`%s` with `%c` gives %d, not %d", text, decimal, (int)answer, (int)expected);
}

static void numbers_are_read_in_every_way_people_write_them(void **state)
{
    (void)state;
    static const example examples[] = {
        {"0", '.', 0},
        {"-0", '.', 0},
        {"42", '.', 42},
        {"+7", '.', 7},
        {"-12.5", '.', -12.5},
        {".5", '.', 0.5},
        {"5.", '.', 5},
        {"007", '.', 7},
        {"1,234.50", '.', 1234.5},
        {"1.234,50", ',', 1234.5},
        {"1,234", '.', 1234},
        {"1,234", ',', 1.234},
        {"1.234", '.', 1.234},
        {"1.234", ',', 1234},
        {"1,234,567", '.', 1234567},
        {"1 234,5", ',', 1234.5},
        {"1\u00A0234\u00A0567", '.', 1234567},
        {"1\u202F234.5", '.', 1234.5},
        {"1'234'567.5", '.', 1234567.5},
        {"1\u2019234", '.', 1234},
        {"$1,200", '.', 1200},
        {"-$1,200", '.', -1200},
        {"$-1,200", '.', -1200},
        {"$ 1,200", '.', 1200},
        {"1.200,50 \u20AC", ',', 1200.5},
        {"\u00A35", '.', 5},
        {"USD 5", '.', 5},
        {"5 EUR", '.', 5},
        {"US$5", '.', 5},
        {"R$ 5,5", ',', 5.5},
        {"(1,200)", '.', -1200},
        {"($1,200.5)", '.', -1200.5},
        {"1200-", '.', -1200},
        {"\u22125", '.', -5},
        {"1.2E+6", '.', 1.2e6},
        {"5e-1", '.', 0.5},
        {"1,5E3", ',', 1500},
        {"1e22", '.', 1e22},
        {"1e23", '.', 1e23},
        {"4e-324", '.', 4e-324},
        {"123456789012345678", '.', 123456789012345678.0},
        {"0.1", '.', 0.1},
        {"2.2250738585072011e-308", '.', 2.2250738585072011e-308},
        {"999,999,999,999.99", '.', 999999999999.99},
    };
    for (size_t k = 0; k < sizeof examples / sizeof *examples; k++)
        expect_number(examples[k].text, examples[k].decimal, examples[k].value);
}

static void what_is_no_number_is_refused_with_the_reason(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "-",     "x",     "12x",   "x12", "--5",      "5--", "(5",
                                      "5)",  "((5))", "1e",    "$",     "$$5", ".",        ",",   "5 $ 5",
                                      "5%%", "-(5)",  "- - 5", "1_000", "USD", "5 USD USD"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        expect_answer(bad[k], '.', BW_NUMBER_BAD);
    static const char *const groups[] = {"1,23",   "1,2345", "12,34.5",   "1.2.3",     "1234,567", "0,123", ",123",
                                         "1,,234", "1,234,", "1 234,567", "1,234 567", "1,234E5",  "1 2"};
    for (size_t k = 0; k < sizeof groups / sizeof *groups; k++)
        expect_answer(groups[k], '.', BW_NUMBER_GROUPS);
    static const char *const special[] = {"nan", "NaN", "-nan", "inf", "-Inf", "INFINITY", "0x1p3", "0X10", "1.#INF"};
    for (size_t k = 0; k < sizeof special / sizeof *special; k++)
        expect_answer(special[k], '.', BW_NUMBER_SPECIAL);
    expect_answer("1e400", '.', BW_NUMBER_TOO_LARGE);
    expect_answer("1e99999999999", '.', BW_NUMBER_TOO_LARGE);
    expect_answer("\uFF11\uFF12", '.', BW_NUMBER_WIDE);
    expect_answer("\u0663", '.', BW_NUMBER_WIDE);
}

static void percentages_are_told_apart(void **state)
{
    (void)state;
    double value;
    bool percent;
    assert_int_equal(bw_number_read("80 %", 4, '.', &value, &percent), BW_NUMBER_GOOD);
    assert_true(percent && value == 0.8);
    assert_int_equal(bw_number_read("80", 2, '.', &value, &percent), BW_NUMBER_GOOD);
    assert_false(percent);
}

static bw_decimal decided(const char *const *cells)
{
    bw_number_survey survey = {0};
    for (int64_t line = 2; *cells; cells++, line++)
        bw_number_look(&survey, *cells, strlen(*cells), line);
    return bw_number_decimal(&survey);
}

#define DECIDED(...) decided((const char *const[]){__VA_ARGS__, NULL})

static void the_decimal_mark_is_decided_by_the_whole_column(void **state)
{
    (void)state;
    assert_int_equal(DECIDED("1", "200", "-3", "", "n/a"), BW_DECIMAL_FREE);
    assert_int_equal(DECIDED("1 234", "1'234"), BW_DECIMAL_FREE);
    assert_int_equal(DECIDED("1,234", "1.5"), BW_DECIMAL_POINT);
    assert_int_equal(DECIDED("1,234", "1234.567"), BW_DECIMAL_POINT);
    assert_int_equal(DECIDED("1,234,567"), BW_DECIMAL_POINT);
    assert_int_equal(DECIDED("0.125"), BW_DECIMAL_POINT);
    assert_int_equal(DECIDED("1.234", "1,5"), BW_DECIMAL_COMMA);
    assert_int_equal(DECIDED("1.234.567"), BW_DECIMAL_COMMA);
    assert_int_equal(DECIDED("1.234,5"), BW_DECIMAL_COMMA);
    assert_int_equal(DECIDED("1 234,567"), BW_DECIMAL_COMMA);
    assert_int_equal(DECIDED("1,234", "5,678", "12"), BW_DECIMAL_UNCLEAR);
    assert_int_equal(DECIDED("1.234"), BW_DECIMAL_UNCLEAR);
    assert_int_equal(DECIDED("($1,234)", "-5,678"), BW_DECIMAL_UNCLEAR);
    assert_int_equal(DECIDED("1.5", "1,5"), BW_DECIMAL_MIXED);
    assert_int_equal(DECIDED("1.234.567", "1,234,567"), BW_DECIMAL_MIXED);
    assert_int_equal(DECIDED("1,2,3", "1.5"), BW_DECIMAL_POINT);
}

static void a_survey_remembers_where_its_proofs_stand(void **state)
{
    (void)state;
    bw_number_survey survey = {0};
    static const char *const cells[] = {"$1,234", "\u20AC5", "7.5", "(3)", "4-", "1,5"};
    for (int k = 0; k < 6; k++)
        bw_number_look(&survey, cells[k], strlen(cells[k]), 10 + k);
    assert_int_equal(survey.unclear_line, 10);
    assert_int_equal(survey.currency_line, 11);
    assert_string_equal(survey.currency_cell, "\u20AC5");
    assert_string_equal(bw_currency_name(survey.currency), "$");
    assert_int_equal(survey.point_line, 12);
    assert_int_equal(survey.comma_line, 15);
    assert_int_equal(survey.parenthesised, 1);
    assert_int_equal(survey.sign_behind, 1);
    assert_int_equal(survey.cells, 6);
}

/* strtod of the same text in the C locale is the oracle. */
static void random_decimals_are_rounded_as_the_c_library_does(void **state)
{
    (void)state;
    uint64_t seed = 7;
    char text[64];
    for (int k = 0; k < 200000; k++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint64_t bits = seed ^ (seed >> 29);
        if (k % 2)
            snprintf(text, sizeof text, "%.*g", 1 + (int)(bits % 19),
                     ldexp((double)(bits >> 11), (int)(bits % 300) - 150));
        else
            snprintf(text, sizeof text, "%llu.%0*llu", (unsigned long long)(bits >> 40), 1 + (int)(bits % 7),
                     (unsigned long long)(bits % 10));
        expect_number(text, '.', strtod(text, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_every_way_people_write_them),
        cmocka_unit_test(what_is_no_number_is_refused_with_the_reason),
        cmocka_unit_test(percentages_are_told_apart),
        cmocka_unit_test(the_decimal_mark_is_decided_by_the_whole_column),
        cmocka_unit_test(a_survey_remembers_where_its_proofs_stand),
        cmocka_unit_test(random_decimals_are_rounded_as_the_c_library_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
