/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <stdlib.h>
#include <string.h>

/* How often each (severity, code, file) was seen. */
typedef struct tally {
    bw_severity severity;
    const char *code, *file;
    int64_t count;
} tally;

struct bw_findings_store {
    bw_arena *memory;
    size_t capacity, tally_count, tally_capacity;
    tally *tallies;
};

bw_findings *bw_findings_create(void)
{
    bw_findings *findings = calloc(1, sizeof *findings);
    struct bw_findings_store *store = calloc(1, sizeof *store);
    if (findings && store && (store->memory = bw_arena_create()) != NULL) {
        findings->store = store;
        return findings;
    }
    free(store);
    free(findings);
    return NULL;
}

void bw_findings_free(bw_findings *findings)
{
    if (!findings)
        return;
    bw_arena_free(findings->store->memory);
    free(findings->store->tallies);
    free(findings->store);
    free(findings->items);
    free(findings);
}

static const char *keep(struct bw_findings_store *store, const char *text, size_t limit)
{
    size_t length = text ? strlen(text) : 0;
    bool cut = length > limit;
    if (cut)
        for (length = limit; length && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--; /* not inside a UTF-8 character */
    const char *kept = length ? bw_arena_format(store->memory, "%.*s%s", (int)length, text, cut ? "..." : "") : "";
    return kept ? kept : "";
}

static tally *find_tally(struct bw_findings_store *store, const bw_finding *finding)
{
    const char *code = finding->code ? finding->code : "", *file = finding->file ? finding->file : "";
    for (size_t k = 0; k < store->tally_count; k++) {
        tally *each = &store->tallies[k];
        if (each->severity == finding->severity && strcmp(each->code, code) == 0 && strcmp(each->file, file) == 0)
            return each;
    }
    if (!bw_array_grow((void **)&store->tallies, store->tally_count, &store->tally_capacity, sizeof(tally)))
        return NULL;
    store->tallies[store->tally_count] = (tally){finding->severity, keep(store, code, 80), keep(store, file, 255), 0};
    return &store->tallies[store->tally_count++];
}

void bw_findings_add(bw_findings *findings, bw_finding finding)
{
    struct bw_findings_store *store = findings->store;
    findings->total[finding.severity]++;
    tally *seen = find_tally(store, &finding);
    if (!seen || ++seen->count > BW_FINDINGS_KEPT
        || !bw_array_grow((void **)&findings->items, findings->count, &store->capacity, sizeof(bw_finding)))
        return;
    finding.code = seen->code;
    finding.file = seen->file;
    finding.column = keep(store, finding.column, 80);
    finding.value = keep(store, finding.value, 80);
    finding.message = keep(store, finding.message, 1000);
    finding.remedy = keep(store, finding.remedy, 1000);
    findings->items[findings->count++] = finding;
}

int64_t bw_findings_tally(const bw_findings *findings, const char *code)
{
    int64_t count = 0;
    for (size_t k = 0; k < findings->store->tally_count; k++)
        if (strcmp(findings->store->tallies[k].code, code) == 0)
            count += findings->store->tallies[k].count;
    return count;
}
