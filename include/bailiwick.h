/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bailiwick: territories and quotas, with a proof of how good they are.
 *
 * This file is the whole public interface and the specification of its data. The program
 * in app/ uses nothing else.
 *
 *     tables -> problem -> forecast -> alignment -> quotas -> fairness
 *                     \______________ bw_check re-derives all of it
 *
 * Conventions
 *   - Every call returns a bw_status: did the call work. What was found (a proven optimum, a
 *     feasible plan, impossible rules) is a bw_outcome in the result. The reason for a failure
 *     is in the bw_error, which may be NULL. The result is the last pointer before it; it is
 *     NULL after a failure.
 *   - What bw_x_create or bw_x_make returns is owned by the caller and given back with
 *     bw_x_free, which accepts NULL. Inputs are const and must outlive the results made from
 *     them: results point into their inputs' strings.
 *   - Money is in the currency of the tables per planning year, work in hours per year,
 *     distance in km, shares and rates as fractions, coordinates in degrees. NAN means
 *     "not given" where a field says so; no other field is ever NAN or infinite.
 *   - Accounts and reps are addressed by index, 0-based; -1 means none.
 *   - Months are counted from January of year 0: month = 12 * year + (1..12) - 1.
 *     Days are counted from 1970-01-01.
 *   - The same input, settings and seed give the same result for any number of threads.
 *   - Nothing is printed, and nothing aborts.
 */
#ifndef BAILIWICK_H
#define BAILIWICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BW_VERSION "0.1.0"

/* ------------------------------------------------------------------ answers and errors */

/** Did the call work? The values are also the program's exit statuses. */
typedef enum bw_status {
    BW_OK = 0,           /**< done */
    BW_FAILED = 1,       /**< input/output, memory, or an internal fault */
    BW_USAGE = 2,        /**< the command line or a setting is wrong */
    BW_BAD_INPUT = 3,    /**< a table cannot be read as it is */
    BW_IMPOSSIBLE = 4,   /**< hard rules cannot all hold; the message names the cheapest repair */
    BW_LIMIT = 5,        /**< a limit was reached before any plan was found */
    BW_REJECTED = 7,     /**< bw_check found a number that does not follow from the problem */
    BW_PARTIAL = 8,      /**< some scenarios of a sweep failed; the others are good */
    BW_INTERRUPTED = 130 /**< stopped from outside; the best plan so far is in the result */
} bw_status;

/** What was found? Infeasible is an answer, not a failure. */
typedef enum bw_outcome {
    BW_OUTCOME_NONE = 0,   /**< not solved */
    BW_OUTCOME_OPTIMAL,    /**< proven: the gap is at most 1e-9 */
    BW_OUTCOME_FEASIBLE,   /**< a plan with a bound and a gap */
    BW_OUTCOME_INFEASIBLE  /**< hard rules cannot all hold */
} bw_outcome;

/** Why a call failed. All strings end in 0; file is empty when no file is to blame. */
typedef struct bw_error {
    bw_status status;
    char file[256];    /**< the table or file */
    int64_t line;      /**< 1-based; 0 if no line is to blame */
    char message[1024]; /**< one or more sentences: what is wrong and what to do */
} bw_error;

/** "optimal", "feasible", "infeasible", "none". */
const char *bw_outcome_name(bw_outcome outcome);

/** The name that was probably meant: the first of those that need the fewest single-letter edits, at
 *  most 3 and at most one for every two letters; NULL if none is that near. */
const char *bw_name_nearest(const char *name, size_t count, const char *const *names);

/* ------------------------------------------------------------------ findings */

/** How much a finding matters. */
typedef enum bw_severity {
    BW_NOTE,     /**< worth knowing: a mapping, a rule that filled a missing column */
    BW_REPAIRED, /**< a value was changed in a way that loses nothing */
    BW_WARNING,  /**< odd, or left out of some part; the run goes on */
    BW_ERROR     /**< the table cannot be used as it is */
} bw_severity;

/** One thing seen in the tables. Strings are owned by the bw_findings; "" where not given. */
typedef struct bw_finding {
    bw_severity severity;
    const char *code;    /**< a lasting short name, e.g. "owner-left" */
    const char *file;    /**< table, e.g. "accounts.csv" */
    int64_t line;        /**< 1-based line where the record begins; 0: the whole file */
    const char *column;  /**< header as the file spells it */
    const char *value;   /**< the value as the file spells it, cut at 80 bytes */
    const char *message; /**< what was found */
    const char *remedy;  /**< what to do; never empty for an error */
} bw_finding;

/** How many findings of one (severity, code, file) are kept with all their words. */
#define BW_FINDINGS_KEPT 100

/** Everything seen in the tables, in the order it was seen. */
typedef struct bw_findings {
    size_t count;          /**< kept findings: at most BW_FINDINGS_KEPT per severity, code and file */
    bw_finding *items;     /**< [count] */
    int64_t total[4];      /**< all findings by severity, also those not kept */
    struct bw_findings_store *store; /**< memory and tallies */
} bw_findings;

/** An empty list; NULL when memory is out. */
bw_findings *bw_findings_create(void);
void bw_findings_free(bw_findings *findings);

/** Adds a finding; every string is copied, NULL counts as "". Memory running out keeps the
 *  totals right and drops the words. */
void bw_findings_add(bw_findings *findings, bw_finding finding);

/** How many findings of this code there were, also those not kept. */
int64_t bw_findings_tally(const bw_findings *findings, const char *code);

/* ------------------------------------------------------------------ watching a run */

/** Where a long call stands; given to the caller's function from one thread at a time. */
typedef struct bw_progress {
    const char *stage;  /**< "forecast", "bound", "plan", "quota", "sweep", ... */
    double done;        /**< 0..1, or NAN when unknown */
    double objective;   /**< best plan so far, NAN before the first */
    double bound;       /**< best bound so far, NAN before the first */
    double seconds;     /**< since the call began */
} bw_progress;

