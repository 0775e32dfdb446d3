/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/quota.h"
#include "solver/pay.h"
#include "solver/simulate.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS 12
#define ROUNDING 1e-13

struct bw_quotas_store {
    bw_arena *memory;
};

/* What the steps share. */
typedef struct desk {
    const bw_problem *problem;
    const bw_forecast *forecast;
    const bw_alignment *alignment;
    const bw_settings *settings;
    bw_simulation simulation;
    double *sorted_company; /* [paths] */
    double *prior;          /* [reps] net revenue of the territory's accounts, last 12 months */
    double *potential;      /* [reps] */
    double *raw;            /* [reps] quotas before rounding */
    double *fixed;          /* [reps] quotas set by adjustments; NAN: the method's */
    bw_quotas *quotas;
} desk;

void bw_quotas_free(bw_quotas *quotas)
{
    if (!quotas)
        return;
    if (quotas->store)
        bw_arena_free(quotas->store->memory);
    free(quotas->store);
    free(quotas);
}

static bool open_desk(desk *d)
{
    size_t reps = (size_t)d->problem->rep_count;
    d->quotas = calloc(1, sizeof *d->quotas);
    if (!d->quotas || !(d->quotas->store = calloc(1, sizeof *d->quotas->store)))
        return false;
    bw_arena *memory = d->quotas->store->memory = bw_arena_create();
    if (!memory)
        return false;
    d->quotas->rep_count = d->problem->rep_count;
    d->quotas->reps = bw_arena_take(memory, reps, sizeof *d->quotas->reps);
    d->prior = bw_arena_take(memory, reps, sizeof *d->prior);
    d->potential = bw_arena_take(memory, reps, sizeof *d->potential);
    d->raw = bw_arena_take(memory, reps, sizeof *d->raw);
    d->fixed = bw_arena_take(memory, reps, sizeof *d->fixed);
    for (size_t j = 0; d->fixed && j < reps; j++)
        d->fixed[j] = NAN;
    d->sorted_company = bw_arena_take(memory, d->simulation.paths, sizeof *d->sorted_company);
    return d->quotas->reps && d->prior && d->potential && d->raw && d->fixed && d->sorted_company;
}

static const double *paths_of(const desk *d, int32_t rep)
{
    return d->simulation.sorted + (size_t)rep * d->simulation.paths;
}

static void look_at_territories(desk *d)
{
    size_t paths = d->simulation.paths;
    memcpy(d->sorted_company, d->simulation.company, paths * sizeof(double));
    gsl_sort(d->sorted_company, 1, paths);
    d->quotas->company = bw_range_of(d->sorted_company, paths);
    for (int32_t i = 0; i < d->problem->account_count; i++) {
        int32_t rep = d->alignment->rep[i];
        if (rep < 0)
            continue;
        d->prior[rep] += d->problem->accounts[i].revenue_net;
        d->potential[rep] += d->problem->accounts[i].potential;
    }
    for (int32_t j = 0; j < d->problem->rep_count; j++) {
        bw_quota *quota = &d->quotas->reps[j];
        quota->forecast = bw_range_of(paths_of(d, j), paths);
        quota->ramp_factor = d->simulation.ramp[j];
        quota->prior = d->prior[j];
        quota->quota_prior = d->problem->reps[j].quota_prior;
        quota->adjustment_reason = "";
    }
}

static double to_cents(double amount)
{
    return round(amount * 100) / 100;
}

/* A whole number of units, but never 0 for something. */
static double to_units(double amount, double unit)
{
    double whole = round(amount / unit) * unit;
    return to_cents(whole > 0 ? whole : amount);
}

static void set_unit(desk *d, double target)
{
    int32_t competing = 0;
    for (int32_t j = 0; j < d->problem->rep_count; j++)
        competing += d->problem->reps[j].competes;
    double given = d->settings->quota_unit;
    d->quotas->unit = isnan(given) ? bw_usual_unit(target, competing) : to_cents(given);
}

/* The company's target: an amount, which is kept to the cent, or growth on the last 12 months, or what the forecast
 * expects, in whole units. */
