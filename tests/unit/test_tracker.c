// SPDX-License-Identifier: MIT
/**
 * track/tracker: which sockets opened, changed and closed, by scans and by observations.
 */
#include "scene.h"

#include "track/tracker.h"

#define CLIENT "10.0.0.1:40000 10.0.0.2:443"

/** A story of scans: each is lines of sockets, one after the other. */
struct story {
    const char *name;
    /**
     * Steps. "scan" begins a scan, "broken" one that is incomplete; other lines are its rows. "end"
     * observes the end of the socket of the next line, "start" its start.
     */
    const char *steps[12];
    /** What comes of it: + ~ = for a row, - for an end, * for a start; how many a scan misses. */
    const char *expected;
};

static const struct story stories[] = {
    {"a socket opens, stays and is missed twice",
     {"scan", "scan", "tcp established " CLIENT " cookie=0x5 inode=9", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9", "scan", "scan", "scan"},
     "0 +0 =0 0 1 0"},
    {"a socket that is missed once has not been closed",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "scan", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9", "scan", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9"},
     "+0 0 =0 0 =0"},
    {"an incomplete scan misses nothing",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "broken", "broken", "broken", "scan",
      "scan"},
     "+0 0 0 0 0 1"},
    {"another cookie at the same ends is another socket",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "scan",
      "tcp established " CLIENT " cookie=0x6 inode=10", "scan",
      "tcp established " CLIENT " cookie=0x6 inode=10"},
     "+0 +0 =1"},
    {"equal cookies of two places are two sockets",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9",
      "tcp established " CLIENT " cookie=0x5 inode=9 place=1"},
     "+0 =+0"},
    {"TIME-WAIT with the cookie of a connection is a change",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "scan",
      "tcp time-wait " CLIENT " cookie=0x5"},
     "+0 ~0"},
    {"TIME-WAIT with a new cookie is not an open",
     {"scan", "tcp time-wait " CLIENT " cookie=0x5", "scan", "scan", "scan"},
     "=0 0 0 0"},
    {"FIN-WAIT-2 without a process is not an open",
     {"scan", "tcp fin-wait-2 " CLIENT " cookie=0x5"},
     "=0"},
    {"FIN-WAIT-2 of a process is an open",
     {"scan", "tcp fin-wait-2 " CLIENT " cookie=0x5 inode=9"},
     "+0"},
    {"TIME-WAIT after an observed end is no open",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "end",
      "tcp closed " CLIENT " cookie=0x5", "scan", "tcp time-wait " CLIENT " cookie=0x5", "scan",
      "scan"},
     "+0 -=0 0 0"},
    {"the end of a socket that is not known",
     {"scan", "end", "tcp closed " CLIENT " cookie=0x5"},
     "0 ?"},
    {"a request is no socket yet",
     {"scan", "tcp syn-recv " CLIENT " cookie=0x5", "scan",
      "tcp established " CLIENT " cookie=0x5"},
     "=0 +0"},
    {"a request has another cookie than its connection, and ends with it",
     {"scan", "tcp syn-recv " CLIENT " cookie=0x5", "start",
      "tcp established " CLIENT " cookie=0x6", "end", "tcp closed " CLIENT " cookie=0x6", "scan",
      "scan"},
     "=0 *-0 0"},
    {"a row of a request is older than its connection",
     {"start", "tcp established " CLIENT " cookie=0x5", "scan",
      "tcp syn-recv " CLIENT " cookie=0x5", "scan", "tcp established " CLIENT " cookie=0x5"},
     "*=0 =0"},
    {"SYN-RECV of a process is an open",
     {"scan", "tcp syn-recv " CLIENT " cookie=0x5 inode=9"},
     "+0"},
    {"a process accepts a connection",
     {"scan", "tcp established " CLIENT " cookie=0x5", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9"},
     "+0 ~0"},
    {"queues are no change",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9 queues=0/0", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9 queues=7/8", "scan",
      "tcp listen 10.0.0.1:80 * cookie=0x6 inode=8 accept=0/128", "scan",
      "tcp listen 10.0.0.1:80 * cookie=0x6 inode=8 accept=5/128"},
     "+0 =0 +0 =1"},
    {"the limit of an accept queue is a change",
     {"scan", "tcp listen 10.0.0.1:80 * cookie=0x6 inode=8 accept=0/128", "scan",
      "tcp listen 10.0.0.1:80 * cookie=0x6 inode=8 accept=0/64"},
     "+0 ~0"},
    {"UDP connects",
     {"scan", "udp unconnected 10.0.0.1:40000 * cookie=0x5 inode=9", "scan",
      "udp established 10.0.0.1:40000 10.0.0.2:53 cookie=0x5 inode=9"},
     "+0 ~0"},
    {"a dump that lists a socket twice shows it once",
     {"scan", "tcp syn-sent " CLIENT " cookie=0x5 inode=9",
      "tcp established " CLIENT " cookie=0x5 "
      "inode=9"},
     "+=0"},
    {"a socket that has opened is the same in a scan",
     {"start", "tcp established " CLIENT " cookie=0x5 inode=9", "scan",
      "tcp established " CLIENT " cookie=0x5 inode=9", "scan", "scan"},
     "*=0 0 1"},
    {"a socket that opened in a scan is not missed by it",
     {"scan", "start", "tcp established " CLIENT " cookie=0x5 inode=9", "scan", "scan"},
     "0 *0 1"},
    {"another local port",
     {"scan", "udp unconnected 10.0.0.1:1 * cookie=0x5", "scan",
      "udp unconnected 10.0.0.1:2 * cookie=0x5"},
     "+0 ~0"},
    {"another local address",
     {"scan", "udp unconnected 0.0.0.0:1 * cookie=0x5", "scan",
      "udp unconnected 10.0.0.1:1 * cookie=0x5"},
     "+0 ~0"},
    {"another port of the peer",
     {"scan", "udp established 10.0.0.1:1 10.0.0.2:1 cookie=0x5", "scan",
      "udp established 10.0.0.1:1 10.0.0.2:2 cookie=0x5"},
     "+0 ~0"},
    {"another address of the peer",
     {"scan", "udp established 10.0.0.1:1 10.0.0.2:1 cookie=0x5", "scan",
      "udp established 10.0.0.1:1 10.0.0.3:1 cookie=0x5"},
     "+0 ~0"},
    {"the limit of an accept queue that is not known is no change",
     {"scan", "tcp listen 10.0.0.1:80 * cookie=0x6 inode=8 accept=0/128", "scan",
      "tcp listen 10.0.0.1:80 * cookie=0x6 inode=8 accept=0", "scan"},
     "+0 =0 0"},
    {"a process that is gone is no change",
     {"scan", "tcp established " CLIENT " cookie=0x5 inode=9", "scan",
      "tcp established " CLIENT " cookie=0x5"},
     "+0 =0"},
    {"without cookies, inode and ends are the identity",
     {"scan", "tcp established " CLIENT " inode=9", "scan", "tcp established " CLIENT " inode=9",
      "tcp established 10.0.0.1:40001 10.0.0.2:443 inode=9", "scan",
      "tcp established " CLIENT " inode=9", "scan", "tcp established " CLIENT " inode=9"},
     "+0 =+0 =0 =1"},
};

