// SPDX-License-Identifier: MIT
#include "show/origin.h"

#include "base/json.h"
#include "base/sha1.h"

/** Writes SECOND to LAST; nothing for a year that it cannot express. */
static void write_second(time_t second, struct origin_second *last)
{
    struct tm parts;

    last->second = second;
    last->length = 0;
    if (gmtime_r(&second, &parts))
        last->length = strftime(last->text, sizeof(last->text), "%Y-%m-%dT%H:%M:%S", &parts);
}

/** Appends ".123456Z". */
static void put_microseconds(struct strbuf *text, long nanoseconds)
{
    char digits[] = ".000000Z";
    unsigned rest = (unsigned)(nanoseconds / 1000);

    for (size_t i = sizeof(digits) - 3; i > 0; i--) {
        digits[i] = (char)('0' + rest % 10);
        rest /= 10;
    }
    strbuf_bytes(text, digits, sizeof(digits) - 1);
}

void origin_time_after(struct strbuf *text, const struct timespec *time, struct origin_second *last)
{
    if (last->length == 0 || last->second != time->tv_sec)
        write_second(time->tv_sec, last);
    if (last->length == 0)
        return;
    strbuf_bytes(text, last->text, last->length);
    put_microseconds(text, time->tv_nsec);
}

void origin_time(struct strbuf *text, const struct timespec *time)
{
    struct origin_second none = {.length = 0};

    origin_time_after(text, time, &none);
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

/** Appends the digits of scan_id: the first 8 bytes of a digest of what makes a scan unique. */
static void put_scan_id(struct strbuf *line, const struct origin_scan *scan)
{
    CLEANUP(strbuf_free) struct strbuf identity = {0};
    uint8_t digest[SHA1_SIZE];

    strbuf_bytes(&identity, scan->host.bytes, scan->host.length);
    strbuf_byte(&identity, '\0');
    strbuf_bytes(&identity, scan->boot_id.bytes, scan->boot_id.length);
    strbuf_byte(&identity, '\0');
    strbuf_decimal(&identity, (uint64_t)scan->start->tv_sec);
    strbuf_byte(&identity, '.');
    strbuf_decimal(&identity, (uint64_t)scan->start->tv_nsec);
    strbuf_byte(&identity, ':');
    strbuf_decimal(&identity, (uint64_t)scan->pid);
    sha1(identity.data, identity.length, digest);
    for (size_t i = 0; i < 8; i++)
        strbuf_hex(line, digest[i], 2);
}

void origin_put_scan(struct strbuf *line, const struct origin_scan *scan)
{
    CLEANUP(strbuf_free) struct strbuf time = {0};

    origin_put_host(line, scan->host);
    strbuf_byte(line, ',');
    origin_put_boot_id(line, scan->boot_id);
    strbuf_byte(line, ',');
    origin_time(&time, scan->start);
    origin_put_time(line, strbuf_contents(&time));
    strbuf_text(line, ",\"scan_id\":\"");
    put_scan_id(line, scan);
    strbuf_byte(line, '"');
}
