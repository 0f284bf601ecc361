// SPDX-License-Identifier: MIT
#include "filter/port.h"

#include "base/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void ports_free(struct ports *ports)
{
    free(ports->list);
    *ports = (struct ports){0};
}

static void add_ports(struct ports *ports, uint64_t low, uint64_t high)
{
    ports->list = alloc_grow(ports->list, &ports->capacity, ports->count + 1, sizeof(*ports->list));
    ports->list[ports->count++] = (struct port_range){(uint16_t)low, (uint16_t)high};
}

int port_service(const struct resolver *resolver, struct text word, struct ports *ret_ports)
{
    CLEANUP(resolutions_free) struct resolutions resolutions = {0};
    int error = resolver_find(resolver, NAME_SERVICE, word, &resolutions);

    for (size_t i = 0; !error && i < resolutions.count; i++)
        add_ports(ret_ports, resolutions.list[i].number, resolutions.list[i].number);
    return error;
}

void port_add_to(struct test *test, const struct ports *ports)
{
    for (size_t i = 0; i < ports->count; i++)
        test_add_range(test, ports->list[i].low, ports->list[i].high);
}

/** Parses a port in decimal or, with 0x, in hexadecimal; returns the errors of base/parse. */
static int parse_port(struct text word, uint64_t *ret_port)
{
    if (word.length > 2 && word.bytes[0] == '0' && (word.bytes[1] | 32) == 'x')
        return parse_hex(word.bytes + 2, word.length - 2, UINT16_MAX, ret_port);
    return parse_decimal(word.bytes, word.length, UINT16_MAX, ret_port);
}

bool port_colon_range(struct text word, struct text *ret_low, struct text *ret_high)
{
    const char *colon = memchr(word.bytes, ':', word.length);
    uint64_t low = 0;
    uint64_t high = 0;

    if (!colon)
        return false;
    struct text first = {word.bytes, (size_t)(colon - word.bytes)};
    struct text last = text_skip(word, first.length + 1);
    if (parse_port(first, &low) || parse_port(last, &high) || low > high)
        return false;
    *ret_low = first;
    *ret_high = last;
    return true;
}

/** Sets a message that WORD is not a port; "22/tcp" is a port and a protocol. */
static bool refuse_port(const struct literal *literal, struct text word)
{
    const char *slash = memchr(word.bytes, '/', word.length);
    struct text key = literal->subject->word;
    struct text low;
    struct text high;

    if (port_colon_range(word, &low, &high))
        return user_error_add(literal->error, "invalid port \"%.*s\"; write \"%.*s-%.*s\"",
                              text_shown(word), word.bytes, text_shown(low), low.bytes,
                              text_shown(high), high.bytes);
    if (!slash || slash == word.bytes ||
        !subject_is_proto(text_skip(word, (size_t)(slash - word.bytes) + 1)))
        return user_error_add(literal->error, "invalid port \"%.*s\"", text_shown(word),
                              word.bytes);
    struct text port = {word.bytes, (size_t)(slash - word.bytes)};
    struct text proto = text_skip(word, port.length + 1);
    return user_error_add(literal->error,
                          "invalid port \"%.*s\"; write \"%.*s = %.*s and proto = %.*s\"",
                          text_shown(word), word.bytes, text_shown(key), key.bytes,
                          text_shown(port), port.bytes, text_shown(proto), proto.bytes);
}

/** Parses a port or a range LOW-HIGH; returns the errors of base/parse. */
static int parse_ports(struct text word, uint64_t *ret_low, uint64_t *ret_high)
{
    const char *dash = memchr(word.bytes, '-', word.length);
    size_t length = dash ? (size_t)(dash - word.bytes) : word.length;
    int error = parse_port((struct text){word.bytes, length}, ret_low);

    *ret_high = *ret_low;
    if (!dash || error == -EINVAL)
        return error;
    int behind = parse_port(text_skip(word, length + 1), ret_high);
    return behind ? behind : error;
}

/**
 * Returns true if WORD can be the name of a service. A word that reads as a port, a range or an
 * address cannot; join/service ignores such names as well.
 */
static bool is_service_name(struct text word)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] == '\0' || !strchr("0123456789-.", word.bytes[i]))
            return !text_has(word, "/");
    }
    return false;
}

/** Adds the ports of the service WORD, which is neither a port nor a range. */
static bool add_service(const struct literal *literal, struct text word, struct ports *ret_ports)
{
    int error = port_service(literal->resolver, word, ret_ports);

    if (error == -ENOENT && (text_digits(word) > 0 || *word.bytes == '-'))
        return refuse_port(literal, word);
    return !error || literal_refuse_name(literal, NAME_SERVICE, word, error);
}

bool port_parse(const struct literal *literal, struct text word, struct ports *ret_ports)
{
    uint64_t low = 0;
    uint64_t high = 0;
    int error = parse_ports(word, &low, &high);

    if (error == -EINVAL && is_service_name(word))
        return add_service(literal, word, ret_ports);
    if (error == -EINVAL)
        return refuse_port(literal, word);
    if (error)
        return user_error_add(literal->error, "invalid port \"%.*s\" (at most 65535)",
                              text_shown(word), word.bytes);
    if (low > high)
        return literal_refuse_empty_range(literal, word);
    add_ports(ret_ports, low, high);
    return true;
}

/** Adds "443", ":443", "*:443" or "*". */
bool port_add(const struct literal *literal, struct text word)
{
    CLEANUP(ports_free) struct ports ports = {0};
    struct text port = word;

    if (port.length > 1 && port.bytes[0] == '*' && port.bytes[1] == ':')
        port = text_skip(port, 1);
    if (port.length > 1 && port.bytes[0] == ':')
        port = text_skip(port, 1);
    if (text_is_like(port, "*"))
        add_ports(&ports, 0, UINT16_MAX);
    else if (!port_parse(literal, port, &ports))
        return false;
    port_add_to(literal->test, &ports);
    return true;
}
