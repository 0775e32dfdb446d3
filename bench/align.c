/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Solves a synthetic alignment instance (accounts.csv, reps.csv, instance.txt in a folder; bench/README.md has
 * the formula of costs) with the engine, or bounds it, or writes it as a file for other solvers.
 */
#include "app/waiting.h"
#include "solver/lp.h"
#include "solver/master.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

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

typedef struct options {
    const char *folder, *out, *mps;
    bw_effort effort;
    int32_t nearest; /* of the file for other solvers; 0: all */
    bool json, bound_only, dual_only, trace;
} options;

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

/* ---- a file for other solvers */

typedef struct pair {
    double cost;
    int32_t rep;
} pair;

static int by_cost(const void *a, const void *b)
{
    const pair *p = a, *q = b;
    if (p->cost != q->cost)
        return p->cost < q->cost ? -1 : 1;
    return (p->rep > q->rep) - (p->rep < q->rep);
}

/* Free MPS, one column for each pair; the nearest reps of an account are those of least distance. */
static bool write_mps(const instance *g, const char *path, int32_t nearest)
{
    FILE *file = fopen(path, "w");
    pair *pairs = bw_array((size_t)g->reps, sizeof *pairs);
    int32_t kept = nearest > 0 && nearest < g->reps ? nearest : g->reps;
    if (!file || !pairs) {
        free(pairs);
        return false;
    }
    fputs("NAME alignment\nROWS\n N cost\n", file);
    for (int32_t i = 0; i < g->accounts; i++)
        fprintf(file, " E a%d\n", i);
    for (int32_t j = 0; j < g->reps; j++)
        fprintf(file, " L w%d\n L p%d\n", j, j);
    fputs("COLUMNS\n M1 'MARKER' 'INTORG'\n", file);
    for (int32_t i = 0; i < g->accounts; i++) {
        for (int32_t j = 0; j < g->reps; j++)
            pairs[j] = (pair){kilometres(&g->account[i], &g->rep[j]), j};
        if (kept < g->reps)
            qsort(pairs, (size_t)g->reps, sizeof *pairs, by_cost);
        for (int32_t c = 0; c < kept; c++) {
            int32_t j = pairs[c].rep;
            fprintf(file, " x%d_%d cost %.17g a%d 1\n x%d_%d w%d %.17g p%d %.17g\n", i, j, pair_cost(g, i, j), i, i, j,
                    j, g->workload[i], j, g->potential[i]);
        }
    }
    fputs(" M2 'MARKER' 'INTEND'\nRHS\n", file);
    for (int32_t i = 0; i < g->accounts; i++)
        fprintf(file, " R a%d 1\n", i);
    for (int32_t j = 0; j < g->reps; j++)
        fprintf(file, " R w%d %.17g p%d %.17g\n", j, g->high[0], j, g->high[1]);
    fputs("RANGES\n", file);
    for (int32_t j = 0; j < g->reps; j++)
        fprintf(file, " G w%d %.17g p%d %.17g\n", j, g->high[0] - g->low[0], j, g->high[1] - g->low[1]);
    fputs("ENDATA\n", file);
    free(pairs);
    return fclose(file) == 0;
}

/* ---- the program */

