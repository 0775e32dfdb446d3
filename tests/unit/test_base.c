/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/base.h"
#include "models/calendar.h"

static void arena_memory_is_zeroed_aligned_and_does_not_overlap(void **state)
{
    (void)state;
    bw_arena *arena = bw_arena_create();
    unsigned char *blocks[200];
    for (size_t k = 0; k < 200; k++) {
        size_t size = 1 + (k * 977) % 5000;
        blocks[k] = bw_arena_take(arena, size, 1);
        assert_non_null(blocks[k]);
        assert_int_equal((uintptr_t)blocks[k] % 16, 0);
        for (size_t b = 0; b < size; b++)
            assert_int_equal(blocks[k][b], 0);
        memset(blocks[k], (int)k + 1, size);
    }
    for (size_t k = 0; k < 200; k++)
        for (size_t b = 0; b < 1 + (k * 977) % 5000; b++)
            assert_int_equal(blocks[k][b], (unsigned char)(k + 1));
    bw_arena_free(arena);
}

static void a_large_block_does_not_end_the_one_being_filled(void **state)
{
    (void)state;
    bw_arena *arena = bw_arena_create();
    char *small = bw_arena_take(arena, 16, 1);
    char *large = bw_arena_take(arena, 1 << 20, 1);
    char *next = bw_arena_take(arena, 16, 1);
    memset(large, 1, 1 << 20);
    assert_ptr_equal(next, small + 16);
    bw_arena_free(arena);
}

static void an_overflowing_request_is_refused(void **state)
{
    (void)state;
    bw_arena *arena = bw_arena_create();
    assert_null(bw_arena_take(arena, SIZE_MAX / 2, 3));
    assert_null(bw_arena_take(arena, SIZE_MAX / 2 - 8, 1));
    assert_non_null(bw_arena_take(arena, 0, 8));
    bw_arena_free(arena);
}

static void formatted_text_of_any_length_is_whole(void **state)
{
    (void)state;
    bw_arena *arena = bw_arena_create();
    char *text = bw_arena_format(arena, "%0*d", 100000, 7);
    assert_int_equal(strlen(text), 100000);
    assert_int_equal(text[99999], '7');
    bw_arena_free(arena);
}

static void a_growing_array_keeps_its_content(void **state)
{
    (void)state;
    int *numbers = NULL;
    size_t capacity = 0;
    for (size_t k = 0; k < 1000; k++) {
        assert_true(bw_array_grow((void **)&numbers, k, &capacity, sizeof *numbers));
        numbers[k] = (int)k;
    }
    for (size_t k = 0; k < 1000; k++)
        assert_int_equal(numbers[k], k);
    free(numbers);
}

static void streams_of_a_seed_differ_and_repeat(void **state)
{
    (void)state;
    uint64_t seen[64];
    for (uint64_t k = 0; k < 64; k++) {
        seen[k] = bw_stream_seed(k / 8, k % 8);
        assert_int_equal(seen[k], bw_stream_seed(k / 8, k % 8));
        for (uint64_t earlier = 0; earlier < k; earlier++)
            assert_int_not_equal(seen[k], seen[earlier]);
    }
}

static void every_day_of_three_centuries_survives_the_round_trip(void **state)
{
    (void)state;
    char text[16], next[16] = "";
    for (int32_t day = bw_day_of(1900, 1, 1); day <= bw_day_of(2199, 12, 31); day++) {
        int year, month, within;
        bw_date_text(day, text, sizeof text);
        assert_true(strcmp(text, next) > 0);
        assert_int_equal(sscanf(text, "%d-%d-%d", &year, &month, &within), 3);
        assert_int_equal(bw_day_of(year, month, within), day);
        memcpy(next, text, sizeof text);
    }
    assert_int_equal(bw_day_of(1970, 1, 1), 0);
    assert_int_equal(bw_day_of(2000, 3, 1), 11017);
}