/** How a caller watches and stops a long call. NULL is allowed wherever one is asked for. */
typedef struct bw_watch {
    void (*progress)(void *context, const bw_progress *progress); /**< may be NULL */
    void *context;
    const volatile int *stop; /**< the call ends soon after *stop becomes non-zero; may be NULL */
} bw_watch;

/* ------------------------------------------------------------------ tables: what was read */

#define BW_NO_DATE INT32_MIN

/** One record of accounts.csv. In this and all other rows text is never NULL but "" when not given, and line is the
 *  1-based line where the record begins, 0 if it comes from no file. */
typedef struct bw_account_row {
    int64_t line;
    const char *account_id;
    const char *account_name;
    const char *parent_id;   /**< account_id of the parent: families stay together */
    const char *group_id;    /**< accounts with the same group stay together */
    const char *owner_id;    /**< today's rep */
    const char *segment, *tier, *industry, *region; /**< groups of the company's own, by any names */
    const char *postal_code, *country, *state, *city;
    const char *skill;       /**< needed of the rep, `;` between several */
    const char *lock_reason;
    double latitude, longitude; /**< degrees; both NAN if not given */
    double revenue_prior;    /**< money, last 12 months; NAN if not given (then from the history) */
    double potential;        /**< money per year; NAN if not given */
    double workload;         /**< hours per year; NAN if not given */
    double visits;           /**< per year; NAN if not given */
    double open_pipeline;    /**< money; NAN if not given */
    double annual_sales, employees, square_feet; /**< the customer's own size: money, people, area; NAN if not given */
    double year_opened;      /**< NAN if not given */
    int32_t renewal_date, owner_since, created_date; /**< days, or BW_NO_DATE; created: since when it is known */
    bool locked;             /**< stays with its owner */
} bw_account_row;

/** One record of reps.csv. */
typedef struct bw_rep_row {
    int64_t line;
    const char *rep_id, *rep_name, *email, *manager_id, *role, *segment, *region, *skills;
    const char *country, *state, *city, *ramp_profile;
    double latitude, longitude; /**< degrees; both NAN if not given */
    double capacity;          /**< hours per year at full time; NAN if not given */
    double fte;               /**< share of full time, 0..1+; NAN if not given (1) */
    double base_pay, target_pay, quota_prior; /**< money per year; NAN if not given */
    int32_t start_date, end_date; /**< days, or BW_NO_DATE */
    bool is_placeholder;      /**< an open position: counts as new */
} bw_rep_row;

/** One record of history.csv. */
typedef struct bw_history_row {
    int64_t line;
    const char *account_id;
    int32_t month;  /**< of the sale */
    int32_t day;    /**< of the month, 1..31; 0: the month alone is known. A fiscal calendar of weeks looks at it */
    double revenue; /**< money; negative for returns */
} bw_history_row;

typedef enum bw_rule_kind { BW_RULE_LOCK, BW_RULE_FORBID, BW_RULE_PREFER } bw_rule_kind;

/** One record of rules.csv. */
typedef struct bw_rule_row {
    int64_t line;
    const char *account_id, *rep_id, *reason;
    bw_rule_kind kind;
} bw_rule_row;

/** One record of travel.csv. */
typedef struct bw_travel_row {
    int64_t line;
    const char *account_id, *rep_id;
    double hours, km; /**< one way; NAN if not given */
} bw_travel_row;

/** One record of quotas.csv or actuals.csv: an amount per rep and period. */
typedef struct bw_amount_row {
    int64_t line;
    const char *rep_id;
    int32_t month; /**< first month of the period */
    int32_t months; /**< length of the period: 1, 3, 6 or 12 */
    double amount;
} bw_amount_row;

/** One record of adjustments.csv: what a person adds to one rep's quota. Exactly one of amount and share is given. */
typedef struct bw_adjustment_row {
    int64_t line;
    const char *rep_id;
    double amount; /**< money, negative to lower the quota; NAN if not given */
    double share;  /**< fraction of the quota before adjustments; NAN if not given */
    const char *reason, *approved_by;
} bw_adjustment_row;

/** One record of trading_days.csv: days of trade in a month. */
typedef struct bw_trading_day_row {
    int64_t line;
    int32_t month;
    double days; /**< above 0 */
} bw_trading_day_row;

/** A company as its tables say it; see app/tables for the reader. Ids are text and still
 *  unresolved. A program may also fill this in itself. Everything is owned by `memory`. */
typedef struct bw_tables {
    size_t account_count, rep_count, history_count, rule_count, travel_count, quota_count, actual_count;
    size_t adjustment_count, trading_day_count;
    bw_account_row *accounts;
    bw_rep_row *reps;
    bw_history_row *history;  /**< any order; several records of one account and month add up */
    bw_rule_row *rules;
    bw_travel_row *travel;
    bw_amount_row *quotas;
    bw_amount_row *actuals;
    bw_adjustment_row *adjustments;
    bw_trading_day_row *trading_days; /**< none: months count as the calendar setting says */
    struct bw_arena *memory;
} bw_tables;

/** Empty tables; NULL when memory is out. */
bw_tables *bw_tables_create(void);
void bw_tables_free(bw_tables *tables);

/** Memory that the tables own: count x size bytes, zeroed; NULL when memory is out. */
void *bw_tables_take(bw_tables *tables, size_t count, size_t size);

/** A copy of length bytes, with a closing 0, that the tables own; NULL when memory is out. */
const char *bw_tables_text(bw_tables *tables, const char *text, size_t length);

/** Records with nothing given: texts "", numbers NAN, dates BW_NO_DATE. A start for filling one in. */
bw_account_row bw_account_row_empty(void);
bw_rep_row bw_rep_row_empty(void);

/* ------------------------------------------------------------------ months and days */

