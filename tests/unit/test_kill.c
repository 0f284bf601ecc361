// SPDX-License-Identifier: MIT
/** act/kill: which sockets may be ended, the request, and what became of them. */
#include "scene.h"

#include "act/kill.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

/** Returns "RESULT" or "RESULT REASON". */
static void assert_result(struct row_result actual, const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    strbuf_text(&text, kill_result_names[actual.result]);
    if (actual.reason)
        strbuf_text(&text, " ");
    if (actual.reason)
        strbuf_text(&text, kill_reason_names[actual.reason]);
    assert_text(&text, expected);
}

struct decide_row {
    const char *name;  /**< the socket */
    const char *rules; /**< letters: l listeners, c by cookie, u own unknown, m too many */
    const char *expected;
};

/** The sockets with inode 7 are our own. */
static const struct decide_row decisions[] = {
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 cookie=5", "", "would-kill"},
    {"tcp time-wait 10.0.0.1:80 10.0.0.2:9 cookie=5", "u", "would-kill"},
    {"tcp syn-recv 10.0.0.1:80 10.0.0.2:9 cookie=5", "", "would-kill"},
    {"udp unconnected 10.0.0.1:80 inode=1 cookie=5", "", "would-kill"},
    {"raw unconnected 10.0.0.1:1 inode=1 cookie=5", "", "not-supported"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=1", "", "refused no-cookie"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 (cookie=5)", "lc", "refused no-cookie"},
    {"tcp listen 10.0.0.1:80 inode=1 cookie=5", "", "refused listening"},
    {"tcp listen 10.0.0.1:80 inode=1 cookie=5", "c", "refused listening"},
    {"tcp listen 10.0.0.1:80 inode=1 cookie=5", "l", "would-kill"},
    {"tcp listen 10.0.0.1:80 inode=1 cookie=5", "lu", "would-kill"},
    {"tcp listen 10.0.0.1:80 inode=7 cookie=5", "l", "refused own-connection"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=7 cookie=5", "", "refused own-connection"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=7 cookie=5", "c", "would-kill"},
    {"udp established 10.0.0.1:80 10.0.0.2:9 inode=7 cookie=5", "u", "refused own-connection"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 cookie=5", "u", "refused own-unknown"},
    {"udp unconnected 10.0.0.1:80 inode=1 cookie=5", "u", "refused own-unknown"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 cookie=5", "uc", "would-kill"},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 inode=1 cookie=5", "mlc", "refused too-many"},
    {"tcp bound-inactive 10.0.0.1:80 inode=1 cookie=5", "", "not-supported only-bound"},
    {"mptcp established 10.0.0.1:80 10.0.0.2:9 inode=1 cookie=5", "", "not-supported"},
    {"mptcp established 10.0.0.1:80 10.0.0.2:9 inode=1 cookie=5", "m", "not-supported"},
    {"udplite unconnected 10.0.0.1:80 inode=1 cookie=5", "", "not-supported"},
    {"sctp listen 10.0.0.1:80 inode=1 cookie=5", "", "not-supported"},
    {"icmp unconnected 10.0.0.1:80 inode=1", "", "not-supported"},
};

static void test_decide(void **state)
{
    const struct decide_row *row = *state;
    const struct sock sock = scene_sock(row->name);
    CLEANUP(idmap_free) struct idmap own = {0};
    const struct kill_rules rules = {
        .refusal = strchr(row->rules, 'm') ? REASON_TOO_MANY : REASON_NONE,
        .listeners = strchr(row->rules, 'l') != NULL,
        .by_cookie = strchr(row->rules, 'c') != NULL,
        .own = &own,
        .own_unknown = strchr(row->rules, 'u') != NULL,
    };

    idmap_add(&own, 7, 0);
    assert_result(kill_decide(&sock, &rules), row->expected);
}

struct build_row {
    const char *name; /**< the socket */
    int error;
    uint8_t family, proto;
    uint16_t local, peer;
    const char *addresses; /**< the first four bytes of both */
    uint32_t device;
};

static const struct build_row builds[] = {
    {"tcp established 10.0.0.1:80 10.0.0.2:9 cookie=0x1122334455667788", 0, AF_INET, IPPROTO_TCP,
     80, 9, "\012\0\0\001\012\0\0\002", 0},
    {"udp unconnected 10.0.0.1:80 device=3 cookie=0x1122334455667788", 0, AF_INET, IPPROTO_UDP, 80,
     0, "\012\0\0\001\0\0\0\0", 3},
    {"udp unconnected 10.0.0.1:80 (device=3) cookie=0x1122334455667788", 0, AF_INET, IPPROTO_UDP,
     80, 0, "\012\0\0\001\0\0\0\0", 0},
    {"tcp established [fe80::1]:80 [fe80::2]:9 device=2 cookie=0x1122334455667788", 0, AF_INET6,
     IPPROTO_TCP, 80, 9, "\xfe\x80\0\0\xfe\x80\0\0", 2},
    {"raw established 10.0.0.1:58 10.0.0.2:9 cookie=5", -EOPNOTSUPP, 0, 0, 0, 0, NULL, 0},
    {"tcp established 10.0.0.1:80 10.0.0.2:9", -ENOKEY, 0, 0, 0, 0, NULL, 0},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 (cookie=5)", -ENOKEY, 0, 0, 0, 0, NULL, 0},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 cookie=0", -ENOKEY, 0, 0, 0, 0, NULL, 0},
    {"tcp established 10.0.0.1:80 10.0.0.2:9 cookie=0xffffffffffffffff", -ENOKEY, 0, 0, 0, 0, NULL,
     0},
    {"mptcp established 10.0.0.1:80 10.0.0.2:9 cookie=5", -EOPNOTSUPP, 0, 0, 0, 0, NULL, 0},
    {"sctp established 10.0.0.1:80 10.0.0.2:9 cookie=5", -EOPNOTSUPP, 0, 0, 0, 0, NULL, 0},
};

