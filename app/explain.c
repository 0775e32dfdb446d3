/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explain.h"

#include "app/failure.h"
#include "app/figures.h"
#include "app/help.h"
#include "app/listing.h"
#include "app/report/opportunity.h"
#include "app/report/performance.h"
#include "app/report/plan_json.h"
#include "app/report/words.h"
#include "app/summary.h"
#include "app/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REPS_SHOWN 5
#define ACCOUNTS_SHOWN 10

bw_status bw_override_confirm(bw_session *session, int32_t account, bw_override *override, bw_error *error)
{
    const bw_plan *plan = &session->plan;
    *override = (bw_override){plan->alignment->next_best[account], plan->alignment->override_cost[account], NAN};
    if (override->rep < 0)
        return BW_OK;
    bw_status status = bw_align_override(plan->problem, plan->forecast, session->settings, plan->alignment, account,
                                         override->rep, &session->watch, &override->confirmed, error);
    return status == BW_IMPOSSIBLE || status == BW_LIMIT ? BW_OK : status;
}

/* ---- an account */

static const char *reason_words(const bw_plan *plan, int32_t account)
{
    switch (plan->alignment->reason[account]) {
    case BW_STAYS:
        return "it stays with today's rep: nothing gained by a move pays for it";
    case BW_LOCKED:
        return "it is locked to this rep";
    case BW_FOR_BALANCE:
        return "it moves for balance: dearer on its own, but a window needs it";
    case BW_FOR_TRAVEL:
        return "it moves for travel: cheaper to serve, the disruption included";
    case BW_WAS_UNASSIGNED:
        return "it had no rep, or its rep has left";
    case BW_NOT_ELIGIBLE:
        return "today's rep may not have it";
    case BW_WITH_FAMILY:
        return "it moves because its family does";
    case BW_PREFERRED:
        return "a prefer rule asks for this rep";
    }
    return "";
}

static void opportunity_print(const bw_problem *problem, int32_t i)
{
    const bw_opportunity *like = &problem->opportunities[i];
    char words[BW_OPPORTUNITY_WORDS];
    bw_figure share, space;
    if (isnan(like->penetration))
        return;
    printf("  penetration             %14s   white space %s\n  its potential: ",
           bw_percent_words(like->penetration, share), bw_amount_words(like->white_space, space));
    bw_wrapped_print(stdout, 17, 4, bw_opportunity_words(problem, i, words));
}

static void account_facts_print(const bw_plan *plan, int32_t i)
{
    const bw_account *account = &plan->problem->accounts[i];
    bw_figure a, b;
    printf("  revenue, last 12 months %14s   potential %s\n", bw_amount_words(account->revenue, a),
           bw_amount_words(account->potential, b));
    printf("  workload, hours a year  %14s   visits %s\n", bw_amount_words(account->workload, a),
           bw_amount_words(account->visits, b));
    opportunity_print(plan->problem, i);
    if (plan->forecast) {
        printf("  forecast of the year    %14s   80 %%: ", bw_amount_words(plan->forecast->year_mean[i], a));
        printf("%s to ", bw_amount_words((double)plan->forecast->year_p10[i], a));
        printf("%s\n  its forecast: ", bw_amount_words((double)plan->forecast->year_p90[i], b));
        bw_wrapped_print(stdout, 16, 4, plan->forecast->why[i]);
    }
    if (*account->lock_reason)
        bw_print_message(stdout, "  locked: %s\n", account->lock_reason);
}

/* Who else may have it, the nearest first. */
typedef struct candidate {
    int32_t rep;
    double km;
} candidate;

static int nearer(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    double dx = isnan(x->km) ? 1e300 : x->km, dy = isnan(y->km) ? 1e300 : y->km;
    return dx != dy ? (dx > dy) - (dx < dy) : x->rep - y->rep;
}

static bw_status candidates_print(const bw_plan *plan, int32_t account, bw_error *error)
{
    const bw_problem *problem = plan->problem;
    candidate *candidates = calloc((size_t)problem->rep_count + 1, sizeof *candidates);
    bw_listing *listing = bw_listing_create("<rep|<name|>km|>hours|<");
    size_t count = 0;
    bw_figure km;
    for (int32_t j = 0; candidates && j < problem->rep_count; j++)
        if (problem->reps[j].competes && bw_problem_eligible(problem, account, j))
            candidates[count++] = (candidate){j, bw_problem_distance(problem, account, j)};
    if (candidates)
        qsort(candidates, count, sizeof *candidates, nearer);
    for (size_t k = 0; k < count && k < REPS_SHOWN; k++) {
        int32_t j = candidates[k].rep;
        bool today = problem->accounts[account].owner == j, plans = plan->alignment->rep[account] == j;
        bw_listing_put(listing, "%s", problem->reps[j].row->rep_id);
        bw_listing_put(listing, "%s", problem->reps[j].row->rep_name);
        bw_listing_put(listing, "%s", bw_amount_words(candidates[k].km, km));
        bw_listing_put(listing, "%.1f", bw_problem_travel_hours(problem, account, j));
        bw_listing_put(listing, "%s", today && plans ? "today and in the plan" : today ? "today"
                                      : plans ? "in the plan" : "");
    }
    printf("\n  %zu rep%s may have it; the nearest, one way:\n", count, count == 1 ? "" : "s");
    bw_status status = candidates ? bw_listing_print(listing, stdout, error)
                                  : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_listing_free(listing);
    free(candidates);
    return status;
}

