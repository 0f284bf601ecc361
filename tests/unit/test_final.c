// SPDX-License-Identifier: MIT
/** track/final: what a connection carried up to its end. */
#include "unit.h"

#include "sock/detail.h"
#include "sock/tcp_info.h"
#include "track/final.h"

/** What a look saw: tcp_info of a connection in a state. */
struct before {
    enum state state;
    uint64_t acked, received, sent, retransmitted;
    uint32_t unacked, segments;
};

struct final_row {
    const char *name;
    struct before before; /**< state 0: the connection began later */
    struct tcp_ending ending;
    uint64_t sent, received; /**< that it carried since */
};

#define ENDING(...)                                                                                \
    {                                                                                              \
        .reported = true, .has_sent = true, __VA_ARGS__                                            \
    }

// clang-format off
static const struct final_row rows[] = {
    // A server, whose SYN does not count.
    {"server, both closed", {STATE_ESTABLISHED, 100, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 301, .bytes_received = 61, .bytes_sent = 300, .data_segments = 3,
            .fin_acked = true), 200, 10},
    {"server, reset by the peer", {STATE_ESTABLISHED, 100, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 300, .bytes_received = 60, .bytes_sent = 300, .data_segments = 3),
     200, 10},
    {"server, reset with data on the way", {STATE_ESTABLISHED, 100, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 250, .bytes_received = 60, .bytes_sent = 300, .data_segments = 3),
     150, 10},
    {"server, its FIN went with data", {STATE_ESTABLISHED, 100, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 301, .bytes_received = 61, .bytes_sent = 300, .data_segments = 3),
     200, 10},
    // A client, whose SYN counts.
    {"client, both closed", {STATE_ESTABLISHED, 101, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 302, .bytes_received = 61, .bytes_sent = 300, .data_segments = 3,
            .fin_acked = true), 200, 10},
    {"client, reset", {STATE_ESTABLISHED, 101, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 301, .bytes_received = 60, .bytes_sent = 300, .data_segments = 3),
     200, 10},
    {"client, reset with data on the way", {STATE_ESTABLISHED, 101, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 251, .bytes_received = 60, .bytes_sent = 300, .data_segments = 3),
     150, 10},
    {"client that was connecting", {STATE_SYN_SENT, 0, 0, 0, 0, 1, 0},
     ENDING(.bytes_acked = 202, .bytes_received = 11, .bytes_sent = 200, .data_segments = 1,
            .fin_acked = true), 200, 10},
    {"client, data was retransmitted", {STATE_ESTABLISHED, 101, 50, 130, 30, 0, 2},
     ENDING(.bytes_acked = 302, .bytes_received = 61, .bytes_sent = 340, .data_segments = 3,
            .bytes_retransmitted = 40, .fin_acked = false), 200, 10},
    // What the look saw had not been acknowledged.
    {"server, data was on the way", {STATE_ESTABLISHED, 80, 50, 100, 0, 1, 2},
     ENDING(.bytes_acked = 301, .bytes_received = 61, .bytes_sent = 300, .data_segments = 3,
            .fin_acked = true), 220, 10},
    {"client, data was on the way", {STATE_ESTABLISHED, 81, 50, 100, 0, 1, 2},
     ENDING(.bytes_acked = 302, .bytes_received = 61, .bytes_sent = 300, .data_segments = 3,
            .fin_acked = true), 220, 10},
    {"server, data was on the way, then reset", {STATE_ESTABLISHED, 80, 50, 100, 0, 1, 2},
     ENDING(.bytes_acked = 300, .bytes_received = 60, .bytes_sent = 300, .data_segments = 3),
     220, 10},
    // FINs before the look.
    {"our FIN was acknowledged", {STATE_FIN_WAIT_2, 101, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 101, .bytes_received = 61, .bytes_sent = 100, .data_segments = 3,
            .fin_acked = true), 0, 10},
    {"the FIN of the peer had come", {STATE_CLOSE_WAIT, 100, 51, 100, 0, 0, 2},
     ENDING(.bytes_acked = 301, .bytes_received = 51, .bytes_sent = 300, .data_segments = 2,
            .fin_acked = true), 200, 0},
    {"the FIN of the peer had come, then reset", {STATE_CLOSE_WAIT, 100, 51, 100, 0, 0, 2},
     ENDING(.bytes_acked = 300, .bytes_received = 51, .bytes_sent = 300, .data_segments = 3),
     200, 0},
    {"both FINs had come", {STATE_CLOSING, 100, 51, 100, 0, 0, 2},
     ENDING(.bytes_acked = 101, .bytes_received = 51, .bytes_sent = 100, .data_segments = 2,
            .fin_acked = true), 0, 0},
    {"our FIN was on the way", {STATE_LAST_ACK, 100, 51, 100, 0, 1, 2},
     ENDING(.bytes_acked = 101, .bytes_received = 51, .bytes_sent = 100, .data_segments = 2,
            .fin_acked = true), 0, 0},
    {"nothing but a FIN came", {STATE_ESTABLISHED, 100, 50, 100, 0, 0, 2},
     ENDING(.bytes_acked = 100, .bytes_received = 51, .bytes_sent = 100, .data_segments = 2),
     0, 0},
    // Connections that began later.
    {"new server, both closed", {0},
     ENDING(.bytes_acked = 201, .bytes_received = 11, .bytes_sent = 200, .data_segments = 1,
            .fin_acked = true), 200, 10},
    {"new client, both closed", {0},
     ENDING(.bytes_acked = 202, .bytes_received = 11, .bytes_sent = 200, .data_segments = 1,
            .fin_acked = true), 200, 10},
    {"new client, reset", {0},
     ENDING(.bytes_acked = 201, .bytes_received = 10, .bytes_sent = 200, .data_segments = 1),
     200, 10},
    {"new, carried nothing", {0},
     ENDING(.bytes_acked = 2, .bytes_received = 1, .fin_acked = true), 0, 0},
    {"new, without an answer", {0}, ENDING(.bytes_sent = 5), 0, 0},
    // Before Linux 4.19, what was sent is not known.
    {"old kernel", {STATE_ESTABLISHED, 100, 50, 100, 0, 0, 2},
     {.reported = true, .bytes_acked = 301, .bytes_received = 61}, 201, 11},
    {"old kernel, was connecting", {STATE_SYN_SENT, 0, 0, 0, 0, 1, 0},
     {.reported = true, .bytes_acked = 201, .bytes_received = 11}, 200, 11},
    {"old kernel, a counter of 0", {STATE_CLOSE_WAIT, 0, 0, 0, 0, 0, 0}, {.reported = true}, 0, 0},
    {"old kernel, never connected", {STATE_SYN_SENT, 0, 0, 0, 0, 1, 0},
     {.reported = true}, 0, 0},
    {"old kernel, the FIN of the peer had come", {STATE_CLOSE_WAIT, 100, 51, 100, 0, 0, 2},
     {.reported = true, .bytes_acked = 101, .bytes_received = 51}, 1, 0},
};
// clang-format on

