/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the figures are made of. */
typedef struct evidence {
    const bw_problem *problem;
    const bw_forecast *forecast; /* may be NULL */
    const bw_settings *settings;
    const bw_alignment *plan;
    const bw_quotas *quotas; /* may be NULL */
    double *value, *market;  /* [reps], [markets] room */
    int32_t *owner;          /* [accounts] today's reps */
    double *year;            /* [paths] room */
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

/* Fills value; returns how many reps can be compared. */
static size_t gather(const evidence *given, const char *quantity, bool today)
{
    bool measure = !isnan(amount_of(&given->problem->accounts[0], quantity));
    size_t count = 0;
    if (measure)
        add_up(given, quantity, today);
    for (int32_t j = 0; j < given->problem->rep_count; j++) {
        if (!is_compared(given->problem, j))
            continue;
        double value = measure ? portion(given, j)
                       : today ? quota_ratio_today(given, quantity, j)
                               : quota_ratio(given, quantity, j);
        if (!isnan(value))
            given->value[count++] = value;
    }
    return count;
}

/* Textbook forms: differences of all pairs, sums of powers. */
static double figure_of(const double *value, size_t count, const char *index)
{
    double n = (double)count, total = 0, squares = 0, roots = 0, pairs = 0, most = 0, least = INFINITY;
    for (size_t a = 0; a < count; a++) {
        total += value[a];
        squares += value[a] * value[a];
        roots += sqrt(value[a]);
        most = fmax(most, value[a]);
        least = fmin(least, value[a]);
        for (size_t b = 0; b < a; b++)
            pairs += fabs(value[a] - value[b]);
    }
    bool even = !(total > 0) || most <= least;
    if (strcmp(index, "jain") == 0)
        return even ? 1 : total * total / (n * squares);
    if (strcmp(index, "max/min") == 0)
        return even ? 1 : least > 0 ? most / least : NAN;
    if (even)
        return 0;
    if (strcmp(index, "gini") == 0)
        return pairs / (total * (n - 1));
    if (strcmp(index, "atkinson") == 0)
        return 1 - roots * roots / (n * total);
    double entropy = 0, spread = 0;
    for (size_t a = 0; a < count; a++) {
        entropy += value[a] > 0 ? value[a] / total * log(n * value[a] / total) : 0;
        spread += (value[a] - total / n) * (value[a] - total / n);
    }
    return strcmp(index, "theil") == 0 ? entropy : sqrt(spread / n) * n / total;
}

static void judge_interval(const bw_fairness_figure *figure, double value, double low, double high,
                           bw_verdict *verdict)
{
    if (isnan(value) ? isnan(low) && isnan(high) : isfinite(value) && value >= 0 && !(low > high))
        return;
    bw_verdict_add(verdict, "the %s of %s is %.10g with the interval %.10g to %.10g", figure->index, figure->quantity,
                   value, low, high);
}

static void judge_figure(const evidence *given, const bw_fairness_figure *figure, bool today, double found,
                         bw_verdict *verdict)
{
    char what[80];
    snprintf(what, sizeof what, "%s of %s", figure->index, figure->quantity);
    size_t count = gather(given, figure->quantity, today);
    double expected = figure_of(given->value, count, figure->index);
    if (!isnan(expected) || !isnan(found))
        bw_verdict_compare(verdict, what, today ? "today" : "the plan", found, expected, 1);
}

static void judge_both(const evidence *given, const bw_fairness_figure *figure, bw_verdict *verdict)
{
    judge_interval(figure, figure->after, figure->after_low, figure->after_high, verdict);
    judge_interval(figure, figure->before, figure->before_low, figure->before_high, verdict);
    bool of_quotas = isnan(amount_of(&given->problem->accounts[0], figure->quantity));
    if (!given->plan || (of_quotas && !given->quotas))
        return;
    judge_figure(given, figure, false, figure->after, verdict);
    if (!isnan(figure->before) && (!of_quotas || given->forecast))
        judge_figure(given, figure, true, figure->before, verdict);
}

bool bw_judge_fairness(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       const bw_alignment *alignment, const bw_quotas *quotas, const bw_fairness *fairness,
                       bw_verdict *verdict)
{
    evidence given = {problem, forecast, settings, alignment, quotas,
                      bw_array((size_t)problem->rep_count, sizeof(double)),
                      bw_array((size_t)problem->market_count, sizeof(double)),
                      bw_array((size_t)problem->account_count, sizeof(int32_t)),
                      bw_array(forecast ? (size_t)forecast->path_count : 1, sizeof(double))};
    bool room = given.value && given.market && given.owner && given.year;
    for (int32_t i = 0; i < problem->account_count && room; i++)
        given.owner[i] = problem->accounts[i].owner;
    for (size_t k = 0; k < fairness->count && room; k++)
        judge_both(&given, &fairness->figures[k], verdict);
    free(given.year);
    free(given.owner);
    free(given.market);
    free(given.value);
    return room;
}
