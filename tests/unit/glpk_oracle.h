/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programs handed to GLPK as they are, for tests that compare. Nothing of the library stands between: solver/lp.c,
 * which the engine uses, is one of the things that are tested.
 */
#ifndef BW_TESTS_GLPK_ORACLE_H
#define BW_TESTS_GLPK_ORACLE_H

#include <glpk.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define GLPK_ENTRIES_MAX 64 /* of a column */

static inline int glpk_kind(double low, double high)
{
    if (low == -INFINITY)
        return high == INFINITY ? GLP_FR : GLP_UP;
    return high == INFINITY ? GLP_LO : low < high ? GLP_DB : GLP_FX;
}

/** A program of rows without columns; glpk_close takes it. */
static inline glp_prob *glpk_open(int32_t rows, const double *low, const double *high)
{
    glp_term_out(GLP_OFF);
    glp_prob *problem = glp_create_prob();
    if (rows > 0)
        glp_add_rows(problem, rows);
    for (int32_t r = 0; r < rows; r++)
        glp_set_row_bnds(problem, r + 1, glpk_kind(low[r], high[r]), low[r], high[r]);
    return problem;
}

static inline void glpk_close(glp_prob *problem)
{
    glp_delete_prob(problem);
    glp_free_env();
}

/** A column from 0 to high, with entries in rows numbered from 0. */
static inline void glpk_column(glp_prob *problem, double cost, double high, int32_t count, const int32_t *row,
                               const double *value, bool whole)
{
    int place[1 + GLPK_ENTRIES_MAX], column = glp_add_cols(problem, 1);
    double entry[1 + GLPK_ENTRIES_MAX];
    for (int32_t k = 0; k < count && k < GLPK_ENTRIES_MAX; k++) {
        place[k + 1] = row[k] + 1;
        entry[k + 1] = value[k];
    }
    glp_set_obj_coef(problem, column, cost);
    glp_set_col_bnds(problem, column, glpk_kind(0, high), 0, high);
    glp_set_mat_col(problem, column, count, place, entry);
    if (whole)
        glp_set_col_kind(problem, column, GLP_IV);
}

static inline void glpk_count_nodes(glp_tree *tree, void *most)
{
    int nodes = 0;
    glp_ios_tree_size(tree, NULL, NULL, &nodes);
    if (nodes > *(int *)most)
        glp_ios_terminate(tree);
}

/** Branch and cut with presolve and cuts; true if it found a plan within so many nodes: see glp_mip_*. */
static inline bool glpk_branch(glp_prob *problem, int nodes)
{
    glp_iocp control;
    glp_init_iocp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.presolve = control.mir_cuts = control.gmi_cuts = GLP_ON;
    control.cb_func = glpk_count_nodes;
    control.cb_info = &nodes;
    glp_intopt(problem, &control);
    return glp_mip_status(problem) == GLP_OPT || glp_mip_status(problem) == GLP_FEAS;
}

static inline bool glpk_translate(glp_tran *words, glp_prob *problem, const char *model, const char *data)
{
    bool good = glp_mpl_read_model(words, model, 1) == 0 && glp_mpl_read_data(words, data) == 0 &&
                glp_mpl_generate(words, NULL) == 0;
    if (good)
        glp_mpl_build_prob(words, problem);
    return good;
}

/** The optimum of a program, whole where it says so; INFINITY if it has no solution, NAN if it cannot be solved. */
static inline double glpk_optimum(glp_prob *problem)
{
    bool failed = glp_simplex(problem, NULL) != 0;
    if (!failed && glp_get_status(problem) == GLP_NOFEAS)
        return INFINITY;
    if (failed || glp_get_status(problem) != GLP_OPT)
        return NAN;
    if (glp_get_num_int(problem) == 0)
        return glp_get_obj_val(problem);
    failed = glp_intopt(problem, NULL) != 0;
    return failed                                  ? NAN
           : glp_mip_status(problem) == GLP_OPT    ? glp_mip_obj_val(problem)
           : glp_mip_status(problem) == GLP_NOFEAS ? INFINITY
                                                   : NAN;
}

/** That of a MathProg model with its data; NAN also if they cannot be read. */
static inline double glpk_mathprog(const char *model, const char *data)
{
    double optimum = NAN;
    glp_prob *problem = glpk_open(0, NULL, NULL);
    glp_tran *words = glp_mpl_alloc_wksp();
    if (glpk_translate(words, problem, model, data))
        optimum = glpk_optimum(problem);
    glp_mpl_free_wksp(words);
    glpk_close(problem);
    return optimum;
}

#endif
