/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/options.h"
#include "app/commands/commands.h"
#include "app/failure.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 200

#define AT(field) offsetof(bw_request, field)
#define TABLES (BW_ALL_COMMANDS & ~(unsigned)BW_HELP)

static const bw_option table[] = {
    {"out", 'o', BW_OPTION_TEXT, "DIR", TABLES, AT(out), NULL,
     "write the result files into DIR, which is made if need be"},
    {"scenario", 0, BW_OPTION_TEXT, "FILE", TABLES, AT(scenario), NULL,
     "settings as `name = value` lines; they overrule DIR/scenario.ini"},
    {"set", 's', BW_OPTION_SET, "NAME=VALUE", TABLES, 0, NULL,
     "one setting, overruling scenario files; may be repeated"},
    {"vary", 0, BW_OPTION_VARY, "NAME=A,B,C", BW_SWEEP, 0, NULL,
     "a scenario for each value; several --vary make a grid"},
    {"sweep", 0, BW_OPTION_TEXT, "FILE", BW_SWEEP, AT(sweep), NULL,
     "the table of scenarios, instead of DIR/sweep.csv"},
    {"assignments", 0, BW_OPTION_TEXT, "FILE", BW_QUOTA | BW_FAIRNESS, AT(assignments), NULL,
     "territories from a plan's assignments.csv, not today's"},
    {"backtest", 0, BW_OPTION_FLAG, NULL, BW_FORECAST_COMMAND | BW_PLAN, AT(backtest), NULL,
     "forecast the past from several origins and say how far off that was"},
    {"frontier", 0, BW_OPTION_TEXT, "BUDGET", BW_PLAN | BW_ALIGN, AT(frontier), NULL,
     "what less of moved_revenue, moved_accounts or travel costs"},
    {"points", 0, BW_OPTION_TEXT, "N", BW_PLAN | BW_ALIGN, AT(points), NULL,
     "budgets of the --frontier, 2 to 64; else 9"},
    {"from", 0, BW_OPTION_TEXT, "PLAN", BW_ALIGN, AT(from), NULL,
     "start from a plan's folder or assignments.csv and touch as little of it as the edits allow"},
    {"edits", 0, BW_OPTION_TEXT, "FILE", BW_ALIGN, AT(edits), NULL,
     "edits of the --from plan: account_id, rep_id, rule (lock, move or forbid), reason"},
    {"seed", 0, BW_OPTION_SETTING, "N", TABLES, 0, "seed", "seed of every random draw"},
    {"threads", 'j', BW_OPTION_SETTING, "N", TABLES, 0, "threads", "threads; results do not depend on it"},
    {"time-limit", 0, BW_OPTION_SETTING, "SECONDS", TABLES, 0, "time_limit",
     "safety stop of the search for territories; of all that align does"},
    {"decimal", 0, BW_OPTION_TEXT, "MARK", TABLES, AT(decimal), NULL,
     "decimal mark: point or comma; else decided per column"},
    {"delimiter", 0, BW_OPTION_TEXT, "MARK", TABLES, AT(delimiter), NULL,
     "between columns: comma, semicolon, tab or pipe; else decided per file"},
    {"dates", 0, BW_OPTION_TEXT, "ORDER", TABLES, AT(dates), NULL,
     "order of dates such as 03/04/2025: dmy or mdy"},
    {"csv-raw", 0, BW_OPTION_FLAG, NULL, TABLES & ~(unsigned)(BW_CHECK | BW_EXPLAIN), AT(csv_raw), NULL,
     "write text cells as they are, also those a spreadsheet would run"},
    {"json", 0, BW_OPTION_FLAG, NULL, TABLES, AT(json), NULL,
     "one JSON object on standard output, also for errors"},
    {"quiet", 'q', BW_OPTION_FLAG, NULL, TABLES, AT(quiet), NULL, "no progress, notes or warnings"},
    {"help", 'h', BW_OPTION_FLAG, NULL, BW_ALL_COMMANDS, AT(help), NULL, "this text"},
    {"version", 'V', BW_OPTION_FLAG, NULL, BW_ALL_COMMANDS, AT(version), NULL, "the version"},
};

#define OPTION_COUNT (sizeof table / sizeof *table)
#define POSITIONAL 1 /* what getopt_long returns for an argument that is not an option */
#define LONG_BASE 256

const bw_option *bw_options_table(size_t *count)
{
    *count = OPTION_COUNT;
    return table;
}

/* ---- the tables that getopt_long wants */

static void long_options(struct option options[OPTION_COUNT + 1])
{
    for (size_t k = 0; k < OPTION_COUNT; k++)
        options[k] = (struct option){table[k].name, table[k].argument ? required_argument : no_argument, NULL,
                                     LONG_BASE + (int)k};
    options[OPTION_COUNT] = (struct option){0};
}

