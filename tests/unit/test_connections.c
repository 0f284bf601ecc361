// SPDX-License-Identifier: MIT
/** track/connections: what transitions say together of a connection. */
#include "scene.h"

#include "track/connections.h"

#include <errno.h>

#define NETNS 7

/** UTC is 1,000 seconds ahead of the clock that only goes forward. */
static const struct moment now = {.utc = {1100, 500000000}, .boot_us = 100500000};

/** A change from OLD to NEW at TIME, in milliseconds, of the socket in LINE. */
static struct transition change(const char *line, enum state old, enum state new, uint64_t time)
{
    struct transition transition = {.sock = scene_sock(line),
                                    .old_state = (uint8_t)old,
                                    .netns = NETNS,
                                    .time = time * 1000000};

    transition.sock.state = (uint8_t) new;
    transition.has_counters = new == STATE_CLOSED;
    return transition;
}

/** The same, by process PID with this name. */
static struct transition by(struct transition transition, uint32_t pid, const char *comm)
{
    transition.by_process = true;
    transition.process.pid = pid;
    memcpy(transition.process.comm, comm, strlen(comm));
    return transition;
}

/** Takes TRANSITION, of which COUNT observations follow; returns the last. */
static struct observation take(struct connections *connections, const struct transition transition,
                               size_t count)
{
    struct observation observations[2] = {{.when = {.boot_us = 0}}};

    assert_int_equal(connections_take(connections, &transition, &now, observations), count);
    return observations[count > 0 ? count - 1 : 0];
}

#define OURS "tcp established 10.0.0.1:40000 10.0.0.2:443 cookie=5"
#define THEIRS "tcp established 10.0.0.1:80 10.0.0.2:50000 cookie=6"

static void assert_actor(const struct observation *observation, enum owner_basis basis,
                         uint32_t pid, const char *comm)
{
    assert_int_equal(observation->actor.basis, basis);
    assert_int_equal(observation->actor.process.pid, pid);
    assert_string_equal(observation->actor.process.comm, comm);
}

static void begin_ours(struct connections *connections)
{
    take(connections, by(change(OURS, STATE_CLOSED, STATE_SYN_SENT, 1000), 9, "curl"), 0);
}

static void test_a_connection_that_we_open(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    begin_ours(&all);
    struct observation start = take(&all, change(OURS, STATE_SYN_SENT, STATE_ESTABLISHED, 1250), 1);
    assert_true(start.starts && start.traced && start.start_known && start.tuple_known);
    assert_int_equal(start.start.boot_us, 1000000);
    assert_int_equal(start.when.boot_us, 1250000);
    assert_int_equal(start.when.utc.tv_sec, 1001);
    assert_int_equal(start.when.utc.tv_nsec, 250000000);
    assert_actor(&start, BASIS_OPENER, 9, "curl");

    // Another process closes it: it stays that of the opener.
    take(&all, by(change(OURS, STATE_ESTABLISHED, STATE_FIN_WAIT_1, 2000), 10, "other"), 0);
    struct transition last = change(OURS, STATE_FIN_WAIT_2, STATE_CLOSED, 2001);
    last.fin_acked = last.fin_received = true;
    last.bytes_acked = 6; // five, and the SYN
    last.bytes_received = 3;
    last.retransmits = 2;
    last.rtt_us = 40;
    struct observation end = take(&all, last, 1);
    assert_false(end.starts);
    assert_true(end.start_known);
    assert_int_equal(end.start.boot_us, 1000000);
    assert_actor(&end, BASIS_OPENER, 9, "curl");
    assert_int_equal(end.exact.reason, REASON_FIN);
    assert_true(end.exact.counted);
    assert_int_equal(end.exact.bytes_acked, 5);
    assert_int_equal(end.exact.bytes_received, 3);
    assert_int_equal(end.exact.retransmits, 2);
    assert_int_equal(end.exact.rtt_us, 40);
}

