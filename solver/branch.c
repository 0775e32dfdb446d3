/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/branch.h"
#include "solver/node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE 1e-6       /* a share this near to 0 or 1 is whole */
#define PIVOTS_MAX 2000  /* of one relaxation */
#define SPLITS_MAX 6     /* split items that are rounded in all ways */
#define LOOKS 4          /* at a branch before what it was seen to gain is trusted */
#define LOOK_PIVOTS 8    /* of one look */
#define LOOKED_AT 8      /* branches of a node that are looked at, at most */
#define ALIKE 2e-9       /* relative: a bound this near to the best objective is as good as it */
#define LARGE 4096       /* candidates: from here on the clock is looked at in every node */
#define SMALL_GAIN 1e-6  /* relative: a branch with one side that gains nothing is still told from others */

/* What picking a candidate, or not picking it, has raised the bound by, per share of it that had to change. */
typedef struct gain {
    double with, without;
    int32_t with_count, without_count;
} gain;

typedef struct branching {
    int32_t agent, candidate;
    double share, score;
} branching;

typedef struct tree {
    const bw_branch_limits *limits;
    const bw_choices *root;
    bw_relax relax;
    bw_node *levels;
    size_t level_count, level_room;
    int32_t rows, width, items;
    int32_t *pick;         /* [items] the best */
    bw_shrinking shrinking; /* its pick: of the items that are fixed, and of a trial */
    int32_t *rounded;      /* [items] candidate of the level at hand */
    int32_t split[SPLITS_MAX];
    double *activity;      /* [rows] */
    double *weight;        /* [rows] one over a typical entry, to compare sizes */
    gain *gains;           /* [root candidates] */
    branching *branchings; /* [rows] */
    double open;           /* least bound of a node that was given up */
    double size;           /* of the costs of one pick */
    bool stop, broken;
    bw_branch_result *result;
} tree;

/* ---- levels */

static bw_node *level_at(tree *t, size_t depth, size_t agents, size_t candidates)
{
    while (t->level_count <= depth) {
        if (!bw_array_grow((void **)&t->levels, t->level_count, &t->level_room, sizeof(bw_node)))
            return NULL;
        t->levels[t->level_count++] = (bw_node){0};
    }
    bw_node *l = &t->levels[depth];
    return bw_node_reserve(l, (size_t)t->rows, (size_t)t->width, agents + 1, candidates + 1) ? l : NULL;
}

double bw_branch_below(double objective, double grain)
{
    if (!(objective < INFINITY))
        return INFINITY;
    return grain > 0 ? objective - grain + 1e-6 * fmin(grain, 1) : objective - 1e-10 * fmax(1, fabs(objective));
}

static double cutoff_of(const tree *t)
{
    return bw_branch_below(fmin(t->limits->cutoff, t->result->objective), t->limits->grain);
}

/* The level below: what can still be part of a better pick. NULL when memory is out. */
static bw_node *shrink(tree *t, size_t depth)
{
    bw_node *to = level_at(t, depth + 1, (size_t)t->levels[depth].c.agents, (size_t)t->levels[depth].c.count);
    if (to)
        bw_node_shrink(&t->shrinking, to, &t->levels[depth], &t->relax, cutoff_of(t) - t->relax.bound);
    return to;
}

/* ---- branching */

static double size_of(const tree *t, const bw_choices *c, int32_t p, int32_t q)
{
    double sum = 0;
    for (int32_t k = 0; k < c->width; k++) {
        sum += fabs(c->value[p * c->width + k]) * t->weight[c->row[p * c->width + k]];
        sum += fabs(c->value[q * c->width + k]) * t->weight[c->row[q * c->width + k]];
    }
    return sum;
}

static const branching no_branching = {.agent = -1, .candidate = -1};

/* For a relaxation that was not finished, or whose splits are too small to see: any item that still has a choice. */
static branching any_branching(const tree *t, const bw_choices *c)
{
    for (int32_t a = 0; a < c->items; a++)
        if (c->end[a] - c->start[a] > 1)
            return (branching){.agent = a, .candidate = t->relax.base[a]};
    return no_branching;
}

/* ---- plans from relaxations */

static void give_up(tree *t, double bound)
{
    t->open = fmin(t->open, bound);
    t->stop = true;
}

static void add_item_vector(const tree *t, const bw_choices *c, int32_t p, double sign)
{
    for (int32_t k = 0; t->rows > 0 && k < c->width; k++)
        t->activity[c->row[p * c->width + k]] += sign * c->value[p * c->width + k];
}

/* A pick of candidates that are not the items' own is a fault of numbers: there is no plan in it, and no proof. */
static bool is_own(const tree *t)
{
    for (int32_t i = 0; i < t->items; i++)
        if (t->shrinking.pick[i] < t->root->start[i] || t->shrinking.pick[i] >= t->root->end[i])
            return false;
    return true;
}

