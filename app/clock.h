/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time limit of a command line is that of the whole command. What was taken so far comes off it, and so does what
 * checking and writing will take: their work is counted before it is done, and how fast the machine is today is seen
 * from reading, whose work is counted too. Clocks decide when a search stops, and nothing else.
 */
#ifndef BW_APP_CLOCK_H
#define BW_APP_CLOCK_H

#include <stdbool.h>

/** Seconds from a moment in the past that stays the same. */
double bw_clock_now(void);

/** What there is to do with a company. */
typedef struct bw_amount_of_work {
    double accounts, reps, history; /**< records read */
    double paths;                   /**< of a forecast; 0: there is none */
    int threads;                    /**< >= 1 */
    bool written;                   /**< are tables written? */
} bw_amount_of_work;

/** Seconds that checking and writing a plan will take, if reading the company took so many. */
double bw_seconds_after(const bw_amount_of_work *work, double reading);

#endif
