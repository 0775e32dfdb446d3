/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small programs that nobody would write: any number of slots, rows shared by any bins, rows twice at one bin, rows that
 * nobody uses, windows of no width and of no end, prices of nothing and of a lot, costs from 1e-3 to 1e9 side by
 * side, ties, weights of zero, below zero and with heavy tails, items that fit nowhere or only at home. With two
 * oracles: all assignments, and the whole model in GLPK's branch and cut.
 */
#ifndef BW_TESTS_WILD_PROGRAM_H
#define BW_TESTS_WILD_PROGRAM_H

#include "solver/program.h"
#include "tests/unit/glpk_oracle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct wild {
    bw_program program;
    double *cost, *entry; /* [items * bins], [items * bins * slots] */
    bw_row *row;
    int32_t *bin_row;
    uint64_t random;
} wild;

static inline void wild_fill(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                             double *entry)
{
    const wild *w = model;
    size_t slots = (size_t)w->program.slots;
    for (int32_t c = 0; c < count; c++) {
        size_t at = (size_t)item * (size_t)w->program.bins + (size_t)(chosen ? chosen[c] : c);
        cost[c] = w->cost[at];
        for (size_t k = 0; k < slots; k++)
            entry[(size_t)c * slots + k] = w->entry[at * slots + k];
    }
}

/** A program of this size without costs and weights: every bin has the rows j, bins + j, ... in its slots, and no
 *  row has a window. */
static inline wild *wild_create(int32_t items, int32_t bins, int32_t slots)
{
    wild *w = calloc(1, sizeof *w);
    size_t pairs = (size_t)items * (size_t)bins;
    int32_t rows = bins * slots;
    w->cost = bw_array(pairs, sizeof(double));
    w->entry = bw_array(pairs * (size_t)slots, sizeof(double));
    w->row = bw_array((size_t)rows, sizeof(bw_row));
    w->bin_row = bw_array((size_t)bins * (size_t)slots, sizeof(int32_t));
    for (int32_t j = 0; j < bins; j++)
        for (int32_t k = 0; k < slots; k++)
            w->bin_row[j * slots + k] = k * bins + j;
    for (int32_t r = 0; r < rows; r++)
        w->row[r] = (bw_row){-INFINITY, INFINITY, INFINITY, 0, 0};
    w->program = (bw_program){.items = items, .bins = bins, .rows = rows, .slots = slots, .row = w->row,
                              .bin_row = w->bin_row, .fill = wild_fill, .model = w};
    return w;
}

static inline void wild_free(wild *w)
{
    free(w->cost);
    free(w->entry);
    free(w->row);
    free(w->bin_row);
    free(w);
}

static inline double wild_share(wild *w)
{
    w->random = bw_stream_seed(w->random, 7);
    return (double)(w->random >> 11) * 0x1p-53;
}

static inline int32_t wild_pick(wild *w, int32_t count)
{
    return (int32_t)(wild_share(w) * count);
}

/* One number of a kind: whole, equal, broken, heavy-tailed, from 1e-3 to 1e9, or mostly nothing. */
static inline double wild_number(wild *w, int32_t kind)
{
    double share = wild_share(w);
    switch (kind) {
    case 0: return floor(10 * share);
    case 1: return 1;
    case 2: return 20 * share;
    case 3: return pow(1 - share, -1 / 0.8);
    case 4: return pow(10, 12 * share - 3);
    case 5: return share < 0.6 ? 0 : floor(30 * share);
    default: return floor(20 * share) - 10;
    }
}

