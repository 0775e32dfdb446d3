/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/run.h"

#include "bench/mps.h"
#include "solver/master.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* ---- the command line */

bool run_options_read(run_options *o, const char *name, int count, char **words)
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
                                          {"value", required_argument, NULL, 'p'},
                                          {"write-mps", required_argument, NULL, 'm'},
                                          {"cheapest", required_argument, NULL, 'k'},
                                          {NULL, 0, NULL, 0}};
    bool good = true;
    *o = (run_options){.effort = {.gap = 0, .seconds = 60, .rounds = -1, .threads = 2, .seed = 1}};
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
        case 'p': o->value = optarg; break;
        case 'm': o->mps = optarg; break;
        case 'k': o->cheapest = atoi(optarg); break;
        default: good = false;
        }
    }
    o->instance = optind + 1 == count ? words[optind] : NULL;
    good = good && o->instance && o->effort.threads > 0 && o->effort.seconds > 0 && o->effort.gap >= 0 &&
           o->cheapest >= 0;
    if (!good)
        fprintf(stderr,
                "usage: %s [--time-limit S] [--threads N] [--seed N] [--rounds N] [--gap G] [--out FILE] [--json]\n"
                "       [--trace] [--bound-only | --dual-only | --value FILE | --write-mps FILE [--cheapest K]]\n",
                name);
    return good;
}

/* ---- what came out */

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

/* The last part of a path, also of one that ends with a slash. */
static const char *name_of(const char *path, int *length)
{
    const char *name = path;
    for (const char *p = path; *p; p++)
        if (p[0] == '/' && p[1] && p[1] != '/')
            name = p + 1;
    *length = (int)strcspn(name, "/");
    return name;
}

static void print_result(const run_options *o, const bw_solution *s)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    int length;
    const char *name = name_of(o->instance, &length);
    double gap = (s->objective - s->bound) / fmax(1e-9, fabs(s->objective)), peak = (double)usage.ru_maxrss / 1024;
    if (!o->json) {
        printf("%.*s: %.12g, bound %.12g, gap %.4f %%, %s by %s, %.2f s, %.2f CPU s, %.0f MB\n", length, name,
               s->objective, s->bound, 100 * gap, bw_outcome_name(s->outcome),
               s->stopped_by ? s->stopped_by : "nothing", s->seconds, cpu_seconds(&usage), peak);
        return;
    }
    printf("{\"instance\": \"%.*s\", ", length, name);
    print_number("objective", s->objective);
    print_number("bound", s->bound);
    print_number("gap", gap);
    printf("\"outcome\": \"%s\", \"seconds\": %.3f, \"cpu_seconds\": %.3f, \"peak_mb\": %.1f}\n",
           bw_outcome_name(s->outcome), s->seconds, cpu_seconds(&usage), peak);
}

/* Where a run stands, whenever it tells something new. */
typedef struct tracer {
    double begun, objective, bound; /* NAN: none yet */
    bw_watch watch;
} tracer;

static void trace(void *context, const bw_progress *progress)
{
    tracer *t = context;
    double objective = fmin(t->objective, progress->objective), bound = fmax(t->bound, progress->bound);
    bool plan = isfinite(objective) && objective != t->objective, limit = isfinite(bound) && bound != t->bound;
    if (!plan && !limit)
        return;
    t->objective = isfinite(objective) ? objective : NAN;
    t->bound = isfinite(bound) ? bound : NAN;
    fprintf(stderr, "%.3f %s %.12g %.12g\n", bw_seconds() - t->begun, progress->stage, t->objective, t->bound);
}

/* ---- what can be asked */

