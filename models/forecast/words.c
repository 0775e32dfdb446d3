/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/words.h"

#include <math.h>
#include <stdio.h>

#include "models/calendar.h"
#include "models/forecast/clean.h"
#include "models/forecast/renewal.h"
#include "models/forecast/route.h"

#define PART 120

static void say_rhythm(const bw_panel *panel, size_t account, char *part)
{
    static const char *const names[13] = {"",          "every month",     "every second month", "every third month",
                                          "every fourth month", "every fifth month", "twice a year", "", "", "", "",
                                          "",          "once a year"};
    bw_series series = bw_panel_series(panel, account);
    size_t rhythm = bw_series_rhythm(&series), quiet = 0;
    while (quiet < series.count && series.value[series.count - 1 - quiet] <= 0)
        quiet++;
    if (!series.count || quiet == series.count)
        snprintf(part, PART, "never ordered");
    else if (quiet >= panel->period)
        snprintf(part, PART, "last order %zu months ago", quiet + 1);
    else if (rhythm && names[rhythm][0])
        snprintf(part, PART, "orders %s", names[rhythm]);
    else if (bw_series_regular(&series))
        snprintf(part, PART, "orders nearly every month");
    else
        snprintf(part, PART, "orders now and then");
}

static void say_trend(const bw_panel *panel, size_t account, char *part)
{
    size_t months = panel->months, period = panel->period;
    part[0] = 0;
    if (months < period)
        return;
    double last = bw_panel_sum(panel, account, months - period, months);
    double before = months < 2 * period ? 0 : bw_panel_sum(panel, account, months - 2 * period, months - period);
    if (!(last > 0))
        return;
    if (!(before > 0))
        snprintf(part, PART, "; %s", months < 2 * period ? "one year of history" : "nothing in the year before");
    else if (fabs(last / before - 1) < 0.05)
        snprintf(part, PART, "; last four quarters flat");
    else if (last / before < 3)
        snprintf(part, PART, "; last four quarters %+.0f %% on the four before", 100 * (last / before - 1));
    else
        snprintf(part, PART, "; last four quarters %.1f times the four before", last / before);
}

static void say_odd(const bw_panel *panel, size_t account, char *part)
{
    bw_series series = bw_panel_series(panel, account);
    size_t odd[BW_ODD_MAX], length = 0;
    double instead[BW_ODD_MAX];
    size_t count = bw_series_odd(&series, odd, instead), late = panel->months - series.count;
    part[0] = 0;
    for (size_t k = 0; k < count && length < PART; k++) {
        char month[8];
        bw_month_text(panel->first_month + (int32_t)(late + odd[k]), month, sizeof month);
        length += (size_t)snprintf(part + length, PART - length, "%s %s", k ? "," : "; treated as one-off:", month);
    }
}

const char *bw_forecast_words(const bw_panel *panel, size_t account, bool blended, bw_arena *memory)
{
    static const char *const basis[BW_STANDINGS] = {
        "its last year, drawn towards what accounts like it brought",
        "what lapsed accounts like it brought",
        "what accounts like it brought that had not ordered yet",
    };
    char rhythm[PART], trend[PART], odd[PART] = "";
    say_rhythm(panel, account, rhythm);
    say_trend(panel, account, trend);
    if (blended)
        say_odd(panel, account, odd);
    return bw_arena_format(memory, "%s%s%s; forecast from %s", rhythm, trend, odd,
                           blended ? "its own trend and season"
                                   : basis[bw_panel_standing(panel, account, panel->months)]);
}
