/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/calendar.h"
#include "models/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- last year's quotas and what was sold */

/* What quotas.csv or actuals.csv says of the year before the plan year. */
typedef struct last_year {
    double sum;
    unsigned months; /* bit h: a record covers month h of that year */
    int64_t line;    /* of the first record */
} last_year;

/* A table of amounts by rep and period, and the words for what it holds. */
typedef struct amounts {
    const char *file, *noun, *split, *overlap;
    size_t count;
    const bw_amount_row *rows;
} amounts;

/* The rep of a record, or -1 with an error unless the rep has left. */
static int32_t find_rep(bw_builder *builder, const char *file, int64_t line, const char *id)
{
    int32_t rep = bw_builder_find(builder, builder->rep_ids, (bw_spot){file, line, "rep_id", id});
    if (rep < 0 && bw_idmap_find(builder->gone_ids, id) < 0)
        bw_builder_say(builder, BW_ERROR, "unknown-id", (bw_spot){file, line, "rep_id", id},
                       "correct the id or remove the line", "there is no such rep: %s", id);
    return rep;
}

/* Records of other years are history; one that lies in two years says nothing of either. */
static void add_amount(bw_builder *builder, const amounts *table, const bw_amount_row *row, last_year *years)
{
    int32_t rep = bw_builder_find(builder, builder->rep_ids, (bw_spot){table->file, row->line, "rep_id", row->rep_id});
    int32_t first = row->month - (builder->problem->plan_start - 12), end = first + row->months;
    if (rep < 0 || end <= 0 || first >= 12)
        return;
    char month[16];
    bw_spot spot = {table->file, row->line, "period", bw_month_text(row->month, month, sizeof month)};
    if (first < 0 || end > 12) {
        bw_builder_say(builder, BW_WARNING, table->split, spot, "give it by month or quarter",
                       "this %s of %s lies only in part in the 12 months before the plan year: it is left out",
                       table->noun, row->rep_id);
        return;
    }
    unsigned covered = ((1u << row->months) - 1) << first;
    if (years[rep].months & covered)
        bw_builder_say(builder, BW_ERROR, table->overlap, spot, "keep one record for each month",
                       "another record has a %s of %s for the same months", table->noun, row->rep_id);
    years[rep].line = years[rep].line ? years[rep].line : row->line;
    years[rep].months |= covered;
    years[rep].sum += row->amount;
}

static void settle_quota(bw_builder *builder, bw_rep *rep, const last_year *year)
{
    if (!year->line)
        return;
    const bw_rep_row *row = rep->row;
    if (!isnan(row->quota_prior) && year->months == 0xFFF && fabs(row->quota_prior - year->sum) > 0.5)
        bw_builder_say(builder, BW_ERROR, "quota-conflict",
                       (bw_spot){"reps.csv", row->line, "quota_prior", row->rep_id},
                       "correct one of them, or leave the column out",
                       "quota_prior is %.2f, but the records of quotas.csv from line %lld on add up to %.2f for the 12 "
                       "months before the plan year", row->quota_prior, (long long)year->line, year->sum);
    if (isnan(row->quota_prior))
        rep->quota_prior = year->sum;
}

/* A month without a record of what was sold is one without sales. */
static void settle_actual(bw_builder *builder, bw_rep *rep, const last_year *year)
{
    (void)builder;
    if (year->line)
        rep->actual_prior = year->sum;
}

static void read_amounts(bw_builder *builder, const amounts *table,
                         void (*settle)(bw_builder *builder, bw_rep *rep, const last_year *year))
{
    last_year *years = bw_builder_take(builder, (size_t)builder->problem->rep_count, sizeof *years);
    if (!years)
        return;
    for (size_t k = 0; k < table->count; k++)
        add_amount(builder, table, &table->rows[k], years);
    for (int32_t j = 0; j < builder->problem->rep_count; j++)
        if (!builder->reps[j].row->is_placeholder)
            settle(builder, &builder->reps[j], &years[j]);
}

static void read_last_year(bw_builder *builder)
{
    const bw_tables *tables = builder->tables;
    const amounts quotas = {"quotas.csv", "quota", "quota-split", "quota-overlap", tables->quota_count, tables->quotas};
    const amounts actuals = {"actuals.csv", "figure", "actual-split", "actual-overlap", tables->actual_count,
                             tables->actuals};
    read_amounts(builder, &quotas, settle_quota);
    read_amounts(builder, &actuals, settle_actual);
}

/* ---- adjustments by hand */

static bool is_sound(bw_builder *builder, const bw_adjustment_row *row)
{
    bool by_amount = !isnan(row->amount), by_share = !isnan(row->share);
    if (by_amount == by_share)
        bw_builder_say(builder, BW_ERROR, "adjustment-amount",
                       (bw_spot){"adjustments.csv", row->line, "amount", row->rep_id}, "give one of the two",
                       by_amount ? "the adjustment has an amount and a percentage"
                                 : "the adjustment has neither an amount nor a percentage");
    return by_amount != by_share;
}

static void read_adjustments(bw_builder *builder)
{
    const bw_tables *tables = builder->tables;
    bw_adjustment *made = bw_builder_take(builder, tables->adjustment_count, sizeof *made);
    int *number = bw_builder_take(builder, (size_t)builder->problem->rep_count, sizeof *number);
    for (size_t k = 0; k < tables->adjustment_count && !builder->memory_out; k++) {
        const bw_adjustment_row *row = &tables->adjustments[k];
        int32_t rep = find_rep(builder, "adjustments.csv", row->line, row->rep_id);
        if (rep < 0 && bw_idmap_find(builder->gone_ids, row->rep_id) >= 0)
            bw_builder_say(builder, BW_WARNING, "adjustment-void",
                           (bw_spot){"adjustments.csv", row->line, "rep_id", row->rep_id}, "",
                           "%s has left before the plan year: the adjustment is left out", row->rep_id);
        if (!is_sound(builder, row) || rep < 0)
            continue;
        if (++number[rep] > BW_ADJUSTMENTS_MAX)
            bw_builder_say(builder, BW_ERROR, "adjustments-many",
                           (bw_spot){"adjustments.csv", row->line, "rep_id", row->rep_id}, "put some of them together",
                           "%s has more than %d adjustments", row->rep_id, BW_ADJUSTMENTS_MAX);
        else
            made[builder->problem->adjustment_count++] = (bw_adjustment){rep, row};
    }
    builder->problem->adjustments = made;
}

void bw_build_quotas(bw_builder *builder)
{
    read_last_year(builder);
    read_adjustments(builder);
}
