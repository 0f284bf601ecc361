// SPDX-License-Identifier: MIT
/** join/ends: the other ends, roles and listeners of sockets, and join/pair, listener and role. */
#include "scene.h"

#include "collect/inet_diag.h"
#include "join/ends.h"
#include "sock/ends_known.h"

static const struct places nowhere;

/** A table of sockets and what is expected of each. */
struct table_row {
    const char *name;
    const char *sockets[8];  /**< socket number N, from 1 on, has cookie N; "!": it has no inode */
    const char *expected[8]; /**< role, match, cookie of the other end, cookie of the listener */
};

#define A "10.0.0.1"
#define B "10.0.0.2"
#define LISTENER "tcp listen 0.0.0.0:80 * autobound=bound"
#define SERVER "tcp established " A ":80 " B ":40000 autobound=no"
#define CLIENT "tcp established " B ":40000 " A ":80 autobound=yes"

static const struct table_row tables[] = {
    {"a connection within the host",
     {LISTENER, SERVER, CLIENT},
     {"listening - - 1", "inbound exact 3 1", "outbound exact 2 -"}},
    {"one of another host", {LISTENER, SERVER}, {"listening - - 1", "inbound none - 1"}},
    {"one to another host", {CLIENT}, {"outbound none - -"}},
    {"not accepted yet",
     {LISTENER, "!tcp established " A ":80 " B ":40000", CLIENT},
     {"listening - - 1", "inbound exact 3 1", "outbound unaccepted 2 -"}},
    {"closed by the client before it is accepted",
     {LISTENER, "!tcp close-wait " A ":80 " B ":40000", "tcp fin-wait-2 " B ":40000 " A ":80"},
     {"listening - - 1", "inbound exact 3 1", "outbound unaccepted 2 -"}},
    {"closed by the server",
     {LISTENER, "!tcp fin-wait-2 " A ":80 " B ":40000", "tcp close-wait " B ":40000 " A ":80"},
     {"listening - - 1", "inbound exact 3 1", "unknown exact 2 -"}},
    {"dual-stack server, IPv4 client",
     {"tcp listen [::]:80 * v6only=no",
      "tcp established [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:40000 autobound=no", CLIENT},
     {"listening - - 1", "inbound exact 3 1", "outbound exact 2 -"}},
    {"v6only is not known",
     {"tcp listen [::]:80 *", "tcp established [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:40000"},
     {"listening - - 1", "unknown none - ?"}},
    {"v6only is not known and means nothing",
     {"tcp listen [::]:80 *", "tcp established [2001:db8::1]:80 [2001:db8::2]:40000"},
     {"listening - - 1", "inbound none - 1"}},
    {"a listener that refuses IPv4",
     {"tcp listen [::]:40000 * v6only=yes",
      "tcp established [::ffff:10.0.0.1]:40000 [::ffff:10.0.0.2]:9 autobound=yes"},
     {"listening - - 1", "outbound none - -"}},
    {"a mapped address is listened on",
     {"tcp listen [::ffff:10.0.0.1]:80 *",
      "tcp established [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:9 autobound=no"},
     {"listening - - 1", "inbound none - 1"}},
    {"a listener of the other family accepts no such socket",
     {"tcp listen [::]:80 * v6only=no", SERVER},
     {"listening - - 1", "unknown none - -"}},
    {"connected to itself",
     {"tcp established " A ":40000 " A ":40000 autobound=yes"},
     {"outbound self 1 -"}},
    {"bind and connect",
     {"tcp established " A ":80 " B ":9 autobound=bound"},
     {"outbound none - -"}},
    {"bind and connect, from a port that is listened on",
     {LISTENER, "tcp established " A ":80 " B ":9 autobound=bound"},
     {"listening - - 1", "unknown none - 1"}},
    {"the listener is closed, its port is known", {SERVER}, {"unknown none - -"}},
    {"a listener with bind(0)",
     {"tcp listen " A ":40001 * autobound=yes",
      "tcp established " A ":40001 " B ":40000 autobound=yes",
      "tcp established " B ":40000 " A ":40001 autobound=yes"},
     {"listening - - 1", "inbound exact 3 1", "outbound exact 2 -"}},
    {"an ephemeral port that is listened on by its number",
     {"tcp listen 0.0.0.0:50051 * autobound=bound",
      "tcp established " A ":50051 " B ":40000 autobound=yes"},
     {"listening - - 1", "inbound none - 1"}},
    {"listen after an outbound connection",
     {"tcp listen 0.0.0.0:40000 * autobound=bound", LISTENER, SERVER, CLIENT},
     {"listening - - 1", "listening - - 2", "inbound exact 4 2", "outbound exact 3 -"}},
    {"both ends are like accepted ones",
     {"tcp listen 0.0.0.0:40000 *", "tcp listen 0.0.0.0:40001 *",
      "tcp established " A ":40001 " B ":40000 autobound=yes",
      "tcp established " B ":40000 " A ":40001 autobound=yes"},
     {"listening - - 1", "listening - - 2", "unknown exact 4 2", "unknown exact 3 1"}},
    {"both ends are like outbound ones",
     {"tcp established " A ":40001 " B ":40000 autobound=yes",
      "tcp established " B ":40000 " A ":40001 autobound=yes"},
     {"unknown exact 2 -", "unknown exact 1 -"}},
    {"from /proc",
     {LISTENER, "tcp established " A ":80 " B ":40000", "tcp established " B ":40000 " A ":80"},
     {"listening - - 1", "inbound exact 3 1", "unknown exact 2 -"}},
    {"handshake",
     {"!tcp syn-recv " A ":80 " B ":40000", "tcp syn-sent " B ":40000 " A ":80", LISTENER},
     {"inbound exact 2 3", "outbound unaccepted 1 -", "listening - - 3"}},
    {"the last ACK of a handshake is ignored",
     {"!tcp syn-recv " A ":80 " B ":40000", CLIENT, LISTENER},
     {"inbound exact 2 3", "outbound unaccepted 1 -", "listening - - 3"}},
    {"states that do not fit",
     {"tcp syn-sent " B ":40000 " A ":80", SERVER, LISTENER},
     {"outbound none - -", "inbound none - 3", "listening - - 3"}},
    {"TIME-WAIT",
     {LISTENER, "!tcp time-wait " A ":80 " B ":40000", "!tcp time-wait " B ":40001 " A ":80"},
     {"listening - - 1", "inbound none - 1", "unknown none - -"}},
    {"the address goes before the interface, and both before the wildcard",
     {"tcp listen 0.0.0.0:80 *", "tcp listen " A ":80 *", "tcp listen 0.0.0.0:80 * device=3",
      "tcp established " A ":80 " B ":9 autobound=no device=3",
      "tcp established " B ":80 " A ":9 autobound=no device=3",
      "tcp established " B ":80 " A ":8 autobound=no"},
     {"listening - - 1", "listening - - 2", "listening - - 3", "inbound none - 2",
      "inbound none - 3", "inbound none - 1"}},
    {"SO_REUSEPORT: one listener",
     {"tcp listen 0.0.0.0:80 *", "tcp listen 0.0.0.0:80 *", SERVER},
     {"listening - - 1", "listening - - 1", "inbound none - 1"}},
    {"two listeners that take IPv6",
     {"tcp listen [::]:80 * v6only=no", "tcp listen [::]:80 * v6only=yes",
      "tcp established [2001:db8::1]:80 [2001:db8::2]:9 autobound=no"},
     {"listening - - 1", "listening - - 2", "unknown none - ?"}},
    {"several other ends",
     {"udp established " A ":1 " B ":2", "udp established " B ":2 " A ":1",
      "udp established " B ":2 " A ":1"},
     {"unknown ambiguous - -", "unknown exact 1 -", "unknown exact 1 -"}},
    {"several, one on the same interface",
     {"udp established " A ":1 " B ":2 device=4", "udp established " B ":2 " A ":1 device=4",
      "udp established " B ":2 " A ":1 device=5"},
     {"unknown exact 2 -", "unknown exact 1 -", "unknown exact 1 -"}},
    {"UDP",
     {"udp unconnected " A ":53", "udp established " B ":40000 " A ":53 autobound=yes",
      "udp established " A ":53 " B ":9 autobound=bound",
      "udp established " A ":53 " B ":8 autobound=yes"},
     {"listening - - -", "outbound none - -", "unknown none - -", "unknown none - -"}},
    {"TCP and UDP differ",
     {"udp established " A ":80 " B ":40000", CLIENT},
     {"unknown none - -", "outbound none - -"}},
    {"a link-local address has a scope",
     {"tcp established [fe80::1]:1 [fe80::2]:2 device=2",
      "tcp established [fe80::2]:2 [fe80::1]:1 device=3",
      "tcp established [fe80::2]:2 [fe80::1]:1 device=2"},
     {"unknown exact 3 -", "unknown none - -", "unknown exact 1 -"}},
    {"another namespace",
     {"tcp established " A ":80 " B ":40000 autobound=no place=1", CLIENT,
      "tcp listen 0.0.0.0:80 * place=1"},
     {"inbound exact 2 3", "outbound exact 1 -", "listening - - 3"}},
    {"a loopback address has a meaning in its namespace only",
     {"tcp established 127.0.0.1:80 127.0.0.1:40000 autobound=no place=1",
      "tcp established 127.0.0.1:40000 127.0.0.1:80 autobound=yes", "tcp listen 0.0.0.0:80 *",
      "tcp established [::1]:80 [::1]:40000 autobound=yes place=1",
      "tcp established [::1]:40000 [::1]:80 autobound=yes"},
     {"unknown none - -", "outbound none - -", "listening - - 3", "outbound none - -",
      "outbound none - -"}},
    {"the own namespace goes before others",
     {"tcp established " B ":40000 " A ":80 autobound=yes place=1", SERVER, CLIENT},
     {"outbound ambiguous - -", "unknown exact 3 -", "outbound exact 2 -"}},
    {"several namespaces",
     {"tcp established " A ":80 " B ":40000 place=1",
      "tcp established " A ":80 " B ":40000 place=2", CLIENT},
     {"unknown ambiguous - -", "unknown ambiguous - -", "outbound ambiguous - -"}},
    {"neither connected nor listening",
     {"tcp closed " A ":80", "tcp bound-inactive " A ":80", "raw unconnected " A},
     {"- - - -", "- - - -", "- - - -"}},
};

