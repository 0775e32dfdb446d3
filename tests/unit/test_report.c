/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/files.h"
#include "app/report/performance.h"
#include "app/report/report.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ACCOUNTS 3
#define REPS 2
#define PATHS 20
#define MONTHS 12

#define HOSTILE "</script><script>window.__xss=1</script>"
#define FORMULA "=HYPERLINK(\"http://x\")"

/* ---- a plan made by hand: two reps, three accounts with hostile names */

static bw_account_row account_rows[ACCOUNTS] = {
    {.account_id = "0012", .account_name = HOSTILE, .country = "US", .latitude = 40, .longitude = -100},
    {.account_id = "13", .account_name = FORMULA, .country = "US", .latitude = 41, .longitude = -90},
    {.account_id = "14", .account_name = "line\nbreak, \"quoted\" \xFF", .country = "US", .latitude = NAN,
     .longitude = NAN},
};

static bw_rep_row rep_rows[REPS] = {
    {.rep_id = "a", .rep_name = "\xE2\x80\xAE" "evil", .latitude = 40, .longitude = -99},
    {.rep_id = "b", .rep_name = HOSTILE, .latitude = 41, .longitude = -91},
};

static bw_account accounts[ACCOUNTS];
static bw_rep reps[REPS];
static const size_t history_start[ACCOUNTS + 1] = {0, 1, 2, 2};
static const int32_t history_month[] = {24000, 24001};
static const double history_revenue[] = {100.25, 50.5};
static bw_problem problem;

static float path_years[ACCOUNTS * PATHS], company_months[PATHS * MONTHS];
static float means[ACCOUNTS * MONTHS], p10[ACCOUNTS * MONTHS], p50[ACCOUNTS * MONTHS], p90[ACCOUNTS * MONTHS];
static double year_means[ACCOUNTS];
static float year_p10[ACCOUNTS], year_p90[ACCOUNTS];
static const char *const methods[ACCOUNTS] = {"ets", "ets", "snaive"};
static const char *const whys[ACCOUNTS] = {"orders every month; method ETS", "orders now and then", FORMULA};
static const double curve_past[] = {100.25, 50.5}, curve_actual[12] = {1, 2, 3};
static bw_curve curves[] = {{BW_LEVEL_COMPANY, "", company_months, curve_past},
                            {BW_LEVEL_SEGMENT, HOSTILE, company_months, curve_past}};
static bw_hindcast hindcast = {.first_month = 23990, .months_known = 24, .path_count = PATHS, .curve_count = 1,
                               .curves = curves, .actual = curve_actual};
static bw_forecast forecast;

static int32_t plan_reps[ACCOUNTS] = {1, 1, 0}, next_best[ACCOUNTS] = {0, 0, -1};
static bw_reason reasons[ACCOUNTS] = {BW_FOR_BALANCE, BW_STAYS, BW_WAS_UNASSIGNED};
static double override_costs[ACCOUNTS] = {12.345, -3, NAN};
static double override_confirmed[ACCOUNTS] = {NAN, 1600, NAN};
static bw_territory territories[REPS];
static bw_alignment alignment;
static bw_quota quota_list[REPS];
static bw_quotas quotas;
static bw_fairness_figure figures[1] = {{"workload", "cv", 0.3, 0.2, 0.4, 0.1, 0.05, 0.15}};
static bw_fairness fairness = {1, figures};
static bw_plan plan;
static bw_run run;

static bw_opportunity opportunities[ACCOUNTS];

