/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fiscal.h"
#include "models/calendar.h"

#define PERIODS 12
#define WEEKS 52
#define THURSDAY 4 /* 1970-01-01 */

static int32_t plain_weeks(bw_calendar_kind kind, int32_t place)
{
    static const int32_t weeks[][3] = {
        [BW_CALENDAR_445] = {4, 4, 5}, [BW_CALENDAR_454] = {4, 5, 4}, [BW_CALENDAR_544] = {5, 4, 4}};
    return weeks[kind][place % 3];
}

int32_t bw_fiscal_first_day(const bw_fiscal *fiscal, int32_t year)
{
    int32_t first = bw_day_of(year, fiscal->first_period + 1, 1);
    int32_t weekday = ((first + THURSDAY) % 7 + 7) % 7;
    int32_t back = (weekday - fiscal->weekday + 7) % 7;
    return back <= 3 ? first - back : first + 7 - back;
}

int32_t bw_fiscal_weeks(const bw_fiscal *fiscal, int32_t period)
{
    int32_t years = period - fiscal->first_period, year = years / PERIODS, place = years % PERIODS;
    int32_t weeks = plain_weeks(fiscal->kind, place);
    if (place + 1 < PERIODS)
        return weeks;
    return weeks + (bw_fiscal_first_day(fiscal, year + 1) - bw_fiscal_first_day(fiscal, year)) / 7 - WEEKS;
}

int32_t bw_fiscal_period(const bw_fiscal *fiscal, int32_t day)
{
    int32_t year = bw_month_of_day(day) / PERIODS, place = 0;
    while (bw_fiscal_first_day(fiscal, year) > day)
        year--;
    while (bw_fiscal_first_day(fiscal, year + 1) <= day)
        year++;
    int32_t week = (day - bw_fiscal_first_day(fiscal, year)) / 7;
    while (place + 1 < PERIODS && week >= plain_weeks(fiscal->kind, place))
        week -= plain_weeks(fiscal->kind, place++);
    return PERIODS * year + fiscal->first_period + place;
}