/** Adds the sockets of lines; socket number N has cookie N and inode 100 + N. */
static void fill(struct sock_table *table, const char *const *lines)
{
    for (size_t i = 0; i < 8 && lines[i]; i++) {
        bool orphan = *lines[i] == '!';
        struct sock *sock = scene_add(table, lines[i] + orphan);
        sock_set_cookie(sock, (uint32_t[2]){(uint32_t)i + 1, 0});
        sock_set_inode(sock, orphan ? 0 : 100 + (uint32_t)i + 1);
    }
}

static void put_cookie(char *text, size_t size, bool known, uint64_t cookie)
{
    if (known)
        snprintf(text, size, "%d", (int)cookie);
    else
        snprintf(text, size, "-");
}

/** Writes what was joined of a row, as in table_row.expected. */
static void describe(const struct sock *sock, const struct facts *facts, char *text, size_t size)
{
    struct row_ends ends = ends_known(sock, facts);
    const struct listener *listener = ends_listener(sock, facts);
    char peer[16];
    char found[16];

    put_cookie(peer, sizeof(peer), ends.has_peer_cookie, ends.peer_cookie);
    put_cookie(found, sizeof(found), listener, listener ? listener->cookie : 0);
    if (ends.match == MATCH_SELF)
        assert_int_equal(ends.peer_inode, sock->inode);
    snprintf(text, size, "%s %s %s %s", ends.role ? role_names[ends.role] : "-",
             ends.match ? peer_match_names[ends.match] : "-", peer, ends.unsure ? "?" : found);
}

