// SPDX-License-Identifier: MIT
#include "base/diag.h"

#include "base/escape.h"
#include "base/strbuf.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static bool write_all(const struct strbuf *text)
{
    size_t done = 0;

    while (done < text->length) {
        ssize_t count = write(STDERR_FILENO, text->data + done, text->length - done);
        if (count > 0)
            done += (size_t)count;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/** Appends the line, without a newline. */
static void put_line(struct strbuf *target, struct text message)
{
    strbuf_text(target, "sockstat: ");
    escape_message(target, message.bytes, message.length);
}

static void put_message(struct strbuf *target, struct text message)
{
    put_line(target, message);
    strbuf_byte(target, '\n');
}

static FORMAT_PRINTF(2, 0) void put_formatted(struct strbuf *target, const char *format,
                                              va_list arguments)
{
    CLEANUP(strbuf_free) struct strbuf message = {0};

    strbuf_vformat(&message, format, arguments);
    put_line(target, strbuf_contents(&message));
}

bool diag_message(const char *format, ...)
{
    CLEANUP(strbuf_free) struct strbuf line = {0};
    va_list arguments;

    va_start(arguments, format);
    put_formatted(&line, format, arguments);
    va_end(arguments);
    strbuf_byte(&line, '\n');
    return write_all(&line);
}

/** Bytes that are shown before and after the marked part. */
#define NEAR 60

/** Appends the line that contains PART, and the line with the mark. */
static void put_marked(struct strbuf *target, struct text whole, struct text part)
{
    const char *first = part.bytes;
    const char *end = part.bytes;
    const char *last = whole.bytes + whole.length;

    while (first > whole.bytes && first[-1] != '\n' && part.bytes - first < NEAR)
        first--;
    while (end < last && *end != '\n' && end - part.bytes < 2 * NEAR)
        end++;
    size_t marked =
        part.length < (size_t)(end - part.bytes) ? part.length : (size_t)(end - part.bytes);
    strbuf_text(target, "  ");
    size_t start = target->length;
    escape_message(target, first, (size_t)(part.bytes - first));
    size_t before = escape_width(target->data + start, target->length - start);
    start = target->length;
    escape_message(target, part.bytes, marked);
    size_t width = escape_width(target->data + start, target->length - start);
    escape_message(target, part.bytes + marked, (size_t)(end - part.bytes) - marked);
    strbuf_text(target, "\n  ");
    strbuf_blanks(target, before);
    do {
        strbuf_byte(target, '^');
    } while (width > 0 && --width > 0);
    strbuf_byte(target, '\n');
}

void diag_marked(struct text whole, struct text part, const char *message)
{
    CLEANUP(strbuf_free) struct strbuf lines = {0};

    put_message(&lines, (struct text){message, strlen(message)});
    if (whole.length > 0)
        put_marked(&lines, whole, part);
    write_all(&lines);
}

size_t diag_progress(const char *format, ...)
{
    CLEANUP(strbuf_free) struct strbuf line = {0};
    va_list arguments;

    strbuf_byte(&line, '\r');
    va_start(arguments, format);
    put_formatted(&line, format, arguments);
    va_end(arguments);
    write_all(&line);
    return escape_width(line.data + 1, line.length - 1);
}

void diag_progress_end(size_t width)
{
    CLEANUP(strbuf_free) struct strbuf line = {0};

    strbuf_byte(&line, '\r');
    strbuf_blanks(&line, width);
    strbuf_byte(&line, '\r');
    write_all(&line);
}
