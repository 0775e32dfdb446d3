/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The judge accepts plans that were made honestly and rejects them when any one number is
 * tampered with.
 */
#include "tests/unit/cases.h"
#include "tests/unit/company_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MONTHS_OF_PAST 36

static company made;
static bw_forecast *forecast;
static bw_alignment *today, *plan;
static bw_quotas *quotas, *quotas_today;
static bw_fairness *fairness;

static void sell_three_years(company *to)
{
    for (size_t i = 0; i < to->tables->account_count; i++)
        for (int32_t t = 0; t < MONTHS_OF_PAST; t++)
            company_sell(to, to->tables->accounts[i].account_id, 12 * 2026 - MONTHS_OF_PAST + t,
                         100 + 400 * company_draw(to));
}

/* R5 is a manager with two house accounts, R4 began in the plan year's autumn. */
static void furnish(company *to)
{
    sell_three_years(to);
    to->tables->reps[4].role = "manager";
    to->tables->reps[3].start_date = bw_day_of(2026, 3, 1);
    to->tables->accounts[20].owner_id = to->tables->accounts[21].owner_id = "R5";
    for (size_t i = 20; i < 22; i++)
        to->tables->accounts[i].parent_id = "";
    for (size_t i = 0; i < to->tables->account_count; i++)
        if (strcmp(to->tables->accounts[i].parent_id, "A21") == 0
            || strcmp(to->tables->accounts[i].parent_id, "A22") == 0)
            to->tables->accounts[i].parent_id = "";
    for (size_t i = 0; i < to->tables->account_count; i++)
        if (i != 20 && i != 21 && strcmp(to->tables->accounts[i].owner_id, "R5") == 0)
            to->tables->accounts[i].owner_id = "R2";
    to->tables->reps[0].quota_prior = 50000, to->tables->reps[1].quota_prior = 70000;
    to->tables->reps[2].quota_prior = 30000;
    to->tables->reps[0].target_pay = 12000, to->tables->reps[2].target_pay = 9000;
    to->tables->adjustment_count = 3;
    to->tables->adjustments = bw_tables_take(to->tables, 3, sizeof *to->tables->adjustments);
    to->tables->adjustments[0] = (bw_adjustment_row){2, "R1", 1500, NAN, "the fair stand", "Mona"};
    to->tables->adjustments[1] = (bw_adjustment_row){3, "R2", NAN, -0.05, "leave in May", ""};
    to->tables->adjustments[2] = (bw_adjustment_row){4, "R1", NAN, 0.01, "a partner", ""};
    company_trip(to, "A1", "R1", 1.5, 80);
    company_trip(to, "A3", "R2", NAN, 50);
    company_set(to, "paths", "40");
    company_set(to, "work_limit", "2");
    company_set(to, "balance_price", "0.2");
    company_set(to, "tolerance", "0.03");
    company_set(to, "count_travel", "yes");
    company_set(to, "max_moved_revenue", "0.5");
    company_set(to, "quota_unit", "100");
    company_set(to, "measures", "workload;potential;forecast");
}

/* Intervals take their time: territories and quotas are tampered with by the thousand, and judged without them. */
static bool with_fairness;

static bw_status judge(void)
{
    return bw_check(made.problem, forecast, plan, quotas, with_fairness ? fairness : NULL, made.settings, &made.error);
}

static int look_at_fairness(void **state)
{
    (void)state;
    with_fairness = true;
    return 0;
}

static int look_at_the_rest(void **state)
{
    (void)state;
    with_fairness = false;
    return 0;
}

static bw_status make_all(void)
{
    bw_status status = company_build(&made);
    if (!status)
        status = bw_forecast_create(made.problem, made.settings, NULL, &forecast, &made.error);
    if (!status)
        status = bw_align_today(made.problem, forecast, made.settings, &today, &made.error);
    if (!status)
        status = bw_align(made.problem, forecast, made.settings, NULL, &plan, &made.error);
    if (!status)
        status = bw_quotas_set(made.problem, forecast, plan, made.settings, &quotas, &made.error);
    if (!status)
        status = bw_quotas_today(made.problem, forecast, today, made.settings, &quotas_today, &made.error);
    if (!status)
        status = bw_fairness_measure(made.problem, today, quotas_today, plan, quotas, made.settings, &fairness, &made.error);
    return status;
}