static void make_problem(const bw_settings *settings)
{
    for (int i = 0; i < ACCOUNTS; i++) {
        account_rows[i].revenue_prior = NAN;
        account_rows[i].segment = account_rows[i].state = account_rows[i].city = "";
        accounts[i] = (bw_account){.row = &account_rows[i], .owner = i == 2 ? -1 : i, .lock = -1, .lock_reason = "",
                                   .on_map = i < 2, .revenue = 100, .revenue_net = 90 + i, .workload = 10, .potential = 200};
        opportunities[i] = (bw_opportunity){
            .basis = BW_POTENTIAL_COMPARABLE, .comparable = 200, .p10 = 50, .p90 = 400, .expected = 150,
            .penetration = 0.5, .penetration_low = 0.25, .penetration_high = 1, .white_space = 100,
            .white_space_high = 300, .whole = 80, .by_size = 1, .by_segment = 1.25, .by_industry = 1, .by_place = 1,
            .typical = 100, .stretch = 2};
    }
    for (int r = 0; r < REPS; r++) {
        rep_rows[r].manager_id = rep_rows[r].role = rep_rows[r].region = "";
        rep_rows[r].country = rep_rows[r].state = rep_rows[r].city = "";
        reps[r] = (bw_rep){.row = &rep_rows[r], .manager = -1, .competes = true, .capacity = 1600, .share = 0.5,
                           .quota_prior = r ? NAN : 80, .actual_prior = r ? NAN : 100};
    }
    problem = (bw_problem){.account_count = ACCOUNTS, .rep_count = REPS, .accounts = accounts, .reps = reps,
                           .market_count = 1, .history_start = history_start, .history_month = history_month,
                           .history_revenue = history_revenue, .first_month = 24000, .last_month = 24001,
                           .plan_start = 24002, .total_revenue = 300, .settings = settings,
                           .opportunities = opportunities, .potential_score = {.customers = 3, .coverage80 = 0.8}};
}

static void make_forecast(void)
{
    for (int k = 0; k < ACCOUNTS * PATHS; k++)
        path_years[k] = (float)k;
    for (int k = 0; k < PATHS * MONTHS; k++)
        company_months[k] = (float)(k / MONTHS);
    for (int i = 0; i < ACCOUNTS; i++)
        year_means[i] = 10 * i, year_p10[i] = 8.5F * (float)i, year_p90[i] = 12.5F * (float)i;
    forecast = (bw_forecast){.account_count = ACCOUNTS, .horizon = MONTHS, .first_month = 24002,
                             .path_count = PATHS, .year = path_years, .company_month = company_months,
                             .mean = means, .p10 = p10, .p50 = p50, .p90 = p90, .year_mean = year_means,
                             .year_p10 = year_p10, .year_p90 = year_p90, .method = methods, .why = whys, .curves = curves,
                             .curve_count = 2, .past_months = 2, .width_factor = 1};
}

static void make_results(void)
{
    alignment = (bw_alignment){.account_count = ACCOUNTS, .rep_count = REPS, .measure_count = 1,
                               .measures = {BW_WORKLOAD}, .rep = plan_reps, .outcome = BW_OUTCOME_FEASIBLE,
                               .objective = 101, .bound = 100, .gap = 0.01, .moved_accounts = 1,
                               .moved_revenue_share = 1.0 / 3, .max_deviation = {0.25}, .territories = territories,
                               .reason = reasons, .next_best = next_best, .override_cost = override_costs,
                               .override_confirmed = override_confirmed};
    for (int r = 0; r < REPS; r++) {
        territories[r] = (bw_territory){.accounts = r + 1};
        territories[r].windows[0] = (bw_window){.value = 10 * (r + 1), .target = 15, .low = 13, .high = 17};
        quota_list[r] = (bw_quota){.quota = 1000 + 0.01 * r, .adjustment_reason = "", .p_attain = 0.5, .quota_prior = NAN};
        for (int h = 0; h < 12; h++)
            quota_list[r].month[h] = h < 11 ? 83.33 : quota_list[r].quota - 11 * 83.33;
    }
    quotas = (bw_quotas){.rep_count = REPS, .reps = quota_list, .company_target = 2000, .quota_total = 2000.01,
                         .p_company = 0.5, .level = NAN};
}

static int make_plan(void **state)
{
    bw_settings *settings = bw_settings_create();
    make_problem(settings);
    make_forecast();
    make_results();
    plan = (bw_plan){.problem = &problem, .forecast = &forecast, .alignment = &alignment, .quotas = &quotas,
                     .fairness = &fairness};
    run = (bw_run){.company = HOSTILE, .command = "", .settings = settings};
    *state = settings;
    return 0;
}

static int drop_plan(void **state)
{
    bw_settings_free(*state);
    return 0;
}

/* ---- reading back */

static char *read_all(const char *folder, const char *name)
{
    char path[512], *bytes = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    FILE *copy = open_memstream(&bytes, &size);
    for (int c; (c = getc(file)) != EOF;)
        putc(c, copy);
    fclose(file);
    fclose(copy);
    return bytes;
}

