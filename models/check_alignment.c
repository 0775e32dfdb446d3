/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check.h"

#include <math.h>
#include <string.h>

#define HELD 1e-6

/* A case before the judge. */
typedef struct matter {
    const bw_problem *problem;
    const bw_forecast *forecast;
    const bw_settings *settings;
    const bw_alignment *plan;
    bw_verdict *verdict;
} matter;

static const char *rep_id(const matter *m, int32_t rep)
{
    return m->problem->reps[rep].row->rep_id;
}

static bool is_plan(const matter *m)
{
    return m->plan->outcome != BW_OUTCOME_NONE;
}

/* ---- shape */

static void judge_shape(const matter *m)
{
    const bw_alignment *plan = m->plan;
    bw_measure measures[BW_MEASURES_MAX];
    int32_t count = 0;
    if (plan->account_count != m->problem->account_count || plan->rep_count != m->problem->rep_count)
        bw_verdict_add(m->verdict, "the plan has %d accounts and %d reps, the problem %d and %d", plan->account_count,
                       plan->rep_count, m->problem->account_count, m->problem->rep_count);
    if (!plan->rep || !plan->territories || !plan->reason || !plan->next_best || !plan->override_cost
        || !plan->override_confirmed || (plan->edit_count && !plan->edits)
        || (plan->price_count && !plan->prices))
        bw_verdict_add(m->verdict, "a list of the plan is missing");
    bool known = bw_settings_measures(m->settings, measures, &count, NULL) == BW_OK;
    if (!known || plan->measure_count != count || memcmp(measures, plan->measures, (size_t)count * sizeof *measures))
        bw_verdict_add(m->verdict, "the plan's measures are not those of the settings");
}

/* ---- rules */

static void judge_assignment(const matter *m)
{
    for (int32_t i = 0; i < m->problem->account_count; i++) {
        int32_t rep = m->plan->rep[i];
        const char *id = m->problem->accounts[i].row->account_id;
        if (rep < -1 || rep >= m->problem->rep_count || (rep < 0 && is_plan(m)))
            bw_verdict_add(m->verdict, "account %s has no rep", id);
        else if (is_plan(m) && !bw_problem_eligible(m->problem, i, rep))
            bw_verdict_add(m->verdict, "account %s may not go to rep %s", id, rep_id(m, rep));
        else if (is_plan(m) && m->problem->accounts[i].lock >= 0 && m->problem->accounts[i].lock != rep)
            bw_verdict_add(m->verdict, "account %s is locked to another rep than %s", id, rep_id(m, rep));
    }
    for (int32_t u = 0; u < m->problem->family_count && is_plan(m); u++) {
        const bw_family *family = &m->problem->families[u];
        for (int32_t k = 1; k < family->count; k++)
            if (m->plan->rep[family->accounts[k]] != m->plan->rep[family->accounts[0]])
                bw_verdict_add(m->verdict, "the family of account %s is split",
                               m->problem->accounts[family->accounts[0]].row->account_id);
    }
}

static void judge_moves(const matter *m)
{
    double revenue = 0, total = 0;
    int32_t moved = 0;
    for (int32_t i = 0; i < m->problem->account_count; i++) {
        const bw_account *account = &m->problem->accounts[i];
        total += account->revenue;
        if (account->owner < 0 || account->owner == m->plan->rep[i] || m->plan->rep[i] < 0)
            continue;
        moved++;
        revenue += account->revenue;
    }
    double share = total > 0 ? revenue / total : 0;
    bw_verdict_compare(m->verdict, "number of moved accounts", "the plan", m->plan->moved_accounts, moved, 0);
    bw_verdict_compare(m->verdict, "share of moved revenue", "the plan", m->plan->moved_revenue_share, share, 1);
    if (is_plan(m) && share > m->settings->max_moved_revenue + HELD)
        bw_verdict_add(m->verdict, "%.6f of the revenue moves, more than max_moved_revenue allows", share);
    if (is_plan(m) && moved > m->settings->max_moved_accounts * m->problem->account_count + HELD)
        bw_verdict_add(m->verdict, "%d accounts move, more than max_moved_accounts allows", moved);
    if (is_plan(m) && m->plan->travel_cost > m->settings->max_travel * (1 + HELD) + HELD)
        bw_verdict_add(m->verdict, "travel costs %.2f, more than max_travel allows", m->plan->travel_cost);
}