static int open_case(void **state)
{
    (void)state;
    made = company_random(24, 5, 7);
    furnish(&made);
    bw_status status = make_all();
    if (status != BW_OK)
        print_error("%s\n", made.error.message);
    return status == BW_OK ? 0 : -1;
}

static int close_case(void **state)
{
    (void)state;
    bw_fairness_free(fairness);
    bw_quotas_free(quotas);
    bw_quotas_free(quotas_today);
    bw_alignment_free(plan);
    bw_alignment_free(today);
    bw_forecast_free(forecast);
    company_close(&made);
    fairness = NULL;
    quotas = quotas_today = NULL;
    plan = today = NULL;
    forecast = NULL;
    return 0;
}

static void an_honest_plan_passes(void **state)
{
    (void)state;
    if (judge() != BW_OK)
        fail_msg("%s", made.error.message);
}

static void today_is_measured_honestly_too(void **state)
{
    (void)state;
    if (bw_check(made.problem, forecast, today, NULL, NULL, made.settings, &made.error) != BW_OK)
        fail_msg("%s", made.error.message);
}

static void expect_rejected(const char *what)
{
    if (judge() != BW_REJECTED)
        fail_msg("the judge did not see that %s was changed", what);
    assert_int_equal(made.error.status, BW_REJECTED);
    assert_true(strlen(made.error.message) > 60);
}

/* Changes one number to something else near it, to NAN and to infinity: each time the judge must see it. */
static void tamper(const char *what, double *number)
{
    double honest = *number;
    double lies[] = {honest + 1 + 0.01 * fabs(honest), honest - 1 - 0.01 * fabs(honest), NAN, INFINITY};
    for (size_t k = 0; k < sizeof lies / sizeof *lies; k++) {
        *number = lies[k];
        expect_rejected(what);
    }
    *number = honest;
    assert_int_equal(judge(), BW_OK);
}

static void tamper_count(const char *what, int32_t *number)
{
    ++*number;
    expect_rejected(what);
    *number -= 2;
    expect_rejected(what);
    ++*number;
    assert_int_equal(judge(), BW_OK);
}

#define TAMPER(field) tamper(#field, &(field))
#define TAMPER_COUNT(field) tamper_count(#field, &(field))

static void adjustments_are_lines_and_others_balance_them(void **state)
{
    (void)state;
    const bw_quota *first = &quotas->reps[0], *second = &quotas->reps[1], *third = &quotas->reps[2];
    double sum = 0;
    for (int32_t j = 0; j < quotas->rep_count; j++)
        sum += quotas->reps[j].quota;
    assert_true(fabs(sum - quotas->quota_total) < 0.005);
    assert_true(fabs(fmod(quotas->company_target + 1e-6, 100)) < 1e-3);
    assert_true(fabs(first->adjustment - 1500 - 0.01 * first->unadjusted) < 1e-6);
    assert_true(fabs(second->adjustment + 0.05 * second->unadjusted) < 1e-6);
    assert_true(third->adjustment == 0 && !*third->adjustment_reason);
    assert_string_equal(first->adjustment_reason, "the fair stand (approved by Mona); a partner");
    assert_string_equal(second->lines[second->line_count - 2].what, "adjusted by hand: leave in May");
    assert_string_equal(third->lines[third->line_count - 2].what, "balances what was adjusted by hand for others");
}

