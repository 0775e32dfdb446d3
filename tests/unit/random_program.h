/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small random assignment programs with every feature of solver/program.h, and the oracle that tries
 * all assignments.
 */
#ifndef BW_TESTS_RANDOM_PROGRAM_H
#define BW_TESTS_RANDOM_PROGRAM_H

#include "solver/program.h"

#include <math.h>
#include <stdlib.h>

#define SLOTS 3

typedef struct toy {
    bw_program program;
    double *cost, *entry; /* [items * bins], [items * bins * SLOTS] */
    bw_row *row;
    int32_t *bin_row;
    uint64_t random;
} toy;

static inline double toy_draw(toy *t)
{
    t->random = bw_stream_seed(t->random, 7);
    return (double)(t->random >> 11) * 0x1p-53;
}

static inline void toy_fill(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                            double *entry)
{
    const toy *t = model;
    for (int32_t c = 0; c < count; c++) {
        size_t at = (size_t)item * (size_t)t->program.bins + (size_t)(chosen ? chosen[c] : c);
        cost[c] = t->cost[at];
        for (size_t k = 0; k < SLOTS; k++)
            entry[(size_t)c * SLOTS + k] = t->entry[at * SLOTS + k];
    }
}

/* One row around what a random assignment puts into it: hard, elastic or with an ideal. */
static inline bw_row toy_row(toy *t, double centre)
{
    double width = 1 + 6 * toy_draw(t), kind = toy_draw(t);
    if (toy_draw(t) < 0.06)
        centre += 25; /* out of reach at times */
    bw_row row = {floor(centre - width * toy_draw(t)), ceil(centre + width * toy_draw(t)), INFINITY, 0, 0};
    if (toy_draw(t) < 0.3)
        row.low = -INFINITY;
    else if (toy_draw(t) < 0.2)
        row.high = INFINITY;
    if (kind < 0.4)
        row.violation_price = floor(8 * toy_draw(t));
    if (toy_draw(t) < 0.3) {
        row.ideal = fmin(fmax(centre, row.low), row.high);
        row.ideal_price = toy_draw(t) * 3;
    }
    return row;
}

/* Slot 0: a row per bin; slot 1: a row per two bins (a group); slot 2: one row for all (a budget), or none. */
static inline void toy_create(toy *t, int32_t items, int32_t bins, uint64_t seed)
{
    size_t pairs = (size_t)items * (size_t)bins;
    int32_t groups = (bins + 1) / 2, rows = bins + groups + 1;
    *t = (toy){.random = seed};
    t->cost = bw_array(pairs, sizeof(double));
    t->entry = bw_array(pairs * SLOTS, sizeof(double));
    t->row = bw_array((size_t)rows, sizeof(bw_row));
    t->bin_row = bw_array((size_t)bins * SLOTS, sizeof(int32_t));
    double *centre = bw_array((size_t)rows, sizeof(double));
    bool budget = toy_draw(t) < 0.5, whole = toy_draw(t) < 0.5;
    for (int32_t j = 0; j < bins; j++) {
        t->bin_row[j * SLOTS] = j;
        t->bin_row[j * SLOTS + 1] = bins + j / 2;
        t->bin_row[j * SLOTS + 2] = budget ? bins + groups : -1;
    }
    for (int32_t i = 0; i < items; i++) {
        int32_t home = (int32_t)(toy_draw(t) * bins);
        for (int32_t j = 0; j < bins; j++) {
            size_t at = (size_t)(i * bins + j);
            double cost = 40 * toy_draw(t) - 10;
            t->cost[at] = j != home && toy_draw(t) < 0.15 ? INFINITY : whole ? floor(cost) : cost;
            t->entry[at * SLOTS] = floor(10 * toy_draw(t));
            t->entry[at * SLOTS + 1] = floor(6 * toy_draw(t)) - 1;
            t->entry[at * SLOTS + 2] = budget ? (double)(j != home) : 0;
            for (int32_t k = 0; j == home && k < SLOTS; k++)
                if (t->bin_row[j * SLOTS + k] >= 0)
                    centre[t->bin_row[j * SLOTS + k]] += t->entry[at * SLOTS + (size_t)k];
        }
    }
    for (int32_t r = 0; r < rows; r++)
        t->row[r] = toy_row(t, centre[r]);
    free(centre);
    t->program = (bw_program){.items = items, .bins = bins, .rows = rows, .slots = SLOTS, .row = t->row,
                              .bin_row = t->bin_row, .fill = toy_fill, .model = t};
}

static inline void toy_free(toy *t)
{
    free(t->cost);
    free(t->entry);
    free(t->row);
    free(t->bin_row);
}

/* The least objective of all assignments; INFINITY if none is feasible. */
static inline double toy_oracle(const toy *t)
{
    int32_t items = t->program.items, bins = t->program.bins, i = 0;
    int32_t *bin = bw_array((size_t)items, sizeof(int32_t));
    double least = INFINITY;
    while (i < items) {
        bool eligible = true;
        for (int32_t k = 0; k < items; k++)
            eligible = eligible && t->cost[k * bins + bin[k]] < INFINITY;
        if (eligible)
            least = fmin(least, bw_program_objective(&t->program, bin, NULL));
        for (i = 0; i < items && ++bin[i] == bins; i++)
            bin[i] = 0;
    }
    free(bin);
    return least;
}

#endif
