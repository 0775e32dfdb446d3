/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/progress.h"
#include "app/clock.h"
#include "app/figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bw_progress_line bw_progress_line_create(bool quiet)
{
    const char *terminal = getenv("TERM");
    bool dumb = terminal && strcmp(terminal, "dumb") == 0;
    return (bw_progress_line){.wanted = !quiet && !dumb && isatty(STDERR_FILENO)};
}

void bw_progress_draw(void *context, const bw_progress *progress)
{
    bw_progress_line *line = context;
    char text[200];
    bw_figure a, b, c;
    if (!line->wanted || (line->shown && bw_clock_now() - line->drawn < 0.1))
        return;
    int length = snprintf(text, sizeof text, "%s %.0f s", progress->stage, progress->seconds);
    if (isfinite(progress->done))
        length += snprintf(text + length, sizeof text - (size_t)length, "  %.0f %%", 100 * progress->done);
    if (isfinite(progress->objective))
        length += snprintf(text + length, sizeof text - (size_t)length, "  best %s",
                           bw_amount_words(progress->objective, a));
    if (isfinite(progress->bound))
        length += snprintf(text + length, sizeof text - (size_t)length, "  bound %s",
                           bw_amount_words(progress->bound, b));
    if (isfinite(progress->objective) && isfinite(progress->bound))
        snprintf(text + length, sizeof text - (size_t)length, "  gap %s",
                 bw_percent_words((progress->objective - progress->bound) / fmax(fabs(progress->bound), 1e-9), c));
    fprintf(stderr, "\r\033[K%.79s", text);
    fflush(stderr);
    line->shown = true;
    line->drawn = bw_clock_now();
}

void bw_progress_clear(bw_progress_line *line)
{
    if (line->shown)
        fputs("\r\033[K", stderr);
    line->shown = false;
}
