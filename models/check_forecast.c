/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A forecast is judged by itself and by the history: what its paths are drawn from is taken as it is, and all else
 * about them has to agree.
 */
#include "models/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS 12
#define RAKED 1e-3 /* months of a curve, of its year; the paths' years hold to the last digits */

/* What lies before the judge. */
typedef struct outlook {
    const bw_problem *problem;
    const bw_forecast *forecast;
    bw_verdict *verdict;
    bool *broken; /* memory is out */
} outlook;

/* Months of the history before the plan year. */
static int32_t past_months(const bw_problem *problem)
{
    int32_t end = problem->last_month + 1 < problem->plan_start ? problem->last_month + 1 : problem->plan_start;
    return end > problem->first_month ? end - problem->first_month : 0;
}

/* ---- shape */

static bool judge_shape(const outlook *o)
{
    const bw_forecast *f = o->forecast;
    if (f->account_count != o->problem->account_count || f->horizon != MONTHS || f->path_count < 1)
        bw_verdict_add(o->verdict, "the forecast has %d accounts, %d months and %d paths", f->account_count, f->horizon,
                       f->path_count);
    else if (f->first_month != o->problem->plan_start)
        bw_verdict_add(o->verdict, "the forecast does not begin with the plan year");
    else if (!f->year || !f->company_month || !f->mean || !f->p10 || !f->p50 || !f->p90 || !f->year_mean
             || !f->year_p10 || !f->year_p90 || !f->method || !f->why || !f->curves || f->curve_count < 1)
        bw_verdict_add(o->verdict, "a list of the forecast is missing");
    else if (f->past_months != past_months(o->problem))
        bw_verdict_add(o->verdict, "the forecast rests on %d months, the history has %d", f->past_months,
                       past_months(o->problem));
    else
        return true;
    return false;
}

/* ---- accounts */

/* The value of a rank from 0; none before it is larger, none after it smaller (Hoare 1961). */
static float settle(float *value, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        float middle = value[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;; i++, j--) {
            while (value[i] < middle)
                i++;
            while (value[j] > middle)
                j--;
            if (i >= j)
                break;
            float kept = value[i];
            value[i] = value[j];
            value[j] = kept;
        }
        if (rank <= j)
            high = j;
        else
            low = j + 1;
    }
    return value[rank];
}

/* The point below which a share of the sample lies, between the two values next to it. Changes their order. */
static double point_of(float *value, size_t count, double share)
{
    double place = share * (double)(count - 1), rest = place - floor(place);
    size_t rank = (size_t)place;
    float first = settle(value, count, rank), next = rank + 1 < count ? value[rank + 1] : first;
    for (size_t k = rank + 1; k < count; k++)
        next = value[k] < next ? value[k] : next;
    return (1 - rest) * (double)first + rest * (double)next;
}

static bool all_finite(const float *value, size_t count)
{
    size_t odd = 0;
    for (size_t k = 0; k < count; k++)
        odd += isfinite(value[k]) ? 0 : 1;
    return odd == 0;
}

static void judge_months(const outlook *o, size_t account, const char *id)
{
    const bw_forecast *f = o->forecast;
    double sum = 0, size = 0;
    for (size_t c = account * MONTHS; c < (account + 1) * MONTHS; c++) {
        sum += (double)f->mean[c];
        size += fabs((double)f->mean[c]);
        if (!isfinite(f->p10[c]) || !isfinite(f->p90[c]) || !(f->p10[c] <= f->p50[c] && f->p50[c] <= f->p90[c]))
            bw_verdict_add(o->verdict, "month %d of account %s is forecast from %.10g over %.10g to %.10g",
                           (int)(c % MONTHS) + 1, id, (double)f->p10[c], (double)f->p50[c], (double)f->p90[c]);
    }
    bw_verdict_compare(o->verdict, "forecast year", id, f->year_mean[account], sum, size);
}

/* year: room for the paths. */
static void judge_account(const outlook *o, size_t account, float *year)
{
    const bw_forecast *f = o->forecast;
    const char *id = o->problem->accounts[account].row->account_id;
    size_t paths = (size_t)f->path_count;
    judge_months(o, account, id);
    memcpy(year, f->year + account * paths, paths * sizeof *year);
    if (!all_finite(year, paths)) {
        bw_verdict_add(o->verdict, "a path of account %s is no number", id);
        return;
    }
    double low = point_of(year, paths, 0.1), high = point_of(year, paths, 0.9), size = fmax(fabs(low), fabs(high));
    bw_verdict_compare(o->verdict, "10 % point of the forecast", id, (double)f->year_p10[account], low, size);
    bw_verdict_compare(o->verdict, "90 % point of the forecast", id, (double)f->year_p90[account], high, size);
}

