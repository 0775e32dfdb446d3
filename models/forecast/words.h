/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line of words on why an account is forecast as it is: how it orders, how its last year compares
 * with the year before, which months were not taken at face value, what the forecast rests on and what
 * its groups made of it.
 */
#ifndef BW_MODELS_FORECAST_WORDS_H
#define BW_MODELS_FORECAST_WORDS_H

#include "models/forecast/blend.h"
#include "models/forecast/panel.h"

/** How an account was forecast. */
typedef struct bw_basis {
    bool blended;             /**< by the blend, else by the renewal */
    float weight[BW_MEMBERS]; /**< of the blend's members, by member number; they sum to 1 */
    bool lent;                /**< its months follow the season of accounts like it */
    int32_t shift_back;       /**< months since its level shifted; 0: it did not */
    float shift_ratio;        /**< new level over old */
    float factor;             /**< by which reconciliation scaled its year */
} bw_basis;

/** What is to be remembered of a blend (NULL: the renewal). The factor is 1. */
bw_basis bw_basis_of(const bw_blend *blend);

/** The line, in memory; NULL when memory is out. */
const char *bw_forecast_words(const bw_panel *panel, size_t account, const bw_basis *basis, bw_arena *memory);

#endif