/* One cell of a CSV text by RFC 4180; *at moves on, *last says that the line ends here. */
static void read_cell(char **at, char *cell, bool *last)
{
    bool quoted = **at == '"';
    *at += quoted;
    while (**at && (quoted || !strchr(",\r\n", **at))) {
        if (quoted && **at == '"' && *++*at != '"')
            break;
        *cell++ = *(*at)++;
    }
    *cell = 0;
    *last = **at != ',';
    *at += strncmp(*at, "\r\n", 2) == 0 ? 2 : **at != 0;
}

/* Cell (line, column), both from 0; "" past the end. */
static void cell_at(const char *csv, int line, int column, char *cell)
{
    char *copy = strdup(csv), *at = copy;
    bool last = false;
    for (int l = 0, c = 0; *at; c = last ? 0 : c + 1, l += last) {
        read_cell(&at, cell, &last);
        if (l == line && c == column)
            goto found;
    }
    cell[0] = 0;
found:
    free(copy);
}

static char folder[] = "/tmp/bw_report_XXXXXX";

static void write_files(void)
{
    strcpy(folder, "/tmp/bw_report_XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(bw_plan_files_write(folder, &plan, &run, NULL), BW_OK);
}

static void remove_files(void)
{
    static const char *const names[] = {"assignments.csv", "moves.csv",    "territories.csv",   "quotas.csv",
                                        "forecast.csv",    "fairness.csv", "sweep_results.csv", "plan.json",
                                        "report.html", "forecast_accounts.csv", "potential.csv", "performance.csv", "pay.csv"};
    char path[512];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

static int count_of(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, word)); at++)
        count++;
    return count;
}

/* ---- tests */

static void groups_and_the_year_held_out_are_in_the_json(void **state)
{
    (void)state;
    plan.hindcast = &hindcast;
    write_files();
    plan.hindcast = NULL;
    char *text = read_all(folder, "plan.json");
    json_t *back = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *groups = json_object_get(json_object_get(back, "forecast"), "curves");
    json_t *held = json_object_get(back, "hindcast"), *segment = json_array_get(groups, 1);
    assert_int_equal(json_array_size(groups), 2);
    assert_string_equal(json_string_value(json_object_get(segment, "level")), "segment");
    assert_string_equal(json_string_value(json_object_get(segment, "name")), HOSTILE);
    assert_int_equal(json_array_size(json_object_get(segment, "history")), 2);
    assert_int_equal(json_array_size(json_object_get(segment, "months")), 12);
    assert_string_equal(json_string_value(json_object_get(held, "first_month")), "1999-03");
    json_t *actual = json_object_get(json_array_get(json_object_get(held, "curves"), 0), "actual");
    assert_true(json_number_value(json_array_get(actual, 1)) == 2);
    json_t *row = json_array_get(json_object_get(segment, "quarters"), 3);
    static const size_t rises[] = {1, 2, 6, 3, 7, 4, 5}; /* p025 p10 p25 p50 p75 p90 p975 */
    for (size_t k = 1; k < 7; k++)
        assert_true(json_number_value(json_array_get(row, rises[k])) >=
                    json_number_value(json_array_get(row, rises[k - 1])));
    json_decref(back);
    free(text);
    remove_files();
}

static void every_account_has_a_line_of_words_on_its_forecast(void **state)
{
    (void)state;
    write_files();
    char *text = read_all(folder, "forecast_accounts.csv");
    assert_non_null(strstr(text, "account_id,account_name,last_12_months,mean,p10,p90,method,why"));
    assert_non_null(strstr(text, ",10,8.5,12.5,ets,orders now and then"));
    assert_non_null(strstr(text, ",snaive,\"'=HYPERLINK"));
    free(text);
    text = read_all(folder, "plan.json");
    json_t *back = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *all = json_object_get(json_object_get(back, "accounts"), "forecast_why");
    assert_string_equal(json_string_value(json_array_get(all, 0)), whys[0]);
    json_decref(back);
    free(text);
    remove_files();
}