/* At 1e14 a number has no cents of its own, and sums of such numbers not even all of their ones. */
static void quotas_of_amounts_beyond_the_last_cent_pass(void **state)
{
    (void)state;
    static const char *const targets[] = {"1e9", "1e12", "7.1234567e13", "9.87654321987e14"};
    bw_quotas *kept = quotas;
    double unit = made.settings->quota_unit;
    for (int k = 0; k < 12; k++) {
        company_set(&made, "company_target", targets[k % 4]);
        made.settings->quota_unit = k / 4 == 0 ? unit : k / 4 == 1 ? 0.01 : 1e6;
        assert_int_equal(bw_quotas_set(made.problem, forecast, plan, made.settings, &quotas, &made.error), BW_OK);
        if (judge() != BW_OK)
            fail_msg("%s: %s", targets[k % 4], made.error.message);
        bw_quotas_free(quotas);
    }
    company_set(&made, "company_target", "");
    made.settings->quota_unit = unit;
    quotas = kept;
    assert_int_equal(judge(), BW_OK);
}

/* Targets of 10^from to 10^to of the revenue expected, which is scaled. */
static void expect_targets_to_pass(double scale, int from, int to)
{
    static const char *const methods[] = {"equal_attainability", "proportional", "weighted"};
    made = company_random(24, 5, 7);
    furnish(&made);
    made.tables->adjustment_count = 0;
    for (size_t k = 0; k < made.tables->history_count; k++)
        made.tables->history[k].revenue *= scale;
    company_set(&made, "quota_unit", "");
    assert_int_equal(make_all(), BW_OK);
    double revenue = bw_forecast_range(forecast, NULL, 0).mean;
    for (int k = 0; k < 3 * (to - from + 1); k++) {
        char target[40];
        snprintf(target, sizeof target, "%.2f", revenue * pow(10, from + k / 3));
        company_set(&made, "company_target", target);
        company_set(&made, "quota_method", methods[k % 3]);
        bw_quotas_free(quotas);
        quotas = NULL;
        if (bw_quotas_set(made.problem, forecast, plan, made.settings, &quotas, &made.error) || judge() != BW_OK)
            fail_msg("%s by %s: %s", target, methods[k % 3], made.error.message);
    }
}

/* 1e-12 of the revenue, by equal attainability, was rejected. */
static void targets_from_next_to_nothing_to_a_trillion_times_the_revenue_pass(void **state)
{
    close_case(state);
    expect_targets_to_pass(1e6, -12, 3);
    close_case(state);
    expect_targets_to_pass(1e-3, 0, 12);
    close_case(state);
    assert_int_equal(open_case(state), 0);
}

static bw_status set_other_quotas(const char *name, const char *value, bw_error *error)
{
    bw_quotas *other = NULL;
    company_set(&made, name, value);
    bw_status status = bw_quotas_set(made.problem, forecast, plan, made.settings, &other, error);
    if (status == BW_OK)
        status = bw_check(made.problem, forecast, plan, other, NULL, made.settings, error);
    bw_quotas_free(other);
    return status;
}

/* Takes each repair that is named, alone. */
static void expect_repairs(const char *bound, const char *value)
{
    char name[40], within[40], target[40];
    bw_error error = {0}, after = {0};
    assert_int_equal(set_other_quotas(bound, value, &error), BW_IMPOSSIBLE);
    if (sscanf(strstr(error.message, "repair is "), "repair is %39s = %39[^,], or company_target = %39s", name, within,
               target) != 3)
        fail_msg("%s", error.message);
    assert_string_equal(name, bound);
    if (set_other_quotas(bound, within, &after))
        fail_msg("%s = %s: %s: %s", bound, within, error.message, after.message);
    company_set(&made, bound, value);
    if (set_other_quotas("company_target", target, &after))
        fail_msg("%s at %s = %s: %s: %s", target, bound, value, error.message, after.message);
    company_set(&made, "company_target", "");
    company_set(&made, bound, "");
}

static void repairs_of_a_target_that_caps_or_floors_refuse_let_it_be_shared_out(void **state)
{
    (void)state;
    static const char *const methods[] = {"equal_attainability", "proportional", "growth"}, *const over[] = {"0", "0.07"};
    close_case(state);
    made = company_random(24, 5, 7);
    furnish(&made);
    made.tables->adjustment_count = 0;
    assert_int_equal(make_all(), BW_OK);
    for (int k = 0; k < 6; k++) {
        company_set(&made, "quota_method", methods[k / 2]);
        company_set(&made, "over_assignment", over[k % 2]);
        expect_repairs("quota_cap", "-0.6");
        expect_repairs("quota_floor", "0.4");
    }
    close_case(state);
    assert_int_equal(open_case(state), 0);
}