/* A row around what an assignment puts into it, or around something else. */
static inline bw_row wild_row(wild *w, double centre, double size)
{
    double width = size * wild_share(w), kind = wild_share(w), ends = wild_share(w);
    if (wild_share(w) < 0.05)
        centre += 2 * size; /* out of reach at times */
    bw_row row = {centre - width * wild_share(w), centre + width * wild_share(w), INFINITY, 0, 0};
    if (ends < 0.15)
        row.low = -INFINITY;
    else if (ends < 0.3)
        row.high = INFINITY;
    else if (ends < 0.45)
        row.low = row.high = centre;
    else if (ends < 0.5)
        row.low = -INFINITY, row.high = INFINITY;
    if (kind < 0.4)
        row.violation_price = kind < 0.1 ? 0 : kind < 0.15 ? 1e6 : floor(8 * wild_share(w));
    if (wild_share(w) < 0.25) {
        row.ideal = fmin(fmax(centre, row.low), row.high);
        row.ideal_price = 3 * wild_share(w);
    }
    return row;
}

/* Rows of bins: a window each, a group, one for all, none, or any row. */
static inline int32_t wild_row_of(wild *w, int32_t kind, int32_t slot, int32_t bin)
{
    int32_t bins = w->program.bins, rows = w->program.rows;
    switch (kind) {
    case 0: return slot * bins + bin;
    case 1: return slot * bins + bin / 2;
    case 2: return slot * bins;
    case 3: return -1;
    default: return wild_pick(w, rows + 1) - 1;
    }
}

static inline void wild_draw_pairs(wild *w, double *centre, double *size)
{
    bw_program *p = &w->program;
    int32_t cost_kind = wild_pick(w, 7), weight_kind[8];
    double barred = wild_share(w) < 0.5 ? 0 : wild_share(w);
    for (int32_t k = 0; k < p->slots; k++)
        weight_kind[k] = wild_pick(w, 7);
    p->uniform_entries = wild_share(w) < 0.5;
    for (int32_t i = 0; i < p->items; i++) {
        int32_t home = wild_pick(w, p->bins);
        double same[8];
        for (int32_t k = 0; k < p->slots; k++)
            same[k] = wild_number(w, weight_kind[k]);
        for (int32_t j = 0; j < p->bins; j++) {
            size_t at = (size_t)i * (size_t)p->bins + (size_t)j;
            w->cost[at] = j != home && wild_share(w) < barred ? INFINITY : wild_number(w, cost_kind);
            for (int32_t k = 0; k < p->slots; k++) {
                int32_t r = w->bin_row[j * p->slots + k];
                double entry = p->uniform_entries ? same[k] : wild_number(w, weight_kind[k]);
                w->entry[at * (size_t)p->slots + (size_t)k] = r >= 0 ? entry : 0;
                if (r >= 0 && j == home)
                    centre[r] += entry;
                if (r >= 0)
                    size[r] = fmax(size[r], fabs(entry));
            }
        }
    }
}

/** A random program of at most that many items and bins. */
static inline wild *wild_random(int32_t items_most, int32_t bins_most, uint64_t seed)
{
    wild draw = {.random = seed};
    wild *w = wild_create(1 + wild_pick(&draw, items_most), 1 + wild_pick(&draw, bins_most), wild_pick(&draw, 5));
    bw_program *p = &w->program;
    w->random = draw.random;
    for (int32_t k = 0; k < p->slots; k++) {
        int32_t kind = wild_pick(w, 5);
        for (int32_t j = 0; j < p->bins; j++)
            w->bin_row[j * p->slots + k] = wild_row_of(w, kind, k, j);
    }
    double *centre = bw_array((size_t)p->rows, sizeof(double)), *size = bw_array((size_t)p->rows, sizeof(double));
    wild_draw_pairs(w, centre, size);
    for (int32_t r = 0; r < p->rows; r++)
        w->row[r] = wild_row(w, centre[r], 1.5 * size[r]);
    free(centre);
    free(size);
    return w;
}

/** The least objective of all assignments; INFINITY if none is feasible. */
static inline double wild_least(const wild *w)
{
    int32_t items = w->program.items, bins = w->program.bins, i = 0;
    int32_t *bin = bw_array((size_t)items, sizeof(int32_t));
    double least = INFINITY;
    while (i < items) {
        least = fmin(least, bw_program_objective(&w->program, bin, NULL));
        for (i = 0; i < items && ++bin[i] == bins; i++)
            bin[i] = 0;
    }
    free(bin);
    return least;
}

