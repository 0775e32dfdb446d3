/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/tables/columns.h"

#include <string.h>

#define MONEY_MAX 1e15

#define ROW bw_account_row
#define AT(field) offsetof(ROW, field)
static const bw_column account_columns[] = {
    {"account_id", BW_COLUMN_ID, AT(account_id),
     "id|18 digit account id|case safe id|account number|customer id|customer number|account|customer", true, 0, 0,
     0},
    {"account_name", BW_COLUMN_TEXT, AT(account_name), "name|customer name|company|company name", false, 0, 0, 0},
    {"parent_id", BW_COLUMN_ID, AT(parent_id),
     "parent account id|parent account|parent|ultimate parent id|ultimate parent", false, 0, 0, 0},
    {"group_id", BW_COLUMN_ID, AT(group_id), "group|family|family id", false, 0, 0, 0},
    {"owner_id", BW_COLUMN_ID, AT(owner_id),
     "account owner id|rep id|current rep id|current rep|current owner|owner|account owner|rep|sales rep|assigned to"
     "|salesperson id|salesperson",
     false, 0, 0, 0},
    {"segment", BW_COLUMN_TEXT, AT(segment), "account segment|market segment|customer segment|type", false, 0, 0, 0},
    {"tier", BW_COLUMN_TEXT, AT(tier), "account tier|customer tier|customer priority|class|rating", false, 0, 0, 0},
    {"industry", BW_COLUMN_TEXT, AT(industry), "account industry|sector", false, 0, 0, 0},
    {"region", BW_COLUMN_TEXT, AT(region), "sales region|territory|account territory|area", false, 0, 0, 0},
    {"postal_code", BW_COLUMN_POSTAL, AT(postal_code),
     "billing postal code|billing zip/postal code|billing zip|zip code|zip|postcode|post code|plz|shipping postal "
     "code"
     "|shipping zip/postal code",
     false, 0, 0, 0},
    {"country", BW_COLUMN_TEXT, AT(country), "billing country code|billing country|country code|shipping country",
     false, 0, 0, 0},
    {"state", BW_COLUMN_TEXT, AT(state),
     "billing state code|billing state/province|billing state|state code|province|state/province|shipping state",
     false, 0, 0, 0},
    {"city", BW_COLUMN_TEXT, AT(city), "billing city|town|shipping city", false, 0, 0, 0},
    {"skill", BW_COLUMN_TEXT, AT(skill), "skills|required skill|required skills|skill needed", false, 0, 0, 0},
    {"lock_reason", BW_COLUMN_TEXT, AT(lock_reason), "reason for lock|locked because", false, 0, 0, 0},
    {"latitude", BW_COLUMN_DEGREES, AT(latitude), "billing latitude|lat|y|shipping latitude", false, -1e6, 1e6, 0},
    {"longitude", BW_COLUMN_DEGREES, AT(longitude), "billing longitude|lon|lng|long|x|shipping longitude", false,
     -1e6, 1e6, 0},
    {"revenue_prior", BW_COLUMN_NUMBER, AT(revenue_prior),
     "prior revenue|last year revenue|revenue last year|revenue last 12 months|ltm revenue|prior year revenue|last "
     "year"
     " sales|revenue",
     false, -MONEY_MAX, MONEY_MAX, 0},
    {"potential", BW_COLUMN_NUMBER, AT(potential), "sales potential|revenue potential|account potential|opportunity",
     false, 0, MONEY_MAX, 0},
    {"workload", BW_COLUMN_NUMBER, AT(workload), "workload hours|hours|hours per year|effort", false, 0, 1e9, 0},
    {"visits", BW_COLUMN_NUMBER, AT(visits), "visits per year|calls|calls per year|call frequency|visit frequency",
     false, 0, 1e6, 0},
    {"open_pipeline", BW_COLUMN_NUMBER, AT(open_pipeline), "pipeline|open opportunities|pipeline amount", false, 0,
     MONEY_MAX, 0},
    {"annual_sales", BW_COLUMN_NUMBER, AT(annual_sales), "annual revenue|customer revenue|customer sales|turnover",
     false, 0, MONEY_MAX, 0},
    {"employees", BW_COLUMN_NUMBER, AT(employees), "number of employees|employee count|headcount", false, 0, 1e9, 0},
    {"square_feet", BW_COLUMN_NUMBER, AT(square_feet), "store size|floor area|sq ft|sqft", false, 0, 1e12, 0},
    {"renewal_date", BW_COLUMN_DATE, AT(renewal_date), "contract end date|contract end|renewal|next renewal date",
     false, 0, 0, 0},
    {"owner_since", BW_COLUMN_DATE, AT(owner_since), "owner start date|assigned since|owned since|owner changed date",
     false, 0, 0, 0},
    {"locked", BW_COLUMN_BOOL, AT(locked), "lock|is locked|named account", false, 0, 0, 0},
};
#undef ROW