static void impossible_months_are_refused_and_leap_days_known(void **state)
{
    (void)state;
    static const char *const months[] = {"2024-13", "2024-00", "2024-1", "202401", "2024-01-01", "", "2200-01"};
    int32_t value;
    for (size_t k = 0; k < sizeof months / sizeof *months; k++)
        assert_false(bw_month_parse(months[k], &value));
    int32_t leap_day = bw_day_of(2024, 2, 29);
    assert_int_equal(bw_month_of_day(leap_day), 12 * 2024 + 1);
    assert_int_equal(bw_day_of_month(12 * 2024 + 2), leap_day + 1);
}

static void findings_beyond_the_cap_are_counted_but_not_kept(void **state)
{
    (void)state;
    bw_findings *findings = bw_findings_create();
    for (int k = 0; k < 250; k++)
        bw_findings_add(findings, (bw_finding){.severity = BW_ERROR, .code = "bad-number", .file = "a.csv", .line = k});
    bw_findings_add(findings, (bw_finding){.severity = BW_NOTE, .code = "other", .file = "a.csv"});
    assert_int_equal(findings->count, BW_FINDINGS_KEPT + 1);
    assert_int_equal(findings->total[BW_ERROR], 250);
    assert_int_equal(findings->total[BW_NOTE], 1);
    assert_int_equal(bw_findings_tally(findings, "bad-number"), 250);
    assert_string_equal(findings->items[BW_FINDINGS_KEPT].code, "other");
    bw_findings_free(findings);
}

static void a_long_value_is_cut_between_characters(void **state)
{
    (void)state;
    char value[200];
    size_t length = 0;
    value[length++] = 'x';
    while (length < 190) {
        memcpy(value + length, "\xC3\xA9", 2);
        length += 2;
    }
    value[length] = 0;
    bw_findings *findings = bw_findings_create();
    bw_findings_add(findings, (bw_finding){.code = "c", .file = "f", .value = value});
    const char *kept = findings->items[0].value;
    assert_int_equal(strlen(kept), 79 + 3);
    assert_memory_equal(kept, value, 79);
    assert_string_equal(kept + 79, "...");
    bw_findings_free(findings);
}

static void a_failure_without_an_error_to_fill_still_returns_its_status(void **state)
{
    (void)state;
    bw_error error;
    assert_int_equal(bw_fail(NULL, BW_USAGE, "%d", 1), BW_USAGE);
    assert_int_equal(bw_fail(&error, BW_BAD_INPUT, "%s %d", "line", 7), BW_BAD_INPUT);
    assert_string_equal(error.message, "line 7");
    assert_int_equal(error.status, BW_BAD_INPUT);
}

static void an_amount_has_its_thousands_and_never_a_minus_before_nothing(void **state)
{
    (void)state;
    static const struct { double amount; const char *text; } cases[] = {
        {0, "0"}, {-0.0, "0"}, {12.345, "12.3"}, {999.5, "1,000"}, {-1234567.4, "-1,234,567"}, {1e6, "1,000,000"},
        {123456, "123,456"}, {-0.25, "-0.25"}};
    char buffer[40];
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_string_equal(bw_amount_text(cases[k].amount, buffer, sizeof buffer), cases[k].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory_is_zeroed_aligned_and_does_not_overlap),
        cmocka_unit_test(a_large_block_does_not_end_the_one_being_filled),
        cmocka_unit_test(an_overflowing_request_is_refused),
        cmocka_unit_test(formatted_text_of_any_length_is_whole),
        cmocka_unit_test(a_growing_array_keeps_its_content),
        cmocka_unit_test(streams_of_a_seed_differ_and_repeat),
        cmocka_unit_test(every_day_of_three_centuries_survives_the_round_trip),
        cmocka_unit_test(impossible_months_are_refused_and_leap_days_known),
        cmocka_unit_test(findings_beyond_the_cap_are_counted_but_not_kept),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(a_failure_without_an_error_to_fill_still_returns_its_status),
        cmocka_unit_test(an_amount_has_its_thousands_and_never_a_minus_before_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
