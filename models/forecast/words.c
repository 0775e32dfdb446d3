/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/words.h"

#include <math.h>
#include <stdio.h>

#include "models/calendar.h"
#include "models/forecast/clean.h"
#include "models/forecast/renewal.h"
#include "models/forecast/route.h"

#define PART 160
#define MEMBERS_NAMED 3
#define WEIGHT_LEAST 0.10f   /* lighter members are not named */
#define SEASON_LEAST 0.05    /* a season with less is none to speak of */
#define FACTOR_LEAST 0.005   /* a smaller change by reconciliation is not worth words */

bw_basis bw_basis_of(const bw_blend *blend)
{
    bw_basis basis = {.blended = blend != NULL, .factor = 1};
    for (size_t k = 0; blend && k < blend->count; k++)
        basis.weight[blend->member[k]] = (float)blend->weight[k];
    if (blend) {
        basis.shift_back = (int32_t)blend->shift_back;
        basis.shift_ratio = (float)blend->shift_ratio;
        for (size_t h = 0; blend->lent && h < blend->period; h++)
            basis.lent = basis.lent || fabs(blend->season[h] - 1) >= SEASON_LEAST;
    }
    return basis;
}

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
        snprintf(part, PART, "; %s",
                 months < 2 * period ? "less than two years of history" : "nothing in the year before");
    else if (fabs(last / before - 1) < 0.05)
        snprintf(part, PART, "; last four quarters flat");
    else if (last / before < 3)
        snprintf(part, PART, "; last four quarters %s %.0f %% on the four before", last > before ? "up" : "down",
                 100 * fabs(last / before - 1));
    else
        snprintf(part, PART, "; last four quarters %.1f times the four before", last / before);
}

/* ---- months that were not taken at face value */

static void name_month(const bw_panel *panel, size_t t, char *words, size_t size)
{
    static const char *const names[12] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
    int32_t month = panel->first_month + (int32_t)t;
    snprintf(words, size, "%s %d", names[month % 12], month / 12);
}

/* Last year again and flat rates, alone, take every month as it was. */
static bool takes_all_months(const bw_basis *basis)
{
    for (int k = 0; k < BW_MEMBERS; k++)
        if (basis->weight[k] > 0 && 1 << k != BW_MEMBER_SNAIVE && !bw_blend_intermittent(1u << k))
            return false;
    return true;
}

static void say_odd(const bw_panel *panel, size_t account, const bw_basis *basis, char *part)
{
    bw_series series = bw_panel_series(panel, account);
    size_t odd[BW_ODD_MAX], count = 0, late = panel->months - series.count, length = 0;
    double instead[BW_ODD_MAX];
    char month[24];
    part[0] = 0;
    if (basis->blended && !takes_all_months(basis))
        count = bw_series_odd(&series, odd, instead);
    else if (!basis->blended && bw_renewal_odd(panel, account, &odd[0]))
        late = 0, count = 1;
    for (size_t k = 0; k < count && length < PART; k++) {
        name_month(panel, late + odd[k], month, sizeof month);
        const char *joint = k == 0 ? ";" : k + 1 < count ? "," : " and";
        length += (size_t)snprintf(part + length, PART - length, "%s %s", joint, month);
    }
    if (count && length < PART)
        snprintf(part + length, PART - length, " treated as one-off");
}

static void say_shift(const bw_panel *panel, const bw_basis *basis, char *part)
{
    char month[24];
    part[0] = 0;
    if (!basis->shift_back)
        return;
    double ratio = (double)basis->shift_ratio;
    name_month(panel, panel->months - 1 - (size_t)basis->shift_back, month, sizeof month);
    if (ratio < 3)
        snprintf(part, PART, "; level %s by %.0f %% after %s: months before are counted at the new level",
                 ratio > 1 ? "rose" : "fell", 100 * fabs(ratio - 1), month);
    else
        snprintf(part, PART, "; level rose to %.1f times after %s: months before are counted at the new level", ratio,
                 month);
}

static void say_season(const bw_basis *basis, char *part)
{
    snprintf(part, PART, "%s", basis->lent ? "; season of accounts like it, for want of own years" : "");
}

/* ---- methods */

static int heaviest(const float *weight, unsigned named)
{
    int best = -1;
    for (int k = 0; k < BW_MEMBERS; k++)
        if (!(named >> k & 1) && weight[k] > 0 && (best < 0 || weight[k] > weight[best]))
            best = k;
    return best;
}

static void say_members(const bw_basis *basis, char *part)
{
    unsigned named = 0;
    size_t length = (size_t)snprintf(part, PART, "; method combination");
    for (int n = 0; n < MEMBERS_NAMED && length < PART; n++) {
        int k = heaviest(basis->weight, named);
        if (k < 0 || (n && basis->weight[k] < WEIGHT_LEAST))
            break;
        named |= 1u << k;
        length += (size_t)snprintf(part + length, PART - length, "%s %s %.0f %%", n ? "," : ", mostly",
                                   bw_blend_method(k)->name, 100 * (double)basis->weight[k]);
    }
}

static void say_method(const bw_panel *panel, size_t account, const bw_basis *basis, char *part)
{
    static const char *const sources[BW_STANDINGS] = {
        "its last year and its years before, drawn towards what accounts like it brought",
        "what lapsed accounts like it brought",
        "the first year of accounts like it, times the chance that one begins",
    };
    if (!basis->blended) {
        snprintf(part, PART, "; method renewal: %s", sources[bw_panel_standing(panel, account, panel->months)]);
        return;
    }
    int first = heaviest(basis->weight, 0);
    if (first >= 0 && heaviest(basis->weight, 1u << first) < 0)
        snprintf(part, PART, "; method %s", bw_blend_method(first)->name);
    else
        say_members(basis, part);
}

static void say_factor(const bw_basis *basis, char *part)
{
    double change = (double)basis->factor - 1;
    part[0] = 0;
    if (fabs(change) >= FACTOR_LEAST)
        snprintf(part, PART, "; %s %.0f %% to agree with its groups", change > 0 ? "raised" : "lowered",
                 fmax(1, 100 * fabs(change)));
}

const char *bw_forecast_words(const bw_panel *panel, size_t account, const bw_basis *basis, bw_arena *memory)
{
    char rhythm[PART], trend[PART], odd[PART], shift[PART], season[PART], method[PART], factor[PART];
    say_rhythm(panel, account, rhythm);
    say_trend(panel, account, trend);
    say_odd(panel, account, basis, odd);
    say_shift(panel, basis, shift);
    say_season(basis, season);
    say_method(panel, account, basis, method);
    say_factor(basis, factor);
    return bw_arena_format(memory, "%s%s%s%s%s%s%s", rhythm, trend, odd, shift, season, method, factor);
}
