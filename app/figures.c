/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/figures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *bw_amount_words(double amount, bw_figure buffer)
{
    char digits[BW_FIGURE_SIZE];
    if (!isfinite(amount))
        return strcpy(buffer, "-");
    if (fabs(amount) >= 1e18) {
        snprintf(buffer, BW_FIGURE_SIZE, "%.4g", amount);
        return buffer;
    }
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(amount));
    char *at = buffer;
    if (amount < 0 && strcmp(digits, "0") != 0)
        *at++ = '-';
    for (int k = 0; k < length; k++) {
        if (k && (length - k) % 3 == 0)
            *at++ = ',';
        *at++ = digits[k];
    }
    *at = 0;
    return buffer;
}

double bw_amount_unit(double largest)
{
    return largest < 1e7 ? 1 : 1000;
}

const char *bw_unit_words(double unit)
{
    return unit > 1 ? ", thousands" : "";
}

/* One decimal, but two digits of what would be rounded away. */
const char *bw_percent_words(double share, bw_figure buffer)
{
    double hundredths = 100 * share, size = fabs(hundredths);
    if (!isfinite(share))
        return strcpy(buffer, "-");
    if (size >= 1e-7 && size < 0.05)
        snprintf(buffer, BW_FIGURE_SIZE, "%.2g %%", hundredths);
    else
        snprintf(buffer, BW_FIGURE_SIZE, "%.1f %%", size < 1e-7 ? 0 : hundredths);
    return buffer;
}

const char *bw_change_words(double share, bw_figure buffer)
{
    double hundredths = fabs(100 * share) < 0.05 ? 0 : 100 * share;
    if (!isfinite(share))
        return strcpy(buffer, "-");
    snprintf(buffer, BW_FIGURE_SIZE, "%+.1f %%", hundredths);
    return buffer;
}