static void set_target(desk *d)
{
    const bw_settings *settings = d->settings;
    double last_year = 0, over = 1 + settings->over_assignment;
    for (int32_t i = 0; i < d->problem->account_count; i++)
        last_year += d->problem->accounts[i].revenue_net;
    double grown = last_year * (1 + settings->target_growth);
    double target = isnan(settings->target_growth) ? d->quotas->company.mean : grown;
    bool given = !isnan(settings->company_target);
    set_unit(d, given ? settings->company_target : target);
    double unit = given ? 0.01 : d->quotas->unit;
    d->quotas->company_target = to_units(fmax(0, given ? settings->company_target : target), unit);
    d->quotas->quota_total = to_units(d->quotas->company_target * over, unit);
}

/* ---- sharing out */

static bool carries_quota(const desk *d, int32_t rep)
{
    return d->alignment->territories[rep].accounts > 0;
}

/* What a rep's amount is proportional to. */
static double weight_of(const desk *d, int32_t rep, const double totals[3])
{
    const bw_settings *settings = d->settings;
    double forecast = fmax(0, d->quotas->reps[rep].forecast.mean);
    double potential = d->potential[rep] * d->simulation.ramp[rep], prior = fmax(0, d->prior[rep]);
    switch ((bw_quota_method)settings->quota_method) {
    case BW_EQUAL_ATTAINABILITY:
    case BW_PROPORTIONAL:
        return forecast;
    case BW_BY_POTENTIAL:
        return potential;
    case BW_GROWTH:
        return prior;
    case BW_EVEN:
        return d->problem->reps[rep].capacity * d->simulation.ramp[rep];
    case BW_WEIGHTED:
        break;
    }
    return settings->weight_forecast * (totals[0] > 0 ? forecast / totals[0] : 0)
        + settings->weight_potential * (totals[1] > 0 ? potential / totals[1] : 0)
        + settings->weight_revenue * (totals[2] > 0 ? prior / totals[2] : 0);
}

/* A rep who does not compete carries the house accounts' forecast, stretched like the company's. */
static bool is_house(const desk *d, int32_t rep)
{
    return !d->problem->reps[rep].competes;
}

/* Quotas that the method does not share out: those set by adjustments, and those of house accounts. */
static double set_aside(desk *d, double stretch)
{
    double sum = 0;
    for (int32_t j = 0; j < d->problem->rep_count; j++) {
        if (!isnan(d->fixed[j]))
            sum += d->raw[j] = d->fixed[j];
        else if (is_house(d, j) && carries_quota(d, j))
            sum += d->raw[j] = fmax(0, d->quotas->reps[j].forecast.mean) * stretch;
    }
    return sum;
}

static bool shares_target(const desk *d, int32_t rep)
{
    return carries_quota(d, rep) && !is_house(d, rep) && isnan(d->fixed[rep]);
}

static size_t list_shares(const desk *d, bw_share_in *shares, int32_t *rep_of)
{
    double totals[3] = {0, 0, 0};
    size_t count = 0;
    for (int32_t j = 0; j < d->problem->rep_count; j++)
        if (shares_target(d, j)) {
            rep_of[count++] = j;
            totals[0] += fmax(0, d->quotas->reps[j].forecast.mean);
            totals[1] += d->potential[j] * d->simulation.ramp[j];
            totals[2] += fmax(0, d->prior[j]);
        }
    for (size_t k = 0; k < count; k++) {
        int32_t rep = rep_of[k];
        double prior = fmax(0, d->prior[rep]);
        bool by_paths = d->settings->quota_method == BW_EQUAL_ATTAINABILITY;
        shares[k] = (bw_share_in){.sorted = by_paths ? paths_of(d, rep) : NULL,
                                  .paths = d->simulation.paths,
                                  .weight = weight_of(d, rep, totals),
                                  .floor = isnan(d->settings->quota_floor) ? 0 : prior * (1 + d->settings->quota_floor),
                                  .cap = INFINITY};
        if (!isnan(d->settings->quota_cap) && prior > 0)
            shares[k].cap = fmax(shares[k].floor, prior * (1 + d->settings->quota_cap));
    }
    return count;
}

/* ---- a target that floors or caps refuse */

/* Growth at which the bounds of those who can share add up to left; others' floors are taken off first. NAN: none. */
static double growth_that_fits(const desk *d, const bw_share_in *shares, const int32_t *rep_of, size_t count, bool caps,
                               double left)
{
    double prior = 0;
    for (size_t k = 0; k < count; k++) {
        bool free_to = !caps || shares[k].cap > shares[k].floor;
        prior += free_to ? fmax(0, d->prior[rep_of[k]]) : 0;
        left -= free_to ? 0 : shares[k].floor;
    }
    double growth = left / prior - 1;
    return prior > 0 && growth >= -1 && growth <= 100 ? growth : NAN;
}

