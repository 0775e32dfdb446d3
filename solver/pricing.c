/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDING 1e-13 /* relative, of sums of a cost and a few products */

bool bw_pricing_open(bw_pricing *pricing, const bw_program *program)
{
    *pricing = (bw_pricing){.program = program, .floors = program->floor && program->uniform_entries, .tie = -1};
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
    size_t room = bins + 1;
    best->choice = bw_array(room, sizeof(bw_choice));
    best->bin = bw_array(room, sizeof(int32_t));
    best->value = bw_array(room, sizeof(double));
    best->cost = bw_array(room, sizeof(double));
    best->entry = bw_array(room * slots, sizeof(double));
    best->all_value = bw_array(bins, sizeof(double));
    best->all_cost = bw_array(bins, sizeof(double));
    best->all_entry = bw_array(bins * slots, sizeof(double));
    best->known = bw_array(bins, sizeof(bool));
    return best->choice && best->bin && best->value && best->cost && best->entry && best->all_value &&
           best->all_cost && best->all_entry && best->known;
}

void bw_best_close(bw_best *best)
{
    free(best->choice);
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

/* ---- the smallest of many: a heap with the dearest choice on top, sorted in place at the end */

static bool comes_after(const bw_choice *a, const bw_choice *b)
{
    return a->value > b->value || (a->value == b->value && a->bin > b->bin);
}

static void swap_choices(bw_choice *a, bw_choice *b)
{
    bw_choice swapped = *a;
    *a = *b;
    *b = swapped;
}

static void sift_down(bw_choice *heap, int32_t count)
{
    for (int32_t k = 0, child; (child = 2 * k + 1) < count; k = child) {
        if (child + 1 < count && comes_after(&heap[child + 1], &heap[child]))
            child++;
        if (!comes_after(&heap[child], &heap[k]))
            return;
        swap_choices(&heap[k], &heap[child]);
    }
}

static void sift_up(bw_choice *heap, int32_t k)
{
    for (; k > 0 && comes_after(&heap[k], &heap[(k - 1) / 2]); k = (k - 1) / 2)
        swap_choices(&heap[k], &heap[(k - 1) / 2]);
}

/* What a bin must be worth less than to get in. */
static double bar(const bw_best *best)
{
    return best->count < best->most ? INFINITY : best->choice[0].value;
}

/* Lets a bin in, instead of the dearest when there is no room. Bins come by rising index, so that of equals
 * the first stays. */
static void let_in(bw_best *best, int32_t bin, double value)
{
    if (best->count < best->most) {
        best->choice[best->count] = (bw_choice){value, bin};
        sift_up(best->choice, best->count++);
    } else {
        best->choice[0] = (bw_choice){value, bin};
        sift_down(best->choice, best->count);
    }
}

static void sort_choices(bw_best *best)
{
    for (int32_t left = best->count; left > 1; left--) {
        swap_choices(&best->choice[0], &best->choice[left - 1]);
        sift_down(best->choice, left - 1);
    }
}

/* ---- the value of pairs */

double bw_pricing_value(const bw_pricing *pricing, int32_t bin, double cost, const double *entry)
{
    const bw_program *program = pricing->program;
    const double *at = pricing->at;
    size_t j = (size_t)bin, bins = (size_t)program->bins, slots = (size_t)program->slots;
    double sum = 0;
    for (size_t k = 0; k < slots && cost < INFINITY; k++)
        sum += entry[k] * (program->uniform_entries ? at[k * bins + j] : at[j * slots + k]);
    double value = cost + sum;
    return fabs(value) < INFINITY ? value : INFINITY;
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
    for (int32_t j = 0; j < bins; j++)
        if (best->all_value[j] < bar(best))
            let_in(best, j, best->all_value[j]);
}

static void find_among_all(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    const bw_program *program = pricing->program;
    size_t slots = (size_t)program->slots;
    program->fill(program->model, item, program->bins, NULL, best->all_cost, best->all_entry);
    for (int32_t j = 0; j < program->bins; j++)
        best->all_value[j] =
            bw_pricing_value(pricing, j, best->all_cost[j], best->all_entry + (size_t)j * slots);
    keep_least(best, program->bins);
}

/* The exact value of one bin; its cost and entries are kept in the arrays over all bins. */
static double ask_fill(bw_best *best, const bw_pricing *pricing, int32_t item, int32_t bin)
{
    const bw_program *program = pricing->program;
    double *entry = best->all_entry + (size_t)bin * (size_t)program->slots;
    program->fill(program->model, item, 1, &bin, &best->all_cost[bin], entry);
    best->known[bin] = true;
    return bw_pricing_value(pricing, bin, best->all_cost[bin], entry);
}

/* Bins are first taken by their floors; then every bin whose floor is below the bar is asked for its value. */
static void find_by_floors(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    const bw_program *program = pricing->program;
    program->floor(program->model, item, best->all_value, best->entry);
    add_uniform(pricing, best->entry, best->all_value);
    memset(best->known, 0, (size_t)program->bins * sizeof(bool));
    keep_least(best, program->bins);
    double highest = best->count < best->most ? INFINITY : -INFINITY;
    for (int32_t c = 0; c < best->count; c++) {
        int32_t bin = best->choice[c].bin;
        best->all_value[bin] = ask_fill(best, pricing, item, bin);
        highest = fmax(highest, best->all_value[bin]);
    }
    best->count = 0;
    for (int32_t j = 0; j < program->bins; j++) {
        double value = best->all_value[j], least = value - ROUNDING * fabs(value);
        if (!(least <= highest) || !(least < bar(best)))
            continue;
        if (!best->known[j])
            value = ask_fill(best, pricing, item, j);
        if (value < bar(best))
            let_in(best, j, value);
    }
}

void bw_best_find(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    size_t slots = (size_t)pricing->program->slots;
    if (pricing->floors)
        find_by_floors(best, pricing, item);
    else
        find_among_all(best, pricing, item);
    sort_choices(best);
    for (int32_t c = 0; c < best->count; c++) {
        size_t j = (size_t)best->choice[c].bin;
        best->bin[c] = best->choice[c].bin;
        best->value[c] = best->choice[c].value;
        best->cost[c] = best->all_cost[j];
        if (slots > 0)
            memcpy(best->entry + (size_t)c * slots, best->all_entry + j * slots, slots * sizeof(double));
    }
}

static int32_t count_ties(const bw_best *best, double tie)
{
    int32_t ties = 0;
    while (ties < best->count && best->value[ties] - best->value[0] <= tie)
        ties++;
    return ties;
}

/* The best bins, and where these are all ties, the rest of the ties. */
static void find_with_ties(bw_best *best, const bw_pricing *pricing, int32_t item)
{
    int32_t most = best->most;
    bw_best_find(best, pricing, item);
    best->ties = count_ties(best, pricing->tie);
    if (best->ties < most || most >= pricing->program->bins)
        return;
    best->most = pricing->program->bins;
    bw_best_find(best, pricing, item);
    best->most = most;
    best->count = best->ties = count_ties(best, pricing->tie);
}

int32_t bw_best_turn(const bw_best *best, int32_t item, int32_t k)
{
    return k < best->ties ? (item % best->ties + k) % best->ties : k;
}

bool bw_best_visit(const bw_pricing *pricing, int32_t most, int threads, double end, const bw_watch *watch,
                   bw_best_visitor *visit, void *context, int64_t *missed)
{
    bool good = true;
    int64_t seen = 0;
#pragma omp parallel num_threads(threads) reduction(+ : seen)
    {
        bw_best best;
        bool ready = bw_best_open(&best, pricing->program, most);
        if (!ready) {
#pragma omp atomic write
            good = false;
        }
#pragma omp for schedule(dynamic, 64)
        for (int32_t i = 0; i < pricing->program->items; i++)
            if (ready && !bw_time_is_up(watch, end)) {
                find_with_ties(&best, pricing, i);
                visit(context, i, &best);
                seen++;
            }
        bw_best_close(&best);
    }
    *missed = pricing->program->items - seen;
    return good;
}
