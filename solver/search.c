/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-9  /* of a hard window, relative */
#define TRIFLE 1e-9     /* of an item's cost: a shift must gain more */
#define CLEAR 1e-9      /* relative: chains must pay more */
#define NEAR 16         /* bins of an item's list that a single shift tries */
#define SWEEPS 12       /* over all items, of single shifts */
#define DEPTH 3         /* shifts in a chain */
#define WIDTH 6         /* bins of an item's list tried by a chain */
#define CHAINS_MOST 100 /* taken in one descent, for each item: where weights are steep, rounding can pay for ever */
#define PATIENCE 40     /* rounds without a better plan before the search returns to the best one */

/* ---- the plan */

bw_state *bw_state_create(const bw_pairs *pairs)
{
    size_t items = (size_t)pairs->program->items, bins = (size_t)pairs->program->bins;
    size_t rows = (size_t)pairs->program->rows;
    bw_state *state = bw_array(1, sizeof *state);
    if (!state)
        return NULL;
    *state = (bw_state){
        .pairs = pairs,
        .at = bw_array(items, sizeof(int64_t)),
        .activity = bw_array(rows, sizeof(double)),
        .weight = bw_array(rows, sizeof(double)),
        .first = bw_array(bins, sizeof(int32_t)),
        .next = bw_array(items, sizeof(int32_t)),
        .previous = bw_array(items, sizeof(int32_t)),
    };
    if (!state->at || !state->activity || !state->weight || !state->first || !state->next || !state->previous) {
        bw_state_free(state);
        return NULL;
    }
    for (size_t i = 0; i < items; i++)
        state->at[i] = -1;
    for (size_t j = 0; j < bins; j++)
        state->first[j] = -1;
    return state;
}

void bw_state_free(bw_state *state)
{
    if (!state)
        return;
    free(state->at);
    free(state->activity);
    free(state->weight);
    free(state->first);
    free(state->next);
    free(state->previous);
    free(state);
}

static const int32_t *rows_of(const bw_program *program, int32_t bin)
{
    return program->bin_row + (size_t)bin * (size_t)program->slots;
}

static const double *entries_of(const bw_pairs *pairs, int64_t pair)
{
    return pairs->entry + (size_t)pair * (size_t)pairs->program->slots;
}

static void add_activity(bw_state *state, int64_t pair, double sign)
{
    const bw_pairs *pairs = state->pairs;
    const int32_t *row = rows_of(pairs->program, pairs->bin[pair]);
    const double *entry = entries_of(pairs, pair);
    for (int32_t k = 0; k < pairs->program->slots; k++)
        if (row[k] >= 0)
            state->activity[row[k]] += sign * entry[k];
}

static void leave_bin(bw_state *state, int32_t item, int32_t bin)
{
    int32_t next = state->next[item], previous = state->previous[item];
    if (previous >= 0)
        state->next[previous] = next;
    else
        state->first[bin] = next;
    if (next >= 0)
        state->previous[next] = previous;
}

static void enter_bin(bw_state *state, int32_t item, int32_t bin)
{
    int32_t next = state->first[bin];
    state->next[item] = next;
    state->previous[item] = -1;
    if (next >= 0)
        state->previous[next] = item;
    state->first[bin] = item;
}

void bw_state_put(bw_state *state, int32_t item, int64_t pair)
{
    int64_t old = state->at[item];
    if (old >= 0) {
        add_activity(state, old, -1);
        leave_bin(state, item, state->pairs->bin[old]);
    }
    if (pair >= 0) {
        add_activity(state, pair, 1);
        enter_bin(state, item, state->pairs->bin[pair]);
    }
    state->at[item] = pair;
}

void bw_state_load(bw_state *state, const int32_t *bin)
{
    const bw_pairs *pairs = state->pairs;
    for (int32_t i = 0; i < pairs->program->items; i++) {
        int64_t pair = bw_pairs_find(pairs, i, bin[i]);
        bw_state_put(state, i, pair < 0 ? pairs->start[i] : pair);
    }
    bw_state_refresh(state);
}

void bw_state_save(const bw_state *state, int32_t *bin)
{
    for (int32_t i = 0; i < state->pairs->program->items; i++)
        bin[i] = state->at[i] < 0 ? -1 : state->pairs->bin[state->at[i]];
}

void bw_state_refresh(bw_state *state)
{
    memset(state->activity, 0, (size_t)state->pairs->program->rows * sizeof(double));
    for (int32_t i = 0; i < state->pairs->program->items; i++)
        if (state->at[i] >= 0)
            add_activity(state, state->at[i], 1);
}

