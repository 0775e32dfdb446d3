/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How threads wait. GNU OpenMP lets a thread without work spin for some milliseconds, which costs a busy machine
 * more than it gains: on two loaded processors the bound of 20,000 x 100 took 9.1 processor seconds with spinning
 * threads and 2.7 with sleeping ones. The runtime reads its environment before main begins, so the only way to
 * choose is to begin again.
 */
#ifndef BW_APP_WAITING_H
#define BW_APP_WAITING_H

/** Begins the program again with OMP_WAIT_POLICY=passive, unless the environment already says how to wait. To be
 *  called first in main. Returns if there is nothing to do, or if that fails. */
void bw_wait_asleep(char **words);

#endif
