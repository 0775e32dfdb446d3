/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/geo.h"

#include <math.h>

bw_place bw_place_at(double latitude, double longitude)
{
    double phi = latitude * M_PI / 180, lambda = longitude * M_PI / 180;
    return (bw_place){cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi)};
}

double bw_place_distance(const bw_place *a, const bw_place *b)
{
    double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
    double half_chord = 0.5 * sqrt(dx * dx + dy * dy + dz * dz);
    return 2 * BW_EARTH_RADIUS * asin(half_chord < 1 ? half_chord : 1);
}
