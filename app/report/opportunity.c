/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/report/opportunity.h"

#include "app/figures.h"
#include "app/report/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING 0.005 /* a factor this near to 1 is not worth a word */

static double cents(double value)
{
    return round(value * 100) / 100;
}

/* ---- words */

/* " x size 1.20", unless the factor says nothing. */
static size_t put_factor(char *buffer, size_t length, const char *name, double factor)
{
    if (fabs(factor - 1) < NOTHING)
        return length;
    int more = snprintf(buffer + length, BW_OPPORTUNITY_WORDS - length, " x %s %.2f", name, factor);
    return more > 0 && length + (size_t)more < BW_OPPORTUNITY_WORDS ? length + (size_t)more : length;
}

static void put_comparison(const bw_problem *problem, const bw_opportunity *like, char *buffer, size_t length)
{
    char quantile[64];
    bw_figure figure;
    double best = 1 - strtod(bw_settings_get(problem->settings, "potential_quantile", quantile, sizeof quantile), NULL);
    length += (size_t)snprintf(buffer + length, BW_OPPORTUNITY_WORDS - length, "a typical customer like it buys %s",
                               bw_amount_words(like->typical, figure));
    if (fabs(like->typical / like->whole - 1) >= NOTHING)
        length += (size_t)snprintf(buffer + length, BW_OPPORTUNITY_WORDS - length, " = %s",
                                   bw_amount_words(like->whole, figure));
    length = put_factor(buffer, length, "segment", like->by_segment);
    length = put_factor(buffer, length, "industry", like->by_industry);
    length = put_factor(buffer, length, "place", like->by_place);
    length = put_factor(buffer, length, "size", like->by_size);
    snprintf(buffer + length, BW_OPPORTUNITY_WORDS - length, ", the best %.0f %% buy %s or more", 100 * best,
             bw_amount_words(like->comparable, figure));
}

const char *bw_opportunity_words(const bw_problem *problem, int32_t account, char buffer[BW_OPPORTUNITY_WORDS])
{
    const bw_opportunity *like = &problem->opportunities[account];
    static const char *const begin[] = {
        [BW_POTENTIAL_GIVEN] = "given in accounts.csv", [BW_POTENTIAL_COMPARABLE] = "",
        [BW_POTENTIAL_REVENUE] = "its own revenue", [BW_POTENTIAL_UNKNOWN] = "no customer to compare with"};
    size_t length = strlen(begin[like->basis]);
    memcpy(buffer, begin[like->basis], length + 1);
    if (!(like->comparable > 0))
        return buffer;
    if (length)
        length += (size_t)snprintf(buffer + length, BW_OPPORTUNITY_WORDS - length, "; ");
    put_comparison(problem, like, buffer, length);
    return buffer;
}

/* ---- the table */

static void put_account(bw_sheet *sheet, const bw_plan *plan, int32_t i)
{
    const bw_account *account = &plan->problem->accounts[i];
    const bw_opportunity *like = &plan->problem->opportunities[i];
    const double money[] = {account->revenue, account->potential, like->p10, like->p90, like->expected};
    const double shares[] = {like->penetration, like->penetration_low, like->penetration_high};
    const double space[] = {like->white_space, like->white_space_low, like->white_space_high};
    char words[BW_OPPORTUNITY_WORDS];
    bw_sheet_text(sheet, account->row->account_id);
    bw_sheet_text(sheet, account->row->account_name);
    bw_sheet_text(sheet, account->row->segment);
    bw_sheet_text(sheet, bw_rep_id(plan->problem, plan->alignment ? plan->alignment->rep[i] : account->owner));
    for (size_t k = 0; k < sizeof money / sizeof *money; k++)
        bw_sheet_number(sheet, cents(money[k]));
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
        bw_sheet_decimals(sheet, shares[k], 4);
    for (size_t k = 0; k < sizeof space / sizeof *space; k++)
        bw_sheet_number(sheet, cents(space[k]));
    bw_sheet_text(sheet, bw_potential_basis_name(like->basis));
    bw_sheet_text(sheet, bw_opportunity_words(plan->problem, i, words));
    bw_sheet_end_line(sheet);
}

bool bw_potential_table_put(bw_sheet *sheet, const bw_plan *plan)
{
    bw_sheet_head(sheet, "account_id account_name segment rep_id revenue potential p10 p90 expected penetration "
                         "penetration_low penetration_high white_space white_space_low white_space_high basis why");
    bw_sheet_end_line(sheet);
    for (int32_t i = 0; i < plan->problem->account_count; i++)
        put_account(sheet, plan, i);
    return true;
}

/* ---- JSON */

void bw_potential_score_put(bw_json *json, const bw_problem *problem)
{
    const bw_potential_score *score = &problem->potential_score;
    bw_json_put_open(json, "potential", '{');
    bw_json_put_integer(json, "customers", (int64_t)score->customers);
    bw_json_put_number(json, "explained", score->explained);
    bw_json_put_number(json, "median_error", score->median_error);
    bw_json_put_number(json, "coverage80", score->coverage80);
    bw_json_put_number(json, "above", score->above);
    bw_json_close(json, '}');
}

typedef double figure_of(const bw_opportunity *like);

static double low_of(const bw_opportunity *like) { return like->p10; }
static double high_of(const bw_opportunity *like) { return like->p90; }
static double expected_of(const bw_opportunity *like) { return like->expected; }
static double space_of(const bw_opportunity *like) { return like->white_space; }

static void figures_put(bw_json *json, const char *name, const bw_problem *problem, figure_of *of)
{
    bw_json_put_open(json, name, '[');
    for (int32_t i = 0; i < problem->account_count; i++)
        bw_json_number(json, cents(of(&problem->opportunities[i])));
    bw_json_close(json, ']');
}

void bw_opportunities_put(bw_json *json, const bw_problem *problem)
{
    char words[BW_OPPORTUNITY_WORDS];
    figures_put(json, "potential_p10", problem, low_of);
    figures_put(json, "potential_p90", problem, high_of);
    figures_put(json, "potential_expected", problem, expected_of);
    figures_put(json, "white_space", problem, space_of);
    bw_json_put_open(json, "potential_basis", '[');
    for (int32_t i = 0; i < problem->account_count; i++)
        bw_json_text(json, bw_potential_basis_name(problem->opportunities[i].basis));
    bw_json_close(json, ']');
    bw_json_put_open(json, "potential_why", '[');
    for (int32_t i = 0; i < problem->account_count; i++)
        bw_json_text(json, bw_opportunity_words(problem, i, words));
    bw_json_close(json, ']');
}
