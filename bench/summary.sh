#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sums up runs of several solvers: a line for each, and a performance profile.
#
#   bench/summary.sh [-v goal=0] [-v clock=cpu_seconds] [-v profile=FILE.svg] [-v measure=time] FILE.csv...
#
# Files are told apart by their columns and may come in any order: rows of runs and of traces as bench/peers.sh writes
# them, and best_known.csv. summary.awk says what each number is, profile.awk what is drawn.
exec awk -f "$(dirname "$0")/summary.awk" -f "$(dirname "$0")/profile.awk" "$@"
