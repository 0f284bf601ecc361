// SPDX-License-Identifier: MIT
/** sock/field: the table of fields itself, in its order. */
#include "../known.h"
#include "scene.h"
#include "sets.h"

#include "sock/field.h"

struct column_row {
    const char *name; /**< the key */
    const char *heading;
    unsigned groups;
    const char *needs;
    bool right;
};

#define EVERYWHERE (GROUP_TABLE | GROUP_RECORD)
#define EXTENDED (GROUP_EXTENDED | GROUP_RECORD)
#define TIMERS (GROUP_TIMERS | GROUP_RECORD)
#define ENDPOINT "device service host"

#define NEEDS_FOUND "owner ends autobound siblings ephemeral info info_rest memory"

static const struct column_row columns[] = {
    {"proto", "PROTO", EVERYWHERE, "", false},
    {"family", "FAMILY", GROUP_RECORD, "", false},
    {"type", "TYPE", EVERYWHERE, "", false},
    {"state", "STATE", EVERYWHERE, "", false},
    {"recv_q", "RECV-Q", EVERYWHERE, "", true},
    {"send_q", "SEND-Q", EVERYWHERE, "", true},
    {"accept_queue", "ACCEPT-Q", GROUP_RECORD, "", true},
    {"accept_limit", "ACCEPT-LIMIT", GROUP_RECORD, "", true},
    {"accept_percent", "ACCEPT%", 0, "", true},
    {"local", "LOCAL", GROUP_TABLE, ENDPOINT, false},
    {"peer", "PEER", GROUP_TABLE, ENDPOINT " peer", false},
    {"local_address", "LOCAL-ADDRESS", GROUP_RECORD, "", false},
    {"local_port", "LOCAL-PORT", GROUP_RECORD, "", true},
    {"local_service", "LOCAL-SERVICE", GROUP_RECORD, "service", false},
    {"local_host", "LOCAL-HOST", GROUP_HOST, "host", false},
    {"peer_address", "PEER-ADDRESS", GROUP_RECORD, "", false},
    {"peer_port", "PEER-PORT", GROUP_RECORD, "", true},
    {"peer_service", "PEER-SERVICE", GROUP_RECORD, "service", false},
    {"peer_host", "PEER-HOST", GROUP_HOST, "host", false},
    {"ip_protocol", "IP-PROTOCOL", GROUP_RECORD, "", true},
    {"icmp_id", "ICMP-ID", GROUP_RECORD, "", true},
    {"local_path", "LOCAL-PATH", GROUP_RECORD, "name", false},
    {"local_abstract", "ABSTRACT", GROUP_RECORD, "name", false},
    {"peer_path", "PEER-PATH", GROUP_RECORD, "name peer", false},
    {"peer_inode", "PEER-INODE", GROUP_RECORD, "peer", true},
    {"recv_rate_bytes_per_s", "RECV-RATE", GROUP_RATES, "rates info info_rest", true},
    {"send_rate_bytes_per_s", "SEND-RATE", GROUP_RATES, "rates info info_rest", true},
    {"total_rate_bytes_per_s", "TOTAL-RATE", 0, "rates info info_rest", true},
    {"retransmits_per_s", "RETRANS/S", GROUP_RATES, "rates info info_rest", true},
    {"shutdown", "SHUTDOWN", GROUP_RECORD | GROUP_FACTS, "", false},
    {"timer", "TIMER", TIMERS, "", false},
    {"timer_expires_ms", "EXPIRES", TIMERS, "", true},
    {"retransmits", "RETRANS", TIMERS, "", true},
    {"user", "USER", EXTENDED, "user", false},
    {"uid", "UID", EXTENDED, "", true},
    {"inode", "INODE", EXTENDED, "", true},
    {"cookie", "COOKIE", EXTENDED, "", true},
    {"device", "DEVICE", EXTENDED, "device", false},
    {"device_index", "DEVICE-INDEX", GROUP_RECORD, "", true},
    {"mark", "MARK", EXTENDED, "mark", true},
    {"v6only", "V6ONLY", EXTENDED, "", false},
    {"wildcard", "WILDCARD", 0, "", false},
    {"exposure", "EXPOSURE", GROUP_FACTS, "", false},
    {"exposure_family", "EXPOSURE-FAMILY", GROUP_FACTS, "", false},
    {"port_class", "PORT-CLASS", GROUP_FACTS, "", false},
    {"ephemeral", "EPHEMERAL", GROUP_FACTS, "ephemeral", false},
    {"autobound", "AUTOBOUND", 0, "autobound", false},
    {"cgroup_id", "CGROUP-ID", EXTENDED, "", true},
    {"cgroup", "CGROUP", GROUP_PLACE_MORE, "cgroup", false},
    {"cgroup_state", "CGROUP-STATE", GROUP_PLACE_MORE, "cgroup", false},
    {"unit", "UNIT", GROUP_PLACE, "cgroup", false},
    {"user_unit", "USER-UNIT", GROUP_PLACE_MORE, "cgroup", false},
    {"slice", "SLICE", GROUP_PLACE_MORE, "cgroup", false},
    {"session", "SESSION", GROUP_PLACE_MORE, "cgroup", false},
    {"machine", "MACHINE", GROUP_PLACE_MORE, "cgroup", false},
    {"container", "CONTAINER", GROUP_PLACE, "cgroup", false},
    {"container_runtime", "RUNTIME", GROUP_PLACE_MORE, "cgroup", false},
    {"container_name", "CONTAINER-NAME", GROUP_PLACE_MORE, "cgroup", false},
    {"pod", "POD", GROUP_PLACE_MORE, "cgroup", false},
    {"role", "ROLE", 0, "ends autobound", false},
    {"listener", "LISTENER", 0, "ends autobound", true},
    {"connections", "CONNS", 0, "ends autobound", true},
    {"handshakes", "HANDSHAKES", 0, "ends autobound", true},
    {"peer_match", "PEER-MATCH", 0, "ends peer", false},
    {"peer_cookie", "PEER-COOKIE", 0, "ends", true},
    {"backends", "BACKENDS", GROUP_BACKENDS, "backends owner ends cgroup netns", false},
    {"netns", "NETNS", GROUP_NETNS, "netns", false},
    {"netns_id", "NETNS-ID", GROUP_NETNS_MORE, "netns", true},
    {"netns_name", "NETNS-NAME", GROUP_NETNS_MORE, "netns", false},
    {"netns_pid", "NETNS-PID", GROUP_NETNS_MORE, "netns", true},
    {"peer_processes", "PEER-PROCESS", GROUP_PROCESS | GROUP_OWNER, "owner peer ends", false},
    {"owner", "OWNER", GROUP_OWNER, "owner", false},
    {"processes", "PROCESS", GROUP_PROCESS | GROUP_OWNER, "owner", false},
    {"pid", "PID", 0, "owner", false},
    {"comm", "COMM", 0, "owner", false},
    {"contexts", "CONTEXT", GROUP_CONTEXT, "owner context", false},
    {"severity", "SEVERITY", GROUP_FINDINGS, NEEDS_FOUND, false},
    {"findings", "FINDINGS", GROUP_FINDINGS, NEEDS_FOUND, false},
    {"result", "RESULT", GROUP_RESULT, "result", false},
    {"result_reason", "REASON", GROUP_RESULT, "result", false},
};

