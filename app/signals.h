/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ctrl-C and SIGTERM ask a run to stop and to save its best plan; the second one kills.
 */
#ifndef BW_APP_SIGNALS_H
#define BW_APP_SIGNALS_H

/** Catches SIGINT and SIGTERM, and turns a closed pipe and a file over the limit into write errors. */
void bw_signals_catch(void);

/** What a bw_watch wants to look at. */
const volatile int *bw_signals_flag(void);

/** The first signal that was caught, 0 if none. */
int bw_signals_caught(void);

#endif