static bool options_read(options *o, int count, char **words)
{
    static const struct option known[] = {{"time-limit", required_argument, NULL, 't'},
                                          {"threads", required_argument, NULL, 'n'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"rounds", required_argument, NULL, 'r'},
                                          {"gap", required_argument, NULL, 'g'},
                                          {"out", required_argument, NULL, 'o'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"trace", no_argument, NULL, 'v'},
                                          {"bound-only", no_argument, NULL, 'b'},
                                          {"dual-only", no_argument, NULL, 'd'},
                                          {"write-mps", required_argument, NULL, 'm'},
                                          {"nearest", required_argument, NULL, 'k'},
                                          {NULL, 0, NULL, 0}};
    *o = (options){.effort = {.gap = 0, .seconds = 60, .rounds = -1, .threads = 2, .seed = 1}};
    for (int c; (c = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (c) {
        case 't': o->effort.seconds = atof(optarg); break;
        case 'n': o->effort.threads = atoi(optarg); break;
        case 's': o->effort.seed = strtoull(optarg, NULL, 10); break;
        case 'r': o->effort.rounds = strtoll(optarg, NULL, 10); break;
        case 'g': o->effort.gap = atof(optarg); break;
        case 'o': o->out = optarg; break;
        case 'j': o->json = true; break;
        case 'v': o->trace = true; break;
        case 'b': o->bound_only = true; break;
        case 'd': o->bound_only = o->dual_only = true; break;
        case 'm': o->mps = optarg; break;
        case 'k': o->nearest = atoi(optarg); break;
        default: return false;
        }
    }
    o->folder = optind < count ? words[optind] : NULL;
    return o->folder && o->effort.threads > 0 && o->effort.seconds > 0;
}

/* Where a run stands, whenever it tells something new. */
typedef struct tracer {
    double begun, objective, bound;
    bw_watch watch;
} tracer;

static void trace(void *context, const bw_progress *progress)
{
    tracer *t = context;
    bool news = (isfinite(progress->objective) && progress->objective != t->objective) ||
                (isfinite(progress->bound) && progress->bound != t->bound);
    if (!news)
        return;
    t->objective = progress->objective;
    t->bound = progress->bound;
    fprintf(stderr, "%.3f %s %.12g %.12g\n", bw_seconds() - t->begun, progress->stage, progress->objective,
            progress->bound);
}

static bw_status bound_program(const bw_program *program, const options *o, bw_solution *solution)
{
    double begun = bw_seconds();
    bw_dual dual;
    bw_master master = {0};
    bw_dual_limits limits = {.gap = 1e-5, .end = begun + o->effort.seconds, .threads = o->effort.threads};
    bw_master_limits rest = {.end = limits.end, .threads = limits.threads};
    *solution = (bw_solution){.objective = NAN, .bound = -INFINITY, .stopped_by = "bound"};
    if (!bw_dual_solve(program, &limits, &dual))
        return BW_FAILED;
    solution->bound = dual.bound;
    fprintf(stderr, "dual %.10g, temperature %g, %d steps, %d passes, %.3f s\n", dual.bound, dual.temperature,
            dual.steps, dual.passes, bw_seconds() - begun);
    bw_master_answer answer = o->dual_only ? BW_MASTER_BOUND : bw_master_solve(program, &dual, &rest, &master);
    if (!o->dual_only) {
        solution->bound = fmax(solution->bound, master.bound);
        fprintf(stderr, "master %d: %.12g (%.12g), %d split, %d rounds, %d columns, %lld iterations, %.3f s\n",
                (int)answer, master.bound, master.objective, master.split, master.rounds, master.columns,
                (long long)master.iterations, bw_seconds() - begun);
    }
    if (answer == BW_MASTER_INFEASIBLE)
        solution->outcome = BW_OUTCOME_INFEASIBLE;
    solution->stopped_by = answer == BW_MASTER_OPTIMAL ? "optimal" : "limit";
    solution->seconds = bw_seconds() - begun;
    bw_master_clear(&master);
    bw_dual_clear(&dual);
    return answer == BW_MASTER_FAILED ? BW_FAILED : BW_OK;
}

static bool write_plan(const char *path, const bw_solution *solution, int32_t items)
{
    FILE *file = fopen(path, "w");
    for (int32_t i = 0; file && i < items; i++)
        fprintf(file, "%d\n", solution->bin[i]);
    return file && fclose(file) == 0;
}

static double cpu_seconds(const struct rusage *usage)
{
    return (double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec +
           1e-6 * ((double)usage->ru_utime.tv_usec + (double)usage->ru_stime.tv_usec);
}

static void print_number(const char *name, double value)
{
    if (isfinite(value))
        printf("\"%s\": %.12g, ", name, value);
    else
        printf("\"%s\": null, ", name);
}

static const char *folder_name(const char *path)
{
    const char *name = path;
    for (const char *p = path; *p; p++)
        if (p[0] == '/' && p[1] && p[1] != '/')
            name = p + 1;
    return name;
}

static void print_result(const options *o, const bw_solution *s)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const char *name = folder_name(o->folder);
    int length = (int)strcspn(name, "/");
    double distance = (s->objective - s->bound) / fmax(1e-9, fabs(s->objective));
    if (!o->json) {
        printf("%.*s: %.12g, bound %.12g, gap %.4f %%, %s by %s, %.2f s, %.2f CPU s, %.0f MB\n", length, name,
               s->objective, s->bound, 100 * distance, bw_outcome_name(s->outcome), s->stopped_by ? s->stopped_by : "",
               s->seconds, cpu_seconds(&usage), (double)usage.ru_maxrss / 1024);
        return;
    }
    printf("{\"instance\": \"%.*s\", ", length, name);
    print_number("objective", s->objective);
    print_number("bound", s->bound);
    print_number("gap", distance);
    printf("\"outcome\": \"%s\", \"seconds\": %.3f, \"cpu_seconds\": %.3f, \"peak_mb\": %.1f}\n",
           bw_outcome_name(s->outcome), s->seconds, cpu_seconds(&usage), (double)usage.ru_maxrss / 1024);
}

static bw_status run(const options *o, const instance *g)
{
    bw_program program = {.items = g->accounts, .bins = g->reps, .rows = 2 * g->reps, .slots = 2, .row = g->row,
                          .bin_row = g->bin_row, .fill = fill_account, .model = g, .uniform_entries = true,
                          .floor = floor_account};
    bw_solution solution = {0};
    bw_error error = {.message = "out of memory"};
    tracer t = {.begun = bw_seconds(), .watch = {.progress = trace, .context = &t}};
    bw_status status = o->bound_only ? bound_program(&program, o, &solution)
                                     : bw_engine_solve(&program, &o->effort, g->current, o->trace ? &t.watch : NULL,
                                                      &solution, &error);
    if (status != BW_OK)
        fprintf(stderr, "%s: %s\n", o->folder, error.message);
    print_result(o, &solution);
    if (o->out && solution.bin && !write_plan(o->out, &solution, g->accounts)) {
        fprintf(stderr, "%s: cannot be written\n", o->out);
        status = BW_FAILED;
    }
    bw_solution_clear(&solution);
    return status;
}

int main(int count, char **words)
{
    options o;
    instance g = {0};
    bw_wait_asleep(words);
    if (!options_read(&o, count, words)) {
        fputs("usage: align FOLDER [--time-limit S] [--threads N] [--seed N] [--rounds N] [--gap G] [--out FILE] [--json]\n"
              "                    [--trace] [--bound-only | --dual-only | --write-mps FILE [--nearest K]]\n", stderr);
        return BW_USAGE;
    }
    bw_status status = BW_BAD_INPUT;
    if (!instance_read(&g, o.folder))
        fprintf(stderr, "%s: not an alignment instance\n", o.folder);
    else if (o.mps)
        status = write_mps(&g, o.mps, o.nearest) ? BW_OK : BW_FAILED;
    else
        status = run(&o, &g);
    instance_free(&g);
    return (int)status;
}