static void test_table(void **state)
{
    const struct table_row *row = *state;
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;
    char text[64];

    facts_init(&facts, NULL, NULL, &nowhere);
    facts.own.sources[PROTO_TCP] = SOURCE_NETLINK;
    facts.details = &table.details;
    fill(&table, row->sockets);
    ends_join(&table, NULL, &facts);
    for (size_t i = 0; i < table.count; i++) {
        describe(&table.rows[i], &facts, text, sizeof(text));
        assert_string_equal(text, row->expected[i]);
    }
}

/** Joins LINES, of which the first is a listener; returns a copy of that listener. */
static struct listener listener_with(const char *const *lines, enum source source, bool complete)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;

    facts_init(&facts, NULL, NULL, &nowhere);
    facts.complete = complete;
    facts.own.sources[PROTO_TCP] = source;
    facts.details = &table.details;
    fill(&table, lines);
    ends_join(&table, NULL, &facts);
    struct listener listener = *ends_listener(&table.rows[0], &facts);
    assert_int_equal(ends_may_lack_connections(&listener, &facts),
                     listener.uncertain || !facts.listeners.counted);
    if (!facts.listeners.counted)
        listener.established = listener.syn_recv = 99;
    return listener;
}

static void test_counts(void **state)
{
    const char *const lines[8] = {LISTENER,
                                  LISTENER,
                                  SERVER,
                                  "!tcp established " A ":80 " B ":40001",
                                  "!tcp syn-recv " A ":80 " B ":40002",
                                  "tcp close-wait " A ":80 " B ":40003 autobound=no",
                                  "tcp established " A ":80 " B ":9 autobound=no place=1",
                                  "tcp established " A ":81 " B ":9 autobound=no"};
    struct listener listener = listener_with(lines, SOURCE_NETLINK, true);

    (void)state;
    assert_int_equal(listener.established, 2);
    assert_int_equal(listener.syn_recv, 1);
    assert_int_equal(listener.sockets, 2);
    assert_int_equal(listener.inode, 101);
    assert_int_equal(listener_with(lines, SOURCE_NETLINK, false).established, 99);
    assert_int_equal(listener_with(lines, SOURCE_NONE, true).established, 99);
}

