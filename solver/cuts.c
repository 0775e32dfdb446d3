/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/cuts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRACTION_LEAST 0.02
#define VIOLATION_LEAST 1e-3 /* relative to the cut's length */
#define DIVISIONS 4
#define DIVISORS_MOST 32     /* of a row */
#define SPLIT 1e-6           /* a share this near to 0 or 1 is whole */
#define COMBINED_MOST 1e7    /* coefficients of a combination, and */
#define ROUNDING 1e-10       /* what they may be wrong by */

/* A combination of rows as an equation, and the best cut of it so far. */
typedef struct cutter {
    const bw_choices *c;
    const bw_cuts *cuts;
    const double *share;
    int32_t *base;       /* [agents] the candidate that is replaced, with the largest share; -1: none has most of it */
    const double *u;     /* [rows + cuts] the combination */
    double *coefficient; /* [count] */
    double right, error; /* its right side, and what that may be wrong by */
    double *trial;       /* [count] */
    bw_cut best;
} cutter;

static double along(const bw_choices *c, int32_t p, const double *u)
{
    double sum = 0;
    for (int32_t k = 0; c->rows > 0 && k < c->width; k++)
        sum += u[c->row[p * c->width + k]] * c->value[p * c->width + k];
    return sum;
}

static double rounded(double d, double f)
{
    double whole = floor(d);
    return whole + fmax(0, d - whole - f) / (1 - f);
}

static void find_bases(cutter *k)
{
    const bw_choices *c = k->c;
    for (int32_t a = 0; a < c->agents; a++) {
        k->base[a] = c->start[a];
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            if (k->share[p] > k->share[k->base[a]])
                k->base[a] = p;
        if (a < c->items && k->share[k->base[a]] <= 0.5)
            k->base[a] = -1;
    }
}

/* The equation of a combination; false if its numbers are too large to be trusted. */
static bool combine(cutter *k, const double *u)
{
    const bw_choices *c = k->c;
    double most = 0;
    k->u = u;
    k->right = k->error = 0;
    for (int32_t r = 0; r < c->rows; r++) {
        k->right -= u[r] * c->offset[r];
        k->error += 2 * fabs(u[r]) * c->tolerance[r];
    }
    for (int32_t p = 0; p < c->count; p++)
        k->coefficient[p] = along(c, p, u);
    for (int32_t n = 0; n < k->cuts->count; n++) {
        double times = u[c->rows + n];
        k->right += times * k->cuts->cut[n].high;
        for (int32_t p = 0; times != 0 && p < c->count; p++)
            k->coefficient[p] += times * k->cuts->cut[n].value[p];
    }
    for (int32_t a = 0; a < c->agents; a++) {
        double base = k->base[a] >= 0 ? k->coefficient[k->base[a]] : 0;
        k->right -= base;
        k->error += ROUNDING * fabs(base);
        for (int32_t p = c->start[a]; p < c->end[a]; p++) {
            k->coefficient[p] -= base;
            if (a < c->items)
                most = fmax(most, fabs(k->coefficient[p]));
        }
    }
    return most < COMBINED_MOST && isfinite(k->right);
}

/* An item all of whose other candidates count the same is better told by the one it does not pick. */
static double turn_item(cutter *k, int32_t a)
{
    const bw_choices *c = k->c;
    int32_t base = k->base[a], other = c->start[a] == base ? base + 1 : c->start[a];
    if (base < 0 || other >= c->end[a] || k->trial[other] == 0)
        return 0;
    double same = k->trial[other];
    for (int32_t p = c->start[a]; p < c->end[a]; p++)
        if (p != base && k->trial[p] != same)
            return 0;
    for (int32_t p = c->start[a]; p < c->end[a]; p++)
        k->trial[p] -= same;
    return same;
}

