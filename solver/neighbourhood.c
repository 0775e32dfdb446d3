/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/neighbourhood.h"
#include "solver/branch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_LEAST 8 /* parts solved at the same time: one for so many bins */
#define BATCH_BINS 16
#define BATCH_MOST 64
#define BINS_MAX 12   /* of a part */
#define PATIENCE 4    /* batches without gain before parts grow */
#define KICK_WORK 200000 /* candidates priced in a kick */
#define KICK_TOP 3    /* bins of the largest part in a climb after a kick */
#define KICKS_PER_RISE 24 /* kicks in vain before parts are given more work */
#define KICKS_IN_VAIN 3 /* after which more parts than asked for do not pay */
#define TRADING 0.8 /* of the pull of items, for bins that share a row which has a price */
#define REFRESH 64    /* batches between fresh sums of activities */
#define MEMORY_BITS 16

/* One part: what it is, and what solving it gave. */
typedef struct part {
    int32_t bins, bin[BINS_MAX];
    uint64_t key;
    int32_t items;
    int32_t *item;   /* [items] */
    int64_t *to;     /* [items] their new pairs, if better */
    double before, after;
    int64_t work;
    bool better, finished, broken;
    double noise;    /* added to costs at random, to get away from a plan that parts cannot improve */
    uint64_t random;
} part;

typedef struct improver {
    bw_state *state;
    const bw_improve_limits *limits;
    double *loss;       /* [bins] how much better the bin can get at most */
    double *chance;     /* [bins] of being drawn first: the loss, if the bin matters now */
    double *pull;       /* [bins] of neighbours, while choosing */
    int32_t *sharers;   /* [rows] bins that have a part in the row */
    int32_t batch;      /* parts solved at the same time */
    bool *taken;        /* [bins] by a part of the batch */
    int32_t *version;   /* [bins] counts changes */
    uint64_t *memory;   /* keys of parts that have been solved */
    int32_t size;       /* bins of the next parts */
    int64_t work;       /* limit per part */
    int64_t solved, batches;
    int64_t priced;     /* candidates, in all parts */
    int32_t fruitless;  /* batches of this size without gain */
    int32_t most;       /* bins of the largest parts of any climb */
    int32_t top;        /* bins of the largest parts of this climb */
    int32_t kicks;      /* since the last better plan */
    double best;        /* objective of the best plan */
    int64_t *best_at;   /* [items] the plan */
    int32_t *best_version; /* [bins] versions then */
    int32_t changes;    /* source of versions */
    uint64_t random;
} improver;

/* ---- where something is to be gained */

/* What a row wastes at its price: penalty(s) + best of (-penalty - ...), i.e. the gap of Fenchel. */
static double row_waste(const bw_row *row, double price, double activity)
{
    double ends[3] = {row->low, row->high, row->ideal}, least = INFINITY;
    for (int k = 0; k < (row->ideal_price > 0 ? 3 : 2); k++)
        if (isfinite(ends[k]))
            least = fmin(least, bw_row_penalty(row, ends[k], 1e-9) - price * ends[k]);
    double here = bw_row_penalty(row, activity, 1e-9) - price * activity;
    return least < INFINITY && here < INFINITY ? fmax(0, here - least) : 0;
}

static bool is_missed(const improver *v, int32_t r)
{
    return !(bw_row_penalty(&v->limits->missed[r], v->state->activity[r], 1e-9) < INFINITY);
}

static bool any_missed(const improver *v)
{
    for (int32_t r = 0; r < v->state->pairs->program->rows; r++)
        if (is_missed(v, r))
            return true;
    return false;
}

/* Bins are drawn by their loss; while windows are to be met, only those whose windows are missed. */
static void set_chances(improver *v)
{
    const bw_program *program = v->state->pairs->program;
    for (int32_t j = 0; j < program->bins; j++) {
        bool matters = !v->limits->missed;
        for (int32_t k = 0; k < program->slots && !matters; k++) {
            int32_t r = program->bin_row[j * program->slots + k];
            matters = r >= 0 && is_missed(v, r);
        }
        v->chance[j] = matters ? v->loss[j] : 0;
    }
}

static void measure_loss(improver *v, int32_t bin)
{
    const bw_pairs *pairs = v->state->pairs;
    const bw_program *program = pairs->program;
    double loss = 0;
    for (int32_t i = v->state->first[bin]; i >= 0; i = v->state->next[i])
        loss += pairs->regret[v->state->at[i]];
    for (int32_t k = 0; k < program->slots; k++) {
        int32_t r = program->bin_row[bin * program->slots + k];
        if (r >= 0)
            loss += row_waste(&program->row[r], v->limits->price[r], v->state->activity[r]);
    }
    v->loss[bin] = loss + 1e-9;
}

