// SPDX-License-Identifier: MIT
/**
 * collect/destroy: messages about the ends of sockets, recorded on Linux 6.18, and what is none.
 */
#include "unit.h"

#include "collect/destroy.h"
#include "recording.h"
#include "sock/tcp_info.h"

#include <errno.h>
#include <inttypes.h>

#define RECORDED "tests/data/destroy.hex"

struct row {
    const char *name; /**< of the recorded message */
    const char *socket;
    const char *ending; /**< acked, sent, received, retransmitted, segments; "": not reported */
    bool tuple_known, connected, fin_acked;
};

static const struct row rows[] = {
    {"fin-opener", "tcp closed 10.1.2.3:6000 10.1.2.3:5000", "7 5 3 0 1", true, false, true},
    {"fin-acceptor", "tcp closed 10.1.2.3:5000 10.1.2.3:6000", "4 3 6 0 1", true, false, true},
    {"listener", "tcp closed 10.1.2.3:5000 0.0.0.0:0", "0 0 0 0 0", true, false, false},
    {"reset-own", "tcp closed", "", false, true, false},
    {"reset-peer", "tcp closed 10.1.2.3:5000 10.1.2.3:6001", "0 0 5 0 1", true, false, false},
    {"refused", "tcp closed", "", false, false, false},
    {"udp", "udp unconnected 10.1.2.3:6003 0.0.0.0:0", "", true, false, false},
    {"udp6-connected", "udp established fd00::1:6004 fd00::1:53", "", true, false, false},
    {"unused", "tcp closed 0.0.0.0:0 0.0.0.0:0", "0 0 0 0 0", true, false, false},
};

static void put_end(struct strbuf *text, const struct sock *sock, const struct address *address,
                    uint16_t port)
{
    strbuf_byte(text, ' ');
    address_text(text, sock->family, address);
    strbuf_byte(text, ':');
    strbuf_decimal(text, port);
}

/** What a message says of the socket; without ends that are not known. */
static void put_socket(struct strbuf *text, const struct observation *observation)
{
    const struct sock *sock = &observation->sock;

    strbuf_text(text, proto_table[sock->proto].name);
    strbuf_byte(text, ' ');
    strbuf_text(text, state_table[sock->state].name);
    if (!observation->tuple_known)
        return;
    put_end(text, sock, &sock->local, sock->local_port);
    put_end(text, sock, &sock->peer, sock->peer_port);
}

static void put_ending(struct strbuf *text, const struct tcp_ending *ending)
{
    if (!ending->reported)
        return;
    strbuf_decimal(text, ending->bytes_acked);
    strbuf_byte(text, ' ');
    strbuf_decimal(text, ending->bytes_sent);
    strbuf_byte(text, ' ');
    strbuf_decimal(text, ending->bytes_received);
    strbuf_byte(text, ' ');
    strbuf_decimal(text, ending->retransmits);
    strbuf_byte(text, ' ');
    strbuf_decimal(text, ending->data_segments);
}

static void test_recorded(void **state)
{
    const struct row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);
    CLEANUP(strbuf_free) struct strbuf socket = {0};
    CLEANUP(strbuf_free) struct strbuf ending = {0};
    struct observation observation;

    assert_int_equal(0, destroy_decode((const void *)bytes, &observation));
    put_socket(&socket, &observation);
    put_ending(&ending, &observation.ending);
    assert_text(&socket, row->socket);
    assert_text(&ending, row->ending);
    assert_int_equal(row->tuple_known, observation.tuple_known);
    assert_int_equal(row->connected, observation.connected);
    assert_int_equal(row->fin_acked, observation.ending.fin_acked);
    assert_true(observation.sock.have & HAVE_COOKIE);
    // UDP's would be an underflow.
    assert_false(observation.sock.have & (HAVE_QUEUES | HAVE_INODE));
    free(bytes);
}

static void count(void *context, const struct observation *observation)
{
    size_t *number = context;

    (void)observation;
    (*number)++;
}

/** A message that is cut anywhere is refused, or lacks what is beyond the cut. */
static void test_cut(void **state)
{
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "fin-opener", &size);

    (void)state;
    for (size_t length = 0; length < size; length++) {
        unsigned char *cut = malloc(length + 1);
        size_t number = 0;
        memcpy(cut, bytes, length);
        assert_int_equal(length == 0 ? 0 : -EBADMSG,
                         destroy_read((const char *)cut, length, count, &number));
        assert_int_equal(0, number);
        free(cut);
    }
    free(bytes);
}