#define ROW bw_rep_row
static const bw_column rep_columns[] = {
    {"rep_id", BW_COLUMN_ID, AT(rep_id), "id|user id|owner id|employee id|rep number|salesperson id|rep|salesperson",
     true, 0, 0, 0},
    {"rep_name", BW_COLUMN_TEXT, AT(rep_name), "full name|name|user name|employee name", false, 0, 0, 0},
    {"email", BW_COLUMN_TEXT, AT(email), "e-mail|email address|mail", false, 0, 0, 0},
    {"manager_id", BW_COLUMN_ID, AT(manager_id), "manager|reports to id|reports to", false, 0, 0, 0},
    {"role", BW_COLUMN_TEXT, AT(role), "user role|user role name|title|job title|position", false, 0, 0, 0},
    {"segment", BW_COLUMN_TEXT, AT(segment), "market segment|rep segment", false, 0, 0, 0},
    {"region", BW_COLUMN_TEXT, AT(region), "sales region|territory|area", false, 0, 0, 0},
    {"skills", BW_COLUMN_TEXT, AT(skills), "skill|languages", false, 0, 0, 0},
    {"country", BW_COLUMN_TEXT, AT(country), "country code", false, 0, 0, 0},
    {"state", BW_COLUMN_TEXT, AT(state), "state code|province|state/province", false, 0, 0, 0},
    {"city", BW_COLUMN_TEXT, AT(city), "town|home", false, 0, 0, 0},
    {"ramp_profile", BW_COLUMN_TEXT, AT(ramp_profile), "ramp", false, 0, 0, 0},
    {"latitude", BW_COLUMN_DEGREES, AT(latitude), "home latitude|lat|y", false, -1e6, 1e6, 0},
    {"longitude", BW_COLUMN_DEGREES, AT(longitude), "home longitude|lon|lng|long|x", false, -1e6, 1e6, 0},
    {"capacity", BW_COLUMN_NUMBER, AT(capacity), "capacity hours|hours|hours per year|selling hours", false, 0, 8784,
     0},
    {"fte", BW_COLUMN_SHARE, AT(fte), "full time equivalent|employment|part time|percent employed", false, 0, 2, 0},
    {"base_pay", BW_COLUMN_NUMBER, AT(base_pay), "base salary|base", false, 0, 1e9, 0},
    {"target_pay", BW_COLUMN_NUMBER, AT(target_pay), "target incentive|ote|on target earnings|variable pay", false, 0,
     1e9, 0},
    {"quota_prior", BW_COLUMN_NUMBER, AT(quota_prior), "prior quota|last year quota|quota last year|quota", false, 0,
     MONEY_MAX, 0},
    {"start_date", BW_COLUMN_DATE, AT(start_date), "hire date|hired|start", false, 0, 0, 0},
    {"end_date", BW_COLUMN_DATE, AT(end_date), "termination date|leaving date|end|last day", false, 0, 0, 0},
    {"is_placeholder", BW_COLUMN_BOOL, AT(is_placeholder), "placeholder|open position|to be hired|tbh|vacant", false,
     0, 0, 0},
};
#undef ROW

#define ACCOUNT_ALIASES                                                                                              \
    "account|customer id|customer|id|account number|customer number|18 digit account id|case safe id"
#define REP_ALIASES "rep|owner id|owner|user id|sales rep|salesperson id|salesperson|employee id"

#define ROW bw_history_row
static const bw_column history_columns[] = {
    {"account_id", BW_COLUMN_ID, AT(account_id), ACCOUNT_ALIASES, true, 0, 0, 0},
    {"month", BW_COLUMN_MONTH, AT(month), "date|period|close date|order date|invoice date|posting date|booking date",
     true, 0, 0, 0},
    {"revenue", BW_COLUMN_NUMBER, AT(revenue), "amount|sales|net sales|net revenue|bookings|total|value", true,
     -MONEY_MAX, MONEY_MAX, 0},
};
#undef ROW

