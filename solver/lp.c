/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/lp.h"

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 1e15
#define SLICE 2000            /* simplex iterations between two looks at the clock and the watch */
#define KKT_TOLERANCE 1e-5
#define PATIENCE 100          /* iterations for each row and column before a run counts as going round in circles */
#define PATIENCE_LEAST 2000

/* GLPK's environment of this thread. */
typedef struct thread_state {
    unsigned generation; /* environments lost to a fault so far */
    int programs;        /* alive in the present one */
    bool owned;          /* nobody else set the environment up */
    jmp_buf *escape;
} thread_state;

static _Thread_local thread_state here;

struct bw_lp {
    glp_prob *problem;
    const thread_state *owner;
    unsigned generation;
    bool by_dual, solved;
    int32_t rows, columns;
    size_t row_room, column_room;
    int32_t *mark;       /* [rows] last column that used the row */
    double *x;           /* [columns] */
    double *y;           /* [rows] */
    double objective;
    int64_t iterations;
};

/* ---- environment, output and faults */

static int swallow(void *unused, const char *text)
{
    (void)unused;
    (void)text;
    return 1;
}

static void escape(void *context)
{
    thread_state *thread = context;
    longjmp(*thread->escape, 1);
}

static bool environment_enter(void)
{
    int before = glp_init_env();
    if (before > 1)
        return false;
    if (before == 0)
        here.owned = true;
    glp_term_hook(swallow, NULL);
    return true;
}

static void environment_lose(void)
{
    glp_error_hook(NULL, NULL);
    glp_free_env();
    here.generation++;
    here.programs = 0;
    here.owned = false;
}

static void environment_leave(void)
{
    if (here.programs == 0 && here.owned) {
        glp_free_env();
        here.owned = false;
    }
}

typedef bool operation(bw_lp *lp, void *argument);

/* Runs an operation; a fault inside GLPK ends here, and with it all programs of this thread. */
static bool guarded(operation *run, bw_lp *lp, void *argument)
{
    jmp_buf point;
    if (!environment_enter())
        return false;
    here.escape = &point;
    if (setjmp(point)) {
        here.escape = NULL;
        environment_lose();
        return false;
    }
    glp_error_hook(escape, &here);
    bool good = run(lp, argument);
    glp_error_hook(NULL, NULL);
    here.escape = NULL;
    return good;
}

static bool alive(const bw_lp *lp)
{
    return lp->problem && lp->owner == &here && lp->generation == here.generation;
}

/* Refused: a program that died of an earlier fault, and one of another thread. */
static bool operate(operation *run, bw_lp *lp, void *argument)
{
    return alive(lp) && guarded(run, lp, argument);
}

/* ---- numbers at the door */

static bool value_good(double value)
{
    return fabs(value) <= VALUE_MAX;
}

static bool bounds_good(double low, double high)
{
    return (value_good(low) || low == -INFINITY) && (value_good(high) || high == INFINITY) && low <= high;
}

static int bound_kind(double low, double high)
{
    if (low == -INFINITY)
        return high == INFINITY ? GLP_FR : GLP_UP;
    return high == INFINITY ? GLP_LO : low < high ? GLP_DB : GLP_FX;
}

static double finite_or_zero(double bound)
{
    return isfinite(bound) ? bound : 0;
}

static void put_row_bounds(glp_prob *problem, int32_t row, double low, double high)
{
    glp_set_row_bnds(problem, row + 1, bound_kind(low, high), finite_or_zero(low), finite_or_zero(high));
}

static void put_column(glp_prob *problem, int32_t column, double cost, double low, double high)
{
    glp_set_obj_coef(problem, column + 1, cost);
    glp_set_col_bnds(problem, column + 1, bound_kind(low, high), finite_or_zero(low), finite_or_zero(high));
}

/* ---- building */

typedef struct part {
    int32_t count, index;
    const double *cost, *low, *high, *value;
    const int32_t *start, *place;
    int *glpk_place;
    double *glpk_value;
} part;

static bool grow(double **array, size_t wanted, size_t size)
{
    double *moved = realloc(*array, wanted * size);
    if (moved)
        *array = moved;
    return moved != NULL;
}

