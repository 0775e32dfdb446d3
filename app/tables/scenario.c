/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/scenario.h"
#include "app/failure.h"
#include "app/tables/encoding.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096
#define REMEDY "`bailiwick help settings` lists all settings with their ranges."

typedef struct reading {
    const char *name; /* the file, for the findings */
    bw_settings *settings;
    bw_findings *findings;
    int64_t line;
    size_t set_count;
    char set[256][64]; /* the settings that were set, with set_line */
    int64_t set_line[256];
    bw_error first; /* the first bad line; status BW_OK: none */
} reading;

static void refuse(reading *now, const char *setting, const char *value, const char *message, const char *remedy)
{
    bw_findings_add(now->findings,
                    (bw_finding){BW_ERROR, "setting-bad", now->name, now->line, setting, value, message, remedy});
    if (now->first.status == BW_OK)
        bw_failure(&now->first, BW_USAGE, now->name, now->line, "%s", message);
}

static char *trim(char *text)
{
    text += strspn(text, " \t\r\n");
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    text[length] = 0;
    return text;
}

/* What stands before a blank and #; without its quotes. */
static char *clean_value(char *text)
{
    for (char *at = strchr(text, '#'); at; at = strchr(at + 1, '#'))
        if (at == text || at[-1] == ' ' || at[-1] == '\t') {
            *at = 0;
            break;
        }
    text = trim(text);
    size_t length = strlen(text);
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return text;
    text[length - 1] = 0;
    return text + 1;
}

/* Has this name been set before? Names that do not exist have been refused already. */
static int64_t set_before(reading *now, const char *name)
{
    for (size_t k = 0; k < now->set_count; k++)
        if (strcmp(now->set[k], name) == 0)
            return now->set_line[k];
    if (now->set_count < 256 && strlen(name) < 64) {
        strcpy(now->set[now->set_count], name);
        now->set_line[now->set_count++] = now->line;
    }
    return 0;
}

static void read_line(reading *now, char *text)
{
    bw_error error;
    char message[160];
    text = trim(text);
    char *equals = strchr(text, '=');
    if (!*text || *text == '#' || *text == ';')
        return;
    if (!equals) {
        refuse(now, "", text, "expected `name = value`", "begin comments with #; sections are not used");
        return;
    }
    *equals = 0;
    char *name = trim(text), *value = clean_value(equals + 1);
    if (bw_settings_set(now->settings, name, value, &error) != BW_OK) {
        refuse(now, name, value, error.message, REMEDY);
        return;
    }
    int64_t before = set_before(now, name);
    if (!before)
        return;
    snprintf(message, sizeof message, "%s is set twice, first in line %lld", name, (long long)before);
    refuse(now, name, value, message, "keep one of the two lines");
}

static void read_lines(reading *now, FILE *file)
{
    char line[LINE_MAX_BYTES];
    while (fgets(line, sizeof line, file)) {
        char *text = line;
        now->line++;
        if (now->line == 1 && strncmp(text, "\xEF\xBB\xBF", 3) == 0)
            text += 3;
        if (!strchr(line, '\n') && !feof(file)) {
            refuse(now, "", "", "the line is longer than 4 KiB", "give a file of settings");
            return;
        }
        if (bw_utf8_length(text, strlen(text)) < strlen(text))
            refuse(now, "", "", "the line is not UTF-8", "save the file as UTF-8");
        else
            read_line(now, text);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bw_status bw_scenario_read(const char *path, bw_settings *settings, bw_findings *findings, bw_error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return bw_failure(error, errno == ENOENT ? BW_USAGE : BW_FAILED, path, 0, "cannot be opened: %s",
                          strerror(errno));
    reading now = {.name = base_name(path), .settings = settings, .findings = findings};
    errno = 0;
    read_lines(&now, file);
    bool failed = ferror(file) != 0;
    int reason = errno;
    fclose(file);
    if (failed)
        return bw_failure(error, BW_FAILED, path, now.line, "cannot be read: %s", strerror(reason));
    if (now.first.status != BW_OK && error)
        *error = now.first;
    return now.first.status;
}

bw_status bw_company_scenario_read(const char *folder, bw_settings *settings, bw_findings *findings, bw_error *error)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/scenario.ini", folder) >= sizeof path)
        return bw_failure(error, BW_FAILED, folder, 0, "the folder's name is too long");
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return BW_OK;
    return bw_scenario_read(path, settings, findings, error);
}
