/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/round.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 12   /* rises of the prices */
#define STEEPER 3.0  /* factor of a rise */

/* A typical price of a row per unit of what items put into it: how much the choice of a bin matters,
 * over a typical entry. */
static void typical_prices(const bw_pairs *pairs, const double *price, double *typical)
{
    const bw_program *program = pairs->program;
    double spread = 0;
    int64_t count = pairs->start[program->items];
    int64_t *uses = bw_array((size_t)program->rows, sizeof(int64_t));
    for (int64_t p = 0; p < count; p++) {
        const int32_t *row = program->bin_row + pairs->bin[p] * program->slots;
        spread += pairs->regret[p] / (double)count;
        for (int32_t k = 0; k < program->slots; k++)
            if (row[k] >= 0) {
                typical[row[k]] += fabs(pairs->entry[p * program->slots + k]);
                if (uses)
                    uses[row[k]]++;
            }
    }
    for (int32_t r = 0; r < program->rows; r++) {
        double entry = uses && uses[r] > 0 ? typical[r] / (double)uses[r] : 0;
        typical[r] = fmax(2 * fabs(price[r]), entry > 0 ? spread / entry : 0);
        typical[r] = typical[r] > 0 ? typical[r] : 1;
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

static void soften(const bw_program *program, const double *typical, double factor, bw_row *row)
{
    memcpy(row, program->row, (size_t)program->rows * sizeof *row);
    for (int32_t r = 0; r < program->rows; r++)
        if (!(row[r].violation_price < INFINITY))
            row[r].violation_price = factor * typical[r];
}

bool bw_round(bw_state *state, const bw_improve_limits *limits, double *objective, bool *broken)
{
    const bw_pairs *pairs = state->pairs;
    const bw_program *program = pairs->program;
    bw_row *row = bw_array((size_t)program->rows, sizeof *row);
    double *typical = bw_array((size_t)program->rows, sizeof *typical);
    *broken = !row || !typical;
    if (!*broken) {
        bw_program soft = *program;
        bw_pairs view = *pairs;
        soft.row = row;
        view.program = &soft;
        typical_prices(pairs, limits->price, typical);
        double factor = 2;
        bw_improve_limits attempt = *limits;
        attempt.missed = program->row;
        attempt.grain = 0;
        attempt.target = -INFINITY;
        attempt.kicks = 3;
        for (int k = 0; k < ATTEMPTS && !*broken && missed(program, state->activity) > 0; k++, factor *= STEEPER) {
            soften(program, typical, factor, row);
            state->pairs = &view;
            double value = bw_state_objective(state);
            *broken = !bw_improve(state, &attempt, &value);
            state->pairs = pairs;
        }
    }
    free(row);
    free(typical);
    *objective = bw_state_objective(state);
    return *objective < INFINITY;
}
