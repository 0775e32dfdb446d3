/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A level that changed for good: a product line dropped, a second plant supplied.
 *
 * Smoothing forgets the old level within months, but its parameters, the straight line of theta and the width of the
 * intervals go on learning from the step. So months before it are multiplied to the new level: they keep their season
 * and their noise, and say nothing about the level (the level shift of Chen, Liu 1993, by medians instead of a
 * likelihood, so that single months cannot feign it).
 *
 * A shift needs two flat levels, of a year before and of half a year or more after, and all of: medians that are a
 * third apart and twelve standard errors; nearly all months on their own side of the middle; the step there at once,
 * within three months, and against the same months of the year before (else it is a season); halves of each side
 * alike and no such step in the year before (else it is a trend), nor one the other way; and no way back later.
 */
#ifndef BW_MODELS_FORECAST_SHIFT_H
#define BW_MODELS_FORECAST_SHIFT_H

#include "models/forecast/series.h"

typedef struct bw_shift {
    bool found;
    size_t at;    /**< first month of the new level */
    double ratio; /**< new level over old */
} bw_shift;

/** The clearest shift of a regular series of months without its odd ones (clean.h). */
bw_shift bw_series_shift(const bw_series *series);

/** Brings the months before the shift to the new level. */
void bw_shift_level(const bw_shift *shift, double *value);

#endif
