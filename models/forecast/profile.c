/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/profile.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/route.h"
#include "models/forecast/season.h"

#define ACCOUNTS_LEAST 3 /* fewer say nothing about what they have in common */
#define INDEX_LEAST 0.2
#define INDEX_MOST 4.0
#define MONTHS_LEAST 8  /* fewer cannot tell a trend from a season */
#define FLAT 1e-6       /* a profile with less variance is none */
#define SLOPE_MOST 4.0
#define SHARE_MOST 2.0

/* Sums over the accounts of one group. */
typedef struct tally {
    size_t count;
    double sum[BW_PERIOD_MAX], squares[BW_PERIOD_MAX];
} tally;

static bool teaches(const bw_series *series, size_t months)
{
    return series->count >= months && bw_series_regular(series);
}

/* Three seasons, or where hardly anybody has them what all together may tell in little more than one. */
static size_t months_to_teach(const bw_panel *panel)
{
    size_t old = 0, enough = 3 * panel->period;
    for (size_t i = 0; i < panel->accounts && old < ACCOUNTS_LEAST; i++) {
        bw_series series = bw_panel_series(panel, i);
        old += teaches(&series, enough);
    }
    return old < ACCOUNTS_LEAST ? panel->period + (panel->period + 3) / 4 : enough;
}

/* Months over a line that rises as months rose on those of the year before. */
static bw_season measure_young(const bw_series *series)
{
    size_t period = series->period, count = series->count;
    bw_season season = {.period = period};
    double rise = 0, mean = gsl_stats_mean(series->value, 1, count), sum = 0, seen[BW_PERIOD_MAX] = {0};
    for (size_t t = period; t < count; t++)
        rise += (series->value[t] - series->value[t - period]) / (double)((count - period) * period);
    for (size_t t = 0; t < count; t++) {
        double line = mean + rise * ((double)t - (double)(count - 1) / 2);
        if (!(line > 0.1 * mean))
            return season;
        season.index[t % period] += series->value[t] / line;
        seen[t % period]++;
    }
    for (size_t k = 0; k < period; k++)
        sum += season.index[k] /= seen[k];
    season.present = sum > 0;
    for (size_t k = 0; season.present && k < period; k++)
        season.index[k] *= (double)period / sum;
    return season;
}

static void count_account(const bw_panel *panel, size_t account, size_t months, tally *group, tally *company)
{
    bw_series series = bw_panel_series(panel, account);
    if (!teaches(&series, months))
        return;
    bw_season season =
        series.count < 2 * series.period ? measure_young(&series) : bw_season_measure(&series, false);
    if (!season.present)
        return;
    group->count++;
    company->count++;
    for (size_t k = 0; k < season.period; k++) {
        size_t month = (series.phase + k) % season.period;
        double index = fmin(fmax(season.index[k], INDEX_LEAST), INDEX_MOST);
        group->sum[month] += index;
        group->squares[month] += index * index;
        company->sum[month] += index;
        company->squares[month] += index * index;
    }
}

/* The mean of the accounts, drawn towards `prior` as far as it is uncertain; prior may be where it goes. */
static void shrink(const tally *seen, size_t period, const double *prior, double *index)
{
    double n = (double)seen->count, noise = 0, spread = 0, mean[BW_PERIOD_MAX];
    for (size_t k = 0; seen->count && k < period; k++) {
        mean[k] = seen->sum[k] / n;
        noise += fmax(0, seen->squares[k] / n - mean[k] * mean[k]) / fmax(1, n - 1);
        spread += pow(mean[k] - prior[k], 2);
    }
    noise *= ((double)period - 3) / (double)period;
    double believed = seen->count >= ACCOUNTS_LEAST && spread > noise ? 1 - noise / spread : 0;
    for (size_t k = 0; k < period; k++)
        index[k] = believed > 0 ? prior[k] + believed * (mean[k] - prior[k]) : prior[k];
}

static void normalize(double *index, size_t period)
{
    double sum = 0;
    for (size_t k = 0; k < period; k++)
        sum += index[k];
    for (size_t k = 0; k < period; k++)
        index[k] *= (double)period / sum;
}

