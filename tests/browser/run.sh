#!/usr/bin/env bash
# Opens the program's pages in chromium and looks at what happens: tests/browser/run.sh [PROGRAM]
# Makes the pages from the AdventureWorks and the nasty company, then runs pages.test.mjs on them.
set -euo pipefail
program=$(realpath "${1:-${B:-build}/bailiwick}")
cd "$(dirname "$0")"
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$browser" ] || { echo "browser test: no chromium (apt-get install chromium)" >&2; exit 1; }
[ node_modules/.package-lock.json -nt package-lock.json ] || {
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
    touch node_modules/.package-lock.json
}
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
"$program" plan ../../datasets/adventureworks --out "$pages/real" --quiet
"$program" plan ../fixtures/nasty --out "$pages/nasty" --quiet
"$program" sweep ../fixtures/nasty --vary tolerance=0.1,0.3 --out "$pages/sweep" --quiet || [ $? -eq 8 ]
"$program" sweep ../../datasets/tiny --vary tolerance=0.02,0.1,0.5 --vary over_assignment=0,0.05,0.1,0.15 \
    --out "$pages/sweeps" --quiet
cp -r ../../datasets/tiny "$pages/incentives"
sed -i '1s/$/,target_pay/; 2s/$/,20000/; 3s/$/,0/' "$pages/incentives/reps.csv"
"$program" plan "$pages/incentives" --set pay_accelerator=40 --out "$pages/paid" --quiet >/dev/null
"$program" sweep ../../datasets/tiny --vary quota_cap=,-0.5 --out "$pages/refused" --quiet 2>/dev/null || [ $? -eq 8 ]
"$program" align ../../datasets/adventureworks --frontier travel --points 4 --set work_limit=0 --out "$pages/frontier" \
    --quiet >/dev/null
"$program" plan ../../datasets/tiny --frontier moved_revenue --points 4 --out "$pages/tiny" --quiet >/dev/null
PAGES=$pages CHROMIUM=$browser node --test pages.test.mjs