static void test_an_attempt_that_fails_has_a_start_and_an_end(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct observation both[2];
    struct transition refused = change(OURS, STATE_SYN_SENT, STATE_CLOSED, 1001);

    (void)state;
    begin_ours(&all);
    refused.error = ECONNREFUSED;
    assert_int_equal(connections_take(&all, &refused, &now, both), 2);
    assert_true(both[0].starts && !both[1].starts);
    assert_actor(&both[0], BASIS_OPENER, 9, "curl");
    assert_actor(&both[1], BASIS_OPENER, 9, "curl");
    assert_int_equal(both[1].exact.reason, REASON_RST);
    assert_int_equal(both[1].exact.bytes_acked, 0);
}

static void listen_as(struct connections *connections, const char *line, uint32_t pid,
                      const char *comm)
{
    struct observation start =
        take(connections, by(change(line, STATE_CLOSED, STATE_LISTEN, 10), pid, comm), 1);

    assert_true(start.starts);
    assert_actor(&start, BASIS_OPENER, pid, comm);
}

static struct observation accept_one(struct connections *connections)
{
    return take(connections, change(THEIRS, STATE_SYN_RECV, STATE_ESTABLISHED, 20), 1);
}

static void test_a_connection_that_a_listener_accepts(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=2", 3, "master");
    struct observation start = accept_one(&all);
    assert_actor(&start, BASIS_LISTENER, 3, "master");
    assert_int_equal(start.start.boot_us, 20000);
    take(&all, by(change(THEIRS, STATE_CLOSE_WAIT, STATE_LAST_ACK, 30), 4, "worker"), 0);
    struct transition last = change(THEIRS, STATE_LAST_ACK, STATE_CLOSED, 31);
    last.fin_acked = last.fin_received = true;
    last.bytes_acked = 6;
    struct observation end = take(&all, last, 1);
    assert_actor(&end, BASIS_CLOSER, 4, "worker");
    assert_int_equal(end.exact.bytes_acked, 6);
}

static void test_a_reset_leaves_the_listener(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct transition last = change(THEIRS, STATE_ESTABLISHED, STATE_CLOSED, 30);

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=2", 3, "master");
    accept_one(&all);
    last.error = ECONNRESET;
    struct observation end = take(&all, last, 1);
    assert_actor(&end, BASIS_LISTENER, 3, "master");
    assert_int_equal(end.exact.reason, REASON_RST);
}

static void test_the_listener_that_fits_best(void **state)
{
    static const struct row {
        const char *lines[3];
        enum owner_basis basis;
        uint32_t pid;
    } rows[] = {
        {{"tcp listen 0.0.0.0:80 * cookie=1", "tcp listen 10.0.0.1:80 * cookie=2"},
         BASIS_LISTENER,
         102},
        {{"tcp listen 10.0.0.1:80 * cookie=2", "tcp listen 0.0.0.0:80 * cookie=1"},
         BASIS_LISTENER,
         101},
        {{"tcp listen 10.0.0.9:80 * cookie=1"}, BASIS_NONE, 0},
        {{"tcp listen 0.0.0.0:81 * cookie=1"}, BASIS_NONE, 0},
        {{"tcp listen [::]:80 * cookie=1"}, BASIS_NONE, 0},
        {{"tcp listen 0.0.0.0:80 * cookie=1", "tcp listen 0.0.0.0:80 * cookie=2"}, BASIS_NONE, 0},
        {{"tcp listen 0.0.0.0:80 * cookie=1", "tcp listen 0.0.0.0:80 * cookie=2",
          "tcp listen 0.0.0.0:80 * cookie=3"},
         BASIS_NONE,
         0},
        {{"tcp listen 0.0.0.0:80 * cookie=1", "tcp listen 0.0.0.0:80 * cookie=2",
          "tcp listen 10.0.0.1:80 * cookie=3"},
         BASIS_LISTENER,
         103},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        CLEANUP(connections_free) struct connections all = {0};
        for (uint32_t j = 0; j < 3 && rows[i].lines[j]; j++)
            listen_as(&all, rows[i].lines[j], 101 + j, "server");
        struct observation start = accept_one(&all);
        assert_actor(&start, rows[i].basis, rows[i].pid, rows[i].pid ? "server" : "");
    }
}

