/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/ids.h"

#include <stdlib.h>
#include <string.h>

typedef struct slot {
    uint32_t hash, length;
    const char *text; /* NULL: free */
} slot;

struct bw_texts {
    bw_tables *tables;
    slot *slots;
    size_t capacity, count; /* capacity is a power of two, at most half full */
};

#define FIRST_CAPACITY ((size_t)1024)

bw_texts *bw_texts_create(bw_tables *tables)
{
    bw_texts *texts = calloc(1, sizeof *texts);
    slot *slots = calloc(FIRST_CAPACITY, sizeof *slots);
    if (!texts || !slots) {
        free(texts);
        free(slots);
        return NULL;
    }
    *texts = (bw_texts){tables, slots, FIRST_CAPACITY, 0};
    return texts;
}

void bw_texts_free(bw_texts *texts)
{
    if (!texts)
        return;
    free(texts->slots);
    free(texts);
}

/* FNV-1a, then the splitmix64 finaliser, so that the low bits depend on all. */
static uint32_t hash_of(const char *text, size_t length)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t k = 0; k < length; k++)
        hash = (hash ^ (unsigned char)text[k]) * 0x100000001B3u;
    hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
    hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)(hash ^ (hash >> 31));
}

static slot *find(slot *slots, size_t capacity, const char *text, size_t length, uint32_t hash)
{
    for (size_t k = hash & (capacity - 1);; k = (k + 1) & (capacity - 1)) {
        slot *each = &slots[k];
        if (!each->text || (each->hash == hash && each->length == length && memcmp(each->text, text, length) == 0))
            return each;
    }
}

static bool enlarge(bw_texts *texts)
{
    size_t capacity = 2 * texts->capacity;
    slot *slots = calloc(capacity, sizeof *slots);
    if (!slots)
        return false;
    for (size_t k = 0; k < texts->capacity; k++) {
        const slot *each = &texts->slots[k];
        if (each->text)
            *find(slots, capacity, each->text, each->length, each->hash) = *each;
    }
    free(texts->slots);
    texts->slots = slots;
    texts->capacity = capacity;
    return true;
}

const char *bw_texts_keep(bw_texts *texts, const char *text, size_t length)
{
    if (!length)
        return "";
    if (length > UINT32_MAX)
        return NULL;
    if (2 * texts->count >= texts->capacity && !enlarge(texts))
        return NULL;
    uint32_t hash = hash_of(text, length);
    slot *home = find(texts->slots, texts->capacity, text, length, hash);
    if (!home->text) {
        const char *copy = bw_tables_text(texts->tables, text, length);
        if (!copy)
            return NULL;
        *home = (slot){hash, (uint32_t)length, copy};
        texts->count++;
    }
    return home->text;
}

/* ---- ids that are alike */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(const char *text, size_t length)
{
    for (size_t k = 0; k < length; k++)
        if (!is_digit(text[k]) && !((text[k] | 32) >= 'a' && (text[k] | 32) <= 'z'))
            return false;
    return true;
}

/* 18 letters and digits, not digits alone: a Salesforce id with three check letters. */
static bool has_check_letters(const char *id, size_t length)
{
    return length == 18 && is_alphanumeric(id, length) && strspn(id, "0123456789") < length;
}

const char *bw_id_likeness(const char *id, char *buffer, size_t size)
{
    size_t length = strlen(id), kept = 0;
    if (has_check_letters(id, length))
        length = 15;
    if (length > 2 && strcmp(id + length - 2, ".0") == 0 && strspn(id, "0123456789") == length - 2)
        length -= 2;
    size_t zeros = strspn(id, "0");
    for (size_t k = zeros < length ? zeros : length - (length > 0); k < length && kept + 1 < size; k++)
        buffer[kept++] = id[k] >= 'A' && id[k] <= 'Z' ? (char)(id[k] + 32) : id[k];
    buffer[kept] = 0;
    return buffer;
}

bool bw_id_rounded(const char *id)
{
    size_t whole = strspn(id, "0123456789");
    if (!whole)
        return false;
    const char *at = id + whole;
    if (*at == '.' || *at == ',')
        at += 1 + strspn(at + 1, "0123456789");
    if ((*at != 'E' && *at != 'e') || at[1] != '+')
        return false;
    size_t exponent = strspn(at + 2, "0123456789");
    return exponent && !at[2 + exponent];
}
