/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one more of something is worth follows from the prices, save for one more rep, whose own prices the plan does
 * not tell. A re-solve gains at most what the prices say, since they bound the changed program too.
 */
#include "models/check_prices.h"

#include <math.h>

#define POINT 0.01
#define CONFIRMED 1e-4 /* of the objective, to which a relaxation may be solved */

/* Reads the list price by price. */
typedef struct listing {
    const bw_priced *m;
    size_t at;
} listing;

/* The next price, if it is of this kind. */
static const bw_price *next_price(listing *list, bw_price_kind kind, int32_t measure)
{
    const bw_alignment *plan = list->m->plan;
    bool there = list->at < plan->price_count && plan->prices[list->at].kind == kind
        && plan->prices[list->at].measure == measure;
    return there ? &plan->prices[list->at++] : NULL;
}

/* What is gained lies between these two, and is told where it is something. A re-solve loses nothing, and gains no
 * more than is estimated and admitted: more of a rule has room for more of what alone was too large for it, of which
 * the prices know nothing. */
static void judge_gain(const bw_priced *m, const bw_price *price, double least, double most, double admitted,
                       const char *what)
{
    double room = CONFIRMED * bw_priced_size(m) + m->held;
    double found = price ? -price->estimate : NAN;
    if (!price && least <= BW_HELD * fmax(most, 1))
        return;
    if (!(found >= least - BW_HELD * fmax(most, 1) && found <= most + BW_HELD * fmax(most, 1)))
        bw_verdict_add(m->verdict, "one more of %s is estimated at %.10g, but %.10g follows from the prices", what,
                       -found, -most);
    else if (price->confirmed > room || price->confirmed < price->estimate - admitted - room)
        bw_verdict_add(m->verdict, "one more of %s is confirmed at %.10g, estimated at %.10g", what, price->confirmed,
                       price->estimate);
}

/* What a window of a rep that is larger by so much may gain beyond what its price tells: families that alone are larger
 * miss it by less. Of hours of travel nothing is said. */
static double surplus_gain(const bw_priced *m, int32_t rep, int32_t k, double by)
{
    int32_t measures = m->plan->measure_count, at = rep * measures + k;
    const bw_window *window = &m->plan->territories[rep].windows[k];
    bool travels = m->settings->count_travel && m->plan->measures[k] == BW_WORKLOAD;
    double larger = 0;
    if (!(window->target > 0) || (isfinite(m->dearest[at]) && m->dearest[at] - m->toll[at] <= 0))
        return 0;
    if (travels || !isfinite(m->dearest[at]))
        return INFINITY;
    for (int32_t u = 0; u < m->problem->family_count; u++) {
        double sum = 0;
        for (int32_t i = 0; i < m->problem->families[u].count; i++)
            sum += m->value[m->problem->families[u].accounts[i] * measures + k];
        larger += sum > window->high;
    }
    return larger * by * (m->dearest[at] - m->toll[at]);
}

/* A point of tolerance helps where the price presses beyond the ideal; at the ideal itself it may or may not. */
static void judge_tolerance(listing *list, int32_t k)
{
    const bw_priced *m = list->m;
    double least = 0, most = 0, admitted = 0;
    for (int32_t j = 0; j < m->problem->rep_count; j++) {
        int32_t at = j * m->plan->measure_count + k;
        admitted += surplus_gain(m, j, k, POINT * m->plan->territories[j].windows[k].target);
        double gain = fabs(m->toll[at]) * POINT * m->plan->territories[j].windows[k].target;
        least += fabs(m->toll[at]) > m->balance[at] * (1 + BW_HELD) ? gain : 0;
        most += fabs(m->toll[at]) >= m->balance[at] * (1 - BW_HELD) ? gain : 0;
    }
    const bw_price *price = next_price(list, BW_PRICE_TOLERANCE, k);
    if (!price)
        bw_verdict_add(m->verdict, "tolerance on %s has no price in the list", bw_measure_name(m->plan->measures[k]));
    judge_gain(m, price, least, most, admitted, bw_measure_name(m->plan->measures[k]));
}

/* Is there a family that a budget of moves alone has no room for? Of travel nothing is said. */
static bool shuts_out(const bw_priced *m, bw_frontier_kind kind, double limit)
{
    bool found = kind == BW_FRONTIER_TRAVEL;
    for (int32_t f = 0; f < m->problem->family_count && !found; f++) {
        const bw_family *family = &m->problem->families[f];
        double revenue = 0, owned = 0;
        for (int32_t k = 0; k < family->count; k++) {
            const bw_account *account = &m->problem->accounts[family->accounts[k]];
            revenue += account->owner >= 0 ? account->revenue : 0;
            owned += account->owner >= 0;
        }
        found = (kind == BW_FRONTIER_REVENUE ? revenue : owned) > limit;
    }
    return found;
}

