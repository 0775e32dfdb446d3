/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/commands/commands.h"
#include "app/failure.h"
#include "app/help.h"

#include <string.h>

bw_status bw_help_command(const bw_request *request, bw_error *error)
{
    const bw_command *command = request->subject ? bw_command_find(request->subject) : NULL;
    if (request->subject && strcmp(request->subject, "settings") == 0)
        bw_help_settings_print(stdout);
    else if (request->subject && !command)
        return bw_failure(error, BW_USAGE, NULL, 0,
                        "there is no help on `%.80s`; topics are the commands and `settings`", request->subject);
    else
        bw_help_print(stdout, command);
    return BW_OK;
}