static void judge_some(const void *context, int32_t from, int32_t to, bw_verdict *verdict)
{
    const outlook *whole = context;
    outlook o = {whole->problem, whole->forecast, verdict, whole->broken};
    float *year = bw_array((size_t)o.forecast->path_count, sizeof *year);
    if (!year) {
#pragma omp atomic write
        *o.broken = true;
    }
    for (int32_t i = from; year && i < to; i++)
        judge_account(&o, (size_t)i, year);
    free(year);
}

static void judge_some_words(const void *context, int32_t from, int32_t to, bw_verdict *verdict)
{
    const outlook *o = context;
    for (int32_t i = from; i < to; i++)
        bw_judge_words(o->problem, o->forecast, i, verdict);
}

/* ---- groups */

static const char *region_of(const bw_problem *problem, int32_t account)
{
    const char *own = problem->accounts[account].row->region;
    int32_t owner = problem->accounts[account].owner;
    return (own && *own) || owner < 0 ? own : problem->reps[owner].row->region;
}

/* A rep without a manager who does not compete is one. */
static const char *manager_of(const bw_problem *problem, int32_t account)
{
    int32_t owner = problem->accounts[account].owner;
    if (owner < 0)
        return "";
    const bw_rep *rep = &problem->reps[owner];
    return rep->manager < 0 && !rep->competes ? rep->row->rep_id : rep->row->manager_id;
}

static bool is_in(const bw_problem *problem, const bw_curve *curve, int32_t account)
{
    const char *key = curve->level == BW_LEVEL_REGION    ? region_of(problem, account)
                      : curve->level == BW_LEVEL_MANAGER ? manager_of(problem, account)
                                                         : problem->accounts[account].row->segment;
    return curve->level == BW_LEVEL_COMPANY || (key && strcmp(key, curve->name) == 0);
}

/* What a group's accounts add up to. */
typedef struct sums {
    double *year;          /* [paths] */
    double *past, *size;   /* [past months] booked, and without signs */
    double month[MONTHS];  /* of the means */
} sums;

static void add_history(const bw_problem *problem, size_t account, int32_t months, sums *to)
{
    for (size_t k = problem->history_start[account]; k < problem->history_start[account + 1]; k++) {
        int32_t t = problem->history_month[k] - problem->first_month;
        if (t < 0 || t >= months)
            continue;
        to->past[t] += problem->history_revenue[k];
        to->size[t] += fabs(problem->history_revenue[k]);
    }
}

static void add_up(const outlook *o, const bw_curve *curve, sums *to)
{
    const bw_forecast *f = o->forecast;
    size_t paths = (size_t)f->path_count, months = (size_t)f->past_months;
    memset(to->year, 0, paths * sizeof *to->year);
    memset(to->past, 0, 2 * months * sizeof *to->past);
    memset(to->month, 0, sizeof to->month);
    for (size_t i = 0; i < (size_t)f->account_count; i++) {
        if (!is_in(o->problem, curve, (int32_t)i))
            continue;
        for (size_t s = 0; s < paths; s++)
            to->year[s] += (double)f->year[i * paths + s];
        for (size_t h = 0; h < MONTHS; h++)
            to->month[h] += (double)f->mean[i * MONTHS + h];
        add_history(o->problem, i, f->past_months, to);
    }
}

static const char *name_of(const bw_curve *curve, char *name, size_t size)
{
    if (curve->level == BW_LEVEL_COMPANY)
        return "the company";
    snprintf(name, size, "%s %.60s", bw_level_name(curve->level), curve->name);
    return name;
}

/* Every path's months add up to the year of the accounts' same path. Adds each month's paths to month. */
static void judge_paths(const outlook *o, const bw_curve *curve, const sums *of, const char *name, double *month)
{
    for (size_t s = 0; s < (size_t)o->forecast->path_count; s++) {
        double sum = 0, size = 0;
        for (size_t h = 0; h < MONTHS; h++) {
            double value = (double)curve->month[s * MONTHS + h];
            sum += value;
            size += fabs(value);
            month[h] += value;
        }
        bw_verdict_compare(o->verdict, "year of a path", name, sum, of->year[s], size);
    }
}

/* Months share out the paths as the accounts' months do, where returns do not blur it. */
static void judge_season(const outlook *o, const sums *of, const char *name, const double *month)
{
    double found = 0, expected = 0;
    bool clean = true;
    for (size_t h = 0; h < MONTHS; h++) {
        found += month[h];
        expected += of->month[h];
        clean = clean && of->month[h] >= 0;
    }
    for (size_t s = 0; s < (size_t)o->forecast->path_count; s++)
        clean = clean && of->year[s] >= 0;
    for (size_t h = 0; h < MONTHS && clean && expected > 0 && found > 0; h++)
        if (!(fabs(month[h] / found - of->month[h] / expected) <= RAKED))
            bw_verdict_add(o->verdict, "month %d of %s is %.6f of the year, but %.6f of its accounts'", (int)h + 1,
                           name, month[h] / found, of->month[h] / expected);
}

