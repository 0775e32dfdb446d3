/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/dual.h"
#include "solver/bound.h"
#include "solver/smooth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COOLING 0.4        /* next temperature; less after an easy one */
#define LEVELS_MOST 60
#define STEPS_PER_LEVEL 10
#define LEVEL_PASSES 5     /* prices of the first temperature, without which nothing can be rounded, take so many */
#define CENTERED 0.1       /* a promise below this part of the gap ends a temperature */
#define CHEAP_PASS 1e8     /* pairs: below, every temperature begins with a pass over all */
#define RELISTS_MOST 24    /* passes at one temperature */
#define TRUST_LESS 0.25    /* factors of how far a step may go, after a loss and after a gain */
#define TRUST_MORE 2
#define SHARE_WHOLE 0.02   /* an item does not go where its share is smaller */

typedef struct path {
    const bw_program *program;
    const bw_dual_limits *limits;
    bw_smooth smooth;
    double *price, *trial, *step, *inside; /* [rows] */
    double *before;        /* [rows] prices before the last step */
    double *work;          /* [rows rounded up to tiles] */
    double promise;        /* of the last Newton step */
    bool limited;          /* the last step went as far as the lists reach */
    bool cut;              /* by the clock or the caller */
    double trust;          /* part of the lists' reach that a step may go */
    double end;            /* bw_seconds() */
    double first_temperature, last_bound;
    int last_gain;         /* temperature number */
    bw_dual *dual;
} path;

/* A pass over all pairs at the prices at hand: the lists, and the bound. */
static bool list_candidates(path *p)
{
    double bound = -INFINITY;
    bw_bound_clip(p->program, p->price, p->inside);
    p->dual->passes++;
    if (!bw_smooth_list(&p->smooth, p->inside, p->end, p->limits->watch, &bound))
        return false;
    p->cut = p->cut || bound == -INFINITY;
    if (bound > p->dual->bound) {
        p->dual->bound = bound;
        memcpy(p->dual->price, p->inside, (size_t)p->program->rows * sizeof *p->inside);
    }
    return true;
}

/* ---- Newton steps */

static void dampen(path *p, double damping)
{
    bw_smooth *s = &p->smooth;
    for (int32_t r = 0; r < p->program->rows; r++) {
        const bw_smooth_row *row = &s->row[r];
        double *diagonal = &s->matrix[bw_factor_at(&s->factor, r, r)];
        double unit = row->entry * row->entry / s->temperature; /* curvature of one open item */
        *diagonal += damping * (*diagonal + unit) + 1e-9 * unit;
    }
}

/* The step, and the gain it promises; negative if the matrix cannot be factored. */
static double newton_step(path *p, double damping)
{
    bw_smooth *s = &p->smooth;
    int32_t rows = p->program->rows;
    dampen(p, damping);
    for (int32_t r = 0; r < rows; r++)
        p->step[r] = s->row[r].low < s->row[r].high ? s->gradient[r] : 0;
    if (!bw_factor_decompose(&s->factor, s->matrix, p->limits->threads))
        return -1;
    bw_factor_solve(&s->factor, s->matrix, p->step, p->work);
    double promise = 0;
    for (int32_t r = 0; r < rows; r++) {
        if (!(s->row[r].low < s->row[r].high))
            p->step[r] = 0;
        promise += p->step[r] * s->gradient[r];
    }
    return isfinite(promise) ? promise / 2 : -1;
}

/* How far the step may go: most of the way to the nearest wall, and not where the lists say nothing any more,
 * unless they hold all bins. */
static double longest(path *p)
{
    const bw_smooth *s = &p->smooth;
    double most = 1, reach = s->most < p->program->bins ? p->trust * s->reach : INFINITY;
    for (int32_t r = 0; r < p->program->rows; r++) {
        double room = p->step[r] > 0 ? s->row[r].high - p->price[r] : p->price[r] - s->row[r].low;
        if (fabs(p->step[r]) * most > 0.9 * room)
            most = 0.9 * room / fabs(p->step[r]);
    }
    p->limited = false;
    for (int32_t r = 0; r < p->program->rows; r++)
        if (fabs(p->step[r]) * most * s->row[r].entry > reach) {
            most = reach / fabs(p->step[r]) / s->row[r].entry;
            p->limited = true;
        }
    return most;
}

static void try_step(path *p, double length)
{
    for (int32_t r = 0; r < p->program->rows; r++)
        p->trial[r] = p->price[r] + length * p->step[r];
    bw_smooth_evaluate(&p->smooth, p->trial);
}