static void test_uncertain_counts(void **state)
{
    const char *const lines[8] = {"tcp listen [::]:80 *",
                                  "tcp established [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:40000"};

    (void)state;
    assert_true(listener_with(lines, SOURCE_PROC, true).uncertain);
}

/** Of a connection that was not accepted, a listener on its port has none; others may be its. */
static void test_counts_of_unknown_roles(void **state)
{
    const char *const bound[8] = {LISTENER, "tcp established " A ":80 " B ":40000 autobound=bound"};
    const char *const both[8] = {LISTENER, "tcp listen " B ":40000 *",
                                 "tcp established " A ":80 " B ":40000",
                                 "tcp established " B ":40000 " A ":80"};
    const char *const closed[8] = {"tcp listen [::]:80 *",
                                   "tcp time-wait [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:40000"};

    (void)state;
    assert_true(listener_with(bound, SOURCE_NETLINK, true).uncertain);
    assert_true(listener_with(both, SOURCE_NETLINK, true).uncertain);
    assert_false(listener_with(closed, SOURCE_NETLINK, true).uncertain);
}

static void test_counts_without_interfaces(void **state)
{
    const char *const one[8] = {LISTENER, SERVER};
    const char *const two[8] = {LISTENER, "tcp listen " B ":80 *", SERVER};

    (void)state;
    assert_false(listener_with(one, SOURCE_PROC, true).uncertain);
    assert_false(listener_with(two, SOURCE_NETLINK, true).uncertain);
    assert_true(listener_with(two, SOURCE_PROC, true).uncertain);
}

/** Likewise, which of them will accept a connection is not known. */
static void test_unaccepted_without_interfaces(void **state)
{
    static const enum source sources[] = {SOURCE_NETLINK, SOURCE_PROC};

    (void)state;
    for (size_t i = 0; i < COUNT(sources); i++) {
        CLEANUP(sock_table_free) struct sock_table table = {0};
        CLEANUP(facts_free) struct facts facts;
        facts_init(&facts, NULL, NULL, &nowhere);
        facts.own.sources[PROTO_TCP] = sources[i];
        facts.details = &table.details;
        fill(&table, (const char *const[8]){LISTENER, LISTENER,
                                            "!tcp established " A ":80 " B ":40000", CLIENT});
        ends_join(&table, NULL, &facts);
        assert_int_equal(ends_known(&table.rows[3], &facts).match, MATCH_UNACCEPTED);
        assert_int_equal(ends_known(&table.rows[3], &facts).peer_listener != 0,
                         sources[i] == SOURCE_NETLINK);
    }
}

static void test_none_is_unknown_if_rows_are_missing(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;

    (void)state;
    facts_init(&facts, NULL, NULL, &nowhere);
    facts.complete = false;
    facts.details = &table.details;
    scene_add(&table, CLIENT);
    ends_join(&table, NULL, &facts);
    assert_int_equal(ends_known(&table.rows[0], &facts).match, MATCH_UNKNOWN);
    assert_true(ends_may_lack_peer(&table.rows[0], &facts));
}

/** How bind(2) and the range decide, by sock.have, autobound and port_bound. */
static void test_which_port_was_bound(void **state)
{
    const struct request request = {0};
    struct sock sock = scene_sock("tcp established " A ":80 " B ":9 inode=5");

    (void)state;
    inet_diag_note_autobound(&request, false, &sock);
    assert_true(sock.port_bound);
    assert_true(sock.have & HAVE_AUTOBOUND);
    sock = scene_sock("tcp established " A ":80 " B ":9 inode=5");
    inet_diag_note_autobound(&request, true, &sock); // the range is not known
    assert_false(sock.port_bound);
    assert_false(sock.have & HAVE_AUTOBOUND);
}

// --- a naive search, written from the rules and not from the code

struct naive {
    const struct sock *rows;
    size_t count;
};

static void naive_address(const struct sock *sock, struct address address, char *text)
{
    bool mapped = sock->family == FAMILY_IPV6 &&
                  memcmp(address.bytes, "\0\0\0\0\0\0\0\0\0\0\377\377", 12) == 0;
    bool link_local = sock->family == FAMILY_IPV6 && address.bytes[0] == 0xfe &&
                      (address.bytes[1] & 0xc0) == 0x80;
    char plain[INET6_ADDRSTRLEN];

    if (sock->family == FAMILY_IPV4)
        inet_ntop(AF_INET, address.bytes, plain, sizeof(plain));
    else if (mapped)
        inet_ntop(AF_INET, address.bytes + 12, plain, sizeof(plain));
    else
        inet_ntop(AF_INET6, address.bytes, plain, sizeof(plain));
    snprintf(text, 64, "%s%%%u", plain,
             link_local && (sock->have & HAVE_DEVICE) ? sock->device : 0);
}

