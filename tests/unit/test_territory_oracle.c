/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three oracles for the territory model on small random companies: all assignments tried one by one, the
 * MathProg model of models/territory.mod solved by GLPK, and the builder's program as MPS solved by CBC.
 */
#include "models/territory.h"
#include "solver/align_program.h"
#include "tests/unit/cases.h"
#include "tests/unit/company_fixture.h"
#include "tests/unit/glpk_oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define TRIALS CASES(24)
#define CLOSE 1e-6

static char folder[] = "/tmp/bailiwick-oracle-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path_of("company.dat"));
    unlink(path_of("program.mps"));
    return rmdir(folder);
}

/* Elastic and hard windows, budgets, travel as work, prices of balance: by the bits of the trial. */
static company try_company(uint64_t trial, uint64_t seed, size_t accounts, size_t reps)
{
    company made = company_random(accounts, reps, seed);
    company_set(&made, "gap", "0");
    company_set(&made, "threads", "1");
    company_set(&made, "measures", trial % 3 ? "workload;potential" : "revenue;accounts;pipeline");
    company_set(&made, "windows", trial % 4 == 3 ? "hard" : "elastic");
    company_set(&made, "tolerance", trial % 4 == 3 ? "0.45" : "0.1");
    company_set(&made, "balance_price", trial % 2 ? "0.3" : "0");
    company_set(&made, "count_travel", trial % 5 == 1 ? "yes" : "no");
    company_set(&made, "max_moved_revenue", trial % 3 == 1 ? "0.35" : "1");
    company_set(&made, "max_moved_accounts", trial % 7 == 2 ? "0.3" : "1");
    if (trial % 6 == 4)
        company_trip(&made, "A2", "R1", 0.7, 33);
    company_build(&made);
    return made;
}

/* The first of the trial's companies whose rules do not contradict each other. */
static company draw_company(uint64_t trial, size_t accounts, size_t reps)
{
    uint64_t seed = 1000 * (trial + 1);
    company made = try_company(trial, seed, accounts, reps);
    while (!made.problem) {
        company_close(&made);
        made = try_company(trial, ++seed, accounts, reps);
    }
    return made;
}

/* The engine's optimum; INFINITY when it proves that there is no plan. */
static double solve_by_engine(company *made)
{
    bw_alignment *plan;
    bw_status status = bw_align(made->problem, NULL, made->settings, NULL, &plan, &made->error);
    if (status == BW_IMPOSSIBLE)
        return INFINITY;
    if (status != BW_OK)
        fail_msg("%s", made->error.message);
    assert_int_equal(plan->outcome, BW_OUTCOME_OPTIMAL);
    assert_int_equal(bw_check(made->problem, NULL, plan, NULL, NULL, made->settings, &made->error), BW_OK);
    double objective = plan->objective;
    bw_alignment_free(plan);
    return objective;
}

static void expect_same(const char *oracle, uint64_t trial, double expected, double found)
{
    bool same = isinf(expected) || isinf(found) ? expected == found
                                                : fabs(found - expected) <= CLOSE * fmax(1, fabs(expected));
    if (!same)
        fail_msg("trial %d: %s says %.10g, the engine %.10g", (int)trial, oracle, expected, found);
}

/* ---- all assignments */

static bool holds_all(const company *made, const bw_alignment *plan)
{
    const bw_settings *settings = made->settings;
    const bw_problem *problem = made->problem;
    if (settings->max_moved_revenue < 1 && plan->moved_revenue_share > settings->max_moved_revenue + 1e-9)
        return false;
    if (settings->max_moved_accounts < 1
        && plan->moved_accounts > settings->max_moved_accounts * problem->account_count + 1e-9)
        return false;
    for (int32_t j = 0; j < problem->rep_count && settings->windows == BW_WINDOWS_HARD; j++)
        for (int32_t m = 0; m < plan->measure_count; m++) {
            const bw_window *window = &plan->territories[j].windows[m];
            if (window->target > 0 && (window->value < window->low - 1e-9 || window->value > window->high + 1e-9))
                return false;
        }
    return true;
}

/* Plan number `code` in the count of all; false if a family may not go where it says. */
static bool decode(const bw_problem *problem, size_t code, int32_t *rep)
{
    for (int32_t u = 0; u < problem->family_count; u++) {
        const bw_family *family = &problem->families[u];
        int32_t given = (int32_t)(code % (size_t)problem->rep_count);
        code /= (size_t)problem->rep_count;
        for (int32_t k = 0; k < family->count; k++) {
            rep[family->accounts[k]] = given;
            if (!bw_problem_eligible(problem, family->accounts[k], given))
                return false;
        }
    }
    return true;
}

