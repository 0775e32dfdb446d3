/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/program.h"

#include <math.h>
#include <stdlib.h>

#define FEASIBILITY 1e-9
#define PAIRS_CHECKED 5e6 /* programs with more pairs are checked in part */
#define SAMPLE 64

double bw_row_violation(const bw_row *row, double activity)
{
    if (activity < row->low)
        return row->low - activity;
    return activity > row->high ? activity - row->high : 0;
}

double bw_row_penalty(const bw_row *row, double activity, double tolerance)
{
    double away = row->ideal_price > 0 ? row->ideal_price * fabs(activity - row->ideal) : 0;
    double outside = bw_row_violation(row, activity);
    if (outside <= 0)
        return away;
    if (row->violation_price < INFINITY)
        return away + row->violation_price * outside;
    double bound = activity < row->low ? row->low : row->high;
    return outside <= tolerance * fmax(1, fabs(bound)) ? away : INFINITY;
}

/* Adds an item's entries at a bin to the activities; its cost, INFINITY if it may not go there or a number is none. */
static double place_item(const bw_program *program, int32_t item, int32_t bin, double *entry, double *activity)
{
    double cost;
    const int32_t *row = program->bin_row + (size_t)bin * (size_t)program->slots;
    program->fill(program->model, item, 1, &bin, &cost, entry);
    for (int32_t k = 0; k < program->slots && fabs(cost) < INFINITY; k++) {
        if (row[k] >= 0)
            activity[row[k]] += entry[k];
        if (!isfinite(entry[k]))
            cost = INFINITY;
    }
    return fabs(cost) < INFINITY ? cost : INFINITY;
}

double bw_program_objective(const bw_program *program, const int32_t *bin_of_item, double *activity)
{
    double total = 0;
    double *entry = bw_array((size_t)program->slots, sizeof *entry);
    double *sum = activity ? activity : bw_array((size_t)program->rows, sizeof *sum);
    if (!entry || !sum)
        total = NAN;
    for (int32_t r = 0; sum && r < program->rows; r++)
        sum[r] = 0;
    for (int32_t i = 0; i < program->items && total < INFINITY; i++) {
        int32_t bin = bin_of_item[i];
        total += bin < 0 || bin >= program->bins ? INFINITY : place_item(program, i, bin, entry, sum);
    }
    for (int32_t r = 0; r < program->rows && total < INFINITY; r++)
        total += bw_row_penalty(&program->row[r], sum[r], FEASIBILITY);
    if (!activity)
        free(sum);
    free(entry);
    return total;
}

static bool row_good(const bw_row *row)
{
    bool low = row->low == -INFINITY || fabs(row->low) <= BW_NUMBER_MAX;
    bool high = row->high == INFINITY || fabs(row->high) <= BW_NUMBER_MAX;
    bool window = low && high && row->low <= row->high;
    bool price = row->violation_price == INFINITY || row->violation_price <= BW_NUMBER_MAX;
    bool prices = price && row->violation_price >= 0 && row->ideal_price >= 0 && row->ideal_price <= BW_NUMBER_MAX;
    bool ideal = !(row->ideal_price > 0) ||
                 (isfinite(row->ideal) && row->low <= row->ideal && row->ideal <= row->high);
    return window && prices && ideal;
}

static bw_status validate_frame(const bw_program *program, bw_error *error)
{
    if (program->items < 0 || program->bins < 0 || program->rows < 0 || program->slots < 0)
        return bw_fail(error, BW_BAD_INPUT, "a program cannot have a negative size");
    if (program->slots > BW_SLOTS_MAX)
        return bw_fail(error, BW_BAD_INPUT, "a bin cannot take part in more than %d rows", BW_SLOTS_MAX);
    if (program->items > 0 && program->bins == 0)
        return bw_fail(error, BW_IMPOSSIBLE, "there is no bin to put %d items into", program->items);
    for (int32_t r = 0; r < program->rows; r++)
        if (!row_good(&program->row[r]))
            return bw_fail(error, BW_BAD_INPUT, "row %d: the window, the ideal or a price is not usable", r);
    for (int32_t j = 0; j < program->bins; j++)
        for (int32_t k = 0; k < program->slots; k++) {
            int32_t row = program->bin_row[(size_t)j * (size_t)program->slots + (size_t)k];
            if (row < -1 || row >= program->rows)
                return bw_fail(error, BW_BAD_INPUT, "bin %d: there is no row %d", j, row);
        }
    return BW_OK;
}

/* BW_OK, BW_BAD_INPUT (a number is not one) or BW_IMPOSSIBLE (no eligible bin among the chosen). */
static bw_status validate_item(const bw_program *program, int32_t item, int32_t count, const int32_t *chosen,
                               double *cost, double *entry)
{
    bool any = false;
    size_t slots = (size_t)program->slots;
    program->fill(program->model, item, count, chosen, cost, entry);
    for (size_t c = 0; c < (size_t)count; c++) {
        if (cost[c] == INFINITY)
            continue;
        any = true;
        bool good = fabs(cost[c]) <= BW_NUMBER_MAX;
        for (size_t k = 0; k < slots; k++)
            good = good && fabs(entry[c * slots + k]) <= BW_NUMBER_MAX;
        if (!good)
            return BW_BAD_INPUT;
    }
    return any ? BW_OK : BW_IMPOSSIBLE;
}

/* Of a giant program only some bins of each item, different ones for neighbours. */
static bw_status validate_some(const bw_program *program, int32_t item, double *cost, double *entry)
{
    int32_t chosen[SAMPLE], stride = program->bins / SAMPLE;
    if ((double)program->items * program->bins <= PAIRS_CHECKED || stride == 0)
        return validate_item(program, item, program->bins, NULL, cost, entry);
    for (int32_t c = 0; c < SAMPLE; c++)
        chosen[c] = c * stride + item % stride;
    bw_status found = validate_item(program, item, SAMPLE, chosen, cost, entry);
    return found == BW_IMPOSSIBLE ? validate_item(program, item, program->bins, NULL, cost, entry) : found;
}

static void note_fault(int32_t item, bw_status found, int32_t *first, bw_status *fault)
{
#pragma omp critical(bw_program_fault)
    if (item < *first) {
        *first = item;
        *fault = found;
    }
}

/* The first item with a fault, and the fault; the items' number if there is none. */
static int32_t first_fault(const bw_program *program, bw_status *fault)
{
    int32_t first = program->items;
    *fault = BW_OK;
#pragma omp parallel
    {
        double *cost = bw_array((size_t)program->bins, sizeof *cost);
        double *entry = bw_array((size_t)program->bins * (size_t)program->slots, sizeof *entry);
#pragma omp for schedule(dynamic, 256)
        for (int32_t i = 0; i < program->items; i++) {
            bw_status found = cost && entry ? validate_some(program, i, cost, entry) : BW_FAILED;
            if (found != BW_OK)
                note_fault(i, found, &first, fault);
        }
        free(cost);
        free(entry);
    }
    return first;
}

bw_status bw_program_validate(const bw_program *program, bw_error *error)
{
    bw_status status = validate_frame(program, error);
    if (status != BW_OK || program->items == 0)
        return status;
    int32_t item = first_fault(program, &status);
    switch (status) {
    case BW_OK: return BW_OK;
    case BW_BAD_INPUT: return bw_fail(error, status, "item %d: a cost or an entry is not a usable number", item);
    case BW_IMPOSSIBLE: return bw_fail(error, status, "item %d has no eligible bin", item);
    default: return bw_fail_memory(error);
    }
}
