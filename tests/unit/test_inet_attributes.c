// SPDX-License-Identifier: MIT
/**
 * collect/inet_diag: attributes of congestion controls, of the type of service and of socket
 * options, as Linux 6.1, 6.12 and 6.18 sent them.
 */
#include "fields.h"
#include "recording.h"

#include "collect/inet_diag.h"
#include "collect/inet_rare.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>

#define RECORDED "tests/data/inet_diag_attributes.hex"

struct reply_row {
    const char *name;
    enum proto proto;
    const char *fields; /**< those of inet_fields.def that are present */
};

// By a program of its own, out of the bytes of the recording.
// clang-format off
static const struct reply_row replies[] = {
    {"6.1.tcp4.6", PROTO_TCP,
     "tos=2 class_id=0 sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.1.tcp4.12", PROTO_TCP,
     "tos=40 class_id=5 sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.1.tcp4.15", PROTO_TCP,
     "dctcp_enabled=yes dctcp_ce_state=no dctcp_alpha=654 dctcp_ab_ecn_bytes=0 "
     "dctcp_ab_tot_bytes=0 tos=2 class_id=0 sockopt_recverr=no sockopt_is_icsk=yes "
     "sockopt_freebind=no sockopt_hdrincl=no sockopt_mc_loop=yes "
     "sockopt_transparent=no sockopt_mc_all=yes sockopt_nodefrag=no "
     "sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.1.tcp4.17", PROTO_TCP,
     "vegas_enabled=yes vegas_rtt_count=0 vegas_rtt_us=99 tos=0 class_id=0 "
     "sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no sockopt_hdrincl=no "
     "sockopt_mc_loop=yes sockopt_transparent=no sockopt_mc_all=yes "
     "sockopt_nodefrag=no sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.1.tcp4.19", PROTO_TCP,
     "vegas_enabled=yes vegas_rtt_count=0 vegas_rtt_us=43584 tos=0 class_id=0 "
     "sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no sockopt_hdrincl=no "
     "sockopt_mc_loop=yes sockopt_transparent=no sockopt_mc_all=yes "
     "sockopt_nodefrag=no sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.1.tcp4.20", PROTO_TCP,
     "bbr_bandwidth_bytes_per_s=352343750 bbr_min_rtt_us=93 "
     "bbr_pacing_gain_percent=289 bbr_cwnd_gain_percent=289 tos=0 class_id=0 "
     "sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no sockopt_hdrincl=no "
     "sockopt_mc_loop=yes sockopt_transparent=no sockopt_mc_all=yes "
     "sockopt_nodefrag=no sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.1.tcp6.9", PROTO_TCP,
     "tos=0 tclass=72 class_id=5 sockopt_recverr=no sockopt_is_icsk=yes "
     "sockopt_freebind=no sockopt_hdrincl=no sockopt_mc_loop=yes "
     "sockopt_transparent=no sockopt_mc_all=no sockopt_nodefrag=no "
     "sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.1.raw4.3", PROTO_RAW,
     "tos=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=no sockopt_freebind=no "
     "sockopt_hdrincl=yes sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.12.tcp4.14", PROTO_TCP,
     "dctcp_enabled=yes dctcp_ce_state=no dctcp_alpha=697 dctcp_ab_ecn_bytes=0 "
     "dctcp_ab_tot_bytes=0 tos=2 class_id=0 sockopt_recverr=no sockopt_is_icsk=yes "
     "sockopt_freebind=no sockopt_hdrincl=no sockopt_mc_loop=yes "
     "sockopt_transparent=no sockopt_mc_all=yes sockopt_nodefrag=no "
     "sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.12.tcp4.17", PROTO_TCP,
     "bbr_bandwidth_bytes_per_s=425556640 bbr_min_rtt_us=77 "
     "bbr_pacing_gain_percent=289 bbr_cwnd_gain_percent=289 tos=0 class_id=0 "
     "sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no sockopt_hdrincl=no "
     "sockopt_mc_loop=yes sockopt_transparent=no sockopt_mc_all=yes "
     "sockopt_nodefrag=no sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.12.tcp4.30", PROTO_TCP,
     "vegas_enabled=yes vegas_rtt_count=0 vegas_rtt_us=46357 tos=0 class_id=0 "
     "sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no sockopt_hdrincl=no "
     "sockopt_mc_loop=yes sockopt_transparent=no sockopt_mc_all=yes "
     "sockopt_nodefrag=no sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.12.tcp4.31", PROTO_TCP,
     "tos=40 class_id=5 sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.12.tcp6.6", PROTO_TCP,
     "tos=0 tclass=72 class_id=5 sockopt_recverr=no sockopt_is_icsk=yes "
     "sockopt_freebind=no sockopt_hdrincl=no sockopt_mc_loop=yes "
     "sockopt_transparent=no sockopt_mc_all=no sockopt_nodefrag=no "
     "sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.12.raw4.2", PROTO_RAW,
     "tos=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=no sockopt_freebind=no "
     "sockopt_hdrincl=yes sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.12.udp6.0", PROTO_UDP,
     "tos=0 tclass=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=no "
     "sockopt_freebind=no sockopt_hdrincl=no sockopt_mc_loop=yes "
     "sockopt_transparent=no sockopt_mc_all=no sockopt_nodefrag=no "
     "sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.12.udplite4.0", PROTO_UDPLITE,
     "tos=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=no sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.12.sctp4.2", PROTO_SCTP,
     "tos=2 class_id=0 sockopt_recverr=no sockopt_is_icsk=no sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.12.mptcp4.0", PROTO_MPTCP,
     "tos=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.18.tcp4.8", PROTO_TCP,
     "bbr_bandwidth_bytes_per_s=6720000000 bbr_min_rtt_us=8 "
     "bbr_pacing_gain_percent=289 bbr_cwnd_gain_percent=289 tos=40 class_id=5 "
     "sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no sockopt_hdrincl=no "
     "sockopt_mc_loop=yes sockopt_transparent=no sockopt_mc_all=yes "
     "sockopt_nodefrag=no sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.18.tcp4.10", PROTO_TCP,
     "bbr_min_rtt_us=6 bbr_pacing_gain_percent=100 bbr_cwnd_gain_percent=100 tos=0 "
     "class_id=0 sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.18.tcp4.13", PROTO_TCP,
     "bbr_min_rtt_us=11 tos=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=yes "
     "sockopt_freebind=no sockopt_hdrincl=no sockopt_mc_loop=yes "
     "sockopt_transparent=no sockopt_mc_all=yes sockopt_nodefrag=no "
     "sockopt_bind_address_no_port=no sockopt_recverr_rfc4884=no "
     "sockopt_defer_connect=no"},
    {"6.18.tcp6.3", PROTO_TCP,
     "bbr_bandwidth_bytes_per_s=13440000000 bbr_min_rtt_us=4 "
     "bbr_pacing_gain_percent=289 bbr_cwnd_gain_percent=289 tos=0 tclass=72 "
     "class_id=5 sockopt_recverr=no sockopt_is_icsk=yes sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=no sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
    {"6.18.udp4.0", PROTO_UDP,
     "tos=0 class_id=0 sockopt_recverr=no sockopt_is_icsk=no sockopt_freebind=no "
     "sockopt_hdrincl=no sockopt_mc_loop=yes sockopt_transparent=no "
     "sockopt_mc_all=yes sockopt_nodefrag=no sockopt_bind_address_no_port=no "
     "sockopt_recverr_rfc4884=no sockopt_defer_connect=no"},
};
// clang-format on

/** Decodes a reply and appends its fields; returns 0 or -EBADMSG. */
static int put_fields(const void *reply, enum proto proto, struct strbuf *text)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock sock;
    int error = inet_diag_decode(reply, proto, &sock, &detail);

    // Socket options are in most replies, and must cost nothing unless they are asked for.
    assert_null(detail_find(strbuf_contents(&detail), DETAIL_SOCKOPT).bytes);
    if (error)
        return error;
    rare_put_sockopt(reply, &detail);
    fields_put(text, &sock, strbuf_contents(&detail), FIELD_BBR_BANDWIDTH_BYTES_PER_S,
               FIELD_SHUTDOWN - 1);
    return 0;
}

