#!/usr/bin/env bats
load common

@test "rules that cannot all hold: 4, with a repair" {
    expect 4 bailiwick plan datasets/tiny --set windows=hard --set tolerance=0.05
    [[ $output == *"cheapest repair"*"tolerance of 6.7 %"* ]]
}

@test "quotas that caps refuse: 4, with a repair, and the territories are written" {
    for bound in quota_cap=-0.3 quota_floor=0.3; do
        expect 4 bailiwick plan datasets/tiny --set $bound --out "$OUT"
        [[ $output == *"no quotas: "*" as ${bound/=/ = }: the cheapest repair is ${bound%=*} = 0.00"*", or company_target = "* ]]
        for name in assignments.csv moves.csv territories.csv plan.json report.html; do [ -s "$OUT/$name" ]; done
        [ ! -e "$OUT/quotas.csv" ]
        grep -q '"quotas_refused":"' "$OUT/report.html"
        expect 0 bailiwick plan datasets/tiny --set $bound --set company_target="${output##*company_target = }"
        rm -r "$OUT"
    done
    run "$PROGRAM" plan datasets/tiny --set quota_cap=-0.3 --json
    [ "$status" -eq 4 ]
    jq -e '.outcome == "optimal" and (has("quotas") | not) and (.quotas_refused | test("quota_cap"))' <<<"$output"
}

@test "a trade-off that was asked for is made also where quotas are refused" {
    expect 4 bailiwick plan datasets/tiny --set quota_cap=-0.3 --frontier moved_revenue --points 3 --out "$OUT"
    [[ $output == *"no quotas: "* && $output != *"no frontier"* ]]
    [ "$(wc -l <"$OUT/frontier.csv")" -eq 4 ]
}

@test "explain speaks of no incentive at quota for a rep without one" {
    cp -r datasets/tiny "$BATS_TEST_TMPDIR/paid"
    sed -i '1s/$/,manager_id,target_pay/; 2,3s/$/,M,10000/' "$BATS_TEST_TMPDIR/paid/reps.csv"
    echo 'M,Mia,manager,DE,50.5,10.0,1600,2020-01-01,,9000' >>"$BATS_TEST_TMPDIR/paid/reps.csv"
    expect 0 bailiwick explain "$BATS_TEST_TMPDIR/paid" R1
    [[ $output == *"incentive "*" expected, 10,000 at quota"* ]]
    expect 0 bailiwick explain "$BATS_TEST_TMPDIR/paid" M
    [[ $output == *"quota of the plan year"* && $output != *incentive* ]]
}

@test "bad tables: 3, all errors with file, line, column and remedy" {
    mkdir "$BATS_TEST_TMPDIR/bad"
    printf 'account_id,owner_id,revenue_prior\nA1,R1,12\nA2,R1,0x12\nA3,R1,nan\nA1,R1,5\n' >"$BATS_TEST_TMPDIR/bad/accounts.csv"
    printf 'rep_id,rep_name\nR1,Ann\n' >"$BATS_TEST_TMPDIR/bad/reps.csv"
    for command in check plan align; do
        expect 3 bailiwick $command "$BATS_TEST_TMPDIR/bad"
        [[ $output == *"accounts.csv:3: revenue_prior: \"0x12\":"* ]]
        [[ $output == *"accounts.csv:4: revenue_prior: \"nan\":"* ]]
        [[ $output == *"accounts.csv:5: account_id: \"A1\":"* ]]
        [[ $output == *"3 errors"* ]]
    done
}

