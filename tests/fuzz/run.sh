#!/usr/bin/env bash
# Replays every fixture of the tables, and changes of it, through the sanitized reader: see fuzz_csv.c.
set -u
cd "$(dirname "$0")/../.." || exit 2
for program in "${B:-build}"/sanitized/tests/fuzz/replay "${B:-build}"/tests/fuzz/replay; do
    if ! "$program" 20 tests/fixtures/tables/*.csv; then
        echo "not ok 1 - $program"
        exit 1
    fi
done
echo "ok 1 - bytes of every kind end in a table or in findings"