/** YYYY-MM of years 1900 to 2199, nothing else. */
bool bw_month_parse(const char *text, int32_t *month);

/** Writes YYYY-MM; returns buffer. */
const char *bw_month_text(int32_t month, char *buffer, size_t size);

/** Writes YYYY-MM-DD; returns buffer. */
const char *bw_date_text(int32_t day, char *buffer, size_t size);

/** Day of a year, a month 1..12 and a day of the month. */
int32_t bw_day_of(int32_t year, int32_t month, int32_t day);

/** The month in which a day lies. */
int32_t bw_month_of_day(int32_t day);

/** Number of days of a month 1..12. */
int32_t bw_month_length(int32_t year, int32_t month);

/* ------------------------------------------------------------------ settings */

#define BW_MEASURES_MAX 6

/** The measures that can be balanced. */
typedef enum bw_measure {
    BW_WORKLOAD, /**< hours per year */
    BW_POTENTIAL, /**< money per year */
    BW_REVENUE,  /**< money, last 12 months */
    BW_ACCOUNTS, /**< number of accounts */
    BW_PIPELINE, /**< money, open */
    BW_FORECAST, /**< money, forecast mean of the plan year */
    BW_MEASURE_COUNT
} bw_measure;

/** "workload", "potential", ... */
const char *bw_measure_name(bw_measure measure);

typedef enum bw_quota_method {
    BW_EQUAL_ATTAINABILITY, BW_PROPORTIONAL, BW_BY_POTENTIAL, BW_GROWTH, BW_EVEN, BW_WEIGHTED
} bw_quota_method;

/** Everything that can be set, by the table in models/settings.def; `bailiwick help settings`
 *  prints it with units, ranges and defaults. */
typedef struct bw_settings bw_settings;

typedef enum bw_setting_type {
    BW_SETTING_NUMBER, BW_SETTING_INTEGER, BW_SETTING_BOOL, BW_SETTING_CHOICE, BW_SETTING_TEXT, BW_SETTING_MONTH
} bw_setting_type;

/** Which results change with a setting; later stages follow. */
typedef enum bw_stage { BW_STAGE_FORECAST, BW_STAGE_PROBLEM, BW_STAGE_ALIGN, BW_STAGE_QUOTA, BW_STAGE_RUN } bw_stage;

/** One line of the table of settings. */
typedef struct bw_setting {
    const char *name;
    bw_setting_type type;
    bw_stage stage;
    const char *initial; /**< default, as text */
    double low, high;    /**< allowed range of a number */
    const char *choices; /**< "a|b|c" for a choice, else "" */
    const char *unit;    /**< "" if none */
    const char *help;
    size_t offset;       /**< in bw_settings */
} bw_setting;

/** The table of settings, [*count]. */
const bw_setting *bw_settings_table(size_t *count);

/** Settings at their defaults, and a copy of others; NULL when memory is out. */
bw_settings *bw_settings_create(void);
bw_settings *bw_settings_copy(const bw_settings *settings);
void bw_settings_free(bw_settings *settings);

/** Sets one setting from text. Errors: BW_USAGE with the range, the choices or the nearest name. */
bw_status bw_settings_set(bw_settings *settings, const char *name, const char *value, bw_error *error);

/** Writes a setting's present value as text that bw_settings_set accepts; returns buffer. */
const char *bw_settings_get(const bw_settings *settings, const char *name, char *buffer, size_t size);

/* ------------------------------------------------------------------ problem */

/** An account, checked and completed. */
typedef struct bw_account {
    const bw_account_row *row; /**< as read */
    int32_t owner;       /**< rep index; -1: unassigned, or the owner left */
    int32_t family;      /**< family index */
    int32_t market;      /**< market whose reps compete for it; -1: a house account */
    int32_t lock;        /**< rep index that must own it; -1: free */
    const char *lock_reason; /**< "" if free */
    bool on_map;         /**< coordinates are known */
    double revenue;      /**< last 12 months, >= 0 (returns netted, floor 0) */
    double revenue_net;  /**< last 12 months, as booked; may be negative */
    double potential, workload, visits, pipeline; /**< >= 0, completed by the rules stated in the findings */
    double continuity;   /**< 0..1: how much of the owner's relation is lost by a move; 0 without an owner */
} bw_account;

/** Where an account's potential comes from. */
typedef enum bw_potential_basis {
    BW_POTENTIAL_GIVEN,      /**< the table */
    BW_POTENTIAL_COMPARABLE, /**< what comparable customers buy */
    BW_POTENTIAL_REVENUE,    /**< its own revenue, which is as much or more */
    BW_POTENTIAL_UNKNOWN     /**< nobody to compare with: 0 */
} bw_potential_basis;

/** "given", "comparable customers", "own revenue", "unknown". */
const char *bw_potential_basis_name(bw_potential_basis basis);

/** What customers like an account buy a year, and what that leaves to be won; models/potential.h says how. */
typedef struct bw_opportunity {
    bw_potential_basis basis;
    double comparable;       /**< what a comparable customer buys if the relation is good: potential_quantile */
    double p10, p90;         /**< 80 % interval of what a comparable customer buys */
    double expected;         /**< mean of what comparable customers buy */
    double penetration;      /**< revenue / potential; at most 1 unless potential was given; NAN if potential is 0 */
    double penetration_low, penetration_high; /**< with p90 and with p10 for potential; a given one is not doubted */
    double white_space;      /**< potential - revenue, at least 0 */
    double white_space_low, white_space_high; /**< as with penetration */
    /** The derivation: typical = whole x by_size x by_segment x by_industry x by_place; comparable = typical x
     *  stretch, but at most what the largest customer buys. All 0 where there is no customer. */
    double whole, by_size, by_segment, by_industry, by_place, typical, stretch;
} bw_opportunity;

