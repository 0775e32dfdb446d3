#!/usr/bin/env bats
load common

# The value of a setting after all files and flags.
setting() {
    local name=$1
    shift
    bailiwick check "$@" --json | jq -r ".settings[] | select(.name == \"$name\").value"
}

company() {
    cp -r datasets/tiny "$BATS_TEST_TMPDIR/company"
    echo "tolerance = 0.2" >"$BATS_TEST_TMPDIR/company/scenario.ini"
    echo "tolerance = 0.3" >"$BATS_TEST_TMPDIR/other.ini"
    cd "$BATS_TEST_TMPDIR" || exit 2
}

@test "flags overrule --scenario, which overrules the company's file, which overrules defaults" {
    company
    [ "$(setting tolerance company --set tolerance=0.4 --scenario other.ini)" = 0.4 ]
    [ "$(setting tolerance company --scenario other.ini)" = 0.3 ]
    [ "$(setting tolerance company)" = 0.2 ]
    rm company/scenario.ini
    [ "$(setting tolerance company)" = 0.1 ]
}

@test "the last of two flags counts, and short options do what long ones do" {
    [ "$(setting seed datasets/tiny --seed 3 --set seed=4)" = 4 ]
    [ "$(setting seed datasets/tiny -s seed=4 --seed 3)" = 3 ]
    [ "$(setting threads datasets/tiny -j 1)" = 1 ]
    [ "$(setting time_limit datasets/tiny --time-limit=7)" = 7 ]
}

@test "options may stand anywhere, and -- ends them" {
    [ "$(bailiwick --json check datasets/tiny | jq -r .company)" = tiny ]
    [ "$(bailiwick check --json -- datasets/tiny | jq -r .company)" = tiny ]
}

@test "the command that repeats a run is part of the results" {
    [ "$(bailiwick check datasets/tiny --json -s 'match=country;region' | jq -r .command)" = \
        "bailiwick check datasets/tiny --json -s 'match=country;region'" ]
}

@test "every bad line of a scenario file is listed" {
    company
    printf 'tolerance = 0.1\ntolerence = 0.2\n\n# fine\ngap = much\nwords\n' >company/scenario.ini
    expect 2 bailiwick plan company
    [[ $output == *"scenario.ini:2:"*"did you mean"* ]]
    [[ $output == *"scenario.ini:5:"*"expected a number"* ]]
    [[ $output == *"scenario.ini:6:"* ]]
}

@test "every bad cell of a sweep is listed" {
    company
    printf 'scenario,tolerance,gap\none,0.1,\ntwo,wide,none\n' >company/sweep.csv
    expect 2 bailiwick sweep company
    [[ $output == *"sweep.csv:3:"*"wide"* && $output == *"sweep.csv:3:"*"none"* ]]
}

@test "dates, decimals and separators can be said" {
    company
    sed -i 's/,/;/g' company/*.csv
    expect 0 bailiwick check company --delimiter semicolon
    expect 3 bailiwick check company --delimiter comma
    expect 0 bailiwick check "$BATS_TEST_DIRNAME/../../datasets/tiny" --decimal point --dates dmy
}

@test "months have the days of trade that trading_days.csv says, and quotas follow them" {
    company
    {
        echo month,days
        for month in 2024-{01..12} 2025-{01..12} 2026-{01..12}; do
            case $month in 2026-08) echo "$month,10" ;; *) echo "$month,20" ;; esac
        done
    } >company/trading_days.csv
    bailiwick plan company --json --quiet >plan.json
    jq -e '[.reps[].quota.month] | map(.[7] / .[9]) | all(. > 0.49 and . < 0.52)' plan.json
    jq -e '.inputs | any(.file == "trading_days.csv")' plan.json
    bailiwick check company --json | jq -e '[.findings.items[].message] | any(contains("the plan year has 230 trading days"))'
}

@test "a month without its days of trade is named, with the remedy" {
    company
    printf 'month,days\n2024-01,22\n2024-01,21\n' >company/trading_days.csv
    expect 3 bailiwick plan company
    [[ $output == *'trading_days.csv:3: month: "2024-01": the table has this month twice; keep one'* ]]
    [[ $output == *'trading_days.csv: month: "2024-02": 35 months are missing, the first is 2024-02; add a record'* ]]
}

@test "a fiscal calendar of weeks needs its first month only where plan_start does not say it" {
    company
    expect 3 bailiwick plan company --set calendar=4-4-5
    [[ $output == *"set fiscal_year_start"* ]]
    expect 0 bailiwick plan company --set calendar=4-4-5 --set fiscal_year_start=1
    expect 0 bailiwick plan company --set calendar=4-4-5 --set plan_start=2026-01
    expect 2 bailiwick plan company --set calendar=4-4-6
    [[ $output == *"expected one of months|4-4-5|4-5-4|5-4-4"* ]]
}
