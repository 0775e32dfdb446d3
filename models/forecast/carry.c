/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/carry.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

#define BELIEF_ACCOUNTS 5
/* Years of more than so many times the account's size count as so many: one account that took off is no rule. */
#define OUTCOME_MAX 4

static double size_of(const bw_carry *carry, const double *span)
{
    double sum = 0;
    int count = 0;
    for (int k = 0; k < BW_SPANS; k++) {
        sum += carry->used[k] ? span[k] : 0;
        count += carry->used[k];
    }
    return count ? sum / count : 0;
}

void bw_carry_see(bw_carry *carry, const double span[BW_SPANS], double outcome)
{
    double size = size_of(carry, span);
    if (!(size > 0))
        return;
    double year = fmin(outcome / size, OUTCOME_MAX);
    for (int k = 0; k < BW_SPANS; k++) {
        carry->target[k] += span[k] / size * year;
        for (int l = 0; l < BW_SPANS; l++)
            carry->product[k][l] += span[k] / size * (span[l] / size);
    }
}

void bw_carry_learn(bw_carry *carry)
{
    double matrix[BW_SPANS * BW_SPANS], target[BW_SPANS], answer[BW_SPANS];
    for (int k = 0; k < BW_SPANS; k++) {
        target[k] = carry->used[k] ? carry->target[k] + BELIEF_ACCOUNTS * carry->belief[k] : 0;
        for (int l = 0; l < BW_SPANS; l++)
            matrix[k * BW_SPANS + l] = (carry->used[k] && carry->used[l] ? carry->product[k][l] : 0) +
                                       (k == l ? BELIEF_ACCOUNTS : 0);
    }
    gsl_matrix_view a = gsl_matrix_view_array(matrix, BW_SPANS, BW_SPANS);
    gsl_vector_view b = gsl_vector_view_array(target, BW_SPANS), x = gsl_vector_view_array(answer, BW_SPANS);
    bool solved = !gsl_linalg_cholesky_decomp1(&a.matrix) &&
                  !gsl_linalg_cholesky_solve(&a.matrix, &b.vector, &x.vector);
    for (int k = 0; k < BW_SPANS; k++)
        carry->by[k] = solved ? fmax(0, answer[k]) : carry->belief[k];
}

double bw_carry_predict(const bw_carry *carry, const double span[BW_SPANS])
{
    double year = 0;
    for (int k = 0; k < BW_SPANS; k++)
        year += carry->by[k] * span[k];
    return year;
}
