/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The method is judged by another way to the same amounts: the level is closed in on by halving, and rounding by what
 * is true of largest remainders alone, that no two reps are off by more than one unit against each other.
 */
#include "models/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS 12
#define HALVINGS 2000
#define DIGITS 1e-12 /* of an amount, that two ways to it agree in */
#define NAMED_BALANCE "balances "

/* What lies before the judge. */
typedef struct bench {
    const bw_problem *problem;
    const bw_forecast *forecast;
    const bw_settings *settings;
    const bw_alignment *plan;
    const bw_quotas *quotas;
    const double *rising; /* [reps * paths] */
    double *potential;    /* [reps] */
    double *weight;       /* [reps] what a sharer's amount is proportional to; NAN: shares nothing out */
    double *amount;       /* [reps] exact quotas */
    bw_verdict *verdict;
} bench;

static const char *id_of(const bench *b, int32_t rep)
{
    return b->problem->reps[rep].row->rep_id;
}

/* ---- the method */

static bool is_adjusted(const bench *b, int32_t rep)
{
    for (size_t k = 0; k < b->problem->adjustment_count; k++)
        if (b->problem->adjustments[k].rep == rep)
            return true;
    return false;
}

/* The three bases of the weighted method. */
static double base_of(const bench *b, int32_t rep, int base)
{
    const bw_quota *quota = &b->quotas->reps[rep];
    return base == 0 ? fmax(0, quota->forecast.mean)
         : base == 1 ? b->potential[rep] * quota->ramp_factor
                     : fmax(0, quota->prior);
}

static double weight_of(const bench *b, int32_t rep, const double total[3])
{
    const bw_settings *s = b->settings;
    const double mix[3] = {s->weight_forecast, s->weight_potential, s->weight_revenue};
    double sum = 0;
    switch ((bw_quota_method)s->quota_method) {
    case BW_EQUAL_ATTAINABILITY:
    case BW_PROPORTIONAL:
        return base_of(b, rep, 0);
    case BW_BY_POTENTIAL:
        return base_of(b, rep, 1);
    case BW_GROWTH:
        return base_of(b, rep, 2);
    case BW_EVEN:
        return b->problem->reps[rep].capacity * b->quotas->reps[rep].ramp_factor;
    case BW_WEIGHTED:
        break;
    }
    for (int k = 0; k < 3; k++)
        sum += total[k] > 0 ? mix[k] * base_of(b, rep, k) / total[k] : 0;
    return sum;
}

/* Reps without accounts have nothing, adjusted ones what a person says, house accounts the company's stretch; the
 * others share out what is left, which is returned. */
static double set_aside(const bench *b, bool adjusted)
{
    const bw_quotas *quotas = b->quotas;
    double left = quotas->quota_total, total[3] = {0, 0, 0};
    double stretch = quotas->company.mean > 0 ? quotas->quota_total / quotas->company.mean : 1;
    for (int32_t j = 0; j < b->problem->rep_count; j++) {
        const bw_quota *quota = &quotas->reps[j];
        bool holds = b->plan->territories[j].accounts > 0, by_hand = adjusted && is_adjusted(b, j);
        bool shares = holds && !by_hand && b->problem->reps[j].competes;
        b->weight[j] = shares ? 0 : NAN;
        b->amount[j] = by_hand            ? quota->unadjusted + quota->adjustment
                       : holds && !shares ? fmax(0, quota->forecast.mean) * stretch
                                          : 0;
        left -= b->amount[j];
        for (int k = 0; k < 3; k++)
            total[k] += shares ? base_of(b, j, k) : 0;
    }
    for (int32_t j = 0; j < b->problem->rep_count; j++)
        if (!isnan(b->weight[j]))
            b->weight[j] = weight_of(b, j, total);
    return left;
}

/* At a level from 0, or, lowered, at a part of the smallest path. */
static double amount_at(const bench *b, int32_t rep, bool lowered, double level)
{
    const bw_settings *settings = b->settings;
    size_t paths = (size_t)b->forecast->path_count;
    const double *year = b->rising + (size_t)rep * paths;
    double prior = fmax(0, b->quotas->reps[rep].prior), amount = lowered ? 0 : level * b->weight[rep];
    if (settings->quota_method == BW_EQUAL_ATTAINABILITY)
        amount = lowered     ? level * year[0]
               : level > 1 ? level * year[paths - 1]
                           : bw_judge_point(year, paths, level);
    double least = isnan(settings->quota_floor) ? 0 : prior * (1 + settings->quota_floor);
    double most = isnan(settings->quota_cap) || prior == 0 ? INFINITY : prior * (1 + settings->quota_cap);
    return fmax(fmin(amount, most), fmax(0, least));
}

static double sum_at(const bench *b, bool lowered, double level)
{
    double sum = 0;
    for (int32_t j = 0; j < b->problem->rep_count; j++)
        sum += isnan(b->weight[j]) ? 0 : amount_at(b, j, lowered, level);
    return sum;
}

