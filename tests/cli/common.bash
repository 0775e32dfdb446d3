# What the command-line tests share. The program is $BAILIWICK, run in the root of the repository.

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || exit 2
    PROGRAM=$(realpath "${BAILIWICK:-build/bailiwick}")
    OUT=$BATS_TEST_TMPDIR/out
    unset OMP_WAIT_POLICY # the program chooses how its threads wait
}

bailiwick() { "$PROGRAM" "$@"; }

# Runs and demands an exit status: expect 2 bailiwick plan
expect() {
    local wanted=$1
    shift
    run "$@"
    if [ "$status" -ne "$wanted" ]; then
        printf 'expected status %s, got %s from: %s\n%s\n' "$wanted" "$status" "$*" "$output"
        return 1
    fi
}

# One JSON object on standard input, for which the filter holds.
holds() { jq -es "length == 1 and (.[0] | type == \"object\" and ($1))" >/dev/null; }

# Shows a text with a line that is too long.
fits_80_columns() { [ "$(LC_ALL=C.UTF-8 wc -L <<<"$1")" -le 80 ] || { echo "$1"; return 1; }; }

# The command on a terminal of its own.
on_terminal() { script -qec "$*" /dev/null </dev/null; }

# The command must fail; `!` alone would be ignored.
refute() { if "$@"; then return 1; fi; }
