/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/check_prices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PROVEN 2e-9
#define DIGITS 1e-13

/* ---- prices */

static double travel_of(const bw_priced *m, int32_t account, double km)
{
    return m->settings->travel_cost * 2 * km * m->problem->accounts[account].visits;
}

double bw_priced_budget(const bw_priced *m, bw_frontier_kind kind)
{
    const bw_settings *s = m->settings;
    if (kind == BW_FRONTIER_TRAVEL)
        return isnan(s->max_travel) ? INFINITY : s->max_travel;
    if (kind == BW_FRONTIER_ACCOUNTS)
        return s->max_moved_accounts < 1 ? floor(s->max_moved_accounts * m->problem->account_count + 1e-9) : INFINITY;
    return s->max_moved_revenue < 1 && m->problem->total_revenue > 0
               ? s->max_moved_revenue * m->problem->total_revenue : INFINITY;
}

static double room_in(double limit, double usual)
{
    return limit + BW_HELD * fmax(usual, limit);
}

/* What prices charge in vain: at most this much of it comes back as the cost of the plan. */
static void take_back(bw_priced *m, double amount)
{
    m->least -= amount;
    m->size += fabs(amount);
}

static void take_budgets(bw_priced *m)
{
    const double usual[BW_FRONTIER_COUNT] = {m->problem->total_revenue, m->problem->account_count, 1};
    for (int k = 0; k < BW_FRONTIER_COUNT; k++) {
        double limit = bw_priced_budget(m, (bw_frontier_kind)k), price = m->plan->budget_price[k];
        m->budget_most[k] = room_in(limit, usual[k]);
        m->budget_toll[k] = -price;
        if (!(price <= 0) || !isfinite(price) || (price != 0 && !isfinite(limit)))
            bw_verdict_add(m->verdict, "the price of the budget %s is %.10g", bw_frontier_name((bw_frontier_kind)k),
                           price);
        else if (price < 0) {
            take_back(m, -price * limit);
            m->held += -price * (m->budget_most[k] - limit);
        }
    }
}

static double rivals_of(const bw_priced *m, const bw_rep *rep)
{
    double count = 0;
    for (int32_t j = 0; j < m->problem->rep_count; j++)
        count += m->problem->reps[j].competes && m->problem->reps[j].market == rep->market;
    return count;
}

/* max_A (toll A - what A costs): at the target, or at the end that the toll presses on. */
static double window_keeps(const bw_window *window, double toll, double balance)
{
    if (fabs(toll) <= balance)
        return toll * window->target;
    double end = toll > 0 ? window->high : window->low, rest = toll > 0 ? toll - balance : toll + balance;
    return rest * end + (toll - rest) * window->target;
}

/* A window charges at most what missing it costs. whole: that of a whole target; usual: the mean target, as a share
 * of the rep's own. */
static void take_window(bw_priced *m, int32_t rep, int32_t k, double whole, double usual)
{
    const bw_window *window = &m->plan->territories[rep].windows[k];
    size_t at = (size_t)(rep * m->plan->measure_count + k);
    bool there = window->target > 0, hard = there && m->settings->windows == BW_WINDOWS_HARD;
    double balance = there ? m->settings->balance_price * whole / window->target : 0;
    double most = there ? balance + m->settings->violation_price * whole / window->target : 0;
    if (!isfinite(window->price) || (!hard && fabs(window->price) > most * (1 + BW_HELD)))
        bw_verdict_add(m->verdict, "the price of the window on %s of %s is %.10g",
                       bw_measure_name(m->plan->measures[k]), m->problem->reps[rep].row->rep_id, window->price);
    m->toll[at] = hard ? -window->price : fmin(fmax(-window->price, -most), most);
    m->balance[at] = balance;
    m->dearest[at] = hard ? INFINITY : most;
    m->most[at] = hard ? room_in(window->high, window->target * usual) : INFINITY;
    if (there)
        take_back(m, window_keeps(window, m->toll[at], balance));
    if (hard)
        m->held += fabs(m->toll[at]) * (m->most[at] - window->high);
}

static void take_windows(bw_priced *m)
{
    for (int32_t j = 0; j < m->problem->rep_count; j++) {
        const bw_rep *rep = &m->problem->reps[j];
        double whole = rep->competes ? bw_judge_market_price(m->problem, rep->market) : 0;
        double usual = rep->competes ? 1 / (rep->share * rivals_of(m, rep)) : 0;
        for (int32_t k = 0; k < m->plan->measure_count; k++)
            take_window(m, j, k, whole, usual);
    }
}

