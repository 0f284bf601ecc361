// SPDX-License-Identifier: MIT
/** sock/ and arrange/: states, the table of records, names, owners, facts, the default order. */
#include "../known.h"
#include "scene.h"

#include "arrange/order.h"
#include "sock/facts.h"
#include "sock/request.h"

struct state_row {
    const char *name;
    enum proto proto;
    uint8_t kernel_state;
    bool bound;
    enum state state;
};

// Numbers from include/net/tcp_states.h.
static const struct state_row states[] = {
    {"TCP 1", PROTO_TCP, 1, true, STATE_ESTABLISHED},
    {"TCP 2", PROTO_TCP, 2, true, STATE_SYN_SENT},
    {"TCP 3", PROTO_TCP, 3, true, STATE_SYN_RECV},
    {"TCP 4", PROTO_TCP, 4, true, STATE_FIN_WAIT_1},
    {"TCP 5", PROTO_TCP, 5, true, STATE_FIN_WAIT_2},
    {"TCP 6", PROTO_TCP, 6, true, STATE_TIME_WAIT},
    {"TCP 7 with a port", PROTO_TCP, 7, true, STATE_BOUND_INACTIVE},
    {"TCP 7 without", PROTO_TCP, 7, false, STATE_CLOSED},
    {"TCP 8", PROTO_TCP, 8, true, STATE_CLOSE_WAIT},
    {"TCP 9", PROTO_TCP, 9, true, STATE_LAST_ACK},
    {"TCP 10", PROTO_TCP, 10, true, STATE_LISTEN},
    {"TCP 11", PROTO_TCP, 11, true, STATE_CLOSING},
    {"TCP 12", PROTO_TCP, 12, true, STATE_SYN_RECV},
    {"TCP 13", PROTO_TCP, 13, true, 0},
    {"TCP 0", PROTO_TCP, 0, true, 0},
    {"TCP 255", PROTO_TCP, 255, true, 0},
    {"UDP 1", PROTO_UDP, 1, true, STATE_ESTABLISHED},
    {"UDP 7", PROTO_UDP, 7, true, STATE_UNCONNECTED},
    {"UDP 7 without a port", PROTO_UDP, 7, false, STATE_UNCONNECTED},
    {"UDP 10", PROTO_UDP, 10, true, 0},
};

static void test_state(void **state)
{
    const struct state_row *row = *state;

    assert_int_equal(state_from_kernel(row->proto, row->kernel_state, row->bound), row->state);
}

static void test_masks_ask_for_no_more_than_is_wanted(void **state)
{
    (void)state;
    assert_int_equal(state_kernel_mask(STATE_BIT(STATE_LISTEN)), 1 << 10);
    assert_int_equal(state_kernel_mask(STATE_BIT(STATE_UNCONNECTED)), 1 << 7);
    assert_int_equal(state_kernel_mask(STATE_BIT(STATE_ESTABLISHED)), 1 << 1);
    assert_int_equal(state_kernel_mask(STATE_BIT(STATE_SYN_RECV)), 1 << 3 | 1 << 12);
    assert_int_equal(state_kernel_mask(STATE_BIT(STATE_BOUND_INACTIVE)), 1 << 13);
    assert_int_equal(state_kernel_mask(0), 0);
}

static void test_a_request_takes_states_by_protocol(void **state)
{
    struct request request = {.protos = {true, true}, .families = {true, false}};
    struct sock tcp = scene_sock("tcp listen");
    struct sock udp = scene_sock("udp unconnected");

    (void)state;
    request.states = STATE_BIT(STATE_LISTEN);
    assert_true(request_takes(&request, &tcp));
    assert_false(request_takes(&request, &udp));
    assert_int_equal(request_proto_states(&request, PROTO_TCP), STATE_BIT(STATE_LISTEN));
    assert_int_equal(request_proto_states(&request, PROTO_UDP), 0);
    request.ruled_out[PROTO_TCP][FAMILY_IPV4] = STATE_BIT(STATE_LISTEN);
    assert_false(request_takes(&request, &tcp));
    assert_int_equal(request_proto_states(&request, PROTO_TCP), 0);
    request.ruled_out[PROTO_TCP][FAMILY_IPV4] = 0;
    tcp = scene_sock("tcp listen [::]");
    assert_false(request_takes(&request, &tcp));
}

