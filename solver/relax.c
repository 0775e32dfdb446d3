/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHARE_TOLERANCE 1e-9
#define PIVOT_TOLERANCE 1e-11
#define REFRESH 64 /* pivots between fresh inverses */
#define STALL 40   /* pivots without a climb before releases are left to chance, so that none cycle for ever */

/* Where an agent's cheapest candidate changes along the edge. */
typedef struct bw_kink {
    double step;
    int32_t agent, candidate;
} kink;

bool bw_relax_open(bw_relax *x, int32_t rows, int32_t agents, int32_t candidates)
{
    size_t m = (size_t)rows, n = (size_t)agents, count = (size_t)candidates;
    *x = (bw_relax){
        .rows = rows,
        .end = INFINITY,
        .price = bw_array(m, sizeof(double)),
        .tie_agent = bw_array(m, sizeof(int32_t)),
        .tie_pair = bw_array(m, sizeof(int32_t)),
        .share = bw_array(m, sizeof(double)),
        .column = bw_array(m * m, sizeof(double)),
        .inverse = bw_array(m * m, sizeof(double)),
        .base = bw_array(n, sizeof(int32_t)),
        .ties = bw_array(n, sizeof(int32_t)),
        .value = bw_array(count, sizeof(double)),
        .slope = bw_array(count, sizeof(double)),
        .residual = bw_array(m, sizeof(double)),
        .edge = bw_array(m, sizeof(double)),
        .kinks = bw_array(n, sizeof(kink)),
    };
    return x->price && x->tie_agent && x->tie_pair && x->share && x->column && x->inverse && x->base && x->ties &&
           x->value && x->slope && x->residual && x->edge && x->kinks;
}

void bw_relax_close(bw_relax *x)
{
    free(x->price);
    free(x->tie_agent);
    free(x->tie_pair);
    free(x->share);
    free(x->column);
    free(x->inverse);
    free(x->base);
    free(x->ties);
    free(x->value);
    free(x->slope);
    free(x->residual);
    free(x->edge);
    free(x->kinks);
    *x = (bw_relax){0};
}

void bw_relax_reset(bw_relax *x, int32_t agents)
{
    size_t m = (size_t)x->rows;
    memset(x->column, 0, m * m * sizeof(double));
    memset(x->inverse, 0, m * m * sizeof(double));
    for (size_t t = 0; t < m; t++) {
        x->column[t * m + t] = x->inverse[t * m + t] = 1;
        x->tie_agent[t] = x->tie_pair[t] = -1;
    }
    for (int32_t i = 0; i < agents; i++) {
        x->base[i] = -1;
        x->ties[i] = 0;
    }
    x->since = 0;
}

/* ---- small dense algebra */

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t k = 0; k < count; k++)
        sum += a[k] * b[k];
    return sum;
}

static void add_vector(double *to, const bw_choices *c, int32_t candidate, double factor)
{
    size_t first = (size_t)candidate * (size_t)c->width;
    for (int32_t k = 0; k < c->width; k++)
        to[c->row[first + (size_t)k]] += factor * c->value[first + (size_t)k];
}

/* One step of Gauss and Jordan: eliminates column `t` of the work matrix with pivot row `t`. */
static void eliminate(double *work, double *inverse, size_t m, size_t t)
{
    double pivot = work[t * m + t];
    for (size_t k = 0; k < m; k++) {
        work[t * m + k] /= pivot;
        inverse[t * m + k] /= pivot;
    }
    for (size_t r = 0; r < m; r++) {
        double factor = work[r * m + t];
        if (r == t || factor == 0)
            continue;
        for (size_t k = 0; k < m; k++) {
            work[r * m + k] -= factor * work[t * m + k];
            inverse[r * m + k] -= factor * inverse[t * m + k];
        }
    }
}

static void swap_rows(double *matrix, size_t m, size_t a, size_t b)
{
    for (size_t k = 0; k < m && a != b; k++) {
        double swapped = matrix[a * m + k];
        matrix[a * m + k] = matrix[b * m + k];
        matrix[b * m + k] = swapped;
    }
}

static size_t pivot_row(const double *work, size_t m, size_t t)
{
    size_t best = t;
    for (size_t r = t + 1; r < m; r++)
        if (fabs(work[r * m + t]) > fabs(work[best * m + t]))
            best = r;
    return best;
}

