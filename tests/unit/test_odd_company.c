/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Companies that are odd in every way end in a plan that the judge accepts or in an honest reason why there is none:
 * windows that cannot hold, locks, families, one rep, more reps than accounts, nothing to weigh, accounts that are all
 * alike or larger than a window, preferences that pay for everything, reps that nobody may go to. What small ones can
 * be is known from all their assignments.
 *
 * FUZZ_COMPANIES=5000 build/tests/unit/test_odd_company draws as many instead of ninety.
 */
#include "tests/unit/company_fixture.h"

#define SMALL 7 /* accounts of a company that is known in full, */
#define SMALL_REPS 3
#define CLEAR 1e-6 /* what is missed or held by less is left to either side */

/* ---- how odd it is */

static bool chance(company *made, double share)
{
    return company_draw(made) < share;
}

static void draw_number(company *made, const char *setting, double low, double high)
{
    char value[32];
    snprintf(value, sizeof value, "%.6f", low + (high - low) * company_draw(made));
    company_set(made, setting, value);
}

static void draw_weights(company *made)
{
    bw_tables *tables = made->tables;
    bool alike = chance(made, 0.2), weightless = chance(made, 0.1), giant = chance(made, 0.2);
    for (size_t i = 0; i < tables->account_count; i++) {
        bw_account_row *row = &tables->accounts[i], first = tables->accounts[0];
        if (alike) {
            row->workload = first.workload;
            row->potential = first.potential;
            row->revenue_prior = first.revenue_prior;
            row->open_pipeline = first.open_pipeline;
        }
        if (weightless || chance(made, 0.05))
            row->workload = row->potential = row->revenue_prior = row->open_pipeline = 0;
    }
    if (giant)
        tables->accounts[company_pick(made, tables->account_count)].workload = 1e5;
}

static void draw_rules(company *made)
{
    bw_tables *tables = made->tables;
    bool shunned = tables->rep_count > 1 && chance(made, 0.15);
    for (size_t i = 0; i < tables->account_count; i++) {
        const char *id = tables->accounts[i].account_id;
        const char *rep = tables->reps[company_pick(made, tables->rep_count)].rep_id;
        if (shunned)
            company_rule(made, BW_RULE_FORBID, id, tables->reps[0].rep_id);
        if (chance(made, 0.08))
            company_rule(made, BW_RULE_LOCK, id, rep);
        else if (chance(made, 0.1))
            company_rule(made, chance(made, 0.5) ? BW_RULE_FORBID : BW_RULE_PREFER, id, rep);
    }
}

static void draw_settings(company *made)
{
    static const char *const measures[] = {"workload", "accounts", "workload;potential", "revenue",
                                           "workload;potential;revenue;accounts;pipeline"};
    company_set(made, "measures", measures[company_pick(made, 5)]);
    company_set(made, "windows", chance(made, 0.6) ? "hard" : "elastic");
    draw_number(made, "tolerance", 0.01, 0.9);
    if (chance(made, 0.3))
        draw_number(made, "max_moved_revenue", 0, 0.5);
    if (chance(made, 0.2))
        draw_number(made, "max_moved_accounts", 0, 0.6);
    if (chance(made, 0.3))
        draw_number(made, "preference_value", 1, 10);
    if (chance(made, 0.3))
        draw_number(made, "balance_price", 0, 2);
    if (chance(made, 0.2))
        company_set(made, "violation_price", "0");
    if (chance(made, 0.2))
        company_set(made, "travel_cost", "0");
    if (chance(made, 0.2))
        company_set(made, "disruption_rate", "0");
    if (chance(made, 0.2))
        company_set(made, "count_travel", "yes");
    company_set(made, "threads", "1");
    company_set(made, "work_limit", made->tables->account_count > SMALL ? "1" : "20");
    company_set(made, "gap", "0");
    company_set(made, "confirm_overrides", "1");
}

static company odd_company(uint64_t seed)
{
    bool small = seed % 3 > 0;
    size_t reps = 1 + bw_stream_seed(seed, 1) % (small ? SMALL_REPS : 8);
    size_t accounts = 1 + bw_stream_seed(seed, 2) % (small ? SMALL : 40);
    company made = company_random(accounts, reps, seed);
    draw_weights(&made);
    draw_rules(&made);
    draw_settings(&made);
    return made;
}

/* ---- what it can be */

typedef struct truth {
    bool known, possible, barely; /* barely: possible if rules may be missed by a hair */
    double best;
} truth;

static bool is_open(const bw_problem *problem, const int32_t *rep)
{
    for (int32_t i = 0; i < problem->account_count; i++)
        if (!bw_problem_eligible(problem, i, rep[i])
            || rep[i] != rep[problem->families[problem->accounts[i].family].accounts[0]])
            return false;
    return true;
}

/* How far a plan misses its budgets, in shares; below 0: by how much it holds them. */
static double budgets_missed_by(const bw_settings *settings, const bw_alignment *plan)
{
    double count = floor(settings->max_moved_accounts * plan->account_count + 1e-9);
    double revenue = settings->max_moved_revenue < 1 ? plan->moved_revenue_share - settings->max_moved_revenue : -1;
    double accounts = settings->max_moved_accounts < 1 ? plan->moved_accounts - count - 0.5 : -1;
    return fmax(revenue, accounts);
}