/* The level at which the amounts add up to total, to the last digit; NAN when nobody shares. */
static double share_out(const bench *b, double total)
{
    bool lowered = sum_at(b, false, 0) > total;
    double low = 0, high = 1;
    int32_t sharers = 0;
    for (int32_t j = 0; j < b->problem->rep_count; j++)
        sharers += !isnan(b->weight[j]);
    for (int k = 0; k < 64 && !lowered && sum_at(b, false, high) < total; k++)
        high *= 2;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        *(sum_at(b, lowered, middle) < total ? &low : &high) = middle;
    }
    high = sum_at(b, lowered, low) >= total ? low : high;
    for (int32_t j = 0; j < b->problem->rep_count; j++)
        if (!isnan(b->weight[j]))
            b->amount[j] = amount_at(b, j, lowered, high);
    return !sharers ? NAN : lowered ? high - 1 : high;
}

/* The chance aimed at is one at which the amounts add up; there may be many. */
static void judge_level(const bench *b, double total, double level)
{
    double found = b->quotas->level, share = fmin(fmax(level, 0), 1);
    bool none = b->settings->quota_method != BW_EQUAL_ATTAINABILITY || isnan(level);
    bool adds_up = found >= 0 && found <= 1 && fabs(sum_at(b, false, 1 - found) - total) <= 1e-6 * fmax(1, fabs(total));
    if (none ? isnan(found) != 0 : adds_up || fabs(1 - found - share) <= 1e-9)
        return;
    bw_verdict_add(b->verdict, "the common chance of the quotas is %.6g, but %.6g follows from the paths", found,
                   none ? NAN : 1 - share);
}

/* ---- rounding */

static double units_of(double amount, double unit)
{
    double nearest = round(amount / unit);
    return fabs(nearest * unit - amount) < bw_judge_cent(amount) ? nearest : floor(amount / unit);
}

/* Whole units, largest remainders first; what total has below one unit is with the largest. */
static void judge_rounding(const char *what, const char *whose, size_t count, const double *exact, const double *found,
                           double unit, double total, bw_verdict *verdict)
{
    double least = INFINITY, most = -INFINITY, largest = 0, units = 0, odd = 0, odd_units = 0;
    for (size_t k = 0; k < count; k++) {
        double whole = units_of(found[k], unit), rest = found[k] - whole * unit;
        if (!(found[k] >= 0) || (exact[k] <= 0 && found[k] != 0))
            bw_verdict_add(verdict, "%s of %s: %.2f where %.2f follows", what, whose, found[k], exact[k]);
        units = fmax(units, exact[k] / unit);
        largest = fmax(largest, whole);
        if (fabs(rest) >= bw_judge_cent(found[k]))
            odd += rest, odd_units = whole;
        if (exact[k] <= 0)
            continue;
        least = fmin(least, whole - exact[k] / unit);
        most = fmax(most, whole - exact[k] / unit);
    }
    if (!(most - least <= 1 + 1e-6 + 1e-11 * units) && isfinite(least))
        bw_verdict_add(verdict, "%s of %s: rounded by %.6f and by %.6f units of %.2f side by side", what, whose, least,
                       most, unit);
    double cent = bw_judge_cent(total);
    if (!(fabs(odd) < cent) && (odd_units < largest || !(fabs(odd - total + units_of(total, unit) * unit) < cent)))
        bw_verdict_add(verdict, "%s of %s: %.2f below one unit of %.2f is not the total's, with the largest", what,
                       whose, odd, unit);
}

static bool judge_round(const bench *b)
{
    size_t reps = (size_t)b->problem->rep_count;
    double *found = bw_array(reps, sizeof *found);
    for (size_t j = 0; found && j < reps; j++)
        found[j] = b->quotas->reps[j].quota;
    if (found)
        judge_rounding("the quotas", "the reps", reps, b->amount, found, b->quotas->unit,
                       b->quotas->quota_total, b->verdict);
    free(found);
    return found != NULL;
}

static void judge_months(const bench *b, int32_t rep)
{
    const bw_quota *quota = &b->quotas->reps[rep];
    double season[MONTHS];
    bw_judge_season(b->problem, b->forecast, b->settings, b->plan->rep, rep, season);
    for (int h = 0; h < MONTHS; h++)
        season[h] *= quota->quota;
    judge_rounding("the months", id_of(b, rep), MONTHS, season, quota->month, 0.01, quota->quota, b->verdict);
}

/* ---- the derivation */

/* Reads a derivation line by line. */
typedef struct reading {
    const bench *b;
    int32_t rep, line;
    double sum; /* of the lines read */
} reading;

static void expect(reading *r, double amount, const char *what)
{
    const bw_quota *quota = &r->b->quotas->reps[r->rep];
    if (r->line >= quota->line_count) {
        bw_verdict_add(r->b->verdict, "the derivation of the quota of %s lacks %s", id_of(r->b, r->rep), what);
        return;
    }
    double found = quota->lines[r->line++].amount;
    if (!(fabs(found - amount) < bw_judge_cent(r->sum) + 1e-9 * fabs(amount)))
        bw_verdict_add(r->b->verdict, "line %d of the quota of %s is %.2f, but %s is %.2f", r->line,
                       id_of(r->b, r->rep), found, what, amount);
    r->sum += found;
}

