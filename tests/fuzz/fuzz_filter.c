// SPDX-License-Identifier: MIT
/**
 * The text of a filter: parsed, explained, compiled, and evaluated on a few sockets. Any bytes
 * must do no harm; and what the outline or the first look at a row rules out must not match.
 */
#include "../known.h"
#include "socks.h"

#include "filter/filter.h"

#include <errno.h>

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
static struct plain_sock sock_number(unsigned number)
{
    struct plain_sock sock = {
        .proto = number % PROTO_COUNT,
        .family = number / PROTO_COUNT % FAMILY_COUNT,
        .state = 1 + number / PROTO_COUNT / FAMILY_COUNT % (STATE_COUNT - 1),
        .known = HAVE_INODE | HAVE_UID | HAVE_COOKIE | HAVE_QUEUES | HAVE_TIMER,
        .local = {10, 1, 2, 3},
        .local_port = 440 + number,
        .inode = 7,
        .cookie = 0x1f,
        .recv_q = number,
        .timer = TIMER_ON,
    };

    if (sock.state == STATE_LISTEN)
        sock.known = HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT;
    if (sock.state == STATE_ESTABLISHED) {
        memcpy(sock.peer, sock.local, sizeof(sock.peer));
        sock.peer_port = 443;
    }
    return sock;
}

/** Returns true when the ports that the request is narrowed to are those of the socket. */
static bool ports_fit(const struct request *request, const struct plain_sock *sock)
{
    return proto_table[sock->proto].port != PORT_TRANSPORT ||
           ((!request->local_port || request->local_port == sock->local_port) &&
            (!request->peer_port || request->peer_port == sock->peer_port));
}

static void check_row(const struct filter *filter, const struct request *request,
                      struct facts *facts, const struct plain_sock *plain)
{
    struct sock_table table = {0};
    struct sock sock = sock_of(plain);
    bool taken = request_takes(request, &sock);

    *sock_table_add(&table) = sock;
    filter_apply(filter, &table, facts);
    MUST(table.count == 0 || (taken && ports_fit(request, plain)));
    sock_table_free(&table);
}

static void check_filter(struct filter *filter)
{
    struct request request = {.states = ~(state_set)0};
    CLEANUP(strbuf_free) struct strbuf text = {0};
    struct facts facts;

    known_init(&facts);
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        facts.own.sources[proto] = SOURCE_NETLINK;
    memset(request.protos, true, sizeof(request.protos));
    memset(request.families, true, sizeof(request.families));
    filter_narrow(filter, &request);
    filter_explain(filter, &request, &text);
    for (unsigned number = 0; number < PROTO_COUNT * FAMILY_COUNT * STATE_COUNT; number++) {
        struct plain_sock sock = sock_number(number);
        bool exists = (proto_table[sock.proto].states & STATE_BIT(sock.state)) &&
                      (proto_table[sock.proto].families & FAMILY_BIT(sock.family));
        if (exists)
            check_row(filter, &request, &facts, &sock);
    }
    known_free(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct resolver resolver = {.resolve = resolve};
    char *text = exact(data, size);
    struct filter *filter = NULL;
    struct user_error error = {0};

    if (filter_parse((struct text){text, size}, &resolver, &filter, &error)) {
        check_filter(filter);
    } else {
        MUST(error.message.data && error.part.bytes >= text);
        MUST(error.part.bytes + error.part.length <= text + size);
    }
    user_error_free(&error);
    filter_free(filter);
    free(text);
    return 0;
}