/* ---- places and values */

static void set_place(double *place, double latitude, double longitude)
{
    double degree = M_PI / 180;
    place[0] = cos(latitude * degree) * cos(longitude * degree);
    place[1] = cos(latitude * degree) * sin(longitude * degree);
    place[2] = sin(latitude * degree);
}

static double *rep_place(const bw_priced *m, int32_t rep)
{
    return m->place + 3 * (size_t)(m->problem->account_count + rep);
}

static bool market_open(bw_priced *m)
{
    size_t accounts = (size_t)m->problem->account_count, reps = (size_t)m->problem->rep_count;
    size_t measures = (size_t)m->plan->measure_count;
    m->place = bw_array(3 * (accounts + reps), sizeof *m->place);
    m->value = bw_array(accounts * measures, sizeof *m->value);
    m->toll = bw_array(reps * measures, sizeof *m->toll);
    m->most = bw_array(reps * measures, sizeof *m->most);
    m->balance = bw_array(reps * measures, sizeof *m->balance);
    m->dearest = bw_array(reps * measures, sizeof *m->dearest);
    m->edited = bw_array((size_t)m->problem->family_count, sizeof *m->edited);
    m->best = bw_array((size_t)m->problem->family_count, sizeof *m->best);
    m->best_size = bw_array((size_t)m->problem->family_count, sizeof *m->best_size);
    if (!m->place || !m->value || !m->toll || !m->most || !m->balance || !m->dearest || !m->edited || !m->best ||
        !m->best_size)
        return false;
    for (size_t i = 0; i < accounts; i++) {
        const bw_account_row *row = m->problem->accounts[i].row;
        set_place(m->place + 3 * i, row->latitude, row->longitude);
        for (size_t k = 0; k < measures; k++)
            m->value[i * measures + k] = bw_judge_value(m->problem, m->forecast, (int32_t)i, m->plan->measures[k]);
    }
    for (int32_t j = 0; j < m->problem->rep_count; j++)
        set_place(rep_place(m, j), m->problem->reps[j].row->latitude, m->problem->reps[j].row->longitude);
    for (size_t e = 0; e < m->plan->edit_count; e++)
        m->edited[m->problem->accounts[m->plan->edits[e].account].family] = true;
    return true;
}

static void market_close(bw_priced *m)
{
    free(m->place);
    free(m->value);
    free(m->toll);
    free(m->most);
    free(m->balance);
    free(m->dearest);
    free(m->edited);
    free(m->best);
    free(m->best_size);
}

/* ---- what things are worth */

/* On a sphere of radius 1; 0 if it is not known. */
static double chord_of(const bw_priced *m, int32_t account, int32_t rep)
{
    const double *a = m->place + 3 * (size_t)account, *b = rep_place(m, rep);
    double chord = sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    return isnan(chord) ? 0 : chord;
}

static double distance_of(const bw_priced *m, int32_t account, int32_t rep, const bw_trip *trip)
{
    if (trip && !isnan(trip->km))
        return trip->km;
    double chord = chord_of(m, account, rep);
    return 2 * 6371.0 * asin(chord > 2 ? 1 : chord / 2);
}

static bool is_preferred(const bw_priced *m, int32_t account, int32_t rep)
{
    size_t low = 0, high = m->problem->preference_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        *(m->problem->preferences[middle].account < account ? &low : &high) =
            m->problem->preferences[middle].account < account ? middle + 1 : middle;
    }
    for (; low < m->problem->preference_count && m->problem->preferences[low].account == account; low++)
        if (m->problem->preferences[low].rep == rep)
            return true;
    return false;
}

static void charge(bw_worth *to, double toll, double amount)
{
    to->charge += toll * amount;
    to->size += fabs(toll * amount);
}

/* Adds what an account is worth at a rep, and what it brings into the rep's windows and the budgets: used [measures +
 * budgets]; NULL: that is not wanted. */