static void test_a_listener_of_another_namespace(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct transition other =
        by(change("tcp listen 0.0.0.0:80 * cookie=2", STATE_CLOSED, STATE_LISTEN, 10), 3, "master");

    (void)state;
    other.netns = NETNS + 1;
    take(&all, other, 1);
    assert_int_equal(accept_one(&all).actor.basis, BASIS_NONE);
}

static void test_the_workers_of_a_listener_that_is_shared(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=1", 3, "master");
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=2", 3, "master"); // by one process
    assert_int_equal(accept_one(&all).actor.basis, BASIS_LISTENER);
}

static void test_a_listener_of_two_processes_one_of_which_has_two(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=1", 3, "one");
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=2", 4, "other");
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=3", 4, "other");
    assert_int_equal(accept_one(&all).actor.basis, BASIS_NONE);
}

static void test_a_listener_ends(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    const char *line = "tcp listen 0.0.0.0:80 * cookie=2";

    (void)state;
    listen_as(&all, line, 3, "master");
    struct observation end =
        take(&all, by(change(line, STATE_LISTEN, STATE_CLOSED, 40), 4, "worker"), 1);
    assert_int_equal(end.exact.reason, REASON_NONE);
    assert_false(end.exact.counted);
    assert_actor(&end, BASIS_OPENER, 3, "master");
    assert_int_equal(accept_one(&all).actor.basis, BASIS_NONE);
}

static void test_a_port_that_listen_chooses_is_not_known(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    take(&all, by(change("tcp listen 0.0.0.0 * cookie=2", STATE_CLOSED, STATE_LISTEN, 1), 3, "x"),
         0);
    assert_int_equal(all.listener_count, 0);
}

static void test_a_connection_older_than_the_trace(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct transition last = change(OURS, STATE_LAST_ACK, STATE_CLOSED, 31);

    (void)state;
    take(&all, by(change(OURS, STATE_CLOSE_WAIT, STATE_LAST_ACK, 30), 4, "worker"), 0);
    last.fin_acked = last.fin_received = true;
    last.bytes_acked = 6; // five, if we opened it
    last.bytes_sent = 5;
    struct observation end = take(&all, last, 1);
    assert_false(end.start_known);
    assert_actor(&end, BASIS_CLOSER, 4, "worker");
    assert_int_equal(end.exact.bytes_acked, 5);
    last.bytes_sent = 9;
    assert_int_equal(take(&all, last, 1).exact.bytes_acked, 6);
}