static bw_status bound_program(const run_options *o, const bw_program *program, const bw_watch *watch,
                               bw_solution *solution)
{
    double begun = bw_seconds();
    bw_dual dual;
    bw_master master = {0};
    bw_dual_limits limits = {.gap = 1e-5, .end = begun + o->effort.seconds, .threads = o->effort.threads,
                             .watch = watch};
    bw_master_limits rest = {.end = limits.end, .threads = limits.threads, .watch = watch};
    *solution = (bw_solution){.objective = NAN, .bound = -INFINITY};
    if (!bw_dual_solve(program, &limits, &dual))
        return BW_FAILED;
    bw_master_answer answer = o->dual_only ? BW_MASTER_BOUND : bw_master_solve(program, &dual, &rest, &master);
    solution->bound = o->dual_only || answer == BW_MASTER_FAILED ? dual.bound : fmax(dual.bound, master.bound);
    if (o->trace)
        fprintf(stderr, "dual: %d steps, %d passes; master: %d rounds, %d columns, %lld iterations, %d items split\n",
                dual.steps, dual.passes, master.rounds, master.columns, (long long)master.iterations, master.split);
    if (answer == BW_MASTER_OPTIMAL) {
        solution->objective = master.objective;
        solution->outcome = BW_OUTCOME_OPTIMAL;
    }
    if (answer == BW_MASTER_INFEASIBLE)
        solution->outcome = BW_OUTCOME_INFEASIBLE;
    solution->stopped_by = answer == BW_MASTER_OPTIMAL ? "optimal" : "limit";
    solution->seconds = bw_seconds() - begun;
    bw_master_clear(&master);
    bw_dual_clear(&dual);
    return answer == BW_MASTER_FAILED ? BW_FAILED : BW_OK;
}

static bw_status value_plan(const run_options *o, const bw_program *program, bw_solution *solution)
{
    *solution = (bw_solution){.objective = NAN, .bound = -INFINITY};
    solution->bin = bw_array((size_t)program->items, sizeof(int32_t));
    FILE *file = fopen(o->value, "r");
    bool good = file && solution->bin;
    int left = 0;
    for (int32_t i = 0; good && i < program->items; i++)
        good = fscanf(file, "%d", &solution->bin[i]) == 1;
    good = good && fscanf(file, " %*c%n", &left) == EOF && left == 0;
    if (file)
        fclose(file);
    if (!good) {
        fprintf(stderr, "%s: not a plan of %d items, one bin a line\n", o->value, program->items);
        return BW_BAD_INPUT;
    }
    solution->objective = bw_program_objective(program, solution->bin, NULL);
    solution->outcome = isfinite(solution->objective) ? BW_OUTCOME_FEASIBLE : BW_OUTCOME_INFEASIBLE;
    return BW_OK;
}

static bool write_plan(const char *path, const bw_solution *solution, int32_t items)
{
    FILE *file = fopen(path, "w");
    for (int32_t i = 0; file && i < items; i++)
        fprintf(file, "%d\n", solution->bin[i]);
    bool good = file && fclose(file) == 0;
    if (!good)
        fprintf(stderr, "%s: cannot be written\n", path);
    return good;
}

static bw_status solve(const run_options *o, const bw_program *program, const int32_t *start, bw_solution *solution)
{
    bw_error error = {.message = "out of memory"};
    tracer t = {.begun = bw_seconds(), .objective = NAN, .bound = NAN, .watch = {.progress = trace, .context = &t}};
    const bw_watch *watch = o->trace ? &t.watch : NULL;
    bw_status status = o->bound_only ? bound_program(o, program, watch, solution)
                                     : bw_engine_solve(program, &o->effort, start, watch, solution, &error);
    if (status != BW_OK)
        fprintf(stderr, "%s: %s\n", o->instance, error.message);
    return status;
}

bw_status run_program(const run_options *o, const bw_program *program, const int32_t *start)
{
    if (o->mps) {
        if (mps_write(program, o->mps, o->cheapest))
            return BW_OK;
        fprintf(stderr, "%s: cannot be written\n", o->mps);
        return BW_FAILED;
    }
    bw_solution solution;
    bw_status status = o->value ? value_plan(o, program, &solution) : solve(o, program, start, &solution);
    if (status != BW_BAD_INPUT)
        print_result(o, &solution);
    if (o->out && solution.bin && !o->value && !write_plan(o->out, &solution, program->items))
        status = BW_FAILED;
    bw_solution_clear(&solution);
    return status;
}