static void measure_losses(improver *v)
{
    for (int32_t j = 0; j < v->state->pairs->program->bins; j++)
        measure_loss(v, j);
}

/* A bin drawn by weight among those not taken; -1 if there is none. */
static int32_t draw_bin(improver *v, const double *weight)
{
    int32_t bins = v->state->pairs->program->bins, last = -1;
    double total = 0;
    for (int32_t j = 0; j < bins; j++)
        total += v->taken[j] ? 0 : weight[j];
    double mark = bw_draw_share(&v->random) * total;
    for (int32_t j = 0; j < bins; j++) {
        if (v->taken[j] || !(weight[j] > 0))
            continue;
        last = j;
        mark -= weight[j];
        if (mark < 0)
            break;
    }
    return last;
}

static void count_sharers(improver *v)
{
    const bw_program *program = v->state->pairs->program;
    for (int32_t k = 0; k < program->bins * program->slots; k++)
        if (program->bin_row[k] >= 0)
            v->sharers[program->bin_row[k]]++;
}

static bool has_row(const bw_program *program, int32_t bin, int32_t r)
{
    for (int32_t s = 0; s < program->slots; s++)
        if (program->bin_row[bin * program->slots + s] == r)
            return true;
    return false;
}

/* Bins that no item goes between can still trade what a shared row has to give, those most that lose most. */
static void measure_trade(improver *v, int32_t bin, double pulled)
{
    const bw_program *program = v->state->pairs->program;
    for (int32_t k = 0; k < program->slots; k++) {
        int32_t r = program->bin_row[bin * program->slots + k];
        if (r < 0 || v->sharers[r] < 2 || v->limits->price[r] == 0)
            continue;
        double total = 0;
        for (int32_t j = 0; j < program->bins; j++)
            total += has_row(program, j, r) ? v->loss[j] : 0;
        for (int32_t j = 0; j < program->bins; j++)
            v->pull[j] += has_row(program, j, r) ? TRADING * pulled * v->loss[j] / total : 0;
    }
}

/* How strongly items of the part's bins and of others are drawn to each other. */
static void measure_pull(improver *v, int32_t bin, double scale)
{
    const bw_pairs *pairs = v->state->pairs;
    double pulled = 0;
    for (int32_t i = v->state->first[bin]; i >= 0; i = v->state->next[i]) {
        double here = pairs->regret[v->state->at[i]];
        for (int64_t p = pairs->start[i]; p < pairs->start[i + 1]; p++) {
            double farther = fmax(0, pairs->regret[p] - here) / scale;
            double pull = 1 / (1 + farther * farther * farther);
            v->pull[pairs->bin[p]] += pull;
            pulled += pull;
        }
    }
    measure_trade(v, bin, pulled);
}

static double regret_scale(const improver *v)
{
    const bw_program *program = v->state->pairs->program;
    double total = 0;
    for (int32_t j = 0; j < program->bins; j++)
        total += v->loss[j];
    return fmax(total / program->items, 1e-300);
}

static uint64_t key_of(const improver *v, part *p)
{
    uint64_t key = bw_stream_seed((uint64_t)v->work, 0);
    for (int32_t k = 1; k < p->bins; k++)
        for (int32_t l = k; l > 0 && p->bin[l - 1] > p->bin[l]; l--) {
            int32_t swapped = p->bin[l];
            p->bin[l] = p->bin[l - 1];
            p->bin[l - 1] = swapped;
        }
    for (int32_t k = 0; k < p->bins; k++)
        key = bw_stream_seed(key ^ (uint64_t)p->bin[k], (uint64_t)v->version[p->bin[k]]);
    return key;
}

static bool remembered(const improver *v, uint64_t key)
{
    return v->memory[key >> (64 - MEMORY_BITS)] == key;
}

static void remember(improver *v, uint64_t key)
{
    v->memory[key >> (64 - MEMORY_BITS)] = key;
}