/** Holds what is appended to a text that may be empty. */
static void assert_fields(const struct strbuf *fields, const char *expected)
{
    if (*expected)
        assert_text(fields, expected);
    else
        assert_int_equal(fields->length, 0);
}

static void test_reply(void **state)
{
    const struct reply_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf fields = {0};
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    assert_int_equal(put_fields(bytes, row->proto, &fields), 0);
    free(bytes);
    assert_fields(&fields, row->fields);
}

/** What is cut off is not read, and no field comes of it. */
static void test_every_cut(void **state)
{
    const struct reply_row *row = *state;
    size_t size = 0;
    unsigned char *bytes = recording(RECORDED, row->name, &size);

    for (size_t length = sizeof(struct nlmsghdr); length <= size; length++) {
        CLEANUP(strbuf_free) struct strbuf fields = {0};
        unsigned char *cut = malloc(length);
        uint32_t claimed = (uint32_t)length;
        memcpy(cut, bytes, length);
        memcpy(cut, &claimed, sizeof(claimed)); // nlmsg_len
        int error = put_fields(cut, row->proto, &fields);
        free(cut);
        assert_true(error == 0 || error == -EBADMSG);
        assert_true(fields.length <= strlen(row->fields));
    }
    free(bytes);
}

/**
 * The fields of a TCP socket in a state of the kernel with one attribute, of which SIZE bytes are
 * sent.
 */
