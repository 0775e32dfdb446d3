#!/usr/bin/env bats
load common

@test "every command prints one JSON object" {
    for command in plan check forecast align quota fairness; do
        bailiwick $command datasets/tiny --json | holds '.version and .seed == 1 and .threads >= 1 and .inputs'
    done
    bailiwick explain datasets/tiny R1 --json | holds '.rep.rep_id == "R1" and .rep.last_year.attainment > 1'
    bailiwick sweep datasets/tiny --vary tolerance=0.1,0.2 --json | holds '.scenarios | length == 2'
}

@test "a plan's JSON has the promised names" {
    bailiwick plan datasets/tiny --json | holds '
        .outcome == "optimal" and .objective >= .bound and .gap >= 0 and .moved_accounts >= 0
        and .moved_revenue_share >= 0 and .max_deviation.workload >= 0 and .max_deviation.potential >= 0
        and .seconds >= 0 and (.inputs | map(.sha256 | length == 64) | all)'
}

@test "errors are one JSON object too, with the exit status" {
    expect 2 bailiwick plan datasets/tiny --json --set tolerance=x
    echo "$output" | holds '.error.status == 2 and (.error.message | test("tolerance"))'
    cp -r datasets/tiny "$BATS_TEST_TMPDIR/bad" && tail -n 1 datasets/tiny/accounts.csv >>"$BATS_TEST_TMPDIR/bad/accounts.csv"
    expect 3 bailiwick plan "$BATS_TEST_TMPDIR/bad" --json
    echo "$output" | holds '.error.status == 3 and (.findings.items | map(select(.severity == "error")) | length > 0)'
    expect 3 bailiwick check "$BATS_TEST_TMPDIR/bad" --json
    echo "$output" | holds '.good == false and .findings.errors > 0'
}

@test "results go to standard output, notes to standard error" {
    bailiwick align datasets/tiny 2>/dev/null | grep -q Territories
    [ -z "$(bailiwick align datasets/tiny 2>&1 >/dev/null)" ]
    cp -r datasets/tiny "$BATS_TEST_TMPDIR/odd" && echo A99,2025-01,5 >>"$BATS_TEST_TMPDIR/odd/history.csv"
    bailiwick forecast "$BATS_TEST_TMPDIR/odd" 2>&1 >/dev/null | grep -q 'bailiwick check'
    [ -z "$(bailiwick forecast "$BATS_TEST_TMPDIR/odd" --quiet 2>&1 >/dev/null)" ]
}

@test "output that cannot be written is a failure" {
    for command in "help settings" "check datasets/tiny" "align datasets/tiny --json" "--version"; do
        run bash -c "'$PROGRAM' $command >/dev/full"
        [ "$status" -eq 1 ]
        [[ $output == *"standard output cannot be written: No space left on device"* ]]
    done
}

@test "a reader that has seen enough is no failure" {
    run bash -c "'$PROGRAM' align datasets/tiny --json | head -c 1; echo \${PIPESTATUS[0]}"
    [ "$output" = "{0" ]
    run bash -c "for k in 1 2 3 4 5 6 7 8; do '$PROGRAM' help settings; done | head -n 1 >/dev/null; echo \${PIPESTATUS[0]}"
    [ "$output" = 0 ]
}

@test "errors on a full standard error change nothing" {
    run bash -c "'$PROGRAM' plan 2>/dev/full"
    [ "$status" -eq 2 ]
}

@test "colours and progress are for terminals" {
    escape=$'\033'
    [[ $(on_terminal "$PROGRAM" --help) == *"$escape"* ]]
    [[ $(bailiwick --help) != *"$escape"* ]]
    [[ $(NO_COLOR=1 on_terminal "$PROGRAM" --help) != *"$escape"* ]]
    [[ $(TERM=dumb on_terminal "$PROGRAM" --help) != *"$escape"* ]]
    [[ $(TERM=xterm on_terminal "$PROGRAM" align datasets/adventureworks --set work_limit=1) == *"bound"*"gap"* ]]
    [[ $(bailiwick align datasets/tiny 2>&1) != *$'\r'* ]]
}

@test "names from tables cannot steer the terminal" {
    for command in check forecast align plan quota; do
        bailiwick $command tests/fixtures/nasty >"$BATS_TEST_TMPDIR/text" 2>&1
        LC_ALL=C refute grep -nP '[\x00-\x09\x0b-\x1f\x7f]' "$BATS_TEST_TMPDIR/text"
        refute grep -nP '[\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]' "$BATS_TEST_TMPDIR/text"
    done
}

# bats test_tags=long
@test "pages fit 80 columns" {
    for command in check forecast align plan quota fairness "explain:276"; do
        text=$(bailiwick ${command%%:*} datasets/adventureworks --set work_limit=1 --quiet \
            $([[ $command == *:* ]] && echo "${command#*:}"))
        fits_80_columns "$text"
    done
}