/* The sum of all quotas at which just so much is left to share out; house accounts stretch with it. */
static double total_that_leaves(const desk *d, double left)
{
    double house = 0, fixed = 0, mean = d->quotas->company.mean;
    for (int32_t j = 0; j < d->problem->rep_count; j++) {
        bool by_hand = !isnan(d->fixed[j]);
        fixed += by_hand ? d->fixed[j] : 0;
        house += !by_hand && is_house(d, j) && carries_quota(d, j) ? fmax(0, d->quotas->reps[j].forecast.mean) : 0;
    }
    double share = mean > 0 ? 1 - house / mean : 1;
    return (left + fixed) / share;
}

/* Whole cents on the safe side. */
static double safe_cents(double cents, bool down)
{
    return down ? floor(cents * (1 + ROUNDING)) : ceil(cents * (1 - ROUNDING));
}

/* The company target within reach. The sum of quotas is rounded too, so it has to be safe by itself. */
static double safe_target(const desk *d, double left, bool down)
{
    double total = safe_cents(100 * total_that_leaves(d, left), down);
    return safe_cents(total / (1 + d->settings->over_assignment), down) / 100;
}

/* Adds what would repair it: the bound itself, or a target within it, both rounded to the safe side. */
static bw_status refuse(const desk *d, const bw_share_in *shares, const int32_t *rep_of, size_t count, double left,
                        bw_error *error)
{
    if (!error)
        return BW_IMPOSSIBLE;
    bw_share_span span = bw_share_reach(shares, count);
    bool caps = span.least <= left;
    double growth = growth_that_fits(d, shares, rep_of, count, caps, left);
    char bound[80] = "";
    if (isfinite(growth))
        snprintf(bound, sizeof bound, "%s = %.4g, or ", caps ? "quota_cap" : "quota_floor",
                 (caps ? ceil(growth * 1000) : floor(growth * 1000)) / 1000);
    size_t used = strlen(error->message);
    snprintf(error->message + used, sizeof error->message - used,
             ", as %s = %g: the cheapest repair is %scompany_target = %.2f", caps ? "quota_cap" : "quota_floor",
             caps ? d->settings->quota_cap : d->settings->quota_floor, bound,
             safe_target(d, caps ? span.most : span.least, caps));
    return BW_IMPOSSIBLE;
}

static bw_status share_among(desk *d, bw_share_in *shares, int32_t *rep_of, double *amount, bw_error *error)
{
    double stretch = d->quotas->company.mean > 0 ? d->quotas->quota_total / d->quotas->company.mean : 1, level = NAN;
    double left = d->quotas->quota_total - set_aside(d, stretch);
    size_t count = list_shares(d, shares, rep_of);
    if (!count && left > 0.005)
        return bw_fail(error, BW_USAGE, "no rep who competes %s, so %.2f of the target cannot be shared out",
                       d->problem->adjustment_count ? "has an account and no adjustment by hand" : "has an account",
                       left);
    if (left < -0.005)
        return bw_fail(error, BW_USAGE, "%shouse accounts take %.2f more than the %.2f to share out: raise the target",
                       d->problem->adjustment_count ? "the quotas set by adjustments.csv and those of " : "",
                       -left, d->quotas->quota_total);
    bw_status status = count ? bw_share_out(shares, count, fmax(0, left), amount, &level, error) : BW_OK;
    if (status == BW_IMPOSSIBLE)
        return refuse(d, shares, rep_of, count, left, error);
    for (size_t k = 0; k < count && status == BW_OK; k++)
        d->raw[rep_of[k]] = amount[k];
    bool by_paths = d->settings->quota_method == BW_EQUAL_ATTAINABILITY;
    d->quotas->level = by_paths && count ? 1 - fmin(fmax(level, 0), 1) : NAN;
    return status;
}

static bw_status share_out(desk *d, bw_error *error)
{
    size_t reps = (size_t)d->problem->rep_count;
    bw_share_in *shares = bw_array(reps, sizeof *shares);
    int32_t *rep_of = bw_array(reps, sizeof *rep_of);
    double *amount = bw_array(reps, sizeof *amount);
    bool room = shares && rep_of && amount;
    bw_status status = room ? share_among(d, shares, rep_of, amount, error) : bw_fail_memory(error);
    free(amount);
    free(rep_of);
    free(shares);
    return status;
}

