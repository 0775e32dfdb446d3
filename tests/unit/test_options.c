/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "app/commands/commands.h"
#include "app/help.h"
#include "app/options.h"

static void every_option_has_a_name_of_its_own_and_a_line_of_help(void **state)
{
    (void)state;
    size_t count;
    const bw_option *options = bw_options_table(&count);
    for (size_t k = 0; k < count; k++) {
        assert_true(strlen(options[k].help) >= 9);
        assert_true(options[k].commands != 0);
        assert_int_equal(options[k].kind == BW_OPTION_FLAG, options[k].argument == NULL);
        for (size_t other = 0; other < k; other++) {
            assert_string_not_equal(options[k].name, options[other].name);
            assert_true(!options[k].letter || options[k].letter != options[other].letter);
        }
    }
}

static void options_that_stand_for_settings_name_real_ones(void **state)
{
    (void)state;
    size_t option_count, setting_count;
    const bw_option *options = bw_options_table(&option_count);
    const bw_setting *settings = bw_settings_table(&setting_count);
    for (size_t k = 0; k < option_count; k++) {
        bool found = options[k].kind != BW_OPTION_SETTING;
        for (size_t s = 0; s < setting_count && !found; s++)
            found = strcmp(settings[s].name, options[k].setting) == 0;
        assert_true(found);
    }
}

static void every_commands_help_lists_every_option_it_knows(void **state)
{
    (void)state;
    size_t command_count, option_count;
    const bw_command *commands = bw_commands_table(&command_count);
    const bw_option *options = bw_options_table(&option_count);
    for (size_t c = 0; c < command_count; c++) {
        char *text = NULL, name[64];
        size_t size;
        FILE *file = open_memstream(&text, &size);
        bw_help_print(file, &commands[c]);
        fclose(file);
        assert_int_equal(strncmp(text, "  bailiwick ", 12), 0);
        for (size_t k = 0; k < option_count; k++) {
            snprintf(name, sizeof name, "  --%s ", options[k].name);
            const char *after = options[k].letter ? name + 1 : name;
            assert_int_equal(strstr(text, after) != NULL, (options[k].commands & commands[c].bit) != 0);
        }
        for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
            assert_true(strcspn(line, "\n") <= 80);
        free(text);
    }
}

static void the_parsed_line_can_be_typed_again(void **state)
{
    (void)state;
    char *arguments[] = {"prog", "plan", "it's here", "--set", "match=a;b", "-j2", NULL};
    bw_request request;
    assert_int_equal(bw_request_parse(6, arguments, &request, NULL), BW_OK);
    assert_string_equal(request.line, "bailiwick plan 'it'\\''s here' --set 'match=a;b' -j2");
    assert_string_equal(request.company, "it's here");
    assert_int_equal(request.change_count, 2);
    assert_string_equal(request.changes[0].name, "match");
    assert_string_equal(request.changes[0].value, "a;b");
    assert_string_equal(request.changes[1].name, "threads");
    assert_string_equal(request.changes[1].value, "2");
    bw_request_close(&request);
}

static void no_command_line_crashes_the_parser(void **state)
{
    (void)state;
    static char *words[] = {"plan", "explain", "sweep", "help", "--out", "--set", "-s", "a=b", "=", "--", "-", "--=",
                            "--vary", "x=1,2", "--json", "-qh", "-o", "", "--threads=", "--seed", "-j", "\033[0m"};
    uint32_t random = 7;
    for (int round = 0; round < 50000; round++) {
        char *arguments[8] = {"bailiwick"};
        int count = 1 + (int)(random % 6);
        for (int k = 1; k <= count; k++) {
            random = random * 1664525u + 1013904223u;
            arguments[k] = words[(random >> 16) % (sizeof words / sizeof *words)];
        }
        bw_request request;
        bw_error error = {0};
        bw_status status = bw_request_parse(count + 1, arguments, &request, &error);
        assert_true(status == BW_OK || status == BW_USAGE);
        assert_int_equal(status == BW_USAGE, error.message[0] != 0);
        bw_request_close(&request);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_has_a_name_of_its_own_and_a_line_of_help),
        cmocka_unit_test(options_that_stand_for_settings_name_real_ones),
        cmocka_unit_test(every_commands_help_lists_every_option_it_knows),
        cmocka_unit_test(the_parsed_line_can_be_typed_again),
        cmocka_unit_test(no_command_line_crashes_the_parser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
