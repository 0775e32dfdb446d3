/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In which months of a year does an account order that orders now and then?
 *
 * As it did in each of its last years, whatever it brought in them. A month counts from the account's first sale on:
 * before it, nothing is known, which is not the same as no order. What is not known follows the account's distance
 * between orders: one that began in January and ordered in April and July too is expected in October.
 */
#ifndef BW_MODELS_FORECAST_RHYTHM_H
#define BW_MODELS_FORECAST_RHYTHM_H

#include "models/forecast/panel.h"

#define BW_RHYTHM_YEARS 3

typedef struct bw_rhythm {
    size_t years, period;                         /**< years with sales, at most BW_RHYTHM_YEARS, newest first */
    double share[BW_RHYTHM_YEARS][BW_YEAR];       /**< by months ahead; an even month has 1 */
} bw_rhythm;

/** The rhythm after the panel's last month; years 0 where the account sold nothing in its last years. */
bw_rhythm bw_rhythm_of(const bw_panel *panel, size_t account);

/** Mean share of month h, over the years. */
double bw_rhythm_mean(const bw_rhythm *rhythm, size_t h);

/** One future: step h is month (h + shift) % period of the year that back[h] picks. */
void bw_rhythm_draw(const bw_rhythm *rhythm, const uint16_t *back, size_t shift, size_t horizon, double *shape);

#endif
