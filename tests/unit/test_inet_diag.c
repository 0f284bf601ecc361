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
    const char *sock;
};

static const struct reply_row replies[] = {
    {"tcp-listen-ipv4", PROTO_TCP,
     "tcp listen 127.0.0.2:8082 accept=1/0 uid=0 inode=242665 cookie=106791 mark=0 cgroup=1"},
    {"tcp-established", PROTO_TCP,
     "tcp established 127.0.0.1:1001 127.0.0.1:8080 queues=5792/0 uid=0 inode=242652 cookie=106802 "
     "mark=0 cgroup=1"},
    {"tcp-syn-sent", PROTO_TCP,
     "tcp syn-sent 127.0.0.1:1007 127.0.0.2:8082 queues=0/1 timer=on/880/0 uid=0 inode=242667 "
     "cookie=106799 mark=0 cgroup=1"},
    {"tcp-time-wait", PROTO_TCP,
     "tcp time-wait 127.0.0.1:1003 127.0.0.1:8080 queues=0/0 timer=timewait/59876/0 cookie=106804 "
     "mark=0"},
    {"tcp-syn-recv", PROTO_TCP,
     "tcp syn-recv 127.0.0.3:8083 127.0.0.1:1008 queues=0/0 timer=on/876/0 cookie=106805 mark=0"},
    {"tcp-bound", PROTO_TCP,
     "tcp bound-inactive 127.0.0.1:7777 uid=0 inode=242664 cookie=106794 mark=0 cgroup=1"},
    {"tcp-unaccepted", PROTO_TCP,
     "tcp established 127.0.0.2:8082 127.0.0.1:1006 queues=0/0 cookie=106796 mark=0 cgroup=1"},
    {"tcp-listen-dual", PROTO_TCP,
     "tcp listen [::]:80 accept=0/16 uid=0 inode=242647 cookie=106810 mark=0 cgroup=1 v6only=no"},
    {"tcp-listen-v6only", PROTO_TCP,
     "tcp listen [::]:81 accept=0/16 uid=0 inode=242648 cookie=106809 mark=0 cgroup=1 v6only=yes"},
    {"tcp-listen-scoped", PROTO_TCP,
     "tcp listen [fe80::1]:22 accept=0/16 uid=0 inode=242651 cookie=106811 device=1 mark=0 "
     "cgroup=1 v6only=yes"},
    {"tcp-mapped", PROTO_TCP,
     "tcp established [::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:1005 queues=0/0 uid=0 inode=242663 "
     "cookie=106815 mark=0 cgroup=1"},
    {"udp-unconnected", PROTO_UDP,
     "udp unconnected 127.0.0.1:53 queues=832/0 uid=0 inode=242670 cookie=106806 mark=0 cgroup=1"},
    {"udp-connected", PROTO_UDP,
     "udp established 127.0.0.1:1009 127.0.0.1:53 queues=0/0 uid=0 inode=242671 cookie=106808 "
     "mark=0 cgroup=1"},
    {"udp-device", PROTO_UDP,
     "udp unconnected 0.0.0.0:68 queues=0/0 uid=0 inode=242673 cookie=106807 device=1 mark=0 "
     "cgroup=1"},
};

static struct sock decode(const char *name, enum proto proto)
{
    size_t size = 0;
    unsigned char *bytes = recorded(name, &size);
    struct sock sock = {0};

    assert_int_equal(inet_diag_decode((void *)bytes, proto, &sock, NULL), 0);
    free(bytes);
    return sock;
}

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    struct sock sock = decode(row->name, row->proto);

    assert_sock(&sock, row->sock);
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
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
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
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_UDP, &sock, NULL), 0);
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
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_UDP, &sock, NULL), 0);
    assert_true(sock.cgroup_id == 0xfedcba9876543210);
    free(bytes);
}

struct shutdown_row {
    const char *name; /**< of the recording, and of the test */
    enum proto proto;
    unsigned char number; /**< RCV_SHUTDOWN 1, SEND_SHUTDOWN 2 (include/net/sock.h) */
    const char *word;
};

static const struct shutdown_row shutdowns[] = {
    {"tcp-established", PROTO_TCP, 0, "none"},    {"tcp-established", PROTO_TCP, 1, "receive"},
    {"tcp-mapped", PROTO_TCP, 2, "send"},         {"udp-connected", PROTO_UDP, 3, "both"},
    {"udp-unconnected", PROTO_UDP, 0xfe, "send"},
};

static void test_shutdown(void **state)
{
    const struct shutdown_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recorded(row->name, &size);
    struct sock sock = {0};

    attribute_in(bytes, size, INET_DIAG_SHUTDOWN)[4] = row->number;
    assert_int_equal(inet_diag_decode((void *)bytes, row->proto, &sock, NULL), 0);
    assert_true(scene_knows(&sock, "shutdown"));
    assert_string_equal(shutdown_names[sock.shutdown], row->word);
    free(bytes);
}