/** What is shown of a row. */
static char sign_of(struct tracker *tracker, const struct sock *row)
{
    switch (tracker_see(tracker, row)) {
    case SIGHTING_NEW:
        return '+';
    case SIGHTING_CHANGED:
        tracker_accept(known_find(&tracker->known, row), row);
        return '~';
    case SIGHTING_SAME:
        break;
    }
    return '=';
}

/** Ends a scan: appends how many are gone. */
static void end_scan(struct tracker *tracker, const struct facts *facts, struct strbuf *signs)
{
    struct known_list gone = {0};

    tracker_end_scan(tracker, facts, &gone);
    strbuf_decimal(signs, gone.count);
    strbuf_byte(signs, ' ');
    known_list_free(&gone);
}

static void observe_end(struct tracker *tracker, const char *line, struct strbuf *signs)
{
    const struct sock sock = scene_sock(line);
    struct known *known = tracker_take_end(tracker, &sock);

    strbuf_byte(signs, known ? '-' : '?');
    known_free(known);
}

static void observe_start(struct tracker *tracker, const char *line, struct strbuf *signs)
{
    const struct sock sock = scene_sock(line);
    const struct known *known = tracker_start(tracker, &sock);

    assert_true(known->fresh && !known->existing);
    assert_int_equal(known->start.boot_us, tracker->now.boot_us);
    strbuf_byte(signs, '*');
}