static void add_account(const bw_priced *m, int32_t account, int32_t rep, bw_worth *to, double *used)
{
    const bw_account *given = &m->problem->accounts[account];
    int32_t measures = m->plan->measure_count;
    const bw_trip *trip = bw_judge_trip(m->problem, account, rep);
    double km = distance_of(m, account, rep, trip), travel = travel_of(m, account, km);
    double hours = trip && !isnan(trip->hours) ? trip->hours : km / m->problem->settings->travel_speed;
    double loss = given->revenue * bw_judge_loss(m->problem, m->settings, account, rep);
    double liked = is_preferred(m, account, rep) ? m->settings->preference_value * given->revenue : 0;
    bool moves = given->owner >= 0 && given->owner != rep;
    to->cost += travel + loss - liked;
    to->size += travel + loss + liked;
    for (int32_t k = 0; k < measures; k++) {
        double amount = m->value[account * measures + k];
        if (m->plan->measures[k] == BW_WORKLOAD && m->settings->count_travel)
            amount += hours * given->visits * 2;
        charge(to, m->toll[rep * measures + k], amount);
        if (used)
            used[k] += amount;
    }
    const double takes[BW_FRONTIER_COUNT] = {moves ? given->revenue : 0, moves ? 1 : 0, travel};
    for (int k = 0; k < BW_FRONTIER_COUNT; k++) {
        charge(to, m->budget_toll[k], takes[k]);
        if (used)
            used[measures + k] += takes[k];
    }
}

/* What a family alone takes beyond the upper end of an elastic window is missed whoever else is there, and costs all
 * that missing it costs in place of what the window charges. */
static void charge_surplus(const bw_priced *m, int32_t rep, int32_t k, double used, bw_worth *to)
{
    int32_t at = rep * m->plan->measure_count + k;
    double beyond = used - m->plan->territories[rep].windows[k].high;
    if (m->plan->territories[rep].windows[k].target > 0 && isfinite(m->dearest[at]) && beyond > 0)
        charge(to, m->dearest[at] - m->toll[at], beyond);
}

/* An edit that moves leaves one rep, one that forbids takes one away. */
static bool edits_allow(const bw_priced *m, int32_t family, int32_t rep)
{
    for (size_t e = 0; m->edited[family] && e < m->plan->edit_count; e++) {
        const bw_edit *edit = &m->plan->edits[e];
        if (m->problem->accounts[edit->account].family == family && (edit->rep == rep) == edit->forbid)
            return false;
    }
    return true;
}

bw_worth bw_priced_family(const bw_priced *m, int32_t family, int32_t rep, bool locks)
{
    const bw_family *members = &m->problem->families[family];
    double used[BW_MEASURES_MAX + BW_FRONTIER_COUNT] = {0};
    bw_worth sum = {.open = edits_allow(m, family, rep)};
    for (int32_t k = 0; k < members->count && sum.open; k++)
        sum.open = locks ? bw_problem_eligible(m->problem, members->accounts[k], rep)
                         : bw_problem_eligible_unlocked(m->problem, members->accounts[k], rep);
    for (int32_t k = 0; k < members->count && sum.open; k++)
        add_account(m, members->accounts[k], rep, &sum, used);
    for (int32_t k = 0; k < m->plan->measure_count; k++) {
        sum.open = sum.open && used[k] <= m->most[rep * m->plan->measure_count + k];
        charge_surplus(m, rep, k, used[k], &sum);
    }
    for (int k = 0; k < BW_FRONTIER_COUNT; k++)
        sum.open = sum.open && used[m->plan->measure_count + k] <= m->budget_most[k];
    return sum;
}

static bw_worth account_worth(const bw_priced *m, int32_t account, int32_t rep)
{
    bw_worth sum = {.open = true};
    add_account(m, account, rep, &sum, NULL);
    return sum;
}

double bw_worth_value(bw_worth what)
{
    return what.open ? what.cost + what.charge : INFINITY;
}

/* ---- next-best reps */

/* What the judge finds for a family. */
typedef struct choice {
    double here, other, best, size; /* at its rep; at the best other one, INFINITY if there is none; at the best */
} choice;

/* What an account that stands alone is worth at a rep at the least, since no arc is shorter than its chord. -INFINITY:
 * nothing is known, as tables give travel or hours of it count. */
static double least_worth(const bw_priced *m, int32_t account, int32_t rep)
{
    const bw_account *given = &m->problem->accounts[account];
    int32_t measures = m->plan->measure_count;
    if (m->problem->store->trip_count > 0 || m->settings->count_travel)
        return -INFINITY;
    double sum = travel_of(m, account, 6371.0 * chord_of(m, account, rep));
    if (given->owner >= 0 && given->owner != rep)
        sum += given->revenue * (bw_judge_loss(m->problem, m->settings, account, rep)
                                 + m->budget_toll[BW_FRONTIER_REVENUE]) + m->budget_toll[BW_FRONTIER_ACCOUNTS];
    for (int32_t k = 0; k < measures; k++)
        sum += m->toll[rep * measures + k] * m->value[account * measures + k];
    return is_preferred(m, account, rep) ? sum - m->settings->preference_value * given->revenue : sum;
}

