/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/future.h"
#include "models/forecast/mint.h"
#include "models/forecast/sample.h"
#include "solver/crowd.h"
#include "solver/curves.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#define TRIAL_PATHS 100
/* In a company of at least so many accounts, the smallest that bring this share of its revenue together are forecast
 * by cheap members alone: what dear ones gain, a hundredth of an account's error, is lost in the sum. */
#define MINOR_LEAST 2000
#define MINOR_SHARE 0.1
#define GROUP_PATHS 100 /* of groups only the point forecasts and their spread are wanted */
#define FACTOR_MAX 2.0 /* an account's forecast is not moved further than this by what its groups say */

/* Accounts and groups on their way to one forecast. */
typedef struct maker {
    const bw_future_order *order;
    bw_arena *memory;
    bw_future *future;
    size_t paths;
    bw_curves curves;
    const bw_lesson *lesson;      /* of the accounts */
    bw_lesson group_lesson;
    double *factor;               /* [accounts] of reconciliation */
    double *spread, *node_spread; /* [accounts], [nodes] standard deviations of their own paths' years */
    double *node;                 /* [nodes] years of groups; NAN where a group's months are too few for a forecast */
    bool *minor;                  /* [accounts] too small to matter; NULL: none is */
    double began;
} maker;

static bool is_chosen(const bw_settings *settings)
{
    return settings->forecast_method != BW_FORECAST_AUTO;
}

static unsigned choose_members(int32_t method)
{
    switch ((bw_forecast_choice)method) {
    case BW_FORECAST_SNAIVE:
        return BW_MEMBER_SNAIVE;
    case BW_FORECAST_ETS:
        return BW_MEMBER_ETS;
    case BW_FORECAST_THETA:
        return BW_MEMBER_THETA;
    case BW_FORECAST_INTERMITTENT:
        return BW_MEMBER_SBA | BW_MEMBER_TSB | BW_MEMBER_ADIDA;
    case BW_FORECAST_ROBUST:
        return BW_MEMBER_FOURIER;
    case BW_FORECAST_SES:
        return BW_MEMBER_SES;
    case BW_FORECAST_SBA:
        return BW_MEMBER_SBA;
    case BW_FORECAST_TSB:
        return BW_MEMBER_TSB;
    case BW_FORECAST_ADIDA:
        return BW_MEMBER_ADIDA;
    default:
        return BW_MEMBERS_DEFAULT;
    }
}

static bool open_future(maker *made)
{
    size_t accounts = made->order->panel->accounts, nodes = made->order->levels->nodes;
    bw_future *future = made->future;
    *future = (bw_future){.shrink = 1};
    future->year = bw_arena_take(made->memory, accounts * made->paths, sizeof *future->year);
    future->mean = bw_arena_take(made->memory, 4 * accounts * BW_YEAR, sizeof *future->mean);
    future->year_mean = bw_arena_take(made->memory, 2 * accounts + 2 * nodes, sizeof *future->year_mean);
    future->method = bw_arena_take(made->memory, accounts, sizeof *future->method);
    future->basis = bw_arena_take(made->memory, accounts, sizeof *future->basis);
    made->factor = bw_array(2 * accounts + 2 * nodes, sizeof *made->factor);
    made->spread = made->factor ? made->factor + accounts : NULL;
    made->node_spread = made->factor ? made->spread + accounts : NULL;
    made->node = made->factor ? made->node_spread + nodes : NULL;
    if (!future->year || !future->mean || !future->year_mean || !future->method || !future->basis || !made->factor)
        return false;
    future->p10 = future->mean + accounts * BW_YEAR;
    future->p50 = future->p10 + accounts * BW_YEAR;
    future->p90 = future->p50 + accounts * BW_YEAR;
    future->base = future->year_mean + accounts;
    future->node_base = future->base + accounts;
    future->node_mean = future->node_base + nodes;
    return true;
}

/* Length of month h of the year: forecasts are of months of length 1. */
static double length_of(const maker *made, size_t h)
{
    return made->order->length ? made->order->length[h] : 1;
}

/* ---- accounts */

typedef struct size_of_account { double revenue; size_t account; } size_of_account;

static int compare_sizes(const void *a, const void *b)
{
    const size_of_account *x = a, *y = b;
    if (x->revenue != y->revenue)
        return x->revenue < y->revenue ? -1 : 1;
    return x->account < y->account ? -1 : x->account > y->account;
}