/** "PROTO LOCAL PEER", or with the ends swapped. */
static void naive_ends(const struct sock *sock, bool swapped, char *text)
{
    char local[64];
    char peer[64];
    int ports[2] = {sock->local_port, sock->peer_port};

    naive_address(sock, sock->local, local);
    naive_address(sock, sock->peer, peer);
    snprintf(text, 256, "%d %s:%d %s:%d", sock->proto, swapped ? peer : local, ports[swapped],
             swapped ? local : peer, ports[!swapped]);
}

static bool naive_connected(const struct sock *sock)
{
    static const char states[] = "\1\2\3\4\5\6\10\11\13"; // by the numbers of the kernel

    return (sock->proto == PROTO_TCP || sock->proto == PROTO_UDP) && sock->peer_port != 0 &&
           strchr(states, sock->state);
}

static bool naive_fit(const struct sock *one, const struct sock *other)
{
    if (one->state == STATE_SYN_SENT || other->state == STATE_SYN_SENT)
        return one->state == STATE_SYN_RECV || other->state == STATE_SYN_RECV;
    return one->state != STATE_SYN_RECV || other->state != STATE_SYN_RECV;
}

static uint32_t naive_device(const struct sock *sock)
{
    return sock->have & HAVE_DEVICE ? sock->device : 0;
}

enum naive_scope {
    SAME_PLACE,
    SAME_DEVICE,
    ANYWHERE,
};

static size_t naive_candidates(const struct naive *naive, const struct sock *sock,
                               enum naive_scope scope, const struct sock **ret_one)
{
    char wanted[256];
    char ends[256];
    size_t count = 0;

    naive_ends(sock, true, wanted);
    for (size_t i = 0; i < naive->count; i++) {
        const struct sock *other = &naive->rows[i];
        bool here = scope == ANYWHERE || other->place == sock->place;
        bool device = scope != SAME_DEVICE || naive_device(other) == naive_device(sock);
        if (!naive_connected(other) || !here || !device || !naive_fit(sock, other))
            continue;
        naive_ends(other, false, ends);
        if (strcmp(ends, wanted) != 0)
            continue;
        *ret_one = other;
        count++;
    }
    return count;
}

/** Returns the match; sets *RET_PARTNER for "exact". */
static const char *naive_match(const struct naive *naive, const struct sock *sock,
                               const struct sock **ret_partner)
{
    char ends[256];
    const struct sock *other = NULL;
    bool sole = false;

    if (!naive_connected(sock))
        return "-";
    size_t count = naive_candidates(naive, sock, SAME_PLACE, ret_partner);
    if (count > 1)
        count = naive_candidates(naive, sock, SAME_DEVICE, ret_partner) == 1 ? 1 : 2;
    naive_ends(sock, false, ends);
    if (count == 0 && !strstr(ends, " 127.") && !strstr(ends, " ::1%"))
        count = naive_candidates(naive, sock, ANYWHERE, ret_partner);
    else
        sole = true;
    // A partner in another namespace is one only if it has no other partner itself.
    if (count == 1 && !sole)
        count = naive_candidates(naive, *ret_partner, ANYWHERE, &other);
    if (count != 1)
        return count ? "ambiguous" : "none";
    return *ret_partner == sock ? "self" : "exact";
}

/** 0: does not fit; 1: perhaps; 2: accepts connections like SOCK. */
static int naive_accepts(const struct sock *listener, const struct sock *sock)
{
    char local[64];
    char bound[64];
    bool wildcard = address_is_any(&listener->local);
    bool v4 = sock->family == FAMILY_IPV4;

    naive_address(sock, sock->local, local);
    naive_address(listener, listener->local, bound);
    bool mapped = !v4 && strchr(local, '.');
    if (listener->proto != PROTO_TCP || listener->state != STATE_LISTEN ||
        listener->place != sock->place || listener->local_port != sock->local_port ||
        (naive_device(listener) && naive_device(listener) != naive_device(sock)))
        return 0;
    if (listener->family == FAMILY_IPV4)
        return (v4 || mapped) && (wildcard || strcmp(bound, local) == 0) ? 2 : 0;
    if (!wildcard) // also the wildcard of IPv4 in its mapped form
        return strcmp(bound, local) == 0 || (strncmp(bound, "0.0.0.0%", 8) == 0 && (v4 || mapped))
                   ? 2
                   : 0;
    if (!v4 && !mapped)
        return 2;
    if (!(listener->have & HAVE_V6ONLY))
        return 1;
    return listener->v6only ? 0 : 2;
}

/** Ranks by address, then by interface: 3 is the best. */
static int naive_rank(const struct sock *listener)
{
    char bound[64];

    naive_address(listener, listener->local, bound);
    bool wildcard = address_is_any(&listener->local) || strncmp(bound, "0.0.0.0%", 8) == 0;
    return 2 * !wildcard + (naive_device(listener) != 0);
}

