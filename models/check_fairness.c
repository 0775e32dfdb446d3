/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS ((size_t)1000)
#define STREAM 0xFA12000u /* fairness.md: quantity k is drawn from stream STREAM + k */

/* What the figures are made of. */
typedef struct evidence {
    const bw_problem *problem;
    const bw_forecast *forecast; /* may be NULL */
    const bw_settings *settings;
    const bw_alignment *plan;
    const bw_quotas *quotas; /* may be NULL */
    bw_verdict *verdict;
    double *value, *market;  /* [reps], [markets] room */
    int32_t *owner;          /* [accounts] today's reps */
    double *year;            /* [paths] room */
    double *sample, *drawn;  /* [reps], [DRAWS] room */
    gsl_rng *random;
} evidence;

/* Reps are compared when somebody else could have had their accounts. */
static bool is_compared(const bw_problem *problem, int32_t rep)
{
    int32_t rivals = -1;
    for (int32_t j = 0; j < problem->rep_count; j++)
        rivals += problem->reps[j].competes && problem->reps[j].market == problem->reps[rep].market;
    return problem->reps[rep].competes && problem->reps[rep].share > 0 && rivals > 0;
}

static double amount_of(const bw_account *account, const char *quantity)
{
    if (strcmp(quantity, "workload") == 0)
        return account->workload;
    if (strcmp(quantity, "potential") == 0)
        return account->potential;
    if (strcmp(quantity, "revenue") == 0)
        return account->revenue;
    if (strcmp(quantity, "pipeline") == 0)
        return account->pipeline;
    return strcmp(quantity, "accounts") == 0 ? 1 : NAN;
}

/* What each rep has, into given->value, and what each market has, into given->market. */
static void add_up(const evidence *given, const char *quantity, bool today)
{
    const bw_problem *problem = given->problem;
    memset(given->value, 0, (size_t)problem->rep_count * sizeof *given->value);
    memset(given->market, 0, (size_t)problem->market_count * sizeof *given->market);
    for (int32_t i = 0; i < problem->account_count; i++) {
        double amount = amount_of(&problem->accounts[i], quantity);
        int32_t holder = given->plan->rep[i], looked_at = today ? problem->accounts[i].owner : holder;
        if (holder >= 0 && problem->reps[holder].competes)
            given->market[problem->reps[holder].market] += amount;
        if (looked_at >= 0)
            given->value[looked_at] += amount;
    }
}

/* What the rep has for each unit that its share of the market calls for. */
static double portion(const evidence *given, int32_t rep)
{
    const bw_rep *judged = &given->problem->reps[rep];
    double fair = judged->share * given->market[judged->market];
    return fair > 0 ? given->value[rep] / fair : NAN;
}

static double quota_ratio(const evidence *given, const char *quantity, int32_t rep)
{
    const bw_quota *quota = &given->quotas->reps[rep];
    double potential = 0;
    if (!(quota->quota > 0))
        return NAN;
    if (strcmp(quantity, "P(attain)") == 0)
        return quota->p_attain;
    for (int32_t i = 0; i < given->problem->account_count; i++)
        potential += given->plan->rep[i] == rep ? given->problem->accounts[i].potential : 0;
    double base = strcmp(quantity, "quota / forecast") == 0 ? quota->forecast.mean : potential;
    return base > 0 ? quota->quota / base : NAN;
}

/* Last year's quota, in today's territory. */
static double quota_ratio_today(const evidence *given, const char *quantity, int32_t rep)
{
    double quota = given->problem->reps[rep].quota_prior, potential = 0;
    size_t paths = (size_t)given->forecast->path_count;
    if (!(quota > 0))
        return NAN;
    bw_judge_year(given->problem, given->forecast, given->settings, given->owner, rep, given->year);
    if (strcmp(quantity, "P(attain)") == 0)
        return bw_judge_chance(given->year, paths, quota);
    for (int32_t i = 0; i < given->problem->account_count; i++)
        potential += given->owner[i] == rep ? given->problem->accounts[i].potential : 0;
    double base = strcmp(quantity, "quota / forecast") == 0 ? bw_judge_mean(given->year, paths) : potential;
    return base > 0 ? quota / base : NAN;
}

