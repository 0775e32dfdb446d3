/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/summary.h"

#include "app/failure.h"
#include "app/figures.h"
#include "app/listing.h"
#include "app/report/performance.h"
#include "app/report/words.h"
#include "app/terminal.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *bw_rep_words(const bw_problem *problem, int32_t rep)
{
    if (rep < 0)
        return "nobody";
    const bw_rep_row *row = problem->reps[rep].row;
    return *row->rep_name ? row->rep_name : row->rep_id;
}

void bw_heading_print(const char *words)
{
    putchar('\n');
    bw_colour_print(stdout, BW_BOLD);
    puts(words);
    bw_colour_print(stdout, BW_PLAIN);
}

void bw_headline_print(const bw_session *session)
{
    const bw_problem *problem = session->plan.problem;
    bw_figure accounts;
    char first[32], last[32];
    bw_colour_print(stdout, BW_BOLD);
    bw_print_safe(stdout, session->title);
    bw_colour_print(stdout, BW_PLAIN);
    printf(": %s accounts, %d reps, plan year %s to %s\n", bw_amount_words(problem->account_count, accounts),
           problem->rep_count, bw_month_words(problem->plan_start, first),
           bw_month_words(problem->plan_start + 11, last));
}

/* ---- territories */

static void costs_print(const bw_alignment *today, const bw_alignment *plan)
{
    const struct { const char *words; double today, plan; } lines[] = {
        {"travel", today ? today->travel_cost : NAN, plan->travel_cost},
        {"disruption", today ? today->disruption_cost : NAN, plan->disruption_cost},
        {"missed windows", today ? today->violation_cost : NAN, plan->violation_cost},
        {"distance from targets", today ? today->balance_cost : NAN, plan->balance_cost},
        {"preferences kept", today ? -today->preference_value : NAN, -plan->preference_value},
        {"cost", today ? today->objective : NAN, plan->objective},
    };
    bw_figure before, after;
    printf("  %-24s %16s %16s\n", "", "today", "plan");
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
        if (lines[k].plan != 0 || (!isnan(lines[k].today) && lines[k].today != 0) || k == 5)
            printf("  %-24s %16s %16s\n", lines[k].words, bw_amount_words(lines[k].today, before),
                   bw_amount_words(lines[k].plan, after));
}

void bw_alignment_print(const bw_plan *plan)
{
    const bw_alignment *alignment = plan->alignment, *today = plan->today;
    bw_figure a, b;
    costs_print(today, alignment);
    for (int32_t m = 0; m < alignment->measure_count; m++) {
        char words[64];
        snprintf(words, sizeof words, "farthest %s", bw_measure_name(alignment->measures[m]));
        printf("  %-24s %16s %16s\n", words, bw_percent_words(today ? today->max_deviation[m] : NAN, a),
               bw_percent_words(alignment->max_deviation[m], b));
    }
    putchar('\n');
    printf("  No plan can cost less than %s: the gap is %s", bw_amount_words(alignment->bound, a),
           bw_percent_words(alignment->gap, b));
    if (alignment->outcome == BW_OUTCOME_OPTIMAL)
        printf(" (proven optimal)");
    else if (*alignment->stopped_by)
        printf("\n  The search ended by: %s", alignment->stopped_by);
    bool one = alignment->moved_accounts == 1;
    printf("\n  %d account%s with %s of revenue get%s another rep", alignment->moved_accounts, one ? "" : "s",
           bw_percent_words(alignment->moved_revenue_share, a), one ? "s" : "");
    int32_t unassigned = 0;
    for (int32_t i = 0; i < alignment->account_count; i++)
        unassigned += plan->problem->accounts[i].owner < 0 && alignment->rep[i] >= 0;
    if (unassigned)
        printf("; %d without a rep get%s one", unassigned, unassigned == 1 ? "s" : "");
    putchar('\n');
}

/* "+3.2 %", with a star outside the window. */
static const char *window_words(const bw_window *window, char words[BW_FIGURE_SIZE + 2])
{
    bw_figure share;
    if (window->target <= 0)
        return strcpy(words, "-");
    double slack = 1e-9 * fabs(window->target);
    bool outside = window->value < window->low - slack || window->value > window->high + slack;
    snprintf(words, BW_FIGURE_SIZE + 2, "%s%s", bw_change_words(window->value / window->target - 1, share),
             outside ? "*" : " ");
    return words;
}

