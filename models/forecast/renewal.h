/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accounts that order now and then: what will the next year bring?
 *
 * A near-empty account says little about itself, so its year is an empirical-Bayes estimate (Robbins
 * 1956; Efron, Morris 1973): it borrows from what happened to accounts like it one and two years
 * ago. Accounts are active (ordered in the last year), lapsed (ordered before) or new (never
 * ordered). The year after is regressed (carry.h), over all active accounts, on the last year, its last half, and
 * what is smoothed of all years since the first order (intermittent.h); over lapsed ones on that and on the last two
 * years. New ones get the mean of accounts that began, times the share of them that begins (prospects.h). Lapsed and
 * new ones of a segment are drawn
 * towards their class by as little as the segment has to show. A deal in which one month is most of an
 * account's year counts no more than the account's other years allow.
 *
 * The distribution is that experience itself: a path takes the ratio of outcome to prediction of a
 * donor, an account of the same class that had ordered about as often, and of about the same size, in an earlier
 * year. An active account's months follow its own past years, as far as the panel shows that years repeat, so that its
 * rhythm stays; the others' follow the donor's.
 */
#ifndef BW_MODELS_FORECAST_RENEWAL_H
#define BW_MODELS_FORECAST_RENEWAL_H

#include "models/forecast/carry.h"
#include "models/forecast/panel.h"
#include "models/forecast/paths.h"

typedef enum bw_standing { BW_ACTIVE, BW_LAPSED, BW_NEW, BW_STANDINGS } bw_standing;

/** What came of an account's prediction in an earlier year. */
typedef struct bw_donor {
    int32_t account;
    int32_t origin;            /**< months known then; the outcome is the year after */
    int32_t orders;            /**< months with orders in the last `window` ones known then */
    double predicted, outcome; /**< sums of the year */
} bw_donor;

typedef struct bw_renewal {
    const bw_panel *panel;
    bw_carry carry[BW_NEW];            /**< the year of an active account, and of a lapsed one */
    double mean_new;                   /**< the year of a new one that begins */
    double repeats;                    /**< 0 .. 1: are an active account's months those of the years before? */
    double begins;                     /**< share of the new ones that begin, see prospects.h */
    double *pull[BW_STANDINGS];        /**< [groups] factor of each segment */
    size_t window;                     /**< months that all donors were known for, two years at the most: only counts
                                            of orders in as many months say that two accounts are alike */
    size_t donor_count[BW_STANDINGS];
    bw_donor *donors[BW_STANDINGS];    /**< by rising orders, then prediction */
    double *memory;
} bw_renewal;

/** Learns from the panel's own past; with less than two years there is nothing to learn and last year is
 *  repeated. The panel must outlive the result. False when memory is out. */
bool bw_renewal_learn(const bw_panel *panel, bw_renewal *renewal);
void bw_renewal_free(bw_renewal *renewal);

/** Standing of an account when `months` were known. */
bw_standing bw_panel_standing(const bw_panel *panel, size_t account, size_t months);

/** Does a month of an active account's last year count for less than it was, being one deal that is most of
 *  the year? Says which. */
bool bw_renewal_odd(const bw_panel *panel, size_t account, size_t *month);

/** Mean of the account's next year, >= 0. */
double bw_renewal_predict(const bw_renewal *renewal, size_t account);

/** point and paths as bw_paths_simulate gives them. common [paths] multiplies path s: what happens to
 *  all accounts alike. stream picks the donors. False when memory is out. */
bool bw_renewal_simulate(const bw_renewal *renewal, size_t account, const bw_draws *draws, const double *common,
                         uint64_t stream, double *point, double *paths);

#endif