static bool learn_indices(const bw_panel *panel, size_t months, bw_profiles *profiles)
{
    size_t period = panel->period, groups = profiles->groups;
    tally *seen = bw_array(groups + 1, sizeof *seen);
    for (size_t i = 0; seen && i < panel->accounts; i++)
        count_account(panel, i, months, &seen[panel->group[i]], &seen[groups]);
    double company[BW_PERIOD_MAX];
    for (size_t k = 0; k < period; k++)
        company[k] = 1;
    if (seen)
        shrink(&seen[groups], period, company, company);
    for (size_t g = 0; seen && g < groups; g++) {
        double *index = profiles->profile[g].index;
        memcpy(index, company, period * sizeof *index);
        if (groups > 1)
            shrink(&seen[g], period, company, index);
        normalize(index, period);
    }
    free(seen);
    return seen != NULL;
}

/* ---- how far an account follows */

/* Slope on the profile, and its variance. */
typedef struct slope { double value, variance; } slope;

static void take_trend_out(double *value, const double *time, size_t count)
{
    double constant, rise, covariance[3], squares;
    gsl_fit_linear(time, 1, value, 1, count, &constant, &rise, &covariance[0], &covariance[1], &covariance[2],
                   &squares);
    for (size_t t = 0; t < count; t++)
        value[t] -= constant + rise * time[t];
}

/* Months over their mean, on the profile and a line. */
static bool measure_slope(const bw_series *series, slope *found)
{
    size_t count = series->count;
    double *own = count < MONTHS_LEAST ? NULL : bw_array(3 * count, sizeof *own), cross = 0, power = 0, rest = 0;
    if (!own)
        return false;
    double *profile = own + count, *time = profile + count, mean = gsl_stats_mean(series->value, 1, count);
    for (size_t t = 0; t < count; t++) {
        own[t] = series->value[t] / mean;
        profile[t] = series->profile->index[(series->phase + t) % series->period];
        time[t] = (double)t;
    }
    take_trend_out(own, time, count);
    take_trend_out(profile, time, count);
    for (size_t t = 0; t < count; t++) {
        cross += own[t] * profile[t];
        power += profile[t] * profile[t];
    }
    found->value = cross / power;
    for (size_t t = 0; t < count; t++)
        rest += pow(own[t] - found->value * profile[t], 2);
    found->variance = rest / (double)(count - 3) / power;
    free(own);
    return mean > 0 && power > FLAT * (double)count;
}

/* Between accounts: what their slopes differ by more than they are uncertain. */
static double learn_variance(const bw_panel *panel, size_t months, const bw_profiles *profiles)
{
    double squares = 0, noise = 0, count = 0;
    for (size_t i = 0; i < panel->accounts; i++) {
        bw_series series = bw_panel_series(panel, i);
        series.profile = &profiles->profile[panel->group[i]];
        slope found;
        if (!teaches(&series, months) || !measure_slope(&series, &found))
            continue;
        squares += pow(fmin(fmax(found.value, -SLOPE_MOST), SLOPE_MOST) - 1, 2);
        noise += found.variance;
        count++;
    }
    return count > 0 ? fmax(0, squares - noise) / count : 0;
}

bool bw_profiles_learn(const bw_panel *panel, bw_profiles *profiles)
{
    *profiles = (bw_profiles){.groups = panel->groups ? panel->groups : 1};
    profiles->profile = bw_array(profiles->groups, sizeof *profiles->profile);
    size_t months = months_to_teach(panel);
    if (!profiles->profile || !learn_indices(panel, months, profiles))
        return false;
    double variance = learn_variance(panel, months, profiles);
    for (size_t g = 0; g < profiles->groups; g++)
        profiles->profile[g].variance = variance;
    return true;
}

void bw_profiles_free(bw_profiles *profiles)
{
    free(profiles->profile);
    *profiles = (bw_profiles){0};
}

void bw_profile_season(const bw_series *series, double *season)
{
    const bw_profile *profile = series->profile;
    slope own;
    double share = 1;
    if (measure_slope(series, &own) && own.variance + profile->variance > 0)
        share += (own.value - 1) * profile->variance / (profile->variance + own.variance);
    share = fmin(fmax(share, 0), SHARE_MOST);
    for (size_t k = 0; k < series->period; k++)
        season[k] = fmax(1 + share * (profile->index[(series->phase + k) % series->period] - 1), INDEX_LEAST);
}
