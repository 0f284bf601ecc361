// SPDX-License-Identifier: MIT
/** collect/inet_diag: attributes of TCP sockets, in replies made by hand. */
#include "fields.h"

#include "collect/inet_diag.h"
#include "collect/inet_rare.h"
#include "os/kernel.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

/** A reply to which a test adds attributes. */
struct reply {
    _Alignas(struct nlmsghdr) char bytes[1024];
};

/** Begins a reply with an established connection; its attributes follow. */
static struct nlmsghdr *begin(struct reply *reply)
{
    memset(reply, 0, sizeof(*reply));
    struct nlmsghdr *message = mnl_nlmsg_put_header(reply->bytes);
    struct inet_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
    message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
    body->idiag_family = AF_INET;
    body->idiag_state = 1;
    body->id.idiag_sport = body->id.idiag_dport = 1;
    return message;
}

/** Sets *TEXT to "key=value ..." of the fields FIRST to LAST that the reply has. */
static void decode_fields(const struct nlmsghdr *message, enum field_id first, enum field_id last,
                          struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;

    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, &detail), 0);
    fields_put(text, &sock, strbuf_contents(&detail), first, last);
}

static void assert_fields(const struct nlmsghdr *message, enum field_id first, enum field_id last,
                          const char *expected)
{
    CLEANUP(strbuf_free) struct strbuf text = {0};

    decode_fields(message, first, last, &text);
    assert_string_equal(text.length > 0 ? text.data : "", expected);
}

/** Attributes of a reply; 100 bytes a key. */
struct keys_row {
    const char *name;
    size_t bytes;
    bool info, mark;
    int keys; /**< -1: absent */
    bool hidden;
};

static const struct keys_row keys_rows[] = {
    {"three keys", 300, true, true, 3, false},
    {"one key", 100, true, true, 1, false},
    {"no key", 0, true, true, 0, false},
    {"keys that are kept from us", 0, true, false, -1, true},
    {"keys of a connection that is no full socket", 0, false, true, -1, false},
    {"likewise without a mark", 0, false, false, -1, false},
};

/** Of the keys of TCP_MD5SIG, only the number is decoded. */
static void test_keys(void **state)
{
    static const char keys[300] = {'k'};
    const struct keys_row *row = *state;
    const struct detail_part *part = &field_table[FIELD_MD5_KEYS].part;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock_table table = {0};
    struct reply reply;
    struct nlmsghdr *message = begin(&reply);
    struct sock sock;
    uint64_t number = 0;

    if (row->info)
        mnl_attr_put(message, INET_DIAG_INFO, 8, keys);
    if (row->mark)
        mnl_attr_put_u32(message, INET_DIAG_MARK, 0);
    if (row->bytes > 0)
        mnl_attr_put(message, INET_DIAG_MD5SIG, row->bytes, keys);
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, NULL), 0);
    rare_put_keys(message, &sock, &detail);
    *sock_table_add(&table) = sock;
    sock_table_add_detail(&table, strbuf_contents(&detail));
    bool has = detail_number(sock_detail(&table.details, &table.rows[0]), part, &number);
    assert_int_equal(has ? (int)number : -1, row->keys);
    assert_int_equal(!!(sock.have & HIDES_KEYS), row->hidden);
    sock_table_free(&table);
}

/** Attributes of linux/tls.h, TLS_INFO_*, as numbers of 16 bits; 0: not sent. */
struct tls_row {
    const char *name;
    uint16_t version, cipher, tx, rx;
    bool zero_copy_tx, rx_no_pad;
    uint16_t tx_max_payload;
    const char *expected;
};

