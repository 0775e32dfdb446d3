/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts of a company, each kept once, and ids that should not be alike.
 */
#ifndef BW_APP_TABLES_IDS_H
#define BW_APP_TABLES_IDS_H

#include "bailiwick.h"

typedef struct bw_texts bw_texts;

/** An empty pool whose texts live in the tables; NULL when memory is out. */
bw_texts *bw_texts_create(bw_tables *tables);
void bw_texts_free(bw_texts *texts);

/** The pool's copy of a text; equal texts give the same pointer. NULL when memory is out. */
const char *bw_texts_keep(bw_texts *texts, const char *text, size_t length);

/** What two ids have in common if a person would take them for the same: letters in lower case,
 *  without leading zeros, without a `.0` behind digits, without the check letters of an 18-letter
 *  Salesforce id. Writes at most size - 1 bytes; returns buffer. */
const char *bw_id_likeness(const char *id, char *buffer, size_t size);

/** Has a spreadsheet turned this id into a rounded number, as in 1.00E+17? */
bool bw_id_rounded(const char *id);

#endif