static void test_reasons(void **state)
{
    static const struct row {
        enum state old;
        uint32_t error;
        bool fin_acked;
        enum end_reason reason;
    } rows[] = {
        {STATE_FIN_WAIT_2, 0, true, REASON_FIN},
        {STATE_LAST_ACK, 0, true, REASON_FIN},
        {STATE_CLOSING, 0, true, REASON_FIN},
        {STATE_LAST_ACK, 0, false, REASON_UNKNOWN},
        {STATE_SYN_SENT, 0, false, REASON_UNKNOWN}, // closed before it was answered
        {STATE_ESTABLISHED, 0, false, REASON_RST},  // closed with data that was not read
        {STATE_CLOSE_WAIT, 0, false, REASON_RST},
        {STATE_FIN_WAIT_1, 0, false, REASON_RST},
        {STATE_FIN_WAIT_2, ECONNRESET, true, REASON_RST},
        {STATE_ESTABLISHED, ECONNABORTED, false, REASON_RST}, // by ss --kill
        {STATE_CLOSE_WAIT, EPIPE, false, REASON_RST},
        {STATE_SYN_SENT, ECONNREFUSED, false, REASON_RST},
        {STATE_SYN_SENT, ETIMEDOUT, false, REASON_TIMEOUT},
        {STATE_FIN_WAIT_1, ETIMEDOUT, false, REASON_TIMEOUT},
        {STATE_SYN_SENT, EHOSTUNREACH, false, REASON_TIMEOUT},
        {STATE_SYN_SENT, ENETUNREACH, false, REASON_TIMEOUT},
        {STATE_ESTABLISHED, EPROTO, false, REASON_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        CLEANUP(connections_free) struct connections all = {0};
        struct transition last = change(OURS, rows[i].old, STATE_CLOSED, 9);
        last.error = rows[i].error;
        last.fin_acked = rows[i].fin_acked;
        assert_int_equal(take(&all, last, 1).exact.reason, rows[i].reason);
    }
}

static void test_a_handshake_that_fails_is_no_socket(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    take(&all, change(THEIRS, STATE_SYN_RECV, STATE_CLOSED, 9), 0);
    // Accepted (TCP Fast Open), or opened by both ends: a process has it, and a scan can list it.
    take(&all, change(THEIRS " inode=9", STATE_SYN_RECV, STATE_CLOSED, 9), 1);
    take(&all, change(OURS, STATE_CLOSED, STATE_SYN_SENT, 8), 0);
    take(&all, change(OURS, STATE_SYN_RECV, STATE_CLOSED, 9), 2);
}

static void test_without_a_cookie_nothing_is_known(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    take(&all, change("tcp established 10.0.0.1:1 10.0.0.2:2", STATE_ESTABLISHED, STATE_CLOSED, 1),
         0);
}

static void test_many_connections(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct transition begin = by(change(OURS, STATE_CLOSED, STATE_SYN_SENT, 1), 9, "curl");
    struct transition end = change(OURS, STATE_SYN_SENT, STATE_CLOSED, 2);
    struct observation both[2];

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (uint64_t i = 1; i <= 5000; i++) {
            begin.sock.cookie = i * 4096; // which share a bucket
            assert_int_equal(connections_take(&all, &begin, &now, both), 0);
        }
        for (uint64_t i = 1; i <= 5000; i++) {
            end.sock.cookie = (round & 1 ? i : 5001 - i) * 4096;
            assert_int_equal(connections_take(&all, &end, &now, both), 2);
            assert_int_equal(both[1].actor.basis, BASIS_OPENER);
        }
    }
    assert_int_equal(all.count, 5000); // the room is used again
}

static void scan(struct connections *connections, const char *line, bool lost)
{
    connections_begin_scan(connections);
    if (line) {
        struct sock sock = scene_sock(line);
        connections_see(connections, &sock);
    }
    connections_end_scan(connections, true, lost);
}

static void test_after_a_loss_what_scans_do_not_list_is_forgotten(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct transition last = change(OURS, STATE_ESTABLISHED, STATE_CLOSED, 9);

    (void)state;
    begin_ours(&all);
    for (int i = 0; i < 5; i++)
        scan(&all, NULL, false); // nothing was lost
    scan(&all, OURS, true);
    scan(&all, OURS, false);
    scan(&all, NULL, true);
    assert_non_null(all.bucket_count);
    assert_true(take(&all, by(last, 1, "a"), 2).start_known); // a start that was not reported, too
    begin_ours(&all);
    scan(&all, OURS, true); // which can have listed it before it ended
    scan(&all, NULL, false);
    connections_begin_scan(&all);
    connections_end_scan(&all, false, false); // this one says nothing
    assert_int_equal(all.doubtful, 1);
    scan(&all, NULL, false);
    assert_false(take(&all, last, 1).start_known);
}

