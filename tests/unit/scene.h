// SPDX-License-Identifier: MIT
/**
 * Records made from lines of text, and records compared with lines. Tests name what a socket is;
 * only this file knows how the record stores it.
 *
 *     tcp listen 10.0.0.1:80 * accept=3/128 uid=0 inode=77 cookie=0x5
 *     udp unconnected [::1]:53 * v6only=no
 *     tcp established 10.1.2.3:443 10.9.8.7:51514 queues=0/5792 timer=on/200/1
 *
 * A line is PROTOCOL STATE, then the local and the peer end, then KEY=VALUE words. An end that is
 * "*" or missing is 0.0.0.0 without a port, of the peer: none. A port may be missing. Each key
 * makes its fact known; (KEY=VALUE) puts the value in place and leaves the fact unknown.
 *
 *     queues=RECV/SEND  accept=LENGTH  accept=LENGTH/LIMIT  timer=NAME/MILLISECONDS/RETRANSMITS
 *     v6only=yes|no  autobound=yes|no|bound (no, by bind)  place=NUMBER  uid inode cookie device
 * mark cgroup: numbers
 */
#ifndef SCENE_H
#define SCENE_H

#include "unit.h"

#include "sock/table.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>

#define SCENE_LINE 512

/** The keys of single facts; "limit" is what follows the length in accept=LENGTH/LIMIT. */
static const struct scene_key {
    const char *name;
    uint32_t have;
} scene_keys[] = {
    {"queues", HAVE_QUEUES},
    {"accept", HAVE_ACCEPT_QUEUE},
    {"limit", HAVE_ACCEPT_LIMIT},
    {"timer", HAVE_TIMER},
    {"uid", HAVE_UID},
    {"inode", HAVE_INODE},
    {"cookie", HAVE_COOKIE},
    {"device", HAVE_DEVICE},
    {"mark", HAVE_MARK},
    {"v6only", HAVE_V6ONLY},
    {"autobound", HAVE_AUTOBOUND},
    {"cgroup", HAVE_CGROUP},
    {"shutdown", HAVE_SHUTDOWN},
};

/** Returns the bit of the fact NAME, one of scene_keys. */
static inline uint32_t scene_bit(const char *name)
{
    for (size_t i = 0; i < COUNT(scene_keys); i++) {
        if (strcmp(scene_keys[i].name, name) == 0)
            return scene_keys[i].have;
    }
    fail_msg("unknown key \"%s\" in a line of a socket", name);
    return 0;
}

/** Returns true when the fact NAME, one of scene_keys, is known of the socket. */
static inline bool scene_knows(const struct sock *sock, const char *name)
{
    return (sock->have & scene_bit(name)) != 0;
}

/** Returns the address with the bytes of BYTES, of which an IPv4 address has four. */
static inline struct address scene_address_of(const void *bytes, size_t length)
{
    struct address address = {{0}};

    memcpy(address.bytes, bytes, length);
    return address;
}

/** Returns the bytes of an address, in network byte order; of IPv4, the first four. */
static inline const uint8_t *scene_bytes(const struct address *address)
{
    return address->bytes;
}

/** Returns the family of an address by its form. */
static inline enum family scene_family(const char *text)
{
    return strchr(text, ':') ? FAMILY_IPV6 : FAMILY_IPV4;
}

/** Reads an address of either family, without a port. */
static inline struct address scene_address(const char *text)
{
    bool ipv6 = scene_family(text) == FAMILY_IPV6;
    unsigned char bytes[16] = {0};

    if (inet_pton(ipv6 ? AF_INET6 : AF_INET, text, bytes) != 1)
        fail_msg("invalid address \"%s\" in a test", text);
    return scene_address_of(bytes, ipv6 ? 16 : 4);
}

/** Return the ends of a socket: addresses, and ports in host byte order. */
static inline const struct address *scene_local(const struct sock *sock)
{
    return &sock->local;
}

static inline const struct address *scene_peer(const struct sock *sock)
{
    return &sock->peer;
}

static inline uint32_t scene_local_port(const struct sock *sock)
{
    return sock->local_port;
}

static inline uint32_t scene_peer_port(const struct sock *sock)
{
    return sock->peer_port;
}

/** Replaces an end of the socket, whose family it has. */
static inline void scene_set_end(struct sock *sock, bool peer, struct address address,
                                 uint16_t port)
{
    *(peer ? &sock->peer : &sock->local) = address;
    *(peer ? &sock->peer_port : &sock->local_port) = port;
}