/* Makes the inverse of the tie vectors afresh; false if they are dependent. */
static bool invert(bw_relax *x)
{
    size_t m = (size_t)x->rows;
    double *work = bw_array(m * m, sizeof(double));
    if (!work)
        return false;
    for (size_t t = 0; t < m; t++)
        for (size_t r = 0; r < m; r++)
            work[r * m + t] = x->column[t * m + r];
    memset(x->inverse, 0, m * m * sizeof(double));
    for (size_t t = 0; t < m; t++)
        x->inverse[t * m + t] = 1;
    bool good = true;
    for (size_t t = 0; t < m && good; t++) {
        size_t r = pivot_row(work, m, t);
        good = fabs(work[r * m + t]) > PIVOT_TOLERANCE;
        swap_rows(work, m, r, t);
        swap_rows(x->inverse, m, r, t);
        if (good)
            eliminate(work, x->inverse, m, t);
    }
    free(work);
    x->since = 0;
    return good;
}

/* Replaces tie `out` by a vector with the given change along the edges of all ties. */
static void replace_column(bw_relax *x, size_t out, const double *vector)
{
    size_t m = (size_t)x->rows;
    double *pivot_edge = x->inverse + out * m, pivot = dot(pivot_edge, vector, m);
    memcpy(x->column + out * m, vector, m * sizeof(double));
    for (size_t k = 0; k < m; k++)
        pivot_edge[k] /= pivot;
    for (size_t t = 0; t < m; t++) {
        double *edge = x->inverse + t * m, factor = t == out ? 0 : dot(edge, vector, m);
        for (size_t k = 0; factor != 0 && k < m; k++)
            edge[k] -= factor * pivot_edge[k];
    }
    x->since++;
}

/* ---- where the climb stands */

static double along(const bw_choices *c, int32_t candidate, const double *direction)
{
    size_t first = (size_t)candidate * (size_t)c->width;
    double sum = 0;
    for (int32_t k = 0; k < c->width; k++)
        sum += direction[c->row[first + (size_t)k]] * c->value[first + (size_t)k];
    return sum;
}

/* Reduced costs, and the base of every agent without ties. */
static void price_all(bw_relax *x, const bw_choices *c)
{
    for (int32_t i = 0; i < c->agents; i++) {
        for (int32_t p = c->start[i]; p < c->end[i]; p++)
            x->value[p] = c->cost[p] + along(c, p, x->price);
        if (x->ties[i] == 0) {
            x->base[i] = c->start[i];
            for (int32_t p = c->start[i] + 1; p < c->end[i]; p++)
                if (x->value[p] < x->value[x->base[i]])
                    x->base[i] = p;
        }
    }
}

/* L(y) from the reduced costs at hand, with the true minimum of every agent. */
static double dual_value(const bw_relax *x, const bw_choices *c)
{
    double sum = c->constant + dot(x->price, c->offset, (size_t)x->rows);
    for (int32_t i = 0; i < c->agents; i++) {
        double least = x->value[x->base[i]];
        if (x->ties[i] > 0)
            for (int32_t p = c->start[i]; p < c->end[i]; p++)
                least = fmin(least, x->value[p]);
        sum += least;
    }
    return sum;
}

static void sum_residual(bw_relax *x, const bw_choices *c)
{
    memcpy(x->residual, c->offset, (size_t)x->rows * sizeof(double));
    for (int32_t i = 0; i < c->agents; i++)
        add_vector(x->residual, c, x->base[i], 1);
}

static void solve_shares(bw_relax *x)
{
    size_t m = (size_t)x->rows;
    for (size_t t = 0; t < m; t++)
        x->share[t] = -dot(x->inverse + t * m, x->residual, m);
}

/* Share left for the base of the agent of tie t, if t is the agent's first tie; else 1. */
static double base_share(const bw_relax *x, int32_t t)
{
    double left = 1 - x->share[t];
    if (x->ties[x->tie_agent[t]] == 1)
        return left;
    for (int32_t other = 0; other < x->rows; other++)
        if (other != t && x->tie_agent[other] == x->tie_agent[t]) {
            if (other < t)
                return 1;
            left -= x->share[other];
        }
    return left;
}

/* How far an edge climbs per unit of its length; a number of chance after a stall. */
static double appeal(const bw_relax *x, int32_t t, double missed)
{
    const double *edge = x->inverse + (size_t)t * (size_t)x->rows;
    if (x->stall > STALL)
        return (double)(bw_stream_seed((uint64_t)x->pivots, (uint64_t)t) >> 11) + 1;
    return missed / sqrt(dot(edge, edge, (size_t)x->rows));
}

/* The tie to release: the steepest climb. Where an agent's base is the one to go, it changes places with
 *  its tie first. -1: all shares are good. */