struct carries_row {
    const char *name;
    const char *sock;
    bool ipv4, ipv6;
    bool wildcard;
};

static const struct carries_row carries[] = {
    {"IPv4", "tcp listen 10.0.0.1", true, false, false},
    {"IPv4 wildcard", "tcp listen 0.0.0.0", true, false, true},
    {"IPv6", "tcp listen [2001:db8::1] v6only=no", false, true, false},
    {"dual-stack", "tcp listen [::] v6only=no", true, true, true},
    {"IPv6 only", "tcp listen [::] v6only=yes", false, true, true},
    {"wildcard, v6only unknown", "tcp listen [::]", true, true, true},
    {"bound to a mapped address", "tcp listen [::ffff:10.0.0.1] v6only=no", true, false, false},
    {"bound to the mapped wildcard", "tcp listen [::ffff:0.0.0.0] v6only=no", true, false, true},
    {"mapped connection", "tcp listen [::ffff:10.0.0.1] [::ffff:10.0.0.2]", true, false, false},
    {"mapped peer alone", "tcp listen [::] [::ffff:10.0.0.2]", true, false, true},
    {"IPv6 connection", "tcp listen [2001:db8::1] [2001:db8::2]", false, true, false},
    {"IPv6 peer of a wildcard", "tcp listen [::] [2001:db8::2]", false, true, true},
    {"IPv4-compatible is IPv6", "tcp listen [::10.0.0.1] v6only=no", false, true, false},
};

static void test_carries(void **state)
{
    const struct carries_row *row = *state;
    const struct sock sock = scene_sock(row->sock);

    assert_int_equal(sock_carries(&sock, FAMILY_IPV4), row->ipv4);
    assert_int_equal(sock_carries(&sock, FAMILY_IPV6), row->ipv6);
    assert_int_equal(sock_is_wildcard(&sock), row->wildcard);
}

static void test_a_request_leaves_out_families(void **state)
{
    const struct carries_row *row = *state;
    const struct sock sock = scene_sock(row->sock);
    struct request request = {
        .protos = {true}, .families = {true, true}, .states = STATE_BIT(STATE_LISTEN)};

    assert_true(request_takes(&request, &sock));
    request.left_out = FAMILY_BIT(FAMILY_IPV6);
    assert_int_equal(request_takes(&request, &sock), row->ipv4);
    request.left_out = FAMILY_BIT(FAMILY_IPV4);
    assert_int_equal(request_takes(&request, &sock), row->ipv6);
}

struct queues_row {
    const char *name;
    const char *sock;
    bool queues;
};

static const struct queues_row queues[] = {
    {"listener", "tcp listen", false},
    {"bound", "tcp bound-inactive", false},
    {"reset", "tcp bound-inactive * 0.0.0.0:80", true},
    {"closed", "tcp closed", false},
    {"connection", "tcp established * 0.0.0.0:80", true},
    {"time-wait", "tcp time-wait * 0.0.0.0:80", true},
    {"UDP without a peer", "udp unconnected", true},
};

/** A socket whose family is not known may be of any that is asked for. */
static void test_a_request_takes_unclear_families(void **state)
{
    const struct sock sock = {
        .proto = PROTO_SMC, .state = STATE_LISTEN, .local_port = 80, .have = HAVE_NO_FAMILY};
    struct request request = {.families = {[FAMILY_IPV6] = true},
                              .left_out = FAMILY_BIT(FAMILY_IPV4),
                              .states = STATE_BIT(STATE_LISTEN)};

    (void)state;
    request.protos[PROTO_SMC] = true;
    assert_true(request_takes(&request, &sock)); // -6
    request.families[FAMILY_IPV4] = true;
    request.left_out = FAMILY_BIT(FAMILY_IPV6);
    assert_true(request_takes(&request, &sock)); // -4
    request.states = STATE_BIT(STATE_ESTABLISHED);
    assert_false(request_takes(&request, &sock));
}

