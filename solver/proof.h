/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The proof of a whole program, or a better plan: branch and cut (Padberg, Rinaldi 1991), best bound first.
 *
 * An open node is a program of its own: the candidates that can still be part of a better plan, and cuts that hold for
 * them. To look at a node is to tighten it (relaxation, cuts, candidates fixed by regret, by turns, since each helps
 * the others: what is cut after fixing holds below the node only), then to try to finish it depth first with little
 * work, and else to split it by what that try has seen. A batch of nodes is looked at side by side; what they find is
 * taken in their order, so that threads change nothing. A proof that stops goes on where it was, and a better plan
 * from elsewhere only makes it shorter.
 */
#ifndef BW_SOLVER_PROOF_H
#define BW_SOLVER_PROOF_H

#include "solver/choices.h"

typedef struct bw_proof bw_proof;

typedef struct bw_proof_limits {
    double objective; /**< of the plan at hand; INFINITY: none */
    double grain;     /**< objectives are whole multiples of it; 0: any number */
    int64_t *work;    /**< candidates that may still be priced, about; less by what was */
    double end;       /**< bw_seconds() at which to stop; INFINITY: none */
    const bw_watch *watch;
    int threads;
} bw_proof_limits;

/** A proof of a part that has all items of its program, with prices [program rows] to begin with and the bound they
 *  prove. NULL when memory is out. */
bw_proof *bw_proof_open(const bw_part *whole, const double *price, double bound);
void bw_proof_close(bw_proof *proof);

/** Goes on with a proof until work is done or a better plan is found, which is better made still better before the
 *  proof goes on. False when memory is out; then it can only be closed. */
bool bw_proof_climb(bw_proof *proof, const bw_proof_limits *limits);

/** No plan is worth less; INFINITY once no node is open: then none is better than the best of those known. */
double bw_proof_bound(const bw_proof *proof);

/** Pair of each item [items] in the best plan the proof has found; NULL: none yet. */
const int64_t *bw_proof_plan(const bw_proof *proof);

#endif
