/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/quota.h"
#include "solver/simulate.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS 12

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
    d->sorted_company = bw_arena_take(memory, d->simulation.paths, sizeof *d->sorted_company);
    return d->quotas->reps && d->prior && d->potential && d->raw && d->sorted_company;
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
        quota->quota_prior = d->problem->reps[j].row->quota_prior;
        quota->adjustment_reason = "";
    }
}

static double to_cents(double amount)
{
    return round(amount * 100) / 100;
}

/* The company's target: an amount, or growth on the last 12 months, or what the forecast expects. */
static void set_target(desk *d)
{
    const bw_settings *settings = d->settings;
    double last_year = 0;
    for (int32_t i = 0; i < d->problem->account_count; i++)
        last_year += d->problem->accounts[i].revenue_net;
    double target = settings->company_target;
    if (isnan(target) && !isnan(settings->target_growth))
        target = last_year * (1 + settings->target_growth);
    if (isnan(target))
        target = d->quotas->company.mean;
    d->quotas->company_target = to_cents(fmax(0, target));
    d->quotas->quota_total = to_cents(d->quotas->company_target * (1 + settings->over_assignment));
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

static double house_quotas(desk *d, double stretch)
{
    double sum = 0;
    for (int32_t j = 0; j < d->problem->rep_count; j++)
        if (is_house(d, j) && carries_quota(d, j))
            sum += d->raw[j] = fmax(0, d->quotas->reps[j].forecast.mean) * stretch;
    return sum;
}

static size_t list_shares(const desk *d, bw_share_in *shares, int32_t *rep_of)
{
    double totals[3] = {0, 0, 0};
    size_t count = 0;
    for (int32_t j = 0; j < d->problem->rep_count; j++)
        if (carries_quota(d, j) && !is_house(d, j)) {
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

static bw_status share_out(desk *d, bw_error *error)
{
    size_t reps = (size_t)d->problem->rep_count;
    bw_share_in *shares = bw_array(reps, sizeof *shares);
    int32_t *rep_of = bw_array(reps, sizeof *rep_of);
    double *amount = bw_array(reps, sizeof *amount), level = NAN;
    bw_status status = shares && rep_of && amount ? BW_OK : bw_fail_memory(error);
    double stretch = d->quotas->company.mean > 0 ? d->quotas->quota_total / d->quotas->company.mean : 1;
    if (status == BW_OK) {
        double house = house_quotas(d, stretch);
        size_t count = list_shares(d, shares, rep_of);
        double left = fmax(0, d->quotas->quota_total - house);
        status = count ? bw_share_out(shares, count, left, amount, &level, error)
                 : left > 0.005 ? bw_fail(error, BW_USAGE, "no rep who competes has an account, so %.2f of the target "
                                                           "cannot be shared out", left)
                                : BW_OK;
        for (size_t k = 0; k < count && status == BW_OK; k++)
            d->raw[rep_of[k]] = amount[k];
    }
    bool by_paths = d->settings->quota_method == BW_EQUAL_ATTAINABILITY;
    d->quotas->level = by_paths && level <= 1 ? 1 - level : by_paths ? 0 : NAN;
    free(amount);
    free(rep_of);
    free(shares);
    return status;
}

static bool round_quotas(desk *d)
{
    size_t reps = (size_t)d->problem->rep_count;
    double *amount = bw_array(reps, sizeof *amount);
    if (!amount)
        return false;
    memcpy(amount, d->raw, reps * sizeof *amount);
    bool good = bw_round_shares(amount, reps, d->quotas->quota_total, d->settings->quota_unit);
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
    static const double company_p[3] = {0.5, 0.8, 0.9}, rep_p[3] = {0.5, 0.6, 0.7};
    for (int k = 0; k < 3; k++) {
        quotas->target_for_p[k] = bw_quantile(d->sorted_company, paths, 1 - company_p[k]);
        double sum = 0;
        for (int32_t j = 0; j < d->problem->rep_count; j++)
            sum += bw_quantile(paths_of(d, j), paths, 1 - rep_p[k]);
        quotas->cushion_for_p[k] = quotas->company_target > 0 ? sum / quotas->company_target - 1 : 0;
    }
}

/* ---- derivation */

static void add_line(bw_quota *quota, double amount, const char *format, ...) BW_PRINTF(3, 4);

static void add_line(bw_quota *quota, double amount, const char *format, ...)
{
    bw_quota_line *line = &quota->lines[quota->line_count++];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line->what, sizeof line->what, format, arguments);
    va_end(arguments);
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

static void derive(const desk *d, int32_t rep, const book *held)
{
    bw_quota *quota = &d->quotas->reps[rep];
    const bw_territory *territory = &d->alignment->territories[rep];
    double expected = held->forecast - held->lost_by_moves, ramped = quota->forecast.mean;
    if (!carries_quota(d, rep)) {
        add_line(quota, quota->quota, "no accounts");
        return;
    }
    add_line(quota, held->kept, "last year's revenue of the accounts kept (%d)", held->kept_accounts);
    if (held->gained_accounts)
        add_line(quota, held->gained, "last year's revenue of the accounts gained (%d)", held->gained_accounts);
    if (territory->lost)
        add_line(quota, 0, "accounts that go to others: %d, with %.0f of revenue", territory->lost,
                 territory->revenue_lost);
    add_line(quota, held->forecast - held->kept - held->gained, "growth or decline that the forecast expects of them");
    if (held->lost_by_moves > 0)
        add_line(quota, -held->lost_by_moves, "allowance for disruption by the change of rep");
    if (quota->ramp_factor < 1)
        add_line(quota, ramped - expected, "ramp of a new rep (productivity %.0f %%)", 100 * quota->ramp_factor);
    double raw = d->raw[rep];
    add_line(quota, raw - ramped, "%s", is_house(d, rep) ? "house accounts: stretched like the company's forecast"
                                                         : stretch_names[d->settings->quota_method]);
    double sum = 0;
    for (int32_t k = 0; k < quota->line_count; k++)
        sum += quota->lines[k].amount;
    add_line(quota, quota->quota - sum, "rounding");
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

/* The steps in order: look, target, share, round, months, chances, words. */
static bw_status set_quotas(desk *d, bw_error *error)
{
    look_at_territories(d);
    set_target(d);
    bw_status status = share_out(d, error);
    if (status != BW_OK)
        return status;
    if (!round_quotas(d) || !split_months(d))
        return bw_fail_memory(error);
    set_chances(d);
    return derive_all(d) ? BW_OK : bw_fail_memory(error);
}

bw_status bw_quotas_set(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                        const bw_settings *settings, bw_quotas **quotas, bw_error *error)
{
    desk d = {.problem = problem, .forecast = forecast, .alignment = alignment, .settings = settings};
    *quotas = NULL;
    gsl_set_error_handler_off();
    bw_status status = bw_simulate(problem, forecast, alignment, settings, &d.simulation, error);
    if (status != BW_OK)
        return status;
    status = open_desk(&d) ? set_quotas(&d, error) : bw_fail_memory(error);
    bw_simulation_clear(&d.simulation);
    if (status == BW_OK)
        *quotas = d.quotas;
    else
        bw_quotas_free(d.quotas);
    return status;
}