static void test_queues(void **state)
{
    const struct queues_row *row = *state;
    const struct sock sock = scene_sock(row->sock);

    assert_int_equal(sock_has_queues(&sock), row->queues);
}

static void test_unmapping(void **state)
{
    enum family family = FAMILY_IPV6;
    struct address address = scene_address("::ffff:10.1.2.3");

    (void)state;
    assert_true(address_unmap(&family, &address));
    assert_int_equal(family, FAMILY_IPV4);
    assert_address(&address, "10.1.2.3");
    assert_false(address_unmap(&family, &address));
    family = FAMILY_IPV6;
    address = scene_address("::fffe:10.1.2.3");
    assert_false(address_unmap(&family, &address));
    assert_int_equal(family, FAMILY_IPV6);
    assert_address(&address, "::fffe:10.1.2.3");
}

static void test_addresses(void **state)
{
    struct address any = scene_address("::");
    struct address last = scene_address("::1");
    struct address local = scene_address("febf::");
    struct address site = scene_address("fec0::");

    (void)state;
    assert_true(address_is_any(&any));
    assert_false(address_is_any(&last));
    assert_true(address_is_link_local(FAMILY_IPV6, &local));
    assert_false(address_is_link_local(FAMILY_IPV4, &local));
    assert_false(address_is_link_local(FAMILY_IPV6, &site));
    assert_false(address_is_link_local(FAMILY_IPV6, &any));
}

static void test_a_peer_is_an_address_or_a_port(void **state)
{
    struct sock none = scene_sock("tcp established");
    struct sock port = scene_sock("tcp established * 0.0.0.0:1");
    struct sock address = scene_sock("tcp established * 127.0.0.1");

    (void)state;
    assert_false(sock_has_peer(&none));
    assert_true(sock_has_peer(&port));
    assert_true(sock_has_peer(&address));
}

static void test_dual_stack_must_be_known(void **state)
{
    struct sock dual = scene_sock("tcp listen [::] v6only=no");
    struct sock only = scene_sock("tcp listen [::] v6only=yes");
    struct sock unknown = scene_sock("tcp listen [::]");
    struct sock bound = scene_sock("tcp listen [::1] v6only=no");

    (void)state;
    assert_true(sock_is_dual_stack(&dual));
    assert_false(sock_is_dual_stack(&only));
    assert_false(sock_is_dual_stack(&unknown));
    assert_false(sock_is_dual_stack(&bound));
}

struct duplicate_row {
    const char *name;
    const char *one, *other;
    bool same; /**< two rows of one socket, the first of which is to stay */
};

