/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/manual.h"
#include "app/help.h"
#include "app/options.h"

#include <string.h>

/* ---- the manual page */

/* Text as roff takes it: hyphens that can be copied, no line that begins with a command. */
static void roff_put(FILE *file, const char *text)
{
    fputs(*text == '.' || *text == '\'' ? "\\&" : "", file);
    for (; *text; text++)
        if (*text == '-' || *text == '\\')
            fputs(*text == '-' ? "\\-" : "\\e", file);
        else
            putc(*text, file);
}

static void bold_put(FILE *file, const char *before, const char *text)
{
    fputs("\\fB", file);
    roff_put(file, before);
    roff_put(file, text);
    fputs("\\fR", file);
}

static void line_put(FILE *file, const char *text)
{
    roff_put(file, text);
    putc('\n', file);
}

static void commands_put(FILE *file)
{
    size_t count;
    const bw_command *commands = bw_commands_table(&count);
    fputs(".SH COMMANDS\n", file);
    for (size_t k = 0; k < count; k++) {
        fputs(".TP\n", file);
        bold_put(file, "", commands[k].name);
        fprintf(file, " \\fI%s\\fR\n", commands[k].arguments);
        line_put(file, commands[k].details);
    }
}

/* The commands that know an option which not all of them know. */
static void knowers_put(FILE *file, unsigned known)
{
    size_t count;
    const bw_command *commands = bw_commands_table(&count);
    unsigned all = BW_ALL_COMMANDS & ~(unsigned)BW_HELP;
    if ((known & all) == all)
        return;
    for (size_t k = 0, put = 0; k < count; k++)
        if (known & commands[k].bit)
            fprintf(file, "%s%s", put++ ? ", " : "Of ", commands[k].name);
    fputs(" alone.\n", file);
}

static void options_put(FILE *file)
{
    size_t count;
    const bw_option *options = bw_options_table(&count);
    fputs(".SH OPTIONS\n", file);
    for (size_t k = 0; k < count; k++) {
        fputs(".TP\n", file);
        if (options[k].letter)
            fprintf(file, "\\fB\\-%c\\fR, ", options[k].letter);
        bold_put(file, "--", options[k].name);
        if (options[k].argument)
            fprintf(file, " \\fI%s\\fR", options[k].argument);
        putc('\n', file);
        roff_put(file, options[k].help);
        fputs(".\n", file);
        knowers_put(file, options[k].commands);
    }
}

static void settings_put(FILE *file)
{
    size_t count;
    const bw_setting *settings = bw_settings_table(&count);
    fputs(".SH SETTINGS\nA setting comes from \\fB\\-\\-set\\fR, else from \\fB\\-\\-scenario\\fR, else from\n"
          ".IR DIR /scenario.ini,\nelse it is the default shown here.\n", file);
    for (size_t k = 0; k < count; k++) {
        const bw_setting *setting = &settings[k];
        fputs(".TP\n", file);
        bold_put(file, "", setting->name);
        fputs(" = ", file);
        line_put(file, *setting->initial ? setting->initial : "(empty)");
        roff_put(file, setting->help);
        fputs(".\n", file);
        if (setting->type == BW_SETTING_NUMBER || setting->type == BW_SETTING_INTEGER)
            fprintf(file, "%.10g to %.10g%s%s.\n", setting->low, setting->high, *setting->unit ? " " : "",
                    setting->unit);
        else if (*setting->choices)
            fprintf(file, "One of %s.\n", setting->choices);
    }
}

static void examples_put(FILE *file)
{
    size_t count;
    const bw_command *commands = bw_commands_table(&count);
    fputs(".SH EXAMPLES\n.nf\n", file);
    for (size_t k = 0; k < count; k++)
        line_put(file, commands[k].example);
    fputs(".fi\n", file);
}