static void take_rounded(tree *t, const bw_node *l, double objective)
{
    for (int32_t a = 0; a < l->c.items; a++)
        t->shrinking.pick[l->c.agent[a]] = l->origin[t->rounded[a]];
    if (!is_own(t)) {
        give_up(t, -INFINITY);
        return;
    }
    t->result->objective = objective;
    t->result->found = true;
    memcpy(t->pick, t->shrinking.pick, (size_t)t->items * sizeof(int32_t));
}

/* Tries all ways to make the split items from `k` on whole. */
static void round_split(tree *t, const bw_node *l, int32_t k, int32_t splits, double cost)
{
    if (k == splits) {
        double objective = cost + bw_choices_penalty(t->root, t->activity);
        if (objective < t->result->objective)
            take_rounded(t, l, objective);
        return;
    }
    int32_t a = t->split[k], base = t->relax.base[a];
    for (int32_t p = l->c.start[a]; p < l->c.end[a]; p++) {
        if (p != base && !bw_relax_is_tied(&t->relax, a, p))
            continue;
        t->rounded[a] = p;
        add_item_vector(t, &l->c, p, 1);
        round_split(t, l, k + 1, splits, cost + t->root->cost[l->origin[p]]);
        add_item_vector(t, &l->c, p, -1);
    }
    t->rounded[a] = base;
}

/* Every item on its base; the split ones, if they are not too many, in all ways. */
static void round_relaxation(tree *t, const bw_node *l)
{
    const bw_relax *x = &t->relax;
    double cost = l->spent;
    int32_t splits = 0;
    memcpy(t->activity, l->activity, (size_t)t->rows * sizeof(double));
    for (int32_t a = 0; a < l->c.items; a++) {
        t->rounded[a] = x->base[a];
        if (x->ties[a] > 0 && splits < SPLITS_MAX) {
            t->split[splits++] = a;
            continue;
        }
        cost += t->root->cost[l->origin[x->base[a]]];
        add_item_vector(t, &l->c, x->base[a], 1);
    }
    round_split(t, l, 0, splits, cost + t->root->constant);
}

static bool out_of_work(tree *t)
{
    const bw_branch_limits *limits = t->limits;
    if (limits->work > 0 && t->result->work >= limits->work)
        return true;
    if (t->result->nodes % 16 != 0 && t->root->count < LARGE)
        return false;
    return bw_time_is_up(limits->watch, limits->end);
}

/* ---- which item to branch on */

static bw_relax_answer solve_relaxation(tree *t, const bw_node *l, int64_t pivots)
{
    int64_t before = t->relax.pivots;
    bw_relax_answer answer = bw_relax_solve(&t->relax, &l->c, cutoff_of(t), pivots);
    t->result->work += (t->relax.pivots - before + 1) * (l->c.count + t->rows * (1 + t->rows / 4));
    return answer;
}

/* What one side of a branch raises the bound by within a few pivots; INFINITY if nothing is left there. */
static double look(tree *t, bw_node *l, int32_t agent, int32_t candidate, bool with)
{
    int32_t start = l->c.start[agent], end = l->c.end[agent];
    bw_node_restore(l, &t->relax);
    bw_node_swap(l, &t->relax, start, candidate);
    if (with)
        bw_node_pick_first(l, &t->relax, agent);
    else
        bw_node_drop_first(l, &t->relax, agent);
    bw_relax_answer answer = solve_relaxation(t, l, LOOK_PIVOTS);
    l->c.start[agent] = start;
    l->c.end[agent] = end;
    bw_node_swap(l, &t->relax, start, candidate);
    bool nothing = answer == BW_RELAX_CUTOFF || answer == BW_RELAX_INFEASIBLE;
    return nothing ? INFINITY : fmax(0, t->relax.bound - l->bound);
}

static void learn(tree *t, const bw_node *l, const branching *b, double with, double without)
{
    gain *g = &t->gains[l->origin[b->candidate]];
    if (with < INFINITY) {
        g->with += with / (1 - b->share);
        g->with_count++;
    }
    if (without < INFINITY) {
        g->without += without / b->share;
        g->without_count++;
    }
}

/* The product of both sides' gains: a branch is as good as its weaker side (Achterberg, Koch, Martin 2005). */
static double score_of(double with, double without, double least)
{
    return fmin(fmax(with, least), 1e100) * fmin(fmax(without, least), 1e100);
}

static double expected_score(const tree *t, const bw_node *l, const branching *b, double least)
{
    const gain *g = &t->gains[l->origin[b->candidate]];
    double with = g->with_count > 0 ? g->with / g->with_count * (1 - b->share) : 0;
    double without = g->without_count > 0 ? g->without / g->without_count * b->share : 0;
    return score_of(with, without, least);
}