static void test_column(void **state)
{
    const struct column_row *row = *state;
    const struct field *field = field_find(row->name, strlen(row->name));

    assert_non_null(field);
    assert_string_equal(field->key, row->name);
    assert_string_equal(field->heading, row->heading);
    assert_int_equal(field->groups, row->groups);
    assert_needs(field->needs, row->needs);
    assert_int_equal(field->right, row->right);
    assert_int_equal(field->coloured, strcmp(field->key, "state") == 0);
}

/** In this order, with fields of single protocols between them. */
static void test_there_are_no_other_columns(void **state)
{
    size_t row = 0;

    (void)state;
    for (const struct field *field = field_table; field->key; field++) {
        if (row < COUNT(columns) && strcmp(field->key, columns[row].name) == 0)
            row++;
        else
            assert_true(field->protos != 0);
    }
    assert_int_equal(row, COUNT(columns));
}

struct state_row {
    const char *name;
    enum state state;
    enum state_phase phase;
    const char *heading;
};

static const struct state_row states[] = {
    {"established", STATE_ESTABLISHED, PHASE_OPEN, "ESTABLISHED"},
    {"syn-sent", STATE_SYN_SENT, PHASE_OPENING, "SYN-SENT"},
    {"syn-recv", STATE_SYN_RECV, PHASE_OPENING, "SYN-RECV"},
    {"fin-wait-1", STATE_FIN_WAIT_1, PHASE_CLOSING, "FIN-WAIT-1"},
    {"fin-wait-2", STATE_FIN_WAIT_2, PHASE_CLOSING, "FIN-WAIT-2"},
    {"time-wait", STATE_TIME_WAIT, PHASE_CLOSING, "TIME-WAIT"},
    {"closed", STATE_CLOSED, PHASE_CLOSING, "CLOSED"},
    {"close-wait", STATE_CLOSE_WAIT, PHASE_CLOSING, "CLOSE-WAIT"},
    {"last-ack", STATE_LAST_ACK, PHASE_CLOSING, "LAST-ACK"},
    {"listen", STATE_LISTEN, PHASE_WAITING, "LISTEN"},
    {"closing", STATE_CLOSING, PHASE_CLOSING, "CLOSING"},
    {"bound-inactive", STATE_BOUND_INACTIVE, PHASE_WAITING, "BOUND-INACTIVE"},
    {"unconnected", STATE_UNCONNECTED, PHASE_WAITING, "UNCONNECTED"},
};