/* By what they brought in the last year, returns counted as sales. */
static bool mark_minor(maker *made)
{
    const bw_panel *panel = made->order->panel;
    size_t from = panel->months > panel->period ? panel->months - panel->period : 0;
    double total = 0, sum = 0;
    if (panel->accounts < MINOR_LEAST || is_chosen(made->order->settings))
        return true;
    size_of_account *sizes = bw_array(panel->accounts, sizeof *sizes);
    made->minor = bw_array(panel->accounts, sizeof *made->minor);
    for (size_t i = 0; sizes && made->minor && i < panel->accounts; i++) {
        sizes[i] = (size_of_account){fabs(bw_panel_sum(panel, i, from, panel->months)), i};
        total += sizes[i].revenue;
    }
    if (sizes && made->minor) {
        qsort(sizes, panel->accounts, sizeof *sizes, compare_sizes);
        for (size_t k = 0; k < panel->accounts && (sum += sizes[k].revenue) <= MINOR_SHARE * total; k++)
            made->minor[sizes[k].account] = true;
    }
    bool good = sizes && made->minor;
    free(sizes);
    return good;
}

static void take_month(maker *made, size_t account, size_t h, double mean, double *value)
{
    size_t paths = made->paths, cell = account * BW_YEAR + h;
    bw_future *future = made->future;
    for (size_t s = 0; s < paths; s++)
        future->year[account * paths + s] += (float)value[s];
    bw_curves_add(&made->curves, account, h, value);
    double quantile[3];
    bw_sample_quantiles(value, paths, (const double[]){0.1, 0.5, 0.9}, 3, quantile);
    future->mean[cell] = (float)mean;
    future->p10[cell] = (float)quantile[0];
    future->p50[cell] = (float)quantile[1];
    future->p90[cell] = (float)quantile[2];
    future->base[account] += (double)future->mean[cell];
}

static double spread_of(const float *year, size_t paths)
{
    double sum = 0, squares = 0, n = (double)paths;
    for (size_t s = 0; s < paths; s++)
        sum += (double)year[s];
    for (size_t s = 0; s < paths; s++)
        squares += pow((double)year[s] - sum / n, 2);
    return paths > 1 ? sqrt(squares / (n - 1)) : 0;
}

static void take_account(void *context, size_t account, const bw_outlook *outlook)
{
    maker *made = context;
    for (size_t h = 0; h < BW_YEAR; h++) {
        size_t step = made->order->gap + h;
        double length = length_of(made, h), *value = outlook->paths + step * made->paths;
        for (size_t s = 0; made->order->length && s < made->paths; s++)
            value[s] *= length;
        take_month(made, account, h, outlook->point[step] * length, value);
    }
    made->spread[account] = spread_of(made->future->year + account * made->paths, made->paths);
    made->future->basis[account] = bw_basis_of(outlook->blend);
    made->future->method[account] = !outlook->blend ? "renewal"
                                    : made->minor && made->minor[account] ? "light combination"
                                                                          : bw_blend_name(outlook->blend);
}

/* ---- groups */

static void take_group(void *context, size_t group, const bw_outlook *outlook)
{
    maker *made = context;
    double sum = 0, year[GROUP_PATHS] = {0};
    for (size_t h = 0; h < BW_YEAR; h++) {
        size_t step = made->order->gap + h;
        sum += outlook->point[step] * length_of(made, h);
        for (size_t s = 0; s < GROUP_PATHS; s++)
            year[s] += outlook->paths[step * GROUP_PATHS + s] * length_of(made, h);
    }
    made->node_spread[group] = gsl_stats_sd(year, 1, GROUP_PATHS);
    made->future->node_base[group] = sum;
    made->node[group] = outlook->blend ? sum : NAN;
}

/* The groups as a panel of their own. */
static bool sum_groups(const maker *made, bw_panel *groups, double *value)
{
    const bw_panel *panel = made->order->panel;
    const bw_levels *levels = made->order->levels;
    for (int level = 0; level < BW_GROUPINGS; level++)
        for (size_t i = 0; i < panel->accounts; i++) {
            double *row = levels->node[level][i] < 0 ? NULL : value + (size_t)levels->node[level][i] * panel->months;
            for (size_t t = 0; row && t < panel->months; t++)
                row[t] += bw_panel_row(panel, i)[t];
        }
    *groups = *panel;
    groups->accounts = levels->nodes;
    groups->stride = panel->months;
    groups->groups = 1;
    groups->known = NULL;
    groups->value = value;
    groups->group = bw_arena_take(made->memory, levels->nodes, sizeof *groups->group);
    return groups->group != NULL;
}