static const struct duplicate_row duplicates[] = {
    {"one cookie", "tcp established cookie=5", "tcp established cookie=5", true},
    {"one cookie, the later state", "tcp time-wait cookie=5", "tcp established cookie=5", true},
    {"one cookie, the later state, if its number is lower", "tcp time-wait cookie=5",
     "tcp closing cookie=5", true},
    {"one cookie, as late: by order", "tcp established queues=2/0 cookie=5",
     "tcp established queues=1/0 cookie=5", true},
    {"one cookie, another port", "tcp established 0.0.0.0:2 cookie=5",
     "tcp established 0.0.0.0:1 cookie=5", true},
    {"two cookies", "tcp established cookie=5", "tcp established cookie=6", false},
    {"two cookies, one inode", "tcp established inode=9 cookie=5",
     "tcp established inode=9 cookie=6", false},
    {"one number as cookie and inode", "tcp established cookie=5", "tcp established inode=5",
     false},
    {"one inode", "tcp established queues=2/0 inode=5", "tcp established queues=1/0 inode=5", true},
    {"two inodes", "tcp established inode=5", "tcp established inode=6", false},
    {"MPTCP: local addresses", "tcp established inode=5", "tcp established 0.0.0.1 inode=5", false},
    {"MPTCP: local IPv6", "tcp established [::] inode=5", "tcp established [::1] inode=5", false},
    {"MPTCP: peer addresses", "tcp established inode=5", "tcp established * 0.0.0.1 inode=5",
     false},
    {"MPTCP: peer IPv6", "tcp established [::] inode=5", "tcp established [::] [::1] inode=5",
     false},
    {"MPTCP: local ports", "tcp established inode=5", "tcp established 0.0.0.0:1 inode=5", false},
    {"MPTCP: peer ports", "tcp established inode=5", "tcp established * 0.0.0.0:1 inode=5", false},
    {"MPTCP: states", "tcp time-wait inode=5", "tcp established inode=5", false},
    {"MPTCP: families", "tcp established inode=5", "tcp established [::] inode=5", false},
    {"inodes and addresses of the same hash", "tcp established inode=5",
     "tcp established 1.0.0.0 inode=4", false},
    {"protocols", "tcp established inode=5", "udp established inode=5", false},
    {"nothing says that they are one", "tcp time-wait", "tcp time-wait", false},
};

/** Holds the two rows, listed in this order, to what is left of them. */
static void check_duplicates(const struct duplicate_row *row, const char *first, const char *second)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};

    scene_add(&table, first);
    scene_add(&table, second);
    assert_int_equal(sock_table_drop_duplicates(&table), row->same);
    assert_int_equal(table.count, row->same ? 1 : 2);
    const char *expected[] = {row->same ? row->one : first, second};
    for (size_t i = 0; i < table.count; i++)
        assert_sock(&table.rows[i], expected[i]);
}

static void test_duplicates(void **state)
{
    const struct duplicate_row *row = *state;

    check_duplicates(row, row->one, row->other);
    check_duplicates(row, row->other, row->one);
}

static void test_rows_between_duplicates_stay(void **state)
{
    static const unsigned cookies[] = {7, 5, 6, 5, 8, 7};
    CLEANUP(sock_table_free) struct sock_table table = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(cookies); i++)
        scene_addf(&table, "tcp established cookie=%u", cookies[i]);
    assert_int_equal(sock_table_drop_duplicates(&table), 2);
    static const uint64_t kept[] = {7, 5, 6, 8};
    assert_int_equal(table.count, COUNT(kept));
    for (size_t i = 0; i < COUNT(kept); i++)
        assert_int_equal(table.rows[i].cookie, kept[i]);
}

static void test_names(void **state)
{
    CLEANUP(names_free) struct names names = {0};
    struct text name = {0};

    (void)state;
    assert_false(names_known(&names, 1));
    names_add(&names, 1, "one", 3);
    names_add(&names, 2, "", 0);
    names_add(&names, 3, "three", 5);
    names_add(&names, 1, "other", 5);
    assert_true(names_find(&names, 1, &name));
    assert_int_equal(name.length, 3);
    assert_memory_equal(name.bytes, "one", 3);
    assert_true(names_find(&names, 3, &name));
    assert_memory_equal(name.bytes, "three", 5);
    assert_true(names_known(&names, 2));
    assert_false(names_find(&names, 2, &name));
    assert_false(names_find(&names, 4, &name));
}