static bool is_scan(const char *step)
{
    return strcmp(step, "scan") == 0 || strcmp(step, "broken") == 0;
}

static void test_story(void **state)
{
    const struct story *story = *state;
    const struct moment now = {.boot_us = 1};
    struct tracker tracker = {0};
    CLEANUP(strbuf_free) struct strbuf signs = {0};
    struct facts facts[2] = {0};
    bool scanning = false;

    for (size_t i = 0; i < COUNT(story->steps) && story->steps[i]; i++) {
        const char *step = story->steps[i];
        bool ends = strcmp(step, "end") == 0;
        bool starts = strcmp(step, "start") == 0;
        if (scanning && (starts || ends || is_scan(step)))
            end_scan(&tracker, facts, &signs);
        scanning = scanning && !ends && !starts;
        if (is_scan(step)) {
            facts->own.incomplete = strcmp(step, "broken") == 0;
            tracker_begin_scan(&tracker, &now);
            scanning = true;
        } else if (starts) {
            observe_start(&tracker, story->steps[++i], &signs);
        } else if (ends) {
            observe_end(&tracker, story->steps[++i], &signs);
        } else {
            const struct sock row = scene_sock(step);
            strbuf_byte(&signs, sign_of(&tracker, &row));
        }
    }
    if (scanning)
        end_scan(&tracker, facts, &signs);
    if (signs.length > 0 && signs.data[signs.length - 1] == ' ')
        strbuf_truncate(&signs, signs.length - 1);
    assert_text(&signs, story->expected);
    tracker_free(&tracker);
}

/** How a connection ends, by what the kernel reports of it. */
struct end_row {
    const char *name;
    const char *socket;
    const char *listener; /**< a listener that a scan saw; NULL: none */
    bool existing;        /**< the socket was there at the first scan */
    struct tcp_ending ending;
    const char *reason; /**< NULL: none */
    uint64_t acked;
};

#define TOLD(acked, sent)                                                                          \
    .reported = true, .has_sent = true, .bytes_acked = (acked), .bytes_sent = (sent)

static const struct end_row ends[] = {
    {"SYN and FIN were acknowledged", "tcp closed " CLIENT, NULL, false, {TOLD(7, 5)}, "fin", 5},
    {"only SYN was", "tcp closed " CLIENT, NULL, false, {TOLD(6, 5)}, "rst", 5},
    {"only FIN was: we accepted",
     "tcp closed 10.0.0.1:443 10.0.0.2:40000",
     "tcp listen 10.0.0.1:443 * inode=4 cookie=0x9",
     false,
     {TOLD(6, 5)},
     "fin",
     5},
    {"neither was",
     "tcp closed 10.0.0.1:443 10.0.0.2:40000",
     "tcp listen 10.0.0.1:443 * inode=4 cookie=0x9",
     false,
     {TOLD(5, 5)},
     "rst",
     5},
    {"SYN or FIN, of a connection that is older than all scans",
     "tcp closed " CLIENT,
     NULL,
     true,
     {TOLD(6, 5)},
     "unknown",
     5},
    {"a segment more was acknowledged than SYN and data",
     "tcp closed " CLIENT,
     NULL,
     true,
     {TOLD(6, 5), .fin_acked = true},
     "fin",
     5},
    {"not all data was", "tcp closed " CLIENT, NULL, false, {TOLD(3, 5)}, "rst", 3},
    {"nothing was, in spite of retransmissions",
     "tcp closed " CLIENT,
     NULL,
     false,
     {TOLD(1, 12), .bytes_retransmitted = 12, .unanswered = true},
     "timeout",
     0},
    {"an old kernel does not tell what was sent",
     "tcp closed " CLIENT,
     NULL,
     false,
     {.reported = true, .bytes_acked = 7},
     "unknown",
     7},
    {"an old kernel, retransmissions",
     "tcp closed " CLIENT,
     NULL,
     false,
     {.reported = true, .bytes_acked = 1, .unanswered = true},
     "timeout",
     1},
    {"a listener", "tcp closed 10.0.0.1:443 *", NULL, false, {TOLD(0, 0)}, NULL, 0},
    {"UDP", "udp established " CLIENT, NULL, false, {0}, NULL, 0},
};

