// SPDX-License-Identifier: MIT
/**
 * sock/tcp_info and the fields of struct tcp_info, in replies of Linux 6.1, 6.12 and 6.18 and in
 * replies made by hand. tests/rig/diag_lines.py decodes them, too: its lines are what is expected.
 */
#include "fields.h"
#include "recording.h"
#include "scene.h"

#include "collect/inet_diag.h"
#include "collect/inet_dump.h"
#include "os/kernel_release.h"
#include "sock/detail.h"
#include "sock/need.h"
#include "sock/tcp_info.h"

#define LINES "tests/data/tcp_info.lines"
#define RECORDED "tests/data/inet_diag_families.hex"
#define MADE "tests/data/tcp_info.hex"

/** A line of LINES: the name of a reply, which begins with the kernel, and its fields. */
struct line {
    char *name;
    char *members; /**< " KEY=VALUE ...", in the order of the alphabet */
};

/** Decodes a reply as inet_dump does on the kernel of that name. */
static void decode_reply(const char *name, struct sock *ret_sock, struct strbuf *detail)
{
    const char *path = strstr(name, ".tcp.") ? MADE : RECORDED;
    size_t size = 0;
    unsigned char *bytes = recording(path, name, &size);

    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_TCP, ret_sock, detail), 0);
    tcp_info_put_accecn(detail, kernel_release_number(name) >= TCP_INFO_PACKED);
    free(bytes);
}

/** Returns how many fields of struct tcp_info, and the congestion control, are present. */
static size_t count_members(const struct sock *sock, const struct facts *facts)
{
    size_t count = 0;

    for (const struct field *field = field_table; field->key; field++) {
        if ((field->needs & NEED_INFO) || field_is_a(field, FIELD_CONGESTION))
            count += field_value(field, sock, facts).type != VALUE_NONE;
    }
    return count;
}

static void test_reply(void **state)
{
    const struct line *line = *state;
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    struct sock_table table = {0};
    struct sock sock;
    size_t count = 0;
    char *rest = line->members;

    decode_reply(line->name, &sock, &detail);
    sock_table_append(&table, &sock);
    sock_table_add_detail(&table, strbuf_contents(&detail));
    const struct facts facts = {.details = &table.details};
    for (char *member = strtok_r(rest, " ", &rest); member; member = strtok_r(NULL, " ", &rest)) {
        fields_check(member, &table.rows[0], &facts);
        count++;
    }
    assert_int_equal(count_members(&table.rows[0], &facts), count);
    sock_table_free(&table);
}

/** Every member of the structure (linux/tcp.h): the length from which on it is there. */
struct member_row {
    const char *name; /**< the key */
    size_t end;
};