static bool trusted(const tree *t, const bw_node *l, const branching *b)
{
    const gain *g = &t->gains[l->origin[b->candidate]];
    return g->with_count >= LOOKS && g->without_count >= LOOKS;
}

/* The split item of a tie with its larger share; agent -1 if it is whole. */
static branching branching_of_tie(const tree *t, const bw_node *l, int32_t k)
{
    const bw_relax *x = &t->relax;
    int32_t a = x->tie_agent[k];
    if (a < 0 || a >= l->c.items)
        return no_branching;
    double share = x->share[k], left = bw_relax_share(x, a, x->base[a]);
    double larger = fmax(share, left);
    if (fmin(larger, 1 - larger) <= WHOLE)
        return no_branching;
    branching b = {.agent = a, .candidate = share > left ? x->tie_pair[k] : x->base[a], .share = larger};
    b.score = (1 - larger) * size_of(t, &l->c, x->base[a], x->tie_pair[k]);
    return b;
}

static void insert_by_score(branching *list, int32_t count, branching b)
{
    int32_t k = count;
    for (; k > 0 && list[k - 1].score < b.score; k--)
        list[k] = list[k - 1];
    list[k] = b;
}

/* The branches there are, the largest split first. */
static int32_t list_branchings(const tree *t, const bw_node *l, branching *list)
{
    int32_t count = 0;
    for (int32_t k = 0; k < t->rows; k++) {
        branching b = branching_of_tie(t, l, k);
        for (int32_t other = 0; other < count && b.agent >= 0; other++)
            if (list[other].candidate == b.candidate)
                b.agent = -1;
        if (b.agent >= 0)
            insert_by_score(list, count++, b);
    }
    return count;
}

/* The branch that raises the bound most on both sides, by what such branches did before, or by a look. */
static branching choose_branching(tree *t, bw_node *l)
{
    branching *list = t->branchings, best = no_branching;
    int32_t count = list_branchings(t, l, list), looked = 0;
    double least = SMALL_GAIN * fmax(1, fabs(l->bound));
    for (int32_t k = 0; k < count && best.score < 1e100; k++) {
        branching b = list[k];
        if (count == 1 || trusted(t, l, &b) || looked >= LOOKED_AT) {
            b.score = expected_score(t, l, &b, least);
        } else {
            double with = look(t, l, b.agent, b.candidate, true), without = look(t, l, b.agent, b.candidate, false);
            learn(t, l, &b, with, without);
            b.score = score_of(with, without, least);
            looked++;
        }
        if (best.agent < 0 || b.score > best.score)
            best = b;
    }
    if (looked > 0)
        bw_node_restore(l, &t->relax);
    return best;
}

/* ---- the tree */

static void explore(tree *t, size_t depth);

/* The child in which the item picks its first candidate: nothing else is left to it. */
static void explore_with(tree *t, size_t depth, int32_t agent)
{
    bw_node *l = &t->levels[depth];
    int32_t end = l->c.end[agent];
    bw_node_pick_first(l, &t->relax, agent);
    explore(t, depth);
    t->levels[depth].c.end[agent] = end;
}

/* The child in which it picks any other. */
static void explore_without(tree *t, size_t depth, int32_t agent)
{
    bw_node_drop_first(&t->levels[depth], &t->relax, agent);
    explore(t, depth);
    t->levels[depth].c.start[agent]--;
}

static void branch_on(tree *t, size_t depth, branching b)
{
    bw_node *below = &t->levels[depth];
    int32_t agent = b.agent;
    bw_node_swap(below, &t->relax, below->c.start[agent], b.candidate);
    bw_node_save(below, &t->relax);
    explore_with(t, depth, agent);
    below = &t->levels[depth];
    if (below->bound >= cutoff_of(t))
        return;
    if (t->stop) {
        t->open = fmin(t->open, below->bound);
        return;
    }
    bw_node_restore(below, &t->relax);
    explore_without(t, depth, agent);
}

/* Is nothing below the level better than the best pick? A relaxation that looks whole need not be: where a row's
 * entries differ by many orders of magnitude, a share of 1e-8 can still be worth something. */
static bool is_closed(const tree *t, const bw_node *l)
{
    return l->bound >= t->result->objective - ALIKE * fmax(t->size, fabs(l->bound));
}

static void branch(tree *t, size_t depth, bool solved)
{
    bw_node *below = shrink(t, depth);
    if (!below) {
        t->broken = t->stop = true;
        return;
    }
    bw_node_save(below, &t->relax);
    branching b = solved ? choose_branching(t, below) : any_branching(t, &below->c);
    if (b.agent < 0 && !is_closed(t, below))
        b = any_branching(t, &below->c);
    if (b.agent < 0)
        return;
    if (out_of_work(t))
        give_up(t, below->bound);
    else
        branch_on(t, depth + 1, b);
}