static double solve_by_trying(company *made)
{
    int32_t rep[16];
    double best = INFINITY;
    size_t plans = (size_t)llround(pow(made->problem->rep_count, made->problem->family_count));
    for (size_t code = 0; code < plans; code++) {
        bw_alignment *plan;
        if (!decode(made->problem, code, rep))
            continue;
        assert_int_equal(bw_align_given(made->problem, NULL, made->settings, rep, &plan, NULL), BW_OK);
        if (plan->objective < best && holds_all(made, plan))
            best = plan->objective;
        bw_alignment_free(plan);
    }
    return best;
}

static void no_assignment_is_cheaper_than_the_engines(void **state)
{
    (void)state;
    int impossible = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        company made = draw_company(trial, 7, 3);
        double best = solve_by_trying(&made);
        expect_same("trying all", trial, best, solve_by_engine(&made));
        impossible += isinf(best) != 0;
        company_close(&made);
    }
    assert_true(impossible < TRIALS / 2);
}

/* ---- the MathProg model */

static void write_settings(FILE *file, const bw_settings *settings)
{
    fprintf(file, "param hard := %d;\n", settings->windows == BW_WINDOWS_HARD);
    fprintf(file, "param violation_price := %.17g;\n", settings->violation_price);
    fprintf(file, "param balance_price := %.17g;\n", settings->balance_price);
    fprintf(file, "param travel_cost := %.17g;\n", settings->travel_cost);
    fprintf(file, "param disruption_rate := %.17g;\n", settings->disruption_rate);
    fprintf(file, "param preference_value := %.17g;\n", settings->preference_value);
    fprintf(file, "param max_moved_revenue := %.17g;\n", settings->max_moved_revenue);
    fprintf(file, "param max_moved_accounts := %.17g;\n", settings->max_moved_accounts);
}

static double value_of(const bw_account *account, bw_measure measure)
{
    return measure == BW_WORKLOAD    ? account->workload
           : measure == BW_POTENTIAL ? account->potential
           : measure == BW_REVENUE   ? account->revenue
           : measure == BW_PIPELINE  ? account->pipeline
                                     : 1;
}

static void write_list(FILE *file, const char *name, int32_t count)
{
    fprintf(file, "set %s :=", name);
    for (int32_t k = 0; k < count; k++)
        fprintf(file, " %d", k);
    fprintf(file, ";\n");
}

static double distance_of(const bw_problem *problem, int32_t account, int32_t rep)
{
    double km = bw_problem_distance(problem, account, rep);
    return isnan(km) ? 0 : km;
}

static bool prefers(const bw_problem *problem, int32_t account, int32_t rep)
{
    for (size_t k = 0; k < problem->preference_count; k++)
        if (problem->preferences[k].account == account && problem->preferences[k].rep == rep)
            return true;
    return false;
}

/* One indexed parameter over accounts or reps, in MathProg's words. */
#define WRITE(name, count, value)                                \
    fprintf(file, "param " name " :=");                          \
    for (int32_t i = 0; i < (count); i++)                        \
        fprintf(file, " [%d] %.17g", i, (double)(value));        \
    fprintf(file, ";\n")

#define WRITE_PAIRS(name, value)                                       \
    fprintf(file, "param " name " :=");                                \
    for (int32_t i = 0; i < accounts; i++)                             \
        for (int32_t j = 0; j < reps; j++)                             \
            fprintf(file, " [%d,%d] %.17g", i, j, (double)(value));    \
    fprintf(file, ";\n")

static void write_company(FILE *file, const bw_problem *problem, const bw_settings *settings)
{
    int32_t accounts = problem->account_count, reps = problem->rep_count, count;
    bw_measure measures[BW_MEASURES_MAX];
    assert_int_equal(bw_settings_measures(settings, measures, &count, NULL), BW_OK);
    fprintf(file, "data;\n");
    write_list(file, "ACCOUNTS", accounts);
    write_list(file, "REPS", reps);
    write_list(file, "MARKETS", problem->market_count);
    write_list(file, "MEASURES", count);
    WRITE("family", accounts, problem->accounts[i].family);
    WRITE("owner", accounts, problem->accounts[i].owner);
    WRITE("market", accounts, problem->accounts[i].market);
    WRITE("revenue", accounts, problem->accounts[i].revenue);
    WRITE("visits", accounts, problem->accounts[i].visits);
    WRITE("continuity", accounts, problem->accounts[i].continuity);
    WRITE("share", reps, problem->reps[i].share);
    WRITE("home", reps, problem->reps[i].market);
    WRITE("travels", count, measures[i] == BW_WORKLOAD && settings->count_travel);
    WRITE("tolerance", count, settings->tolerance);
    WRITE_PAIRS("eligible", bw_problem_eligible(problem, i, j));
    WRITE_PAIRS("prefers", prefers(problem, i, j));
    WRITE_PAIRS("hours", bw_problem_travel_hours(problem, i, j));
    WRITE_PAIRS("km", distance_of(problem, i, j));
    fprintf(file, "param value :=");
    for (int32_t m = 0; m < count; m++)
        for (int32_t i = 0; i < accounts; i++)
            fprintf(file, " [%d,%d] %.17g", i, m, value_of(&problem->accounts[i], measures[m]));
    fprintf(file, ";\n");
    write_settings(file, settings);
    fprintf(file, "end;\n");
}

