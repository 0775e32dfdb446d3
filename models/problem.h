/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One immutable, validated problem, built from tables in the order of bw_problem_create:
 *
 *     people -> quotas -> accounts -> homes -> history -> periods -> families -> eligibility -> markets ->
 *     completion -> opportunity -> quality
 *
 * Each step is a function on the builder, lives in the file of its name, and reports what it
 * sees as findings; errors do not stop the steps, so that a planner sees all of them at once.
 */
#ifndef BW_MODELS_PROBLEM_H
#define BW_MODELS_PROBLEM_H

#include "models/fiscal.h"
#include "models/geo.h"
#include "models/idmap.h"
#include "models/settings.h"

/** An account and a rep that must not meet. */
typedef struct bw_forbidden { int32_t account, rep; } bw_forbidden;

/** Travel given by the table. */
typedef struct bw_trip { int32_t account, rep; double hours, km; } bw_trip;

/** Lists of pairs (trips, forbidden pairs, preferences) are sorted by account and rep, with which each element begins.
 *  Where in such a list an account and rep stand, or would. size: of an element, bytes. */
size_t bw_pair_place(const void *pairs, size_t count, size_t size, int32_t account, int32_t rep);

/** The element of an account and rep, or NULL. */
const void *bw_pair_find(const void *pairs, size_t count, size_t size, int32_t account, int32_t rep);

#define BW_FIELDS_MAX 4

/** One field that must agree between account and rep, as sets of values: what the account needs must
 *  lie within what the rep serves. An account without a value needs nothing, a rep without one
 *  serves all. */
typedef struct bw_match_field {
    size_t words;              /**< 64-bit words of a set */
    const uint64_t *needed;    /**< [accounts * words] */
    const uint64_t *served;    /**< [reps * words] */
} bw_match_field;

struct bw_problem_store {
    bw_arena *memory;
    const bw_tables *tables;
    bw_settings *settings;
    const bw_place *account_place; /**< [accounts]; meaningless where !on_map */
    const bw_place *rep_place;     /**< [reps] */
    const bool *rep_on_map;        /**< [reps] */
    const int32_t *shared_names;   /**< [reps] see accounts.c */
    int32_t field_count;
    bw_match_field fields[BW_FIELDS_MAX];
    size_t forbidden_count, trip_count;
    bw_forbidden *forbidden;       /**< sorted by account, rep */
    bw_trip *trips;                /**< sorted by account, rep */
};

/** A problem under construction. */
typedef struct bw_builder {
    const bw_tables *tables;
    const bw_settings *settings;
    bw_findings *findings;
    bw_problem *problem;
    struct bw_problem_store *store;
    bw_account *accounts;  /**< what problem->accounts points to */
    bw_rep *reps;
    bw_idmap *account_ids; /**< to account index */
    bw_idmap *rep_ids;     /**< to rep index, of the reps that are there in the plan year */
    bw_idmap *gone_ids;    /**< ids of reps who left, to 0 */
    int64_t errors;        /**< findings of severity error that the builder made */
    bool memory_out;
} bw_builder;

/** Takes memory that lives with the problem; sets memory_out and returns NULL when there is none. */
void *bw_builder_take(bw_builder *builder, size_t count, size_t size);

/** What a finding is about. */
typedef struct bw_spot {
    const char *file;
    int64_t line;
    const char *column, *value;
} bw_spot;

/** Adds a finding with a formatted message. */
void bw_builder_say(bw_builder *builder, bw_severity severity, const char *code, bw_spot spot, const char *remedy,
                    const char *format, ...) BW_PRINTF(6, 7);

/** The index of an id, by either of its Salesforce forms if it has two; -1 if it is not there. The second
 *  form is reported as a note. */
int32_t bw_builder_find(bw_builder *builder, const bw_idmap *map, bw_spot spot);

/** bw_problem_eligible as if the account were not locked. */
bool bw_problem_eligible_unlocked(const bw_problem *problem, int32_t account, int32_t rep);

/** The fiscal calendar; false when months are those of the calendar, or its first month is not known. */
bool bw_builder_fiscal(const bw_builder *builder, bw_fiscal *fiscal);

/** The month or the fiscal period of a record of the history. */
int32_t bw_builder_period(const bw_builder *builder, const bw_history_row *row);

/* The steps. */
void bw_build_people(bw_builder *builder);      /**< reps who work in the plan year, managers, ramps */
void bw_build_quotas(bw_builder *builder);      /**< last year's quotas and sales, adjustments by hand */
void bw_build_accounts(bw_builder *builder);    /**< ids, owners, coordinates */
void bw_build_homes(bw_builder *builder);       /**< places of reps; the middle of their accounts where none is given */
void bw_build_history(bw_builder *builder);     /**< months by account, plan year, last year's revenue */
void bw_build_periods(bw_builder *builder);     /**< weeks or days of trade of every month */
void bw_build_families(bw_builder *builder);    /**< parents and groups */
void bw_build_rules(bw_builder *builder);       /**< locks, forbidden pairs, preferences, travel, matching */
void bw_build_markets(bw_builder *builder);     /**< who competes with whom, shares; accounts nobody may have */
void bw_build_completion(bw_builder *builder);  /**< workload, continuity where they are not given */
void bw_build_opportunity(bw_builder *builder); /**< potential where it is not given, penetration, white space */
void bw_build_quality(bw_builder *builder);     /**< what looks odd */

#endif
