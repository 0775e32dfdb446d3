/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a sweep as JSON: what the comparison page shows.
 */
#ifndef BW_APP_REPORT_SWEEP_JSON_H
#define BW_APP_REPORT_SWEEP_JSON_H

#include "app/json.h"
#include "app/report/run.h"

void bw_sweep_put(bw_json *json, const bw_sweep *sweep, const bw_scenario *scenarios, const bw_run *run);

#endif
