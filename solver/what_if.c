/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/what_if.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRICES_MAX (2 * BW_MEASURES_MAX + BW_FRONTIER_COUNT + 2)
#define POINT 0.01
#define GOLDEN_STEPS 24
#define HARD_REACH 4      /* price of a hard window: this many times all worth per target */
#define PLACE_PAIRS 3e6   /* families x reps looked at for the best place */

typedef struct what_if {
    bw_align_program *program;
    const double *price;
    const bw_effort *effort;
    double end;
    const bw_watch *watch;
    bw_alignment *alignment;
} what_if;

static bool is_late(const what_if *list)
{
    return bw_time_is_up(list->watch, list->end);
}

static void add(what_if *list, bw_price price, const char *format, ...) BW_PRINTF(3, 4);

static void add(what_if *list, bw_price price, const char *format, ...)
{
    bw_price *added = &list->alignment->prices[list->alignment->price_count++];
    *added = price;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(added->what, sizeof added->what, format, arguments);
    va_end(arguments);
    added->confirmed = NAN;
}

/* The activity at which a row's conjugate is reached: the side that the price presses on. */
static double side(const bw_row *row, double price)
{
    if (fabs(price) < row->ideal_price)
        return row->ideal;
    return price > 0 ? row->high : price < 0 ? row->low : 0;
}

/* ---- estimates */

static void price_tolerances(what_if *list)
{
    const bw_align_program *program = list->program;
    for (int32_t m = 0; m < program->model->measure_count; m++) {
        double worth = 0;
        for (int32_t r = 0; r < program->program.rows; r++)
            if (program->meaning[r].rep >= 0 && program->meaning[r].measure == m
                && fabs(list->price[r]) >= program->rows[r].ideal_price)
                worth += fabs(list->price[r]) * POINT * program->rows[r].ideal;
        add(list, (bw_price){BW_PRICE_TOLERANCE, m, -1, .estimate = -worth},
            "one more point of tolerance on %s, all reps",
            bw_measure_name(program->model->measures[m]));
    }
}

static void price_budgets(what_if *list)
{
    const bw_align_program *program = list->program;
    static const char *const words[BW_FRONTIER_COUNT] = {"one more point of revenue that may move",
                                                  "one more point of accounts that may move",
                                                  "one percent more of the travel budget"};
    for (int32_t r = 0; r < program->program.rows; r++)
        if (program->meaning[r].rep < 0)
            add(list, (bw_price){BW_PRICE_BUDGET, -1, program->meaning[r].measure,
                                 .estimate = -fabs(list->price[r]) * POINT}, "%s", words[program->meaning[r].measure]);
}

/* The rep at whose upper side one more hour (or money) is worth most. */
static void price_units(what_if *list)
{
    const bw_align_program *program = list->program;
    const bw_problem *problem = program->model->problem;
    for (int32_t m = 0; m < program->model->measure_count; m++) {
        int32_t dearest = -1;
        double most = 0;
        for (int32_t r = 0; r < program->program.rows; r++) {
            double unit = list->price[r] / program->meaning[r].scale;
            bool counts = program->meaning[r].rep >= 0 && program->meaning[r].measure == m;
            if (counts && list->price[r] >= program->rows[r].ideal_price && unit > most) {
                dearest = r;
                most = unit;
            }
        }
        if (dearest >= 0)
            add(list, (bw_price){BW_PRICE_UNIT, m, program->meaning[dearest].rep, .estimate = -most},
                "one more %s of %s in the window of %.60s",
                program->model->measures[m] == BW_WORKLOAD ? "hour" : "unit",
                bw_measure_name(program->model->measures[m]),
                problem->reps[program->meaning[dearest].rep].row->rep_name);
    }
}