double bw_state_objective(const bw_state *state)
{
    const bw_program *program = state->pairs->program;
    double total = 0;
    for (int32_t i = 0; i < program->items; i++)
        total += state->pairs->cost[state->at[i]];
    for (int32_t r = 0; r < program->rows; r++)
        total += bw_row_penalty(&program->row[r], state->activity[r], TOLERANCE);
    return total;
}

/* ---- weighted cost */

static double row_price(const bw_state *state, int32_t r, double activity)
{
    const bw_row *row = &state->pairs->program->row[r];
    double price = row->violation_price < INFINITY ? row->violation_price : state->weight[r];
    double outside = activity < row->low ? row->low - activity : activity > row->high ? activity - row->high : 0;
    double off = row->ideal_price > 0 ? row->ideal_price * fabs(activity - row->ideal) : 0;
    return outside > 0 ? price * outside + off : off;
}

static double row_change(const bw_state *state, int32_t r, double change)
{
    double activity = state->activity[r];
    return row_price(state, r, activity + change) - row_price(state, r, activity);
}

double bw_state_shift(const bw_state *state, int32_t item, int64_t pair)
{
    const bw_pairs *pairs = state->pairs;
    int64_t old = state->at[item];
    int32_t slots = pairs->program->slots;
    const int32_t *row = rows_of(pairs->program, pairs->bin[pair]);
    const int32_t *old_row = rows_of(pairs->program, pairs->bin[old]);
    const double *entry = entries_of(pairs, pair), *old_entry = entries_of(pairs, old);
    double change = pairs->cost[pair] - pairs->cost[old];
    for (int32_t k = 0; k < slots; k++) {
        double both = entry[k];
        if (row[k] == old_row[k]) {
            both -= old_entry[k];
        } else if (old_row[k] >= 0) {
            change += row_change(state, old_row[k], -old_entry[k]);
        }
        if (row[k] >= 0 && both != 0)
            change += row_change(state, row[k], both);
    }
    return change;
}

/* ---- single shifts */

/* The best shift of an item to a bin near the front of its list; its change, 0 if there is none that pays. */
static double best_shift(const bw_state *state, int32_t item, int64_t *to)
{
    const bw_pairs *pairs = state->pairs;
    double least = 0;
    for (int64_t p = pairs->start[item]; p < pairs->start[item + 1] && p < pairs->start[item] + NEAR; p++) {
        double change = p == state->at[item] ? 0 : bw_state_shift(state, item, p);
        if (change < least) {
            least = change;
            *to = p;
        }
    }
    return least;
}

void bw_state_settle(bw_state *state, double end, const bw_watch *watch)
{
    int32_t items = state->pairs->program->items, moved = 1;
    for (int sweep = 0; sweep < SWEEPS && moved > 0; sweep++) {
        moved = 0;
        for (int32_t i = 0; i < items; i++) {
            if (i % 1024 == 0 && bw_time_is_up(watch, end))
                return;
            int64_t to = -1;
            if (best_shift(state, i, &to) < -TRIFLE * (fabs(state->pairs->cost[state->at[i]]) + 1e-30)) {
                bw_state_put(state, i, to);
                moved++;
            }
        }
        bw_state_refresh(state);
    }
}

/* ---- the search */

typedef struct hunt {
    bw_state *state;
    const bw_search_limits *limits;
    uint64_t random;
    int64_t work;
    int32_t *queue;   /* items to look at, a ring */
    bool *queued;
    int32_t head, waiting;
    double threshold; /* a chain must pay at least this */
} hunt;

static void enqueue(hunt *h, int32_t item)
{
    int32_t items = h->state->pairs->program->items;
    if (h->queued[item])
        return;
    h->queued[item] = true;
    h->queue[(h->head + h->waiting++) % items] = item;
}

static void enqueue_bin(hunt *h, int32_t bin)
{
    for (int32_t i = h->state->first[bin]; i >= 0; i = h->state->next[i])
        enqueue(h, i);
}

static int32_t dequeue(hunt *h)
{
    int32_t item = h->queue[h->head];
    h->head = (h->head + 1) % h->state->pairs->program->items;
    h->waiting--;
    h->queued[item] = false;
    return item;
}

static int64_t last_tried(const bw_pairs *pairs, int32_t item)
{
    int64_t end = pairs->start[item + 1], wide = pairs->start[item] + WIDTH;
    return end < wide ? end : wide;
}

