/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fairness.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>

#define REPS 6

static void near(double value, double wanted)
{
    assert_true(fabs(value - wanted) <= 1e-12 * fmax(1, fabs(wanted)));
}

/* 1, 2, 3, 6: mean 3; squares of deviations 4, 1, 0, 9; every figure by hand. */
static void known_values_come_out(void **state)
{
    (void)state;
    const double sample[] = {1, 2, 3, 6};
    double figure[BW_INEQUALITY_COUNT], roots = (1 + sqrt(2) + sqrt(3) + sqrt(6)) / 4;
    bw_inequality_measure(sample, 4, figure);
    near(figure[BW_CV], sqrt(14.0 / 4) / 3);
    near(figure[BW_GINI], (2 * (1 * 1 + 2 * 2 + 3 * 3 + 4 * 6) / 12.0 - 5) / 4 * (4.0 / 3));
    near(figure[BW_THEIL], (log(1 / 3.0) / 3 + 2 * log(2 / 3.0) / 3 + 2 * log(2.0)) / 4);
    near(figure[BW_ATKINSON], 1 - roots * roots / 3);
    near(figure[BW_JAIN], 144.0 / (4 * 50));
    near(figure[BW_MAX_MIN], 6);
}

static void one_who_has_all_is_the_worst_there_is(void **state)
{
    (void)state;
    const double sample[] = {0, 0, 0, 0, 7};
    double figure[BW_INEQUALITY_COUNT];
    bw_inequality_measure(sample, 5, figure);
    near(figure[BW_CV], 2);
    near(figure[BW_GINI], 1);
    near(figure[BW_THEIL], log(5));
    near(figure[BW_ATKINSON], 0.8);
    near(figure[BW_JAIN], 0.2);
    assert_true(isnan(figure[BW_MAX_MIN]));
}

static void assert_equal_division(const double *sample, size_t count)
{
    double figure[BW_INEQUALITY_COUNT];
    bw_inequality_measure(sample, count, figure);
    for (int k = 0; k < BW_INEQUALITY_COUNT; k++)
        assert_true(figure[k] == (k == BW_JAIN || k == BW_MAX_MIN));
}

static void equal_lone_empty_and_missing_samples_are_equal(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1}, nothing[] = {0, 0};
    assert_equal_division(same, 3);
    assert_equal_division(same, 1);
    assert_equal_division(nothing, 2);
    assert_equal_division(nothing, 0);
}

/* Scale does not matter, a gift from the rich to the poor never hurts, ranges hold. */
static void figures_obey_their_axioms(void **state)
{
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (int trial = 0; trial < 500; trial++) {
        double sample[20], scaled[20], figure[BW_INEQUALITY_COUNT], other[BW_INEQUALITY_COUNT];
        size_t count = 2 + gsl_rng_uniform_int(random, 19);
        for (size_t k = 0; k < count; k++)
            sample[k] = 0.01 + pow(gsl_rng_uniform(random), 4);
        gsl_sort(sample, 1, count);
        for (size_t k = 0; k < count; k++)
            scaled[k] = 1e150 * sample[k];
        bw_inequality_measure(sample, count, figure);
        bw_inequality_measure(scaled, count, other);
        for (int k = 0; k < BW_INEQUALITY_COUNT; k++)
            assert_true(fabs(figure[k] - other[k]) <= 1e-9 * fmax(1, figure[k]));
        assert_true(figure[BW_GINI] > 0 && figure[BW_GINI] <= 1);
        assert_true(figure[BW_THEIL] > 0 && figure[BW_THEIL] <= log((double)count));
        assert_true(figure[BW_ATKINSON] > 0 && figure[BW_ATKINSON] < 1);
        double gift = (sample[count - 1] - sample[0]) / 4;
        sample[0] += gift;
        sample[count - 1] -= gift;
        gsl_sort(sample, 1, count);
        bw_inequality_measure(sample, count, other);
        for (int k = 0; k < BW_INEQUALITY_COUNT; k++)
            assert_true(k == BW_JAIN ? other[k] >= figure[k] : other[k] <= figure[k]);
    }
    gsl_rng_free(random);
}

/* ---- a small company: reps 0..3 share market 0 by capacity 1:1:2:4, rep 4 is alone, rep 5 is a manager */

typedef struct company {
    bw_rep reps[REPS];
    bw_territory today[REPS], plan[REPS];
    bw_quota quota[REPS];
    bw_problem problem;
    bw_alignment before, after;
    bw_quotas quotas;
} company;