/** The length of the attribute with struct tcp_info: older kernels send less. */
static void test_short_info(void **state)
{
    static const struct {
        size_t info;
        bool reported, has_sent;
    } lengths[] = {{104, false, false}, {136, true, false}, {216, true, true}};
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "fin-opener", &size);

    (void)state;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        size_t start = size - 280 - sizeof(struct nlattr); // the last attribute
        struct nlattr head = {.nla_len = (uint16_t)(sizeof(head) + lengths[i].info), .nla_type = 2};
        struct nlmsghdr message;
        struct observation observation;
        memcpy(bytes + start, &head, sizeof(head));
        memcpy(&message, bytes, sizeof(message));
        message.nlmsg_len = (uint32_t)(start + head.nla_len);
        memcpy(bytes, &message, sizeof(message));
        assert_int_equal(0, destroy_decode((const void *)bytes, &observation));
        assert_int_equal(lengths[i].reported, observation.ending.reported);
        assert_int_equal(lengths[i].has_sent, observation.ending.has_sent);
    }
    free(bytes);
}

/** Changes byte OFFSET of a recorded message to VALUE; it is then refused. */
static const struct strange {
    const char *name;
    size_t offset;
    unsigned char value;
} strange[] = {
    {"another type", 4, 21},        {"another family", 16, 1},
    {"an unknown family", 16, 200}, {"another protocol", 92, 132},
    {"no protocol", 90, 11},        {"an attribute that is too long", 89, 0xff},
};

static void test_strange(void **state)
{
    const struct strange *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "fin-opener", &size);
    struct observation observation;

    bytes[row->offset] = row->value;
    assert_int_equal(-EBADMSG, destroy_decode((const void *)bytes, &observation));
    free(bytes);
}

/** Bytes of a recorded message: of inet_diag_msg, and of struct tcp_info. */
enum offset {
    OFFSET_UID = 80,
    OFFSET_INFO = 100,
    OFFSET_RETRANSMITS = 102,
    OFFSET_PROBES = 103,
    OFFSET_TOTAL = 200
};

static void test_user(void **state)
{
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "fin-opener", &size);
    struct observation observation;

    (void)state;
    assert_int_equal(0, destroy_decode((const void *)bytes, &observation));
    assert_false(observation.sock.have & HAVE_UID); // 0 can also mean that there was no user
    bytes[OFFSET_UID] = 5;
    assert_int_equal(0, destroy_decode((const void *)bytes, &observation));
    assert_true(observation.sock.have & HAVE_UID);
    assert_int_equal(5, observation.sock.uid);
    free(bytes);
}

/** Timeouts and probes that were not answered; after a retransmission, no FIN is certain. */
static void test_unanswered(void **state)
{
    static const struct {
        size_t offset;
        bool unanswered, fin_acked;
    } rows_of_info[] = {{OFFSET_RETRANSMITS, true, true},
                        {OFFSET_PROBES, true, true},
                        {OFFSET_TOTAL, false, false}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows_of_info); i++) {
        size_t size = 0;
        unsigned char *bytes = recording(RECORDED, "fin-opener", &size);
        struct observation observation;
        bytes[rows_of_info[i].offset] = 1;
        assert_int_equal(0, destroy_decode((const void *)bytes, &observation));
        assert_int_equal(rows_of_info[i].unanswered, observation.ending.unanswered);
        assert_int_equal(rows_of_info[i].fin_acked, observation.ending.fin_acked);
        free(bytes);
    }
}

/** Each data segment is delivered, and SYN; what is one more is our FIN. */
static void test_delivered_segments(void **state)
{
    static const size_t delivered_at = OFFSET_INFO + offsetof(struct tcp_info_known, delivered);
    static const size_t sent_at = OFFSET_INFO + offsetof(struct tcp_info_known, data_segs_out);
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, "fin-opener", &size);
    const uint32_t sent = 7;

    (void)state;
    memcpy(bytes + sent_at, &sent, sizeof(sent));
    for (uint32_t delivered = 0; delivered < 12; delivered++) {
        struct observation observation;
        memcpy(bytes + delivered_at, &delivered, sizeof(delivered));
        assert_int_equal(0, destroy_decode((const void *)bytes, &observation));
        assert_int_equal(observation.ending.fin_acked, delivered > sent + 1);
    }
    free(bytes);
}

/** All messages of a datagram are read. */
static void test_datagram(void **state)
{
    CLEANUP(strbuf_free) struct strbuf datagram = {0};
    size_t number = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t size = 0;
        unsigned char *bytes = recording(RECORDED, rows[i].name, &size);
        strbuf_bytes(&datagram, (const char *)bytes, size);
        free(bytes);
    }
    assert_int_equal(0, destroy_read(datagram.data, datagram.length, count, &number));
    assert_int_equal(COUNT(rows), number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_short_info),
        cmocka_unit_test(test_user),
        cmocka_unit_test(test_unanswered),
        cmocka_unit_test(test_delivered_segments),
        cmocka_unit_test(test_datagram),
    };

    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) {
        printf("skipped: the messages were recorded on a little-endian machine\n");
        return 0;
    }
    return RUN_ROWS(test_recorded, rows) + RUN_ROWS(test_strange, strange) +
           cmocka_run_group_tests_name("destroy", tests, NULL, NULL);
}
