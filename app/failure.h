/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the program fills a bw_error of its own.
 */
#ifndef BW_APP_FAILURE_H
#define BW_APP_FAILURE_H

#include "bailiwick.h"

/** Fills error (may be NULL) and returns status. file may be NULL, line 0. */
bw_status bw_failure(bw_error *error, bw_status status, const char *file, int64_t line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