/* ---- windows */

double bw_judge_value(const bw_problem *problem, const bw_forecast *forecast, int32_t account, bw_measure measure)
{
    const bw_account *given = &problem->accounts[account];
    if (measure == BW_FORECAST)
        return forecast ? fmax(0, forecast->year_mean[account]) : 0;
    const double values[] = {[BW_WORKLOAD] = given->workload, [BW_POTENTIAL] = given->potential,
                             [BW_REVENUE] = given->revenue,   [BW_ACCOUNTS] = 1,
                             [BW_PIPELINE] = given->pipeline};
    return values[measure];
}

static double value_of(const matter *m, int32_t account, bw_measure measure)
{
    return bw_judge_value(m->problem, m->forecast, account, measure);
}

/* What an account weighs at the rep it has; travel counts there and back, every visit. */
static double weight_of(const matter *m, int32_t account, bw_measure measure, int32_t rep)
{
    double value = value_of(m, account, measure);
    if (measure == BW_WORKLOAD && m->settings->count_travel)
        value += bw_problem_travel_hours(m->problem, account, rep) * m->problem->accounts[account].visits * 2;
    return value;
}

static double market_total(const matter *m, int32_t market, bw_measure measure)
{
    double total = 0;
    for (int32_t i = 0; i < m->problem->account_count; i++)
        if (m->problem->accounts[i].market == market)
            total += value_of(m, i, measure);
    return total;
}

static double rep_total(const matter *m, int32_t rep, bw_measure measure)
{
    double total = 0;
    for (int32_t i = 0; i < m->problem->account_count; i++)
        if (m->plan->rep[i] == rep && m->problem->accounts[i].market >= 0)
            total += weight_of(m, i, measure, rep);
    return total;
}

double bw_judge_market_price(const bw_problem *problem, int32_t market)
{
    double here = 0, all = 0;
    int32_t reps_here = 0, reps_all = 0;
    for (int32_t i = 0; i < problem->account_count; i++) {
        all += problem->accounts[i].revenue;
        here += problem->accounts[i].market == market ? problem->accounts[i].revenue : 0;
    }
    for (int32_t j = 0; j < problem->rep_count; j++) {
        reps_all += problem->reps[j].competes;
        reps_here += problem->reps[j].competes && problem->reps[j].market == market;
    }
    if (here > 0)
        return here / reps_here;
    return all > 0 ? all / reps_all : 1000;
}

typedef struct costs { double violation, balance; } costs;

static costs judge_window(const matter *m, int32_t rep, int32_t k, double total, double price)
{
    const bw_window *window = &m->plan->territories[rep].windows[k];
    bw_measure measure = m->plan->measures[k];
    const char *name = bw_measure_name(measure);
    double target = m->problem->reps[rep].share * total, tolerance = bw_settings_tolerance(m->settings, measure);
    double value = rep_total(m, rep, measure);
    bw_verdict_compare(m->verdict, name, rep_id(m, rep), window->value, value, total);
    bw_verdict_compare(m->verdict, "target", rep_id(m, rep), window->target, target, total);
    if (target <= 0)
        return (costs){0, 0};
    double low = target - tolerance * target, high = target + tolerance * target;
    bw_verdict_compare(m->verdict, "lower end of the window", rep_id(m, rep), window->low, low, total);
    bw_verdict_compare(m->verdict, "upper end of the window", rep_id(m, rep), window->high, high, total);
    double miss = value < low ? low - value : value > high ? value - high : 0;
    if (is_plan(m) && m->settings->windows == BW_WINDOWS_HARD && miss > HELD * target)
        bw_verdict_add(m->verdict, "%s of %s is %.10g, outside its hard window", name, rep_id(m, rep), value);
    return (costs){m->settings->violation_price * price * miss / target,
                   m->settings->balance_price * price * fabs(value - target) / target};
}

