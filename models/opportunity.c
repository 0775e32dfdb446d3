/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/opportunity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *bw_potential_basis_name(bw_potential_basis basis)
{
    static const char *const names[] = {"given", "comparable customers", "own revenue", "unknown"};
    return names[basis];
}

/* ---- firms */

static const char *text_of(const bw_account_row *row, int trait)
{
    const char *const texts[BW_TRAITS] = {[BW_TRAIT_SEGMENT] = row->segment, [BW_TRAIT_INDUSTRY] = row->industry,
                                          [BW_TRAIT_REGION] = row->region, [BW_TRAIT_COUNTRY] = row->country};
    return texts[trait];
}

static bool number_levels(size_t count, const bw_account *accounts, int trait, bw_firm *firms, int32_t *levels)
{
    bw_idmap *numbers = bw_idmap_create(64);
    bool ready = numbers != NULL;
    *levels = 0;
    for (size_t i = 0; ready && i < count; i++) {
        const char *text = text_of(accounts[i].row, trait);
        int32_t number = *text ? bw_idmap_add(numbers, text, *levels) : -1;
        firms[i].trait[trait] = number;
        *levels += number == *levels;
        ready = number != -2;
    }
    bw_idmap_free(numbers);
    return ready;
}

bool bw_firms_of(size_t count, const bw_account *accounts, bw_firm *firms, int32_t levels[BW_TRAITS])
{
    for (size_t i = 0; i < count; i++) {
        const bw_account_row *row = accounts[i].row;
        firms[i] = (bw_firm){.revenue = accounts[i].revenue,
                             .size = {[BW_SIZE_SALES] = row->annual_sales, [BW_SIZE_EMPLOYEES] = row->employees,
                                      [BW_SIZE_FLOOR] = row->square_feet, [BW_SIZE_FOUNDED] = row->year_opened}};
    }
    bool ready = true;
    for (int t = 0; ready && t < BW_TRAITS; t++)
        ready = number_levels(count, accounts, t, firms, &levels[t]);
    return ready;
}

/* ---- opportunities */

static double share(double part, double whole) { return whole > 0 ? part / whole : NAN; }

/* A potential that was given is believed; any other is at least what the account already buys. */
static void set_opportunity(bw_account *account, const bw_comparable *like, bw_opportunity *made)
{
    double given = account->row->potential, revenue = account->revenue;
    bool known = !isnan(given);
    double low = known ? given : fmax(revenue, like->p10), high = known ? given : fmax(revenue, like->p90);
    account->potential = known ? given : fmax(revenue, like->potential);
    *made = (bw_opportunity){
        .basis = known ? BW_POTENTIAL_GIVEN : revenue > 0 && revenue >= like->potential ? BW_POTENTIAL_REVENUE
                 : like->potential > 0 ? BW_POTENTIAL_COMPARABLE : BW_POTENTIAL_UNKNOWN,
        .comparable = like->potential, .p10 = like->p10, .p90 = like->p90, .expected = like->expected,
        .penetration = share(revenue, account->potential), .penetration_low = share(revenue, high),
        .penetration_high = share(revenue, low), .white_space = fmax(0, account->potential - revenue),
        .white_space_low = fmax(0, low - revenue), .white_space_high = fmax(0, high - revenue),
        .whole = like->whole, .by_size = like->by_size, .by_segment = like->by_trait[BW_TRAIT_SEGMENT],
        .by_industry = like->by_trait[BW_TRAIT_INDUSTRY],
        .by_place = like->by_trait[BW_TRAIT_REGION] * like->by_trait[BW_TRAIT_COUNTRY],
        .typical = like->typical, .stretch = like->stretch};
}

/* ---- words */

/* What the regression looks at; "revenue alone" if at nothing. */
static void name_columns(const bw_potential *potential, char *words, size_t room)
{
    static const char *const traits[BW_TRAITS] = {"segment", "industry", "region", "country"};
    static const char *const sizes[BW_SIZES] = {"annual_sales", "employees", "square_feet", "year_opened"};
    size_t length = 0;
    for (int t = 0; t < BW_TRAITS; t++)
        if (bw_potential_compares(potential, (bw_trait)t))
            length += (size_t)snprintf(words + length, room - length, "%s%s", length ? ", " : "", traits[t]);
    for (int k = 0; k < BW_SIZES; k++)
        if (bw_potential_measures(potential, (bw_size)k))
            length += (size_t)snprintf(words + length, room - length, "%s%s", length ? ", " : "", sizes[k]);
    if (!length)
        snprintf(words, room, "revenue alone");
}

static void say_how(bw_builder *builder, const bw_potential *potential, int32_t filled)
{
    char words[160];
    bw_potential_score score = bw_potential_scored(potential);
    bw_spot spot = {.file = "accounts.csv", .column = "potential"};
    const char *remedy = "give the column if potential is known";
    name_columns(potential, words, sizeof words);
    if (filled && score.customers)
        bw_builder_say(builder, BW_NOTE, "potential-by-rule", spot, remedy,
                       "potential of %d accounts comes from a rule: the larger of last year's revenue and what "
                       "%.0f %% of comparable customers do not exceed, by a regression on %zu customers (%s). Tried on "
                       "customers left out, it is %.0f %% nearer than one potential for all, and its 80 %% interval "
                       "holds %.0f %%",
                       filled, 100 * builder->settings->potential_quantile, score.customers, words,
                       100 * fmax(0, score.explained), 100 * score.coverage80);
    else if (filled)
        bw_builder_say(builder, BW_NOTE, "potential-by-rule", spot, remedy,
                       "potential of %d accounts is 0: it is not given, and no customer has revenue to compare with",
                       filled);
}

/* ---- the step */

static void fill(bw_builder *builder, const bw_firm *firms, const bw_potential *potential)
{
    bw_problem *problem = builder->problem;
    bw_opportunity *made = bw_builder_take(builder, (size_t)problem->account_count, sizeof *made);
    int32_t filled = 0;
    for (int32_t i = 0; made && i < problem->account_count; i++) {
        bw_comparable like = bw_potential_of(potential, &firms[i]);
        filled += isnan(builder->accounts[i].row->potential);
        set_opportunity(&builder->accounts[i], &like, &made[i]);
    }
    problem->opportunities = made;
    problem->potential_score = bw_potential_scored(potential);
    say_how(builder, potential, filled);
}

void bw_build_opportunity(bw_builder *builder)
{
    if (!builder->accounts)
        return;
    size_t count = (size_t)builder->problem->account_count;
    bw_firm *firms = bw_array(count, sizeof *firms);
    int32_t levels[BW_TRAITS];
    bw_potential *potential = NULL;
    if (firms && bw_firms_of(count, builder->accounts, firms, levels))
        potential = bw_potential_learn(count, firms, levels, builder->settings->potential_quantile);
    builder->memory_out |= !potential;
    if (potential)
        fill(builder, firms, potential);
    bw_potential_free(potential);
    free(firms);
}
