/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pricing: the cheapest bins of an item when every coupling row has a price. The value of a pair is
 * cost + sum_r price_r entry_r. All bins are looked at, always; where the program gives a fast lower
 * bound on costs and uniform entries, `fill` is asked only for the bins that can be among the best.
 */
#ifndef BW_SOLVER_PRICING_H
#define BW_SOLVER_PRICING_H

#include "solver/program.h"

/** Prices laid out for scanning the bins of an item. Shared by threads, which only read it. */
typedef struct bw_pricing {
    const bw_program *program;
    bool floors;     /**< use program->floor */
    double *at;      /**< [bins * slots], bin by bin; slot by slot if entries are uniform */
    double tie;      /**< a bin no farther than this from an item's best one is a tie; negative, as at first: none is */
} bw_pricing;

/** A bin and what it is worth to the item at hand. */
typedef struct bw_choice {
    double value;
    int32_t bin;
} bw_choice;

/** The best bins of one item and the room to find them; one for each thread. */
typedef struct bw_best {
    int32_t most, count;
    int32_t ties;             /**< of them, the first ones that are as good as the best: see bw_best_visit */
    int32_t *bin;             /**< [count] by rising value, then index */
    double *value, *cost;     /**< [count] */
    double *entry;            /**< [count * slots] */
    double *all_value, *all_cost, *all_entry; /**< [bins], [bins], [bins * slots] */
    bool *known;              /**< [bins] */
    bw_choice *choice;        /**< [count] */
} bw_best;

bool bw_pricing_open(bw_pricing *pricing, const bw_program *program);
void bw_pricing_set(bw_pricing *pricing, const double *price);
void bw_pricing_close(bw_pricing *pricing);

/** What a bin is worth at the prices: cost + sum price entry. INFINITY, as for a bin that is not eligible, when the
 *  cost or an entry is no finite number: every pair that the engine takes has passed here. */
double bw_pricing_value(const bw_pricing *pricing, int32_t bin, double cost, const double *entry);

bool bw_best_open(bw_best *best, const bw_program *program, int32_t most);
void bw_best_close(bw_best *best);

/** The `most` eligible bins of least value. */
void bw_best_find(bw_best *best, const bw_pricing *pricing, int32_t item);

typedef void bw_best_visitor(void *context, int32_t item, const bw_best *best);

/** Shows every item with its `most` best bins to a visitor, from many threads at once, in any order, until a clock,
 *  bw_seconds() >= end, or the caller says stop: *missed counts the items that no visitor has seen. False when memory
 *  is out. Ties of the best bin are all shown, also where they are more than `most`. */
bool bw_best_visit(const bw_pricing *pricing, int32_t most, int threads, double end, const bw_watch *watch,
                   bw_best_visitor *visit, void *context, int64_t *missed);

/** Where the bin is that an item takes at its k-th choice: of ties, each item begins with another. Items that are
 *  alike would all go to the same few bins otherwise, and leave the rest of them empty. */
int32_t bw_best_turn(const bw_best *best, int32_t item, int32_t k);

#endif