static void test_holders_come_in_order(void **state)
{
    CLEANUP(owners_free) struct owners owners = {0};
    const struct sock sock = scene_sock("tcp established inode=70");
    const struct sock other = scene_sock("tcp established inode=71");
    uint32_t chain = 99;

    (void)state;
    owners_want(&owners, 70);
    owners_want(&owners, 71);
    owners_want(&owners, 70);
    assert_int_equal(owners.chain_count, 2);
    assert_false(owners_wanted(&owners, 72, &chain));
    assert_true(owners_wanted(&owners, 70, &chain));
    uint32_t first = owners_add_process(&owners, 100, TEXT("a"));
    owners_add_holder(&owners, chain, first, 3);
    uint32_t second = owners_add_process(&owners, 200, TEXT("bc"));
    owners_add_holder(&owners, chain, second, 4);
    owners_add_holder(&owners, chain, second, 5);

    const struct holder *holder = owners_first(&owners, &sock);
    assert_int_equal(holder->fd, 3);
    assert_int_equal(owners.processes[holder->process].pid, 100);
    holder = owners_next(&owners, holder);
    assert_int_equal(holder->fd, 4);
    assert_memory_equal(owners_comm(&owners, &owners.processes[holder->process]).bytes, "bc", 2);
    holder = owners_next(&owners, holder);
    assert_int_equal(holder->fd, 5);
    assert_null(owners_next(&owners, holder));
    assert_null(owners_first(&owners, &other));
}

struct owner_row {
    const char *name;
    enum owner_scan scan;
    bool inode, held;
    enum owner owner;
};

static const struct owner_row owner_rows[] = {
    {"held", SCAN_PARTIAL, true, true, OWNER_KNOWN},
    {"no inode", SCAN_FULL, false, false, OWNER_NONE},
    {"no inode, nothing scanned", SCAN_NOT_DONE, false, false, OWNER_NONE},
    {"not found, all were read", SCAN_FULL, true, false, OWNER_KERNEL},
    {"not found, some were not read", SCAN_PARTIAL, true, false, OWNER_HIDDEN},
    {"nothing scanned", SCAN_NOT_DONE, true, false, OWNER_NOT_SCANNED},
};

struct stale_row {
    const char *name;
    const char *state;
    bool address, port; /**< a peer of which only this is known stays one */
};

static const struct stale_row stale_rows[] = {
    {"listener that called before", "listen", false, false},
    {"bound, after a call refused or a connection reset", "bound-inactive", false, true},
    {"unconnected", "unconnected", false, false},
    {"established", "established", true, true},
    {"syn-sent", "syn-sent", true, true},
    {"time-wait", "time-wait", true, true},
};

static void test_stale_peers(void **state)
{
    const struct stale_row *row = *state;
    struct sock address = scene_sockf("tcp %s * 127.0.0.1", row->state);
    struct sock port = scene_sockf("tcp %s * 0.0.0.0:80", row->state);

    sock_clear_stale_peer(&address);
    assert_int_equal(sock_has_peer(&address), row->address);
    sock_clear_stale_peer(&port);
    assert_int_equal(sock_has_peer(&port), row->port);
}

struct gap_row {
    const char *name;
    enum owner_scan scan;
    bool partial, inode, held;
    bool may_lack, complete; /**< what is expected */
};

static const struct gap_row gap_rows[] = {
    {"held, lists are complete", SCAN_FULL, false, true, true, false, true},
    {"held, lists are partial", SCAN_PARTIAL, true, true, true, true, false},
    {"held, lists of BPF beside a hidden process", SCAN_PARTIAL, false, true, true, false, true},
    {"not held, lists are complete", SCAN_FULL, false, true, false, false, true},
    {"not held, lists are partial", SCAN_PARTIAL, true, true, false, true, false},
    {"not held, nothing scanned", SCAN_NOT_DONE, false, true, false, true, false},
    {"no inode, lists are partial", SCAN_PARTIAL, true, false, false, false, false},
};

