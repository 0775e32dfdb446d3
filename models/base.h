/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every module stands on: errors, memory, random streams, numbers that must be finite.
 *
 * An arena hands out memory that lives as long as the arena; nothing in it is freed alone. A
 * result owns one arena, so one call frees all of it. Temporary arrays come from bw_array and
 * are freed where they were made.
 */
#ifndef BW_MODELS_BASE_H
#define BW_MODELS_BASE_H

#include "bailiwick.h"

#if defined(__GNUC__)
#define BW_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define BW_PRINTF(text, first)
#endif

/* ---- errors */

/** Fills error (may be NULL) and returns status, so that a failing call is one return line. */
bw_status bw_fail(bw_error *error, bw_status status, const char *format, ...) BW_PRINTF(3, 4);

/** An amount as a person writes it: 1,234,567 from 1,000 up, three significant digits below, never -0. Returns
 *  buffer, which 40 bytes are enough for. */
const char *bw_amount_text(double amount, char *buffer, size_t size);

/** bw_fail for memory that ran out. */
bw_status bw_fail_memory(bw_error *error);

/* ---- memory */

typedef struct bw_arena bw_arena;

/** An empty arena; NULL when memory is out. */
bw_arena *bw_arena_create(void);
void bw_arena_free(bw_arena *arena);

/** count x size bytes, zeroed and aligned for any type; NULL when memory is out or the product
 *  overflows. count 0 gives a valid pointer. */
void *bw_arena_take(bw_arena *arena, size_t count, size_t size);

/** A copy of length bytes with a closing 0. */
char *bw_arena_text(bw_arena *arena, const char *text, size_t length);

/** A formatted copy. */
char *bw_arena_format(bw_arena *arena, const char *format, ...) BW_PRINTF(2, 3);

/** calloc with the overflow check spelled out; count 0 gives a valid pointer. free() gives it back. */
void *bw_array(size_t count, size_t size);

/** Makes room for one more: doubles *capacity when count has reached it and moves *array. False when
 *  memory is out; then nothing has changed. */
bool bw_array_grow(void **array, size_t count, size_t *capacity, size_t size);

/* ---- random streams */

/** A seed for the stream-th independent stream of seed (splitmix64 finaliser; Steele, Lea, Flood
 *  2014). Work item k always uses stream k, so results do not depend on threads. */
uint64_t bw_stream_seed(uint64_t seed, uint64_t stream);

/** The next number of a small generator for search, where speed is all (xorshift64; Marsaglia 2003). The state is
 *  never 0: begin with bw_stream_seed(...) | 1. */
uint64_t bw_draw(uint64_t *state);
/** The next number from 0 to below 1. */
double bw_draw_share(uint64_t *state);
/** The next number from 0 to below count > 0. */
int32_t bw_draw_below(uint64_t *state, int32_t count);

/* ---- running */

/** Monotonic seconds since an arbitrary start. */
double bw_seconds(void);

/** Has the caller asked to stop? */
bool bw_stopped(const bw_watch *watch);

/** Has the caller asked to stop, or is it past `end`, a time of bw_seconds()? INFINITY: there is no end, and nobody
 *  asks the clock. */
bool bw_time_is_up(const bw_watch *watch, double end);

/** Tells the caller where the call stands. */
void bw_tell(const bw_watch *watch, const char *stage, double done, double objective, double bound, double seconds);

#endif
