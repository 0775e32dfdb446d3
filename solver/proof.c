/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/proof.h"
#include "solver/branch.h"
#include "solver/cuts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 4             /* nodes looked at side by side */
#define TURNS 12            /* of relaxation, cuts and fixing at a node */
#define TURNS_WITHOUT 2     /* of them that may add little */
#define LITTLE 0.02         /* of the way to the plan */
#define PIVOTS_MAX 5000
#define SPLIT 1e-6          /* a share this near to 0 or 1 is whole */
#define FINISH_WORK 300000  /* candidates priced to finish a node depth first, or to lift its bound */
#define FIRST_WORK 12000000 /* the same of the first node: its tree often finds a better plan */
#define LIFT 0.25           /* of the way from the bound to the plan */
#define ALL_OF_IT 0.02      /* of the way from the first bound to the plan: no less is left when a node is lifted */
#define OPEN_MOST 40000000  /* numbers in all open nodes before the ones nearest to their end go first */

/* A program of its own: the candidates left, cuts that hold for them, and the pairs of the items that are fixed. */
typedef struct node {
    bw_choices c;
    bw_cuts cuts;
    double *price;   /* [rows of the choices + BW_CUTS_MOST] */
    int64_t *pair;   /* [items of the whole] -1: open */
    double bound;
    int64_t number;  /* nodes are made in this order */
    /* what a look has found */
    bool closed, lifted, broken, found;
    double objective;
    int64_t work;
    int32_t item, candidate; /* to split it by */
} node;

struct bw_proof {
    int32_t items;
    node **open;
    size_t count, room;
    int64_t made;
    int64_t *pair;     /* [items] best plan found */
    double objective;  /* its; INFINITY: none */
    double first;      /* bound of the relaxation */
    const bw_proof_limits *limits;
};

/* ---- nodes */

static void node_free(node *n)
{
    if (!n)
        return;
    bw_choices_clear(&n->c);
    bw_cuts_clear(&n->cuts);
    free(n->price);
    free(n->pair);
    free(n);
}

static node *node_copy(const bw_proof *proof, const node *from)
{
    node *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    size_t prices = (size_t)from->c.rows + BW_CUTS_MOST, items = (size_t)proof->items;
    n->bound = from->bound;
    n->price = bw_array(prices, sizeof *n->price);
    n->pair = bw_array(items, sizeof *n->pair);
    if (!bw_choices_copy(&n->c, &from->c) || !bw_cuts_copy(&n->cuts, &from->cuts, from->c.count) || !n->price ||
        !n->pair) {
        node_free(n);
        return NULL;
    }
    memcpy(n->price, from->price, prices * sizeof *n->price);
    memcpy(n->pair, from->pair, items * sizeof *n->pair);
    return n;
}

/* The pair of an item that keeps this one candidate alone; -1 if it keeps more. */
static int64_t only_pair(const bw_choices *c, int32_t item, const bool *keep)
{
    int64_t pair = -1;
    for (int32_t p = c->start[item], kept = 0; p < c->end[item]; p++)
        if (keep[p])
            pair = kept++ ? -1 : c->pair[p];
    return pair;
}

/* Leaves the node these of its items' candidates; items with a single one are fixed. False when memory is out. */
static bool node_reduce(node *n, const bool *keep)
{
    int32_t count = n->c.count, *number = bw_array((size_t)count, sizeof *number);
    if (!number)
        return false;
    for (int32_t a = 0; a < n->c.items; a++)
        n->pair[n->c.agent[a]] = only_pair(&n->c, a, keep);
    bw_choices_reduce(&n->c, keep, number);
    bw_cuts_reduce(&n->cuts, count, number);
    free(number);
    return true;
}

static int64_t size_of(const node *n)
{
    return (int64_t)n->c.count * (2 * n->c.width + n->cuts.count + 4);
}

/* ---- tightening */

/* Room for a look at a node. */
typedef struct look {
    node *n;
    double below;    /* only plans below it matter */
    double first;    /* bound of the whole at the start */
    const bw_proof_limits *limits;
    bw_choices joined;
    bw_relax relax;
    double *share;   /* [candidates] */
    bool *keep;
} look;

static void look_close(look *l)
{
    bw_choices_clear(&l->joined);
    bw_relax_close(&l->relax);
    free(l->share);
    free(l->keep);
    l->share = NULL;
    l->keep = NULL;
}

