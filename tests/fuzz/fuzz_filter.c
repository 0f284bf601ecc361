// SPDX-License-Identifier: MIT
/**
 * The text of a filter: parsed, explained, compiled, and evaluated on a few sockets. Any bytes
 * must do no harm; and what the outline or the first look at a row rules out must not match.
 */
#include "../known.h"
#include "fuzz.h"

#include "filter/filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** Knows every name with an even number of letters. */
static int resolve(const void *context, enum name_kind kind, const char *name,
                   struct resolutions *ret_resolutions)
{
    size_t length = strlen(name);

    (void)context;
    if (length % 2 != 0)
        return kind == NAME_HOST ? -EAGAIN : -ENOENT;
    for (size_t i = 0; i < length / 4 + 1; i++) {
        struct resolution *resolution = resolutions_add(ret_resolutions);
        resolution->number = length + i;
        resolution->family = i % 2 ? FAMILY_IPV6 : FAMILY_IPV4;
        resolution->address.bytes[0] = 10;
    }
    return 0;
}

/** A socket of protocol, family and state NUMBER. */
static struct sock sock_of(unsigned number)
{
    struct sock sock = {
        .proto = (uint8_t)(number % PROTO_COUNT),
        .family = (uint8_t)(number / PROTO_COUNT % FAMILY_COUNT),
        .state = (uint8_t)(1 + number / PROTO_COUNT / FAMILY_COUNT % (STATE_COUNT - 1)),
        .have = HAVE_INODE | HAVE_UID | HAVE_COOKIE | HAVE_QUEUES | HAVE_TIMER,
        .local = {{10, 1, 2, 3}},
        .local_port = (uint16_t)(440 + number),
        .inode = 7,
        .cookie = 0x1f,
        .recv_q = number,
        .timer = TIMER_ON,
    };

    if (sock.state == STATE_LISTEN)
        sock.have = HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT;
    if (sock.state == STATE_ESTABLISHED) {
        sock.peer = sock.local;
        sock.peer_port = 443;
    }
    return sock;
}

static void check_row(const struct filter *filter, const struct request *request,
                      struct facts *facts, unsigned number)
{
    struct sock_table table = {0};

    *sock_table_add(&table) = sock_of(number);
    struct sock sock = *table.rows;
    bool taken = request_takes(request, &sock);
    bool ports = sock.proto == PROTO_RAW || sock.proto == PROTO_ICMP ||
                 ((!request->local_port || request->local_port == sock.local_port) &&
                  (!request->peer_port || request->peer_port == sock.peer_port));
    filter_apply(filter, &table, facts);
    if (table.count > 0 && (!taken || !ports))
        abort();
    sock_table_free(&table);
}

static void check_filter(struct filter *filter)
{
    struct request request = {.protos = {true, true, true, true, true},
                              .families = {true, true},
                              .states = ~(state_set)0};
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct facts facts;

    known_init(&facts);
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        facts.sources[proto] = SOURCE_NETLINK;
    filter_narrow(filter, &request);
    filter_explain(filter, &request, &text);
    for (unsigned number = 0; number < PROTO_COUNT * FAMILY_COUNT * STATE_COUNT; number++) {
        struct sock sock = sock_of(number);
        if (proto_table[sock.proto].states & STATE_BIT(sock.state))
            check_row(filter, &request, &facts, number);
    }
    known_free(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct resolver resolver = {resolve, NULL};
    // Memory of exactly that size, so that a sanitizer sees reads beyond it.
    char *text = malloc(size);
    struct filter *filter = NULL;
    struct user_error error = {0};

    if (size > 0)
        memcpy(text, data, size);
    if (filter_parse((struct text){text, size}, &resolver, &filter, &error)) {
        check_filter(filter);
    } else {
        const char *end = text + size;
        if (!error.message.data || error.part.bytes < text ||
            error.part.bytes + error.part.length > end)
            abort();
    }
    user_error_free(&error);
    filter_free(filter);
    free(text);
    return 0;
}