static void judge_curve(const outlook *o, const bw_curve *curve, sums *room)
{
    char text[100];
    const char *name = name_of(curve, text, sizeof text);
    double month[MONTHS] = {0};
    add_up(o, curve, room);
    judge_paths(o, curve, room, name, month);
    judge_season(o, room, name, month);
    for (int32_t t = 0; t < o->forecast->past_months; t++)
        bw_verdict_compare(o->verdict, "a month booked", name, curve->past[t], room->past[t], room->size[t]);
}

static bool is_known(const bw_curve *curve, bool first)
{
    bool group = curve->level == BW_LEVEL_REGION || curve->level == BW_LEVEL_MANAGER
        || curve->level == BW_LEVEL_SEGMENT;
    return curve->month && curve->past && (first ? curve->level == BW_LEVEL_COMPANY : group && curve->name);
}

static bool judge_curves(const outlook *o)
{
    const bw_forecast *f = o->forecast;
    size_t months = (size_t)f->past_months, cells = (size_t)f->path_count * MONTHS;
    sums room = {.year = bw_array((size_t)f->path_count, sizeof(double)), .past = bw_array(2 * months, sizeof(double))};
    bool good = room.year && room.past;
    room.size = good ? room.past + months : NULL;
    for (int32_t c = 0; c < f->curve_count && good; c++) {
        if (is_known(&f->curves[c], c == 0))
            judge_curve(o, &f->curves[c], &room);
        else
            bw_verdict_add(o->verdict, "curve %d of the forecast is of no group that there is", c + 1);
    }
    if (f->curves[0].month && memcmp(f->company_month, f->curves[0].month, cells * sizeof *f->company_month))
        bw_verdict_add(o->verdict, "the company's months are told in two ways");
    free(room.year);
    free(room.past);
    return good;
}

/* ---- the backtest */

/* Revenue of the account's last 12 months before the plan year. */
static double last_year(const bw_problem *problem, size_t account)
{
    int32_t end = problem->first_month + past_months(problem);
    double sum = 0;
    for (size_t k = problem->history_start[account]; k < problem->history_start[account + 1]; k++)
        if (problem->history_month[k] < end && problem->history_month[k] >= end - MONTHS)
            sum += problem->history_revenue[k];
    return sum;
}

/* Not every account can be tried: those that were are some of all. */
static void judge_actual(const outlook *o, double actual)
{
    double least = 0, most = 0;
    for (size_t i = 0; i < (size_t)o->problem->account_count; i++) {
        double year = last_year(o->problem, i);
        *(year < 0 ? &least : &most) += year;
    }
    double room = 1e-6 * (most - least);
    if (!(actual >= least - room && actual <= most + room))
        bw_verdict_add(o->verdict, "the backtest's year was %.10g, but the last 12 months lie from %.10g to %.10g",
                       actual, least, most);
}

/* What any backtest holds: errors of sums are none above sums of errors, and wider intervals cover more. */
static void judge_backtest(const outlook *o)
{
    const bw_backtest *t = &o->forecast->backtest;
    if (!(o->forecast->width_factor > 0) || !isfinite(o->forecast->width_factor))
        bw_verdict_add(o->verdict, "the forecast's spread was scaled by %.10g", o->forecast->width_factor);
    if (t->months == 0)
        return;
    judge_actual(o, t->company_actual);
    bw_verdict_compare(o->verdict, "error of the backtest", "the company", t->company_error,
                       fabs(t->company_forecast - t->company_actual) / t->company_actual, 1);
    bool errors = t->company_error >= 0 && t->account_wape >= t->company_error - 1e-9
        && t->company_error_naive >= 0 && t->account_wape_naive >= t->company_error_naive - 1e-9;
    bool shares = t->coverage80 >= 0 && t->coverage95 >= t->coverage80 && t->coverage95 <= 1;
    if (t->months != MONTHS || !errors || !shares || !isfinite(t->account_wape) || !isfinite(t->account_wape_naive))
        bw_verdict_add(o->verdict, "the backtest contradicts itself: errors %.6g of %.6g and, naive, %.6g of %.6g, "
                       "coverage %.6g and %.6g", t->company_error, t->account_wape, t->company_error_naive,
                       t->account_wape_naive, t->coverage80, t->coverage95);
}

bool bw_judge_forecast(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       bw_verdict *verdict)
{
    bool broken = false;
    outlook o = {problem, forecast, verdict, &broken};
    if (!judge_shape(&o))
        return true;
    bw_judge_parts(settings, problem->account_count, judge_some, &o, verdict);
    broken = broken || !judge_curves(&o);
    judge_backtest(&o);
    if (!broken)
        bw_judge_parts(settings, problem->account_count, judge_some_words, &o, verdict);
    return !broken;
}
