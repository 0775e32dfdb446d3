#!/usr/bin/env bash
# Installs into a folder of its own and uses what is there: the program, the README's C example against
# the shared and the static library through pkg-config, and a C++ compiler on the header.
set -u
cd "$(dirname "$0")/.." || exit 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
number=0 failed=0

check() {
    local name=$1
    shift
    number=$((number + 1))
    if "$@" >"$root/log" 2>&1; then
        echo "ok $number - $name"
    else
        failed=$((failed + 1))
        echo "not ok $number - $name"
        sed 's/^/# /' "$root/log"
    fi
}

check "make install with a prefix" make -s --no-print-directory install PREFIX="$root/usr" B="${B:-build}"
export PKG_CONFIG_PATH=$root/usr/lib/pkgconfig
cat >"$root/wanted" <<END
bin/bailiwick
include/bailiwick.h
lib/libbailiwick.a
lib/libbailiwick.so
lib/libbailiwick.so.0
lib/libbailiwick.so.$(sed -n 's/^#define BW_VERSION "\(.*\)"/\1/p' include/bailiwick.h)
lib/pkgconfig/bailiwick.pc
share/bash-completion/completions/bailiwick
share/man/man1/bailiwick.1
END
check "every file is there and no other" diff "$root/wanted" <(cd "$root/usr" && find . ! -type d | sed 's#^\./##' | sort)
check "the program runs without the source tree" env -C / "$root/usr/bin/bailiwick" --version
check "pkg-config knows the version" pkg-config --exact-version="$("$root/usr/bin/bailiwick" --version | cut -d' ' -f2)" bailiwick

manual=$root/usr/share/man/man1/bailiwick.1
check "the manual page is good roff" bash -c "! mandoc -T lint -W warning '$manual' | grep -v 'missing date'"
check "it has every command, option and setting" bash -c "
    page=\$(mandoc -T ascii '$manual' | sed 's/.\x08//g')
    for word in \$('$root/usr/bin/bailiwick' help | grep -oE -- '--[a-z-]+' | sort -u) \
        \$('$root/usr/bin/bailiwick' help settings | grep -oE '^  [a-z_]+ =' | tr -d ' =') plan check sweep explain; do
        grep -qwF -e \"\$word\" <<<\"\$page\" || { echo \"no \$word\"; exit 1; }
    done"

# What is offered for the last of these words.
offers() {
    bash -c 'compopt() { :; }; source "$0" || exit 1; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _bailiwick; printf "%s " "${COMPREPLY[@]}"' "$root/usr/share/bash-completion/completions/bailiwick" "$@"
}
offered() { [ "$(offers "${@:2}")" = "$1" ] || { echo "offered: $(offers "${@:2}")"; return 1; }; }
check "completion offers commands" offered "forecast " bailiwick fo
check "completion offers the options of a command" offered "--backtest " bailiwick plan datasets/tiny --b
check "completion offers no option of another command" offered " " bailiwick forecast datasets/tiny --fron
check "completion offers settings" offered "quota_unit= " bailiwick quota datasets/tiny --set quota_u
check "completion offers budgets" offered "moved_revenue moved_accounts " bailiwick align datasets/tiny --frontier mo
check "completion offers folders" offered "datasets/tiny " bailiwick check datasets/ti
check "completion offers files" offered "datasets/adventureworks/sweep.csv " bailiwick sweep datasets/tiny --sweep \
    datasets/adventureworks/sw

sed -n '/^```c$/,/^```$/p' README.md | sed '/^```/d' >"$root/example.c"
check "the README has a C example" grep -q bw_plan_make "$root/example.c"
check "it compiles against the shared library" bash -c \
    "gcc -std=c17 -Wall -Wextra -Werror '$root/example.c' \$(pkg-config --cflags --libs bailiwick) -o '$root/shared'"
check "and runs" env LD_LIBRARY_PATH="$root/usr/lib" "$root/shared"
check "it compiles against the static library" bash -c \
    "gcc -std=c17 '$root/example.c' -I'$root/usr/include' '$root/usr/lib/libbailiwick.a' \
     \$(pkg-config --static --libs-only-l bailiwick | sed 's/-lbailiwick//') -fopenmp -o '$root/static'"
check "and says the same" bash -c "cmp <('$root/static') <(LD_LIBRARY_PATH='$root/usr/lib' '$root/shared')"
printf '#include <bailiwick.h>\nint main() { return bw_outcome_name(BW_OUTCOME_OPTIMAL) == nullptr; }\n' >"$root/plus.cc"
check "the header is C++ too" bash -c "g++ '$root/plus.cc' \$(pkg-config --cflags --libs bailiwick) -o '$root/plus'"
check "the shared library exports nothing but bw_ names" bash -c \
    "! nm -D --defined-only '$root/usr/lib/libbailiwick.so' | grep -vE ' (bw_|[.]gomp_)'"
check "the shared library needs nothing that it does not name" bash -c \
    "ldd -r '$root/usr/lib/libbailiwick.so' | { ! grep 'undefined symbol'; }"
check "DESTDIR goes before the prefix" bash -c \
    "make -s --no-print-directory install B='${B:-build}' DESTDIR='$root/stage' PREFIX=/opt/b && [ -x '$root/stage/opt/b/bin/bailiwick' ] \
     && grep -q '^prefix=/opt/b$' '$root/stage/opt/b/lib/pkgconfig/bailiwick.pc'"
[ "$failed" -eq 0 ]
