/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDING 1e-13 /* relative, of sums of a cost and a few products */

bool bw_pricing_open(bw_pricing *pricing, const bw_program *program)
{
    *pricing = (bw_pricing){.program = program, .floors = program->floor && program->uniform_entries};
    pricing->at = bw_array((size_t)program->bins * (size_t)program->slots, sizeof(double));
    return pricing->at != NULL;
}

void bw_pricing_set(bw_pricing *pricing, const double *price)
{
    const bw_program *program = pricing->program;
    size_t bins = (size_t)program->bins, slots = (size_t)program->slots;
    for (size_t j = 0; j < bins; j++)
        for (size_t k = 0; k < slots; k++) {
            int32_t row = program->bin_row[j * slots + k];
            pricing->at[program->uniform_entries ? k * bins + j : j * slots + k] = row >= 0 ? price[row] : 0;
        }
}

void bw_pricing_close(bw_pricing *pricing)
{
    free(pricing->at);
    pricing->at = NULL;
}

bool bw_best_open(bw_best *best, const bw_program *program, int32_t most)
{
    size_t bins = (size_t)program->bins, slots = (size_t)program->slots;
    *best = (bw_best){.most = most < program->bins ? most : program->bins};
    size_t room = (size_t)best->most + 1;
    best->bin = bw_array(room, sizeof(int32_t));
    best->value = bw_array(room, sizeof(double));
    best->cost = bw_array(room, sizeof(double));
    best->entry = bw_array(room * slots, sizeof(double));
    best->all_value = bw_array(bins, sizeof(double));
    best->all_cost = bw_array(bins, sizeof(double));
    best->all_entry = bw_array(bins * slots, sizeof(double));
    best->known = bw_array(bins, sizeof(bool));
    return best->bin && best->value && best->cost && best->entry && best->all_value && best->all_cost &&
           best->all_entry && best->known;
}

void bw_best_close(bw_best *best)
{
    free(best->bin);
    free(best->value);
    free(best->cost);
    free(best->entry);
    free(best->all_value);
    free(best->all_cost);
    free(best->all_entry);
    free(best->known);
    *best = (bw_best){0};
}

/* Puts a bin in its place among the best; the last one falls out when there is no room. */
static void insert_bin(bw_best *best, int32_t bin, double value)
{
    int32_t at = best->count < best->most ? best->count++ : best->most - 1;
    for (; at > 0 && (best->value[at - 1] > value || (best->value[at - 1] == value && best->bin[at - 1] > bin)); at--) {
        best->value[at] = best->value[at - 1];
        best->bin[at] = best->bin[at - 1];
    }
    best->value[at] = value;
    best->bin[at] = bin;
}

static double entry_price(const bw_program *program, const double *at, int32_t bin, const double *entry)
{
    size_t j = (size_t)bin, bins = (size_t)program->bins, slots = (size_t)program->slots;
    double sum = 0;
    for (size_t k = 0; k < slots; k++)
        sum += entry[k] * (program->uniform_entries ? at[k * bins + j] : at[j * slots + k]);
    return sum;
}

/* Entries of a slot are the same for all bins that use it, and unused slots have price 0. */
static void add_uniform(const bw_pricing *pricing, const double *entry, double *value)
{
    size_t bins = (size_t)pricing->program->bins, slots = (size_t)pricing->program->slots;
    for (size_t k = 0; k < slots; k++) {
        const double *at = pricing->at + k * bins;
        double amount = entry[k];
        for (size_t j = 0; j < bins; j++)
            value[j] += amount * at[j];
    }
}

static void keep_least(bw_best *best, int32_t bins)
{
    best->count = 0;
    for (int32_t j = 0; j < bins; j++) {
        double value = best->all_value[j];
        if (value < INFINITY && (best->count < best->most || value < best->value[best->most - 1]))
            insert_bin(best, j, value);
    }
}

static void find_among_all(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    const bw_program *program = pricing->program;
    size_t slots = (size_t)program->slots;
    program->fill(program->model, item, program->bins, NULL, best->all_cost, best->all_entry);
    for (int32_t j = 0; j < program->bins; j++) {
        double cost = best->all_cost[j];
        best->all_value[j] =
            cost < INFINITY ? cost + entry_price(program, pricing->at, j, best->all_entry + (size_t)j * slots) : cost;
    }
    keep_least(best, program->bins);
}

/* The exact value of one bin; its cost and entries are kept in the arrays over all bins. */
static double ask_fill(bw_best *best, const bw_pricing *pricing, int32_t item, int32_t bin)
{
    const bw_program *program = pricing->program;
    double *entry = best->all_entry + (size_t)bin * (size_t)program->slots;
    program->fill(program->model, item, 1, &bin, &best->all_cost[bin], entry);
    best->known[bin] = true;
    double cost = best->all_cost[bin];
    return cost < INFINITY ? cost + entry_price(program, pricing->at, bin, entry) : cost;
}

static void find_by_floors(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    const bw_program *program = pricing->program;
    size_t bins = (size_t)program->bins;
    program->floor(program->model, item, best->all_value, best->entry);
    add_uniform(pricing, best->entry, best->all_value);
    memset(best->known, 0, bins * sizeof(bool));
    keep_least(best, program->bins);
    int32_t first = best->count;
    best->count = 0;
    for (int32_t c = 0; c < first; c++)
        best->all_value[best->bin[c]] = ask_fill(best, pricing, item, best->bin[c]);
    for (int32_t j = 0; j < program->bins; j++) {
        bool room = best->count < best->most;
        double least = best->all_value[j];
        if (!(least < INFINITY) || (!room && least - ROUNDING * fabs(least) >= best->value[best->most - 1]))
            continue;
        if (!best->known[j])
            least = ask_fill(best, pricing, item, j);
        if (least < INFINITY && (room || least < best->value[best->most - 1]))
            insert_bin(best, j, least);
    }
}

void bw_best_find(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    size_t slots = (size_t)pricing->program->slots;
    if (pricing->floors)
        find_by_floors(best, pricing, item);
    else
        find_among_all(best, pricing, item);
    for (int32_t c = 0; c < best->count; c++) {
        size_t j = (size_t)best->bin[c];
        best->cost[c] = best->all_cost[j];
        if (slots > 0)
            memcpy(best->entry + (size_t)c * slots, best->all_entry + j * slots, slots * sizeof(double));
    }
}

bool bw_best_visit(const bw_pricing *pricing, int32_t most, int threads, bw_best_visitor *visit, void *context)
{
    bool good = true;
#pragma omp parallel num_threads(threads)
    {
        bw_best best;
        bool ready = bw_best_open(&best, pricing->program, most);
        if (!ready) {
#pragma omp atomic write
            good = false;
        }
#pragma omp for schedule(dynamic, 64)
        for (int32_t i = 0; i < pricing->program->items; i++)
            if (ready) {
                bw_best_find(&best, pricing, i);
                visit(context, i, &best);
            }
        bw_best_close(&best);
    }
    return good;
}
