// SPDX-License-Identifier: MIT
#include "base/diag.h"

#include "base/escape.h"
#include "base/strbuf.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

void diag_message(const char *format, ...)
{
    CLEANUP(strbuf_free) struct strbuf message = {0};
    CLEANUP(strbuf_free) struct strbuf line = {0};
    va_list arguments;

    va_start(arguments, format);
    strbuf_vformat(&message, format, arguments);
    va_end(arguments);

    strbuf_text(&line, "sockstat: ");
    escape_message(&line, message.data, message.length);
    strbuf_byte(&line, '\n');

    size_t done = 0;
    while (done < line.length) {
        ssize_t count = write(STDERR_FILENO, line.data + done, line.length - done);
        if (count > 0)
            done += (size_t)count;
        else if (errno != EINTR)
            break; // nobody can be told that stderr is gone
    }
}
