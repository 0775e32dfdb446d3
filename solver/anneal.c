/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/anneal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_MAX ((int64_t)20000000) /* pairs in the table */
#define WIDTH 20        /* bins of an item's list that it may go to */
#define WARM 0.5        /* temperatures, in mean regrets of the second-best bin */
#define COLD 0.2
#define EXCESS_FIRST 0.01 /* of the price, added to a unit of overload */
#define EXCESS_LAST 2.0
#define FLOOR 0.2       /* of the mean price, where a bin's own is small */
#define HOPELESS 30.0   /* temperatures a move may cost at most */
#define STEP 16384      /* moves between two settings of temperature and excess */
#define SWAPS 0.75      /* share of moves that are swaps */

/* What all runs share. */
typedef struct table {
    const bw_pairs *pairs;
    const bw_anneal_limits *limits;
    int32_t *pair;       /* [items * bins] pair of an item and a bin; -1: none */
    double *high;        /* [bins] capacities */
    double *price;       /* [bins] */
    double mean, scale;  /* mean price; mean regret of the second-best bin */
} table;

/* A plan under change. Members of bin j are at j * items. */
typedef struct plan {
    const table *t;
    int64_t *at;         /* [items] pair in use */
    int32_t *place;      /* [items] among the members of its bin */
    int32_t *member, *count;
    double *load, *over_price; /* [bins] */
    double temperature;
    uint64_t random;
} plan;

bool bw_anneal_applies(const bw_program *program)
{
    if (program->uniform_entries || program->slots != 1 || program->bins < 2 || program->items < 2 ||
        (int64_t)program->items * program->bins > TABLE_MAX)
        return false;
    bool *used = bw_array((size_t)program->rows, sizeof(bool));
    bool good = used != NULL;
    for (int32_t j = 0; good && j < program->bins; j++) {
        int32_t r = program->bin_row[j];
        good = r >= 0 && !used[r] && program->row[r].low == -INFINITY && program->row[r].high < INFINITY &&
               program->row[r].violation_price == INFINITY && !(program->row[r].ideal_price > 0);
        if (good)
            used[r] = true;
    }
    free(used);
    return good;
}

static void table_close(table *t)
{
    free(t->pair);
    free(t->high);
    free(t->price);
}

static void table_fill(table *t)
{
    const bw_pairs *pairs = t->pairs;
    const bw_program *program = pairs->program;
    memset(t->pair, -1, (size_t)program->items * (size_t)program->bins * sizeof(int32_t));
    for (int32_t i = 0; i < program->items; i++) {
        int64_t first = pairs->start[i];
        for (int64_t p = first; p < pairs->start[i + 1]; p++)
            t->pair[(size_t)i * (size_t)program->bins + (size_t)pairs->bin[p]] = (int32_t)p;
        if (pairs->start[i + 1] - first > 1)
            t->scale += pairs->regret[first + 1] / program->items;
    }
    for (int32_t j = 0; j < program->bins; j++) {
        t->high[j] = program->row[program->bin_row[j]].high;
        t->price[j] = fmax(0, t->limits->price[program->bin_row[j]]);
        t->mean += t->price[j] / program->bins;
    }
}

static bool table_open(table *t, const bw_pairs *pairs, const bw_anneal_limits *limits)
{
    size_t items = (size_t)pairs->program->items, bins = (size_t)pairs->program->bins;
    *t = (table){.pairs = pairs, .limits = limits};
    t->pair = bw_array(items * bins, sizeof(int32_t));
    t->high = bw_array(bins, sizeof(double));
    t->price = bw_array(bins, sizeof(double));
    if (!t->pair || !t->high || !t->price)
        return false;
    table_fill(t);
    return true;
}

static int32_t draw_below(plan *p, int32_t count)
{
    return (int32_t)(((bw_draw(&p->random) >> 32) * (uint64_t)count) >> 32);
}

static void leave(plan *p, int32_t item)
{
    const bw_pairs *pairs = p->t->pairs;
    int32_t bin = pairs->bin[p->at[item]];
    int32_t *member = p->member + (size_t)bin * (size_t)pairs->program->items;
    int32_t last = member[--p->count[bin]];
    member[p->place[item]] = last;
    p->place[last] = p->place[item];
    p->load[bin] -= pairs->entry[p->at[item]];
}

static void enter(plan *p, int32_t item, int64_t pair)
{
    const bw_pairs *pairs = p->t->pairs;
    int32_t bin = pairs->bin[pair];
    p->place[item] = p->count[bin];
    p->member[(size_t)bin * (size_t)pairs->program->items + (size_t)p->count[bin]++] = item;
    p->load[bin] += pairs->entry[pair];
    p->at[item] = pair;
}

/* Change of a bin's price of overload. */
static double load_change(const plan *p, int32_t bin, double change)
{
    double over = p->load[bin] - p->t->high[bin];
    return p->over_price[bin] * (fmax(0, over + change) - fmax(0, over));
}

