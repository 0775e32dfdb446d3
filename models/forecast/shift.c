/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/shift.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/forecast/season.h"

#define BEFORE 12       /* months compared on either side */
#define AFTER_LEAST 6
#define HALVES_LEAST 8  /* months after, to look for a trend in them */
#define NEAR 3
#define STEP_LEAST 0.288 /* log(4 / 3) */
#define ERRORS_LEAST 12  /* standard errors of the step */
#define SIDE_LEAST 0.83  /* share of months on their own side of the middle */
#define ABRUPT_LEAST 0.8 /* share of the step within NEAR months */
#define YEAR_LEAST 0.5   /* and against the year before */
#define DRIFT_MOST 0.25  /* between the halves of a side, of the step */
#define HABIT_MOST 0.5   /* in the year before, or until the last one, of the step */
#define NOISE_LEAST 0.01

/* A month that may be the first of a new level: `before` and `after` it in the adjusted series. */
typedef struct border {
    const double *before, *after, *raw;
    size_t known, count, left, period; /* months before; months compared after; months left to the end */
    double low, high, step;     /* levels before and after, and the logarithm of their ratio */
} border;

static double median(const double *value, size_t count)
{
    double work[2 * BEFORE];
    memcpy(work, value, count * sizeof *work);
    return gsl_stats_median(work, 1, count);
}

/* Share of the step that leads from one level to another. */
static double share(const border *at, double from, double to)
{
    return from > 0 && to > 0 ? log(to / from) / at->step : 0;
}

static bool keeps_side(const border *at, const double *value, size_t count, bool above)
{
    double middle = sqrt(at->low * at->high);
    size_t there = 0;
    for (size_t k = 0; k < count; k++)
        there += (value[k] > middle) == above;
    return (double)there >= SIDE_LEAST * (double)count;
}

static bool keeps_sides(const border *at)
{
    return keeps_side(at, at->before, BEFORE, at->step < 0) && keeps_side(at, at->after, at->count, at->step > 0);
}

static bool is_abrupt(const border *at)
{
    return share(at, median(at->before + BEFORE - NEAR, NEAR), median(at->after, NEAR)) >= ABRUPT_LEAST;
}

static bool is_flat(const border *at)
{
    size_t half = at->count / 2;
    double before = share(at, median(at->before, BEFORE / 2), median(at->before + BEFORE / 2, BEFORE / 2));
    double after = at->count < HALVES_LEAST
                       ? 0 : share(at, median(at->after, half), median(at->after + half, at->count - half));
    return fabs(before) <= DRIFT_MOST && fabs(after) <= DRIFT_MOST;
}

static bool is_no_season(const border *at)
{
    double ratio[BEFORE];
    for (size_t k = 0; k < at->count; k++) {
        double earlier = *(at->raw + k - at->period);
        ratio[k] = earlier > 0 ? at->raw[k] / earlier : 0;
    }
    return share(at, 1, median(ratio, at->count)) >= YEAR_LEAST;
}

/* A step that is taken every year is a trend, and one that undoes another no shift. */
static bool is_no_habit(const border *at)
{
    size_t count = at->known < 2 * BEFORE ? at->known - BEFORE : BEFORE;
    const double *earlier = at->before - count;
    return count < AFTER_LEAST || (keeps_side(at, earlier, count, at->step < 0) &&
                                   fabs(share(at, median(earlier, count), at->low)) <= HABIT_MOST);
}

/* So says the last year. */
static bool stays(const border *at)
{
    return fabs(share(at, at->high, median(at->after + at->left - at->count, at->count))) <= HABIT_MOST;
}

/* The step in standard errors of a difference of medians. */
static double clarity(const border *at)
{
    double distance[2 * BEFORE];
    for (size_t k = 0; k < BEFORE; k++)
        distance[k] = fabs(at->before[k] / at->low - 1);
    for (size_t k = 0; k < at->count; k++)
        distance[BEFORE + k] = fabs(at->after[k] / at->high - 1);
    double deviation = fmax(1.4826 * median(distance, BEFORE + at->count), NOISE_LEAST);
    return fabs(at->step) / (1.2533 * deviation * sqrt(1.0 / BEFORE + 1 / (double)at->count));
}

/* How clear the shift before month t is; 0 if there is none. */
static double judge(const bw_series *series, const double *adjusted, size_t t, double *ratio)
{
    border at = {.before = adjusted + t - BEFORE, .after = adjusted + t, .raw = series->value + t,
                 .known = t, .left = series->count - t, .period = series->period};
    at.count = at.left < BEFORE ? at.left : BEFORE;
    at.low = median(at.before, BEFORE);
    at.high = median(at.after, at.count);
    if (!(at.low > 0 && at.high > 0))
        return 0;
    *ratio = at.high / at.low;
    at.step = log(*ratio);
    bool holds = fabs(at.step) >= STEP_LEAST && keeps_sides(&at) && is_abrupt(&at) && is_flat(&at) &&
                 is_no_season(&at) && is_no_habit(&at) && stays(&at);
    return holds ? clarity(&at) : 0;
}

bw_shift bw_series_shift(const bw_series *series)
{
    bw_shift best = {.ratio = 1};
    double most = ERRORS_LEAST;
    if (series->period != BEFORE || series->count < BEFORE + AFTER_LEAST)
        return best;
    double *adjusted = bw_array(series->count, sizeof *adjusted);
    bw_season season = bw_season_choose(series);
    if (adjusted)
        bw_season_remove(&season, series, adjusted);
    for (size_t t = BEFORE; adjusted && t + AFTER_LEAST <= series->count; t++) {
        double ratio, clear = judge(series, adjusted, t, &ratio);
        if (clear > most) {
            most = clear;
            best = (bw_shift){true, t, ratio};
        }
    }
    free(adjusted);
    return best;
}

void bw_shift_level(const bw_shift *shift, double *value)
{
    for (size_t t = 0; shift->found && t < shift->at; t++)
        value[t] *= shift->ratio;
}
