/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Solves a generalized assignment file (OR-Library's format: bins, items, costs, needs, capacities)
 * with the engine and prints one line or one JSON object of what came out.
 */
#include "app/waiting.h"
#include "solver/program.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct gap {
    int32_t bins, items;
    double *cost, *need; /* [items * bins] */
    bw_row *row;         /* [bins] capacities */
    int32_t *bin_row;
} gap;

typedef struct options {
    const char *file, *out;
    bw_effort effort;
    bool json;
} options;

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

static bool options_read(options *o, int count, char **words)
{
    static const struct option known[] = {{"time-limit", required_argument, NULL, 't'},
                                          {"threads", required_argument, NULL, 'n'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"rounds", required_argument, NULL, 'r'},
                                          {"out", required_argument, NULL, 'o'},
                                          {"json", no_argument, NULL, 'j'},
                                          {NULL, 0, NULL, 0}};
    *o = (options){.effort = {.gap = 0, .seconds = 60, .rounds = -1, .threads = 2, .seed = 1}};
    for (int c; (c = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (c) {
        case 't': o->effort.seconds = atof(optarg); break;
        case 'n': o->effort.threads = atoi(optarg); break;
        case 's': o->effort.seed = strtoull(optarg, NULL, 10); break;
        case 'r': o->effort.rounds = strtoll(optarg, NULL, 10); break;
        case 'o': o->out = optarg; break;
        case 'j': o->json = true; break;
        default: return false;
        }
    }
    o->file = optind < count ? words[optind] : NULL;
    return o->file && o->effort.threads > 0 && o->effort.seconds > 0;
}

static bool write_plan(const char *path, const bw_solution *solution, int32_t items)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    for (int32_t i = 0; i < items; i++)
        fprintf(file, "%d\n", solution->bin[i]);
    return fclose(file) == 0;
}

static double cpu_seconds(const struct rusage *usage)
{
    return (double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec +
           1e-6 * ((double)usage->ru_utime.tv_usec + (double)usage->ru_stime.tv_usec);
}

static void print_number(const char *name, double value)
{
    if (isfinite(value))
        printf("\"%s\": %.10g, ", name, value);
    else
        printf("\"%s\": null, ", name);
}

static void print_result(const options *o, const bw_solution *s)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const char *slash = strrchr(o->file, '/'), *name = slash ? slash + 1 : o->file;
    double distance = (s->objective - s->bound) / fmax(1e-9, fabs(s->objective));
    if (!o->json) {
        printf("%s: %.10g, bound %.10g, gap %.4f %%, %s by %s, %.2f s\n", name, s->objective, s->bound,
               100 * distance, bw_outcome_name(s->outcome), s->stopped_by ? s->stopped_by : "", s->seconds);
        return;
    }
    printf("{\"instance\": \"%s\", ", name);
    print_number("objective", s->objective);
    print_number("bound", s->bound);
    print_number("gap", distance);
    printf("\"outcome\": \"%s\", \"seconds\": %.3f, \"cpu_seconds\": %.3f, \"peak_mb\": %.1f}\n",
           bw_outcome_name(s->outcome), s->seconds, cpu_seconds(&usage), (double)usage.ru_maxrss / 1024);
}

int main(int count, char **words)
{
    options o;
    gap g = {0};
    bw_solution solution = {0};
    bw_error error = {0};
    bw_wait_asleep(words);
    if (!options_read(&o, count, words)) {
        fprintf(stderr, "usage: gap FILE [--time-limit S] [--threads N] [--seed N] [--rounds N] [--out FILE] [--json]\n");
        return BW_USAGE;
    }
    if (!gap_read(&g, o.file)) {
        fprintf(stderr, "%s: not a generalized assignment file\n", o.file);
        gap_free(&g);
        return BW_BAD_INPUT;
    }
    bw_program program = {.items = g.items, .bins = g.bins, .rows = g.bins, .slots = 1, .row = g.row,
                          .bin_row = g.bin_row, .fill = fill_item, .model = &g};
    bw_status status = bw_engine_solve(&program, &o.effort, NULL, NULL, &solution, &error);
    if (status != BW_OK)
        fprintf(stderr, "%s: %s\n", o.file, error.message);
    print_result(&o, &solution);
    if (o.out && solution.bin && !write_plan(o.out, &solution, g.items)) {
        fprintf(stderr, "%s: cannot be written\n", o.out);
        status = BW_FAILED;
    }
    bw_solution_clear(&solution);
    gap_free(&g);
    return (int)status;
}