static void every_account_has_a_line_on_its_potential(void **state)
{
    (void)state;
    opportunities[0].basis = BW_POTENTIAL_GIVEN;
    write_files();
    char *text = read_all(folder, "potential.csv");
    assert_non_null(strstr(text, "account_id,account_name,segment,rep_id,revenue,potential,p10,p90,expected,penetration,"));
    assert_non_null(strstr(text, ",100,200,50,400,150,0.5000,0.2500,1.0000,100,0,300,given,\"given in accounts.csv; a "
                                 "typical customer like it buys 100 = 80 x segment 1.25, the best 25 % buy 200 or more"));
    assert_int_equal(count_of(text, ",comparable customers,"), ACCOUNTS - 1);
    free(text);
    text = read_all(folder, "plan.json");
    json_t *back = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_t *accounts_of = json_object_get(back, "accounts");
    assert_true(json_number_value(json_array_get(json_object_get(accounts_of, "white_space"), 1)) == 100);
    assert_string_equal(json_string_value(json_array_get(json_object_get(accounts_of, "potential_basis"), 0)), "given");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(back, "potential"), "customers")), 3);
    json_decref(back);
    free(text);
    remove_files();
}

static void what_was_sold_is_set_against_last_years_quota_and_its_basis_is_said(void **state)
{
    (void)state;
    char cell[64];
    static const char *const cells[2 * REPS][4] = {
        {"80.00", "100.00", "actuals.csv", "1.2500"}, {"", "", "actuals.csv", ""},
        {"80.00", "90.00", "accounts owned today", "1.1250"}, {"", "91.00", "accounts owned today", ""}};
    for (int k = 0; k < 2 * REPS; k++) {
        reps[0].actual_prior = k < REPS ? 100 : NAN;
        write_files();
        char *csv = read_all(folder, "performance.csv");
        for (int c = 0; c < 4; c++) {
            cell_at(csv, 1 + k % REPS, 3 + c, cell);
            assert_string_equal(cell, cells[k][c]);
        }
        free(csv);
        remove_files();
    }
    reps[0].actual_prior = 100;
    bw_performance *all = bw_performance_create(&problem);
    bw_performance_total total = bw_performance_sum(&problem, all);
    assert_true(total.quota == 80 && total.actual == 100 && total.reps == 1 && total.reached == 1 && total.recorded);
    free(all);
}

static void months_that_are_missing_are_not_held_against_last_years_quota(void **state)
{
    bw_problem kept = problem;
    (void)state;
    reps[0].actual_prior = NAN;
    problem.plan_start = 24004;
    bw_performance *all = bw_performance_create(&problem);
    assert_true(isnan(all[0].actual) && isnan(all[0].attainment) && isnan(all[0].growth));
    assert_int_equal(bw_performance_sum(&problem, all).reps, 0);
    free(all);
    account_rows[0].revenue_prior = 90;
    all = bw_performance_create(&problem);
    assert_true(all[0].actual == 90 && all[0].attainment == 1.125);
    free(all);
    account_rows[0].revenue_prior = NAN;
    reps[0].actual_prior = 100;
    problem = kept;
}

static void accounts_grow_on_the_same_books_whatever_revenue_is_given_for_them(void **state)
{
    (void)state;
    static const size_t starts[ACCOUNTS + 1] = {0, 4, 4, 4};
    static const int32_t months[] = {23978, 23989, 23990, 24001};
    static const double revenue[] = {60, 40, 50, 100};
    bw_problem kept = problem;
    problem.history_start = starts, problem.history_month = months, problem.history_revenue = revenue;
    problem.first_month = 23978;
    account_rows[0].revenue_prior = 1000;
    bw_performance *all = bw_performance_create(&problem);
    assert_true(fabs(all[0].growth - 0.5) < 1e-12 && isnan(all[1].growth));
    free(all);
    account_rows[0].revenue_prior = NAN;
    problem = kept;
}

