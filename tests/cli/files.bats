#!/usr/bin/env bats
load common

PLAN_FILES="assignments.csv fairness.csv forecast.csv forecast_accounts.csv moves.csv pay.csv performance.csv plan.json potential.csv quotas.csv report.html territories.csv"

@test "a plan writes its files and says where they are" {
    expect 0 bailiwick plan datasets/tiny --out "$OUT/deep/er"
    [[ $output == *"$OUT/deep/er/report.html"* ]]
    [ "$(ls "$OUT/deep/er" | tr '\n' ' ')" = "$PLAN_FILES " ]
}

@test "a company of the real world has the same files" {
    expect 0 bailiwick plan datasets/adventureworks --set work_limit=1 --time-limit 600 --out "$OUT"
    [ "$(ls "$OUT" | tr '\n' ' ')" = "$PLAN_FILES " ]
}

@test "plan.json is what --json prints" {
    bailiwick plan datasets/tiny --out "$OUT" --json >"$BATS_TEST_TMPDIR/json"
    cmp <(jq -S . "$BATS_TEST_TMPDIR/json") <(jq -S . "$OUT/plan.json")
}

@test "every account has one rep, and quotas sum to the target" {
    bailiwick plan datasets/tiny --out "$OUT" --quiet >/dev/null
    [ "$(tail -n +2 "$OUT/assignments.csv" | cut -d, -f1 | sort -u | wc -l)" -eq 6 ]
    jq -e '([.reps[].quota.quota] | add) as $sum | ($sum - .quotas.quota_total | fabs) < 0.005' "$OUT/plan.json"
}

@test "without --out nothing is written" {
    mkdir "$BATS_TEST_TMPDIR/empty"
    company=$PWD/datasets/tiny
    (cd "$BATS_TEST_TMPDIR/empty" && bailiwick plan "$company" && [ -z "$(ls -A)" ])
}

@test "a folder that cannot be made or written is named before any work is done" {
    expect 1 bailiwick plan datasets/adventureworks --out /proc/bailiwick
    [[ $output == *"/proc/bailiwick"* ]]
    touch "$BATS_TEST_TMPDIR/file"
    expect 1 bailiwick plan datasets/adventureworks --out "$BATS_TEST_TMPDIR/file/out"
    expect 1 bailiwick plan datasets/adventureworks --out "$BATS_TEST_TMPDIR/file"
}

@test "a read-only folder is left as it is" {
    mkdir "$OUT" && chmod a-w "$OUT" && chmod a+x "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
    if [ "$(id -u)" = 0 ]; then
        cp "$PROGRAM" "$BATS_TEST_TMPDIR/program" && cp -r datasets/tiny "$BATS_TEST_TMPDIR/tiny"
        setpriv --reuid=65534 --regid=65534 --clear-groups "$BATS_TEST_TMPDIR/program" --version ||
            skip "another user cannot see the folder of tests"
        expect 1 setpriv --reuid=65534 --regid=65534 --clear-groups "$BATS_TEST_TMPDIR/program" \
            plan "$BATS_TEST_TMPDIR/tiny" --out "$OUT"
    else
        expect 1 bailiwick plan datasets/tiny --out "$OUT"
    fi
    [[ $output == *"cannot be written to: Permission denied"* ]]
    [ -z "$(ls -A "$OUT")" ]
}

@test "a disk that fills up leaves no half file" {
    run bash -c "ulimit -f 4; '$PROGRAM' plan datasets/tiny --out '$OUT'"
    [ "$status" -eq 1 ]
    [[ $output == *"forecast.csv: cannot be written: File too large; it and the files after it are missing"* ]]
    [ -s "$OUT/assignments.csv" ] && [ ! -e "$OUT/forecast.csv" ]
    [ "$(ls -A "$OUT" | grep -vE '^[a-z]+\.csv$' | wc -l)" -eq 0 ]
}

@test "the other commands write the files of what they did" {
    bailiwick check datasets/tiny --out "$OUT/check" && jq -e .good "$OUT/check/check.json"
    bailiwick forecast datasets/tiny --out "$OUT/forecast" && [ -s "$OUT/forecast/forecast.csv" ]
    bailiwick align datasets/tiny --out "$OUT/align" && [ -s "$OUT/align/territories.csv" ]
    bailiwick quota datasets/tiny --out "$OUT/quota" && [ -s "$OUT/quota/quotas.csv" ]
    bailiwick fairness datasets/tiny --out "$OUT/fairness" && [ -s "$OUT/fairness/fairness.csv" ]
    bailiwick explain datasets/tiny R1 --out "$OUT/explain" && jq -e .rep "$OUT/explain/explain.json"
    bailiwick sweep datasets/tiny --vary tolerance=0.1,0.2 --out "$OUT/sweep"
    [ -s "$OUT/sweep/sweep.html" ] && [ "$(wc -l <"$OUT/sweep/sweep_results.csv")" -eq 3 ]
}

@test "cells that a spreadsheet would run are defused, unless --csv-raw" {
    bailiwick plan tests/fixtures/nasty --out "$OUT" --quiet >/dev/null
    refute grep -E '(^|,)"?[=+@]' "$OUT/assignments.csv"
    grep -qE "(^|,)\"?'=" "$OUT/assignments.csv"
    bailiwick plan tests/fixtures/nasty --out "$OUT" --quiet --csv-raw >/dev/null
    grep -qE '(^|,)"?=' "$OUT/assignments.csv"
}
