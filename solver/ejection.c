/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/ejection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 4      /* items that a chain may eject, and one more moves */
#define BEAM 2       /* chains of each length that are followed */
#define TRIFLE 1e-7  /* of the scale of regrets: a chain must gain more */

/* ---- the plan */

static double waste_at(const bw_packing *p, int32_t bin, double load)
{
    double free = p->capacity->limit[bin] - load, under = p->capacity->price[bin] * free;
    double over = -p->over_price[bin] * free;
    return under > over ? under : over;
}

static size_t pair_of(const bw_packing *p, int32_t item, int32_t bin)
{
    return (size_t)item * (size_t)p->capacity->bins + (size_t)bin;
}

static size_t members_of(const bw_packing *p, int32_t bin)
{
    return (size_t)bin * (size_t)p->capacity->items;
}

static bool is_over(const bw_packing *p, int32_t bin)
{
    return p->load[bin] > p->capacity->limit[bin] + p->capacity->slack[bin];
}

static void set_load(bw_packing *p, int32_t bin, double load)
{
    p->over -= is_over(p, bin);
    p->load[bin] = load;
    p->over += is_over(p, bin);
    p->value -= p->waste[bin];
    p->waste[bin] = waste_at(p, bin, load);
    p->value += p->waste[bin];
}

static void measure_most(bw_packing *p, int32_t bin)
{
    const double *regret = p->regret + members_of(p, bin);
    double most = 0;
    for (int32_t k = 0; k < p->count[bin]; k++)
        most = regret[k] > most ? regret[k] : most;
    p->most[bin] = most;
}

static void leave(bw_packing *p, int32_t item)
{
    int32_t bin = p->bin[item];
    size_t from = members_of(p, bin), here = from + (size_t)p->place[item], last = from + (size_t)--p->count[bin];
    double need = p->need[here];
    p->value -= p->regret[here];
    p->member[here] = p->member[last];
    p->need[here] = p->need[last];
    p->regret[here] = p->regret[last];
    p->place[p->member[here]] = p->place[item];
    set_load(p, bin, p->load[bin] - need);
    measure_most(p, bin);
}

static void enter(bw_packing *p, int32_t item, int32_t bin)
{
    size_t pair = pair_of(p, item, bin), here = members_of(p, bin) + (size_t)p->count[bin];
    p->bin[item] = bin;
    p->place[item] = p->count[bin]++;
    p->member[here] = item;
    p->need[here] = p->capacity->need[pair];
    p->regret[here] = p->capacity->regret[pair];
    p->value += p->regret[here];
    set_load(p, bin, p->load[bin] + p->need[here]);
    if (p->regret[here] > p->most[bin])
        p->most[bin] = p->regret[here];
}

void bw_packing_put(bw_packing *packing, int32_t item, int32_t bin)
{
    leave(packing, item);
    enter(packing, item, bin);
}

void bw_packing_refresh(bw_packing *packing)
{
    packing->value = 0;
    for (int32_t j = 0; j < packing->capacity->bins; j++) {
        size_t first = members_of(packing, j);
        double load = 0;
        for (size_t k = first; k < first + (size_t)packing->count[j]; k++) {
            load += packing->need[k];
            packing->value += packing->regret[k];
        }
        packing->waste[j] = 0;
        set_load(packing, j, load);
        measure_most(packing, j);
    }
}

void bw_packing_press(bw_packing *packing, const double *excess)
{
    for (int32_t j = 0; j < packing->capacity->bins; j++) {
        packing->over_price[j] = excess[j] * packing->capacity->unit[j];
        set_load(packing, j, packing->load[j]);
    }
}

double bw_packing_waste(const bw_packing *packing, const double *load)
{
    double waste = 0;
    for (int32_t j = 0; j < packing->capacity->bins; j++)
        waste += waste_at(packing, j, load[j]);
    return waste;
}

double bw_packing_shift(const bw_packing *packing, int32_t item, int32_t bin)
{
    int32_t home = packing->bin[item];
    size_t from = pair_of(packing, item, home), to = pair_of(packing, item, bin);
    const bw_capacity *c = packing->capacity;
    return c->regret[to] - c->regret[from] + waste_at(packing, home, packing->load[home] - c->need[from]) -
           packing->waste[home] + waste_at(packing, bin, packing->load[bin] + c->need[to]) - packing->waste[bin];
}