/* Rounds the equation with a divisor; keeps the cut if it is the best of them. */
static void try_divisor(cutter *k, double divisor)
{
    const bw_choices *c = k->c;
    double right = k->right / divisor, high = floor(right), f = right - high;
    if (f < FRACTION_LEAST || f > 1 - FRACTION_LEAST)
        return;
    for (int32_t a = 0; a < c->items; a++) {
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            k->trial[p] = k->coefficient[p] != 0 ? rounded(k->coefficient[p] / divisor, f) : 0;
        high -= turn_item(k, a);
    }
    for (int32_t a = c->items; a < c->agents; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            k->trial[p] = fmin(0, k->coefficient[p] / divisor) / (1 - f);
    for (int32_t n = 0; n < k->cuts->count; n++) {
        double slack = fmin(0, k->u[c->rows + n] / divisor) / (1 - f);
        high -= slack * k->cuts->cut[n].high;
        for (int32_t p = 0; slack < 0 && p < c->count; p++)
            k->trial[p] -= slack * k->cuts->cut[n].value[p];
    }
    double sum = 0, length = 0;
    for (int32_t p = 0; p < c->count; p++) {
        sum += k->trial[p] * k->share[p];
        length += k->trial[p] * k->trial[p];
    }
    high += k->error / divisor / fmin(f, 1 - f) + ROUNDING * (fabs(high) + sqrt(length));
    double violation = (sum - high) / sqrt(fmax(length, 1e-300));
    if (violation <= fmax(k->best.violation, VIOLATION_LEAST))
        return;
    double *value = k->best.value;
    k->best = (bw_cut){.value = k->trial, .high = high, .violation = violation};
    k->trial = value;
}

static bool is_split(const cutter *k, int32_t p)
{
    return k->share[p] > SPLIT && k->share[p] < 1 - SPLIT;
}

/* One row's end, with each of the entries of split items as a divisor. */
static void round_row(cutter *k, const double *u)
{
    const bw_choices *c = k->c;
    double tried[DIVISORS_MOST];
    int count = 0;
    if (!combine(k, u))
        return;
    for (int32_t a = 0; a < c->items; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++) {
            double d = is_split(k, p) ? fabs(along(c, p, u)) : 0;
            bool fresh = d > 0 && count < DIVISORS_MOST;
            for (int n = 0; n < count; n++)
                fresh = fresh && d != tried[n];
            if (!fresh)
                continue;
            tried[count++] = d;
            for (int division = 1; division <= DIVISIONS; division++)
                try_divisor(k, d / division);
        }
}

/* A combination in which a split item's candidate stands alone, with its share as the right side. */
static void round_combination(cutter *k, const double *u)
{
    if (combine(k, u))
        for (int division = 1; division <= DIVISIONS; division++)
            try_divisor(k, 1.0 / division);
}

/* ---- choices with one more row for each cut */

static int32_t most_entries(const bw_choices *c, const bw_cut *cuts, int32_t count)
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

/* The cut's row: entries of candidates, and an agent that may be anything up to its end. */
static void add_cut(bw_choices *to, const bw_choices *c, const bw_cut *one, int32_t row, int32_t *used)
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

bool bw_cuts_join(bw_choices *to, const bw_choices *c, const bw_cuts *cuts)
{
    int32_t count = cuts->count;
    *to = (bw_choices){.agents = c->agents, .items = c->items, .rows = c->rows + count, .count = c->count,
                       .width = c->width + most_entries(c, cuts->cut, count), .constant = c->constant};
    int32_t *used = bw_array((size_t)c->count, sizeof *used);
    bool good = used && bw_choices_room(to, (size_t)(c->agents + count), (size_t)c->count + 2 * (size_t)count);
    if (good) {
        bw_choices_fill(to, c);
        for (int32_t k = 0; k < count; k++)
            add_cut(to, c, &cuts->cut[k], c->rows + k, used);
    }
    free(used);
    return good;
}

/* ---- collections of cuts */

/* Keeps the best cut of what was tried last. */
static bool keep_best(cutter *k, bw_cuts *found)
{
    if (k->best.violation <= 0 || found->count >= BW_CUTS_MOST)
        return true;
    found->cut[found->count++] = k->best;
    k->best = (bw_cut){.value = bw_array((size_t)k->c->count, sizeof(double))};
    return k->best.value;
}

static bool find_all(cutter *k, const bw_cuts_at *at, double *u, bw_cuts *found)
{
    size_t rows = (size_t)(k->c->rows + k->cuts->count);
    bool good = true;
    find_bases(k);
    for (int32_t r = 0; good && r < k->c->rows; r++) {
        for (double sign = -1; good && sign <= 1; sign += 2) {
            u[r] = sign;
            round_row(k, u);
            good = keep_best(k, found);
        }
        u[r] = 0;
    }
    for (int32_t n = 0; good && n < at->combinations; n++)
        for (double sign = -1; good && sign <= 1; sign += 2) {
            for (size_t r = 0; r < rows; r++)
                u[r] = sign * at->multiplier[(size_t)n * rows + r];
            round_combination(k, u);
            good = keep_best(k, found);
        }
    return good;
}

bool bw_cuts_find(bw_cuts *cuts, const bw_choices *c, const bw_cuts_at *at)
{
    size_t count = (size_t)c->count;
    bw_cuts found = {.count = 0};
    cutter k = {.c = c, .cuts = cuts, .share = at->share, .base = bw_array((size_t)c->agents, sizeof(int32_t)),
                .coefficient = bw_array(count, sizeof(double)), .trial = bw_array(count, sizeof(double)),
                .best = {.value = bw_array(count, sizeof(double))}};
    double *u = bw_array((size_t)(c->rows + cuts->count), sizeof *u);
    bool good = k.base && k.coefficient && k.trial && k.best.value && u && find_all(&k, at, u, &found);
    for (int32_t n = 0; n < found.count; n++) {
        if (cuts->count < BW_CUTS_MOST)
            cuts->cut[cuts->count++] = found.cut[n];
        else
            free(found.cut[n].value);
    }
    free(k.base);
    free(k.coefficient);
    free(k.trial);
    free(k.best.value);
    free(u);
    return good;
}

void bw_cuts_drop(bw_cuts *cuts, int32_t k)
{
    free(cuts->cut[k].value);
    cuts->cut[k] = cuts->cut[--cuts->count];
}

void bw_cuts_reduce(bw_cuts *cuts, int32_t count, const int32_t *number)
{
    for (bw_cut *cut = cuts->cut; cut < cuts->cut + cuts->count; cut++)
        for (int32_t p = 0; p < count; p++) {
            if (number[p] == BW_CHOICE_FIXED)
                cut->high -= cut->value[p];
            else if (number[p] >= 0)
                cut->value[number[p]] = cut->value[p];
        }
}

bool bw_cuts_copy(bw_cuts *to, const bw_cuts *from, int32_t count)
{
    bool good = true;
    to->count = 0;
    for (int32_t k = 0; good && k < from->count; k++) {
        to->cut[k] = from->cut[k];
        to->cut[k].value = bw_array((size_t)count, sizeof(double));
        to->count++;
        good = to->cut[k].value;
        if (good)
            memcpy(to->cut[k].value, from->cut[k].value, (size_t)count * sizeof(double));
    }
    return good;
}

void bw_cuts_clear(bw_cuts *cuts)
{
    while (cuts->count > 0)
        bw_cuts_drop(cuts, cuts->count - 1);
}