static void quotas_below_nothing_and_above_the_total_are_refused(void **state)
{
    (void)state;
    bw_adjustment_row *row = &made.tables->adjustments[0];
    bw_quotas *none = NULL;
    static const double amounts[] = {-1e9, 1e9};
    for (int k = 0; k < 2; k++) {
        row->amount = amounts[k];
        assert_int_equal(bw_quotas_set(made.problem, forecast, plan, made.settings, &none, &made.error), BW_USAGE);
        assert_non_null(strstr(made.error.message, "adjustments.csv"));
        assert_null(none);
    }
    row->amount = quotas->quota_total - quotas->reps[0].unadjusted - quotas->reps[1].quota - 5000;
    assert_int_equal(bw_quotas_set(made.problem, forecast, plan, made.settings, &none, &made.error), BW_USAGE);
    assert_non_null(strstr(made.error.message, "house accounts"));
    row->amount = 1500;
}

static void last_years_quotas_give_fairness_a_before(void **state)
{
    (void)state;
    assert_true(quotas_today->reps[1].quota == 70000);
    assert_true(quotas_today->reps[3].quota == 0);
    for (size_t k = 0; k < fairness->count; k++)
        assert_true(!isnan(fairness->figures[k].before));
}

static void every_number_of_the_plan_is_judged(void **state)
{
    (void)state;
    TAMPER(plan->objective);
    TAMPER(plan->gap);
    TAMPER(plan->bound);
    TAMPER(plan->travel_cost);
    TAMPER(plan->disruption_cost);
    TAMPER(plan->violation_cost);
    TAMPER(plan->balance_cost);
    TAMPER(plan->preference_value);
    TAMPER(plan->moved_revenue_share);
    TAMPER(plan->max_deviation[0]);
    TAMPER(plan->max_deviation[2]);
    TAMPER_COUNT(plan->moved_accounts);
    TAMPER_COUNT(plan->account_count);
    TAMPER_COUNT(plan->rep_count);
    TAMPER_COUNT(plan->measure_count);
}

static void every_number_of_a_territory_is_judged(void **state)
{
    (void)state;
    for (int32_t j = 0; j < plan->rep_count; j++) {
        bw_territory *territory = &plan->territories[j];
        TAMPER(territory->revenue);
        TAMPER(territory->potential);
        TAMPER(territory->workload);
        TAMPER(territory->pipeline);
        TAMPER(territory->travel_km);
        TAMPER(territory->travel_hours);
        TAMPER(territory->revenue_gained);
        TAMPER(territory->revenue_lost);
        TAMPER_COUNT(territory->accounts);
        TAMPER_COUNT(territory->kept);
        TAMPER_COUNT(territory->gained);
        TAMPER_COUNT(territory->lost);
        for (int32_t m = 0; m < plan->measure_count; m++) {
            TAMPER(territory->windows[m].value);
            TAMPER(territory->windows[m].target);
            TAMPER(territory->windows[m].low);
            TAMPER(territory->windows[m].high);
        }
    }
}