static bw_crowd crowd_of(const maker *made, const bw_panel *panel, bw_draws *draws, size_t trial_paths)
{
    const bw_settings *settings = made->order->settings;
    return (bw_crowd){.panel = panel, .horizon = made->order->gap + BW_YEAR, .held_out = BW_YEAR,
                      .trial_paths = trial_paths, .mask = choose_members(settings->forecast_method),
                      .seed = (uint64_t)settings->seed, .threads = settings->threads, .watch = made->order->watch,
                      .began = made->began, .draws = draws};
}

static bw_status forecast_groups(maker *made, bw_error *error)
{
    const bw_panel *panel = made->order->panel;
    double *value = bw_array(made->order->levels->nodes * panel->months, sizeof *value);
    bw_panel groups;
    bw_draws draws = {0};
    size_t months = panel->months ? panel->months : 1;
    bool ready = value && sum_groups(made, &groups, value) &&
                 bw_draws_create(GROUP_PATHS, made->order->gap + BW_YEAR, months,
                                 (uint64_t)made->order->settings->seed, &draws);
    bw_status status = ready ? BW_OK : bw_fail_memory(error);
    if (status == BW_OK) {
        bw_crowd crowd = crowd_of(made, &groups, &draws, GROUP_PATHS);
        crowd.watch = NULL;
        status = bw_crowd_learn(&crowd, &made->group_lesson, error);
        if (status == BW_OK)
            status = bw_crowd_forecast(&crowd, &made->group_lesson, take_group, made, error);
    }
    bw_draws_free(&draws);
    free(value);
    return status;
}

/* ---- reconciliation */

/* Errors of the trials from one origin, or of both. */
typedef struct origins { size_t first, count; } origins;

static void copy_errors(const bw_trial *trials, size_t count, origins from, float *error)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < from.count; k++)
            for (size_t h = 0; h < BW_YEAR; h++) {
                const bw_trial *trial = &trials[(from.first + k) * count + i];
                *error++ = trial->made ? trial->error[h] : 0;
            }
}

/* The company's trial tells whether an origin had enough months before it. */
static origins known_origins(const maker *made, size_t first)
{
    const bw_trial *company = made->group_lesson.trials;
    size_t nodes = made->order->levels->nodes;
    origins from = {.first = first};
    while (nodes && first + from.count < 2 && company[(first + from.count) * nodes].made)
        from.count++;
    return from;
}

static bw_status agree(const maker *made, origins from, const double *leaf, const double *node,
                       const double *leaf_spread, const double *node_spread, double *coherent, double *share,
                       bw_error *error)
{
    size_t accounts = made->order->panel->accounts, nodes = made->order->levels->nodes;
    size_t rows = from.count * BW_YEAR;
    float *errors = bw_array((accounts + nodes) * rows, sizeof *errors);
    bool good = errors != NULL;
    if (good) {
        copy_errors(made->lesson->trials, accounts, from, errors);
        copy_errors(made->group_lesson.trials, nodes, from, errors + accounts * rows);
        bw_past_errors past = {rows, errors, errors + accounts * rows, leaf_spread, node_spread};
        good = bw_reconcile_groups(made->order->levels,
                                   (bw_agreement)made->order->settings->forecast_reconciliation, &past, leaf, node,
                                   coherent, share);
    }
    free(errors);
    return good ? BW_OK : bw_fail_memory(error);
}

static double factor_to(double after, double before)
{
    double factor = before > 0 && isfinite(after) ? after / before : 1;
    return fmin(fmax(factor, 1 / FACTOR_MAX), FACTOR_MAX);
}

static bool covers(const bw_trial *trial, int low, int high, double factor)
{
    double room = 1e-9 * (1 + fabs(trial->year_actual));
    return trial->year_actual >= factor * trial->year_quantile[low] - room &&
           trial->year_actual <= factor * trial->year_quantile[high] + room;
}

