/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/bound.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>

/* ---- rows */

double bw_row_rest(const bw_row *row)
{
    if (row->ideal_price > 0)
        return row->ideal;
    if (isfinite(row->low))
        return isfinite(row->high) ? row->low + (row->high - row->low) / 2 : row->low;
    return isfinite(row->high) ? row->high : 0;
}

void bw_row_prices(const bw_row *row, double *low, double *high)
{
    double ideal = row->ideal_price > 0 ? row->ideal_price : 0;
    *high = isfinite(row->high) ? ideal + row->violation_price : ideal;
    *low = isfinite(row->low) ? -ideal - row->violation_price : -ideal;
}

double bw_row_clip(const bw_row *row, double price)
{
    double low, high;
    bw_row_prices(row, &low, &high);
    return fmin(fmax(price, low), high);
}

/* h is linear, with the slope `rest` between -away and away, then `high` or `low`. */
double bw_row_conjugate(const bw_row *row, double price)
{
    double low, high, away = row->ideal_price > 0 ? row->ideal_price : 0;
    bw_row_prices(row, &low, &high);
    if (price < low || price > high || isnan(price))
        return INFINITY;
    double rest = bw_row_rest(row), value = price * rest;
    if (price > away)
        value += (price - away) * (row->high - rest);
    if (price < -away)
        value += (-price - away) * (rest - row->low);
    return value;
}

/* ---- the bound */

void bw_bound_clip(const bw_program *program, const double *price, double *inside)
{
    for (int32_t r = 0; r < program->rows; r++)
        inside[r] = bw_row_clip(&program->row[r], price[r]);
}

double bw_bound_items(const bw_program *program, const double *least)
{
    double sum = 0, lost = 0;
    for (int32_t i = 0; i < program->items; i++) {
        double next = sum + least[i];
        lost += fabs(sum) >= fabs(least[i]) ? sum - next + least[i] : least[i] - next + sum;
        sum = next;
    }
    return isfinite(sum) ? sum + lost : sum;
}

double bw_bound_of(const bw_program *program, const double *price, double items)
{
    double bound = items;
    for (int32_t r = 0; r < program->rows; r++)
        bound -= bw_row_conjugate(&program->row[r], price[r]);
    return bound;
}

typedef struct bests {
    double *value;
    int32_t *bin;
} bests;

static void note_best(void *context, int32_t item, const bw_best *best)
{
    const bests *b = context;
    b->value[item] = best->count > 0 ? best->value[0] : INFINITY;
    if (b->bin)
        b->bin[item] = best->count > 0 ? best->bin[0] : -1;
}

double bw_bound_at(const bw_program *program, const double *price, int threads, int32_t *best)
{
    bw_pricing pricing = {0};
    bests b = {bw_array((size_t)program->items, sizeof(double)), best};
    double *inside = bw_array((size_t)program->rows, sizeof *inside), bound = NAN;
    if (b.value && inside && bw_pricing_open(&pricing, program)) {
        bw_bound_clip(program, price, inside);
        bw_pricing_set(&pricing, inside);
        if (bw_best_visit(&pricing, 1, threads, note_best, &b))
            bound = bw_bound_of(program, inside, bw_bound_items(program, b.value));
    }
    bw_pricing_close(&pricing);
    free(b.value);
    free(inside);
    return bound;
}
