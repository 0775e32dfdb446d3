/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line on standard error that says where a run stands, on a terminal only.
 */
#ifndef BW_APP_PROGRESS_H
#define BW_APP_PROGRESS_H

#include "bailiwick.h"

typedef struct bw_progress_line {
    bool wanted;  /**< a terminal is there, and nobody asked for quiet */
    bool shown;   /**< the line stands there now */
    double drawn; /**< monotonic seconds of the last drawing */
} bw_progress_line;

bw_progress_line bw_progress_line_create(bool quiet);

/** For bw_watch: draws the line at most ten times a second. context: the bw_progress_line. */
void bw_progress_draw(void *context, const bw_progress *progress);

/** Takes the line away, before anything else is printed. */
void bw_progress_clear(bw_progress_line *line);

#endif
