// SPDX-License-Identifier: MIT
/** collect/inet_diag: the decoder, on replies that a kernel sent. */
#include "scene.h"

#include "collect/inet_diag.h"
#include "os/kernel.h"

#include <errno.h>
#include <linux/inet_diag.h>

#define BASE (sizeof(struct nlmsghdr) + sizeof(struct inet_diag_msg))

/** What a recorded reply says, by what was set up when it was recorded. */
struct reply_row {
    const char *name;
    enum proto proto;
    enum state state;
    const char *local;
    uint16_t local_port;
    const char *peer;
    uint16_t peer_port;
    uint32_t recv_q, send_q;
    uint32_t have;
    uint32_t inode;
};

#define ALWAYS (HAVE_COOKIE | HAVE_MARK)
#define FULL (ALWAYS | HAVE_UID | HAVE_INODE | HAVE_CGROUP)
#define ACCEPT (FULL | HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT)

static const struct reply_row replies[] = {
    {"tcp-listen-ipv4", PROTO_TCP, STATE_LISTEN, "127.0.0.2", 8082, "0.0.0.0", 0, 1, 0, ACCEPT,
     242665},
    {"tcp-established", PROTO_TCP, STATE_ESTABLISHED, "127.0.0.1", 1001, "127.0.0.1", 8080, 5792, 0,
     FULL | HAVE_QUEUES, 242652},
    {"tcp-syn-sent", PROTO_TCP, STATE_SYN_SENT, "127.0.0.1", 1007, "127.0.0.2", 8082, 0, 1,
     FULL | HAVE_QUEUES | HAVE_TIMER, 242667},
    {"tcp-time-wait", PROTO_TCP, STATE_TIME_WAIT, "127.0.0.1", 1003, "127.0.0.1", 8080, 0, 0,
     ALWAYS | HAVE_QUEUES | HAVE_TIMER, 0},
    {"tcp-syn-recv", PROTO_TCP, STATE_SYN_RECV, "127.0.0.3", 8083, "127.0.0.1", 1008, 0, 0,
     ALWAYS | HAVE_QUEUES | HAVE_TIMER, 0},
    {"tcp-bound", PROTO_TCP, STATE_BOUND_INACTIVE, "127.0.0.1", 7777, "0.0.0.0", 0, 0, 0, FULL,
     242664},
    {"tcp-unaccepted", PROTO_TCP, STATE_ESTABLISHED, "127.0.0.2", 8082, "127.0.0.1", 1006, 0, 0,
     ALWAYS | HAVE_CGROUP | HAVE_QUEUES, 0},
    {"tcp-listen-dual", PROTO_TCP, STATE_LISTEN, "::", 80, "::", 0, 0, 16, ACCEPT | HAVE_V6ONLY,
     242647},
    {"tcp-listen-v6only", PROTO_TCP, STATE_LISTEN, "::", 81, "::", 0, 0, 16, ACCEPT | HAVE_V6ONLY,
     242648},
    {"tcp-listen-scoped", PROTO_TCP, STATE_LISTEN, "fe80::1", 22, "::", 0, 0, 16,
     ACCEPT | HAVE_V6ONLY | HAVE_DEVICE, 242651},
    {"tcp-mapped", PROTO_TCP, STATE_ESTABLISHED, "::ffff:127.0.0.1", 80, "::ffff:127.0.0.1", 1005,
     0, 0, FULL | HAVE_QUEUES, 242663},
    {"udp-unconnected", PROTO_UDP, STATE_UNCONNECTED, "127.0.0.1", 53, "0.0.0.0", 0, 832, 0,
     FULL | HAVE_QUEUES, 242670},
    {"udp-connected", PROTO_UDP, STATE_ESTABLISHED, "127.0.0.1", 1009, "127.0.0.1", 53, 0, 0,
     FULL | HAVE_QUEUES, 242671},
    {"udp-device", PROTO_UDP, STATE_UNCONNECTED, "0.0.0.0", 68, "0.0.0.0", 0, 0, 0,
     FULL | HAVE_QUEUES | HAVE_DEVICE, 242673},
};

static struct sock decode(const char *name, enum proto proto)
{
    size_t size = 0;
    unsigned char *bytes = recorded(name, &size);
    struct sock sock = {0};

