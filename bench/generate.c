/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes a synthetic alignment instance of any size: accounts gather around cities, potentials are heavy-tailed
 * (lognormal), workload grows with potential, and the present territories are those of the nearest rep with one
 * account in five elsewhere. --width is how far windows reach to either side of the mean, as a fraction of it; --tail is
 * the standard deviation of the logarithm of potential, about the same mean. The same options give the same bytes. What
 * cannot be planned, because an account is larger than any territory may be, is an error.
 */
#include "models/base.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TURN 6.28318530717958647692
#define TAIL 1.1

typedef struct point {
    double latitude, longitude;
} point;

typedef struct options {
    int32_t accounts, reps;
    uint64_t seed;
    double width, tail;
    const char *folder;
} options;

typedef struct account {
    point place;
    double workload, potential;
    int32_t rep;
} account;

/* The k-th uniform number of work item `item`. */
static double uniform(uint64_t seed, uint64_t item, uint64_t k)
{
    return ((double)(bw_stream_seed(bw_stream_seed(seed, item), k) >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t seed, uint64_t item, uint64_t k)
{
    return sqrt(-2 * log(uniform(seed, item, 2 * k))) * cos(TURN * uniform(seed, item, 2 * k + 1));
}

static double between(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

static point city(uint64_t seed, int32_t k)
{
    uint64_t item = (UINT64_C(1) << 40) + (uint64_t)k;
    return (point){26 + 22 * uniform(seed, item, 0), -122 + 54 * uniform(seed, item, 1)};
}

static point near_city(const options *o, uint64_t item, double spread)
{
    int32_t cities = o->reps < 40 ? 20 : o->reps / 2;
    double u = uniform(o->seed, item, 10);
    point home = city(o->seed, (int32_t)(cities * u * u)); /* the first cities are the largest */
    return (point){between(home.latitude + spread * normal(o->seed, item, 6), 24, 50),
                   between(home.longitude + 1.3 * spread * normal(o->seed, item, 7), -125, -66)};
}

static double rough_distance(point a, point b)
{
    double y = a.latitude - b.latitude, x = (a.longitude - b.longitude) * 0.79;
    return x * x + y * y;
}

static int32_t nearest_rep(const options *o, const point *rep, point place)
{
    int32_t best = 0;
    for (int32_t j = 1; j < o->reps; j++)
        if (rough_distance(rep[j], place) < rough_distance(rep[best], place))
            best = j;
    return best;
}

static account make_account(const options *o, const point *rep, int32_t i)
{
    uint64_t item = (uint64_t)i;
    account a = {.place = near_city(o, item, uniform(o->seed, item, 11) < 0.3 ? 3 : 0.8)};
    double size = normal(o->seed, item, 8);
    a.potential = between(floor(exp(2.7 + (TAIL * TAIL - o->tail * o->tail) / 2 + o->tail * size)), 1, 2000);
    a.workload = between(floor(exp(2.4 + 0.5 * size + 0.5 * normal(o->seed, item, 9))), 2, 200);
    a.rep = nearest_rep(o, rep, a.place);
    if (uniform(o->seed, item, 30) < 0.2)
        a.rep = nearest_rep(o, rep, (point){a.place.latitude + 3 * normal(o->seed, item, 16),
                                            a.place.longitude + 4 * normal(o->seed, item, 17)});
    return a;
}

static FILE *open_file(const options *o, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", o->folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        fprintf(stderr, "%s: cannot be written\n", path);
    return file;
}

static bool write_reps(const options *o, const point *rep)
{
    FILE *file = open_file(o, "reps.csv");
    if (!file)
        return false;
    fputs("rep_id,lat,lon\n", file);
    for (int32_t j = 0; j < o->reps; j++)
        fprintf(file, "%d,%.5f,%.5f\n", j, rep[j].latitude, rep[j].longitude);
    return fclose(file) == 0;
}

static bool write_accounts(const options *o, const account *accounts)
{
    FILE *file = open_file(o, "accounts.csv");
    if (!file)
        return false;
    fputs("account_id,lat,lon,workload,potential,current_rep\n", file);
    for (int32_t i = 0; i < o->accounts; i++) {
        const account *a = &accounts[i];
        fprintf(file, "%d,%.5f,%.5f,%.0f,%.0f,%d\n", i, a->place.latitude, a->place.longitude, a->workload,
                a->potential, a->rep);
    }
    return fclose(file) == 0;
}

static bool write_windows(const options *o, const account *accounts)
{
    double workload = 0, potential = 0, most_workload = 0, most_potential = 0;
    for (int32_t i = 0; i < o->accounts; i++) {
        workload += accounts[i].workload / o->reps;
        potential += accounts[i].potential / o->reps;
        most_workload = fmax(most_workload, accounts[i].workload);
        most_potential = fmax(most_potential, accounts[i].potential);
    }
    if (most_workload > (1 + o->width) * workload || most_potential > (1 + o->width) * potential) {
        fputs("generate: an account is larger than a territory may be: take more accounts or a lighter tail\n", stderr);
        return false;
    }
    FILE *file = open_file(o, "instance.txt");
    if (!file)
        return false;
    fprintf(file, "n=%d J=%d seed=%llu alpha=%g workload_window=[%.3f,%.3f] potential_window=[%.3f,%.3f]\n",
            o->accounts, o->reps, (unsigned long long)o->seed, o->width, (1 - o->width) * workload,
            (1 + o->width) * workload, (1 - o->width) * potential, (1 + o->width) * potential);
    return fclose(file) == 0;
}

static bool options_read(options *o, int count, char **words)
{
    static const struct option known[] = {{"accounts", required_argument, NULL, 'a'},
                                          {"reps", required_argument, NULL, 'r'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"width", required_argument, NULL, 'w'},
                                          {"tail", required_argument, NULL, 't'},
                                          {"out", required_argument, NULL, 'o'},
                                          {NULL, 0, NULL, 0}};
    *o = (options){.seed = 1, .width = 0.1, .tail = TAIL};
    for (int c; (c = getopt_long(count, words, "", known, NULL)) != -1;) {
        switch (c) {
        case 'a': o->accounts = atoi(optarg); break;
        case 'r': o->reps = atoi(optarg); break;
        case 's': o->seed = strtoull(optarg, NULL, 10); break;
        case 'w': o->width = atof(optarg); break;
        case 't': o->tail = atof(optarg); break;
        case 'o': o->folder = optarg; break;
        default: return false;
        }
    }
    return o->accounts > 0 && o->reps > 0 && o->folder && o->width >= 0 && o->width < 1 && o->tail >= 0 && o->tail <= 3;
}

int main(int count, char **words)
{
    options o;
    if (!options_read(&o, count, words)) {
        fputs("usage: generate --accounts N --reps J --out FOLDER [--seed S] [--width 0.1] [--tail 1.1]\n", stderr);
        return BW_USAGE;
    }
    point *rep = bw_array((size_t)o.reps, sizeof *rep);
    account *accounts = bw_array((size_t)o.accounts, sizeof *accounts);
    bool good = rep && accounts;
    for (int32_t j = 0; good && j < o.reps; j++)
        rep[j] = near_city(&o, (UINT64_C(1) << 41) + (uint64_t)j, 1.5);
#pragma omp parallel for schedule(static)
    for (int32_t i = 0; i < o.accounts; i++)
        if (good)
            accounts[i] = make_account(&o, rep, i);
    good = good && write_reps(&o, rep) && write_accounts(&o, accounts) && write_windows(&o, accounts);
    free(rep);
    free(accounts);
    return good ? BW_OK : BW_FAILED;
}
