/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/forecast/prospects.h"

#include <math.h>

#define GRID 100          /* values of p and of w */
#define BELIEF_MOST 20.0  /* lapsed accounts count as no more prospects than this */
#define JEFFREYS 0.5

/* Beta prior of the rate. */
typedef struct belief { double yes, no; } belief;

static belief believe(const bw_beginnings *seen)
{
    double weight = seen->lapsed > 0 ? fmin(1, BELIEF_MOST / seen->lapsed) : 0;
    return (belief){JEFFREYS + weight * seen->returned, JEFFREYS + weight * (seen->lapsed - seen->returned)};
}

static double log_poisson(double count, double mean)
{
    return count * log(mean) - mean;
}

/* Logarithm of the chance of the counts, without constants. */
static double log_likely(const bw_beginnings *seen, double rate, double walk_ins)
{
    double sum = 0, waiting = seen->waiting;
    for (size_t k = 0; k < seen->years; k++) {
        waiting /= 1 - rate;
        sum += log_poisson(seen->began[k], walk_ins + rate * waiting);
    }
    return sum;
}

/* Walk-ins may be none, or as many as the largest year and some more. */
static double walk_ins_at(const bw_beginnings *seen, int step)
{
    double most = 0;
    for (size_t k = 0; k < seen->years; k++)
        most = fmax(most, seen->began[k]);
    return (step + 0.5) / GRID * (most + 4 * sqrt(most) + 1);
}

/* Mean of the rate over both unknowns. A first walk finds the largest term, so that none overflows. */
static double integrate(const bw_beginnings *seen, belief prior)
{
    double top = -INFINITY, total = 0, sum = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int p = 0; p < GRID; p++) {
            double rate = (p + 0.5) / GRID;
            double before = (prior.yes - 1) * log(rate) + (prior.no - 1) * log1p(-rate);
            for (int w = 0; w < GRID; w++) {
                double term = before + log_likely(seen, rate, walk_ins_at(seen, w));
                if (!pass) {
                    top = fmax(top, term);
                    continue;
                }
                total += exp(term - top);
                sum += rate * exp(term - top);
            }
        }
    return sum / total;
}

double bw_begin_rate(const bw_beginnings *seen)
{
    belief prior = believe(seen);
    if (seen->dated || seen->hindsight)
        return (prior.yes + seen->known_began) / (prior.yes + prior.no + seen->known);
    return integrate(seen, prior);
}
