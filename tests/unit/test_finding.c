// SPDX-License-Identifier: MIT
/** sock/finding.h: for each finding a socket that has it, and some that just have not. */
#include "scene.h"

#include "../known.h"

#include "show/sentences.h"
#include "sock/ends.h"
#include "sock/finding.h"
#include "sock/siblings.h"
#include "sock/tcp_info.h"

#include <linux/sock_diag.h>

/** What a socket has beside its line. 0: not known. */
struct more {
    uint32_t ack_ms, data_ms; /**< since an acknowledgement, and since data */
    uint8_t backoff;
    uint32_t drops, rmem, rcvbuf;
    uint32_t time_wait_ports;
    struct listener listener; /**< that the socket is part of */
};

struct finding_row {
    const char *name;
    const char *line;
    const char *expected; /**< words of the findings */
    struct more more;
    enum owner_scan scan;
    unsigned holders;      /**< processes */
    enum port_reuse reuse; /**< 0: the default */
};

#define A "10.0.0.1"
#define B "10.0.0.2"
#define ENDS A ":80 " B ":40000 "

#define ROW(row_name, row_line, row_expected, ...)                                                 \
    {                                                                                              \
        .name = (row_name), .line = (row_line), .expected = (row_expected), __VA_ARGS__            \
    }