static void test_end(void **state)
{
    const struct end_row *row = *state;
    const struct moment now = {.boot_us = 1};
    struct tracker tracker = {0};
    struct observation observation = {.tuple_known = true, .ending = row->ending};
    struct known known = {.existing = row->existing};

    observation.sock = scene_sock(row->socket);
    tracker_begin_scan(&tracker, &now);
    if (row->listener) {
        const struct sock listener = scene_sock(row->listener);
        tracker_see(&tracker, &listener);
    }
    struct ending ending = tracker_ending(&tracker, &observation, row->existing ? &known : NULL);
    const char *reason = reason_names[ending.reason];
    assert_string_equal(row->reason ? row->reason : "none", reason ? reason : "none");
    assert_int_equal(row->acked, ending.bytes_acked);
    assert_int_equal(row->reason != NULL, ending.counted);
    tracker_free(&tracker);
}

/** The kernel has cleared the ends of a connection that we reset, or never had. */
static void test_torn(void **state)
{
    struct tracker tracker = {0};
    struct observation torn = {.sock = scene_sock("tcp closed 0.0.0.0:6000 10.0.0.2"),
                               .connected = true};

    (void)state;
    assert_int_equal(REASON_RST, tracker_ending(&tracker, &torn, NULL).reason);
    torn.connected = false;
    assert_int_equal(REASON_UNKNOWN, tracker_ending(&tracker, &torn, NULL).reason);
}

