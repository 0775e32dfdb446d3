/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of an account's forecast. How it orders and its trend are facts of the history; of what the forecast
 * rests on, the judge knows only which methods there are.
 */
#include "models/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS 12
#define METHOD "; method "
#define TREND "; last four quarters "
#define FLAT 0.05
#define MANY 3

static const char *const methods[] = {
    "ETS", "Holt-Winters", "theta", "dynamic theta", "ARIMA", "seasonal naive", "growth", "TSB", "temporal hierarchy",
    "robust regression", "SBA", "ADIDA", "SES", "combination", "light combination", "renewal",
};

/* What the history says of an account. */
typedef struct past {
    double last, before; /* the last 12 months and the 12 before, months counted as equally long */
    int32_t quiet;       /* months since the last sale; -1: there was none */
} past;

static double mean_length(const bw_problem *problem)
{
    double sum = 0;
    for (int32_t h = 0; h < MONTHS; h++)
        sum += bw_problem_period_length(problem, problem->plan_start + h);
    return sum / MONTHS;
}

static past look_back(const bw_problem *problem, const bw_forecast *forecast, int32_t account)
{
    past seen = {.quiet = -1};
    int32_t end = problem->first_month + forecast->past_months;
    double mean = mean_length(problem);
    for (size_t k = problem->history_start[account]; k < problem->history_start[account + 1]; k++) {
        int32_t ago = end - problem->history_month[k];
        double value = problem->history_revenue[k] * mean / bw_problem_period_length(problem, end - ago);
        if (ago < 1)
            continue;
        if (value > 0)
            seen.quiet = ago - 1;
        seen.last += ago <= MONTHS ? value : 0;
        seen.before += ago > MONTHS && ago <= 2 * MONTHS ? value : 0;
    }
    return seen;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool tells_rhythm(const char *why, past seen)
{
    char words[60];
    snprintf(words, sizeof words, "last order %d months ago;", seen.quiet + 1);
    return begins(why, seen.quiet < 0 ? "never ordered;" : seen.quiet >= MONTHS ? words : "orders ");
}

/* Less than two years of history, and a year of nothing, have no trend; "up" and "down" are rounded to whole percents,
 * "times" to tenths. */
static bool tells_trend(const char *why, past seen, int32_t months)
{
    const char *trend = strstr(why, TREND);
    if (months < 2 * MONTHS || !(seen.last > 0) || !(seen.before > 0))
        return trend == NULL;
    double ratio = seen.last / seen.before, change = 100 * fabs(ratio - 1), slack = 1e-6 * fmax(1, change);
    if (!trend)
        return false;
    trend += strlen(TREND);
    if (begins(trend, "flat"))
        return change <= 100 * FLAT + slack;
    if (begins(trend, "up ") || begins(trend, "down "))
        return begins(trend, "up ") == (ratio > 1) && change >= 100 * FLAT - slack
            && fabs(atof(strchr(trend, ' ')) - change) <= 0.5 + slack;
    return ratio >= MANY - slack && fabs(atof(trend) - ratio) <= 0.05 + slack;
}

/* A combination of one method is named by it, of several also where it is a light one. */
static bool tells_method(const char *why, const char *method)
{
    const char *told = strstr(why, METHOD);
    bool known = false;
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++)
        known = known || strcmp(methods[k], method) == 0;
    if (!told || !known)
        return false;
    return strstr(method, "combination") ? !begins(told + strlen(METHOD), "renewal")
                                         : begins(told + strlen(METHOD), method);
}

void bw_judge_words(const bw_problem *problem, const bw_forecast *forecast, int32_t account, bw_verdict *verdict)
{
    const char *id = problem->accounts[account].row->account_id;
    const char *why = forecast->why[account], *method = forecast->method[account];
    past seen = look_back(problem, forecast, account);
    if (!why || !method || !tells_method(why, method))
        bw_verdict_add(verdict, "account %s is forecast by \"%s\", and told \"%s\"", id, method ? method : "",
                       why ? why : "");
    else if (!tells_rhythm(why, seen) || !tells_trend(why, seen, forecast->past_months))
        bw_verdict_add(verdict, "account %s is told \"%s\", but its last 12 months brought %.2f, those before %.2f, "
                       "and %d have passed since the last sale", id, why, seen.last, seen.before, seen.quiet);
}
