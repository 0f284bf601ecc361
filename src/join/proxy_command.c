// SPDX-License-Identifier: MIT
#include "join/proxy_command.h"

#include "base/parse.h"

#include <arpa/inet.h>
#include <string.h>

/** Removes the next argument from LINE and returns it; one without its NUL is not complete. */
static bool take_argument(struct text *line, struct text *ret_argument)
{
    const char *end = line->length > 0 ? memchr(line->bytes, '\0', line->length) : NULL;

    if (!end)
        return false;
    *ret_argument = (struct text){line->bytes, (size_t)(end - line->bytes)};
    *line = text_skip(*line, ret_argument->length + 1);
    return true;
}

static bool parse_port(struct text value, uint16_t *ret_port)
{
    uint64_t port = 0;

    if (parse_decimal(value.bytes, value.length, UINT16_MAX, &port) != 0)
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

/** VALUE ends with a NUL. */
static bool parse_address(struct text value, struct proxy_command *command)
{
    static const struct {
        int number;
        enum family family;
    } kinds[] = {{AF_INET, FAMILY_IPV4}, {AF_INET6, FAMILY_IPV6}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct address address = {{0}};
        enum family family = kinds[i].family;
        if (inet_pton(kinds[i].number, value.bytes, address.bytes) != 1)
            continue;
        address_unmap(&family, &address);
        command->family = family;
        command->address = address;
        return !address_is_any(&address) && !address_is_loopback(family, &address);
    }
    return false;
}

static bool parse_proto(struct text value, enum proto *ret_proto)
{
    if (!text_is(value, "tcp") && !text_is(value, "udp"))
        return false;
    *ret_proto = text_is(value, "tcp") ? PROTO_TCP : PROTO_UDP;
    return true;
}

/** Takes the value of an option. Returns false if it is invalid. */
static bool take_value(struct text option, struct text value, struct proxy_command *command,
                       unsigned *found)
{
    if (text_is(option, "-proto")) {
        *found |= 1;
        return parse_proto(value, &command->proto);
    }
    if (text_is(option, "-host-port")) {
        *found |= 2;
        return parse_port(value, &command->host_port);
    }
    if (text_is(option, "-container-ip")) {
        *found |= 4;
        return parse_address(value, command);
    }
    if (text_is(option, "-container-port")) {
        *found |= 8;
        return parse_port(value, &command->port);
    }
    return true;
}

bool proxy_command_parse(struct text line, struct proxy_command *ret_command)
{
    struct proxy_command command = {.proto = PROTO_TCP};
    struct text option = {0};
    struct text value = {0};
    unsigned found = 0;

    take_argument(&line, &option); // its own name
    if (!take_argument(&line, &option))
        return false;
    while (take_argument(&line, &value)) {
        if (!take_value(option, value, &command, &found))
            return false;
        option = value;
    }
    if (found != 15 || command.host_port == 0 || command.port == 0)
        return false;
    *ret_command = command;
    return true;
}