/** The last state that a scan saw. */
static void test_unseen(void **state)
{
    static const struct {
        const char *socket;
        enum end_reason reason;
    } last[] = {
        {"tcp established " CLIENT, REASON_UNKNOWN}, {"tcp time-wait " CLIENT, REASON_FIN},
        {"tcp last-ack " CLIENT, REASON_FIN},        {"tcp fin-wait-1 " CLIENT, REASON_UNKNOWN},
        {"tcp listen 10.0.0.1:443 *", REASON_NONE},  {"udp established " CLIENT, REASON_NONE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(last); i++) {
        const struct known known = {.sock = scene_sock(last[i].socket)};
        assert_int_equal(last[i].reason, tracker_ending_unseen(&known).reason);
    }
}

/** Whose end a trace of changes of state tells. */
static void test_traced(void **state)
{
    static const struct {
        const char *socket;
        bool traced;
    } rows[] = {
        {"tcp established " CLIENT " cookie=0x5", true},
        {"tcp listen 10.0.0.1:443 * cookie=0x5", true},
        {"tcp established " CLIENT, false},
        {"tcp bound-inactive 10.0.0.1:443 * cookie=0x5", false},
        {"tcp closed 10.0.0.1:443 * cookie=0x5", false},
        {"udp established " CLIENT " cookie=0x5", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct known known = {.sock = scene_sock(rows[i].socket)};
        assert_int_equal(rows[i].traced, tracker_end_is_traced(&known));
    }
}

/** One listener replaces another. */
static const struct replacement {
    const char *name, *before, *after;
    bool replaces;
} replacements[] = {
    {"the same end", "tcp listen 10.0.0.1:80 *", "tcp listen 10.0.0.1:80 * inode=7", true},
    {"another port", "tcp listen 10.0.0.1:80 *", "tcp listen 10.0.0.1:81 *", false},
    {"another address", "tcp listen 10.0.0.1:80 *", "tcp listen 10.0.0.2:80 *", false},
    {"another family", "tcp listen 0.0.0.0:80 *", "tcp listen [::]:80 *", false},
    {"another protocol", "tcp listen 10.0.0.1:53 *", "udp unconnected 10.0.0.1:53 *", false},
    {"another place", "tcp listen 10.0.0.1:80 *", "tcp listen 10.0.0.1:80 * place=1", false},
    {"another device", "tcp listen 10.0.0.1:80 *", "tcp listen 10.0.0.1:80 * device=3", false},
    {"no listener", "tcp listen 10.0.0.1:80 *", "tcp established 10.0.0.1:80 10.0.0.2:9", false},
};

static void test_replacement(void **state)
{
    const struct replacement *row = *state;
    const struct sock before = scene_sock(row->before);
    const struct sock after = scene_sock(row->after);

    assert_int_equal(row->replaces, tracker_is_replacement(&before, &after));
    if (row->replaces)
        assert_int_equal(tracker_listener_key(&before), tracker_listener_key(&after));
}

/** Memory stays flat: what was removed is no longer known, whatever its bucket. */
static void test_many(void **state)
{
    struct known_table table = {0};

    (void)state;
    for (unsigned i = 1; i <= 1000; i++) {
        struct sock sock = scene_sockf("tcp established " CLIENT " cookie=%u", i);
        known_add(&table, &sock);
    }
    for (unsigned i = 1; i <= 1000; i += 2) {
        struct sock sock = scene_sockf("tcp established " CLIENT " cookie=%u", i);
        struct known *known = known_find(&table, &sock);
        assert_non_null(known);
        known_remove(&table, known);
        known_free(known);
        assert_null(known_find(&table, &sock));
    }
    assert_int_equal(500, table.count);
    known_free_all(&table);
    assert_int_equal(0, table.count);
}

/** A place of which only events tell misses nothing, unless it has ended. */
static void test_places(void **state)
{
    static const struct {
        bool unread, gone, incomplete;
        size_t missed; /**< after the second scan that does not list it */
    } rows[] = {
        {false, false, false, 1},
        {true, false, false, 0},
        {true, true, false, 1},
        {false, false, true, 0},
    };
    const struct moment now = {.boot_us = 1};
    const struct sock sock = scene_sock("tcp listen 10.0.0.1:80 * cookie=0x6 place=1");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct place other = {.unread = rows[i].unread, .gone = rows[i].gone};
        struct place_facts read = {.incomplete = rows[i].incomplete};
        const struct places places = {.others = &other, .other_count = 1};
        const struct facts facts = {.places = &places, .others = &read, .other_count = 1};
        struct tracker tracker = {0};
        struct known_list gone = {0};
        tracker_begin_scan(&tracker, &now);
        tracker_see(&tracker, &sock);
        for (size_t scan = 0; scan < 3; scan++) {
            tracker_end_scan(&tracker, &facts, &gone);
            assert_int_equal(gone.count, scan == 2 ? rows[i].missed : 0);
            tracker_begin_scan(&tracker, &now);
        }
        known_list_free(&gone);
        tracker_free(&tracker);
    }
}

/** What is known of a socket that a scan finds. */
static void test_seen(void **state)
{
    const struct moment first = {.boot_us = 1}, later = {.boot_us = 2};
    const struct sock one = scene_sock("tcp established " CLIENT " cookie=0x5 inode=9");
    const struct sock other = scene_sock("tcp established " CLIENT " cookie=0x6 inode=10");
    struct tracker tracker = {0};

    (void)state;
    tracker_begin_scan(&tracker, &first);
    tracker_see(&tracker, &one);
    tracker_begin_scan(&tracker, &later);
    tracker_see(&tracker, &other);
    struct known *known[] = {known_find(&tracker.known, &one), known_find(&tracker.known, &other)};
    assert_true(known[0]->existing && known[0]->fresh && !known[1]->existing);
    assert_int_equal(known[0]->start.boot_us, 1);
    assert_int_equal(known[1]->start.boot_us, 2);
    tracker_accept(known[0], &other);
    assert_false(known[0]->fresh);
    assert_int_equal(known[0]->sock.cookie, 6);
    known[0]->sock.cookie = 5;
    tracker_free(&tracker);
}

/** A listener that has begun since makes a connection at its port one that was accepted. */
static void test_listener_of_an_event(void **state)
{
    const struct moment now = {.boot_us = 1};
    struct observation observation = {.tuple_known = true, .ending = {TOLD(6, 5)}};
    struct tracker tracker = {0};
    const struct sock sock = scene_sock("udp unconnected 10.0.0.1:443 * cookie=0x6");
    const struct sock listener = scene_sock("tcp listen 10.0.0.1:443 * cookie=0x7");

    (void)state;
    observation.sock = scene_sock("tcp closed 10.0.0.1:443 10.0.0.2:40000");
    tracker_begin_scan(&tracker, &now);
    tracker_start(&tracker, &sock);
    assert_int_equal(tracker_ending(&tracker, &observation, NULL).reason, REASON_RST);
    tracker_start(&tracker, &listener);
    assert_int_equal(tracker_ending(&tracker, &observation, NULL).reason, REASON_FIN);
    observation.sock.place = 1; // another namespace has ports of its own
    assert_int_equal(tracker_ending(&tracker, &observation, NULL).reason, REASON_RST);
    tracker_free(&tracker);
}

/** Before the first scan, nothing tells who opened a connection. */
static void test_end_before_the_first_scan(void **state)
{
    struct observation observation = {.tuple_known = true, .ending = {TOLD(6, 5)}};
    struct tracker tracker = {0};

    (void)state;
    observation.sock = scene_sock("tcp closed " CLIENT);
    assert_int_equal(tracker_ending(&tracker, &observation, NULL).reason, REASON_UNKNOWN);
}

/** The end of a connection is told without its ends, but they are known. */
static void test_torn_of_known_ends(void **state)
{
    struct tracker tracker = {.scan = 1};
    struct known known = {.sock = scene_sock("tcp established " CLIENT)};
    struct observation torn = {.sock = scene_sock("tcp closed 0.0.0.0:40000 *"),
                               .connected = true,
                               .ending = {TOLD(7, 5)}};

    (void)state;
    assert_int_equal(tracker_ending(&tracker, &torn, &known).reason, REASON_RST);
    assert_false(tracker_ending(&tracker, &torn, &known).counted);
    torn.tuple_known = true; // and then those of the end count
    assert_int_equal(tracker_ending(&tracker, &torn, &known).reason, REASON_NONE);
}

/** What the kernel counted is told. */
static void test_counters(void **state)
{
    struct tracker tracker = {.scan = 1};
    struct observation observation = {
        .tuple_known = true,
        .ending = {TOLD(7, 5), .bytes_received = 11, .retransmits = 12, .rtt_us = 13}};

    (void)state;
    observation.sock = scene_sock("tcp closed " CLIENT);
    struct ending ending = tracker_ending(&tracker, &observation, NULL);
    assert_int_equal(ending.bytes_received, 11);
    assert_int_equal(ending.retransmits, 12);
    assert_int_equal(ending.rtt_us, 13);
    observation.ending.reported = false;
    ending = tracker_ending(&tracker, &observation, NULL);
    assert_int_equal(ending.reason, REASON_UNKNOWN);
    assert_false(ending.counted);
}

static bool is_even(void *context, struct known *known)
{
    size_t *asked = context;

    ++*asked;
    return known->sock.cookie % 2 == 0;
}

/** Each socket is asked about once; those that go are sorted. */
static void test_remove_if(void **state)
{
    struct known_table table = {0};
    struct known_list gone = {0};
    size_t asked = 0;

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        struct sock sock =
            scene_sockf("tcp listen 10.0.0.1:%u * cookie=%u", 1 + i * 7919 % 1000, i);
        strbuf_text(&known_add(&table, &sock)->cells, "some cells");
    }
    known_remove_if(&table, is_even, &asked, &gone);
    assert_int_equal(asked, 1000);
    assert_int_equal(gone.count, 500);
    assert_int_equal(table.count, 500);
    for (size_t i = 1; i < gone.count; i++)
        assert_true(gone.items[i - 1]->sock.local_port < gone.items[i]->sock.local_port);
    known_list_free(&gone);
    assert_int_equal(gone.count, 0);
    known_free_all(&table);
}