/** How good the regression of potential is on customers that it has not seen. */
typedef struct bw_potential_score {
    size_t customers;        /**< that it was learned from; 0: there is none */
    double explained;        /**< share of the quantile loss of log revenue that one potential for all would have
                                  (Koenker, Machado 1999); 0 or less: comparing accounts gains nothing */
    double median_error;     /**< median of |typical - revenue| / revenue */
    double coverage80;       /**< share inside p10 .. p90 */
    double above;            /**< share that buys more than its potential; 1 - potential_quantile is meant */
} bw_potential_score;

/** A rep, checked and completed. */
typedef struct bw_rep {
    const bw_rep_row *row;
    int32_t manager;     /**< index into bw_problem.managers; -1: none */
    int32_t market;      /**< reps that compete for the same accounts share a market */
    bool competes;       /**< takes part in the alignment (managers keep house accounts and do not) */
    bool is_new;         /**< added by the setting add_reps, or a placeholder */
    double capacity;     /**< hours in the plan year: capacity x FTE x share of the year employed */
    double share;        /**< of the market's capacity; the reps of a market sum to 1; 0 if not competing */
    double ramp[12];     /**< productivity 0..1 in each month of the plan year; 0 when not employed */
    double quota_prior;  /**< quota of the 12 months before the plan year, by reps.csv or summed from quotas.csv;
                              NAN if not known */
    double actual_prior; /**< what the rep sold in the same months, summed from actuals.csv; NAN if not known */
} bw_rep;

/** Members of a family, accounts in index order. A single account is a family of one. */
typedef struct bw_family {
    int32_t count;
    const int32_t *accounts; /**< [count] */
} bw_family;

/** A rule "prefer this rep", resolved. */
typedef struct bw_preference { int32_t account, rep; const char *reason; } bw_preference;

/** An adjustment by hand, its rep resolved. */
typedef struct bw_adjustment { int32_t rep; const bw_adjustment_row *row; } bw_adjustment;

/** How many adjustments one rep may have. */
#define BW_ADJUSTMENTS_MAX 6

/** One validated company, immutable after creation. */
typedef struct bw_problem {
    int32_t account_count, rep_count, manager_count, family_count, market_count;
    const bw_account *accounts;
    const bw_rep *reps;
    const char *const *managers; /**< [manager_count] manager ids */
    const bw_family *families;
    size_t preference_count;
    const bw_preference *preferences; /**< sorted by account */
    size_t adjustment_count;
    const bw_adjustment *adjustments; /**< in the order of the table */
    /** History by account: entries history_start[i] .. history_start[i+1]-1, months rising, one
     *  entry a month. */
    const size_t *history_start;     /**< [account_count + 1] */
    const int32_t *history_month;
    const double *history_revenue;
    int32_t first_month, last_month; /**< span of the whole history; last < first if there is none */
    int32_t plan_start;              /**< first month of the plan year */
    /** Length of the months period_first .. of the history and the plan year, in weeks of a fiscal calendar or in
     *  days of trade. NULL: months count alike. Only ratios matter. */
    const double *period_length;     /**< [period_count] */
    int32_t period_first, period_count;
    const bw_opportunity *opportunities; /**< [account_count] */
    bw_potential_score potential_score;
    double total_revenue;            /**< sum of accounts' revenue */
    const bw_settings *settings;     /**< the problem's own copy */
    struct bw_problem_store *store;
} bw_problem;

/** Checks tables against each other and completes them. What is odd, repaired or wrong goes to
 *  findings. Errors: BW_BAD_INPUT when findings hold an error, BW_FAILED. Tables must outlive
 *  the problem. */
bw_status bw_problem_create(const bw_tables *tables, const bw_settings *settings, bw_findings *findings,
                            bw_problem **problem, bw_error *error);
void bw_problem_free(bw_problem *problem);

/** Weeks or days of trade of a month; 1 when months count alike. */
double bw_problem_period_length(const bw_problem *problem, int32_t month);

/** May this account go to this rep, by locks, forbidden pairs and matching rules? */
bool bw_problem_eligible(const bw_problem *problem, int32_t account, int32_t rep);

/** One-way distance in km, from travel.csv or the great circle; NAN if it is not known. */
double bw_problem_distance(const bw_problem *problem, int32_t account, int32_t rep);

/** One-way travel time in hours, from travel.csv or distance over travel_speed; 0 if not known. */
double bw_problem_travel_hours(const bw_problem *problem, int32_t account, int32_t rep);

/* ------------------------------------------------------------------ forecast */

/** Groups of accounts whose sums are looked at, from the whole to the single account. */
typedef enum bw_level {
    BW_LEVEL_COMPANY, BW_LEVEL_REGION, BW_LEVEL_MANAGER, BW_LEVEL_TERRITORY, BW_LEVEL_SEGMENT, BW_LEVEL_ACCOUNT,
    BW_LEVEL_COUNT
} bw_level;

/** "company", "region", ... */
const char *bw_level_name(bw_level level);

/** Errors of a backtest: the last 12 months held out, all else used to forecast them. */
typedef struct bw_backtest {
    int32_t months;            /**< held out; 0 if the history is too short */
    double company_error;      /**< |forecast - actual| / actual of the company's 12-month sum */
    double company_error_naive; /**< the same for the seasonal naive forecast (last year again) */
    double account_wape;       /**< sum |error| / sum actual over accounts' 12-month sums */
    double account_wape_naive;
    double coverage80, coverage95; /**< share of accounts' 12-month sums inside their interval */
    double company_actual, company_forecast; /**< the held-out year */
} bw_backtest;

/** The months of a group of accounts, by today's owners: what was booked, and a year path by path. */
typedef struct bw_curve {
    bw_level level;
    const char *name;    /**< of the region or segment, id of the manager, "" for the company */
    const float *month;  /**< [S * 12] path s of month h, at s * 12 + h */
    const double *past;  /**< [months of the history] booked */
} bw_curve;

