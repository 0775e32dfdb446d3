/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/factor.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SPARSE_FROM 256 /* smaller matrices are taken as they come */

/* The one of OpenBLAS that takes the time, by its Fortran name. The names of C belong to GSL's own BLAS, whose sums are
 * the same on every processor, and so are those of a matrix of one tile. */
void dgemm_(const char *, const char *, const int *, const int *, const int *, const double *, const double *,
            const int *, const double *, const int *, const double *, double *, const int *);

static double dot(int count, const double *a, const double *b)
{
    double sum[4] = {0};
    for (int k = 0; k < count; k++)
        sum[k % 4] += a[k] * b[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* target := target - a b', all square tiles by rows; to Fortran they are transposed. */
static void subtract_product(double *target, const double *a, const double *b)
{
    const int size = BW_TILE;
    dgemm_("T", "N", &size, &size, &size, &(double){-1}, b, &size, a, &size, &(double){1}, target, &size);
}

/* ---- ordering */

typedef struct order {
    int32_t size, *degree, *queue, filled;
    bool *seen;
    const int64_t *start;
    const int32_t *list;
} order;

static void sort_by_degree(const order *o, int32_t *row, int32_t count)
{
    for (int32_t k = 1; k < count; k++)
        for (int32_t m = k; m > 0; m--) {
            int32_t a = row[m - 1], b = row[m];
            if (o->degree[a] < o->degree[b] || (o->degree[a] == o->degree[b] && a < b))
                break;
            row[m - 1] = b;
            row[m] = a;
        }
}

/* Appends everything that can be reached from a row, level by level. */
static void spread(order *o, int32_t from)
{
    int32_t head = o->filled;
    o->queue[o->filled++] = from;
    o->seen[from] = true;
    while (head < o->filled) {
        int32_t row = o->queue[head++], before = o->filled;
        for (int64_t k = o->start[row]; k < o->start[row + 1]; k++) {
            int32_t next = o->list[k];
            if (!o->seen[next]) {
                o->seen[next] = true;
                o->queue[o->filled++] = next;
            }
        }
        sort_by_degree(o, o->queue + before, o->filled - before);
    }
}

/* A row far from the given one: the last one that spreading reaches. */
static int32_t far_row(order *o, int32_t from)
{
    int32_t before = o->filled;
    spread(o, from);
    int32_t far = o->queue[o->filled - 1];
    for (int32_t k = before; k < o->filled; k++)
        o->seen[o->queue[k]] = false;
    o->filled = before;
    return far;
}

/* Rows that meet more than a third of all others go last. */
static int32_t order_rows(order *o)
{
    int32_t many = o->size / 3;
    for (int32_t r = 0; r < o->size; r++) {
        o->degree[r] = (int32_t)(o->start[r + 1] - o->start[r]);
        o->seen[r] = o->degree[r] > many;
    }
    for (int32_t r = 0; r < o->size; r++)
        if (!o->seen[r])
            spread(o, far_row(o, far_row(o, r)));
    for (int32_t k = 0, m = o->filled - 1; k < m; k++, m--) {
        int32_t swap = o->queue[k];
        o->queue[k] = o->queue[m];
        o->queue[m] = swap;
    }
    for (int32_t r = 0; r < o->size; r++)
        if (o->degree[r] > many)
            o->queue[o->filled++] = r;
    return o->filled;
}

static bool place_rows(bw_factor *factor, const int64_t *start, const int32_t *list)
{
    size_t size = (size_t)factor->size;
    order o = {.size = factor->size, .start = start, .list = list};
    for (int32_t r = 0; r < factor->size; r++)
        factor->place[r] = r;
    if (factor->size < SPARSE_FROM)
        return true;
    o.degree = bw_array(size, sizeof *o.degree);
    o.queue = bw_array(size, sizeof *o.queue);
    o.seen = bw_array(size, sizeof *o.seen);
    bool good = o.degree && o.queue && o.seen;
    if (good && order_rows(&o) == factor->size)
        for (int32_t k = 0; k < factor->size; k++)
            factor->place[o.queue[k]] = k;
    free(o.degree);
    free(o.queue);
    free(o.seen);
    return good;
}

/* ---- tiles */

static int64_t *tile_slot(const bw_factor *factor, int32_t row, int32_t column)
{
    return &factor->tile[(int64_t)row * factor->tiles + column];
}

/* Tiles with entries are marked 1. */
static void mark_entries(bw_factor *factor, const int64_t *start, const int32_t *list)
{
    for (int32_t a = 0; a < factor->size; a++)
        for (int64_t k = start[a]; k < start[a + 1]; k++) {
            int32_t p = factor->place[a] / BW_TILE, q = factor->place[list[k]] / BW_TILE;
            *(p >= q ? tile_slot(factor, p, q) : tile_slot(factor, q, p)) = 1;
        }
    for (int32_t t = 0; t < factor->tiles; t++)
        *tile_slot(factor, t, t) = 1;
}

/* Elimination of tile column K fills (I, J) where (I, K) and (J, K) are there. */
static void mark_fill(bw_factor *factor)
{
    for (int32_t k = 0; k < factor->tiles; k++)
        for (int32_t j = k + 1; j < factor->tiles; j++)
            for (int32_t i = j; *tile_slot(factor, j, k) && i < factor->tiles; i++)
                if (*tile_slot(factor, i, k))
                    *tile_slot(factor, i, j) = 1;
}

static void number_tiles(bw_factor *factor)
{
    for (int32_t i = 0; i < factor->tiles; i++) {
        factor->first[i] = -1;
        for (int32_t j = 0; j < factor->tiles; j++) {
            bool there = *tile_slot(factor, i, j) == 1;
            *tile_slot(factor, i, j) = there ? factor->count++ : -1;
            if (there && factor->first[i] < 0)
                factor->first[i] = j;
        }
    }
}

bool bw_factor_open(bw_factor *factor, int32_t size, const int64_t *start, const int32_t *list)
{
    *factor = (bw_factor){.size = size, .tiles = (size + BW_TILE - 1) / BW_TILE};
    size_t tiles = (size_t)factor->tiles;
    factor->place = bw_array((size_t)size, sizeof *factor->place);
    factor->tile = bw_array(tiles * tiles, sizeof *factor->tile);
    factor->first = bw_array(tiles, sizeof *factor->first);
    if (!factor->place || !factor->tile || !factor->first || !place_rows(factor, start, list)) {
        bw_factor_close(factor);
        return false;
    }
    mark_entries(factor, start, list);
    mark_fill(factor);
    number_tiles(factor);
    return true;
}

void bw_factor_close(bw_factor *factor)
{
    free(factor->place);
    free(factor->tile);
    free(factor->first);
    *factor = (bw_factor){0};
}

size_t bw_factor_room(const bw_factor *factor)
{
    return (size_t)factor->count * BW_TILE * BW_TILE;
}

/* ---- numbers */

static double *tile_at(const bw_factor *factor, double *matrix, int32_t row, int32_t column)
{
    int64_t number = *tile_slot(factor, row, column);
    return number < 0 ? NULL : matrix + (size_t)number * BW_TILE * BW_TILE;
}

static bool decompose_diagonal(double *a)
{
    for (int j = 0; j < BW_TILE; j++) {
        double *row = a + j * BW_TILE;
        double pivot = row[j] - dot(j, row, row);
        if (!(pivot > 0))
            return false;
        row[j] = sqrt(pivot);
        for (int i = j + 1; i < BW_TILE; i++) {
            double *below = a + i * BW_TILE;
            below[j] = (below[j] - dot(j, below, row)) / row[j];
        }
    }
    return true;
}

/* tile := tile times the inverse transpose of a decomposed diagonal tile. Tiles are small, so that OpenBLAS
 * uses no threads of its own below ours. */
static void divide_tile(double *tile, const double *diagonal)
{
    for (int i = 0; i < BW_TILE; i++) {
        double *x = tile + i * BW_TILE;
        for (int j = 0; j < BW_TILE; j++) {
            const double *row = diagonal + j * BW_TILE;
            x[j] = (x[j] - dot(j, row, x)) / row[j];
        }
    }
}

/* Tile (i, j) minus the products of the tiles left of it. */
static void subtract_products(const bw_factor *factor, double *matrix, int32_t i, int32_t j)
{
    double *target = tile_at(factor, matrix, i, j);
    int64_t from = factor->first[i] > factor->first[j] ? factor->first[i] : factor->first[j];
    for (int32_t k = (int32_t)from; k < j; k++) {
        const double *a = tile_at(factor, matrix, i, k), *b = tile_at(factor, matrix, j, k);
        if (a && b)
            subtract_product(target, a, b);
    }
}

/* Rows past the end get a one on the diagonal. */
static void pad_last_tile(const bw_factor *factor, double *matrix)
{
    double *last = tile_at(factor, matrix, factor->tiles - 1, factor->tiles - 1);
    for (int32_t p = factor->size; p < factor->tiles * BW_TILE; p++)
        last[(p % BW_TILE) * (BW_TILE + 1)] = 1;
}

bool bw_factor_decompose(const bw_factor *factor, double *matrix, int threads)
{
    if (factor->size > 0)
        pad_last_tile(factor, matrix);
    for (int32_t j = 0; j < factor->tiles; j++) {
        double *diagonal = tile_at(factor, matrix, j, j);
        subtract_products(factor, matrix, j, j);
        if (!decompose_diagonal(diagonal))
            return false;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
        for (int32_t i = j + 1; i < factor->tiles; i++) {
            double *tile = tile_at(factor, matrix, i, j);
            if (!tile)
                continue;
            subtract_products(factor, matrix, i, j);
            divide_tile(tile, diagonal);
        }
    }
    return true;
}

static void solve_lower(const bw_factor *factor, const double *matrix, double *work)
{
    for (int32_t i = 0; i < factor->tiles; i++) {
        double *mine = work + i * BW_TILE;
        for (int32_t k = (int32_t)factor->first[i]; k < i; k++) {
            const double *tile = tile_at(factor, (double *)matrix, i, k);
            if (tile)
                cblas_dgemv(CblasRowMajor, CblasNoTrans, BW_TILE, BW_TILE, -1, tile, BW_TILE, work + k * BW_TILE, 1,
                            1, mine, 1);
        }
        cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, BW_TILE,
                    tile_at(factor, (double *)matrix, i, i), BW_TILE, mine, 1);
    }
}

static void solve_upper(const bw_factor *factor, const double *matrix, double *work)
{
    for (int32_t i = factor->tiles - 1; i >= 0; i--) {
        double *mine = work + i * BW_TILE;
        cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, BW_TILE,
                    tile_at(factor, (double *)matrix, i, i), BW_TILE, mine, 1);
        for (int32_t k = (int32_t)factor->first[i]; k < i; k++) {
            const double *tile = tile_at(factor, (double *)matrix, i, k);
            if (tile)
                cblas_dgemv(CblasRowMajor, CblasTrans, BW_TILE, BW_TILE, -1, tile, BW_TILE, mine, 1, 1,
                            work + k * BW_TILE, 1);
        }
    }
}

void bw_factor_solve(const bw_factor *factor, const double *matrix, double *x, double *work)
{
    memset(work, 0, (size_t)factor->tiles * BW_TILE * sizeof *work);
    for (int32_t r = 0; r < factor->size; r++)
        work[factor->place[r]] = x[r];
    solve_lower(factor, matrix, work);
    solve_upper(factor, matrix, work);
    for (int32_t r = 0; r < factor->size; r++)
        x[r] = work[factor->place[r]];
}
