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
