/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A node of a search tree: what is left to choose, and where its relaxation ended, so that the second of two
 * children starts where the first did. Nodes get smaller on the way down; the memory of one is used again by the next
 * of that depth.
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

/** The root of a tree: all choices, with equal costs told apart. Room for them must have been reserved. */
void bw_node_plant(bw_node *root, const bw_choices *choices);

/** Remembers where the relaxation of a node ended, and returns to it. */
void bw_node_save(bw_node *node, const bw_relax *relax);
void bw_node_restore(const bw_node *node, bw_relax *relax);

/** What smaller nodes are made with. */
typedef struct bw_shrinking {
    const bw_choices *root;
    int32_t *pick;                            /**< [items] the root's candidate of each item that is fixed */
    int32_t *candidate_number, *agent_number; /**< [root's] numbers in the smaller node; -1: fixed */
} bw_shrinking;

/** Makes `to`, with room for as much, what of `from` can still be part of a pick at most `slack` above the bound of the
 *  relaxation just solved: candidates with a larger regret are dropped for good (reduced-cost fixing), and items with
 *  one left become part of the constant. The relaxation goes on with the smaller node. */
void bw_node_shrink(bw_shrinking *shrinking, bw_node *to, const bw_node *from, bw_relax *relax, double slack);

/** Lets two candidates of a node change places. */
void bw_node_swap(bw_node *node, bw_relax *relax, int32_t p, int32_t q);

/** Leaves an item its first candidate alone, or takes it from it; end or start is what changes and may be put back. */
void bw_node_pick_first(bw_node *node, bw_relax *relax, int32_t agent);
void bw_node_drop_first(bw_node *node, bw_relax *relax, int32_t agent);

#endif
