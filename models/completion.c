/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"
#include "models/problem.h"

#include <math.h>
#include <stdlib.h>

#define TENURE_FULL_MONTHS 24.0 /* a relation of this age is wholly lost by a move */
#define CONTINUITY_NEW 0.5      /* one that has just begun, by half */
#define DAYS_PER_MONTH 30.4375
#define TIER_A_REVENUE 0.5 /* accounts that make this share of revenue are tier a */
#define TIER_B_REVENUE 0.8 /* and up to this share, tier b */

typedef struct ranked {
    double revenue;
    int32_t account;
} ranked;

static int by_revenue(const void *a, const void *b)
{
    const ranked *first = a, *second = b;
    int order = (first->revenue < second->revenue) - (first->revenue > second->revenue);
    return order ? order : (first->account > second->account) - (first->account < second->account);
}

/* Visits by tier of revenue, where the table has none. */
static int32_t fill_visits(bw_builder *builder, ranked *order)
{
    const bw_problem *problem = builder->problem;
    const bw_settings *settings = builder->settings;
    int32_t filled = 0;
    double so_far = 0;
    for (int32_t i = 0; i < problem->account_count; i++)
        order[i] = (ranked){builder->accounts[i].revenue, i};
    qsort(order, (size_t)problem->account_count, sizeof *order, by_revenue);
    for (int32_t k = 0; k < problem->account_count; k++) {
        bw_account *account = &builder->accounts[order[k].account];
        double before = problem->total_revenue > 0 ? so_far / problem->total_revenue : 1;
        bool active = account->revenue > 0;
        double visits = active && before < TIER_A_REVENUE   ? settings->visits_a
                        : active && before < TIER_B_REVENUE ? settings->visits_b
                                                            : settings->visits_c;
        so_far += account->revenue;
        account->visits = isnan(account->row->visits) ? visits : account->row->visits;
        filled += isnan(account->row->visits);
    }
    return filled;
}

static void fill_work(bw_builder *builder)
{
    const bw_settings *settings = builder->settings;
    ranked *order = bw_array((size_t)builder->problem->account_count, sizeof *order);
    builder->memory_out |= !order;
    if (!order)
        return;
    int32_t visits = fill_visits(builder, order), work = 0;
    free(order);
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        bw_account *account = &builder->accounts[i];
        bool given = !isnan(account->row->workload);
        account->workload = given ? account->row->workload : account->visits * settings->visit_minutes / 60;
        work += !given;
    }
    if (visits)
        bw_builder_say(builder, BW_NOTE, "visits-by-rule", (bw_spot){.file = "accounts.csv", .column = "visits"},
                       "set visits_a, visits_b, visits_c, or give the column",
                       "visits of %d accounts come from a rule: %d a year to the accounts that make the first 50 %% of "
                       "revenue, %d to those that make the next 30 %%, %d to the others", visits, settings->visits_a,
                       settings->visits_b, settings->visits_c);
    if (work)
        bw_builder_say(builder, BW_NOTE, "workload-by-rule", (bw_spot){.file = "accounts.csv", .column = "workload"},
                       "set visit_minutes, or give the column",
                       "workload of %d accounts comes from a rule: visits x %g minutes", work, settings->visit_minutes);
}

static void set_continuity(bw_builder *builder)
{
    int32_t start = bw_day_of_month(builder->problem->plan_start);
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        bw_account *account = &builder->accounts[i];
        int32_t since = account->row->owner_since;
        double tenure = since == BW_NO_DATE ? TENURE_FULL_MONTHS : fmax(0, (start - since) / DAYS_PER_MONTH);
        double known = CONTINUITY_NEW + (1 - CONTINUITY_NEW) * fmin(1, tenure / TENURE_FULL_MONTHS);
        account->continuity = account->owner < 0 ? 0 : known;
    }
}

void bw_build_completion(bw_builder *builder)
{
    if (!builder->accounts)
        return;
    fill_work(builder);
    set_continuity(builder);
}