/* ---- the whole model in GLPK: a row for each item and each coupling row, a column for each pair and each piece of a
   row's penalty; missing a hard window has no column */

static inline void wild_add_pairs(const wild *w, glp_prob *problem)
{
    const bw_program *p = &w->program;
    int32_t place[16];
    double value[16];
    for (int32_t i = 0; i < p->items; i++)
        for (int32_t j = 0; j < p->bins; j++) {
            size_t at = (size_t)i * (size_t)p->bins + (size_t)j;
            int32_t count = 1;
            place[0] = i;
            value[0] = 1;
            for (int32_t k = 0; k < p->slots; k++) {
                int32_t r = w->bin_row[j * p->slots + k], c = 1;
                while (r >= 0 && c < count && place[c] != p->items + r)
                    c++;
                if (r < 0)
                    continue;
                value[c] = (c < count ? value[c] : 0) + w->entry[at * (size_t)p->slots + (size_t)k];
                place[c] = p->items + r;
                count += c == count;
            }
            if (w->cost[at] < INFINITY)
                glpk_column(problem, w->cost[at], 1, count, place, value, true);
        }
}

/* activity = middle + up pieces - down pieces, where `middle` is the ideal or an end of the window. */
static inline void wild_add_penalty(const wild *w, glp_prob *problem, int32_t r, double middle)
{
    const bw_row *row = &w->row[r];
    double away = row->ideal_price > 0 ? row->ideal_price : 0;
    int32_t place = w->program.items + r;
    for (double direction = -1; direction <= 1; direction += 2) {
        double end = direction > 0 ? row->high : row->low, entry = -direction;
        glpk_column(problem, away, fabs(end - middle), 1, &place, &entry, false);
        if (isfinite(end) && row->violation_price < INFINITY)
            glpk_column(problem, away + row->violation_price, INFINITY, 1, &place, &entry, false);
    }
}

/* The plan in GLPK's answer, judged by the program itself. */
static inline double wild_judge(const wild *w, glp_prob *problem)
{
    const bw_program *p = &w->program;
    int32_t *bin = bw_array((size_t)p->items, sizeof *bin), column = 0;
    for (int32_t i = 0; i < p->items; i++)
        for (int32_t j = 0; j < p->bins; j++)
            if (w->cost[(size_t)i * (size_t)p->bins + (size_t)j] < INFINITY && glp_mip_col_val(problem, ++column) > 0.5)
                bin[i] = j;
    double objective = bw_program_objective(p, bin, NULL);
    free(bin);
    return objective;
}

/** What GLPK's branch and cut finds, which takes windows less exactly than the program does: no bound may be above
 *  it. INFINITY if it finds nothing that holds. */
static inline double wild_by_glpk(const wild *w)
{
    const bw_program *p = &w->program;
    size_t count = (size_t)(p->items + p->rows);
    double *side = bw_array(count, sizeof *side), found = INFINITY;
    for (int32_t i = 0; i < p->items; i++)
        side[i] = 1;
    for (int32_t r = 0; r < p->rows; r++)
        side[p->items + r] = w->row[r].ideal_price > 0 ? w->row[r].ideal
                             : isfinite(w->row[r].low) ? w->row[r].low
                             : isfinite(w->row[r].high) ? w->row[r].high : 0;
    glp_prob *problem = glpk_open((int32_t)count, side, side);
    wild_add_pairs(w, problem);
    for (int32_t r = 0; r < p->rows; r++)
        wild_add_penalty(w, problem, r, side[p->items + r]);
    if (glpk_branch(problem, 2000))
        found = wild_judge(w, problem);
    glpk_close(problem);
    free(side);
    return found;
}

#endif