static void fill(company *made)
{
    static const double share[REPS] = {0.125, 0.125, 0.25, 0.5, 1, 0};
    *made = (company){0};
    for (int j = 0; j < REPS; j++) {
        made->reps[j] = (bw_rep){.competes = j < 5, .market = j < 4 ? 0 : j < 5 ? 1 : -1, .share = share[j]};
        made->plan[j] = (bw_territory){.workload = 1000 * share[j], .potential = 10 * share[j] * share[j]};
        made->today[j] = (bw_territory){.workload = j < 4 ? 200 : 0, .potential = 1 + j};
        made->quota[j] = (bw_quota){.quota = 100 * (j + 1), .forecast.mean = 100, .p_attain = 0.5};
    }
    made->problem = (bw_problem){.rep_count = REPS, .reps = made->reps};
    made->before = (bw_alignment){.rep_count = REPS, .territories = made->today};
    made->after = (bw_alignment){.rep_count = REPS, .territories = made->plan};
    made->quotas = (bw_quotas){.rep_count = REPS, .reps = made->quota};
}

static const bw_fairness_figure *find(const bw_fairness *fairness, const char *quantity, const char *index)
{
    for (size_t k = 0; k < fairness->count; k++)
        if (!strcmp(fairness->figures[k].quantity, quantity) && !strcmp(fairness->figures[k].index, index))
            return &fairness->figures[k];
    return NULL;
}

static bw_fairness *measure(const company *made, bool today, bool quotas, const char *seed)
{
    bw_settings *settings = bw_settings_create();
    bw_fairness *fairness;
    assert_int_equal(bw_settings_set(settings, "seed", seed, NULL), BW_OK);
    assert_int_equal(bw_fairness_measure(&made->problem, today ? &made->before : NULL, NULL, &made->after,
                                         quotas ? &made->quotas : NULL, settings, &fairness, NULL), BW_OK);
    bw_settings_free(settings);
    return fairness;
}

static void unequal_capacity_is_not_unfair(void **state)
{
    (void)state;
    company made;
    fill(&made);
    bw_fairness *fairness = measure(&made, true, true, "1");
    const bw_fairness_figure *cv = find(fairness, "workload", "cv");
    assert_true(cv->after == 0 && cv->after_low == 0 && cv->after_high == 0);
    near(find(fairness, "workload", "max/min")->before, 4); /* 200 hours for shares of 1/8 and of 1/2 */
    near(find(fairness, "workload", "max/min")->after, 1);
    bw_fairness_free(fairness);
}

static void the_alone_and_managers_are_left_out(void **state)
{
    (void)state;
    company made;
    fill(&made);
    made.plan[4].potential = made.plan[5].potential = 1e9;
    bw_fairness *fairness = measure(&made, true, true, "1");
    near(find(fairness, "potential", "max/min")->after, 4);
    near(find(fairness, "quota / forecast", "max/min")->after, 4);
    assert_true(find(fairness, "P(attain)", "gini")->after == 0);
    bw_fairness_free(fairness);
}

static void what_is_not_there_has_no_figures(void **state)
{
    (void)state;
    company made;
    fill(&made);
    bw_fairness *fairness = measure(&made, false, false, "1");
    assert_null(find(fairness, "P(attain)", "cv"));
    assert_null(find(fairness, "pipeline", "cv"));
    assert_true(isnan(find(fairness, "workload", "cv")->before));
    bw_fairness_free(fairness);
    made.problem.rep_count = 1;
    fairness = measure(&made, true, true, "1");
    assert_int_equal(fairness->count, 0);
    bw_fairness_free(fairness);
}

static void intervals_hold_their_figure_and_follow_the_seed(void **state)
{
    (void)state;
    company made;
    fill(&made);
    bw_fairness *one = measure(&made, true, true, "1"), *again = measure(&made, true, true, "1");
    bw_fairness *two = measure(&made, true, true, "2");
    const bw_fairness_figure *figure = find(one, "potential", "cv");
    assert_true(figure->after_low < figure->after && figure->after <= figure->after_high);
    assert_true(figure->before_low < figure->before && figure->before <= figure->before_high);
    assert_int_equal(one->count, again->count);
    assert_memory_equal(one->figures, again->figures, one->count * sizeof *one->figures);
    assert_memory_not_equal(one->figures, two->figures, one->count * sizeof *one->figures);
    assert_true(find(two, "potential", "cv")->after == figure->after);
    bw_fairness_free(one);
    bw_fairness_free(again);
    bw_fairness_free(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values_come_out),
        cmocka_unit_test(one_who_has_all_is_the_worst_there_is),
        cmocka_unit_test(equal_lone_empty_and_missing_samples_are_equal),
        cmocka_unit_test(figures_obey_their_axioms),
        cmocka_unit_test(unequal_capacity_is_not_unfair),
        cmocka_unit_test(the_alone_and_managers_are_left_out),
        cmocka_unit_test(what_is_not_there_has_no_figures),
        cmocka_unit_test(intervals_hold_their_figure_and_follow_the_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
