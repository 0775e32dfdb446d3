/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How good is the potential of accounts? Customers are left out in ten folds, everything is learned again from the
 * others, and what is said of those left out is compared with what they buy. The same for two rules of thumb: the
 * quantile of the segment's revenue, and of the segment's revenue per annual sales. Prints one JSON object.
 * Usage: build/bench/potential FOLDER [QUANTILE]
 */
#include "app/tables/company.h"
#include "models/opportunity.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDS 10

/* What one way says of the customers that were left out. */
typedef struct said {
    double *low, *middle, *chosen, *high; /* [count]: 10 %, 50 % or typical, the quantile, 90 % */
} said;

typedef struct trial {
    size_t count;
    bw_firm *firms;
    int32_t levels[BW_TRAITS];
    int *fold;
    double quantile;
} trial;

/* ---- ways */

static bool by_regression(const trial *from, int fold, said *out)
{
    bw_firm *known = bw_array(from->count, sizeof *known);
    size_t count = 0;
    for (size_t i = 0; known && i < from->count; i++)
        if (from->fold[i] != fold)
            known[count++] = from->firms[i];
    bw_potential *learned = known ? bw_potential_learn(count, known, from->levels, from->quantile) : NULL;
    for (size_t i = 0; learned && i < from->count; i++)
        if (from->fold[i] == fold) {
            bw_comparable like = bw_potential_of(learned, &from->firms[i]);
            out->low[i] = like.p10;
            out->middle[i] = like.typical;
            out->chosen[i] = like.potential;
            out->high[i] = like.p90;
        }
    bool good = learned != NULL;
    bw_potential_free(learned);
    free(known);
    return good;
}

static double size_of(const bw_firm *firm, bool sized)
{
    return sized && firm->size[BW_SIZE_SALES] > 0 ? firm->size[BW_SIZE_SALES] : 1;
}

typedef struct ratio {
    int32_t segment;
    double value; /* revenue per size */
    size_t firm;
} ratio;

static int by_segment_and_value(const void *a, const void *b)
{
    const ratio *p = a, *q = b;
    if (p->segment != q->segment)
        return p->segment < q->segment ? -1 : 1;
    return (p->value > q->value) - (p->value < q->value);
}

/* Customers of one segment, in order of their ratios: quantiles of those in other folds go to those in this one. */
static void quote_segment(const trial *from, int fold, bool sized, size_t count, const ratio *ordered, double *known,
                          said *out)
{
    double *const to[4] = {out->low, out->middle, out->chosen, out->high};
    const double at[4] = {0.1, 0.5, from->quantile, 0.9};
    size_t others = 0;
    for (size_t k = 0; k < count; k++)
        if (from->fold[ordered[k].firm] != fold)
            known[others++] = ordered[k].value;
    for (int q = 0; q < 4; q++) {
        double quantile = others ? gsl_stats_quantile_from_sorted_data(known, 1, others, at[q]) : 0;
        for (size_t k = 0; k < count; k++)
            if (from->fold[ordered[k].firm] == fold)
                to[q][ordered[k].firm] = quantile * size_of(&from->firms[ordered[k].firm], sized);
    }
}

/* Quantiles of the segment's revenue per size. */
static bool by_thumb(const trial *from, bool sized, said *out)
{
    ratio *ordered = bw_array(from->count, sizeof *ordered);
    double *known = bw_array(from->count, sizeof *known);
    bool good = ordered && known;
    for (size_t i = 0; good && i < from->count; i++)
        ordered[i] = (ratio){from->firms[i].trait[BW_TRAIT_SEGMENT],
                             from->firms[i].revenue / size_of(&from->firms[i], sized), i};
    if (good)
        qsort(ordered, from->count, sizeof *ordered, by_segment_and_value);
    for (size_t first = 0, end; good && first < from->count; first = end) {
        for (end = first + 1; end < from->count && ordered[end].segment == ordered[first].segment; end++)
            continue;
        for (int fold = 0; fold < FOLDS; fold++)
            quote_segment(from, fold, sized, end - first, ordered + first, known, out);
    }
    free(ordered);
    free(known);
    return good;
}

/* ---- scores */

static double pinball(double actual, double claim, double quantile)
{
    double over = log(actual) - log(fmax(claim, 1e-9));
    return over > 0 ? quantile * over : (quantile - 1) * over;
}