/* The relaxation of the node with its cuts, from its prices. Ties are broken below the true costs. */
static bool relax_node(look *l, bw_relax_answer *answer)
{
    node *n = l->n;
    size_t count = (size_t)n->c.count;
    l->share = bw_array(count, sizeof *l->share);
    l->keep = bw_array(count, sizeof *l->keep);
    bool good = bw_cuts_join(&l->joined, &n->c, &n->cuts) && l->share && l->keep;
    good = bw_relax_open(&l->relax, l->joined.rows, l->joined.agents, l->joined.count) && good;
    if (!good)
        return false;
    bw_choices_break_ties(&l->joined);
    memcpy(l->relax.price, n->price, (size_t)l->joined.rows * sizeof(double));
    bw_relax_reset(&l->relax, l->joined.agents);
    l->relax.end = l->limits->end;
    l->relax.watch = l->limits->watch;
    *answer = bw_relax_solve(&l->relax, &l->joined, l->below, PIVOTS_MAX);
    n->work += (l->relax.pivots + 1) * (l->joined.count + l->joined.rows * (1 + l->joined.rows / 4));
    return true;
}

/* Candidates that a plan below the cutoff can use, and their shares in the solution. */
static void read_relaxation(look *l)
{
    const bw_choices *c = &l->n->c;
    const bw_relax *x = &l->relax;
    double slack = l->below - x->bound;
    for (int32_t a = 0; a < c->agents; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++) {
            l->share[p] = bw_relax_share(x, a, p);
            l->keep[p] = p == x->base[a] || l->share[p] > 0 || x->value[p] - x->value[x->base[a]] < slack;
        }
}

/* Cuts that the relaxation leaves slack do not hold its bound up, and make every pivot dearer. */
static void drop_slack(look *l, int32_t before)
{
    node *n = l->n;
    int32_t rows = n->c.rows;
    memcpy(n->price, l->relax.price, (size_t)l->joined.rows * sizeof(double));
    for (int32_t k = before - 1; k >= 0; k--)
        if (l->relax.ties[n->c.agents + k] > 0) {
            bw_cuts_drop(&n->cuts, k);
            n->price[rows + k] = n->price[rows + n->cuts.count];
        }
}

/* The ties of split items, as combinations of rows: an edge changes one tie alone. */
static int32_t list_combinations(const look *l, double *multiplier)
{
    const bw_relax *x = &l->relax;
    size_t rows = (size_t)x->rows;
    int32_t count = 0;
    for (size_t t = 0; t < rows; t++) {
        bool split = x->tie_agent[t] >= 0 && x->tie_agent[t] < l->n->c.items && x->share[t] > SPLIT &&
                     x->share[t] < 1 - SPLIT;
        if (split)
            memcpy(multiplier + (size_t)count++ * rows, x->inverse + t * rows, rows * sizeof *multiplier);
    }
    return count;
}

static bool add_cuts(look *l)
{
    node *n = l->n;
    int32_t before = n->cuts.count;
    double *multiplier = bw_array((size_t)l->joined.rows * (size_t)l->joined.rows, sizeof *multiplier);
    bool good = multiplier;
    if (good) {
        bw_cuts_at at = {l->share, multiplier, list_combinations(l, multiplier)};
        good = bw_cuts_find(&n->cuts, &n->c, &at);
    }
    free(multiplier);
    if (!good)
        return false;
    for (int32_t k = before; k < n->cuts.count; k++)
        n->price[n->c.rows + k] = 0;
    n->work += (int64_t)n->c.count * n->c.rows * 16;
    return true;
}

/* One turn; *more: is another one worth its while? */
static bool tighten_once(look *l, bool cut, bool *more)
{
    bw_relax_answer answer;
    bool good = relax_node(l, &answer);
    *more = good && answer == BW_RELAX_OPTIMAL;
    if (good) {
        l->n->bound = fmax(l->n->bound, l->relax.bound);
        l->n->closed = answer == BW_RELAX_CUTOFF || answer == BW_RELAX_INFEASIBLE;
    }
    if (*more) {
        int32_t before = l->n->cuts.count, items = l->n->c.items;
        read_relaxation(l);
        good = !cut || add_cuts(l);
        int32_t after = l->n->cuts.count;
        drop_slack(l, before);
        *more = after > before || l->n->cuts.count < after;
        good = good && node_reduce(l->n, l->keep);
        *more = *more || l->n->c.items < items;
    }
    look_close(l);
    return good;
}

/* Relaxation, cuts and fixing by turns, while they bring the bound nearer to the plan. */
static void tighten(look *l)
{
    node *n = l->n;
    bool more = true;
    int without = 0;
    for (int turn = 0; more && !n->broken && turn < TURNS && without <= TURNS_WITHOUT; turn++) {
        if (bw_time_is_up(l->limits->watch, l->limits->end))
            return;
        double before = n->bound;
        n->broken = !tighten_once(l, without < TURNS_WITHOUT && turn + 1 < TURNS, &more);
        without = n->bound - before < LITTLE * (l->below - before) ? without + 1 : 0;
    }
}

