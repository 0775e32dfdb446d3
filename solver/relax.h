/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The linear relaxation of a multiple-choice program (choices.h), by a dual simplex in price space.
 *
 * The dual L(y) = y'offset + sum_agents min_p (cost_p + y'vector_p) is concave and piecewise linear in
 * only as many prices as there are rows. A vertex is where `rows` ties hold: an agent is indifferent
 * between its base candidate and another. The primal values of the ties follow from one small linear
 * system; while one of them is outside [0, 1], its tie is released and y moves along the edge, past
 * as many kinks as still climb (the bound-flipping ratio test: Fourer 1994; Koberstein 2005), to the
 * best point on the edge. Any y, wherever it stops, gives a valid lower bound L(y).
 *
 * A tie whose agent was changed by branching stays on as an artificial one: the prices keep still along
 * it until its multiplier, which must be zero, releases it. So a child starts where its parent ended.
 */
#ifndef BW_SOLVER_RELAX_H
#define BW_SOLVER_RELAX_H

#include "solver/choices.h"

typedef struct bw_relax {
    int32_t rows;
    double *price;      /**< [rows] y */
    int32_t *tie_agent; /**< [rows] agent of the tie; -1: artificial */
    int32_t *tie_pair;  /**< [rows] candidate that ties with the agent's base */
    double *share;      /**< [rows] primal value of the tie */
    double *column;     /**< [rows * rows] tie vectors, column t at t * rows */
    double *inverse;    /**< [rows * rows] row t at t * rows: the edge of tie t */
    int32_t *base;      /**< [agents] candidate with the least reduced cost */
    int32_t *ties;      /**< [agents] ties of the agent */
    double bound;       /**< L(y) */
    int64_t pivots;     /**< work so far */
    double *value, *slope; /**< [count] reduced costs, and their change along the edge */
    double *residual;   /**< [rows] offset + sum of base vectors */
    double *edge;       /**< [rows] */
    struct bw_kink *kinks; /**< [agents] */
    int32_t since;      /**< pivots since the inverse was made afresh */
    int32_t stall;      /**< pivots since the bound last rose */
    double end;         /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch; /**< may be NULL */
} bw_relax;

typedef enum bw_relax_answer {
    BW_RELAX_OPTIMAL,  /**< the ties' shares are a solution of the relaxation */
    BW_RELAX_CUTOFF,   /**< L(y) has reached the cutoff */
    BW_RELAX_INFEASIBLE, /**< L(y) grows without end */
    BW_RELAX_LIMIT     /**< pivots ran out, or numbers failed; the bound holds all the same */
} bw_relax_answer;

/** Room for programs of at most so many agents and candidates; false when memory is out. */
bool bw_relax_open(bw_relax *relax, int32_t rows, int32_t agents, int32_t candidates);
void bw_relax_close(bw_relax *relax);

/** Forgets everything but the prices: all ties become artificial. */
void bw_relax_reset(bw_relax *relax, int32_t agents);

/** Climbs from the present prices and ties. */
bw_relax_answer bw_relax_solve(bw_relax *relax, const bw_choices *choices, double cutoff, int64_t pivots);

/** Makes a candidate the base of its agent; it must be the base or one of its ties. */
void bw_relax_rebase(bw_relax *relax, const bw_choices *choices, int32_t agent, int32_t candidate);

/** Turns an agent's ties (or only that of one candidate, if >= 0) into artificial ones. */
void bw_relax_detach(bw_relax *relax, int32_t agent, int32_t candidate);

/** Does the candidate tie with its agent's base? */
bool bw_relax_is_tied(const bw_relax *relax, int32_t agent, int32_t candidate);

/** Primal value of an agent's candidate in the solution at hand. */
double bw_relax_share(const bw_relax *relax, int32_t agent, int32_t candidate);

#endif