/* The trial's year in money, its months as long as they were. */
static bw_trial in_money(const bw_panel *panel, size_t account, const bw_trial *trial)
{
    bw_trial money = *trial;
    const double *row = bw_panel_row(panel, account) + panel->months;
    double point = 0, plain = 0;
    if (!panel->length || !trial->made || panel->months < 2 * BW_YEAR)
        return money;
    money.year_actual = money.year_naive = 0;
    for (size_t h = 0; h < BW_YEAR; h++) {
        size_t back = BW_YEAR - h;
        double length = bw_panel_length(panel, panel->months - back), actual = *(row - back);
        money.year_actual += length * actual;
        money.year_naive += bw_panel_length(panel, panel->months - back - BW_YEAR) * *(row - back - BW_YEAR);
        point += length * (actual - (double)trial->error[h]);
        plain += actual - (double)trial->error[h];
    }
    double scale = plain > 0 ? point / plain : 1;
    money.year_point *= scale;
    for (int k = 0; k < 5; k++)
        money.year_quantile[k] *= scale;
    return money;
}

static bw_backtest measure(const bw_panel *panel, const bw_trial *trials, size_t accounts, const double *factor)
{
    bw_backtest test = {0};
    double naive = 0, error = 0, error_naive = 0;
    size_t made = 0;
    for (size_t i = 0; i < accounts; i++) {
        bw_trial held = in_money(panel, i, &trials[i]);
        const bw_trial *trial = &held;
        if (!trial->made)
            continue;
        made++;
        test.company_actual += trial->year_actual;
        test.company_forecast += factor[i] * trial->year_point;
        naive += trial->year_naive;
        error += fabs(trial->year_actual - factor[i] * trial->year_point);
        error_naive += fabs(trial->year_actual - trial->year_naive);
        test.coverage80 += covers(trial, 1, 3, factor[i]);
        test.coverage95 += covers(trial, 0, 4, factor[i]);
    }
    if (!made || !(test.company_actual > 0))
        return (bw_backtest){0};
    test.months = (int32_t)BW_YEAR;
    test.coverage80 /= (double)made;
    test.coverage95 /= (double)made;
    test.company_error = fabs(test.company_forecast - test.company_actual) / test.company_actual;
    test.company_error_naive = fabs(naive - test.company_actual) / test.company_actual;
    test.account_wape = error / test.company_actual;
    test.account_wape_naive = error_naive / test.company_actual;
    return test;
}

/* The held-out year, reconciled by what was known before it. */
static bw_status look_back(maker *made, bw_error *error)
{
    size_t accounts = made->order->panel->accounts, nodes = made->order->levels->nodes;
    const bw_trial *trials = made->lesson->trials, *group_trials = made->group_lesson.trials;
    double *leaf = bw_array(3 * accounts + 2 * nodes, sizeof *leaf);
    if (!leaf)
        return bw_fail_memory(error);
    double *coherent = leaf + accounts, *spread = coherent + accounts;
    double *node = spread + accounts, *node_spread = node + nodes;
    for (size_t i = 0; i < accounts; i++) {
        leaf[i] = trials[i].made ? trials[i].year_point : 0;
        spread[i] = trials[i].made ? trials[i].year_spread : 0;
    }
    for (size_t k = 0; k < nodes; k++) {
        node[k] = group_trials[k].made && group_trials[k].steps ? group_trials[k].year_point : NAN;
        node_spread[k] = group_trials[k].made ? group_trials[k].year_spread : 0;
    }
    bw_status status = is_chosen(made->order->settings)
                           ? BW_OK : agree(made, known_origins(made, 1), leaf, node, spread, node_spread,
                                           coherent, NULL, error);
    for (size_t i = 0; i < accounts; i++)
        made->factor[i] = is_chosen(made->order->settings) ? 1 : factor_to(coherent[i], leaf[i]);
    if (status == BW_OK)
        made->future->backtest = measure(made->order->panel, trials, accounts, made->factor);
    free(leaf);
    return status;
}

static void scale_floats(float *value, size_t count, double factor)
{
    for (size_t k = 0; k < count; k++)
        value[k] = (float)(factor * (double)value[k]);
}

static void scale_account(maker *made, size_t i, double factor)
{
    bw_future *future = made->future;
    float *const months[4] = {future->mean, future->p10, future->p50, future->p90};
    future->basis[i].factor = (float)factor;
    scale_floats(future->year + i * made->paths, made->paths, factor);
    for (int k = 0; k < 4; k++)
        scale_floats(months[k] + i * BW_YEAR, BW_YEAR, factor);
    future->year_mean[i] = 0;
    for (size_t h = 0; h < BW_YEAR; h++)
        future->year_mean[i] += (double)future->mean[i * BW_YEAR + h];
}