static void judge_budget(listing *list, bw_frontier_kind kind)
{
    const bw_priced *m = list->m;
    double limit = bw_priced_budget(m, kind);
    const double whole[BW_FRONTIER_COUNT] = {m->problem->total_revenue, m->problem->account_count, fmax(1, limit)};
    const bw_price *price = isfinite(limit) ? next_price(list, BW_PRICE_BUDGET, -1) : NULL;
    double gain = isfinite(limit) ? m->budget_toll[kind] * POINT * whole[kind] : 0;
    if (isfinite(limit) && (!price || price->subject != (int32_t)kind))
        bw_verdict_add(m->verdict, "the budget %s has no price in the list", bw_frontier_name(kind));
    judge_gain(m, price, gain, gain, shuts_out(m, kind, limit) ? INFINITY : 0, bw_frontier_name(kind));
}

/* The dearest of the windows that press on their upper ends. */
static void judge_unit(listing *list, int32_t k)
{
    const bw_priced *m = list->m;
    const bw_price *price = next_price(list, BW_PRICE_UNIT, k);
    double least = 0, most = 0;
    for (int32_t j = 0; j < m->problem->rep_count; j++) {
        int32_t at = j * m->plan->measure_count + k;
        least = fmax(least, m->toll[at] > m->balance[at] * (1 + BW_HELD) ? m->toll[at] : 0);
        most = fmax(most, m->toll[at] >= m->balance[at] * (1 - BW_HELD) ? m->toll[at] : 0);
    }
    bool known = price && price->subject >= 0 && price->subject < m->problem->rep_count;
    if (known)
        least = fmax(least, m->toll[price->subject * m->plan->measure_count + k]);
    if (price && !known)
        bw_verdict_add(m->verdict, "a price is that of a rep who is not there");
    double admitted = known ? surplus_gain(m, price->subject, k, 1) : 0;
    judge_gain(m, price, least, most, admitted, bw_measure_name(m->plan->measures[k]));
}

/* What one more rep saves is the engine's to say; it is like one who competes. */
static void judge_rep(listing *list)
{
    const bw_priced *m = list->m;
    const bw_price *price = next_price(list, BW_PRICE_REP, -1);
    bool known = price && price->subject >= 0 && price->subject < m->problem->rep_count;
    bool good = known && m->problem->reps[price->subject].competes && isfinite(price->estimate)
        && !isinf(price->confirmed);
    if (price && !good)
        bw_verdict_add(m->verdict, "one more rep is estimated at %.10g, confirmed at %.10g", price->estimate,
                       price->confirmed);
}

/* What a family that is locked to a rep who competes saves without its lock, at these prices. */
static double lock_gain(const bw_priced *m, int32_t family)
{
    int32_t lock = m->problem->accounts[m->problem->families[family].accounts[0]].lock;
    if (lock < 0 || !m->problem->reps[lock].competes)
        return 0;
    double here = bw_worth_value(bw_priced_family(m, family, lock, false)), best = here;
    for (int32_t j = 0; j < m->problem->rep_count; j++)
        best = fmin(best, bw_worth_value(bw_priced_family(m, family, j, false)));
    return isfinite(here) ? here - best : 0;
}

/* The list may lack it, and one more rep, where time was up. */
static void judge_lock(listing *list)
{
    const bw_priced *m = list->m;
    const bw_price *price = next_price(list, BW_PRICE_LOCK, -1);
    double most = 0;
    for (int32_t u = 0; u < m->problem->family_count; u++)
        most = fmax(most, lock_gain(m, u));
    bool known = price && price->subject >= 0 && price->subject < m->problem->account_count;
    double named = known ? lock_gain(m, m->problem->accounts[price->subject].family) : most;
    if (price && (!known || !(named >= most - BW_HELD * fmax(most, 1))))
        bw_verdict_add(m->verdict, "the costliest lock is another one");
    if (price)
        judge_gain(m, price, most, most, 0, "locks");
}

void bw_judge_price_list(const bw_priced *m)
{
    listing list = {m, 0};
    for (int32_t k = 0; k < m->plan->measure_count; k++)
        judge_tolerance(&list, k);
    for (int k = 0; k < BW_FRONTIER_COUNT; k++)
        judge_budget(&list, (bw_frontier_kind)k);
    for (int32_t k = 0; k < m->plan->measure_count; k++)
        judge_unit(&list, k);
    judge_rep(&list);
    judge_lock(&list);
    if (list.at != m->plan->price_count)
        bw_verdict_add(m->verdict, "the list of prices has %zu lines instead of %zu", m->plan->price_count, list.at);
}
