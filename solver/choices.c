/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/choices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KINKS_MAX 5
#define TOLERANCE 1e-9
#define TRIFLE 1e-9 /* of the mean cost */

/* What the open items can do to a row of the program. */
typedef struct span {
    int32_t local;          /* row of the choices; -1: not yet, or not needed */
    bool touched;
    double outside;         /* activity of items that stay */
    double least, most;     /* of the open items together */
    double agent_least, agent_most;
    int32_t agent;          /* last item seen; its candidates seen in this row */
    int32_t seen;
} span;

static bool is_candidate(const bw_part *part, int32_t item, int64_t pair)
{
    if (pair == part->at[item])
        return true;
    return part->pairs->regret[pair] <= part->reach && (!part->open_bin || part->open_bin[part->pairs->bin[pair]]);
}

static const int32_t *rows_of(const bw_pairs *pairs, int64_t pair)
{
    return pairs->program->bin_row + (size_t)pairs->bin[pair] * (size_t)pairs->program->slots;
}

/* Adds an item's least and most entry in the row to the span; 0 if some candidate leaves the row alone. */
static void close_agent(span *s, int32_t candidates)
{
    if (s->seen < candidates) {
        s->agent_least = fmin(s->agent_least, 0);
        s->agent_most = fmax(s->agent_most, 0);
    }
    s->least += s->agent_least;
    s->most += s->agent_most;
    s->seen = 0;
}

static void see_entry(span *s, double entry)
{
    s->touched = true;
    s->agent_least = s->seen ? fmin(s->agent_least, entry) : entry;
    s->agent_most = s->seen ? fmax(s->agent_most, entry) : entry;
    s->seen++;
}

/* Rows the open items touch, and how far they can move them; counts candidates. */
static int32_t survey(const bw_part *part, span *spans)
{
    const bw_pairs *pairs = part->pairs;
    int32_t slots = pairs->program->slots, total = 0;
    for (int32_t a = 0; a < part->items; a++) {
        int32_t item = part->item[a], candidates = 0;
        for (int64_t p = pairs->start[item]; p < pairs->start[item + 1]; p++) {
            if (!is_candidate(part, item, p))
                continue;
            candidates++;
            for (int32_t k = 0; k < slots; k++)
                if (rows_of(pairs, p)[k] >= 0)
                    see_entry(&spans[rows_of(pairs, p)[k]], pairs->entry[p * slots + k]);
        }
        for (int64_t p = pairs->start[item]; p < pairs->start[item + 1]; p++)
            for (int32_t k = 0; k < slots; k++) {
                int32_t r = rows_of(pairs, p)[k];
                if (r >= 0 && spans[r].seen > 0)
                    close_agent(&spans[r], candidates);
            }
        for (int32_t k = 0; k < slots; k++)
            if (rows_of(pairs, part->at[item])[k] >= 0)
                spans[rows_of(pairs, part->at[item])[k]].outside -= pairs->entry[part->at[item] * slots + k];
        total += candidates;
    }
    return total;
}

/* A row matters unless its penalty is zero wherever the open items can take it. */
static bool matters(const bw_row *row, const span *s)
{
    if (!s->touched || (row->violation_price == 0 && !(row->ideal_price > 0)))
        return false;
    double margin = TOLERANCE * fmax(1, fabs(s->outside));
    return row->ideal_price > 0 || s->outside + s->least < row->low + margin ||
           s->outside + s->most > row->high - margin;
}

bool bw_choices_room(bw_choices *c, size_t agents, size_t count)
{
    size_t rows = (size_t)c->rows, width = (size_t)c->width;
    c->start = bw_array(agents, sizeof(int32_t));
    c->end = bw_array(agents, sizeof(int32_t));
    c->agent = bw_array(agents, sizeof(int32_t));
    c->cost = bw_array(count, sizeof(double));
    c->pair = bw_array(count, sizeof(int64_t));
    c->row = bw_array(count * width, sizeof(int32_t));
    c->value = bw_array(count * width, sizeof(double));
    c->offset = bw_array(rows, sizeof(double));
    c->origin = bw_array(rows, sizeof(int32_t));
    c->limit = bw_array(rows, sizeof(bw_row));
    c->tolerance = bw_array(rows, sizeof(double));
    return c->start && c->end && c->agent && c->cost && c->pair && c->row && c->value && c->offset && c->origin &&
           c->limit && c->tolerance;
}

