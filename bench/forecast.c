/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How good are the forecasts, scored as the M4 competition scores them (Makridakis, Spiliotis,
 * Assimakopoulos 2020)?
 *
 *     build/bench/forecast FILE.csv [--horizon 18] [--season 12] [--paths 2000] [--threads N] [--json]
 *     build/bench/forecast FILE.csv --back 18 [--members BITS]
 *     build/bench/forecast --accounts 100000 [--threads N]
 *
 * FILE.csv has the columns series_id, category, t, value, is_test; rows of one series stand together in time
 * order and its is_test rows come last. Values of test rows are used for scores alone. The second form leaves
 * them out and forecasts the last 18 training months instead (and more months before, for a larger number): it is
 * the one to choose by; BITS are those of blend.h. The third form times the forecast of a company that is made up.
 */
#include "solver/crowd.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "models/forecast/season.h"

typedef struct options {
    const char *file;
    size_t horizon, season, paths, accounts; /* accounts > 0: time that many made up ones */
    size_t back;     /* training months that are tests instead; the file's own test months are left out */
    unsigned mask;   /* members of the blend */
    int threads;
    bool json;
} options;

typedef struct sample {
    size_t series, rows;
    double *value;       /* all rows, one series after the other */
    size_t *start;       /* [series + 1] */
    size_t *test;        /* [series] number of test rows */
} sample;

/* ---- scores of one series */

typedef struct score {
    bool made;
    double smape, mase, naive_smape, naive_mase, ape_year, last_year;
    double months, inside80, inside95, msis95;
    double years, sum_inside80, sum_inside95;
    double sums, error_year, actual_year; /* sums: years with something in them, which alone have errors in % */
} bw_score;

typedef struct bench {
    options asked;
    sample data;
    bw_score *scores; /* [series] */
} bench;

static double scale_of(const double *value, size_t count, size_t season)
{
    double sum = 0;
    for (size_t t = season; t < count; t++)
        sum += fabs(value[t] - value[t - season]);
    return count > season ? sum / (double)(count - season) : NAN;
}

static double symmetric(double actual, double forecast)
{
    double size = fabs(actual) + fabs(forecast);
    return size > 0 ? 200 * fabs(actual - forecast) / size : 0;
}

/* Naive2: the last seasonally adjusted value, with its season put back. */
static void forecast_naive(const bw_series *series, size_t horizon, double *point)
{
    bw_season season = bw_season_choose(series);
    size_t last = series->count - 1;
    double index = season.present ? season.index[last % season.period] : season.additive ? 0 : 1;
    double level = season.additive ? series->value[last] - index : series->value[last] / index;
    for (size_t h = 0; h < horizon; h++) {
        point[h] = level;
        bw_season_apply(&season, series->count + h, 1, &point[h]);
    }
}

static void score_points(const double *actual, const double *point, size_t count, double scale, double *smape,
                         double *mase)
{
    for (size_t h = 0; h < count; h++) {
        *smape += symmetric(actual[h], point[h]) / (double)count;
        *mase += fabs(actual[h] - point[h]) / scale / (double)count;
    }
}

static double interval_score(double actual, double low, double high, double alpha)
{
    double score = high - low;
    if (actual < low)
        score += 2 / alpha * (low - actual);
    if (actual > high)
        score += 2 / alpha * (actual - high);
    return score;
}

static bool inside(double actual, const double *sorted, size_t count, double share)
{
    return actual >= gsl_stats_quantile_from_sorted_data(sorted, 1, count, (1 - share) / 2) &&
           actual <= gsl_stats_quantile_from_sorted_data(sorted, 1, count, (1 + share) / 2);
}

static void score_months(const double *actual, const double *paths, size_t count, size_t path_count, double scale,
                         double *sorted, bw_score *seen)
{
    for (size_t h = 0; h < count; h++) {
        memcpy(sorted, paths + h * path_count, path_count * sizeof *sorted);
        gsl_sort(sorted, 1, path_count);
        seen->months++;
        seen->inside80 += inside(actual[h], sorted, path_count, 0.80);
        seen->inside95 += inside(actual[h], sorted, path_count, 0.95);
        seen->msis95 += interval_score(actual[h], gsl_stats_quantile_from_sorted_data(sorted, 1, path_count, 0.025),
                                       gsl_stats_quantile_from_sorted_data(sorted, 1, path_count, 0.975), 0.05) /
                        scale / (double)count;
    }
}