static const struct finding_row rows[] = {
    ROW("a full accept queue", "tcp listen " A ":80 * accept=6/5 inode=5", "accept-queue-full",
        .more.drops = 7),
    ROW("an accept queue that is not full", "tcp listen " A ":80 * accept=2/5 inode=5", ""),
    ROW("an accept queue with room for one", "tcp listen " A ":80 * accept=99/99 inode=5",
        "accept-queue-filling"),
    ROW("an accept queue that is just not half full", "tcp listen " A ":80 * accept=49/99 inode=5",
        ""),
    ROW("an MPTCP listener", "mptcp listen " A ":80 * accept=6/5 inode=5", ""),
    ROW("a half full MPTCP listener", "mptcp listen " A ":80 * accept=3/5 inode=5", ""),
    ROW("drops of an MPTCP listener", "mptcp listen " A ":80 * accept=0/5 inode=5", "",
        .more.drops = 1),
    ROW("dropped and full again", "tcp listen " A ":80 * accept=100/99 inode=5 device=3",
        "accept-queue-full", .more.drops = 1),
    ROW("no limit of the accept queue is known", "tcp listen " A ":80 * accept=6 inode=5", ""),
    ROW("a full accept queue of a Unix socket", "unix listen * * accept=2/1 inode=5",
        "accept-queue-full"),
    ROW("a half full accept queue of a Unix socket", "unix listen * * accept=3/5 inode=5",
        "accept-queue-filling"),
    ROW("a half full accept queue", "tcp listen " A ":80 * accept=3/5 inode=5",
        "accept-queue-filling"),
    ROW("a listener that dropped", "tcp listen " A ":80 * accept=0/5 inode=5", "listener-drops",
        .more.drops = 1),
    ROW("one of several listeners", "tcp listen " A ":80 * accept=4/15 inode=5",
        "reuseport-imbalance", .more.listener = {.sockets = 2, .has_queue = true}),
    ROW("all of several listeners", "tcp listen " A ":80 * accept=4/15 inode=5", "",
        .more.listener = {.sockets = 2, .least_queue = 1, .has_queue = true}),
    ROW("few connections of one of several", "tcp listen " A ":80 * accept=3/15 inode=5", "",
        .more.listener = {.sockets = 2, .has_queue = true}),
    ROW("few connections, of a short queue", "tcp listen " A ":80 * accept=3/9 inode=5", "",
        .more.listener = {.sockets = 2, .has_queue = true}),
    ROW("a quarter of the queue", "tcp listen " A ":80 * accept=25/99 inode=5",
        "reuseport-imbalance", .more.listener = {.sockets = 2, .has_queue = true}),
    ROW("less than a quarter of the queue", "tcp listen " A ":80 * accept=24/99 inode=5", "",
        .more.listener = {.sockets = 2, .has_queue = true}),
    ROW("an unknown queue of another one", "tcp listen " A ":80 * accept=4/15 inode=5", "",
        .more.listener = {.sockets = 2}),
    ROW("a listener alone", "tcp listen " A ":80 * accept=4/15 inode=5", "",
        .more.listener = {.sockets = 1, .has_queue = true}),
    ROW("not accepted for long", "tcp established " ENDS "queues=0/0", "not-accepted",
        .more.ack_ms = 5000),
    ROW("not accepted, and closed by the peer", "tcp close-wait " ENDS "queues=1/0", "not-accepted",
        .more.ack_ms = 10000),
    ROW("a handshake without a process", "tcp syn-recv " ENDS "queues=0/0", "",
        .more.ack_ms = 10000),
    ROW("not accepted yet", "tcp established " ENDS "queues=0/0", "", .more.ack_ms = 4999),
    ROW("accepted and idle", "tcp established " ENDS "queues=0/0 inode=5", "",
        .more.ack_ms = 90000),
    ROW("a leak", "tcp close-wait " ENDS "queues=1/0 inode=5", "close-wait", .more.ack_ms = 10000),
    ROW("just closed by the peer", "tcp close-wait " ENDS "queues=1/0 inode=5", "",
        .more.ack_ms = 9999),
    ROW("of unknown age", "tcp close-wait " ENDS "queues=1/0 inode=5", ""),
    ROW("a zero window", "tcp established " ENDS "queues=0/1 inode=5 timer=persist/200/0",
        "zero-window", .more.backoff = 3),
    ROW("a short zero window", "tcp established " ENDS "queues=0/9 inode=5 timer=persist/200/0", "",
        .more.backoff = 2),
    ROW("a zero window after the peer closed",
        "tcp close-wait " ENDS "queues=1/9 inode=5 timer=persist/200/9", "zero-window",
        .more.backoff = 3),
    ROW("a zero window of the last data", "tcp last-ack " ENDS "queues=0/1 timer=persist/200/0",
        "zero-window", .more.backoff = 3),
    ROW("a zero window while closing", "tcp closing " ENDS "queues=0/1 timer=persist/200/0",
        "zero-window", .more.backoff = 3),
    ROW("a probe without data", "tcp established " ENDS "queues=0/0 inode=5 timer=persist/200/0",
        "", .more.backoff = 3),
    ROW("probes that were answered",
        "tcp established " ENDS "queues=0/9 inode=5 timer=persist/200/3", "", .more.backoff = 2),
    ROW("retransmissions with a long interval",
        "tcp established " ENDS "queues=0/9 inode=5 timer=on/200/2", "", .more.backoff = 3),
    ROW("a half-open connection, closed by the peer",
        "tcp close-wait " ENDS "queues=1/0 inode=5 timer=keepalive/9/2", "half-open"),
    ROW("probes in FIN-WAIT-2", "tcp fin-wait-2 " ENDS "queues=0/0 inode=5 timer=keepalive/9/2",
        ""),
    ROW("a half-open connection", "tcp established " ENDS "queues=0/0 inode=5 timer=keepalive/9/2",
        "half-open"),
    ROW("one probe on its way", "tcp established " ENDS "queues=0/0 inode=5 timer=keepalive/9/1",
        ""),
    ROW("an idle keepalive connection",
        "tcp established " ENDS "queues=0/0 inode=5 timer=keepalive/7200000/0", "",
        .more.ack_ms = 7000000),
    ROW("retransmissions", "tcp established " ENDS "queues=0/9 inode=5 timer=on/200/3",
        "retransmitting"),
    ROW("retransmissions of a FIN", "tcp fin-wait-1 " ENDS "queues=0/1 timer=on/200/3",
        "retransmitting"),
    ROW("retransmissions of the last FIN", "tcp last-ack " ENDS "queues=0/1 timer=on/200/3",
        "retransmitting"),
    ROW("retransmissions over MPTCP", "mptcp established " ENDS "queues=0/9 inode=5 timer=on/200/3",
        ""),
    ROW("probes over MPTCP", "mptcp established " ENDS "queues=0/0 inode=5 timer=keepalive/9/2",
        ""),
    ROW("no answer over MPTCP", "mptcp syn-sent " ENDS "queues=0/0 inode=5 timer=on/999/2", ""),
    ROW("SYN-RECV without an answer", "tcp syn-recv " ENDS "queues=0/0 timer=on/200/3", ""),
    ROW("no answer for long", "tcp syn-sent " ENDS "queues=0/1 inode=5 timer=on/999/3",
        "syn-unanswered"),
    ROW("few retransmissions", "tcp established " ENDS "queues=0/9 inode=5 timer=on/200/2", ""),
    ROW("no answer", "tcp syn-sent " ENDS "queues=0/1 inode=5 timer=on/999/2", "syn-unanswered"),
    ROW("no answer yet", "tcp syn-sent " ENDS "queues=0/1 inode=5 timer=on/999/1", ""),
    ROW("many in TIME-WAIT", "tcp time-wait " A ":80 " B ":40000", "time-wait-flood",
        .more.time_wait_ports = 50),
    ROW("some in TIME-WAIT", "tcp time-wait " A ":80 " B ":40000", "", .more.time_wait_ports = 49),
    ROW("many in TIME-WAIT of this host", "tcp time-wait 127.0.0.1:80 127.0.0.2:40000", "",
        .more.time_wait_ports = 50),
    ROW("many in TIME-WAIT to this host", "tcp time-wait " A ":80 127.0.0.2:40000", "",
        .more.time_wait_ports = 50),
    ROW("many mapped ones", "tcp time-wait [::ffff:" A "]:80 [::ffff:127.0.0.1]:40000", "",
        .more.time_wait_ports = 50),
    ROW("many in TIME-WAIT at ::1", "tcp time-wait [::1]:80 [::1]:40000", "",
        .more.time_wait_ports = 50),
    ROW("many in TIME-WAIT of this host, without reuse",
        "tcp time-wait 127.0.0.1:80 127.0.0.2:40000", "time-wait-flood", .more.time_wait_ports = 50,
        .reuse = PORT_REUSE_NEVER),
    ROW("many in TIME-WAIT, reused", "tcp time-wait " A ":80 " B ":40000", "",
        .more.time_wait_ports = 50, .reuse = PORT_REUSE_ALWAYS),
    ROW("a full receive buffer", "udp unconnected " A ":53 * queues=75/0 inode=5",
        "receive-buffer-full", .more = {.drops = 1, .rmem = 75, .rcvbuf = 100}),
    ROW("a full receive buffer of UDP-Lite", "udplite unconnected " A ":53 * queues=75/0 inode=5",
        "receive-buffer-full", .more = {.drops = 1, .rmem = 75, .rcvbuf = 100}),
    ROW("a full receive buffer of a connected socket",
        "udp established " ENDS "queues=75/0 inode=5", "receive-buffer-full",
        .more = {.drops = 1, .rmem = 75, .rcvbuf = 100}),
    ROW("a large buffer", "udp unconnected " A ":53 * queues=9/0 inode=5", "receive-buffer-full",
        .more = {.drops = 1, .rmem = 3221225472, .rcvbuf = 4294967295}),
    ROW("a large buffer that is not full", "udp unconnected " A ":53 * queues=9/0 inode=5", "drops",
        .more = {.drops = 1, .rmem = 3221225470, .rcvbuf = 4294967295}),
    ROW("drops of a raw socket", "raw unconnected " A ":1 * queues=75/0 inode=5", "",
        .more = {.drops = 1, .rmem = 75, .rcvbuf = 100}),
    ROW("drops of a connected socket", "udp established " ENDS "queues=0/0 inode=5", "drops",
        .more.drops = 1),
    ROW("drops of a TCP connection", "tcp established " ENDS "queues=0/0 inode=5", "",
        .more = {.drops = 1, .rmem = 75, .rcvbuf = 100}),
    ROW("a receive buffer that was full", "udp unconnected " A ":53 * queues=74/0 inode=5", "drops",
        .more = {.drops = 1, .rmem = 74, .rcvbuf = 100}),
    ROW("a full buffer without drops", "udp unconnected " A ":53 * queues=75/0 inode=5", "",
        .more = {.rmem = 75, .rcvbuf = 100}),
    ROW("a database for all", "tcp listen 0.0.0.0:5432 * accept=0/5 inode=5", "exposed-service"),
    ROW("a database of IPv6", "tcp listen [::]:27017 * accept=0/5 inode=5", "exposed-service"),
    ROW("a database for this host", "tcp listen 127.0.0.1:5432 * accept=0/5 inode=5", ""),
    ROW("a database at an inner address", "tcp listen " A ":5432 * accept=0/5 inode=5", ""),
    ROW("a database for one interface", "tcp listen 0.0.0.0:5432 * accept=0/5 inode=5 device=3",
        ""),
    ROW("SSH for all", "tcp listen 0.0.0.0:22 * accept=0/5 inode=5", ""),
    ROW("a connection of a database", "tcp established " A ":5432 " B ":40000 queues=0/0 inode=5",
        ""),
    ROW("memcached over UDP", "udp unconnected 0.0.0.0:11211 * queues=0/0 inode=5",
        "exposed-service"),
    ROW("unread data", "tcp established " ENDS "queues=1/0 inode=5", "unread-data",
        .more.data_ms = 5000),
    ROW("data for nobody yet", "tcp established " ENDS "queues=1/0", "", .more.data_ms = 5000),
    ROW("data that was read", "tcp established " ENDS "queues=0/0 inode=5", "",
        .more.data_ms = 5000),
    ROW("data and the FIN of the peer", "tcp close-wait " ENDS "queues=2/0 inode=5", "",
        .more.data_ms = 5000),
    ROW("data that just came", "tcp established " ENDS "queues=1/0 inode=5", "",
        .more.data_ms = 4999),
    ROW("a peer that does not close", "tcp fin-wait-2 " ENDS "queues=0/0 inode=5", "fin-wait-2",
        .more.ack_ms = 10000),
    ROW("a peer that closes soon", "tcp fin-wait-2 " ENDS "queues=0/0 inode=5", "",
        .more.ack_ms = 9999),
    ROW("FIN-WAIT-2 without a process", "tcp fin-wait-2 " ENDS "queues=0/0", "",
        .more.ack_ms = 10000),
    ROW("an orphan", "tcp fin-wait-1 " ENDS "queues=0/2", "orphan"),
    ROW("an orphan of a peer that closed", "tcp last-ack " ENDS "queues=0/2", "orphan"),
    ROW("an orphan while both close", "tcp closing " ENDS "queues=0/2", "orphan"),
    ROW("data of an unaccepted connection", "tcp established " ENDS "queues=0/2", ""),
    ROW("an orphan of MPTCP", "mptcp fin-wait-1 " ENDS "queues=0/2", ""),
    ROW("an orphan with its FIN only", "tcp fin-wait-1 " ENDS "queues=0/1", ""),
    ROW("closing with a process", "tcp fin-wait-1 " ENDS "queues=0/2 inode=5", ""),
    ROW("bound", "tcp bound-inactive " A ":1 * inode=5", "bound-idle"),
    ROW("bound to an address only", "tcp bound-inactive " A " * inode=5", ""),
    ROW("not bound", "tcp closed * * inode=5", ""),
    ROW("several processes", "tcp listen " A ":80 * accept=0/5 inode=5", "several-accept",
        .holders = 2),
    ROW("several processes of MPTCP", "mptcp listen " A ":80 * accept=0/5 inode=5", "",
        .holders = 2),
    ROW("one process", "tcp listen " A ":80 * accept=0/5 inode=5", "", .holders = 1),
    ROW("a connection of several", "tcp established " ENDS "queues=0/0 inode=5", "", .holders = 2),
    ROW("a hidden owner", "tcp listen " A ":80 * accept=0/5 inode=5", "owner-hidden",
        .scan = SCAN_PARTIAL),
    ROW("an owner of no process", "tcp listen " A ":80 * accept=0/5 inode=5", "",
        .scan = SCAN_FULL),
    ROW("two findings", "tcp fin-wait-1 " ENDS "queues=0/9 timer=persist/200/0",
        "zero-window,orphan", .more.backoff = 3),
};

