/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/problem.h"

#include <math.h>
#include <stdlib.h>

static bool is_forbidden(const struct bw_problem_store *store, int32_t account, int32_t rep)
{
    return bw_pair_find(store->forbidden, store->forbidden_count, sizeof *store->forbidden, account, rep);
}

static bool matches(const struct bw_problem_store *store, size_t account, size_t rep)
{
    for (int32_t f = 0; f < store->field_count; f++) {
        const bw_match_field *field = &store->fields[f];
        for (size_t w = 0; w < field->words; w++)
            if (field->needed[account * field->words + w] & ~field->served[rep * field->words + w])
                return false;
    }
    return true;
}

static bool near_enough(const bw_problem *problem, int32_t account, int32_t rep)
{
    double limit = problem->settings->max_distance;
    return limit <= 0 || !(bw_problem_distance(problem, account, rep) > limit);
}

/* By everything but locks. */
static bool may_have(const bw_problem *problem, int32_t account, int32_t rep)
{
    const bw_account *given = &problem->accounts[account];
    if (!problem->reps[rep].competes || is_forbidden(problem->store, account, rep))
        return false;
    if (given->owner == rep && problem->settings->keep_owner_eligible)
        return true;
    return matches(problem->store, (size_t)account, (size_t)rep) && near_enough(problem, account, rep);
}

bool bw_problem_eligible(const bw_problem *problem, int32_t account, int32_t rep)
{
    int32_t lock = problem->accounts[account].lock;
    return lock >= 0 ? lock == rep : may_have(problem, account, rep);
}

bool bw_problem_eligible_unlocked(const bw_problem *problem, int32_t account, int32_t rep)
{
    return problem->accounts[account].lock == rep || may_have(problem, account, rep);
}

static bool family_eligible(const bw_problem *problem, const bw_family *family, int32_t rep)
{
    for (int32_t k = 0; k < family->count; k++)
        if (!bw_problem_eligible(problem, family->accounts[k], rep))
            return false;
    return true;
}

static int32_t root_of(int32_t *market, int32_t rep)
{
    while (market[rep] != rep)
        rep = market[rep] = market[market[rep]];
    return rep;
}

/* Joins the reps who may all have this family and returns one of them, -1 if there is none. Reps already
 * joined are not asked again, which keeps this near one check per family once the markets have formed. */
static int32_t join_reps(const bw_problem *problem, const bw_family *family, int32_t *market)
{
    int32_t first = -1;
    for (int32_t j = 0; j < problem->rep_count; j++) {
        int32_t root = root_of(market, j);
        if (first >= 0 && root == first)
            continue;
        if (!family_eligible(problem, family, j))
            continue;
        if (first >= 0)
            market[root > first ? root : first] = root > first ? first : root;
        first = root_of(market, j);
    }
    return first;
}

static void say_nobody(bw_builder *builder, const bw_family *family)
{
    const bw_account_row *row = builder->accounts[family->accounts[0]].row;
    bw_spot spot = {"accounts.csv", row->line, "account_id", row->account_id};
    if (family->count == 1)
        bw_builder_say(builder, BW_ERROR, "no-eligible-rep", spot,
                       "loosen match or max_distance, remove a forbid rule, or add a rep who may serve it",
                       "no rep may have account %s", row->account_id);
    else
        bw_builder_say(builder, BW_ERROR, "no-eligible-rep", spot,
                       "take a member out of the family, loosen match or max_distance, or remove a forbid rule",
                       "no rep may have all %d accounts of the family of %s", family->count, row->account_id);
}

static void say_forbidden_lock(bw_builder *builder)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        const bw_account *account = &builder->accounts[i];
        if (account->lock >= 0 && is_forbidden(builder->store, i, account->lock))
            bw_builder_say(builder, BW_ERROR, "locked-and-forbidden",
                           (bw_spot){"rules.csv", 0, "account_id", account->row->account_id},
                           "keep one of the two rules",
                           "account %s is locked to %s and forbidden to the same rep", account->row->account_id,
                           builder->reps[account->lock].row->rep_id);
    }
}

/* An account is in the market of the reps who may have it: one market, since they were joined. */
static void place_accounts(bw_builder *builder, const int32_t *any_rep)
{
    for (int32_t i = 0; i < builder->problem->account_count; i++) {
        int32_t rep = any_rep[builder->accounts[i].family];
        builder->accounts[i].market = rep >= 0 ? builder->reps[rep].market : -1;
    }
}

/* Markets are numbered by their first competing rep; a rep who does not compete has none. */
static void number_markets(bw_builder *builder, int32_t *market)
{
    for (int32_t j = 0; j < builder->problem->rep_count; j++) {
        bw_rep *rep = &builder->reps[j];
        int32_t root = root_of(market, j);
        if (!rep->competes)
            continue;
        if (builder->reps[root].market < 0)
            builder->reps[root].market = builder->problem->market_count++;
        rep->market = builder->reps[root].market;
    }
}

static void set_shares(bw_builder *builder)
{
    size_t markets = (size_t)builder->problem->market_count;
    double *capacity = bw_array(markets, sizeof *capacity);
    int32_t *members = bw_array(markets, sizeof *members);
    builder->memory_out |= !capacity || !members;
    for (int32_t j = 0; j < builder->problem->rep_count && !builder->memory_out; j++)
        if (builder->reps[j].competes) {
            capacity[builder->reps[j].market] += builder->reps[j].capacity;
            members[builder->reps[j].market]++;
        }
    for (int32_t j = 0; j < builder->problem->rep_count && !builder->memory_out; j++) {
        bw_rep *rep = &builder->reps[j];
        if (rep->competes)
            rep->share = capacity[rep->market] > 0 ? rep->capacity / capacity[rep->market] : 1.0 / members[rep->market];
    }
    free(members);
    free(capacity);
}

void bw_build_markets(bw_builder *builder)
{
    if (!builder->accounts)
        return;
    const bw_problem *problem = builder->problem;
    int32_t *market = bw_array((size_t)problem->rep_count, sizeof *market);
    int32_t *any_rep = bw_array((size_t)problem->family_count, sizeof *any_rep);
    builder->memory_out |= !market || !any_rep;
    for (int32_t j = 0; j < problem->rep_count && !builder->memory_out; j++) {
        market[j] = j;
        builder->reps[j].market = -1;
    }
    for (int32_t u = 0; u < problem->family_count && !builder->memory_out; u++) {
        any_rep[u] = join_reps(problem, &problem->families[u], market);
        if (any_rep[u] < 0)
            say_nobody(builder, &problem->families[u]);
    }
    if (!builder->memory_out) {
        number_markets(builder, market);
        place_accounts(builder, any_rep);
    }
    free(any_rep);
    free(market);
    say_forbidden_lock(builder);
    set_shares(builder);
}
