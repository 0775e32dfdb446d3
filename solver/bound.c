/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/bound.h"

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
