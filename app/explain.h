/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why an account is where it is, and how a rep's quota came about. The session holds a whole plan.
 */
#ifndef BW_APP_EXPLAIN_H
#define BW_APP_EXPLAIN_H

#include "app/session.h"

/** What giving the account to the next best rep costs. */
typedef struct bw_override {
    int32_t rep;       /**< the next best rep; -1: there is none */
    double estimate;   /**< by the prices of the relaxation */
    double confirmed;  /**< by a re-solve; NAN if it found no plan */
} bw_override;

/** Confirms the next best rep by a re-solve. Errors: BW_INTERRUPTED, BW_FAILED. */
bw_status bw_override_confirm(bw_session *session, int32_t account, bw_override *override, bw_error *error);

bw_status bw_explain_account_print(const bw_session *session, int32_t account, const bw_override *override,
                                   bw_error *error);
bw_status bw_explain_rep_print(const bw_session *session, int32_t rep, bw_error *error);

/** One object with what the two pages say; account and rep may be -1. Errors: BW_FAILED. */
bw_status bw_explain_json(FILE *file, const bw_session *session, int32_t account, int32_t rep,
                          const bw_override *override, bw_error *error);

#endif
