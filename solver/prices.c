/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/prices.h"
#include "solver/bound.h"
#include "solver/dual.h"
#include "solver/master.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DUAL_GAP 1e-4         /* of the smooth dual, where GLPK takes over */
#define LAST_GAP 2e-4         /* where nothing takes over: its bound is some 1e-5 below the optimum */
#define MASTER_ROWS 1200      /* with more rows the dual's prices are good enough, and GLPK too slow */
#define DUAL_TIME 0.45        /* shares of the time there is */
#define MASTER_TIME 0.6
#define HURRIED 4.0           /* short lists and hurried rounding take as long as so many passes by one thread */
#define CAREFUL 7.0           /* long ones and careful rounding */
#define SHORT_LIST 12
#define FEW_PAIRS 200000      /* one thread prices these sooner than several */
#define MISSED 1e-9           /* what a hard window may be missed by, relative to its bound or one */
#define ROUNDING 1e-12

/* ---- no plan at all */

/* Least sum of prices of an item over its eligible bins. size: of the largest one, for rounding. */
static double least_toll(const bw_program *program, const double *price, int32_t item, double *cost, double *entry,
                         double *size)
{
    size_t slots = (size_t)program->slots;
    double least = INFINITY;
    program->fill(program->model, item, program->bins, NULL, cost, entry);
    for (size_t j = 0; j < (size_t)program->bins; j++) {
        double toll = 0;
        for (size_t k = 0; k < slots && cost[j] < INFINITY; k++) {
            int32_t row = program->bin_row[j * slots + k];
            double part = row >= 0 ? price[row] * entry[j * slots + k] : 0;
            toll += part;
            *size = fmax(*size, fabs(part));
        }
        if (cost[j] < INFINITY)
            least = fmin(least, toll);
    }
    return least;
}

/* What a hard row takes at its price at the most, with all it may be missed by; 0 at elastic rows. */
static double row_allows(const bw_row *row, double price)
{
    double bound = price > 0 ? row->high : row->low;
    if (price == 0 || row->violation_price < INFINITY)
        return 0;
    return price * bound + fabs(price) * MISSED * fmax(1, fabs(bound));
}

static double *hard_prices(const bw_program *program, const double *price)
{
    double *hard = bw_array((size_t)program->rows, sizeof *hard);
    for (int32_t r = 0; hard && r < program->rows; r++)
        hard[r] = program->row[r].violation_price < INFINITY ? 0 : price[r];
    return hard;
}

bool bw_prices_rule_out(const bw_program *program, const double *price, int threads)
{
    double *hard = hard_prices(program, price), *toll = bw_array((size_t)program->items, sizeof *toll);
    double sum = 0, size = 0;
    bool broken = !hard || !toll;
#pragma omp parallel num_threads(threads) reduction(max : size) reduction(|| : broken)
    {
        double *cost = bw_array((size_t)program->bins, sizeof *cost);
        double *entry = bw_array((size_t)program->bins * (size_t)program->slots, sizeof *entry);
        broken = broken || !cost || !entry;
#pragma omp for schedule(static)
        for (int32_t i = 0; i < program->items; i++)
            if (!broken)
                toll[i] = least_toll(program, hard, i, cost, entry, &size);
        free(cost);
        free(entry);
    }
    for (int32_t i = 0; !broken && i < program->items; i++)
        sum += toll[i];
    for (int32_t r = 0; !broken && r < program->rows; r++)
        sum -= row_allows(&program->row[r], hard[r]);
    free(hard);
    free(toll);
    return !broken && sum > ROUNDING * size * (program->items + 1.0);
}

/* ---- prices */

/* A moment so far into the time there is. */
static double moment(const bw_prices_limits *limits, double share)
{
    return limits->end < INFINITY ? limits->begun + share * (limits->end - limits->begun) : INFINITY;
}

