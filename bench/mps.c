/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/mps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct choice {
    double cost;
    int32_t bin;
} choice;

/* Room for one item. */
typedef struct item_room {
    double *cost, *entry; /* [bins], [bins * slots] */
    choice *choices;      /* [bins] */
} item_room;

static int by_cost(const void *a, const void *b)
{
    const choice *p = a, *q = b;
    if (p->cost != q->cost)
        return p->cost < q->cost ? -1 : 1;
    return (p->bin > q->bin) - (p->bin < q->bin);
}

static bool rows_are_hard(const bw_program *program)
{
    bool hard = true;
    for (int32_t r = 0; r < program->rows; r++)
        hard = hard && program->row[r].violation_price == INFINITY && !(program->row[r].ideal_price > 0);
    return hard;
}

static char row_kind(const bw_row *row)
{
    if (row->low == row->high)
        return 'E';
    if (row->high < INFINITY)
        return 'L';
    return row->low > -INFINITY ? 'G' : 'N';
}

static void write_rows(FILE *file, const bw_program *program)
{
    fputs("NAME assignment\nROWS\n N cost\n", file);
    for (int32_t i = 0; i < program->items; i++)
        fprintf(file, " E i%d\n", i);
    for (int32_t r = 0; r < program->rows; r++)
        fprintf(file, " %c r%d\n", row_kind(&program->row[r]), r);
}

static void write_column(FILE *file, const bw_program *program, int32_t item, const choice *c, const double *entry)
{
    const int32_t *row = program->bin_row + (size_t)c->bin * (size_t)program->slots;
    fprintf(file, " x%d_%d cost %.17g i%d 1\n", item, c->bin, c->cost, item);
    for (int32_t k = 0; k < program->slots; k++)
        if (row[k] >= 0 && entry[k] != 0)
            fprintf(file, " x%d_%d r%d %.17g\n", item, c->bin, row[k], entry[k]);
}

static void write_item(FILE *file, const bw_program *program, int32_t item, int32_t cheapest, item_room *room)
{
    program->fill(program->model, item, program->bins, NULL, room->cost, room->entry);
    int32_t count = 0;
    for (int32_t j = 0; j < program->bins; j++)
        if (room->cost[j] < INFINITY)
            room->choices[count++] = (choice){room->cost[j], j};
    if (cheapest > 0 && cheapest < count) {
        qsort(room->choices, (size_t)count, sizeof *room->choices, by_cost);
        count = cheapest;
    }
    for (int32_t c = 0; c < count; c++)
        write_column(file, program, item, &room->choices[c],
                     room->entry + (size_t)room->choices[c].bin * (size_t)program->slots);
}

static void write_windows(FILE *file, const bw_program *program)
{
    fputs("RHS\n", file);
    for (int32_t i = 0; i < program->items; i++)
        fprintf(file, " R i%d 1\n", i);
    for (int32_t r = 0; r < program->rows; r++) {
        const bw_row *row = &program->row[r];
        if (row_kind(row) != 'N')
            fprintf(file, " R r%d %.17g\n", r, row->high < INFINITY ? row->high : row->low);
    }
    fputs("RANGES\n", file);
    for (int32_t r = 0; r < program->rows; r++) {
        const bw_row *row = &program->row[r];
        if (row_kind(row) == 'L' && row->low > -INFINITY)
            fprintf(file, " G r%d %.17g\n", r, row->high - row->low);
    }
    fputs("ENDATA\n", file);
}

bool mps_write(const bw_program *program, const char *path, int32_t cheapest)
{
    size_t bins = (size_t)program->bins;
    FILE *file = rows_are_hard(program) ? fopen(path, "w") : NULL;
    item_room room = {bw_array(bins, sizeof(double)), bw_array(bins * (size_t)program->slots, sizeof(double)),
                      bw_array(bins, sizeof(choice))};
    bool good = file && room.cost && room.entry && room.choices;
    if (good) {
        write_rows(file, program);
        fputs("COLUMNS\n M1 'MARKER' 'INTORG'\n", file);
        for (int32_t i = 0; i < program->items; i++)
            write_item(file, program, i, cheapest, &room);
        fputs(" M2 'MARKER' 'INTEND'\n", file);
        write_windows(file, program);
    }
    if (file)
        good = fclose(file) == 0 && good;
    free(room.cost);
    free(room.entry);
    free(room.choices);
    return good;
}
