/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/clock.h"

#include <time.h>

/* Seconds on one core of 2.5 GHz; only their proportions count. */
#define READ_ACCOUNT 4.7e-6
#define READ_PAIR 1.6e-8
#define READ_RECORD 4e-7
#define CHECK_PAIR 2e-8
#define CHECK_PATH 4e-9
#define WRITE_ACCOUNT 1.6e-5

double bw_clock_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double bw_seconds_after(const bw_amount_of_work *work, double reading)
{
    double pairs = work->accounts * work->reps;
    double read = READ_ACCOUNT * work->accounts + READ_PAIR * pairs + READ_RECORD * work->history;
    double check = (CHECK_PAIR * pairs + CHECK_PATH * work->accounts * work->paths) / work->threads;
    double write = work->written ? WRITE_ACCOUNT * work->accounts : 0;
    return read > 0 ? (check + write) * reading / read : 0;
}