static bool naive_same_listener(const struct sock *one, const struct sock *other)
{
    bool any = address_is_any(&one->local) && one->family == FAMILY_IPV6;
    bool v6only = (one->have & HAVE_V6ONLY) == (other->have & HAVE_V6ONLY) &&
                  (!(one->have & HAVE_V6ONLY) || one->v6only == other->v6only);

    return one->family == other->family && one->place == other->place &&
           one->local_port == other->local_port && naive_device(one) == naive_device(other) &&
           memcmp(&one->local, &other->local, sizeof(one->local)) == 0 && (!any || v6only);
}

/** Returns 0 for none, 1 for one, 2 for not sure, 3 for one of the other family only. */
static int naive_listener(const struct naive *naive, const struct sock *sock,
                          const struct sock **ret_listener)
{
    const struct sock *found = NULL;
    bool several = false;
    bool perhaps = false;
    bool other_family = false;
    int best = -1;

    for (size_t i = 0; i < naive->count; i++) {
        const struct sock *listener = &naive->rows[i];
        int accepts = naive_accepts(listener, sock);
        other_family = other_family || (accepts && listener->family != sock->family);
        if (accepts == 2 && listener->family == sock->family && naive_rank(listener) > best)
            best = naive_rank(listener);
    }
    for (size_t i = 0; i < naive->count; i++) {
        const struct sock *listener = &naive->rows[i];
        int accepts = naive_accepts(listener, sock);
        if (!accepts || listener->family != sock->family || naive_rank(listener) < best)
            continue;
        perhaps = perhaps || accepts == 1;
        several = several || (found && !naive_same_listener(found, listener));
        found = found ? found : listener; // the first has the lowest cookie
    }
    *ret_listener = found;
    if (!found)
        return other_family ? 3 : 0;
    return several || perhaps ? 2 : 1;
}

/** What the socket alone shows: 'I' and 'O' are sure, 'i' and 'o' are not, '?' shows nothing. */
static char naive_shows(const struct naive *naive, const struct sock *sock)
{
    const struct sock *listener;
    int found = naive_listener(naive, sock, &listener);
    bool told = sock->have & HAVE_AUTOBOUND;

    if (sock->proto == PROTO_UDP) {
        bool shared = false;
        for (size_t i = 0; i < naive->count; i++)
            shared = shared || (naive->rows[i].proto == PROTO_UDP &&
                                naive->rows[i].state == STATE_UNCONNECTED &&
                                naive->rows[i].place == sock->place &&
                                naive->rows[i].local_port == sock->local_port);
        return told && sock->autobound && !shared ? 'o' : '?';
    }
    if (sock->state == STATE_SYN_SENT)
        return 'O';
    if (sock->state == STATE_SYN_RECV)
        return 'I';
    if (!told && !(sock->have & HAVE_INODE) &&
        (sock->state == STATE_ESTABLISHED || sock->state == STATE_CLOSE_WAIT))
        return 'I';
    if (!told)
        return found == 1 ? 'i' : '?';
    if (sock->port_bound)
        return found == 0 ? 'O' : '?';
    if (sock->autobound && found == 0)
        return 'o';
    if (found != 1)
        return '?';
    return sock->autobound ? 'i' : 'I';
}

static const char *naive_role(const struct naive *naive, const struct sock *sock,
                              const struct sock *partner)
{
    bool inet = sock->proto == PROTO_TCP || sock->proto == PROTO_UDP;

    if (!inet || sock->state == STATE_CLOSED || sock->state == STATE_BOUND_INACTIVE)
        return "-";
    if (sock->state == STATE_LISTEN || sock->state == STATE_UNCONNECTED)
        return "listening";
    char own = naive_shows(naive, sock);
    char other = partner ? naive_shows(naive, partner) : ' ';
    if (own == 'I' || (own == 'i' && other != 'I' && other != 'i'))
        return "inbound";
    if (own == 'O' || (own == 'o' && other != 'O' && other != 'o'))
        return "outbound";
    return other == 'I' && own != 'o' ? "outbound" : "unknown";
}