/** A distribution of every account's plan year. */
typedef struct bw_forecast {
    int32_t account_count;
    int32_t horizon;      /**< months, 12 */
    int32_t first_month;  /**< = plan_start */
    int32_t path_count;   /**< S joint sample paths; path s is the same future for all accounts */
    const float *year;    /**< [account_count * S] path s of account i's year sum, at i * S + s */
    const float *company_month; /**< [S * 12] path s of the company's month h, at s * 12 + h */
    int32_t curve_count;  /**< groups with months of their own */
    const bw_curve *curves; /**< [curve_count] the company; the largest segments, regions and managers, 8 each */
    int32_t past_months;  /**< of the history, from its first month to the one before the plan year */
    const float *mean, *p10, *p50, *p90; /**< [account_count * 12] per month */
    const double *year_mean; /**< [account_count]: sum of the months' means */
    const float *year_p10, *year_p90; /**< [account_count] of the year's paths */
    const char *const *method; /**< [account_count] name of the method used, static strings */
    const char *const *why;  /**< [account_count] a line of words: how the account orders, its trend, months treated
                                  as one-off, method, what its groups made of it */
    bw_backtest backtest;
    double width_factor;     /**< by which spread was scaled after the backtest; 1 = untouched */
    struct bw_forecast_store *store;
} bw_forecast;

/** Mean and quantiles of a sum over accounts. */
typedef struct bw_range { double mean, p025, p10, p25, p50, p75, p90, p975; } bw_range;

/** Forecasts every account's plan year. Errors: BW_FAILED (memory), BW_INTERRUPTED. Never fails
 *  on odd series: see models/forecast/README.md for what is done with them. */
bw_status bw_forecast_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                             bw_forecast **forecast, bw_error *error);
void bw_forecast_free(bw_forecast *forecast);

/** The distribution of the year sum of the accounts for which chosen[i] == key (all if chosen is
 *  NULL), path by path. */
bw_range bw_forecast_range(const bw_forecast *forecast, const int32_t *chosen, int32_t key);

/** How good forecasts of one level would have been, on the whole of some origins. Errors are sums of
 *  absolute errors over sums of revenue. */
typedef struct bw_rolling_line {
    bw_level level;
    int32_t origin;        /**< first month forecast; -1: all origins together */
    int32_t groups;        /**< sums looked at: groups x origins */
    double year_error, year_error_base, year_error_naive; /**< of years: reconciled, each group's own forecast,
                                                               last year again (which is the seasonal naive, too) */
    double month_error, month_error_naive; /**< of months: reconciled, the month a year before */
    double bias;           /**< sum of forecasts over sum of revenue, less 1 */
    double coverage80, coverage95; /**< share of years inside their interval */
} bw_rolling_line;

/** A rolling backtest. */
typedef struct bw_rolling {
    int32_t origin_count;
    int32_t months_least;  /**< months known at the earliest origin */
    size_t line_count;
    bw_rolling_line *lines; /**< by origin, the latest first, then all together; in each by level */
} bw_rolling;

/** Forecasts the past from up to backtest_origins origins, three months apart, each with what was known then and
 *  today's territories. No lines when the history has less than 30 months. Errors: BW_FAILED, BW_INTERRUPTED. */
bw_status bw_rolling_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                            bw_rolling **rolling, bw_error *error);
void bw_rolling_free(bw_rolling *rolling);

/** The last 12 months of the history, forecast from those before them: the latest origin of the rolling backtest,
 *  with its months. */
typedef struct bw_hindcast {
    int32_t first_month;    /**< of the 12 */
    int32_t months_known;   /**< before them */
    int32_t path_count;     /**< S */
    int32_t curve_count;    /**< 0 when the history has less than 30 months */
    const bw_curve *curves; /**< [curve_count] as in bw_forecast; their past ends before first_month */
    const double *actual;   /**< [curve_count * 12] what came */
    size_t line_count;
    const bw_rolling_line *lines; /**< [line_count] by level */
    struct bw_arena *memory;
} bw_hindcast;

/** Errors: BW_FAILED, BW_INTERRUPTED. */
bw_status bw_hindcast_create(const bw_problem *problem, const bw_settings *settings, const bw_watch *watch,
                             bw_hindcast **hindcast, bw_error *error);
void bw_hindcast_free(bw_hindcast *hindcast);

/* ------------------------------------------------------------------ alignment */

/** A balance window of one rep and measure, and where the plan stands in it. */
typedef struct bw_window {
    double value;      /**< the plan's sum over the rep's accounts (house accounts of a manager excluded) */
    double target;     /**< share x total of the market; 0: no window, then low = high = 0 */
    double low, high;  /**< target x (1 - tolerance), target x (1 + tolerance) */
    double price;      /**< d objective / d one unit of the binding side, from the relaxation; 0 if slack */
} bw_window;

/** One rep's territory under a plan. */
typedef struct bw_territory {
    bw_window windows[BW_MEASURES_MAX]; /**< in the order of bw_alignment.measures */
    int32_t accounts;                /**< = kept + gained; of today's, lost go elsewhere */
    int32_t kept, gained, lost;
    double revenue, potential, workload, pipeline; /**< sums over the accounts */
    double travel_km, travel_hours;  /**< per year, there and back, all visits */
    double revenue_gained, revenue_lost; /**< of the accounts gained and lost */
} bw_territory;

typedef enum bw_reason {
    BW_STAYS = 0,     /**< the owner keeps it */
    BW_LOCKED,        /**< a lock */
    BW_FOR_BALANCE,   /**< dearer on its own, but a window needs it */
    BW_FOR_TRAVEL,    /**< cheaper to serve, disruption included */
    BW_WAS_UNASSIGNED, /**< had no owner, or the owner left */
    BW_NOT_ELIGIBLE,  /**< today's owner may not have it */
    BW_WITH_FAMILY,   /**< moves because its family does */
    BW_PREFERRED      /**< a prefer rule */
} bw_reason;
const char *bw_reason_name(bw_reason reason);

