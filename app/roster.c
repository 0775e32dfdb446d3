/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/roster.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const char *id;
    int32_t index;
} entry;

struct bw_roster {
    int32_t account_count, rep_count;
    entry *accounts, *reps; /* by rising id */
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->id, ((const entry *)b)->id);
}

static int32_t find(const entry *entries, int32_t count, const char *id)
{
    entry key = {.id = id};
    const entry *found = bsearch(&key, entries, (size_t)count, sizeof key, compare);
    return found ? found->index : -1;
}

bw_roster *bw_roster_create(const bw_problem *problem)
{
    size_t accounts = (size_t)problem->account_count, reps = (size_t)problem->rep_count;
    bw_roster *roster = calloc(1, sizeof *roster);
    if (!roster)
        return NULL;
    roster->account_count = problem->account_count;
    roster->rep_count = problem->rep_count;
    roster->accounts = calloc(accounts + 1, sizeof *roster->accounts);
    roster->reps = calloc(reps + 1, sizeof *roster->reps);
    if (!roster->accounts || !roster->reps) {
        bw_roster_free(roster);
        return NULL;
    }
    for (int32_t i = 0; i < problem->account_count; i++)
        roster->accounts[i] = (entry){problem->accounts[i].row->account_id, i};
    for (int32_t j = 0; j < problem->rep_count; j++)
        roster->reps[j] = (entry){problem->reps[j].row->rep_id, j};
    qsort(roster->accounts, accounts, sizeof *roster->accounts, compare);
    qsort(roster->reps, reps, sizeof *roster->reps, compare);
    return roster;
}

void bw_roster_free(bw_roster *roster)
{
    if (!roster)
        return;
    free(roster->accounts);
    free(roster->reps);
    free(roster);
}

int32_t bw_roster_account(const bw_roster *roster, const char *id)
{
    return find(roster->accounts, roster->account_count, id);
}

int32_t bw_roster_rep(const bw_roster *roster, const char *id)
{
    return find(roster->reps, roster->rep_count, id);
}