static void naive_describe(const struct naive *naive, const struct sock *sock, char *text)
{
    const struct sock *partner = NULL;
    const struct sock *listener = NULL;
    const char *match = naive_match(naive, sock, &partner);
    bool exact = strcmp(match, "exact") == 0;
    bool known = exact || strcmp(match, "self") == 0;
    const char *role = naive_role(naive, sock, exact ? partner : NULL);
    char cookie[16] = "-";
    char found[16] = "-";

    if (known)
        snprintf(cookie, sizeof(cookie), "%d", (int)partner->cookie);
    if (known && partner->proto == PROTO_TCP && !(partner->have & HAVE_INODE) &&
        (partner->state == STATE_ESTABLISHED || partner->state == STATE_SYN_RECV ||
         partner->state == STATE_CLOSE_WAIT))
        match = "unaccepted";
    int kind = 0;
    if (sock->proto == PROTO_TCP && sock->state == STATE_LISTEN) {
        for (size_t i = naive->count; i-- > 0;) {
            if (naive->rows[i].state == STATE_LISTEN && naive_same_listener(&naive->rows[i], sock))
                listener = &naive->rows[i];
        }
        kind = 1;
    } else if (sock->proto == PROTO_TCP && naive_connected(sock) && strcmp(role, "outbound") != 0) {
        kind = naive_listener(naive, sock, &listener);
    }
    if (kind == 1)
        snprintf(found, sizeof(found), "%d", (int)listener->cookie);
    snprintf(text, 64, "%s %s %s %s", role, match, cookie, kind == 2 ? "?" : found);
}

static void print_table(const struct naive *naive)
{
    char ends[256];

    for (size_t i = 0; i < naive->count; i++) {
        const struct sock *sock = &naive->rows[i];
        naive_ends(sock, false, ends);
        print_error("%zu: %s %s, family %u, place %u, device %u, facts %x, port %d%d\n", i,
                    state_table[sock->state].name, ends, sock->family, sock->place,
                    naive_device(sock), sock->have, sock->autobound, sock->port_bound);
    }
}

static uint64_t next_random(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random >> 20;
}

#define PICK(random, list) (list)[next_random(random) % COUNT(list)]

/** Makes a socket of few addresses and ports, so that they meet. */
static struct sock random_sock(uint64_t *random)
{
    static const char *const v4[] = {"127.0.0.1", "10.0.0.1", "10.0.0.2"};
    static const char *const v6[] = {"[::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[::ffff:10.0.0.2]",
                                     "[2001:db8::1]"};
    static const char *const connected[] = {"established", "established", "syn-sent",  "syn-recv",
                                            "time-wait",   "close-wait",  "fin-wait-2"};
    static const char *const known[] = {"uid=0", "autobound=yes", "autobound=no",
                                        "autobound=bound"};
    static const char *const v6only[] = {"uid=0", "v6only=yes", "v6only=no"};
    static const char *const device[] = {"uid=0", "uid=0", "device=2", "device=3"};
    bool six = next_random(random) % 2;
    // The kernel binds no socket to a link-local address without an interface.
    const char *local = six ? PICK(random, v6) : PICK(random, v4);
    bool scoped = strcmp(local, "[fe80::1]") == 0;
    const char *peer = six ? PICK(random, v6) : PICK(random, v4);
    int ports[2] = {(int)(next_random(random) % 2) + 1, (int)(next_random(random) % 2) + 1};
    int place = next_random(random) % 4 == 0;
    unsigned kind = next_random(random) % 8;

    if (kind < 3) {
        const char *any = next_random(random) % 4 ? "[::]" : "[::ffff:0.0.0.0]";
        local = next_random(random) % 2 ? (six ? any : "0.0.0.0") : local;
        return scene_sockf("tcp listen %s:%d * %s %s place=%d", local, ports[0],
                           six ? PICK(random, v6only) : "v6only=no",
                           scoped ? device[2 + next_random(random) % 2] : PICK(random, device),
                           place);
    }
    if (kind == 3)
        return scene_sockf("udp %s %s:%d %s:%d place=%d autobound=yes",
                           next_random(random) % 2 ? "established" : "unconnected", local, ports[0],
                           peer, ports[1], place);
    return scene_sockf("tcp %s %s:%d %s:%d %s %s place=%d", PICK(random, connected), local,
                       ports[0], peer, ports[1], PICK(random, known),
                       scoped ? device[2 + next_random(random) % 2] : PICK(random, device), place);
}

/** Holds the counts of the listener in row number ROW to those of the naive search. */
static void check_counts(const struct naive *naive, const struct facts *facts, size_t row)
{
    const struct listener *listener = ends_listener(&naive->rows[row], facts);
    uint32_t counts[STATE_COUNT] = {0};
    bool unsure = false;   // it may be the listener of a connection
    bool anywhere = false; // some listener may be
    char text[64];

    for (size_t i = 0; i < naive->count; i++) {
        const struct sock *sock = &naive->rows[i];
        naive_describe(naive, sock, text);
        const char *cookie = strrchr(text, ' ') + 1;
        bool counted = sock->state == STATE_ESTABLISHED || sock->state == STATE_SYN_RECV;
        bool own = strtoull(cookie, NULL, 10) == listener->cookie;
        bool inbound = strncmp(text, "inbound", 7) == 0;
        anywhere = anywhere || (counted && *cookie == '?');
        unsure = unsure || (counted && own && !inbound);
        if (own && inbound)
            counts[sock->state]++;
    }
    assert_int_equal(listener->established, counts[STATE_ESTABLISHED]);
    assert_int_equal(listener->syn_recv, counts[STATE_SYN_RECV]);
    assert_true(unsure ? listener->uncertain : anywhere || !listener->uncertain);
}