/* Who does not compete has no window. */
static void judge_no_window(const matter *m, int32_t rep)
{
    for (int32_t k = 0; k < m->plan->measure_count; k++) {
        const bw_window *window = &m->plan->territories[rep].windows[k];
        double value = rep_total(m, rep, m->plan->measures[k]);
        bw_verdict_compare(m->verdict, bw_measure_name(m->plan->measures[k]), rep_id(m, rep), window->value, value, 0);
        if (window->target != 0 || window->low != 0 || window->high != 0)
            bw_verdict_add(m->verdict, "rep %s does not compete and has a window", rep_id(m, rep));
    }
}

static costs judge_windows(const matter *m)
{
    costs sum = {0, 0};
    for (int32_t j = 0; j < m->problem->rep_count; j++)
        if (!m->problem->reps[j].competes)
            judge_no_window(m, j);
    for (int32_t market = 0; market < m->problem->market_count; market++) {
        double price = bw_judge_market_price(m->problem, market);
        for (int32_t k = 0; k < m->plan->measure_count; k++) {
            double total = market_total(m, market, m->plan->measures[k]);
            for (int32_t j = 0; j < m->problem->rep_count; j++) {
                if (!m->problem->reps[j].competes || m->problem->reps[j].market != market)
                    continue;
                costs one = judge_window(m, j, k, total, price);
                sum.violation += one.violation;
                sum.balance += one.balance;
            }
        }
    }
    return sum;
}

static void judge_deviation(const matter *m)
{
    for (int32_t k = 0; k < m->plan->measure_count; k++) {
        double most = 0;
        for (int32_t j = 0; j < m->problem->rep_count; j++) {
            const bw_window *window = &m->plan->territories[j].windows[k];
            if (window->target > 0)
                most = fmax(most, fabs(window->value / window->target - 1));
        }
        bw_verdict_compare(m->verdict, "largest deviation", bw_measure_name(m->plan->measures[k]),
                           m->plan->max_deviation[k], most, 1);
    }
}

/* ---- territories */

static void judge_territory(const matter *m, int32_t rep)
{
    const bw_territory *found = &m->plan->territories[rep];
    bw_territory sum = {0};
    for (int32_t i = 0; i < m->problem->account_count; i++) {
        const bw_account *account = &m->problem->accounts[i];
        bool here = m->plan->rep[i] == rep, mine = account->owner == rep;
        sum.lost += mine && !here;
        sum.revenue_lost += mine && !here ? account->revenue : 0;
        if (!here)
            continue;
        sum.accounts++;
        sum.kept += mine;
        sum.revenue_gained += mine ? 0 : account->revenue;
        sum.revenue += account->revenue;
        sum.potential += account->potential;
        sum.workload += account->workload;
        sum.pipeline += account->pipeline;
        sum.travel_km += bw_judge_distance(m->problem, i, rep) * account->visits * 2;
        sum.travel_hours += bw_problem_travel_hours(m->problem, i, rep) * account->visits * 2;
    }
    const struct { const char *what; double found, expected; } facts[] = {
        {"number of accounts", found->accounts, sum.accounts},
        {"number of accounts kept", found->kept, sum.kept},
        {"number of accounts gained", found->gained, sum.accounts - sum.kept},
        {"number of accounts lost", found->lost, sum.lost},
        {"revenue gained", found->revenue_gained, sum.revenue_gained},
        {"revenue lost", found->revenue_lost, sum.revenue_lost},
        {"revenue", found->revenue, sum.revenue},
        {"potential", found->potential, sum.potential},
        {"workload", found->workload, sum.workload},
        {"pipeline", found->pipeline, sum.pipeline},
        {"travel", found->travel_km, sum.travel_km},
        {"travel time", found->travel_hours, sum.travel_hours},
    };
    for (size_t k = 0; k < sizeof facts / sizeof *facts; k++)
        bw_verdict_compare(m->verdict, facts[k].what, rep_id(m, rep), facts[k].found, facts[k].expected, 0);
}

static void judge_some_territories(const void *context, int32_t from, int32_t to, bw_verdict *verdict)
{
    matter m = *(const matter *)context;
    m.verdict = verdict;
    for (int32_t j = from; j < to; j++)
        judge_territory(&m, j);
}