typedef struct shift {
    int32_t item;
    int64_t from, to;
    double change;
} shift;

/* The best onward shift of a bin's items, other than the one that has just come. */
static shift best_onward(hunt *h, int32_t bin, int32_t newcomer)
{
    const bw_state *state = h->state;
    shift best = {-1, -1, -1, INFINITY};
    for (int32_t i = state->first[bin]; i >= 0; i = state->next[i]) {
        if (i == newcomer)
            continue;
        int64_t start = state->pairs->start[i], end = last_tried(state->pairs, i);
        h->work += end - start;
        for (int64_t p = start; p < end; p++) {
            if (p == state->at[i])
                continue;
            double change = bw_state_shift(state, i, p);
            if (change < best.change)
                best = (shift){i, state->at[i], p, change};
        }
    }
    return best;
}

static void accept(hunt *h, const shift *chain, int depth)
{
    for (int d = 0; d < depth; d++) {
        enqueue_bin(h, h->state->pairs->bin[chain[d].from]);
        enqueue_bin(h, h->state->pairs->bin[chain[d].to]);
    }
}

/* Tries the chain that begins by shifting item to pair; leaves it in place if it pays. */
static bool try_chain(hunt *h, int32_t item, int64_t pair)
{
    bw_state *state = h->state;
    shift chain[DEPTH] = {{item, state->at[item], pair, bw_state_shift(state, item, pair)}};
    double change = 0;
    int depth = 0;
    for (;;) {
        bw_state_put(state, chain[depth].item, chain[depth].to);
        change += chain[depth].change;
        depth++;
        if (change < -h->threshold) {
            accept(h, chain, depth);
            return true;
        }
        if (depth == DEPTH)
            break;
        chain[depth] = best_onward(h, state->pairs->bin[chain[depth - 1].to], chain[depth - 1].item);
        if (chain[depth].item < 0)
            break;
    }
    while (depth-- > 0)
        bw_state_put(state, chain[depth].item, chain[depth].from);
    return false;
}

static bool improve_item(hunt *h, int32_t item)
{
    const bw_pairs *pairs = h->state->pairs;
    for (int64_t p = pairs->start[item]; p < last_tried(pairs, item); p++)
        if (p != h->state->at[item] && try_chain(h, item, p))
            return true;
    return false;
}

static bool out_of_time(const hunt *h)
{
    const bw_search_limits *limits = h->limits;
    return (limits->work >= 0 && h->work >= limits->work) || bw_time_is_up(limits->watch, limits->end);
}

static void descend(hunt *h)
{
    int64_t left = (int64_t)CHAINS_MOST * h->state->pairs->program->items;
    for (int64_t looked = 0; h->waiting > 0 && left > 0; looked++) {
        if (looked % 16 == 0 && out_of_time(h))
            return;
        int32_t item = dequeue(h);
        if (improve_item(h, item)) {
            enqueue(h, item);
            left--;
        }
    }
}

/* What a chain must pay at least: more than rounding can make of costs and weighed violations. */
static double threshold_of(const bw_state *state)
{
    const bw_program *program = state->pairs->program;
    double size = 1;
    for (int32_t i = 0; i < program->items; i++)
        size += fabs(state->pairs->cost[state->at[i]]);
    for (int32_t r = 0; r < program->rows; r++)
        size += row_price(state, r, state->activity[r]);
    return CLEAR * size;
}

/* Raises the weights of missed hard windows, by how far each is missed; lowers all if none is. */
static void adapt_weights(hunt *h)
{
    bw_state *state = h->state;
    const bw_program *program = state->pairs->program;
    double worst = 0;
    for (int32_t r = 0; r < program->rows; r++)
        if (!(program->row[r].violation_price < INFINITY))
            worst = fmax(worst, state->weight[r] * bw_row_violation(&program->row[r], state->activity[r]));
    for (int32_t r = 0; r < program->rows; r++) {
        double missed = state->weight[r] * bw_row_violation(&program->row[r], state->activity[r]);
        if (!(worst > 0))
            state->weight[r] *= 0.9;
        else if (missed > 0)
            state->weight[r] *= 1 + 0.3 * missed / worst;
        state->weight[r] = fmin(fmax(state->weight[r], 1e-30), 1e30);
    }
}