static int32_t choose_release(bw_relax *x, const bw_choices *c)
{
    int32_t best = -1, rebase = -1;
    double steepest = 0;
    for (int32_t t = 0; t < x->rows; t++) {
        double share = x->share[t];
        double missed = x->tie_agent[t] < 0 ? fabs(share) : -share;
        if (missed > SHARE_TOLERANCE && appeal(x, t, missed) > steepest) {
            steepest = appeal(x, t, missed);
            best = t;
            rebase = -1;
        }
        if (x->tie_agent[t] < 0)
            continue;
        missed = -base_share(x, t);
        if (missed > SHARE_TOLERANCE && appeal(x, t, missed) > steepest) {
            steepest = appeal(x, t, missed);
            best = rebase = t;
        }
    }
    if (rebase >= 0) {
        bw_relax_rebase(x, c, x->tie_agent[rebase], x->tie_pair[rebase]);
        sum_residual(x, c);
        solve_shares(x);
    }
    return best;
}

void bw_relax_rebase(bw_relax *x, const bw_choices *c, int32_t agent, int32_t candidate)
{
    size_t m = (size_t)x->rows, turned = m;
    if (x->base[agent] == candidate)
        return;
    for (size_t t = 0; t < m; t++)
        if (x->tie_agent[t] == agent && x->tie_pair[t] == candidate)
            turned = t;
    if (turned == m)
        return;
    double *edge = x->inverse + turned * m;
    for (size_t t = 0; t < m; t++) {
        if (x->tie_agent[t] != agent || t == turned)
            continue;
        for (size_t k = 0; k < m; k++) {
            edge[k] += x->inverse[t * m + k];
            x->column[t * m + k] -= x->column[turned * m + k];
        }
    }
    for (size_t k = 0; k < m; k++) {
        edge[k] = -edge[k];
        x->column[turned * m + k] = -x->column[turned * m + k];
    }
    x->tie_pair[turned] = x->base[agent];
    x->base[agent] = candidate;
    (void)c;
}

void bw_relax_detach(bw_relax *x, int32_t agent, int32_t candidate)
{
    for (int32_t t = 0; t < x->rows; t++)
        if (x->tie_agent[t] == agent && (candidate < 0 || x->tie_pair[t] == candidate)) {
            x->tie_agent[t] = x->tie_pair[t] = -1;
            x->ties[agent]--;
        }
}

bool bw_relax_is_tied(const bw_relax *x, int32_t agent, int32_t candidate)
{
    for (int32_t t = 0; t < x->rows; t++)
        if (x->tie_agent[t] == agent && x->tie_pair[t] == candidate)
            return true;
    return false;
}

double bw_relax_share(const bw_relax *x, int32_t agent, int32_t candidate)
{
    double left = 1;
    for (int32_t t = 0; t < x->rows && x->ties[agent] > 0; t++)
        if (x->tie_agent[t] == agent) {
            if (x->tie_pair[t] == candidate)
                return x->share[t];
            left -= x->share[t];
        }
    return x->base[agent] == candidate ? left : 0;
}

/* ---- the climb along an edge */

static bool has_tie(const bw_relax *x, int32_t agent, int32_t candidate)
{
    for (int32_t t = 0; t < x->rows && x->ties[agent] > 0; t++)
        if (x->tie_agent[t] == agent && x->tie_pair[t] == candidate)
            return true;
    return false;
}

/* Where rounding makes a tie close upon its base it is no kink: it would become a tie a second time. */
static bool find_kink(const bw_relax *x, const bw_choices *c, int32_t agent, int32_t base, kink *found)
{
    double drop = 0;
    *found = (kink){INFINITY, agent, -1};
    for (int32_t p = c->start[agent]; p < c->end[agent]; p++) {
        double closing = x->slope[base] - x->slope[p];
        if (closing <= PIVOT_TOLERANCE || has_tie(x, agent, p))
            continue;
        double step = fmax(0, x->value[p] - x->value[base]) / closing;
        if (step < found->step || (step == found->step && closing > drop)) {
            *found = (kink){step, agent, p};
            drop = closing;
        }
    }
    return found->candidate >= 0;
}

static bool sooner(const kink *a, const kink *b)
{
    return a->step != b->step ? a->step < b->step : a->agent < b->agent;
}

static void sift_kink(kink *heap, int32_t count, int32_t k)
{
    kink moved = heap[k];
    for (int32_t child; (child = 2 * k + 1) < count; k = child) {
        if (child + 1 < count && sooner(&heap[child + 1], &heap[child]))
            child++;
        if (!sooner(&heap[child], &moved))
            break;
        heap[k] = heap[child];
    }
    heap[k] = moved;
}

static int32_t gather_kinks(bw_relax *x, const bw_choices *c)
{
    int32_t count = 0;
    for (int32_t i = 0; i < c->agents; i++) {
        for (int32_t p = c->start[i]; p < c->end[i]; p++)
            x->slope[p] = along(c, p, x->edge);
        if (find_kink(x, c, i, x->base[i], &x->kinks[count]))
            count++;
    }
    for (int32_t k = count / 2; k-- > 0;)
        sift_kink(x->kinks, count, k);
    return count;
}