/* Draws a part's bins and marks them taken; false if it is one that need not be solved again. */
static bool draw_part(improver *v, part *p, double scale)
{
    int32_t bins = v->state->pairs->program->bins;
    *p = (part){0};
    for (int32_t bin = draw_bin(v, v->chance); bin >= 0; bin = draw_bin(v, v->pull)) {
        if (p->bins == 0)
            memset(v->pull, 0, (size_t)bins * sizeof(double));
        p->bin[p->bins++] = bin;
        v->taken[bin] = true;
        if (p->bins == v->size)
            break;
        measure_pull(v, bin, scale);
    }
    p->key = key_of(v, p);
    return p->bins > 0 && !remembered(v, p->key);
}

static void release_bins(improver *v, const part *p)
{
    for (int32_t k = 0; k < p->bins; k++)
        v->taken[p->bin[k]] = false;
}

static int32_t draw_parts(improver *v, part *parts)
{
    int32_t count = 0, bins = v->state->pairs->program->bins;
    double scale = regret_scale(v);
    set_chances(v);
    memset(v->taken, 0, (size_t)bins * sizeof(bool));
    for (int32_t k = 0; k < 4 * v->batch && count < v->batch; k++) {
        if (draw_part(v, &parts[count], scale))
            count++;
        else
            release_bins(v, &parts[count]);
    }
    return count;
}

/* ---- solving one part */

static bool list_items(const improver *v, part *p)
{
    const bw_state *state = v->state;
    for (int32_t k = 0; k < p->bins; k++)
        for (int32_t i = state->first[p->bin[k]]; i >= 0; i = state->next[i])
            p->items++;
    p->item = bw_array((size_t)p->items, sizeof(int32_t));
    p->to = bw_array((size_t)p->items, sizeof(int64_t));
    if (!p->item || !p->to)
        return false;
    int32_t count = 0;
    for (int32_t k = 0; k < p->bins; k++)
        for (int32_t i = state->first[p->bin[k]]; i >= 0; i = state->next[i])
            p->item[count++] = i;
    return true;
}

