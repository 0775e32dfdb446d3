/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lets one allocation of a test program fail: the one numbered `failing`, counted by `allocations`; -1: none. The
 * largest so far is kept in `largest`. Such programs are linked with --wrap=malloc,--wrap=calloc,--wrap=realloc (tests/tests.mk).
 */
#ifndef BW_TESTS_FAILING_MEMORY_H
#define BW_TESTS_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* The linker sends every call of malloc, calloc and realloc of the program here. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static long allocations, failing = -1;
static size_t largest;

static bool fails(size_t size)
{
    largest = size > largest ? size : largest;
    return allocations++ == failing;
}

void *__wrap_malloc(size_t size)
{
    return fails(size) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails(count * size) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails(size) ? NULL : __real_realloc(old, size);
}

#endif
