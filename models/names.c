/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/base.h"

#include <string.h>

static const char *const outcome_names[] = {
    [BW_OUTCOME_NONE] = "none",
    [BW_OUTCOME_OPTIMAL] = "optimal",
    [BW_OUTCOME_FEASIBLE] = "feasible",
    [BW_OUTCOME_INFEASIBLE] = "infeasible",
};

const char *bw_outcome_name(bw_outcome outcome)
{
    return outcome_names[outcome];
}

static const char *const reason_names[] = {
    [BW_STAYS] = "stays",
    [BW_LOCKED] = "locked",
    [BW_FOR_BALANCE] = "balance",
    [BW_FOR_TRAVEL] = "travel",
    [BW_WAS_UNASSIGNED] = "was unassigned",
    [BW_NOT_ELIGIBLE] = "owner not eligible",
    [BW_WITH_FAMILY] = "with its family",
    [BW_PREFERRED] = "preferred rep",
};

const char *bw_reason_name(bw_reason reason)
{
    return reason_names[reason];
}

const char *bw_bound_basis_name(bw_bound_basis basis)
{
    static const char *const names[] = {"none", "prices", "branch and cut", "before edits",
                                        "with edits"};
    return names[basis];
}

static const char *const level_names[] = {
    [BW_LEVEL_COMPANY] = "company",     [BW_LEVEL_REGION] = "region",   [BW_LEVEL_MANAGER] = "manager",
    [BW_LEVEL_TERRITORY] = "territory", [BW_LEVEL_SEGMENT] = "segment", [BW_LEVEL_ACCOUNT] = "account",
};

const char *bw_level_name(bw_level level)
{
    return level_names[level];
}

#define NAME_LENGTH_MAX 62
#define DISTANCE_MAX 3

/* Levenshtein distance, one row of the table at a time. */
static int edit_distance(const char *a, const char *b)
{
    int row[NAME_LENGTH_MAX + 2], length = (int)strlen(b);
    for (int j = 0; j <= length; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[length];
}

const char *bw_name_nearest(const char *name, size_t count, const char *const *names)
{
    const char *nearest = NULL;
    int half = ((int)strlen(name) + 1) / 2, best = (half < DISTANCE_MAX ? half : DISTANCE_MAX) + 1;
    for (size_t k = 0; k < count && strlen(name) <= NAME_LENGTH_MAX; k++) {
        int distance = strlen(names[k]) <= NAME_LENGTH_MAX ? edit_distance(name, names[k]) : best;
        if (distance < best) {
            best = distance;
            nearest = names[k];
        }
    }
    return nearest;
}
