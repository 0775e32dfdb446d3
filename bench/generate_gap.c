/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes a generalized assignment file (OR-Library's format) of the kinds that the literature measures by, so that
 * anyone can repeat a figure without a data set. Capacities are 0.8 of the mean need of all items over the bins.
 *
 *     C  needs 5 to 25, costs 10 to 50 (Chu, Beasley 1997)
 *     D  needs 1 to 100, costs 111 - need + (-10 to 10): dear where little is needed (the same)
 *     E  needs 1 - 10 ln u, costs 1000 / need - 10 u': the same, stronger (Laguna, Kelly, Gonzalez, Glover 1995)
 *
 * The same options give the same bytes. Files of the literature are others of the same kind: optima differ.
 */
#include "models/base.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct options {
    char kind;
    int32_t bins, items;
    uint64_t seed;
    const char *file;
} options;

static bool options_read(options *o, int count, char **words)
{
    static const struct option known[] = {{"kind", required_argument, NULL, 'k'},
                                          {"bins", required_argument, NULL, 'b'},
                                          {"items", required_argument, NULL, 'i'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"out", required_argument, NULL, 'o'},
                                          {NULL, 0, NULL, 0}};
    *o = (options){.seed = 1};
    for (int c; (c = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (c) {
        case 'k': o->kind = strlen(optarg) == 1 ? optarg[0] : '?'; break;
        case 'b': o->bins = atoi(optarg); break;
        case 'i': o->items = atoi(optarg); break;
        case 's': o->seed = strtoull(optarg, NULL, 10); break;
        case 'o': o->file = optarg; break;
        default: return false;
        }
    }
    return o->kind >= 'C' && o->kind <= 'E' && o->bins > 0 && o->items > 0 && o->file;
}

/* A whole number from low to high. */
static double whole(uint64_t *state, double low, double high)
{
    return low + floor((high - low + 1) * bw_draw_share(state));
}

static void draw_pair(char kind, uint64_t *state, double *cost, double *need)
{
    if (kind == 'C') {
        *need = whole(state, 5, 25);
        *cost = whole(state, 10, 50);
    } else if (kind == 'D') {
        *need = whole(state, 1, 100);
        *cost = 111 - *need + whole(state, -10, 10);
    } else {
        *need = floor(1 - 10 * log(1 - bw_draw_share(state)));
        *cost = ceil(1000 / *need - 10 * bw_draw_share(state));
    }
}

static void write_matrix(FILE *file, const options *o, const double *value)
{
    for (int32_t j = 0; j < o->bins; j++)
        for (int32_t i = 0; i < o->items; i++)
            fprintf(file, "%.0f%c", value[(size_t)j * (size_t)o->items + (size_t)i], i + 1 < o->items ? ' ' : '\n');
}

static bool write_file(const options *o, double *cost, double *need)
{
    uint64_t state = bw_stream_seed(o->seed, (uint64_t)o->kind) | 1;
    FILE *file = fopen(o->file, "w");
    if (!file) {
        fprintf(stderr, "%s: cannot be written\n", o->file);
        return false;
    }
    fprintf(file, "%d %d\n", o->bins, o->items);
    for (size_t p = 0; p < (size_t)o->bins * (size_t)o->items; p++)
        draw_pair(o->kind, &state, &cost[p], &need[p]);
    write_matrix(file, o, cost);
    write_matrix(file, o, need);
    for (int32_t j = 0; j < o->bins; j++) {
        double sum = 0;
        for (int32_t i = 0; i < o->items; i++)
            sum += need[(size_t)j * (size_t)o->items + (size_t)i];
        fprintf(file, "%.0f%c", floor(0.8 * sum / o->bins), j + 1 < o->bins ? ' ' : '\n');
    }
    return fclose(file) == 0;
}

int main(int count, char **words)
{
    options o;
    if (!options_read(&o, count, words)) {
        fputs("usage: generate_gap --kind C|D|E --bins M --items N --out FILE [--seed S]\n", stderr);
        return BW_USAGE;
    }
    size_t pairs = (size_t)o.bins * (size_t)o.items;
    double *cost = bw_array(pairs, sizeof *cost), *need = bw_array(pairs, sizeof *need);
    bool good = cost && need && write_file(&o, cost, need);
    free(cost);
    free(need);
    return good ? BW_OK : BW_FAILED;
}
