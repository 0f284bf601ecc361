// SPDX-License-Identifier: MIT
#include "base/user_error.h"

void user_error_free(struct user_error *error)
{
    strbuf_free(&error->message);
    strbuf_free(&error->warning);
}

bool user_error_add(struct user_error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(&error->message, format, arguments);
    va_end(arguments);
    return false;
}
