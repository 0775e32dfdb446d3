/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/node.h"

#include <stdlib.h>
#include <string.h>

void bw_node_free(bw_node *l)
{
    bw_choices_clear(&l->c);
    free(l->origin);
    free(l->activity);
    free(l->price);
    free(l->column);
    free(l->inverse);
    free(l->tie_agent);
    free(l->tie_pair);
    free(l->base);
    free(l->ties);
}

static bool reserve_agents(bw_node *l, size_t agents)
{
    if (agents <= l->agent_room)
        return true;
    int32_t **arrays[] = {&l->c.start, &l->c.end, &l->c.agent, &l->base, &l->ties};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        free(*arrays[k]);
        *arrays[k] = bw_array(agents, sizeof(int32_t));
        if (!*arrays[k])
            return false;
    }
    l->agent_room = agents;
    return true;
}

static bool reserve_candidates(bw_node *l, size_t count, size_t width)
{
    if (count <= l->candidate_room)
        return true;
    free(l->c.cost);
    free(l->c.row);
    free(l->c.value);
    free(l->origin);
    l->c.cost = bw_array(count, sizeof(double));
    l->c.row = bw_array(count * width, sizeof(int32_t));
    l->c.value = bw_array(count * width, sizeof(double));
    l->origin = bw_array(count, sizeof(int32_t));
    l->candidate_room = count;
    return l->c.cost && l->c.row && l->c.value && l->origin;
}

static bool reserve_rows(bw_node *l, size_t rows)
{
    if (l->price)
        return true;
    l->c.offset = bw_array(rows, sizeof(double));
    l->activity = bw_array(rows, sizeof(double));
    l->price = bw_array(rows, sizeof(double));
    l->column = bw_array(rows * rows, sizeof(double));
    l->inverse = bw_array(rows * rows, sizeof(double));
    l->tie_agent = bw_array(rows, sizeof(int32_t));
    l->tie_pair = bw_array(rows, sizeof(int32_t));
    return l->c.offset && l->activity && l->price && l->column && l->inverse && l->tie_agent && l->tie_pair;
}

bool bw_node_reserve(bw_node *l, size_t rows, size_t width, size_t agents, size_t candidates)
{
    l->c.rows = (int32_t)rows;
    l->c.width = (int32_t)width;
    return reserve_rows(l, rows) && reserve_agents(l, agents) && reserve_candidates(l, candidates, width);
}

void bw_node_plant(bw_node *root, const bw_choices *c)
{
    size_t agents = (size_t)c->agents, count = (size_t)c->count, width = (size_t)c->width;
    root->c.agents = c->agents;
    root->c.items = c->items;
    root->c.count = c->count;
    root->c.constant = c->constant;
    memcpy(root->c.start, c->start, agents * sizeof(int32_t));
    memcpy(root->c.end, c->end, agents * sizeof(int32_t));
    memcpy(root->c.cost, c->cost, count * sizeof(double));
    bw_choices_break_ties(&root->c);
    memcpy(root->c.row, c->row, count * width * sizeof(int32_t));
    memcpy(root->c.value, c->value, count * width * sizeof(double));
    memcpy(root->c.offset, c->offset, (size_t)c->rows * sizeof(double));
    for (int32_t a = 0; a < c->agents; a++)
        root->c.agent[a] = a;
    for (int32_t p = 0; p < c->count; p++)
        root->origin[p] = p;
}

void bw_node_save(bw_node *l, const bw_relax *x)
{
    size_t m = (size_t)x->rows, agents = (size_t)l->c.agents;
    memcpy(l->price, x->price, m * sizeof(double));
    memcpy(l->column, x->column, m * m * sizeof(double));
    memcpy(l->inverse, x->inverse, m * m * sizeof(double));
    memcpy(l->tie_agent, x->tie_agent, m * sizeof(int32_t));
    memcpy(l->tie_pair, x->tie_pair, m * sizeof(int32_t));
    memcpy(l->base, x->base, agents * sizeof(int32_t));
    memcpy(l->ties, x->ties, agents * sizeof(int32_t));
    l->since = x->since;
}

void bw_node_restore(const bw_node *l, bw_relax *x)
{
    size_t m = (size_t)x->rows, agents = (size_t)l->c.agents;
    memcpy(x->price, l->price, m * sizeof(double));
    memcpy(x->column, l->column, m * m * sizeof(double));
    memcpy(x->inverse, l->inverse, m * m * sizeof(double));
    memcpy(x->tie_agent, l->tie_agent, m * sizeof(int32_t));
    memcpy(x->tie_pair, l->tie_pair, m * sizeof(int32_t));
    memcpy(x->base, l->base, agents * sizeof(int32_t));
    memcpy(x->ties, l->ties, agents * sizeof(int32_t));
    x->since = l->since;
}

/* ---- smaller nodes */

/* Makes a candidate part of the constant. */
static void fix(bw_shrinking *s, bw_node *to, const bw_node *from, int32_t candidate, bool whole, int32_t item)
{
    size_t width = (size_t)from->c.width, first = (size_t)candidate * width;
    to->c.constant += from->c.cost[candidate];
    for (size_t k = first; k < first + width; k++)
        to->c.offset[from->c.row[k]] += from->c.value[k];
    if (!whole)
        return;
    s->pick[item] = from->origin[candidate];
    to->spent += s->root->cost[from->origin[candidate]];
    for (size_t k = first; k < first + width; k++)
        to->activity[from->c.row[k]] += from->c.value[k];
}