/** The request, byte by byte where it matters; always with the cookie. */
static void test_build(void **state)
{
    const struct build_row *row = *state;
    const struct sock sock = scene_sock(row->name);
    struct kill_request request = {.header.nlmsg_len = 4711};
    const struct inet_diag_sockid *id = &request.body.id;

    assert_int_equal(kill_build(&sock, &request), row->error);
    assert_int_equal(request.header.nlmsg_len, row->error ? 4711 : 72);
    if (row->error)
        return;
    assert_int_equal(request.header.nlmsg_type, SOCK_DESTROY);
    assert_int_equal(request.header.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
    assert_int_equal(request.body.sdiag_family, row->family);
    assert_int_equal(request.body.sdiag_protocol, row->proto);
    assert_int_equal(ntohs(id->idiag_sport), row->local);
    assert_int_equal(ntohs(id->idiag_dport), row->peer);
    assert_memory_equal(id->idiag_src, row->addresses, 4);
    assert_memory_equal(id->idiag_dst, row->addresses + 4, 4);
    assert_int_equal(id->idiag_if, row->device);
    assert_int_equal(id->idiag_cookie[0], 0x55667788);
    assert_int_equal(id->idiag_cookie[1], 0x11223344);
}

struct judge_row {
    const char *name;
    const char *sock;
    int error;
    const char *now; /**< the second look; NULL: it is not there; "?": not known */
    const char *expected;
};

#define CONNECTION "tcp established 10.0.0.1:80 10.0.0.2:9 cookie=5"
#define UDP_PEER "udp established 10.0.0.1:80 10.0.0.2:9 cookie=5"
#define UDP_BOUND "udp unconnected 10.0.0.1:80 cookie=5"
#define LISTENER "tcp listen 10.0.0.1:80 cookie=5"

static const struct judge_row judgements[] = {
    {"ended", CONNECTION, 0, NULL, "killed"},
    {"ended, not seen again", CONNECTION, 0, "?", "killed"},
    {"ended, still bound", LISTENER, 0, "tcp bound-inactive 10.0.0.1:80 cookie=5", "killed"},
    {"ended, it says", CONNECTION, 0, CONNECTION, "failed still-open"},
    {"UDP disconnected", UDP_PEER, 0, UDP_BOUND, "killed"},
    {"UDP still connected", UDP_PEER, 0, UDP_PEER, "failed still-open"},
    {"UDP aborted", UDP_BOUND, 0, UDP_BOUND, "aborted"},
    {"UDP aborted, not seen again", UDP_BOUND, 0, "?", "aborted"},
    {"UDP closed by its process", UDP_BOUND, 0, NULL, "killed"},
    {"gone", CONNECTION, -ENOENT, NULL, "gone"},
    {"in another state", CONNECTION, -ENOENT, "tcp close-wait 10.0.0.1:80 10.0.0.2:9 cookie=5",
     "gone"},
    {"with another peer", UDP_PEER, -ENOENT, "udp established 10.0.0.1:80 10.0.0.3:9 cookie=5",
     "gone"},
    {"with another port", UDP_PEER, -ENOENT, "udp established 10.0.0.1:80 10.0.0.2:8 cookie=5",
     "gone"},
    {"not found, still there", UDP_BOUND, -ENOENT, UDP_BOUND, "failed shared-address"},
    {"not found, not looked", CONNECTION, -ENOENT, "?", "failed not-verified"},
    {"forbidden", CONNECTION, -EPERM, CONNECTION, "not-permitted"},
    {"forbidden by a module", CONNECTION, -EACCES, CONNECTION, "not-permitted"},
    {"not built in", CONNECTION, -EOPNOTSUPP, CONNECTION, "not-supported"},
    {"silence", CONNECTION, -ETIMEDOUT, NULL, "failed error"},
};

static void test_judge(void **state)
{
    const struct judge_row *row = *state;
    const struct sock sock = scene_sock(row->sock);
    bool looked = !row->now || *row->now != '?';
    struct sock now = {0};

    if (row->now && looked)
        now = scene_sock(row->now);
    const struct kill_evidence evidence = {.complete = looked,
                                           .now = row->now && looked ? &now : NULL};
    assert_result(kill_judge(&sock, row->error, &evidence), row->expected);
}

/** Two ends of a connection over the loopback interface, and the record of the first. */
struct connection {
    int ends[2];
    struct sock sock;
};

static void connection_make(struct connection *connection)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(name);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sock *sock = &connection->sock;

    assert_int_equal(bind(listener, (struct sockaddr *)&name, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&name, &size), 0);
    connection->ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(connection->ends[0], (struct sockaddr *)&name, size), 0);
    connection->ends[1] = accept(listener, NULL, NULL);
    close(listener);
    *sock = scene_sock("tcp established 127.0.0.1:1 127.0.0.1:1 cookie=1");
    sock->peer_port = ntohs(name.sin_port);
    assert_int_equal(getsockname(connection->ends[0], (struct sockaddr *)&name, &size), 0);
    sock->local_port = ntohs(name.sin_port);
    size = sizeof(sock->cookie);
    assert_int_equal(getsockopt(connection->ends[0], SOL_SOCKET, SO_COOKIE, &sock->cookie, &size),
                     0);
}