#define BYTES(object) ((struct text){(const char *)&(object), sizeof(object)})

/** Adds the details that MORE describes to the only row. */
static void add_more(struct sock_table *table, const struct more *more)
{
    CLEANUP(strbuf_free) struct strbuf detail = {0};
    const struct tcp_info_known info = {.last_ack_recv = more->ack_ms,
                                        .last_data_recv = more->data_ms,
                                        .backoff = more->backoff,
                                        .segs_in = more->ack_ms ? 1 : 0,
                                        .data_segs_in = more->data_ms ? 1 : 0};
    const uint32_t memory[SK_MEMINFO_VARS] = {[SK_MEMINFO_RMEM_ALLOC] = more->rmem,
                                              [SK_MEMINFO_RCVBUF] = more->rcvbuf,
                                              [SK_MEMINFO_DROPS] = more->drops};
    const struct row_siblings siblings = {.time_wait_ports = more->time_wait_ports};
    const struct row_ends ends = {.listener = 1};

    detail_put(&detail, DETAIL_TCP_INFO, BYTES(info));
    detail_put(&detail, DETAIL_MEMORY, BYTES(memory));
    detail_put(&detail, DETAIL_SIBLINGS, BYTES(siblings));
    detail_put(&detail, DETAIL_ENDS, BYTES(ends));
    sock_table_add_detail(table, strbuf_contents(&detail));
}