static void stay(path *p)
{
    memcpy(p->trial, p->price, (size_t)p->program->rows * sizeof *p->trial);
    bw_smooth_evaluate(&p->smooth, p->trial);
}

static void take_trial(path *p)
{
    memcpy(p->price, p->trial, (size_t)p->program->rows * sizeof *p->price);
}

static bool path_over(path *p)
{
    return p->cut = p->cut || bw_time_is_up(p->limits->watch, p->end);
}

/* One damped Newton step from an evaluated point to an evaluated point; false if nothing is to be gained. */
static bool climb(path *p, double *damping)
{
    double before = p->smooth.value, promise = p->promise = newton_step(p, *damping);
    p->dual->steps++;
    if (promise < 0) {
        *damping = fmax(1e-6, 100 * *damping);
        stay(p);
        return *damping < 1e6;
    }
    double length = longest(p);
    try_step(p, length);
    for (int tries = 0; !(p->smooth.value >= before + 1e-4 * length * promise) && tries < 5; tries++)
        try_step(p, length *= 0.3);
    bool gained = p->smooth.value > before;
    if (gained)
        take_trial(p);
    else
        stay(p);
    *damping = !gained ? fmax(1e-3, 30 * *damping) : length < 0.05 ? fmax(1e-4, 3 * *damping) : *damping / 10;
    return gained ? promise > CENTERED * (p->smooth.exact - p->smooth.value) : *damping < 1e3;
}

/* Makes the lists anew after a step that went to their end. Items with large entries leave their lists before others
 * do, so the step may have gained on the old lists only: then it is undone, and the next ones go less far. */
static bool check_step(path *p, double value)
{
    if (!list_candidates(p))
        return false;
    stay(p);
    if (p->smooth.value >= value) {
        p->trust = fmin(1, TRUST_MORE * p->trust);
        return true;
    }
    p->trust *= TRUST_LESS;
    memcpy(p->price, p->before, (size_t)p->program->rows * sizeof *p->price);
    if (!list_candidates(p))
        return false;
    stay(p);
    return true;
}

/* Climbs at one temperature; the steps it took. */
static int climb_level(path *p, double *damping, bool *good)
{
    int steps = 0, relists = 0;
    stay(p);
    while (*good && steps < STEPS_PER_LEVEL && !path_over(p)) {
        steps++;
        double value = p->smooth.value;
        memcpy(p->before, p->price, (size_t)p->program->rows * sizeof *p->price);
        bool more = climb(p, damping);
        if (p->limited && relists++ < RELISTS_MOST) {
            steps--;
            *good = check_step(p, value);
        } else if (!more) {
            break;
        }
    }
    return steps;
}

/* ---- the path */

static bool level_good_enough(const path *p)
{
    const bw_smooth *s = &p->smooth;
    double left = s->exact - s->value + fabs(p->promise);
    return left <= p->limits->gap * fmax(fabs(s->exact), 1e-9 * s->scale);
}

/* Three temperatures without a better bound: rounding has the better of the path. */
static bool stalled(path *p, int level)
{
    if (level == 0 || p->dual->bound > p->last_bound + 1e-9 * fabs(p->dual->bound)) {
        p->last_bound = p->dual->bound;
        p->last_gain = level;
    }
    return p->smooth.temperature < p->first_temperature / 1e3 && level - p->last_gain >= 3;
}

static bool follow_path(path *p)
{
    double damping = 0, pairs = (double)p->program->items * p->program->bins;
    bool good = true;
    p->first_temperature = p->smooth.temperature;
    for (int level = 0; level < LEVELS_MOST && !path_over(p); level++) {
        int steps = climb_level(p, &damping, &good);
        bool enough = level_good_enough(p);
        if (good && (pairs <= CHEAP_PASS || level % 3 == 2 || enough))
            good = list_candidates(p);
        if (!good)
            return false;
        bw_tell(p->limits->watch, "bound", NAN, NAN, p->dual->bound, NAN);
        if (enough || stalled(p, level))
            break;
        p->smooth.temperature *= steps <= 2 ? COOLING / 2 : COOLING;
    }
    return true;
}

/* ---- a plan from the shares */

/* How far a row's activity in the plan is from that of the shares, in entries, squared, after one more pair. */
static double drift_after(const path *p, const double *drift, int32_t item, const bw_shares *s, int32_t chosen)
{
    const bw_smooth *m = &p->smooth;
    size_t slots = (size_t)m->program->slots, first = (size_t)item * (size_t)m->most;
    double sum = 0;
    for (int32_t c = 0; c < s->count; c++) {
        double more = (double)(c == chosen) - s->share[c];
        for (size_t k = 0; k < slots && more != 0; k++) {
            int32_t r = m->program->bin_row[(size_t)m->bin[first + (size_t)c] * slots + k];
            double step = r < 0 ? 0 : more * m->entry[(first + (size_t)c) * slots + k] / m->row[r].entry;
            sum += r < 0 ? 0 : step * (2 * drift[r] + step);
        }
    }
    return sum;
}

