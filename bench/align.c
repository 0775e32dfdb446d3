/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs the engine on a synthetic alignment instance (accounts.csv, reps.csv, instance.txt in a folder; bench/README.md
 * has the formula of costs). run.h has the options and what comes out.
 */
#include "app/waiting.h"
#include "bench/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define EARTH 6371.0
#define RADIAN (3.14159265358979323846 / 180)

typedef struct place {
    double phi, lambda, cosine; /* radians */
    double unit[3];             /* on the unit sphere */
} place;

typedef struct instance {
    int32_t accounts, reps;
    place *account, *rep;
    double *unit[3];            /* [reps] of the reps' places, for scanning */
    double *workload, *potential, *visits, *disruption;
    int32_t *current;
    double low[2], high[2];
    bw_row *row;                /* [2 * reps] */
    int32_t *bin_row;
} instance;

/* ---- costs */

static place place_make(double latitude, double longitude)
{
    place p = {.phi = latitude * RADIAN, .lambda = longitude * RADIAN};
    p.cosine = cos(p.phi);
    p.unit[0] = p.cosine * cos(p.lambda);
    p.unit[1] = p.cosine * sin(p.lambda);
    p.unit[2] = sin(p.phi);
    return p;
}

static double kilometres(const place *from, const place *to)
{
    double a = sin((to->phi - from->phi) / 2), b = sin((to->lambda - from->lambda) / 2);
    double h = a * a + from->cosine * to->cosine * b * b;
    return 2 * EARTH * asin(fmin(1, sqrt(h)));
}

static double pair_cost(const instance *g, int32_t i, int32_t j)
{
    return floor(kilometres(&g->account[i], &g->rep[j]) * g->visits[i] + 0.5) +
           (j != g->current[i] ? g->disruption[i] : 0);
}

static void fill_account(const void *model, int32_t i, int32_t count, const int32_t *chosen, double *cost,
                         double *entry)
{
    const instance *g = model;
    for (int32_t c = 0; c < count; c++) {
        cost[c] = pair_cost(g, i, chosen ? chosen[c] : c);
        entry[2 * (size_t)c] = g->workload[i];
        entry[2 * (size_t)c + 1] = g->potential[i];
    }
}

/* asin(s) >= s + s^3 / 6 + 3 s^5 / 40, s half the chord; half a unit for the rounding of costs. */
static void floor_account(const void *model, int32_t i, double *least, double *entry)
{
    const instance *g = model;
    const double *u = g->account[i].unit, *x = g->unit[0], *y = g->unit[1], *z = g->unit[2];
    double scale = 2 * EARTH * g->visits[i] * (1 - 1e-9), rest = g->disruption[i] - 0.5001;
    for (int32_t j = 0; j < g->reps; j++) {
        double dx = x[j] - u[0], dy = y[j] - u[1], dz = z[j] - u[2], q = (dx * dx + dy * dy + dz * dz) / 4;
        least[j] = scale * sqrt(q) * (1 + q * (1.0 / 6 + q * (3.0 / 40))) + rest;
    }
    least[g->current[i]] -= g->disruption[i];
    entry[0] = g->workload[i];
    entry[1] = g->potential[i];
}

/* ---- reading */

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return fopen(path, "r");
}

static bool read_windows(instance *g, const char *folder)
{
    FILE *file = open_file(folder, "instance.txt");
    bool good = file && fscanf(file, "n=%d J=%d seed=%*d alpha=%*f workload_window=[%lf,%lf] potential_window=[%lf,%lf]",
                               &g->accounts, &g->reps, &g->low[0], &g->high[0], &g->low[1], &g->high[1]) == 6;
    if (file)
        fclose(file);
    return good && g->accounts > 0 && g->reps > 0;
}