@test "check says what every column was taken for, also when tables are bad" {
    mkdir "$BATS_TEST_TMPDIR/mapped"
    printf 'Id,Account Owner,lat,lon,revenue_prior,mood\nA1,R1,50,10,12x,good\n' >"$BATS_TEST_TMPDIR/mapped/accounts.csv"
    printf 'User ID,rep_name\nR1,Ann\n' >"$BATS_TEST_TMPDIR/mapped/reps.csv"
    expect 3 bailiwick check "$BATS_TEST_TMPDIR/mapped"
    words=$(echo $output)
    [[ $words == *"accounts.csv: Id -> account_id, Account Owner -> owner_id, lat -> latitude, lon -> longitude,"* ]]
    [[ $words == *"revenue_prior; not used: mood reps.csv: User ID -> rep_id, rep_name"* ]]
    run "$PROGRAM" check "$BATS_TEST_TMPDIR/mapped" --json
    echo "$output" | holds '.columns["accounts.csv"][0] == {header: "Id", column: "account_id"}
        and .columns["accounts.csv"][5] == {header: "mood", column: null}'
}

@test "some scenarios fail: 8, and the others are there" {
    expect 8 bailiwick sweep datasets/tiny --vary windows=elastic,hard --set tolerance=0 --out "$OUT"
    [[ $output == *"1 of 2 scenarios failed"* ]]
    [ "$(wc -l <"$OUT/sweep_results.csv")" -eq 3 ]
}

@test "where there is no target to reach, no scenario is sure of it" {
    mkdir "$BATS_TEST_TMPDIR/new"
    printf 'account_id,latitude,longitude,revenue_prior\nA1,50,10,1000\nA2,50.1,10,500\n' >"$BATS_TEST_TMPDIR/new/accounts.csv"
    printf 'rep_id,latitude,longitude\nR1,50,10\n' >"$BATS_TEST_TMPDIR/new/reps.csv"
    expect 0 bailiwick sweep "$BATS_TEST_TMPDIR/new" --vary tolerance=0.1,0.3
    [ "$(grep -c 'tolerance=.* 0  *-$' <<<"$output")" -eq 2 ]
}

# bats test_tags=long
@test "all scenarios of the AdventureWorks company can be planned" {
    expect 0 bailiwick sweep datasets/adventureworks --set work_limit=1 --time-limit 600 --out "$OUT" --quiet
    [ "$(grep -c '^' "$OUT/sweep_results.csv")" -eq 13 ]
    fits_80_columns "$output"
}

# Work of a command without an end, so that the signal always comes in time.
endless() { echo "$1" datasets/adventureworks --set gap=0 --set work_limit=1000000000 --time-limit 300 --out "$OUT"; }

# A signal to the endless work, later and later until there is a plan: how soon that is, is the machine's affair.
interrupt() {
    for seconds in 3 9 27; do
        rm -rf "$OUT"
        expect "$2" timeout --preserve-status -s "$1" $seconds "$PROGRAM" $(endless "$3") $4
        [ ! -e "$OUT/plan.json" ] || ! jq -e '.outcome == "feasible"' "$OUT/plan.json" || return 0
    done
    return 1
}

@test "Ctrl-C saves the best plan so far: 130" {
    interrupt INT 130 align
    [[ $output == *"interrupted"*"$OUT"* ]]
    jq -e '.accounts and .outcome == "feasible"' "$OUT/plan.json"
}

# bats test_tags=long
@test "a polite end saves the best plan so far: 143" {
    interrupt TERM 143 plan --json
    echo "$output" | holds '.outcome == "feasible"'
}

@test "interrupted at any moment, what is written is whole" {
    for moment in 0.05 0.15 0.3 0.6 1.2; do
        rm -rf "$OUT"
        run timeout --preserve-status -s INT $moment "$PROGRAM" $(endless plan)
        [ "$status" -eq 130 ]
        [ ! -e "$OUT/plan.json" ] || jq -e .version "$OUT/plan.json"
        [ ! -e "$OUT/report.html" ] || grep -q '</html>' "$OUT/report.html"
    done
}

# Ctrl-C as a phase of planning AdventureWorks begins; more settings may follow.
interrupt_in() {
    local phase=$1
    shift
    rm -rf "$OUT"
    INTERRUPT_IN=$phase run "$(dirname "$PROGRAM")/tests/cli/interrupted" align datasets/adventureworks --set gap=0 \
        --set work_limit=1 --time-limit 600 --out "$OUT" --quiet "$@"
}