bw_status bw_territories_print(const bw_problem *problem, const bw_alignment *alignment, bw_error *error)
{
    char titles[256] = "<rep|<name|>accounts|>gained|>lost", words[BW_FIGURE_SIZE + 2];
    bw_figure km;
    for (int32_t m = 0; m < alignment->measure_count; m++)
        snprintf(titles + strlen(titles), sizeof titles - strlen(titles), "|>%s ",
                 bw_measure_name(alignment->measures[m]));
    strcat(titles, "|>km");
    bw_listing *listing = bw_listing_create(titles);
    for (int32_t j = 0; j < problem->rep_count; j++) {
        const bw_territory *territory = &alignment->territories[j];
        if (!problem->reps[j].competes && !territory->accounts)
            continue;
        bw_listing_put(listing, "%s", problem->reps[j].row->rep_id);
        bw_listing_put(listing, "%s", problem->reps[j].row->rep_name);
        bw_listing_put(listing, "%d", territory->accounts);
        bw_listing_put(listing, "%d", territory->gained);
        bw_listing_put(listing, "%d", territory->lost);
        for (int32_t m = 0; m < alignment->measure_count; m++)
            bw_listing_put(listing, "%s", window_words(&territory->windows[m], words));
        bw_listing_put(listing, "%s", bw_amount_words(territory->travel_km, km));
    }
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    puts("  Measures are shown against their targets; * is outside the window.");
    return status;
}

/* ---- quotas */

/* Nothing where nobody's target incentive is known. */
static void pay_print(const bw_quotas *quotas)
{
    bw_figure a, b, c;
    if (!quotas->pay_known)
        return;
    printf("  %-24s %16s\n", "incentive pay at quota", bw_amount_words(quotas->pay_budget, a));
    printf("  %-24s %16s   80 %%: %s to %s\n", "incentive pay, expected", bw_amount_words(quotas->pay.mean, a),
           bw_amount_words(quotas->pay.p10, b), bw_amount_words(quotas->pay.p90, c));
}

void bw_quotas_print(const bw_quotas *quotas)
{
    bw_figure a, b, c;
    printf("  %-24s %16s\n", "company target", bw_amount_words(quotas->company_target, a));
    printf("  %-24s %16s\n", "quotas, sum", bw_amount_words(quotas->quota_total, a));
    printf("  %-24s %16s   80 %%: %s to %s\n", "forecast", bw_amount_words(quotas->company.mean, a),
           bw_amount_words(quotas->company.p10, b), bw_amount_words(quotas->company.p90, c));
    if (!(quotas->company_target > 0))
        return;
    printf("  %-24s %16s\n", "chance of the target", bw_percent_words(quotas->p_company, a));
    printf("  %-24s %16s   80 %%: %s\n", "target of a 50 % chance", bw_amount_words(quotas->target_for_p[0], a),
           bw_amount_words(quotas->target_for_p[1], b));
    printf("  %-24s %16s\n", "reps at quota, expected", bw_percent_words(quotas->expected_at_quota, a));
    pay_print(quotas);
}

bw_status bw_performance_print(const bw_problem *problem, bw_error *error)
{
    bw_figure share;
    bw_performance *all = bw_performance_create(problem);
    if (!all)
        return bw_failure(error, BW_FAILED, NULL, 0, "memory is out");
    bw_performance_total total = bw_performance_sum(problem, all);
    if (total.reps)
        printf("  %-24s %16s   %d of %d reps at quota\n", "last year's attainment",
               bw_percent_words(total.actual / total.quota, share), total.reached, total.reps);
    if (total.reps && !total.recorded)
        printf("  %-24s %16s   by the accounts owned today\n", "", "");
    free(all);
    return BW_OK;
}