static void kick(hunt *h)
{
    bw_state *state = h->state;
    const bw_pairs *pairs = state->pairs;
    int32_t shifts = 1 + bw_draw_below(&h->random, 4);
    for (int32_t k = 0; k < shifts; k++) {
        int32_t item = bw_draw_below(&h->random, pairs->program->items);
        int32_t choices = (int32_t)(last_tried(pairs, item) - pairs->start[item]);
        int64_t to = pairs->start[item] + bw_draw_below(&h->random, choices), from = state->at[item];
        bw_state_put(state, item, to);
        enqueue_bin(h, pairs->bin[from]);
        enqueue_bin(h, pairs->bin[to]);
    }
}

static void enqueue_missed(hunt *h)
{
    const bw_state *state = h->state;
    const bw_program *program = state->pairs->program;
    for (int32_t j = 0; j < program->bins; j++) {
        const int32_t *row = rows_of(program, j);
        for (int32_t k = 0; k < program->slots; k++)
            if (row[k] >= 0 && bw_row_violation(&program->row[row[k]], state->activity[row[k]]) > 0) {
                enqueue_bin(h, j);
                break;
            }
    }
}

/* Weight to begin with: the mean cost difference between an item's bins over the mean entry. */
static void start_weights(hunt *h)
{
    bw_state *state = h->state;
    const bw_pairs *pairs = state->pairs;
    const bw_program *program = pairs->program;
    double spread = 0, size = 0;
    int64_t entries = 0, count = pairs->start[program->items] - program->items;
    for (int32_t i = 0; i < program->items; i++)
        for (int64_t p = pairs->start[i] + 1; p < pairs->start[i + 1]; p++)
            spread += fabs(pairs->cost[p] - pairs->cost[pairs->start[i]]) / (double)count;
    for (int32_t r = 0; r < program->rows; r++)
        state->weight[r] = 0;
    int32_t *uses = bw_array((size_t)program->rows, sizeof(int32_t));
    for (int64_t p = 0; p < pairs->start[program->items]; p++) {
        const int32_t *row = rows_of(program, pairs->bin[p]);
        for (int32_t k = 0; k < program->slots; k++)
            if (row[k] >= 0 && entries_of(pairs, p)[k] != 0) {
                state->weight[row[k]] += fabs(entries_of(pairs, p)[k]);
                if (uses)
                    uses[row[k]]++;
                size += fabs(entries_of(pairs, p)[k]);
                entries++;
            }
    }
    for (int32_t r = 0; r < program->rows; r++) {
        double mean = uses && uses[r] ? state->weight[r] / uses[r] : entries ? size / (double)entries : 1;
        double price = h->limits->price ? fabs(h->limits->price[r]) : 0;
        state->weight[r] = h->limits->scale * fmax(price, mean > 0 && spread > 0 ? spread / mean : 1e-6);
    }
    free(uses);
}

static bool hunt_open(hunt *h, bw_state *state, const bw_search_limits *limits)
{
    size_t items = (size_t)state->pairs->program->items;
    *h = (hunt){.state = state, .limits = limits, .random = bw_stream_seed(limits->seed, 0) | 1};
    h->queue = bw_array(items, sizeof(int32_t));
    h->queued = bw_array(items, sizeof(bool));
    return h->queue && h->queued;
}

static void hunt_close(hunt *h)
{
    free(h->queue);
    free(h->queued);
}

static void enqueue_all(hunt *h)
{
    int32_t items = h->state->pairs->program->items;
    for (int32_t i = 0; i < items; i++)
        enqueue(h, i);
    for (int32_t i = items; i-- > 1;) {
        int32_t k = bw_draw_below(&h->random, i + 1), other = h->queue[k];
        h->queue[k] = h->queue[i];
        h->queue[i] = other;
    }
}

bool bw_search(bw_state *state, const bw_search_limits *limits, int32_t *best, double *objective)
{
    hunt h;
    bool good = hunt_open(&h, state, limits);
    if (good) {
        start_weights(&h);
        enqueue_all(&h);
    }
    int64_t stale = 0;
    for (int64_t round = 0; good && round < limits->rounds; round++) {
        h.threshold = threshold_of(state);
        descend(&h);
        bw_state_refresh(state);
        double value = bw_state_objective(state);
        stale++;
        if (value < *objective - 1e-12 * fabs(value)) {
            *objective = value;
            bw_state_save(state, best);
            stale = 0;
        }
        if (out_of_time(&h) || round + 1 == limits->rounds)
            break;
        adapt_weights(&h);
        if (stale >= PATIENCE && *objective < INFINITY) {
            bw_state_load(state, best);
            stale = 0;
        }
        enqueue_missed(&h);
        kick(&h);
    }
    hunt_close(&h);
    return good;
}