static void json_of_a_plan_holds_what_is_promised(void **state)
{
    (void)state;
    static const char *const promised[] = {"objective", "bound", "gap", "outcome", "moved_accounts",
                                           "moved_revenue_share", "max_deviation", "seconds", "threads", "seed",
                                           "settings", "version", "inputs"};
    write_files();
    char *text = read_all(folder, "plan.json");
    json_t *back = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(back);
    for (size_t k = 0; k < sizeof promised / sizeof *promised; k++)
        assert_non_null(json_object_get(back, promised[k]));
    /* not what the history's last months add up to: accounts.csv may give revenue, and a look back ends earlier */
    assert_true(fabs(json_number_value(json_object_get(back, "last_12_months")) - 273) < 1e-9);
    json_t *names = json_object_get(json_object_get(back, "accounts"), "account_name");
    assert_string_equal(json_string_value(json_array_get(names, 0)), HOSTILE);
    assert_string_equal(json_string_value(json_array_get(names, 1)), FORMULA);
    assert_true(json_is_null(json_array_get(json_object_get(json_object_get(back, "accounts"), "latitude"), 2)));
    assert_null(strchr(text, '<'));
    json_decref(back);
    free(text);
    remove_files();
}

static void a_name_cannot_leave_the_data_block_of_the_page(void **state)
{
    (void)state;
    char path[512];
    write_files();
    snprintf(path, sizeof path, "%s/report.html", folder);
    assert_int_equal(bw_report_write(path, &plan, &run, NULL), BW_OK);
    char *page = read_all(folder, "report.html");
    assert_null(strstr(page, HOSTILE));
    assert_null(strstr(page, "{{"));
    int blocks = count_of(page, "<script type=\"application/json\"");
    assert_true(blocks >= 2);
    assert_true(count_of(page, "</script") > blocks);
    assert_int_equal(count_of(page, "\\u003c/script>\\u003cscript>window.__xss=1"), 4);
    free(page);
    remove_files();
}

static void the_page_allows_its_own_scripts_alone(void **state)
{
    (void)state;
    char path[512];
    write_files();
    snprintf(path, sizeof path, "%s/report.html", folder);
    assert_int_equal(bw_report_write(path, &plan, &run, NULL), BW_OK);
    char *page = read_all(folder, "report.html");
    char *policy = strstr(page, "Content-Security-Policy");
    assert_non_null(policy);
    *strstr(policy, "\">") = 0;
    assert_non_null(strstr(policy, "default-src 'none'"));
    assert_non_null(strstr(policy, "'sha256-"));
    assert_null(strstr(policy, "unsafe"));
    assert_null(strstr(policy, "http"));
    free(page);
    remove_files();
}

static void text_cells_read_back_and_formulas_are_defused(void **state)
{
    (void)state;
    char cell[4096];
    write_files();
    char *csv = read_all(folder, "assignments.csv");
    cell_at(csv, 0, 9, cell);
    assert_string_equal(cell, "locked");
    cell_at(csv, 1, 8, cell);
    assert_string_equal(cell, "prices");
    cell_at(csv, 1, 0, cell);
    assert_string_equal(cell, "0012");
    cell_at(csv, 1, 1, cell);
    assert_string_equal(cell, HOSTILE);
    cell_at(csv, 2, 1, cell);
    assert_string_equal(cell, "'" FORMULA);
    cell_at(csv, 3, 2, cell);
    assert_string_equal(cell, "");
    cell_at(csv, 1, 7, cell);
    assert_string_equal(cell, "12.35");
    cell_at(csv, 2, 7, cell);
    assert_string_equal(cell, "1600.00");
    cell_at(csv, 4, 0, cell);
    assert_string_equal(cell, "");
    free(csv);
    remove_files();
}

static void moves_name_every_account_whose_owner_changes(void **state)
{
    (void)state;
    char cell[4096];
    write_files();
    char *csv = read_all(folder, "moves.csv");
    assert_int_equal(count_of(csv, "\n"), 3);
    cell_at(csv, 1, 0, cell);
    assert_string_equal(cell, "0012");
    cell_at(csv, 1, 1, cell);
    assert_string_equal(cell, "b");
    cell_at(csv, 1, 2, cell);
    assert_string_equal(cell, "2000-03-01");
    cell_at(csv, 2, 0, cell);
    assert_string_equal(cell, "14");
    free(csv);
    remove_files();
}

