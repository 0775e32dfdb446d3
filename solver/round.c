/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/round.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 16   /* rises of the prices */
#define NEAR 4       /* bins of an item that show how much the choice matters */
#define PART_ITEMS 400.0 /* of the parts around missed windows */

/* How prices rise. */
typedef struct ramp {
    double first, steeper; /* small prices at first, and the factor of a rise */
    int cheap;             /* the first attempts, by single shifts alone */
} ramp;

static const ramp careful = {0.1, 3, 9}, steep = {30, 10, 4};

/* A small price of a row: how much more the next best bins of an item are worth, over a typical entry. */
static void small_prices(const bw_pairs *pairs, double *small)
{
    const bw_program *program = pairs->program;
    double spread = 0, count = 0;
    int64_t *uses = bw_array((size_t)program->rows, sizeof(int64_t));
    for (int32_t i = 0; i < program->items; i++)
        for (int64_t p = pairs->start[i]; p < pairs->start[i + 1] && p < pairs->start[i] + NEAR; p++) {
            const int32_t *row = program->bin_row + (size_t)pairs->bin[p] * (size_t)program->slots;
            spread += pairs->regret[p];
            count++;
            for (int32_t k = 0; k < program->slots; k++)
                if (row[k] >= 0) {
                    small[row[k]] += fabs(pairs->entry[p * program->slots + k]);
                    if (uses)
                        uses[row[k]]++;
                }
        }
    for (int32_t r = 0; r < program->rows; r++) {
        double entry = uses && uses[r] > 0 ? small[r] / (double)uses[r] : 0;
        small[r] = entry > 0 && spread > 0 ? spread / count / entry : 1;
    }
    free(uses);
}

static double missed(const bw_program *program, const double *activity)
{
    double sum = 0;
    for (int32_t r = 0; r < program->rows; r++)
        if (!(bw_row_penalty(&program->row[r], activity[r], 1e-9) < INFINITY))
            sum += bw_row_violation(&program->row[r], activity[r]);
    return sum;
}

/* Hard windows cost the row's price, at which the plan is as it is, and so many small prices more. */
static void soften(const bw_program *program, const double *price, const double *small, double factor, bw_row *row)
{
    memcpy(row, program->row, (size_t)program->rows * sizeof *row);
    for (int32_t r = 0; r < program->rows; r++)
        if (!(row[r].violation_price < INFINITY))
            row[r].violation_price = fabs(price[r]) + factor * small[r];
}

/* Parts of so many bins that they have some hundred items, which branch and bound finishes. */
static int32_t largest_part(const bw_program *program)
{
    double bins = PART_ITEMS * program->bins / (program->items + 1);
    return bins < 3 ? 3 : bins > 12 ? 12 : (int32_t)bins;
}

/* With windows at these prices: single shifts first, then parts around the windows that are missed, if any
 * are to be solved. */
static bool attempt_round(bw_state *state, const bw_row *row, bool parts, bw_improve_limits *limits)
{
    const bw_pairs *pairs = state->pairs;
    bw_program soft = *pairs->program;
    bw_pairs view = *pairs;
    soft.row = row;
    view.program = &soft;
    state->pairs = &view;
    bw_state_settle(state, limits->end, limits->watch);
    double value = bw_state_objective(state);
    bool good = !parts || missed(pairs->program, state->activity) <= 0 || bw_improve(state, limits, &value);
    state->pairs = pairs;
    return good;
}

bool bw_round(bw_state *state, const bw_improve_limits *limits, bool hurried, double *objective, bool *broken)
{
    const ramp *rise = hurried ? &steep : &careful;
    const bw_pairs *pairs = state->pairs;
    const bw_program *program = pairs->program;
    bw_row *row = bw_array((size_t)program->rows, sizeof *row);
    double *small = bw_array((size_t)program->rows, sizeof *small);
    bw_improve_limits attempt = *limits;
    attempt.missed = program->row;
    attempt.grain = 0;
    attempt.target = -INFINITY;
    attempt.kicks = 3;
    *broken = !row || !small;
    if (!*broken)
        small_prices(pairs, small);
    double factor = rise->first;
    bool spent = false;
    for (int k = 0; k < ATTEMPTS && !*broken && !spent
                    && ((hurried && k == 0) || missed(program, state->activity) > 0); k++, factor *= rise->steeper) {
        soften(program, limits->price, small, factor, row);
        attempt.most = largest_part(program) + (k > rise->cheap ? k - rise->cheap : 0);
        *broken = !attempt_round(state, row, k >= rise->cheap, &attempt);
        spent = attempt.left && *attempt.left <= 0;
    }
    free(row);
    free(small);
    *objective = bw_state_objective(state);
    return *objective < INFINITY;
}
