/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/dates.h"

#include <string.h>

#define SERIAL_MIN 20000
#define SERIAL_MAX 80000
#define SERIAL_OF_1970 25569 /* day 1 is 1900-01-01, and a 1900-02-29 is counted that never was */

/* ---- tokens: runs of digits and letters, and what stands between them */

typedef struct token {
    int32_t number; /* of digits, or a month's number for its English name, -1 for another word */
    int32_t width;  /* bytes */
    bool word;
    char after; /* the byte behind it, 0 at the end */
} token;

#define TOKENS_MAX 3

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The month of an English name of at least three letters, or -1. */
static int32_t month_of_name(const char *text, size_t length)
{
    static const char *const names[12] = {"january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december"};
    for (int32_t m = 0; m < 12 && length >= 3; m++) {
        size_t k = 0;
        while (k < length && names[m][k] && (text[k] | 32) == names[m][k])
            k++;
        if (k == length)
            return m + 1;
    }
    return -1;
}

static token take_token(const char **at, const char *end)
{
    token taken = {0};
    const char *begin = *at;
    taken.word = is_letter(**at);
    while (*at < end && (taken.word ? is_letter(**at) : is_digit(**at)))
        (*at)++;
    taken.width = (int32_t)(*at - begin);
    if (taken.word)
        taken.number = month_of_name(begin, (size_t)taken.width);
    for (const char *digit = begin; !taken.word && digit < *at && taken.width <= 8; digit++)
        taken.number = 10 * taken.number + (*digit - '0');
    taken.after = *at < end ? **at : 0;
    return taken;
}

/* The tokens of a text without its time of day; 0 when it has another shape. */
static int take_tokens(const char *text, size_t length, token tokens[TOKENS_MAX])
{
    const char *at = text, *end = text + length;
    int count = 0;
    while (at < end) {
        if (count == TOKENS_MAX || (!is_digit(*at) && !is_letter(*at)))
            return 0;
        tokens[count++] = take_token(&at, end);
        if (count == TOKENS_MAX && at < end && (*at == 'T' || *at == ' ') && at + 3 < end && is_digit(at[1]))
            return count; /* a time of day follows */
        if (at < end) {
            if (!strchr("-/., ", *at))
                return 0;
            at++;
            at += at < end && *at == ' '; /* "31. Mar", "Mar, 2025" have blanks too */
            if (at == end)
                return 0;
        }
    }
    return count;
}

static bool in_range(const token *each, int32_t low, int32_t high)
{
    return each->number >= low && each->number <= high;
}

static bool is_year(const token *each)
{
    return !each->word && each->width == 4 && in_range(each, 1900, 2199);
}

/* Two numbers of at most two digits and a year, between dashes or slashes: the order is in question. */
static bool has_open_order(const token tokens[TOKENS_MAX], int count)
{
    return count == 3 && !tokens[0].word && !tokens[1].word && tokens[0].width <= 2 && tokens[1].width <= 2
           && tokens[0].after != '.' && is_year(&tokens[2]);
}

/* ---- one cell */

static bw_date_kind day_of(int32_t year, int32_t month, int32_t within, int32_t *day)
{
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || within < 1)
        return BW_DATE_BAD;
    if (within > bw_month_length(year, month))
        return BW_DATE_NO_SUCH_DAY;
    *day = bw_day_of(year, month, within);
    return BW_DATE_DAY;
}

static bw_date_kind month_start(int32_t year, int32_t month, int32_t *day)
{
    return day_of(year, month, 1, day) == BW_DATE_DAY ? BW_DATE_MONTH : BW_DATE_BAD;
}

/* 202503, 20250331, or a serial day. */
static bw_date_kind one_number(const token *only, int32_t *day)
{
    if (only->word)
        return BW_DATE_BAD;
    if (only->width == 5 && in_range(only, SERIAL_MIN, SERIAL_MAX)) {
        *day = only->number - SERIAL_OF_1970;
        return BW_DATE_SERIAL;
    }
    if (only->width == 6)
        return month_start(only->number / 100, only->number % 100, day);
    if (only->width == 8)
        return day_of(only->number / 10000, only->number / 100 % 100, only->number % 100, day);
    return BW_DATE_BAD;
}

/* 2025-03, Mar 2025, 2025 Mar, 03/2025, Mar-25 (what a spreadsheet makes of 2025-03). */
static bw_date_kind two_tokens(const token tokens[TOKENS_MAX], int32_t *day)
{
    const token *first = &tokens[0], *second = &tokens[1];
    if (is_year(first) && (second->word || second->width <= 2))
        return month_start(first->number, second->number, day);
    if (is_year(second) && (first->word || first->width <= 2))
        return month_start(second->number, first->number, day);
    if (first->word && !second->word && second->width == 2)
        return month_start(2000 + second->number, first->number, day);
    return BW_DATE_BAD;
}