static void pass_kink(bw_relax *x, const bw_choices *c, int32_t agent, int32_t candidate)
{
    add_vector(x->residual, c, x->base[agent], -1);
    add_vector(x->residual, c, candidate, 1);
    x->base[agent] = candidate;
}

/* Goes past kinks while the climb lasts; *last is where it ends. False: it never ends. What rounding leaves of the
 * climb behind the last kink is no climb. */
static bool walk(bw_relax *x, const bw_choices *c, double climb, kink *last)
{
    double rounding = SHARE_TOLERANCE * fmax(1, climb);
    int32_t count = gather_kinks(x, c), before = -1;
    while (count > 0) {
        kink top = x->kinks[0];
        climb -= x->slope[x->base[top.agent]] - x->slope[top.candidate];
        if (climb <= 0 || x->ties[top.agent] > 0) {
            *last = top;
            return true;
        }
        *last = top;
        before = x->base[top.agent];
        pass_kink(x, c, top.agent, top.candidate);
        if (!find_kink(x, c, top.agent, top.candidate, &x->kinks[0]))
            x->kinks[0] = x->kinks[--count];
        if (count > 0)
            sift_kink(x->kinks, count, 0);
    }
    if (before < 0 || climb > rounding)
        return false;
    pass_kink(x, c, last->agent, before);
    return true;
}

/* Does L(y) grow without end along the edge? The inverse may have drifted, so that only sums over all candidates
 * can tell. */
static bool climbs_for_ever(const bw_relax *x, const bw_choices *c)
{
    double growth = dot(x->edge, c->offset, (size_t)x->rows), size = fabs(growth);
    for (int32_t i = 0; i < c->agents; i++) {
        double least = INFINITY;
        for (int32_t p = c->start[i]; p < c->end[i]; p++)
            least = fmin(least, x->slope[p]);
        growth += least;
        size += fabs(least);
    }
    return growth > SHARE_TOLERANCE * size;
}

static void move_prices(bw_relax *x, const bw_choices *c, double step)
{
    for (int32_t r = 0; r < x->rows; r++)
        x->price[r] += step * x->edge[r];
    for (int32_t p = 0; p < c->count; p++)
        x->value[p] += step * x->slope[p];
}

static void enter_tie(bw_relax *x, const bw_choices *c, int32_t out, const kink *last)
{
    if (x->tie_agent[out] >= 0)
        x->ties[x->tie_agent[out]]--;
    memset(x->edge, 0, (size_t)x->rows * sizeof(double));
    add_vector(x->edge, c, last->candidate, 1);
    add_vector(x->edge, c, x->base[last->agent], -1);
    replace_column(x, (size_t)out, x->edge);
    x->tie_agent[out] = last->agent;
    x->tie_pair[out] = last->candidate;
    x->ties[last->agent]++;
}

/* After trouble: the same prices with no ties at all. */
static void start_over(bw_relax *x, const bw_choices *c)
{
    bw_relax_reset(x, c->agents);
    price_all(x, c);
    sum_residual(x, c);
}

bw_relax_answer bw_relax_solve(bw_relax *x, const bw_choices *c, double cutoff, int64_t pivots)
{
    size_t m = (size_t)x->rows;
    price_all(x, c);
    sum_residual(x, c);
    double highest = -INFINITY;
    x->stall = 0;
    for (int64_t done = 0;; done++) {
        if (x->since >= REFRESH) {
            bool good = invert(x);
            price_all(x, c);
            sum_residual(x, c);
            if (!good)
                start_over(x, c);
        }
        solve_shares(x);
        x->bound = dual_value(x, c);
        x->stall = x->bound > highest + 1e-12 * fabs(highest) ? 0 : x->stall + 1;
        highest = fmax(highest, x->bound);
        if (x->bound >= cutoff)
            return BW_RELAX_CUTOFF;
        if (x->stall > STALL * (20 + x->rows))
            return BW_RELAX_LIMIT;
        if (done >= pivots || !isfinite(x->bound) || (done % 32 == 31 && bw_time_is_up(x->watch, x->end)))
            return BW_RELAX_LIMIT;
        int32_t out = choose_release(x, c);
        if (out < 0)
            return BW_RELAX_OPTIMAL;
        double climb = fabs(x->share[out]), sign = x->share[out] < 0 ? 1 : -1;
        for (size_t k = 0; k < m; k++)
            x->edge[k] = sign * x->inverse[(size_t)out * m + k];
        kink last;
        x->pivots++;
        if (!walk(x, c, climb, &last))
            return climbs_for_ever(x, c) ? BW_RELAX_INFEASIBLE : BW_RELAX_LIMIT;
        move_prices(x, c, last.step);
        enter_tie(x, c, out, &last);
    }
}