/* What taking the family's lock away saves at these prices, >= 0; 0 for a free family and a house account. */
static double unlock_gain(const bw_align_program *view, const double *price, int32_t family, double *worth,
                          double *entry)
{
    const bw_problem *problem = view->model->problem;
    int32_t lock = problem->accounts[problem->families[family].accounts[0]].lock;
    if (lock < 0 || !problem->reps[lock].competes)
        return 0;
    bw_align_program opened = *view;
    opened.unlocked = family;
    opened.program.model = &opened;
    bw_align_program_worth(&opened, price, family, worth, entry);
    double best = worth[lock];
    for (int32_t j = 0; j < problem->rep_count; j++)
        best = fmin(best, worth[j]);
    return worth[lock] - best;
}

static void note_gain(const what_if *list, int32_t family, double *worth, double *entry, double *gain)
{
    *gain = unlock_gain(list->program, list->price, family, worth, entry);
}

/* What one family finds, with room to work in. */
typedef void family_visitor(const what_if *list, int32_t family, double *worth, double *entry, double *found);

/* Visits all families, until time is up: what was found is then not whole. False when memory is out. */
static bool visit_families(const what_if *list, family_visitor *visit, double *found)
{
    const bw_program *view = &list->program->program;
    bool good = true;
#pragma omp parallel num_threads(list->effort->threads)
    {
        double *worth = bw_array((size_t)view->bins, sizeof *worth);
        double *entry = bw_array((size_t)view->bins * (size_t)view->slots, sizeof *entry);
        bool room = worth && entry;
        if (!room) {
#pragma omp atomic write
            good = false;
        }
#pragma omp for schedule(dynamic, 64)
        for (int32_t u = 0; u < view->items; u++)
            if (room && !is_late(list))
                visit(list, u, worth, entry, &found[u]);
        free(entry);
        free(worth);
    }
    return good;
}

static bool price_locks(what_if *list)
{
    const bw_problem *problem = list->program->model->problem;
    double *gain = bw_array((size_t)problem->family_count, sizeof *gain);
    bool good = gain && visit_families(list, note_gain, gain), whole = good && !is_late(list);
    int32_t best = 0;
    for (int32_t u = 1; whole && u < problem->family_count; u++)
        if (gain[u] > gain[best])
            best = u;
    if (whole && problem->family_count > 0 && gain[best] > 0) {
        int32_t first = problem->families[best].accounts[0];
        const bw_account *account = &problem->accounts[first];
        add(list, (bw_price){BW_PRICE_LOCK, -1, first, .estimate = -gain[best]},
            "unlocking account %.40s (%.40s), the costliest lock", account->row->account_id, account->lock_reason);
    }
    free(gain);
    return good;
}

/* sum of y x side over the rows of a market's reps */
static double pressure(const what_if *list, int32_t market)
{
    const bw_align_program *program = list->program;
    double sum = 0;
    for (int32_t r = 0; r < program->program.rows; r++) {
        int32_t holder = program->meaning[r].rep;
        if (holder >= 0 && program->model->problem->reps[holder].market == market)
            sum += list->price[r] * side(&program->rows[r], list->price[r]);
    }
    return sum;
}

/* A copy of a rep as a new bin of the dual function: each family stays at its worth now or goes to the copy. */
typedef struct copy {
    int32_t rep, rows, families;
    double *stay;             /* [families] worth now */
    double *cost;             /* [families] at the copy, budgets included; INFINITY: not open */
    double *weight;           /* [families * BW_MEASURES_MAX] in the copy's windows */
    bw_row row[BW_MEASURES_MAX];
    double price[BW_MEASURES_MAX];
} copy;

/* What the old reps' windows lose when a copy of rep takes its share of the market. */
static double share_change(const what_if *list, int32_t rep)
{
    const bw_rep *model = &list->program->model->problem->reps[rep];
    return (1 - 1 / (1 + model->share)) * pressure(list, model->market);
}

/* Disruption and budgets of an account that goes to a copy of rep. */
static double moving_price(const what_if *list, int32_t account, int32_t rep)
{
    const bw_territory_model *model = list->program->model;
    const bw_account *given = &model->problem->accounts[account];
    return model->settings->disruption_rate * given->revenue * given->continuity
        + bw_align_program_budget_price(list->program, list->price, account, rep, given->owner >= 0);
}