void bw_packing_load(bw_packing *packing, const int32_t *bin)
{
    const bw_capacity *capacity = packing->capacity;
    for (int32_t i = 0; i < capacity->items; i++) {
        int32_t to = bin[i] >= 0 && capacity->regret[pair_of(packing, i, bin[i])] < INFINITY
                         ? bin[i] : capacity->list[(size_t)i * (size_t)capacity->width];
        if (to != packing->bin[i])
            bw_packing_put(packing, i, to);
    }
    bw_packing_refresh(packing);
}

void bw_packing_close(bw_packing *packing)
{
    free(packing->bin);
    free(packing->place);
    free(packing->count);
    free(packing->member);
    free(packing->need);
    free(packing->regret);
    free(packing->load);
    free(packing->over_price);
    free(packing->waste);
    free(packing->most);
    free(packing->queue);
    free(packing->queued);
}

static bool make_room(bw_packing *p, size_t items, size_t bins)
{
    p->bin = bw_array(items, sizeof(int32_t));
    p->place = bw_array(items, sizeof(int32_t));
    p->count = bw_array(bins, sizeof(int32_t));
    p->member = bw_array(bins * items, sizeof(int32_t));
    p->need = bw_array(bins * items, sizeof(double));
    p->regret = bw_array(bins * items, sizeof(double));
    p->load = bw_array(bins, sizeof(double));
    p->over_price = bw_array(bins, sizeof(double));
    p->waste = bw_array(bins, sizeof(double));
    p->most = bw_array(bins, sizeof(double));
    p->queue = bw_array(items, sizeof(int32_t));
    p->queued = bw_array(items, sizeof(bool));
    return p->bin && p->place && p->count && p->member && p->need && p->regret && p->load && p->over_price &&
           p->waste && p->most && p->queue && p->queued;
}

bool bw_packing_open(bw_packing *packing, const bw_capacity *capacity)
{
    *packing = (bw_packing){.capacity = capacity};
    if (!make_room(packing, (size_t)capacity->items, (size_t)capacity->bins))
        return false;
    for (int32_t i = 0; i < capacity->items; i++)
        enter(packing, i, capacity->list[(size_t)i * (size_t)capacity->width]);
    bw_packing_refresh(packing);
    return true;
}

/* ---- the queue */

void bw_packing_queue(bw_packing *packing, int32_t item)
{
    if (packing->queued[item])
        return;
    packing->queued[item] = true;
    packing->queue[(packing->first + packing->waiting++) % packing->capacity->items] = item;
}

void bw_packing_queue_bin(bw_packing *packing, int32_t bin)
{
    const int32_t *member = packing->member + members_of(packing, bin);
    for (int32_t k = 0; k < packing->count[bin]; k++)
        bw_packing_queue(packing, member[k]);
}

static int32_t take_first(bw_packing *p)
{
    int32_t item = p->queue[p->first];
    p->first = (p->first + 1) % p->capacity->items;
    p->waiting--;
    p->queued[item] = false;
    return item;
}

/* ---- chains */

/* One more step of a chain: `item` went to `bin`, where `loose` had to go. */
typedef struct step {
    double gain;     /* of the chain so far, without what happens to the first bin */
    int32_t item, bin, loose;
    int32_t before;  /* the step before, one level down */
} step;

typedef struct hunt {
    bw_packing *packing;
    int32_t home;          /* bin that the first item leaves */
    double empty;          /* its load then */
    double hope;           /* what it can gain at most: its waste */
    double most;           /* that any bin can gain at most */
    double best;           /* gain of the best whole chain so far */
    int32_t best_level, best_step, best_bin;
    int32_t level, size[DEPTH + 1];
    step step[DEPTH + 1][BEAM];
} hunt;

/* Does the chain pass this bin already? */
static bool passes(const hunt *h, int32_t index, int32_t bin)
{
    for (int32_t level = h->level; level >= 0; level--) {
        if (h->step[level][index].bin == bin)
            return true;
        index = h->step[level][index].before;
    }
    return false;
}

/* A whole chain: its last item ends in this bin, and nothing leaves it any more. */
static void end_in(hunt *h, int32_t index, int32_t bin, double gain)
{
    if (!(gain > h->best))
        return;
    h->best = gain;
    h->best_level = h->level;
    h->best_step = index;
    h->best_bin = bin;
}

/* Into the beam of the next level, by falling gain. */
static void insert(hunt *h, const step *next)
{
    step *beam = h->step[h->level + 1];
    int32_t *size = &h->size[h->level + 1], at = *size < BEAM ? (*size)++ : BEAM - 1;
    for (; at > 0 && beam[at - 1].gain < next->gain; at--)
        beam[at] = beam[at - 1];
    beam[at] = *next;
}