static void test_listeners_that_scans_find(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    static const struct acting_process old = {5, "old"}, wrong = {6, "wrong"};
    struct sock sock = scene_sock("tcp listen 0.0.0.0:80 * cookie=2");
    struct sock traced = scene_sock("tcp listen 0.0.0.0:81 * cookie=3");

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:81 * cookie=3", 3, "master");
    connections_begin_scan(&all);
    connections_see_listener(&all, &sock, NETNS, &old);
    connections_see_listener(&all, &traced, NETNS, &wrong);
    connections_end_scan(&all, true, false);
    struct observation start = accept_one(&all);
    assert_actor(&start, BASIS_LISTENER, 5, "old");
    start = take(&all,
                 change("tcp established 10.0.0.1:81 10.0.0.2:50001 cookie=7", STATE_SYN_RECV,
                        STATE_ESTABLISHED, 20),
                 1);
    assert_actor(&start, BASIS_LISTENER, 3, "master");
    for (int i = 0; i < 3; i++)
        scan(&all, NULL, i == 0);
    assert_int_equal(all.listener_count, 0);
}

/** States on the way that tell nothing of who opened or closed it, or when. */
static void test_other_transitions_say_nothing(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    static const enum state others[] = {STATE_SYN_RECV,   STATE_FIN_WAIT_2, STATE_TIME_WAIT,
                                        STATE_CLOSE_WAIT, STATE_CLOSING,    STATE_BOUND_INACTIVE};

    (void)state;
    for (size_t i = 0; i < COUNT(others); i++)
        take(&all, by(change(OURS, STATE_ESTABLISHED, others[i], 5), 9, "curl"), 0);
    assert_int_equal(all.count, 0);
}

/** The kernel makes these changes by itself, while any process runs or none. */
static void test_transitions_without_a_process(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    struct observation start =
        take(&all, change("tcp listen 0.0.0.0:80 * cookie=2", STATE_CLOSED, STATE_LISTEN, 10), 1);
    assert_int_equal(start.actor.basis, BASIS_NONE);
    assert_int_equal(all.listener_count, 0);
    assert_int_equal(accept_one(&all).actor.basis, BASIS_NONE);
    take(&all, change(THEIRS, STATE_ESTABLISHED, STATE_FIN_WAIT_1, 30), 0);
    struct observation end = take(&all, change(THEIRS, STATE_FIN_WAIT_1, STATE_CLOSED, 31), 1);
    assert_int_equal(end.actor.basis, BASIS_NONE);
}

/** A reset by a process is its close, too; of a connection that we opened it is not. */
static void test_the_process_of_the_last_transition(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    struct observation end =
        take(&all, by(change(THEIRS, STATE_ESTABLISHED, STATE_CLOSED, 30), 4, "worker"), 1);
    assert_actor(&end, BASIS_CLOSER, 4, "worker");
    begin_ours(&all);
    take(&all, change(OURS, STATE_SYN_SENT, STATE_ESTABLISHED, 1250), 1);
    end = take(&all, by(change(OURS, STATE_ESTABLISHED, STATE_CLOSED, 1300), 4, "worker"), 1);
    assert_actor(&end, BASIS_OPENER, 9, "curl");
}

/** Bytes of the stream; the SYN counts as one if we opened it. */
static void test_acknowledged_bytes(void **state)
{
    static const struct row {
        bool begins;    /**< the trace saw us open it */
        uint64_t acked; /**< as the kernel counts */
        uint64_t sent, expected;
    } rows[] = {
        {true, 0, 0, 0},  {true, 1, 0, 0},  {true, 9, 8, 8},  {false, 0, 4, 0},
        {false, 4, 5, 4}, {false, 5, 5, 5}, {false, 6, 5, 5},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        CLEANUP(connections_free) struct connections all = {0};
        struct transition last = change(OURS, STATE_FIN_WAIT_2, STATE_CLOSED, 2000);
        if (rows[i].begins) {
            begin_ours(&all);
            take(&all, change(OURS, STATE_SYN_SENT, STATE_ESTABLISHED, 1250), 1);
        }
        last.bytes_acked = rows[i].acked;
        last.bytes_sent = rows[i].sent;
        assert_int_equal(take(&all, last, 1).exact.bytes_acked, rows[i].expected);
    }
}

