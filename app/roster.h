/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts and reps of a problem by their ids, for files that name them.
 */
#ifndef BW_APP_ROSTER_H
#define BW_APP_ROSTER_H

#include "bailiwick.h"

typedef struct bw_roster bw_roster;

/** NULL when memory is out. The problem must outlive it. */
bw_roster *bw_roster_create(const bw_problem *problem);
void bw_roster_free(bw_roster *roster);

/** The index of an id, or -1. */
int32_t bw_roster_account(const bw_roster *roster, const char *id);
int32_t bw_roster_rep(const bw_roster *roster, const char *id);

#endif
