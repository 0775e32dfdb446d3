#!/usr/bin/env bash
# Runs every test, as many at a time as there are processors, and ends with "N passed, N failed".
#
# A test is a program. Its lines "ok ..." and "not ok ..." (TAP) are counted one by one; a program
# that prints none counts as one. Logs are in $B/logs; those of failures are shown.
#
#   tests/run.sh            everything
#   tests/run.sh PATTERN    the tests whose name matches the pattern
set -u
cd "$(dirname "$0")/.." || exit 2
export B=${B:-build}
export CMOCKA_MESSAGE_OUTPUT=TAP OPENBLAS_NUM_THREADS=1 LC_ALL=C.UTF-8
# Threads that wait sleep: spinning ones took up to six times the processor time of what they waited for.
export OMP_WAIT_POLICY=passive
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
logs=$B/logs
rm -rf "$logs" && mkdir -p "$logs"

# One line a test: its name, then the command. Slow ones first. Long command lines run without the sanitizers alone:
# each does again, with more data, what shorter ones of the same command do with them.
tests() {
    echo "cli                env BAILIWICK=$B/bailiwick bats --tap tests/cli"
    echo "cli-sanitized      env BAILIWICK=$B/sanitized/bailiwick bats --tap --filter-tags !long tests/cli"
    echo "golden-sanitized   env BAILIWICK=$B/sanitized/bailiwick tests/golden/run.sh"
    echo "clang-warnings     make -s --no-print-directory clang-warnings"
    for script in tests/*.sh tests/*/run.sh; do
        case $script in tests/run.sh | *\**) continue ;; esac
        name=${script#tests/}
        echo "$(basename "${name%/run.sh}" .sh)   $script"
    done
    for program in "$B"/sanitized/tests/unit/test_*; do
        case $program in *.o | *.d) continue ;; esac
        echo "sanitized-${program##*/test_}   $program"
    done
    for program in "$B"/tests/unit/test_*; do
        case $program in *.o | *.d) continue ;; esac
        echo "unit-${program##*/test_}   $program"
    done
}

run_one() {
    local name=$1 begin=$SECONDS status passed failed
    shift
    "$@" >"$logs/$name.log" 2>&1 </dev/null
    status=$?
    passed=$(grep -c '^ok ' "$logs/$name.log")
    failed=$(grep -c '^not ok ' "$logs/$name.log")
    if [ $((passed + failed)) -eq 0 ] && [ $status -eq 0 ]; then passed=1; fi
    if [ $status -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
    echo "$passed $failed" >"$logs/$name.count"
    printf '%-28s %4d passed %3d failed %4d s\n' "$name" "$passed" "$failed" $((SECONDS - begin))
    if [ "$failed" -ne 0 ]; then
        echo "--- $name: exit status $status; the log's failures and its end:"
        grep '^not ok ' "$logs/$name.log"
        tail -n 40 "$logs/$name.log"
        echo "---"
    fi
}

jobs_at_once=$(nproc)
while read -r name command; do
    [[ $name =~ ${1:-.} ]] || continue
    while [ "$(jobs -pr | wc -l)" -ge "$jobs_at_once" ]; do wait -n; done
    # shellcheck disable=SC2086
    run_one "$name" $command &
done < <(tests)
wait

total_passed=0 total_failed=0
for count in "$logs"/*.count; do
    read -r passed failed <"$count" || continue
    total_passed=$((total_passed + passed)) total_failed=$((total_failed + failed))
done
echo "$total_passed passed, $total_failed failed"
[ "$total_failed" -eq 0 ] && [ "$total_passed" -gt 0 ]