/** The ends tell sockets apart that have no cookie. */
static void test_find_without_cookies(void **state)
{
    struct known_table table = {0};

    (void)state;
    for (unsigned i = 1; i <= 1000; i++) {
        struct sock sock = scene_sockf("tcp established 10.0.0.1:%u 10.0.0.2:%u", i, 2000 - i);
        known_add(&table, &sock);
    }
    for (unsigned i = 1; i <= 1000; i++) {
        struct sock sock = scene_sockf("tcp established 10.0.0.1:%u 10.0.0.2:%u", i, 2000 - i);
        const struct known *known = known_find(&table, &sock);
        assert_non_null(known);
        assert_int_equal(known->sock.local_port, i);
        assert_true(known->fresh);
        sock.peer_port++;
        assert_null(known_find(&table, &sock));
    }
    known_free_all(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_unseen),
        cmocka_unit_test(test_traced),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_seen),
        cmocka_unit_test(test_listener_of_an_event),
        cmocka_unit_test(test_end_before_the_first_scan),
        cmocka_unit_test(test_torn_of_known_ends),
        cmocka_unit_test(test_counters),
        cmocka_unit_test(test_remove_if),
        cmocka_unit_test(test_find_without_cookies),
    };

    return RUN_ROWS(test_story, stories) + RUN_ROWS(test_end, ends) +
           RUN_ROWS(test_replacement, replacements) +
           cmocka_run_group_tests_name("tracker", tests, NULL, NULL);
}