/* ---- adjustments by hand */

static bw_status fix(desk *d, const bw_adjustment *given, bw_error *error)
{
    bw_quota *quota = &d->quotas->reps[given->rep];
    const bw_adjustment_row *row = given->row;
    const char *before = quota->adjustment_reason;
    if (!carries_quota(d, given->rep))
        return bw_fail(error, BW_USAGE, "adjustments.csv, line %lld: %s has no accounts in this plan, so there is no "
                                        "quota to adjust", (long long)row->line, row->rep_id);
    quota->adjustment += isnan(row->amount) ? row->share * quota->unadjusted : row->amount;
    d->fixed[given->rep] = quota->unadjusted + quota->adjustment;
    quota->adjustment_reason = bw_arena_format(d->quotas->store->memory, "%s%s%s%s%s%s", before, *before ? "; " : "",
                                               row->reason, *row->approved_by ? " (approved by " : "",
                                               row->approved_by, *row->approved_by ? ")" : "");
    return quota->adjustment_reason ? BW_OK : bw_fail_memory(error);
}

/* The reps without an adjustment share out what is left by the method, so the sum stays. */
static bw_status adjust(desk *d, bw_error *error)
{
    const bw_problem *problem = d->problem;
    double adjusted = 0;
    bw_status status = BW_OK;
    for (int32_t j = 0; j < problem->rep_count; j++)
        d->quotas->reps[j].unadjusted = d->raw[j];
    if (!problem->adjustment_count)
        return BW_OK;
    for (size_t k = 0; k < problem->adjustment_count && !status; k++)
        status = fix(d, &problem->adjustments[k], error);
    for (int32_t j = 0; j < problem->rep_count && !status; j++) {
        adjusted += isnan(d->fixed[j]) ? 0 : d->fixed[j];
        if (d->fixed[j] < 0)
            status = bw_fail(error, BW_USAGE, "adjustments.csv lowers the quota of %s by %.2f, more than its %.2f",
                             problem->reps[j].row->rep_id, -d->quotas->reps[j].adjustment,
                             d->quotas->reps[j].unadjusted);
    }
    if (!status && adjusted > d->quotas->quota_total)
        status = bw_fail(error, BW_USAGE, "the quotas set by adjustments.csv alone add up to %.2f, more than the %.2f "
                                          "to share out", adjusted, d->quotas->quota_total);
    return status ? status : share_out(d, error);
}

/* ---- rounding and months */

static bool round_quotas(desk *d)
{
    size_t reps = (size_t)d->problem->rep_count;
    double *amount = bw_array(reps, sizeof *amount);
    if (!amount)
        return false;
    memcpy(amount, d->raw, reps * sizeof *amount);
    bool good = bw_round_shares(amount, reps, d->quotas->quota_total, d->quotas->unit);
    double sum = 0;
    for (size_t j = 0; j < reps; j++)
        sum += d->quotas->reps[j].quota = to_cents(amount[j]);
    d->quotas->quota_total = to_cents(sum);
    free(amount);
    return good;
}

static bool split_months(desk *d)
{
    for (int32_t j = 0; j < d->problem->rep_count; j++) {
        bw_quota *quota = &d->quotas->reps[j];
        for (size_t h = 0; h < MONTHS; h++)
            quota->month[h] = quota->quota * d->simulation.season[(size_t)j * MONTHS + h];
        if (!bw_round_shares(quota->month, MONTHS, quota->quota, 0.01))
            return false;
        for (size_t h = 0; h < MONTHS; h++)
            quota->month[h] = to_cents(quota->month[h]);
    }
    return true;
}

/* ---- chances */

const double bw_target_chances[BW_CHANCES] = {0.5, 0.8, 0.9}, bw_quota_chances[BW_CHANCES] = {0.5, 0.6, 0.7};