static void add_member(const what_if *list, copy *made, int32_t family, int32_t account)
{
    const bw_align_program *program = list->program;
    const bw_territory_model *model = program->model;
    bool open = model->problem->accounts[account].lock < 0 && bw_problem_eligible(model->problem, account, made->rep);
    made->cost[family] += !open ? INFINITY : bw_territory_cost(model, account, made->rep).travel
                                                 + moving_price(list, account, made->rep);
    for (int32_t m = 0; m < model->measure_count; m++) {
        int32_t at = bw_align_program_window_row(program, made->rep, m);
        if (at >= 0)
            made->weight[(size_t)family * BW_MEASURES_MAX + (size_t)m] +=
                bw_territory_weight(model, account, m, made->rep) / program->meaning[at].scale;
    }
}

/* As in the program: what a family alone takes beyond an elastic window is a cost. */
static void charge_surplus(copy *made)
{
    for (int32_t m = 0; m < made->rows; m++) {
        const bw_row *row = &made->row[m];
        for (int32_t u = 0; u < made->families && row->violation_price < INFINITY; u++) {
            double *weight = &made->weight[(size_t)u * BW_MEASURES_MAX + (size_t)m];
            made->cost[u] += fmax(0, *weight - row->high) * (row->violation_price + row->ideal_price);
            *weight = fmin(*weight, row->high);
        }
    }
}

static void fill_copy(const what_if *list, copy *made, int32_t rep)
{
    const bw_align_program *program = list->program;
    const bw_problem *problem = program->model->problem;
    double left = 1 / (1 + problem->reps[rep].share);
    made->rep = rep;
    memset(made->weight, 0, (size_t)made->families * BW_MEASURES_MAX * sizeof(double));
    for (int32_t u = 0; u < made->families; u++) {
        made->cost[u] = 0;
        for (int32_t k = 0; k < problem->families[u].count; k++)
            add_member(list, made, u, problem->families[u].accounts[k]);
    }
    for (int32_t m = 0; m < made->rows; m++) {
        int32_t at = bw_align_program_window_row(program, rep, m);
        made->row[m] = at >= 0 ? program->rows[at] : (bw_row){.low = -INFINITY, .high = INFINITY};
        made->row[m].low *= left;
        made->row[m].high *= left;
        made->row[m].ideal *= left;
        made->price[m] = 0;
    }
    charge_surplus(made);
}

/* The dual function's part that knows the copy: families, less its windows' conjugates. */
static double copy_value(const copy *made)
{
    double sum = 0;
    for (int32_t u = 0; u < made->families; u++) {
        double there = made->cost[u];
        for (int32_t m = 0; m < made->rows; m++)
            there += made->price[m] * made->weight[(size_t)u * BW_MEASURES_MAX + (size_t)m];
        sum += fmin(made->stay[u], there);
    }
    for (int32_t m = 0; m < made->rows; m++) {
        double price = made->price[m], end = side(&made->row[m], price);
        if (price != 0)
            sum -= price * end - (end == made->row[m].ideal ? 0 : made->row[m].ideal_price
                                                                      * fabs(end - made->row[m].ideal));
    }
    return sum;
}

/* Golden section: the value is concave in each price. */
static double climb(copy *made, int32_t m, double reach)
{
    double low = -reach, high = reach;
    for (int step = 0; step < GOLDEN_STEPS; step++) {
        double third = 0.381966 * (high - low), at_low, at_high;
        made->price[m] = low + third;
        at_low = copy_value(made);
        made->price[m] = high - third;
        at_high = copy_value(made);
        if (at_low < at_high)
            low += third;
        else
            high -= third;
    }
    made->price[m] = (low + high) / 2;
    return copy_value(made);
}