static void add_drift(const path *p, double *drift, int32_t item, const bw_shares *s, int32_t chosen)
{
    const bw_smooth *m = &p->smooth;
    size_t slots = (size_t)m->program->slots, first = (size_t)item * (size_t)m->most;
    for (int32_t c = 0; c < s->count; c++)
        for (size_t k = 0; k < slots; k++) {
            int32_t r = m->program->bin_row[(size_t)m->bin[first + (size_t)c] * slots + k];
            if (r >= 0)
                drift[r] +=
                    ((double)(c == chosen) - s->share[c]) * m->entry[(first + (size_t)c) * slots + k] / m->row[r].entry;
        }
}

/* Every item goes whole to a bin it has a share of, so that activities stay near those of the shares: each
 * item makes up for what rounding did before it. */
static void round_shares(path *p, double *drift, int32_t *bin)
{
    double least;
    memset(drift, 0, (size_t)p->program->rows * sizeof *drift);
    for (int32_t i = 0; i < p->program->items; i++) {
        bw_shares s;
        bw_smooth_shares(&p->smooth, p->price, i, &s, &least);
        int32_t chosen = 0;
        double lowest = INFINITY;
        for (int32_t c = 0; c < s.count; c++) {
            double value = s.share[c] >= SHARE_WHOLE ? drift_after(p, drift, i, &s, c) : INFINITY;
            chosen = value < lowest ? c : chosen;
            lowest = fmin(lowest, value);
        }
        add_drift(p, drift, i, &s, chosen);
        bin[i] = s.count > 0 ? p->smooth.bin[(size_t)i * (size_t)p->smooth.most + (size_t)chosen] : 0;
    }
}

/* ---- the whole */

static bool path_open(path *p, const bw_program *program, const bw_dual_limits *limits, bw_dual *dual)
{
    size_t rows = (size_t)program->rows;
    *p = (path){.program = program, .limits = limits, .dual = dual, .trust = 1, .end = limits->end};
    p->price = bw_array(rows, sizeof *p->price);
    p->trial = bw_array(rows, sizeof *p->trial);
    p->step = bw_array(rows, sizeof *p->step);
    p->inside = bw_array(rows, sizeof *p->inside);
    p->before = bw_array(rows, sizeof *p->before);
    p->work = bw_array(rows + BW_TILE, sizeof *p->work);
    return bw_smooth_open(&p->smooth, program, limits->threads) && p->price && p->trial && p->step && p->inside &&
           p->before && p->work;
}

static void path_close(path *p)
{
    bw_smooth_close(&p->smooth);
    free(p->price);
    free(p->trial);
    free(p->step);
    free(p->inside);
    free(p->before);
    free(p->work);
}

/* The first pass shows how fast the machine is, and so when to stop for others to come to a plan in time. */
static bool first_pass(path *p)
{
    double begun = bw_seconds();
    bool good = list_candidates(p);
    p->dual->pass_seconds = bw_seconds() - begun;
    double pass = p->dual->pass_seconds, leave = p->limits->leave * pass;
    if (leave > 0)
        p->end = fmin(p->end, fmax(p->limits->last - leave, begun + LEVEL_PASSES * pass));
    return good;
}

bool bw_dual_solve(const bw_program *program, const bw_dual_limits *limits, bw_dual *dual)
{
    path p;
    *dual = (bw_dual){.bound = -INFINITY};
    dual->price = bw_array((size_t)program->rows, sizeof *dual->price);
    dual->bin = bw_array((size_t)program->items, sizeof *dual->bin);
    bool good = path_open(&p, program, limits, dual) && dual->price && dual->bin && first_pass(&p) &&
                bw_smooth_begin(&p.smooth, p.price);
    if (good && program->rows > 0 && program->items > 0)
        good = follow_path(&p);
    if (good)
        round_shares(&p, p.step, dual->bin);
    dual->done = good && !p.cut;
    dual->temperature = p.smooth.temperature;
    dual->slack = fmax(0, p.smooth.exact - p.smooth.value) + fabs(p.promise);
    path_close(&p);
    if (!good)
        bw_dual_clear(dual);
    return good;
}

void bw_dual_clear(bw_dual *dual)
{
    free(dual->price);
    free(dual->bin);
    *dual = (bw_dual){.bound = -INFINITY};
}