static void set_chances(desk *d)
{
    bw_quotas *quotas = d->quotas;
    size_t paths = d->simulation.paths;
    int32_t carriers = 0;
    for (int32_t j = 0; j < d->problem->rep_count; j++) {
        bw_quota *quota = &quotas->reps[j];
        quota->p_attain = bw_share_reaching(paths_of(d, j), paths, quota->quota);
        if (!carries_quota(d, j) || is_house(d, j))
            continue;
        carriers++;
        quotas->expected_at_quota += quota->p_attain;
    }
    quotas->expected_at_quota = carriers ? quotas->expected_at_quota / carriers : 0;
    quotas->p_company = bw_share_reaching(d->sorted_company, paths, quotas->company_target);
    for (int k = 0; k < BW_CHANCES; k++) {
        quotas->target_for_p[k] = bw_quantile(d->sorted_company, paths, 1 - bw_target_chances[k]);
        double sum = 0;
        for (int32_t j = 0; j < d->problem->rep_count; j++)
            sum += bw_quantile(paths_of(d, j), paths, 1 - bw_quota_chances[k]);
        quotas->cushion_for_p[k] = quotas->company_target > 0 ? sum / quotas->company_target - 1 : 0;
    }
}

/* ---- derivation */

static void add_line(bw_quota *quota, double amount, const char *format, ...) BW_PRINTF(3, 4);

/* Cuts UTF-8 at a whole character at or before `length`, and says so by three dots. */
static void cut_text(char *text, size_t length)
{
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    memcpy(text + length, "...", 4);
}

static void add_line(bw_quota *quota, double amount, const char *format, ...)
{
    bw_quota_line *line = &quota->lines[quota->line_count++];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line->what, sizeof line->what, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof line->what)
        cut_text(line->what, sizeof line->what - 4);
    line->amount = to_cents(amount);
}

/* Sums over a rep's accounts that the derivation speaks of. */
typedef struct book {
    double kept, gained, forecast, lost_by_moves;
    int32_t kept_accounts, gained_accounts;
} book;

static void add_to_book(const desk *d, int32_t account, book *books)
{
    int32_t rep = d->alignment->rep[account];
    if (rep < 0)
        return;
    const bw_account *given = &d->problem->accounts[account];
    book *held = &books[rep];
    bool kept = given->owner == rep;
    *(kept ? &held->kept : &held->gained) += given->revenue_net;
    *(kept ? &held->kept_accounts : &held->gained_accounts) += 1;
    held->forecast += d->forecast->year_mean[account];
    held->lost_by_moves += (1 - d->simulation.kept[account]) * d->forecast->year_mean[account];
}

static const char *const stretch_names[] = {
    [BW_EQUAL_ATTAINABILITY] = "stretch to the company target, the same chance for every rep",
    [BW_PROPORTIONAL] = "stretch to the company target, in proportion to the forecast",
    [BW_BY_POTENTIAL] = "share of the company target by potential instead of forecast",
    [BW_GROWTH] = "share of the company target by the same growth for all",
    [BW_EVEN] = "share of the company target by capacity instead of forecast",
    [BW_WEIGHTED] = "share of the company target by the weights given",
};

static void derive_adjustments(const desk *d, int32_t rep)
{
    bw_quota *quota = &d->quotas->reps[rep];
    for (size_t k = 0; k < d->problem->adjustment_count; k++) {
        const bw_adjustment_row *row = d->problem->adjustments[k].row;
        if (d->problem->adjustments[k].rep != rep)
            continue;
        bool by = *row->approved_by;
        add_line(quota, isnan(row->amount) ? row->share * quota->unadjusted : row->amount,
                 "adjusted by hand%s%s: %s", by ? ", approved by " : "", row->approved_by, row->reason);
    }
    double taken = d->raw[rep] - quota->unadjusted;
    if (isnan(d->fixed[rep]) && d->problem->adjustment_count && fabs(taken) >= 0.005)
        add_line(quota, taken, "balances what was adjusted by hand for others");
}

/* What the target has below whole units is not rounding, and only one rep has it. */
static void derive_rounding(const desk *d, int32_t rep)
{
    bw_quota *quota = &d->quotas->reps[rep];
    double unit = d->quotas->unit, sum = 0, odd = quota->quota - bw_whole_units(quota->quota, unit) * unit;
    for (int32_t k = 0; k < quota->line_count; k++)
        sum += quota->lines[k].amount;
    odd = odd < 0.005 ? 0 : odd;
    add_line(quota, quota->quota - odd - sum, "rounding");
    if (odd > 0)
        add_line(quota, odd, "rest of the total below one unit, with the largest quota");
}