static void test_state(void **state)
{
    const struct state_row *row = *state;
    const struct state_info *info = &state_table[row->state];

    assert_string_equal(info->name, row->name);
    assert_string_equal(info->heading, row->heading);
    assert_int_equal(info->phase, row->phase);
}

struct owner_row {
    const char *name;
    enum owner_scan scan;
    bool inode;
};

// What the column "owner" says of a socket that nobody was found to hold.
static const struct owner_row owners[] = {
    {"none", SCAN_FULL, false},
    {"kernel", SCAN_FULL, true},
    {"hidden", SCAN_PARTIAL, true},
    {"not-scanned", SCAN_NOT_DONE, true},
};

static void test_owner(void **state)
{
    const struct owner_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct sock sock = scene_sock(row->inode ? "tcp listen inode=7" : "tcp listen");

    known_init(&facts);
    facts.owners.scan = row->scan;
    field_text(&text, field_find("owner", 5), &sock, &facts, &(struct style){0});
    assert_text(&text, row->name);
}

static void test_timers_by_name(void **state)
{
    CLEANUP(known_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    static const char *const names[] = {"on", "keepalive", "timewait", "persist", "delack"};

    (void)state;
    known_init(&facts);
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct sock sock = scene_sockf("tcp established timer=%s/0/0", names[i]);
        field_text(&text, field_find("timer", 5), &sock, &facts, &(struct style){0});
        strbuf_byte(&text, ' ');
    }
    assert_text(&text, "on keepalive timewait persist delack ");
}

struct expires_row {
    const char *name; /**< the cell */
    uint32_t milliseconds;
};

static const struct expires_row expires[] = {
    {"0.0s", 0},   {"0.0s", 99},   {"0.1s", 100},
    {"0.9s", 999}, {"1.0s", 1000}, {"4294967.2s", UINT32_MAX},
};

static void test_expires(void **state)
{
    const struct expires_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct sock sock = scene_sockf("tcp established timer=on/%u/0", row->milliseconds);

    known_init(&facts);
    field_cell(&text, field_find("timer_expires_ms", 16), &sock, &facts, &(struct style){0});
    assert_text(&text, row->name);
}

static void test_a_link_local_peer_has_a_scope_only_when_known(void **state)
{
    CLEANUP(known_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct sock sock = scene_sock("tcp established [::] [fe80::2] (device=9)");

    (void)state;
    known_init(&facts);
    field_cell(&text, field_find("peer", 4), &sock, &facts, &(struct style){0});
    assert_text(&text, "[fe80::2]:*");
}

struct comms_row {
    const char *name; /**< the cell of two processes, 1 and 2 */
    const char *one, *other;
};

static const struct comms_row comms[] = {
    {"abc[1,2]", "abc", "abc"},
    {"abc[1] abd[2]", "abc", "abd"},
    {"ab[1] abc[2]", "ab", "abc"},
    {"abc[1] ab[2]", "abc", "ab"},
    {"[1] a[2]", "", "a"},
    {"a[1] [2]", "a", ""},
    {"\\x5b1\\x5d[1] a[2]", "[1]", "a"},
};

static void test_comms(void **state)
{
    const struct comms_row *row = *state;
    CLEANUP(known_free) struct facts facts;
    CLEANUP(strbuf_free) struct strbuf text = {0};
    const struct sock sock = scene_sock("tcp established inode=7");
    const struct text names[] = {{row->one, strlen(row->one)}, {row->other, strlen(row->other)}};

    known_init(&facts);
    owners_want(&facts.owners, 7);
    for (uint32_t i = 0; i < 2; i++)
        owners_add_holder(&facts.owners, 0, owners_add_process(&facts.owners, i + 1, names[i]), 3);
    field_cell(&text, field_find("processes", 9), &sock, &facts, &(struct style){0});
    assert_text(&text, row->name);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_are_no_other_columns),
        cmocka_unit_test(test_timers_by_name),
        cmocka_unit_test(test_a_link_local_peer_has_a_scope_only_when_known),
    };

    return RUN_ROWS(test_column, columns) + RUN_ROWS(test_state, states) +
           RUN_ROWS(test_owner, owners) + RUN_ROWS(test_expires, expires) +
           RUN_ROWS(test_comms, comms) + cmocka_run_group_tests(tests, NULL, NULL);
}