static double solve_by_mathprog(company *made)
{
    FILE *file = fopen(path_of("company.dat"), "w");
    assert_non_null(file);
    write_company(file, made->problem, made->settings);
    fclose(file);
    return glpk_mathprog("models/territory.mod", path_of("company.dat"));
}

static void the_mathprog_model_has_the_same_optimum(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        company made = draw_company(trial, 9, 3);
        expect_same("MathProg", trial, solve_by_mathprog(&made), solve_by_engine(&made));
        company_close(&made);
    }
}

/* ---- the builder's program, by another solver */

/* Rows: one per item, then each coupling row twice, once for its window and once for its ideal. */
static void add_choices(glp_prob *problem, const bw_program *program, int32_t item, double *cost, double *entry)
{
    program->fill(program->model, item, program->bins, NULL, cost, entry);
    for (int32_t j = 0; j < program->bins; j++) {
        int32_t row[1 + 2 * BW_MEASURES_MAX + 4] = {item}, count = 1;
        double value[1 + 2 * BW_MEASURES_MAX + 4] = {1};
        for (int32_t k = 0; k < program->slots; k++) {
            int32_t at = program->bin_row[j * program->slots + k];
            for (int32_t twice = 0; twice < 2 && at >= 0; twice++) {
                row[count] = program->items + 2 * at + twice;
                value[count++] = entry[j * program->slots + k];
            }
        }
        if (isfinite(cost[j]))
            glpk_column(problem, cost[j], 1, count, row, value, true);
    }
}

static void add_misses(glp_prob *problem, const bw_program *program)
{
    for (int32_t r = 0; r < program->rows; r++)
        for (int32_t side = -1; side <= 1; side += 2) {
            const bw_row *row = &program->row[r];
            int32_t window = program->items + 2 * r, ideal = window + 1;
            double one = side;
            if (isfinite(row->violation_price))
                glpk_column(problem, row->violation_price, INFINITY, 1, &window, &one, false);
            glpk_column(problem, row->ideal_price, INFINITY, 1, &ideal, &one, false);
        }
}

static bool write_program(const bw_program *program)
{
    int32_t rows = program->items + 2 * program->rows;
    double *low = calloc((size_t)rows, sizeof *low), *high = calloc((size_t)rows, sizeof *high);
    double *cost = calloc((size_t)program->bins, sizeof *cost);
    double *entry = calloc((size_t)(program->bins * program->slots), sizeof *entry);
    for (int32_t r = 0; r < rows; r++) {
        const bw_row *row = &program->row[r < program->items ? 0 : (r - program->items) / 2];
        bool ideal = r >= program->items && (r - program->items) % 2;
        low[r] = r < program->items ? 1 : ideal ? row->ideal : row->low;
        high[r] = r < program->items ? 1 : ideal ? row->ideal : row->high;
    }
    glp_prob *problem = glpk_open(rows, low, high);
    for (int32_t item = 0; item < program->items; item++)
        add_choices(problem, program, item, cost, entry);
    add_misses(problem, program);
    bool good = glp_write_mps(problem, GLP_MPS_FILE, NULL, path_of("program.mps")) == 0;
    glpk_close(problem);
    free(entry);
    free(cost);
    free(high);
    free(low);
    return good;
}

/* INFINITY where CBC finds the program infeasible; NAN when it does not say. */
static double run_cbc(void)
{
    char command[320], line[512];
    double objective = NAN;
    snprintf(command, sizeof command, "cbc %s ratioGap 0 allowableGap 0 solve 2>&1", path_of("program.mps"));
    FILE *said = popen(command, "r");
    assert_non_null(said);
    while (fgets(line, sizeof line, said)) {
        sscanf(line, "Objective value: %lf", &objective);
        if (strstr(line, "nfeasible"))
            objective = isnan(objective) ? INFINITY : objective;
    }
    pclose(said);
    return objective;
}

static double solve_by_cbc(company *made)
{
    bw_territory_model *model = NULL;
    bw_align_program *program = NULL;
    assert_int_equal(bw_territory_model_create(made->problem, NULL, made->settings, &model, NULL), BW_OK);
    assert_int_equal(bw_align_program_create(model, &program, NULL), BW_OK);
    assert_true(write_program(&program->program));
    bw_align_program_free(program);
    bw_territory_model_free(model);
    return run_cbc();
}

static void another_solver_finds_the_same_optimum(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        company made = draw_company(trial, 14, 4);
        expect_same("CBC", trial, solve_by_cbc(&made), solve_by_engine(&made));
        company_close(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_assignment_is_cheaper_than_the_engines),
        cmocka_unit_test(the_mathprog_model_has_the_same_optimum),
        cmocka_unit_test(another_solver_finds_the_same_optimum),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