static void override_print(const bw_problem *problem, const bw_override *override)
{
    bw_figure cost;
    if (override->rep < 0) {
        puts("\n  No other rep may have it.");
        return;
    }
    bw_print_message(stdout, "\n  Next best is %s (%s): ", bw_rep_words(problem, override->rep),
                     bw_rep_id(problem, override->rep));
    if (isnan(override->confirmed))
        printf("about %s more by the prices; no plan was found for it.\n", bw_amount_words(override->estimate, cost));
    else
        printf("the plan would cost %s more,\n  found by solving it again", bw_amount_words(override->confirmed, cost));
    if (!isnan(override->confirmed))
        printf(" (the prices say %s).\n", bw_amount_words(override->estimate, cost));
}

static void family_print(const bw_problem *problem, int32_t account)
{
    const bw_family *family = &problem->families[problem->accounts[account].family];
    if (family->count < 2)
        return;
    printf("  stays together with");
    for (int32_t k = 0, shown = 0; k < family->count && shown <= REPS_SHOWN; k++) {
        if (family->accounts[k] == account)
            continue;
        bw_print_message(stdout, " %s", shown == REPS_SHOWN ? "..."
                                                            : problem->accounts[family->accounts[k]].row->account_id);
        shown++;
    }
    putchar('\n');
}

bw_status bw_explain_account_print(const bw_session *session, int32_t i, const bw_override *override, bw_error *error)
{
    const bw_plan *plan = &session->plan;
    const bw_account *account = &plan->problem->accounts[i];
    bw_colour_print(stdout, BW_BOLD);
    bw_print_message(stdout, "Account %s, %s\n", account->row->account_id, account->row->account_name);
    bw_colour_print(stdout, BW_PLAIN);
    bw_print_message(stdout, "  today: %s; in the plan: %s (%s)\n", bw_rep_words(plan->problem, account->owner),
                     bw_rep_words(plan->problem, plan->alignment->rep[i]),
                     bw_rep_id(plan->problem, plan->alignment->rep[i]));
    fputs("  why: ", stdout);
    bw_wrapped_print(stdout, 7, 7, reason_words(plan, i));
    putchar('\n');
    account_facts_print(plan, i);
    family_print(plan->problem, i);
    bw_status status = candidates_print(plan, i, error);
    override_print(plan->problem, override);
    return status;
}

/* ---- a rep */

static bw_status windows_print(const bw_plan *plan, int32_t rep, bw_error *error)
{
    const bw_alignment *alignment = plan->alignment;
    bw_listing *listing = bw_listing_create("<measure|>today|>plan|>target|>low|>high|>price");
    bw_figure figure;
    for (int32_t m = 0; m < alignment->measure_count; m++) {
        const bw_window *window = &alignment->territories[rep].windows[m];
        double today = plan->today ? plan->today->territories[rep].windows[m].value : NAN;
        bw_listing_put(listing, "%s", bw_measure_name(alignment->measures[m]));
        bw_listing_put(listing, "%s", bw_amount_words(today, figure));
        bw_listing_put(listing, "%s", bw_amount_words(window->value, figure));
        bw_listing_put(listing, "%s", bw_amount_words(window->target, figure));
        bw_listing_put(listing, "%s", bw_amount_words(window->low, figure));
        bw_listing_put(listing, "%s", bw_amount_words(window->high, figure));
        bw_listing_put(listing, "%.4g", window->price == 0 ? 0 : window->price);
    }
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    puts("  price: what the plan's cost changes with one unit of the window's binding side");
    return status;
}

static void quota_print(const bw_quota *quota)
{
    bw_figure a, b, c;
    for (int32_t k = 0; k < quota->line_count; k++)
        printf("  %-60.60s %16s\n", quota->lines[k].what, bw_amount_words(quota->lines[k].amount, a));
    printf("  %-60s %16s\n\n", "= quota of the plan year", bw_amount_words(quota->quota, a));
    printf("  chance to reach it %s; forecast %s, 80 %%: %s", bw_percent_words(quota->p_attain, a),
           bw_amount_words(quota->forecast.mean, b), bw_amount_words(quota->forecast.p10, c));
    printf(" to %s\n", bw_amount_words(quota->forecast.p90, a));
    if (quota->ramp_factor < 1)
        printf("  productivity of the year %s (ramp)\n", bw_percent_words(quota->ramp_factor, a));
    printf("  by quarter of the plan year:");
    for (int q = 0; q < 4; q++)
        printf("%s %s", q ? "," : "",
               bw_amount_words(quota->month[3 * q] + quota->month[3 * q + 1] + quota->month[3 * q + 2], a));
    putchar('\n');
}