/* Solves the relaxation of the level at hand and everything below it. */
static void explore(tree *t, size_t depth)
{
    bw_node *l = &t->levels[depth];
    bw_relax_answer answer = solve_relaxation(t, l, PIVOTS_MAX);
    t->result->nodes++;
    if (depth == 0)
        t->result->bound = t->relax.bound;
    if (answer == BW_RELAX_CUTOFF || answer == BW_RELAX_INFEASIBLE)
        return;
    round_relaxation(t, l);
    if (t->relax.bound < cutoff_of(t))
        branch(t, depth, answer == BW_RELAX_OPTIMAL);
}

/* ---- the whole */

static bool plant(tree *t, const bw_choices *c, const double *price)
{
    bw_node *root = level_at(t, 0, (size_t)c->agents, (size_t)c->count);
    if (!root)
        return false;
    bw_node_plant(root, c);
    bw_relax_reset(&t->relax, c->agents);
    if (price)
        memcpy(t->relax.price, price, (size_t)c->rows * sizeof(double));
    return true;
}

static void weigh_rows(tree *t, const bw_choices *c)
{
    for (int32_t a = 0; a < c->items; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            for (int32_t k = 0; k < c->width; k++)
                t->weight[c->row[p * c->width + k]] += fabs(c->value[p * c->width + k]);
    for (int32_t r = 0; r < c->rows; r++)
        t->weight[r] = t->weight[r] > 0 ? 1 / t->weight[r] : 0;
}

/* The root's branch, chosen again by what the tree has seen. */
static void choose_first(tree *t)
{
    if (t->level_count < 2 || t->levels[1].bound >= cutoff_of(t))
        return;
    bw_node *first = &t->levels[1];
    bw_node_restore(first, &t->relax);
    solve_relaxation(t, first, 0);
    branching b = choose_branching(t, first);
    if (b.agent < 0)
        return;
    t->result->item = first->c.agent[b.agent];
    t->result->candidate = first->origin[b.candidate];
}

/* What the items cost, each at its mean. */
static double size_of_costs(const bw_choices *c)
{
    double size = 0;
    for (int32_t a = 0; a < c->items; a++) {
        double sum = 0;
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            sum += fabs(c->cost[p]);
        size += sum / fmax(1, c->end[a] - c->start[a]);
    }
    return size;
}

static bool tree_open(tree *t, const bw_choices *c)
{
    t->shrinking.pick = bw_array((size_t)c->items, sizeof(int32_t));
    t->rounded = bw_array((size_t)c->items, sizeof(int32_t));
    t->activity = bw_array((size_t)c->rows, sizeof(double));
    t->shrinking.candidate_number = bw_array((size_t)c->count, sizeof(int32_t));
    t->shrinking.agent_number = bw_array((size_t)c->agents, sizeof(int32_t));
    t->weight = bw_array((size_t)c->rows, sizeof(double));
    t->gains = bw_array((size_t)c->count, sizeof(gain));
    t->branchings = bw_array((size_t)c->rows, sizeof(branching));
    return bw_relax_open(&t->relax, c->rows, c->agents, c->count) && t->shrinking.pick && t->rounded && t->activity &&
           t->shrinking.candidate_number && t->shrinking.agent_number && t->weight && t->gains && t->branchings;
}

static void tree_close(tree *t)
{
    for (size_t d = 0; d < t->level_count; d++)
        bw_node_free(&t->levels[d]);
    free(t->levels);
    free(t->shrinking.pick);
    free(t->rounded);
    free(t->activity);
    free(t->shrinking.candidate_number);
    free(t->shrinking.agent_number);
    free(t->weight);
    free(t->gains);
    free(t->branchings);
    bw_relax_close(&t->relax);
}

bool bw_branch(const bw_choices *c, const double *price, const bw_branch_limits *limits, int32_t *pick,
               bw_branch_result *result)
{
    tree t = {.limits = limits, .root = c, .shrinking.root = c, .rows = c->rows, .width = c->width,
              .items = c->items, .pick = pick, .open = INFINITY, .result = result};
    *result = (bw_branch_result){.objective = limits->cutoff + limits->slack, .bound = -INFINITY, .item = -1};
    bool good = tree_open(&t, c) && plant(&t, c, price);
    if (good) {
        weigh_rows(&t, c);
        t.relax.end = limits->end;
        t.relax.watch = limits->watch;
        t.size = size_of_costs(c);
        explore(&t, 0);
        result->finished = !t.stop;
        result->bound = fmax(result->bound, fmin(t.open, fmin(limits->cutoff, result->objective)));
        good = !t.broken;
        if (good && t.stop)
            choose_first(&t);
    }
    tree_close(&t);
    return good;
}
