/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as people read them. Every function writes into the buffer and returns it.
 */
#ifndef BW_APP_FIGURES_H
#define BW_APP_FIGURES_H

#include "bailiwick.h"

#define BW_FIGURE_SIZE 40

typedef char bw_figure[BW_FIGURE_SIZE];

/** Whole units with thousands separated: "12,345,678"; "-" for NAN. */
const char *bw_amount_words(double amount, bw_figure buffer);

/** What money is shown in, in a table whose largest amount this is: 1, or 1,000 from ten million on. */
double bw_amount_unit(double largest);

/** "" for 1, ", thousands" for 1,000. */
const char *bw_unit_words(double unit);

/** A share as percent: "12.3 %"; two digits of what is small ("0.012 %"); "-" for NAN. */
const char *bw_percent_words(double share, bw_figure buffer);

/** A share as signed percent: "+12.3 %". */
const char *bw_change_words(double share, bw_figure buffer);

#endif