static bool rows_reserve(bw_lp *lp, size_t rows)
{
    if (rows <= lp->row_room)
        return true;
    size_t wanted = rows + rows / 2 + 16;
    int32_t *mark = realloc(lp->mark, wanted * sizeof *mark);
    if (mark)
        lp->mark = mark;
    if (!mark || !grow(&lp->y, wanted, sizeof *lp->y))
        return false;
    for (size_t r = lp->row_room; r < wanted; r++) {
        lp->mark[r] = -1;
        lp->y[r] = 0;
    }
    lp->row_room = wanted;
    return true;
}

static bool columns_reserve(bw_lp *lp, size_t columns)
{
    if (columns <= lp->column_room)
        return true;
    size_t wanted = columns + columns / 2 + 16;
    if (columns > INT_MAX / 2 || !grow(&lp->x, wanted, sizeof *lp->x))
        return false;
    memset(lp->x + lp->column_room, 0, (wanted - lp->column_room) * sizeof *lp->x);
    lp->column_room = wanted;
    return true;
}

static bool create_rows(bw_lp *lp, void *argument)
{
    const part *p = argument;
    lp->problem = glp_create_prob();
    lp->generation = here.generation;
    here.programs++;
    if (p->count > 0)
        glp_add_rows(lp->problem, p->count);
    for (int32_t r = 0; r < p->count; r++)
        put_row_bounds(lp->problem, r, p->low[r], p->high[r]);
    return true;
}

bw_lp *bw_lp_create(int32_t rows, const double *low, const double *high)
{
    for (int32_t r = 0; r < rows; r++)
        if (!bounds_good(low[r], high[r]))
            return NULL;
    bw_lp *lp = rows < 0 ? NULL : calloc(1, sizeof *lp);
    if (!lp)
        return NULL;
    part p = {.count = rows, .low = low, .high = high};
    lp->owner = &here;
    lp->objective = NAN;
    lp->rows = rows;
    if (rows_reserve(lp, (size_t)rows) && guarded(create_rows, lp, &p))
        return lp;
    bw_lp_free(lp);
    return NULL;
}

static bool delete_problem(bw_lp *lp, void *argument)
{
    (void)argument;
    glp_delete_prob(lp->problem);
    here.programs--;
    return true;
}

void bw_lp_free(bw_lp *lp)
{
    if (!lp)
        return;
    if (alive(lp))
        guarded(delete_problem, lp, NULL);
    environment_leave();
    free(lp->mark);
    free(lp->x);
    free(lp->y);
    free(lp);
}

static bool add_columns(bw_lp *lp, void *argument)
{
    part *p = argument;
    glp_add_cols(lp->problem, p->count);
    for (int32_t c = 0; c < p->count; c++) {
        int length = p->start[c + 1] - p->start[c];
        for (int k = 0; k < length; k++) {
            p->glpk_place[k + 1] = p->place[p->start[c] + k] + 1;
            p->glpk_value[k + 1] = p->value[p->start[c] + k];
        }
        glp_set_mat_col(lp->problem, lp->columns + c + 1, length, p->glpk_place, p->glpk_value);
        put_column(lp->problem, lp->columns + c, p->cost[c], p->low[c], p->high[c]);
    }
    return true;
}

static bool column_good(bw_lp *lp, const part *p, int32_t c)
{
    if (!value_good(p->cost[c]) || !bounds_good(p->low[c], p->high[c]) || p->start[c] > p->start[c + 1])
        return false;
    for (int32_t k = p->start[c]; k < p->start[c + 1]; k++) {
        int32_t row = p->place[k];
        if (row < 0 || row >= lp->rows || lp->mark[row] == lp->columns + c || !value_good(p->value[k]))
            return false;
        lp->mark[row] = lp->columns + c;
    }
    return true;
}

static void forget_marks(bw_lp *lp)
{
    for (int32_t r = 0; r < lp->rows; r++)
        lp->mark[r] = -1;
}

bool bw_lp_add_columns(bw_lp *lp, int32_t count, const double *cost, const double *low, const double *high,
                       const int32_t *start, const int32_t *row, const double *value)
{
    part p = {.count = count, .cost = cost, .low = low, .high = high, .start = start, .place = row, .value = value};
    if (count <= 0)
        return count == 0;
    bool good = columns_reserve(lp, (size_t)lp->columns + (size_t)count);
    for (int32_t c = 0; good && c < count; c++)
        good = column_good(lp, &p, c);
    forget_marks(lp);
    if (!good)
        return false;
    p.glpk_place = bw_array((size_t)lp->rows + 1, sizeof *p.glpk_place);
    p.glpk_value = bw_array((size_t)lp->rows + 1, sizeof *p.glpk_value);
    good = p.glpk_place && p.glpk_value && operate(add_columns, lp, &p);
    if (good)
        lp->columns += count;
    free(p.glpk_place);
    free(p.glpk_value);
    return good;
}

