/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/digest.h"
#include "app/json.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What the writer makes of one text; free() gives it back. */
static char *written(const char *text)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    bw_json json = bw_json_create(file);
    bw_json_open(&json, '[');
    bw_json_text(&json, text);
    bw_json_close(&json, ']');
    assert_false(bw_json_failed(&json));
    fclose(file);
    return bytes;
}

static void expect_written(const char *text, const char *expected)
{
    char *bytes = written(text);
    assert_string_equal(bytes, expected);
    free(bytes);
}

static void text_cannot_end_the_script_it_stands_in(void **state)
{
    (void)state;
    expect_written("</script><!--", "[\"\\u003c/script>\\u003c!--\"]");
}

static void control_characters_and_line_separators_are_escaped(void **state)
{
    (void)state;
    expect_written("a\nb\x1b\x7f", "[\"a\\u000ab\\u001b\\u007f\"]");
    expect_written("\xC2\x85\xE2\x80\xA8\xE2\x80\xA9", "[\"\\u0085\\u2028\\u2029\"]");
    expect_written("\"\\", "[\"\\\"\\\\\"]");
}

static void good_utf8_is_kept(void **state)
{
    (void)state;
    expect_written("Jos\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "[\"Jos\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\"]");
}

static void bad_utf8_becomes_the_replacement_character(void **state)
{
    (void)state;
    const char *const bad[] = {"\x80", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        char *bytes = written(bad[k]);
        json_t *back = json_loads(bytes, 0, NULL);
        assert_non_null(back);
        assert_non_null(strstr(bytes, "\xEF\xBF\xBD"));
        json_decref(back);
        free(bytes);
    }
}

static void any_bytes_read_back_as_one_text(void **state)
{
    (void)state;
    unsigned int draw = 1;
    for (int round = 0; round < 2000; round++) {
        char text[17];
        for (int k = 0; k < 16; k++) {
            draw = draw * 1103515245u + 12345u;
            text[k] = (char)(1 + (draw >> 16) % 255);
        }
        text[16] = 0;
        char *bytes = written(text);
        json_t *back = json_loads(bytes, 0, NULL);
        assert_non_null(back);
        assert_int_equal(json_array_size(back), 1);
        assert_null(strchr(bytes, '<'));
        json_decref(back);
        free(bytes);
    }
}

static void numbers_read_back_as_the_same_double(void **state)
{
    (void)state;
    const double numbers[] = {0, -0.0, 0.1, 1.0 / 3, 1e-300, 123456789.12, 5e-324, 1.7976931348623157e308};
    char buffer[32];
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        assert_true(strtod(bw_number_text(numbers[k], buffer), NULL) == numbers[k]);
    assert_string_equal(bw_number_text(0.1, buffer), "0.1");
    assert_string_equal(bw_number_text(4049.99, buffer), "4049.99");
}

static void hundredths_are_written_as_the_shortest_digits(void **state)
{
    (void)state;
    const double steps[] = {0.01, 0.1, 1, 0.37, 977.13, 1e9 + 0.07};
    char found[32], expected[32];
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
        for (int k = -1200; k <= 1200; k++) {
            double value = nearbyint(k * steps[s] * 100) / 100;
            snprintf(expected, sizeof expected, "%.15g", value);
            assert_string_equal(bw_number_text(value, found), k == 0 ? "0" : expected);
        }
}

static void commas_stand_between_values_only(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    bw_json json = bw_json_create(file);
    bw_json_open(&json, '{');
    bw_json_put_open(&json, "a", '[');
    bw_json_number(&json, NAN);
    bw_json_number(&json, -INFINITY);
    bw_json_bool(&json, true);
    bw_json_open(&json, '{');
    bw_json_close(&json, '}');
    bw_json_close(&json, ']');
    bw_json_put_text(&json, "b", NULL);
    bw_json_put_integer(&json, "c", INT64_MIN);
    bw_json_close(&json, '}');
    fclose(file);
    assert_string_equal(bytes, "{\"a\":[null,null,true,{}],\"b\":null,\"c\":-9223372036854775808}");
    free(bytes);
}

static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    FILE *file = fopen("/dev/full", "w");
    if (!file)
        skip();
    setvbuf(file, NULL, _IONBF, 0);
    bw_json json = bw_json_create(file);
    bw_json_text(&json, "x");
    assert_true(bw_json_failed(&json));
    fclose(file);
}

/* Of a file of these bytes. */
static void expect_digest(const char *bytes, size_t size, const char *expected)
{
    char path[] = "/tmp/bw_digest_XXXXXX", digest[65];
    int64_t found = 0;
    int handle = mkstemp(path);
    assert_int_equal(write(handle, bytes, size), size);
    close(handle);
    assert_int_equal(bw_digest_file(path, &found, digest, NULL), BW_OK);
    assert_int_equal(found, size);
    assert_string_equal(digest, expected);
    unlink(path);
    bw_error error;
    assert_int_equal(bw_digest_file(path, &found, digest, &error), BW_FAILED);
    assert_string_equal(error.file, path);
}

static void digests_agree_with_the_standard(void **state)
{
    (void)state;
    static char million[1000000];
    memset(million, 'a', sizeof million);
    expect_digest("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_digest("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    expect_digest(million, sizeof million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_end_the_script_it_stands_in),
        cmocka_unit_test(control_characters_and_line_separators_are_escaped),
        cmocka_unit_test(good_utf8_is_kept),
        cmocka_unit_test(bad_utf8_becomes_the_replacement_character),
        cmocka_unit_test(any_bytes_read_back_as_one_text),
        cmocka_unit_test(numbers_read_back_as_the_same_double),
        cmocka_unit_test(hundredths_are_written_as_the_shortest_digits),
        cmocka_unit_test(commas_stand_between_values_only),
        cmocka_unit_test(a_full_disk_is_noticed),
        cmocka_unit_test(digests_agree_with_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
