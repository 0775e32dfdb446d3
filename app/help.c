/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/help.h"
#include "app/options.h"
#include "app/terminal.h"

#include <stdlib.h>
#include <string.h>

#define MARGIN 78
#define OPTION_INDENT 27

void bw_wrapped_print(FILE *file, int at, int indent, const char *text)
{
    char *safe = bw_safe_text(text), *words = NULL;
    bool first = true;
    for (char *word = safe ? strtok_r(safe, " ", &words) : NULL; word; word = strtok_r(NULL, " ", &words)) {
        int width = bw_text_width(word), sign = words && *words == '%' ? 2 : 0;
        if (!first && *word != '%' && at + 1 + width + sign > MARGIN) {
            fprintf(file, "\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            putc(' ', file);
            at++;
        }
        fputs(word, file);
        at += width;
        first = false;
    }
    putc('\n', file);
    free(safe);
}

static void heading_print(FILE *file, const char *text)
{
    bw_colour_print(file, BW_BOLD);
    fprintf(file, "\n%s\n", text);
    bw_colour_print(file, BW_PLAIN);
}

static void option_print(FILE *file, const bw_option *option)
{
    char left[64];
    int length = option->letter ? snprintf(left, sizeof left, "  -%c, --%s", option->letter, option->name)
                                : snprintf(left, sizeof left, "      --%s", option->name);
    if (option->argument)
        snprintf(left + length, sizeof left - (size_t)length, " %s", option->argument);
    if (strlen(left) + 2 > OPTION_INDENT)
        fprintf(file, "%s\n%*s", left, OPTION_INDENT, "");
    else
        fprintf(file, "%-*s", OPTION_INDENT, left);
    bw_wrapped_print(file, OPTION_INDENT, OPTION_INDENT, option->help);
}

static void options_print(FILE *file, unsigned commands)
{
    size_t count;
    const bw_option *options = bw_options_table(&count);
    for (size_t k = 0; k < count; k++)
        if ((options[k].commands & commands) == commands)
            option_print(file, &options[k]);
}

const char bw_help_statuses[] =
    "Exit status: 0 done, 1 failed, 2 usage, 3 bad input, 4 hard rules impossible, 5 no plan within the limits, 7 the "
    "judge rejects the plan, 8 part of a sweep failed, 130 and 143 interrupted after saving the best plan so far.";

const char bw_help_tables[] =
    "is a folder with accounts.csv and reps.csv and, where you have them, history.csv, trading_days.csv, quotas.csv, "
    "actuals.csv, adjustments.csv, rules.csv, travel.csv, scenario.ini and sweep.csv.";

static void overview_print(FILE *file)
{
    size_t count;
    const bw_command *commands = bw_commands_table(&count);
    fprintf(file, "Bailiwick %s plans sales territories and quotas, and proves how good they are.\n", BW_VERSION);
    fprintf(file, "\n  %s\n", commands[0].example);
    heading_print(file, "Commands");
    for (size_t k = 0; k < count; k++)
        fprintf(file, "  %-9s %-9s%s\n", commands[k].name, commands[k].arguments, commands[k].summary);
    heading_print(file, "Options of every command");
    options_print(file, BW_ALL_COMMANDS & ~(unsigned)BW_HELP);
    fputs("\nDIR ", file);
    bw_wrapped_print(file, 4, 0, bw_help_tables);
    fputs("`bailiwick help COMMAND` says more; `bailiwick help settings` lists what --set\nknows; `help man` and `help "
          "completion` print what `make install` installs.\n\n", file);
    bw_wrapped_print(file, 0, 0, bw_help_statuses);
}

void bw_help_print(FILE *file, const bw_command *command)
{
    if (!command) {
        overview_print(file);
        return;
    }
    fprintf(file, "  %s\n\nbailiwick %s %s: %s\n\n", command->example, command->name, command->arguments,
            command->summary);
    bw_wrapped_print(file, 0, 0, command->details);
    heading_print(file, "Options");
    options_print(file, command->bit);
    if (command->bit == BW_HELP)
        return;
    putc('\n', file);
    bw_wrapped_print(file, 0, 0, bw_help_statuses);
}

static void range_print(FILE *file, const bw_setting *setting)
{
    bool number = setting->type == BW_SETTING_NUMBER || setting->type == BW_SETTING_INTEGER;
    if (number)
        fprintf(file, "  %.10g to %.10g", setting->low, setting->high);
    if (*setting->choices)
        fprintf(file, "  %s", setting->choices);
    if (*setting->unit)
        fprintf(file, "  %s", setting->unit);
    putc('\n', file);
}

void bw_help_settings_print(FILE *file)
{
    size_t count;
    const bw_setting *settings = bw_settings_table(&count);
    fprintf(file, "  bailiwick plan datasets/adventureworks --set tolerance=0.15\n\n"
                  "A setting comes from --set name=value, else from --scenario FILE, else from\n"
                  "DIR/scenario.ini, else it is the default shown here.\n\n");
    for (size_t k = 0; k < count; k++) {
        bw_colour_print(file, BW_BOLD);
        fprintf(file, "  %s", settings[k].name);
        bw_colour_print(file, BW_PLAIN);
        fprintf(file, " = %s", *settings[k].initial ? settings[k].initial : "(empty)");
        range_print(file, &settings[k]);
        fprintf(file, "%6s", "");
        bw_wrapped_print(file, 6, 6, settings[k].help);
    }
}
