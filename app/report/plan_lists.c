/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The long lists of a plan's JSON: forecast by period, reps, accounts column by column.
 */
#include "app/record.h"
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

static const bw_member backtest_members[] = {
    BW_MEMBER(bw_backtest, months), BW_MEMBER(bw_backtest, company_actual), BW_MEMBER(bw_backtest, company_forecast),
    BW_MEMBER(bw_backtest, company_error), BW_MEMBER(bw_backtest, company_error_naive),
    BW_MEMBER(bw_backtest, account_wape), BW_MEMBER(bw_backtest, account_wape_naive),
    BW_MEMBER(bw_backtest, coverage80), BW_MEMBER(bw_backtest, coverage95),
};

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
    bw_json_name(json, "backtest");
    bw_record_put(json, &forecast->backtest, BW_MEMBERS(backtest_members));
    bw_json_close(json, '}');
    return good;
}

static const bw_member line_members[] = {
    BW_MEMBER(bw_rolling_line, groups), BW_MEMBER(bw_rolling_line, year_error),
    BW_MEMBER(bw_rolling_line, year_error_base), BW_MEMBER(bw_rolling_line, year_error_naive),
    BW_MEMBER(bw_rolling_line, month_error), BW_MEMBER(bw_rolling_line, month_error_naive),
    BW_MEMBER(bw_rolling_line, bias), BW_MEMBER(bw_rolling_line, coverage80), BW_MEMBER(bw_rolling_line, coverage95),
};

static void lines_put(bw_json *json, size_t count, const bw_rolling_line *lines)
{
    char month[32];
    bw_json_put_open(json, "lines", '[');
    for (size_t k = 0; k < count; k++) {
        const bw_rolling_line *line = &lines[k];
        bw_json_open(json, '{');
        bw_json_put_text(json, "from", line->origin < 0 ? "" : bw_month_words(line->origin, month));
        bw_json_put_text(json, "level", bw_level_name(line->level));
        bw_members_put(json, line, BW_MEMBERS(line_members));
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

static const bw_member territory_members[] = {
    BW_MEMBER(bw_territory, accounts), BW_MEMBER(bw_territory, kept), BW_MEMBER(bw_territory, gained),
    BW_MEMBER(bw_territory, lost), BW_MEMBER(bw_territory, revenue), BW_MEMBER(bw_territory, potential),
    BW_MEMBER(bw_territory, workload), BW_MEMBER(bw_territory, pipeline), BW_MEMBER(bw_territory, travel_km),
    BW_MEMBER(bw_territory, travel_hours), BW_MEMBER(bw_territory, revenue_gained),
    BW_MEMBER(bw_territory, revenue_lost),
};

static void territory_put(bw_json *json, const char *name, const bw_territory *territory)
{
    bw_json_name(json, name);
    bw_record_put(json, territory, BW_MEMBERS(territory_members));
}

static const bw_member window_members[] = {
    BW_MEMBER(bw_window, value), BW_MEMBER(bw_window, target), BW_MEMBER(bw_window, low), BW_MEMBER(bw_window, high),
    BW_MEMBER(bw_window, price),
};

void bw_window_put(bw_json *json, const bw_window *window)
{
    bw_members_put(json, window, BW_MEMBERS(window_members));
}

static void windows_put(bw_json *json, const bw_plan *plan, int32_t rep)
{
    const bw_alignment *today = plan->today;
    bw_json_put_open(json, "windows", '[');
    for (int32_t m = 0; m < plan->alignment->measure_count; m++) {
        const bw_window *window = &plan->alignment->territories[rep].windows[m];
        bw_json_open(json, '{');
        bw_window_put(json, window);
        bw_json_put_number(json, "before", today ? today->territories[rep].windows[m].value : NAN);
        bw_json_close(json, '}');
    }
    bw_json_close(json, ']');
}

static const bw_member quota_members[] = {
    BW_MEMBER(bw_quota, quota), BW_MEMBER(bw_quota, p_attain), BW_MEMBER(bw_quota, ramp_factor),
    BW_MEMBER(bw_quota, prior), BW_MEMBER(bw_quota, quota_prior), BW_MEMBER(bw_quota, adjustment),
    BW_MEMBER(bw_quota, adjustment_reason),
};

static const bw_member quota_line_members[] = {
    BW_MEMBER(bw_quota_line, what), BW_MEMBER(bw_quota_line, amount),
};

void bw_quota_lines_put(bw_json *json, const char *name, const bw_quota *quota)
{
    bw_json_put_open(json, name, '[');
    for (int32_t k = 0; k < quota->line_count; k++)
        bw_record_put(json, &quota->lines[k], BW_MEMBERS(quota_line_members));
    bw_json_close(json, ']');
}

static void quota_put(bw_json *json, const bw_quota *quota)
{
    bw_json_put_open(json, "quota", '{');
    bw_members_put(json, quota, BW_MEMBERS(quota_members));
    bw_range_put(json, "forecast", quota->forecast);
    bw_json_put_number(json, "target_pay", quota->target_pay);
    bw_range_put(json, "payout", quota->payout);
    bw_json_put_open(json, "month", '[');
    for (int h = 0; h < 12; h++)
        bw_json_number(json, quota->month[h]);
    bw_json_close(json, ']');
    bw_quota_lines_put(json, "lines", quota);
    bw_json_close(json, '}');
}

static const bw_member rep_row_members[] = {
    BW_MEMBER(bw_rep_row, rep_id), BW_MEMBER(bw_rep_row, rep_name), BW_MEMBER(bw_rep_row, role),
    BW_MEMBER(bw_rep_row, manager_id), BW_MEMBER(bw_rep_row, region), BW_MEMBER(bw_rep_row, country),
    BW_MEMBER(bw_rep_row, state), BW_MEMBER(bw_rep_row, city), BW_MEMBER(bw_rep_row, latitude),
    BW_MEMBER(bw_rep_row, longitude),
};

static const bw_member rep_members[] = {
    BW_MEMBER(bw_rep, market), BW_MEMBER(bw_rep, competes), BW_MEMBER(bw_rep, is_new), BW_MEMBER(bw_rep, capacity),
    BW_MEMBER(bw_rep, share),
};

static void rep_put(bw_json *json, const bw_plan *plan, const bw_monthly *monthly, const bw_performance *last_year,
                    int32_t r)
{
    const bw_rep *rep = &plan->problem->reps[r];
    bw_json_open(json, '{');
    bw_members_put(json, rep->row, BW_MEMBERS(rep_row_members));
    bw_members_put(json, rep, BW_MEMBERS(rep_members));
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