static void expect_forecast(reading *r)
{
    const bench *b = r->b;
    double kept = 0, gained = 0, mean = 0, disrupted = 0, forecast = b->quotas->reps[r->rep].forecast.mean;
    int32_t gains = 0, losses = 0;
    for (int32_t i = 0; i < b->problem->account_count; i++) {
        const bw_account *account = &b->problem->accounts[i];
        bool here = b->plan->rep[i] == r->rep, mine = account->owner == r->rep;
        losses += mine && !here;
        if (!here)
            continue;
        gains += !mine;
        *(mine ? &kept : &gained) += account->revenue_net;
        mean += b->forecast->year_mean[i];
        disrupted += bw_judge_loss(b->problem, b->settings, i, r->rep) * b->forecast->year_mean[i];
    }
    expect(r, kept, "what the accounts kept brought");
    if (gains)
        expect(r, gained, "what the accounts gained brought");
    if (losses)
        expect(r, 0, "what accounts that go leave behind");
    expect(r, mean - kept - gained, "the growth of the forecast");
    if (disrupted > 0)
        expect(r, -disrupted, "the loss by disruption");
    if (b->quotas->reps[r->rep].ramp_factor < 1)
        expect(r, forecast - mean + disrupted, "the ramp");
}

static void expect_method(reading *r)
{
    const bench *b = r->b;
    const bw_quota *quota = &b->quotas->reps[r->rep];
    expect(r, quota->unadjusted - quota->forecast.mean, "the method's stretch");
    for (size_t k = 0; k < b->problem->adjustment_count; k++) {
        const bw_adjustment_row *row = b->problem->adjustments[k].row;
        if (b->problem->adjustments[k].rep == r->rep)
            expect(r, isnan(row->amount) ? row->share * quota->unadjusted : row->amount, "an adjustment");
    }
    double taken = b->amount[r->rep] - quota->unadjusted, blur = bw_judge_cent(0) + DIGITS * fabs(quota->unadjusted);
    bool said = r->line < quota->line_count
        && strncmp(quota->lines[r->line].what, NAMED_BALANCE, strlen(NAMED_BALANCE)) == 0;
    if (said && fabs(quota->lines[r->line].amount - taken) < blur)
        taken = quota->lines[r->line].amount;
    if (!is_adjusted(b, r->rep) && (said || fabs(taken) >= blur))
        expect(r, taken, "what it balances for others");
}

static void judge_lines(const bench *b, int32_t rep)
{
    const bw_quota *quota = &b->quotas->reps[rep];
    double whole = units_of(quota->quota, b->quotas->unit) * b->quotas->unit;
    reading r = {b, rep, 0, 0};
    if (b->plan->territories[rep].accounts == 0) {
        expect(&r, 0, "a territory without accounts");
    } else {
        expect_forecast(&r);
        expect_method(&r);
        expect(&r, whole - r.sum, "rounding");
        if (quota->quota - whole >= bw_judge_cent(quota->quota))
            expect(&r, quota->quota - whole, "the rest of the total");
    }
    if (r.line != quota->line_count)
        bw_verdict_add(b->verdict, "the derivation of the quota of %s has %d lines instead of %d", id_of(b, rep),
                       quota->line_count, r.line);
}

/* ---- all of it */

static void judge_unadjusted(const bench *b)
{
    for (int32_t j = 0; j < b->problem->rep_count; j++) {
        const bw_quota *quota = &b->quotas->reps[j];
        double known = b->problem->reps[j].quota_prior;
        bw_verdict_compare(b->verdict, "quota before adjustments", id_of(b, j), quota->unadjusted, b->amount[j], 1);
        if (!(isnan(known) ? isnan(quota->quota_prior) : quota->quota_prior == known))
            bw_verdict_add(b->verdict, "last year's quota of %s is %.2f, but the tables say %.2f", id_of(b, j),
                           quota->quota_prior, known);
    }
}

static bool judge_all(const bench *b)
{
    double total = set_aside(b, false), level = share_out(b, total);
    judge_unadjusted(b);
    if (b->problem->adjustment_count) {
        total = set_aside(b, true);
        level = share_out(b, total);
    }
    judge_level(b, total, level);
    if (!judge_round(b))
        return false;
    for (int32_t j = 0; j < b->problem->rep_count; j++) {
        judge_months(b, j);
        judge_lines(b, j);
    }
    return true;
}

bool bw_judge_shares(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, const bw_quotas *quotas, const double *rising,
                     bw_verdict *verdict)
{
    size_t reps = (size_t)problem->rep_count;
    bench b = {problem, forecast, settings, alignment, quotas, rising, bw_array(reps, sizeof(double)),
               bw_array(reps, sizeof(double)), bw_array(reps, sizeof(double)), verdict};
    bool room = b.potential && b.weight && b.amount;
    for (int32_t i = 0; i < problem->account_count && room; i++)
        if (alignment->rep[i] >= 0)
            b.potential[alignment->rep[i]] += problem->accounts[i].potential;
    room = room && judge_all(&b);
    free(b.potential);
    free(b.weight);
    free(b.amount);
    return room;
}
