/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/columns.h"

#include <string.h>

/* name, aliases; a number also has a range. Names are those of the row's fields. */
#define COLUMN(name, type, field, aliases, needed, low, high, months) \
    {name, type, offsetof(ROW, field), aliases, needed, low, high, months}
#define KEY(name, aliases) COLUMN(#name, BW_COLUMN_ID, name, aliases, true, 0, 0, 0)
#define ID(name, aliases) COLUMN(#name, BW_COLUMN_ID, name, aliases, false, 0, 0, 0)
#define TEXT(name, aliases) COLUMN(#name, BW_COLUMN_TEXT, name, aliases, false, 0, 0, 0)
#define DATE(name, aliases) COLUMN(#name, BW_COLUMN_DATE, name, aliases, false, 0, 0, 0)
#define BOOL(name, aliases) COLUMN(#name, BW_COLUMN_BOOL, name, aliases, false, 0, 0, 0)
#define NUMBER(name, low, high, aliases) COLUMN(#name, BW_COLUMN_NUMBER, name, aliases, false, low, high, 0)
#define DEGREES(name, aliases) COLUMN(#name, BW_COLUMN_DEGREES, name, aliases, false, -1e9, 1e9, 0)

#define MONEY_MAX 1e15
#define HOURS_MAX 1e9

#define ROW bw_account_row
static const bw_column account_columns[] = {
    KEY(account_id, "id|18 digit account id|case safe id|account number|customer id|customer number|account|customer"),
    TEXT(account_name, "name|customer name|company|company name"),
    ID(parent_id, "parent account id|parent account|parent|ultimate parent id|ultimate parent"),
    ID(group_id, "group|family|family id"),
    ID(owner_id, "account owner id|rep id|current rep id|current rep|current owner|owner|account owner|rep|sales rep"
                 "|assigned to|salesperson id|salesperson"),
    TEXT(segment, "account segment|market segment|customer segment"),
    TEXT(tier, "account tier|customer tier|customer priority|class"),
    TEXT(industry, "account industry|sector|specialty|line of business|vertical"),
    TEXT(region, "sales region|territory|account territory|area"),
    COLUMN("postal_code", BW_COLUMN_POSTAL, postal_code,
           "billing postal code|billing zip/postal code|billing zip|zip code|zip|postcode|post code|plz"
           "|shipping postal code|shipping zip/postal code", false, 0, 0, 0),
    TEXT(country, "billing country code|billing country|country code|shipping country"),
    TEXT(state, "billing state code|billing state/province|billing state|state code|province|state/province"
                "|shipping state|shipping state/province"),
    TEXT(city, "billing city|town|shipping city"),
    TEXT(skill, "skills|required skill|required skills|skill needed"),
    TEXT(lock_reason, "reason for lock|locked because"),
    DEGREES(latitude, "billing latitude|lat|y|shipping latitude"),
    DEGREES(longitude, "billing longitude|lon|lng|long|x|shipping longitude"),
    NUMBER(revenue_prior, -MONEY_MAX, MONEY_MAX,
           "prior revenue|last year revenue|revenue last year|revenue last 12 months|ltm revenue|prior year revenue"
           "|last year sales|revenue"),
    NUMBER(potential, 0, MONEY_MAX, "sales potential|revenue potential|account potential|opportunity"),
    NUMBER(workload, 0, HOURS_MAX, "workload hours|hours|hours per year|effort"),
    NUMBER(visits, 0, 1e6, "visits per year|calls|calls per year|call frequency|visit frequency"),
    NUMBER(open_pipeline, 0, MONEY_MAX, "pipeline|open opportunities|pipeline amount"),
    /* The CRM's "Annual Revenue" is what the customer earns, not what we earn with it. */
    NUMBER(annual_sales, 0, MONEY_MAX, "annual revenue|customer revenue|customer sales|turnover"),
    NUMBER(employees, 0, 1e9, "number of employees|employee count|headcount"),
    NUMBER(square_feet, 0, 1e12, "store size|floor area|sq ft|sqft"),
    NUMBER(year_opened, 0, 3000, "year founded|founded|year started|year established"),
    DATE(renewal_date, "contract end date|contract end|renewal|next renewal date"),
    DATE(owner_since, "owner start date|assigned since|owned since|owner changed date"),
    DATE(created_date,
         "created|date created|created on|account created|account created date|known since|customer since"),
    BOOL(locked, "lock|is locked|named account"),
};
#undef ROW

#define ROW bw_rep_row
static const bw_column rep_columns[] = {
    KEY(rep_id, "id|user id|owner id|employee id|rep number|salesperson id|rep|salesperson"),
    TEXT(rep_name, "full name|name|user name|employee name"),
    TEXT(email, "e-mail|email address|mail"),
    ID(manager_id, "manager|reports to id|reports to"),
    TEXT(role, "user role|user role name|title|job title|position"),
    TEXT(segment, "market segment|rep segment"),
    TEXT(region, "sales region|territory|area"),
    TEXT(skills, "skill|languages"),
    TEXT(country, "country code"),
    TEXT(state, "state code|province|state/province"),
    TEXT(city, "town|home"),
    TEXT(ramp_profile, "ramp"),
    DEGREES(latitude, "home latitude|lat|y"),
    DEGREES(longitude, "home longitude|lon|lng|long|x"),
    NUMBER(capacity, 0, 8784, "capacity hours|hours|hours per year|selling hours"),
    COLUMN("fte", BW_COLUMN_SHARE, fte, "full time equivalent|employment|part time|percent employed", false, 0, 2, 0),
    NUMBER(base_pay, 0, 1e9, "base salary|base"),
    NUMBER(target_pay, 0, 1e9, "target incentive|incentive|target variable pay|variable pay|target bonus"),
    NUMBER(quota_prior, 0, MONEY_MAX, "prior quota|last year quota|quota last year|quota"),
    DATE(start_date, "hire date|hired|start"),
    DATE(end_date, "termination date|leaving date|end|last day"),
    BOOL(is_placeholder, "placeholder|open position|to be hired|tbh|vacant"),
};
#undef ROW

