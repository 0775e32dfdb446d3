/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/pairs.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 256 /* items per unit of parallel work */

/* The lists of one chunk of items, still in memory of their own. */
typedef struct chunk {
    int32_t *count; /* [CHUNK] */
    double *horizon, *least; /* [CHUNK] */
    int32_t *bin;
    double *cost, *regret, *entry;
    size_t used, capacity;
    bool cut; /* not all bins were looked at */
} chunk;

/* What the chunks are made from. */
typedef struct maker {
    const bw_program *program;
    const bw_pairs_limits *limits;
    bw_pricing pricing;
    bw_pairs *pairs;
    chunk *chunks;
    int64_t count;
} maker;

static bool move_array(void *array, size_t count, size_t size)
{
    void **place = array;
    void *moved = realloc(*place, count * size + 1);
    if (moved)
        *place = moved;
    return moved != NULL;
}

static bool chunk_reserve(chunk *c, size_t more, size_t slots)
{
    if (c->used + more <= c->capacity)
        return true;
    size_t capacity = 2 * c->capacity + more;
    if (!move_array(&c->bin, capacity, sizeof(int32_t)) || !move_array(&c->cost, capacity, sizeof(double)) ||
        !move_array(&c->regret, capacity, sizeof(double)) || !move_array(&c->entry, capacity * slots, sizeof(double)))
        return false;
    c->capacity = capacity;
    return true;
}

static void chunk_add(chunk *c, int32_t bin, double cost, double regret, const double *entry, size_t slots)
{
    c->bin[c->used] = bin;
    c->cost[c->used] = cost;
    c->regret[c->used] = regret;
    for (size_t k = 0; k < slots; k++)
        c->entry[c->used * slots + k] = entry[k];
    c->used++;
}

/* The kept bin where it is not among the first `count`, dearer than they are. */
static int32_t add_kept(const maker *m, int32_t item, const bw_best *best, int32_t count, chunk *c)
{
    int32_t bin = m->limits->keep ? m->limits->keep[item] : -1;
    for (int32_t k = 0; k < count && bin >= 0; k++)
        if (best->bin[k] == bin)
            return 0;
    if (bin < 0 || bin >= m->program->bins)
        return 0;
    double cost, *entry = best->all_entry;
    m->program->fill(m->program->model, item, 1, &bin, &cost, entry);
    double value = bw_pricing_value(&m->pricing, bin, cost, entry);
    if (!(value < INFINITY))
        return 0;
    double regret = count > 0 ? value - best->value[0] : 0;
    chunk_add(c, bin, cost, fmax(regret, 0), entry, (size_t)m->program->slots);
    return 1;
}

/* One item's list, cheapest first; false if memory is out. */
static bool list_item(const maker *m, int32_t item, bw_best *best, chunk *c, int32_t at)
{
    const bw_pairs_limits *limits = m->limits;
    size_t slots = (size_t)m->program->slots;
    bw_best_find(best, &m->pricing, item);
    int32_t count = best->count, most = limits->per_item;
    if (!chunk_reserve(c, (size_t)count + 1, slots))
        return false;
    bool all = count < most || most >= m->program->bins;
    c->least[at] = count > 0 ? best->value[0] : 0;
    c->horizon[at] = all ? limits->reach : best->value[count - 1] - best->value[0];
    while (count > 1 && best->value[count - 1] - best->value[0] > limits->reach)
        count--;
    for (int32_t k = 0; k < count; k++)
        chunk_add(c, best->bin[k], best->cost[k], best->value[k] - best->value[0], best->entry + (size_t)k * slots,
                  slots);
    c->count[at] = count + add_kept(m, item, best, count, c);
    return true;
}

/* Time is up: the kept bin is all the item gets, where it has one. */
static bool list_kept(const maker *m, int32_t item, bw_best *best, chunk *c, int32_t at)
{
    c->cut = true;
    c->horizon[at] = 0;
    if (!chunk_reserve(c, 1, (size_t)m->program->slots))
        return false;
    c->count[at] = add_kept(m, item, best, 0, c);
    return c->count[at] > 0 || list_item(m, item, best, c, at);
}

static bool list_chunk(const maker *m, int64_t number, bw_best *best)
{
    chunk *c = &m->chunks[number];
    c->count = bw_array(CHUNK, sizeof(int32_t));
    c->horizon = bw_array(CHUNK, sizeof(double));
    c->least = bw_array(CHUNK, sizeof(double));
    bool good = c->count && c->horizon && c->least;
    for (int32_t k = 0; good && k < CHUNK && number * CHUNK + k < m->program->items; k++) {
        int32_t item = (int32_t)(number * CHUNK + k);
        bool late = bw_time_is_up(m->limits->watch, m->limits->end);
        good = late ? list_kept(m, item, best, c, k) : list_item(m, item, best, c, k);
    }
    return good;
}

