// SPDX-License-Identifier: MIT
#include "show/origin.h"

#include "base/json.h"

void origin_time(struct strbuf *text, const struct timespec *time)
{
    char seconds[sizeof("-2147483648-12-31T23:59:59")];
    struct tm parts;

    if (!gmtime_r(&time->tv_sec, &parts))
        return;
    strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &parts); // there is room for any year
    strbuf_text(text, seconds);
    strbuf_byte(text, '.');
    for (long unit = 100000; unit > 0; unit /= 10)
        strbuf_decimal(text, (uint64_t)(time->tv_nsec / 1000 / unit % 10));
    strbuf_byte(text, 'Z');
}

/** Appends the string, or null if it is empty. */
static void put_known(struct strbuf *line, struct text text)
{
    if (text.length > 0)
        json_text(line, text);
    else
        strbuf_text(line, "null");
}

void origin_put_time(struct strbuf *line, struct text time)
{
    json_key(line, "time");
    put_known(line, time);
}

void origin_put_host(struct strbuf *line, struct text name)
{
    json_key(line, "host");
    json_name(line, "host", name);
}

void origin_put_boot_id(struct strbuf *line, struct text boot_id)
{
    json_key(line, "boot_id");
    put_known(line, boot_id);
}