static void current_pick(const bw_choices *c, const bw_state *state, int32_t *pick)
{
    for (int32_t a = 0; a < c->items; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            if (c->pair[p] == state->at[c->agent[a]])
                pick[a] = p;
}

/* Costs with a little of chance in them, so that another plan comes out best. */
static void add_noise(bw_choices *c, double noise, uint64_t seed)
{
    for (int32_t p = 0; p < c->count; p++)
        if (c->pair[p] >= 0)
            c->cost[p] += noise * (double)(bw_stream_seed(seed, (uint64_t)p) >> 11) * 0x1p-53;
}

static bool search_part(const improver *v, part *p, bw_choices *c)
{
    const bw_improve_limits *limits = v->limits;
    int32_t *pick = bw_array((size_t)c->items, sizeof(int32_t));
    double *price = bw_array((size_t)c->rows, sizeof(double));
    double *activity = bw_array((size_t)c->rows, sizeof(double));
    bool good = pick && price && activity, kick = p->noise > 0;
    if (good) {
        if (kick)
            add_noise(c, p->noise, p->random);
        current_pick(c, v->state, pick);
        for (int32_t r = 0; r < c->rows; r++)
            price[r] = limits->price[c->origin[r]];
        bw_branch_limits branch = {.cutoff = kick ? INFINITY : bw_choices_objective(c, pick, activity),
                                   .grain = kick ? 0 : limits->grain,
                                   .work = kick ? KICK_WORK : v->work,
                                   .end = limits->end,
                                   .watch = limits->watch};
        bw_branch_result result;
        good = bw_branch(c, price, &branch, pick, &result);
        p->better = good && result.found;
        p->finished = result.finished;
        p->work = result.work;
        for (int32_t a = 0; p->better && a < c->items; a++)
            p->to[a] = c->pair[pick[a]];
    }
    free(pick);
    free(price);
    free(activity);
    return good;
}

static void solve_part(const improver *v, part *p)
{
    const bw_program *program = v->state->pairs->program;
    bool *open = bw_array((size_t)program->bins, sizeof(bool));
    bw_choices choices;
    p->broken = !open || !list_items(v, p);
    if (!p->broken) {
        for (int32_t k = 0; k < p->bins; k++)
            open[p->bin[k]] = true;
        bw_part opened = {v->state->pairs, p->items, p->item, open, v->state->at, v->state->activity, INFINITY};
        p->broken = !bw_choices_build(&choices, &opened);
    }
    if (!p->broken) {
        p->broken = !search_part(v, p, &choices);
        bw_choices_clear(&choices);
    }
    free(open);
}

/* ---- taking what is better */

static double rows_penalty(const improver *v)
{
    const bw_program *program = v->state->pairs->program;
    double total = 0;
    for (int32_t r = 0; r < program->rows; r++)
        total += bw_row_penalty(&program->row[r], v->state->activity[r], 1e-9);
    return total;
}

/* Swaps the part's present pairs for the others; returns the change of their cost. */
static double swap_pairs(improver *v, part *p)
{
    double change = 0;
    for (int32_t a = 0; a < p->items; a++) {
        int64_t old = v->state->at[p->item[a]];
        change += v->state->pairs->cost[p->to[a]] - v->state->pairs->cost[old];
        if (old != p->to[a])
            bw_state_put(v->state, p->item[a], p->to[a]);
        p->to[a] = old;
    }
    return change;
}

/* Parts share rows at times, so each is judged again in the plan as it has become. Returns the change of
 * the objective; a change for the worse is taken only if it is a kick. */
static double apply_part(improver *v, part *p)
{
    double before = rows_penalty(v);
    double change = swap_pairs(v, p) + rows_penalty(v) - before;
    if (!isfinite(change) || (change >= 0 && !(p->noise > 0))) {
        swap_pairs(v, p);
        return 0;
    }
    for (int32_t k = 0; k < p->bins; k++)
        v->version[p->bin[k]] = ++v->changes;
    return change;
}

static void part_clear(part *p)
{
    free(p->item);
    free(p->to);
}

/* ---- when parts gain nothing any more */

static void save_best(improver *v, double objective)
{
    const bw_program *program = v->state->pairs->program;
    v->best = objective;
    v->kicks = 0;
    memcpy(v->best_at, v->state->at, (size_t)program->items * sizeof(int64_t));
    memcpy(v->best_version, v->version, (size_t)program->bins * sizeof(int32_t));
}

static void return_to_best(improver *v)
{
    const bw_program *program = v->state->pairs->program;
    for (int32_t i = 0; i < program->items; i++)
        if (v->state->at[i] != v->best_at[i])
            bw_state_put(v->state, i, v->best_at[i]);
    memcpy(v->version, v->best_version, (size_t)program->bins * sizeof(int32_t));
    bw_state_refresh(v->state);
    measure_losses(v);
}

/* Solves one part for costs that chance has changed, and takes what comes out. */
static double kick(improver *v, bool *broken)
{
    part p;
    double scale = regret_scale(v);
    memset(v->taken, 0, (size_t)v->state->pairs->program->bins * sizeof(bool));
    set_chances(v);
    v->size = 2 + (int32_t)(bw_draw(&v->random) % 3);
    draw_part(v, &p, scale);
    p.noise = scale * (double)(1 + bw_draw(&v->random) % 16);
    p.random = bw_draw(&v->random);
    solve_part(v, &p);
    *broken |= p.broken;
    v->priced += p.work;
    double change = p.better ? apply_part(v, &p) : 0;
    for (int32_t k = 0; k < p.bins; k++)
        measure_loss(v, p.bin[k]);
    part_clear(&p);
    v->kicks++;
    return change;
}

/* The top of the ladder: a new best plan is kept, a worse one is left, and a kick starts the next climb. */
static double turn(improver *v, double objective, bool *broken)
{
    double scale = fmax(1, fabs(v->best < INFINITY ? v->best : objective));
    if (objective < v->best - 1e-12 * scale) {
        save_best(v, objective);
    } else if (objective > v->best + 1e-12 * scale) {
        return_to_best(v);
        objective = v->best;
    }
    if (v->kicks > 0 && v->kicks % KICKS_PER_RISE == 0)
        v->work *= 2;
    v->top = v->kicks == 0 || v->kicks % KICKS_PER_RISE == KICKS_PER_RISE - 1 ? v->most : KICK_TOP;
    objective += kick(v, broken);
    v->size = 2;
    v->fruitless = 0;
    return objective;
}

/* ---- the ladder */

/* Parts grow while nothing is gained. True at the top: they have become too large to be finished, or
 * there is no larger one. */
static bool climb(improver *v, double gain, int32_t count, int32_t finished)
{
    int32_t bins = v->state->pairs->program->bins, most = bins < v->top ? bins : v->top;
    v->fruitless = gain > 0 ? 0 : v->fruitless + 1;
    if (gain > 0 || (v->fruitless < PATIENCE && count > 0))
        return false;
    v->fruitless = 0;
    v->size++;
    return v->size > most || 2 * finished < count;
}

static double take_batch(improver *v, part *parts, int32_t count, double objective, bool *broken)
{
    double gain = 0;
    int32_t finished = 0;
    for (int32_t k = 0; k < count; k++) {
        part *p = &parts[k];
        double change = p->better ? apply_part(v, p) : 0;
        if (!p->better && !p->broken)
            remember(v, p->key);
        gain -= change;
        finished += p->finished;
        v->priced += p->work;
        *broken |= p->broken;
    }
    for (int32_t k = 0; k < count; k++) {
        for (int32_t b = 0; b < parts[k].bins; b++)
            measure_loss(v, parts[k].bin[b]);
        part_clear(&parts[k]);
    }
    objective -= gain;
    if (climb(v, gain, count, finished))
        objective = turn(v, objective, broken);
    return objective;
}

/* As many parts as asked for are solved, and more do not pay or have cost as much as they may. */
static bool is_enough(const improver *v)
{
    const bw_improve_limits *limits = v->limits;
    bool pays = v->priced < limits->extra && v->kicks <= KICKS_IN_VAIN;
    return limits->parts >= 0 && v->solved >= limits->parts && !pays;
}

static bool is_spent(const improver *v)
{
    return v->limits->left && v->priced >= *v->limits->left;
}

static bool is_done(const improver *v, double objective)
{
    const bw_improve_limits *limits = v->limits;
    return is_spent(v) || fmin(v->best, objective) <= limits->target || v->kicks > limits->kicks ||
           (limits->missed && !any_missed(v)) || is_enough(v) || bw_time_is_up(limits->watch, limits->end);
}

static bool improver_open(improver *v, bw_state *state, const bw_improve_limits *limits)
{
    size_t bins = (size_t)state->pairs->program->bins, items = (size_t)state->pairs->program->items;
    *v = (improver){.state = state, .limits = limits, .size = 2, .work = limits->work,
                    .best = INFINITY, .random = bw_stream_seed(limits->seed, 1) | 1};
    v->most = limits->most > 0 && limits->most < BINS_MAX ? limits->most : BINS_MAX;
    v->top = v->most;
    v->batch = (int32_t)fmin(fmax((double)bins / BATCH_BINS, BATCH_LEAST), BATCH_MOST);
    v->loss = bw_array(bins, sizeof(double));
    v->chance = bw_array(bins, sizeof(double));
    v->pull = bw_array(bins, sizeof(double));
    v->sharers = bw_array((size_t)state->pairs->program->rows, sizeof(int32_t));
    v->taken = bw_array(bins, sizeof(bool));
    v->version = bw_array(bins, sizeof(int32_t));
    v->best_version = bw_array(bins, sizeof(int32_t));
    v->best_at = bw_array(items, sizeof(int64_t));
    v->memory = bw_array((size_t)1 << MEMORY_BITS, sizeof(uint64_t));
    return v->loss && v->chance && v->pull && v->sharers && v->taken && v->version && v->best_version && v->best_at &&
           v->memory;
}

static void improver_close(improver *v)
{
    free(v->loss);
    free(v->chance);
    free(v->pull);
    free(v->sharers);
    free(v->taken);
    free(v->version);
    free(v->best_version);
    free(v->best_at);
    free(v->memory);
}

static void improve_batch(improver *v, double *objective, bool *broken)
{
    part parts[BATCH_MOST];
    int32_t count = draw_parts(v, parts);
#pragma omp parallel for schedule(dynamic, 1) num_threads(v->limits->threads)
    for (int32_t k = 0; k < count; k++)
        solve_part(v, &parts[k]);
    *objective = take_batch(v, parts, count, *objective, broken);
    v->solved += count > 0 ? count : 1;
    if (++v->batches % REFRESH == 0)
        bw_state_refresh(v->state);
}

bool bw_improve(bw_state *state, const bw_improve_limits *limits, double *objective)
{
    improver v;
    bool good = improver_open(&v, state, limits), broken = false;
    double now = *objective;
    if (good) {
        count_sharers(&v);
        measure_losses(&v);
    }
    while (good && !broken && !is_done(&v, now)) {
        improve_batch(&v, &now, &broken);
        bw_tell(limits->watch, "plan", NAN, fmin(now, v.best), limits->bound, bw_seconds() - limits->begun);
    }
    if (good && now > v.best)
        return_to_best(&v);
    if (good) {
        bw_state_refresh(state);
        *objective = bw_state_objective(state);
    }
    if (limits->left)
        *limits->left -= v.priced;
    improver_close(&v);
    return good && !broken;
}
