/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/relink.h"
#include "solver/ejection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRAILS 2       /* at the same time */
#define SET 20         /* plans in the reference set */
#define SET_LEAST 4    /* plans before paths are walked */
#define WIDTH 8        /* bins of an item's list that chains try */
#define KICK_WIDTH 3   /* and that kicks do */
#define HEAT_FIRST 1.0 /* temperature on the way, in mean regrets of the second-best bin */
#define HEAT_LAST 0.35
#define HOPELESS 7.0     /* mean regrets above the plan before a kick, after a first pass of chains */
#define EXCESS_FIRST 0.5 /* price of overload, on top of a capacity's own price */
#define EXCESS_LAST 4.0
#define STRAIN 3.0       /* factor on that after trails that met no feasible plan */
#define EXCESS_PATH 0.5  /* share of the way at which the trail of a path begins */
#define PATHS 0.75     /* share of trails that begin on a path */
#define STEP 64        /* kicks between two settings of the price */

typedef struct plan {
    double value;
    int32_t *bin;      /* [items] */
} plan;

struct bw_relink {
    bw_capacity capacity;
    uint64_t seed;
    uint64_t gone;     /* trails so far */
    double strain;     /* factor on the price of overload */
    int32_t size;
    plan set[SET + 1]; /* by rising value, and room for one more */
};

typedef struct trail {
    const bw_relink *relink;
    const bw_relink_limits *limits;
    bw_packing packing;
    double from;       /* share of the way at which the trail begins */
    double heat;       /* temperature now */
    plan best;
    uint64_t random;
    bool good;
} trail;

/* ---- the reference set */

static size_t row_size(const bw_relink *relink)
{
    return (size_t)relink->capacity.items * sizeof(int32_t);
}

/* Takes a plan in, unless it is there or worse than all. */
static void admit(bw_relink *relink, double value, const int32_t *bin)
{
    int32_t at = relink->size;
    for (int32_t k = 0; k < relink->size; k++)
        if (memcmp(relink->set[k].bin, bin, row_size(relink)) == 0)
            return;
    int32_t *room = relink->set[at].bin;
    for (; at > 0 && relink->set[at - 1].value > value; at--)
        relink->set[at] = relink->set[at - 1];
    memcpy(room, bin, row_size(relink));
    relink->set[at] = (plan){value, room};
    if (relink->size < SET)
        relink->size++;
}

const int32_t *bw_relink_best(const bw_relink *relink)
{
    return relink->size > 0 ? relink->set[0].bin : NULL;
}

/* ---- a trail */

/* Moves an item to one of its best bins, and one of that bin's items on. */
static void kick(trail *t)
{
    bw_packing *p = &t->packing;
    const bw_capacity *c = p->capacity;
    int32_t item = bw_draw_below(&t->random, c->items), width = c->width < KICK_WIDTH ? c->width : KICK_WIDTH;
    bw_packing_queue_bin(p, p->bin[item]);
    for (int k = 0; k < 2 && item >= 0; k++) {
        int32_t bin = c->list[(size_t)item * (size_t)c->width + (size_t)bw_draw_below(&t->random, width)], next = -1;
        if (bin < 0 || bin == p->bin[item])
            return;
        if (p->count[bin] > 0)
            next = p->member[(size_t)bin * (size_t)c->items + (size_t)bw_draw_below(&t->random, p->count[bin])];
        bw_packing_put(p, item, bin);
        bw_packing_queue_bin(p, bin);
        item = next;
    }
}

static void judge(trail *t, double before)
{
    bw_packing *p = &t->packing;
    double worse = p->value - before;
    if (p->over == 0 && p->value < t->best.value) {
        t->best.value = p->value;
        memcpy(t->best.bin, p->bin, row_size(t->relink));
    }
    if (worse <= 0 || bw_draw_share(&t->random) < exp(-worse / t->heat))
        bw_packing_keep(p);
    else
        bw_packing_undo(p);
}

static void set_stage(trail *t, double share)
{
    double way = t->from + (1 - t->from) * share;
    t->heat = t->relink->capacity.scale * HEAT_FIRST * pow(HEAT_LAST / HEAT_FIRST, way);
    bw_packing_press(&t->packing, t->relink->strain * EXCESS_FIRST * pow(EXCESS_LAST / EXCESS_FIRST, way));
    bw_packing_refresh(&t->packing);
}

