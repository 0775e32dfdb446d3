/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/route.h"

#define REGULAR_LEAST 10
#define GAPS_LEAST 3
#define GAP_MAX 12

bw_series bw_panel_series(const bw_panel *panel, size_t account)
{
    const double *row = bw_panel_row(panel, account);
    size_t begin = 0;
    while (begin < panel->months && row[begin] == 0)
        begin++;
    return (bw_series){.value = row + begin, .count = panel->months - begin, .period = panel->period,
                       .phase = begin % panel->period};
}

bool bw_series_regular(const bw_series *series)
{
    if (series->count < REGULAR_LEAST)
        return false;
    size_t seen = series->count < 2 * series->period ? series->count : 2 * series->period, empty = 0;
    seen = seen > REGULAR_LEAST ? seen : REGULAR_LEAST;
    for (size_t back = 1; back <= seen; back++)
        empty += series->value[series->count - back] == 0;
    return 4 * empty <= seen;
}

size_t bw_series_rhythm(const bw_series *series)
{
    size_t gaps[GAP_MAX + 1] = {0}, count = 0, last = 0;
    size_t from = series->count > 3 * series->period ? series->count - 3 * series->period : 0;
    for (size_t t = from; t < series->count; t++) {
        if (!(series->value[t] > 0))
            continue;
        if (last) {
            count++;
            if (t + 1 - last <= GAP_MAX)
                gaps[t + 1 - last]++;
        }
        last = t + 1;
    }
    for (size_t gap = 1; count >= GAPS_LEAST && gap <= GAP_MAX; gap++)
        if (3 * gaps[gap] >= 2 * count)
            return gap;
    return 0;
}