static void every_number_of_the_quotas_is_judged(void **state)
{
    (void)state;
    TAMPER(quotas->quota_total);
    TAMPER(quotas->company_target);
    TAMPER(quotas->p_company);
    TAMPER(quotas->company.mean);
    TAMPER(quotas->company.p025);
    TAMPER(quotas->company.p50);
    TAMPER(quotas->expected_at_quota);
    TAMPER(quotas->target_for_p[0]);
    TAMPER(quotas->cushion_for_p[2]);
    for (int32_t j = 0; j < quotas->rep_count; j++) {
        bw_quota *quota = &quotas->reps[j];
        TAMPER(quota->quota);
        TAMPER(quota->month[0]);
        TAMPER(quota->month[11]);
        TAMPER(quota->lines[0].amount);
        TAMPER(quota->p_attain);
        TAMPER(quota->prior);
        TAMPER(quota->forecast.mean);
        TAMPER(quota->forecast.p025);
        TAMPER(quota->forecast.p10);
        TAMPER(quota->forecast.p50);
        TAMPER(quota->forecast.p90);
        TAMPER(quota->forecast.p975);
        TAMPER(quota->ramp_factor);
        TAMPER(quota->unadjusted);
        if (!isnan(quota->target_pay))
            TAMPER(quota->target_pay);
        TAMPER(quota->payout.mean);
        TAMPER(quota->payout.p10);
        TAMPER(quota->payout.p975);
    }
    TAMPER(quotas->pay_budget);
    TAMPER(quotas->pay.mean);
    TAMPER(quotas->pay.p90);
    TAMPER(quotas->level);
}

/* Moves something from one number to another, so that their sum stays. */
static void shift(const char *what, double *from, double *to, double amount)
{
    double first = *from, second = *to;
    *from -= amount;
    *to += amount;
    expect_rejected(what);
    *from = first;
    *to = second;
}

static void every_line_of_a_derivation_is_judged(void **state)
{
    (void)state;
    for (int32_t j = 0; j < quotas->rep_count; j++) {
        bw_quota *quota = &quotas->reps[j];
        for (int32_t k = 1; k < quota->line_count; k++)
            shift("a line", &quota->lines[k - 1].amount, &quota->lines[k].amount, 0.02);
        quota->lines[quota->line_count++].amount = 0;
        expect_rejected("the number of lines");
        quota->line_count--;
    }
    assert_int_equal(judge(), BW_OK);
}

static void months_follow_the_season_and_the_ramp(void **state)
{
    (void)state;
    for (int32_t j = 0; j < quotas->rep_count; j++)
        shift("a month", &quotas->reps[j].month[4], &quotas->reps[j].month[9], 0.02);
    assert_int_equal(judge(), BW_OK);
}

/* All that follows from it is changed as well: only the method says that it is wrong. */
static void a_share_that_the_method_does_not_give_is_rejected(void **state)
{
    (void)state;
    bw_quota *from = &quotas->reps[2], *to = &quotas->reps[3];
    double first = from->unadjusted, second = to->unadjusted;
    from->unadjusted -= 20;
    to->unadjusted += 20;
    shift("unadjusted", &from->lines[from->line_count - 3].amount, &to->lines[to->line_count - 3].amount, 20);
    from->unadjusted = first;
    to->unadjusted = second;
    assert_int_equal(judge(), BW_OK);
}

static void quotas_of_another_method_are_rejected(void **state)
{
    (void)state;
    int honest = (int)made.settings->quota_method;
    for (int method = BW_EQUAL_ATTAINABILITY; method <= BW_WEIGHTED; method++) {
        made.settings->quota_method = method;
        if (method != honest)
            expect_rejected("the method");
    }
    made.settings->quota_method = honest;
    made.settings->quota_unit = 1000;
    expect_rejected("the unit");
    made.settings->quota_unit = 100;
    made.settings->quota_cap = -0.2;
    expect_rejected("the cap");
    made.settings->quota_cap = NAN;
    assert_int_equal(judge(), BW_OK);
}

static void every_fairness_figure_is_judged(void **state)
{
    (void)state;
    assert_true(fairness->count >= 6);
    for (size_t k = 0; k < fairness->count; k++) {
        bw_fairness_figure *figure = &fairness->figures[k];
        double honest = figure->after;
        if (isnan(honest))
            continue;
        figure->after = honest + 0.01;
        expect_rejected(figure->index);
        figure->after = honest;
    }
}