static const struct tls_row tls_rows[] = {
    {"TLS 1.2 by software", 0x0303, 51, 2, 2, false, false, 0,
     "tls_version=tls1.2 tls_cipher=aes-gcm-128 tls_tx=sw tls_rx=sw tls_zero_copy_tx=no "
     "tls_rx_no_pad=no"},
    {"TLS 1.3 by hardware", 0x0304, 52, 3, 4, true, true, 1300,
     "tls_version=tls1.3 tls_cipher=aes-gcm-256 tls_tx=hw tls_rx=hw-record tls_zero_copy_tx=yes "
     "tls_rx_no_pad=yes tls_tx_max_payload=1300"},
    {"no encryption for sending", 0x0304, 54, 1, 2, false, true, 0,
     "tls_version=tls1.3 tls_cipher=chacha20-poly1305 tls_tx=none tls_rx=sw tls_zero_copy_tx=no "
     "tls_rx_no_pad=yes"},
    {"no version yet", 0, 0, 1, 1, false, false, 0,
     "tls_tx=none tls_rx=none tls_zero_copy_tx=no tls_rx_no_pad=no"},
    {"the last cipher", 0x0303, 58, 1, 1, false, false, 0,
     "tls_version=tls1.2 tls_cipher=aria-gcm-256 tls_tx=none tls_rx=none tls_zero_copy_tx=no "
     "tls_rx_no_pad=no"},
    {"numbers of a later kernel", 0x0305, 59, 5, 6, false, false, 0,
     "tls_zero_copy_tx=no tls_rx_no_pad=no"},
    {"numbers below the first", 0x0302, 50, 2, 2, false, false, 0,
     "tls_tx=sw tls_rx=sw tls_zero_copy_tx=no tls_rx_no_pad=no"},
};

static void test_tls(void **state)
{
    const struct tls_row *row = *state;
    const uint16_t numbers[] = {row->version, row->cipher, row->tx, row->rx};
    struct reply reply;
    struct nlmsghdr *message = begin(&reply);
    struct nlattr *outer = mnl_attr_nest_start(message, INET_DIAG_ULP_INFO);

    mnl_attr_put_strz(message, 1, "tls");                   // INET_ULP_INFO_NAME
    struct nlattr *inner = mnl_attr_nest_start(message, 2); // INET_ULP_INFO_TLS
    for (uint16_t i = 0; i < COUNT(numbers); i++) {
        if (numbers[i])
            mnl_attr_put_u16(message, i + 1, numbers[i]);
    }
    if (row->zero_copy_tx)
        mnl_attr_put(message, 5, 0, NULL);
    if (row->rx_no_pad)
        mnl_attr_put(message, 6, 0, NULL);
    if (row->tx_max_payload)
        mnl_attr_put_u16(message, 7, row->tx_max_payload);
    mnl_attr_put_u16(message, 8, 1); // of a later kernel
    mnl_attr_nest_end(message, inner);
    mnl_attr_nest_end(message, outer);
    assert_fields(message, FIELD_TLS_VERSION, FIELD_TLS_TX_MAX_PAYLOAD, row->expected);
}

/** A number that is cut is not known. */
static void test_a_short_number_of_tls(void **state)
{
    struct reply reply;
    struct nlmsghdr *message = begin(&reply);
    struct nlattr *outer = mnl_attr_nest_start(message, INET_DIAG_ULP_INFO);
    struct nlattr *inner = mnl_attr_nest_start(message, 2);

    (void)state;
    mnl_attr_put_u8(message, 1, 3);
    mnl_attr_put_u16(message, 3, 2);
    mnl_attr_nest_end(message, inner);
    mnl_attr_nest_end(message, outer);
    assert_fields(message, FIELD_TLS_VERSION, FIELD_TLS_TX_MAX_PAYLOAD,
                  "tls_tx=sw tls_zero_copy_tx=no tls_rx_no_pad=no");
}

/** Each bit of linux/mptcp.h, MPTCP_SUBFLOW_FLAG_*, alone. */
static void test_flags_of_a_subflow(void **state)
{
    static const char *const keys[] = {
        "subflow_peer_capable", "subflow_local_capable", "subflow_peer_join",
        "subflow_local_join",   "subflow_peer_backup",   "subflow_local_backup",
        "subflow_established",  "subflow_connected",     "subflow_map_valid",
    };
    struct reply reply;

    (void)state;
    for (unsigned bit = 0; bit < COUNT(keys); bit++) {
        CLEANUP(strbuf_free) struct strbuf text = {0};
        struct nlmsghdr *message = begin(&reply);
        struct nlattr *outer = mnl_attr_nest_start(message, INET_DIAG_ULP_INFO);
        struct nlattr *inner = mnl_attr_nest_start(message, 3); // INET_ULP_INFO_MPTCP
        mnl_attr_put_u32(message, 8, 1U << bit);                // MPTCP_SUBFLOW_ATTR_FLAGS
        mnl_attr_nest_end(message, inner);
        mnl_attr_nest_end(message, outer);
        decode_fields(message, FIELD_SUBFLOW_PEER_CAPABLE, FIELD_SUBFLOW_MAP_VALID, &text);
        char expected[64];
        snprintf(expected, sizeof(expected), "%s=yes", keys[bit]);
        assert_non_null(strstr(text.data, expected));
        assert_null(strstr(strstr(text.data, "=yes") + 1, "=yes"));
    }
}