/* Fills value, with NAN for a rep who has nothing to be compared by; returns how many reps are compared. */
static size_t gather(const evidence *given, const char *quantity, bool today)
{
    bool measure = !isnan(amount_of(&given->problem->accounts[0], quantity));
    size_t count = 0;
    if (measure)
        add_up(given, quantity, today);
    for (int32_t j = 0; j < given->problem->rep_count; j++) {
        if (!is_compared(given->problem, j))
            continue;
        given->value[count++] = measure ? portion(given, j)
                                : today ? quota_ratio_today(given, quantity, j)
                                        : quota_ratio(given, quantity, j);
    }
    return count;
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Differences of all pairs; sorts the values. */
static double pairs_of(double *value, size_t count)
{
    double below = 0, pairs = 0;
    qsort(value, count, sizeof *value, by_value);
    for (size_t a = 0; a < count; a++) {
        pairs += (double)a * value[a] - below;
        below += value[a];
    }
    return pairs;
}

/* Textbook forms: differences of all pairs, sums of powers. Changes the order of the values. */
static double figure_of(double *value, size_t count, const char *index)
{
    double n = (double)count, total = 0, squares = 0, roots = 0, entropy = 0, spread = 0, most = 0, least = INFINITY;
    for (size_t a = 0; a < count; a++) {
        total += value[a];
        squares += value[a] * value[a];
        roots += sqrt(value[a]);
        most = fmax(most, value[a]);
        least = fmin(least, value[a]);
    }
    bool even = !(total > 0) || most <= least;
    if (strcmp(index, "jain") == 0)
        return even ? 1 : total * total / (n * squares);
    if (strcmp(index, "max/min") == 0)
        return even ? 1 : least > 0 ? most / least : NAN;
    if (even)
        return 0;
    if (strcmp(index, "gini") == 0)
        return pairs_of(value, count) / (total * (n - 1));
    if (strcmp(index, "atkinson") == 0)
        return 1 - roots * roots / (n * total);
    for (size_t a = 0; a < count; a++) {
        entropy += value[a] > 0 ? value[a] / total * log(n * value[a] / total) : 0;
        spread += (value[a] - total / n) * (value[a] - total / n);
    }
    return strcmp(index, "theil") == 0 ? entropy : sqrt(spread / n) * n / total;
}

/* The reps as they are, or drawn anew with replacement; those without a value are left out. */
static size_t sample_reps(const evidence *given, size_t count, bool drawn)
{
    size_t size = 0;
    for (size_t k = 0; k < count; k++) {
        double value = given->value[drawn ? gsl_rng_uniform_int(given->random, count) : k];
        if (!isnan(value))
            given->sample[size++] = value;
    }
    return size;
}

static uint64_t seed_of(const evidence *given, const char *quantity)
{
    static const char *const names[] = {"workload", "potential", "revenue", "accounts", "pipeline",
                                        "quota / forecast", "quota / potential", "P(attain)"};
    uint64_t k = 0;
    while (k < sizeof names / sizeof *names && strcmp(names[k], quantity) != 0)
        k++;
    return bw_stream_seed((uint64_t)given->settings->seed, STREAM + k);
}

/* The interval between the 2.5 and the 97.5 % point of a thousand draws. */
static void judge_interval(const evidence *given, const bw_fairness_figure *figure, size_t count, double low,
                           double high)
{
    gsl_rng_set(given->random, (unsigned long)seed_of(given, figure->quantity));
    for (size_t b = 0; b < DRAWS; b++)
        given->drawn[b] = figure_of(given->sample, sample_reps(given, count, true), figure->index);
    qsort(given->drawn, DRAWS, sizeof *given->drawn, by_value);
    bw_verdict_compare(given->verdict, "lower end of the interval", figure->index, low,
                       bw_judge_point(given->drawn, DRAWS, 0.025), 1);
    bw_verdict_compare(given->verdict, "upper end of the interval", figure->index, high,
                       bw_judge_point(given->drawn, DRAWS, 0.975), 1);
}

static void judge_figure(const evidence *given, const bw_fairness_figure *figure, bool today, double found, double low,
                         double high)
{
    char what[80];
    snprintf(what, sizeof what, "%s of %s", figure->index, figure->quantity);
    size_t count = gather(given, figure->quantity, today);
    double expected = figure_of(given->sample, sample_reps(given, count, false), figure->index);
    if (!isnan(expected)) {
        bw_verdict_compare(given->verdict, what, today ? "today" : "the plan", found, expected, 1);
        judge_interval(given, figure, count, low, high);
    } else if (!isnan(found) || !isnan(low) || !isnan(high))
        bw_verdict_add(given->verdict, "%s is %.10g, from %.10g to %.10g, but it is not defined", what, found, low,
                       high);
}

static void judge_both(const evidence *given, const bw_fairness_figure *figure)
{
    bool of_quotas = isnan(amount_of(&given->problem->accounts[0], figure->quantity));
    if (!given->plan || (of_quotas && !given->quotas))
        return;
    judge_figure(given, figure, false, figure->after, figure->after_low, figure->after_high);
    if (!isnan(figure->before) && (!of_quotas || given->forecast))
        judge_figure(given, figure, true, figure->before, figure->before_low, figure->before_high);
}

bool bw_judge_fairness(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       const bw_alignment *alignment, const bw_quotas *quotas, const bw_fairness *fairness,
                       bw_verdict *verdict)
{
    size_t reps = (size_t)problem->rep_count;
    evidence given = {problem, forecast, settings, alignment, quotas, verdict,
                      bw_array(reps, sizeof(double)),
                      bw_array((size_t)problem->market_count, sizeof(double)),
                      bw_array((size_t)problem->account_count, sizeof(int32_t)),
                      bw_array(forecast ? (size_t)forecast->path_count : 1, sizeof(double)),
                      bw_array(reps, sizeof(double)),
                      bw_array(DRAWS, sizeof(double)),
                      gsl_rng_alloc(gsl_rng_mt19937)};
    bool room = given.value && given.market && given.owner && given.year && given.sample && given.drawn && given.random;
    for (int32_t i = 0; i < problem->account_count && room; i++)
        given.owner[i] = problem->accounts[i].owner;
    for (size_t k = 0; k < fairness->count && room; k++)
        judge_both(&given, &fairness->figures[k]);
    if (given.random)
        gsl_rng_free(given.random);
    free(given.drawn);
    free(given.sample);
    free(given.year);
    free(given.owner);
    free(given.market);
    free(given.value);
    return room;
}