static void test_lists_that_may_lack_holders(void **state)
{
    const struct gap_row *row = *state;
    CLEANUP(owners_free)
    struct owners owners = {.searched = true, .scan = row->scan, .partial = row->partial};

    assert_true(owners_complete(&(struct owners){.searched = true})); // no socket has an inode
    assert_false(owners_complete(&(struct owners){.scan = SCAN_FULL}));
    assert_false(
        owners_complete(&(struct owners){.searched = true, .scan = SCAN_FULL, .hidden = 1}));
    owners_want(&owners, 7);
    if (row->held)
        owners_add_holder(&owners, 0, owners_add_process(&owners, 1, TEXT("a")), 3);
    assert_int_equal(owners_may_lack(&owners, row->inode ? 7 : 0), row->may_lack);
    assert_int_equal(owners_complete(&owners), row->complete);
}

static void test_owner(void **state)
{
    const struct owner_row *row = *state;
    CLEANUP(owners_free) struct owners owners = {.scan = row->scan};
    const struct sock sock = scene_sock(row->inode ? "tcp established inode=7" : "tcp established");

    owners_want(&owners, 7);
    if (row->held)
        owners_add_holder(&owners, 0, owners_add_process(&owners, 1, TEXT("a")), 3);
    assert_int_equal(owners_state(&owners, &sock), row->owner);
}

static void test_hosts_are_told_apart_in_every_bit(void **state)
{
    static const char *const rows[] = {
        "10.0.0.1", "a00:1::", "a00:1::1", "::a00:1:0:0", "a00:1:0:0:a00:1::", "10.0.0.2",
    };
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};
    char digit;

    (void)state;
    known_init(&facts);
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum family family = scene_family(rows[i]);
        struct address address = scene_address(rows[i]);
        assert_false(name_cache_host(known_names(&facts), family, &address, &name));
        uint64_t id = name_cache_host_id(known_names(&facts), family, &address);
        digit = (char)('0' + i);
        names_add(&known_names(&facts)->hosts.names, id, &digit, 1);
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct address address = scene_address(rows[i]);
        assert_true(name_cache_host(known_names(&facts), scene_family(rows[i]), &address, &name));
        assert_int_equal(name.bytes[0], '0' + i);
    }
}

static void test_ephemeral_ports_have_no_service(void **state)
{
    CLEANUP(known_free) struct facts facts;
    struct text name = {0};

    (void)state;
    known_init(&facts);
    known_service(&facts, 6, 40000, "fleet");
    known_service(&facts, 17, 53, "domain");
    assert_true(facts_service(&facts, 0, PROTO_TCP, 40000, &name));
    known_ephemeral(&facts, 40001, 60999);
    assert_true(facts_service(&facts, 0, PROTO_TCP, 40000, &name));
    known_ephemeral(&facts, 40000, 60999);
    assert_false(facts_service(&facts, 0, PROTO_TCP, 40000, &name));
    known_ephemeral(&facts, 32768, 40000);
    assert_false(facts_service(&facts, 0, PROTO_TCP, 40000, &name));
    assert_true(facts_service(&facts, 0, PROTO_UDP, 53, &name));
    assert_false(facts_service(&facts, 0, PROTO_TCP, 53, &name));
}

static void test_warnings(void **state)
{
    CLEANUP(known_free) struct facts facts;

    (void)state;
    known_init(&facts);
    facts_warn(&facts, "%d of %s", 1, "two");
    assert_true(facts.complete);
    facts_incomplete(&facts, "gone");
    assert_false(facts.complete);
    assert_int_equal(facts.warning_count, 2);
    assert_string_equal(facts.warnings[0], "1 of two");
    assert_string_equal(facts.warnings[1], "gone");
}

/** Sockets in the order in which they are to be shown; the row number is the inode. */
static const char *const ordered[] = {
    "tcp listen 0.0.0.0:80 inode=0",
    "tcp listen 10.0.0.0:80 inode=1",
    "tcp listen [::]:80 inode=2",
    "tcp listen 0.0.0.0:443 inode=3",
    "udp unconnected 0.0.0.0:53 inode=4",
    "tcp established 0.0.0.0:22 10.0.0.0:9 inode=5",
    "tcp time-wait 0.0.0.0:80 9.0.0.0:9 inode=6",
    "tcp established 0.0.0.0:80 10.0.0.0:7 inode=7",
    "tcp established 0.0.0.0:80 10.0.0.0:9 inode=8",
    "tcp established 0.0.0.0:80 10.0.0.0:9 inode=9",
    "udp established 0.0.0.0:1 inode=10",
};

