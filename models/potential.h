/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What could an account buy in a year? A regression of revenue on firmographics, over the customers of the company.
 *
 *     log revenue = whole + sizes + segment + sizes in the segment + industry + region + country + error
 *
 * Sizes (the customer's own sales, employees, floor area) count by their logarithm, the year of foundation as it is;
 * the rest are levels, each drawn towards the whole as far as the data say (pooling.h). A larger account is never
 * worth less: a size with a negative slope, in the whole or in one segment, is left out there. Sizes beyond those of
 * all customers count as the nearest one's. Tier is not used: it usually is last year's revenue by another name. Of
 * these groups, those are dropped, worst first, without which customers left out are told as well or better.
 *
 * Potential is a high quantile, not a mean: what a customer like this one buys if the relation is good. The mean over
 * comparable customers is what they buy from us at today's penetration; Rosset and others (Wallet estimation models,
 * 2005) and Perlich, Rosset, Lawrence, Zadrozny (High-quantile modeling for customer wallet estimation, KDD 2007)
 * take a high conditional quantile for the wallet, and practice takes the best of a peer group as the benchmark. They
 * go up to the 90th percentile; one year's revenue of one account holds much luck, and that is what extreme quantiles
 * measure, so the default is the upper quartile. The 10th and the 90th percentile (the frontier) stand beside it: the
 * 80 % interval of what a comparable customer buys.
 *
 * Quantiles survive the way back from logarithms; the mean does not, and is smeared (Duan 1983). Both use the
 * residuals of customers left out of the fit: those of the account's own segment, and those of all customers, who
 * count together as 20 of its own. So intervals carry the doubt about the coefficients and each segment's own spread.
 */
#ifndef BW_MODELS_POTENTIAL_H
#define BW_MODELS_POTENTIAL_H

#include "bailiwick.h"
#include "models/base.h"

typedef enum bw_size { BW_SIZE_SALES, BW_SIZE_EMPLOYEES, BW_SIZE_FLOOR, BW_SIZE_FOUNDED, BW_SIZES } bw_size;
typedef enum bw_trait { BW_TRAIT_SEGMENT, BW_TRAIT_INDUSTRY, BW_TRAIT_REGION, BW_TRAIT_COUNTRY, BW_TRAITS } bw_trait;

/** An account as the regression sees it. */
typedef struct bw_firm {
    double revenue;            /**< a year; a customer if > 0 */
    double size[BW_SIZES];     /**< NAN if not known */
    int32_t trait[BW_TRAITS];  /**< numbered from 0; -1 if not known */
} bw_firm;

/** What comparable customers buy a year. All 0 where there is no customer to compare with. */
typedef struct bw_comparable {
    double expected;           /**< mean */
    double potential;          /**< the chosen quantile */
    double p10, p90;
    /** The derivation: typical, the median, is whole x by_size x by_trait[...]; potential = typical x stretch, but at
     *  most what the largest customer buys. */
    double whole, by_size, by_trait[BW_TRAITS], typical, stretch;
} bw_comparable;

typedef struct bw_potential bw_potential;

/** Learns from the customers among firms; trait numbers of trait t are below levels[t]. Potential is this quantile of
 *  0 < quantile < 1. NULL when memory is out. */
bw_potential *bw_potential_learn(size_t count, const bw_firm *firms, const int32_t levels[BW_TRAITS], double quantile);
void bw_potential_free(bw_potential *potential);

/** Of any account, customer or not. Levels that no customer has count as the mean. */
bw_comparable bw_potential_of(const bw_potential *potential, const bw_firm *firm);

/** From residuals of customers left out one by one; quantiles from the other four fifths. What counts was chosen with
 *  all of them, which flatters a little: bench/potential learns all of it again for every tenth. */
bw_potential_score bw_potential_scored(const bw_potential *potential);

/** Is this size used, in some segment? Is this trait? */
bool bw_potential_measures(const bw_potential *potential, bw_size size);
bool bw_potential_compares(const bw_potential *potential, bw_trait trait);

#endif