static void pay_print(const bw_quota *quota)
{
    bw_figure a, b, c, d;
    if (!(quota->target_pay > 0 && quota->quota > 0))
        return;
    printf("  incentive %s expected, %s at quota; 80 %%: %s to %s\n",
           bw_amount_words(quota->payout.mean * quota->target_pay, a), bw_amount_words(quota->target_pay, b),
           bw_amount_words(quota->payout.p10 * quota->target_pay, c),
           bw_amount_words(quota->payout.p90 * quota->target_pay, d));
}

static bw_status last_year_print(const bw_problem *problem, int32_t rep, bw_error *error)
{
    bw_figure a, b, c;
    bw_performance *all = bw_performance_create(problem);
    if (!all)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    if (!isnan(all[rep].attainment))
        printf("  last year %s attained: %s of %s, %s\n", bw_percent_words(all[rep].attainment, a),
               bw_amount_words(all[rep].actual, b), bw_amount_words(all[rep].quota, c),
               all[rep].recorded ? "as actuals.csv has it" : "by the accounts owned today");
    free(all);
    return BW_OK;
}

typedef struct moved {
    int32_t account;
    double revenue;
} moved;

static int larger(const void *a, const void *b)
{
    const moved *x = a, *y = b;
    return x->revenue != y->revenue ? (x->revenue < y->revenue) - (x->revenue > y->revenue)
                                    : x->account - y->account;
}

/* The accounts that come or go, the largest first. */
static bw_status moves_print(const bw_plan *plan, int32_t rep, bool come, bw_error *error)
{
    const bw_problem *problem = plan->problem;
    moved *list = calloc((size_t)problem->account_count + 1, sizeof *list);
    bw_listing *listing = bw_listing_create(come ? "<account|<name|>revenue|<from|<why"
                                                 : "<account|<name|>revenue|<to|<why");
    size_t count = 0;
    bw_figure revenue;
    for (int32_t i = 0; list && i < problem->account_count; i++) {
        int32_t from = problem->accounts[i].owner, to = plan->alignment->rep[i];
        if (from != to && (come ? to : from) == rep)
            list[count++] = (moved){i, problem->accounts[i].revenue};
    }
    if (list)
        qsort(list, count, sizeof *list, larger);
    for (size_t k = 0; k < count && k < ACCOUNTS_SHOWN; k++) {
        int32_t i = list[k].account;
        bw_listing_put(listing, "%s", problem->accounts[i].row->account_id);
        bw_listing_put(listing, "%s", problem->accounts[i].row->account_name);
        bw_listing_put(listing, "%s", bw_amount_words(list[k].revenue, revenue));
        bw_listing_put(listing, "%s", bw_rep_words(problem, come ? problem->accounts[i].owner
                                                                 : plan->alignment->rep[i]));
        bw_listing_put(listing, "%s", bw_reason_name(plan->alignment->reason[i]));
    }
    bw_status status = list ? BW_OK : bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    if (!status && count) {
        printf("\n  %zu account%s %s%s\n", count, count == 1 ? "" : "s", count == 1 ? (come ? "comes" : "goes")
               : come ? "come" : "go", count > ACCOUNTS_SHOWN ? "; the largest:" : ":");
        status = bw_listing_print(listing, stdout, error);
    }
    bw_listing_free(listing);
    free(list);
    return status;
}

bw_status bw_explain_rep_print(const bw_session *session, int32_t rep, bw_error *error)
{
    const bw_plan *plan = &session->plan;
    const bw_rep *who = &plan->problem->reps[rep];
    const bw_territory *territory = &plan->alignment->territories[rep];
    bw_colour_print(stdout, BW_BOLD);
    bw_print_message(stdout, "Rep %s, %s\n", who->row->rep_id, who->row->rep_name);
    bw_colour_print(stdout, BW_PLAIN);
    printf("  %d accounts in the plan: %d kept, %d gained, %d lost\n", territory->accounts, territory->kept,
           territory->gained, territory->lost);
    bw_status status = BW_OK;
    if (who->competes) {
        bw_heading_print("Windows");
        status = windows_print(plan, rep, error);
    } else {
        puts("  takes no part in the alignment and keeps the house accounts");
    }
    bw_heading_print("Quota");
    quota_print(&plan->quotas->reps[rep]);
    pay_print(&plan->quotas->reps[rep]);
    if (!status)
        status = last_year_print(plan->problem, rep, error);
    if (!status)
        status = moves_print(plan, rep, true, error);
    return status ? status : moves_print(plan, rep, false, error);
}
