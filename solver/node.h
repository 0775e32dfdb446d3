/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A node of a search tree: what is left to choose, and where its relaxation ended, so that the second of two
 * children starts where the first did. Memory is used again by the next node of that depth.
 */
#ifndef BW_SOLVER_NODE_H
#define BW_SOLVER_NODE_H

#include "solver/relax.h"

typedef struct bw_node {
    bw_choices c;
    int32_t *origin;   /**< [count] candidate of the root */
    size_t agent_room, candidate_room;
    double spent;      /**< cost of the items that are fixed */
    double *activity;  /**< [rows] theirs */
    double *price;     /**< [rows] */
    double *column, *inverse;
    int32_t *tie_agent, *tie_pair;
    int32_t *base, *ties; /**< [agents] */
    double bound;
    int32_t since;
} bw_node;

/** Room for at most so many agents and candidates; what was there is lost. Starts from all zeros. False when
 *  memory is out. */
bool bw_node_reserve(bw_node *node, size_t rows, size_t width, size_t agents, size_t candidates);
void bw_node_free(bw_node *node);

/** Remembers where the relaxation of a node ended, and returns to it. */
void bw_node_save(bw_node *node, const bw_relax *relax);
void bw_node_restore(const bw_node *node, bw_relax *relax);

#endif
