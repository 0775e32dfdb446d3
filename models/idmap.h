/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From text to a number: an open-addressing hash table (FNV-1a, linear probing, at most half
 * full). Keys are not copied and must outlive the map.
 */
#ifndef BW_MODELS_IDMAP_H
#define BW_MODELS_IDMAP_H

#include "models/base.h"

typedef struct bw_idmap bw_idmap;

/** Room for `expected` keys, and more when needed; NULL when memory is out. */
bw_idmap *bw_idmap_create(size_t expected);
void bw_idmap_free(bw_idmap *map);

/** The number of a key, -1 if it is not there. */
int32_t bw_idmap_find(const bw_idmap *map, const char *key);

/** Adds key with this number unless it is there; returns the number it has now, -2 when memory is out. */
int32_t bw_idmap_add(bw_idmap *map, const char *key, int32_t number);

/** How many keys there are. */
size_t bw_idmap_count(const bw_idmap *map);

#endif