static void test_random_tables(void **state)
{
    uint64_t random = 0x2545f4914f6cdd1d;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        CLEANUP(sock_table_free) struct sock_table table = {0};
        CLEANUP(facts_free) struct facts facts;
        facts_init(&facts, NULL, NULL, &nowhere);
        facts.details = &table.details;
        facts.own.sources[PROTO_TCP] = SOURCE_NETLINK;
        size_t count = 1 + next_random(&random) % 12;
        for (size_t i = 0; i < count; i++) {
            struct sock sock = random_sock(&random);
            sock_set_cookie(&sock, (uint32_t[2]){(uint32_t)i + 1, 0});
            sock_set_inode(&sock, next_random(&random) % 3 ? 100 + (uint32_t)i : 0);
            sock_table_append(&table, &sock);
        }
        const struct naive naive = {table.rows, table.count};
        ends_join(&table, NULL, &facts);
        for (size_t i = 0; i < count; i++) {
            char text[64];
            char expected[64];
            describe(&table.rows[i], &facts, text, sizeof(text));
            naive_describe(&naive, &table.rows[i], expected);
            if (table.rows[i].state == STATE_LISTEN)
                check_counts(&naive, &facts, i);
            if (strcmp(text, expected) == 0)
                continue;
            print_table(&naive);
            fail_msg("round %u, row %zu: \"%s\", expected \"%s\"", round, i, text, expected);
        }
    }
}

static void test_many_sockets_with_the_same_ends(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;

    (void)state;
    facts_init(&facts, NULL, NULL, &nowhere);
    facts.details = &table.details;
    // Would take hours if a search were not of constant time.
    for (unsigned i = 0; i < 300000; i++)
        scene_add(&table,
                  i % 2 ? "udp established " A ":1 " B ":2" : "udp established " B ":2 " A ":1");
    ends_join(&table, NULL, &facts);
    assert_int_equal(ends_known(&table.rows[7], &facts).match, MATCH_AMBIGUOUS);
}

// --- the request

static void test_a_wide_request(void **state)
{
    struct request request = {.states = STATE_BIT(STATE_LISTEN),
                              .local_port = 80,
                              .left_out = FAMILY_BIT(FAMILY_IPV6),
                              .bytecode = TEXT("code")};

    (void)state;
    request.protos[PROTO_TCP] = request.protos[PROTO_RAW] = true;
    request.families[FAMILY_IPV4] = true;
    assert_null(request_widen(&request, NEED_OWNER));
    struct request *wide = request_widen(&request, NEED_ENDS);
    assert_true(wide->selection == &request);
    assert_int_equal(wide->local_port, 0);
    assert_int_equal(wide->bytecode.length, 0);
    assert_true(request_states(wide, PROTO_TCP, FAMILY_IPV6) == proto_table[PROTO_TCP].states);
    assert_true(request_proto_states(wide, PROTO_UDP) == 0); // was not asked for
    assert_true(request_proto_states(wide, PROTO_RAW) == 0); // has no such state
    struct sock sock = scene_sock("tcp established [2001:db8::1]:1 [2001:db8::2]:2");
    assert_true(request_lists(wide, &sock));
    assert_false(request_lists(&request, &sock));
    request_free(wide);
}

static void test_only_listed_rows_have_details(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    CLEANUP(facts_free) struct facts facts;
    struct request request = {.states = STATE_BIT(STATE_LISTEN)};

    (void)state;
    request.protos[PROTO_TCP] = request.families[FAMILY_IPV4] = true;
    facts_init(&facts, NULL, NULL, &nowhere);
    facts.details = &table.details;
    scene_add(&table, LISTENER);
    scene_add(&table, SERVER);
    ends_join(&table, &request, &facts);
    assert_int_equal(ends_known(&table.rows[0], &facts).role, ROLE_LISTENING);
    assert_int_equal(ends_known(&table.rows[1], &facts).role, ROLE_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_uncertain_counts),
        cmocka_unit_test(test_counts_of_unknown_roles),
        cmocka_unit_test(test_counts_without_interfaces),
        cmocka_unit_test(test_unaccepted_without_interfaces),
        cmocka_unit_test(test_none_is_unknown_if_rows_are_missing),
        cmocka_unit_test(test_which_port_was_bound),
        cmocka_unit_test(test_random_tables),
        cmocka_unit_test(test_many_sockets_with_the_same_ends),
        cmocka_unit_test(test_a_wide_request),
        cmocka_unit_test(test_only_listed_rows_have_details),
    };

    return RUN_ROWS(test_table, tables) + cmocka_run_group_tests(tests, NULL, NULL);
}
