/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cholesky factor of a large symmetric positive definite matrix in square tiles, of which those that are
 * and stay zero are left out. Rows are ordered against fill-in by reverse Cuthill-McKee (George 1971), the
 * rows that meet nearly all others last. Each tile is summed in one fixed order by one thread, so the
 * numbers do not depend on the number of threads.
 */
#ifndef BW_SOLVER_FACTOR_H
#define BW_SOLVER_FACTOR_H

#include "models/base.h"

#define BW_TILE 48

typedef struct bw_factor {
    int32_t size, tiles;      /**< rows; tiles along one side */
    int32_t *place;           /**< [size] row -> position */
    int64_t *tile;            /**< [tiles * tiles] tile (I, J), I >= J -> its number; -1: zero */
    int64_t count;            /**< tiles that are stored */
    int64_t *first;           /**< [tiles] first stored tile column of a tile row */
} bw_factor;

/** Orders `size` rows where row a meets the rows list[start[a] .. start[a+1]-1] and finds the tiles that
 *  can be non-zero. False when memory is out. */
bool bw_factor_open(bw_factor *factor, int32_t size, const int64_t *start, const int32_t *list);
void bw_factor_close(bw_factor *factor);

/** Doubles of a matrix: count * BW_TILE^2. */
size_t bw_factor_room(const bw_factor *factor);

/** Where entry (a, b) of a matrix is stored, a and b in any order; the rows must meet. */
static inline size_t bw_factor_at(const bw_factor *factor, int32_t a, int32_t b)
{
    int32_t p = factor->place[a], q = factor->place[b];
    if (p < q) {
        int32_t swap = p;
        p = q;
        q = swap;
    }
    int64_t tile = factor->tile[(int64_t)(p / BW_TILE) * factor->tiles + q / BW_TILE];
    return ((size_t)tile * BW_TILE + (size_t)(p % BW_TILE)) * BW_TILE + (size_t)(q % BW_TILE);
}

/** Factors the matrix in place. False if it is not positive definite. */
bool bw_factor_decompose(const bw_factor *factor, double *matrix, int threads);

/** Solves with a decomposed matrix: x [size] holds the right-hand side and then the solution; work [size
 *  rounded up to tiles]. */
void bw_factor_solve(const bw_factor *factor, const double *matrix, double *x, double *work);

#endif