/* ---- costs */

static double preferred_revenue(const matter *m)
{
    double sum = 0;
    for (size_t k = 0; k < m->problem->preference_count; k++) {
        const bw_preference *rule = &m->problem->preferences[k];
        bool again = k && rule[-1].account == rule->account && rule[-1].rep == rule->rep;
        if (m->plan->rep[rule->account] == rule->rep && !again)
            sum += m->problem->accounts[rule->account].revenue;
    }
    return sum;
}

static void judge_costs(const matter *m, costs windows)
{
    double travel = 0, disruption = 0, preference = m->settings->preference_value * preferred_revenue(m);
    for (int32_t i = 0; i < m->problem->account_count; i++) {
        const bw_account *account = &m->problem->accounts[i];
        int32_t rep = m->plan->rep[i];
        if (rep < 0)
            continue;
        travel += m->settings->travel_cost * account->visits * 2 * bw_judge_distance(m->problem, i, rep);
        disruption += account->revenue * bw_judge_loss(m->problem, m->settings, i, rep);
    }
    double total = travel + disruption + windows.violation + windows.balance - preference;
    double scale = travel + disruption + windows.violation + windows.balance + preference;
    bw_verdict_compare(m->verdict, "travel cost", "the plan", m->plan->travel_cost, travel, scale);
    bw_verdict_compare(m->verdict, "disruption cost", "the plan", m->plan->disruption_cost, disruption, scale);
    bw_verdict_compare(m->verdict, "violation cost", "the plan", m->plan->violation_cost, windows.violation, scale);
    bw_verdict_compare(m->verdict, "balance cost", "the plan", m->plan->balance_cost, windows.balance, scale);
    bw_verdict_compare(m->verdict, "value of preferences", "the plan", m->plan->preference_value, preference, scale);
    bw_verdict_compare(m->verdict, "objective", "the plan", m->plan->objective, total, scale);
}

static void judge_proof(const matter *m)
{
    const bw_alignment *plan = m->plan;
    if (!isfinite(plan->bound) || plan->bound > plan->objective + 1e-9 * fabs(plan->objective))
        bw_verdict_add(m->verdict, "the bound %.10g is above the objective %.10g", plan->bound, plan->objective);
    double gap = (plan->objective - plan->bound) / fmax(fabs(plan->bound), 1e-9);
    bw_verdict_compare(m->verdict, "gap", "the plan", plan->gap, gap, 1e-3);
    if (plan->outcome == BW_OUTCOME_OPTIMAL && plan->gap > 1e-9)
        bw_verdict_add(m->verdict, "the plan is called optimal with a gap of %.3g", plan->gap);
}

/* What a person wants of the plan holds, for whole families. */
static void judge_edits(const matter *m)
{
    for (size_t e = 0; e < m->plan->edit_count; e++) {
        const bw_edit *edit = &m->plan->edits[e];
        if (edit->account < 0 || edit->account >= m->problem->account_count || edit->rep < 0
            || edit->rep >= m->problem->rep_count)
            bw_verdict_add(m->verdict, "an edit names an account or a rep that is not there");
        else if ((m->plan->rep[edit->account] == edit->rep) == edit->forbid)
            bw_verdict_add(m->verdict, "account %s is%s with rep %s, against an edit",
                           m->problem->accounts[edit->account].row->account_id, edit->forbid ? "" : " not",
                           rep_id(m, edit->rep));
    }
}

void bw_judge_alignment(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                        const bw_alignment *alignment, bw_verdict *verdict)
{
    matter m = {problem, forecast, settings, alignment, verdict};
    judge_shape(&m);
    if (!verdict->wrong)
        judge_assignment(&m);
    if (verdict->wrong)
        return; /* sums over wrong indices mean nothing */
    judge_moves(&m);
    costs windows = judge_windows(&m);
    judge_deviation(&m);
    bw_judge_parts(settings, problem->rep_count, judge_some_territories, &m, verdict);
    judge_costs(&m, windows);
    if (!is_plan(&m))
        return;
    judge_proof(&m);
    judge_edits(&m);
}