/* The change of the dual function when a copy of rep joins, at the best prices of the copy. */
static double copy_change(const what_if *list, copy *made, int32_t rep)
{
    double now = 0, value;
    fill_copy(list, made, rep);
    for (int32_t u = 0; u < made->families; u++)
        now += made->stay[u];
    value = copy_value(made);
    for (int sweep = 0; sweep < 2; sweep++)
        for (int32_t m = 0; m < made->rows; m++) {
            double kept = made->price[m], ends = made->row[m].violation_price + made->row[m].ideal_price;
            double reach = !isfinite(made->row[m].high) ? 0 : fmin(ends, HARD_REACH * fabs(now) / made->row[m].high);
            double found = climb(made, m, reach);
            if (found < value)
                made->price[m] = kept;
            value = fmax(value, found);
        }
    return share_change(list, rep) + value - now;
}

static void note_worth(const what_if *list, int32_t family, double *worth, double *entry, double *stay)
{
    bw_align_program_worth(list->program, list->price, family, worth, entry);
    *stay = worth[0];
    for (int32_t j = 1; j < list->program->program.bins; j++)
        *stay = fmin(*stay, worth[j]);
}

/* The place whose copy saves most. In a large company only every so many reps are asked. */
static void find_place(what_if *list, copy *made)
{
    const bw_problem *problem = list->program->model->problem;
    int32_t best = -1, asked = (int32_t)fmax(1, PLACE_PAIRS / made->families), step = problem->rep_count / asked + 1;
    double least = INFINITY;
    for (int32_t j = 0; j < problem->rep_count && !is_late(list); j += step) {
        bool counts = problem->reps[j].competes && !problem->reps[j].is_new;
        double found = counts ? copy_change(list, made, j) : INFINITY;
        if (found < least) {
            least = found;
            best = j;
        }
    }
    if (best >= 0 && !is_late(list))
        add(list, (bw_price){BW_PRICE_REP, -1, best, .estimate = least}, "one more rep like %.60s, the best place%s",
            problem->reps[best].row->rep_name, step > 1 ? " of those asked" : "");
}

static bool price_reps(what_if *list)
{
    size_t families = (size_t)list->program->program.items;
    copy made = {.rows = list->program->model->measure_count, .families = (int32_t)families,
                 .stay = bw_array(families, sizeof(double)), .cost = bw_array(families, sizeof(double)),
                 .weight = bw_array(families * BW_MEASURES_MAX, sizeof(double))};
    bool good = made.stay && made.cost && made.weight && visit_families(list, note_worth, made.stay);
    if (good)
        find_place(list, &made);
    free(made.stay);
    free(made.cost);
    free(made.weight);
    return good;
}

/* ---- confirmation */

/* The relaxation's optimum over all pairs; NAN if it was not found. */
static bw_status relax(const what_if *list, const bw_align_program *program, double *bound, bw_error *error)
{
    bw_effort least = *list->effort;
    bw_solution solution;
    least.rounds = 0;
    least.seconds = fmax(0, list->end - bw_seconds());
    least.gap = 0;
    bw_status status = bw_engine_solve(&program->program, &least, NULL, list->watch, &solution, error);
    *bound = solution.settled ? solution.bound : NAN;
    bw_solution_clear(&solution);
    return status == BW_LIMIT || status == BW_IMPOSSIBLE ? BW_OK : status;
}

/* The rows' sides move by what the price is for. */
static void move_rows(const what_if *list, const bw_price *price)
{
    bw_align_program *program = list->program;
    for (int32_t r = 0; r < program->program.rows; r++) {
        bw_row *row = &program->rows[r];
        const bw_row_meaning *meaning = &program->meaning[r];
        bool window = meaning->rep >= 0 && meaning->measure == price->measure;
        if (price->kind == BW_PRICE_TOLERANCE && window) {
            row->high += POINT * row->ideal;
            row->low -= POINT * row->ideal;
        } else if (price->kind == BW_PRICE_BUDGET && meaning->rep < 0 && meaning->measure == price->subject) {
            row->high += POINT;
        } else if (price->kind == BW_PRICE_UNIT && window && meaning->rep == price->subject) {
            row->high += 1 / meaning->scale;
        }
    }
}

