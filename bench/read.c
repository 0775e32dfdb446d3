/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How fast are tables read? Writes a history of a given number of rows (1,000,000 unless told) into a temporary
 * folder, reads the company in it, and prints one JSON object. Usage: build/bench/read [ROWS]
 */
#include "app/tables/company.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MONTHS 36
#define REPS 100

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static FILE *open_table(const char *folder, const char *name, const char *head)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file)
        fputs(head, file);
    return file;
}

/* Accounts with MONTHS months each, amounts in cents; returns the bytes of the history, or -1. */
static long write_company(const char *folder, long rows)
{
    uint64_t state = 1;
    long accounts = (rows + MONTHS - 1) / MONTHS;
    FILE *table = open_table(folder, "accounts.csv", "account_id,owner_id,latitude,longitude\n");
    for (long a = 0; table && a < accounts; a++)
        fprintf(table, "A%07ld,R%ld,%.5f,%.5f\n", a, a % REPS, 30 + (double)(a % 1500) / 100,
                -120 + (double)(a % 4000) / 100);
    FILE *people = open_table(folder, "reps.csv", "rep_id,latitude,longitude\n");
    for (long r = 0; people && r < REPS; r++)
        fprintf(people, "R%ld,%ld.25,-%ld.5\n", r, 30 + r % 15, 80 + r % 40);
    FILE *history = open_table(folder, "history.csv", "account_id,month,revenue\n");
    for (long k = 0; history && k < rows; k++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        long month = k % MONTHS;
        fprintf(history, "A%07ld,%ld-%02ld,%ld.%02ld\n", k / MONTHS, 2022 + month / 12, 1 + month % 12,
                (long)(state >> 50), (long)(state >> 40 & 63));
    }
    long bytes = history ? ftell(history) : -1;
    bool good = table && people && history && fclose(table) == 0 && fclose(people) == 0 && fclose(history) == 0;
    return good ? bytes : -1;
}

static void remove_company(const char *folder)
{
    char path[4096];
    static const char *const names[] = {"accounts.csv", "reps.csv", "history.csv"};
    for (int k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        unlink(path);
    }
    rmdir(folder);
}

static int measure(const char *folder, long bytes)
{
    bw_error error = {0};
    bw_tables *tables = NULL;
    bw_findings *findings = bw_findings_create();
    double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    bw_status status = findings ? bw_company_read(folder, NULL, findings, &tables, &error) : BW_FAILED;
    wall = seconds_of(CLOCK_MONOTONIC) - wall;
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (status == BW_OK)
        printf("{\"rows\": %zu, \"seconds\": %.3f, \"cpu_seconds\": %.3f, \"peak_mb\": %.1f, \"mb_per_s\": %.1f}\n",
               tables->history_count, wall, cpu, (double)usage.ru_maxrss / 1024, (double)bytes / 1e6 / cpu);
    else
        fprintf(stderr, "%s:%lld: %s\n", error.file, (long long)error.line, error.message);
    bw_tables_free(tables);
    bw_findings_free(findings);
    return (int)status;
}

int main(int count, char **arguments)
{
    char folder[] = "/tmp/bailiwick-read-XXXXXX";
    long rows = count > 1 ? strtol(arguments[1], NULL, 10) : 1000000;
    if (rows < 1 || !mkdtemp(folder)) {
        fprintf(stderr, "usage: read [ROWS], with a /tmp that can be written\n");
        return BW_USAGE;
    }
    long bytes = write_company(folder, rows);
    int status = bytes < 0 ? BW_FAILED : measure(folder, bytes);
    remove_company(folder);
    return status;
}
