/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places on a sphere of radius 6371.0 km. A place is kept as a unit vector, so that a distance
 * costs one square root and one arc sine instead of six trigonometric functions.
 */
#ifndef BW_MODELS_GEO_H
#define BW_MODELS_GEO_H

#include "models/base.h"

#define BW_EARTH_RADIUS 6371.0 /* km */

/** A place as a unit vector. */
typedef struct bw_place { double x, y, z; } bw_place;

/** Latitude and longitude in degrees. */
bw_place bw_place_at(double latitude, double longitude);

/** Great-circle distance in km: 2 R asin(chord / 2), exact to rounding also for near places. */
double bw_place_distance(const bw_place *a, const bw_place *b);

#endif