/* "-" keeps the order of the arguments, ":" tells missing values from unknown options. */
static void short_options(char letters[2 * OPTION_COUNT + 3])
{
    *letters++ = '-';
    *letters++ = ':';
    for (size_t k = 0; k < OPTION_COUNT; k++) {
        if (!table[k].letter)
            continue;
        *letters++ = table[k].letter;
        if (table[k].argument)
            *letters++ = ':';
    }
    *letters = 0;
}

static const bw_option *option_of_code(int code)
{
    for (size_t k = 0; k < OPTION_COUNT; k++)
        if (code == LONG_BASE + (int)k || (table[k].letter && code == table[k].letter))
            return &table[k];
    return NULL;
}

/* ---- names as they were typed */

/* The setting that was typed as an option, perhaps with dashes; NULL if none is near. */
static const char *nearest_setting(const char *name)
{
    const char *names[SETTINGS_MAX];
    size_t count;
    const bw_setting *settings = bw_settings_table(&count);
    for (size_t k = 0; k < count && k < SETTINGS_MAX; k++)
        names[k] = settings[k].name;
    char plain[64];
    size_t length = 0;
    for (; name[length] && length + 1 < sizeof plain; length++)
        plain[length] = name[length] == '-' ? '_' : name[length];
    plain[length] = 0;
    return bw_name_nearest(plain, count < SETTINGS_MAX ? count : SETTINGS_MAX, names);
}

static bw_status unknown_option(const char *typed, bw_error *error)
{
    const char *names[OPTION_COUNT];
    char name[64];
    size_t length = strcspn(typed, "=");
    for (size_t k = 0; k < OPTION_COUNT; k++)
        names[k] = table[k].name;
    if (length < sizeof name) {
        memcpy(name, typed, length);
        name[length] = 0;
        for (size_t k = 0; k < OPTION_COUNT; k++)
            if (length >= 2 && strncmp(table[k].name, name, length) == 0)
                return bw_failure(error, BW_USAGE, NULL, 0, "there is no option --%s; did you mean --%s?", name,
                                table[k].name);
        const char *nearest = bw_name_nearest(name, OPTION_COUNT, names);
        if (nearest)
            return bw_failure(error, BW_USAGE, NULL, 0, "there is no option --%s; did you mean --%s?", name, nearest);
        if ((nearest = nearest_setting(name)) != NULL)
            return bw_failure(error, BW_USAGE, NULL, 0, "there is no option --%s; did you mean --set %s=VALUE?", name,
                              nearest);
    }
    return bw_failure(error, BW_USAGE, NULL, 0, "there is no option --%.*s; `bailiwick --help` lists them",
                    (int)(length < 80 ? length : 80), typed);
}

/* getopt_long would take an abbreviation for the whole name. */
static bw_status check_exact(const char *argument, bw_error *error)
{
    if (!argument || strncmp(argument, "--", 2) != 0 || !argument[2])
        return BW_OK;
    size_t length = strcspn(argument + 2, "=");
    for (size_t k = 0; k < OPTION_COUNT; k++)
        if (strlen(table[k].name) == length && strncmp(table[k].name, argument + 2, length) == 0)
            return BW_OK;
    return unknown_option(argument + 2, error);
}

static bw_status unknown_command(const char *name, bw_error *error)
{
    size_t count;
    const bw_command *commands = bw_commands_table(&count);
    const char *names[32];
    for (size_t k = 0; k < count; k++)
        names[k] = commands[k].name;
    const char *nearest = bw_name_nearest(name, count, names);
    if (nearest)
        return bw_failure(error, BW_USAGE, NULL, 0, "there is no command `%.80s`; did you mean `%s`?", name, nearest);
    return bw_failure(error, BW_USAGE, NULL, 0, "there is no command `%.80s`; `bailiwick --help` lists them", name);
}

/* ---- filling in the request */

static char *keep(bw_request *request, char *text)
{
    if (text)
        request->memory[request->memory_count++] = text;
    return text;
}

static bw_status add_change(bw_request *request, const bw_option *option, bw_change *changes, size_t *count,
                            const char *value, bw_error *error)
{
    if (option->kind == BW_OPTION_SETTING) {
        changes[(*count)++] = (bw_change){option->setting, value};
        return BW_OK;
    }
    const char *equals = strchr(value, '=');
    if (!equals || equals == value)
        return bw_failure(error, BW_USAGE, NULL, 0, "--%s %.80s: expected %s, such as --%s tolerance=%s", option->name,
                        value, option->argument, option->name, option->kind == BW_OPTION_SET ? "0.15" : "0.05,0.10");
    char *name = keep(request, strndup(value, (size_t)(equals - value)));
    if (!name)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    changes[(*count)++] = (bw_change){name, equals + 1};
    return BW_OK;
}

static bw_status apply(bw_request *request, const bw_option *option, const char *value, bw_error *error)
{
    char *base = (char *)request;
    switch (option->kind) {
    case BW_OPTION_FLAG:
        *(bool *)(base + option->offset) = true;
        return BW_OK;
    case BW_OPTION_TEXT:
        *(const char **)(base + option->offset) = value;
        return BW_OK;
    case BW_OPTION_SETTING:
    case BW_OPTION_SET:
        return add_change(request, option, request->changes, &request->change_count, value, error);
    case BW_OPTION_VARY:
        return add_change(request, option, request->varies, &request->vary_count, value, error);
    }
    return BW_FAILED;
}

