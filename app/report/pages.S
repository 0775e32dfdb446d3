/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page templates as bytes of the program; see report.mk and pages.h.
 */
    .section .rodata
    .balign 16
    .global bw_page_plan, bw_page_plan_end, bw_page_sweep, bw_page_sweep_end, bw_page_frontier, bw_page_frontier_end
bw_page_plan:
    .incbin "plan.html"
bw_page_plan_end:
    .byte 0
bw_page_sweep:
    .incbin "sweep.html"
bw_page_sweep_end:
    .byte 0
bw_page_frontier:
    .incbin "frontier.html"
bw_page_frontier_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