    assert_int_equal(inet_diag_decode((void *)bytes, proto, &sock), 0);
    free(bytes);
    return sock;
}

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    struct sock sock = decode(row->name, row->proto);

    assert_int_equal(sock.proto, row->proto);
    assert_int_equal(sock.state, row->state);
    assert_int_equal(sock.family, strchr(row->local, ':') ? FAMILY_IPV6 : FAMILY_IPV4);
    assert_address(&sock.local, row->local);
    assert_address(&sock.peer, row->peer);
    assert_int_equal(sock.local_port, row->local_port);
    assert_int_equal(sock.peer_port, row->peer_port);
    assert_int_equal(sock.recv_q, row->recv_q);
    assert_int_equal(sock.send_q, row->send_q);
    assert_int_equal(sock.have, row->have);
    assert_int_equal(sock.inode, row->inode);
}

static void test_details(void **state)
{
    (void)state;
    struct sock sent = decode("tcp-syn-sent", PROTO_TCP);
    assert_int_equal(sent.timer, TIMER_ON);
    assert_int_equal(sent.timer_expires_ms, 880);
    assert_int_equal(sent.retransmits, 0);
    struct sock waits = decode("tcp-time-wait", PROTO_TCP);
    assert_int_equal(waits.timer, TIMER_TIMEWAIT);
    assert_int_equal(waits.timer_expires_ms, 59876);
    assert_int_equal(waits.cookie, 106804);
    assert_false(decode("tcp-listen-dual", PROTO_TCP).v6only);
    assert_true(decode("tcp-listen-v6only", PROTO_TCP).v6only);
    assert_int_equal(decode("tcp-listen-scoped", PROTO_TCP).device, 1);
    assert_int_equal(decode("tcp-bound", PROTO_TCP).cgroup_id, 1);
    assert_int_equal(decode("tcp-bound", PROTO_TCP).uid, 0);
}

/** A recorded reply, to be changed. */
static struct nlmsghdr *changeable(const char *name, struct inet_diag_msg **ret_body)
{
    size_t size = 0;
    void *bytes = recorded(name, &size);

    *ret_body = (void *)((char *)bytes + sizeof(struct nlmsghdr));
    return bytes;
}

static void test_numbers_keep_all_their_bits(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-established", &body);
    struct sock sock = {0};

    (void)state;
    body->id.idiag_cookie[0] = 0x89abcdef;
    body->id.idiag_cookie[1] = 0x01234567;
    body->idiag_uid = 0xfffffffe;
    body->idiag_rqueue = 0xfedcba98;
    body->idiag_wqueue = 0x76543210;
    body->idiag_timer = TIMER_PERSIST;
    body->idiag_expires = 0xffffffff;
    body->idiag_retrans = 0xff;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    assert_true(sock.cookie == 0x0123456789abcdefULL);
    assert_int_equal(sock.uid, 0xfffffffe);
    assert_int_equal(sock.recv_q, 0xfedcba98);
    assert_int_equal(sock.send_q, 0x76543210);
    assert_int_equal(sock.timer, TIMER_PERSIST);
    assert_int_equal(sock.timer_expires_ms, 0xffffffff);
    assert_int_equal(sock.retransmits, 0xff);
    free(message);
}

/** The attribute TYPE in a recorded reply; the recording has it. */
static unsigned char *attribute_in(unsigned char *bytes, size_t size, uint16_t type)
{
    for (size_t offset = BASE; offset + 4 <= size;) {
        uint16_t parts[2];
        memcpy(parts, bytes + offset, sizeof(parts));
        if (parts[1] == type)
            return bytes + offset;
        offset += (parts[0] + 3U) & ~3U;
    }
    fail_msg("no attribute %d", type);
    return NULL;
}

static void test_mark(void **state)
{
    size_t size = 0;
    unsigned char *bytes = recorded("udp-device", &size);
    uint32_t mark = 0xfedcba98;
    struct sock sock = {0};

    (void)state;
    memcpy(attribute_in(bytes, size, INET_DIAG_MARK) + 4, &mark, sizeof(mark));
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_UDP, &sock), 0);
    assert_int_equal(sock.mark, 0xfedcba98);
    free(bytes);
}

static void test_cgroup_id_is_64_bits(void **state)
{
    size_t size = 0;
    unsigned char *bytes = recorded("udp-device", &size);
    uint64_t id = 0xfedcba9876543210;
    struct sock sock = {0};

    (void)state;
    memcpy(attribute_in(bytes, size, INET_DIAG_CGROUP_ID) + 4, &id, sizeof(id));
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_UDP, &sock), 0);
    assert_true(sock.cgroup_id == 0xfedcba9876543210);
    free(bytes);
}

static void test_uid_0_without_inode_is_nobody(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-unaccepted", &body);
    struct sock sock = {0};

    (void)state;
    body->idiag_uid = 1000;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    assert_true(sock.have & HAVE_UID);
    assert_int_equal(sock.uid, 1000);
    body->idiag_state = STATE_FIN_WAIT_2;
    body->idiag_timer = TIMER_TIMEWAIT;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    assert_false(sock.have & HAVE_UID);
    free(message);
}