static choice find_choice(const bw_priced *m, int32_t family, int32_t rep)
{
    const bw_family *members = &m->problem->families[family];
    choice found = {.other = INFINITY};
    for (int32_t j = 0; j < m->problem->rep_count; j++) {
        double room = BW_HELD * found.size;
        if (j != rep && members->count == 1 && least_worth(m, members->accounts[0], j) > found.other + room)
            continue;
        bw_worth what = bw_priced_family(m, family, j, true);
        if (j == rep || bw_worth_value(what) < found.other) {
            *(j == rep ? &found.here : &found.other) = bw_worth_value(what);
            found.size = fmax(found.size, what.size);
        }
    }
    found.best = fmin(found.here, found.other);
    return found;
}

/* Of equally good reps any will do. */
static void judge_member(const bw_priced *m, int32_t account, const choice *found)
{
    const char *id = m->problem->accounts[account].row->account_id;
    int32_t next = m->plan->next_best[account], rep = m->plan->rep[account];
    double dearer = m->plan->override_cost[account], confirmed = m->plan->override_confirmed[account];
    bool none = !isfinite(found->other);
    if (next < -1 || next >= m->problem->rep_count || next == rep || (next < 0) != none) {
        bw_verdict_add(m->verdict, "the next-best rep of account %s may not have it", id);
        return;
    }
    if (none ? !isnan(dearer) || !isnan(confirmed) : isinf(confirmed))
        bw_verdict_add(m->verdict, "the cost of overriding account %s is %.10g, confirmed %.10g", id, dearer,
                       confirmed);
    if (none)
        return;
    bw_worth at_next = bw_priced_family(m, m->problem->accounts[account].family, next, true);
    if (!at_next.open || at_next.cost + at_next.charge > found->other + BW_HELD * fmax(found->size, BW_LEAST_SIZE))
        bw_verdict_add(m->verdict, "the next-best rep of account %s is not %s", id, m->problem->reps[next].row->rep_id);
    bw_verdict_compare(m->verdict, "cost of overriding", id, dearer, found->other - found->here, found->size);
}

static void judge_some_families(const void *context, int32_t from, int32_t to, bw_verdict *verdict)
{
    bw_priced m = *(const bw_priced *)context;
    m.verdict = verdict;
    for (int32_t u = from; u < to; u++) {
        const bw_family *family = &m.problem->families[u];
        choice found = find_choice(&m, u, m.plan->rep[family->accounts[0]]);
        m.best[u] = found.best;
        m.best_size[u] = found.size;
        for (int32_t k = 0; k < family->count; k++)
            judge_member(&m, family->accounts[k], &found);
    }
}

static void judge_families(bw_priced *m)
{
    bw_judge_parts(m->settings, m->problem->family_count, judge_some_families, m, m->verdict);
    for (int32_t u = 0; u < m->problem->family_count; u++) {
        m->least += m->best[u];
        m->size += m->best_size[u];
    }
}

/* ---- the bound */

double bw_priced_size(const bw_priced *m)
{
    return fmax(fmax(fabs(m->plan->objective), fabs(m->plan->bound)), BW_LEAST_SIZE);
}

/* By rounding: of sums, and of a gap that counts as none. */
static double rounding(const bw_priced *m)
{
    return PROVEN * bw_priced_size(m) + DIGITS * m->size;
}

/* Whatever the prices: all preferences kept, and nothing else to pay. */
static double floor_of(const bw_priced *m)
{
    double sum = 0;
    for (size_t k = 0; k < m->problem->preference_count; k++) {
        const bw_preference *rule = &m->problem->preferences[k];
        if (k == 0 || rule[-1].account != rule->account)
            sum += m->settings->preference_value * m->problem->accounts[rule->account].revenue;
    }
    return -sum;
}

/* By the clock, a search may end before it has added up what its prices prove. */
static bool is_cut_short(const bw_alignment *plan)
{
    return strcmp(plan->stopped_by, "time limit") == 0 || strcmp(plan->stopped_by, "interrupted") == 0;
}