/** What one more of something is worth. */
typedef enum bw_price_kind {
    BW_PRICE_TOLERANCE, /**< one more point of tolerance on a measure, all reps */
    BW_PRICE_BUDGET,    /**< one more point of a budget */
    BW_PRICE_UNIT,      /**< one more unit in the window of the rep where it is dearest */
    BW_PRICE_REP,       /**< one more rep like another */
    BW_PRICE_LOCK       /**< the costliest lock taken away */
} bw_price_kind;

/** A price of the relaxation and, where it was asked for, what a re-solve says. */
typedef struct bw_price {
    bw_price_kind kind;
    int32_t measure;   /**< number of the measure of a tolerance or a unit; else -1 */
    int32_t subject;   /**< bw_frontier_kind of a budget, rep of a unit or whom one more is like, account of a lock;
                            else -1 */
    char what[160];    /**< e.g. "one more point of tolerance on workload" */
    double estimate;   /**< change of the objective by the relaxation's price */
    double confirmed;  /**< change of the relaxation's optimum by a re-solve over all pairs; NAN if none was made */
} bw_price;

/** What a frontier trades against the rest, and the setting that is its budget. */
typedef enum bw_frontier_kind {
    BW_FRONTIER_REVENUE,  /**< max_moved_revenue, a share */
    BW_FRONTIER_ACCOUNTS, /**< max_moved_accounts, a share */
    BW_FRONTIER_TRAVEL,   /**< max_travel, money */
    BW_FRONTIER_COUNT
} bw_frontier_kind;

/** "moved_revenue", "moved_accounts", "travel". */
const char *bw_frontier_name(bw_frontier_kind kind);

#define BW_FRONTIER_MAX 64 /* points */

/** One point of the trade-off between a budget and the rest. */
typedef struct bw_frontier_point {
    double budget;                 /**< in the unit of its setting */
    double used;                   /**< what the plan takes of it */
    double moved_revenue_share, moved_accounts_share; /**< fractions */
    double objective, bound, gap;  /**< as in bw_alignment */
    double max_deviation;          /**< largest over reps and measures */
    double travel_cost, disruption_cost, violation_cost;
    bw_outcome outcome;            /**< INFEASIBLE: no plan holds this budget; NONE: none was found that bw_check
                                        accepts. Then all else but the budget is NAN */
    bool dominated;                /**< a smaller budget has a plan that costs no more */
} bw_frontier_point;

/** What proves a plan's bound. */
typedef enum bw_bound_basis {
    BW_BOUND_NONE = 0,    /**< nothing: there is none */
    BW_BOUND_PRICES,      /**< the plan's prices: what all families are worth at their cheapest rep, less what windows
                               and budgets charge; what a family alone takes beyond an elastic window costs what
                               missing it costs. bw_check adds it up */
    BW_BOUND_SEARCH,      /**< branch and cut, from the bound of the prices up */
    BW_BOUND_BEFORE_EDITS, /**< the plan before its edits: it holds whatever they are */
    BW_BOUND_WITH_EDITS    /**< a relaxation with the plan's edits: it says nothing of a plan with others */
} bw_bound_basis;

/** "none", "prices", "branch and cut", "before edits", "with edits". */
const char *bw_bound_basis_name(bw_bound_basis basis);

/** An edit of a plan: the account and its family go to this rep and stay there, or may not go to it. */
typedef struct bw_edit {
    int32_t account, rep;
    bool forbid;
} bw_edit;

/** A plan: which rep owns which account. */
typedef struct bw_alignment {
    int32_t account_count, rep_count, measure_count;
    bw_measure measures[BW_MEASURES_MAX];
    int32_t *rep;          /**< [account_count] rep of each account; never -1 in a solved plan */
    bw_outcome outcome;
    double objective;      /**< travel + disruption + violation + balance - preference, money */
    double bound;          /**< no plan can cost less */
    bw_bound_basis bound_basis;
    double gap;            /**< (objective - bound) / max(|bound|, 1e-9), >= 0 */
    double travel_cost, disruption_cost, violation_cost, balance_cost, preference_value;
    int32_t moved_accounts; /**< accounts with an owner today and another in the plan */
    double moved_revenue_share; /**< their revenue over total revenue */
    double max_deviation[BW_MEASURES_MAX]; /**< max over reps of |value - target| / target */
    bw_territory *territories; /**< [rep_count] */
    bw_reason *reason;     /**< [account_count] */
    int32_t *next_best;    /**< [account_count] rep index, -1 if no other is eligible */
    double *override_cost; /**< [account_count] cost of giving it to next_best by the prices; NAN if none */
    double *override_confirmed; /**< [account_count] the same by a re-solve; NAN where none was made */
    double budget_price[BW_FRONTIER_COUNT]; /**< d objective / d one unit (money, accounts, money) of the budget, from
                                                 the relaxation; 0 if slack or not set */
    size_t edit_count;
    const bw_edit *edits;  /**< [edit_count] with which bw_align_edit made it */
    size_t price_count;
    bw_price *prices;      /**< [price_count] each kind in turn: all tolerances, all budgets that are set, ... */
    char stopped_by[32];   /**< "optimal", "gap", "work limit", "time limit", "interrupted"; after edits also "nearest
                                plan": proven to be as near to the old one as costs and `anchor` want it */
    double seconds;
    struct bw_alignment_store *store;
} bw_alignment;

/** Finds territories. forecast may be NULL unless a measure is BW_FORECAST or potential needs it.
 *  Errors: BW_IMPOSSIBLE (hard rules; the message names the cheapest repair), BW_LIMIT,
 *  BW_INTERRUPTED (with a plan if one was found), BW_FAILED. */