static void put_attribute(uint8_t state, uint16_t type, struct text payload, struct strbuf *text)
{
    _Alignas(struct nlmsghdr) char bytes[512] = {0};
    struct nlmsghdr *message = mnl_nlmsg_put_header(bytes);
    struct inet_diag_msg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

    message->nlmsg_type = 20;
    body->idiag_family = AF_INET6;
    body->idiag_state = state;
    mnl_attr_put(message, type, payload.length, payload.bytes);
    assert_int_equal(put_fields(message, PROTO_TCP, text), 0);
}

struct attribute_row {
    const char *name;
    uint16_t type;
    uint32_t words[5]; /**< the payload, in the byte order of the host */
    size_t size;       /**< in bytes, of which sent */
    const char *fields;
};

// The first word of DCTCP has two numbers of 16 bits, both 1: the same in either byte order.
#define HALVES 0x00010001

static const struct attribute_row attributes[] = {
    {"bbr: all words of the bandwidth",
     16,
     {0x89abcdef, 0x01234567, 250, 320, 512},
     20,
     "bbr_bandwidth_bytes_per_s=81985529216486895 bbr_min_rtt_us=250 bbr_pacing_gain_percent=125 "
     "bbr_cwnd_gain_percent=200"},
    {"bbr: the lower word only",
     16,
     {0xffffffff, 0, 0, 88, 0xffffffff},
     20,
     "bbr_bandwidth_bytes_per_s=4294967295 bbr_min_rtt_us=0 bbr_pacing_gain_percent=34 "
     "bbr_cwnd_gain_percent=1677721600"},
    {"bbr: nothing known yet", 16, {0, 0, 0xffffffff, 0, 0}, 20, ""},
    {"bbr: a byte is missing", 16, {1, 1, 1, 256, 256}, 19, ""},
    {"bbr: empty", 16, {0}, 0, ""},
    {"dctcp",
     9,
     {HALVES, 1024, 1448, 0xfffffff0},
     16,
     "dctcp_enabled=yes dctcp_ce_state=yes dctcp_alpha=1024 dctcp_ab_ecn_bytes=1448 "
     "dctcp_ab_tot_bytes=4294967280"},
    {"dctcp: ends before a number",
     9,
     {HALVES, 7, 8, 9},
     15,
     "dctcp_enabled=yes dctcp_ce_state=yes dctcp_alpha=7 dctcp_ab_ecn_bytes=8"},
    {"dctcp: ends after two bytes", 9, {HALVES, 7, 8, 9}, 2, "dctcp_enabled=yes"},
    {"dctcp: works as reno", 9, {0, 0, 0, 0}, 16, "dctcp_enabled=no"},
    {"dctcp: empty", 9, {0}, 0, ""},
    {"vegas",
     3,
     {1, 2, 3, 4},
     16,
     "vegas_enabled=yes vegas_rtt_count=2 vegas_rtt_us=3 vegas_min_rtt_us=4"},
    {"vegas: no time known yet",
     3,
     {0, 0, 0x7fffffff, 0x7fffffff},
     16,
     "vegas_enabled=no vegas_rtt_count=0"},
    {"vegas: the longest times",
     3,
     {1, 1, 0x7ffffffe, 0x7ffffffe},
     16,
     "vegas_enabled=yes vegas_rtt_count=1 vegas_rtt_us=2147483646 vegas_min_rtt_us=2147483646"},
    {"westwood: no time known yet", 3, {1, 0, 0, 0}, 16, "vegas_enabled=yes vegas_rtt_count=0"},
    {"vegas: ends before a number",
     3,
     {1, 2, 3, 4},
     15,
     "vegas_enabled=yes vegas_rtt_count=2 vegas_rtt_us=3"},
    {"tos: all bits", 5, {0xffffffff}, 1, "tos=255"},
    {"tos: empty", 5, {0}, 0, ""},
    {"tclass: all bits", 6, {0xffffffff}, 1, "tclass=255"},
    {"tclass: empty", 6, {0}, 0, ""},
    {"class_id: all bits", 17, {0xfedcba98}, 4, "class_id=4275878552"},
    {"class_id: a byte is missing", 17, {1}, 3, ""},
    {"sockopt: empty", 22, {0}, 0, ""},
    {"vegas: three bytes", 3, {1, 2, 3, 4}, 3, ""},
};

