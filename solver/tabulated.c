/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/tabulated.h"

#include <stdlib.h>
#include <string.h>

#define NUMBERS_MAX (1 << 22) /* 32 MB */

static void look_up(const void *model, int32_t item, int32_t count, const int32_t *chosen, double *cost, double *entry)
{
    const bw_tabulated *made = model;
    size_t first = (size_t)item * (size_t)made->program.bins, slots = (size_t)made->program.slots;
    if (!chosen) {
        memcpy(cost, made->cost + first, (size_t)count * sizeof *cost);
        memcpy(entry, made->entry + first * slots, (size_t)count * slots * sizeof *entry);
        return;
    }
    for (size_t c = 0; c < (size_t)count; c++) {
        size_t pair = first + (size_t)chosen[c];
        cost[c] = made->cost[pair];
        memcpy(entry + c * slots, made->entry + pair * slots, slots * sizeof *entry);
    }
}

bool bw_tabulated_fits(const bw_program *program)
{
    bool sound = program->items > 0 && program->bins > 0 && program->slots >= 0;
    return sound && (double)program->items * program->bins * (program->slots + 1.0) <= NUMBERS_MAX;
}

bool bw_tabulated_open(bw_tabulated *made, const bw_program *program, int threads)
{
    size_t bins = (size_t)program->bins, slots = (size_t)program->slots;
    *made = (bw_tabulated){.program = *program};
    if (program->floor || !bw_tabulated_fits(program))
        return true;
    made->cost = bw_array((size_t)program->items * bins, sizeof *made->cost);
    made->entry = bw_array((size_t)program->items * bins * slots, sizeof *made->entry);
    if (!made->cost || !made->entry)
        return false;
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
    for (int32_t i = 0; i < program->items; i++)
        program->fill(program->model, i, program->bins, NULL, made->cost + (size_t)i * bins,
                      made->entry + (size_t)i * bins * slots);
    made->program.fill = look_up;
    made->program.model = made;
    return true;
}

void bw_tabulated_close(bw_tabulated *made)
{
    free(made->cost);
    free(made->entry);
}