static double missed_by(const company *made, const bw_alignment *plan)
{
    double most = budgets_missed_by(made->settings, plan);
    for (int32_t j = 0; j < plan->rep_count && made->settings->windows == BW_WINDOWS_HARD; j++)
        for (int32_t m = 0; m < plan->measure_count; m++) {
            const bw_window *window = &plan->territories[j].windows[m];
            if (window->target > 0)
                most = fmax(most, fmax(window->low - window->value, window->value - window->high) / window->target);
        }
    return most;
}

static truth try_all(const company *made)
{
    const bw_problem *problem = made->problem;
    truth found = {.best = INFINITY, .known = problem->account_count <= SMALL && problem->rep_count <= SMALL_REPS};
    int32_t rep[SMALL] = {0}, i = 0;
    while (found.known && i < problem->account_count) {
        if (is_open(problem, rep)) {
            bw_alignment *plan = NULL;
            assert_int_equal(bw_align_given(problem, NULL, made->settings, rep, &plan, NULL), BW_OK);
            double missed = missed_by(made, plan);
            found.possible = found.possible || missed <= -CLEAR;
            found.barely = found.barely || missed <= CLEAR;
            found.best = missed <= CLEAR ? fmin(found.best, plan->objective) : found.best;
            bw_alignment_free(plan);
        }
        for (i = 0; i < problem->account_count && ++rep[i] == problem->rep_count; i++)
            rep[i] = 0;
    }
    return found;
}

/* ---- what it ends in */

static void expect_plan(const company *made, const bw_alignment *plan, const truth *known)
{
    bw_error verdict = {0};
    double room = 1e-6 * fmax(1, fabs(plan->objective));
    if (bw_check(made->problem, NULL, plan, NULL, NULL, made->settings, &verdict) != BW_OK)
        fail_msg("company %llu: %s", (unsigned long long)made->seed, verdict.message);
    if (!known->known)
        return;
    assert_true(known->barely);
    assert_true(plan->bound <= known->best + room);
    assert_true(plan->objective >= known->best - room || !known->possible);
    if (plan->outcome == BW_OUTCOME_OPTIMAL)
        assert_true(plan->objective <= known->best + room || !known->possible);
}

/* Enough work for a company this small to be solved or ruled out. */
static void expect_reason(const company *made, bw_status status, const bw_error *error, const truth *known)
{
    if (status != BW_IMPOSSIBLE && status != BW_LIMIT)
        fail_msg("company %llu: %d %s", (unsigned long long)made->seed, (int)status, error->message);
    assert_true(strlen(error->message) > 10);
    if (!known->known)
        return;
    if (known->possible)
        fail_msg("company %llu has a plan: %s", (unsigned long long)made->seed, error->message);
    if (status == BW_LIMIT && !known->barely)
        fail_msg("company %llu is not ruled out: %s", (unsigned long long)made->seed, error->message);
}

/* How many ended in a plan, in a proof that there is none, and in no plan found. */
typedef struct endings {
    int plans, proofs, others;
} endings;

static void end_company(uint64_t seed, endings *seen)
{
    company made = odd_company(seed);
    bw_alignment *plan = NULL;
    if (company_build(&made) == BW_OK) {
        truth known = try_all(&made);
        bw_status status = bw_align(made.problem, NULL, made.settings, NULL, &plan, &made.error);
        assert_int_equal(plan != NULL, status == BW_OK);
        if (plan)
            expect_plan(&made, plan, &known);
        else
            expect_reason(&made, status, &made.error, &known);
        seen->plans += plan != NULL;
        seen->proofs += status == BW_IMPOSSIBLE;
        seen->others += status == BW_LIMIT;
    }
    bw_alignment_free(plan);
    company_close(&made);
}

static void odd_companies_end_in_a_plan_or_a_reason(void **state)
{
    (void)state;
    const char *wanted = getenv("FUZZ_COMPANIES"), *first = getenv("FUZZ_FIRST");
    uint64_t begin = first ? strtoull(first, NULL, 10) : 1, count = wanted ? strtoull(wanted, NULL, 10) : 90;
    endings seen = {0};
    for (uint64_t seed = begin; seed < begin + count; seed++)
        end_company(seed, &seen);
    print_message("%d plans, %d proofs, %d without either\n", seen.plans, seen.proofs, seen.others);
    assert_true(wanted || (seen.plans > 40 && seen.proofs > 8));
}

/* No relaxation sees that three halves do not make two wholes. */
static void three_accounts_of_more_than_half_a_window_are_too_much_for_two_reps(void **state)
{
    (void)state;
    company made = company_on_map(1, 3, 2);
    for (int i = 0; i < 3; i++)
        made.tables->accounts[i].workload = 60;
    company_set(&made, "measures", "workload");
    company_set(&made, "windows", "hard");
    company_set(&made, "tolerance", "0.11");
    company_make(&made);
    bw_alignment *plan = NULL;
    assert_int_equal(bw_align(made.problem, NULL, made.settings, NULL, &plan, &made.error), BW_IMPOSSIBLE);
    assert_null(plan);
    assert_non_null(strstr(made.error.message, "a tolerance of 33.4 %"));
    company_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_accounts_of_more_than_half_a_window_are_too_much_for_two_reps),
        cmocka_unit_test(odd_companies_end_in_a_plan_or_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