/** A socket, what goes with it, and a host with 100 ephemeral ports. */
struct scene {
    struct sock_table table;
    struct facts facts;
};

static void scene_init(struct scene *scene, const struct finding_row *row)
{
    struct facts *facts = &scene->facts;

    memset(scene, 0, sizeof(*scene));
    known_init(facts);
    known_ephemeral(facts, 40000, 40099);
    if (row->reuse)
        known_places(facts)->own_ephemeral.reuse = (uint16_t)row->reuse;
    facts->details = &scene->table.details;
    facts->siblings = true;
    for (enum proto proto = 0; proto < PROTO_COUNT; proto++)
        facts->own.sources[proto] = SOURCE_NETLINK;
    facts->owners.scan = row->scan;
    owners_want(&facts->owners, 5);
    for (unsigned i = 0; i < row->holders; i++)
        owners_add_holder(&facts->owners, 0, owners_add_process(&facts->owners, i + 1, TEXT("a")),
                          3);
    facts->listeners.list = alloc_array(1, sizeof(*facts->listeners.list));
    facts->listeners.list[0] = row->more.listener;
    scene_add(&scene->table, row->line);
    add_more(&scene->table, &row->more);
}

static void scene_free(struct scene *scene)
{
    sock_table_free(&scene->table);
    known_free(&scene->facts);
}