/** Reads a decimal number, or a hexadecimal one after 0x. */
static inline uint64_t scene_number(const char *text, uint64_t most)
{
    char *end = NULL;

    errno = 0;
    uint64_t number = strtoull(text, &end, 0);
    if (!isdigit((unsigned char)*text) || *end || errno || number > most)
        fail_msg("invalid number \"%s\" in a line of a socket", text);
    return number;
}

static inline bool scene_yes(const char *text)
{
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
        fail_msg("invalid value \"%s\" in a line of a socket (expected yes or no)", text);
    return strcmp(text, "yes") == 0;
}

static inline uint8_t scene_proto(const char *name)
{
    for (uint8_t proto = 0; proto < PROTO_COUNT; proto++) {
        if (strcmp(proto_table[proto].name, name) == 0)
            return proto;
    }
    fail_msg("unknown protocol \"%s\" in a line of a socket", name);
    return 0;
}

static inline uint8_t scene_state(const char *name)
{
    for (uint8_t state = STATE_ESTABLISHED; state < STATE_COUNT; state++) {
        if (strcmp(state_table[state].name, name) == 0)
            return state;
    }
    fail_msg("unknown state \"%s\" in a line of a socket", name);
    return 0;
}

static inline uint8_t scene_timer(const char *name)
{
    for (uint8_t timer = 0; timer < TIMER_COUNT; timer++) {
        if (strcmp(timer_names[timer], name) == 0)
            return timer;
    }
    fail_msg("unknown timer \"%s\" in a line of a socket", name);
    return 0;
}

static inline uint8_t scene_shutdown(const char *name)
{
    for (uint8_t shutdown = 0; shutdown < SHUTDOWN_COUNT; shutdown++) {
        if (strcmp(shutdown_names[shutdown], name) == 0)
            return shutdown;
    }
    fail_msg("unknown shutdown \"%s\" in a line of a socket", name);
    return 0;
}

/** Returns the next word, cut at a byte of BORDERS; fails without one. */
static inline char *scene_word(char **rest, const char *borders)
{
    char *word = strsep(rest, borders);

    if (!word || !*word)
        fail_msg("missing value in a line of a socket");
    return word;
}

/** Reads "10.0.0.1:80", "[::1]:53", or either without a port, or "*". */
static inline void scene_read_end(struct sock *sock, bool peer, char *text)
{
    bool ipv6 = *text == '[';
    char *host = text + ipv6;
    char *after = host + strcspn(host, ipv6 ? "]" : ":");
    char *port = after;

    if (strcmp(text, "*") == 0)
        return;
    if (ipv6 && *after)
        port++;
    if (*port && *port++ != ':')
        fail_msg("invalid end \"%s\" in a line of a socket", text);
    uint16_t number = *port ? (uint16_t)scene_number(port, UINT16_MAX) : 0;
    *after = '\0';
    if (ipv6 != (scene_family(host) == FAMILY_IPV6))
        fail_msg("invalid address \"%s\" in a line of a socket", host);
    if (peer && sock->family != scene_family(host))
        fail_msg("the ends of a socket differ in their family");
    sock->family = (uint8_t)scene_family(host);
    scene_set_end(sock, peer, scene_address(host), number);
}

/** Reads the values of keys that have more than one, or that share members. */
static inline uint32_t scene_read_values(struct sock *sock, const char *key, char *value)
{
    uint32_t have = scene_bit(key);

    if (have == HAVE_TIMER) {
        sock->timer = scene_timer(scene_word(&value, "/")) & 7U;
        sock->timer_expires_ms = (uint32_t)scene_number(scene_word(&value, "/"), UINT32_MAX);
        sock->retransmits = (uint8_t)scene_number(scene_word(&value, ""), UINT8_MAX);
        return have;
    }
    sock->recv_q = (uint32_t)scene_number(scene_word(&value, "/"), UINT32_MAX);
    if (have == HAVE_ACCEPT_QUEUE && !value)
        return have;
    sock->send_q = (uint32_t)scene_number(scene_word(&value, ""), UINT32_MAX);
    return have == HAVE_QUEUES ? have : HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT;
}

