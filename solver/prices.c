/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/prices.h"
#include "solver/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PASSES 12      /* of lists and relaxation */
#define EXACT 1e-9     /* relative */
#define FIRST_LIST 12  /* bins per item in the first lists */

double bw_row_dual(const bw_row *row, double price)
{
    double steepest = row->violation_price + (row->ideal_price > 0 ? row->ideal_price : 0);
    double ends[3] = {row->low, row->high, row->ideal}, least = INFINITY;
    if (fabs(price) > steepest * (1 + 1e-12))
        return -INFINITY;
    for (int k = 0; k < (row->ideal_price > 0 ? 3 : 2); k++)
        if (isfinite(ends[k]))
            least = fmin(least, bw_row_penalty(row, ends[k], INFINITY) - price * ends[k]);
    double flat = row->ideal_price > 0 ? row->ideal_price : 0;
    if ((row->low == -INFINITY && price < -flat) || (row->high == INFINITY && price > flat))
        return -INFINITY;
    return least < INFINITY ? least : price == 0 ? 0 : -INFINITY;
}

/* Moves a price to where the row's dual is finite. */
static double allowed_price(const bw_row *row, double price)
{
    double flat = row->ideal_price > 0 ? row->ideal_price : 0, steepest = row->violation_price + flat;
    double least = row->low == -INFINITY ? -flat : -steepest, most = row->high == INFINITY ? flat : steepest;
    return fmin(fmax(price, least), most);
}

/* The bound over all pairs, from lists made at the same prices. */
static double full_bound(const bw_pairs *pairs, const double *price)
{
    double bound = pairs->base;
    for (int32_t r = 0; r < pairs->program->rows; r++)
        bound += bw_row_dual(&pairs->program->row[r], price[r]);
    return bound;
}

/* Everything open: the whole program on its lists. */
static bool open_all(const bw_pairs *pairs, bw_choices *choices)
{
    const bw_program *program = pairs->program;
    int32_t *item = bw_array((size_t)program->items, sizeof *item);
    double *activity = bw_array((size_t)program->rows, sizeof *activity);
    bool good = item && activity;
    if (good) {
        for (int32_t i = 0; i < program->items; i++) {
            item[i] = i;
            int64_t pair = pairs->start[i];
            for (int32_t k = 0; k < program->slots; k++) {
                int32_t r = program->bin_row[pairs->bin[pair] * program->slots + k];
                if (r >= 0)
                    activity[r] += pairs->entry[pair * program->slots + k];
            }
        }
        bw_part all = {pairs, program->items, item, NULL, pairs->start, activity, INFINITY};
        good = bw_choices_build(choices, &all);
    }
    free(item);
    free(activity);
    return good;
}

/* Prices of the choices' rows to and from the program's. */
static void set_prices(bw_relax *relax, const bw_choices *c, const double *price)
{
    for (int32_t r = 0; r < c->rows; r++)
        relax->price[r] = price[c->origin[r]];
}

static void get_prices(const bw_relax *relax, const bw_choices *c, const bw_program *program, double *price)
{
    memset(price, 0, (size_t)program->rows * sizeof(double));
    for (int32_t r = 0; r < c->rows; r++)
        price[c->origin[r]] = relax->price[r];
    for (int32_t r = 0; r < program->rows; r++)
        price[r] = allowed_price(&program->row[r], price[r]);
}

static void take_bins(const bw_relax *relax, const bw_choices *c, const bw_pairs *pairs, int32_t *bin)
{
    for (int32_t a = 0; a < c->items; a++) {
        int32_t best = relax->base[a];
        for (int32_t p = c->start[a]; relax->ties[a] > 0 && p < c->end[a]; p++)
            if (bw_relax_share(relax, a, p) > bw_relax_share(relax, a, best))
                best = p;
        bin[c->agent[a]] = pairs->bin[c->pair[best]];
    }
}

/* Solves the relaxation on the lists. price comes in as where to start. */
static bool solve_lists(const bw_pairs *pairs, const bw_prices_limits *limits, double *price, int32_t *bin,
                        double *bound, bw_relax_answer *answer)
{
    bw_choices choices;
    bw_relax relax = {0};
    if (!open_all(pairs, &choices))
        return false;
    bool good = bw_relax_open(&relax, choices.rows, choices.agents, choices.count);
    if (good) {
        bw_choices_break_ties(&choices);
        bw_relax_reset(&relax, choices.agents);
        set_prices(&relax, &choices, price);
        relax.end = limits->end;
        relax.watch = limits->watch;
        *answer = bw_relax_solve(&relax, &choices, INFINITY, INT64_MAX);
        *bound = relax.bound;
        get_prices(&relax, &choices, pairs->program, price);
        take_bins(&relax, &choices, pairs, bin);
    }
    bw_relax_close(&relax);
    bw_choices_clear(&choices);
    return good;
}