static bool list_chunks(maker *m)
{
    bool good = true;
#pragma omp parallel num_threads(m->limits->threads)
    {
        bw_best best;
        bool open = bw_best_open(&best, m->program, m->limits->per_item);
#pragma omp for schedule(dynamic)
        for (int64_t c = 0; c < m->count; c++)
            if (!open || !list_chunk(m, c, &best)) {
#pragma omp atomic write
                good = false;
            }
        bw_best_close(&best);
    }
    return good;
}

/* ---- from chunks to one list */

static bool allocate(bw_pairs *pairs, size_t count)
{
    pairs->bin = bw_array(count, sizeof(int32_t));
    pairs->cost = bw_array(count, sizeof(double));
    pairs->regret = bw_array(count, sizeof(double));
    pairs->entry = bw_array(count * (size_t)pairs->program->slots, sizeof(double));
    return pairs->bin && pairs->cost && pairs->regret && pairs->entry;
}

static void chunk_clear(chunk *c)
{
    free(c->count);
    free(c->horizon);
    free(c->least);
    free(c->bin);
    free(c->cost);
    free(c->regret);
    free(c->entry);
    *c = (chunk){0};
}

/* Moves a chunk's lists to their place and gives its memory back. */
static void settle(bw_pairs *pairs, chunk *c, int64_t first)
{
    size_t slots = (size_t)pairs->program->slots, at = (size_t)pairs->start[first];
    if (c->used > 0) {
        memcpy(pairs->bin + at, c->bin, c->used * sizeof(int32_t));
        memcpy(pairs->cost + at, c->cost, c->used * sizeof(double));
        memcpy(pairs->regret + at, c->regret, c->used * sizeof(double));
        memcpy(pairs->entry + at * slots, c->entry, c->used * slots * sizeof(double));
    }
    for (int64_t i = first; i < pairs->program->items && i < first + CHUNK; i++) {
        pairs->horizon[i] = c->horizon[i - first];
        pairs->base += c->least[i - first];
    }
    if (c->cut)
        pairs->base = -INFINITY;
    chunk_clear(c);
}

static bool gather(maker *m)
{
    bw_pairs *pairs = m->pairs;
    int32_t items = m->program->items;
    for (int32_t i = 0; i < items; i++)
        pairs->start[i + 1] = pairs->start[i] + m->chunks[i / CHUNK].count[i % CHUNK];
    if (!allocate(pairs, (size_t)pairs->start[items]))
        return false;
    for (int64_t c = 0; c < m->count; c++)
        settle(pairs, &m->chunks[c], c * CHUNK);
    return true;
}

static bool maker_open(maker *m, const bw_program *program, const bw_pairs_limits *limits)
{
    *m = (maker){.program = program, .limits = limits, .count = ((int64_t)program->items + CHUNK - 1) / CHUNK};
    m->chunks = bw_array((size_t)m->count, sizeof *m->chunks);
    m->pairs = bw_array(1, sizeof *m->pairs);
    if (!bw_pricing_open(&m->pricing, program) || !m->chunks || !m->pairs)
        return false;
    if (limits->price)
        bw_pricing_set(&m->pricing, limits->price);
    m->pairs->program = program;
    m->pairs->start = bw_array((size_t)program->items + 1, sizeof(int64_t));
    m->pairs->horizon = bw_array((size_t)program->items, sizeof(double));
    return m->pairs->start && m->pairs->horizon;
}

bw_pairs *bw_pairs_create(const bw_program *program, const bw_pairs_limits *limits)
{
    maker m;
    bool good = maker_open(&m, program, limits) && list_chunks(&m) && gather(&m);
    for (int64_t c = 0; m.chunks && c < m.count; c++)
        chunk_clear(&m.chunks[c]);
    free(m.chunks);
    bw_pricing_close(&m.pricing);
    if (good)
        return m.pairs;
    bw_pairs_free(m.pairs);
    return NULL;
}

void bw_pairs_free(bw_pairs *pairs)
{
    if (!pairs)
        return;
    free(pairs->start);
    free(pairs->bin);
    free(pairs->cost);
    free(pairs->regret);
    free(pairs->entry);
    free(pairs->horizon);
    free(pairs);
}

int64_t bw_pairs_find(const bw_pairs *pairs, int32_t item, int32_t bin)
{
    for (int64_t p = pairs->start[item]; p < pairs->start[item + 1]; p++)
        if (pairs->bin[p] == bin)
            return p;
    return -1;
}
