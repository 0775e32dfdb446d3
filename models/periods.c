/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fiscal.h"
#include "models/problem.h"

#include <stdio.h>

#define YEAR 12

bool bw_builder_fiscal(const bw_builder *builder, bw_fiscal *fiscal)
{
    const bw_settings *settings = builder->settings;
    int32_t first = settings->fiscal_year_start ? settings->fiscal_year_start - 1 : settings->plan_start % YEAR;
    *fiscal = (bw_fiscal){(bw_calendar_kind)settings->calendar, first, settings->fiscal_week_start};
    return fiscal->kind != BW_CALENDAR_MONTHS && first >= 0;
}

int32_t bw_builder_period(const bw_builder *builder, const bw_history_row *row)
{
    bw_fiscal fiscal;
    if (!row->day || !bw_builder_fiscal(builder, &fiscal))
        return row->month;
    return bw_fiscal_period(&fiscal, bw_day_of(row->month / YEAR, row->month % YEAR + 1, row->day));
}

/* Days of trade [count] by month from first on, 0 where the table has none. */
static void take_days(bw_builder *builder, double *length, int32_t first, int32_t count)
{
    const bw_tables *tables = builder->tables;
    char month[16];
    for (size_t k = 0; k < tables->trading_day_count; k++) {
        const bw_trading_day_row *row = &tables->trading_days[k];
        int32_t at = row->month - first;
        if (at < 0 || at >= count)
            continue;
        bw_month_text(row->month, month, sizeof month);
        if (length[at] > 0)
            bw_builder_say(builder, BW_ERROR, "month-repeated",
                           (bw_spot){"trading_days.csv", row->line, "month", month}, "keep one of the two records",
                           "the table has this month twice");
        length[at] = row->days;
    }
}

/* Every month that is looked at or planned needs its days: a guess in between would look like growth. */
static void require_days(bw_builder *builder, const double *length, int32_t first, int32_t count)
{
    int32_t missing = 0, gap = 0;
    char month[16], from[16], to[16];
    for (int32_t t = count - 1; t >= 0; t--)
        if (!(length[t] > 0)) {
            missing++;
            gap = t;
        }
    if (!missing)
        return;
    bw_month_text(first + gap, month, sizeof month);
    bw_month_text(first, from, sizeof from);
    bw_month_text(first + count - 1, to, sizeof to);
    char remedy[160];
    snprintf(remedy, sizeof remedy, "add a record for every month from %s (the history's first) to %s (the plan "
             "year's last)", from, to);
    bw_builder_say(builder, BW_ERROR, "trading-days-missing", (bw_spot){"trading_days.csv", 0, "month", month}, remedy,
                   "%d month%s missing, the first is %s", missing, missing == 1 ? " is" : "s are", month);
}

static void take_weeks(bw_builder *builder, double *length, int32_t first, int32_t count)
{
    bw_fiscal fiscal;
    if (!bw_builder_fiscal(builder, &fiscal)) {
        bw_builder_say(builder, BW_ERROR, "fiscal-year-start", (bw_spot){.file = "scenario.ini"},
                       "set fiscal_year_start to the month near whose first day the fiscal year begins, 1 to 12",
                       "a calendar of weeks needs to know when its years begin");
        return;
    }
    for (int32_t t = 0; t < count; t++)
        length[t] = bw_fiscal_weeks(&fiscal, first + t);
}

static double sum_year(const bw_problem *problem, int32_t first)
{
    double sum = 0;
    for (int32_t h = 0; h < YEAR; h++)
        sum += bw_problem_period_length(problem, first + h);
    return sum;
}

/* Says what the plan year is compared with. */
static void note_lengths(bw_builder *builder, const char *file, const char *unit)
{
    const bw_problem *problem = builder->problem;
    char before[80] = "";
    if (problem->period_first <= problem->plan_start - YEAR)
        snprintf(before, sizeof before, "; the 12 months before it have %g",
                 sum_year(problem, problem->plan_start - YEAR));
    bw_builder_say(builder, BW_NOTE, "period-lengths", (bw_spot){.file = file}, "",
                   "revenue is forecast by the %s: the plan year has %g %ss%s", unit,
                   sum_year(problem, problem->plan_start), unit, before);
}

void bw_build_periods(bw_builder *builder)
{
    bw_problem *problem = builder->problem;
    bool known = problem->last_month >= problem->first_month, days = builder->tables->trading_day_count > 0;
    int32_t first = problem->plan_start, last = problem->plan_start + YEAR - 1;
    if (!days && builder->settings->calendar == BW_CALENDAR_MONTHS)
        return;
    if (known && problem->first_month < first)
        first = problem->first_month;
    if (known && problem->last_month > last)
        last = problem->last_month;
    double *length = bw_builder_take(builder, (size_t)(last - first) + 1, sizeof *length);
    if (!length)
        return;
    problem->period_first = first;
    problem->period_count = last - first + 1;
    problem->period_length = length;
    if (days) {
        take_days(builder, length, first, problem->period_count);
        require_days(builder, length, first, problem->plan_start + YEAR - first);
    } else {
        take_weeks(builder, length, first, problem->period_count);
    }
    if (!builder->errors)
        note_lengths(builder, days ? "trading_days.csv" : "history.csv", days ? "trading day" : "week");
}

double bw_problem_period_length(const bw_problem *problem, int32_t month)
{
    int32_t at = month - problem->period_first;
    return problem->period_length && at >= 0 && at < problem->period_count ? problem->period_length[at] : 1;
}