#define ROW bw_rule_row
static const bw_column rule_columns[] = {
    {"account_id", BW_COLUMN_ID, AT(account_id), ACCOUNT_ALIASES, true, 0, 0, 0},
    {"rep_id", BW_COLUMN_ID, AT(rep_id), REP_ALIASES, true, 0, 0, 0},
    {"rule", BW_COLUMN_RULE, AT(kind), "kind|type|action", true, 0, 0, 0},
    {"reason", BW_COLUMN_TEXT, AT(reason), "why|comment|note|notes", false, 0, 0, 0},
};
#undef ROW

#define ROW bw_travel_row
static const bw_column travel_columns[] = {
    {"account_id", BW_COLUMN_ID, AT(account_id), ACCOUNT_ALIASES, true, 0, 0, 0},
    {"rep_id", BW_COLUMN_ID, AT(rep_id), REP_ALIASES, true, 0, 0, 0},
    {"hours", BW_COLUMN_NUMBER, AT(hours), "travel hours|drive hours|time", false, 0, 1000, 0},
    {"km", BW_COLUMN_NUMBER, AT(km), "distance|distance km|kilometres|kilometers", false, 0, 45000, 0},
};
#undef ROW

#define ROW bw_amount_row
#define PERIOD_COLUMNS                                                                                               \
    {"period", BW_COLUMN_PERIOD, AT(month), "fiscal period|time", false, 0, 0, 0},                                   \
        {"month", BW_COLUMN_PERIOD, AT(month), "month start|date", false, 0, 0, 1},                                  \
        {"quarter_start", BW_COLUMN_PERIOD, AT(month), "quarter|fiscal quarter start", false, 0, 0, 3},              \
        {"half_year_start", BW_COLUMN_PERIOD, AT(month), "half year|half start", false, 0, 0, 6},                    \
    {                                                                                                                \
        "year_start", BW_COLUMN_PERIOD, AT(month), "year|fiscal year start", false, 0, 0, 12                         \
    }
static const bw_column quota_columns[] = {
    {"rep_id", BW_COLUMN_ID, AT(rep_id), REP_ALIASES, true, 0, 0, 0},
    {"quota", BW_COLUMN_NUMBER, AT(amount), "target|quota amount|amount", true, 0, MONEY_MAX, 0},
    PERIOD_COLUMNS,
};
static const bw_column actual_columns[] = {
    {"rep_id", BW_COLUMN_ID, AT(rep_id), REP_ALIASES, true, 0, 0, 0},
    {"actual", BW_COLUMN_NUMBER, AT(amount), "revenue|sales|attained|amount|actuals|bookings", true, -MONEY_MAX,
     MONEY_MAX, 0},
    PERIOD_COLUMNS,
};
#undef ROW

#define KIND(file, required, row, columns, ...)                                                                      \
    {                                                                                                                \
        file, required, sizeof(row), sizeof(columns) / sizeof *(columns), columns,                                   \
        {                                                                                                            \
            __VA_ARGS__                                                                                              \
        }                                                                                                            \
    }

const bw_table_kind bw_accounts_kind =
    KIND("accounts.csv", true, bw_account_row, account_columns, "account_id", NULL);
const bw_table_kind bw_reps_kind = KIND("reps.csv", true, bw_rep_row, rep_columns, "rep_id", NULL);
const bw_table_kind bw_history_kind = KIND("history.csv", false, bw_history_row, history_columns, NULL, NULL);
const bw_table_kind bw_rules_kind = KIND("rules.csv", false, bw_rule_row, rule_columns, NULL, NULL);
const bw_table_kind bw_travel_kind = KIND("travel.csv", false, bw_travel_row, travel_columns, "account_id", "rep_id");
const bw_table_kind bw_quotas_kind = KIND("quotas.csv", false, bw_amount_row, quota_columns, "rep_id", "period");
const bw_table_kind bw_actuals_kind = KIND("actuals.csv", false, bw_amount_row, actual_columns, "rep_id", "period");

const bw_column *bw_column_named(const bw_table_kind *kind, const char *name)
{
    for (size_t c = 0; c < kind->column_count; c++)
        if (strcmp(kind->columns[c].name, name) == 0)
            return &kind->columns[c];
    return NULL;
}
