/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program: reads the command line, runs one command, reports its failure, and makes sure that
 * what it printed has arrived.
 */
#include "app/commands/commands.h"
#include "app/failure.h"
#include "app/help.h"
#include "app/json.h"
#include "app/options.h"
#include "app/signals.h"
#include "app/terminal.h"
#include "app/waiting.h"

#include <cblas.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Numbers keep the C locale; only the width of characters follows UTF-8. The libraries below neither
 * print, nor abort, nor start threads of their own. */
static void prepare(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    gsl_set_error_handler_off();
    openblas_set_num_threads(1);
    bw_signals_catch();
}

static bool wants_json(int count, char **arguments)
{
    for (int k = 1; k < count; k++)
        if (strcmp(arguments[k], "--json") == 0)
            return true;
    return false;
}

static bw_status dispatch(const bw_request *request, bw_error *error)
{
    if (request->version)
        printf("bailiwick %s\n", BW_VERSION);
    else if (request->help)
        bw_help_print(stdout, request->command && request->command->bit != BW_HELP ? request->command : NULL);
    else if (request->command)
        return request->command->run(request, error);
    else {
        bw_help_print(stderr, NULL);
        return BW_USAGE;
    }
    return BW_OK;
}

static void error_print_json(const bw_error *error)
{
    bw_json json = bw_json_create(stdout);
    bw_json_open(&json, '{');
    bw_json_put_open(&json, "error", '{');
    bw_json_put_integer(&json, "status", error->status);
    bw_json_put_text(&json, "file", error->file);
    bw_json_put_integer(&json, "line", error->line);
    bw_json_put_text(&json, "message", error->message);
    bw_json_close(&json, '}');
    bw_json_close(&json, '}');
    putchar('\n');
}

static void error_print(const bw_error *error)
{
    bw_colour_print(stderr, BW_RED);
    fputs("bailiwick: ", stderr);
    bw_colour_print(stderr, BW_PLAIN);
    if (*error->file && error->line)
        bw_print_message(stderr, "%s:%lld: ", error->file, (long long)error->line);
    else if (*error->file)
        bw_print_message(stderr, "%s: ", error->file);
    bw_print_message(stderr, "%s\n", error->message);
}

/* An empty message: the command has said everything itself. */
static void failure_print(bw_status status, bw_error *error, bool json)
{
    if (!status || !*error->message)
        return;
    error->status = status;
    if (json)
        error_print_json(error);
    else
        error_print(error);
}

/* Has the reader of standard output gone away, as `head` does? */
static bool reader_left(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR);
}

/* A full disk is a failure; a reader that has seen enough is not. Returns whether all has arrived. */
static bool flush_output(bw_status *status, bw_error *error)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    int reason = errno ? errno : EIO;
    if (reason == EPIPE || reader_left()) {
        *status = *status == BW_FAILED ? BW_OK : *status;
        error->message[0] = 0;
        return false;
    }
    *status = BW_FAILED;
    bw_failure(error, BW_FAILED, NULL, 0, "standard output cannot be written: %s", strerror(reason));
    return false;
}

int main(int count, char **arguments)
{
    bw_request request;
    bw_error error = {0};
    bw_wait_asleep(arguments);
    prepare();
    bw_status status = bw_request_parse(count, arguments, &request, &error);
    if (!status)
        status = dispatch(&request, &error);
    bool json = flush_output(&status, &error) && wants_json(count, arguments);
    failure_print(status, &error, json);
    if (json && !flush_output(&status, &error))
        failure_print(status, &error, false);
    bw_request_close(&request);
    return status == BW_INTERRUPTED ? 128 + (bw_signals_caught() == SIGTERM ? SIGTERM : SIGINT) : (int)status;
}