static void add_item(bw_choices *c, const bw_part *part, int32_t item, const span *spans)
{
    const bw_pairs *pairs = part->pairs;
    int32_t slots = pairs->program->slots, agent = c->agents++;
    c->agent[agent] = item;
    c->start[agent] = c->count;
    for (int64_t p = pairs->start[item]; p < pairs->start[item + 1]; p++) {
        if (!is_candidate(part, item, p))
            continue;
        c->cost[c->count] = pairs->cost[p];
        c->pair[c->count] = p;
        for (int32_t k = 0; k < slots; k++) {
            int32_t r = rows_of(pairs, p)[k];
            if (r >= 0 && spans[r].local >= 0) {
                c->row[c->count * c->width + k] = spans[r].local;
                c->value[c->count * c->width + k] = pairs->entry[p * slots + k];
            }
        }
        c->count++;
    }
    c->end[agent] = c->count;
}

static void add_kink(bw_choices *c, const bw_row *row, const span *s, double at)
{
    c->cost[c->count] = bw_row_penalty(row, at + s->outside, INFINITY);
    c->pair[c->count] = -1;
    c->row[c->count * c->width] = s->local;
    c->value[c->count * c->width] = -at;
    c->count++;
}

/* The kinks of a row's penalty as the open items see it. Where it has no end of its own, what the open
 * items can reach, and a little more, is the end. */
static void add_row(bw_choices *c, const bw_row *row, const span *s)
{
    double margin = 1e-6 * (1 + fabs(s->least) + fabs(s->most));
    double least = s->least - margin, most = s->most + margin;
    double low = row->low - s->outside, high = row->high - s->outside, ideal = row->ideal - s->outside;
    bool hard = !(row->violation_price < INFINITY);
    int32_t agent = c->agents++;
    c->agent[agent] = -1;
    c->start[agent] = c->count;
    if (isfinite(low))
        add_kink(c, row, s, low);
    if ((!hard && least < low) || !isfinite(low))
        add_kink(c, row, s, isfinite(high) ? fmin(least, high) : least);
    if (isfinite(high) && high > low)
        add_kink(c, row, s, high);
    if ((!hard && most > high) || !isfinite(high))
        add_kink(c, row, s, isfinite(low) ? fmax(most, low) : most);
    if (row->ideal_price > 0)
        add_kink(c, row, s, ideal);
    c->end[agent] = c->count;
}

/* The row as the open items see it. What a hard window may be missed by is relative to the true bound. */
static void set_limit(bw_choices *c, const bw_row *row, const span *s)
{
    bw_row limit = *row;
    limit.low -= s->outside;
    limit.high -= s->outside;
    limit.ideal -= s->outside;
    c->limit[s->local] = limit;
    double bound = fmin(fabs(row->low), fabs(row->high));
    c->tolerance[s->local] = 0.5 * TOLERANCE * (isfinite(bound) ? fmax(1, bound) : 1);
}

static int32_t number_rows(const bw_program *program, const double *activity, span *spans)
{
    int32_t rows = 0;
    for (int32_t r = 0; r < program->rows; r++) {
        spans[r].outside += activity[r];
        spans[r].local = matters(&program->row[r], &spans[r]) ? rows++ : -1;
    }
    return rows;
}

bool bw_choices_build(bw_choices *c, const bw_part *part)
{
    const bw_program *program = part->pairs->program;
    *c = (bw_choices){.items = part->items, .width = program->slots > 0 ? program->slots : 1};
    span *spans = bw_array((size_t)program->rows, sizeof *spans);
    if (!spans)
        return false;
    int32_t candidates = survey(part, spans);
    c->rows = number_rows(program, part->activity, spans);
    bool good = bw_choices_room(c, (size_t)(part->items + c->rows), (size_t)candidates + (size_t)c->rows * KINKS_MAX);
    for (int32_t a = 0; good && a < part->items; a++)
        add_item(c, part, part->item[a], spans);
    for (int32_t r = 0; good && r < program->rows; r++) {
        if (spans[r].local < 0)
            continue;
        c->origin[spans[r].local] = r;
        set_limit(c, &program->row[r], &spans[r]);
        add_row(c, &program->row[r], &spans[r]);
    }
    free(spans);
    if (!good)
        bw_choices_clear(c);
    return good;
}

void bw_choices_fill(bw_choices *to, const bw_choices *c)
{
    size_t agents = (size_t)c->agents, count = (size_t)c->count, rows = (size_t)c->rows, width = (size_t)c->width;
    memcpy(to->start, c->start, agents * sizeof(int32_t));
    memcpy(to->end, c->end, agents * sizeof(int32_t));
    memcpy(to->agent, c->agent, agents * sizeof(int32_t));
    memcpy(to->cost, c->cost, count * sizeof(double));
    memcpy(to->pair, c->pair, count * sizeof(int64_t));
    memcpy(to->offset, c->offset, rows * sizeof(double));
    memcpy(to->origin, c->origin, rows * sizeof(int32_t));
    memcpy(to->limit, c->limit, rows * sizeof(bw_row));
    memcpy(to->tolerance, c->tolerance, rows * sizeof(double));
    for (size_t p = 0; p < count; p++) {
        memcpy(to->row + p * (size_t)to->width, c->row + p * width, width * sizeof(int32_t));
        memcpy(to->value + p * (size_t)to->width, c->value + p * width, width * sizeof(double));
    }
}