static void copy_candidate(bw_shrinking *s, bw_node *to, const bw_node *from, int32_t p)
{
    int32_t q = to->c.count++;
    size_t width = (size_t)from->c.width;
    to->c.cost[q] = from->c.cost[p];
    to->origin[q] = from->origin[p];
    memcpy(to->c.row + (size_t)q * width, from->c.row + (size_t)p * width, width * sizeof(int32_t));
    memcpy(to->c.value + (size_t)q * width, from->c.value + (size_t)p * width, width * sizeof(double));
    s->candidate_number[p] = q;
}

/* Copies an agent with the candidates worth keeping; one that has a single candidate is fixed. A row mixes: a little
 * of a dear kink may be part of a better pick, so rows keep all of theirs. */
static void copy_agent(bw_shrinking *s, bw_node *to, const bw_node *from, const bw_relax *x, int32_t a, double slack)
{
    int32_t first = to->c.count, base = x->base[a];
    bool whole = a < from->c.items;
    for (int32_t p = from->c.start[a]; p < from->c.end[a]; p++)
        if (!whole || p == base || x->value[p] - x->value[base] < slack ||
            (x->ties[a] > 0 && bw_relax_is_tied(x, a, p)))
            copy_candidate(s, to, from, p);
    if (to->c.count - first == 1 && x->ties[a] == 0) {
        to->c.count = first;
        fix(s, to, from, base, whole, from->c.agent[a]);
        s->agent_number[a] = -1;
        return;
    }
    int32_t b = to->c.agents++;
    to->c.items += whole;
    to->c.start[b] = first;
    to->c.end[b] = to->c.count;
    to->c.agent[b] = from->c.agent[a];
    s->agent_number[a] = b;
}

/* Moves the relaxation's base and ties to the numbers of the smaller node. */
static void renumber(const bw_shrinking *s, const bw_node *from, bw_relax *x)
{
    for (int32_t a = 0; a < from->c.agents; a++) {
        int32_t b = s->agent_number[a];
        if (b < 0)
            continue;
        x->base[b] = s->candidate_number[x->base[a]];
        x->ties[b] = x->ties[a];
    }
    for (int32_t k = 0; k < x->rows; k++)
        if (x->tie_agent[k] >= 0) {
            x->tie_agent[k] = s->agent_number[x->tie_agent[k]];
            x->tie_pair[k] = s->candidate_number[x->tie_pair[k]];
        }
}

void bw_node_shrink(bw_shrinking *s, bw_node *to, const bw_node *from, bw_relax *x, double slack)
{
    size_t rows = (size_t)from->c.rows;
    to->c.agents = to->c.items = to->c.count = 0;
    to->c.constant = from->c.constant;
    to->spent = from->spent;
    memcpy(to->activity, from->activity, rows * sizeof(double));
    memcpy(to->c.offset, from->c.offset, rows * sizeof(double));
    for (int32_t a = 0; a < from->c.agents; a++)
        copy_agent(s, to, from, x, a, slack);
    renumber(s, from, x);
    to->bound = x->bound;
}

/* ---- one item's choice */

static void swap_numbers(int32_t *a, int32_t *b)
{
    int32_t swapped = *a;
    *a = *b;
    *b = swapped;
}

static void swap_amounts(double *a, double *b)
{
    double swapped = *a;
    *a = *b;
    *b = swapped;
}

void bw_node_swap(bw_node *l, bw_relax *x, int32_t p, int32_t q)
{
    if (p == q)
        return;
    swap_amounts(&l->c.cost[p], &l->c.cost[q]);
    swap_numbers(&l->origin[p], &l->origin[q]);
    for (int32_t k = 0; k < l->c.width; k++) {
        swap_numbers(&l->c.row[p * l->c.width + k], &l->c.row[q * l->c.width + k]);
        swap_amounts(&l->c.value[p * l->c.width + k], &l->c.value[q * l->c.width + k]);
    }
    for (int32_t k = 0; k < x->rows; k++)
        if (x->tie_pair[k] == p || x->tie_pair[k] == q)
            x->tie_pair[k] = x->tie_pair[k] == p ? q : p;
    for (int32_t a = 0; a < l->c.agents; a++)
        if (x->base[a] == p || x->base[a] == q)
            x->base[a] = x->base[a] == p ? q : p;
}

void bw_node_pick_first(bw_node *l, bw_relax *x, int32_t agent)
{
    bw_relax_rebase(x, &l->c, agent, l->c.start[agent]);
    bw_relax_detach(x, agent, -1);
    l->c.end[agent] = l->c.start[agent] + 1;
}

void bw_node_drop_first(bw_node *l, bw_relax *x, int32_t agent)
{
    int32_t gone = l->c.start[agent];
    for (int32_t k = 0; k < x->rows && x->base[agent] == gone; k++)
        if (x->tie_agent[k] == agent)
            bw_relax_rebase(x, &l->c, agent, x->tie_pair[k]);
    bw_relax_detach(x, agent, gone);
    l->c.start[agent]++;
}
