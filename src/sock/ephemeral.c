// SPDX-License-Identifier: MIT
#include "sock/ephemeral.h"

#include "base/file.h"
#include "base/parse.h"

#include <fcntl.h>
#include <string.h>

/** Takes a port off REST, and the blanks before it; false when there is none. */
static bool take_port(struct text *rest, uint16_t *ret_port)
{
    uint64_t port = 0;

    while (rest->length > 0 && (*rest->bytes == '\t' || *rest->bytes == ' '))
        *rest = text_skip(*rest, 1);
    size_t digits = text_digits(*rest);
    if (parse_decimal(rest->bytes, digits, UINT16_MAX, &port) != 0)
        return false;
    *rest = text_skip(*rest, digits);
    *ret_port = (uint16_t)port;
    return true;
}

struct ephemeral ephemeral_read(const char *proc)
{
    CLEANUP(file_close) int directory = open(proc, O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(strbuf_free) struct strbuf range = {0};
    struct ephemeral ephemeral = {0};

    if (file_read(directory, "sys/net/ipv4/ip_local_port_range", 64, &range) != 0)
        return (struct ephemeral){0};
    struct text rest = {range.data, range.length};
    if (!take_port(&rest, &ephemeral.first) || !take_port(&rest, &ephemeral.last) ||
        (rest.length > 0 && !text_is(rest, "\n")))
        return (struct ephemeral){0};
    return ephemeral;
}

uint32_t ephemeral_size(const struct ephemeral *ephemeral)
{
    bool none = ephemeral->first == 0 || ephemeral->last < ephemeral->first;

    return none ? 0 : (uint32_t)(ephemeral->last - ephemeral->first) + 1;
}

bool ephemeral_has(const struct ephemeral *ephemeral, uint16_t port)
{
    return port != 0 && port >= ephemeral->first && port <= ephemeral->last;
}
