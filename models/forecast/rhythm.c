/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/rhythm.h"

#include <math.h>

#include "models/forecast/route.h"

/* What is known of one account. */
typedef struct memory {
    const double *row;
    size_t first, months, period, distance; /* distance: months between orders, 1 when there is no rule */
} memory;

/* Mean of the known months that lie a multiple of `distance` before step h. */
static double typical(const memory *known, size_t h, size_t distance)
{
    double sum = 0;
    size_t count = 0;
    for (size_t back = distance - h % distance; back + known->first <= known->months; back += distance) {
        sum += fmax(0, known->row[known->months - back]);
        count++;
    }
    return count ? sum / (double)count : 0;
}

/* One year back: its known months over their mean, the others as is typical. False if nothing was sold. */
static bool set_year(const memory *known, size_t year, double *share)
{
    double sum = 0, mean = typical(known, 0, 1);
    size_t count = 0;
    for (size_t h = 0; h < known->period; h++) {
        size_t back = year * known->period - h;
        share[h] = back + known->first > known->months ? NAN : fmax(0, known->row[known->months - back]);
        sum += isnan(share[h]) ? 0 : share[h];
        count += isnan(share[h]) ? 0 : 1;
    }
    for (size_t h = 0; sum > 0 && h < known->period; h++)
        share[h] = isnan(share[h]) ? typical(known, h, known->distance) / mean : share[h] * (double)count / sum;
    return sum > 0;
}

bw_rhythm bw_rhythm_of(const bw_panel *panel, size_t account)
{
    bw_rhythm rhythm = {.period = panel->period < BW_YEAR ? panel->period : BW_YEAR};
    bw_series series = bw_panel_series(panel, account);
    size_t distance = bw_series_rhythm(&series);
    memory known = {bw_panel_row(panel, account), panel->months - series.count, panel->months, rhythm.period,
                    distance ? distance : 1};
    for (size_t year = 1; year <= BW_RHYTHM_YEARS && (year - 1) * known.period < series.count; year++)
        if (set_year(&known, year, rhythm.share[rhythm.years]))
            rhythm.years++;
    return rhythm;
}

double bw_rhythm_mean(const bw_rhythm *rhythm, size_t h)
{
    double sum = 0;
    for (size_t year = 0; year < rhythm->years; year++)
        sum += rhythm->share[year][h % rhythm->period];
    return rhythm->years ? sum / (double)rhythm->years : 0;
}

void bw_rhythm_draw(const bw_rhythm *rhythm, const uint16_t *back, size_t shift, size_t horizon, double *shape)
{
    for (size_t h = 0; h < horizon; h++)
        shape[h] = rhythm->share[back[h] % rhythm->years][(h + shift) % rhythm->period];
}