#define ACCOUNT_ALIASES \
    "account|customer id|customer|id|account number|customer number|18 digit account id|case safe id"
#define REP_ALIASES "rep|owner id|owner|user id|sales rep|salesperson id|salesperson|employee id"

#define ROW bw_history_row
static const bw_column history_columns[] = {
    KEY(account_id, ACCOUNT_ALIASES),
    COLUMN("month", BW_COLUMN_DAY_OR_MONTH, month,
           "date|period|close date|order date|invoice date|posting date|booking date", true, 0, 0, 0),
    COLUMN("revenue", BW_COLUMN_NUMBER, revenue,
           "amount|sales|net sales|net revenue|bookings|total|value", true, -MONEY_MAX, MONEY_MAX, 0),
};
#undef ROW

#define ROW bw_rule_row
static const bw_column rule_columns[] = {
    KEY(account_id, ACCOUNT_ALIASES),
    KEY(rep_id, REP_ALIASES),
    COLUMN("rule", BW_COLUMN_RULE, kind, "kind|type|action", true, 0, 0, 0),
    TEXT(reason, "why|comment|note|notes"),
};
#undef ROW

#define ROW bw_travel_row
static const bw_column travel_columns[] = {
    KEY(account_id, ACCOUNT_ALIASES),
    KEY(rep_id, REP_ALIASES),
    NUMBER(hours, 0, 1000, "travel hours|drive hours|time"),
    NUMBER(km, 0, 45000, "distance|distance km|kilometres|kilometers"),
};
#undef ROW

#define ROW bw_amount_row
#define PERIOD(name, length, aliases) COLUMN(name, BW_COLUMN_PERIOD, month, aliases, false, 0, 0, length)
#define PERIODS \
    PERIOD("period", 0, "fiscal period|time"), \
    PERIOD("month", 1, "month start|date"), \
    PERIOD("quarter_start", 3, "quarter|fiscal quarter start"), \
    PERIOD("half_year_start", 6, "half year|half start"), \
    PERIOD("year_start", 12, "year|fiscal year start")
static const bw_column quota_columns[] = {
    KEY(rep_id, REP_ALIASES),
    COLUMN("quota", BW_COLUMN_NUMBER, amount, "target|quota amount|amount", true, 0, MONEY_MAX, 0),
    PERIODS,
};
static const bw_column actual_columns[] = {
    KEY(rep_id, REP_ALIASES),
    COLUMN("actual", BW_COLUMN_NUMBER, amount, "revenue|sales|attained|amount|actuals|bookings", true, -MONEY_MAX,
           MONEY_MAX, 0),
    PERIODS,
};
#undef ROW

#define ROW bw_adjustment_row
static const bw_column adjustment_columns[] = {
    KEY(rep_id, REP_ALIASES),
    NUMBER(amount, -MONEY_MAX, MONEY_MAX, "adjustment|change|quota change"),
    COLUMN("percent", BW_COLUMN_SHARE, share, "share|per cent|pct", false, -1, 100, 0),
    COLUMN("reason", BW_COLUMN_TEXT, reason, "why|comment|note|notes", true, 0, 0, 0),
    TEXT(approved_by, "approver|approved"),
};
#undef ROW

#define ROW bw_trading_day_row
static const bw_column trading_day_columns[] = {
    COLUMN("month", BW_COLUMN_MONTH, month, "date|period|fiscal period", true, 0, 0, 0),
    COLUMN("days", BW_COLUMN_NUMBER, days, "trading days|working days|selling days|business days", true, 0.5, 45, 0),
};
#undef ROW

#define KIND(file, required, row, columns, key, key_too) \
    {file, required, sizeof(row), sizeof(columns) / sizeof *(columns), columns, {key, key_too}}

const bw_table_kind bw_accounts_kind =
    KIND("accounts.csv", true, bw_account_row, account_columns, "account_id", NULL);
const bw_table_kind bw_reps_kind = KIND("reps.csv", true, bw_rep_row, rep_columns, "rep_id", NULL);
const bw_table_kind bw_history_kind = KIND("history.csv", false, bw_history_row, history_columns, NULL, NULL);
const bw_table_kind bw_rules_kind = KIND("rules.csv", false, bw_rule_row, rule_columns, NULL, NULL);
const bw_table_kind bw_travel_kind = KIND("travel.csv", false, bw_travel_row, travel_columns, "account_id", "rep_id");
const bw_table_kind bw_quotas_kind = KIND("quotas.csv", false, bw_amount_row, quota_columns, "rep_id", "period");
const bw_table_kind bw_actuals_kind = KIND("actuals.csv", false, bw_amount_row, actual_columns, "rep_id", "period");

const bw_table_kind bw_adjustments_kind =
    KIND("adjustments.csv", false, bw_adjustment_row, adjustment_columns, NULL, NULL);
const bw_table_kind bw_trading_days_kind =
    KIND("trading_days.csv", false, bw_trading_day_row, trading_day_columns, NULL, NULL);

const bw_column *bw_column_named(const bw_table_kind *kind, const char *name)
{
    for (size_t c = 0; c < kind->column_count; c++)
        if (strcmp(kind->columns[c].name, name) == 0)
            return &kind->columns[c];
    return NULL;
}
