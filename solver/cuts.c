/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/cuts.h"
#include "solver/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 10
#define CUTS_MOST 120      /* besides the rows there are */
#define FRACTION_LEAST 0.02
#define VIOLATION_LEAST 1e-3 /* relative to the cut's length */
#define DIVISIONS 4
#define PIVOTS_MAX 5000

/* One window's end as sum d x <= b, and the best cut of it so far. */
typedef struct cut {
    int32_t row;
    double sign;
    double *value;         /* [candidates] */
    double high;
    double violation;      /* over its length */
} cut;

typedef struct cutter {
    const bw_choices *c;
    double *share;         /* [candidates] in the relaxation */
    double *trial;         /* [candidates] */
} cutter;

static double entry_of(const bw_choices *c, int32_t p, int32_t row)
{
    double sum = 0;
    for (int32_t k = 0; k < c->width; k++)
        if (c->row[p * c->width + k] == row)
            sum += c->value[p * c->width + k];
    return sum;
}

static double rounded(double d, double divisor, double f)
{
    double whole = floor(d / divisor);
    return whole + fmax(0, d / divisor - whole - f) / (1 - f);
}

static int32_t items_end(const bw_choices *c)
{
    return c->items > 0 ? c->end[c->items - 1] : 0;
}

/* Rounds the window's end with a divisor; keeps it if it is the best of its row. */
static void try_divisor(const cutter *k, cut *best, double bound, double divisor)
{
    const bw_choices *c = k->c;
    int32_t agent = c->items + best->row;
    double left = bound, sum = 0, length = 0;
    for (int32_t p = 0; p < items_end(c); p++)
        if (k->share[p] > 0.5)
            left -= best->sign * entry_of(c, p, best->row);
    double f = left / divisor - floor(left / divisor);
    if (f < FRACTION_LEAST || f > 1 - FRACTION_LEAST)
        return;
    double high = floor(left / divisor);
    for (int32_t p = 0; p < items_end(c); p++) {
        double d = best->sign * entry_of(c, p, best->row), turned = k->share[p] > 0.5 ? -1 : 1;
        double value = d != 0 ? turned * rounded(turned * d, divisor, f) : 0;
        if (turned < 0)
            high += value;
        k->trial[p] = value;
        sum += value * k->share[p];
        length += value * value;
    }
    for (int32_t p = c->start[agent]; p < c->end[agent]; p++) {
        double excess = fmax(0, -best->sign * entry_of(c, p, best->row) - bound);
        k->trial[p] = -excess / (divisor * (1 - f));
        sum += k->trial[p] * k->share[p];
    }
    double violation = (sum - high) / sqrt(fmax(length, 1e-300));
    if (violation <= fmax(best->violation, VIOLATION_LEAST))
        return;
    best->violation = violation;
    best->high = high;
    memcpy(best->value, k->trial, (size_t)c->count * sizeof(double));
}

/* The most violated cut of one end of a row's window. */
static void separate(const cutter *k, cut *best)
{
    const bw_choices *c = k->c;
    double end = best->sign > 0 ? c->limit[best->row].high : -c->limit[best->row].low;
    if (!isfinite(end))
        return;
    double bound = end + 2 * c->tolerance[best->row] + 1e-9 * fabs(end);
    for (int32_t p = 0; p < items_end(c); p++) {
        double d = fabs(entry_of(c, p, best->row));
        for (int division = 1; division <= DIVISIONS && d > 0; division++)
            if (k->share[p] > 1e-6 && k->share[p] < 1 - 1e-6)
                try_divisor(k, best, bound, d / division);
    }
}

/* ---- choices with one more row for each cut */

static int32_t most_entries(const bw_choices *c, const cut *cuts, int32_t count)
{
    int32_t most = 1;
    for (int32_t p = 0; p < c->count; p++) {
        int32_t used = 0;
        for (int32_t k = 0; k < count; k++)
            used += cuts[k].value[p] != 0;
        most = used > most ? used : most;
    }
    return most;
}

static void copy_choices(bw_choices *to, const bw_choices *c)
{
    size_t agents = (size_t)c->agents, count = (size_t)c->count, rows = (size_t)c->rows;
    memcpy(to->start, c->start, agents * sizeof(int32_t));
    memcpy(to->end, c->end, agents * sizeof(int32_t));
    memcpy(to->agent, c->agent, agents * sizeof(int32_t));
    memcpy(to->cost, c->cost, count * sizeof(double));
    memcpy(to->pair, c->pair, count * sizeof(int64_t));
    memcpy(to->offset, c->offset, rows * sizeof(double));
    memcpy(to->origin, c->origin, rows * sizeof(int32_t));
    memcpy(to->limit, c->limit, rows * sizeof(bw_row));
    memcpy(to->tolerance, c->tolerance, rows * sizeof(double));
    for (int32_t p = 0; p < c->count; p++) {
        memcpy(to->row + p * to->width, c->row + p * c->width, (size_t)c->width * sizeof(int32_t));
        memcpy(to->value + p * to->width, c->value + p * c->width, (size_t)c->width * sizeof(double));
    }
}

/* The cut's row: entries of candidates, and an agent that may be anything up to its end. */
static void add_cut(bw_choices *to, const bw_choices *c, const cut *one, int32_t row, int32_t *used)
{
    double least = 0;
    for (int32_t a = 0; a < c->agents; a++) {
        double agent_least = INFINITY;
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            agent_least = fmin(agent_least, one->value[p]);
        least += agent_least < INFINITY ? agent_least : 0;
    }
    for (int32_t p = 0; p < c->count; p++) {
        if (one->value[p] == 0)
            continue;
        int32_t at = p * to->width + c->width + used[p]++;
        to->row[at] = row;
        to->value[at] = one->value[p];
    }
    double ends[2] = {one->high, fmin(least, one->high) - 1 - 1e-6 * fabs(least)};
    int32_t agent = to->agents++;
    to->agent[agent] = -1;
    to->start[agent] = to->count;
    for (int k = 0; k < 2; k++, to->count++) {
        to->pair[to->count] = -1;
        to->row[to->count * to->width] = row;
        to->value[to->count * to->width] = -ends[k];
    }
    to->end[agent] = to->count;
    to->limit[row] = (bw_row){.low = -INFINITY, .high = INFINITY};
}