/** The two bytes of struct inet_diag_sockopt, as this compiler allocates them. */
struct sockopt_row {
    const char *name; /**< of the option that is set, and of the test */
    struct {
        uint8_t recverr : 1, is_icsk : 1, freebind : 1, hdrincl : 1, mc_loop : 1, transparent : 1,
            mc_all : 1, nodefrag : 1;
        uint8_t bind_address_no_port : 1, recverr_rfc4884 : 1, defer_connect : 1, unused : 5;
    } bits;
    size_t size; /**< in bytes, of which sent */
};

static const struct sockopt_row sockopts[] = {
    {"recverr", {.recverr = 1}, 2},
    {"is_icsk", {.is_icsk = 1}, 2},
    {"freebind", {.freebind = 1}, 2},
    {"hdrincl", {.hdrincl = 1}, 2},
    {"mc_loop", {.mc_loop = 1}, 2},
    {"transparent", {.transparent = 1}, 2},
    {"mc_all", {.mc_all = 1}, 2},
    {"nodefrag", {.nodefrag = 1}, 2},
    {"bind_address_no_port", {.bind_address_no_port = 1}, 2},
    {"recverr_rfc4884", {.recverr_rfc4884 = 1}, 2},
    {"defer_connect", {.defer_connect = 1}, 2},
    {"unused", {.unused = 31}, 2},
    {"nodefrag", {.nodefrag = 1, .defer_connect = 1}, 1},
};

static void test_sockopt(void **state)
{
    static const char *const options[] = {"recverr",
                                          "is_icsk",
                                          "freebind",
                                          "hdrincl",
                                          "mc_loop",
                                          "transparent",
                                          "mc_all",
                                          "nodefrag", // the first byte
                                          "bind_address_no_port",
                                          "recverr_rfc4884",
                                          "defer_connect"};
    const struct sockopt_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf fields = {0};
    CLEANUP(strbuf_free) struct strbuf expected = {0};

    put_attribute(1, 22, (struct text){(const char *)&row->bits, row->size}, &fields);
    for (size_t i = 0; i < (row->size == 1 ? 8 : COUNT(options)); i++) {
        strbuf_text(&expected, i == 0 ? "sockopt_" : " sockopt_");
        strbuf_text(&expected, options[i]);
        strbuf_text(&expected, strcmp(options[i], row->name) == 0 ? "=yes" : "=no");
    }
    assert_text(&fields, expected.data);
}

static void test_attribute(void **state)
{
    const struct attribute_row *row = *state;
    CLEANUP(strbuf_free) struct strbuf fields = {0};

    put_attribute(1, row->type, (struct text){(const char *)row->words, row->size}, &fields);
    assert_fields(&fields, row->fields);
}

/** net/ipv4/tcp_input.c, tcp_init_transfer: a congestion control starts after the handshake. */
static void test_no_values_in_syn_sent(void **state)
{
    static const uint32_t zeros[5];
    const struct text payload = {(const char *)zeros, sizeof(zeros)};

    (void)state;
    for (uint16_t type = 1; type <= 16; type++) {
        CLEANUP(strbuf_free) struct strbuf fields = {0};
        if (type == 3 || type == 9 || type == 16) // those of Vegas, DCTCP and BBR
            put_attribute(2, type, payload, &fields);
        assert_fields(&fields, "");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_values_in_syn_sent)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        printf("skipped: the replies were recorded on a little-endian machine\n");
        return failed + RUN_ROWS(test_attribute, attributes) + RUN_ROWS(test_sockopt, sockopts);
    }
    return failed + RUN_ROWS(test_reply, replies) + RUN_ROWS(test_every_cut, replies) +
           RUN_ROWS(test_attribute, attributes) + RUN_ROWS(test_sockopt, sockopts);
}
