/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bw_alignment_store {
    bw_arena *memory;
};

static bool take_arrays(bw_alignment *alignment, bw_arena *memory)
{
    size_t accounts = (size_t)alignment->account_count, reps = (size_t)alignment->rep_count;
    alignment->rep = bw_arena_take(memory, accounts, sizeof *alignment->rep);
    alignment->reason = bw_arena_take(memory, accounts, sizeof *alignment->reason);
    alignment->next_best = bw_arena_take(memory, accounts, sizeof *alignment->next_best);
    alignment->override_cost = bw_arena_take(memory, accounts, sizeof *alignment->override_cost);
    alignment->override_confirmed = bw_arena_take(memory, accounts, sizeof *alignment->override_confirmed);
    alignment->territories = bw_arena_take(memory, reps, sizeof *alignment->territories);
    for (size_t i = 0; alignment->override_confirmed && i < accounts; i++)
        alignment->override_confirmed[i] = NAN;
    return alignment->rep && alignment->reason && alignment->next_best && alignment->override_cost
        && alignment->override_confirmed && alignment->territories;
}

bw_alignment *bw_alignment_create(const bw_territory_model *model)
{
    bw_alignment *alignment = calloc(1, sizeof *alignment);
    if (!alignment)
        return NULL;
    alignment->account_count = model->problem->account_count;
    alignment->rep_count = model->problem->rep_count;
    alignment->measure_count = model->measure_count;
    memcpy(alignment->measures, model->measures, sizeof alignment->measures);
    alignment->store = calloc(1, sizeof *alignment->store);
    if (alignment->store && (alignment->store->memory = bw_arena_create()) != NULL
        && take_arrays(alignment, alignment->store->memory))
        return alignment;
    bw_alignment_free(alignment);
    return NULL;
}

void bw_alignment_free(bw_alignment *alignment)
{
    if (!alignment)
        return;
    if (alignment->store)
        bw_arena_free(alignment->store->memory);
    free(alignment->store);
    free(alignment);
}

bw_arena *bw_alignment_memory(const bw_alignment *alignment)
{
    return alignment->store->memory;
}

bw_status bw_align_given(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                         const int32_t *rep, bw_alignment **alignment, bw_error *error)
{
    bw_territory_model *model = NULL;
    *alignment = NULL;
    bw_status status = bw_territory_model_create(problem, forecast, settings, &model, error);
    if (status != BW_OK)
        return status;
    bw_alignment *given = bw_alignment_create(model);
    for (int32_t i = 0; given && i < problem->account_count; i++) {
        given->rep[i] = rep ? rep[i] : problem->accounts[i].owner;
        given->next_best[i] = -1;
        given->override_cost[i] = NAN;
    }
    if (given)
        bw_territory_measure(model, given);
    bw_territory_model_free(model);
    *alignment = given;
    return given ? BW_OK : bw_fail_memory(error);
}

bw_status bw_align_today(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                         bw_alignment **alignment, bw_error *error)
{
    return bw_align_given(problem, forecast, settings, NULL, alignment, error);
}
