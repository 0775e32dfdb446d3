/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many random cases a test draws. Under the sanitizers a case takes five times as long, and what they look for
 * shows in few: there a test draws a third, while the plain build, in the same run of all tests, draws all.
 */
#ifndef BW_TESTS_CASES_H
#define BW_TESTS_CASES_H

#ifdef __SANITIZE_ADDRESS__
#define CASES(count) (((count) + 2) / 3)
#else
#define CASES(count) (count)
#endif

#endif