/** The kernel reports it of whole sockets only. */
static void test_shutdown_is_absent_unless_reported(void **state)
{
    const struct sock gone = decode("tcp-time-wait", PROTO_TCP);
    const struct sock request = decode("tcp-syn-recv", PROTO_TCP);

    (void)state;
    assert_false(scene_knows(&gone, "shutdown"));
    assert_false(scene_knows(&request, "shutdown"));
}

static void test_uid_0_without_inode_is_nobody(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-unaccepted", &body);
    struct sock sock = {0};

    (void)state;
    body->idiag_uid = 1000;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    assert_true(scene_knows(&sock, "uid"));
    assert_int_equal(sock.uid, 1000);
    body->idiag_state = STATE_FIN_WAIT_2;
    body->idiag_timer = TIMER_TIMEWAIT;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    assert_false(scene_knows(&sock, "uid"));
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
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    assert_false(scene_knows(&sock, "cookie"));
    body->id.idiag_cookie[0] = body->id.idiag_cookie[1] = 0;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    assert_false(scene_knows(&sock, "cookie"));
    free(message);
}

static void test_an_unknown_timer_is_absent(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-established", &body);
    struct sock sock = {0};

    (void)state;
    body->idiag_timer = TIMER_COUNT;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    assert_false(scene_knows(&sock, "timer"));
    free(message);
}

static void test_nonsense_is_refused(void **state)
{
    struct inet_diag_msg *body = NULL;
    struct nlmsghdr *message = changeable("tcp-established", &body);
    struct sock sock = {.inode = 4711};

    (void)state;
    body->idiag_family = AF_UNIX;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), -EBADMSG);
    body->idiag_family = AF_INET;
    body->idiag_state = 14;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), -EBADMSG);
    body->idiag_state = STATE_LISTEN;
    assert_int_equal(inet_diag_decode(message, PROTO_UDP, &sock, NULL), -EBADMSG);
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    message->nlmsg_type++;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), -EBADMSG);
    free(message);
}

/** Decodes the first SIZE bytes of a reply, with its length made to say so. */
static int decode_cut(const unsigned char *bytes, size_t size, struct sock *sock)
{
    unsigned char *exact = malloc(size);
    uint32_t length = (uint32_t)size;

    memcpy(exact, bytes, size);
    memcpy(exact, &length, sizeof(length));
    int result = inet_diag_decode((void *)exact, PROTO_TCP, sock, NULL);
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
            assert_int_equal(scene_local_port(&sock), 81);
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
    assert_false(scene_knows(&sock, "v6only"));
    assert_false(scene_knows(&sock, "mark"));
    assert_false(scene_knows(&sock, "cgroup"));
    assert_int_equal(decode_cut(bytes, BASE + 2, &sock), -EBADMSG);
    assert_int_equal(decode_cut(bytes, BASE + 4, &sock), -EBADMSG);
    free(bytes);
}

/** Makes the attribute TYPE of a listener say that it is of LENGTH bytes. Is its KEY known? */
static bool known_with_length(const char *key, uint16_t type, uint16_t length)
{
    size_t size = 0;
    unsigned char *bytes = recorded("tcp-listen-v6only", &size);
    struct sock sock = {0};

    memcpy(attribute_in(bytes, size, type), &length, sizeof(length));
    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_TCP, &sock, NULL), 0);
    free(bytes);
    return scene_knows(&sock, key);
}

static void test_short_attributes_are_absent(void **state)
{
    (void)state;
    assert_true(known_with_length("mark", INET_DIAG_MARK, 8));
    assert_false(known_with_length("mark", INET_DIAG_MARK, 7));
    assert_false(known_with_length("cgroup", INET_DIAG_CGROUP_ID, 11));
    assert_true(known_with_length("v6only", INET_DIAG_SKV6ONLY, 5));
    assert_true(known_with_length("shutdown", INET_DIAG_SHUTDOWN, 5));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_keep_all_their_bits),
        cmocka_unit_test(test_mark),
        cmocka_unit_test(test_cgroup_id_is_64_bits),
        cmocka_unit_test(test_shutdown_is_absent_unless_reported),
        cmocka_unit_test(test_uid_0_without_inode_is_nobody),
        cmocka_unit_test(test_no_cookie_is_no_identity),
        cmocka_unit_test(test_an_unknown_timer_is_absent),
        cmocka_unit_test(test_nonsense_is_refused),
        cmocka_unit_test(test_every_cut_is_noticed),
        cmocka_unit_test(test_attributes_that_are_cut_are_absent),
        cmocka_unit_test(test_short_attributes_are_absent),
    };

    return RUN_ROWS(test_reply, replies) + RUN_ROWS(test_shutdown, shutdowns) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
