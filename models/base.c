/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bw_status bw_fail(bw_error *error, bw_status status, const char *format, ...)
{
    if (error) {
        *error = (bw_error){.status = status};
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

const char *bw_amount_text(double amount, char *buffer, size_t size)
{
    char digits[40];
    if (!(fabs(amount) >= 999.5 && fabs(amount) < 1e15)) {
        snprintf(buffer, size, "%.3g", amount == 0 ? 0.0 : amount);
        return buffer;
    }
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(amount));
    size_t end = 0;
    if (amount < 0)
        buffer[end++] = '-';
    for (int k = 0; k < length && end + 2 < size; k++) {
        buffer[end++] = digits[k];
        if (k + 1 < length && (length - k - 1) % 3 == 0)
            buffer[end++] = ',';
    }
    buffer[end] = 0;
    return buffer;
}

bw_status bw_fail_memory(bw_error *error)
{
    return bw_fail(error, BW_FAILED, "out of memory");
}

#define BLOCK_SIZE ((size_t)64 * 1024)
#define ALIGNMENT ((size_t)16)

typedef struct block {
    struct block *next;
    size_t used, size;
} block;

#define HEADER_SIZE ((sizeof(block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

struct bw_arena {
    block *first; /* the block that is being filled; full and large ones follow */
};

bw_arena *bw_arena_create(void)
{
    return calloc(1, sizeof(bw_arena));
}

void bw_arena_free(bw_arena *arena)
{
    if (!arena)
        return;
    for (block *each = arena->first, *next; each; each = next) {
        next = each->next;
        free(each);
    }
    free(arena);
}

static block *add_block(bw_arena *arena, size_t size)
{
    block *made = calloc(1, HEADER_SIZE + size);
    if (!made)
        return NULL;
    made->size = size;
    bool large = size > BLOCK_SIZE && arena->first;
    made->next = large ? arena->first->next : arena->first;
    *(large ? &arena->first->next : &arena->first) = made;
    return made;
}

void *bw_arena_take(bw_arena *arena, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 2 - HEADER_SIZE) / size)
        return NULL;
    size_t bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    block *home = arena->first;
    if (!home || home->size - home->used < bytes)
        home = add_block(arena, bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
    if (!home)
        return NULL;
    void *taken = (char *)home + HEADER_SIZE + home->used;
    home->used += bytes;
    return taken;
}

char *bw_arena_text(bw_arena *arena, const char *text, size_t length)
{
    char *copy = bw_arena_take(arena, length + 1, 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

char *bw_arena_format(bw_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : bw_arena_take(arena, (size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *bw_array(size_t count, size_t size)
{
    return calloc(count ? count : 1, size ? size : 1);
}

bool bw_array_grow(void **array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    if (wanted < *capacity || (size && wanted > SIZE_MAX / size))
        return false;
    void *moved = realloc(*array, wanted * size);
    if (!moved)
        return false;
    *array = moved;
    *capacity = wanted;
    return true;
}

uint64_t bw_stream_seed(uint64_t seed, uint64_t stream)
{
    uint64_t z = seed + (stream + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t bw_draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

double bw_draw_share(uint64_t *state)
{
    return (double)(bw_draw(state) >> 11) * 0x1p-53;
}

int32_t bw_draw_below(uint64_t *state, int32_t count)
{
    return (int32_t)(((bw_draw(state) >> 32) * (uint64_t)count) >> 32);
}

double bw_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool bw_stopped(const bw_watch *watch)
{
    return watch && watch->stop && *watch->stop;
}

bool bw_time_is_up(const bw_watch *watch, double end)
{
    return bw_stopped(watch) || (end < INFINITY && bw_seconds() >= end);
}

void bw_tell(const bw_watch *watch, const char *stage, double done, double objective, double bound, double seconds)
{
    if (!watch || !watch->progress)
        return;
    bw_progress progress = {stage, done, objective, bound, seconds};
    watch->progress(watch->context, &progress);
}