/* ---- finishing */

static void take_pick(node *n, const int32_t *pick)
{
    for (int32_t a = 0; a < n->c.items; a++)
        n->pair[n->c.agent[a]] = n->c.pair[pick[a]];
    n->found = true;
}

/* Any item that still has a choice. */
static void split_anyhow(node *n)
{
    for (int32_t a = 0; a < n->c.items && n->item < 0; a++)
        if (n->c.end[a] - n->c.start[a] > 1) {
            n->item = a;
            n->candidate = n->c.start[a];
        }
}

/* How far depth first is to bring the node's bound: so much of the way to the plan, or all of it when little is left.
 * Where objectives are whole, so are cutoffs: branch counts grains down from them. */
static double cutoff_of(const look *l)
{
    double objective = l->n->objective, left = objective - l->n->bound, grain = l->limits->grain;
    if (!(left < INFINITY) || left < ALL_OF_IT * (objective - l->first))
        return objective;
    double cutoff = objective - (1 - LIFT) * left;
    return grain > 0 ? fmin(grain * ceil(cutoff / grain), objective) : cutoff;
}

/* Depth first with little work: finished, lifted, or a candidate to split by. A tree grows by factors with its cutoff,
 * so a node's bound is lifted step by step as long as that is cheap. */
static void finish(look *l)
{
    node *n = l->n;
    const bw_proof_limits *limits = l->limits;
    double cutoff = cutoff_of(l);
    bw_branch_limits branch = {.cutoff = cutoff, .grain = limits->grain, .end = limits->end, .watch = limits->watch,
                               .work = n->number == 0 ? FIRST_WORK : FINISH_WORK,
                               .slack = cutoff < n->objective ? n->objective - cutoff : 0};
    bw_branch_result result;
    int32_t *pick = bw_array((size_t)n->c.items, sizeof *pick);
    n->broken = !pick || !bw_cuts_join(&l->joined, &n->c, &n->cuts) ||
                !bw_branch(&l->joined, n->price, &branch, pick, &result);
    if (!n->broken) {
        n->work += result.work;
        n->bound = fmax(n->bound, result.bound);
        n->lifted = result.finished && cutoff < fmin(n->objective, result.objective);
        n->closed = result.finished && !n->lifted;
        n->item = result.item;
        n->candidate = result.candidate;
        if (result.found) {
            n->objective = result.objective;
            take_pick(n, pick);
        }
        split_anyhow(n);
    }
    free(pick);
    look_close(l);
}

static void look_at(node *n, double objective, double first, const bw_proof_limits *limits)
{
    look l = {.n = n, .below = bw_branch_below(objective, limits->grain), .first = first, .limits = limits};
    bool tight = n->lifted;
    n->objective = objective;
    n->item = -1;
    n->lifted = false;
    n->closed = n->bound >= l.below;
    if (!n->closed && !tight)
        tighten(&l);
    if (!n->closed && !n->broken)
        finish(&l);
}

/* ---- the tree */

static bool push(bw_proof *proof, node *n)
{
    if (!n || !bw_array_grow((void **)&proof->open, proof->count, &proof->room, sizeof *proof->open)) {
        node_free(n);
        return false;
    }
    n->number = proof->made++;
    proof->open[proof->count++] = n;
    return true;
}

/* Which of two to look at first: the least bound, or the greatest where memory runs out. */
static bool comes_first(const node *a, const node *b, bool full)
{
    if (a->bound != b->bound)
        return full ? a->bound > b->bound : a->bound < b->bound;
    return full ? a->number > b->number : a->number < b->number;
}

static node *pop(bw_proof *proof)
{
    int64_t size = 0;
    size_t best = 0;
    for (size_t k = 0; k < proof->count; k++)
        size += size_of(proof->open[k]);
    for (size_t k = 1; k < proof->count; k++)
        if (comes_first(proof->open[k], proof->open[best], size > OPEN_MOST))
            best = k;
    node *n = proof->open[best];
    proof->open[best] = proof->open[--proof->count];
    return n;
}