static void test_default_order(void **state)
{
    CLEANUP(sock_table_free) struct sock_table table = {0};
    const struct sorting sorting = {0};
    const struct facts facts = {0};

    (void)state;
    // collected by odd numbers first
    for (size_t i = 1; i < COUNT(ordered); i += 2)
        scene_add(&table, ordered[i]);
    for (size_t i = 0; i < COUNT(ordered); i += 2)
        scene_add(&table, ordered[i]);
    order(&table, &facts, &sorting);
    for (size_t i = 0; i < COUNT(ordered); i++)
        assert_int_equal(sock_table_at(&table, i)->inode, i);
}

/** Two looks at one socket have its cookie, or, where none is known, what else it is known by. */
static void test_the_same_socket(void **state)
{
    static const struct duplicate_row rows[] = {
        {"one cookie", "tcp listen cookie=5", "tcp listen cookie=5", true},
        {"one cookie, all else differs", "tcp listen 0.0.0.0:1 cookie=5",
         "tcp time-wait [::1]:2 [::1]:3 cookie=5 inode=9", true},
        {"two cookies", "tcp listen cookie=5 inode=9", "tcp listen cookie=6 inode=9", false},
        {"two places", "tcp listen cookie=5 place=1", "tcp listen cookie=5 place=2", false},
        {"two places, no cookie", "tcp listen inode=9 place=1", "tcp listen inode=9 place=2",
         false},
        {"the first has a cookie", "tcp listen cookie=5 inode=9", "tcp listen inode=9", false},
        {"the other has a cookie", "tcp listen inode=9", "tcp listen cookie=5 inode=9", false},
        {"one inode", "tcp listen 0.0.0.0:1 inode=9", "tcp listen 0.0.0.0:1 inode=9", true},
        {"two inodes", "tcp listen 0.0.0.0:1 inode=9", "tcp listen 0.0.0.0:1 inode=8", false},
        {"one inode, two ports", "tcp listen 0.0.0.0:1 inode=9", "tcp listen 0.0.0.0:2 inode=9",
         false},
        {"one inode, two protocols", "udp unconnected 0.0.0.0:1 inode=9",
         "tcp closed 0.0.0.0:1 inode=9", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sock one = scene_sock(rows[i].one);
        struct sock other = scene_sock(rows[i].other);
        if (sock_is_same(&one, &other) != rows[i].same)
            fail_msg("%s", rows[i].name);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_socket),
        cmocka_unit_test(test_masks_ask_for_no_more_than_is_wanted),
        cmocka_unit_test(test_a_request_takes_states_by_protocol),
        cmocka_unit_test(test_a_request_takes_unclear_families),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_a_peer_is_an_address_or_a_port),
        cmocka_unit_test(test_dual_stack_must_be_known),
        cmocka_unit_test(test_rows_between_duplicates_stay),
        cmocka_unit_test(test_unmapping),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_holders_come_in_order),
        cmocka_unit_test(test_hosts_are_told_apart_in_every_bit),
        cmocka_unit_test(test_ephemeral_ports_have_no_service),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_default_order),
    };

    return RUN_ROWS(test_state, states) + RUN_ROWS(test_owner, owner_rows) +
           RUN_ROWS(test_stale_peers, stale_rows) + RUN_ROWS(test_carries, carries) +
           RUN_ROWS(test_lists_that_may_lack_holders, gap_rows) +
           RUN_ROWS(test_a_request_leaves_out_families, carries) + RUN_ROWS(test_queues, queues) +
           RUN_ROWS(test_duplicates, duplicates) + cmocka_run_group_tests(tests, NULL, NULL);
}