void bw_manual_print(FILE *file)
{
    fprintf(file, ".TH BAILIWICK 1 \"\" \"Bailiwick %s\" \"User Commands\"\n.SH NAME\nbailiwick \\- ", BW_VERSION);
    line_put(file, "plan sales territories and quotas, and prove how good they are");
    fputs(".SH SYNOPSIS\n.B bailiwick\n.I COMMAND DIR\n.RI [ OPTIONS ]\n.SH DESCRIPTION\n.I DIR\n", file);
    line_put(file, bw_help_tables);
    commands_put(file);
    options_put(file);
    settings_put(file);
    fputs(".SH EXIT STATUS\n", file);
    line_put(file, bw_help_statuses);
    examples_put(file);
}

/* ---- completion */

static void words_put(FILE *file, unsigned command)
{
    size_t count;
    const bw_option *options = bw_options_table(&count);
    for (size_t k = 0, put = 0; k < count; k++)
        if (options[k].commands & command)
            fprintf(file, "%s--%s", put++ ? " " : "", options[k].name);
}

/* What follows the options whose argument has this name. */
static void argument_put(FILE *file, const char *argument, const char *answer)
{
    size_t count;
    const bw_option *options = bw_options_table(&count);
    fputs("    ", file);
    for (size_t k = 0, put = 0; k < count; k++)
        if (options[k].argument && strcmp(options[k].argument, argument) == 0) {
            fprintf(file, "%s--%s", put++ ? " | " : "", options[k].name);
            if (options[k].letter)
                fprintf(file, " | -%c", options[k].letter);
        }
    fprintf(file, ") %s; return ;;\n", answer);
}

void bw_completion_print(FILE *file)
{
    size_t count, setting_count;
    const bw_command *commands = bw_commands_table(&count);
    const bw_setting *settings = bw_settings_table(&setting_count);
    static const char answer[] = "COMPREPLY=($(compgen -S = -W \"$settings\" -- \"$word\")); compopt -o nospace";
    fputs("# bash completion of bailiwick, made by `bailiwick help completion`\n_bailiwick() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} command= options= each\n    local commands='", file);
    for (size_t k = 0; k < count; k++)
        fprintf(file, "%s%s", k ? " " : "", commands[k].name);
    fputs("'\n    local settings='", file);
    for (size_t k = 0; k < setting_count; k++)
        fprintf(file, "%s%s", k ? " " : "", settings[k].name);
    fputs("'\n    for each in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "        [[ \" $commands \" == *\" $each \"* ]] && command=$each && break\n    done\n    case $command in\n",
          file);
    for (size_t k = 0; k < count; k++) {
        fprintf(file, "    %s) options='", commands[k].name);
        words_put(file, commands[k].bit);
        fputs("' ;;\n", file);
    }
    fputs("    esac\n    case ${COMP_WORDS[COMP_CWORD-1]} in\n", file);
    argument_put(file, "DIR", "COMPREPLY=($(compgen -d -- \"$word\"))");
    argument_put(file, "FILE", "COMPREPLY=($(compgen -f -- \"$word\"))");
    argument_put(file, "PLAN", "COMPREPLY=($(compgen -f -- \"$word\"))");
    argument_put(file, "BUDGET", "COMPREPLY=($(compgen -W 'moved_revenue moved_accounts travel' -- \"$word\"))");
    argument_put(file, "ORDER", "COMPREPLY=($(compgen -W 'dmy mdy' -- \"$word\"))");
    argument_put(file, "NAME=VALUE", answer);
    argument_put(file, "NAME=A,B,C", answer);
    fputs("    esac\n    case $command,$word in\n"
          "    ,-*) COMPREPLY=($(compgen -W '--help --version' -- \"$word\")) ;;\n"
          "    ,*) COMPREPLY=($(compgen -W \"$commands\" -- \"$word\")) ;;\n"
          "    *,-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
          "    help,*) COMPREPLY=($(compgen -W \"$commands settings\" -- \"$word\")) ;;\n"
          "    *) COMPREPLY=($(compgen -d -- \"$word\")) ;;\n    esac\n}\n"
          "complete -o filenames -F _bailiwick bailiwick\n", file);
}