static void derive(const desk *d, int32_t rep, const book *held)
{
    bw_quota *quota = &d->quotas->reps[rep];
    const bw_territory *territory = &d->alignment->territories[rep];
    double expected = held->forecast - held->lost_by_moves, ramped = quota->forecast.mean;
    char amount[40];
    if (!carries_quota(d, rep)) {
        add_line(quota, quota->quota, "no accounts");
        return;
    }
    add_line(quota, held->kept, "last year's revenue of the accounts kept (%d)", held->kept_accounts);
    if (held->gained_accounts)
        add_line(quota, held->gained, "last year's revenue of the accounts gained (%d)", held->gained_accounts);
    if (territory->lost)
        add_line(quota, 0, "accounts that go to others: %d, with %s of revenue", territory->lost,
                 bw_amount_text(territory->revenue_lost, amount, sizeof amount));
    add_line(quota, held->forecast - held->kept - held->gained, "growth or decline that the forecast expects of them");
    if (held->lost_by_moves > 0)
        add_line(quota, -held->lost_by_moves, "allowance for disruption by the change of rep");
    if (quota->ramp_factor < 1)
        add_line(quota, ramped - expected, "ramp of a new rep (productivity %.0f %%)", 100 * quota->ramp_factor);
    add_line(quota, quota->unadjusted - ramped, "%s",
             is_house(d, rep) ? "house accounts: stretched like the company's forecast"
                              : stretch_names[d->settings->quota_method]);
    derive_adjustments(d, rep);
    derive_rounding(d, rep);
}

static bool derive_all(const desk *d)
{
    book *books = bw_array((size_t)d->problem->rep_count, sizeof *books);
    if (!books)
        return false;
    for (int32_t i = 0; i < d->problem->account_count; i++)
        add_to_book(d, i, books);
    for (int32_t j = 0; j < d->problem->rep_count; j++)
        derive(d, j, &books[j]);
    free(books);
    return true;
}

/* The steps in order: look, target, share, round, months, chances, pay, words. */
static bw_status set_quotas(desk *d, bw_error *error)
{
    look_at_territories(d);
    set_target(d);
    bw_status status = share_out(d, error);
    if (!status)
        status = adjust(d, error);
    if (status != BW_OK)
        return status;
    if (!round_quotas(d) || !split_months(d))
        return bw_fail_memory(error);
    set_chances(d);
    bool good = bw_pay_set(d->problem, d->settings, &d->simulation, d->quotas) && derive_all(d);
    return good ? BW_OK : bw_fail_memory(error);
}

/* Last year's quotas as they were. */
static bw_status repeat_quotas(desk *d, bw_error *error)
{
    look_at_territories(d);
    for (int32_t j = 0; j < d->problem->rep_count; j++) {
        bw_quota *quota = &d->quotas->reps[j];
        quota->quota = quota->unadjusted = isnan(quota->quota_prior) ? 0 : to_cents(quota->quota_prior);
        d->quotas->quota_total += quota->quota;
        add_line(quota, quota->quota, "last year's quota");
    }
    d->quotas->company_target = d->quotas->quota_total;
    d->quotas->level = NAN;
    if (!split_months(d))
        return bw_fail_memory(error);
    set_chances(d);
    return bw_pay_set(d->problem, d->settings, &d->simulation, d->quotas) ? BW_OK : bw_fail_memory(error);
}

static bw_status run(desk *d, bw_status (*make)(desk *d, bw_error *error), bw_quotas **quotas, bw_error *error)
{
    *quotas = NULL;
    gsl_set_error_handler_off();
    bw_status status = bw_simulate(d->problem, d->forecast, d->alignment, d->settings, &d->simulation, error);
    if (status != BW_OK)
        return status;
    status = open_desk(d) ? make(d, error) : bw_fail_memory(error);
    bw_simulation_clear(&d->simulation);
    if (status == BW_OK)
        *quotas = d->quotas;
    else
        bw_quotas_free(d->quotas);
    return status;
}

bw_status bw_quotas_set(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                        const bw_settings *settings, bw_quotas **quotas, bw_error *error)
{
    desk d = {.problem = problem, .forecast = forecast, .alignment = alignment, .settings = settings};
    return run(&d, set_quotas, quotas, error);
}

bw_status bw_quotas_today(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *today,
                          const bw_settings *settings, bw_quotas **quotas, bw_error *error)
{
    desk d = {.problem = problem, .forecast = forecast, .alignment = today, .settings = settings};
    *quotas = NULL;
    for (int32_t j = 0; j < problem->rep_count; j++)
        if (!isnan(problem->reps[j].quota_prior))
            return run(&d, repeat_quotas, quotas, error);
    return BW_OK;
}
