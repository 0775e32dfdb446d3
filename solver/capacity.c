/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/capacity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_MOST ((int64_t)2000000) /* in a table */
#define TOLERANCE 1e-9 /* of a capacity, relative */
#define FLOOR 0.2      /* of the mean price, where a bin's own is small */

static bool is_capacity(const bw_row *row)
{
    return row->low == -INFINITY && row->high < INFINITY && row->violation_price == INFINITY && !(row->ideal_price > 0);
}

bool bw_capacity_applies(const bw_program *program)
{
    if (program->uniform_entries || program->slots != 1 || program->bins < 2 || program->items < 2 ||
        (int64_t)program->items * program->bins > PAIRS_MOST)
        return false;
    bool *used = bw_array((size_t)program->rows, sizeof(bool));
    bool good = used != NULL;
    for (int32_t j = 0; good && j < program->bins; j++) {
        int32_t r = program->bin_row[j];
        good = r >= 0 && !used[r] && is_capacity(&program->row[r]);
        if (good)
            used[r] = true;
    }
    free(used);
    return good;
}

static void fill_items(bw_capacity *c, const bw_pairs *pairs)
{
    for (size_t k = 0; k < (size_t)c->items * (size_t)c->bins; k++)
        c->regret[k] = INFINITY;
    memset(c->list, -1, (size_t)c->items * (size_t)c->width * sizeof(int32_t));
    for (int32_t i = 0; i < c->items; i++) {
        int64_t first = pairs->start[i];
        for (int64_t p = first; p < pairs->start[i + 1]; p++) {
            size_t at = (size_t)i * (size_t)c->bins + (size_t)pairs->bin[p];
            c->need[at] = pairs->entry[p];
            c->regret[at] = pairs->regret[p];
            if (p - first < c->width)
                c->list[(int64_t)i * c->width + p - first] = pairs->bin[p];
        }
        if (pairs->start[i + 1] - first > 1)
            c->scale += pairs->regret[first + 1] / c->items;
    }
    if (!(c->scale > 0))
        c->scale = 1;
}

static void fill_bins(bw_capacity *c, const bw_program *program, const double *price)
{
    double mean = 0;
    for (int32_t j = 0; j < c->bins; j++) {
        c->limit[j] = program->row[program->bin_row[j]].high;
        c->slack[j] = TOLERANCE * fmax(1, fabs(c->limit[j]));
        c->price[j] = fmax(0, price[program->bin_row[j]]);
        mean += c->price[j] / c->bins;
    }
    for (int32_t j = 0; j < c->bins; j++)
        c->unit[j] = c->price[j] + (mean > 0 ? FLOOR * mean : 1);
}

bool bw_capacity_open(bw_capacity *capacity, const bw_pairs *pairs, const double *price, int32_t width)
{
    size_t items = (size_t)pairs->program->items, bins = (size_t)pairs->program->bins;
    *capacity = (bw_capacity){.items = (int32_t)items, .bins = (int32_t)bins};
    capacity->width = width < capacity->bins ? width : capacity->bins;
    capacity->need = bw_array(items * bins, sizeof(double));
    capacity->regret = bw_array(items * bins, sizeof(double));
    capacity->list = bw_array(items * (size_t)capacity->width, sizeof(int32_t));
    capacity->limit = bw_array(bins, sizeof(double));
    capacity->price = bw_array(bins, sizeof(double));
    capacity->slack = bw_array(bins, sizeof(double));
    capacity->unit = bw_array(bins, sizeof(double));
    if (!capacity->need || !capacity->regret || !capacity->list || !capacity->limit || !capacity->price ||
        !capacity->slack || !capacity->unit)
        return false;
    fill_items(capacity, pairs);
    fill_bins(capacity, pairs->program, price);
    return true;
}

void bw_capacity_close(bw_capacity *capacity)
{
    free(capacity->need);
    free(capacity->regret);
    free(capacity->list);
    free(capacity->limit);
    free(capacity->price);
    free(capacity->slack);
    free(capacity->unit);
}