/* Does the clock leave less than careful work takes? pass: over all pairs, by so many threads. */
static bool is_hurried(const bw_prices_limits *limits, double pass, int threads)
{
    return limits->end < INFINITY && limits->end - bw_seconds() < CAREFUL * threads * pass;
}

static bool make_lists(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices)
{
    bool shorter = prices->hurried && limits->per_item > SHORT_LIST;
    int32_t length = shorter ? SHORT_LIST : limits->per_item;
    bw_pairs_limits lists = {.price = prices->price, .per_item = length, .reach = INFINITY,
                             .keep = limits->keep, .end = limits->end, .watch = limits->watch,
                             .threads = limits->threads};
    prices->pairs = bw_pairs_create(program, &lists);
    if (!prices->pairs)
        return false;
    prices->bound = fmax(prices->bound, bw_bound_of(program, prices->price, prices->pairs->base));
    return true;
}

/* What the dual has found, for want of better. */
static void take_dual(const bw_program *program, const bw_dual *dual, bw_prices *prices)
{
    prices->bound = dual->bound;
    memcpy(prices->price, dual->price, (size_t)program->rows * sizeof *prices->price);
    memcpy(prices->bin, dual->bin, (size_t)program->items * sizeof *prices->bin);
}

/* What GLPK has found: a vertex, or prices that are a little better, or a proof that there is no plan. */
static void take_master(const bw_program *program, const bw_master *master, bw_master_answer answer, int threads,
                        bw_prices *prices)
{
    prices->exact = answer == BW_MASTER_OPTIMAL;
    prices->impossible = answer == BW_MASTER_INFEASIBLE && bw_prices_rule_out(program, master->price, threads);
    if (prices->exact)
        memcpy(prices->bin, master->bin, (size_t)program->items * sizeof *prices->bin);
    if (prices->impossible || (answer != BW_MASTER_INFEASIBLE && master->bound >= prices->bound)) {
        memcpy(prices->price, master->price, (size_t)program->rows * sizeof *prices->price);
        prices->bound = master->bound;
    }
}

static bool solve_relaxation(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices)
{
    bool few = (double)program->items * program->bins < FEW_PAIRS, small = program->rows <= MASTER_ROWS;
    int threads = few ? 1 : limits->threads;
    bw_dual_limits path = {small ? DUAL_GAP : LAST_GAP, moment(limits, DUAL_TIME), threads, limits->watch,
                           limits->end, limits->end < INFINITY ? HURRIED * threads : 0};
    bw_master_limits rest = {.end = moment(limits, MASTER_TIME), .threads = threads, .watch = limits->watch};
    bw_dual dual = {0};
    bw_master master = {0};
    bool good = bw_dual_solve(program, &path, &dual);
    if (good)
        take_dual(program, &dual, prices);
    if (good && small && !is_hurried(limits, dual.pass_seconds, threads)) {
        bw_master_answer answer = bw_master_solve(program, &dual, &rest, &master);
        good = answer != BW_MASTER_FAILED;
        if (good)
            take_master(program, &master, answer, threads, prices);
    }
    prices->hurried = is_hurried(limits, dual.pass_seconds, threads);
    prices->settled = prices->exact || (!small && dual.done);
    bw_master_clear(&master);
    bw_dual_clear(&dual);
    return good;
}

bool bw_prices_find(const bw_program *program, const bw_prices_limits *limits, bw_prices *prices)
{
    *prices = (bw_prices){.bound = -INFINITY};
    prices->price = bw_array((size_t)program->rows, sizeof(double));
    prices->bin = bw_array((size_t)program->items, sizeof(int32_t));
    return prices->price && prices->bin && solve_relaxation(program, limits, prices) &&
           (prices->impossible || make_lists(program, limits, prices));
}

void bw_prices_clear(bw_prices *prices)
{
    free(prices->price);
    free(prices->bin);
    bw_pairs_free(prices->pairs);
    *prices = (bw_prices){.bound = -INFINITY};
}
