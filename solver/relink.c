/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/relink.h"
#include "solver/ejection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ISLANDS 2      /* at the same time */
#define SET 20         /* plans in a reference set */
#define STALE 1000     /* descents in vain, one after another, after which a set is begun anew */
#define WIDTH 5        /* bins of an item's list that chains try */
#define SCATTER 0.7    /* mean rank of the bins in plans that sets begin with */
#define STEPS 6        /* of a path at most */
#define DRAWS 2        /* points of it, of which the best is taken */
#define EXCESS 2.0     /* price of overload to begin with, on top of a capacity's own price */
#define EXCESS_LEAST 0.05
#define EXCESS_MOST 1e4
#define LOWER 0.9      /* factor on it after a plan that is feasible */
#define HIGHER 0.01    /* added to the factor after another, for the bin that is most over its limit */

typedef struct plan {
    double value;  /* at the price of overload when it was last looked at */
    double regret; /* sum over items */
    double *load;  /* [bins] */
    int32_t *bin;  /* [items] */
} plan;

typedef struct island {
    bw_packing packing;
    double *excess;    /* [bins] price of overload */
    int32_t size;
    plan set[SET + 1]; /* and room for one more */
    int64_t vain;      /* descents since the set last changed */
    int32_t *path;     /* [items] that move on a path, in order */
    double *height;    /* [items] value after each */
    double least;      /* of the best feasible plan */
    int32_t *best;     /* [items] */
    uint64_t random;
} island;

struct bw_relink {
    bw_capacity capacity;
    island islands[ISLANDS];
};

/* ---- the reference set */

static double value_of(const island *l, const plan *p)
{
    return p->regret + bw_packing_waste(&l->packing, p->load);
}

static plan plan_at_hand(const island *l)
{
    const bw_packing *p = &l->packing;
    return (plan){p->value, p->value - bw_packing_waste(p, p->load), p->load, p->bin};
}

static void copy_plan(const island *l, plan *to, const plan *from)
{
    const bw_capacity *c = l->packing.capacity;
    memcpy(to->bin, from->bin, (size_t)c->items * sizeof *to->bin);
    memcpy(to->load, from->load, (size_t)c->bins * sizeof *to->load);
    to->regret = from->regret;
    to->value = value_of(l, to);
}

/* Takes a plan in, unless it is there or, in a full set, worse than all. */
static bool admit(island *l, const plan *p)
{
    plan *fresh = &l->set[l->size], *worst = fresh;
    size_t length = (size_t)l->packing.capacity->items * sizeof *fresh->bin;
    copy_plan(l, fresh, p);
    for (plan *other = l->set; other < fresh; other++) {
        other->value = value_of(l, other);
        if (other->value > worst->value)
            worst = other;
        if (memcmp(other->bin, fresh->bin, length) == 0)
            return false;
    }
    if (l->size < SET) {
        l->size++;
        return true;
    }
    plan last = *worst;
    *worst = *fresh;
    *fresh = last;
    return worst != fresh;
}

static const plan *best_of(const island *l)
{
    const plan *best = l->set;
    for (int32_t k = 1; k < l->size; k++)
        if (l->set[k].value < best->value)
            best = &l->set[k];
    return best;
}

static void note_best(island *l)
{
    const bw_packing *p = &l->packing;
    if (p->over > 0 || p->value >= l->least)
        return;
    l->least = p->value;
    memcpy(l->best, p->bin, (size_t)p->capacity->items * sizeof *l->best);
}

/* ---- where descents begin */

/* Every item on one of its better bins. */
static void scatter(island *l)
{
    const bw_capacity *c = l->packing.capacity;
    for (int32_t i = 0; i < c->items; i++) {
        const int32_t *list = c->list + (size_t)i * (size_t)c->width;
        double rank = -SCATTER * log(1 - bw_draw_share(&l->random));
        int32_t bin = rank < c->width ? list[(int32_t)rank] : -1;
        l->path[i] = bin < 0 ? list[0] : bin;
    }
    bw_packing_load(&l->packing, l->path);
    for (int32_t i = 0; i < c->items; i++)
        bw_packing_queue(&l->packing, i);
}

/* The next step: the item, of those from here on, that is the cheapest to move. */
static void step_on(island *l, int32_t here, int32_t apart, const int32_t *to)
{
    int32_t best = here;
    double least = INFINITY;
    for (int32_t k = here; k < apart; k++) {
        double rise = bw_packing_shift(&l->packing, l->path[k], to[l->path[k]]);
        if (rise < least) {
            least = rise;
            best = k;
        }
    }
    int32_t item = l->path[best];
    l->path[best] = l->path[here];
    l->path[here] = item;
    bw_packing_put(&l->packing, item, to[item]);
    l->height[here] = l->packing.value;
}

/* The best of a few points of a path of so many steps. */
static int32_t draw_point(island *l, int32_t steps)
{
    int32_t best = bw_draw_below(&l->random, steps);
    for (int k = 1; k < DRAWS; k++) {
        int32_t other = bw_draw_below(&l->random, steps);
        if (l->height[other] < l->height[best])
            best = other;
    }
    return best;
}

