# Rules of tests that are neither unit tests nor scripts.

# The fuzz target on its fixed inputs, under each compiler and with the sanitizers; tests/fuzz/run.sh runs it.
units: $(B)/tests/fuzz/replay

$(B)/tests/fuzz/replay: $(B)/tests/fuzz/replay.o $(B)/tests/fuzz/fuzz_csv.o $(B)/program.a $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(LDLIBS) -o $@

# The fuzzer itself: `make fuzz`, then build/fuzz_csv tests/fixtures/tables, for as long as you like.
FUZZED := tests/fuzz/fuzz_csv.c $(filter-out app/tables/s%.c,$(wildcard app/tables/*.c)) app/tables/settle.c \
    app/failure.c app/output.c app/json.c models/base.c models/findings.c models/tables.c models/names.c \
    models/calendar.c
fuzz: $(B)/fuzz_csv
$(B)/fuzz_csv: $(FUZZED)
	@mkdir -p $(@D)
	clang -g -O1 -fsanitize=fuzzer,address,undefined -std=c17 -D_GNU_SOURCE -Iinclude -I. $^ -lm -o $@
.PHONY: fuzz

# Their allocations can be made to fail.
$(B)/tests/unit/test_tables_memory $(B)/tests/unit/test_engine_memory: LDLIBS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# A program that makes a wrong number after its quotas were made, for tests of what the judge is good for.
units: $(B)/tests/cli/wrong_quota
$(B)/tests/cli/wrong_quota: $(B)/tests/cli/wrong_quota.o $(B)/app/main.o $(B)/program.a $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ -Wl,--wrap=bw_quotas_set $(LDLIBS) -o $@

# A program that gets Ctrl-C as a phase of it begins.
PHASES := bw_company_read bw_problem_create bw_forecast_create bw_dual_solve bw_master_solve bw_round bw_improve \
    bw_explain bw_check bw_plan_files_write
units: $(B)/tests/cli/interrupted
$(B)/tests/cli/interrupted: $(B)/tests/cli/interrupted.o $(B)/app/main.o $(B)/program.a $(B)/libbailiwick.a
	$(CC) $(CFLAGS) $^ $(PHASES:%=-Wl,--wrap=%) $(LDLIBS) -o $@

# Scores of a few real series; tests/scores.sh reads them.
units: $(B)/bench/forecast