static const struct member_row members[] = {
    {"ca_state", 2},
    {"rto_retransmits", 3},
    {"probes", 4},
    {"backoff", 5},
    {"tcp_timestamps", 6},
    {"tcp_sack", 6},
    {"tcp_window_scaling", 6},
    {"tcp_ecn", 6},
    {"tcp_ecn_seen", 6},
    {"tcp_syn_data", 6},
    {"tcp_usec_ts", 6},
    {"snd_wscale", 7},
    {"rcv_wscale", 7},
    {"fastopen_client_fail", 8},
    {"rto_us", 12},
    {"ato_us", 16},
    {"mss_bytes", 20},
    {"rcv_mss_bytes", 24},
    {"unacked", 28},
    {"sacked", 32},
    {"lost", 36},
    {"retransmits_in_flight", 40},
    {"last_data_sent_ms", 48},
    {"last_data_received_ms", 56},
    {"last_ack_received_ms", 60},
    {"pmtu_bytes", 64},
    {"rcv_ssthresh_bytes", 68},
    {"rtt_us", 72},
    {"rttvar_us", 76},
    {"ssthresh", 80},
    {"cwnd", 84},
    {"advmss_bytes", 88},
    {"reordering", 92},
    {"rcv_rtt_us", 96},
    {"rcv_space_bytes", 100},
    {"retransmits_total", 104},
    {"pacing_rate_bytes_per_s", 112},
    {"max_pacing_rate_bytes_per_s", 120},
    {"bytes_acked", 128},
    {"bytes_received", 136},
    {"segs_out", 140},
    {"segs_in", 144},
    {"not_sent_bytes", 148},
    {"min_rtt_us", 152},
    {"data_segs_in", 156},
    {"data_segs_out", 160},
    {"delivery_rate_bytes_per_s", 168},
    {"app_limited", 168}, // Linux 4.9 made both; the bit was padding
    {"busy_us", 176},
    {"rwnd_limited_us", 184},
    {"sndbuf_limited_us", 192},
    {"delivered", 196},
    {"delivered_ce", 200},
    {"bytes_sent", 208},
    {"bytes_retransmitted", 216},
    {"dsack_dups", 220},
    {"reordering_seen", 224},
    {"rcv_out_of_order", 228},
    {"snd_wnd_bytes", 232},
    {"rcv_wnd_bytes", 236},
    {"rehash", 240},
    {"rto_total", 242},
    {"rto_recoveries", 244},
    {"rto_time_ms", 248},
    {"received_ce", 252},
    {"delivered_e1_bytes", 256},
    {"delivered_e0_bytes", 260},
    {"delivered_ce_bytes", 264},
    {"received_e1_bytes", 268},
    {"received_e0_bytes", 272},
    {"received_ce_bytes", 276},
    {"ecn_mode", 280},
    {"accecn_option", 280},
    {"accecn_fail", 280},
    {"tcp_fastopen_child", 276}, // the bit is of Linux 6.16, the first longer structure of 6.18
};

/** Decodes a reply, keeps the first LENGTH bytes of its structure, and reads one field. */
static bool is_known(const char *reply, size_t length, const char *key)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    const struct field *field = field_find(key, strlen(key));
    size_t size = 0;
    unsigned char *bytes = recording(MADE, reply, &size);
    struct sock sock;
    uint64_t number;

    assert_int_equal(inet_diag_decode((void *)bytes, PROTO_TCP, &sock, &detail), 0);
    free(bytes);
    detail_cut(&detail, DETAIL_TCP_INFO, length);
    tcp_info_put_accecn(&detail, true);
    assert_non_null(field);
    return detail_number(strbuf_contents(&detail), &field->part, &number);
}

/** In a reply where every number is known, each is known if and only if the bytes are there. */
static void test_every_length(void **state)
{
    const struct member_row *row = *state;

    for (size_t length = 0; length <= 280; length++) {
        bool known = is_known("7.0.tcp.made", length, row->name);
        if (known != (length >= row->end))
            fail_msg("%s with %zu bytes: %s", row->name, length, known ? "known" : "absent");
    }
}

/** No field of the structure is missing above. */
static void test_all_fields_have_a_length(void **state)
{
    size_t count = 0;

    (void)state;
    for (const struct field *field = field_table; field->key; field++)
        count += (field->needs & NEED_INFO) && !(field->needs & (NEED_SIBLINGS | NEED_RATES));
    assert_int_equal(count, COUNT(members));
    for (size_t i = 0; i < COUNT(members); i++)
        assert_non_null(field_find(members[i].name, strlen(members[i].name)));
}

/**
 * A field that does not need the rest of the structure is the same when only the first part, of 104
 * bytes, was kept: no other member decides whether it is known.
 */
static void test_the_first_part(void **state)
{
    static const char *const replies[] = {"7.0.tcp.made", "6.18.tcp.unknown", "6.18.tcp.sent",
                                          "6.18.tcp.received"};

    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        const struct field *field = field_find(members[i].name, strlen(members[i].name));
        bool of_first = !(field->needs & NEED_INFO_REST);
        assert_true(members[i].end <= 104 || !of_first);
        for (size_t r = 0; of_first && r < COUNT(replies); r++) {
            if (is_known(replies[r], 104, field->key) != is_known(replies[r], 280, field->key))
                fail_msg("%s of %s depends on the rest", field->key, replies[r]);
        }
    }
}