bool bw_choices_copy(bw_choices *to, const bw_choices *c)
{
    *to = *c;
    if (!bw_choices_room(to, (size_t)c->agents, (size_t)c->count))
        return false;
    bw_choices_fill(to, c);
    return true;
}

/* ---- smaller choices */

static void move_candidate(bw_choices *c, int32_t from, int32_t to)
{
    size_t width = (size_t)c->width;
    c->cost[to] = c->cost[from];
    c->pair[to] = c->pair[from];
    memmove(c->row + (size_t)to * width, c->row + (size_t)from * width, width * sizeof(int32_t));
    memmove(c->value + (size_t)to * width, c->value + (size_t)from * width, width * sizeof(double));
}

/* Rows see the fixed candidate as something outside; a row's agent is the one after the items with the row's number. */
static void move_windows(bw_choices *c, int32_t fixed, int32_t first_row_agent)
{
    for (int32_t k = 0; c->rows > 0 && k < c->width; k++) {
        int32_t r = c->row[fixed * c->width + k], agent = first_row_agent + r;
        double value = c->value[fixed * c->width + k];
        c->limit[r].low -= value;
        c->limit[r].high -= value;
        c->limit[r].ideal -= value;
        for (int32_t p = c->start[agent]; p < c->end[agent]; p++)
            c->value[p * c->width] += value;
    }
}

/* Moves what is kept of an agent down to `first`; returns the end of it. */
static int32_t keep_candidates(bw_choices *c, int32_t agent, bool whole, const bool *keep, int32_t first,
                               int32_t *number)
{
    int32_t end = first;
    for (int32_t p = c->start[agent]; p < c->end[agent]; p++) {
        number[p] = BW_CHOICE_DROPPED;
        if (whole && !keep[p])
            continue;
        number[p] = end;
        move_candidate(c, p, end++);
    }
    return end;
}

void bw_choices_reduce(bw_choices *c, const bool *keep, int32_t *number)
{
    int32_t items = c->items, agents = c->agents, count = 0;
    c->agents = c->items = 0;
    for (int32_t a = 0; a < agents; a++) {
        int32_t start = c->start[a], end_before = c->end[a];
        int32_t end = keep_candidates(c, a, a < items, keep, count, number);
        if (a < items && end == count + 1) {
            c->constant += c->cost[count];
            move_windows(c, count, items);
            for (int32_t p = start; p < end_before; p++)
                if (number[p] >= 0)
                    number[p] = BW_CHOICE_FIXED;
            continue;
        }
        c->start[c->agents] = count;
        c->end[c->agents] = count = end;
        c->agent[c->agents++] = c->agent[a];
        c->items += a < items;
    }
    c->count = count;
}

void bw_choices_clear(bw_choices *c)
{
    free(c->start);
    free(c->end);
    free(c->agent);
    free(c->cost);
    free(c->pair);
    free(c->row);
    free(c->value);
    free(c->offset);
    free(c->origin);
    free(c->limit);
    free(c->tolerance);
    *c = (bw_choices){0};
}

double bw_choices_penalty(const bw_choices *c, const double *activity)
{
    double total = 0;
    for (int32_t r = 0; r < c->rows; r++) {
        const bw_row *limit = &c->limit[r];
        double outside = bw_row_violation(limit, activity[r]);
        if (outside > c->tolerance[r] && !(limit->violation_price < INFINITY))
            return INFINITY;
        if (outside > 0 && limit->violation_price < INFINITY)
            total += outside * limit->violation_price;
        if (limit->ideal_price > 0)
            total += limit->ideal_price * fabs(activity[r] - limit->ideal);
    }
    return total;
}

double bw_choices_objective(const bw_choices *c, const int32_t *pick, double *activity)
{
    double total = c->constant;
    memset(activity, 0, (size_t)c->rows * sizeof(double));
    for (int32_t a = 0; a < c->items; a++) {
        int32_t first = pick[a] * c->width;
        total += c->cost[pick[a]];
        for (int32_t k = 0; c->rows > 0 && k < c->width; k++)
            activity[c->row[first + k]] += c->value[first + k];
    }
    return total + bw_choices_penalty(c, activity);
}

void bw_choices_break_ties(bw_choices *c)
{
    double sum = 0, count = 1;
    for (int32_t a = 0; a < c->items; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++, count++)
            sum += fabs(c->cost[p]);
    for (int32_t a = 0; a < c->items; a++)
        for (int32_t p = c->start[a]; p < c->end[a]; p++)
            c->cost[p] -= TRIFLE * sum / count * (double)(bw_stream_seed(17, (uint64_t)p) >> 11) * 0x1p-53;
}
