/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page templates inside the program. Each holds {{data}} once, where the JSON goes.
 */
#ifndef BW_APP_REPORT_PAGES_H
#define BW_APP_REPORT_PAGES_H

extern const char bw_page_plan[], bw_page_plan_end[];
extern const char bw_page_sweep[], bw_page_sweep_end[];
extern const char bw_page_frontier[], bw_page_frontier_end[];

#endif
