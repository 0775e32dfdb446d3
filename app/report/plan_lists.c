/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The long lists of a plan's JSON: forecast by period, reps, accounts column by column.
 */
#include "app/report/fan.h"
#include "app/report/monthly.h"
#include "app/report/opportunity.h"
#include "app/report/performance.h"
#include "app/report/plan_json.h"
#include "app/report/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define YEAR 12

/* ---- forecast */

static void months_put(bw_json *json, const char *name, size_t count, const double *sums)
{
    bw_json_put_open(json, name, '[');
    for (size_t t = 0; t < count; t++)
        bw_json_number(json, round(sums[t] * 100) / 100);
    bw_json_close(json, ']');
}

/* Rows of mean, p025, p10, p50, p90, p975, p25, p75, one for every so many months. */
static bool fan_put(bw_json *json, const char *name, const float *month, int32_t paths, int32_t months)
{
    bw_range range;
    bw_json_put_open(json, name, '[');
    for (int32_t first = 0; first + months <= YEAR; first += months) {
        if (!bw_fan_range(month, paths, first, months, &range))
            return false;
        const double row[] = {range.mean, range.p025, range.p10, range.p50, range.p90, range.p975, range.p25,
                              range.p75};
        bw_json_open(json, '[');
        for (size_t k = 0; k < sizeof row / sizeof *row; k++)
            bw_json_number(json, round(row[k] * 100) / 100);
        bw_json_close(json, ']');
    }
    bw_json_close(json, ']');
    return true;
}

static bool fans_put(bw_json *json, const float *month, int32_t paths)
{
    return fan_put(json, "months", month, paths, 1) && fan_put(json, "quarters", month, paths, 3);
}

/* A group: its name, booked months under `past`, its year and its fans. */
static bool curve_put(bw_json *json, const bw_curve *curve, int32_t paths, const char *past, size_t count,
                      const double *booked)
{
    bw_range year;
    bw_json_open(json, '{');
    bw_json_put_text(json, "level", bw_level_name(curve->level));
    bw_json_put_text(json, "name", curve->name);
    months_put(json, past, count, booked);
    bool good = bw_fan_range(curve->month, paths, 0, YEAR, &year);
    bw_range_put(json, "year", year);
    good = good && fans_put(json, curve->month, paths);
    bw_json_close(json, '}');
    return good;
}

static bool curves_put(bw_json *json, const bw_forecast *forecast)
{
    bool good = true;
    bw_json_put_open(json, "curves", '[');
    for (int32_t c = 0; good && c < forecast->curve_count; c++)
        good = curve_put(json, &forecast->curves[c], forecast->path_count, "history", (size_t)forecast->past_months,
                         forecast->curves[c].past);
    bw_json_close(json, ']');
    return good;
}

static void backtest_put(bw_json *json, const bw_backtest *backtest)
{
    bw_json_put_open(json, "backtest", '{');
    bw_json_put_integer(json, "months", backtest->months);
    bw_json_put_number(json, "company_actual", backtest->company_actual);
    bw_json_put_number(json, "company_forecast", backtest->company_forecast);
    bw_json_put_number(json, "company_error", backtest->company_error);
    bw_json_put_number(json, "company_error_naive", backtest->company_error_naive);
    bw_json_put_number(json, "account_wape", backtest->account_wape);
    bw_json_put_number(json, "account_wape_naive", backtest->account_wape_naive);
    bw_json_put_number(json, "coverage80", backtest->coverage80);
    bw_json_put_number(json, "coverage95", backtest->coverage95);
    bw_json_close(json, '}');
}

bool bw_forecast_put(bw_json *json, const bw_forecast *forecast)
{
    char month[32];
    bool good;
    bw_json_put_open(json, "forecast", '{');
    bw_json_put_text(json, "first_month", bw_month_words(forecast->first_month, month));
    bw_json_put_integer(json, "paths", forecast->path_count);
    bw_json_put_number(json, "width_factor", forecast->width_factor);
    bw_range_put(json, "year", bw_forecast_range(forecast, NULL, 0));
    good = fans_put(json, forecast->company_month, forecast->path_count) && curves_put(json, forecast);
    backtest_put(json, &forecast->backtest);
    bw_json_close(json, '}');
    return good;
}