static void judge_bound(const bw_priced *m)
{
    const bw_alignment *plan = m->plan;
    double room = rounding(m), proven = fmin(fmax(m->least, floor_of(m)), plan->objective);
    if (!(m->least <= plan->objective + room + m->held))
        bw_verdict_add(m->verdict, "the plan costs %.10g, though by its prices none can cost less than %.10g",
                       plan->objective, m->least);
    bool by_prices = plan->bound_basis == BW_BOUND_PRICES, by_search = plan->bound_basis == BW_BOUND_SEARCH;
    bool by_others = plan->bound_basis == BW_BOUND_BEFORE_EDITS || plan->bound_basis == BW_BOUND_WITH_EDITS;
    if (!by_prices && !by_search && !by_others)
        bw_verdict_add(m->verdict, "nothing is said to prove the bound %.10g", plan->bound);
    bool above = by_prices && plan->bound > proven + room;
    bool below = (by_prices || by_search) && !is_cut_short(plan) && plan->bound < proven - room;
    if (above || below)
        bw_verdict_add(m->verdict, "the bound is %.10g, but the prices prove %.10g", plan->bound, proven);
}

/* What a re-solve found with a family elsewhere cannot cost less than the prices allow. */
static void judge_confirmed(const bw_priced *m)
{
    for (int32_t i = 0; i < m->problem->account_count; i++) {
        double confirmed = m->plan->override_confirmed[i];
        if (isnan(confirmed) || m->plan->next_best[i] < 0)
            continue;
        choice found = find_choice(m, m->problem->accounts[i].family, m->plan->rep[i]);
        double least = m->least + found.other - found.best - m->plan->objective;
        if (!(confirmed >= least - rounding(m) - m->held))
            bw_verdict_add(m->verdict, "overriding account %s is confirmed to cost %.10g, but the prices say %.10g or "
                           "more", m->problem->accounts[i].row->account_id, confirmed, least);
    }
}

/* ---- reasons */

/* Is a below b, or above, or, within rounding, both? */
static bool may_be(double a, double b, double size, bool below)
{
    double room = BW_HELD * fmax(size, BW_LEAST_SIZE);
    return below ? a <= b + room : a >= b - room;
}

/* Why an account leaves an owner who may have it, in this order: a rule that prefers its rep; less cost; its family,
 * where it would rather have stayed at these prices; else the windows. */
static bool move_follows(const bw_priced *m, int32_t account, bw_reason reason)
{
    const bw_account *given = &m->problem->accounts[account];
    int32_t rep = m->plan->rep[account];
    if (is_preferred(m, account, rep) && m->settings->preference_value * given->revenue > 0)
        return reason == BW_PREFERRED;
    bw_worth here = account_worth(m, account, rep), there = account_worth(m, account, given->owner);
    double size = here.size + there.size, now = here.cost + here.charge, then = there.cost + there.charge;
    if (reason == BW_FOR_TRAVEL)
        return may_be(here.cost, there.cost, size, true);
    bool dearer = may_be(here.cost, there.cost, size, false);
    if (m->problem->families[given->family].count == 1)
        return dearer && reason == BW_FOR_BALANCE;
    return dearer && (reason == BW_WITH_FAMILY ? may_be(then, now, size, true)
                                               : reason == BW_FOR_BALANCE && may_be(then, now, size, false));
}

static bool reason_follows(const bw_priced *m, int32_t account)
{
    const bw_account *given = &m->problem->accounts[account];
    bw_reason reason = m->plan->reason[account];
    if (reason < BW_STAYS || reason > BW_PREFERRED)
        return false;
    if (given->lock >= 0)
        return reason == BW_LOCKED;
    if (given->owner == m->plan->rep[account])
        return reason == BW_STAYS;
    if (given->owner < 0)
        return reason == BW_WAS_UNASSIGNED;
    if (!bw_problem_eligible(m->problem, account, given->owner))
        return reason == BW_NOT_ELIGIBLE;
    return move_follows(m, account, reason);
}

static void judge_some_reasons(const void *context, int32_t from, int32_t to, bw_verdict *verdict)
{
    const bw_priced *m = context;
    for (int32_t i = from; i < to; i++)
        if (!reason_follows(m, i))
            bw_verdict_add(verdict, "account %s has the wrong reason (%d)", m->problem->accounts[i].row->account_id,
                           (int)m->plan->reason[i]);
}

bool bw_judge_prices(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, bw_verdict *verdict)
{
    bw_priced m = {.problem = problem, .forecast = forecast, .settings = settings, .plan = alignment,
                .verdict = verdict};
    bool room = market_open(&m);
    if (room) {
        take_budgets(&m);
        take_windows(&m);
        judge_families(&m);
        judge_bound(&m);
        judge_confirmed(&m);
        bw_judge_parts(settings, problem->account_count, judge_some_reasons, &m, verdict);
        bw_judge_price_list(&m);
    }
    market_close(&m);
    return room;
}