bw_status bw_align(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                   const bw_watch *watch, bw_alignment **alignment, bw_error *error);

/** Today's alignment, measured like a plan. Unassigned accounts keep -1. Errors: BW_FAILED. */
bw_status bw_align_today(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                         bw_alignment **alignment, bw_error *error);

/** Given territories, measured like a plan: rep[i] of each account, -1 for unassigned; NULL: today's. The outcome
 *  is NONE. Errors: BW_FAILED. */
bw_status bw_align_given(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                         const int32_t *rep, bw_alignment **alignment, bw_error *error);
void bw_alignment_free(bw_alignment *alignment);

/** How much of a plan an edit left alone. */
typedef struct bw_stability {
    int32_t edited;        /**< accounts that the edits name, their families included */
    int32_t touched;       /**< other accounts that changed their rep */
    double kept_accounts;  /**< share of the other accounts that stayed with their rep of the plan, 0..1 */
    double kept_revenue;   /**< the same by revenue */
} bw_stability;

/** Re-solves a plan with edits, touching as little else as possible: every other account keeps its rep of the plan
 *  unless moving it saves more than the setting `anchor`. The objective is the model's own, without the anchor; the
 *  bound is the plan's, which holds since edits only forbid, or, for a plan without one (bw_align_given) or with one
 *  that holds under its own edits alone, that of the relaxation with the edits. stability may be NULL. Errors as
 *  bw_align, and BW_USAGE (edits that contradict each other), BW_IMPOSSIBLE (an edit that a rule forbids). */
bw_status bw_align_edit(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                        const bw_alignment *plan, size_t count, const bw_edit *edits, const bw_watch *watch,
                        bw_alignment **edited, bw_stability *stability, bw_error *error);

/** What one edit costs: the change of the objective after bw_align_edit. Below 0 when the search came upon
 *  something better than the plan. Errors as bw_align_edit. */
bw_status bw_align_override(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, int32_t account, int32_t rep, const bw_watch *watch,
                            double *cost, bw_error *error);

/** The trade-off between a budget and everything else: the best plan found, its bound and gap for each budget (rising,
 *  in place of the setting's), each from the plan before, the first from the plan that takes least of the budget, so
 *  that objectives and bounds never rise with the budget. budgets NULL: evenly spaced from that least, which the other
 *  rules and budgets allow, to what plan takes. plan, which else may be NULL, is one of the same settings: it and its
 *  bound count where they hold. The time limit is shared by all. points [count] is filled. Errors: BW_USAGE (among
 *  others when plan takes no more than the least), BW_INTERRUPTED (the points not reached have the outcome NONE),
 *  BW_FAILED. */
bw_status bw_align_frontier(const bw_problem *problem, const bw_forecast *forecast, const bw_settings *settings,
                            const bw_alignment *plan, bw_frontier_kind kind, size_t count, const double *budgets,
                            const bw_watch *watch, bw_frontier_point *points, bw_error *error);

/* ------------------------------------------------------------------ quotas */

/** A line of the derivation of one rep's quota; amounts of the lines add up to the quota. */
typedef struct bw_quota_line {
    char what[200];
    double amount;
} bw_quota_line;

#define BW_QUOTA_LINES_MAX 20

/** One rep's quota for the plan year. */
typedef struct bw_quota {
    double quota;          /**< a multiple of bw_quotas.unit, unless it is the rep that takes the remainder */
    double month[12];      /**< sums to quota exactly, to the cent */
    bw_range forecast;     /**< the territory's year after disruption and ramp */
    double p_attain;       /**< P(revenue >= quota) over the joint paths */
    double ramp_factor;    /**< 0..1: seasonal mean of the rep's ramp */
    double prior;          /**< last 12 months' revenue of the new territory */
    double quota_prior;    /**< as bw_rep.quota_prior */
    double target_pay;     /**< incentive for a year that just reaches the quota, by reps.csv; NAN if not given */
    bw_range payout;       /**< incentive earned over the joint paths, as a share of target_pay; 0 without a quota */
    double unadjusted;     /**< what the method gives, before adjustments by hand and before rounding */
    double adjustment;     /**< by hand, included in quota; what it takes from the total or adds to it is shared out
                                among the reps without one, by the same method */
    const char *adjustment_reason; /**< reasons and who approved them, "" if none */
    int32_t line_count;
    bw_quota_line lines[BW_QUOTA_LINES_MAX]; /**< last year's kept accounts -> ... -> quota */
} bw_quota;

#define BW_CHANCES 3
extern const double bw_target_chances[BW_CHANCES]; /**< 0.5, 0.8, 0.9: what leaders plan a company's target by */
extern const double bw_quota_chances[BW_CHANCES];  /**< 0.5, 0.6, 0.7: healthy shares of reps at quota */

typedef struct bw_quotas {
    int32_t rep_count;
    bw_quota *reps;         /**< [rep_count]; reps without accounts have quota 0 */
    double company_target;  /**< T */
    double quota_total;     /**< sum of quotas = T x (1 + over_assignment), to the cent; a T that was not given as an
                                 amount is a multiple of unit, and so is this */
    double unit;            /**< the setting quota_unit; where it is not set, models/quota.md says what is usual */
    double p_company;       /**< P(company revenue >= T) */
    bw_range company;       /**< the company's year after disruption and ramp */
    double expected_at_quota; /**< expected share of quota-carrying reps at or above quota */
    double level;           /**< equal attainability: the common P(attain) aimed at; NAN otherwise */
    double target_for_p[BW_CHANCES]; /**< company targets that the forecast reaches with the bw_target_chances */
    double cushion_for_p[BW_CHANCES]; /**< over-assignment at which every rep has P(attain) = one of bw_quota_chances:
                                  sum of those quotas over T, minus 1; negative: such quotas do not add up to T */
    bool pay_known;         /**< somebody who carries a quota has a target_pay; else every competing rep counts as 1 */
    double pay_budget;      /**< sum of target_pay of those who carry a quota: what all earn at quota */
    bw_range pay;           /**< what all of them earn together, path by path */
    struct bw_quotas_store *store;
} bw_quotas;

