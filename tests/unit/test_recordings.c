// SPDX-License-Identifier: MIT
/** collect/inet_diag and os/netlink_dump: recorded replies in detail, cut and damaged everywhere.
 */
#include "recording.h"
#include "scene.h"

#include "collect/inet_diag.h"
#include "os/netlink_dump.h"

#include <errno.h>

#define REPLIES "tests/data/inet_diag.hex"
#define DETAILS "tests/data/inet_diag_details.hex"

/** Shortest reply: a netlink header and a struct inet_diag_msg. */
#define HEADER 16
#define WHOLE 88

/** What a recorded reply says; what is not named is zero. */
struct reply_row {
    const char *name;
    const char *local, *peer;
    struct sock sock; /**< without its addresses */
};

#define USUAL (HAVE_QUEUES | HAVE_INODE | HAVE_UID | HAVE_COOKIE | HAVE_MARK | HAVE_CGROUP)

static const struct reply_row replies[] = {
    {"tcp-keepalive",
     "127.0.0.5",
     "127.0.0.1",
     {.state = STATE_ESTABLISHED,
      .local_port = 7001,
      .peer_port = 7000,
      .have = USUAL | HAVE_TIMER,
      .timer = TIMER_KEEPALIVE,
      .timer_expires_ms = 7199852,
      .mark = 42,
      .inode = 555058,
      .cookie = 120691,
      .cgroup_id = 1}},
    {"tcp-listen-user",
     "127.0.0.1",
     "0.0.0.0",
     {.state = STATE_LISTEN,
      .local_port = 7002,
      .have = (USUAL & ~(unsigned)HAVE_QUEUES) | HAVE_ACCEPT_QUEUE | HAVE_ACCEPT_LIMIT,
      .send_q = 9,
      .uid = 1000,
      .inode = 555060,
      .cookie = 120689,
      .cgroup_id = 1}},
    {"tcp-established-scoped",
     "fe80::1",
     "fe80::1",
     {.family = FAMILY_IPV6,
      .state = STATE_ESTABLISHED,
      .local_port = 7004,
      .peer_port = 7003,
      .have = USUAL | HAVE_DEVICE,
      .device = 1,
      .inode = 555062,
      .cookie = 120696,
      .cgroup_id = 1}},
    {"tcp-close-wait",
     "127.0.0.1",
     "127.0.0.1",
     {.state = STATE_CLOSE_WAIT,
      .local_port = 7006,
      .peer_port = 7005,
      .have = USUAL,
      .recv_q = 1,
      .inode = 555065,
      .cookie = 120694,
      .cgroup_id = 1}},
    {"tcp-fin-wait-2",
     "127.0.0.1",
     "127.0.0.1",
     {.state = STATE_FIN_WAIT_2,
      .local_port = 7005,
      .peer_port = 7006,
      .have = HAVE_QUEUES | HAVE_TIMER | HAVE_COOKIE | HAVE_MARK,
      .timer = TIMER_TIMEWAIT,
      .timer_expires_ms = 59904,
      .cookie = 120692}},
    {"udp-dual",
     "::",
     "::",
     {.proto = PROTO_UDP,
      .family = FAMILY_IPV6,
      .state = STATE_UNCONNECTED,
      .local_port = 7010,
      .have = USUAL | HAVE_V6ONLY,
      .inode = 555067,
      .cookie = 120698,
      .cgroup_id = 1}},
    {"udp-v6only",
     "::",
     "::",
     {.proto = PROTO_UDP,
      .family = FAMILY_IPV6,
      .state = STATE_UNCONNECTED,
      .local_port = 7011,
      .have = USUAL | HAVE_V6ONLY,
      .v6only = true,
      .inode = 555068,
      .cookie = 120699,
      .cgroup_id = 1}},
    {"udp-connected-scoped",
     "fe80::1",
     "fe80::1",
     {.proto = PROTO_UDP,
      .family = FAMILY_IPV6,
      .state = STATE_ESTABLISHED,
      .local_port = 7012,
      .peer_port = 7013,
      .have = USUAL | HAVE_DEVICE,
      .device = 1,
      .mark = 0xfedcba98,
      .inode = 555069,
      .cookie = 120700,
      .cgroup_id = 1}},
    {"udp-unprivileged",
     "fe80::1",
     "fe80::1",
     {.proto = PROTO_UDP,
      .family = FAMILY_IPV6,
      .state = STATE_ESTABLISHED,
      .local_port = 7012,
      .peer_port = 7013,
      .have = (USUAL | HAVE_DEVICE) & ~(unsigned)HAVE_MARK,
      .device = 1,
      .inode = 555069,
      .cookie = 120700,
      .cgroup_id = 1}},
};