/* Remembers the prices that prove most. */
static void keep_better(bw_prices *best, const double *price, double bound, int32_t rows)
{
    if (!(bound > best->bound))
        return;
    best->bound = bound;
    memcpy(best->price, price, (size_t)rows * sizeof(double));
}

static bool out_of_time(const bw_prices_limits *limits)
{
    return bw_stopped(limits->watch) || (limits->end < INFINITY && bw_seconds() >= limits->end);
}

/* Longer lists after the relaxation of the present ones has turned out to have no solution. */
static int32_t lengthen(const bw_program *program, int32_t length, double *price)
{
    memset(price, 0, (size_t)program->rows * sizeof(double));
    return length > program->bins / 4 ? program->bins : 4 * length;
}

/* One pass: the relaxation of the lists, then lists at its prices. False when memory is out. */
static bool make_pass(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices, int32_t *length,
                      double *price)
{
    bw_relax_answer answer;
    double bound;
    if (!solve_lists(prices->pairs, limits, price, prices->bin, &bound, &answer))
        return false;
    if (answer == BW_RELAX_INFEASIBLE) {
        prices->impossible = *length >= program->bins;
        *length = lengthen(program, *length, price);
    } else if (*length < limits->per_item) {
        *length = limits->per_item;
    }
    bw_pairs_free(prices->pairs);
    prices->pairs = bw_pairs_create(program, price, *length, INFINITY, limits->keep, limits->threads);
    if (!prices->pairs)
        return false;
    double proven = full_bound(prices->pairs, price);
    keep_better(prices, price, proven, program->rows);
    prices->exact = answer == BW_RELAX_OPTIMAL && proven >= bound - EXACT * fmax(1, fabs(bound));
    return true;
}

/* Lists at the best prices, should the last ones not be them. */
static bool return_to_best(const bw_program *program, const bw_prices_limits *limits, int32_t length,
                           const double *price, bw_prices *prices)
{
    if (memcmp(price, prices->price, (size_t)program->rows * sizeof(double)) == 0)
        return true;
    bw_pairs_free(prices->pairs);
    prices->pairs = bw_pairs_create(program, prices->price, length, INFINITY, limits->keep, limits->threads);
    return prices->pairs != NULL;
}

/* Lists at prices that are known already, with every item on its cheapest bin. */
static bool take_known(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices)
{
    for (int32_t r = 0; r < program->rows; r++)
        prices->price[r] = allowed_price(&program->row[r], limits->price[r]);
    prices->pairs = bw_pairs_create(program, prices->price, limits->per_item, INFINITY, limits->keep, limits->threads);
    if (!prices->pairs)
        return false;
    prices->bound = full_bound(prices->pairs, prices->price);
    for (int32_t i = 0; i < program->items; i++)
        prices->bin[i] = prices->pairs->bin[prices->pairs->start[i]];
    return true;
}

bool bw_prices_find(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices)
{
    int32_t length = limits->per_item < FIRST_LIST ? limits->per_item : FIRST_LIST;
    *prices = (bw_prices){.bound = -INFINITY};
    double *price = bw_array((size_t)program->rows, sizeof(double));
    prices->price = bw_array((size_t)program->rows, sizeof(double));
    prices->bin = bw_array((size_t)program->items, sizeof(int32_t));
    if (limits->price && price && prices->price && prices->bin) {
        free(price);
        return take_known(program, limits, prices);
    }
    prices->pairs = bw_pairs_create(program, NULL, length, INFINITY, limits->keep, limits->threads);
    bool good = price && prices->price && prices->bin && prices->pairs;
    if (good)
        keep_better(prices, price, full_bound(prices->pairs, price), program->rows);
    for (int pass = 0; good && pass < PASSES && !prices->exact && !prices->impossible && !out_of_time(limits); pass++)
        good = make_pass(program, limits, prices, &length, price);
    good = good && return_to_best(program, limits, length, price, prices);
    free(price);
    return good;
}

void bw_prices_clear(bw_prices *prices)
{
    free(prices->price);
    free(prices->bin);
    bw_pairs_free(prices->pairs);
    *prices = (bw_prices){.bound = -INFINITY};
}
