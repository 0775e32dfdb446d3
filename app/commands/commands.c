/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"

#include <string.h>

static const bw_command table[] = {
    {BW_PLAN, "plan", "DIR", "the main job: forecast, territories, quotas and the report",
     "bailiwick plan datasets/adventureworks --out build/demo",
     "Reads the tables in DIR, forecasts every account, finds territories, sets quotas, "
     "measures fairness and has every number judged. With --out it writes report.html, "
     "plan.json and the CSV files of the plan; without, it prints the summary alone.",
     bw_plan_command},
    {BW_CHECK, "check", "DIR", "read the tables and say what is wrong or odd",
     "bailiwick check datasets/adventureworks",
     "Prints what was read, what every column was taken for, what was repaired and what "
     "looks odd. All errors are listed, each with file, line, column, value and remedy.",
     bw_check_command},
    {BW_FORECAST_COMMAND, "forecast", "DIR", "next year's revenue with intervals and a backtest",
     "bailiwick forecast datasets/adventureworks",
     "Forecasts every account's plan year and prints the company's and each rep's year with "
     "intervals. The backtest hides the last 12 months and forecasts them from the rest, "
     "against the naive forecast that last year comes again.",
     bw_forecast_command},
    {BW_ALIGN, "align", "DIR", "territories only",
     "bailiwick align datasets/adventureworks --set tolerance=0.15",
     "Finds the territories of least cost: travel, disruption and missed balance windows. "
     "Prints the plan with its bound and gap. With --frontier it also solves for rising "
     "budgets, from the least that the other rules allow to what the plan takes, and prints "
     "what each costs with its bound, with --out on a page, frontier.html; that takes a "
     "search per point, and up to --time-limit again. "
     "With --from it begins with that plan, applies --edits and changes as little else as "
     "they allow; the setting `anchor` says what another move must save.",
     bw_align_command},
    {BW_QUOTA, "quota", "DIR", "quotas for given or today's territories",
     "bailiwick quota datasets/adventureworks --set target_growth=0.05",
     "Shares the company's target out among the reps. The territories are today's, or those "
     "of --assignments.",
     bw_quota_command},
    {BW_FAIRNESS, "fairness", "DIR", "how evenly work and chances are spread",
     "bailiwick fairness datasets/adventureworks",
     "Measures the spread of work, potential and attainability among the reps, with "
     "bootstrap intervals. The territories are today's, or those of --assignments beside "
     "today's.",
     bw_fairness_command},
    {BW_EXPLAIN, "explain", "DIR ID", "why an account or a rep's quota is as it is",
     "bailiwick explain datasets/adventureworks 276",
     "ID is an account or a rep. An account: why it is where it is, the next best rep and "
     "what giving it to that rep costs, confirmed by a re-solve. A rep: the windows of the "
     "territory with their prices, and the quota derived line by line.",
     bw_explain_command},
    {BW_SWEEP, "sweep", "DIR", "many scenarios in parallel",
     "bailiwick sweep datasets/adventureworks --vary tolerance=0.05,0.10,0.20",
     "Runs the scenarios of DIR/sweep.csv (one row each, one column per setting), or the "
     "grid of all --vary options, and prints one line a scenario. A star marks the "
     "scenarios on the front: nothing moves less, balances better and is safer at once.",
     bw_sweep_command},
    {BW_HELP, "help", "[TOPIC]", "help on a command, or on `settings`",
     "bailiwick help settings",
     "Without a topic: the commands and the options that all of them know.",
     bw_help_command},
};

#define COMMAND_COUNT (sizeof table / sizeof *table)

const bw_command *bw_commands_table(size_t *count)
{
    *count = COMMAND_COUNT;
    return table;
}

const bw_command *bw_command_find(const char *name)
{
    for (size_t k = 0; k < COMMAND_COUNT; k++)
        if (strcmp(table[k].name, name) == 0)
            return &table[k];
    return NULL;
}