static bw_status relax_changed(const what_if *list, const bw_price *price, double *bound, bw_error *error)
{
    bw_align_program *program = list->program;
    size_t rows = (size_t)program->program.rows;
    bw_row *kept = bw_array(rows, sizeof *kept);
    if (!kept)
        return bw_fail_memory(error);
    for (size_t r = 0; r < rows; r++)
        kept[r] = program->rows[r];
    move_rows(list, price);
    if (price->kind == BW_PRICE_LOCK)
        program->unlocked = program->model->problem->accounts[price->subject].family;
    bw_status status = relax(list, program, bound, error);
    program->unlocked = -1;
    for (size_t r = 0; r < rows; r++)
        program->rows[r] = kept[r];
    free(kept);
    return status;
}

static bw_status build_with_copy(const bw_problem *problem, int32_t rep, bw_settings *settings, bw_problem **larger,
                                 bw_error *error)
{
    char list[2048], before[1024];
    bw_settings_get(settings, "add_reps", before, sizeof before);
    snprintf(list, sizeof list, "%s%s%s", before, *before ? ";" : "", problem->reps[rep].row->rep_id);
    bw_findings *findings = bw_findings_create();
    bw_status status = findings ? bw_settings_set(settings, "add_reps", list, error) : bw_fail_memory(error);
    if (status == BW_OK)
        status = bw_problem_create(problem->store->tables, settings, findings, larger, error);
    bw_findings_free(findings);
    return status;
}

/* The whole model again, with the rep in it. */
static bw_status relax_with_copy(const what_if *list, int32_t rep, double *bound, bw_error *error)
{
    const bw_territory_model *now = list->program->model;
    bw_settings *settings = bw_settings_copy(now->problem->settings);
    bw_problem *larger = NULL;
    bw_territory_model *model = NULL;
    bw_align_program *program = NULL;
    bw_status status = settings ? build_with_copy(now->problem, rep, settings, &larger, error) : bw_fail_memory(error);
    if (status == BW_OK)
        status = bw_territory_model_create(larger, now->forecast, now->settings, &model, error);
    if (status == BW_OK)
        status = bw_align_program_create(model, &program, error);
    if (status == BW_OK)
        status = relax(list, program, bound, error);
    bw_align_program_free(program);
    bw_territory_model_free(model);
    bw_problem_free(larger);
    bw_settings_free(settings);
    return status;
}

static bw_status confirm_prices(const what_if *list, int32_t confirm, bw_error *error)
{
    double now, then;
    bw_status status = confirm > 0 ? relax(list, list->program, &now, error) : BW_OK;
    for (int32_t k = 0; k < confirm && k < (int32_t)list->alignment->price_count && status == BW_OK; k++) {
        if (is_late(list))
            return BW_OK;
        bw_price *price = &list->alignment->prices[k];
        status = price->kind == BW_PRICE_REP ? relax_with_copy(list, price->subject, &then, error)
                                             : relax_changed(list, price, &then, error);
        if (status == BW_OK && isfinite(now) && isfinite(then) && !is_late(list))
            price->confirmed = then - now;
    }
    return status;
}

bw_status bw_what_if(bw_align_program *program, const double *price, int32_t confirm, const bw_effort *effort,
                     double end, const bw_watch *watch, bw_arena *memory, bw_alignment *alignment, bw_error *error)
{
    what_if list = {program, price, effort, end, watch, alignment};
    alignment->prices = bw_arena_take(memory, PRICES_MAX, sizeof *alignment->prices);
    if (!alignment->prices)
        return bw_fail_memory(error);
    if (!price)
        return BW_OK;
    price_tolerances(&list);
    price_budgets(&list);
    price_units(&list);
    if (!price_reps(&list) || !price_locks(&list))
        return bw_fail_memory(error);
    return confirm_prices(&list, is_late(&list) ? 0 : confirm, error);
}
