/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why accounts are where they are, and that no plan costs less than the bound. Given the prices y of windows and
 * budgets, what an account or a family is worth at a rep is a sum, and so are the second-best rep, what it costs to go
 * there, and what speaks for a move. Whatever the prices, no plan can cost less than
 *
 *     D(y) = sum over families of their least worth  -  sum over windows and budgets of max_A (y A - what A costs)
 *
 * (Geoffrion 1974), so that the judge needs no word on where they come from. A bound by branch and cut is above it.
 */
#include "models/check.h"

#include <math.h>
#include <stdlib.h>

#define HELD 1e-6
#define PROVEN 2e-9
#define DIGITS 1e-13

/* What lies before the judge. */
typedef struct market {
    const bw_problem *problem;
    const bw_forecast *forecast;
    const bw_settings *settings;
    const bw_alignment *plan;
    bw_verdict *verdict;
    double *place;         /* [(accounts + reps) * 3] points on a sphere of radius 1; NAN: not known */
    double *value;         /* [accounts * measures] */
    double *toll;          /* [reps * measures] what a unit in a window is charged */
    double *most;          /* [reps * measures] that one family may bring into a hard window; INFINITY */
    double budget_toll[BW_FRONTIER_COUNT], budget_most[BW_FRONTIER_COUNT];
    bool *edited;          /* [families] does an edit name it? */
    double least;          /* D(y), as far as it is added up */
    double size;           /* of its terms, without signs */
    double held;           /* what hard windows and budgets that are missed by rounding are worth */
} market;

/* What something is worth at a rep, in its parts. */
typedef struct worth {
    double cost, charge; /* of the model; by the prices */
    double size;         /* without signs */
    bool open;           /* may it go there? */
} worth;

/* ---- prices */

static double travel_of(const market *m, int32_t account, double km)
{
    return m->settings->travel_cost * 2 * km * m->problem->accounts[account].visits;
}

/* INFINITY: any. */
static double budget_of(const market *m, bw_frontier_kind kind)
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
    return limit + HELD * fmax(usual, limit);
}

/* What prices charge in vain: at most this much of it comes back as the cost of the plan. */
static void take_back(market *m, double amount)
{
    m->least -= amount;
    m->size += fabs(amount);
}