static bw_status add_positional(bw_request *request, int position, const char *value, bw_error *error)
{
    if (position == 0) {
        request->command = bw_command_find(value);
        return request->command ? BW_OK : unknown_command(value, error);
    }
    bool help = request->command->bit == BW_HELP;
    if (position == 1 && !help)
        request->company = value;
    else if ((position == 1 && help) || (position == 2 && request->command->bit == BW_EXPLAIN))
        request->subject = value;
    else
        return bw_failure(error, BW_USAGE, NULL, 0, "`%.80s` is one argument too many; usage: bailiwick %s %s", value,
                        request->command->name, request->command->arguments);
    return BW_OK;
}

static bw_status option_failed(int code, char **arguments, bw_error *error)
{
    const bw_option *option = option_of_code(optopt);
    if (code == ':' && option)
        return bw_failure(error, BW_USAGE, NULL, 0, "--%s needs a value: --%s %s", option->name, option->name,
                        option->argument);
    if (option)
        return bw_failure(error, BW_USAGE, NULL, 0, "--%s takes no value", option->name);
    if (optopt)
        return bw_failure(error, BW_USAGE, NULL, 0, "there is no option -%c; `bailiwick --help` lists them", optopt);
    return unknown_option(arguments[optind - 1] + 2, error);
}

/* Walks over the arguments; `used` gets a bit for each option. */
static bw_status walk(int count, char **arguments, bw_request *request, unsigned *used, bw_error *error)
{
    struct option options[OPTION_COUNT + 1];
    char letters[2 * OPTION_COUNT + 3];
    bw_status status = BW_OK;
    int code, position = 0;
    long_options(options);
    short_options(letters);
    optind = 0;
    opterr = 0;
    while (!status && !(status = check_exact(arguments[optind ? optind : 1], error))
           && (code = getopt_long(count, arguments, letters, options, NULL)) != -1) {
        const bw_option *option = option_of_code(code);
        if (code == POSITIONAL)
            status = add_positional(request, position++, optarg, error);
        else if (!option)
            status = option_failed(code, arguments, error);
        else
            status = apply(request, option, optarg, error);
        if (option)
            *used |= 1u << (option - table);
    }
    for (; !status && optind < count; optind++)
        status = add_positional(request, position++, arguments[optind], error);
    return status;
}

static bw_status check_request(const bw_request *request, unsigned used, bw_error *error)
{
    const bw_command *command = request->command;
    if (!command || request->help || request->version)
        return BW_OK;
    for (size_t k = 0; k < OPTION_COUNT; k++)
        if (used & 1u << k && !(table[k].commands & command->bit))
            return bw_failure(error, BW_USAGE, NULL, 0, "`bailiwick %s` has no option --%s", command->name,
                            table[k].name);
    bool missing = command->bit != BW_HELP && !request->company;
    if (missing || (command->bit == BW_EXPLAIN && !request->subject))
        return bw_failure(error, BW_USAGE, NULL, 0, "usage: bailiwick %s %s; for example: %s", command->name,
                        command->arguments, command->example);
    return BW_OK;
}

/* ---- the command line, to be typed again */

static bool is_plain(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    return *text && strspn(text, plain) == strlen(text);
}

static char *quote(char *at, const char *text)
{
    if (is_plain(text))
        return stpcpy(at, text);
    *at++ = '\'';
    for (; *text; text++) {
        if (*text == '\'')
            at = stpcpy(at, "'\\'");
        *at++ = *text;
    }
    *at++ = '\'';
    *at = 0;
    return at;
}

static char *line_create(int count, char **arguments)
{
    size_t size = sizeof "bailiwick";
    for (int k = 1; k < count; k++)
        size += 4 * strlen(arguments[k]) + 4;
    char *line = malloc(size);
    if (!line)
        return NULL;
    char *at = stpcpy(line, "bailiwick");
    for (int k = 1; k < count; k++) {
        *at++ = ' ';
        at = quote(at, arguments[k]);
    }
    return line;
}

bw_status bw_request_parse(int count, char **arguments, bw_request *request, bw_error *error)
{
    unsigned used = 0;
    size_t room = (size_t)count + 1;
    *request = (bw_request){.changes = calloc(room, sizeof *request->changes),
                            .varies = calloc(room, sizeof *request->varies),
                            .memory = calloc(room, sizeof *request->memory),
                            .line = line_create(count, arguments)};
    if (!request->changes || !request->varies || !request->memory || !request->line)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_status status = walk(count, arguments, request, &used, error);
    return status ? status : check_request(request, used, error);
}

void bw_request_close(bw_request *request)
{
    for (size_t k = 0; k < request->memory_count; k++)
        free(request->memory[k]);
    free(request->memory);
    free(request->changes);
    free(request->varies);
    free(request->line);
}