static void every_interval_of_fairness_is_drawn_again(void **state)
{
    (void)state;
    for (size_t k = 0; k < fairness->count; k += 5) {
        bw_fairness_figure *figure = &fairness->figures[k];
        double *ends[] = {&figure->after_low, &figure->after_high, &figure->before_low, &figure->before_high};
        for (size_t e = 0; e < 4; e++) {
            double honest = *ends[e];
            *ends[e] += 1e-3;
            if (!isnan(honest))
                expect_rejected(figure->index);
            *ends[e] = honest;
        }
    }
    assert_int_equal(judge(), BW_OK);
}

/* Another rep for one account; sums are left as they were. */
static void a_changed_assignment_is_rejected(void **state)
{
    (void)state;
    for (int32_t i = 0; i < plan->account_count; i++) {
        int32_t honest = plan->rep[i];
        for (int32_t j = -2; j <= plan->rep_count; j++) {
            plan->rep[i] = j;
            if (j != honest)
                expect_rejected("a rep");
        }
        plan->rep[i] = honest;
    }
}

/* A plan that is measured honestly but breaks a rule: all its numbers are right, and it is still no plan. */
static void expect_broken_rule(int32_t account, int32_t rep, const char *words)
{
    int32_t *given = calloc((size_t)plan->account_count, sizeof *given);
    bw_alignment *broken;
    memcpy(given, plan->rep, (size_t)plan->account_count * sizeof *given);
    given[account] = rep;
    assert_int_equal(bw_align_given(made.problem, forecast, made.settings, given, &broken, &made.error), BW_OK);
    assert_int_equal(bw_check(made.problem, forecast, broken, NULL, NULL, made.settings, &made.error), BW_OK);
    broken->outcome = BW_OUTCOME_FEASIBLE;
    assert_int_equal(bw_check(made.problem, forecast, broken, NULL, NULL, made.settings, &made.error), BW_REJECTED);
    if (!strstr(made.error.message, words))
        fail_msg("`%s` does not say `%s`", made.error.message, words);
    bw_alignment_free(broken);
    free(given);
}

static void broken_rules_are_named(void **state)
{
    (void)state;
    int32_t families = 0;
    for (int32_t i = 0; i < plan->account_count; i++)
        for (int32_t j = 0; j < plan->rep_count; j++) {
            if (!bw_problem_eligible(made.problem, i, j))
                expect_broken_rule(i, j, "may not");
            else if (j != plan->rep[i] && made.problem->families[made.problem->accounts[i].family].count > 1) {
                expect_broken_rule(i, j, "family");
                families++;
            }
        }
    assert_true(families > 0);
    expect_broken_rule(0, -1, "no rep");
}

static void a_broken_budget_is_rejected(void **state)
{
    (void)state;
    made.settings->max_moved_revenue = plan->moved_revenue_share / 2;
    expect_rejected("a budget");
    made.settings->max_moved_revenue = 0.5;
    made.settings->max_moved_accounts = 0.5 * plan->moved_accounts / plan->account_count;
    expect_rejected("a budget");
    made.settings->max_moved_accounts = 1;
    assert_int_equal(judge(), BW_OK);
}

static void a_hard_window_must_hold(void **state)
{
    (void)state;
    made.settings->violation_price = 0;
    bw_alignment *loose;
    assert_int_equal(bw_align(made.problem, forecast, made.settings, NULL, &loose, &made.error), BW_OK);
    assert_int_equal(bw_check(made.problem, forecast, loose, NULL, NULL, made.settings, &made.error), BW_OK);
    made.settings->windows = BW_WINDOWS_HARD;
    assert_int_equal(bw_check(made.problem, forecast, loose, NULL, NULL, made.settings, &made.error), BW_REJECTED);
    assert_non_null(strstr(made.error.message, "hard window"));
    made.settings->windows = BW_WINDOWS_ELASTIC;
    made.settings->violation_price = 2;
    bw_alignment_free(loose);
}

static void optimal_must_be_proven(void **state)
{
    (void)state;
    bw_outcome honest = plan->outcome;
    double bound = plan->bound, gap = plan->gap;
    plan->outcome = BW_OUTCOME_OPTIMAL;
    plan->bound = plan->objective - 1e-3 * fabs(plan->objective);
    plan->gap = (plan->objective - plan->bound) / fabs(plan->bound);
    expect_rejected("the outcome");
    plan->outcome = honest;
    plan->bound = bound;
    plan->gap = gap;
}