static void lines_put(bw_json *json, size_t count, const bw_rolling_line *lines)
{
    char month[32];
    bw_json_put_open(json, "lines", '[');
    for (size_t k = 0; k < count; k++) {
        const bw_rolling_line *line = &lines[k];
        bw_json_open(json, '{');
        bw_json_put_text(json, "from", line->origin < 0 ? "" : bw_month_words(line->origin, month));
        bw_json_put_text(json, "level", bw_level_name(line->level));
        bw_json_put_integer(json, "groups", line->groups);
        bw_json_put_number(json, "year_error", line->year_error);
        bw_json_put_number(json, "year_error_base", line->year_error_base);
        bw_json_put_number(json, "year_error_naive", line->year_error_naive);
        bw_json_put_number(json, "month_error", line->month_error);
        bw_json_put_number(json, "month_error_naive", line->month_error_naive);
        bw_json_put_number(json, "bias", line->bias);
        bw_json_put_number(json, "coverage80", line->coverage80);
        bw_json_put_number(json, "coverage95", line->coverage95);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

void bw_rolling_put(bw_json *json, const bw_rolling *rolling)
{
    bw_json_put_open(json, "rolling", '{');
    bw_json_put_integer(json, "origins", rolling->origin_count);
    bw_json_put_integer(json, "months_least", rolling->months_least);
    lines_put(json, rolling->line_count, rolling->lines);
    bw_json_close(json, '}');
}

bool bw_hindcast_put(bw_json *json, const bw_hindcast *hindcast)
{
    char month[32];
    bool good = true;
    bw_json_put_open(json, "hindcast", '{');
    bw_json_put_text(json, "first_month", bw_month_words(hindcast->first_month, month));
    bw_json_put_integer(json, "months_known", hindcast->months_known);
    bw_json_put_open(json, "curves", '[');
    for (int32_t c = 0; good && c < hindcast->curve_count; c++)
        good = curve_put(json, &hindcast->curves[c], hindcast->path_count, "actual", YEAR,
                         hindcast->actual + (size_t)c * YEAR);
    bw_json_close(json, ']');
    lines_put(json, hindcast->line_count, hindcast->lines);
    bw_json_close(json, '}');
    return good;
}

/* ---- reps */

static void territory_put(bw_json *json, const char *name, const bw_territory *territory)
{
    bw_json_put_open(json, name, '{');
    bw_json_put_integer(json, "accounts", territory->accounts);
    bw_json_put_integer(json, "kept", territory->kept);
    bw_json_put_integer(json, "gained", territory->gained);
    bw_json_put_integer(json, "lost", territory->lost);
    bw_json_put_number(json, "revenue", territory->revenue);
    bw_json_put_number(json, "potential", territory->potential);
    bw_json_put_number(json, "workload", territory->workload);
    bw_json_put_number(json, "pipeline", territory->pipeline);
    bw_json_put_number(json, "travel_km", territory->travel_km);
    bw_json_put_number(json, "travel_hours", territory->travel_hours);
    bw_json_put_number(json, "revenue_gained", territory->revenue_gained);
    bw_json_put_number(json, "revenue_lost", territory->revenue_lost);
    bw_json_close(json, '}');
}

static void windows_put(bw_json *json, const bw_plan *plan, int32_t rep)
{
    const bw_alignment *today = plan->today;
    bw_json_put_open(json, "windows", '[');
    for (int32_t m = 0; m < plan->alignment->measure_count; m++) {
        const bw_window *window = &plan->alignment->territories[rep].windows[m];
        bw_json_open(json, '{');
        bw_json_put_number(json, "value", window->value);
        bw_json_put_number(json, "before", today ? today->territories[rep].windows[m].value : NAN);
        bw_json_put_number(json, "target", window->target);
        bw_json_put_number(json, "low", window->low);
        bw_json_put_number(json, "high", window->high);
        bw_json_put_number(json, "price", window->price);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static void quota_put(bw_json *json, const bw_quota *quota)
{
    bw_json_put_open(json, "quota", '{');
    bw_json_put_number(json, "quota", quota->quota);
    bw_json_put_number(json, "p_attain", quota->p_attain);
    bw_json_put_number(json, "ramp_factor", quota->ramp_factor);
    bw_json_put_number(json, "prior", quota->prior);
    bw_json_put_number(json, "quota_prior", quota->quota_prior);
    bw_json_put_number(json, "adjustment", quota->adjustment);
    bw_json_put_text(json, "adjustment_reason", quota->adjustment_reason);
    bw_range_put(json, "forecast", quota->forecast);
    bw_json_put_open(json, "month", '[');
    for (int h = 0; h < 12; h++)
        bw_json_number(json, quota->month[h]);
    bw_json_close(json, ']');
    bw_json_put_open(json, "lines", '[');
    for (int32_t k = 0; k < quota->line_count; k++) {
        bw_json_open(json, '{');
        bw_json_put_text(json, "what", quota->lines[k].what);
        bw_json_put_number(json, "amount", quota->lines[k].amount);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
    bw_json_close(json, '}');
}

static void rep_put(bw_json *json, const bw_plan *plan, const bw_monthly *monthly, const bw_performance *last_year,
                    int32_t r)
{
    const bw_rep *rep = &plan->problem->reps[r];
    bw_json_open(json, '{');
    bw_json_put_text(json, "rep_id", rep->row->rep_id);
    bw_json_put_text(json, "rep_name", rep->row->rep_name);
    bw_json_put_text(json, "role", rep->row->role);
    bw_json_put_text(json, "manager_id", rep->row->manager_id);
    bw_json_put_text(json, "region", rep->row->region);
    bw_json_put_text(json, "country", rep->row->country);
    bw_json_put_text(json, "state", rep->row->state);
    bw_json_put_text(json, "city", rep->row->city);
    bw_json_put_number(json, "latitude", rep->row->latitude);
    bw_json_put_number(json, "longitude", rep->row->longitude);
    bw_json_put_integer(json, "market", rep->market);
    bw_json_put_bool(json, "competes", rep->competes);
    bw_json_put_bool(json, "is_new", rep->is_new);
    bw_json_put_number(json, "capacity", rep->capacity);
    bw_json_put_number(json, "share", rep->share);
    if (plan->today)
        territory_put(json, "before", &plan->today->territories[r]);
    if (plan->alignment) {
        territory_put(json, "after", &plan->alignment->territories[r]);
        windows_put(json, plan, r);
    }
    if (plan->quotas)
        quota_put(json, &plan->quotas->reps[r]);
    bw_performance_put(json, last_year);
    months_put(json, "history", monthly->past_months, bw_monthly_past(monthly, r));
    if (monthly->future_months > 0)
        months_put(json, "forecast", monthly->future_months, bw_monthly_future(monthly, r));
    bw_json_close(json, '}');
}

bool bw_reps_put(bw_json *json, const bw_plan *plan)
{
    bw_monthly monthly;
    bw_performance *last_year = bw_performance_create(plan->problem);
    if (!last_year || !bw_monthly_create(plan, &monthly)) {
        free(last_year);
        return false;
    }
    months_put(json, "history", monthly.past_months, bw_monthly_past(&monthly, plan->problem->rep_count));
    bw_json_put_open(json, "reps", '[');
    for (int32_t r = 0; r < plan->problem->rep_count; r++)
        rep_put(json, plan, &monthly, &last_year[r], r);
    bw_json_close(json, ']');
    bw_monthly_free(&monthly);
    free(last_year);
    return true;
}

/* ---- accounts */

typedef const char *text_of(const bw_account *account);

static const char *id_of(const bw_account *account) { return account->row->account_id; }
static const char *name_of(const bw_account *account) { return account->row->account_name; }
static const char *segment_of(const bw_account *account) { return account->row->segment; }
static const char *country_of(const bw_account *account) { return account->row->country; }
static const char *state_of(const bw_account *account) { return account->row->state; }
static const char *city_of(const bw_account *account) { return account->row->city; }
static const char *lock_of(const bw_account *account) { return account->lock_reason; }

static void texts_put(bw_json *json, const char *name, const bw_problem *problem, text_of *of)
{
    bw_json_put_open(json, name, '[');
    for (int32_t i = 0; i < problem->account_count; i++)
        bw_json_text(json, of(&problem->accounts[i]));
    bw_json_close(json, ']');
}

typedef double number_of(const bw_account *account);

static double latitude_of(const bw_account *account) { return account->on_map ? account->row->latitude : NAN; }
static double longitude_of(const bw_account *account) { return account->on_map ? account->row->longitude : NAN; }
static double revenue_of(const bw_account *account) { return account->revenue; }
static double potential_of(const bw_account *account) { return account->potential; }
static double workload_of(const bw_account *account) { return account->workload; }
static double owner_of(const bw_account *account) { return account->owner; }
static double locked_of(const bw_account *account) { return account->lock; }

static void numbers_put(bw_json *json, const char *name, const bw_problem *problem, number_of *of)
{
    bw_json_put_open(json, name, '[');
    for (int32_t i = 0; i < problem->account_count; i++)
        bw_json_number(json, of(&problem->accounts[i]));
    bw_json_close(json, ']');
}

static void integers_put(bw_json *json, const char *name, int32_t count, const int32_t *values)
{
    bw_json_put_open(json, name, '[');
    for (int32_t i = 0; i < count; i++)
        bw_json_integer(json, values[i]);
    bw_json_close(json, ']');
}

static void placed_put(bw_json *json, const bw_alignment *alignment)
{
    integers_put(json, "rep", alignment->account_count, alignment->rep);
    integers_put(json, "next_best", alignment->account_count, alignment->next_best);
    bw_json_put_open(json, "reason", '[');
    for (int32_t i = 0; i < alignment->account_count; i++)
        bw_json_text(json, bw_reason_name(alignment->reason[i]));
    bw_json_close(json, ']');
    bw_json_put_open(json, "override_cost", '[');
    for (int32_t i = 0; i < alignment->account_count; i++)
        bw_json_number(json, alignment->override_cost[i]);
    bw_json_close(json, ']');
    bw_json_put_open(json, "override_confirmed", '[');
    for (int32_t i = 0; i < alignment->account_count; i++)
        bw_json_number(json, alignment->override_confirmed[i]);
    bw_json_close(json, ']');
}

static void quantiles_put(bw_json *json, const char *name, const bw_forecast *forecast, const float *values)
{
    bw_json_put_open(json, name, '[');
    for (int32_t i = 0; i < forecast->account_count; i++)
        bw_json_number(json, round((double)values[i] * 100) / 100);
    bw_json_close(json, ']');
}

static void words_put(bw_json *json, const char *name, const bw_forecast *forecast, const char *const *words)
{
    bw_json_put_open(json, name, '[');
    for (int32_t i = 0; i < forecast->account_count; i++)
        bw_json_text(json, words[i]);
    bw_json_close(json, ']');
}

static void year_put(bw_json *json, const bw_forecast *forecast)
{
    bw_json_put_open(json, "forecast", '[');
    for (int32_t i = 0; i < forecast->account_count; i++)
        bw_json_number(json, round(forecast->year_mean[i] * 100) / 100);
    bw_json_close(json, ']');
    quantiles_put(json, "forecast_p10", forecast, forecast->year_p10);
    quantiles_put(json, "forecast_p90", forecast, forecast->year_p90);
    words_put(json, "method", forecast, forecast->method);
    words_put(json, "forecast_why", forecast, forecast->why);
}

void bw_accounts_put(bw_json *json, const bw_plan *plan)
{
    const bw_problem *problem = plan->problem;
    bw_json_put_open(json, "accounts", '{');
    texts_put(json, "account_id", problem, id_of);
    texts_put(json, "account_name", problem, name_of);
    texts_put(json, "segment", problem, segment_of);
    texts_put(json, "country", problem, country_of);
    texts_put(json, "state", problem, state_of);
    texts_put(json, "city", problem, city_of);
    texts_put(json, "lock_reason", problem, lock_of);
    numbers_put(json, "latitude", problem, latitude_of);
    numbers_put(json, "longitude", problem, longitude_of);
    numbers_put(json, "revenue", problem, revenue_of);
    numbers_put(json, "potential", problem, potential_of);
    numbers_put(json, "workload", problem, workload_of);
    numbers_put(json, "owner", problem, owner_of);
    numbers_put(json, "lock", problem, locked_of);
    bw_opportunities_put(json, problem);
    if (plan->alignment)
        placed_put(json, plan->alignment);
    if (plan->forecast)
        year_put(json, plan->forecast);
    bw_json_close(json, '}');
}
