/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"

#include <stdio.h>
#include <string.h>

static bool digits(const char *text, int count, int32_t *value)
{
    *value = 0;
    for (int k = 0; k < count; k++) {
        if (text[k] < '0' || text[k] > '9')
            return false;
        *value = *value * 10 + (text[k] - '0');
    }
    return true;
}

/* YYYY-MM at the start of text, in the years that the tables may speak of. */
static bool year_and_month(const char *text, int32_t *year, int32_t *month)
{
    return strlen(text) >= 7 && digits(text, 4, year) && text[4] == '-' && digits(text + 5, 2, month) && *year >= 1900
        && *year <= 2199 && *month >= 1 && *month <= 12;
}

bool bw_month_parse(const char *text, int32_t *month)
{
    int32_t year, within;
    if (!year_and_month(text, &year, &within) || text[7])
        return false;
    *month = 12 * year + within - 1;
    return true;
}

const char *bw_month_text(int32_t month, char *buffer, size_t size)
{
    snprintf(buffer, size, "%04d-%02d", month / 12, month % 12 + 1);
    return buffer;
}

int32_t bw_month_length(int32_t year, int32_t month)
{
    static const int32_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
}

/* Years are shifted to begin in March, so that the leap day is the last of its year. */
int32_t bw_day_of(int32_t year, int32_t month, int32_t day)
{
    year -= month <= 2;
    int32_t era = year / 400, of_era = year % 400;
    int32_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void split_day(int32_t day, int32_t *year, int32_t *month, int32_t *within)
{
    day += 719468;
    int32_t era = day / 146097, of_era = day % 146097;
    int32_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int32_t shifted = (5 * of_year + 2) / 153;
    *within = of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = years + era * 400 + (*month <= 2);
}

const char *bw_date_text(int32_t day, char *buffer, size_t size)
{
    int32_t year, month, within;
    split_day(day, &year, &month, &within);
    snprintf(buffer, size, "%04d-%02d-%02d", year, month, within);
    return buffer;
}

int32_t bw_month_of_day(int32_t day)
{
    int32_t year, month, within;
    split_day(day, &year, &month, &within);
    return 12 * year + month - 1;
}

int32_t bw_day_of_month(int32_t month)
{
    return bw_day_of(month / 12, month % 12 + 1, 1);
}
