# Bailiwick. Two commands do everything on a fresh Debian 12:
#
#   make demo    install what is missing, build, plan a real company, say where the report is
#   make test    the same set-up, then every test
#
# Others: make (build only), bench, install [PREFIX=/usr/local DESTDIR=], clean.

.DEFAULT_GOAL := all
SHELL := /bin/bash
B ?= build
PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^\#define BW_VERSION "\(.*\)"/\1/p' include/bailiwick.h)

CC ?= gcc
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
OPTIMIZE ?= -O3 -g
CFLAGS ?= $(OPTIMIZE)
override CFLAGS += -std=c17 -D_GNU_SOURCE $(WARNINGS) -fopenmp -fPIC -Iinclude -I. $(EXTRA_CFLAGS)
LDLIBS := -lglpk -lgsl -lopenblas -ljansson -lm

LIBRARY := $(patsubst %.c,$(B)/%.o,$(wildcard models/*.c models/forecast/*.c solver/*.c))
PROGRAM := $(patsubst %.c,$(B)/%.o,$(wildcard app/*.c app/tables/*.c app/commands/*.c app/report/*.c))
UNITS   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
BENCHES := $(patsubst bench/%.c,$(B)/bench/%,$(wildcard bench/*.c))

-include app/report/report.mk
-include tests/tests.mk

all: $(B)/bailiwick $(B)/libbailiwick.so

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/libbailiwick.a: $(LIBRARY)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libbailiwick.so: $(LIBRARY)
	$(CC) $(CFLAGS) -shared -Wl,-soname,libbailiwick.so.0 $^ $(LDLIBS) -o $@

$(B)/bailiwick: $(PROGRAM) $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(LDLIBS) -o $@

# A unit test may use the program's modules too, all but main.
$(B)/tests/unit/test_%: $(B)/tests/unit/test_%.o $(filter-out $(B)/app/main.o,$(PROGRAM)) $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(LDLIBS) -lcmocka -o $@

$(B)/bench/%: $(B)/bench/%.o $(filter-out $(B)/app/main.o,$(PROGRAM)) $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(LDLIBS) -o $@

bench: $(BENCHES)

clean:
	rm -rf $(B)

.PHONY: all bench clean
.SECONDARY:
-include $(shell [ -d $(B) ] && find $(B) -name '*.d')