static void quotas_in_the_file_sum_exactly(void **state)
{
    (void)state;
    char rep[4096], period[4096], amount[4096];
    int64_t year = 0, months = 0;
    write_files();
    char *csv = read_all(folder, "quotas.csv");
    for (int line = 1; line <= REPS * 13; line++) {
        cell_at(csv, line, 0, rep);
        cell_at(csv, line, 1, period);
        cell_at(csv, line, 2, amount);
        assert_true(strcmp(rep, "a") == 0 || strcmp(rep, "b") == 0);
        *(strcmp(period, "year") == 0 ? &year : &months) += llround(strtod(amount, NULL) * 100);
    }
    assert_int_equal(year, llround(quotas.quota_total * 100));
    assert_int_equal(months, year);
    free(csv);
    remove_files();
}

static void a_plan_that_stopped_early_writes_what_it_has(void **state)
{
    (void)state;
    bw_plan whole = plan;
    plan = (bw_plan){.problem = &problem};
    write_files();
    char *missing = read_all(folder, "quotas.csv"), *text = read_all(folder, "plan.json");
    json_t *back = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_null(missing);
    assert_non_null(back);
    assert_null(json_object_get(back, "objective"));
    json_decref(back);
    free(text);
    plan = whole;
    remove_files();
}

static void a_folder_that_is_not_there_is_blamed(void **state)
{
    (void)state;
    bw_error error;
    assert_int_equal(bw_plan_files_write("/nonexistent", &plan, &run, &error), BW_FAILED);
    assert_non_null(strstr(error.file, "/nonexistent"));
    assert_true(strlen(error.message) > 0);
    assert_int_equal(bw_report_write("/nonexistent/report.html", &plan, &run, &error), BW_FAILED);
    assert_string_equal(error.file, "/nonexistent/report.html");
}

static void a_scenario_that_failed_is_a_line_with_its_reason(void **state)
{
    (void)state;
    const char *names[] = {"tolerance"}, *values[] = {"0.05"};
    bw_scenario scenarios[] = {{"base", 0, NULL, NULL}, {FORMULA, 1, names, values}};
    bw_scenario_result results[2] = {{.status = BW_OK, .plan = &plan, .on_front = true}, {.status = BW_IMPOSSIBLE}};
    bw_sweep sweep = {.count = 2, .results = results};
    char cell[4096];
    strcpy(results[1].error.message, "rep a cannot hold its locks");
    write_files();
    assert_int_equal(bw_sweep_files_write(folder, &sweep, scenarios, &run, NULL), BW_OK);
    char *csv = read_all(folder, "sweep_results.csv");
    cell_at(csv, 1, 0, cell);
    assert_string_equal(cell, "base");
    cell_at(csv, 1, 5, cell);
    assert_string_equal(cell, "101");
    cell_at(csv, 2, 0, cell);
    assert_string_equal(cell, "'" FORMULA);
    cell_at(csv, 2, 1, cell);
    assert_string_equal(cell, "tolerance=0.05");
    cell_at(csv, 2, 2, cell);
    assert_string_equal(cell, "4");
    assert_non_null(strstr(csv, "rep a cannot hold its locks"));
    free(csv);
    remove_files();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_and_the_year_held_out_are_in_the_json),
        cmocka_unit_test(every_account_has_a_line_of_words_on_its_forecast),
        cmocka_unit_test(every_account_has_a_line_on_its_potential),
        cmocka_unit_test(months_that_are_missing_are_not_held_against_last_years_quota),
        cmocka_unit_test(accounts_grow_on_the_same_books_whatever_revenue_is_given_for_them),
        cmocka_unit_test(what_was_sold_is_set_against_last_years_quota_and_its_basis_is_said),
        cmocka_unit_test(json_of_a_plan_holds_what_is_promised),
        cmocka_unit_test(a_name_cannot_leave_the_data_block_of_the_page),
        cmocka_unit_test(the_page_allows_its_own_scripts_alone),
        cmocka_unit_test(text_cells_read_back_and_formulas_are_defused),
        cmocka_unit_test(moves_name_every_account_whose_owner_changes),
        cmocka_unit_test(quotas_in_the_file_sum_exactly),
        cmocka_unit_test(a_plan_that_stopped_early_writes_what_it_has),
        cmocka_unit_test(a_folder_that_is_not_there_is_blamed),
        cmocka_unit_test(a_scenario_that_failed_is_a_line_with_its_reason),
    };
    return cmocka_run_group_tests(tests, make_plan, drop_plan);
}
