/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SHA-256 (FIPS 180-4), so that results can say from which files they were made.
 */
#ifndef BW_APP_DIGEST_H
#define BW_APP_DIGEST_H

#include "bailiwick.h"

/** Of a whole file: 64 hex digits and a closing 0, and its size. Errors: BW_FAILED. */
bw_status bw_digest_file(const char *path, int64_t *bytes, char digest[65], bw_error *error);

#endif