/** A listener that is older than the trace belongs to the process that holds it now. */
static void test_a_scan_finds_another_process(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    static const struct acting_process first = {5, "first"}, second = {6, "second"};
    struct sock sock = scene_sock("tcp listen 0.0.0.0:80 * cookie=2");

    (void)state;
    connections_see_listener(&all, &sock, NETNS, &first);
    connections_see_listener(&all, &sock, NETNS, &second);
    assert_int_equal(all.listener_count, 1);
    struct observation start = accept_one(&all);
    assert_actor(&start, BASIS_LISTENER, 6, "second");
}

/** Takes a scan that lists LINE, a listener of which a transition told. */
static void scan_listener(struct connections *connections, const char *line, bool lost)
{
    static const struct acting_process wrong = {6, "wrong"};
    struct sock sock = scene_sock(line);

    connections_begin_scan(connections);
    connections_see_listener(connections, &sock, NETNS, &wrong);
    connections_end_scan(connections, true, lost);
}

static void test_after_a_loss_listeners_that_scans_list_stay(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    const char *kept = "tcp listen 0.0.0.0:80 * cookie=2";

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:81 * cookie=1", 3, "master");
    listen_as(&all, kept, 3, "master");
    listen_as(&all, "tcp listen 0.0.0.0:82 * cookie=3", 3, "master");
    scan(&all, kept, true);
    scan(&all, kept, false);
    scan(&all, kept, false);
    assert_int_equal(all.listener_count, 1);
    for (int i = 0; i < 3; i++)
        scan_listener(&all, kept, i == 0);
    struct observation start = accept_one(&all);
    assert_actor(&start, BASIS_LISTENER, 3, "master");
}

/** Only a listener is looked up among listeners. */
static void test_a_connection_that_a_scan_lists_is_no_listener(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};

    (void)state;
    listen_as(&all, "tcp listen 0.0.0.0:80 * cookie=5", 3, "master");
    scan(&all, OURS, true); // the cookie of the listener, in another namespace
    scan(&all, OURS, false);
    scan(&all, OURS, false);
    assert_int_equal(all.listener_count, 0);
}

/** What begins between two scans is forgotten only when two whole ones have not listed it. */
static void test_what_begins_after_a_loss_stays(void **state)
{
    CLEANUP(connections_free) struct connections all = {0};
    struct transition last = change(OURS, STATE_ESTABLISHED, STATE_CLOSED, 9);

    (void)state;
    scan(&all, NULL, true);
    begin_ours(&all);
    scan(&all, NULL, false);
    assert_true(take(&all, last, 2).start_known);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_connection_that_we_open),
        cmocka_unit_test(test_an_attempt_that_fails_has_a_start_and_an_end),
        cmocka_unit_test(test_a_connection_that_a_listener_accepts),
        cmocka_unit_test(test_a_reset_leaves_the_listener),
        cmocka_unit_test(test_the_listener_that_fits_best),
        cmocka_unit_test(test_a_listener_of_another_namespace),
        cmocka_unit_test(test_the_workers_of_a_listener_that_is_shared),
        cmocka_unit_test(test_a_listener_of_two_processes_one_of_which_has_two),
        cmocka_unit_test(test_a_listener_ends),
        cmocka_unit_test(test_a_port_that_listen_chooses_is_not_known),
        cmocka_unit_test(test_a_connection_older_than_the_trace),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_a_handshake_that_fails_is_no_socket),
        cmocka_unit_test(test_without_a_cookie_nothing_is_known),
        cmocka_unit_test(test_many_connections),
        cmocka_unit_test(test_after_a_loss_what_scans_do_not_list_is_forgotten),
        cmocka_unit_test(test_listeners_that_scans_find),
        cmocka_unit_test(test_other_transitions_say_nothing),
        cmocka_unit_test(test_transitions_without_a_process),
        cmocka_unit_test(test_the_process_of_the_last_transition),
        cmocka_unit_test(test_acknowledged_bytes),
        cmocka_unit_test(test_a_scan_finds_another_process),
        cmocka_unit_test(test_after_a_loss_listeners_that_scans_list_stay),
        cmocka_unit_test(test_a_connection_that_a_scan_lists_is_no_listener),
        cmocka_unit_test(test_what_begins_after_a_loss_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