@test "Ctrl-C before there is a plan says that there is none: 130" {
    for phase in reading problem forecast; do
        interrupt_in $phase
        [ "$status" -eq 130 ] || { echo "$phase: $status, $output"; return 1; }
        [[ $output == *"interrupted before there was a plan"* ]]
        [ -z "$(ls "$OUT")" ]
    done
    interrupt_in dual --set windows=hard --set tolerance=0.001
    [ "$status" -eq 130 ]
    [[ $output == *"interrupted before there was a plan"* ]]
}

@test "Ctrl-C in any phase of the search saves the best plan so far: 130" {
    accounts=$(wc -l <datasets/adventureworks/accounts.csv)
    for phase in dual master rounding search; do
        interrupt_in $phase
        [ "$status" -eq 130 ] || { echo "$phase: $status, $output"; return 1; }
        [[ $output == *"what was found so far is in $OUT"* ]]
        [ "$(wc -l <"$OUT/assignments.csv")" -eq "$accounts" ]
        jq -e '.outcome == "feasible" and .stopped_by == "interrupted"' "$OUT/plan.json"
    done
}

@test "Ctrl-C after the search loses nothing" {
    accounts=$(wc -l <datasets/adventureworks/accounts.csv)
    for phase in explanation check writing; do
        interrupt_in $phase
        [ "$status" -eq 0 ] || [ "$status" -eq 130 ] || { echo "$phase: $status, $output"; return 1; }
        [ "$(wc -l <"$OUT/assignments.csv")" -eq "$accounts" ]
        jq -e '.objective > 0 and (.bound | type) == "number"' "$OUT/plan.json"
    done
}

@test "a second Ctrl-C kills" {
    "$PROGRAM" $(endless plan) >/dev/null 2>&1 &
    sleep 1
    kill -INT $!
    kill -INT $!
    run wait $!
    [ "$status" -ge 128 ]
}

@test "a time limit stops the search, and the plan has a gap: 0" {
    expect 0 bailiwick align datasets/adventureworks --set gap=0 --set work_limit=1000000000 --time-limit 1 --json --quiet
    echo "$output" | holds '.gap >= 0 and .seconds < 4'
}

