/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of the accounts that never ordered, how many will begin next year?
 *
 * A table of today holds two kinds of accounts that once had not ordered. Prospects were on the list and waited;
 * walk-ins came onto it with their first order. Taking both for prospects says that nearly all who waited began,
 * since those who come later, or never, are not there to be counted: for today's prospects that is far too much.
 *
 * Where accounts say since when they are known, only those count that were known at the beginning of a year.
 * Otherwise the two are told apart by what they do as the list empties. Of P prospects a share p begins each year, so
 * that P / (1 - p)^k of those left today were waiting k years ago; walk-ins come at a steady rate w:
 *
 *     beginners k years ago ~ Poisson(w + p x P / (1 - p)^k)
 *
 * Years that say little leave p to what is believed before: it is about the rate at which the company's own lapsed
 * accounts come back, who are easier to win than strangers (Griffin, Lowenstein, Customer Winback, 2001), or, where
 * none lapsed, anything (Jeffreys). Both unknowns are integrated over, w with a flat prior; the answer is the mean
 * of p (empirical Bayes: Robbins 1956).
 *
 * In a look back the list is today's, later walk-ins are on it, and they do begin: there the plain share of those who
 * waited in the years before is right for that list, and for the sums over it.
 */
#ifndef BW_MODELS_FORECAST_PROSPECTS_H
#define BW_MODELS_FORECAST_PROSPECTS_H

#include "models/base.h"

/** Years looked back. */
#define BW_BEGIN_YEARS 4

/** What is known of first orders. */
typedef struct bw_beginnings {
    size_t years;                     /**< counted, at most BW_BEGIN_YEARS; the last one first */
    double began[BW_BEGIN_YEARS];     /**< accounts whose first order lies in the year */
    double waiting;                   /**< accounts without an order today */
    double lapsed, returned;          /**< account-years that began lapsed, and those of them that ordered again */
    double known, known_began;        /**< account-years that began known and without an order; that ended with one */
    bool dated;                       /**< it is known since when accounts are known */
    bool hindsight;                   /**< the list is of a later day than today: a look back */
} bw_beginnings;

/** Mean share of the waiting accounts that begin in the next year, 0..1. */
double bw_begin_rate(const bw_beginnings *seen);

#endif
