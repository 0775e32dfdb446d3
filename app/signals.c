/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/signals.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* A signal handler can reach nothing else. */
static volatile int caught;

static void on_signal(int number)
{
    static const char text[] = "\nstopping; the best plan so far will be saved (once more kills)\n";
    if (caught) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    caught = number;
    if (isatty(STDERR_FILENO) && write(STDERR_FILENO, text, sizeof text - 1) < 0)
        return;
}

void bw_signals_catch(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

const volatile int *bw_signals_flag(void)
{
    return &caught;
}

int bw_signals_caught(void)
{
    return caught;
}