static void score_year(const double *actual, const double *point, const double *last, const double *paths,
                       size_t season, size_t path_count, double *sum, bw_score *seen)
{
    double real = 0, forecast = 0, before = 0;
    memset(sum, 0, path_count * sizeof *sum);
    for (size_t h = 0; h < season; h++) {
        real += actual[h];
        forecast += point[h];
        before += last[h];
        for (size_t s = 0; s < path_count; s++)
            sum[s] += paths[h * path_count + s];
    }
    gsl_sort(sum, 1, path_count);
    seen->years = 1;
    seen->sum_inside80 = inside(real, sum, path_count, 0.80);
    seen->sum_inside95 = inside(real, sum, path_count, 0.95);
    seen->error_year = fabs(real - forecast);
    seen->actual_year = fabs(real);
    seen->sums = real != 0;
    seen->ape_year = real != 0 ? 100 * seen->error_year / fabs(real) : 0;
    seen->last_year = real != 0 ? 100 * fabs(real - before) / fabs(real) : 0;
}

static void take_outlook(void *context, size_t index, const bw_outlook *outlook)
{
    bench *run = context;
    bw_score *seen = &run->scores[index];
    const double *value = run->data.value + run->data.start[index];
    size_t tests = run->data.test[index], season = run->asked.season;
    size_t known = run->data.start[index + 1] - run->data.start[index] - tests;
    size_t count = tests < run->asked.horizon ? tests : run->asked.horizon;
    double scale = scale_of(value, known, season), *scratch = bw_array(run->asked.paths, sizeof *scratch);
    double naive[256];
    if (!scratch || !(scale > 0) || !count || run->asked.horizon > 256) {
        free(scratch);
        return;
    }
    seen->made = true;
    forecast_naive(&(bw_series){.value = value, .count = known, .period = season}, count, naive);
    score_points(value + known, outlook->point, count, scale, &seen->smape, &seen->mase);
    score_points(value + known, naive, count, scale, &seen->naive_smape, &seen->naive_mase);
    score_months(value + known, outlook->paths, count, run->asked.paths, scale, scratch, seen);
    if (count >= season && known >= season)
        score_year(value + known, outlook->point, value + known - season, outlook->paths, season, run->asked.paths,
                   scratch, seen);
    free(scratch);
}

/* ---- the file */

