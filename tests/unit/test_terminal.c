/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/figures.h"
#include "app/listing.h"
#include "app/terminal.h"

static void assert_safe(const char *text, const char *wanted)
{
    char *safe = bw_safe_text(text);
    assert_string_equal(safe, wanted);
    free(safe);
}

static void what_could_steer_a_terminal_is_spelled_out(void **state)
{
    (void)state;
    assert_safe("\033[31mred", "\\x1b[31mred");
    assert_safe("bell\a\b\x7f", "bell\\x07\\x08\\x7f");
    assert_safe("two\nlines\r", "two\\x0alines\\x0d");
    assert_safe("\xC2\x9B" "31m", "\\x9b" "31m");
    assert_safe("a\xE2\x80\xAE" "b", "a\\u202eb");
    assert_safe("\xE2\x81\xA6x", "\\u2066x");
    assert_safe("\xF3\xA0\x81\x81", "\\ue0041");
}

static void bytes_that_are_not_utf8_are_spelled_out_one_by_one(void **state)
{
    (void)state;
    assert_safe("\xFF\xFE", "\\xff\\xfe");
    assert_safe("M\xFCller", "M\\xfcller");
    assert_safe("cut \xE2\x82", "cut \\xe2\\x82");
    assert_safe("\xC0\x80", "\\xc0\\x80");
    assert_safe("\xED\xA0\x80", "\\xed\\xa0\\x80");
}

static void words_of_all_scripts_stay_as_they_are(void **state)
{
    (void)state;
    assert_safe("Zürich, 東京, مكتب, 🚲 & <b>", "Zürich, 東京, مكتب, 🚲 & <b>");
    assert_safe("", "");
}

static void no_bytes_make_an_unsafe_text(void **state)
{
    (void)state;
    uint32_t random = 12345;
    for (int round = 0; round < 20000; round++) {
        char text[12];
        for (int k = 0; k < 11; k++) {
            random = random * 1664525u + 1013904223u;
            text[k] = (char)(random >> 24);
        }
        text[11] = 0;
        char *safe = bw_safe_text(text);
        assert_non_null(safe);
        for (const char *at = safe; *at; at++)
            assert_true((unsigned char)*at >= 0x20 && *at != 0x7F);
        char *again = bw_safe_text(safe);
        assert_string_equal(again, safe);
        free(again);
        free(safe);
    }
}

static void widths_are_those_of_the_screen(void **state)
{
    (void)state;
    setlocale(LC_CTYPE, "C.UTF-8");
    assert_int_equal(bw_text_width("Zürich"), 6);
    assert_int_equal(bw_text_width("東京"), 4);
    assert_int_equal(bw_text_width(""), 0);
}

static void amounts_and_shares_read_well(void **state)
{
    (void)state;
    bw_figure figure;
    assert_string_equal(bw_amount_words(12345678.4, figure), "12,345,678");
    assert_string_equal(bw_amount_words(-999.6, figure), "-1,000");
    assert_string_equal(bw_amount_words(-0.2, figure), "0");
    assert_string_equal(bw_amount_words(NAN, figure), "-");
    assert_string_equal(bw_amount_words(INFINITY, figure), "-");
    assert_string_equal(bw_percent_words(0.1234, figure), "12.3 %");
    assert_string_equal(bw_percent_words(0.000123, figure), "0.012 %");
    assert_string_equal(bw_percent_words(0, figure), "0.0 %");
    assert_string_equal(bw_change_words(-0.0001, figure), "+0.0 %");
    assert_string_equal(bw_change_words(0.05, figure), "+5.0 %");
}

/* Prints a listing and frees it. */
static void print_into(bw_listing *listing, char *text, size_t size)
{
    FILE *file = fmemopen(text, size, "w");
    assert_int_equal(bw_listing_print(listing, file, NULL), BW_OK);
    fclose(file);
    bw_listing_free(listing);
}

static void columns_line_up_and_lines_have_no_blanks_at_their_end(void **state)
{
    (void)state;
    bw_listing *listing = bw_listing_create("<name|>sum|<note");
    bw_listing_put(listing, "%s", "Zoë");
    bw_listing_put(listing, "%d", 7);
    bw_listing_put(listing, "%s", "");
    bw_listing_put(listing, "%s", "Al");
    bw_listing_put(listing, "%d", 12345);
    bw_listing_put(listing, "%s", "x");
    char text[1000];
    print_into(listing, text, sizeof text);
    assert_string_equal(text, "  name    sum  note\n"
                              "  Zoë       7\n"
                              "  Al    12345  x\n");
}

static void long_words_are_cut_to_the_screen_and_numbers_never(void **state)
{
    (void)state;
    setlocale(LC_CTYPE, "C.UTF-8");
    bw_listing *listing = bw_listing_create("<name|>sum");
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    bw_listing_put(listing, "%s", name);
    bw_listing_put(listing, "%s", "123456789");
    char text[1000];
    print_into(listing, text, sizeof text);
    char *second = strchr(text, '\n') + 1;
    assert_int_equal(bw_text_width(second) - 1, BW_SCREEN_WIDTH);
    assert_non_null(strstr(second, "\u2026  123456789\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_could_steer_a_terminal_is_spelled_out),
        cmocka_unit_test(bytes_that_are_not_utf8_are_spelled_out_one_by_one),
        cmocka_unit_test(words_of_all_scripts_stay_as_they_are),
        cmocka_unit_test(no_bytes_make_an_unsafe_text),
        cmocka_unit_test(widths_are_those_of_the_screen),
        cmocka_unit_test(amounts_and_shares_read_well),
        cmocka_unit_test(columns_line_up_and_lines_have_no_blanks_at_their_end),
        cmocka_unit_test(long_words_are_cut_to_the_screen_and_numbers_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
