/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the engine on a generalized assignment file (OR-Library's format: bins, items, costs, needs, capacities). run.h
 * has the options and what comes out.
 */
#include "app/waiting.h"
#include "bench/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct gap {
    int32_t bins, items;
    double *cost, *need; /* [items * bins] */
    bw_row *row;         /* [bins] capacities */
    int32_t *bin_row;
} gap;

static void fill_item(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost,
                      double *entry)
{
    const gap *g = model;
    size_t first = (size_t)item * (size_t)g->bins;
    for (int32_t c = 0; c < count; c++) {
        size_t at = first + (size_t)(chosen ? chosen[c] : c);
        cost[c] = g->cost[at];
        entry[c] = g->need[at];
    }
}

/* A matrix of the file, bins x items, stored item by item. */
static bool read_matrix(FILE *file, const gap *g, double *matrix)
{
    for (int32_t j = 0; j < g->bins; j++)
        for (int32_t i = 0; i < g->items; i++)
            if (fscanf(file, "%lf", &matrix[(size_t)i * (size_t)g->bins + (size_t)j]) != 1)
                return false;
    return true;
}

static bool read_capacities(FILE *file, gap *g)
{
    for (int32_t j = 0; j < g->bins; j++) {
        g->row[j] = (bw_row){.low = -INFINITY, .violation_price = INFINITY};
        g->bin_row[j] = j;
        if (fscanf(file, "%lf", &g->row[j].high) != 1)
            return false;
    }
    return true;
}

static bool gap_read(gap *g, const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    bool good = fscanf(file, "%d %d", &g->bins, &g->items) == 2 && g->bins > 0 && g->items > 0;
    if (good) {
        size_t pairs = (size_t)g->bins * (size_t)g->items;
        g->cost = bw_array(pairs, sizeof(double));
        g->need = bw_array(pairs, sizeof(double));
        g->row = bw_array((size_t)g->bins, sizeof(bw_row));
        g->bin_row = bw_array((size_t)g->bins, sizeof(int32_t));
        good = g->cost && g->need && g->row && g->bin_row && read_matrix(file, g, g->cost) &&
               read_matrix(file, g, g->need) && read_capacities(file, g);
    }
    fclose(file);
    return good;
}

static void gap_free(gap *g)
{
    free(g->cost);
    free(g->need);
    free(g->row);
    free(g->bin_row);
}

int main(int count, char **words)
{
    run_options options;
    gap g = {0};
    bw_wait_asleep(words);
    if (!run_options_read(&options, "gap FILE", count, words))
        return BW_USAGE;
    bw_status status = BW_BAD_INPUT;
    if (gap_read(&g, options.instance)) {
        bw_program program = {.items = g.items, .bins = g.bins, .rows = g.bins, .slots = 1, .row = g.row,
                              .bin_row = g.bin_row, .fill = fill_item, .model = &g};
        status = run_program(&options, &program, NULL);
    } else {
        fprintf(stderr, "%s: not a generalized assignment file\n", options.instance);
    }
    gap_free(&g);
    return (int)status;
}
