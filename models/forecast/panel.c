/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/panel.h"

#include <math.h>
#include <string.h>

#define PERIOD 12

static size_t count_months(const bw_problem *problem)
{
    int32_t last = problem->last_month < problem->plan_start ? problem->last_month : problem->plan_start - 1;
    return last < problem->first_month ? 0 : (size_t)(last - problem->first_month) + 1;
}

/* Segments are numbered in the order in which they are met; past the last number they share it. */
#define GROUPS_MAX 64

static size_t number_segments(const bw_problem *problem, int32_t *group)
{
    const char *names[GROUPS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < (size_t)problem->account_count; i++) {
        const char *segment = problem->accounts[i].row->segment;
        size_t k = 0;
        while (k < count && strcmp(names[k], segment) != 0)
            k++;
        if (k == count && count < GROUPS_MAX)
            names[count++] = segment;
        group[i] = (int32_t)(k < GROUPS_MAX ? k : GROUPS_MAX - 1);
    }
    return count;
}

/* Lengths of the months [months], relative to the plan year's mean month. */
static void set_lengths(const bw_problem *problem, size_t months, double *length)
{
    double mean = 0;
    for (int32_t h = 0; h < PERIOD; h++)
        mean += bw_problem_period_length(problem, problem->plan_start + h) / PERIOD;
    for (size_t t = 0; t < months; t++)
        length[t] = bw_problem_period_length(problem, problem->first_month + (int32_t)t) / mean;
}

/* Months since when accounts are known, if most say so; those that do not say were always known. */
static const int32_t *take_known(const bw_problem *problem, bw_arena *memory, bool *good)
{
    size_t accounts = (size_t)problem->account_count, dated = 0;
    for (size_t i = 0; i < accounts; i++)
        dated += problem->accounts[i].row->created_date != BW_NO_DATE;
    if (2 * dated <= accounts)
        return NULL;
    int32_t *known = bw_arena_take(memory, accounts, sizeof *known);
    *good = *good && known;
    for (size_t i = 0; known && i < accounts; i++) {
        int32_t created = problem->accounts[i].row->created_date;
        known[i] = created == BW_NO_DATE ? INT32_MIN : bw_month_of_day(created) - problem->first_month;
    }
    return known;
}

bw_status bw_panel_create(const bw_problem *problem, bw_arena *memory, bw_panel *panel, bw_error *error)
{
    size_t accounts = (size_t)problem->account_count, months = count_months(problem);
    double *value = bw_arena_take(memory, accounts * months, sizeof *value);
    int32_t *group = bw_arena_take(memory, accounts, sizeof *group);
    double *length = problem->period_length ? bw_arena_take(memory, months, sizeof *length) : NULL;
    bool good = true;
    const int32_t *known = take_known(problem, memory, &good);
    if (!value || !group || !good || (problem->period_length && !length))
        return bw_fail_memory(error);
    if (length)
        set_lengths(problem, months, length);
    for (size_t i = 0; i < accounts; i++)
        for (size_t k = problem->history_start[i]; k < problem->history_start[i + 1]; k++) {
            int64_t t = (int64_t)problem->history_month[k] - problem->first_month;
            if (t >= 0 && t < (int64_t)months && isfinite(problem->history_revenue[k]))
                value[i * months + (size_t)t] += problem->history_revenue[k] / (length ? length[t] : 1);
        }
    *panel = (bw_panel){accounts, months, months, PERIOD, number_segments(problem, group), group,
                        problem->first_month, value, length, known};
    return BW_OK;
}

const double *bw_panel_row(const bw_panel *panel, size_t account)
{
    return panel->value + account * panel->stride;
}

double bw_panel_length(const bw_panel *panel, size_t t)
{
    return panel->length ? panel->length[t] : 1;
}

bw_panel bw_panel_before(const bw_panel *panel, size_t held_out)
{
    bw_panel before = *panel;
    before.months -= held_out < before.months ? held_out : before.months;
    return before;
}

double bw_panel_sum(const bw_panel *panel, size_t account, size_t from, size_t to)
{
    const double *row = bw_panel_row(panel, account);
    double sum = 0;
    for (size_t t = from; t < to; t++)
        sum += row[t];
    return sum;
}
