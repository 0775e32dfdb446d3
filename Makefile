# Bailiwick. Two commands do everything on a fresh Debian 12:
#
#   make demo    install what is missing, build, plan a real company, say where the report is
#   make test    the same set-up, then every test
#
# Others: make (build only), bench, bench-results, install [PREFIX=/usr/local DESTDIR=], clean.

.DEFAULT_GOAL := all
SHELL := /bin/bash
B ?= build
PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^\#define BW_VERSION "\(.*\)"/\1/p' include/bailiwick.h)
SONAME := libbailiwick.so.0

CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
OPTIMIZE ?= -O3 -g
CFLAGS ?= $(OPTIMIZE)
override CFLAGS += -std=c17 -D_GNU_SOURCE $(WARNINGS) -fopenmp -fPIC -Iinclude -I. $(EXTRA_CFLAGS)
LDLIBS := -lglpk -lgsl -lgslcblas -lopenblas -lm
PARALLEL := $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

LIBRARY := $(patsubst %.c,$(B)/%.o,$(wildcard models/*.c models/forecast/*.c solver/*.c))
PROGRAM := $(patsubst %.c,$(B)/%.o,$(wildcard app/*.c app/tables/*.c app/commands/*.c app/report/*.c))
UNITS   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
BENCH_SHARED := bench/run.c bench/mps.c
BENCHES := $(patsubst bench/%.c,$(B)/bench/%,$(filter-out $(BENCH_SHARED),$(wildcard bench/*.c)))
SOURCES := $(wildcard models/*.c models/forecast/*.c solver/*.c app/*.c app/*/*.c tests/unit/*.c bench/*.c)

-include app/report/report.mk
-include tests/tests.mk

# ---------------------------------------------------------------- prerequisites
#
# Debian package = how to see that it is there: a header, a file, or a command.

BUILD_NEEDS := gcc=gcc libc6-dev=stdio.h libgomp1=omp.h libglpk-dev=glpk.h libgsl-dev=gsl/gsl_rng.h \
    libopenblas-dev=openblas_config.h nodejs=node npm=npm ca-certificates=/etc/ssl/certs/ca-certificates.crt
TEST_NEEDS := $(BUILD_NEEDS) clang=clang libomp-dev=/usr/lib/llvm-14/lib/libomp.so libcmocka-dev=cmocka.h libjansson-dev=jansson.h bats=bats \
    jq=jq chromium=chromium coinor-cbc=cbc coinor-clp=clp glpk-utils=glpsol time=/usr/bin/time g++=g++ \
    pkg-config=pkg-config mandoc=mandoc

# Installs what is missing of a list of needs: as root, by sudo, or by saying what to run.
define install_missing
@missing=; for need in $(1); do probe=$${need#*=}; case $$probe in \
    /*)  [ -e $$probe ] ;; \
    *.h) echo "#include <$$probe>" | gcc -fopenmp -E - >/dev/null 2>&1 ;; \
    *)   command -v $$probe >/dev/null ;; esac || missing+=" $${need%%=*}"; done; \
install="apt-get install -y --no-install-recommends$$missing"; \
if [ -z "$$missing" ]; then exit 0; fi; echo "Missing:$$missing"; \
if [ "$$(id -u)" = 0 ]; then apt-get update -q && DEBIAN_FRONTEND=noninteractive $$install; \
elif command -v sudo >/dev/null; then sudo apt-get update -q && sudo DEBIAN_FRONTEND=noninteractive $$install; \
else printf 'These packages must be installed first. Run this as root:\n\n  %s\n\n' "$$install"; exit 1; fi
endef

# ---------------------------------------------------------------- the program and the library

all: $(B)/bailiwick $(B)/$(SONAME)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/libbailiwick.a: $(LIBRARY)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/$(SONAME): $(LIBRARY)
	$(CC) $(CFLAGS) -shared -Wl,-soname,$(SONAME) $^ $(LDLIBS) -o $@

# The program's modules, all but main, so that tests and benchmarks take what they need.
$(B)/program.a: $(filter-out $(B)/app/main.o,$(PROGRAM))
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/bailiwick: $(B)/app/main.o $(B)/program.a $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(LDLIBS) -o $@

demo:
	$(call install_missing,$(BUILD_NEEDS))
	@echo "Building $(B)/bailiwick ..."
	@$(MAKE) -s --no-print-directory $(PARALLEL) $(B)/bailiwick
	$(B)/bailiwick plan datasets/adventureworks --out $(B)/demo

# ---------------------------------------------------------------- tests and benchmarks

$(B)/tests/unit/test_%: $(B)/tests/unit/test_%.o $(B)/program.a $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(LDLIBS) -lcmocka -ljansson -o $@

$(B)/bench/align $(B)/bench/gap: $(BENCH_SHARED:%.c=$(B)/%.o)
$(B)/bench/%: $(B)/bench/%.o $(B)/program.a $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $(filter %.o,$^) $(filter %.a,$^) $(LDLIBS) -o $@

bench: $(BENCHES)

# Measures everything again: hours. DATA names a folder of instances, see bench/all.sh.
bench-results: bench
	bench/all.sh "$(DATA)"
units: $(UNITS)

SANITIZE := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

test:
	$(call install_missing,$(TEST_NEEDS))
	@$(MAKE) -s --no-print-directory $(PARALLEL) EXTRA_CFLAGS=-Werror all units bench $(TEST_PROGRAMS)
	@$(MAKE) -s --no-print-directory $(PARALLEL) EXTRA_CFLAGS=-Werror B=$(B)/sanitized CFLAGS="$(SANITIZE)" all units
	@B=$(B) tests/run.sh

# The second compiler only reads: its warnings count, its code is not needed.
clang-warnings:
	clang $(CFLAGS) -Werror -fsyntax-only $(SOURCES)

# ---------------------------------------------------------------- install

DEST := $(DESTDIR)$(PREFIX)
define PKGCONFIG
prefix=$(PREFIX)
libdir=$${prefix}/lib
includedir=$${prefix}/include

Name: Bailiwick
Description: territory and quota optimization with a proof
Version: $(VERSION)
Requires.private: gsl
Cflags: -I$${includedir}
Libs: -L$${libdir} -lbailiwick
Libs.private: $(LDLIBS) -fopenmp
endef
export PKGCONFIG

install: all $(B)/libbailiwick.a
	install -d $(DEST)/bin $(DEST)/include $(DEST)/lib/pkgconfig $(DEST)/share/man/man1 \
	    $(DEST)/share/bash-completion/completions
	install -m 755 $(B)/bailiwick $(DEST)/bin/
	install -m 644 include/bailiwick.h $(DEST)/include/
	install -m 644 $(B)/libbailiwick.a $(DEST)/lib/
	install -m 755 $(B)/$(SONAME) $(DEST)/lib/libbailiwick.so.$(VERSION)
	ln -sf libbailiwick.so.$(VERSION) $(DEST)/lib/$(SONAME)
	ln -sf $(SONAME) $(DEST)/lib/libbailiwick.so
	echo "$$PKGCONFIG" > $(DEST)/lib/pkgconfig/bailiwick.pc
	$(B)/bailiwick help man > $(DEST)/share/man/man1/bailiwick.1
	$(B)/bailiwick help completion > $(DEST)/share/bash-completion/completions/bailiwick

clean:
	rm -rf $(B)

.PHONY: all demo test bench bench-results units clang-warnings install clean
.SECONDARY:
-include $(shell [ -d $(B) ] && find $(B) -name '*.d')