static void take_budgets(market *m)
{
    const double usual[BW_FRONTIER_COUNT] = {m->problem->total_revenue, m->problem->account_count, 1};
    for (int k = 0; k < BW_FRONTIER_COUNT; k++) {
        double limit = budget_of(m, (bw_frontier_kind)k), price = m->plan->budget_price[k];
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

static double rivals_of(const market *m, const bw_rep *rep)
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
static void take_window(market *m, int32_t rep, int32_t k, double whole, double usual)
{
    const bw_window *window = &m->plan->territories[rep].windows[k];
    size_t at = (size_t)(rep * m->plan->measure_count + k);
    bool there = window->target > 0, hard = there && m->settings->windows == BW_WINDOWS_HARD;
    double balance = there ? m->settings->balance_price * whole / window->target : 0;
    double most = there ? balance + m->settings->violation_price * whole / window->target : 0;
    if (!isfinite(window->price) || (!hard && fabs(window->price) > most * (1 + HELD)))
        bw_verdict_add(m->verdict, "the price of the window on %s of %s is %.10g",
                       bw_measure_name(m->plan->measures[k]), m->problem->reps[rep].row->rep_id, window->price);
    m->toll[at] = hard ? -window->price : fmin(fmax(-window->price, -most), most);
    m->most[at] = hard ? room_in(window->high, window->target * usual) : INFINITY;
    if (there)
        take_back(m, window_keeps(window, m->toll[at], balance));
    if (hard)
        m->held += fabs(m->toll[at]) * (m->most[at] - window->high);
}

static void take_windows(market *m)
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

static double *rep_place(const market *m, int32_t rep)
{
    return m->place + 3 * (size_t)(m->problem->account_count + rep);
}

static bool market_open(market *m)
{
    size_t accounts = (size_t)m->problem->account_count, reps = (size_t)m->problem->rep_count;
    size_t measures = (size_t)m->plan->measure_count;
    m->place = bw_array(3 * (accounts + reps), sizeof *m->place);
    m->value = bw_array(accounts * measures, sizeof *m->value);
    m->toll = bw_array(reps * measures, sizeof *m->toll);
    m->most = bw_array(reps * measures, sizeof *m->most);
    m->edited = bw_array((size_t)m->problem->family_count, sizeof *m->edited);
    if (!m->place || !m->value || !m->toll || !m->most || !m->edited)
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

static void market_close(market *m)
{
    free(m->place);
    free(m->value);
    free(m->toll);
    free(m->most);
    free(m->edited);
}

/* ---- what things are worth */

static double distance_of(const market *m, int32_t account, int32_t rep, const bw_trip *trip)
{
    const double *a = m->place + 3 * (size_t)account, *b = rep_place(m, rep);
    if (trip && !isnan(trip->km))
        return trip->km;
    double chord = sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    double km = 2 * 6371.0 * asin(chord > 2 ? 1 : chord / 2);
    return isnan(km) ? 0 : km;
}

static bool is_preferred(const market *m, int32_t account, int32_t rep)
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

static void charge(worth *to, double toll, double amount)
{
    to->charge += toll * amount;
    to->size += fabs(toll * amount);
}

/* Adds what an account is worth at a rep, and what it brings into the rep's windows and the budgets: used [measures +
 * budgets]; NULL: that is not wanted. */
static void add_account(const market *m, int32_t account, int32_t rep, worth *to, double *used)
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

/* An edit that moves leaves one rep, one that forbids takes one away. */
static bool edits_allow(const market *m, int32_t family, int32_t rep)
{
    for (size_t e = 0; m->edited[family] && e < m->plan->edit_count; e++) {
        const bw_edit *edit = &m->plan->edits[e];
        if (m->problem->accounts[edit->account].family == family && (edit->rep == rep) == edit->forbid)
            return false;
    }
    return true;
}

/* All of a family at a rep: it is open if all may go there and, alone, fit hard windows and budgets. */
static worth family_worth(const market *m, int32_t family, int32_t rep)
{
    const bw_family *members = &m->problem->families[family];
    double used[BW_MEASURES_MAX + BW_FRONTIER_COUNT] = {0};
    worth sum = {.open = edits_allow(m, family, rep)};
    for (int32_t k = 0; k < members->count && sum.open; k++)
        sum.open = bw_problem_eligible(m->problem, members->accounts[k], rep);
    for (int32_t k = 0; k < members->count && sum.open; k++)
        add_account(m, members->accounts[k], rep, &sum, used);
    for (int32_t k = 0; k < m->plan->measure_count; k++)
        sum.open = sum.open && used[k] <= m->most[rep * m->plan->measure_count + k];
    for (int k = 0; k < BW_FRONTIER_COUNT; k++)
        sum.open = sum.open && used[m->plan->measure_count + k] <= m->budget_most[k];
    return sum;
}

static worth account_worth(const market *m, int32_t account, int32_t rep)
{
    worth sum = {.open = true};
    add_account(m, account, rep, &sum, NULL);
    return sum;
}

static double value_of(worth what)
{
    return what.open ? what.cost + what.charge : INFINITY;
}

/* ---- next-best reps */

/* What the judge finds for a family. */
typedef struct choice {
    double here, other, best, size; /* at its rep; at the best other one, INFINITY if there is none; at the best */
} choice;

static choice find_choice(const market *m, int32_t family, int32_t rep)
{
    choice found = {.other = INFINITY};
    for (int32_t j = 0; j < m->problem->rep_count; j++) {
        worth what = family_worth(m, family, j);
        if (j == rep || value_of(what) < found.other) {
            *(j == rep ? &found.here : &found.other) = value_of(what);
            found.size = fmax(found.size, what.size);
        }
    }
    found.best = fmin(found.here, found.other);
    return found;
}

/* Of equally good reps any will do. */
static void judge_member(const market *m, int32_t account, const choice *found)
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
    worth at_next = family_worth(m, m->problem->accounts[account].family, next);
    if (!at_next.open || at_next.cost + at_next.charge > found->other + HELD * fmax(found->size, 1e-3))
        bw_verdict_add(m->verdict, "the next-best rep of account %s is not %s", id, m->problem->reps[next].row->rep_id);
    bw_verdict_compare(m->verdict, "cost of overriding", id, dearer, found->other - found->here, found->size);
}

static void judge_families(market *m)
{
    for (int32_t u = 0; u < m->problem->family_count; u++) {
        const bw_family *family = &m->problem->families[u];
        choice found = find_choice(m, u, m->plan->rep[family->accounts[0]]);
        m->least += found.best;
        m->size += found.size;
        for (int32_t k = 0; k < family->count; k++)
            judge_member(m, family->accounts[k], &found);
    }
}

/* ---- the bound */

/* By rounding: of sums, and of a gap that counts as none. */
static double rounding(const market *m)
{
    return PROVEN * fmax(fabs(m->plan->objective), fabs(m->plan->bound)) + DIGITS * m->size;
}

static void judge_bound(const market *m)
{
    const bw_alignment *plan = m->plan;
    double room = rounding(m), proven = fmin(m->least, plan->objective);
    if (!(m->least <= plan->objective + room + m->held))
        bw_verdict_add(m->verdict, "the plan costs %.10g, though by its prices none can cost less than %.10g",
                       plan->objective, m->least);
    bool by_prices = plan->bound_basis == BW_BOUND_PRICES, by_search = plan->bound_basis == BW_BOUND_SEARCH;
    if (!by_prices && !by_search && plan->bound_basis != BW_BOUND_BEFORE_EDITS)
        bw_verdict_add(m->verdict, "nothing is said to prove the bound %.10g", plan->bound);
    if ((by_prices && plan->bound > proven + room) || ((by_prices || by_search) && plan->bound < proven - room))
        bw_verdict_add(m->verdict, "the bound is %.10g, but the prices prove %.10g", plan->bound, m->least);
}

/* What a re-solve found with a family elsewhere cannot cost less than the prices allow. */
static void judge_confirmed(const market *m)
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
    double room = HELD * fmax(size, 1e-3);
    return below ? a <= b + room : a >= b - room;
}

/* Why an account leaves an owner who may have it, in this order: a rule that prefers its rep; less cost; its family,
 * where it would rather have stayed at these prices; else the windows. */
static bool move_follows(const market *m, int32_t account, bw_reason reason)
{
    const bw_account *given = &m->problem->accounts[account];
    int32_t rep = m->plan->rep[account];
    if (is_preferred(m, account, rep) && m->settings->preference_value * given->revenue > 0)
        return reason == BW_PREFERRED;
    worth here = account_worth(m, account, rep), there = account_worth(m, account, given->owner);
    double size = here.size + there.size, now = here.cost + here.charge, then = there.cost + there.charge;
    if (reason == BW_FOR_TRAVEL)
        return may_be(here.cost, there.cost, size, true);
    bool dearer = may_be(here.cost, there.cost, size, false);
    if (m->problem->families[given->family].count == 1)
        return dearer && reason == BW_FOR_BALANCE;
    return dearer && (reason == BW_WITH_FAMILY ? may_be(then, now, size, true)
                                               : reason == BW_FOR_BALANCE && may_be(then, now, size, false));
}

static bool reason_follows(const market *m, int32_t account)
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

static void judge_reasons(const market *m)
{
    for (int32_t i = 0; i < m->problem->account_count; i++)
        if (!reason_follows(m, i))
            bw_verdict_add(m->verdict, "account %s has the wrong reason (%d)", m->problem->accounts[i].row->account_id,
                           (int)m->plan->reason[i]);
}

bool bw_judge_prices(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                     const bw_alignment *alignment, bw_verdict *verdict)
{
    market m = {.problem = problem, .forecast = forecast, .settings = settings, .plan = alignment,
                .verdict = verdict};
    bool room = market_open(&m);
    if (room) {
        take_budgets(&m);
        take_windows(&m);
        judge_families(&m);
        judge_bound(&m);
        judge_confirmed(&m);
        judge_reasons(&m);
    }
    market_close(&m);
    return room;
}