/* From one plan of the set some steps towards another. */
static void walk_path(island *l)
{
    int32_t a = bw_draw_below(&l->random, l->size), b = bw_draw_below(&l->random, l->size - 1), apart = 0;
    const int32_t *from = l->set[a].bin, *to = l->set[b + (b >= a)].bin;
    bw_packing_load(&l->packing, from);
    for (int32_t i = 0; i < l->packing.capacity->items; i++)
        if (from[i] != to[i])
            l->path[apart++] = i;
    if (apart < 2)
        return;
    int32_t steps = apart - 1 < STEPS ? apart - 1 : STEPS;
    for (int32_t k = 0; k < steps; k++)
        step_on(l, k, apart, to);
    int32_t point = draw_point(l, steps);
    for (int32_t k = point + 1; k < steps; k++)
        bw_packing_put(&l->packing, l->path[k], from[l->path[k]]);
    for (int32_t k = 0; k <= point; k++) {
        bw_packing_queue_bin(&l->packing, from[l->path[k]]);
        bw_packing_queue_bin(&l->packing, to[l->path[k]]);
    }
}

/* ---- the price of overload */

static double within(double value)
{
    return value < EXCESS_LEAST ? EXCESS_LEAST : value > EXCESS_MOST ? EXCESS_MOST : value;
}

static double overload(const bw_packing *p, int32_t bin)
{
    double limit = p->capacity->limit[bin];
    return (p->load[bin] - limit) / fmax(fabs(limit), 1e-9);
}

static void adapt_excess(island *l)
{
    const bw_packing *p = &l->packing;
    double most = 0;
    for (int32_t j = 0; j < p->capacity->bins; j++)
        most = fmax(most, overload(p, j));
    for (int32_t j = 0; j < p->capacity->bins; j++) {
        double over = fmax(0, overload(p, j));
        l->excess[j] = within(l->excess[j] * (p->over == 0 ? LOWER : 1 + HIGHER * over / most));
    }
}

/* ---- descents */

static void descend(island *l)
{
    bw_packing_press(&l->packing, l->excess);
    if (l->vain > STALE)
        l->vain = l->size = 0;
    if (l->size < SET)
        scatter(l);
    else
        walk_path(l);
    bw_packing_descend(&l->packing);
    note_best(l);
    plan reached = plan_at_hand(l);
    l->vain = admit(l, &reached) ? 0 : l->vain + 1;
    adapt_excess(l);
}

/* Each island shows the next one its best plan. */
static void exchange(bw_relink *relink)
{
    for (int k = 0; k < ISLANDS; k++) {
        const island *from = &relink->islands[k];
        island *to = &relink->islands[(k + 1) % ISLANDS];
        if (from->size == SET && to->size == SET)
            admit(to, best_of(from));
    }
}

void bw_relink_go(bw_relink *relink, const bw_relink_limits *limits)
{
#pragma omp parallel for schedule(static, 1) num_threads(limits->threads)
    for (int k = 0; k < ISLANDS; k++)
        for (int64_t done = 0; done < limits->descents && !bw_time_is_up(limits->watch, limits->end); done++)
            descend(&relink->islands[k]);
    exchange(relink);
}

const int32_t *bw_relink_best(const bw_relink *relink)
{
    const island *best = &relink->islands[0];
    for (int k = 1; k < ISLANDS; k++)
        if (relink->islands[k].least < best->least)
            best = &relink->islands[k];
    return best->least < INFINITY ? best->best : NULL;
}

/* ---- the whole */

static void island_close(island *l)
{
    bw_packing_close(&l->packing);
    free(l->excess);
    free(l->path);
    free(l->height);
    free(l->best);
    for (int k = 0; k <= SET; k++) {
        free(l->set[k].load);
        free(l->set[k].bin);
    }
}

/* What was not made is NULL: island_close is due in any case. */
static bool island_open(island *l, const bw_capacity *capacity, uint64_t seed)
{
    size_t items = (size_t)capacity->items, bins = (size_t)capacity->bins;
    *l = (island){.least = INFINITY, .random = seed | 1};
    bool good = bw_packing_open(&l->packing, capacity);
    l->excess = bw_array(bins, sizeof(double));
    l->path = bw_array(items, sizeof(int32_t));
    l->height = bw_array(items, sizeof(double));
    l->best = bw_array(items, sizeof(int32_t));
    for (int k = 0; k <= SET; k++) {
        l->set[k].load = bw_array(bins, sizeof(double));
        l->set[k].bin = bw_array(items, sizeof(int32_t));
        good = good && l->set[k].load && l->set[k].bin;
    }
    for (size_t j = 0; l->excess && j < bins; j++)
        l->excess[j] = EXCESS;
    return good && l->excess && l->path && l->height && l->best;
}

void bw_relink_free(bw_relink *relink)
{
    if (!relink)
        return;
    for (int k = 0; k < ISLANDS; k++)
        island_close(&relink->islands[k]);
    bw_capacity_close(&relink->capacity);
    free(relink);
}

bw_relink *bw_relink_create(const bw_pairs *pairs, const double *price, uint64_t seed)
{
    bw_relink *relink = bw_array(1, sizeof *relink);
    if (!relink)
        return NULL;
    bool good = bw_capacity_open(&relink->capacity, pairs, price, WIDTH);
    for (int k = 0; good && k < ISLANDS; k++)
        good = island_open(&relink->islands[k], &relink->capacity, bw_stream_seed(seed, (uint64_t)k));
    if (good)
        return relink;
    bw_relink_free(relink);
    return NULL;
}
