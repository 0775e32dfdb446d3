/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/failure.h"
#include "app/help.h"
#include "app/manual.h"

#include <string.h>

bw_status bw_help_command(const bw_request *request, bw_error *error)
{
    static const struct { const char *topic; void (*print)(FILE *file); } topics[] = {
        {"settings", bw_help_settings_print}, {"man", bw_manual_print}, {"completion", bw_completion_print}};
    const bw_command *command = request->subject ? bw_command_find(request->subject) : NULL;
    for (size_t k = 0; request->subject && k < sizeof topics / sizeof *topics; k++)
        if (strcmp(request->subject, topics[k].topic) == 0) {
            topics[k].print(stdout);
            return BW_OK;
        }
    if (request->subject && !command)
        return bw_failure(error, BW_USAGE, NULL, 0, "there is no help on `%.80s`; topics are the commands, `settings`, "
                          "`man` and `completion`", request->subject);
    bw_help_print(stdout, command);
    return BW_OK;
}
