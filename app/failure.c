/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/failure.h"

#include <stdarg.h>
#include <stdio.h>

bw_status bw_failure(bw_error *error, bw_status status, const char *file, int64_t line, const char *format, ...)
{
    if (!error)
        return status;
    *error = (bw_error){.status = status, .line = line};
    snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return status;
}
