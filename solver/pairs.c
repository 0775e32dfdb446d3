/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/pairs.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 256 /* items per unit of parallel work */

/* One bin of the item at hand. */
typedef struct choice {
    double value;
    int32_t bin;
} choice;

/* One thread's room for an item's row of the program. */
typedef struct desk {
    double *cost, *entry;
    choice *choices;
} desk;

static bool desk_open(desk *d, const bw_program *program)
{
    size_t bins = (size_t)program->bins;
    d->cost = bw_array(bins, sizeof(double));
    d->entry = bw_array(bins * (size_t)program->slots, sizeof(double));
    d->choices = bw_array(bins, sizeof(choice));
    return d->cost && d->entry && d->choices;
}

static void desk_close(desk *d)
{
    free(d->cost);
    free(d->entry);
    free(d->choices);
}

static int by_value(const void *a, const void *b)
{
    const choice *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->bin > y->bin) - (x->bin < y->bin);
}

/* Keeps the `wanted` smallest choices in front, unsorted: a max-heap over the front. */
static void sift_down(choice *heap, int32_t count, int32_t k)
{
    for (int32_t child; (child = 2 * k + 1) < count; k = child) {
        if (child + 1 < count && by_value(&heap[child], &heap[child + 1]) < 0)
            child++;
        if (by_value(&heap[k], &heap[child]) >= 0)
            return;
        choice swapped = heap[k];
        heap[k] = heap[child];
        heap[child] = swapped;
    }
}

static void keep_smallest(choice *choices, int32_t count, int32_t wanted)
{
    for (int32_t k = wanted / 2; k-- > 0;)
        sift_down(choices, wanted, k);
    for (int32_t k = wanted; k < count; k++) {
        if (by_value(&choices[k], &choices[0]) >= 0)
            continue;
        choice swapped = choices[0];
        choices[0] = choices[k];
        choices[k] = swapped;
        sift_down(choices, wanted, 0);
    }
}

static double reduced_value(const bw_program *program, const double *price, int32_t bin, double cost,
                            const double *entry)
{
    const int32_t *row = program->bin_row + (size_t)bin * (size_t)program->slots;
    for (int32_t k = 0; price && k < program->slots; k++)
        if (row[k] >= 0)
            cost += price[row[k]] * entry[k];
    return cost;
}

/* The item's choices, cheapest first, at most per_item + 1 (the kept bin may be one more). *horizon: all
 * choices with a smaller regret are among them. */
static int32_t choose(const bw_program *program, const double *price, int32_t item, int32_t per_item, double reach,
                      int32_t keep, desk *d, double *horizon)
{
    int32_t count = 0, slots = program->slots;
    choice kept = {INFINITY, -1};
    program->fill(program->model, item, program->bins, NULL, d->cost, d->entry);
    for (int32_t j = 0; j < program->bins; j++) {
        if (!(d->cost[j] < INFINITY))
            continue;
        d->choices[count] = (choice){reduced_value(program, price, j, d->cost[j], d->entry + (size_t)j * (size_t)slots),
                                     j};
        if (j == keep)
            kept = d->choices[count];
        count++;
    }
    int32_t wanted = count < per_item ? count : per_item;
    if (wanted < count)
        keep_smallest(d->choices, count, wanted);
    qsort(d->choices, (size_t)wanted, sizeof(choice), by_value);
    *horizon = wanted < count ? d->choices[wanted - 1].value - d->choices[0].value : reach;
    while (wanted > 1 && d->choices[wanted - 1].value - d->choices[0].value > reach)
        wanted--;
    if (kept.bin >= 0 && wanted > 0 && by_value(&kept, &d->choices[wanted - 1]) > 0)
        d->choices[wanted++] = kept;
    return wanted;
}

/* The lists of one chunk of items, still in memory of their own. */
typedef struct chunk {
    int32_t *count; /* [CHUNK] */
    double *horizon; /* [CHUNK] */
    choice *choices;
    double *cost, *entry;
    size_t used, capacity;
} chunk;

static bool chunk_reserve(chunk *c, size_t more, size_t slots)
{
    if (c->used + more <= c->capacity)
        return true;
    size_t capacity = 2 * c->capacity + more;
    choice *choices = realloc(c->choices, capacity * sizeof(choice));
    if (choices)
        c->choices = choices;
    double *cost = realloc(c->cost, capacity * sizeof(double));
    if (cost)
        c->cost = cost;
    double *entry = realloc(c->entry, (capacity * slots + 1) * sizeof(double));
    if (entry)
        c->entry = entry;
    if (!choices || !cost || !entry)
        return false;
    c->capacity = capacity;
    return true;
}