/** Appends the data of a socket in a map: SIZE bytes. */
static void put_map(struct nlmsghdr *message, uint32_t map, uint16_t size)
{
    static const char value[100];
    struct nlattr *inner = mnl_attr_nest_start(message, 1); // SK_DIAG_BPF_STORAGE

    mnl_attr_put_u32(message, 2, map);     // SK_DIAG_BPF_STORAGE_MAP_ID
    mnl_attr_put(message, 1, 0, NULL);     // SK_DIAG_BPF_STORAGE_PAD
    mnl_attr_put(message, 3, size, value); // SK_DIAG_BPF_STORAGE_MAP_VALUE
    mnl_attr_nest_end(message, inner);
}

/** Of the data in BPF maps, only the size is decoded. */
static void test_storage(void **state)
{
    struct reply reply;
    struct nlmsghdr *message = begin(&reply);

    (void)state;
    assert_fields(message, FIELD_SK_STORAGE_MAPS, FIELD_SK_STORAGE_BYTES, "");
    struct nlattr *outer = mnl_attr_nest_start(message, INET_DIAG_SK_BPF_STORAGES);
    put_map(message, 310, 4);
    put_map(message, 7, 100);
    mnl_attr_put_u32(message, 9, 311); // no map
    mnl_attr_nest_end(message, outer);
    assert_fields(message, FIELD_SK_STORAGE_MAPS, FIELD_SK_STORAGE_BYTES,
                  "sk_storage_maps=310,7 sk_storage_bytes=104");
    message = begin(&reply);
    outer = mnl_attr_nest_start(message, INET_DIAG_SK_BPF_STORAGES);
    mnl_attr_put(message, 1, 0, NULL); // a map without an ID
    mnl_attr_nest_end(message, outer);
    assert_fields(message, FIELD_SK_STORAGE_MAPS, FIELD_SK_STORAGE_BYTES, "");
}

/** The list of one map does not fill its attribute; another one follows. */
static void test_malformed_storage(void **state)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct reply reply;
    struct nlmsghdr *message = begin(&reply);
    struct nlattr *outer = mnl_attr_nest_start(message, INET_DIAG_SK_BPF_STORAGES);
    struct nlattr *inner = mnl_attr_nest_start(message, 1);
    struct sock sock;

    (void)state;
    mnl_attr_put_u32(message, 2, 310);
    mnl_attr_nest_end(message, inner);
    put_map(message, 7, 4);
    mnl_attr_nest_end(message, outer);
    ((struct nlattr *)mnl_attr_get_payload(inner))->nla_len = 9;
    assert_int_equal(inet_diag_decode(message, PROTO_TCP, &sock, &detail), -EBADMSG);
}

/** Attributes that do not fill the message: no number of keys and no options come of them. */
static void test_malformed_attributes(void **state)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct reply reply;
    struct nlmsghdr *message = begin(&reply);
    struct sock sock = {.have = HAVE_MARK};

    (void)state;
    mnl_attr_put_u32(message, INET_DIAG_INFO, 0);
    mnl_attr_put_u32(message, INET_DIAG_SOCKOPT, 0);
    mnl_attr_put_u32(message, INET_DIAG_TOS, 0);
    ((struct nlattr *)mnl_nlmsg_get_payload_tail(message) - 2)->nla_len = 9;
    rare_put_keys(message, &sock, &detail);
    rare_put_sockopt(message, &detail);
    assert_int_equal(detail.length, 0);
    assert_int_equal(sock.have, HAVE_MARK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_short_number_of_tls),
        cmocka_unit_test(test_flags_of_a_subflow),
        cmocka_unit_test(test_storage),
        cmocka_unit_test(test_malformed_storage),
        cmocka_unit_test(test_malformed_attributes),
    };

    return RUN_ROWS(test_tls, tls_rows) + RUN_ROWS(test_keys, keys_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