static void arrays_that_are_missing_are_rejected(void **state)
{
    (void)state;
    int32_t *rep = plan->rep, *next = plan->next_best;
    bw_territory *territories = plan->territories;
    plan->rep = NULL;
    expect_rejected("rep");
    plan->rep = rep;
    plan->territories = NULL;
    expect_rejected("territories");
    plan->territories = territories;
    plan->next_best = NULL;
    expect_rejected("next_best");
    plan->next_best = next;
    assert_int_equal(judge(), BW_OK);
}

static void the_next_best_rep_must_be_another_who_may(void **state)
{
    (void)state;
    for (int32_t i = 0; i < plan->account_count; i++) {
        int32_t honest = plan->next_best[i];
        plan->next_best[i] = plan->rep[i];
        expect_rejected("next_best");
        plan->next_best[i] = plan->rep_count;
        expect_rejected("next_best");
        plan->next_best[i] = honest;
    }
}

static void plans_of_many_companies_pass(void **state)
{
    (void)state;
    static const char *const methods[] = {"equal_attainability", "proportional", "potential", "growth", "even",
                                          "weighted"};
    close_case(NULL);
    for (uint64_t seed = 1; seed <= CASES(6); seed++) {
        made = company_random(24, 5, seed);
        furnish(&made);
        company_set(&made, "quota_method", methods[seed % 6]);
        if (seed % 3 == 0)
            company_set(&made, "count_travel", "no");
        if (make_all() != BW_OK || judge() != BW_OK)
            fail_msg("company %d: %s", (int)seed, made.error.message);
        close_case(NULL);
    }
    assert_int_equal(open_case(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_honest_plan_passes, look_at_fairness, look_at_the_rest),
        cmocka_unit_test(today_is_measured_honestly_too),
        cmocka_unit_test(adjustments_are_lines_and_others_balance_them),
        cmocka_unit_test(quotas_of_amounts_beyond_the_last_cent_pass),
        cmocka_unit_test(targets_from_next_to_nothing_to_a_trillion_times_the_revenue_pass),
        cmocka_unit_test(repairs_of_a_target_that_caps_or_floors_refuse_let_it_be_shared_out),
        cmocka_unit_test(quotas_below_nothing_and_above_the_total_are_refused),
        cmocka_unit_test(last_years_quotas_give_fairness_a_before),
        cmocka_unit_test(every_number_of_the_plan_is_judged),
        cmocka_unit_test(every_number_of_a_territory_is_judged),
        cmocka_unit_test(every_number_of_the_quotas_is_judged),
        cmocka_unit_test(every_line_of_a_derivation_is_judged),
        cmocka_unit_test(months_follow_the_season_and_the_ramp),
        cmocka_unit_test(a_share_that_the_method_does_not_give_is_rejected),
        cmocka_unit_test(quotas_of_another_method_are_rejected),
        cmocka_unit_test_setup_teardown(every_fairness_figure_is_judged, look_at_fairness, look_at_the_rest),
        cmocka_unit_test_setup_teardown(every_interval_of_fairness_is_drawn_again, look_at_fairness, look_at_the_rest),
        cmocka_unit_test(a_changed_assignment_is_rejected),
        cmocka_unit_test(broken_rules_are_named),
        cmocka_unit_test(a_broken_budget_is_rejected),
        cmocka_unit_test(a_hard_window_must_hold),
        cmocka_unit_test(optimal_must_be_proven),
        cmocka_unit_test(arrays_that_are_missing_are_rejected),
        cmocka_unit_test(the_next_best_rep_must_be_another_who_may),
        cmocka_unit_test_setup_teardown(plans_of_many_companies_pass, look_at_fairness, look_at_the_rest),
    };
    return cmocka_run_group_tests(tests, open_case, close_case);
}