/* Loss of the potential, less that of the first way: mean and standard error over customers. */
static void compare_losses(const trial *from, const said *out, double *first, bool is_first, double answer[2])
{
    double mean = 0, square = 0, n = (double)from->count;
    for (size_t i = 0; i < from->count; i++) {
        double loss = pinball(from->firms[i].revenue, out->chosen[i], from->quantile);
        first[i] = is_first ? loss : first[i];
        mean += (loss - first[i]) / n;
        square += pow(loss - first[i], 2) / n;
    }
    answer[0] = mean;
    answer[1] = sqrt(fmax(0, square - mean * mean) / n);
}

static void print_scores(const char *name, const trial *from, const said *out, double *first, bool last)
{
    double difference[2], squares = 0, all = 0, mean = 0, loss = 0, inside = 0, above = 0, width = 0, n = (double)from->count;
    double *error = bw_array(from->count, sizeof *error);
    compare_losses(from, out, first, strcmp(name, "regression") == 0, difference);
    for (size_t i = 0; i < from->count; i++)
        mean += log(from->firms[i].revenue) / n;
    for (size_t i = 0; error && i < from->count; i++) {
        double actual = from->firms[i].revenue;
        squares += pow(log(actual) - log(fmax(out->middle[i], 1e-9)), 2);
        all += pow(log(actual) - mean, 2);
        loss += pinball(actual, out->chosen[i], from->quantile) / n;
        inside += (actual >= out->low[i] && actual <= out->high[i]) / n;
        above += (actual > out->chosen[i]) / n;
        width += log(out->high[i] / fmax(out->low[i], 1e-9)) / n;
        error[i] = fabs(out->middle[i] / actual - 1);
    }
    printf("  \"%s\": {\"r2_log\": %.4f, \"median_error\": %.4f, \"coverage80\": %.4f, \"log_width80\": %.4f, "
           "\"above\": %.4f, \"pinball\": %.4f, \"more\": %.4f, \"more_se\": %.4f}%s\n", name, 1 - squares / all,
           error ? gsl_stats_median(error, 1, from->count) : 0, inside, width, above, loss, difference[0],
           difference[1], last ? "" : ",");
    free(error);
}

/* ---- the company */

static bool gather(const bw_problem *problem, trial *made)
{
    size_t accounts = (size_t)problem->account_count;
    made->firms = bw_array(accounts, sizeof *made->firms);
    made->fold = bw_array(accounts, sizeof *made->fold);
    if (!made->firms || !made->fold || !bw_firms_of(accounts, problem->accounts, made->firms, made->levels))
        return false;
    for (size_t i = 0; i < accounts; i++)
        if (made->firms[i].revenue > 0) {
            made->fold[made->count] = (int)(bw_stream_seed(1, i) % FOLDS);
            made->firms[made->count++] = made->firms[i];
        }
    return true;
}

static bool measure(const trial *from)
{
    double *room = bw_array(5 * from->count, sizeof *room);
    said out = {room, room + from->count, room + 2 * from->count, room + 3 * from->count};
    bool good = room;
    printf("{\"customers\": %zu, \"quantile\": %g,\n", from->count, from->quantile);
    for (int way = 0; good && way < 3; way++) {
        for (int fold = 0; good && way == 0 && fold < FOLDS; fold++)
            good = by_regression(from, fold, &out);
        if (way > 0)
            good = by_thumb(from, way == 1, &out);
        print_scores(way == 0 ? "regression" : way == 1 ? "segment_per_sales" : "segment", from, &out,
                     room + 4 * from->count, way == 2);
    }
    printf("}\n");
    free(room);
    return good;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: build/bench/potential FOLDER [QUANTILE]\n");
        return BW_USAGE;
    }
    gsl_set_error_handler_off();
    bw_error error = {0};
    bw_tables *tables = NULL;
    bw_problem *problem = NULL;
    bw_findings *findings = bw_findings_create();
    bw_settings *settings = bw_settings_create();
    trial made = {.quantile = argc > 2 ? atof(argv[2]) : 0.75};
    bool good = findings && settings && bw_company_read(argv[1], NULL, findings, &tables, &error) == BW_OK &&
                bw_problem_create(tables, settings, findings, &problem, &error) == BW_OK && gather(problem, &made) &&
                measure(&made);
    if (!good)
        fprintf(stderr, "potential: %s\n", error.message);
    free(made.firms);
    free(made.fold);
    bw_problem_free(problem);
    bw_settings_free(settings);
    bw_tables_free(tables);
    bw_findings_free(findings);
    return good ? BW_OK : BW_FAILED;
}