/** Appends the text of a column. */
static void put_column(struct scene *scene, enum field_id id, struct strbuf *text)
{
    static const struct style style;

    field_text(text, &field_table[id], &scene->table.rows[0], &scene->facts, &style);
}

/** Findings that --check reports; the others are notes. */
static const char *const warnings[] = {
    "accept-queue-full", "reuseport-imbalance", "not-accepted",    "close-wait",
    "zero-window",       "half-open",           "retransmitting",  "syn-unanswered",
    "time-wait-flood",   "receive-buffer-full", "exposed-service",
};

/** Returns the severity of the findings FOUND, of which the first one is the gravest. */
static const char *expected_severity(const char *found)
{
    size_t length = strcspn(found, ",");

    for (size_t i = 0; i < COUNT(warnings); i++) {
        if (strlen(warnings[i]) == length && memcmp(warnings[i], found, length) == 0)
            return "warning";
    }
    return length > 0 ? "note" : "none";
}

static void test_findings(void **state)
{
    const struct finding_row *row = *state;
    CLEANUP(scene_free) struct scene scene;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    scene_init(&scene, row);
    put_column(&scene, FIELD_FINDINGS, &text);
    assert_text(&text, row->expected);
    strbuf_truncate(&text, 0);
    put_column(&scene, FIELD_SEVERITY, &text);
    assert_text(&text, expected_severity(row->expected));
}