static struct final_basis basis_of(const struct before *before, size_t length)
{
    const struct tcp_info_known info = {.bytes_acked = before->acked,
                                        .bytes_received = before->received,
                                        .bytes_sent = before->sent,
                                        .bytes_retrans = before->retransmitted,
                                        .unacked = before->unacked,
                                        .data_segs_in = before->segments};
    CLEANUP(strbuf_free) struct strbuf detail = {0};

    detail_put(&detail, DETAIL_TCP_INFO, (struct text){(const char *)&info, length});
    return final_basis_of(strbuf_contents(&detail), before->state);
}

static void test_final(void **state)
{
    const struct final_row *row = *state;
    const struct final_basis basis = row->before.state
                                         ? basis_of(&row->before, sizeof(struct tcp_info_known))
                                         : final_basis_none();
    struct rate_counters now = final_counters(&row->ending, &basis);

    assert_int_equal(now.acked - basis.counters.acked, row->sent);
    assert_int_equal(now.received - basis.counters.received, row->received);
}

/** Of what is sent, an older kernel reports less: nothing is concluded from it. */
static void test_short_info(void **state)
{
    const struct before before = {STATE_ESTABLISHED, 101, 50, 100, 0, 0, 2};
    const size_t old = offsetof(struct tcp_info_known, dsack_dups) - 1;

    (void)state;
    assert_int_equal(basis_of(&before, old).syn, SYN_NOT_KNOWN);
    assert_int_equal(basis_of(&before, old + 1).syn, SYN_COUNTED);
    assert_int_equal(basis_of(&before, 8).data_segments, 0);
    assert_int_equal(final_basis_of((struct text){0}, STATE_ESTABLISHED).syn, SYN_NOT_KNOWN);
}

/** More retransmitted than sent is no answer of a kernel: the SYN is not known then. */
static void test_impossible_counters(void **state)
{
    const struct before before = {STATE_ESTABLISHED, 101, 50, 100, 101, 0, 2};

    (void)state;
    assert_int_equal(basis_of(&before, sizeof(struct tcp_info_known)).syn, SYN_NOT_KNOWN);
}

static void test_retransmits(void **state)
{
    const struct tcp_ending ending = {.reported = true, .retransmits = 7};
    const struct final_basis none = final_basis_none();

    (void)state;
    assert_int_equal(final_counters(&ending, &none).retransmits, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_info),
        cmocka_unit_test(test_impossible_counters),
        cmocka_unit_test(test_retransmits),
    };
    int failures = RUN_ROWS(test_final, rows);

    return failures + cmocka_run_group_tests(tests, NULL, NULL);
}