static bool is_taken(plan *p, double change)
{
    return change <= 0 || (change < HOPELESS * p->temperature
                              && bw_draw_share(&p->random) < exp(-change / p->temperature));
}

/* Looks at one move: an item to a bin of its list, alone or in exchange for one from there. */
static void move(plan *p)
{
    const bw_pairs *pairs = p->t->pairs;
    int32_t bins = pairs->program->bins, item = draw_below(p, pairs->program->items), other = -1;
    int64_t from = p->at[item], choices = pairs->start[item + 1] - pairs->start[item], back = -1;
    int64_t to = pairs->start[item] + draw_below(p, choices < WIDTH ? (int32_t)choices : WIDTH);
    int32_t a = pairs->bin[from], b = pairs->bin[to];
    if (a == b)
        return;
    double leaves = -pairs->entry[from], enters = pairs->entry[to], change = pairs->cost[to] - pairs->cost[from];
    if (p->count[b] > 0 && bw_draw_share(&p->random) < SWAPS) {
        other = p->member[(size_t)b * (size_t)pairs->program->items + (size_t)draw_below(p, p->count[b])];
        back = p->t->pair[(size_t)other * (size_t)bins + (size_t)a];
        if (back < 0)
            return;
        leaves += pairs->entry[back];
        enters -= pairs->entry[p->at[other]];
        change += pairs->cost[back] - pairs->cost[p->at[other]];
    }
    if (!is_taken(p, change + load_change(p, a, leaves) + load_change(p, b, enters)))
        return;
    leave(p, item);
    enter(p, item, to);
    if (other >= 0) {
        leave(p, other);
        enter(p, other, back);
    }
}

/* Temperature and excess at a share of the way. */
static void set_stage(plan *p, double share)
{
    const table *t = p->t;
    double excess = EXCESS_FIRST * pow(EXCESS_LAST / EXCESS_FIRST, share);
    p->temperature = t->scale * WARM * pow(COLD / WARM, share) + 1e-300;
    for (int32_t j = 0; j < t->pairs->program->bins; j++)
        p->over_price[j] = t->price[j] + excess * (t->price[j] + FLOOR * t->mean);
}

/* Loads summed afresh: many small updates drift. */
static void refresh(plan *p)
{
    const bw_pairs *pairs = p->t->pairs;
    memset(p->load, 0, (size_t)pairs->program->bins * sizeof(double));
    for (int32_t i = 0; i < pairs->program->items; i++)
        p->load[pairs->bin[p->at[i]]] += pairs->entry[p->at[i]];
}

static void run(plan *p)
{
    const bw_anneal_limits *limits = p->t->limits;
    for (int64_t done = 0; done < limits->moves; done += STEP) {
        set_stage(p, (double)done / (double)limits->moves);
        refresh(p);
        if (bw_stopped(limits->watch) || (limits->end < INFINITY && bw_seconds() >= limits->end))
            return;
        for (int k = 0; k < STEP; k++)
            move(p);
    }
}

static void plan_close(plan *p)
{
    free(p->at);
    free(p->place);
    free(p->member);
    free(p->count);
    free(p->load);
    free(p->over_price);
}

/* Every item on its best bin at the prices. */
static bool plan_open(plan *p, const table *t, uint64_t stream)
{
    size_t items = (size_t)t->pairs->program->items, bins = (size_t)t->pairs->program->bins;
    *p = (plan){.t = t, .random = bw_stream_seed(t->limits->seed, stream) | 1};
    p->at = bw_array(items, sizeof(int64_t));
    p->place = bw_array(items, sizeof(int32_t));
    p->member = bw_array(items * bins, sizeof(int32_t));
    p->count = bw_array(bins, sizeof(int32_t));
    p->load = bw_array(bins, sizeof(double));
    p->over_price = bw_array(bins, sizeof(double));
    if (!p->at || !p->place || !p->member || !p->count || !p->load || !p->over_price)
        return false;
    for (size_t i = 0; i < items; i++)
        enter(p, (int32_t)i, t->pairs->start[i]);
    return true;
}

bool bw_anneal(const bw_pairs *pairs, const bw_anneal_limits *limits, int32_t *bin)
{
    table t;
    int32_t items = pairs->program->items;
    bool good = table_open(&t, pairs, limits);
#pragma omp parallel for schedule(static, 1) num_threads(limits->threads) if (good)
    for (int k = 0; k < BW_ANNEAL_RUNS; k++) {
        plan p = {0};
        if (good && plan_open(&p, &t, (uint64_t)k)) {
            run(&p);
            for (int32_t i = 0; i < items; i++)
                bin[(size_t)k * (size_t)items + (size_t)i] = pairs->bin[p.at[i]];
        } else {
#pragma omp atomic write
            good = false;
        }
        plan_close(&p);
    }
    table_close(&t);
    return good;
}
