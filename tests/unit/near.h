/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BW_TESTS_NEAR_H
#define BW_TESTS_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** The same but for rounding, relative to what is expected or to one; NAN is near nothing. */
static inline void expect_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected))))
        fail_msg("%.12g is not %.12g", value, expected);
}

#endif