static bool read_reps(instance *g, const char *folder)
{
    double latitude, longitude;
    FILE *file = open_file(folder, "reps.csv");
    bool good = file && fscanf(file, "%*[^\n]") == 0;
    for (int32_t j = 0; good && j < g->reps; j++) {
        good = fscanf(file, "%*d,%lf,%lf", &latitude, &longitude) == 2;
        g->rep[j] = place_make(latitude, longitude);
        for (int d = 0; d < 3; d++)
            g->unit[d][j] = g->rep[j].unit[d];
    }
    if (file)
        fclose(file);
    return good;
}

static bool read_accounts(instance *g, const char *folder)
{
    double latitude, longitude;
    FILE *file = open_file(folder, "accounts.csv");
    bool good = file && fscanf(file, "%*[^\n]") == 0;
    for (int32_t i = 0; good && i < g->accounts; i++) {
        good = fscanf(file, "%*d,%lf,%lf,%lf,%lf,%d", &latitude, &longitude, &g->workload[i], &g->potential[i],
                      &g->current[i]) == 5 && g->current[i] >= 0 && g->current[i] < g->reps;
        g->account[i] = place_make(latitude, longitude);
        g->visits[i] = fmax(1, floor((g->workload[i] + 2) / 4));
        g->disruption[i] = 30 * g->visits[i] + floor(g->potential[i] / 2);
    }
    if (file)
        fclose(file);
    return good;
}

static bool make_room(instance *g)
{
    size_t accounts = (size_t)g->accounts, reps = (size_t)g->reps;
    g->account = bw_array(accounts, sizeof(place));
    g->rep = bw_array(reps, sizeof(place));
    g->workload = bw_array(accounts, sizeof(double));
    g->potential = bw_array(accounts, sizeof(double));
    g->visits = bw_array(accounts, sizeof(double));
    g->disruption = bw_array(accounts, sizeof(double));
    g->current = bw_array(accounts, sizeof(int32_t));
    g->row = bw_array(2 * reps, sizeof(bw_row));
    g->bin_row = bw_array(2 * reps, sizeof(int32_t));
    bool good = g->account && g->rep && g->workload && g->potential && g->visits && g->disruption && g->current &&
                g->row && g->bin_row;
    for (int d = 0; d < 3; d++)
        good = (g->unit[d] = bw_array(reps, sizeof(double))) && good;
    return good;
}

static void make_rows(instance *g)
{
    for (int32_t r = 0; r < 2 * g->reps; r++) {
        g->row[r] = (bw_row){.low = g->low[r % 2], .high = g->high[r % 2], .violation_price = INFINITY};
        g->bin_row[r] = r;
    }
}

static bool instance_read(instance *g, const char *folder)
{
    if (!read_windows(g, folder) || !make_room(g) || !read_reps(g, folder) || !read_accounts(g, folder))
        return false;
    make_rows(g);
    return true;
}

static void instance_free(instance *g)
{
    free(g->account);
    free(g->rep);
    for (int d = 0; d < 3; d++)
        free(g->unit[d]);
    free(g->workload);
    free(g->potential);
    free(g->visits);
    free(g->disruption);
    free(g->current);
    free(g->row);
    free(g->bin_row);
}

/* ---- the program */

static bw_program instance_program(const instance *g)
{
    return (bw_program){.items = g->accounts, .bins = g->reps, .rows = 2 * g->reps, .slots = 2, .row = g->row,
                        .bin_row = g->bin_row, .fill = fill_account, .model = g, .uniform_entries = true,
                        .floor = floor_account};
}

int main(int count, char **words)
{
    run_options options;
    instance g = {0};
    bw_wait_asleep(words);
    if (!run_options_read(&options, "align FOLDER", count, words))
        return BW_USAGE;
    bw_status status = BW_BAD_INPUT;
    if (instance_read(&g, options.instance)) {
        bw_program program = instance_program(&g);
        status = run_program(&options, &program, g.current);
    } else {
        fprintf(stderr, "%s: not an alignment instance\n", options.instance);
    }
    instance_free(&g);
    return (int)status;
}