/* A chain must gain more than this to go on. */
static double threshold(const hunt *h)
{
    double least = h->best - h->hope;
    double last = h->step[h->level + 1][BEAM - 1].gain;
    return h->size[h->level + 1] == BEAM && last > least ? last : least;
}

/* The loose item moves to the bin and ejects each of its members in turn. */
static void eject(hunt *h, int32_t index, int32_t bin, double gain, double need)
{
    const bw_packing *p = h->packing;
    size_t first = members_of(p, bin);
    const double *needs = p->need + first, *regrets = p->regret + first;
    double left = p->capacity->limit[bin] - p->load[bin] - need, under = p->capacity->price[bin];
    double over = -p->over_price[bin], enough = threshold(h);
    gain += p->waste[bin];
    for (int32_t k = 0; k < p->count[bin]; k++) {
        double room = left + needs[k], low = under * room, high = over * room;
        double reached = gain + regrets[k] - (low > high ? low : high);
        if (reached > enough) {
            insert(h, &(step){reached, h->step[h->level][index].loose, bin, p->member[first + (size_t)k], index});
            enough = threshold(h);
        }
    }
}

/* Follows one chain into the bins of its loose item's list. */
static void follow(hunt *h, int32_t index)
{
    const bw_packing *p = h->packing;
    const bw_capacity *c = p->capacity;
    const step *at = &h->step[h->level][index];
    const int32_t *list = c->list + (size_t)at->loose * (size_t)c->width;
    double opened = waste_at(p, h->home, h->empty) - h->hope;
    for (int32_t k = 0; k < c->width && list[k] >= 0; k++) {
        int32_t bin = list[k];
        size_t pair = pair_of(p, at->loose, bin);
        double gain = at->gain - c->regret[pair];
        if (gain + h->hope + h->most <= h->best)
            return;
        if (passes(h, index, bin))
            continue;
        double filled = waste_at(p, bin, p->load[bin] + c->need[pair]) - p->waste[bin];
        end_in(h, index, bin, gain - opened - filled);
        if (h->level < DEPTH && gain + h->hope + p->most[bin] + p->waste[bin] > h->best)
            eject(h, index, bin, gain, c->need[pair]);
    }
}

/* The loose item takes the place that the first one left. */
static void come_home(hunt *h, int32_t index)
{
    const bw_packing *p = h->packing;
    const step *at = &h->step[h->level][index];
    size_t pair = pair_of(p, at->loose, h->home);
    double filled = waste_at(p, h->home, h->empty + p->capacity->need[pair]) - h->hope;
    end_in(h, index, h->home, at->gain - p->capacity->regret[pair] - filled);
}

static void apply(hunt *h)
{
    bw_packing *p = h->packing;
    int32_t bin = h->best_bin, index = h->best_step;
    for (int32_t level = h->best_level; level >= 0; level--) {
        const step *at = &h->step[level][index];
        bw_packing_put(p, at->loose, bin);
        bw_packing_queue_bin(p, bin);
        bin = at->bin;
        index = at->before;
    }
    bw_packing_queue_bin(p, h->home);
}

/* Makes the best chain that begins with this item, if one pays. */
static bool chain_from(bw_packing *p, int32_t item, double most)
{
    int32_t home = p->bin[item];
    size_t pair = pair_of(p, item, home);
    hunt h = {.packing = p, .home = home, .empty = p->load[home] - p->capacity->need[pair], .hope = p->waste[home],
              .most = most, .best = TRIFLE * p->capacity->scale, .best_bin = -1};
    if (p->capacity->regret[pair] + h.hope <= h.best)
        return false;
    h.size[0] = 1;
    h.step[0][0] = (step){p->capacity->regret[pair], -1, home, item, 0};
    for (h.level = 0; h.level <= DEPTH && h.size[h.level] > 0; h.level++)
        for (int32_t k = 0; k < h.size[h.level]; k++) {
            if (h.level > 0)
                come_home(&h, k);
            follow(&h, k);
        }
    if (h.best_bin < 0)
        return false;
    apply(&h);
    return true;
}

static double most_of_any(const bw_packing *p)
{
    double most = 0;
    for (int32_t j = 0; j < p->capacity->bins; j++) {
        double here = p->most[j] + p->waste[j];
        most = here > most ? here : most;
    }
    return most;
}

/* Rounding could make chains seem to pay for ever: the value has to fall indeed. */
static void chains_from(bw_packing *p, int32_t item)
{
    double before;
    do {
        before = p->value;
        if (!chain_from(p, item, most_of_any(p)))
            return;
    } while (p->value < before);
}

void bw_packing_descend(bw_packing *packing)
{
    while (packing->waiting > 0)
        chains_from(packing, take_first(packing));
}
