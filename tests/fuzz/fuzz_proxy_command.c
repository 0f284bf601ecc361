// SPDX-License-Identifier: MIT
/**
 * The command line of docker-proxy. What is read of a line is also what is read of a line written
 * anew from it, and no address is one that means nothing elsewhere.
 */
#include "fuzz.h"

#include "join/proxy_command.h"

#include <arpa/inet.h>

/** Writes the arguments of COMMAND, each with a NUL. */
static size_t write_line(const struct proxy_command *command, char *line, size_t size)
{
    char address[INET6_ADDRSTRLEN] = "";
    int family = command->family == FAMILY_IPV4 ? AF_INET : AF_INET6;

    MUST(inet_ntop(family, command->address.bytes, address, sizeof(address)) != NULL);
    int length = snprintf(
        line, size, "p|-proto|%s|-host-port|%u|-container-ip|%s|-container-port|%u|",
        command->proto == PROTO_TCP ? "tcp" : "udp", command->host_port, address, command->port);
    for (int i = 0; i < length; i++)
        line[i] = line[i] == '|' ? '\0' : line[i];
    return (size_t)length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = exact(data, size);
    struct proxy_command command;
    struct proxy_command again;
    char line[256];

    memset(&command, 0, sizeof(command));
    memset(&again, 0, sizeof(again));
    if (proxy_command_parse((struct text){bytes, size}, &command)) {
        size_t length = write_line(&command, line, sizeof(line));
        MUST(proxy_command_parse((struct text){line, length}, &again));
        MUST(command.proto == PROTO_TCP || command.proto == PROTO_UDP);
        MUST(command.proto == again.proto && command.family == again.family);
        MUST(command.host_port == again.host_port && command.host_port != 0);
        MUST(command.port == again.port && command.port != 0);
        MUST(memcmp(&command.address, &again.address, sizeof(again.address)) == 0);
        MUST(command.family != FAMILY_IPV4 || command.address.bytes[0] != 127);
    }
    free(bytes);
    return 0;
}