/** Every finding occurs above: none is without a test. */
static void test_all_findings_are_tested(void **state)
{
    (void)state;
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        bool found = false;
        for (size_t i = 0; i < COUNT(rows); i++)
            found = found || strcmp(rows[i].expected, finding_table[finding].name) == 0;
        if (!found)
            fail_msg("no row for %s", finding_table[finding].name);
    }
}

static const struct finding_row leak = ROW("leak", "tcp close-wait " ENDS "queues=1/0 inode=5", "",
                                           .more = {.ack_ms = 20000, .data_ms = 30000});
static const struct finding_row idle =
    ROW("idle", "tcp established " ENDS "queues=0/0 inode=5", "");
static const struct finding_row bound = ROW("bound", "tcp bound-inactive " A ":1 * inode=5", "");
static const struct finding_row datagrams =
    ROW("datagrams", "udp unconnected " A ":1 * inode=5", "");
static const struct finding_row association = ROW("idle", "sctp established " ENDS "inode=5", "");
static const struct finding_row database =
    ROW("database", "tcp listen 0.0.0.0:5432 * accept=0/5 inode=5", "");

static const struct finding_row unix_listener =
    ROW("Unix listener", "unix listen * * accept=0/5 inode=5", "");
static const struct finding_row unix_other = ROW("Unix socket", "unix unconnected * * inode=5", "");

/** The severity of a row, of a source; NULL: absent. */
static void assert_severity(const struct finding_row *row, enum source source, bool joined,
                            const char *expected)
{
    CLEANUP(scene_free) struct scene scene;

    scene_init(&scene, row);
    scene.facts.own.sources[scene.table.rows[0].proto] = source;
    scene.facts.siblings = joined;
    struct value value =
        field_value(&field_table[FIELD_SEVERITY], &scene.table.rows[0], &scene.facts);
    if (expected)
        assert_string_equal(value.word, expected);
    else
        assert_int_equal(value.type, VALUE_NONE);
}

static void test_severity(void **state)
{
    (void)state;
    assert_severity(&leak, SOURCE_NETLINK, true, "warning");
    assert_severity(&bound, SOURCE_NETLINK, true, "note");
    assert_severity(&idle, SOURCE_NETLINK, true, "none");
}

/** What /proc does not report could be a warning. */
static void test_severity_is_unknown_if_facts_are_missing(void **state)
{
    (void)state;
    assert_severity(&leak, SOURCE_PROC, true, "warning");
    assert_severity(&bound, SOURCE_PROC, true, NULL);
    assert_severity(&idle, SOURCE_PROC, true, NULL);
    assert_severity(&datagrams, SOURCE_PROC, true, NULL);
    assert_severity(&leak, SOURCE_NETLINK, false, NULL);
    assert_severity(&leak, SOURCE_BPF, true, "warning");
    assert_severity(&idle, SOURCE_BPF, true, NULL);
    assert_severity(&unix_listener, SOURCE_NETLINK, true, "none");
    assert_severity(&unix_listener, SOURCE_PROC, true, NULL);
    assert_severity(&unix_other, SOURCE_PROC, true, "none");
}