/* The choices with these cuts. */
static bool join(bw_choices *to, const bw_choices *c, const cut *cuts, int32_t count)
{
    *to = (bw_choices){.agents = c->agents, .items = c->items, .rows = c->rows + count, .count = c->count,
                       .width = c->width + most_entries(c, cuts, count), .constant = c->constant};
    int32_t *used = bw_array((size_t)c->count, sizeof *used);
    bool good = used && bw_choices_room(to, (size_t)(c->agents + count), (size_t)c->count + 2 * (size_t)count);
    if (good) {
        copy_choices(to, c);
        for (int32_t k = 0; k < count; k++)
            add_cut(to, c, &cuts[k], c->rows + k, used);
    }
    free(used);
    return good;
}

/* ---- the rounds */

/* The choices without cuts, the cuts so far, and the prices of the rows of both. */
typedef struct collection {
    const bw_choices *first;
    cut *cuts;
    int32_t count;
    double *price;
} collection;

static bool collection_open(collection *k, const bw_choices *first, const double *price)
{
    size_t rows = (size_t)first->rows, room = CUTS_MOST + 2 * rows;
    *k = (collection){.first = first, .cuts = bw_array(room, sizeof(cut)),
                      .price = bw_array(rows + room, sizeof(double))};
    if (!k->cuts || !k->price)
        return false;
    memcpy(k->price, price, rows * sizeof *price);
    return true;
}

static void collection_close(collection *k)
{
    for (int32_t n = 0; n < k->count; n++)
        free(k->cuts[n].value);
    free(k->cuts);
    free(k->price);
}

/* Cuts that the relaxation leaves slack do not hold its bound up, and make every pivot dearer. */
static void drop_slack(collection *k, const bw_relax *relax)
{
    int32_t rows = k->first->rows, kept = 0;
    memcpy(k->price, relax->price, (size_t)rows * sizeof *k->price);
    for (int32_t n = 0; n < k->count; n++) {
        if (relax->ties[k->first->agents + n] > 0) {
            free(k->cuts[n].value);
            continue;
        }
        k->price[rows + kept] = relax->price[rows + n];
        k->cuts[kept++] = k->cuts[n];
    }
    k->count = kept;
}

/* Adds the most violated cut of each end of each window. */
static bool find_cuts(collection *k, const cutter *shares, bool *more)
{
    int32_t before = k->count;
    for (int32_t r = 0; r < k->first->rows; r++)
        for (double sign = -1; sign <= 1; sign += 2) {
            cut *one = &k->cuts[k->count];
            *one = (cut){.row = r, .sign = sign, .value = bw_array((size_t)k->first->count, sizeof(double))};
            if (!one->value)
                return false;
            separate(shares, one);
            if (one->violation > 0)
                k->price[k->first->rows + k->count++] = 0;
            else
                free(one->value);
        }
    *more = k->count > before;
    return true;
}

/* Drops what the relaxation leaves slack and, if asked, finds cuts of its solution. */
static bool renew(collection *k, const bw_choices *joined, bw_relax *relax, bool find, bool *more)
{
    cutter at = {.c = k->first, .share = bw_array((size_t)k->first->count, sizeof(double)),
                     .trial = bw_array((size_t)k->first->count, sizeof(double))};
    bool good = at.share && at.trial;
    memcpy(relax->price, k->price, (size_t)joined->rows * sizeof(double));
    bw_relax_reset(relax, joined->agents);
    *more = false;
    if (good && bw_relax_solve(relax, joined, INFINITY, PIVOTS_MAX) == BW_RELAX_OPTIMAL) {
        for (int32_t a = 0; a < k->first->agents; a++)
            for (int32_t p = k->first->start[a]; p < k->first->end[a]; p++)
                at.share[p] = bw_relax_share(relax, a, p);
        drop_slack(k, relax);
        good = !find || find_cuts(k, &at, more);
    }
    free(at.share);
    free(at.trial);
    return good;
}

static bool cut_once(collection *k, double end, const bw_watch *watch, bool find, bool *more)
{
    bw_choices joined;
    bw_relax relax = {0};
    bool good = join(&joined, k->first, k->cuts, k->count) &&
                bw_relax_open(&relax, joined.rows, joined.agents, joined.count);
    relax.end = end;
    relax.watch = watch;
    good = good && renew(k, &joined, &relax, find, more);
    bw_relax_close(&relax);
    bw_choices_clear(&joined);
    return good;
}

static bool replace(bw_choices *c, double **price, collection *k)
{
    bw_choices joined;
    if (!join(&joined, c, k->cuts, k->count)) {
        bw_choices_clear(&joined);
        return false;
    }
    bw_choices_clear(c);
    *c = joined;
    free(*price);
    *price = k->price;
    k->price = NULL;
    return true;
}

bool bw_cuts_add(bw_choices *c, double **price, double end, const bw_watch *watch)
{
    collection k;
    bool good = collection_open(&k, c, *price), more = true;
    for (int round = 0; good && more && round <= ROUNDS; round++)
        good = cut_once(&k, end, watch, round < ROUNDS && k.count < CUTS_MOST, &more);
    good = good && replace(c, price, &k);
    collection_close(&k);
    return good;
}