/* A method that was asked for by name speaks for itself. */
static bw_status look_ahead(maker *made, bw_error *error)
{
    bw_future *future = made->future;
    size_t accounts = made->order->panel->accounts;
    double *coherent = bw_array(accounts, sizeof *coherent);
    bw_status status = coherent ? BW_OK : bw_fail_memory(error);
    if (status == BW_OK && !is_chosen(made->order->settings))
        status = agree(made, known_origins(made, 0), future->base, made->node, made->spread,
                       made->node_spread, coherent, &future->shrink,
                       error);
    for (size_t i = 0; status == BW_OK && i < accounts; i++)
        scale_account(made, i, is_chosen(made->order->settings) ? 1 : factor_to(coherent[i], future->base[i]));
    free(coherent);
    bw_levels_sum(made->order->levels, future->year_mean, future->node_mean);
    return status;
}

/* ---- all of it */

static bw_status forecast_accounts(maker *made, bw_lesson *lesson, bw_error *error)
{
    const bw_panel *panel = made->order->panel;
    bw_draws draws;
    if (!bw_draws_create(made->paths, made->order->gap + BW_YEAR, panel->months ? panel->months : 1,
                         (uint64_t)made->order->settings->seed, &draws))
        return bw_fail_memory(error);
    bw_crowd crowd = crowd_of(made, panel, &draws, TRIAL_PATHS);
    crowd.minor = made->minor;
    crowd.lends = true;
    bw_status status = bw_crowd_learn(&crowd, lesson, error);
    made->lesson = lesson;
    made->curves.crowd = &crowd;
    if (status == BW_OK && !bw_curves_open(&made->curves, made->order->levels))
        status = bw_fail_memory(error);
    if (status == BW_OK)
        status = bw_crowd_forecast(&crowd, lesson, take_account, made, error);
    bw_draws_free(&draws);
    made->curves.crowd = NULL;
    return status;
}

static bool draw_curves(maker *made)
{
    bw_future *future = made->future;
    bw_curves *curves = &made->curves;
    int32_t *node = bw_arena_take(made->memory, curves->count, sizeof *node);
    float *curve = bw_arena_take(made->memory, curves->count * made->paths * BW_YEAR, sizeof *curve);
    double *past = bw_arena_take(made->memory, curves->count * made->order->panel->months, sizeof *past);
    double *path_year = bw_array(made->paths, sizeof *path_year);
    bool good = node && curve && past && path_year;
    for (size_t c = 0; good && c < curves->count; c++)
        node[c] = curves->node[c];
    if (good) {
        bw_curves_sum_past(curves, made->order->panel, past);
        bw_curves_close(curves, future->year, future->mean, path_year, curve);
    }
    future->curves = curves->count;
    future->curve_node = node;
    future->curve = curve;
    future->curve_past = past;
    free(path_year);
    return good;
}

bw_status bw_future_make(const bw_future_order *order, bw_arena *memory, bw_future *future, bw_error *error)
{
    maker made = {.order = order, .memory = memory, .future = future, .paths = (size_t)order->settings->paths,
                  .began = bw_seconds()};
    bw_lesson lesson = {0};
    bw_status status = open_future(&made) && mark_minor(&made) ? BW_OK : bw_fail_memory(error);
    if (status == BW_OK)
        status = forecast_accounts(&made, &lesson, error);
    if (status == BW_OK)
        status = forecast_groups(&made, error);
    if (status == BW_OK)
        status = look_back(&made, error);
    if (status == BW_OK)
        status = look_ahead(&made, error);
    if (status == BW_OK && !draw_curves(&made))
        status = bw_fail_memory(error);
    future->width_factor = lesson.width.factor;
    bw_curves_free(&made.curves);
    bw_lesson_free(&lesson);
    bw_lesson_free(&made.group_lesson);
    free(made.factor);
    free(made.minor);
    return status;
}

const bw_curve *bw_future_curves(const bw_future *future, const bw_levels *levels, size_t paths, size_t months,
                                 bw_arena *memory)
{
    bw_curve *curves = bw_arena_take(memory, future->curves, sizeof *curves);
    for (size_t c = 0; curves && c < future->curves; c++) {
        bool company = !levels->nodes; /* a company without accounts */
        size_t node = (size_t)future->curve_node[c];
        curves[c] = (bw_curve){company ? BW_LEVEL_COMPANY : levels->level[node], company ? "" : levels->name[node],
                               future->curve + c * paths * BW_YEAR, future->curve_past + c * months};
    }
    return curves;
}
