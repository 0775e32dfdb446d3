# The page templates: libraries and map data from npm, joined with the page's own modules by
# build.mjs and put into the program as they are, so that it needs neither files nor a network.

REPORT := app/report
REPORT_PAGES := $(addprefix $(B)/report/,plan.html sweep.html frontier.html)
REPORT_PACKAGES := $(REPORT)/node_modules/.package-lock.json
PROGRAM += $(B)/$(REPORT)/pages.o

$(REPORT_PACKAGES): $(REPORT)/package-lock.json
	cd $(REPORT) && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

$(REPORT_PAGES) &: $(REPORT)/build.mjs $(wildcard $(REPORT)/page/*) $(REPORT_PACKAGES)
	node $(REPORT)/build.mjs $(B)/report

$(B)/$(REPORT)/pages.o: $(REPORT)/pages.S $(REPORT_PAGES)
	@mkdir -p $(@D)
	$(CC) -c -Wa,-I$(B)/report $< -o $@