/** Quotas for an alignment. Errors: BW_IMPOSSIBLE (floors or caps refuse the target; the message names the cheapest
 *  repair), BW_USAGE (a target that cannot be shared out otherwise, an adjustment that nobody can balance),
 *  BW_FAILED. */
bw_status bw_quotas_set(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                        const bw_settings *settings, bw_quotas **quotas, bw_error *error);

/** Last year's quotas (bw_rep.quota_prior) over again for today's territories: what each would be worth in the plan
 *  year. A rep whose quota is not known has 0. NULL without an error when no quota is known. Errors: BW_FAILED. */
bw_status bw_quotas_today(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *today,
                          const bw_settings *settings, bw_quotas **quotas, bw_error *error);
void bw_quotas_free(bw_quotas *quotas);

/* ------------------------------------------------------------------ fairness */

/** One inequality figure of one quantity, today and in the plan, with 95 % bootstrap intervals. */
typedef struct bw_fairness_figure {
    const char *quantity; /**< "workload", "potential", "quota / forecast", "P(attain)", ... */
    const char *index;    /**< "cv", "gini", "theil", "atkinson", "jain", "max/min" */
    double before, before_low, before_high; /**< NAN if there is no before: no alignment or no quotas of today */
    double after, after_low, after_high; /**< NAN only for max/min where the smallest is 0 */
} bw_fairness_figure;

typedef struct bw_fairness {
    size_t count;
    bw_fairness_figure *figures;
} bw_fairness;

/** Measures fairness among reps who compete with another one, per share of their market. today, quotas_today (of
 *  bw_quotas_today) and quotas may be NULL. Quantities that nobody has are left out; models/fairness.md says more.
 *  Errors: BW_FAILED. */
bw_status bw_fairness_measure(const bw_problem *problem, const bw_alignment *today, const bw_quotas *quotas_today,
                              const bw_alignment *plan, const bw_quotas *quotas, const bw_settings *settings,
                              bw_fairness **fairness, bw_error *error);
void bw_fairness_free(bw_fairness *fairness);

/* ------------------------------------------------------------------ the judge */

/** Re-derives every number of a plan from the problem alone. Any of the results may be NULL and is
 *  then left out. Errors: BW_REJECTED; the message names the first number that is wrong, and how many. */
bw_status bw_check(const bw_problem *problem, const bw_forecast *forecast, const bw_alignment *alignment,
                   const bw_quotas *quotas, const bw_fairness *fairness, const bw_settings *settings, bw_error *error);

/* ------------------------------------------------------------------ the main job, and many of them */

/** Everything of one run, from tables to fairness, judged. */
typedef struct bw_plan {
    bw_problem *problem;
    bw_forecast *forecast;
    bw_alignment *today, *alignment;
    bw_quotas *quotas_today; /**< last year's quotas for today's territories; NULL if none is known */
    bw_quotas *quotas;      /**< NULL if the target cannot be shared out, as `refusal` says */
    bw_error refusal;       /**< why there are no quotas; no message if there are */
    bw_fairness *fairness;
    bw_rolling *rolling;    /**< NULL unless it was asked for */
    bw_hindcast *hindcast;  /**< NULL unless it was asked for */
    bool shares_forecast; /**< the forecast belongs to somebody else */
    bool shares_territories; /**< so do the problem and both alignments */
    double seconds;
} bw_plan;

/** check, forecast, align, quota, fairness, judge. forecast may be given to be shared (NULL: made
 *  here). Errors: those of the stages; after BW_INTERRUPTED the plan holds what was finished. A target that cannot be
 *  shared out is an error (BW_IMPOSSIBLE, BW_USAGE), too, but the plan holds the territories, judged, and the
 *  refusal. */
bw_status bw_plan_make(const bw_tables *tables, const bw_settings *settings, const bw_forecast *forecast,
                       const bw_watch *watch, bw_findings *findings, bw_plan **plan, bw_error *error);
void bw_plan_free(bw_plan *plan);

/** The same territories with other quotas: settings may differ from the plan's in those of stage
 *  BW_STAGE_QUOTA and BW_STAGE_RUN only. The result shares all else with plan, which must outlive it. Errors: those
 *  of quotas, fairness and judge; a refusal as in bw_plan_make. */
bw_status bw_plan_requota(const bw_plan *plan, const bw_settings *settings, bw_plan **result, bw_error *error);

/** One scenario: a name and settings that differ from the base. */
typedef struct bw_scenario {
    const char *name;
    size_t change_count;
    const char *const *names;  /**< [change_count] */
    const char *const *values; /**< [change_count] */
} bw_scenario;

/** One scenario's result; a failure is a result with its reason. */
typedef struct bw_scenario_result {
    bw_status status;
    bw_error error;
    bw_plan *plan;    /**< NULL if it failed */
    bool on_front;    /**< on the Pareto front of moved revenue, largest deviation and P(company >= T) */
} bw_scenario_result;

typedef struct bw_sweep {
    size_t count;
    bw_scenario_result *results; /**< [count] in the scenarios' order */
    double seconds;
} bw_sweep;

/** Runs scenarios in parallel on shared tables. The forecast is shared by all scenarios that change
 *  nothing it depends on. Errors: BW_PARTIAL when some failed (all results are valid). */
bw_status bw_sweep_run(const bw_tables *tables, const bw_settings *base, size_t count, const bw_scenario *scenarios,
                       const bw_watch *watch, bw_sweep **sweep, bw_error *error);
void bw_sweep_free(bw_sweep *sweep);

#ifdef __cplusplus
}
#endif
#endif