static void walk(trail *t)
{
    int64_t kicks = t->limits->kicks;
    for (int64_t done = 0; done < kicks && !bw_time_is_up(t->limits->watch, t->limits->end); done += STEP) {
        set_stage(t, (double)done / (double)kicks);
        for (int k = 0; k < STEP; k++) {
            double before = t->packing.value;
            kick(t);
            bw_packing_descend(&t->packing, before + HOPELESS * t->packing.capacity->scale);
            judge(t, before);
        }
    }
}

/* ---- where trails begin */

/* From one plan towards another, by the item that costs least at each step, for a share of the way. */
static void walk_path(trail *t, const int32_t *to, double share)
{
    bw_packing *p = &t->packing;
    int32_t apart = 0, items = p->capacity->items;
    for (int32_t i = 0; i < items; i++)
        apart += p->bin[i] != to[i];
    for (int32_t steps = (int32_t)(share * apart); steps > 0; steps--) {
        int32_t best = -1;
        double least = INFINITY;
        for (int32_t i = 0; i < items; i++) {
            int32_t home = p->bin[i];
            if (home == to[i])
                continue;
            bw_packing_put(p, i, to[i]);
            if (p->value < least) {
                least = p->value;
                best = i;
            }
            bw_packing_put(p, i, home);
        }
        bw_packing_put(p, best, to[best]);
    }
}

static void begin(trail *t)
{
    const bw_relink *relink = t->relink;
    if (relink->size < SET_LEAST || bw_draw_share(&t->random) >= PATHS)
        return;
    int32_t a = bw_draw_below(&t->random, relink->size), b = bw_draw_below(&t->random, relink->size - 1);
    t->from = EXCESS_PATH;
    set_stage(t, 0);
    bw_packing_load(&t->packing, relink->set[a].bin);
    walk_path(t, relink->set[b + (b >= a)].bin, 0.25 + 0.5 * bw_draw_share(&t->random));
}

static void go(trail *t)
{
    begin(t);
    set_stage(t, 0);
    for (int32_t i = 0; i < t->packing.capacity->items; i++)
        bw_packing_queue(&t->packing, i);
    bw_packing_descend(&t->packing, INFINITY);
    bw_packing_keep(&t->packing);
    walk(t);
}

static bool trail_open(trail *t, const bw_relink *relink, const bw_relink_limits *limits, uint64_t stream)
{
    *t = (trail){.relink = relink, .limits = limits, .best = {INFINITY, NULL},
                 .random = bw_stream_seed(relink->seed, stream) | 1};
    t->best.bin = bw_array((size_t)relink->capacity.items, sizeof(int32_t));
    t->good = bw_packing_open(&t->packing, &relink->capacity) && t->best.bin;
    return t->good;
}

static void trail_close(trail *t)
{
    bw_packing_close(&t->packing);
    free(t->best.bin);
}

bool bw_relink_go(bw_relink *relink, const bw_relink_limits *limits)
{
    trail trails[TRAILS];
    bool good = true, found = false;
#pragma omp parallel for schedule(static, 1) num_threads(limits->threads)
    for (int k = 0; k < TRAILS; k++)
        if (trail_open(&trails[k], relink, limits, relink->gone + (uint64_t)k))
            go(&trails[k]);
    for (int k = 0; k < TRAILS; k++) {
        bool here = trails[k].good && trails[k].best.value < INFINITY;
        good = good && trails[k].good;
        found = found || here;
        if (here)
            admit(relink, trails[k].best.value, trails[k].best.bin);
        trail_close(&trails[k]);
    }
    relink->gone += TRAILS;
    relink->strain *= found ? 1 : STRAIN;
    return good;
}

/* ---- the whole */

void bw_relink_free(bw_relink *relink)
{
    if (!relink)
        return;
    for (int k = 0; k <= SET; k++)
        free(relink->set[k].bin);
    bw_capacity_close(&relink->capacity);
    free(relink);
}

bw_relink *bw_relink_create(const bw_pairs *pairs, const double *price, uint64_t seed)
{
    bw_relink *relink = bw_array(1, sizeof *relink);
    if (!relink)
        return NULL;
    relink->seed = seed;
    relink->strain = 1;
    bool good = bw_capacity_open(&relink->capacity, pairs, price, WIDTH);
    for (int k = 0; k <= SET; k++) {
        relink->set[k].bin = bw_array((size_t)pairs->program->items, sizeof(int32_t));
        good = good && relink->set[k].bin;
    }
    if (good)
        return relink;
    bw_relink_free(relink);
    return NULL;
}