static void *must(void *memory)
{
    if (!memory) {
        fputs("forecast: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static sample read_sample(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512], id[128], last[128] = "", category[128];
    if (!file || !fgets(line, sizeof line, file)) {
        fprintf(stderr, "forecast: cannot read %s\n", path);
        exit(1);
    }
    sample data = {0};
    size_t rows_room = 0, series_room = 0, tests_room = 0;
    while (fgets(line, sizeof line, file)) {
        double value;
        int is_test;
        if (sscanf(line, "%127[^,],%127[^,],%*d,%lf,%d", id, category, &value, &is_test) != 4)
            continue;
        if (strcmp(id, last) != 0) {
            must(bw_array_grow((void **)&data.start, data.series + 1, &series_room, sizeof *data.start) ? data.start
                                                                                                       : NULL);
            must(bw_array_grow((void **)&data.test, data.series, &tests_room, sizeof *data.test) ? data.test : NULL);
            data.start[data.series] = data.rows;
            data.test[data.series++] = 0;
            snprintf(last, sizeof last, "%s", id);
        }
        must(bw_array_grow((void **)&data.value, data.rows, &rows_room, sizeof *data.value) ? data.value : NULL);
        data.value[data.rows++] = value;
        data.test[data.series - 1] += is_test != 0;
    }
    if (data.series)
        data.start[data.series] = data.rows;
    fclose(file);
    return data;
}

/* Makes the last training months the test months and forgets the file's own, so that choices can be made
 * without a look at them. Series with less than two years before are left out. */
static void step_back(sample *data, size_t back, size_t season)
{
    size_t series = 0, rows = 0, from = 0;
    for (size_t i = 0; i < data->series; i++) {
        size_t to = data->start[i + 1], count = to - from - data->test[i];
        if (count >= back + 2 * season) {
            memmove(data->value + rows, data->value + from, count * sizeof *data->value);
            data->test[series] = back;
            data->start[series++] = rows;
            rows += count;
        }
        from = to;
    }
    data->series = series;
    data->start[series] = data->rows = rows;
}

/* ---- the run */

/* Known months of all series, ends together. */
static void fill_panel(const bench *run, bw_panel *panel)
{
    double *value = must(bw_array(run->data.series * panel->months, sizeof *value));
    for (size_t i = 0; i < run->data.series; i++) {
        size_t count = run->data.start[i + 1] - run->data.start[i] - run->data.test[i];
        memcpy(value + (i + 1) * panel->months - count, run->data.value + run->data.start[i], count * sizeof *value);
    }
    panel->value = value;
    panel->group = must(bw_array(run->data.series, sizeof *panel->group));
}

static bw_panel make_panel(const bench *run)
{
    bw_panel panel = {.accounts = run->data.series, .months = 1, .period = run->asked.season, .groups = 1};
    for (size_t i = 0; i < run->data.series; i++) {
        size_t count = run->data.start[i + 1] - run->data.start[i] - run->data.test[i];
        panel.months = count > panel.months ? count : panel.months;
    }
    panel.stride = panel.months;
    fill_panel(run, &panel);
    return panel;
}

/* ---- speed: a company made up */

/* Lognormal sizes; seven in ten accounts sell every month with season, trend and noise, the others every
 * third month with years in which they sell nothing. */
static double made_up(size_t account, size_t month, size_t season)
{
    uint64_t own = bw_stream_seed(11, account);
    double size = exp(6 + 3 * ((double)(own >> 11) * 0x1p-53));
    double chance = (double)(bw_stream_seed(own, month) >> 11) * 0x1p-53;
    if (own % 10 < 3)
        return (month + own) % 3 || bw_stream_seed(own, 1000 + month / season) % 3 == 0 ? 0 : size * (0.5 + chance);
    double wave = 1 + 0.3 * sin(6.283185307179586 * (double)(month + own % season) / (double)season);
    return size * wave * (1 + 0.01 * (double)month) * (0.7 + 0.6 * chance);
}

typedef struct company {
    bw_account_row row;
    bw_account *accounts;
    size_t *start;
    int32_t *month;
    double *revenue;
} company;

static bw_problem make_company(size_t accounts, company *made)
{
    enum { MONTHS = 36, FIRST = 24000 };
    size_t k = 0;
    made->row = (bw_account_row){.account_id = "", .segment = ""};
    made->accounts = must(bw_array(accounts, sizeof *made->accounts));
    made->start = must(bw_array(accounts + 1, sizeof *made->start));
    made->month = must(bw_array(accounts * MONTHS, sizeof *made->month));
    made->revenue = must(bw_array(accounts * MONTHS, sizeof *made->revenue));
    for (size_t i = 0; i < accounts; i++) {
        made->accounts[i].row = &made->row;
        made->start[i] = k;
        for (size_t t = 0; t < MONTHS; t++) {
            double value = made_up(i, t, 12);
            made->month[k] = FIRST + (int32_t)t;
            made->revenue[k] = value;
            k += value > 0;
        }
    }
    made->start[accounts] = k;
    return (bw_problem){.account_count = (int32_t)accounts, .accounts = made->accounts, .history_start = made->start,
                        .history_month = made->month, .history_revenue = made->revenue, .first_month = FIRST,
                        .last_month = FIRST + MONTHS - 1, .plan_start = FIRST + MONTHS};
}

static void tell_progress(void *context, const bw_progress *progress)
{
    (void)context;
    fprintf(stderr, "\rforecast %3.0f %%  %.0f s ", 100 * progress->done, progress->seconds);
}

static int time_company(const options *asked)
{
    company made;
    bw_problem problem = make_company(asked->accounts, &made);
    bw_settings *settings = must(bw_settings_create());
    char text[32];
    snprintf(text, sizeof text, "%d", asked->threads);
    bw_settings_set(settings, "threads", text, NULL);
    bw_watch watch = {.progress = isatty(STDERR_FILENO) ? tell_progress : NULL};
    bw_forecast *forecast = NULL;
    bw_error error = {0};
    double began = bw_seconds();
    bw_status status = bw_forecast_create(&problem, settings, &watch, &forecast, &error);
    if (watch.progress)
        fputs("\n", stderr);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double processor = (double)used.ru_utime.tv_sec + 1e-6 * (double)used.ru_utime.tv_usec;
    if (status == BW_OK)
        printf("{\"accounts\": %zu, \"seconds\": %.2f, \"cpu_seconds\": %.2f, \"memory_mb\": %.0f}\n", asked->accounts,
               bw_seconds() - began, processor, (double)used.ru_maxrss / 1024);
    else
        fprintf(stderr, "forecast: %s\n", error.message);
    bw_forecast_free(forecast);
    bw_settings_free(settings);
    free(made.accounts);
    free(made.start);
    free(made.month);
    free(made.revenue);
    return status == BW_OK ? 0 : 1;
}

static bw_status run_bench(bench *run)
{
    bw_panel panel = make_panel(run);
    bw_draws draws;
    if (!bw_draws_create(run->asked.paths, run->asked.horizon, panel.months, 1, &draws))
        must(NULL);
    bw_crowd crowd = {.panel = &panel, .horizon = run->asked.horizon, .mask = run->asked.mask, .lends = true,
                      .held_out = run->asked.horizon < BW_TRIAL_STEPS ? run->asked.horizon : BW_TRIAL_STEPS,
                      .trial_paths = 200, .seed = 1, .threads = run->asked.threads, .draws = &draws};
    bw_lesson lesson;
    bw_status status = bw_crowd_learn(&crowd, &lesson, NULL);
    if (status == BW_OK)
        status = bw_crowd_forecast(&crowd, &lesson, take_outlook, run, NULL);
    bw_lesson_free(&lesson);
    bw_draws_free(&draws);
    free((void *)(uintptr_t)panel.value);
    free((void *)(uintptr_t)panel.group);
    return status;
}

static bw_score add_up(const bench *run, size_t *made)
{
    bw_score all = {0};
    for (size_t i = 0; i < run->data.series; i++) {
        const bw_score *one = &run->scores[i];
        *made += one->made;
        all.smape += one->smape;
        all.mase += one->mase;
        all.naive_smape += one->naive_smape;
        all.naive_mase += one->naive_mase;
        all.ape_year += one->ape_year;
        all.last_year += one->last_year;
        all.months += one->months;
        all.inside80 += one->inside80;
        all.inside95 += one->inside95;
        all.msis95 += one->msis95;
        all.years += one->years;
        all.sum_inside80 += one->sum_inside80;
        all.sum_inside95 += one->sum_inside95;
        all.sums += one->sums;
        all.error_year += one->error_year;
        all.actual_year += one->actual_year;
    }
    return all;
}

/* What there is none of, like years where fewer months are forecast, is null. */
static void print_scores(const bench *run, double seconds)
{
    size_t made = 0;
    bw_score all = add_up(run, &made);
    double n = (double)made;
    const struct {
        const char *name;
        double value;
    } scores[] = {
        {"smape", all.smape / n},
        {"mase", all.mase / n},
        {"owa", (all.smape / all.naive_smape + all.mase / all.naive_mase) / 2},
        {"ape12", all.ape_year / all.sums},
        {"coverage80", all.inside80 / all.months},
        {"coverage95", all.inside95 / all.months},
        {"sum_coverage80", all.sum_inside80 / all.years},
        {"sum_coverage95", all.sum_inside95 / all.years},
        {"msis95", all.msis95 / n},
        {"seconds", seconds},
        {"ape12_last_year", all.last_year / all.sums},
        {"wape12", 100 * all.error_year / all.actual_year},
    };
    printf("{\"series\": %zu", made);
    for (size_t k = 0; k < sizeof scores / sizeof *scores; k++)
        if (isfinite(scores[k].value))
            printf(", \"%s\": %.4f", scores[k].name, scores[k].value);
        else
            printf(", \"%s\": null", scores[k].name);
    puts("}");
}

static options parse(int count, char **argument)
{
    options asked = {.horizon = 18, .season = 12, .paths = 2000, .mask = BW_MEMBERS_DEFAULT};
    for (int k = 1; k < count; k++) {
        bool more = k + 1 < count;
        if (more && !strcmp(argument[k], "--horizon"))
            asked.horizon = strtoul(argument[++k], NULL, 10);
        else if (more && !strcmp(argument[k], "--season"))
            asked.season = strtoul(argument[++k], NULL, 10);
        else if (more && !strcmp(argument[k], "--paths"))
            asked.paths = strtoul(argument[++k], NULL, 10);
        else if (more && !strcmp(argument[k], "--back"))
            asked.back = strtoul(argument[++k], NULL, 10);
        else if (more && !strcmp(argument[k], "--members"))
            asked.mask = (unsigned)strtoul(argument[++k], NULL, 10);
        else if (more && !strcmp(argument[k], "--accounts"))
            asked.accounts = strtoul(argument[++k], NULL, 10);
        else if (more && !strcmp(argument[k], "--threads"))
            asked.threads = (int)strtol(argument[++k], NULL, 10);
        else if (!strcmp(argument[k], "--json"))
            asked.json = true;
        else
            asked.file = argument[k];
    }
    return asked;
}

int main(int count, char **argument)
{
    bench run = {.asked = parse(count, argument)};
    if (run.asked.accounts)
        return time_company(&run.asked);
    if (!run.asked.file || !run.asked.horizon || run.asked.horizon > 256 || !run.asked.season ||
        run.asked.season > BW_PERIOD_MAX) {
        fputs("usage: forecast FILE.csv [--horizon 18] [--season 12] [--paths 2000] [--threads N] [--json]\n", stderr);
        return 2;
    }
    gsl_set_error_handler_off();
    run.data = read_sample(run.asked.file);
    if (run.asked.back)
        step_back(&run.data, run.asked.back, run.asked.season);
    run.scores = must(bw_array(run.data.series, sizeof *run.scores));
    double began = bw_seconds();
    if (run_bench(&run) != BW_OK)
        return 1;
    print_scores(&run, bw_seconds() - began);
    free(run.scores);
    free(run.data.value);
    free(run.data.start);
    free(run.data.test);
    return 0;
}
