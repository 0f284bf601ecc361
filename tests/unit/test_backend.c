// SPDX-License-Identifier: MIT
/** join/proxy_command and join/backend: what is behind listening sockets. */
#include "scene.h"

#include "join/backend.h"
#include "join/ends.h"
#include "join/proxy_command.h"
#include "sock/value_backend.h"

#include <errno.h>

static const struct places nowhere;

struct command_row {
    const char *name;
    const char *line;     /**< "|" stands for a NUL */
    const char *expected; /**< protocol, port on the host, address, port; NULL: none */
};

#define IP "|-container-ip|172.17.0.2"
#define PORT "|-container-port|9000|"

static const struct command_row command_rows[] = {
    {"as Docker 20.10 writes it",
     "/usr/bin/docker-proxy|-proto|tcp|-host-ip|0.0.0.0|-host-port|8081" IP PORT,
     "tcp 8081 172.17.0.2 9000"},
    {"as Docker 28 writes it",
     "docker-proxy|-proto|tcp|-host-ip|0.0.0.0|-host-port|8081" IP PORT "-use-listen-fd|",
     "tcp 8081 172.17.0.2 9000"},
    {"UDP", "p|-proto|udp|-host-port|53" IP PORT, "udp 53 172.17.0.2 9000"},
    {"SCTP", "p|-proto|sctp|-host-port|53" IP PORT, NULL},
    {"IPv6", "p|-proto|tcp|-host-port|1|-container-ip|fd00::2" PORT, "tcp 1 fd00::2 9000"},
    {"a mapped address", "p|-proto|tcp|-host-port|1|-container-ip|::ffff:10.0.0.2" PORT,
     "tcp 1 10.0.0.2 9000"},
    {"in another order", "p|-container-port|9000" IP "|-host-port|8081|-proto|tcp|",
     "tcp 8081 172.17.0.2 9000"},
    {"the last one counts", "p|-proto|tcp|-host-port|1|-host-port|2" IP PORT,
     "tcp 2 172.17.0.2 9000"},
    {"without the last NUL", "p|-proto|tcp|-host-port|1" IP "|-container-port|9000", NULL},
    {"no protocol", "p|-host-port|1" IP PORT, NULL},
    {"no port on the host", "p|-proto|tcp" IP PORT, NULL},
    {"no address", "p|-proto|tcp|-host-port|1" PORT, NULL},
    {"no port of the container", "p|-proto|tcp|-host-port|1" IP "|", NULL},
    {"its name is no option", "-proto|tcp|-host-port|1" IP PORT, NULL},
    {"port 0", "p|-proto|tcp|-host-port|0" IP PORT, NULL},
    {"a large port", "p|-proto|tcp|-host-port|65536" IP PORT, NULL},
    {"a port with a sign", "p|-proto|tcp|-host-port|+1" IP PORT, NULL},
    {"an empty port", "p|-proto|tcp|-host-port|" IP PORT, NULL},
    {"a wildcard", "p|-proto|tcp|-host-port|1|-container-ip|0.0.0.0" PORT, NULL},
    {"a loopback address", "p|-proto|tcp|-host-port|1|-container-ip|127.0.0.2" PORT, NULL},
    {"a mapped one", "p|-proto|tcp|-host-port|1|-container-ip|::ffff:127.0.0.1" PORT, NULL},
    {"one of IPv6", "p|-proto|tcp|-host-port|1|-container-ip|::1" PORT, NULL},
    {"a name", "p|-proto|tcp|-host-port|1|-container-ip|localhost" PORT, NULL},
    {"a scope", "p|-proto|tcp|-host-port|1|-container-ip|fe80::1%lo" PORT, NULL},
    {"nothing", "", NULL},
    {"one byte", "p", NULL},
    {"only its name", "p|", NULL},
};

static void test_command(void **state)
{
    const struct command_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf line = {0};
    CLEANUP(strbuf_free) struct strbuf found = {0};
    struct proxy_command command;

    strbuf_text(&line, row->line);
    for (size_t i = 0; i < line.length; i++)
        line.data[i] = line.data[i] == '|' ? '\0' : line.data[i];
    bool parsed = proxy_command_parse(strbuf_contents(&line), &command);
    assert_int_equal(parsed, row->expected != NULL);
    if (!parsed)
        return;
    strbuf_text(&found, proto_table[command.proto].name);
    strbuf_byte(&found, ' ');
    strbuf_decimal(&found, command.host_port);
    strbuf_byte(&found, ' ');
    address_text(&found, command.family, &command.address);
    strbuf_byte(&found, ' ');
    strbuf_decimal(&found, command.port);
    assert_text(&found, row->expected);
}