/** The socket could be bound to an interface, which /proc does not report. */
static void test_exposure_is_not_seen_in_proc(void **state)
{
    (void)state;
    assert_severity(&database, SOURCE_NETLINK, true, "warning");
    assert_severity(&database, SOURCE_PROC, true, NULL);
}

/** Other protocols have findings only by their owner, which does not depend on the source. */
static void test_severity_of_other_protocols(void **state)
{
    (void)state;
    assert_severity(&association, SOURCE_PROC, true, "none");
}

/** A condition compares words only with words, and numbers only with numbers. */
static void assert_conditions(const struct condition *list, unsigned needs)
{
    for (; list->kind != CONDITION_END; list++) {
        enum value_type type = field_table[list->field].type;
        if (list->kind == CONDITION_WORD)
            assert_int_equal(type, VALUE_WORD);
        if (list->kind >= CONDITION_AT_LEAST && list->kind <= CONDITION_SHARE)
            assert_true(value_classes[type].is_number);
        if (list->kind < CONDITION_INODE)
            assert_int_equal(field_table[list->field].needs & ~needs, 0);
    }
}

/** No warning depends on processes: --check does not assume that all are visible (src/run.c). */
static void test_warnings_do_not_depend_on_owners(void **state)
{
    (void)state;
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        const struct finding_info *info = &finding_table[finding];
        if (info->severity == SEVERITY_WARNING)
            assert_conditions(info->conditions, NEEDS_OF_FINDINGS & ~(unsigned)NEED_OWNER);
    }
}

static void assert_json(const struct finding_row *row, const char *expected)
{
    static const struct style style = {.exact = true};
    CLEANUP(scene_free) struct scene scene;
    CLEANUP(strbuf_free) struct strbuf text = {0};

    scene_init(&scene, row);
    field_json(&text, &field_table[FIELD_FINDINGS], &scene.table.rows[0], &scene.facts, &style);
    assert_text(&text, expected);
}

static void test_json(void **state)
{
    (void)state;
    assert_json(&leak, "[{\"finding\":\"close-wait\",\"severity\":\"warning\",\"values\":"
                       "{\"last_ack_received_ms\":20000,\"last_data_received_ms\":30000,"
                       "\"recv_q\":1}}]");
    assert_json(&idle, "[]");
}

/** Needs of the conditions and of the figures are those of the columns. */
static void test_conditions(void **state)
{
    (void)state;
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++) {
        const struct finding_info *info = &finding_table[finding];
        assert_conditions(info->conditions, NEEDS_OF_FINDINGS);
        for (size_t i = 0; i < FINDING_KEYS && info->keys[i]; i++)
            assert_int_equal(field_table[info->keys[i]].needs & ~(unsigned)NEEDS_OF_FINDINGS, 0);
    }
    for (const struct sentence *one = sentence_table; one->text; one++)
        assert_conditions(one->conditions, ~0U);
}

static void assert_placeholders(const char *sentences)
{
    struct text rest = text_of(sentences);
    bool placeholder = false;

    while (rest.bytes) {
        struct text piece = sentence_take_piece(&rest, &placeholder);
        if (placeholder && !text_is(piece, "private_service"))
            assert_non_null(field_find(piece.bytes, piece.length));
    }
    assert_int_equal(sentences[strlen(sentences) - 1], '.');
}

static void test_placeholders_are_keys(void **state)
{
    (void)state;
    for (const struct sentence *one = sentence_table; one->text; one++)
        assert_placeholders(one->text);
    for (enum finding finding = 0; finding < FINDING_COUNT; finding++)
        assert_placeholders(finding_sentences[finding]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_findings_are_tested),
        cmocka_unit_test(test_severity),
        cmocka_unit_test(test_severity_is_unknown_if_facts_are_missing),
        cmocka_unit_test(test_severity_of_other_protocols),
        cmocka_unit_test(test_warnings_do_not_depend_on_owners),
        cmocka_unit_test(test_exposure_is_not_seen_in_proc),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_placeholders_are_keys),
    };

    return RUN_ROWS(test_findings, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