static bool add_row(bw_lp *lp, void *argument)
{
    const part *p = argument;
    glp_add_rows(lp->problem, 1);
    put_row_bounds(lp->problem, lp->rows, *p->low, *p->high);
    glp_set_mat_row(lp->problem, lp->rows + 1, p->count, p->glpk_place, p->glpk_value);
    return true;
}

bool bw_lp_add_row(bw_lp *lp, double low, double high, int32_t count, const int32_t *column, const double *value)
{
    part p = {.count = count, .low = &low, .high = &high};
    if (count < 0 || !bounds_good(low, high))
        return false;
    p.glpk_place = bw_array((size_t)count + 1, sizeof *p.glpk_place);
    p.glpk_value = bw_array((size_t)count + 1, sizeof *p.glpk_value);
    bool *used = bw_array((size_t)lp->columns, sizeof *used);
    bool good = p.glpk_place && p.glpk_value && used && rows_reserve(lp, (size_t)lp->rows + 1);
    for (int32_t k = 0; good && k < count; k++) {
        good = column[k] >= 0 && column[k] < lp->columns && !used[column[k]] && value_good(value[k]);
        p.glpk_place[k + 1] = column[k] + 1;
        p.glpk_value[k + 1] = value[k];
        if (good)
            used[column[k]] = true;
    }
    good = good && operate(add_row, lp, &p);
    if (good) {
        lp->rows++;
        lp->by_dual = true;
    }
    free(p.glpk_place);
    free(p.glpk_value);
    free(used);
    return good;
}

static bool set_column(bw_lp *lp, void *argument)
{
    const part *p = argument;
    put_column(lp->problem, p->index, *p->cost, *p->low, *p->high);
    return true;
}

bool bw_lp_set_column(bw_lp *lp, int32_t column, double cost, double low, double high)
{
    part p = {.index = column, .cost = &cost, .low = &low, .high = &high};
    if (column < 0 || column >= lp->columns || !value_good(cost) || !bounds_good(low, high))
        return false;
    return operate(set_column, lp, &p);
}

static bool slack_basis(bw_lp *lp, void *argument)
{
    (void)argument;
    glp_std_basis(lp->problem);
    return true;
}

bool bw_lp_slack_basis(bw_lp *lp)
{
    lp->by_dual = lp->solved = true;
    return operate(slack_basis, lp, NULL);
}

/* ---- simplex */

typedef struct run {
    const bw_lp_limits *limits;
    double end;          /* bw_seconds() at which to stop */
    int64_t iterations;  /* left */
    bw_lp_answer answer;
} run;

static const bw_lp_limits no_limits = {0};

static run run_begin(const bw_lp_limits *limits)
{
    run r = {.limits = limits ? limits : &no_limits, .end = INFINITY, .iterations = INT64_MAX,
             .answer = BW_LP_FAILED};
    if (r.limits->seconds > 0)
        r.end = bw_seconds() + r.limits->seconds;
    if (r.limits->iterations > 0)
        r.iterations = r.limits->iterations;
    return r;
}

static bool run_over(const run *r)
{
    return r->iterations <= 0 || bw_time_is_up(r->limits->watch, r->end);
}

static int milliseconds_left(const run *r)
{
    double left = 1000 * (r->end - bw_seconds());
    return left >= INT_MAX ? INT_MAX : left < 1 ? 1 : (int)left;
}

/* Simplex in slices, so that the clock and the watch are looked at. Gives GLPK's return code, GLP_EFAIL where it
 * seems to go round in circles. */
static int simplex_slices(bw_lp *lp, run *r)
{
    glp_smcp control;
    int64_t patience = PATIENCE_LEAST + PATIENCE * ((int64_t)lp->rows + lp->columns);
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.meth = lp->by_dual ? GLP_DUALP : GLP_PRIMAL;
    for (;;) {
        if (run_over(r))
            return GLP_EITLIM;
        control.it_lim = r->iterations < SLICE ? (int)r->iterations : SLICE;
        control.tm_lim = milliseconds_left(r);
        int before = glp_get_it_cnt(lp->problem);
        int code = glp_simplex(lp->problem, &control);
        int spent = glp_get_it_cnt(lp->problem) - before;
        r->iterations -= spent;
        lp->iterations += spent;
        patience -= spent;
        if (code != GLP_EITLIM)
            return code;
        if (patience <= 0)
            return GLP_EFAIL;
    }
}