/** Bit-fields as the compiler allocates them. The kernel declares the structure with these. */
struct bit_fields {
    uint8_t snd_wscale : 4, rcv_wscale : 4;
    uint8_t app_limited : 1, fastopen_client_fail : 2;
};

struct packed_word {
    uint32_t mode : 2, option : 2, fail : 4, rest : 24;
};

static uint64_t read_part(const char *key, const struct tcp_info_known *info, bool packed)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    const struct field *field = field_find(key, strlen(key));
    uint64_t number = 4711;

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)info, sizeof(*info)});
    tcp_info_put_accecn(&detail, packed);
    assert_true(detail_number(strbuf_contents(&detail), &field->part, &number));
    return number;
}

static void test_bit_fields_of_the_compiler(void **state)
{
    struct tcp_info_known info = {.options = 1U << TCP_OPTION_WSCALE, .delivery_rate = 1};
    struct bit_fields bits = {.snd_wscale = 5, .rcv_wscale = 11, .fastopen_client_fail = 2};

    (void)state;
    for (unsigned limited = 0; limited <= 1; limited++) {
        bits.app_limited = limited & 1;
        memcpy(&info.wscale, &bits, sizeof(bits));
        assert_int_equal(read_part("snd_wscale", &info, true), 5);
        assert_int_equal(read_part("rcv_wscale", &info, true), 11);
        assert_int_equal(read_part("app_limited", &info, true), limited);
        assert_int_equal(read_part("fastopen_client_fail", &info, true), 2);
    }
}

static void test_the_last_word(void **state)
{
    struct tcp_info_known info = {0};
    const struct packed_word word = {.mode = 2, .option = 1, .fail = 12, .rest = 0xabcdef};
    const uint16_t halves[] = {9, 3};
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    const struct field *mode = field_find("ecn_mode", strlen("ecn_mode"));
    uint64_t number = 0;

    (void)state;
    memcpy(&info.accecn, &word, sizeof(word));
    assert_int_equal(read_part("ecn_mode", &info, true), 2);
    assert_int_equal(read_part("accecn_option", &info, true), 1);
    assert_int_equal(read_part("accecn_fail", &info, true), 12);
    memcpy(&info.accecn, halves, sizeof(halves));
    assert_int_equal(read_part("accecn_option", &info, false), 3);
    assert_int_equal(read_part("accecn_fail", &info, false), 9);
    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&info, sizeof(info)});
    tcp_info_put_accecn(&detail, false);
    assert_false(
        detail_number(strbuf_contents(&detail), &mode->part, &number)); // not in this layout
}

/** Reads LINES; returns how many there are. */
static size_t read_lines(struct line *lines, size_t capacity)
{
    FILE *file = fopen(LINES, "r");
    size_t size = 0;
    size_t count = 0;
    char *text = NULL;

    while (file && count < capacity && getline(&text, &size, file) > 0) {
        text[strcspn(text, "\n")] = '\0';
        size_t length = strcspn(text, " ");
        lines[count].name = strndup(text, length);
        lines[count++].members = strdup(text + length);
    }
    free(text);
    if (file)
        fclose(file);
    return count;
}

int main(void)
{
    static const struct CMUnitTest of_replies[] = {
        cmocka_unit_test(test_all_fields_have_a_length),
        cmocka_unit_test(test_the_first_part),
    };
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bit_fields_of_the_compiler),
        cmocka_unit_test(test_the_last_word),
    };
    static struct line lines[64];
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
        printf("skipped: the replies were recorded on a little-endian machine\n");
        return failed;
    }
    size_t count = read_lines(lines, COUNT(lines));
    failed += count == 0; // the file is missing
    failed += run_rows(test_reply, lines, count, sizeof(*lines)) +
              RUN_ROWS(test_every_length, members) + cmocka_run_group_tests(of_replies, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        free(lines[i].name);
        free(lines[i].members);
    }
    return failed;
}
