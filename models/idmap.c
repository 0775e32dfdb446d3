/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/idmap.h"

#include <stdlib.h>
#include <string.h>

typedef struct slot {
    const char *key; /* NULL: free */
    uint32_t hash;
    int32_t number;
} slot;

struct bw_idmap {
    slot *slots;
    size_t size; /* a power of two */
    size_t count;
};

bw_idmap *bw_idmap_create(size_t expected)
{
    bw_idmap *map = calloc(1, sizeof *map);
    if (!map)
        return NULL;
    map->size = 16;
    while (map->size / 2 < expected)
        map->size *= 2;
    map->slots = bw_array(map->size, sizeof *map->slots);
    if (map->slots)
        return map;
    free(map);
    return NULL;
}

void bw_idmap_free(bw_idmap *map)
{
    if (!map)
        return;
    free(map->slots);
    free(map);
}

static uint32_t hash_of(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return hash ^ (hash >> 15);
}

/* The slot that holds key, or the free one where it belongs. */
static slot *seek(slot *slots, size_t size, const char *key, uint32_t hash)
{
    size_t at = hash & (size - 1);
    while (slots[at].key && (slots[at].hash != hash || strcmp(slots[at].key, key) != 0))
        at = (at + 1) & (size - 1);
    return &slots[at];
}

static bool double_size(bw_idmap *map)
{
    slot *larger = bw_array(map->size * 2, sizeof *larger);
    if (!larger)
        return false;
    for (size_t k = 0; k < map->size; k++)
        if (map->slots[k].key)
            *seek(larger, map->size * 2, map->slots[k].key, map->slots[k].hash) = map->slots[k];
    free(map->slots);
    map->slots = larger;
    map->size *= 2;
    return true;
}

int32_t bw_idmap_find(const bw_idmap *map, const char *key)
{
    const slot *found = seek(map->slots, map->size, key, hash_of(key));
    return found->key ? found->number : -1;
}

int32_t bw_idmap_add(bw_idmap *map, const char *key, int32_t number)
{
    if (map->count >= map->size / 2 && !double_size(map))
        return -2;
    uint32_t hash = hash_of(key);
    slot *found = seek(map->slots, map->size, key, hash);
    if (found->key)
        return found->number;
    *found = (slot){key, hash, number};
    map->count++;
    return number;
}

size_t bw_idmap_count(const bw_idmap *map)
{
    return map->count;
}
