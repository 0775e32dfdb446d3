/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "models/settings.h"
#include "solver/simulate.h"

#define ACCOUNTS 4
#define REPS 2
#define PATHS 5

/* Two reps with two accounts each; year paths and months in round numbers. */
typedef struct stage {
    bw_account accounts[ACCOUNTS];
    bw_rep reps[REPS];
    int32_t rep[ACCOUNTS];
    float year[ACCOUNTS * PATHS], mean[ACCOUNTS * 12], company[PATHS * 12];
    bw_territory territories[REPS];
    bw_problem problem;
    bw_forecast forecast;
    bw_alignment alignment;
    bw_settings *settings;
    bw_simulation made;
} stage;

static void set_stage(stage *s)
{
    memset(s, 0, sizeof *s);
    s->settings = bw_settings_create();
    for (int i = 0; i < ACCOUNTS; i++) {
        s->accounts[i] = (bw_account){.owner = i / 2, .continuity = 1};
        s->rep[i] = i / 2;
        for (int p = 0; p < PATHS; p++)
            s->year[i * PATHS + p] = (float)(100 * (i + 1) + 10 * (p % 2 ? p : -p));
        for (int h = 0; h < 12; h++)
            s->mean[i * 12 + h] = (float)(h < 6 ? 1 : 3);
    }
    for (int j = 0; j < REPS; j++)
        for (int h = 0; h < 12; h++)
            s->reps[j].ramp[h] = 1;
    for (int p = 0; p < PATHS * 12; p++)
        s->company[p] = 1;
    s->problem = (bw_problem){.account_count = ACCOUNTS, .rep_count = REPS, .accounts = s->accounts, .reps = s->reps};
    s->forecast = (bw_forecast){.account_count = ACCOUNTS, .path_count = PATHS, .year = s->year, .mean = s->mean,
                                .company_month = s->company};
    s->alignment = (bw_alignment){.account_count = ACCOUNTS, .rep_count = REPS, .rep = s->rep,
                                  .territories = s->territories};
}

static void run(stage *s)
{
    assert_int_equal(bw_simulate(&s->problem, &s->forecast, &s->alignment, s->settings, &s->made, NULL), BW_OK);
}

static void clear_stage(stage *s)
{
    bw_simulation_clear(&s->made);
    bw_settings_free(s->settings);
}

static void a_territory_is_the_sum_of_its_accounts_and_the_company_of_all_path_by_path(void **state)
{
    (void)state;
    stage s;
    set_stage(&s);
    s.rep[3] = -1;
    s.accounts[3].owner = -1;
    run(&s);
    for (int p = 0; p < PATHS; p++) {
        double first = (double)s.year[p] + (double)s.year[PATHS + p], second = (double)s.year[2 * PATHS + p];
        assert_true(fabs(s.made.year[p] - first) < 1e-9);
        assert_true(fabs(s.made.year[PATHS + p] - second) < 1e-9);
        assert_true(fabs(s.made.company[p] - first - second - (double)s.year[3 * PATHS + p]) < 1e-9);
    }
    for (int p = 1; p < PATHS; p++)
        assert_true(s.made.sorted[p - 1] <= s.made.sorted[p]);
    clear_stage(&s);
}

static void an_account_that_changes_its_rep_loses_what_the_settings_say(void **state)
{
    (void)state;
    stage s;
    set_stage(&s);
    bw_settings_set(s.settings, "disruption_rate", "0.2", NULL);
    s.rep[0] = 1;
    s.accounts[0].continuity = 0.5;
    run(&s);
    assert_true(fabs(s.made.kept[0] - 0.9) < 1e-12);
    assert_true(s.made.kept[1] == 1);
    assert_true(fabs(s.made.year[PATHS] - 0.9 * (double)s.year[0] - (double)s.year[2 * PATHS]
                     - (double)s.year[3 * PATHS]) < 1e-9);
    clear_stage(&s);
}

static void a_ramp_weighs_months_by_the_season_and_lowers_the_year(void **state)
{
    (void)state;
    stage s;
    set_stage(&s);
    for (int h = 0; h < 6; h++)
        s.reps[0].ramp[h] = 0.5;
    run(&s);
    assert_true(fabs(s.made.ramp[0] - (0.25 * 0.5 + 0.75)) < 1e-12);
    assert_true(fabs(s.made.season[0] - 0.125 / 6 / 0.875) < 1e-12);
    assert_true(fabs(s.made.year[0] - 0.875 * ((double)s.year[0] + (double)s.year[PATHS])) < 1e-9);
    clear_stage(&s);
}

static void a_rep_without_a_ramp_has_a_factor_of_exactly_one(void **state)
{
    (void)state;
    for (int odd = 1; odd < 200; odd++) {
        stage s;
        set_stage(&s);
        for (int k = 0; k < ACCOUNTS * 12; k++)
            s.mean[k] = (float)(k * odd % 97) / 7;
        run(&s);
        assert_true(s.made.ramp[0] == 1);
        assert_true(s.made.ramp[1] == 1);
        clear_stage(&s);
    }
}

static void a_territory_without_a_forecast_takes_the_company_season(void **state)
{
    (void)state;
    stage s;
    set_stage(&s);
    memset(s.mean, 0, sizeof s.mean);
    run(&s);
    double sum = 0;
    for (int h = 0; h < 12; h++) {
        assert_true(fabs(s.made.season[h] - 1.0 / 12) < 1e-12);
        sum += s.made.season[h];
    }
    assert_true(fabs(sum - 1) < 1e-12);
    clear_stage(&s);
}

static void the_share_reaching_an_amount_counts_equals(void **state)
{
    (void)state;
    const double sorted[] = {1, 2, 2, 3};
    assert_true(bw_share_reaching(sorted, 4, 2) == 0.75);
    assert_true(bw_share_reaching(sorted, 4, 2.5) == 0.25);
    assert_true(bw_share_reaching(sorted, 4, 0) == 1);
    assert_true(bw_share_reaching(sorted, 4, 4) == 0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_territory_is_the_sum_of_its_accounts_and_the_company_of_all_path_by_path),
        cmocka_unit_test(an_account_that_changes_its_rep_loses_what_the_settings_say),
        cmocka_unit_test(a_ramp_weighs_months_by_the_season_and_lowers_the_year),
        cmocka_unit_test(a_rep_without_a_ramp_has_a_factor_of_exactly_one),
        cmocka_unit_test(a_territory_without_a_forecast_takes_the_company_season),
        cmocka_unit_test(the_share_reaching_an_amount_counts_equals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