/** Reads the value of KEY. Returns the bits of what it makes known. */
static inline uint32_t scene_read_value(struct sock *sock, const char *key, char *value)
{
    if (strcmp(key, "place") == 0) {
        sock->place = (uint16_t)scene_number(value, UINT16_MAX);
        return 0;
    }
    uint32_t have = scene_bit(key);

    switch (have) {
    case HAVE_UID:
        sock->uid = (uint32_t)scene_number(value, UINT32_MAX);
        return have;
    case HAVE_INODE:
        sock->inode = (uint32_t)scene_number(value, UINT32_MAX);
        return have;
    case HAVE_COOKIE:
        sock->cookie = scene_number(value, UINT64_MAX);
        return have;
    case HAVE_DEVICE:
        sock->device = (uint32_t)scene_number(value, UINT32_MAX);
        return have;
    case HAVE_MARK:
        sock->mark = (uint32_t)scene_number(value, UINT32_MAX);
        return have;
    case HAVE_CGROUP:
        sock->cgroup_id = scene_number(value, UINT64_MAX);
        return have;
    case HAVE_V6ONLY:
        sock->v6only = scene_yes(value);
        return have;
    case HAVE_AUTOBOUND:
        sock->port_bound = strcmp(value, "bound") == 0;
        sock->autobound = !sock->port_bound && scene_yes(value);
        return have;
    case HAVE_SHUTDOWN:
        sock->shutdown = scene_shutdown(value) & 3U;
        return have;
    default:
        return scene_read_values(sock, key, value);
    }
}

/** Reads KEY=VALUE, or (KEY=VALUE) of a fact that is not to be known. */
static inline void scene_read_key(struct sock *sock, char *word)
{
    size_t length = strlen(word);
    bool known = *word != '(';

    if (!known && word[length - 1] == ')') {
        word[length - 1] = '\0';
        word++;
    }
    char *value = word;
    char *key = scene_word(&value, "=");
    if (!value || !*value)
        fail_msg("\"%s\" in a line of a socket is no KEY=VALUE", key);
    uint32_t have = scene_read_value(sock, key, value);
    if (known)
        sock->have |= (uint16_t)have;
}

/** Returns the record that LINE describes. Fails the test when the line is wrong. */
static inline struct sock scene_sock(const char *line)
{
    struct sock sock = {0};
    char copy[SCENE_LINE];
    char *rest = copy;
    int ends = 0;

    if (snprintf(copy, sizeof(copy), "%s", line) >= SCENE_LINE)
        fail_msg("the line of a socket is too long");
    sock.proto = scene_proto(scene_word(&rest, " "));
    sock.state = scene_state(scene_word(&rest, " "));
    while (rest) {
        char *word = scene_word(&rest, " ");
        if (strchr(word, '='))
            scene_read_key(&sock, word);
        else if (ends < 2)
            scene_read_end(&sock, ends++ == 1, word);
        else
            fail_msg("unknown word \"%s\" in the line \"%s\"", word, line);
    }
    return sock;
}

/** As scene_sock, of a line that is formatted as by vprintf. */
static inline FORMAT_PRINTF(1, 0) struct sock scene_vsock(const char *format, va_list arguments)
{
    char line[SCENE_LINE];
    int length = vsnprintf(line, sizeof(line), format, arguments);

    assert_true(length >= 0 && length < SCENE_LINE);
    return scene_sock(line);
}

/** As scene_sock, of a line that is formatted as by printf. */
static inline FORMAT_PRINTF(1, 2) struct sock scene_sockf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    struct sock sock = scene_vsock(format, arguments);
    va_end(arguments);
    return sock;
}

/** Appends the record that LINE describes. Returns it, valid until the next call. */
static inline struct sock *scene_add(struct sock_table *table, const char *line)
{
    const struct sock sock = scene_sock(line);

    sock_table_append(table, &sock);
    return &table->rows[table->count - 1];
}

/** As scene_add, of a line that is formatted as by printf. */
static inline FORMAT_PRINTF(2, 3) struct sock *scene_addf(struct sock_table *table,
                                                          const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    const struct sock sock = scene_vsock(format, arguments);
    va_end(arguments);
    sock_table_append(table, &sock);
    return &table->rows[table->count - 1];
}

/** Prints a member that differs. Returns 1 for one, else 0. */
static inline int scene_differs(const char *member, uint64_t actual, uint64_t expected)
{
    if (actual != expected)
        print_error("%s is %" PRIu64 " (0x%" PRIx64 "), expected %" PRIu64 " (0x%" PRIx64 ")\n",
                    member, actual, actual, expected, expected);
    return actual != expected;
}

/** As scene_differs, for words. */
static inline int scene_word_differs(const char *member, const char *actual, const char *expected)
{
    int differs = strcmp(actual, expected) != 0;

    if (differs)
        print_error("%s is %s, expected %s\n", member, actual, expected);
    return differs;
}