bw_status bw_rep_quotas_print(const bw_plan *plan, bw_error *error)
{
    const bw_problem *problem = plan->problem;
    bw_figure figure;
    double unit = bw_amount_unit(plan->quotas->company_target);
    char heading[64];
    snprintf(heading, sizeof heading, "Reps%s", bw_unit_words(unit));
    bw_heading_print(heading);
    bw_listing *listing = bw_listing_create("<rep|<name|>quota|>last 12 m|>growth|>forecast|>p10|>p90|>chance");
    for (int32_t j = 0; j < problem->rep_count; j++) {
        const bw_quota *quota = &plan->quotas->reps[j];
        if (quota->quota == 0 && quota->forecast.mean == 0)
            continue;
        bw_listing_put(listing, "%s", problem->reps[j].row->rep_id);
        bw_listing_put(listing, "%s", problem->reps[j].row->rep_name);
        bw_listing_put(listing, "%s", bw_amount_words(quota->quota / unit, figure));
        bw_listing_put(listing, "%s", bw_amount_words(quota->prior / unit, figure));
        bw_listing_put(listing, "%s",
                       bw_change_words(quota->prior > 0 ? quota->quota / quota->prior - 1 : NAN, figure));
        bw_listing_put(listing, "%s", bw_amount_words(quota->forecast.mean / unit, figure));
        bw_listing_put(listing, "%s", bw_amount_words(quota->forecast.p10 / unit, figure));
        bw_listing_put(listing, "%s", bw_amount_words(quota->forecast.p90 / unit, figure));
        bw_listing_put(listing, "%.0f %%", 100 * quota->p_attain);
    }
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    return status;
}

/* ---- fairness */

static const char *interval_words(double value, double low, double high, char words[BW_FIGURE_SIZE])
{
    if (isnan(value))
        return strcpy(words, "-");
    if (isnan(low) || isnan(high))
        snprintf(words, BW_FIGURE_SIZE, "%.3f", value);
    else
        snprintf(words, BW_FIGURE_SIZE, "%.3f  (%.3f to %.3f)", value, low, high);
    return words;
}

bw_status bw_fairness_print(const bw_fairness *fairness, const char *after, bw_error *error)
{
    char words[BW_FIGURE_SIZE], columns[64];
    bool before = false;
    for (size_t k = 0; k < fairness->count; k++)
        before = before || !isnan(fairness->figures[k].before);
    snprintf(columns, sizeof columns, "<quantity|<index|>%s%s", before ? "today|>" : "", before ? after : "value");
    bw_listing *listing = bw_listing_create(columns);
    for (size_t k = 0; k < fairness->count; k++) {
        const bw_fairness_figure *figure = &fairness->figures[k];
        bool repeated = k && strcmp(fairness->figures[k - 1].quantity, figure->quantity) == 0;
        bw_listing_put(listing, "%s", repeated ? "" : figure->quantity);
        bw_listing_put(listing, "%s", figure->index);
        if (before)
            bw_listing_put(listing, "%s",
                           interval_words(figure->before, figure->before_low, figure->before_high, words));
        bw_listing_put(listing, "%s", interval_words(figure->after, figure->after_low, figure->after_high, words));
    }
    bw_status status = bw_listing_print(listing, stdout, error);
    bw_listing_free(listing);
    return status;
}

/* ---- files */

void bw_files_print(const bw_session *session, bool report)
{
    char path[PATH_MAX];
    if (!session->request->out)
        return;
    putchar('\n');
    if (report || session->run.frontier)
        bw_print_message(stdout, "The report is %s\n",
                         bw_session_path(session, report ? "report.html" : "frontier.html", path, sizeof path));
    bw_print_message(stdout, "The tables%s are in %s\n", report ? " and plan.json" : "", session->request->out);
}

/* ---- edits */

void bw_stability_print(const bw_stability *stability)
{
    bw_figure edited, touched, accounts, revenue;
    printf("  Accounts edited, with their families: %s; others that change their rep: %s\n",
           bw_amount_words(stability->edited, edited), bw_amount_words(stability->touched, touched));
    printf("  Stability: %s of the other accounts and %s of their revenue stay as they were\n",
           bw_percent_words(stability->kept_accounts, accounts), bw_percent_words(stability->kept_revenue, revenue));
}
