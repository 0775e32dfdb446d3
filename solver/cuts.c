/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/cuts.h"
#include "solver/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 5
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
    bw_choices *c;
    double *share;         /* [candidates] in the relaxation */
    double *trial;         /* [candidates] */
    int32_t first_rows;    /* rows that windows have; the others are cuts */
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

static bool room_for(bw_choices *to, const bw_choices *c, int32_t count)
{
    size_t agents = (size_t)(c->agents + count), candidates = (size_t)c->count + 2 * (size_t)count;
    size_t rows = (size_t)to->rows, width = (size_t)to->width;
    to->start = bw_array(agents, sizeof(int32_t));
    to->end = bw_array(agents, sizeof(int32_t));
    to->agent = bw_array(agents, sizeof(int32_t));
    to->cost = bw_array(candidates, sizeof(double));
    to->pair = bw_array(candidates, sizeof(int64_t));
    to->row = bw_array(candidates * width, sizeof(int32_t));
    to->value = bw_array(candidates * width, sizeof(double));
    to->offset = bw_array(rows, sizeof(double));
    to->origin = bw_array(rows, sizeof(int32_t));
    to->limit = bw_array(rows, sizeof(bw_row));
    to->tolerance = bw_array(rows, sizeof(double));
    return to->start && to->end && to->agent && to->cost && to->pair && to->row && to->value && to->offset &&
           to->origin && to->limit && to->tolerance;
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

static bool append(bw_choices *c, const cut *cuts, int32_t count)
{
    bw_choices to = {.agents = c->agents, .items = c->items, .rows = c->rows + count, .count = c->count,
                     .width = c->width + most_entries(c, cuts, count), .constant = c->constant};
    int32_t *used = bw_array((size_t)c->count, sizeof *used);
    bool good = used && room_for(&to, c, count);
    if (good) {
        copy_choices(&to, c);
        for (int32_t k = 0; k < count; k++)
            add_cut(&to, c, &cuts[k], c->rows + k, used);
        bw_choices_clear(c);
        *c = to;
    } else {
        bw_choices_clear(&to);
    }
    free(used);
    return good;
}

/* ---- the rounds */

/* Finds the cuts of all windows at the shares of a relaxation; -1 when memory is out. */
static int32_t find_cuts(cutter *k, cut *cuts)
{
    int32_t count = 0;
    for (int32_t r = 0; r < k->first_rows; r++)
        for (double sign = -1; sign <= 1; sign += 2) {
            cut *one = &cuts[count];
            *one = (cut){.row = r, .sign = sign, .value = bw_array((size_t)k->c->count, sizeof(double))};
            if (!one->value)
                return -1;
            separate(k, one);
            if (one->violation > 0)
                count++;
            else
                free(one->value);
        }
    return count;
}

static bool grow_prices(double **price, const bw_relax *relax, int32_t rows)
{
    double *grown = bw_array((size_t)rows, sizeof *grown);
    if (!grown)
        return false;
    memcpy(grown, relax->price, (size_t)relax->rows * sizeof *grown);
    free(*price);
    *price = grown;
    return true;
}

static void read_shares(cutter *k, const bw_relax *relax)
{
    const bw_choices *c = k->c;
    for (int32_t a = 0; a < c->agents; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            k->share[p] = bw_relax_share(relax, a, p);
}

/* One round: the relaxation, and cuts of its solution. *more: there were some. */
static bool cut_once(bw_choices *c, double **price, int32_t first_rows, bw_relax *relax, cut *cuts, bool *more)
{
    cutter k = {.c = c, .share = bw_array((size_t)c->count, sizeof(double)),
                .trial = bw_array((size_t)c->count, sizeof(double)), .first_rows = first_rows};
    bool good = k.share && k.trial;
    int32_t count = 0;
    memcpy(relax->price, *price, (size_t)c->rows * sizeof(double));
    bw_relax_reset(relax, c->agents);
    if (good && bw_relax_solve(relax, c, INFINITY, PIVOTS_MAX) == BW_RELAX_OPTIMAL) {
        read_shares(&k, relax);
        count = find_cuts(&k, cuts);
    }
    good = good && count >= 0;
    *more = good && count > 0;
    if (*more)
        good = grow_prices(price, relax, c->rows + count) && append(c, cuts, count);
    for (int32_t n = 0; n < count; n++)
        free(cuts[n].value);
    free(k.share);
    free(k.trial);
    return good;
}

bool bw_cuts_add(bw_choices *c, double **price, double end, const bw_watch *watch)
{
    int32_t first_rows = c->rows;
    cut *cuts = bw_array(2 * (size_t)c->rows + 1, sizeof *cuts);
    bool good = cuts != NULL, more = true;
    for (int round = 0; good && more && round < ROUNDS && c->rows - first_rows < CUTS_MOST; round++) {
        bw_relax relax;
        good = bw_relax_open(&relax, c->rows, c->agents, c->count);
        relax.end = end;
        relax.watch = watch;
        good = good && cut_once(c, price, first_rows, &relax, cuts, &more);
        bw_relax_close(&relax);
    }
    free(cuts);
    return good;
}
