/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are written whole or not at all: under a temporary name in the same folder, flushed to the disk, then
 * renamed. A crash leaves the old file or the new one, never half of either. What exists and is not a
 * regular file, such as a device, is written in place.
 */
#ifndef BW_APP_OUTPUT_H
#define BW_APP_OUTPUT_H

#include "bailiwick.h"

#include <stdio.h>

#define BW_PATH_MAX 4096

/** A file being written. */
typedef struct bw_output {
    FILE *file;
    char path[BW_PATH_MAX], temporary[BW_PATH_MAX]; /**< temporary is "" when it is written in place */
} bw_output;

/** Makes a folder and those above it; one that exists is fine. Errors: BW_FAILED. */
bw_status bw_folder_make(const char *folder, bw_error *error);

/** Begins a file. folder may be NULL or "" when name is a path. Errors: BW_FAILED, naming the file and the reason. */
bw_status bw_output_open(bw_output *output, const char *folder, const char *name, bw_error *error);

/** Ends it: puts the new file in place if `good` and nothing failed on the way, else leaves no trace. After a
 *  failed bw_output_open it does nothing and returns BW_FAILED. Errors: BW_FAILED. */
bw_status bw_output_close(bw_output *output, bool good, bw_error *error);

/** Of files that belong together: when writing one failed, adds to the error that the folder does not hold them all.
 *  Returns status. */
bw_status bw_output_together(bw_status status, bw_error *error);

#endif