static bool vertex_holds(glp_prob *problem)
{
    double worst[2], relative[2];
    int place;
    glp_check_kkt(problem, GLP_SOL, GLP_KKT_PE, &worst[0], &place, &relative[0], &place);
    glp_check_kkt(problem, GLP_SOL, GLP_KKT_PB, &worst[1], &place, &relative[1], &place);
    return isfinite(glp_get_obj_val(problem)) && relative[0] <= KKT_TOLERANCE && relative[1] <= KKT_TOLERANCE;
}

static bw_lp_answer simplex_answer(bw_lp *lp, int code)
{
    switch (glp_get_status(lp->problem)) {
    case GLP_OPT: return code == 0 && vertex_holds(lp->problem) ? BW_LP_OPTIMAL : BW_LP_FAILED;
    case GLP_NOFEAS: return BW_LP_INFEASIBLE;
    case GLP_UNBND: return BW_LP_UNBOUNDED;
    default: return code == GLP_EITLIM || code == GLP_ETMLIM ? BW_LP_LIMIT : BW_LP_FAILED;
    }
}

static void read_vertex(bw_lp *lp)
{
    lp->objective = glp_get_obj_val(lp->problem);
    for (int32_t r = 0; r < lp->rows; r++)
        lp->y[r] = glp_get_row_dual(lp->problem, r + 1);
    for (int32_t c = 0; c < lp->columns; c++)
        lp->x[c] = glp_get_col_prim(lp->problem, c + 1);
}

/* The attempts: the basis at hand, an advanced one, none at all on the unscaled program. */
static void prepare_attempt(bw_lp *lp, int attempt)
{
    if (attempt == 0 && !lp->solved) {
        glp_scale_prob(lp->problem, GLP_SF_AUTO);
        glp_adv_basis(lp->problem, 0);
    } else if (attempt == 1) {
        glp_scale_prob(lp->problem, GLP_SF_AUTO);
        glp_adv_basis(lp->problem, 0);
        lp->by_dual = false;
    } else if (attempt == 2) {
        glp_unscale_prob(lp->problem);
        glp_std_basis(lp->problem);
        lp->by_dual = true;
    }
}

static bool solve(bw_lp *lp, void *argument)
{
    run *r = argument;
    for (int attempt = 0; attempt < 3 && r->answer == BW_LP_FAILED; attempt++) {
        prepare_attempt(lp, attempt);
        r->answer = simplex_answer(lp, simplex_slices(lp, r));
    }
    lp->solved = r->answer != BW_LP_FAILED;
    lp->by_dual = false;
    if (lp->solved)
        read_vertex(lp);
    return true;
}

/* Without rows or columns GLPK has no basis to speak of. */
static bw_lp_answer solve_empty(bw_lp *lp)
{
    lp->objective = 0;
    return BW_LP_OPTIMAL;
}

static bw_lp_answer answer_of(operation *what, bw_lp *lp, run *r)
{
    return operate(what, lp, r) ? r->answer : BW_LP_FAILED;
}

bw_lp_answer bw_lp_solve(bw_lp *lp, const bw_lp_limits *limits)
{
    run r = run_begin(limits);
    if (lp->rows == 0 && lp->columns == 0 && alive(lp))
        return solve_empty(lp);
    return answer_of(solve, lp, &r);
}

/* ---- answers */

int32_t bw_lp_rows(const bw_lp *lp)
{
    return lp->rows;
}

int32_t bw_lp_columns(const bw_lp *lp)
{
    return lp->columns;
}

int64_t bw_lp_iterations(const bw_lp *lp)
{
    return lp->iterations;
}

double bw_lp_objective(const bw_lp *lp)
{
    return lp->objective;
}

void bw_lp_values(const bw_lp *lp, double *x)
{
    if (lp->columns > 0)
        memcpy(x, lp->x, (size_t)lp->columns * sizeof *x);
}

void bw_lp_duals(const bw_lp *lp, double *y)
{
    if (lp->rows > 0)
        memcpy(y, lp->y, (size_t)lp->rows * sizeof *y);
}