/* A child whose item has only this candidate, or all but it. */
static node *split_off(const bw_proof *proof, const node *n, bool with)
{
    node *child = node_copy(proof, n);
    bool *keep = bw_array((size_t)n->c.count, sizeof *keep);
    bool good = child && keep;
    for (int32_t p = 0; good && p < n->c.count; p++)
        keep[p] = true;
    for (int32_t p = n->c.start[n->item]; good && p < n->c.end[n->item]; p++)
        keep[p] = (p == n->candidate) == with;
    good = good && node_reduce(child, keep);
    free(keep);
    if (good)
        return child;
    node_free(child);
    return NULL;
}

/* Takes what a look has found; the node goes back to the others or is freed. */
static bool take_look(bw_proof *proof, node *n, int64_t *work)
{
    *work -= n->work;
    n->work = 0;
    if (n->found && n->objective < proof->objective) {
        proof->objective = n->objective;
        memcpy(proof->pair, n->pair, (size_t)proof->items * sizeof *proof->pair);
    }
    for (int32_t a = 0; n->found && a < n->c.items; a++)
        n->pair[n->c.agent[a]] = -1;
    n->found = false;
    bool good = !n->broken;
    double below = bw_branch_below(fmin(proof->objective, proof->limits->objective), proof->limits->grain);
    bool open = good && !n->closed && n->bound < below;
    if (open && (n->lifted || n->item < 0))
        return push(proof, n);
    if (open)
        good = push(proof, split_off(proof, n, true)) && push(proof, split_off(proof, n, false));
    node_free(n);
    return good;
}

static bool step(bw_proof *proof, int64_t *work)
{
    const bw_proof_limits *limits = proof->limits;
    double objective = fmin(proof->objective, limits->objective);
    node *batch[BATCH];
    int count = 0;
    while (count < BATCH && proof->count > 0)
        batch[count++] = pop(proof);
#pragma omp parallel for schedule(dynamic, 1) num_threads(limits->threads)
    for (int k = 0; k < count; k++)
        look_at(batch[k], objective, proof->first, limits);
    bool good = true;
    for (int k = 0; k < count; k++)
        good = take_look(proof, batch[k], work) && good;
    return good;
}

static void drop_closed(bw_proof *proof)
{
    double below = bw_branch_below(fmin(proof->objective, proof->limits->objective), proof->limits->grain);
    size_t kept = 0;
    for (size_t k = 0; k < proof->count; k++) {
        if (proof->open[k]->bound < below)
            proof->open[kept++] = proof->open[k];
        else
            node_free(proof->open[k]);
    }
    proof->count = kept;
}

/* ---- the whole */

bw_proof *bw_proof_open(const bw_part *whole, const double *price, double bound)
{
    bw_proof *proof = calloc(1, sizeof *proof);
    node *root = calloc(1, sizeof *root);
    bool good = proof && root && bw_choices_build(&root->c, whole);
    if (good) {
        size_t items = (size_t)whole->items;
        proof->items = whole->items;
        proof->objective = INFINITY;
        proof->pair = bw_array(items, sizeof *proof->pair);
        root->pair = bw_array(items, sizeof *root->pair);
        root->price = bw_array((size_t)root->c.rows + BW_CUTS_MOST, sizeof *root->price);
        root->bound = proof->first = bound;
        good = proof->pair && root->pair && root->price;
        for (size_t i = 0; good && i < items; i++)
            root->pair[i] = -1;
        for (int32_t r = 0; good && r < root->c.rows; r++)
            root->price[r] = price[root->c.origin[r]];
        if (good) {
            good = push(proof, root);
            root = NULL;
        }
    }
    if (!good) {
        node_free(root);
        bw_proof_close(proof);
        proof = NULL;
    }
    return proof;
}

void bw_proof_close(bw_proof *proof)
{
    if (!proof)
        return;
    for (size_t k = 0; k < proof->count; k++)
        node_free(proof->open[k]);
    free(proof->open);
    free(proof->pair);
    free(proof);
}

bool bw_proof_climb(bw_proof *proof, const bw_proof_limits *limits)
{
    double known = fmin(proof->objective, limits->objective);
    bool good = true;
    proof->limits = limits;
    drop_closed(proof);
    while (good && proof->count > 0 && *limits->work > 0 && !(proof->objective < known) &&
           !bw_time_is_up(limits->watch, limits->end)) {
        good = step(proof, limits->work);
        drop_closed(proof);
    }
    proof->limits = NULL;
    return good;
}

double bw_proof_bound(const bw_proof *proof)
{
    double bound = INFINITY;
    for (size_t k = 0; k < proof->count; k++)
        bound = fmin(bound, proof->open[k]->bound);
    return bound;
}

const int64_t *bw_proof_plan(const bw_proof *proof)
{
    return proof->objective < INFINITY ? proof->pair : NULL;
}
