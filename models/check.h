/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The independent judge: re-derives every number of a plan from the problem alone, with formulas
 * of its own, and shares nothing with the models and engines that made the plan. Slow and plain
 * on purpose. The first number that does not follow is named; all are counted.
 *
 * Territories, costs, windows, moves, quotas (the method, its level, rounding, months, every line of a derivation),
 * chances and fairness with its intervals are derived. A forecast has to agree with itself and with the history: years
 * and points with their paths, groups with their accounts path by path, what was booked, and what is said in words.
 * Given the prices of windows and budgets, reasons, next-best reps, the costs of overriding and what one more of
 * something is worth follow from the problem, and so does the bound: the judge adds up what no plan can cost less than
 * at these prices.
 *
 * Taken as they are, since another forecast, search or solve would be needed to derive them: what the paths are drawn
 * from and the backtest's accounts; what branch and cut proves beyond the bound of the prices, and the bound of an
 * edited plan (of both: none is above the plan, and the first none below the prices); what re-solves confirm (no
 * override is cheaper, no change saves more than the prices allow); and what one more rep is worth.
 */
#ifndef BW_MODELS_CHECK_H
#define BW_MODELS_CHECK_H

#include "models/problem.h"

/** What has been found so far. */
typedef struct bw_verdict {
    int64_t wrong;
    char first[600]; /**< words on the first */
} bw_verdict;

/** Notes that something is wrong. */
void bw_verdict_add(bw_verdict *verdict, const char *format, ...) BW_PRINTF(2, 3);

/** Notes that `what` of `whom` is `found` where `expected` follows, if they differ by more than 1e-6 of the larger
 *  of them and of scale, or if one is not finite. */
void bw_verdict_compare(bw_verdict *verdict, const char *what, const char *whom, double found, double expected,
                        double scale);

/** Judges `from` to `to` - 1 of a list, and notes what is wrong. */
typedef void bw_part_judge(const void *context, int32_t from, int32_t to, bw_verdict *verdict);

/** Has a list of `count` judged in parts, as many at a time as the settings have threads. Parts do not depend on that,
 *  and what is wrong is noted in the order of the list, so that the verdict is the same for any number. */
void bw_judge_parts(const bw_settings *settings, int32_t count, bw_part_judge *judge, const void *context,
                    bw_verdict *verdict);

/** The trip of the table, or NULL. */
const bw_trip *bw_judge_trip(const bw_problem *problem, int32_t account, int32_t rep);

/** Great-circle or given distance by the haversine formula; 0 if it is not known. */
double bw_judge_distance(const bw_problem *problem, int32_t account, int32_t rep);

/** Share of the account's revenue that a change of rep puts at risk: 0 where nothing changes. */
double bw_judge_loss(const bw_problem *problem, const bw_settings *settings, int32_t account, int32_t rep);

/** What an account counts in a measure, without travel. */
double bw_judge_value(const bw_problem *problem, const bw_forecast *forecast, int32_t account, bw_measure measure);

/** Average revenue of a market's reps, of the company's where the market has none: what a whole target missed costs,
 *  before the settings' prices. */
double bw_judge_market_price(const bw_problem *problem, int32_t market);

/** False when memory is out. */
bool bw_judge_forecast(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       bw_verdict *verdict);
/** The line of words on one account, and its method's name. */
void bw_judge_words(const bw_problem *problem, const bw_forecast *forecast, int32_t account, bw_verdict *verdict);
void bw_judge_alignment(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                        const bw_alignment *alignment, bw_verdict *verdict);
/** What rests on the prices of windows and budgets: the bound, reasons, next-best reps, what they cost. The
 *  territories must have been judged. False when memory is out. */
bool bw_judge_prices(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, bw_verdict *verdict);
/** False when memory is out. */
bool bw_judge_quotas(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, const bw_quotas *quotas, bw_verdict *verdict);
/** What the incentive plan pays each rep and all. False when memory is out. */
bool bw_judge_pay(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                  const bw_alignment *alignment, const bw_quotas *quotas, bw_verdict *verdict);
/** forecast, alignment and quotas may be NULL: then what rests on them is taken as it is. False when memory is out. */
bool bw_judge_fairness(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       const bw_alignment *alignment, const bw_quotas *quotas, const bw_fairness *fairness,
                       bw_verdict *verdict);

/** How quotas are shared out by the method, rounded, split into months and derived line by line. rising [reps *
 *  paths] are the territories' years, sorted. False when memory is out. */
bool bw_judge_shares(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, const bw_quotas *quotas, const double *rising,
                     bw_verdict *verdict);

/** Shares of the months in a rep's year, its ramp included; they add up to 1. Returns the ramp factor. */
double bw_judge_season(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                       const int32_t *rep_of, int32_t rep, double season[12]);

/** A territory's year, path by path, if account i is with rep_of[i]. Returns the rep's ramp factor. */
double bw_judge_year(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const int32_t *rep_of, int32_t rep, double *year);

/** The point of a rising sample below which a share from 0 to 1 lies, between the two values next to it. */
double bw_judge_point(const double *rising, size_t paths, double share);

/** By how much sums of amounts this large may be off and count as the same to the cent: also by their last digits. */
double bw_judge_cent(double amount);

/** Share of the paths that reach amount, and their mean. */
double bw_judge_chance(const double *year, size_t paths, double amount);
double bw_judge_mean(const double *year, size_t paths);

#endif