# bats test_tags=long
@test "one thread and two, and another processor's way to add up, give the same bytes" {
    for run in 1: 2: 2:Prescott; do
        OPENBLAS_CORETYPE=${run#*:} bailiwick plan datasets/adventureworks --threads "${run%:*}" --out "$OUT/$run" --quiet \
            --set work_limit=5 --time-limit 600 >/dev/null
        jq 'del(.seconds, .threads, .command) | .settings |= map(select(.name != "threads"))' \
            "$OUT/$run/plan.json" >"$OUT/$run/plan.json.same"
        rm "$OUT/$run/plan.json" "$OUT/$run/report.html"
        diff -r "$OUT/1:" "$OUT/$run"
    done
}

@test "a sweep gives the same figures with one thread and two" {
    for threads in 1 2; do
        bailiwick sweep datasets/tiny --vary tolerance=0.05,0.1,0.3 --vary target_growth=0,0.1 --vary windows=elastic,hard \
            --threads $threads --out "$OUT/$threads" --quiet >/dev/null || [ $? -eq 8 ]
    done
    [ "$(wc -l <"$OUT/1/sweep_results.csv")" -eq 13 ]
    diff "$OUT/1/sweep_results.csv" "$OUT/2/sweep_results.csv"
}

@test "territories from a plan's file give the plan's quotas" {
    bailiwick plan datasets/tiny --out "$OUT" --quiet >/dev/null
    bailiwick quota datasets/tiny --assignments "$OUT/assignments.csv" --json |
        jq '[.reps[].quota.quota]' >"$BATS_TEST_TMPDIR/given"
    jq '[.reps[].quota.quota]' "$OUT/plan.json" | cmp - "$BATS_TEST_TMPDIR/given"
    printf 'account_id,to_rep_id\nA1,R1\nA1,R2\n' >"$BATS_TEST_TMPDIR/twice.csv"
    expect 3 bailiwick quota datasets/tiny --assignments "$BATS_TEST_TMPDIR/twice.csv"
    [[ $output == *"twice.csv:3: "*"second time"* ]]
}

@test "today's quotas are not taken for the new ones in the fairness of today's territories" {
    expect 0 bailiwick fairness datasets/tiny
    [[ $output == *"today's quotas and with new ones"* ]]
    bailiwick fairness datasets/tiny --json >"$OUT.json"
    jq -e '[.fairness[] | select(.index == "cv" and .quantity == "quota / forecast")][0]
           | .before != .after and .before > 0' "$OUT.json"
    jq -e '[.fairness[] | select(.quantity == "workload")] | all(.before == .after)' "$OUT.json"
    cp -r datasets/tiny "$BATS_TEST_TMPDIR/unknown" && rm "$BATS_TEST_TMPDIR/unknown/quotas.csv"
    bailiwick fairness "$BATS_TEST_TMPDIR/unknown" --json | jq -e '.fairness | all(.before == null)'
}

@test "a plan that the judge rejects is not shown: 7" {
    local wrong
    wrong=$(dirname "$PROGRAM")/tests/cli/wrong_quota
    for command in plan quota fairness "explain datasets/tiny R1 #"; do
        expect 7 "$wrong" ${command%#} $([[ $command == *"#" ]] || echo datasets/tiny)
        [[ $output == *"rejected by its independent check"* ]]
        [[ $output != *"company target"* ]]
    done
    expect 7 "$wrong" plan datasets/tiny --out "$OUT"
    [ -z "$(ls "$OUT")" ]
    expect 7 "$wrong" plan datasets/tiny --json
    echo "$output" | holds '.error.status == 7 and (has("objective") | not)'
}

@test "a limit before any plan: 5, with what is in the way" {
    expect 5 bailiwick align datasets/adventureworks --set windows=hard --set tolerance=0.001 --time-limit 0.01
    [[ $output == *"cheapest repair found"* && $output != *e+0* ]]
}

@test "scenarios run although the base is impossible: 8" {
    expect 8 bailiwick sweep datasets/tiny --set windows=hard --set tolerance=0 --vary tolerance=0,0.5
    [[ $output == *"1 of 2 scenarios failed"* ]]
}

@test "a wrong command line makes no folder" {
    for wrong in "align datasets/tiny --frontier moved" "align datasets/tiny --frontier travel --points 1" \
        "align datasets/tiny --points 3" "plan datasets/tiny --set tolerance=x" "plan datasets/tiny --decimal dot" \
        "sweep datasets/tiny --vary tolerance=0.1,x --vary tolerance=0.2" "sweep datasets/tiny --vary nothing=1,2" \
        "sweep datasets/tiny --sweep $BATS_TEST_TMPDIR/none.csv" \
        "quota datasets/tiny --assignments $BATS_TEST_TMPDIR/none.csv" "plan datasets/none"; do
        run bailiwick $wrong --out "$OUT"
        [ "$status" -ge 1 ] && [ "$status" -le 3 ]
        [ ! -e "$OUT" ] || { echo "made by: $wrong"; return 1; }
    done
}

# bats test_tags=long
@test "a frontier's objectives never rise with the budget, and its bounds hold" {
    expect 0 bailiwick align datasets/adventureworks --frontier moved_revenue --points 3 --set work_limit=1 \
        --time-limit 600 --json --quiet
    echo "$output" | holds '.frontier_budget == "moved_revenue" and (.frontier | length == 3)
        and ([.frontier[] | select(.outcome == "optimal" or .outcome == "feasible")] | length >= 2
            and all(.used <= .budget + 1e-6 and .bound <= .objective and .gap >= 0)
            and (map(.objective) | . == (sort | reverse)))
        and .frontier[-1].objective <= .objective'
}

@test "a plan is kept when its frontier has nothing to trade" {
    expect 0 bailiwick plan datasets/tiny --frontier travel --out "$BATS_TEST_TMPDIR/plan" --quiet
    [[ $output == *"no frontier: "*"nothing to trade"* ]]
    [ -s "$BATS_TEST_TMPDIR/plan/report.html" ]
    [ ! -e "$BATS_TEST_TMPDIR/plan/frontier.csv" ]
}

@test "a point of a frontier costs what a plan under that budget costs" {
    expect 0 bailiwick align datasets/tiny --frontier moved_revenue --points 3 --json --quiet
    point=$(echo "$output" | jq '.frontier[1] | {budget, objective}')
    expect 0 bailiwick align datasets/tiny --set max_moved_revenue="$(echo "$point" | jq .budget)" --json --quiet
    echo "$output" | holds "(.objective - $(echo "$point" | jq .objective) | fabs) < 1e-6"
    echo "$output" | holds 'has("frontier") | not'
}

@test "frontier.csv has the points of the JSON" {
    bailiwick align datasets/tiny --frontier moved_revenue --points 3 --out "$OUT" --json --quiet >/dev/null
    [ "$(wc -l <"$OUT/frontier.csv")" -eq 4 ]
    cut -d, -f1-5 "$OUT/frontier.csv" | tail -n +2 >"$BATS_TEST_TMPDIR/table"
    jq -r '.frontier_budget as $of | .frontier[] | "\($of),\(.outcome),\(.budget),\(.used),\(.objective)"' \
        "$OUT/plan.json" >"$BATS_TEST_TMPDIR/json"
    awk -F, 'NR == FNR { a[FNR] = $1 $2; n[FNR] = $5; next }
             a[FNR] != $1 $2 || (n[FNR] - $5) ^ 2 > 1e-9 { exit 1 }' "$BATS_TEST_TMPDIR/table" "$BATS_TEST_TMPDIR/json"
}

# A plan of datasets/tiny in $OUT/plan.
make_tiny_plan() {
    bailiwick align datasets/tiny --out "$OUT/plan" --quiet >/dev/null
}

@test "edits leave the forecast out unless a measure needs it" {
    make_tiny_plan
    expect 0 bailiwick align datasets/tiny --from "$OUT/plan" --out "$OUT/quick" --quiet
    [ -s "$OUT/quick/assignments.csv" ] && [ ! -e "$OUT/quick/forecast.csv" ]
    expect 0 bailiwick align datasets/tiny --from "$OUT/plan" --set measures=forecast --out "$OUT/balanced" --quiet
    [ -s "$OUT/balanced/forecast.csv" ]
}

@test "edits go where they were put, and the stability says what else moved" {
    make_tiny_plan
    expect 0 bailiwick align datasets/tiny --from "$OUT/plan" --edits tests/fixtures/edits/good.csv --out "$OUT/new" \
        --json --quiet
    echo "$output" | holds '.stability.edited_accounts == 2 and .bound <= .objective and .gap >= 0
        and .stability.touched_accounts + (4 * .stability.kept_accounts) == 4'
    grep -q '^A4,.*,R1,R1,no' "$OUT/new/assignments.csv"
    changed=$(diff <(cut -d, -f1,4 "$OUT/plan/assignments.csv") <(cut -d, -f1,4 "$OUT/new/assignments.csv") | grep -c '^>')
    echo "$output" | holds ".stability.touched_accounts == $changed - 1"
}

@test "a plan without edits stays as it is" {
    make_tiny_plan
    expect 0 bailiwick align datasets/tiny --from "$OUT/plan/assignments.csv" --json --quiet
    echo "$output" | holds '.stability == {edited_accounts: 0, touched_accounts: 0, kept_accounts: 1, kept_revenue: 1}'
    echo "$output" | holds ".objective == $(jq .objective "$OUT/plan/plan.json")"
}

@test "all that is wrong with edits is said by file, line and column, also in JSON" {
    make_tiny_plan
    expect 3 bailiwick align datasets/tiny --from "$OUT/plan" --edits tests/fixtures/edits/bad.csv --json
    echo "$output" | holds '[.findings.items[] | select(.severity == "error") | [.line, .column]]
        == [[2, "account_id"], [3, "rep_id"], [4, "rep_id"], [5, "rule"]]'
}
