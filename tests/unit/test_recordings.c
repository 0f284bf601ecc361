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

/** What a recorded reply says. */
struct reply_row {
    const char *name;
    enum proto proto;
    const char *sock;
};

static const struct reply_row replies[] = {
    {"tcp-keepalive", PROTO_TCP,
     "tcp established 127.0.0.5:7001 127.0.0.1:7000 queues=0/0 timer=keepalive/7199852/0 uid=0 "
     "inode=555058 cookie=120691 mark=42 cgroup=1"},
    {"tcp-listen-user", PROTO_TCP,
     "tcp listen 127.0.0.1:7002 accept=0/9 uid=1000 inode=555060 cookie=120689 mark=0 cgroup=1"},
    {"tcp-established-scoped", PROTO_TCP,
     "tcp established [fe80::1]:7004 [fe80::1]:7003 queues=0/0 uid=0 inode=555062 cookie=120696 "
     "device=1 mark=0 cgroup=1"},
    {"tcp-close-wait", PROTO_TCP,
     "tcp close-wait 127.0.0.1:7006 127.0.0.1:7005 queues=1/0 uid=0 inode=555065 cookie=120694 "
     "mark=0 cgroup=1"},
    {"tcp-fin-wait-2", PROTO_TCP,
     "tcp fin-wait-2 127.0.0.1:7005 127.0.0.1:7006 queues=0/0 timer=timewait/59904/0 cookie=120692 "
     "mark=0"},
    {"udp-dual", PROTO_UDP,
     "udp unconnected [::]:7010 queues=0/0 uid=0 inode=555067 cookie=120698 mark=0 cgroup=1 "
     "v6only=no"},
    {"udp-v6only", PROTO_UDP,
     "udp unconnected [::]:7011 queues=0/0 uid=0 inode=555068 cookie=120699 mark=0 cgroup=1 "
     "v6only=yes"},
    {"udp-connected-scoped", PROTO_UDP,
     "udp established [fe80::1]:7012 [fe80::1]:7013 queues=0/0 uid=0 inode=555069 cookie=120700 "
     "device=1 mark=0xfedcba98 cgroup=1"},
    {"udp-unprivileged", PROTO_UDP,
     "udp established [fe80::1]:7012 [fe80::1]:7013 queues=0/0 uid=0 inode=555069 cookie=120700 "
     "device=1 cgroup=1"},
};

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(DETAILS, row->name, &size);
    struct sock sock = {0};

    int result = inet_diag_decode((void *)bytes, row->proto, &sock, NULL);
    free(bytes);
    assert_int_equal(result, 0);
    assert_sock(&sock, row->sock);
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
    int result = inet_diag_decode((void *)cut, proto, &sock, NULL);
    free(cut);
    assert_int_equal(result, length < WHOLE ? -EBADMSG : result);
    assert_true(result == 0 || result == -EBADMSG);
    assert_int_equal(sock.cookie == 4712, result != 0); // untouched on failure
}

static int decode_record(const struct nlmsghdr *message, void *context)
{
    const struct file_row *row = context;
    struct sock sock;

    return inet_diag_decode(message, row->proto, &sock, NULL);
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