static bw_date_kind three_tokens(const token tokens[TOKENS_MAX], bw_date_order order, int32_t *day)
{
    const token *first = &tokens[0], *second = &tokens[1], *third = &tokens[2];
    if (is_year(first))
        return third->word ? BW_DATE_BAD : day_of(first->number, second->number, third->number, day);
    if (!is_year(third))
        return !third->word && third->width == 2 ? BW_DATE_SHORT_YEAR : BW_DATE_BAD;
    if (second->word)
        return day_of(third->number, second->number, first->number, day);
    if (first->word || (first->after != '.' && order == BW_DATE_MONTH_FIRST))
        return day_of(third->number, first->number, second->number, day);
    return day_of(third->number, second->number, first->number, day);
}

/* YYYY-MM, the commonest cell of all. */
static bool plain_month(const char *text, size_t length, int32_t *day)
{
    int32_t month;
    if (length != 7 || text[4] != '-' || text[7] || !bw_month_parse(text, &month))
        return false;
    *day = bw_day_of(month / 12, month % 12 + 1, 1);
    return true;
}

bw_date_kind bw_date_read(const char *text, size_t length, bw_date_order order, int32_t *day)
{
    token tokens[TOKENS_MAX];
    if (plain_month(text, length, day))
        return BW_DATE_MONTH;
    switch (take_tokens(text, length, tokens)) {
    case 1:
        return one_number(&tokens[0], day);
    case 2:
        return two_tokens(tokens, day);
    case 3:
        return three_tokens(tokens, order, day);
    default:
        return BW_DATE_BAD;
    }
}

/* ---- the survey */

static void note(int64_t *line, char cell[16], int64_t here, const char *text, size_t length)
{
    if (*line)
        return;
    *line = here;
    length = length < 15 ? length : 15;
    memcpy(cell, text, length);
    cell[length] = 0;
}

void bw_date_look(bw_date_survey *survey, const char *text, size_t length, int64_t line)
{
    token tokens[TOKENS_MAX];
    int32_t day;
    if (plain_month(text, length, &day))
        return;
    int count = take_tokens(text, length, tokens);
    survey->serials += count == 1 && one_number(&tokens[0], &day) == BW_DATE_SERIAL;
    if (!has_open_order(tokens, count))
        return;
    bool first = in_range(&tokens[0], 1, 12), second = in_range(&tokens[1], 1, 12);
    if (second && in_range(&tokens[0], 13, 31))
        note(&survey->day_first_line, survey->day_first_cell, line, text, length);
    if (first && in_range(&tokens[1], 13, 31))
        note(&survey->month_first_line, survey->month_first_cell, line, text, length);
    if (first && second && tokens[0].number != tokens[1].number)
        note(&survey->unclear_line, survey->unclear_cell, line, text, length);
}

bw_date_order bw_date_survey_order(const bw_date_survey *survey)
{
    if (survey->day_first_line && survey->month_first_line)
        return BW_DATE_MIXED;
    if (survey->day_first_line)
        return BW_DATE_DAY_FIRST;
    if (survey->month_first_line)
        return BW_DATE_MONTH_FIRST;
    return survey->unclear_line ? BW_DATE_UNCLEAR : BW_DATE_FREE;
}

/* ---- periods */

/* The Q3 or H1 in a token pair: its number, or 0. */
static int32_t part_of_year(const char *text, size_t length, char letter)
{
    return length == 2 && (text[0] & ~32) == letter && is_digit(text[1]) ? text[1] - '0' : 0;
}

bool bw_period_read(const char *text, size_t length, int32_t *month, int32_t *months)
{
    int32_t year = 0, day;
    if (bw_date_read(text, length, BW_DATE_FREE, &day) == BW_DATE_MONTH) {
        *month = bw_month_of_day(day);
        *months = 1;
        return true;
    }
    if (length < 4)
        return false;
    bool year_first = is_digit(text[0]);
    const char *digits = year_first ? text : text + length - 4;
    for (int k = 0; k < 4; k++)
        year = is_digit(digits[k]) ? 10 * year + (digits[k] - '0') : -100000;
    if (year < 1900 || year > 2199)
        return false;
    const char *part = year_first ? text + 4 : text;
    size_t left = length - 4;
    for (; left && strchr("- /", *part); left--)
        part++;
    while (left && strchr("- /", part[left - 1]))
        left--;
    int32_t quarter = part_of_year(part, left, 'Q'), half = part_of_year(part, left, 'H');
    if (left && (quarter < 1 || quarter > 4) && (half < 1 || half > 2))
        return false;
    *months = quarter ? 3 : half ? 6 : 12;
    *month = 12 * year + (quarter ? 3 * (quarter - 1) : half ? 6 * (half - 1) : 0);
    return true;
}