static void assert_facts(const struct sock *actual, const struct sock *expected)
{
    assert_int_equal(actual->proto, expected->proto);
    assert_int_equal(actual->family, expected->family);
    assert_int_equal(actual->state, expected->state);
    assert_int_equal(actual->local_port, expected->local_port);
    assert_int_equal(actual->peer_port, expected->peer_port);
    assert_int_equal(actual->have, expected->have);
    assert_int_equal(actual->recv_q, expected->recv_q);
    assert_int_equal(actual->send_q, expected->send_q);
    assert_int_equal(actual->uid, expected->uid);
    assert_int_equal(actual->inode, expected->inode);
    assert_int_equal(actual->cookie, expected->cookie);
    assert_int_equal(actual->device, expected->device);
    assert_int_equal(actual->mark, expected->mark);
    assert_int_equal(actual->v6only, expected->v6only);
    assert_int_equal(actual->cgroup_id, expected->cgroup_id);
    assert_int_equal(actual->timer, expected->timer);
    assert_int_equal(actual->timer_expires_ms, expected->timer_expires_ms);
    assert_int_equal(actual->retransmits, expected->retransmits);
}

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(DETAILS, row->name, &size);
    struct sock sock = {0};

    int result = inet_diag_decode((void *)bytes, row->sock.proto, &sock);
    free(bytes);
    assert_int_equal(result, 0);
    assert_facts(&sock, &row->sock);
    assert_address(&sock.local, row->local);
    assert_address(&sock.peer, row->peer);
}

struct file_row {
    const char *name;
    const char *path;
    enum proto proto;
};

// Every reply there is.
static const struct file_row files[] = {
    {"tcp-listen-ipv4", REPLIES, PROTO_TCP},
    {"tcp-bound", REPLIES, PROTO_TCP},
    {"tcp-unaccepted", REPLIES, PROTO_TCP},
    {"tcp-syn-sent", REPLIES, PROTO_TCP},
    {"tcp-established", REPLIES, PROTO_TCP},
    {"tcp-time-wait", REPLIES, PROTO_TCP},
    {"tcp-syn-recv", REPLIES, PROTO_TCP},
    {"tcp-listen-v6only", REPLIES, PROTO_TCP},
    {"tcp-listen-dual", REPLIES, PROTO_TCP},
    {"tcp-listen-scoped", REPLIES, PROTO_TCP},
    {"tcp-mapped", REPLIES, PROTO_TCP},
    {"udp-unconnected", REPLIES, PROTO_UDP},
    {"udp-device", REPLIES, PROTO_UDP},
    {"udp-connected", REPLIES, PROTO_UDP},
    {"tcp-keepalive", DETAILS, PROTO_TCP},
    {"tcp-listen-user", DETAILS, PROTO_TCP},
    {"tcp-established-scoped", DETAILS, PROTO_TCP},
    {"tcp-close-wait", DETAILS, PROTO_TCP},
    {"tcp-fin-wait-2", DETAILS, PROTO_TCP},
    {"udp-dual", DETAILS, PROTO_UDP},
    {"udp-v6only", DETAILS, PROTO_UDP},
    {"udp-connected-scoped", DETAILS, PROTO_UDP},
    {"udp-unprivileged", DETAILS, PROTO_UDP},
};

/** A copy of LENGTH bytes, of exactly that size. */
static void *exactly(const void *bytes, size_t length)
{
    void *copy = malloc(length ? length : 1);

    memcpy(copy, bytes, length);
    return copy;
}

/** A reply that says it ends after LENGTH bytes, and does: success or -EBADMSG. */
static void decode_cut(const unsigned char *bytes, size_t length, enum proto proto)
{
    unsigned char *cut = exactly(bytes, length);
    uint32_t said = (uint32_t)length;
    struct sock sock = {.inode = 4711, .cookie = 4712};

    memcpy(cut, &said, sizeof(said));
    int result = inet_diag_decode((void *)cut, proto, &sock);
    free(cut);
    assert_int_equal(result, length < WHOLE ? -EBADMSG : result);
    assert_true(result == 0 || result == -EBADMSG);
    assert_int_equal(sock.cookie == 4712, result != 0); // untouched on failure
}

static int decode_record(const struct nlmsghdr *message, void *context)
{
    const struct file_row *row = context;
    struct sock sock;

    return inet_diag_decode(message, row->proto, &sock);
}

/** The first LENGTH bytes of a datagram, through what reads datagrams. */
static int read_cut(const unsigned char *bytes, size_t length, struct file_row row)
{
    unsigned char *cut = exactly(bytes, length);
    struct nlmsghdr header;
    memcpy(&header, bytes, sizeof(header));
    struct dump dump = {header.nlmsg_seq, header.nlmsg_pid, decode_record, &row, false};

    int result = dump_read(&dump, cut, length);
    free(cut);
    return result;
}

static void test_every_cut(void **state)
{
    const struct file_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(row->path, row->name, &size);

    assert_int_equal(read_cut(bytes, 0, *row), DUMP_GOES_ON);
    for (size_t length = 1; length < size; length++)
        assert_int_equal(read_cut(bytes, length, *row), -EBADMSG);
    assert_int_equal(read_cut(bytes, size, *row), DUMP_GOES_ON);
    for (size_t length = HEADER; length <= size; length++)
        decode_cut(bytes, length, row->proto);
    free(bytes);
}

static void test_every_damage(void **state)
{
    static const unsigned char damages[] = {0x00, 0x01, 0x03, 0x04, 0x7f, 0x80, 0xff};
    const struct file_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(row->path, row->name, &size);

    for (size_t place = HEADER; place < size; place++) {
        unsigned char kept = bytes[place];
        for (size_t i = 0; i < sizeof(damages); i++) {
            bytes[place] = damages[i];
            decode_cut(bytes, size, row->proto);
        }
        bytes[place] = kept;
    }
    free(bytes);
}

int main(void)
{
    return RUN_ROWS(test_reply, replies) + RUN_ROWS(test_every_cut, files) +
           RUN_ROWS(test_every_damage, files);
}