/** Compares an address, of FAMILY in messages. */
static inline int scene_address_differs(const char *member, enum family family,
                                        const struct address *actual,
                                        const struct address *expected)
{
    int form = family == FAMILY_IPV6 ? AF_INET6 : AF_INET;
    char text[INET6_ADDRSTRLEN];
    char expected_text[INET6_ADDRSTRLEN];

    inet_ntop(form, scene_bytes(actual), text, sizeof(text));
    inet_ntop(form, scene_bytes(expected), expected_text, sizeof(expected_text));
    if (memcmp(scene_bytes(actual), scene_bytes(expected), 16) == 0)
        return 0;
    print_error("%s is %s, expected %s, in 16 bytes\n", member, text, expected_text);
    return 1;
}

/** Compares both ends. */
static inline int scene_ends_differ(const struct sock *actual, const struct sock *expected)
{
    enum family family = expected->family;

    return scene_address_differs("local address", family, scene_local(actual),
                                 scene_local(expected)) +
           scene_differs("local port", scene_local_port(actual), scene_local_port(expected)) +
           scene_address_differs("peer address", family, scene_peer(actual), scene_peer(expected)) +
           scene_differs("peer port", scene_peer_port(actual), scene_peer_port(expected));
}

/** Compares which facts are known. */
static inline int scene_knowledge_differs(const struct sock *actual, const struct sock *expected)
{
    uint32_t ignored = (expected->have & HAVE_SHUTDOWN) ^ HAVE_SHUTDOWN; // see scene_assert_sock
    int differences = scene_differs("have", actual->have & ~ignored, expected->have & ~ignored);

    for (size_t i = 0; i < COUNT(scene_keys) && differences > 0; i++) {
        const char *name = scene_keys[i].name;
        differences += scene_word_differs(name, scene_knows(actual, name) ? "known" : "unknown",
                                          scene_knows(expected, name) ? "known" : "unknown");
    }
    return differences;
}

/** Compares all that a fact can be the value of, known or not. */
static inline int scene_values_differ(const struct sock *actual, const struct sock *expected)
{
    return scene_differs("recv_q", actual->recv_q, expected->recv_q) +
           scene_differs("send_q", actual->send_q, expected->send_q) +
           scene_differs("uid", actual->uid, expected->uid) +
           scene_differs("inode", actual->inode, expected->inode) +
           scene_differs("cookie", actual->cookie, expected->cookie) +
           scene_differs("device", actual->device, expected->device) +
           scene_differs("mark", actual->mark, expected->mark) +
           scene_differs("cgroup", actual->cgroup_id, expected->cgroup_id) +
           scene_differs("v6only", actual->v6only, expected->v6only) +
           scene_differs("autobound", actual->autobound, expected->autobound) +
           (expected->have & HAVE_SHUTDOWN
                ? scene_differs("shutdown", actual->shutdown, expected->shutdown)
                : 0) +
           scene_differs("timer", actual->timer, expected->timer) +
           scene_differs("timer_expires_ms", actual->timer_expires_ms, expected->timer_expires_ms) +
           scene_differs("retransmits", actual->retransmits, expected->retransmits);
}

/** Compares a record member by member. Prints each one that differs; returns their number. */
static inline int scene_sock_differs(const struct sock *actual, const struct sock *expected)
{
    return scene_word_differs("proto", proto_table[actual->proto].name,
                              proto_table[expected->proto].name) +
           scene_word_differs("state", state_table[actual->state].heading,
                              state_table[expected->state].heading) +
           scene_word_differs("family", family_table[actual->family].name,
                              family_table[expected->family].name) +
           scene_ends_differ(actual, expected) + scene_knowledge_differs(actual, expected) +
           scene_values_differ(actual, expected);
}

/**
 * Holds a record to a line. Only a line that names shutdown holds it to that: the kernel reports it
 * of almost every socket, and it is none.
 */
#define assert_sock(actual, line) scene_assert_sock((actual), (line), __FILE__, __LINE__)

static inline void scene_assert_sock(const struct sock *actual, const char *line, const char *file,
                                     int number)
{
    const struct sock expected = scene_sock(line);

    if (scene_sock_differs(actual, &expected) == 0)
        return;
    print_error("expected the socket \"%s\"\n", line);
    _fail(file, number);
}

/** Holds an address to its text form. */
static inline void assert_address(const struct address *actual, const char *expected)
{
    const struct address address = scene_address(expected);

    assert_memory_equal(scene_bytes(actual), scene_bytes(&address), 16);
}

#endif