/** Returns what recv(2) says of the connection: -EAGAIN while it is open. */
static int connection_error(const struct connection *connection)
{
    char byte;

    return recv(connection->ends[0], &byte, 1, MSG_DONTWAIT) < 0 ? -errno : 0;
}

/**
 * The kernel finds no socket with these addresses and ports and another cookie. With its own, it
 * ends the connection, or refuses to for lack of privileges.
 */
static void test_wrong_cookie(void **state)
{
    struct connection connection;
    struct netlink *netlink = NULL;

    (void)state;
    if (netlink_open(&netlink) != 0) {
        print_message("no sock_diag here\n");
        skip();
    }
    connection_make(&connection);
    connection.sock.cookie ^= 0x10000;
    int error = kill_send(netlink, &connection.sock);
    assert_int_equal(connection_error(&connection), -EAGAIN);
    if (error == -EOPNOTSUPP) {
        print_message("this kernel lacks SOCK_DESTROY\n");
        skip();
    }
    assert_int_equal(error, -ENOENT);
    connection.sock.cookie ^= 0x10000;
    connection.sock.peer_port ^= 1;
    assert_int_equal(kill_send(netlink, &connection.sock), -ENOENT);
    connection.sock.peer_port ^= 1;
    assert_int_equal(connection_error(&connection), -EAGAIN);
    error = kill_send(netlink, &connection.sock);
    assert_true(error == 0 || error == -EPERM);
    assert_int_equal(connection_error(&connection), error ? -EAGAIN : -ECONNABORTED);
    netlink_close(netlink);
    close(connection.ends[0]);
    close(connection.ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrong_cookie)};

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_ROWS(test_decide, decisions) +
           RUN_ROWS(test_build, builds) + RUN_ROWS(test_judge, judgements);
}
