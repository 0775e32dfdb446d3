#!/usr/bin/env bash
# Forecasts forty series of the M3 competition and looks whether the scores are those of a forecaster: better than last
# year again and than the last value with its season, with intervals that hold about what they say, and the
# same for one and two threads. Bounds are wide, since forty series are few; figures stand in models/forecast/README.md.
set -u
cd "$(dirname "$0")/.." || exit 2
program=${B:-build}/bench/forecast
file=datasets/m3/monthly_40.csv
number=0 failed=0

check() {
    number=$((number + 1))
    if jq -e "$2" >/dev/null <<<"$scores"; then
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1"
        echo "# $scores"
    fi
}

without_time() { sed 's/"seconds": [0-9.]*//'; }

for back in 0 18; do
    scores=$("$program" "$file" --back "$back" --paths 300 --threads 2 --json)
    check "forty series are scored $back months back" '.series == 40'
    check "errors are well below those of the last value with its season" '.owa < 0.95'
    check "years are forecast better than by last year again" '.ape12 < .ape12_last_year'
    check "80 % intervals hold about 80 % of months and years" \
        '.coverage80 > 0.65 and .coverage80 < 0.92 and .sum_coverage80 > 0.65 and .sum_coverage80 < 0.95'
    check "95 % intervals hold about 95 % of months and years" '.coverage95 > 0.88 and .sum_coverage95 > 0.85'
done
one=$("$program" "$file" --paths 100 --threads 1 --json | without_time)
scores=$("$program" "$file" --paths 100 --threads 2 --json)
number=$((number + 1))
if [ "$one" = "$(without_time <<<"$scores")" ]; then
    echo "ok $number - one and two threads give the same scores"
else
    failed=$((failed + 1))
    echo "not ok $number - one and two threads give the same scores"
fi
[ "$failed" -eq 0 ]