static bool chunk_add(chunk *c, const desk *d, int32_t count, size_t slots)
{
    if (!chunk_reserve(c, (size_t)count, slots))
        return false;
    for (int32_t k = 0; k < count; k++) {
        size_t j = (size_t)d->choices[k].bin, to = c->used + (size_t)k;
        c->choices[to] = d->choices[k];
        c->cost[to] = d->cost[j];
        memcpy(c->entry + to * slots, d->entry + j * slots, slots * sizeof(double));
    }
    c->used += (size_t)count;
    return true;
}

static bool allocate(bw_pairs *pairs, size_t count)
{
    pairs->bin = bw_array(count, sizeof(int32_t));
    pairs->cost = bw_array(count, sizeof(double));
    pairs->regret = bw_array(count, sizeof(double));
    pairs->entry = bw_array(count * (size_t)pairs->program->slots, sizeof(double));
    return pairs->bin && pairs->cost && pairs->regret && pairs->entry;
}

/* Moves a chunk's lists to their place and gives its memory back. */
static void settle(bw_pairs *pairs, chunk *c, int64_t first, int32_t items)
{
    size_t slots = (size_t)pairs->program->slots;
    for (int32_t i = 0; i < items; i++) {
        int64_t begin = pairs->start[first + i], end = pairs->start[first + i + 1];
        size_t from = (size_t)(begin - pairs->start[first]);
        for (int64_t p = begin; p < end; p++, from++) {
            pairs->bin[p] = c->choices[from].bin;
            pairs->cost[p] = c->cost[from];
            pairs->regret[p] = c->choices[from].value - c->choices[from - (size_t)(p - begin)].value;
            memcpy(pairs->entry + (size_t)p * slots, c->entry + from * slots, slots * sizeof(double));
        }
        pairs->horizon[first + i] = c->horizon[i];
        if (end > begin)
            pairs->base += c->choices[begin - pairs->start[first]].value;
    }
}

static void chunks_free(chunk *chunks, int64_t count)
{
    for (int64_t c = 0; chunks && c < count; c++) {
        free(chunks[c].count);
        free(chunks[c].horizon);
        free(chunks[c].choices);
        free(chunks[c].cost);
        free(chunks[c].entry);
    }
    free(chunks);
}

static bool gather(bw_pairs *pairs, chunk *chunks, int64_t chunk_count)
{
    int32_t items = pairs->program->items;
    for (int32_t i = 0; i < items; i++)
        pairs->start[i + 1] = pairs->start[i] + chunks[i / CHUNK].count[i % CHUNK];
    if (!allocate(pairs, (size_t)pairs->start[items]))
        return false;
    for (int64_t c = 0; c < chunk_count; c++) {
        int64_t first = c * CHUNK;
        settle(pairs, &chunks[c], first, (int32_t)(items - first < CHUNK ? items - first : CHUNK));
    }
    return true;
}

static bool list_chunk(const bw_program *program, const double *price, int32_t per_item, double reach,
                       const int32_t *keep, int64_t number, chunk *c, desk *d)
{
    c->count = bw_array(CHUNK, sizeof(int32_t));
    c->horizon = bw_array(CHUNK, sizeof(double));
    bool good = c->count && c->horizon;
    for (int64_t k = 0; good && k < CHUNK && number * CHUNK + k < program->items; k++) {
        int32_t item = (int32_t)(number * CHUNK + k);
        c->count[k] = choose(program, price, item, per_item, reach, keep ? keep[item] : -1, d, &c->horizon[k]);
        good = chunk_add(c, d, c->count[k], (size_t)program->slots);
    }
    return good;
}

bw_pairs *bw_pairs_create(const bw_program *program, const double *price, int32_t per_item, double reach,
                          const int32_t *keep, int threads)
{
    int64_t chunk_count = ((int64_t)program->items + CHUNK - 1) / CHUNK;
    bw_pairs *pairs = bw_array(1, sizeof *pairs);
    chunk *chunks = bw_array((size_t)chunk_count, sizeof *chunks);
    bool good = pairs && chunks;
    if (good) {
        pairs->program = program;
        pairs->start = bw_array((size_t)program->items + 1, sizeof(int64_t));
        pairs->horizon = bw_array((size_t)program->items, sizeof(double));
        good = pairs->start && pairs->horizon;
    }
#pragma omp parallel num_threads(threads) if (good)
    {
        desk d = {0};
        bool open = good && desk_open(&d, program);
#pragma omp for schedule(dynamic)
        for (int64_t c = 0; c < chunk_count; c++) {
            bool fine = open && list_chunk(program, price, per_item, reach, keep, c, &chunks[c], &d);
            if (!fine) {
#pragma omp atomic write
                good = false;
            }
        }
        desk_close(&d);
    }
    good = good && gather(pairs, chunks, chunk_count);
    chunks_free(chunks, chunk_count);
    if (good)
        return pairs;
    bw_pairs_free(pairs);
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