struct table_row {
    const char *name;
    const char *sockets[6]; /**< number N, from 1 on, has inode N */
    const char *held;       /**< "PROCESS:INODE" each */
    const char *expected;   /**< of each socket that listens */
};

#define FRONT "tcp listen 0.0.0.0:80 * cgroup=1"
#define CLIENT "tcp established 10.0.0.1:40000 10.0.0.2:90 autobound=yes cgroup=1"
#define SERVER "tcp established 10.0.0.2:90 10.0.0.1:40000 autobound=no cgroup=2"
#define BACK "tcp listen 0.0.0.0:90 * cgroup=2"

static const struct table_row tables[] = {
    {"in another cgroup", {FRONT, CLIENT, SERVER, BACK}, "1:1 1:2 2:3 2:4", "10.0.0.2:90;;"},
    {"in another namespace",
     {"tcp listen 0.0.0.0:80 *", "tcp established 10.0.0.1:40000 10.0.0.2:90 autobound=yes",
      "tcp established 10.0.0.2:90 10.0.0.1:40000 autobound=no place=1",
      "tcp listen 0.0.0.0:90 * place=1"},
     "1:1 1:2 2:3 2:4",
     "10.0.0.2:90;;"},
    {"in the same cgroup and namespace",
     {FRONT, CLIENT, "tcp established 10.0.0.2:90 10.0.0.1:40000 autobound=no cgroup=1",
      "tcp listen 0.0.0.0:90 * cgroup=1"},
     "1:1 1:2 2:3 2:4",
     ";;"},
    {"of another process", {FRONT, CLIENT, SERVER, BACK}, "1:1 3:2 2:3 2:4", ";;"},
    {"of one of several processes",
     {FRONT, CLIENT, SERVER, BACK},
     "1:1 3:1 3:2 2:4",
     "10.0.0.2:90;;"},
    {"a TIME-WAIT socket at the other end",
     {FRONT, "tcp close-wait 10.0.0.1:40000 10.0.0.2:90 autobound=yes",
      "tcp time-wait 10.0.0.2:90 10.0.0.1:40000 place=1", "tcp listen 0.0.0.0:90 * place=1"},
     "1:1 1:2 2:4",
     ";;"},
    {"the server also listens where the client is",
     {FRONT, CLIENT, SERVER, BACK, "tcp listen 10.0.0.1:40000 * cgroup=1"},
     "1:1 1:2 2:3 2:4 1:5",
     "10.0.0.2:90;;10.0.0.2:90;"},
    {"of a process that holds both listeners",
     {FRONT, CLIENT, SERVER, BACK},
     "1:1 2:3 1:4 1:2",
     "10.0.0.2:90;10.0.0.2:90;"},
    {"the server that connects back is none", {BACK, SERVER, CLIENT}, "1:1 1:2 2:3", ";"},
};

/** Adds the processes that hold sockets. */
static void hold(struct owners *owners, const char *held)
{
    uint32_t numbers[10] = {0};

    for (const char *at = held; *at; at += strspn(at, " ")) {
        unsigned process = (unsigned)(at[0] - '0');
        uint32_t chain = 0;
        if (!numbers[process])
            numbers[process] = owners_add_process(owners, process, text_of("p")) + 1;
        if (owners_wanted(owners, (uint32_t)(at[2] - '0'), &chain))
            owners_add_holder(owners, chain, numbers[process] - 1, 3);
        at += 3;
    }
}

static void test_table(void **state)
{
    const struct table_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf found = {0};
    const struct style style = {.numeric = true};
    int interfaces = -EBADF;

    facts_init(&facts, NULL, NULL, &nowhere);
    facts.details = &table.details;
    facts.backends.wanted = true;
    for (size_t i = 0; i < COUNT(row->sockets) && row->sockets[i]; i++) {
        sock_set_inode(scene_add(&table, row->sockets[i]), (uint32_t)i + 1);
        owners_want(&facts.owners, (uint32_t)i + 1);
    }
    ends_join(&table, NULL, &facts);
    backend_want_owners(&facts);
    hold(&facts.owners, row->held);
    backend_join(&table, "/nonexistent", &interfaces, &facts);
    for (size_t i = 0; i < table.count; i++) {
        struct value value = {.type = VALUE_BACKENDS};
        if (!sock_is_listening(&table.rows[i]))
            continue;
        value.name = backends_of(&facts.backends, &table.rows[i]);
        backends_text(&found, &value, &facts, &style);
        strbuf_byte(&found, ';');
    }
    assert_text(&found, row->expected);
}

int main(void)
{
    return RUN_ROWS(test_command, command_rows) + RUN_ROWS(test_table, tables);
}