static void test_no_cookie_is_no_identity(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-established", &body);
    struct sock sock = {0};

    (void)state;
    body->id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
    body->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    assert_false(sock.have & HAVE_COOKIE);
    body->id.idiag_cookie[0] = body->id.idiag_cookie[1] = 0;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    assert_false(sock.have & HAVE_COOKIE);
    free(message);
}

static void test_an_unknown_timer_is_absent(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-established", &body);
    struct sock sock = {0};

    (void)state;
    body->idiag_timer = TIMER_COUNT;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    assert_false(sock.have & HAVE_TIMER);
    free(message);
}

static void test_nonsense_is_refused(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-established", &body);
    struct sock sock = {.inode = 4711};

    (void)state;
    body->idiag_family = AF_UNIX;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), -EBADMSG);
    body->idiag_family = AF_INET;
    body->idiag_state = 14;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), -EBADMSG);
    body->idiag_state = STATE_LISTEN;
    assert_int_equal(inet_diag_decode(message, PROTO_UDP, &sock), -EBADMSG);
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), 0);
    message->nlmsg_type++;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock), -EBADMSG);
    free(message);
}

/** Decodes the first SIZE bytes of a reply, with its length made to say so. */
static int decode_cut(const unsigned char *bytes, size_t size, struct sock *sock)
{
    unsigned char *exact = malloc(size);
    uint32_t length = (uint32_t)size;

    memcpy(exact, bytes, size);
    memcpy(exact, &length, sizeof(length));
    int result = inet_diag_decode((void *)exact, PROTO_TCP, sock);
    free(exact);
    return result;
}

static void test_every_cut_is_noticed(void **state)
{
    size_t size = 0;
    unsigned char *bytes = recorded("tcp-listen-v6only", &size);

    (void)state;
    for (size_t length = sizeof(struct nlmsghdr); length <= size; length++) {
        struct sock sock = {.inode = 4711};
        int result = decode_cut(bytes, length, &sock);
        // The shortest whole reply ends before its attributes; the attributes end at multiples.
        if (length < BASE)
            assert_int_equal(result, -EBADMSG);
        if (result)
            assert_int_equal(sock.inode, 4711);
        else
            assert_int_equal(sock.local_port, 81);
    }
    free(bytes);
}

static void test_attributes_that_are_cut_are_absent(void **state)
{
    size_t size = 0;
    unsigned char *bytes = recorded("tcp-listen-v6only", &size);
    struct sock sock = {0};

    (void)state;
    assert_int_equal(decode_cut(bytes, BASE, &sock), 0);
    assert_int_equal(sock.have & (HAVE_V6ONLY | HAVE_MARK | HAVE_CGROUP), 0);
    assert_int_equal(decode_cut(bytes, BASE + 2, &sock), -EBADMSG);
    assert_int_equal(decode_cut(bytes, BASE + 4, &sock), -EBADMSG);
    free(bytes);
}

/** Makes the attribute TYPE of a listener say that it is of LENGTH bytes; what is then known. */
static uint32_t have_with_length(uint16_t type, uint16_t length)
{
    size_t size = 0;
    unsigned char *bytes = recorded("tcp-listen-v6only", &size);
    struct sock sock = {0};

    memcpy(attribute_in(bytes, size, type), &length, sizeof(length));
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_TCP, &sock), 0);
    free(bytes);
    return sock.have;
}

static void test_short_attributes_are_absent(void **state)
{
    (void)state;
    assert_true(have_with_length(INET_DIAG_MARK, 8) & HAVE_MARK);
    assert_false(have_with_length(INET_DIAG_MARK, 7) & HAVE_MARK);
    assert_false(have_with_length(INET_DIAG_CGROUP_ID, 11) & HAVE_CGROUP);
    assert_true(have_with_length(INET_DIAG_SKV6ONLY, 5) & HAVE_V6ONLY);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_numbers_keep_all_their_bits),
        cmocka_unit_test(test_mark),
        cmocka_unit_test(test_cgroup_id_is_64_bits),
        cmocka_unit_test(test_uid_0_without_inode_is_nobody),
        cmocka_unit_test(test_no_cookie_is_no_identity),
        cmocka_unit_test(test_an_unknown_timer_is_absent),
        cmocka_unit_test(test_nonsense_is_refused),
        cmocka_unit_test(test_every_cut_is_noticed),
        cmocka_unit_test(test_attributes_that_are_cut_are_absent),
        cmocka_unit_test(test_short_attributes_are_absent),
    };

    return RUN_ROWS(test_reply, replies) + cmocka_run_group_tests(tests, NULL, NULL);
}
