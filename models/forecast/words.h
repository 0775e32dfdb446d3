/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line of words on why an account is forecast as it is: how it orders, how its last year compares
 * with the year before, which months were not taken at face value, and what the forecast rests on.
 */
#ifndef BW_MODELS_FORECAST_WORDS_H
#define BW_MODELS_FORECAST_WORDS_H

#include "models/forecast/panel.h"

/** The line, in memory; NULL when memory is out. blended: the account went through the blend, else
 *  through the renewal. */
const char *bw_forecast_words(const bw_panel *panel, size_t account, bool blended, bw_arena *memory);

#endif
